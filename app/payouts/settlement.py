"""Orders of people with two benefits: what no payer has is withdrawn, the rest is set against.

An order is never rewritten. A withdrawn one is no longer live and a mark stands in its place, so
that the sums of its decision still close and the file of its run leaves it out; had its run been
released, its money comes back. What a payer took counts as part of the higher benefit, whatever
is reported later: a failed order of it may be issued again under its own decision.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app import dossiers, funds
from app.core.bulk import rows_of
from app.core.db import standing_of
from app.decisions.tables import LINE_IN_FORCE, AdjustmentLine
from app.dossiers import Adjustment
from app.dossiers.tables import PersonClaim
from app.payouts import queries
from app.payouts.rules import LETTERS, MARKS, NOT_AGAIN, NUMBER_DIGITS, WITHDRAWN, RunState
from app.payouts.tables import PayoutOrder, PayoutRun

COPIED: Final = (
    "run_id", "dossier_id", "first_month", "agent_code", "group_code", "area_path",
)  # fmt: skip
ACCOUNT: Final = ("account_number", "account_name", "bank")
PAYEE: Final = ("payee_name", "payee_id_number", "payee_hamlet", *ACCOUNT)


class Pair(NamedTuple):
    """A live benefit, and one of the same person that gave way to it; the due is in đồng."""

    winner: int
    loser: int
    due_dong: int


class Sums(NamedTuple):
    """The live orders of a dossier by where they are (đồng)."""

    sent: int
    unsent: int


async def settle_decision(session: AsyncSession, decision_id: int) -> None:
    """The people of a decision just ordered who had another benefit before."""
    await _settle(session, await _pairs(session, LINE_IN_FORCE.c.decision_id == decision_id))


async def settle_people(session: AsyncSession, people: Sequence[int]) -> None:
    """People whose claims were brought together or taken apart by a ruling."""
    await dossiers.drop_recoveries_of_strangers(session)
    whose = PersonClaim.person_id == dossiers.any_of(people)
    await _settle(session, await _pairs(session, whose))


async def _pairs(session: AsyncSession, whose: ColumnElement[bool]) -> list[Pair]:
    """What a later decision took back is no benefit any more: it is recovered by itself."""
    own, other, line = PersonClaim, aliased(PersonClaim), LINE_IN_FORCE.c
    taken_back = exists().where(
        AdjustmentLine.dossier_id == other.dossier_id, AdjustmentLine.act == "removed"
    )
    query = (
        select(own.dossier_id, other.dossier_id, line.amount_dong)
        .join(LINE_IN_FORCE, line.dossier_id == own.dossier_id)
        .join(other, (other.person_id == own.person_id) & (other.dossier_id != own.dossier_id))
        .where(whose, own.state == "live", other.state == "closed", ~taken_back)
        .where(other.province_code == own.province_code)
    )
    return [Pair(*row) for row in await session.execute(query)]


async def _settle(session: AsyncSession, pairs: Sequence[Pair]) -> None:
    """Withdraw what no payer has of the losers, and reduce the winner's orders to what is left.

    Of the losers only what a payer has is live then. A difference is a top-up; what went out above
    the higher benefit is to be recovered.
    """
    if not pairs:
        return
    losers = sorted({one.loser for one in pairs})
    winners = sorted({one.winner for one in pairs})
    await _hold_runs(session, [*losers, *winners])
    await withdraw(session, PayoutOrder.dossier_id == dossiers.any_of(losers))
    await _bar_failed(session, losers)
    sums = await _sums(session, [*losers, *winners])
    left: dict[int, int] = {}
    adjustments: list[Adjustment] = []
    for winner, own in _by_winner(pairs).items():
        paid = {one.loser: sums[one.loser].sent for one in own if sums[one.loser].sent}
        if not paid:
            continue
        due = own[0].due_dong - sum(paid.values()) - sums[winner].sent
        if due < sums[winner].unsent:
            left[winner] = max(due, 0)
        most = max(paid, key=lambda loser: (paid[loser], loser))
        if due < 0:
            adjustments.append(Adjustment("recovery", most, winner, -due))
        elif due and (sums[winner].unsent or not sums[winner].sent):
            adjustments.append(Adjustment("top_up", winner, most, due))
    await dossiers.settle_open_ones(session, losers, but_for=winners)
    await _reduce(session, left)
    await dossiers.note_adjustments(session, adjustments)


def _by_winner(pairs: Iterable[Pair]) -> Mapping[int, list[Pair]]:
    found: dict[int, list[Pair]] = defaultdict(list)
    for one in pairs:
        found[one.winner].append(one)
    return found


async def _hold_runs(session: AsyncSession, numbers: Sequence[int]) -> None:
    """Releases of these runs wait, or have been: what is sent does not change meanwhile."""
    chosen = select(PayoutOrder.run_id).where(PayoutOrder.dossier_id == dossiers.any_of(numbers))
    query = select(PayoutRun.id).where(PayoutRun.id.in_(chosen)).order_by(PayoutRun.id)
    await session.execute(query.with_for_update(key_share=True))


def _sent() -> ColumnElement[bool]:
    return exists().where(PayoutRun.id == PayoutOrder.run_id, PayoutRun.state == RunState.RELEASED)


async def withdraw(session: AsyncSession, which: ColumnElement[bool]) -> list[int]:
    """Orders that no payer has are taken back, each with a mark in its place; their numbers.

    The money of those that were released comes back to their decision.
    """
    wanted = await lock_orders(session, which)
    if not wanted:
        return []
    # Looked at after the lock: who held an order before may have leased it meanwhile.
    numbers = sorted(set(wanted) - set(await queries.with_payer(session, wanted)))
    await keep_back(session, numbers)
    await bring_back(session, numbers)
    return numbers


async def lock_orders(session: AsyncSession, which: ColumnElement[bool]) -> list[int]:
    """Live orders, by number, that no agent takes until the act ends."""
    query = select(PayoutOrder.id).where(which, PayoutOrder.live).order_by(PayoutOrder.id)
    return list(await session.scalars(query.with_for_update(key_share=True)))


async def keep_back(session: AsyncSession, numbers: Sequence[int]) -> None:
    """These orders are no longer live; a mark stands in the place of each."""
    if not numbers:
        return
    chosen = PayoutOrder.id == dossiers.any_of(numbers)
    await session.execute(
        update(PayoutOrder)
        .where(chosen, PayoutOrder.live)
        .values(live=False)
        .execution_options(synchronize_session=False)
    )
    await _mark(session, chosen, WITHDRAWN)


async def bring_back(session: AsyncSession, numbers: Sequence[int]) -> None:
    """The money of withdrawn orders of released runs: sent to committed, a journal a run."""
    query = (
        select(
            PayoutRun.id, PayoutRun.source_id,
            cast(func.sum(PayoutOrder.amount_dong), BigInteger),
        )
        .join(PayoutRun, PayoutRun.id == PayoutOrder.run_id)
        .where(
            PayoutOrder.id == dossiers.any_of(numbers), PayoutRun.state == RunState.RELEASED
        )
        .group_by(PayoutRun.id)
        .order_by(PayoutRun.id)
    )  # fmt: skip
    bookings = [
        funds.Booking(source_id, funds.Move.WITHDRAW, total, f"Danh sách chi trả {run_id}", run_id)
        for run_id, source_id, total in await session.execute(query)
    ]
    if bookings:
        await funds.book(session, standing_of(session).officer_id, bookings)


async def _bar_failed(session: AsyncSession, losers: Sequence[int]) -> None:
    """Failed orders of those who gave way, not issued again so far, are not to be any more."""
    follower = aliased(PayoutOrder)
    followed = exists().where(
        follower.dossier_id == PayoutOrder.dossier_id, follower.replaces_id == PayoutOrder.id
    )
    which = and_(
        PayoutOrder.dossier_id == dossiers.any_of(losers),
        ~PayoutOrder.live,
        PayoutOrder.payee_name.not_in(MARKS),
        ~followed,
    )
    await _mark(session, which, NOT_AGAIN)


async def _mark(session: AsyncSession, which: ColumnElement[bool], mark: str) -> None:
    marked = select(
        PayoutOrder.id.label("replaces_id"), PayoutOrder.amount_dong,
        literal(mark, Text()).label("payee_name"), literal(False).label("live"),
        *(PayoutOrder.__table__.c[name] for name in COPIED),
    ).where(which)  # fmt: skip
    await put(session, marked)


async def put(session: AsyncSession, rows: Select[Any]) -> None:
    """Enter orders made from others, each with a number and a reference of its own."""
    given = rows.subquery("given")
    numbered = select(next_number(), *given.c).subquery("numbered")
    names = [column.name for column in given.c]
    chosen = select(
        numbered.c.id, reference(session, numbered.c.id), *(numbered.c[name] for name in names)
    )
    await session.execute(insert(PayoutOrder).from_select(["id", "reference", *names], chosen))


def next_number() -> Any:
    """The next number of an order in the whole country."""
    return func.nextval("nation.order_number").label("id")


def reference(session: AsyncSession, number: Any) -> Any:
    """`rules.reference_of`, in the database."""
    province = standing_of(session).province
    digits = func.concat(province, func.lpad(cast(number, Text), NUMBER_DIGITS, "0"))
    check = 98 - cast(digits, BigInteger) * 100 % 97
    return func.concat(LETTERS, digits, func.lpad(cast(check, Text), 2, "0"))


async def _sums(session: AsyncSession, numbers: Sequence[int]) -> Mapping[int, Sums]:
    sent = PayoutRun.state == RunState.RELEASED
    query = (
        select(
            PayoutOrder.dossier_id,
            func.coalesce(func.sum(PayoutOrder.amount_dong).filter(sent), 0).cast(BigInteger),
            func.coalesce(func.sum(PayoutOrder.amount_dong).filter(~sent), 0).cast(BigInteger),
        )
        .join(PayoutRun, PayoutRun.id == PayoutOrder.run_id)
        .where(PayoutOrder.dossier_id == dossiers.any_of(numbers), PayoutOrder.live)
        .group_by(PayoutOrder.dossier_id)
    )
    found = {row[0]: Sums(row[1], row[2]) for row in await session.execute(query)}
    for number, owed in await session.execute(_called_back(numbers)):
        found[number] = found[number]._replace(sent=found[number].sent - owed)
    return defaultdict(lambda: Sums(0, 0), found)


def _called_back(numbers: Sequence[int]) -> Select[int, int]:
    """What was paid of a line and is recovered by a later decision counts toward nothing else."""
    owed = func.sum(AdjustmentLine.owed_dong).cast(BigInteger)
    return (
        select(AdjustmentLine.dossier_id, owed)
        .where(AdjustmentLine.dossier_id == dossiers.any_of(numbers))
        .group_by(AdjustmentLine.dossier_id)
        .having(owed > 0)
    )


async def _reduce(session: AsyncSession, left: Mapping[int, int]) -> None:
    """The winners' unsent orders are replaced by what is left to send, the last months first.

    What was sent before stands for the first months.
    """
    if not left:
        return
    given = rows_of(
        dossier_id=(BigInteger(), list(left)), left_dong=(BigInteger(), list(left.values()))
    )
    done = await session.scalars(
        update(PayoutOrder)
        .where(PayoutOrder.dossier_id == given.c.dossier_id, PayoutOrder.live, ~_sent())
        .values(live=False)
        .returning(PayoutOrder.id)
        .execution_options(synchronize_session=False)
    )
    later = func.sum(PayoutOrder.amount_dong).over(
        partition_by=PayoutOrder.dossier_id, order_by=PayoutOrder.first_month.desc()
    )
    due = func.greatest(
        func.least(PayoutOrder.amount_dong, given.c.left_dong - (later - PayoutOrder.amount_dong)),
        0,
    ).cast(BigInteger)
    parts = (
        select(
            PayoutOrder.id, PayoutOrder.amount_dong, due.label("due"),
            *(PayoutOrder.__table__.c[name] for name in (*COPIED, *PAYEE)),
        )
        .join(given, given.c.dossier_id == PayoutOrder.dossier_id)
        .where(PayoutOrder.id == dossiers.any_of(list(done)))
        .subquery("parts")
    )  # fmt: skip
    marks = select(
        parts.c.id.label("replaces_id"), (parts.c.amount_dong - parts.c.due).label("amount_dong"),
        literal(WITHDRAWN, Text()).label("payee_name"), literal(False).label("live"),
        *(parts.c[name] for name in COPIED),
    ).where(parts.c.due < parts.c.amount_dong)  # fmt: skip
    await put(session, marks)
    rest = select(
        parts.c.id.label("replaces_id"), parts.c.due.label("amount_dong"),
        literal(True).label("live"), *(parts.c[name] for name in (*COPIED, *PAYEE)),
    ).where(parts.c.due > 0)  # fmt: skip
    await put(session, rest)
