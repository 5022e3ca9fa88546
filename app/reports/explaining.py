"""Why figures of one day differ between two moments of knowledge: fact by fact, by cause.

Facts that came to be known in between are put in order, and each is charged with what it changed
when it came; so the causes add up to the difference, and nothing is shared out by a rule of thumb.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app.decisions.tables import AdjustmentLine, Decision, DecisionAdjustment, DecisionLine
from app.reconciliation.tables import OrderOutcome, Statement
from app.recoveries.tables import RecoveryCase, RecoveryEntry
from app.reports.sealing import Figures

MEASURES: Final = tuple(one.name for one in fields(Figures))
TOTAL: Final = "total"


class Cause(StrEnum):
    """Why a figure changed."""

    LATE_DECISION = "late_decision"
    LATER_DECISION = "later_decision"
    LATE_STATEMENT = "late_statement"
    RETURNED = "returned"
    CALLED_BACK = "called_back"
    PAID_AFTER_CANCEL = "paid_after_cancel"
    DOUBLE_BENEFIT = "double_benefit"
    OVERPAID = "overpaid"
    GROUNDLESS = "groundless"
    UNEXPLAINED = "unexplained"


WORDS: Final[dict[Cause, str]] = {
    Cause.LATE_DECISION: "Quyết định phê duyệt ghi nhận sau",
    Cause.LATER_DECISION: "Quyết định điều chỉnh, hủy bỏ ghi nhận sau",
    Cause.LATE_STATEMENT: "Bảng kê chi trả gửi sau",
    Cause.RETURNED: "Tiền bị chuyển trả",
    Cause.CALLED_BACK: "Thu hồi theo quyết định điều chỉnh",
    Cause.PAID_AFTER_CANCEL: "Thu hồi khoản chi sau khi đã hủy lệnh",
    Cause.DOUBLE_BENEFIT: "Thu hồi do hưởng hai chế độ",
    Cause.OVERPAID: "Thu hồi khoản chi thừa",
    Cause.GROUNDLESS: "Khoản phải thu hồi không còn căn cứ",
    Cause.UNEXPLAINED: "Chưa rõ nguyên nhân",
}
_CALLS: Final = {
    "decision": Cause.CALLED_BACK, "after_cancel": Cause.PAID_AFTER_CANCEL,
    "double_benefit": Cause.DOUBLE_BENEFIT, "overpaid": Cause.OVERPAID,
}  # fmt: skip


class Window(NamedTuple):
    """What happened up to a day in an area, and came to be known after one moment, by another."""

    as_of: date
    area: str
    known_from: datetime
    known_to: datetime

    def lies(self, table: Any, day: Any) -> list[ColumnElement[bool]]:
        """Whether a fact counts at all at the end of the window."""
        return [
            day <= self.as_of,
            table.area_path >= self.area,
            table.area_path < self.area + "~",
            table.recorded_at <= self.known_to,
        ]

    def came(self, table: Any, day: Any) -> list[ColumnElement[bool]]:
        """Whether a fact counts, and was not known at its beginning."""
        return [*self.lies(table, day), table.recorded_at > self.known_from]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What one paper changed (people and đồng, either sign), and why."""

    cause: Cause
    agent: str | None = None
    number: str | None = None
    """Of the statement, or of the decision."""
    dated: date | None = None
    group: str
    change: Figures


async def explained(session: AsyncSession, window: Window) -> list[Explained]:
    """Every change of the figures by cause, paper and group; what changed nothing is left out."""
    events = union_all(_signed(window), _changed(window), _moved(window)).subquery("events").c
    keys = (events.cause, events.agent, events.number, events.dated, events.group)
    sums = [_sum(getattr(events, name)).label(name) for name in MEASURES]
    query = select(*keys, *sums).group_by(*keys).order_by(*keys)
    found = [
        Explained(
            cause=Cause(row.cause), agent=row.agent, number=row.number, dated=row.dated,
            group=row.group, change=Figures(**{name: getattr(row, name) for name in MEASURES}),
        )
        for row in await session.execute(query)
    ]  # fmt: skip
    return [one for one in found if one.change != Figures()]


def _row(*columns: Any) -> Select[Any]:
    return select(*columns)


def _sum(column: Any) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(column), 0), BigInteger)


def _number(value: int) -> ColumnElement[int]:
    return literal(value, BigInteger())


def _text(value: str | None) -> ColumnElement[str]:
    return cast(null() if value is None else literal(value), Text())


def _signed(window: Window) -> Select[Any]:
    """Lines of decisions that were recorded late; a reader below sees no number of the province."""
    line = DecisionLine
    return (
        _row(
            _text(Cause.LATE_DECISION).label("cause"), _text(None).label("agent"), Decision.number,
            cast(line.signed_on, Date).label("dated"), line.group_code.label("group"),
            _number(1).label("approved_people"), _number(0).label("paid_people"),
            line.amount_dong.label("approved_dong"), _number(0).label("paid_dong"),
        )
        .outerjoin(Decision, Decision.id == line.decision_id)
        .where(*window.came(line, line.signed_on))
    )  # fmt: skip


def _changed(window: Window) -> Select[Any]:
    """Lines as later decisions changed them."""
    line = AdjustmentLine
    people = case((line.act == "removed", _number(-1)), else_=_number(0))
    return (
        _row(
            _text(Cause.LATER_DECISION), _text(None), DecisionAdjustment.number, line.signed_on,
            line.group_code, people, _number(0), line.amount_dong - line.was_amount_dong,
            _number(0),
        )
        .outerjoin(DecisionAdjustment, DecisionAdjustment.id == line.adjustment_id)
        .where(*window.came(line, line.signed_on))
    )  # fmt: skip


