"""Every approved dossier as of a day: what stands approved, what was paid, why the rest is not.

All of it is counted from facts that are never changed (lines, later decisions, leases, what payers
said, what is called back), none from a state kept today. The reason of a rest is that of the last
thing that happened to an unpaid order of the dossier; a dossier that nothing happened to was never
sent. A reissued order counts from the moment an agent took it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Protocol

from sqlalchemy import (
    CTE,
    BigInteger,
    Date,
    Integer,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from app import clocks, dossiers
from app.decisions.tables import AdjustmentLine, DecisionLine
from app.dossiers.tables import DossierHistory, DossierStage
from app.payouts.tables import LeaseOrder, OrderCancellation, PayoutLease, PayoutOrder
from app.reconciliation.tables import OrderOutcome, paid_dong, told_as
from app.recoveries.tables import RecoveryCase, RecoveryEntry
from app.reports import seen
from app.reports.report import Ask
from app.reports.seen import day_of, happened, inside, known
from app.sheets import Rate

NEVER_SENT: Final = "never_sent"
OVER: Final = "over"
REASONS_VI: Final = {
    NEVER_SENT: "Chưa chuyển lệnh chi cho đơn vị chi trả",
    "with_agent": "Đơn vị chi trả đang giữ lệnh chi, chưa báo kết quả",
    "absent": "Vắng mặt, chưa đến nhận",
    "wrong_details": "Sai thông tin người nhận hoặc tài khoản",
    "dead": "Đã chết",
    "refused": "Từ chối nhận",
    "moved": "Đã chuyển nơi ở",
    "other": "Lý do khác do đơn vị chi trả báo",
    "partial": "Mới nhận một phần, phần còn lại chưa chi",
    "returned": "Tiền bị trả lại từ ngân hàng người hưởng",
    "cancelled": "Lệnh chi đã hủy hoặc thu về",
    "superseded": "Hưởng chế độ khác cao hơn",
    "called_back": "Đã chi nhưng phải thu hồi",
    OVER: "Đã chi vượt phần đang được phê duyệt, chờ thu hồi",
}
"""Why money that is approved is not paid, in the order in which a report tells it."""

FAILED: Final = ("absent", "wrong_details", "dead", "refused", "moved", "other", "partial")
"""The reasons of money that an agent had in an order and could not hand over."""

_KEPT = ("dossier_id", "group_code", "area_path")


def approved_lines(ask: Ask) -> CTE:
    """Lines as they stand: dossier, decision, group, place, people (0 once removed), đồng."""
    line, change = DecisionLine, AdjustmentLine
    changed = (
        select(
            change.dossier_id,
            func.bool_or(change.act == "removed").label("removed"),
            cast(func.sum(change.amount_dong - change.was_amount_dong), BigInteger).label(
                "more_dong"
            ),
        )
        .where(
            change.signed_on <= ask.as_of, known(change.recorded_at, ask),
            inside(change.area_path, ask.area),
        )
        .group_by(change.dossier_id)
        .subquery("changed")
    )  # fmt: skip
    stands = line.amount_dong + func.coalesce(changed.c.more_dong, 0)
    return (
        select(
            line.dossier_id, line.decision_id, line.group_code, line.area_path, line.signed_on,
            case((changed.c.removed, 0), else_=1).label("people"),
            stands.label("amount_dong"),
        )
        .outerjoin(changed, changed.c.dossier_id == line.dossier_id)
        .where(
            line.signed_on <= ask.as_of, known(line.recorded_at, ask),
            inside(line.area_path, ask.area),
        )
        .cte("lines")
    )  # fmt: skip


def undecided(ask: Ask, today: date) -> CTE:
    """Dossiers of the area that no decision had named.

    Whoever is named stands approved until something later moves him on, so the others are among
    those who do not: their claim came to nothing once, or is under way. Of an earlier day they are
    also among those whom a decision named since.
    """
    line = DecisionLine
    in_time = and_(line.signed_on <= ask.as_of, known(line.recorded_at, ask))
    either = union(_ended(ask), _under_way(ask)).subquery("either").c.dossier_id
    unnamed = select(either.label("id")).where(~exists().where(line.dossier_id == either))
    since = select(line.dossier_id).where(~in_time, inside(line.area_path, ask.area))
    found = unnamed if seen.last_day(ask) >= today else union_all(unnamed, since)
    # Found first, and then joined: they are few among very many.
    return found.cte("undecided").prefix_with("materialized", dialect="postgresql")


def _ended(ask: Ask) -> Select[Any]:
    """Whose claim came to nothing, by the steps that led there."""
    step = DossierHistory
    return select(step.dossier_id).where(
        dossiers.ended_at(*dossiers.ENDED), inside(step.area_path, ask.area)
    )


def _under_way(ask: Ask) -> Select[Any]:
    """Whoever stands somewhere on the road, by the lists that have such dossiers."""
    now = DossierStage
    return select(now.dossier_id).where(
        now.stage.in_(clocks.WAITING), now.list_id.in_(clocks.lists_at(*clocks.WAITING)),
        inside(now.area_path, ask.area),
    )  # fmt: skip


def facts_of_orders(ask: Ask) -> CTE:
    """What became of each order that payers told of: its greatest fact, and what is held."""
    one = OrderOutcome
    # returned > paid > partial > cancelled > failed, whatever came first.
    state = case(
        (told_as("returned"), "returned"), (told_as("paid"), "paid"),
        (told_as("partial"), "partial"), (told_as("cancelled"), "cancelled"),
        else_=func.coalesce(func.max(one.reason_code), "other"),
    )  # fmt: skip
    # An order is of one dossier, group and place: grouped by its number alone, for speed.
    kept = [func.min(getattr(one, name)).label(name) for name in _KEPT]
    return (
        select(
            one.order_id, *kept, state.label("state"), paid_dong().label("paid_dong"),
            func.max(one.done_on).label("done_on"), func.max(one.recorded_at).label("at"),
            )
        .where(
            one.done_on <= ask.as_of, known(one.recorded_at, ask),
            inside(one.area_path, ask.area),
        )
        .group_by(one.order_id)
        .cte("facts")
    )  # fmt: skip


def _called_back(ask: Ask, *keys: str) -> list[Any]:
    """What is called back, below zero (đồng), and what of it turned out to be no debt."""
    one, entry = RecoveryCase, RecoveryEntry
    whose = [getattr(one, name) for name in keys]
    since = (one.since <= ask.as_of, inside(one.area_path, ask.area))
    owed = select(*whose, -one.owed_dong).where(known(one.recorded_at, ask), *since)
    void = (
        select(*whose, entry.amount_dong)
        .join(entry, entry.case_id == one.id)
        .where(entry.kind == "void", known(entry.recorded_at, ask), *since)
    )
    return [owed, void]


def paid_of_dossiers(ask: Ask, facts: CTE) -> CTE:
    """What each dossier holds (đồng): handed over, less what came back and what is called back."""
    paid = select(*(facts.c[name] for name in (*_KEPT, "paid_dong")))
    each = union_all(paid, *_called_back(ask, *_KEPT)).subquery("each").c
    kept = [each.dossier_id, *(func.min(each[name]).label(name) for name in _KEPT[1:])]
    held = cast(func.sum(each.paid_dong), BigInteger).label("paid_dong")
    back = func.bool_or(each.paid_dong < 0).label("called_back")
    return select(*kept, held, back).group_by(each.dossier_id).cte("paid")


def rests(ask: Ask, facts: CTE) -> CTE:
    """Dossiers of which approved and paid differ, with both: one row each.

    `people` is 1 where nothing was received; `beyond` is 1 where money is held and nothing stands
    approved any more.
    """
    lines, paid = approved_lines(ask), paid_of_dossiers(ask, facts)
    approved = func.coalesce(lines.c.amount_dong, 0)
    held = func.coalesce(paid.c.paid_dong, 0)
    people = func.coalesce(lines.c.people, 0)
    joined = lines.outerjoin(paid, paid.c.dossier_id == lines.c.dossier_id, full=True)
    either = [func.coalesce(lines.c[name], paid.c[name]).label(name) for name in _KEPT]
    return (
        select(
            *either, lines.c.decision_id, lines.c.signed_on,
            cast(approved, BigInteger).label("approved_dong"),
            cast(held, BigInteger).label("paid_dong"),
            case((held > 0, 0), else_=people).label("people"),
            case((and_(held > 0, people == 0), 1), else_=0).label("beyond"),
            func.coalesce(paid.c.called_back, False).label("called_back"),
        )
        .select_from(joined)
        .where(or_(approved != held, and_(people > 0, held <= 0)))
        .cte("rests")
    )  # fmt: skip


def _last_event(ask: Ask, facts: CTE, rest: CTE) -> Any:
    """The last thing that happened to an order of each of them that is not wholly paid."""
    order, asked = PayoutOrder, OrderCancellation
    taken = (
        select(LeaseOrder.order_id, PayoutLease.taken_at)
        .join(PayoutLease, PayoutLease.id == LeaseOrder.lease_id)
        .where(happened(PayoutLease.taken_at, ask), inside(LeaseOrder.area_path, ask.area))
        .subquery("taken")
    )
    cancelled = (asked.kind == "direct") | (facts.c.state.not_in(("returned", "partial")))
    reason = case(
        (and_(asked.order_id.is_not(None), func.coalesce(cancelled, False)), "cancelled"),
        else_=func.coalesce(facts.c.state, "with_agent"),
    )
    withdrawn_at = case((asked.kind == "direct", asked.requested_at))
    at = func.coalesce(facts.c.at, withdrawn_at, taken.c.taken_at)
    return (
        select(
            order.dossier_id, cast(reason, Text).label("reason"), order.agent_code,
            func.coalesce(facts.c.done_on, day_of(at)).label("since"),
        )
        .ext(distinct_on(order.dossier_id))
        .join(rest, rest.c.dossier_id == order.dossier_id)
        .outerjoin(facts, facts.c.order_id == order.id)
        .outerjoin(taken, taken.c.order_id == order.id)
        .outerjoin(asked, and_(asked.order_id == order.id, happened(asked.requested_at, ask)))
        .where(facts.c.state.is_distinct_from("paid"), at.is_not(None))
        .order_by(order.dossier_id, at.desc(), order.id.desc())
        .subquery("last_event")
    )  # fmt: skip


def _gave_way(ask: Ask, rest: CTE) -> Any:
    """Those of them whose last step was to give way to a higher benefit."""
    step = DossierHistory
    last = (
        select(step.dossier_id, step.to_stage, step.at)
        .ext(distinct_on(step.dossier_id))
        .join(rest, rest.c.dossier_id == step.dossier_id)
        .where(happened(step.at, ask))
        .order_by(step.dossier_id, step.version.desc())
        .subquery("last_step")
    )
    wanted = last.c.to_stage == dossiers.Stage.SUPERSEDED
    return (
        select(last.c.dossier_id, day_of(last.c.at).label("since")).where(wanted).subquery("lost")
    )


def unpaid(ask: Ask) -> Select[Any]:
    """What is not paid, by dossier: people, đồng, reason, since when, with which agent."""
    facts = facts_of_orders(ask)
    rest = rests(ask, facts)
    last, lost = _last_event(ask, facts, rest), _gave_way(ask, rest)
    more = rest.c.approved_dong - rest.c.paid_dong
    reason = case(
        (more < 0, OVER), (lost.c.dossier_id.is_not(None), "superseded"),
        (last.c.reason.is_not(None), last.c.reason), (rest.c.called_back, "called_back"),
        else_=NEVER_SENT,
    )  # fmt: skip
    since = func.coalesce(lost.c.since, last.c.since, rest.c.signed_on)
    return (
        select(
            rest.c.dossier_id, rest.c.decision_id, rest.c.group_code, rest.c.area_path,
            rest.c.people, rest.c.beyond, cast(more, BigInteger).label("dong"),
            cast(reason, Text).label("reason"), cast(since, Date).label("since"),
            last.c.agent_code,
        )
        .select_from(rest)
        .outerjoin(last, last.c.dossier_id == rest.c.dossier_id)
        .outerjoin(lost, lost.c.dossier_id == rest.c.dossier_id)
    )  # fmt: skip


class UnpaidRow(Protocol):
    """What is not paid of one key for one reason."""

    group_code: str
    decision_id: int | None
    """None where money is held and nothing was ever approved, as known then."""
    district: str
    reason: str
    people: int
    """Who received nothing."""
    beyond: int
    """Who holds money though nothing stands approved any more."""
    dong: int


async def unpaid_by(session: AsyncSession, ask: Ask, *keys: str) -> list[UnpaidRow]:
    """What is not paid by reason and by `group_code`, `decision_id` and `district` as asked.

    A row tells the keys that were asked for only.
    """
    rows = unpaid(ask).subquery("unpaid").c
    district = func.split_part(rows.area_path, ".", 2).label("district")
    chosen = [district if key == "district" else rows[key] for key in keys]
    sums = [
        cast(func.sum(rows[name]), kind).label(name)
        for name, kind in (("people", Integer), ("beyond", Integer), ("dong", BigInteger))
    ]
    query = select(*chosen, rows.reason, *sums).group_by(*chosen, rows.reason)
    found: Any = await session.execute(query)
    return list(found)


async def paid_in_part(
    session: AsyncSession, ask: Ask, rates: Mapping[str, Rate]
) -> set[tuple[str, str]]:
    """Group and commune where some fact is no whole number of months: their money has no rate.

    Payments in part, the difference paid to a higher benefit, corrected amounts, money called back.
    """
    fixed = {code: one.monthly_dong for code, one in rates.items() if one.fixed}
    monthly = case(fixed, value=OrderOutcome.group_code, else_=1)
    corrected = case(fixed, value=AdjustmentLine.group_code, else_=1)
    fact, change, back = OrderOutcome, AdjustmentLine, RecoveryCase
    told = select(fact.group_code, fact.area_path).where(
        fact.amount_dong % monthly != 0, fact.done_on <= ask.as_of,
        known(fact.recorded_at, ask), inside(fact.area_path, ask.area),
    )  # fmt: skip
    changed = select(change.group_code, change.area_path).where(
        change.amount_dong % corrected != 0, change.signed_on <= ask.as_of,
        known(change.recorded_at, ask), inside(change.area_path, ask.area),
    )  # fmt: skip
    called_back = select(back.group_code, back.area_path).where(
        back.since <= ask.as_of, known(back.recorded_at, ask), inside(back.area_path, ask.area)
    )
    found = await session.execute(told.union(changed, called_back))
    return {(group, path) for group, path in found}
