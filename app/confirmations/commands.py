"""A body states what it knows; when all have spoken the list goes on."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, Text, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import dossiers, policy
from app.access import Actor
from app.confirmations import queries
from app.confirmations.rules import (
    BODY_OF,
    PART,
    AlreadyConfirmed,
    NamedTwice,
    NotAsked,
    NothingToConfirm,
    NotWaiting,
    Outcome,
    SaidInTheFuture,
    sent_back_to,
)
from app.confirmations.schemas import ConfirmationOrder, ConfirmationShown, UnconfirmedLine
from app.confirmations.tables import Confirmation, ConfirmationLine
from app.core import clock
from app.core.bulk import rows_of
from app.core.db import refuse_as
from app.dossiers import BatchChanged, Stage
from app.dossiers.tables import DossierList, DossierStage

refuse_as("uq_confirmation_round", AlreadyConfirmed)


async def confirm(
    session: AsyncSession, actor: Actor, list_id: int, order: ConfirmationOrder
) -> ConfirmationShown:
    """Record the statement of the actor's own body on what waits of a list.

    The lines it names are refused or returned with their reasons; once every body that the road
    asks has spoken in this round the rest goes on. Raises NotAsked, NothingToConfirm,
    AlreadyConfirmed, BatchChanged, NotWaiting, AlreadyTookAnotherPart.
    """
    (found,) = await dossiers.lock_lists(session, [list_id], "submitted")
    rules = dossiers.rules_of(found)
    step = _asked(actor, rules, found)
    body = BODY_OF[actor.role]
    if order.said_on > clock.today(session):
        raise SaidInTheFuture
    waiting = await dossiers.count_at(session, [list_id], Stage.CONFIRMING)
    if not waiting:
        raise NothingToConfirm
    if waiting != order.expected:
        raise BatchChanged(expected=order.expected, found=waiting)
    _check_lines(rules, order.exceptions)
    present, spoken = await queries.present_round(session, list_id)
    await dossiers.take_part(session, [list_id], [actor.officer_id], PART)
    told = Confirmation(
        list_id=list_id, round=present, body=body, document_number=order.document_number,
        said_on=order.said_on, seen=waiting, not_confirmed=len(order.exceptions),
        ends_round=set(step.bodies) <= spoken | {body}, officer_id=actor.officer_id, part=PART,
        area_path=found.unit_path,
    )  # fmt: skip
    session.add(told)
    await session.flush()
    await _send_away(session, rules, found, told, order.exceptions)
    if told.ends_round:
        await dossiers.move(
            session, [list_id], Stage.CONFIRMING, Stage(step.stage),
            because=f"confirmation {told.id}",
        )  # fmt: skip
    return ConfirmationShown.model_validate(told, from_attributes=True)


def _asked(actor: Actor, rules: policy.Policy, found: DossierList) -> policy.Step:
    step = rules.confirming_step(policy.Group(found.group_code))
    body = BODY_OF.get(actor.role)
    if step is None or body not in (*step.bodies, *step.bodies_if_any):
        raise NotAsked(group=found.group_code)
    return step


def _check_lines(rules: policy.Policy, lines: Sequence[UnconfirmedLine]) -> None:
    if len({one.dossier_id for one in lines}) != len(lines):
        raise NamedTwice
    for one in lines:
        if one.reason_code not in rules.refusal_reasons:
            raise policy.UnknownPolicyTerm(what="reason", what_vi="lý do", code=one.reason_code)


async def _send_away(
    session: AsyncSession,
    rules: policy.Policy,
    found: DossierList,
    told: Confirmation,
    lines: Sequence[UnconfirmedLine],
) -> None:
    """Write down the lines not confirmed and move each to where its outcome leads."""
    if not lines:
        return
    written = await _write_lines(session, found, told, lines)
    if written != len(lines):
        raise NotWaiting(count=len(lines) - written)
    back = sent_back_to(through_commune=rules.passes_commune(policy.Group(found.group_code)))
    for outcome, stage in ((Outcome.REFUSED, Stage.REFUSED), (Outcome.RETURNED, back)):
        reasons = (
            select(ConfirmationLine.dossier_id, ConfirmationLine.reason_code)
            .where(ConfirmationLine.confirmation_id == told.id, ConfirmationLine.outcome == outcome)
            .subquery("reasons")
        )
        gone = await dossiers.move(
            session, [found.id], Stage.CONFIRMING, stage, because=f"confirmation {told.id}",
            reasons=reasons,
        )  # fmt: skip
        if gone and stage is not Stage.AT_COMMUNE:
            await dossiers.set_claims(session, [found.id], stage, "closed")


async def _write_lines(
    session: AsyncSession,
    found: DossierList,
    told: Confirmation,
    lines: Sequence[UnconfirmedLine],
) -> int:
    given = rows_of(
        dossier_id=(BigInteger(), [one.dossier_id for one in lines]),
        outcome=(Text(), [str(one.outcome) for one in lines]),
        reason_code=(Text(), [one.reason_code for one in lines]),
        words=(Text(), [one.words for one in lines]),
    )
    chosen = select(literal(told.id, BigInteger()), *given.c.values(), DossierStage.area_path).join(
        DossierStage,
        (DossierStage.dossier_id == given.c.dossier_id)
        & (DossierStage.list_id == found.id)
        & (DossierStage.stage == Stage.CONFIRMING),
    )
    columns = ["confirmation_id", *given.c.keys(), "area_path"]
    await session.execute(insert(ConfirmationLine).from_select(columns, chosen))
    query = select(func.count()).where(ConfirmationLine.confirmation_id == told.id)
    return (await session.execute(query)).scalar_one()
