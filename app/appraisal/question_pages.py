"""Pages of the questions that councils ask an office: what waits, until when, and the answer."""

from typing import Annotated

from fastapi import Path, Query, Response

from app.access import Actor, Desk, Permission, Reading, Writing, allow
from app.appraisal import agenda_queries, questions
from app.appraisal.labels import COUNCIL_NAMES, OFFICES
from app.appraisal.page_facts import HERE
from app.appraisal.schemas import QuestionAnswer
from app.core import clock
from app.core.web.forms import filled
from app.core.web.page import Posted, page_doors, see

router = page_doors()
Answerer = Annotated[Actor, allow(Permission.ANSWER_QUESTION)]
Number = Annotated[int, Path(ge=1, lt=2**62)]
_ROWS = 50


@router.get("/cau-hoi")
async def waiting(
    actor: Answerer,
    session: Reading,
    desk: Desk,
    sau: Annotated[int, Query(ge=0, lt=2**62)] = 0,
    xong: bool = False,
) -> str:
    """What councils ask of one's own office, the first asked first, with the day of the step."""
    rows = await questions.waiting_for(session, actor, sau, _ROWS)
    due = await agenda_queries.due_days(session, [one.dossier_id for one in rows])
    return desk.show(
        HERE / "questions.html", rows=rows, due=due, after=sau, done=xong,
        next=rows[-1].id if len(rows) == _ROWS else None, today=clock.today(session),
        councils=COUNCIL_NAMES,
    )  # fmt: skip


@router.get("/cau-hoi/{question_id}")
async def question(actor: Answerer, session: Reading, desk: Desk, question_id: Number) -> str:
    """One question, to be answered once."""
    one = await questions.question_shown(session, question_id)
    due = await agenda_queries.due_days(session, [one.dossier_id])
    return desk.show(
        HERE / "question.html", one=one, due=due.get(one.dossier_id), councils=COUNCIL_NAMES,
        offices=OFFICES,
    )  # fmt: skip


@router.post("/cau-hoi/{question_id}", operation_id="answerQuestion")
async def answer(
    actor: Answerer, posted: Posted, session: Writing, response: Response, question_id: Number
) -> str:
    """The answer of the office asked, in words; the dossier can be heard again."""
    order = filled(QuestionAnswer, posted)
    await questions.answer(session, actor, question_id, order.answer)
    return see(response, "/cau-hoi?xong=1")
