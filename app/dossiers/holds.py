"""What stands still because of a complaint or a finding, and the word that lets it go on."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Actor
from app.core import clock
from app.core.db import refuse_as
from app.core.errors import NotFound
from app.dossiers.queries import batch_of, lists_in, lock_lists
from app.dossiers.rules import HeldFromAbove, HoldEnded, PartyToIt
from app.dossiers.tables import Dossier, DossierList, Hold

refuse_as("ck_hold_ended", HoldEnded)
refuse_as("ck_hold_party", PartyToIt)


class Target(NamedTuple):
    """What is held or complained about: one dossier, list, batch or payment, and where it lies."""

    about: str
    area_path: str
    dossier_id: int | None = None
    list_id: int | None = None
    batch_id: int | None = None
    order_id: int | None = None
    first_month: date | None = None


async def lock_target(session: AsyncSession, target: Target) -> None:
    """Councils and signers that are at work on it are waited for, and wait in their turn.

    A list that the actor does not see (a dossier of theirs came with a wider one) is not locked.
    """
    lists = [target.list_id] if target.list_id else []
    if target.dossier_id:
        query = select(Dossier.list_id).where(Dossier.id == target.dossier_id)
        lists += await session.scalars(query)
    if target.batch_id:
        await batch_of(session, target.batch_id, lock=True)
        lists += await lists_in(session, target.batch_id)
    seen = await session.scalars(select(DossierList.id).where(DossierList.id.in_(lists)))
    await lock_lists(session, seen.all(), "received", "read", "unreadable", "submitted")


async def place_hold(session: AsyncSession, actor: Actor, target: Target, reason: str) -> int:
    """Let it stand still from now on; answers the number of the hold."""
    await lock_target(session, target)
    hold = Hold(
        state="live", reason=reason, office_path=actor.unit_path, placed_by=actor.officer_id,
        **target._asdict(),
    )  # fmt: skip
    session.add(hold)
    await session.flush()
    return hold.id


async def end_hold(session: AsyncSession, actor: Actor, hold_id: int, words: str) -> None:
    """Let it go on; raises NotFound, HoldEnded, HeldFromAbove, PartyToIt."""
    hold = await session.get(Hold, hold_id, with_for_update={"key_share": True})
    if hold is None:
        raise NotFound(what="việc giữ hồ sơ")
    if hold.state != "live":
        raise HoldEnded
    if not may_end(actor, hold.office_path):
        raise HeldFromAbove
    await session.execute(
        update(Hold)
        .where(Hold.id == hold_id)
        .values(
            state="released", released_at=clock.now(session), released_by=actor.officer_id,
            release_words=words,
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip


def may_end(actor: Actor, office_path: str) -> bool:
    """Whether an officer's office is the one that held, or above it."""
    return office_path.startswith(actor.unit_path)


async def is_party(session: AsyncSession, actor: Actor, target: Target) -> bool:
    """Whether the actor made a list concerned, or declared an interest in it."""
    place = func.current_schema()
    lists = func.nation.lists_of_target(place, target.dossier_id, target.list_id, target.batch_id)
    asked = select(func.nation.is_party(place, actor.officer_id, lists))
    return bool(await session.scalar(asked))


_HOLD = (
    Hold.id, Hold.about, Hold.dossier_id, Hold.list_id, Hold.batch_id, Hold.order_id, Hold.reason,
    Hold.office_path, Hold.placed_by, Hold.placed_at, Hold.area_path, Hold.state,
)  # fmt: skip


async def live_holds(
    session: AsyncSession, after: int, limit: int, list_id: int | None = None
) -> list[dict[str, Any]]:
    """What is held now in the territory, by number; of one list: on it and on its dossiers."""
    query = select(*_HOLD).where(Hold.state == "live", Hold.id > after)
    if list_id is not None:
        own = select(Dossier.id).where(Dossier.list_id == list_id)
        query = query.where((Hold.list_id == list_id) | Hold.dossier_id.in_(own))
    found = await session.execute(query.order_by(Hold.id).limit(limit))
    return [dict(row) for row in found.mappings()]


async def holds_of(session: AsyncSession, numbers: Sequence[int]) -> list[Hold]:
    """Those of these holds that still stand, by number."""
    query = select(Hold).where(Hold.id.in_(numbers), Hold.state == "live").order_by(Hold.id)
    return list(await session.scalars(query))
