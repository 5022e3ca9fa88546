"""One benefit, the highest: who gives way to whom, and who comes back when the higher one falls.

Claims are the nation's and are closed at once; dossiers out of an officer's sight are moved by a
job in the province's own name. A claim approved in another province is not touched from here.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    TableValuedAlias,
    Text,
    case,
    exists,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.core.bulk import THIS_TRANSACTION, rows_of
from app.core.db import Standing, standing_of
from app.core.jobs import enqueue
from app.dossiers import rivals
from app.dossiers.commands import set_claims, touched
from app.dossiers.precedence import Rival, beats, winner_of
from app.dossiers.queries import any_of, lock_lists
from app.dossiers.rivals import GaveWay
from app.dossiers.rules import Stage
from app.dossiers.tables import DossierStage, PersonClaim, Supersession
from app.policy import Policy

GIVE_WAY: Final = "dossiers.give_way"
SETTLE_ORDERS: Final = "payouts.settle_claims"
REINSTATED: Final = "REINSTATED"


class Outdone(NamedTuple):
    """A dossier that gives way, to which other one, and why."""

    dossier_id: int
    winner_id: int
    why: str


_REASONS: Final = {"DUPLICATE": "DUPLICATE"}
"""The policy's reason for each way of giving way; all others are for a higher benefit."""


async def let_live(
    session: AsyncSession, lists: Sequence[int], rules: Policy, because: str, expected: int
) -> int:
    """The claims of these lists' dossiers just approved live; lower ones of the same people end.

    `expected` is how many were approved: nearly always nobody has another live claim, and then
    nothing more is asked. Answers how many gave way; raises AlreadySupported where the other claim
    is not the lower one.
    """
    if await _let_the_free_live(session, lists) == expected:
        return 0
    found = await rivals.live_beside(session, lists)
    pairs = [
        Outdone(other.dossier_id, own.dossier_id, "HIGHER_BENEFIT")
        for own, other in found
        if beats(rules, own, other)
    ]
    if pairs:
        await step_down(session, pairs, because)
    await set_claims(session, lists, Stage.APPROVED, "live")
    return len(pairs)


async def _let_the_free_live(session: AsyncSession, lists: Sequence[int]) -> int:
    """Those whose person has no live claim yet; how many."""
    other = aliased(PersonClaim)
    taken = exists().where(other.person_id == PersonClaim.person_id, other.state == "live")
    done = await session.execute(
        update(PersonClaim)
        .where(
            PersonClaim.dossier_id == DossierStage.dossier_id,
            PersonClaim.state == "open",
            DossierStage.list_id == any_of(lists),
            DossierStage.stage == Stage.APPROVED,
            ~taken,
        )
        .values(state="live", told=THIS_TRANSACTION)
        .execution_options(synchronize_session=False)
    )
    return touched(done)


async def step_down(session: AsyncSession, pairs: Sequence[Outdone], because: str) -> None:
    """Approved dossiers give way: claims closed, stages moved here or by the province's job."""
    await session.execute(
        update(PersonClaim)
        .where(PersonClaim.dossier_id == any_of([one.dossier_id for one in pairs]))
        .values(state="closed")
        .execution_options(synchronize_session=False)
    )
    moved = await supersede_approved(session, pairs, because)
    if moved < len(pairs):
        facts = {"pairs": [list(one) for one in pairs], "because": because}
        await enqueue(session, GIVE_WAY, facts, province_of(session))


def province_of(session: AsyncSession) -> Standing:
    """The whole province of this transaction, in nobody's name."""
    return Standing(f"{standing_of(session).province}.")


async def supersede_approved(session: AsyncSession, pairs: Sequence[Outdone], because: str) -> int:
    """Bring those of these dossiers that are in sight from approved to superseded; how many."""
    given = _given(pairs)
    here = (DossierStage.dossier_id == given.c.dossier_id) & (DossierStage.stage == Stage.APPROVED)
    await _record(session, given, here)
    reason = case(_REASONS, value=given.c.why, else_="SUPERSEDED")
    moved = await session.execute(
        update(DossierStage)
        .where(here)
        .values(stage=Stage.SUPERSEDED, because=because, reason_code=reason)
        .returning(DossierStage.dossier_id)
        .execution_options(synchronize_session=False)
    )
    return len(moved.all())


async def record_winners(session: AsyncSession, pairs: Sequence[Outdone]) -> None:
    """Write down to which dossier each of these gave way, by a council's word."""
    given = _given(pairs)
    await _record(session, given, DossierStage.dossier_id == given.c.dossier_id)


