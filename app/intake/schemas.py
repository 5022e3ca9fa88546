"""Shapes of intake."""

from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, StringConstraints

from app.core.shapes import Count, Order

FormCode = Annotated[
    str, StringConstraints(pattern=r"^(0[1-9]|1[0-4]|[A-Z][A-Z0-9_]{1,39})$", max_length=40)
]
"""01 to 14, or the group of a programme that came as data: its list bears its name."""

PHASES = {
    "waiting": "chờ đến lượt",
    "reading": "đang đọc và kiểm tra từng dòng",
    "register": "đang đối chiếu người và ghi hồ sơ",
    "done": "đã xong",
}


class Upload(NamedTuple):
    """A file that may be kept: its bytes, media type, and the column mapping it is read by."""

    content: bytes
    media_type: str
    mapping_id: int | None = None


class SubmissionOrder(Order):
    """How many good rows the officer saw; another number is refused."""

    expected: Count


class ConversionOrder(Order):
    """The officer's word on the old font that the list was typed in."""

    encoding: Literal["tcvn3", "vni"]


class Submitted(BaseModel):
    """The list is handed in: so many dossiers, standing at this stage now."""

    id: int
    dossiers: int
    stage: str


class VersionShown(BaseModel):
    """One upload of a list: how far its reading has come, its numbers, and what it changed.

    `added` to `gone` compare it with the version before; `locked` rows were changed but their
    dossiers have already been handed in. `legacy` names columns typed in an old font.
    """

    model_config = ConfigDict(extra="ignore")

    list_id: int
    version: int
    state: str
    phase: str | None
    phase_vi: str | None = None
    rows_done: int
    rows_total: int | None
    received_at: datetime
    started_at: datetime | None
    read_at: datetime | None
    row_count: int | None
    good_count: int | None
    faulty_count: int | None
    doubt_count: int | None
    added_count: int | None
    changed_count: int | None
    same_count: int | None
    gone_count: int | None
    locked_count: int | None
    sha256: str
    conversion: str | None
    legacy: dict[str, Any] | None
    head: dict[str, Any] | None
    problem: str | None
    problem_code: str | None
    result_url: str | None = None


class RowShown(BaseModel):
    """The verdict on one row of the present version, and what has become of its dossier."""

    row_number: int
    version: int
    entry: int
    change: str
    good: bool
    problems: list[dict[str, Any]] | None
    warnings: list[dict[str, Any]] | None
    doubts: list[str] | None
    dossier_id: int | None
    stage: str | None
    reason_code: str | None


class RowPage(BaseModel):
    """Rows in the order of the sheet, and the cursor of the next page."""

    items: list[RowShown]
    next_after: int | None


class ChangeShown(BaseModel):
    """An entry that differs between two versions: added, changed or gone."""

    entry: int
    change: str
    row_before: int | None
    row_after: int | None
    good_before: bool | None
    good_after: bool | None


class ListCheck(BaseModel):
    """What reading a file would say of it, with nothing kept; the first 1,000 problems."""

    row_count: int
    good_count: int
    faulty_count: int
    doubt_count: int
    problems: list[dict[str, Any]]
    legacy: dict[str, Any] | None
