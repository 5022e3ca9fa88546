"""To whom the dossiers give way that a council says are superseded."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.appraisal.findings import ALIVE, keys_of, likely_same, not_ruled_different
from app.appraisal.rules import FindingCode, NothingHigher, Verdict
from app.appraisal.tables import Opinion
from app.dossiers import Outdone, Rival, winner_of
from app.dossiers.tables import DossierStage, PersonClaim
from app.policy import Policy

_SAME_PERSON, _LIKELY = "same", "likely"


async def winners_of(
    session: AsyncSession, sitting_id: int, stage: str, rules: Policy
) -> list[Outdone]:
    """The dossiers before a sitting that give way by the council's word, each with its winner.

    Raises NothingHigher when one of them is itself the highest that is under way.
    """
    own = await _own(session, sitting_id, stage)
    if not own:
        return []
    others = await _others(session, sitting_id, stage)
    found = [_outdone(rules, one, others[one.dossier_id]) for one in own]
    given = [one for one in found if one is not None]
    if len(given) < len(own):
        raise NothingHigher(count=len(own) - len(given))
    return given


def _outdone(rules: Policy, own: Rival, others: dict[str, list[Rival]]) -> Outdone | None:
    """Somebody who is surely the same person comes before one who is only likely to be."""
    for how in (_SAME_PERSON, _LIKELY):
        abroad = [
            one
            for one in others[how]
            if one.state == "live" and one.province_code != own.province_code
        ]
        best = abroad[0] if abroad else winner_of(rules, [own, *others[how]])
        if best is not None and best != own:
            return Outdone(own.dossier_id, best.dossier_id, _why(own, best, how))
    return None


def _why(own: Rival, best: Rival, how: str) -> str:
    if how == _LIKELY:
        return FindingCode.SUSPECTED_SAME
    same_group = own.group_code == best.group_code
    return FindingCode.DUPLICATE if same_group else FindingCode.HIGHER_BENEFIT


def _told(claim: Any) -> list[Any]:
    return [getattr(claim, name) for name in Rival._fields]


def _superseded(sitting_id: int, stage: str) -> Select[PersonClaim, str]:
    return (
        select(PersonClaim, DossierStage.area_path)
        .join(Opinion, Opinion.dossier_id == PersonClaim.dossier_id)
        .join(DossierStage, DossierStage.dossier_id == PersonClaim.dossier_id)
        .where(
            Opinion.sitting_id == sitting_id,
            Opinion.verdict == Verdict.SUPERSEDED,
            DossierStage.stage == stage,
        )
    )


async def _own(session: AsyncSession, sitting_id: int, stage: str) -> Sequence[Rival]:
    query = _superseded(sitting_id, stage).with_only_columns(*_told(PersonClaim))
    return [Rival(*row) for row in await session.execute(query)]


async def _others(
    session: AsyncSession, sitting_id: int, stage: str
) -> dict[int, dict[str, list[Rival]]]:
    """By dossier: claims under way or approved of its person, and of who may be the same."""
    mine = _superseded(sitting_id, stage).cte("mine")
    other = aliased(PersonClaim)
    same = (
        select(mine.c.dossier_id, *_told(other))
        .join(other, other.person_id == mine.c.person_id)
        .where(other.dossier_id != mine.c.dossier_id, other.state.in_(ALIVE))
    )
    alike = likely_same(mine, keys_of(mine))
    likely = (
        select(alike.c.dossier_id, *_told(other))
        .join(other, other.person_id == alike.c.like_id)
        .where(other.state.in_(ALIVE), not_ruled_different(alike))
    )
    found: dict[int, dict[str, list[Rival]]] = defaultdict(lambda: defaultdict(list))
    for how, query in ((_SAME_PERSON, same), (_LIKELY, likely)):
        for row in await session.execute(query):
            found[row[0]][how].append(Rival(*row[1:]))
    return found
