"""Shapes of marked workbooks, column mappings and files of notices."""

from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from app.core.shapes import Line, Order
from app.intake.schemas import FormCode

AnyForm: TypeAlias = FormCode | Literal["bao-tu", "chuyen-di"]
Matter: TypeAlias = Literal["died", "moved"]


class MarkingAsked(BaseModel):
    """The version of the list that is marked, and whether the marked workbook is there."""

    list_id: int
    version: int
    ready: bool


class MappingOrder(Order):
    """How the headers of an office's file are read: field of each, text for fields it lacks."""

    form: AnyForm
    name: Line
    headers: Annotated[list[Line], Field(min_length=1, max_length=60)]
    columns: Annotated[dict[Line, Line], Field(min_length=1, max_length=60)]
    constants: Annotated[dict[Line, Line], Field(max_length=60, default_factory=dict)]


class MappingShown(BaseModel):
    """A remembered mapping."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    form: str
    name: str
    columns: dict[str, str]
    constants: dict[str, str]
    made_at: datetime


class FieldShown(BaseModel):
    """A field of a form that a column may be mapped to."""

    model_config = ConfigDict(from_attributes=True)

    field: str
    header: str
    required: bool


class Proposal(BaseModel):
    """The headers of a file, the field each is likely to mean, and the mapping known for them."""

    headers: list[str]
    proposal: dict[str, str]
    known_mapping_id: int | None
    fields: list[FieldShown]


class NoticesFiled(BaseModel):
    """What a file of notices held: rows, those taken in, those at fault with their first faults."""

    rows: int
    notices: int
    faulty: int
    keys: int
    problems: list[dict[str, Any]]
