"""The signature that binds: approve or refuse a batch once, whole."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import BigInteger, Date, Text, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import admin_units, dossiers, funds, policy
from app.access import Actor
from app.access.tables import PaymentAgent
from app.appraisal import ReasonUnknown
from app.core import clock
from app.core.bulk import rows_of, take_stock
from app.core.db import refuse_as, standing_of
from app.core.errors import BadInput, NotFound
from app.core.jobs import enqueue
from app.core.money import spoken
from app.core.settings import settings
from app.decisions import queries
from app.decisions.rules import (
    AlreadyDecided,
    NotAppraised,
    NotDelegated,
    NothingToApprove,
    NotWhatWasSeen,
    NumberTaken,
    SignedBeforeJudged,
    SignedTooEarly,
    Suspended,
)
from app.decisions.schemas import ApprovalOrder, DelegationOrder, RefusalOrder
from app.decisions.sources import check_source
from app.decisions.tables import Decision, DecisionLine, DecisionList, Delegation
from app.dossiers import Stage
from app.dossiers.tables import Dossier, DossierStage

PREPARE_ORDERS = "payouts.prepare_orders"
refuse_as("uq_decision_batch_id", AlreadyDecided)
refuse_as("uq_decision_number", NumberTaken)
refuse_as("fk_decision_source_id", lambda: NotFound(what="nguồn kinh phí"))


async def approve(
    session: AsyncSession, actor: Actor, batch_id: int, order: ApprovalOrder
) -> Decision:
    """Approve a batch and its money in one instrument, exactly as the signer saw it.

    Freezes every line with its count, total (đồng) and root, commits the funds, and asks for the
    payout orders; lower benefits of the same people approved earlier give way. What a complaint
    or finding holds stays out and where it is. Raises NotWhatWasSeen, NotAppraised,
    AlreadyDecided, FundsShort, NotDelegated, AlreadySupported, Suspended, OnHold,
    SignedBeforeJudged.
    """
    batch = await dossiers.batch_of(session, batch_id, lock=True)
    if batch.state != "open":
        raise AlreadyDecided
    if await queries.is_suspended(session, batch_id):
        raise Suspended
    rules = _rules_of(order.signed_on, clock.today(session))
    lists = await dossiers.lists_in(session, batch_id)
    await dossiers.lock_lists(session, lists, "submitted")
    held = await dossiers.holding(session, lists)
    if not held.case_count:
        raise dossiers.OnHold if held.held else NothingToApprove
    seen = (order.expected_count, order.expected_total_dong, order.expected_root)
    await _check_day(session, lists, order.signed_on)
    if seen != (held.case_count, held.total_dong, held.root.hex()):
        raise NotWhatWasSeen(count=held.case_count, total=spoken(held.total_dong))
    if held.unappraised:
        raise NotAppraised(count=held.unappraised)
    await _check_agents(session, order)
    await check_source(session, rules, lists, order.source_id)
    decision = Decision(
        batch_id=batch_id, kind="approved", number=order.number, signed_on=order.signed_on,
        signer_id=actor.officer_id, source_id=order.source_id, case_count=held.case_count,
        total_dong=held.total_dong, root=held.root, policy_version=rules.version.code,
        area_path=batch.area_path, agent_code=order.agent_code,
        transfer_agent_code=order.transfer_agent_code,
        delegation_id=await authority(session, actor, batch.area_path, order.signed_on),
    )  # fmt: skip
    session.add(decision)
    await session.flush()
    await _sign(session, decision, lists)
    await _freeze(session, decision, lists)
    because = f"decision {order.number}"
    await dossiers.move(session, lists, Stage.AT_PROVINCE, Stage.APPROVED, because=because)
    gave_way = await dossiers.let_live(session, lists, rules, because, held.case_count)
    await take_stock(session, "decision_line")
    await dossiers.close_batch(session, batch_id, "approved")
    await funds.commit_for(
        session, actor, order.source_id, held.total_dong, decision.id, order.number
    )
    await _ask_for_orders(session, decision, settle=bool(gave_way))
    return decision


async def _ask_for_orders(session: AsyncSession, decision: Decision, *, settle: bool) -> None:
    """Where lower benefits gave way, what was paid of them lies anywhere in the province."""
    facts = {"decision_id": decision.id, "agent_code": decision.agent_code, "settle": settle}
    own = standing_of(session)
    whose = replace(own, scope=f"{own.province}.") if settle else own
    await enqueue(session, PREPARE_ORDERS, facts, whose)


def _rules_of(signed_on: date, today: date) -> policy.Policy:
    if signed_on > today:
        raise SignedTooEarly
    return policy.policy_at(signed_on, settings().policy_overrides)


async def _check_day(session: AsyncSession, lists: Sequence[int], signed_on: date) -> None:
    """On every road the councils judge first and the Chairman signs after them."""
    judged = await queries.last_judged_on(session, lists)
    if judged is not None and signed_on < judged:
        raise SignedBeforeJudged(day=f"{judged:%d/%m/%Y}")


async def _check_agents(session: AsyncSession, order: ApprovalOrder) -> None:
    """Orders are made later, when there is nobody left to tell that the payer does not exist."""
    for name in ("agent_code", "transfer_agent_code"):
        code = getattr(order, name)
        if code is not None and await session.get(PaymentAgent, code) is None:
            raise BadInput(
                reason=f"No payment agent {code} is recorded.",
                reason_vi=f"Chưa ghi nhận đơn vị chi trả {code}.",
                pointer=f"#/{name}",
            )


async def authority(
    session: AsyncSession, actor: Actor, area_path: str, signed_on: date
) -> int | None:
    """None for the provincial Chairman; the delegation's number for a delegate."""
    if admin_units.level_of(actor.unit_path) == "province":
        return None
    delegation = await queries.delegation_for(session, actor.officer_id, area_path, signed_on)
    if delegation is None:
        raise NotDelegated
    return delegation


