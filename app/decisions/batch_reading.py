"""Reading batches as their pages show them: what waits until when, and what was found and said."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    and_,
    bindparam,
    cast,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app import admin_units, appraisal, clocks
from app.access.tables import Officer, PaymentAgent
from app.appraisal.tables import Finding, ListAlert, Opinion, Sitting, SittingList
from app.core.db import standing_of
from app.decisions.tables import Decision, Suspension
from app.dossiers import Cases, Stage, any_given, any_of
from app.dossiers.tables import Batch, BatchList, Dossier, DossierStage, Hold, PersonClaim

_MOST_WAITING: Final = 300
_DISTRICT_DOTS: Final = 2
_KINDS_OF_CASES: Final = 8
"""Waiting, approved, refused: so many statements stay put together."""
NOTED: Final = exists().where(Opinion.dossier_id == Dossier.id)
"""A dossier (of `Dossier`) of which some council said more than a plain yes."""


async def places(session: AsyncSession) -> dict[str, str]:
    """The names of all units of one's own province, by path."""
    return await admin_units.names_inside(session, f"{standing_of(session).province}.")


def districts(places: Mapping[str, str], within: str) -> list[tuple[str, str]]:
    """The districts of a territory with their names, to choose from."""
    return [
        (path, name)
        for path, name in places.items()
        if path.count(".") == _DISTRICT_DOTS and path.startswith(within)
    ]


# --- the inbox ----------------------------------------------------------------------------------


async def waiting_batches(session: AsyncSession, area: str) -> list[dict[str, Any]]:
    """Undecided batches of a territory, the one due first before the others."""
    found = select(Batch.id, Batch.paper_number, Batch.made_at, Batch.area_path).where(
        Batch.state == "open", Batch.area_path.startswith(area, autoescape=True)
    )
    rows = (await session.execute(found.order_by(Batch.id).limit(_MOST_WAITING))).mappings().all()
    if not rows:
        return []
    numbers = [row["id"] for row in rows]
    pairs = select(BatchList.batch_id, BatchList.list_id).where(
        BatchList.batch_id == any_of(numbers)
    )
    batch_of = {list_id: batch_id for batch_id, list_id in await session.execute(pairs)}
    sums = await _sums_waiting(session, numbers)
    due = await _due(session, batch_of)
    stopped = await _stopped(session, numbers)
    nothing = {"cases": 0, "dong": 0, "lists": 0, "due_on": None, "unheard": 0}
    shown = [
        nothing | dict(row) | sums.get(row["id"], {}) | due.get(row["id"], {})
        | {"stopped": row["id"] in stopped}
        for row in rows
    ]  # fmt: skip
    return sorted(shown, key=lambda one: (one["due_on"] or date.max, one["id"]))


