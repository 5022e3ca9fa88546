"""The lines of a statement as text in a temporary table, whatever form they came in, and checked.

Shape is checked by one look over all lines: days, results and codes are read once for each way
they are written, amounts and references by patterns in the database.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Date,
    Identity,
    Integer,
    MetaData,
    Select,
    Subquery,
    Table,
    Text,
    and_,
    case,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine

from app.core.bulk import rows_of, rows_told
from app.core.staging import TEMPORARY
from app.reconciliation.rules import NAMED_LINES, Result, check_length, misshapen, unreadable
from app.reconciliation.words import REASON_WORDS, day_in, reason_in, result_in

FIELDS: Final = ("reference", "amount_dong", "result", "done_on", "reason", "reason_code")
SPARE: Final = tuple(f"other_{number}" for number in range(1, 25))
"""Columns of a file that are not ours: read and left."""
STAGE: Final = Table(
    "told_line",
    MetaData(),
    Column("number", BigInteger, Identity()),
    *(Column(name, Text) for name in (*FIELDS, *SPARE)),
    **TEMPORARY,
)
_C: Final = STAGE.c
_GUARD: Final = r"(^|[,;\t\r\n])'(?=[=+\-@\t\r'])"
_HIDDEN: Final = (
    r"[\u0001-\u001f\u007f-\u009f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ue000-\uf8ff]"
)
_TOO_MUCH: Final = 2**62
_APART: Final = "\x1f"


class Said(NamedTuple):
    """One way in which a day, a result and a code are written, and what they mean."""

    day_text: str
    result_text: str
    code_text: str
    done_on: date | None
    result: Result | None
    code: str | None

    @property
    def faults(self) -> list[str]:
        """The fields that mean nothing."""
        unread = {"done_on": self.done_on is None, "result": self.result is None}
        unread["reason_code"] = bool(self.code_text.strip()) and self.code is None
        return [field for field, strange in unread.items() if strange]

    def text_of(self, field: str) -> str:
        """What was written in such a field."""
        texts = {"done_on": self.day_text, "result": self.result_text}
        return texts.get(field, self.code_text)


class Staged(NamedTuple):
    """What stands on the stage: how many lines, their sum (đồng), and how they are to be read."""

    line_count: int
    total_dong: int
    said: Sequence[Said]


def _text(name: str) -> ColumnElement[str]:
    return func.coalesce(_C[name], "")


def _plain(name: str) -> ColumnElement[str]:
    """A cell without the spaces around it and the apostrophes before what looks like a formula."""
    text = func.btrim(_text(name))
    guarded = func.strpos(text, "'") > 0
    return case((guarded, func.regexp_replace(text, _GUARD, r"\1", "g")), else_=text)


def _cells(*more: ColumnElement[Any]) -> Subquery:
    """The filled lines, with text in every cell; day, result and code as they are written."""
    return (
        select(
            *more,
            _plain("reference").label("reference"),
            func.btrim(_text("amount_dong")).label("amount_dong"),
            _text("result").label("result"),
            _text("done_on").label("done_on"),
            _plain("reason").label("reason"),
            _text("reason_code").label("reason_code"),
        )
        .where(or_(*(_C[name] != "" for name in FIELDS)))
        .subquery("cells")
    )


def references() -> Subquery:
    """What the lines name, as the lines are read."""
    filled = or_(*(_C[name] != "" for name in FIELDS))
    return select(_plain("reference").label("reference")).where(filled).subquery("named")


def _numbered_cells() -> Subquery:
    """The same by their order."""
    number = func.row_number().over(order_by=_C.number)
    return _cells(cast(number, Integer).label("line_number"))


def _well(cells: Subquery) -> dict[str, ColumnElement[bool]]:
    """Whether each field that no list of words explains has its shape.

    No pattern counts signs: counting patterns take the database ten times as long.
    """
    c = cells.c
    length = func.length(c.reference)
    return {
        "reference": and_(length.between(1, 40), c.reference.op("!~")("[^!-~]")),
        "amount_dong": and_(
            func.length(c.amount_dong).between(1, 15),
            func.ltrim(c.amount_dong, "0123456789") == "",
            func.ltrim(c.amount_dong, "0") != "",
        ),
        "reason": or_(
            c.reason == "", and_(func.length(c.reason) <= 300, c.reason.op("!~")(_HIDDEN))
        ),
    }


async def look_over(session: AsyncSession, limit: int) -> Staged:
    """Count, sum and read what stands on the stage.

    Raises StatementUnreadable with the lines at fault, TooManyLines.
    """
    found = (await session.execute(_look())).all()
    check_length(sum(row[3] for row in found), limit)
    said = [_meant(*row[:3]) for row in found]
    at_fault = sum(row[3] if one.faults else row[5] for row, one in zip(found, said, strict=True))
    if at_fault:
        raise await _misshapen(session, at_fault, [one for one in said if one.faults])
    total = int(sum(row[4] for row in found))
    if total >= _TOO_MUCH:
        raise unreadable("the sum is too large", "tổng số tiền quá lớn")
    return Staged(sum(row[3] for row in found), total, said)


@cache
def _look() -> Select[Any]:
    """By the ways in which days, results and codes are written; put together once."""
    cells = _cells()
    looked = (
        select(cells, and_(*_well(cells).values()).label("well"))
        .offset(0)  # each line is looked at once, not once for every sum
        .subquery("looked")
    ).c
    ways = (looked.done_on, looked.result, looked.reason_code)
    amount = case((looked.well, cast(looked.amount_dong, BigInteger)), else_=0)
    strange = func.count().filter(~looked.well)
    return select(*ways, func.count(), func.sum(amount), strange).group_by(*ways)


def _meant(day: str, result: str, code: str) -> Said:
    done_on = None if _APART in day else day_in(day.strip())
    told = None if _APART in result else result_in(result)
    return Said(day, result, code, done_on, told, reason_in(code))


async def _misshapen(session: AsyncSession, count: int, strange: Sequence[Said]) -> Exception:
    """The refusal that names the first lines at fault and their fields."""
    cells = _numbered_cells()
    bad = {field: ~well for field, well in _well(cells).items()}
    for field in ("done_on", "result", "reason_code"):
        values = sorted({one.text_of(field) for one in strange if field in one.faults})
        if values:
            bad[field] = cells.c[field] == func.any(rows_array(values))
    query = (
        select(cells.c.line_number, *(at_fault.label(field) for field, at_fault in bad.items()))
        .where(or_(*bad.values()))
        .order_by(cells.c.line_number)
        .limit(NAMED_LINES)
    )
    errors = [
        misshapen(row["line_number"], field)
        for row in (await session.execute(query)).mappings()
        for field in bad
        if row[field]
    ]
    return unreadable(f"{count} lines", f"{count} dòng sai dạng", errors=errors[:NAMED_LINES])


def rows_array(values: Sequence[str]) -> Any:
    """An array of texts as one bind."""
    return cast(list(values), ARRAY(Text))


def lines_of() -> Subquery:
    """The lines with their values, under the names that `StatementLine` gives them.

    A statement over them is run with `meanings`.
    """
    cells, said, words = _numbered_cells(), _said(), _reason_words()
    way = _way(cells.c.done_on, cells.c.result, cells.c.reason_code)
    unpaid = said.c.result.in_([Result.FAILED, Result.RETURNED])
    code = func.coalesce(said.c.code, words.c.code, "other")
    return (
        select(
            cells.c.line_number,
            cells.c.reference,
            cast(cells.c.amount_dong, BigInteger).label("amount_dong"),
            said.c.result,
            said.c.done_on,
            func.nullif(cells.c.reason, "").label("reason"),
            case((unpaid, code)).label("reason_code"),
        )
        .join(said, _way(said.c.day_text, said.c.result_text, said.c.code_text) == way)
        .outerjoin(words, and_(words.c.written == cells.c.reason, cells.c.reason != ""))
        .subquery("told")
    )


def _way(*texts: ColumnElement[str]) -> ColumnElement[str]:
    """One value to join by: by three the planner expects no line, and lays all of them in memory.

    A day or result with the mark in it is not read, so that no two ways look alike.
    """
    day, result, code = texts
    return day.concat(_APART).concat(result).concat(_APART).concat(code)


_SAID: Final[dict[str, TypeEngine[Any]]] = {
    "day_text": Text(), "result_text": Text(), "code_text": Text(), "done_on": Date(),
    "result": Text(), "code": Text(),
}  # fmt: skip


def _said() -> Any:
    return rows_told(**_SAID)


def meanings(staged: Staged) -> dict[str, list[Any]]:
    """What days, results and codes mean, for a statement over `lines_of`."""
    return {f"told_{name}": [getattr(one, name) for one in staged.said] for name in _SAID}


def _reason_words() -> Any:
    return rows_of(
        written=(Text(), [written for written, _ in REASON_WORDS]),
        code=(Text(), [code for _, code in REASON_WORDS]),
    )
