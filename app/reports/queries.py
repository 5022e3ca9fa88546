"""Counting: coverage as of a day, and where every đồng stands.

Each report is one statement, so it sees one moment; the territory is the reader's own.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app import funds, payouts, policy
from app.adjustments.tables import RecoveryCase
from app.admin_units.tables import AdminUnit
from app.core import clock
from app.core.db import standing_of
from app.decisions.tables import (
    LINE_IN_FORCE,
    AdjustmentLine,
    Decision,
    DecisionAdjustment,
    DecisionLine,
)
from app.payouts.tables import PayoutOrder, PayoutRun
from app.reconciliation.tables import OrderOutcome
from app.reports import rules
from app.reports.rules import TOTAL, Cell, MoneyOf
from app.reports.schemas import (
    AccountMoney,
    Conservation,
    Coverage,
    CoverageRow,
    DecisionMoney,
)


async def coverage_at(
    session: AsyncSession,
    as_of: date,
    known_on: date | None = None,
    by: tuple[str, ...] = ("group",),
) -> Coverage:
    """Approved and paid up to a day, as known at the end of another; raises TableDoesNotFoot."""
    halves = union_all(_approved(as_of, known_on, by), _paid(as_of, known_on, by))
    found = await session.execute(halves)
    cells = rules.joined(Cell(tuple(row[: len(by)]), *row[len(by) :]) for row in found)
    rules.check_feet(cells, len(by))
    names = await _names(session, by)
    sums = [cell for cell in cells if TOTAL in cell.place]
    whole = next(cell for cell in cells if set(cell.place) <= {TOTAL})
    rows = [_row(cell, by, names) for cell in _in_order(cells, by) if TOTAL not in cell.place]
    total = _row(whole, ("group",), names)
    return Coverage(
        as_of=as_of,
        known_on=known_on,
        by=list(by),
        rows=[*(rows if by else []), total],
        margins=[_row(cell, by, names) for cell in _in_order(sums, by) if cell is not whole],
    )


def _known(recorded_at: Any, known_on: date | None) -> list[ColumnElement[bool]]:
    if known_on is None:
        return []
    end = datetime.combine(known_on + timedelta(days=1), time(), clock.VIETNAM)
    return [recorded_at < end]


def _divided(table: Any) -> list[Any]:
    """The keys of a table of money: the path is province, district, commune."""
    return [
        table.group_code.label("group"),
        func.split_part(table.area_path, ".", 2).label("district"),
        func.split_part(table.area_path, ".", 3).label("commune"),
    ]


def _counted(rows: Subquery, by: Sequence[str], measures: Sequence[Any]) -> Select[Any]:
    """Every cell and every sum across and down, each counted from the rows themselves."""
    keys = [rows.c[key] for key in by]
    shown = [case((func.grouping(key) == 1, TOTAL), else_=key) for key in keys]
    query = select(*shown, *(measure(rows) for measure in measures))
    return query.group_by(func.cube(*keys)) if keys else query


def _none(_rows: Any) -> Any:
    return literal(0, BigInteger())


def _people(rows: Any) -> Any:
    return cast(func.coalesce(func.sum(rows.c.people), 0), BigInteger)


def _dong(rows: Any) -> Any:
    return cast(func.coalesce(func.sum(rows.c.amount_dong), 0), BigInteger)


def _approved(as_of: date, known_on: date | None, by: Sequence[str]) -> Select[Any]:
    """What was signed first, and from its own day on what each later decision changed of it."""
    line, change = DecisionLine, AdjustmentLine
    signed = select(literal(1).label("people"), line.amount_dong, *_divided(line)).where(
        line.signed_on <= as_of, *_known(line.recorded_at, known_on)
    )
    changed = select(
        case((change.act == "removed", -1), else_=0),
        change.amount_dong - change.was_amount_dong,
        *_divided(change),
    ).where(change.signed_on <= as_of, *_known(change.recorded_at, known_on))
    lines = union_all(signed, changed).subquery("lines")
    return _counted(lines, by, (_people, _none, _dong, _none))


def _paid(as_of: date, known_on: date | None, by: Sequence[str]) -> Select[Any]:
    """A person paid in several months is one person; what is called back supports nobody."""
    paid = (
        select(
            literal(1).label("people"),
            cast(func.sum(OrderOutcome.amount_dong), BigInteger).label("amount_dong"),
            *_divided(OrderOutcome),
        )
        .where(
            OrderOutcome.kind == "paid",
            OrderOutcome.done_on <= as_of,
            *_known(OrderOutcome.recorded_at, known_on),
        )
        .group_by(OrderOutcome.dossier_id, OrderOutcome.group_code, OrderOutcome.area_path)
    )
    called_back = select(
        case((RecoveryCase.whole, -1), else_=0), -RecoveryCase.owed_dong, *_divided(RecoveryCase)
    ).where(RecoveryCase.since <= as_of, *_known(RecoveryCase.recorded_at, known_on))
    rows = union_all(paid, called_back).subquery("paid")
    return _counted(rows, by, (_none, _people, _none, _dong))


async def _names(session: AsyncSession, by: Sequence[str]) -> dict[str, str]:
    """Code of a district or commune of the province -> its name."""
    levels = [key for key in by if key != "group"]
    if not levels:
        return {}
    path = f"{standing_of(session).province}."
    inside = (AdminUnit.path > path) & (AdminUnit.path < path + "~")
    query = select(AdminUnit.code, AdminUnit.kind, AdminUnit.name)
    found = await session.execute(query.where(inside, AdminUnit.level.in_(levels)))
    return {code: f"{kind} {name}" for code, kind, name in found}


def _in_order(cells: Iterable[Cell], by: Sequence[str]) -> list[Cell]:
    """Groups in the order of the law, then a province's own, places by code, sums last."""
    law = {str(group): number - len(policy.Group) for number, group in enumerate(policy.Group)}

    def position(cell: Cell) -> list[tuple[bool, int, str]]:
        return [(code == TOTAL, law.get(code, 0), code) for code in cell.place]

    return sorted(cells, key=position)


