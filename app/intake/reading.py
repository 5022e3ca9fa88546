"""The reader of this process, and how large a list may be."""

from functools import cache

from app.core.settings import settings
from app.intake.reader import ListReader
from app.intake.refusals import Limits


@cache
def reader() -> ListReader:
    """One bounded child process that reads workbooks, replaced when it dies."""
    return ListReader()


def limits() -> Limits:
    """How large a list may be, by the operator's settings."""
    return Limits(max_bytes=settings().max_list_bytes, max_rows=settings().max_list_rows)
