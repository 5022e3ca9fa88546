"""Dossiers on hold: what a council asks, who must answer, and the answer."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    and_,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from app import dossiers
from app.access import Actor, Role
from app.admin_units import level_of
from app.appraisal import queries
from app.appraisal.rules import (
    Council,
    Desk,
    Office,
    QuestionAnswered,
    QuestionNotYours,
    QuestionUnanswered,
    Verdict,
)
from app.appraisal.schemas import QuestionShown
from app.appraisal.tables import Opinion, Sitting, SittingList, SittingQuestion
from app.core import clock
from app.core.db import refuse_as
from app.core.errors import NotFound
from app.dossiers.tables import Dossier, DossierList, DossierStage

refuse_as("uq_sitting_question_open", lambda: QuestionUnanswered(count=1))

_ANSWERS: Final = {
    Role.COMMUNE_OFFICER: {Office.MAKER, Office.COMMUNE},
    Role.DISTRICT_OFFICER: {Office.MAKER, Office.DISTRICT},
    Role.DEPARTMENT_REPORTER: {Office.MAKER},
    Role.COUNCIL_SECRETARY: {Office.COMMUNE, Office.DISTRICT},
    Role.UNION_OFFICER: {Office.UNION},
    Role.INSURANCE_OFFICER: {Office.SOCIAL_INSURANCE},
    Role.TAX_OFFICER: {Office.TAX_BRANCH},
}
"""Who speaks for whom: a third party in its territory, the others for their own unit."""
_DISTRICT_PATH: Final = len("42.436.")


async def put_on_hold(
    session: AsyncSession,
    sitting: Sitting,
    lists: Sequence[int],
    council: Council,
    words: dict[tuple[Verdict, Desk | None], int],
) -> None:
    """Ask what a closing sitting asks: what is asked about is held until it is answered."""
    if (Verdict.ON_HOLD, None) in words:
        await _ask(session, sitting, lists, council)
    await _note_still_held(session, sitting, lists, council)


async def _note_still_held(
    session: AsyncSession, sitting: Sitting, lists: Sequence[int], council: Council
) -> None:
    """What an earlier sitting asked and nobody answered is on hold in this one's minutes too."""
    asked = SittingQuestion
    still = (
        select(
            literal(sitting.id, BigInteger()), asked.dossier_id,
            literal(str(Verdict.ON_HOLD), Text()), asked.asked_of, asked.question, asked.asked_by,
            asked.area_path, DossierStage.version,
        )
        .join(DossierStage, DossierStage.dossier_id == asked.dossier_id)
        .where(
            asked.list_id == dossiers.any_of(lists), asked.answered_at.is_(None),
            asked.sitting_id != sitting.id, DossierStage.stage == council.stage,
        )
    )  # fmt: skip
    columns = [
        "sitting_id", "dossier_id", "verdict", "asked_of", "question", "given_by", "area_path",
        "version",
    ]  # fmt: skip
    await session.execute(upsert(Opinion).from_select(columns, still).on_conflict_do_nothing())


async def _ask(
    session: AsyncSession, sitting: Sitting, lists: Sequence[int], council: Council
) -> None:
    """The office asked is the list's, the commune's or the district's own; a body is anywhere."""
    unit = case(
        (Opinion.asked_of == Office.MAKER, DossierList.unit_path),
        (Opinion.asked_of == Office.COMMUNE, Opinion.area_path),
        (Opinion.asked_of == Office.DISTRICT, func.left(Opinion.area_path, _DISTRICT_PATH)),
    )
    asked = (
        select(
            literal(sitting.id, BigInteger()), literal(sitting.area_path, Text()),
            Opinion.dossier_id, DossierStage.list_id, Opinion.asked_of, unit, Opinion.question,
            Opinion.given_by, Opinion.area_path,
        )
        .join(DossierStage, DossierStage.dossier_id == Opinion.dossier_id)
        .join(DossierList, DossierList.id == DossierStage.list_id)
        .where(
            Opinion.sitting_id == sitting.id, Opinion.verdict == Verdict.ON_HOLD,
            DossierStage.stage == council.stage, DossierStage.list_id == dossiers.any_of(lists),
        )
    )  # fmt: skip
    columns = [
        "sitting_id", "asked_from", "dossier_id", "list_id", "asked_of", "asked_path", "question",
        "asked_by", "area_path",
    ]  # fmt: skip
    await session.execute(insert(SittingQuestion).from_select(columns, asked))