async def _sign(session: AsyncSession, decision: Decision, lists: Sequence[int]) -> None:
    """The signer takes part in every list; makers and judges of one of them cannot sign it."""
    await dossiers.take_part(session, lists, [decision.signer_id], "signer")
    given = rows_of(list_id=(BigInteger(), list(lists)))
    fixed = (
        literal(decision.id, BigInteger()), literal(decision.signer_id, BigInteger()),
        literal("signer", Text()), literal(decision.area_path, Text()),
    )  # fmt: skip
    columns = ["list_id", "decision_id", "signer_id", "part", "area_path"]
    await session.execute(
        insert(DecisionList).from_select(columns, select(given.c.list_id, *fixed))
    )


async def _freeze(session: AsyncSession, decision: Decision, lists: Sequence[int]) -> None:
    """Every line as signed, in one statement: the database compares it with the frozen total."""
    held = await dossiers.held_among(session, lists)
    lines = (
        select(
            Dossier.id, literal(decision.id, BigInteger()), Dossier.group_code, Dossier.months,
            Dossier.amount_dong, literal(decision.signed_on, Date()), Dossier.area_path,
            dossiers.LEAF,
        )
        .join(DossierStage, DossierStage.dossier_id == Dossier.id)
        .where(
            DossierStage.list_id == dossiers.any_of(lists),
            DossierStage.stage == Stage.AT_PROVINCE,
            dossiers.free_of(held),
        )
    )  # fmt: skip
    columns = [
        "dossier_id", "decision_id", "group_code", "months", "amount_dong", "signed_on",
        "area_path", "leaf",
    ]  # fmt: skip
    await session.execute(insert(DecisionLine).from_select(columns, lines))


async def refuse(
    session: AsyncSession, actor: Actor, batch_id: int, order: RefusalOrder
) -> Decision:
    """Refuse a whole batch with one reason; its claims end and may be answered in writing.

    What a complaint or finding holds stays where it is.
    """
    batch = await dossiers.batch_of(session, batch_id, lock=True)
    if batch.state != "open":
        raise AlreadyDecided
    if await queries.is_suspended(session, batch_id):
        raise Suspended
    rules = _rules_of(order.signed_on, clock.today(session))
    if order.reason_code not in rules.refusal_reasons:
        raise ReasonUnknown(code=order.reason_code)
    lists = await dossiers.lists_in(session, batch_id)
    await dossiers.lock_lists(session, lists, "submitted")
    held = await dossiers.holding(session, lists)
    if held.held and not held.case_count:
        raise dossiers.OnHold
    if held.case_count != order.expected_count:
        raise NotWhatWasSeen(count=held.case_count, total=spoken(held.total_dong))
    decision = Decision(
        batch_id=batch_id, kind="refused", number=order.number, signed_on=order.signed_on,
        signer_id=actor.officer_id, case_count=held.case_count, total_dong=held.total_dong,
        root=held.root, policy_version=rules.version.code, area_path=batch.area_path,
        delegation_id=await authority(session, actor, batch.area_path, order.signed_on),
    )  # fmt: skip
    session.add(decision)
    await session.flush()
    await _sign(session, decision, lists)
    reasons = (
        select(DossierStage.dossier_id, literal(order.reason_code, Text()).label("reason_code"))
        .where(DossierStage.list_id == dossiers.any_of(lists))
        .subquery("reasons")
    )
    because = f"decision {order.number}"
    free = dossiers.free_of(await dossiers.held_among(session, lists))
    await dossiers.move(
        session, lists, Stage.AT_PROVINCE, Stage.REFUSED, because=because, reasons=reasons,
        where=free,
    )  # fmt: skip
    await dossiers.set_claims(session, lists, Stage.REFUSED, "closed")
    await dossiers.close_batch(session, batch_id, "refused")
    return decision


async def delegate(session: AsyncSession, actor: Actor, order: DelegationOrder) -> Delegation:
    """Record the document by which the provincial Chairman hands the approving power on."""
    if admin_units.level_of(actor.unit_path) != "province":
        raise NotDelegated
    delegation = Delegation(**order.model_dump(), recorded_by=actor.officer_id)
    session.add(delegation)
    await session.flush()
    return delegation
