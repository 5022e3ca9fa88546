"""Reading cases with their ledgers and plans; the territory's own."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    TableValuedAlias,
    case,
    cast,
    column,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.tables import Officer
from app.admin_units import place_name
from app.core import clock
from app.core.errors import NotFound
from app.decisions.tables import Decision
from app.dossiers.tables import BenefitAdjustment, Dossier
from app.funds.tables import FundSource
from app.recoveries.schemas import CaseDetail, CaseShown, EntryShown, InstalmentShown, PlanShown
from app.recoveries.tables import RecoveryCase, RecoveryEntry, RecoveryInstalment, RecoveryPlan


class Wanted(NamedTuple):
    """Which cases are looked for; what is None is not asked."""

    state: str | None = None
    area: str | None = None
    cause: str | None = None
    dossier_id: int | None = None


def inside(path: ColumnElement[str], area: str | None) -> ColumnElement[bool]:
    """Whether a path lies in an area; every path when none is asked for."""
    return (path >= area) & (path < area + "~") if area else true()


def released_runs() -> TableValuedAlias:
    """Released runs of the province and their day: a run may lie above who asks."""
    runs = func.nation.released_runs(func.current_schema())
    return runs.table_valued(
        column("run_id", BigInteger()), column("released_on", Date()), name="released_runs"
    )


def _sum_of(*kinds: str) -> ColumnElement[int]:
    total = func.sum(RecoveryEntry.amount_dong)
    counted = total.filter(RecoveryEntry.kind.in_(kinds)) if kinds else total
    return cast(func.coalesce(counted, 0), BigInteger)


def _cases(today: date) -> Any:
    """Every case with its sums and the first instalment that has not come back."""
    ledger = (
        select(
            _sum_of("receipt", "reversal").label("paid_back_dong"),
            _sum_of("waiver").label("waived_dong"),
            _sum_of("void").label("void_dong"),
            (RecoveryCase.owed_dong - _sum_of()).label("balance_dong"),
        )
        .where(RecoveryEntry.case_id == RecoveryCase.id)
        .correlate(RecoveryCase)
        .lateral("ledger")
    )
    plan = (
        select(RecoveryPlan.id, (RecoveryPlan.total_dong - ledger.c.balance_dong).label("back"))
        .where(RecoveryPlan.case_id == RecoveryCase.id)
        .order_by(RecoveryPlan.place.desc())
        .limit(1)
        .correlate(RecoveryCase, ledger)
        .lateral("plan")
    )
    upto = func.sum(RecoveryInstalment.amount_dong).over(order_by=RecoveryInstalment.place)
    steps = (
        select(RecoveryInstalment.due_on, RecoveryInstalment.place, upto.label("upto"))
        .where(RecoveryInstalment.plan_id == plan.c.id)
        .correlate(plan)
        .subquery("steps")
    )
    due = (
        select(steps.c.due_on, cast(steps.c.upto - plan.c.back, BigInteger).label("due_dong"))
        .where(steps.c.upto > plan.c.back)
        .order_by(steps.c.place)
        .limit(1)
        .correlate(plan)
        .lateral("due")
    )
    late = func.greatest(literal(today, Date()) - due.c.due_on, 0)
    return (
        select(
            *RecoveryCase.__table__.c, *ledger.c, due.c.due_on.label("next_due_on"),
            due.c.due_dong.label("next_due_dong"),
            cast(func.coalesce(late, 0), Integer).label("days_overdue"),
        )
        .select_from(RecoveryCase)
        .join(ledger, true())
        .outerjoin(plan, true())
        .outerjoin(due, true())
        .subquery("cases")
    )  # fmt: skip


async def cases_after(
    session: AsyncSession, wanted: Wanted, after: int, limit: int
) -> list[dict[str, Any]]:
    """Cases of the territory by number, page by page."""
    cases = _cases(clock.today(session)).c
    query = select(*cases).where(cases.id > after, *_wanted(cases, wanted))
    found = await session.execute(query.order_by(cases.id).limit(limit))
    return [dict(row) for row in found.mappings()]


async def cases_before(
    session: AsyncSession, wanted: Wanted, before: int | None, limit: int
) -> list[dict[str, Any]]:
    """Cases of the territory with their places, the newest first."""
    cases = _cases(clock.today(session)).c
    place = place_name(cases.area_path).label("place")
    query = select(*cases, place).where(*_wanted(cases, wanted))
    if before is not None:
        query = query.where(cases.id < before)
    found = await session.execute(query.order_by(cases.id.desc()).limit(limit))
    return [dict(row) for row in found.mappings()]


def _wanted(cases: Any, wanted: Wanted) -> list[ColumnElement[bool]]:
    asked = [inside(cases.area_path, wanted.area)]
    if wanted.cause:
        asked.append(cases.cause == wanted.cause)
    if wanted.dossier_id:
        asked.append(cases.dossier_id == wanted.dossier_id)
    states = {
        "open": cases.balance_dong > 0, "settled": cases.balance_dong == 0,
        "overdue": cases.days_overdue > 0,
    }  # fmt: skip
    if wanted.state:
        asked.append(states[wanted.state])
    return asked


async def case_beside(session: AsyncSession, case: CaseShown) -> dict[str, Any]:
    """What a page tells of a case besides its money: place, person, decision and source by name."""
    decision = select(Decision.number).where(Decision.id == case.decision_id)
    source = select(FundSource.name).where(FundSource.id == case.source_id)
    query = select(
        Dossier.full_name, place_name(Dossier.__table__.c.area_path).label("place"),
        decision.scalar_subquery().label("decision"), source.scalar_subquery().label("source"),
    ).where(Dossier.id == case.dossier_id)  # fmt: skip
    found = (await session.execute(query)).mappings().first()
    return dict(found) if found else dict.fromkeys(("full_name", "place", "decision", "source"))


async def names_of(session: AsyncSession, officers: set[int | None]) -> dict[int, str]:
    """The names of people in office, by their number."""
    query = select(Officer.id, Officer.full_name).where(Officer.id.in_(officers - {None}))
    return {row.id: row.full_name for row in await session.execute(query)}


async def case_shown(session: AsyncSession, case_id: int) -> CaseShown:
    """One case; raises NotFound."""
    cases = _cases(clock.today(session)).c
    found = (await session.execute(select(*cases).where(cases.id == case_id))).mappings().first()
    if found is None:
        raise NotFound(what="hồ sơ thu hồi")
    return CaseShown.model_validate(dict(found))


async def case_detail(session: AsyncSession, case_id: int) -> CaseDetail:
    """One case with every plan, the last first, and its ledger; raises NotFound."""
    shown = await case_shown(session, case_id)
    entries = await session.scalars(
        select(RecoveryEntry).where(RecoveryEntry.case_id == case_id).order_by(RecoveryEntry.id)
    )
    plans = list(
        await session.scalars(
            select(RecoveryPlan)
            .where(RecoveryPlan.case_id == case_id)
            .order_by(RecoveryPlan.place.desc())
        )
    )
    parts = await _instalments_of(session, [one.id for one in plans])
    return CaseDetail.of(
        shown,
        [_plan_shown(one, parts.get(one.id, [])) for one in plans],
        [EntryShown.model_validate(one) for one in entries],
    )


def _plan_shown(plan: RecoveryPlan, instalments: list[InstalmentShown]) -> PlanShown:
    facts = {name: getattr(plan, name) for name in PlanShown.model_fields if name != "instalments"}
    return PlanShown(**facts, instalments=instalments)


async def _instalments_of(
    session: AsyncSession, plans: list[int]
) -> dict[int, list[InstalmentShown]]:
    query = select(RecoveryInstalment).where(RecoveryInstalment.plan_id.in_(plans))
    found: dict[int, list[InstalmentShown]] = {}
    for one in await session.scalars(query.order_by("plan_id", "place")):
        found.setdefault(one.plan_id, []).append(InstalmentShown.model_validate(one))
    return found


async def balance_of(session: AsyncSession, case_id: int) -> int:
    """What is left of a case (đồng), as it stands after the lock that was taken before."""
    spent = select(_sum_of()).where(RecoveryEntry.case_id == case_id).scalar_subquery()
    query = select(RecoveryCase.owed_dong - spent).where(RecoveryCase.id == case_id)
    return int((await session.execute(query)).scalar_one())


async def receipt_numbered(session: AsyncSession, number: str) -> RecoveryEntry | None:
    """The receipt under a number, if it lies in the territory."""
    query = select(RecoveryEntry).where(
        RecoveryEntry.number == number, RecoveryEntry.kind == "receipt"
    )
    return (await session.scalars(query)).first()


async def receipt_of(session: AsyncSession, case_id: int, entry_id: int) -> RecoveryEntry:
    """A receipt of a case; raises NotFound."""
    query = select(RecoveryEntry).where(
        RecoveryEntry.id == entry_id,
        RecoveryEntry.case_id == case_id,
        RecoveryEntry.kind == "receipt",
    )
    if (found := (await session.scalars(query)).first()) is None:
        raise NotFound(what="biên lai thu hồi")
    return found


async def benefit_adjustments_after(
    session: AsyncSession, kind: str | None, state: str | None, after: int, limit: int
) -> list[dict[str, Any]]:
    """Differences due and paid, by number; a recovery is settled when nothing of it is left."""
    found, own = _cases(clock.today(session)), BenefitAdjustment.__table__.c
    cases = found.c
    done = case(
        (own.kind == "recovery", func.coalesce(cases.owed_dong - cases.balance_dong, 0)),
        (own.state == "settled", own.amount_dong),
        else_=0,
    )
    stands = case((cases.balance_dong == 0, "settled"), else_=own.state)
    rows = (
        select(
            own.id, own.kind, stands.label("state"), own.dossier_id, own.other_id,
            own.amount_dong, cast(done, BigInteger).label("done_dong"), cases.id.label("case_id"),
            own.made_at, own.area_path,
        )
        .select_from(BenefitAdjustment)
        .outerjoin(found, cases.benefit_adjustment_id == own.id)
        .where(own.id > after)
        .subquery("rows")
    )  # fmt: skip
    query = select(*rows.c)
    if kind:
        query = query.where(rows.c.kind == kind)
    if state:
        query = query.where(rows.c.state == state)
    page = await session.execute(query.order_by(rows.c.id).limit(limit))
    return [dict(row) for row in page.mappings()]
