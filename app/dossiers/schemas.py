"""Shapes of dossiers, lists and batches."""

import unicodedata
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from app.core.shapes import Id, Line, MaskedNumber, Order


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
    id_number: MaskedNumber | None
    hamlet: str | None
    months: int
    amount_dong: int
    area_path: str
    stage: str
    reason_code: str | None


class AdjustmentShown(Shown):
    """Money already paid that a higher benefit was set against; `other_id` is the other dossier."""

    kind: str
    other_id: int
    amount_dong: int
    state: str
    made_at: datetime


class DossierDetail(DossierShown):
    """One claim; a superseded one names the dossier that won, by number only."""

    superseded_by: int | None
    adjustments: list[AdjustmentShown]


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


def _clean_text(text: str) -> str:
    tidy = unicodedata.normalize("NFC", text)
    if any(unicodedata.category(one).startswith("C") and one != "\n" for one in tidy):
        raise ValueError("control, format or private characters are not allowed")
    return tidy


Statement = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000, strip_whitespace=True),
    AfterValidator(_clean_text),
]
"""What a person said, in their words; lines may break."""


class DeclinationOrder(Order):
    """A person's own statement that they do not take the support: text, moment, witness."""

    statement: Statement
    stated_at: AwareDatetime
    witness: Line


class DeclinationMade(BaseModel):
    """The number of the statement, and where the dossier stands now."""

    id: int
    stage: str


class RevocationOrder(Order):
    """The person's words with which the statement is taken back."""

    revocation: Statement


class DeclinationRevoked(BaseModel):
    """Where the dossier stands again."""

    stage: str


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
    """What a signer must see: how many, how much, and the root over exactly these lines."""

    id: int
    paper_number: str
    state: str
    list_ids: list[int]
    case_count: int
    total_dong: int
    total_words: str
    root: str
    groups: list[GroupSum]
    unappraised: int
    """Cases that the provincial appraisal team has not yet favoured."""
    held: int
    """Cases left out of all this because a complaint or finding holds them."""


class BatchMade(BaseModel):
    """The number of a new batch."""

    id: int


class ReopeningOrder(Order):
    """A refused dossier walks its road again under an amendment, with the reason."""

    policy: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9_]{2,20}$")]
    """The version of the policy that takes it in: "QD32"."""
    reason: Line


class Reopened(Shown):
    """Where a reopened dossier stands."""

    stage: str


class Reopenable(Shown):
    """A refused dossier that fits an amendment, without a name."""

    dossier_id: int
    list_id: int
    group_code: str
    reason_code: str
    refused_at: datetime
    area_path: str


class ReopenablePage(BaseModel):
    """Refused dossiers by number, and where the next page starts."""

    items: list[Reopenable]
    next_after: int | None
