"""Doors of the policy bank."""

from typing import Annotated

from app.access import Actor, Permission, Reading, Writing, allow
from app.core.web import Cursor, Doors, PageSize
from app.loans import commands, queries
from app.loans.schemas import LoanAnswerShown, LoanOrder, WaitingLoans

router = Doors(tags=["loans"])
Lender = Annotated[Actor, allow(Permission.ANSWER_LOAN)]


@router.post("/lists/{list_id}/loan-answers", status_code=201, operation_id="answerLoans")
async def answer_loans(
    actor: Lender, session: Writing, list_id: int, order: LoanOrder
) -> LoanAnswerShown:
    """The bank lends, lends less, refuses or sends back what waits of an employer's list."""
    return await commands.answer(session, actor, list_id, order)


@router.get("/lists/{list_id}/loan-answers", operation_id="readLoanAnswers")
async def read_loan_answers(
    actor: Annotated[Actor, allow(Permission.READ_LIST)], session: Reading, list_id: int
) -> list[LoanAnswerShown]:
    """Every answer of the bank to a list, in order."""
    return [
        LoanAnswerShown.model_validate(row) for row in await queries.answers_of(session, list_id)
    ]


@router.get("/loans/waiting", operation_id="readWaitingLoans")
async def read_waiting_loans(
    actor: Lender, session: Reading, last: Cursor = 0, limit: PageSize = 100
) -> list[WaitingLoans]:
    """Lists with workers that wait for the bank."""
    found = await queries.waiting_lists(session, last, limit)
    return [WaitingLoans.model_validate(row) for row in found]