def _given(pairs: Iterable[Outdone]) -> TableValuedAlias:
    losers, winners, whys = zip(*pairs, strict=True)
    return rows_of(
        dossier_id=(BigInteger(), losers), winner_id=(BigInteger(), winners), why=(Text(), whys)
    )


async def _record(
    session: AsyncSession, given: TableValuedAlias, where: ColumnElement[bool]
) -> None:
    rows = select(given.c.dossier_id, given.c.winner_id, given.c.why, DossierStage.area_path).join(
        DossierStage, where
    )
    columns = ["dossier_id", "winner_id", "reason_code", "area_path"]
    await session.execute(insert(Supersession).from_select(columns, rows))


# --- coming back --------------------------------------------------------------------------------


async def reinstate(session: AsyncSession, rules: Policy, fallen: Sequence[int]) -> int:
    """Whoever gave way to one of these dossiers, whose claims have ended, is looked at again.

    Answers how many came back; runs in the name of the province.
    """
    return await resolve(session, rules, await rivals.people_behind(session, fallen))


async def resolve(session: AsyncSession, rules: Policy, people: Sequence[int]) -> int:
    """The highest of what is left of each person's claims comes back if it had given way.

    What stays out names its new winner. Answers how many came back.
    """
    before = await rivals.gave_way(session, people)
    if not before:
        return 0
    # Councils that sit over these lists go first, and none closes over what it has not seen.
    await lock_lists(session, [one.list_id for one in before], "submitted")
    waiting = await rivals.gave_way(session, people)
    alive = await rivals.rivals_of(session, people)
    back, pointed = _resolved(rules, alive, waiting)
    if pointed:
        await record_winners(session, pointed)
    if back:
        await _bring_back(session, rules, alive, back)
    return len(back)


def _resolved(
    rules: Policy, alive: Sequence[Rival], waiting: Sequence[GaveWay]
) -> tuple[list[GaveWay], list[Outdone]]:
    """Who comes back, and who now gives way to somebody else."""
    back: list[GaveWay] = []
    pointed: list[Outdone] = []
    by_person = groupby(waiting, key=lambda one: one.claim.person_id)
    for person, given in by_person:
        eligible = [one for one in given if not one.held_elsewhere]
        others = [one for one in alive if one.person_id == person]
        best = _best(rules, others, [one.claim for one in eligible])
        for one in eligible:
            if best is None or one.claim == best:
                back.append(one)
            elif one.winner_fell:
                pointed.append(Outdone(one.claim.dossier_id, best.dossier_id, one.why))
    return back, pointed


def _best(rules: Policy, alive: list[Rival], waiting: list[Rival]) -> Rival | None:
    """What the person keeps; what another province has approved stands."""
    if not waiting:
        return None
    home = waiting[0].province_code
    abroad = [one for one in alive if one.state == "live" and one.province_code != home]
    return abroad[0] if abroad else winner_of(rules, [*alive, *waiting])


async def _bring_back(
    session: AsyncSession, rules: Policy, alive: Sequence[Rival], back: Sequence[GaveWay]
) -> None:
    """To the stage they were at, their claims open again; an approved one lives again."""
    approved = {one.claim.person_id: one for one in back if one.from_stage == Stage.APPROVED}
    lower = [
        Outdone(one.dossier_id, approved[one.person_id].claim.dossier_id, "HIGHER_BENEFIT")
        for one in alive
        if one.state == "live" and one.person_id in approved
    ]
    if lower:
        await step_down(session, lower, "reinstated")
    given = rows_of(
        dossier_id=(BigInteger(), [one.claim.dossier_id for one in back]),
        because=(Text(), [f"dossier {one.winner_id}" for one in back]),
    )
    await session.execute(
        update(DossierStage)
        .where(
            DossierStage.dossier_id == given.c.dossier_id,
            DossierStage.stage == Stage.SUPERSEDED,
        )
        .values(stage=DossierStage.from_stage, because=given.c.because, reason_code=REINSTATED)
        .execution_options(synchronize_session=False)
    )
    lives = [one.claim.dossier_id for one in approved.values()]
    await session.execute(
        update(PersonClaim)
        .where(PersonClaim.dossier_id == any_of([one.claim.dossier_id for one in back]))
        .values(
            state=case((PersonClaim.dossier_id == any_of(lives), "live"), else_="open"),
            told=THIS_TRANSACTION,
        )
        .execution_options(synchronize_session=False)
    )
    if approved:
        await enqueue(session, SETTLE_ORDERS, {"people": sorted(approved)})
