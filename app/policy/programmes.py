"""What a policy document says when it comes as data: programmes with a group each, and changes.

A programme is written in what offices know (who, how much, by which road, from which money); what
the rules are built of (stages, precedence, keys) follows from it and cannot be written wrongly.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, Self, TypeAlias

from pydantic import Field, StrictBool, StrictInt, StringConstraints, model_validator

from app.core.shapes import Line, Order, WholeDong

from .claims import Day

Code: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{1,39}$")]
FieldName: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
ProvinceCode: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]
Months: TypeAlias = Annotated[int, Field(strict=True, ge=1, le=12)]
Days: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=366)]
Scalar: TypeAlias = StrictBool | StrictInt | Line
Heading: TypeAlias = Annotated[Line, StringConstraints(pattern=r"^[^=+\-@]")]
"""Words that stand alone in a cell: no spreadsheet may take them for a formula."""
ColumnKind: TypeAlias = Literal["words", "choice", "money", "day", "count", "flag"]
Body: TypeAlias = Literal["union", "social_insurance", "tax_branch"]


LIST_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "commune": "commune", "hamlet": "words", "address": "words", "phone": "phone",
        "ethnicity": "words", "category": "category", "department": "words",
        "contract_kind": "words", "contract_signed_on": "day", "insurance_number": "insurance",
        "employer_name": "words", "tax_code": "tax_code", "suspended_from": "day",
        "suspended_to": "day", "account_name": "words", "account_number": "account",
        "bank": "words", "document_number": "words",
    }
)  # fmt: skip
"""Columns that the official forms have too, by field, with what their cells hold."""

ALWAYS_THERE: Final = frozenset(
    {"stt", "full_name", "birth", "sex", "id_number", "months", "amount_dong", "note", "district"}
    | {"raw_name", "name_key", "birth_date", "birth_year", "cmnd", "cccd", "facts", "digest"}
    | {"commune_code", "household_number", "household_head", "relation", "problems", "warnings"}
    | {"row_number", "job", "loan_dong"}
)
"""Names that every list needs for itself."""

_COMPARED: Mapping[str, frozenset[str]] = {
    "is": frozenset({"flag"}),
    "equals": frozenset({"words", "choice", "money", "count"}),
    "before": frozenset({"day"}),
    "between": frozenset({"day"}),
    "below": frozenset({"money", "count"}),
    "above": frozenset({"money", "count"}),
    "one_of": frozenset({"words", "choice"}),
}
"""What the cells of a column hold that a comparison can be made with."""


class FixedAmount(Order):
    """The same sum (đồng) for everybody, once."""

    kind: Literal["fixed"]
    dong: WholeDong


class MonthlyAmount(Order):
    """A rate (đồng a month) for as many months as the list says, up to a cap."""

    kind: Literal["monthly"]
    dong: WholeDong
    months_cap: Months
    paid: Literal["once", "monthly"] = "once"


class StatedAmount(Order):
    """A sum (đồng) given per person in the list, up to a cap; `header` names its column."""

    kind: Literal["stated"]
    cap_dong: WholeDong
    months_cap: Months
    header: Heading = "Số tiền hỗ trợ (đồng)"


Amount: TypeAlias = Annotated[
    FixedAmount | MonthlyAmount | StatedAmount, Field(discriminator="kind")
]


class ListColumn(Order):
    """A column of the programme's list: one that forms know by its field, or one of its own.

    One of its own names its kind and header; a required one may not be left blank in any row.
    """

    field: FieldName
    header: Heading | None = None
    kind: ColumnKind | None = None
    required: StrictBool = True
    choices: Annotated[tuple[Heading, ...], Field(max_length=50)] = ()

    @property
    def holds(self) -> str:
        """What its cells hold."""
        return self.kind or LIST_FIELDS[self.field]

    @model_validator(mode="after")
    def _known_or_told(self) -> Self:
        if self.field in ALWAYS_THERE:
            raise ValueError(f"every list has its own column {self.field}")
        if self.field in LIST_FIELDS:
            if self.kind is not None:
                raise ValueError(f"what {self.field} holds is known")
        elif self.kind is None or self.header is None:
            raise ValueError(f"{self.field} is no known column: it needs a kind and a header")
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError(f"{self.field}: a choice, and nothing else, has choices")
        return self


class Rule(Order):
    """A condition of the programme: a comparison of a column with the terms given."""

    code: Code
    kind: Literal["is", "equals", "before", "below", "above", "between", "one_of"]
    facts: Annotated[tuple[FieldName, ...], Field(min_length=1, max_length=1)]
    terms: dict[FieldName, Scalar | Annotated[list[Line], Field(max_length=100)]]
    vi: Line
    en: Line
    refused_vi: Line
    refused_en: Line


class Waiting(Order):
    """One office's work on the road; no limit in working days where the document names none."""

    working_days: Days | None = None


