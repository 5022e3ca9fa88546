"""Decisions whose dossiers stand as approved, later decisions on them, and a recount of all."""

from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import text

from app import adjustments, decisions, payouts, reconciliation
from app.access import Actor, Role
from app.decisions.schemas import AdjustmentOrder, DecisionRevocation
from app.decisions.tables import Decision
from app.reconciliation.schemas import StatementOrder
from tests.money_rows import TODAY, Approved, acting, actor, approved, orders_of, owning

PROVINCE = "45"
HERE = f"{PROVINCE}."
COMMUNE = "45.461.19336."
CHAIRMAN = actor(Role.CHAIRMAN, HERE)
FINANCE = actor(Role.FINANCE_OFFICER, HERE)
REPORTER = actor(Role.DEPARTMENT_REPORTER, HERE)
AGENT = actor(Role.PAYMENT_AGENT, HERE, "BUUDIEN")
_numbers = count(1)

_STAGES = """
insert into dossier_stage (dossier_id, list_id, stage, area_path)
select d.id, d.list_id, 'draft', d.area_path from dossier d
  join decision_line l on l.dossier_id = d.id where l.decision_id = :d
"""
_STEP = """
update dossier_stage s set stage = :stage from decision_line l
 where l.dossier_id = s.dossier_id and l.decision_id = :d
"""
_LISTS = """
insert into batch_list (batch_id, list_id, undecided, area_path)
select distinct x.batch_id, o.list_id, false, x.area_path from decision x
  join decision_line l on l.decision_id = x.id join dossier o on o.id = l.dossier_id
 where x.id = :d
"""


async def standing(url: str, people: int, **facts: Any) -> Approved:
    """A signed decision whose dossiers stand at approved, as the acts would have left it."""
    placed = {"area": COMMUNE} | facts
    made = await approved(url, people, **placed)
    d = {"d": made.decision_id}
    async with owning(url, placed["area"][:2]) as session:
        await session.execute(text(_STAGES), d)
        for stage in ("submitted", "at_district", "at_province", "at_province", "approved"):
            await session.execute(text(_STEP), {**d, "stage": stage})
        await session.execute(text(_LISTS), d)
    return made


async def seen(decision_id: int, who: Actor = CHAIRMAN) -> str:
    """The root in force, as a signer reads it."""
    async with acting(who) as session:
        decision = await session.get_one(Decision, decision_id)
        return (await decisions.in_force_of(session, decision)).root.hex()


async def lines_of(url: str, decision_id: int, province: str = PROVINCE) -> list[int]:
    """The dossiers of a decision as first signed."""
    query = "select dossier_id from decision_line where decision_id = :d order by 1"
    async with owning(url, province) as session:
        return list(await session.scalars(text(query), {"d": decision_id}))


def removal(dossier_id: int, why: str = "NOT_ELIGIBLE") -> dict[str, Any]:
    return {"dossier_id": dossier_id, "act": "remove", "reason_code": why}


def correction(dossier_id: int, why: str = "AMOUNT_WRONG", **values: Any) -> dict[str, Any]:
    return {"dossier_id": dossier_id, "act": "correct", "reason_code": why} | values


async def adjusted(
    decision_id: int,
    lines: Sequence[dict[str, Any]],
    signed_on: date = TODAY,
    who: Actor = CHAIRMAN,
    **changes: Any,
) -> Any:
    """A later decision on named lines, over what is in force now."""
    facts = {
        "number": f"{next(_numbers)}/QĐ-ĐC", "signed_on": signed_on, "reason": "Rà soát lại",
        "expected_root": await seen(decision_id, who), "lines": list(lines),
    } | changes  # fmt: skip
    order = AdjustmentOrder.model_validate(facts)
    async with acting(who) as session:
        return await adjustments.adjust(session, who, decision_id, order)


async def revoked(decision_id: int, signed_on: date = TODAY, **changes: Any) -> Any:
    """A later decision that takes everything out of an earlier one."""
    facts = {
        "number": f"{next(_numbers)}/QĐ-TH", "signed_on": signed_on, "reason": "Lập sai đối tượng",
        "reason_code": "NOT_ELIGIBLE", "expected_root": await seen(decision_id),
    } | changes  # fmt: skip
    order = DecisionRevocation.model_validate(facts)
    async with acting(CHAIRMAN) as session:
        return await adjustments.revoke(session, CHAIRMAN, decision_id, order)


async def reported(run_id: int, results: Sequence[str], done_on: date = TODAY) -> None:
    """The agent takes a run and tells of its live orders, in order; "" says nothing of one."""
    async with acting(AGENT) as session:
        if lease := await payouts.take(session, AGENT, run_id, 200_000):
            await payouts.acknowledge(session, AGENT, lease.id)
    orders = [one for one in await orders_of(run_id, HERE) if one.live]
    lines = [
        {
            "reference": order.reference, "amount_dong": order.amount_dong, "result": result,
            "done_on": done_on,
        }
        for order, result in zip(orders, results, strict=False)
        if result
    ]  # fmt: skip
    if lines:
        told = {"number": f"{next(_numbers)}", "made_on": done_on, "lines": lines, "mode": "strict"}
        async with acting(AGENT) as session:
            order = StatementOrder.model_validate(told)
            await reconciliation.receive_statement(session, AGENT, order)
