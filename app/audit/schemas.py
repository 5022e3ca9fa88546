"""Shapes of the trace."""

from datetime import datetime

from pydantic import BaseModel


class Change(BaseModel):
    """One change: of what, from which state to which, when, by which natural person, and why."""

    id: int
    subject: str
    subject_id: int
    from_state: str | None
    to_state: str
    at: datetime
    officer_id: int | None
    because: str | None
    area_path: str


class ViewShown(BaseModel):
    """One look at numbers in clear: who, when, by which door, at what, and at how many people."""

    id: int
    at: datetime
    officer_id: int
    officer: str | None
    account_id: int
    appointment_id: int
    act: str
    about: str
    about_id: int
    about_version: int | None
    shown: int
    people: int
    area_path: str


class ViewPage(BaseModel):
    """Looks in the order they were taken, and the cursor of the next page."""

    items: list[ViewShown]
    next_after: int | None


class Checkpoint(BaseModel):
    """The last signed note of the province's trail, and the public key that it is said to bear."""

    block: int
    note: str
    signer: str
    made_at: datetime