def _for(actor: Actor) -> ColumnElement[bool]:
    """The questions that an officer answers for their office."""
    return and_(
        SittingQuestion.asked_of.in_([str(one) for one in _ANSWERS.get(actor.role, ())]),
        or_(
            SittingQuestion.asked_path.is_(None),
            SittingQuestion.asked_path == literal(actor.unit_path, Text()),
        ),
    )


_SHOWN = (
    SittingQuestion.id, SittingQuestion.sitting_id, SittingQuestion.asked_from,
    SittingQuestion.list_id, SittingQuestion.dossier_id, Dossier.row_number,
    SittingQuestion.asked_of, SittingQuestion.question, SittingQuestion.asked_at,
    SittingQuestion.answer, SittingQuestion.answered_at,
)  # fmt: skip


def _questions() -> Any:
    return (
        select(*_SHOWN)
        .join(Dossier, Dossier.id == SittingQuestion.dossier_id)
        .order_by(SittingQuestion.id)
    )


async def _shown(session: AsyncSession, query: Any) -> list[QuestionShown]:
    rows = (await session.execute(query)).mappings()
    return [
        QuestionShown.model_validate({**row, "level": level_of(row["asked_from"])}) for row in rows
    ]


async def waiting_for(
    session: AsyncSession, actor: Actor, after: int, limit: int
) -> list[QuestionShown]:
    """Questions that wait for the actor's own office, by number."""
    query = _questions().where(
        SittingQuestion.answered_at.is_(None), SittingQuestion.id > after, _for(actor)
    )
    return await _shown(session, query.limit(limit))


async def question_shown(session: AsyncSession, question_id: int) -> QuestionShown:
    """One question of the territory; raises NotFound."""
    found = await _shown(session, _questions().where(SittingQuestion.id == question_id))
    if not found:
        raise NotFound(what="câu hỏi")
    return found[0]


async def before_sitting(session: AsyncSession, sitting_id: int) -> list[QuestionShown]:
    """Every question on the lists of a sitting, whoever asked, with its answer; raises NotFound."""
    await queries.sitting_of(session, sitting_id)
    query = (
        _questions()
        .join(SittingList, SittingList.list_id == SittingQuestion.list_id)
        .where(SittingList.sitting_id == sitting_id)
    )
    return await _shown(session, query)


async def answer(
    session: AsyncSession, actor: Actor, question_id: int, words: str
) -> QuestionShown:
    """The answer of the office asked, once; the asking council may enter one it got on paper.

    Raises NotFound, QuestionNotYours, QuestionAnswered.
    """
    asking = SittingQuestion.asked_from == literal(actor.unit_path, Text())
    own = or_(_for(actor), asking) if actor.role is Role.COUNCIL_SECRETARY else _for(actor)
    query = select(own).where(SittingQuestion.id == question_id)
    theirs = await session.scalar(query)
    if not theirs:
        raise NotFound(what="câu hỏi") if theirs is None else QuestionNotYours
    done = await session.execute(
        update(SittingQuestion)
        .where(SittingQuestion.id == question_id, SittingQuestion.answered_at.is_(None))
        .values(answer=words, answered_by=actor.officer_id, answered_at=clock.now(session))
        .returning(SittingQuestion.id)
        .execution_options(synchronize_session=False)
    )
    if done.first() is None:
        raise QuestionAnswered
    (shown,) = await _shown(session, _questions().where(SittingQuestion.id == question_id))
    return shown
