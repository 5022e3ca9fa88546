"""Audit: the trace of every change.

The database writes it (triggers in migrations/sql) in the transaction of the change itself, and
the service has no right to write, change or delete a line of it. Dossiers have a narrower history
of their own, read from the dossier.
"""

from app.audit.queries import changes_after, history_of

__all__ = ["changes_after", "history_of"]