def _row(cell: Cell, by: Sequence[str], names: dict[str, str]) -> CoverageRow:
    places = dict(zip(by, cell.place or (TOTAL,), strict=False))
    named = {
        f"{key}_name": names[code]
        for key, code in places.items()
        if key != "group" and code in names
    }
    return CoverageRow(
        **places,
        **named,
        approved_people=cell.approved_people,
        paid_people=cell.paid_people,
        approved_dong=cell.approved_dong,
        paid_dong=cell.paid_dong,
        rate_people=rules.rate(cell.paid_people, cell.approved_people),
        rate_dong=rules.rate(cell.paid_dong, cell.approved_dong),
        rate_people_truncated=rules.rate(cell.paid_people, cell.approved_people, cut=True),
        rate_dong_truncated=rules.rate(cell.paid_dong, cell.approved_dong, cut=True),
    )


def _sum_where(amount: Any, *conditions: Any) -> Any:
    return cast(func.coalesce(func.sum(amount).filter(and_(*conditions)), 0), BigInteger)


async def conservation(session: AsyncSession) -> Conservation:
    """Where every approved đồng stands by its orders, and whether the books say the same."""
    rows = (await session.execute(_money_by_decision())).all()
    money = [
        MoneyOf(
            row.total_dong, row.lines, 0 if row.run_count else row.lines, row.to_send, row.sent,
            row.paid, row.failed, row.adjusted, row.to_recover,
        )
        for row in rows
    ]  # fmt: skip
    decisions = [
        DecisionMoney(
            decision_id=row.id, number=row.number, signed_on=row.signed_on, closes=one.closes,
            **{name: getattr(one, name) for name in MoneyOf.__slots__},
        )
        for row, one in zip(rows, money, strict=True)
    ]  # fmt: skip
    by_source: dict[int, list[MoneyOf]] = {}
    for row, one in zip(rows, money, strict=True):
        by_source.setdefault(row.source_id, []).append(one)
    accounts = await _accounts(session, by_source)
    closes = all(one.closes for one in decisions) and all(one.closes for one in accounts)
    return Conservation(closes=closes, decisions=decisions, accounts=accounts)


def _money_by_decision() -> Select[*tuple[Any, ...]]:
    lines = _sums_of(LINE_IN_FORCE.c.decision_id, lines=LINE_IN_FORCE.c.amount_dong)
    head = DecisionAdjustment
    net = head.added_dong - head.freed_dong - head.owed_dong
    heads = _sums_of(head.decision_id, adjusted=net)
    back = _sums_of(RecoveryCase.decision_id, to_recover=RecoveryCase.owed_dong)
    amount, live = PayoutOrder.amount_dong, PayoutOrder.live
    released, outcome = PayoutRun.state == "released", OrderOutcome.order_id
    # Each reissued order stands in the place of one failed order of the same amount.
    failed = _sum_where(amount, ~live) - _sum_where(amount, PayoutOrder.replaces_id.is_not(None))
    # What a later decision cancelled is bound no more.
    failed -= _sum_where(amount, PayoutOrder.payee_name == payouts.CANCELLED)
    orders = (
        select(
            PayoutRun.decision_id,
            func.count(PayoutRun.id.distinct()).label("run_count"),
            _sum_where(amount, live, ~released).label("to_send"),
            _sum_where(amount, live, released, outcome.is_(None)).label("sent"),
            _sum_where(OrderOutcome.amount_dong, OrderOutcome.kind == "paid").label("paid"),
            failed.label("failed"),
        )
        .outerjoin(PayoutOrder, PayoutOrder.run_id == PayoutRun.id)
        .outerjoin(OrderOutcome, OrderOutcome.order_id == PayoutOrder.id)
        .group_by(PayoutRun.decision_id)
        .subquery("orders")
    )
    parts = [
        func.coalesce(one, 0).label(one.name)
        for sums in (lines, heads, back, orders)
        for one in sums.c
        if one.name != "decision_id"
    ]
    query = select(
        Decision.id, Decision.number, Decision.signed_on, Decision.source_id, Decision.total_dong,
        *parts,
    )  # fmt: skip
    for sums in (lines, heads, back, orders):
        query = query.outerjoin(sums, sums.c.decision_id == Decision.id)
    return query.where(Decision.kind == "approved").order_by(Decision.id)


def _sums_of(decision_id: Any, **amounts: Any) -> Subquery:
    """Sums by decision (đồng), named."""
    sums = (cast(func.sum(amount), BigInteger).label(name) for name, amount in amounts.items())
    return select(decision_id, *sums).group_by(decision_id).subquery()


async def _accounts(
    session: AsyncSession, by_source: dict[int, list[MoneyOf]]
) -> list[AccountMoney]:
    """Booked beside wanted; a source serves a province, so a part of one cannot tell."""
    if standing_of(session).scope.count(".") != 1:
        return []
    found = []
    for balance in await funds.balances(session):
        wanted = rules.accounts_wanted(by_source.get(balance.id, []))
        for account, wanted_dong in wanted.items():
            booked_dong = getattr(balance, f"{account}_dong")
            found.append(
                AccountMoney(
                    source_id=balance.id, code=balance.code, account=account,
                    booked_dong=booked_dong, wanted_dong=wanted_dong,
                    closes=booked_dong == wanted_dong,
                )
            )  # fmt: skip
    return found