class AtCommune(Waiting):
    """The commune's council, after a posting or without."""

    posted: StrictBool = True


class Confirming(Waiting):
    """The bodies whose statements are needed, and those heard where they exist."""

    bodies: Annotated[tuple[Body, ...], Field(min_length=1, max_length=3)]
    bodies_if_any: tuple[Body, ...] = ()


class Road(Order):
    """Who works on a list, in this order; commune and confirming bodies where there are any."""

    commune: AtCommune | None = None
    confirming: Confirming | None = None
    district: Waiting = Waiting()
    team: Waiting = Waiting()
    chairman: Waiting = Waiting()


class Fund(Order):
    """Whose money it is: the level of the source, and its code where one source is meant."""

    level: Literal["central", "province", "district", "other"]
    source: Annotated[str, StringConstraints(min_length=1, max_length=60)] | None = None


class Programme(Order):
    """A programme with its one group: whom, how much, by which list and road, whose money.

    `beside` says what becomes of a person who also has a national benefit: the programme gives way
    to it whatever the sums, or the highest counts as among the national groups.
    """

    code: Code
    vi: Line
    en: Line
    title: Heading
    amount: Amount
    first_day: Day
    last_day: Day
    lists_until: Day | None = None
    compiled_by: Literal["employer", "worker", "commune", "district", "province"]
    handed_in_at: Literal["commune", "district", "province"]
    employer_above: StrictBool = False
    columns: Annotated[tuple[ListColumn, ...], Field(max_length=40)] = ()
    conditions: Annotated[tuple[Rule, ...], Field(max_length=40)] = ()
    road: Road
    fund: Fund
    beside: Literal["gives_way", "competes"]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.last_day < self.first_day:
            raise ValueError("the last day comes before the first")
        if self.road.commune is not None and self.handed_in_at != "commune":
            raise ValueError("only a commune's list goes before the commune's council")
        for names in ([one.field for one in self.columns], [one.code for one in self.conditions]):
            if len(set(names)) != len(names):
                raise ValueError("a column or condition is named twice")
        holds = {one.field: one.holds for one in self.columns}
        for rule in self.conditions:
            if holds.get(rule.facts[0]) not in _COMPARED[rule.kind]:
                raise ValueError(f"{rule.code}: no column {rule.facts[0]} can be compared so")
        return self


class Change(Order):
    """A value of the law replaced: its key as `GET /policy` tells it; days as YYYY-MM-DD."""

    key: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.]{3,120}$")]
    value: Scalar | Annotated[list[Line], Field(max_length=400)]
    article: Line | None = None


class Enactment(Order):
    """A policy document: a province's own programmes, or what a national decision changes and adds.

    Only the nation (no province) changes the law; a province adds programmes of its own.
    """

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9_.-]{1,39}$")]
    title: Line
    article: Line = "?"
    mark: Literal["C", "A", "?"] = "C"
    province: ProvinceCode | None = None
    effective_from: Day
    programmes: Annotated[tuple[Programme, ...], Field(max_length=20)] = ()
    changes: Annotated[tuple[Change, ...], Field(max_length=400)] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.programmes and not self.changes:
            raise ValueError("the document adds no programme and changes nothing")
        if self.province is not None and self.changes:
            raise ValueError("a province adds programmes and changes no national rule")
        return self


def day_of(value: Any) -> date:
    """A day written YYYY-MM-DD; raises ValueError."""
    if not isinstance(value, str):
        raise ValueError("a day is written YYYY-MM-DD")
    return date.fromisoformat(value)