async def _sums_waiting(session: AsyncSession, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
    query = (
        select(
            BatchList.batch_id, func.count().label("cases"),
            cast(func.sum(Dossier.amount_dong), BigInteger).label("dong"),
            func.count(BatchList.list_id.distinct()).label("lists"),
        )
        .join(DossierStage, DossierStage.list_id == BatchList.list_id)
        .join(Dossier, Dossier.id == DossierStage.dossier_id)
        .where(BatchList.batch_id == any_of(numbers), DossierStage.stage == Stage.AT_PROVINCE)
        .group_by(BatchList.batch_id)
    )  # fmt: skip
    return {row["batch_id"]: dict(row) for row in (await session.execute(query)).mappings()}


async def _due(session: AsyncSession, batch_of: dict[int, int]) -> dict[int, dict[str, Any]]:
    """By batch the first due date of what waits, and how much the team has still to hear."""
    found: dict[int, dict[str, Any]] = {}
    for row in await session.execute(_standing_here(), {"lists": [*batch_of]}):
        one = found.setdefault(batch_of[row.list_id], {"due_on": None, "unheard": 0})
        days = [day for day in (one["due_on"], row.due_on) if day is not None]
        one["due_on"] = min(days, default=None)
        one["unheard"] += 0 if row.again else row.dossiers
    return found


@cache
def _standing_here() -> Any:
    standing = clocks.standing_at().subquery("standing").c
    return select(standing.list_id, standing.again, standing.due_on, standing.dossiers).where(
        standing.list_id == any_given("lists"), standing.stage == Stage.AT_PROVINCE
    )


async def _stopped(session: AsyncSession, numbers: Sequence[int]) -> set[int]:
    later = aliased(Suspension)
    overtaken = exists().where(later.batch_id == Suspension.batch_id, later.id > Suspension.id)
    query = select(Suspension.batch_id).where(
        Suspension.batch_id == any_of(numbers), Suspension.kind == "suspended", ~overtaken
    )
    return set(await session.scalars(query))


async def decided_before(
    session: AsyncSession, before: int | None, limit: int, area: str
) -> list[dict[str, Any]]:
    """Decided batches of a territory with their decisions, the newest decision first."""
    query = (
        select(
            Decision.id, Decision.batch_id, Decision.kind, Decision.number, Decision.signed_on,
            Decision.case_count, Decision.total_dong, Decision.area_path, Batch.paper_number,
        )
        .join(Batch, Batch.id == Decision.batch_id)
        .where(Decision.area_path.startswith(area, autoescape=True))
        .order_by(Decision.id.desc())
        .limit(limit)
    )  # fmt: skip
    if before is not None:
        query = query.where(Decision.id < before)
    return [dict(row) for row in (await session.execute(query)).mappings()]


# --- one batch ----------------------------------------------------------------------------------


async def due_of(session: AsyncSession, batch_id: int, lists: Sequence[int]) -> date | None:
    """When the next word on a batch is due."""
    found = await _due(session, dict.fromkeys(lists, batch_id))
    due: date | None = found.get(batch_id, {}).get("due_on")
    return due


class Sat(NamedTuple):
    """How often a council of a level sat over some lists, when last, and whether it is over."""

    sittings: int
    last_on: date
    over: bool


async def sittings_over(session: AsyncSession, lists: Sequence[int]) -> dict[str, Sat]:
    """The sittings of each level that had one of these lists before them."""
    found = await session.execute(_SITTINGS_OVER, {"lists": list(lists)})
    return {level: Sat(*told) for level, *told in found}


_SITTINGS_OVER: Final = (
    select(
        Sitting.level, func.count(Sitting.id.distinct()), cast(func.max(Sitting.held_on), Date),
        func.bool_and(Sitting.state == "closed"),
    )
    .join(SittingList, SittingList.sitting_id == Sitting.id)
    .where(SittingList.list_id == any_given("lists"))
    .group_by(Sitting.level)
)  # fmt: skip


async def findings_on(
    session: AsyncSession, lists: Sequence[int], cases: Cases
) -> list[tuple[str, int, int]]:
    """What the service found in chosen cases of lists: code, how many, how many unanswered."""
    given = cases.given | {"sat_over": list(lists)}
    return [(*row,) for row in await session.execute(_findings(cases.statement), given)]


@lru_cache(_KINDS_OF_CASES)
def _findings(cases: Any) -> Any:
    sat = select(SittingList.sitting_id).where(SittingList.list_id == any_given("sat_over"))
    claim = cases.subquery("claim")
    word = exists().where(
        Opinion.sitting_id == Finding.sitting_id, Opinion.dossier_id == Finding.dossier_id,
        or_(Opinion.verdict != "favourable", Opinion.answer.is_not(None)),
    )  # fmt: skip
    dossier = Finding.dossier_id.distinct()
    return (
        select(Finding.code, func.count(dossier), func.count(dossier).filter(~word))
        .join(claim, claim.c.dossier_id == Finding.dossier_id)
        .where(Finding.sitting_id.in_(sat))
        .group_by(Finding.code)
        .order_by(Finding.code)
    )


async def supported_elsewhere(session: AsyncSession, cases: Cases) -> int:
    """How many people of chosen cases already live on another benefit, anywhere in the country."""
    found = await session.execute(_elsewhere(cases.statement), cases.given)
    return int(found.scalar_one())


@lru_cache(_KINDS_OF_CASES)
def _elsewhere(cases: Any) -> Any:
    claim, own, other = cases.subquery("claim"), aliased(PersonClaim), aliased(PersonClaim)
    return (
        select(func.count(own.dossier_id.distinct()))
        .join(claim, claim.c.dossier_id == own.dossier_id)
        .join(
            other,
            and_(
                other.person_id == own.person_id, other.state == "live",
                other.dossier_id != own.dossier_id,
            ),
        )
    )  # fmt: skip


async def count_noted(session: AsyncSession, cases: Cases) -> int:
    """Of how many chosen cases a council said more than a plain yes."""
    return int((await session.execute(_noted(cases.statement), cases.given)).scalar_one())


@lru_cache(_KINDS_OF_CASES)
def _noted(cases: Any) -> Any:
    claim = cases.subquery("claim")
    said = exists().where(Opinion.dossier_id == claim.c.dossier_id)
    # Counted by filter: a join would be begun with all opinions of the province.
    return select(func.count().filter(said)).select_from(claim)


async def alerts_on(session: AsyncSession, lists: Sequence[int]) -> list[dict[str, Any]]:
    """What is odd about whole lists, with the councils' answers."""
    found = await session.execute(_ALERTS, {"lists": list(lists)})
    return [dict(row) for row in found.mappings()]


_ALERTS: Final = (
    select(
        ListAlert.list_id, ListAlert.told_of, ListAlert.count, ListAlert.answer,
        ListAlert.answered_at,
    )
    .where(ListAlert.list_id == any_given("lists"))
    .order_by(ListAlert.id)
)  # fmt: skip


async def holds_on(
    session: AsyncSession, batch_id: int, lists: Sequence[int], limit: int = 20
) -> list[dict[str, Any]]:
    """What holds a batch, its lists or their dossiers now, as far as the territory shows it."""
    given = {"batch": batch_id, "lists": list(lists), "most": limit}
    return [dict(row) for row in (await session.execute(_holds(), given)).mappings()]


@cache
def _holds() -> Any:
    lists = any_given("lists")
    own = select(Dossier.id).where(Dossier.list_id == lists)
    batch = Hold.batch_id == bindparam("batch")
    about = or_(batch, Hold.list_id == lists, Hold.dossier_id.in_(own))
    return (
        select(Hold.id, Hold.about, Hold.dossier_id, Hold.list_id, Hold.reason, Hold.placed_at)
        .where(Hold.state == "live", about)
        .order_by(Hold.id)
        .limit(bindparam("most", type_=Integer()))
    )


async def words_on(
    session: AsyncSession, dossiers: Sequence[int]
) -> dict[int, list[dict[str, Any]]]:
    """What councils said of dossiers beyond a plain yes and still counts, by dossier."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in (await session.execute(_words(), {"dossiers": list(dossiers)})).mappings():
        found.setdefault(row["dossier_id"], []).append(dict(row))
    return found


@cache
def _words() -> Any:
    return (
        select(
            Opinion.dossier_id, Opinion.verdict, Opinion.reason_code, Opinion.answer,
            Opinion.question, Sitting.level, Sitting.held_on,
        )
        .join(Sitting, Sitting.id == Opinion.sitting_id)
        .where(Opinion.dossier_id == any_given("dossiers"), ~appraisal.voided(Opinion, Sitting))
        .order_by(Opinion.dossier_id, Opinion.sitting_id)
    )  # fmt: skip


async def payment_agents(session: AsyncSession) -> list[tuple[str, str]]:
    """Who may be ordered to pay: code and name."""
    query = select(PaymentAgent.code, PaymentAgent.name).order_by(PaymentAgent.name)
    return [(*row,) for row in await session.execute(query)]


async def names_of(session: AsyncSession, officers: Sequence[int]) -> dict[int, str]:
    """The names of people in office, by number."""
    query = select(Officer.id, Officer.full_name).where(Officer.id == any_of(officers))
    return {row.id: row.full_name for row in await session.execute(query)}


def narrowed(narrow: str, noted: str) -> ColumnElement[bool] | None:
    """The chosen narrowing of a table of people: those with something noted, or one group."""
    if not narrow:
        return None
    return NOTED if narrow == noted else Dossier.group_code == narrow
