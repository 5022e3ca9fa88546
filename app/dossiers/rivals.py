"""Reading the claims of one person beside each other: who is alive, and who has given way."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, and_, exists, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.dossiers.precedence import Rival
from app.dossiers.queries import any_of
from app.dossiers.rules import Stage
from app.dossiers.tables import DossierStage, PersonClaim, Supersession
from app.register.tables import PersonKey

ALIVE = ("open", "live")


def told_of(claim: Any) -> tuple[Any, ...]:
    """The columns of a claim in the order of a Rival."""
    return tuple(getattr(claim, name) for name in Rival._fields)


async def live_beside(session: AsyncSession, lists: Sequence[int]) -> list[tuple[Rival, Rival]]:
    """Dossiers of these lists just approved, each with another live claim of its person.

    Only claims of the same province: what another one has approved stands.
    """
    own, other = PersonClaim, aliased(PersonClaim)
    query = (
        select(*told_of(own), *told_of(other))
        .join(DossierStage, DossierStage.dossier_id == own.dossier_id)
        .join(
            other,
            and_(
                other.person_id == own.person_id,
                other.state == "live",
                other.dossier_id != own.dossier_id,
                other.province_code == own.province_code,
            ),
        )
        .where(
            DossierStage.list_id == any_of(lists),
            DossierStage.stage == Stage.APPROVED,
            own.state == "open",
        )
    )
    width = len(Rival._fields)
    rows = await session.execute(query)
    return [(Rival(*row[:width]), Rival(*row[width:])) for row in rows]


async def rivals_of(session: AsyncSession, people: Sequence[int]) -> list[Rival]:
    """Every claim of these people that is under way or approved, in the whole country."""
    query = select(*told_of(PersonClaim)).where(
        PersonClaim.person_id == any_of(people), PersonClaim.state.in_(ALIVE)
    )
    return [Rival(*row) for row in await session.execute(query)]


async def provinces_waiting_on(session: AsyncSession, fallen: Sequence[int]) -> list[str]:
    """Provinces where somebody may have given way to one of these dossiers.

    Told from what the whole nation sees: an ended claim of the same person, or of one who shares
    a key with them.
    """
    own, waiting = PersonClaim, aliased(PersonClaim)
    key, shared = PersonKey, aliased(PersonKey)
    ended = and_(
        own.dossier_id == any_of(fallen),
        waiting.dossier_id != own.dossier_id,
        waiting.state == "closed",
    )
    same = select(waiting.province_code).join(own, own.person_id == waiting.person_id).where(ended)
    alike = (
        select(waiting.province_code)
        .select_from(own)
        .join(key, key.person_id == own.person_id)
        .join(shared, (shared.digest == key.digest) & (shared.person_id != key.person_id))
        .join(waiting, waiting.person_id == shared.person_id)
        .where(ended)
    )
    return sorted(await session.scalars(union(same, alike)))


class GaveWay(NamedTuple):
    """A superseded dossier: its claim, its place, whom it gave way to, and how that one stands."""

    claim: Rival
    list_id: int
    from_stage: str
    winner_id: int
    why: str
    winner_fell: bool
    """The winner's claim has ended and not by giving way itself, or is another person's again."""
    held_elsewhere: bool
    """The winner is suspected to be the same person: only its fall brings this one back."""


async def people_behind(session: AsyncSession, fallen: Sequence[int]) -> list[int]:
    """The people of these dossiers and of those that gave way to one of them."""
    own = select(PersonClaim.person_id).where(PersonClaim.dossier_id == any_of(fallen))
    outdone = (
        select(PersonClaim.person_id)
        .join(Supersession, Supersession.dossier_id == PersonClaim.dossier_id)
        .where(Supersession.winner_id == any_of(fallen))
    )
    return list(await session.scalars(union(own, outdone)))


async def gave_way(session: AsyncSession, people: Sequence[int]) -> list[GaveWay]:
    """The superseded dossiers of these people in this province, person by person."""
    query = _superseded().where(PersonClaim.person_id == any_of(people))
    rows = await session.execute(query.order_by(PersonClaim.person_id, PersonClaim.dossier_id))
    return [_told(row) for row in rows]


def _superseded() -> Select[Any]:
    later, winner, its_stage = aliased(Supersession), aliased(PersonClaim), aliased(DossierStage)
    overtaken = exists().where(
        later.dossier_id == Supersession.dossier_id, later.id > Supersession.id
    )
    gave_way_too = func.coalesce(its_stage.stage == Stage.SUPERSEDED, False)
    suspected = Supersession.reason_code == "SUSPECTED_SAME"
    another = func.coalesce(winner.person_id != PersonClaim.person_id, False)
    ended = and_(func.coalesce(winner.state, "closed") == "closed", ~gave_way_too)
    fell = or_(ended, and_(another, ~suspected))  # once merged, and that was undone
    return (
        select(
            *told_of(PersonClaim), DossierStage.list_id, DossierStage.from_stage,
            Supersession.winner_id, Supersession.reason_code, fell,
            and_(another, ~fell),
        )
        .join(DossierStage, DossierStage.dossier_id == PersonClaim.dossier_id)
        .join(Supersession, Supersession.dossier_id == PersonClaim.dossier_id)
        .outerjoin(winner, winner.dossier_id == Supersession.winner_id)
        .outerjoin(its_stage, its_stage.dossier_id == Supersession.winner_id)
        .where(DossierStage.stage == Stage.SUPERSEDED, PersonClaim.state == "closed", ~overtaken)
    )  # fmt: skip


def _told(row: Row[Any]) -> GaveWay:
    width = len(Rival._fields)
    return GaveWay(Rival(*row[:width]), *row[width:])
