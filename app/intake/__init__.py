"""Intake: an office's list becomes checked rows, and its good rows become dossiers.

A file is inspected at the door (guard against hostile workbooks, form, columns), kept with its
seal, and read by a job in a bounded child process. Every row gets a verdict; good rows go on.

The child imports this package too, so the front door stays light: no database, no web.
"""

from app.intake.child import BoundedChild
from app.intake.reading import read_named_tables, read_table, read_tables
from app.intake.refusals import WorkbookUnreadable

__all__ = [
    "BoundedChild", "WorkbookUnreadable", "read_named_tables", "read_table", "read_tables",
]  # fmt: skip
