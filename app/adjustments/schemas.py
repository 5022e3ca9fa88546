"""Shapes of recoveries; money in whole đồng."""

from datetime import date, datetime

from pydantic import BaseModel

from app.dossiers.schemas import Shown


class RecoveryShown(Shown):
    """What is to come back of one dossier, by which later decision."""

    adjustment_id: int
    decision_id: int
    dossier_id: int
    group_code: str
    owed_dong: int
    whole: bool
    since: date
    recorded_at: datetime
    area_path: str


class RecoveryPage(BaseModel):
    """Cases by dossier, and where the next page starts."""

    items: list[RecoveryShown]
    next_after: int | None
