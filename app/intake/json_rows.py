"""Lists as JSON, checked strictly per form: {"head": {field: value}, "rows": [{field: value}]}."""

from functools import lru_cache
from typing import Annotated, Any, NotRequired, TypeAlias

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter
from typing_extensions import TypedDict

from app.core.strict import strict_json
from app.intake.forms import Column, Form, HeadField, form_of

Cell: TypeAlias = Annotated[str, StringConstraints(max_length=2000)]
Whole: TypeAlias = Annotated[int, Field(strict=True, ge=0, lt=10**12)]
RowNumber: TypeAlias = Annotated[int, Field(strict=True, ge=1, lt=10**9)]
Flag: TypeAlias = Annotated[bool, Field(strict=True)] | Cell

_WHOLE_KINDS = frozenset({"money", "month_count", "count"})
# What a row cannot do without; other blanks are the row's own faults, told cell by cell.
_ASKED = frozenset(
    {"full_name", "employer_name", "birth", "sex", "months", "amount_dong", "died_on", "moved_on"}
)
_STRICT = ConfigDict(extra="forbid")
_REMEMBERED = 64


def list_adapter(form_code: str) -> TypeAdapter[dict[str, Any]]:
    """The shape of a form's list as JSON, made of the form's columns and head facts."""
    return _adapter(form_of(form_code))


@lru_cache(maxsize=_REMEMBERED)
def _adapter(form: Form) -> TypeAdapter[dict[str, Any]]:
    row: Any = TypedDict(  # type: ignore[misc]
        f"Row{_word(form)}",
        {"row_number": NotRequired[RowNumber]} | {c.field: _said(c) for c in form.columns},
    )
    head: Any = TypedDict(  # type: ignore[misc]
        f"Head{_word(form)}", {fact.field: NotRequired[_value(fact) | None] for fact in form.head}
    )
    whole: Any = TypedDict(  # type: ignore[misc]
        f"List{_word(form)}",
        {"head": NotRequired[head], "rows": Annotated[list[row], Field(min_length=1)]},
    )
    shapes: list[Any] = [row, head, whole]
    for shape in shapes:
        shape.__pydantic_config__ = _STRICT
    adapter: TypeAdapter[dict[str, Any]] = TypeAdapter(shapes[-1])
    return adapter


def _word(form: Form) -> str:
    return form.code.replace("-", "_")


def _said(column: Column) -> Any:
    if column.required and column.field in _ASKED:
        return _value(column)
    return NotRequired[_value(column) | None]


def _value(column: Column | HeadField) -> Any:
    if column.kind in _WHOLE_KINDS:
        return Whole
    if column.kind == "stt":
        return Whole | Cell
    return Flag if column.kind == "flag" else Cell


def json_list(form: Form, content: bytes) -> dict[str, Any]:
    """The list as sent; raises JSONDecodeError, or ValidationError with the place of each fault."""
    return list_adapter(form.code).validate_python(strict_json(content))
