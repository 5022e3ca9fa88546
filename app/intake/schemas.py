"""Shapes of intake."""

from typing import Annotated, Any, Literal, NotRequired

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from typing_extensions import TypedDict

from app.core.shapes import Count, Order

Cell = Annotated[str, StringConstraints(max_length=2000)]
Whole = Annotated[int, Field(strict=True, ge=0, lt=10**12)]
FormCode = Literal["05", "07", "08", "09"]


class JsonRow(TypedDict):
    """One row of a list as JSON; the same fields as the columns of the form, money in đồng."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]

    full_name: Cell
    birth: Cell
    sex: Cell
    months: Whole
    amount_dong: Whole
    id_number: NotRequired[Cell | None]
    commune: NotRequired[Cell | None]
    hamlet: NotRequired[Cell | None]
    address: NotRequired[Cell | None]
    category: NotRequired[Cell | None]
    allowance_dong: NotRequired[Whole | None]
    household_head: NotRequired[Cell | None]
    household_number: NotRequired[Cell | None]
    relation: NotRequired[Cell | None]
    note: NotRequired[Cell | None]


class JsonList(TypedDict):
    """A list as JSON."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]

    rows: Annotated[list[JsonRow], Field(min_length=1)]


class SubmissionOrder(Order):
    """How many good rows the officer saw; another number is refused."""

    expected: Count


class Submitted(BaseModel):
    """The list is handed in: so many dossiers, standing at this stage now."""

    id: int
    dossiers: int
    stage: str


class RowShown(BaseModel):
    """The verdict on one row, its problems, and what has become of its dossier."""

    row_number: int
    good: bool
    problems: list[dict[str, Any]] | None
    dossier_id: int | None
    stage: str | None
    reason_code: str | None


class RowPage(BaseModel):
    """Rows in the order of the sheet, and the cursor of the next page."""

    items: list[RowShown]
    next_after: int | None
