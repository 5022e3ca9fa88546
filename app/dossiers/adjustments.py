"""What becomes of money already paid when a higher benefit wins: topped up, or to recover."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import BigInteger, Select, Text, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.core.bulk import rows_of
from app.core.jobs import enqueue
from app.dossiers.queries import any_of
from app.dossiers.resolution import province_of
from app.dossiers.tables import BenefitAdjustment, Dossier, PersonClaim

RECOVERIES: Final = "recoveries.open"


class Adjustment(NamedTuple):
    """A sum (đồng) by which a dossier is topped up, or that is to come back from it."""

    kind: str
    dossier_id: int
    other_id: int
    amount_dong: int


async def note_adjustments(session: AsyncSession, made: Sequence[Adjustment]) -> None:
    """Record adjustments as open; one that is recorded stays as it was."""
    if not made:
        return
    kinds, dossiers, others, amounts = zip(*made, strict=True)
    given = rows_of(
        kind=(Text(), kinds), dossier_id=(BigInteger(), dossiers), other_id=(BigInteger(), others),
        amount_dong=(BigInteger(), amounts),
    )  # fmt: skip
    rows = select(*given.c.values(), literal("open", Text()), Dossier.area_path).join(
        Dossier, Dossier.id == given.c.dossier_id
    )
    statement = upsert(BenefitAdjustment).from_select([*given.c.keys(), "state", "area_path"], rows)
    told = await session.scalars(
        statement.on_conflict_do_nothing().returning(BenefitAdjustment.kind)
    )
    await _tell_recoveries(session, set(told))


async def _tell_recoveries(session: AsyncSession, kinds: set[str]) -> None:
    """What is called back, or no more, is pulled by who keeps the cases."""
    if "recovery" in kinds:
        await enqueue(session, RECOVERIES, {"benefit": True}, province_of(session))


async def settle_top_ups(session: AsyncSession, ordered: Select[int]) -> None:
    """The difference of these dossiers has gone out with their orders."""
    await session.execute(
        update(BenefitAdjustment)
        .where(
            BenefitAdjustment.kind == "top_up",
            BenefitAdjustment.state == "open",
            BenefitAdjustment.dossier_id.in_(ordered),
        )
        .values(state="settled")
        .execution_options(synchronize_session=False)
    )


async def settle_open_ones(
    session: AsyncSession, dossiers: Sequence[int], *, but_for: Sequence[int]
) -> None:
    """What was open of these dossiers is taken up in a settlement with other winners."""
    ended = await session.scalars(
        update(BenefitAdjustment)
        .where(
            BenefitAdjustment.state == "open",
            BenefitAdjustment.dossier_id == any_of(dossiers),
            BenefitAdjustment.other_id.not_in(but_for),
        )
        .values(state="settled")
        .returning(BenefitAdjustment.kind)
        .execution_options(synchronize_session=False)
    )
    await _tell_recoveries(session, set(ended))


async def drop_recoveries_of_strangers(session: AsyncSession) -> None:
    """A merger was undone: nothing is to come back from a person who is another one after all."""
    own, other = PersonClaim, aliased(PersonClaim)
    ended = await session.scalars(
        update(BenefitAdjustment)
        .where(
            BenefitAdjustment.kind == "recovery",
            BenefitAdjustment.state == "open",
            own.dossier_id == BenefitAdjustment.dossier_id,
            other.dossier_id == BenefitAdjustment.other_id,
            own.person_id != other.person_id,
        )
        .values(state="settled")
        .returning(BenefitAdjustment.kind)
        .execution_options(synchronize_session=False)
    )
    await _tell_recoveries(session, set(ended))
