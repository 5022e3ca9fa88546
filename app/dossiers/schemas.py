"""Shapes of dossiers, lists and batches."""

from datetime import date, datetime
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from app.core.shapes import Id, Line, Order


class NewDossier(NamedTuple):
    """A good row, ready to be a dossier; the amount is in đồng."""

    row_number: int
    person_id: int
    household_id: int | None
    months: int
    amount_dong: int
    full_name: str
    birth_date: date | None
    birth_year: int | None
    sex: str | None
    id_number: str | None
    hamlet: str | None
    category: str | None
    note: str | None
    area_path: str


class Shown(BaseModel):
    """Built straight from a row of the database."""

    model_config = ConfigDict(from_attributes=True)


class ListShown(Shown):
    """A list with its three numbers and, when it could not be read, why."""

    id: int
    form: str
    group_code: str
    unit_path: str
    compiled_on: date
    state: str
    row_count: int | None
    good_count: int | None
    faulty_count: int | None
    total_dong: int | None
    problem: str | None
    problem_code: str | None
    received_at: datetime
    submitted_at: datetime | None


class ListPage(BaseModel):
    """Lists of the territory, and the cursor of the next page."""

    items: list[ListShown]
    next_after: int | None


class DossierShown(Shown):
    """One claim; the identity number is masked but for its last three digits."""

    id: int
    list_id: int
    row_number: int
    group_code: str
    full_name: str
    birth_date: date | None
    birth_year: int | None
    sex: str | None
    id_number: str | None
    hamlet: str | None
    months: int
    amount_dong: int
    area_path: str
    stage: str
    reason_code: str | None


class DossierPage(BaseModel):
    """Dossiers, and the cursor of the next page."""

    items: list[DossierShown]
    next_after: int | None


class StepTaken(Shown):
    """One step of a dossier's history."""

    version: int
    from_stage: str | None
    to_stage: str
    at: datetime
    officer_id: int | None
    because: str | None
    reason_code: str | None


class BatchOrder(Order):
    """The lists to be decided together, under a submission paper (tờ trình)."""

    list_ids: Annotated[list[Id], Field(min_length=1, max_length=2000)]
    paper_number: Line


class GroupSum(BaseModel):
    """How many cases of a group, and their money in đồng."""

    group_code: str
    cases: int
    dong: int


class BatchShown(BaseModel):
    """What a signer must see: how many, how much, and the digest of exactly these lines."""

    id: int
    paper_number: str
    state: str
    list_ids: list[int]
    case_count: int
    total_dong: int
    total_words: str
    digest: str
    groups: list[GroupSum]
    unappraised: int
    """Cases that the provincial appraisal team has not yet favoured."""


class BatchMade(BaseModel):
    """The number of a new batch."""

    id: int
