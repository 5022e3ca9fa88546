"""The bank answers a list: every waiting worker gets a word and goes to the end of the road."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, TableValuedAlias, Text, case, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import dossiers, policy
from app.access import Actor
from app.core import clock
from app.core.bulk import rows_of
from app.dossiers import BatchChanged, Stage
from app.dossiers.tables import Dossier, DossierList, DossierStage
from app.loans import queries
from app.loans.rules import (
    PART,
    AlreadyLent,
    LendingOver,
    LineUnfit,
    NothingToAnswer,
    NotTheBanks,
    Outcome,
)
from app.loans.schemas import LoanAnswerShown, LoanLine, LoanOrder
from app.loans.tables import LoanAnswer, LoanWord

_LEADS_TO = {
    Outcome.LENT: Stage.APPROVED,
    Outcome.REFUSED: Stage.REFUSED,
    Outcome.RETURNED: Stage.DRAFT,
}


async def answer(
    session: AsyncSession, actor: Actor, list_id: int, order: LoanOrder
) -> LoanAnswerShown:
    """Record the bank's answer to what waits of a list; nothing of it waits any longer.

    The claims end with it: a loan is the employer's and stands in the way of nobody's benefit.
    Raises NotTheBanks, NothingToAnswer, BatchChanged, LineUnfit, LendingOver, AlreadyLent,
    UnknownPolicyTerm, AlreadyTookAnotherPart.
    """
    (found,) = await dossiers.lock_lists(session, [list_id], "submitted")
    rules = dossiers.rules_of(found)
    _check_road(rules, found)
    last_day = min(rules.loan.disbursed_until, clock.today(session))
    if order.said_on > last_day:
        raise LendingOver(last_day=f"{rules.loan.disbursed_until:%d/%m/%Y}")
    waiting = await dossiers.count_at(session, [list_id], Stage.AT_BANK)
    if not waiting:
        raise NothingToAnswer
    if waiting != order.expected:
        raise BatchChanged(expected=order.expected, found=waiting)
    named = _named(order.exceptions)
    await _check_lines(session, rules, list_id, order.exceptions, named)
    await dossiers.take_part(session, [list_id], [actor.officer_id], PART)
    lent, dong = await queries.sums(session, list_id, named)
    told = LoanAnswer(
        list_id=list_id, document_number=order.document_number, said_on=order.said_on,
        seen=waiting, lent=lent, lent_dong=dong, officer_id=actor.officer_id, part=PART,
        area_path=found.unit_path,
    )  # fmt: skip
    session.add(told)
    await session.flush()
    await _write_words(session, told, named)
    await _send_on(session, told)
    return LoanAnswerShown.model_validate(told, from_attributes=True)


def _check_road(rules: policy.Policy, found: DossierList) -> None:
    steps = rules.steps_at(policy.Group(found.group_code), Stage.AT_BANK)
    if not any(step.level == "bank" for step in steps):
        raise NotTheBanks


def _named(lines: Sequence[LoanLine]) -> TableValuedAlias:
    return rows_of(
        dossier_id=(BigInteger(), [one.dossier_id for one in lines]),
        outcome=(Text(), [str(one.outcome) for one in lines]),
        amount_dong=(BigInteger(), [one.amount_dong for one in lines]),
        reason_code=(Text(), [one.reason_code for one in lines]),
        words=(Text(), [one.words for one in lines]),
    )


async def _check_lines(
    session: AsyncSession,
    rules: policy.Policy,
    list_id: int,
    lines: Sequence[LoanLine],
    named: TableValuedAlias,
) -> None:
    for one in lines:
        if one.reason_code is not None and one.reason_code not in rules.refusal_reasons:
            raise policy.UnknownPolicyTerm(what="reason", what_vi="lý do", code=one.reason_code)
    strange = len(lines) - await queries.fitting(session, list_id, named)
    if strange:
        raise LineUnfit(count=strange)
    unlent = [one.dossier_id for one in lines if one.outcome is not Outcome.LENT]
    if count := await queries.lent_already(session, list_id, unlent):
        raise AlreadyLent(count=count)


async def _write_words(session: AsyncSession, told: LoanAnswer, named: TableValuedAlias) -> None:
    word = func.coalesce(named.c.outcome, str(Outcome.LENT))
    lent = func.coalesce(named.c.amount_dong, Dossier.amount_dong)
    chosen = (
        select(
            literal(told.id, BigInteger()), Dossier.id, word,
            case((word == str(Outcome.LENT), lent), else_=0),
            named.c.reason_code, named.c.words, Dossier.area_path,
        )
        .join(DossierStage, DossierStage.dossier_id == Dossier.id)
        .outerjoin(named, named.c.dossier_id == Dossier.id)
        .where(DossierStage.list_id == told.list_id, DossierStage.stage == Stage.AT_BANK)
    )  # fmt: skip
    columns = [
        "answer_id", "dossier_id", "outcome", "amount_dong", "reason_code", "words", "area_path",
    ]  # fmt: skip
    await session.execute(insert(LoanWord).from_select(columns, chosen))


async def _send_on(session: AsyncSession, told: LoanAnswer) -> None:
    for outcome, stage in _LEADS_TO.items():
        reasons = (
            select(LoanWord.dossier_id, LoanWord.reason_code)
            .where(LoanWord.answer_id == told.id, LoanWord.outcome == str(outcome))
            .subquery("reasons")
        )
        moved = await dossiers.move(
            session, [told.list_id], Stage.AT_BANK, stage, because=f"loan answer {told.id}",
            reasons=reasons,
        )  # fmt: skip
        if moved:
            await dossiers.set_claims(session, [told.list_id], stage, "closed")
