"""How people are paid where not at the counter: at home, by proxy, through their centre."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app import dossiers
from app.access import Actor
from app.access.tables import Officer
from app.core import clock
from app.core.db import refuse_as
from app.core.digests import keyed_digest
from app.core.errors import NotFound
from app.dossiers.tables import Dossier
from app.payouts import queries
from app.payouts.rules import ArrangedMeanwhile, ProxyRecordsItself, WithItsAgent
from app.payouts.schemas import ArrangementOrder, ArrangementShown, CentreArranged, CentreOrder
from app.payouts.tables import PayeeArrangement

refuse_as("uq_payee_arrangement_standing", ArrangedMeanwhile)
refuse_as("ck_payee_arrangement_taken", WithItsAgent)


async def arrange(
    session: AsyncSession, actor: Actor, dossier_id: int, order: ArrangementOrder
) -> ArrangementShown:
    """Let a person be paid so from now on; what stood before ends.

    Raises NotFound, ProxyRecordsItself, and WithItsAgent while an agent has an order of theirs.
    """
    if order.receiver_id_number is not None:
        await _refuse_itself(session, actor, order.receiver_id_number)
    await _stand(session, actor, [dossier_id], order)
    return await queries.arrangement_of(session, dossier_id)


async def arrange_centre(session: AsyncSession, actor: Actor, order: CentreOrder) -> CentreArranged:
    """Let the people of one centre be paid through it; raises what `arrange` raises."""
    told = ArrangementOrder(
        way="centre", receiver_name=order.centre_name, paper_number=order.list_number,
        reason=order.reason,
    )  # fmt: skip
    people = sorted(set(order.dossier_ids))
    await _stand(session, actor, people, told)
    return CentreArranged(count=len(people))


async def end_arrangement(session: AsyncSession, actor: Actor, dossier_id: int) -> None:
    """Let a person be paid at the counter again; raises NotFound, WithItsAgent."""
    if not await _end(session, actor, [dossier_id]):
        raise NotFound(what="cách chi trả riêng của hồ sơ")


async def _refuse_itself(session: AsyncSession, actor: Actor, id_number: str) -> None:
    """Known only where the officer was enrolled with an identity number."""
    own = select(Officer.identity_digest).where(Officer.id == actor.officer_id)
    if await session.scalar(own) == keyed_digest("id", id_number):
        raise ProxyRecordsItself


async def _stand(
    session: AsyncSession, actor: Actor, people: Sequence[int], order: ArrangementOrder
) -> None:
    await _end(session, actor, people)
    told = order.model_dump()
    whose = select(
        Dossier.id, Dossier.area_path, literal(actor.officer_id, BigInteger()),
        *(literal(value, PayeeArrangement.__table__.c[name].type) for name, value in told.items()),
    ).where(Dossier.id == dossiers.any_of(people))  # fmt: skip
    names = ["dossier_id", "area_path", "recorded_by", *told]
    made = await session.scalars(
        insert(PayeeArrangement)
        .from_select(names, whose.order_by(Dossier.id))
        .returning(PayeeArrangement.dossier_id)
    )
    if len(made.all()) < len(people):
        raise NotFound(what="hồ sơ")


async def _end(session: AsyncSession, actor: Actor, people: Sequence[int]) -> int:
    """How many stood."""
    ended = await session.scalars(
        update(PayeeArrangement)
        .where(
            PayeeArrangement.dossier_id == dossiers.any_of(people),
            PayeeArrangement.ended_at.is_(None),
        )
        .values(ended_by=actor.officer_id, ended_at=clock.now(session))
        .returning(PayeeArrangement.dossier_id)
        .execution_options(synchronize_session=False)
    )
    return len(ended.all())
