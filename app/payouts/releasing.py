"""Sending prepared runs to their agents, and their money with them: many in one act."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, cast, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app import dossiers, funds
from app.access import Actor
from app.core import clock
from app.core.errors import NotFound
from app.decisions.tables import Decision
from app.dossiers.tables import Batch, PersonClaim
from app.payouts import queries
from app.payouts.rules import AlreadyReleased, RunState
from app.payouts.schemas import Released, RunsReleased
from app.payouts.settlement import keep_back
from app.payouts.tables import PayoutOrder, PayoutRun
from app.payouts.webhooks import announce


class _Run(NamedTuple):
    id: int
    state: str
    source_id: int
    agent_code: str


async def release(session: AsyncSession, actor: Actor, run_id: int) -> Released:
    """Send one run; raises NotFound, AlreadyReleased, and OnHold where all of it is held."""
    done = await release_runs(session, actor, [run_id])
    if done.kept_back:
        raise dossiers.OnHold
    return done.released[0]


async def release_runs(session: AsyncSession, actor: Actor, run_ids: Sequence[int]) -> RunsReleased:
    """Send runs to their agents and their money with them; raises NotFound, AlreadyReleased.

    Whoever has given way to a higher benefit since a run was prepared is left out, and so is what
    a complaint or finding holds: it is issued again once the hold has ended. A run of which
    everything is held stays prepared and is named.
    """
    runs = await _hold_runs(session, sorted(set(run_ids)))
    orders = await _leave_out(session, list(runs))
    going = [one for one in runs if one not in orders.kept_back]
    await _send(session, actor, going)
    await keep_back(session, orders.left_out)
    sums = await queries.going_out(session, going)
    if any(one.reduced for one in sums.values()):
        await dossiers.settle_top_ups(session, queries.topped_up_in(going))
    await _send_money(session, actor, [runs[number] for number in going], sums)
    released = [
        Released(
            id=number, agent_code=runs[number].agent_code, held=orders.held_in.get(number, 0),
            order_count=sums[number].order_count, total_dong=sums[number].total_dong,
        )
        for number in going
    ]  # fmt: skip
    await announce(session, going)
    return RunsReleased(released=released, kept_back=sorted(orders.kept_back))


class Foreseen(NamedTuple):
    """What a release of a run would send now, and what of it would stay behind."""

    order_count: int
    total_dong: int
    held: int
    gave_way: int
    kept_back: bool
    """Everything of it is held: it would stay prepared."""


async def foresee(session: AsyncSession, run_ids: Sequence[int]) -> dict[int, Foreseen]:
    """What `release_runs` would send of each prepared run, were it done now; locks nothing."""
    runs = sorted(set(run_ids))
    orders = await _leave_out(session, runs)
    live = await queries.going_out(session, runs)
    staying = await _sums_of(session, orders.left_out)
    found = {}
    for run in runs:
        count, total = staying.get(run, (0, 0))
        held, back = orders.held_in.get(run, 0), run in orders.kept_back
        found[run] = Foreseen(
            0 if back else live[run].order_count - count,
            0 if back else live[run].total_dong - total, held, max(count - held, 0), back,
        )  # fmt: skip
    return found


async def _sums_of(session: AsyncSession, orders: list[int]) -> dict[int, tuple[int, int]]:
    """Of some orders their count and sum (đồng) by run."""
    if not orders:
        return {}
    total = cast(func.sum(PayoutOrder.amount_dong), BigInteger)
    query = (
        select(PayoutOrder.run_id, func.count(), total)
        .where(PayoutOrder.id == dossiers.any_of(orders))
        .group_by(PayoutOrder.run_id)
    )
    return {run: (count, dong) for run, count, dong in await session.execute(query)}


async def _hold_runs(session: AsyncSession, run_ids: list[int]) -> dict[int, _Run]:
    """The runs, locked after their batches: whoever suspends or adjusts comes before or after."""
    wanted = PayoutRun.id == dossiers.any_of(run_ids)
    theirs = select(Decision.batch_id).join(PayoutRun, PayoutRun.decision_id == Decision.id)
    batches = select(Batch.id).where(Batch.id.in_(theirs.where(wanted))).order_by(Batch.id)
    await session.execute(batches.with_for_update(read=True))
    query = (
        select(PayoutRun.id, PayoutRun.state, PayoutRun.source_id, PayoutRun.agent_code)
        .where(wanted)
        .order_by(PayoutRun.id)
        .with_for_update(key_share=True)
    )
    found = {row.id: _Run(*tuple[Any, ...](row)) for row in await session.execute(query)}
    if len(found) < len(run_ids):
        raise NotFound(what="danh sách chi trả")
    if any(one.state != RunState.PREPARED for one in found.values()):
        raise AlreadyReleased
    return found


class _Orders(NamedTuple):
    """What does not go out: orders to withdraw, held ones by run, runs of which all is held."""

    left_out: list[int]
    held_in: dict[int, int]
    kept_back: set[int]


async def _leave_out(session: AsyncSession, runs: list[int]) -> _Orders:
    held = set(await queries.held_orders_of(session, runs))
    ended = PersonClaim.state != "live"
    chosen = PayoutOrder.id == dossiers.any_of(sorted(held))
    query = (
        select(PayoutOrder.run_id, PayoutOrder.id, ended)
        .outerjoin(PersonClaim, PersonClaim.dossier_id == PayoutOrder.dossier_id)
        .where(PayoutOrder.run_id == dossiers.any_of(runs), PayoutOrder.live, ended | chosen)
    )
    left_out: dict[int, list[int]] = {}
    held_in: dict[int, int] = {}
    for run_id, number, gave_way in await session.execute(query):
        left_out.setdefault(run_id, []).append(number)
        held_in[run_id] = held_in.get(run_id, 0) + (number in held and not gave_way)
    full = await _emptied(session, {run: len(left_out[run]) for run, n in held_in.items() if n})
    numbers = [one for run, orders in left_out.items() if run not in full for one in orders]
    return _Orders(sorted(numbers), held_in, full)


async def _emptied(session: AsyncSession, left_out: dict[int, int]) -> set[int]:
    """Runs, given with the count of what does not go out of each, of which nothing would go."""
    if not left_out:
        return set()
    query = (
        select(PayoutOrder.run_id, func.count())
        .where(PayoutOrder.run_id == dossiers.any_of(list(left_out)), PayoutOrder.live)
        .group_by(PayoutOrder.run_id)
    )
    return {run for run, count in await session.execute(query) if count == left_out[run]}


async def _send(session: AsyncSession, actor: Actor, runs: list[int]) -> None:
    await session.execute(
        update(PayoutRun)
        .where(PayoutRun.id == dossiers.any_of(runs))
        .values(
            state=RunState.RELEASED, released_at=clock.now(session), released_by=actor.officer_id
        )
        .execution_options(synchronize_session=False)
    )


async def _send_money(
    session: AsyncSession, actor: Actor, runs: list[_Run], sums: dict[int, queries.Going]
) -> None:
    """One journal for each run of which something goes out."""
    bookings = [
        funds.Booking(
            run.source_id, funds.Move.RELEASE, sums[run.id].total_dong,
            f"Danh sách chi trả {run.id}", run.id,
        )
        for run in runs
        if sums[run.id].total_dong
    ]  # fmt: skip
    if bookings:
        await funds.book(session, actor.officer_id, bookings)
