"""Audit: the trace of every change and of every look at numbers in clear, and the seals over both.

The database writes changes (triggers in migrations/sql) in the transaction of the change itself,
looks are kept in the transaction that shows, and the service has no right to write, change or
delete a line of either. A sealer closes the trail block by block and signs it with a key kept
outside the database. Dossiers have a narrower history of their own, read from the dossier.
"""

from app.audit.commands import Seen, follow_trail, viewed
from app.audit.export import trail_lines
from app.audit.jobs import seal_everywhere, seal_province
from app.audit.queries import (
    Seat,
    Window,
    acts_of,
    changes_after,
    history_of,
    seats_of,
    viewers_of,
)
from app.audit.words import act_told, place_of, state_in_words, things_told

__all__ = [
    "Seat",
    "Seen",
    "Window",
    "act_told",
    "acts_of",
    "changes_after",
    "follow_trail",
    "history_of",
    "place_of",
    "seal_everywhere",
    "seal_province",
    "seats_of",
    "state_in_words",
    "things_told",
    "trail_lines",
    "viewed",
    "viewers_of",
]
