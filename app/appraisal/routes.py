"""Doors of the councils."""

from typing import Annotated

from app import policy
from app.access import Actor, Permission, Reading, Writing, allow
from app.appraisal import closing, commands, hearing, queries, questions, votes, words
from app.appraisal.rules import SENTENCES, sentence_of, suggestion_of
from app.appraisal.schemas import (
    AlertAnswer,
    AlertShown,
    Closing,
    ClosingOrder,
    CouncilWord,
    FindingShown,
    OpinionOrder,
    OpinionShown,
    OpinionsTaken,
    QuestionAnswer,
    QuestionPage,
    QuestionShown,
    SittingOrder,
    SittingShown,
    VoteOrder,
    VoteTaken,
)
from app.core.settings import settings
from app.core.web import Cursor, Doors, PageSize

router = Doors(tags=["appraisal"])
Secretary = Annotated[Actor, allow(Permission.HOLD_SITTING)]
Member = Annotated[Actor, allow(Permission.SIT)]
Reader = Annotated[Actor, allow(Permission.READ_SITTING)]
Answerer = Annotated[Actor, allow(Permission.ANSWER_QUESTION)]


@router.post("/sittings", status_code=201, operation_id="openSitting")
async def open_sitting(actor: Secretary, session: Writing, order: SittingOrder) -> SittingShown:
    """Open a session of the actor's council over submitted lists."""
    return await commands.open_sitting(session, actor, order)


@router.get("/sittings/{sitting_id}", operation_id="readSitting")
async def read_sitting(actor: Reader, session: Reading, sitting_id: int) -> SittingShown:
    """One sitting, the findings that still wait for an answer, the votes for its record."""
    sitting = await queries.sitting_of(session, sitting_id)
    left = await queries.unanswered(session, sitting_id)
    record = sitting.record or await hearing.record_now(session, sitting)
    given = len(await queries.voters(session, sitting_id, record))
    return await commands.shown(session, sitting, findings=left, votes=given, record=record)


@router.get("/sittings/{sitting_id}/findings", operation_id="readFindings")
async def read_findings(actor: Reader, session: Reading, sitting_id: int) -> list[FindingShown]:
    """What the service found in the dossiers before a sitting, with what the policy points to."""
    sitting = await queries.sitting_of(session, sitting_id)
    rules = policy.policy_at(sitting.held_on, settings().policy_overrides)
    found = []
    for one in await queries.findings_of(session, sitting_id):
        verdict, reason = suggestion_of(one["code"])
        told = {
            "vi": sentence_of(one["code"], rules.refusal_reasons),
            "suggested_verdict": verdict, "suggested_reason": reason,
        }  # fmt: skip
        found.append(FindingShown.model_validate(one | told))
    return found


@router.get("/sittings/{sitting_id}/alerts", operation_id="readAlerts")
async def read_alerts(actor: Reader, session: Reading, sitting_id: int) -> list[AlertShown]:
    """What is odd about the lists of a sitting; each must be answered before it closes."""
    await queries.sitting_of(session, sitting_id)
    found = await queries.alerts_of(session, sitting_id)
    return [AlertShown.model_validate(one | {"vi": SENTENCES[one["code"]]}) for one in found]


@router.post("/sittings/{sitting_id}/alerts/{alert_id}/answer", operation_id="answerAlert")
async def answer_alert(
    actor: Secretary, session: Writing, sitting_id: int, alert_id: int, order: AlertAnswer
) -> list[AlertShown]:
    """The council's answer to an alert, in words, once."""
    await commands.answer_alert(session, actor, sitting_id, alert_id, order.answer)
    found = await queries.alerts_of(session, sitting_id)
    return [AlertShown.model_validate(one | {"vi": SENTENCES[one["code"]]}) for one in found]


@router.post("/sittings/{sitting_id}/opinions", operation_id="recordOpinions")
async def record_opinions(
    actor: Secretary, session: Writing, sitting_id: int, order: OpinionOrder
) -> OpinionsTaken:
    """The council's exceptions; all other dossiers before it are favourable."""
    return OpinionsTaken(opinions=await commands.record_opinions(session, actor, sitting_id, order))


@router.get("/sittings/{sitting_id}/opinions", operation_id="readOpinions")
async def read_opinions(actor: Reader, session: Reading, sitting_id: int) -> list[OpinionShown]:
    """The exceptions of a sitting; those that a later return made void are kept and marked."""
    await queries.sitting_of(session, sitting_id)
    found = await queries.opinions_of(session, sitting_id)
    return [OpinionShown.model_validate(one) for one in found]


@router.post("/sittings/{sitting_id}/votes", status_code=201, operation_id="vote")
async def vote(actor: Member, session: Writing, sitting_id: int, order: VoteOrder) -> VoteTaken:
    """A member's vote for the record as seen; the last one needed closes the session."""
    return await votes.vote(session, actor, sitting_id, order)


@router.post("/sittings/{sitting_id}/closing", operation_id="closeSitting")
async def close_sitting(
    actor: Member, session: Writing, sitting_id: int, order: ClosingOrder
) -> Closing:
    """Close the session: the favoured go up, the others where the council's word sends them."""
    return await closing.close_sitting(session, actor, sitting_id, order)


@router.get("/dossiers/{dossier_id}/opinions", operation_id="readDossierOpinions")
async def read_dossier_opinions(
    actor: Reader, session: Reading, dossier_id: int
) -> list[CouncilWord]:
    """What every council said of one dossier, in order, with what a return made void."""
    return await words.words_on(session, dossier_id)


@router.get("/sittings/{sitting_id}/questions", operation_id="readSittingQuestions")
async def read_questions(actor: Reader, session: Reading, sitting_id: int) -> list[QuestionShown]:
    """What councils asked about the dossiers of a sitting's lists, with the answers."""
    return await questions.before_sitting(session, sitting_id)


@router.get("/questions/waiting", operation_id="readWaitingQuestions")
async def read_waiting_questions(
    actor: Answerer, session: Reading, last: Cursor = 0, limit: PageSize = 100
) -> QuestionPage:
    """Questions of councils that wait for the answer of one's own office."""
    found = await questions.waiting_for(session, actor, last, limit)
    full = len(found) == limit
    return QuestionPage(items=found, next_after=found[-1].id if full else None)


@router.post("/questions/{question_id}/answer", operation_id="answerQuestion")
async def answer_question(
    actor: Answerer, session: Writing, question_id: int, order: QuestionAnswer
) -> QuestionShown:
    """The answer of the office asked, in words, once; the dossier can be heard again."""
    return await questions.answer(session, actor, question_id, order.answer)
