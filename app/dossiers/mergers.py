"""After an identity ruling has brought claims together or parted them: one benefit stays."""

from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.bulk import THIS_TRANSACTION
from app.core.db import Standing, standing_of
from app.core.jobs import enqueue
from app.dossiers.precedence import Rival, winner_of
from app.dossiers.resolution import Outdone, resolve, step_down
from app.dossiers.rivals import told_of
from app.dossiers.rules import Stage
from app.dossiers.tables import DossierStage, PersonClaim
from app.policy import Policy

GIVE_WAY: Final = "dossiers.give_way"
SETTLE_ORDERS: Final = "payouts.settle_claims"
_RULING = "identity ruling"


async def settle_merger(session: AsyncSession, rules: Policy, kept: int) -> None:
    """Of the approved claims that are now those of `kept` the highest lives, the others give way.

    The ruling itself let only one live, before anybody asked the policy which. Whoever had given
    way to somebody who is another person again comes back. Says the same however often asked.
    """
    approved = await _approved_claims(session, kept)
    live = [one for one in approved if one.state == "live"]
    home = standing_of(session).province
    abroad = [one for one in live if one.province_code != home]
    best = abroad[0] if abroad else winner_of(rules, approved)
    if best is not None:
        await _let_live(session, best, [one for one in approved if one != best])
    await resolve(session, rules, [kept])
    await enqueue(session, SETTLE_ORDERS, {"people": [kept]})


async def _approved_claims(session: AsyncSession, person: int) -> list[Rival]:
    """A person's live claims, and those closed by the ruling though approved in this province."""
    query = (
        select(*told_of(PersonClaim))
        .outerjoin(DossierStage, DossierStage.dossier_id == PersonClaim.dossier_id)
        .where(
            PersonClaim.person_id == person,
            (PersonClaim.state == "live") | (DossierStage.stage == Stage.APPROVED),
        )
    )
    return [Rival(*row) for row in await session.execute(query)]


async def _let_live(session: AsyncSession, best: Rival, others: list[Rival]) -> None:
    pairs = [Outdone(one.dossier_id, best.dossier_id, "MERGED") for one in others]
    if pairs:
        await step_down(session, pairs, _RULING)
    if best.state != "live":
        await session.execute(
            update(PersonClaim)
            .where(PersonClaim.dossier_id == best.dossier_id)
            .values(state="live", told=THIS_TRANSACTION)
            .execution_options(synchronize_session=False)
        )
    await _tell_other_provinces(session, best)


async def _tell_other_provinces(session: AsyncSession, best: Rival) -> None:
    """A claim that the ruling closed elsewhere: what is still approved there gives way too."""
    query = select(PersonClaim.province_code, PersonClaim.dossier_id).where(
        PersonClaim.person_id == best.person_id,
        PersonClaim.state == "closed",
        PersonClaim.province_code != standing_of(session).province,
    )
    for province, dossier in await session.execute(query):
        facts = {"pairs": [[dossier, best.dossier_id, "MERGED"]], "because": _RULING}
        await enqueue(session, GIVE_WAY, facts, Standing(f"{province}."))