def _moved(window: Window) -> Select[Any]:
    """What payers and recoveries changed of what people hold, in the order it came to be known.

    A person counts as paid while something is left to them, as in the coverage tables.
    """
    each = union_all(_facts(window), _calls(window), _voids(window)).subquery("each").c
    whose = (each.dossier_id, each.group, each.area_path)
    left = func.sum(each.dong).over(
        partition_by=whose,
        order_by=(each.recorded_at, each.place, each.first, each.second, each.third),
        rows=(None, 0),
    )
    known = select(*each, left.label("left_dong")).subquery("known").c
    now, before = known.left_dong > 0, known.left_dong - known.dong > 0
    people = case((now & ~before, _number(1)), (~now & before, _number(-1)), else_=_number(0))
    return select(
        known.cause, known.agent, known.number, known.dated, known.group, _number(0), people,
        _number(0), known.dong,
    ).where(known.recorded_at > window.known_from)  # fmt: skip


def _touched(window: Window) -> Select[Any]:
    """Dossiers of which something about money came to be known."""
    fact, owed, entry = OrderOutcome, RecoveryCase, RecoveryEntry
    void = and_(entry.kind == "void", owed.since <= window.as_of)
    return select(
        union(
            select(fact.dossier_id).where(*window.came(fact, fact.done_on)),
            select(owed.dossier_id).where(*window.came(owed, owed.since)),
            select(owed.dossier_id)
            .join(entry, entry.case_id == owed.id)
            .where(void, *window.came(entry, owed.since)),
        )
        .subquery("touched")
        .c.dossier_id
    )


def _facts(window: Window) -> Select[Any]:
    """What each fact of an order changed of the money its payee holds: returned beats paid."""
    fact = OrderOutcome
    in_order = (
        fact.recorded_at, fact.statement_id, fact.line_number, fact.kind, fact.amount_dong,
    )  # fmt: skip
    so_far: dict[str, Any] = {
        "partition_by": fact.order_id, "order_by": in_order, "rows": (None, 0)
    }  # fmt: skip
    handed = case((fact.kind.in_(("paid", "partial")), fact.amount_dong))
    held = case(
        (func.bool_or(fact.kind == "returned").over(**so_far), 0),
        else_=func.coalesce(func.max(handed).over(**so_far), 0),
    )
    told = (
        select(fact, held.label("held_dong"))
        .where(fact.dossier_id.in_(_touched(window)), *window.lies(fact, fact.done_on))
        .subquery("told")
        .c
    )
    before = func.lag(told.held_dong).over(
        partition_by=told.order_id,
        order_by=(
            told.recorded_at, told.statement_id, told.line_number, told.kind, told.amount_dong,
        ),
    )  # fmt: skip
    cause = case(
        (told.kind == "returned", _text(Cause.RETURNED)), else_=_text(Cause.LATE_STATEMENT)
    )
    facts = _row(
        cause.label("cause"), told.agent_code.label("agent"), Statement.number,
        Statement.made_on.label("dated"), told.group_code.label("group"), told.dossier_id,
        told.area_path, told.recorded_at, _number(0).label("place"),
        told.statement_id.label("first"), cast(told.line_number, BigInteger).label("second"),
        told.order_id.label("third"),
        cast(told.held_dong - func.coalesce(before, 0), BigInteger).label("dong"),
    )  # fmt: skip
    return facts.outerjoin(Statement, Statement.id == told.statement_id)


def _calls(window: Window) -> Select[Any]:
    """What each recovery case calls back, from the moment it was opened."""
    owed = RecoveryCase
    causes = {cause: _text(said) for cause, said in _CALLS.items()}
    return (
        _row(
            case(causes, value=owed.cause), _text(None), DecisionAdjustment.number,
            DecisionAdjustment.signed_on, owed.group_code, owed.dossier_id, owed.area_path,
            owed.recorded_at, _number(1), owed.id, _number(0), _number(0), -owed.owed_dong,
        )
        .outerjoin(DecisionAdjustment, DecisionAdjustment.id == owed.adjustment_id)
        .where(owed.dossier_id.in_(_touched(window)), *window.lies(owed, owed.since))
    )  # fmt: skip


def _voids(window: Window) -> Select[Any]:
    """What of a case has no ground any more, from the moment that was entered."""
    entry, owed = RecoveryEntry, RecoveryCase
    return (
        _row(
            _text(Cause.GROUNDLESS), _text(None), _text(None), cast(null(), Date()),
            owed.group_code, owed.dossier_id, owed.area_path, entry.recorded_at, _number(2),
            owed.id, entry.id, _number(0), entry.amount_dong,
        )
        .join(owed, owed.id == entry.case_id)
        .where(
            entry.kind == "void", owed.dossier_id.in_(_touched(window)),
            *window.lies(entry, owed.since),
        )
    )  # fmt: skip


def plus(one: Figures, other: Figures, sign: int = 1) -> Figures:
    """Two figures added, or with `sign` -1 taken from one another."""
    return Figures(**{n: getattr(one, n) + sign * getattr(other, n) for n in MEASURES})


def remainder(
    was: Mapping[str, Figures], now: Mapping[str, Figures], lines: Iterable[Explained]
) -> list[Explained]:
    """What of the difference no cause explains, by group: told, never hidden; none when all is."""
    left = {
        group: plus(now.get(group, Figures()), was.get(group, Figures()), -1)
        for group in sorted({*was, *now} - {TOTAL})
    }
    for one in lines:
        left[one.group] = plus(left.get(one.group, Figures()), one.change, -1)
    return [
        Explained(cause=Cause.UNEXPLAINED, group=group, change=change)
        for group, change in left.items()
        if change != Figures()
    ]
