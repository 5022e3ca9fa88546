"""A run is closed when every order of it has come to an end, or the cells that differ are named."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Integer, and_, cast, exists, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Actor
from app.core.db import refuse_as
from app.core.errors import NotFound
from app.payouts.tables import PayoutRun
from app.reconciliation.queries import one_at_a_time
from app.reconciliation.rules import RunClosed, RunDoesNotClose, differing
from app.reconciliation.standing import ORDER_STANDING
from app.reconciliation.tables import ExceptionSettlement, RunClosing, StatementException

refuse_as("pk_run_closing", RunClosed)
refuse_as("ck_run_closing_open", RunClosed)
_S = ORDER_STANDING.c
_OPEN = ("prepared", "released", "leased", "sent")


async def close_run(session: AsyncSession, actor: Actor, run_id: int) -> RunClosing:
    """Close a run for good, with its figures; raises NotFound, RunDoesNotClose, RunClosed.

    Nothing can be reported on its orders, or issued again within it, afterwards: what failed or
    came back goes on in a follow-up run.
    """
    query = select(PayoutRun).where(PayoutRun.id == run_id)
    run = (await session.scalars(query.with_for_update())).first()
    if run is None:
        raise NotFound(what="danh sách chi trả")
    # A statement that is just coming in is waited for: its facts are among the figures.
    await one_at_a_time(session, run.agent_code, 1)
    figures = await _figures(session, run_id)
    cells = differing(figures)
    if cells:
        raise RunDoesNotClose(count=len(cells), errors=cells)
    kept = {name: figures[name] for name in _KEPT}
    made = await session.scalars(
        insert(RunClosing)
        .values(
            run_id=run_id, closed_by=actor.officer_id, agent_code=run.agent_code,
            area_path=run.area_path, **kept,
        )
        .returning(RunClosing)
    )  # fmt: skip
    return made.one()


class RunStanding(NamedTuple):
    """The figures of a run now (đồng), the cells that keep it open, and when it was closed."""

    figures: dict[str, int]
    cells: list[dict[str, str]]
    closed_at: datetime | None


async def standing_of(session: AsyncSession, run_id: int) -> RunStanding:
    """How a run stands before it is closed; locks nothing; raises NotFound."""
    closed = select(RunClosing.closed_at).where(RunClosing.run_id == PayoutRun.id)
    query = select(PayoutRun.id, closed.scalar_subquery()).where(PayoutRun.id == run_id)
    row = (await session.execute(query)).first()
    if row is None:
        raise NotFound(what="danh sách chi trả")
    figures = await _figures(session, run_id)
    return RunStanding(figures, differing(figures), row[1])


_KEPT = (
    "order_count", "total_dong", "paid_dong", "failed_dong", "returned_dong", "cancelled_dong",
)  # fmt: skip


async def _figures(session: AsyncSession, run_id: int) -> dict[str, int]:
    """What was sent of a run by how it ended (đồng), what has not ended, what is not judged."""
    sent = _S.lease_id.is_not(None)
    rest = _S.amount_dong - _S.paid_dong

    def total(amount: Any, *where: ColumnElement[bool]) -> Any:
        return cast(func.coalesce(func.sum(amount).filter(and_(*where)), 0), BigInteger)

    query = select(
        cast(func.count().filter(sent), Integer).label("order_count"),
        total(_S.amount_dong, sent).label("total_dong"),
        total(_S.paid_dong, sent).label("paid_dong"),
        total(rest, sent, _S.state.in_(("failed", "partial"))).label("failed_dong"),
        total(_S.amount_dong, sent, _S.state == "returned").label("returned_dong"),
        total(_S.amount_dong, sent, _S.state == "cancelled").label("cancelled_dong"),
        *(
            total(_S.amount_dong, _S.state == state, ~_S.followed).label(f"{state}_dong")
            for state in _OPEN
        ),
        _waiting(run_id).label("exceptions_dong"),
    ).where(_S.run_id == run_id)
    return dict((await session.execute(query)).mappings().one())


def _waiting(run_id: int) -> Any:
    """What agents told of orders of this run and two people have not settled yet (đồng)."""
    settled = exists().where(
        ExceptionSettlement.statement_id == StatementException.statement_id,
        ExceptionSettlement.line_number == StatementException.line_number,
        ExceptionSettlement.state == "confirmed",
    )
    open_ones = (
        select(cast(func.coalesce(func.sum(StatementException.amount_dong), 0), BigInteger))
        .join(ORDER_STANDING, ORDER_STANDING.c.order_id == StatementException.order_id)
        .where(ORDER_STANDING.c.run_id == run_id, ~settled)
    )
    return open_ones.scalar_subquery()
