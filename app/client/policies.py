"""Policy documents that come as data, and the policy bank's answers to loans."""

from typing import Any

from app.client.transport import Transport
from app.loans.schemas import LoanAnswerShown, LoanOrder, WaitingLoans
from app.policy.schemas import EnactmentShown


class Policies(Transport):
    """The doors of policy documents and of the bank."""

    async def enter_enactment(self, document: dict[str, Any]) -> EnactmentShown:
        """Enter a policy document as data; it waits for a second person's approval."""
        return await self.ask(EnactmentShown, "POST", "/policy/enactments", json=document)

    async def approve_enactment(self, enactment_id: int) -> EnactmentShown:
        """Put a policy document in force."""
        return await self.ask(EnactmentShown, "POST", f"/policy/enactments/{enactment_id}/approval")

    async def enactments(self) -> list[EnactmentShown]:
        """The nation's policy documents and those of one's own province."""
        return await self.ask(list[EnactmentShown], "GET", "/policy/enactments")

    async def answer_loans(self, list_id: int, order: LoanOrder) -> LoanAnswerShown:
        """The bank's answer to what waits of a list."""
        return await self.ask(
            LoanAnswerShown, "POST", f"/lists/{list_id}/loan-answers",
            json=order.model_dump(mode="json"),
        )  # fmt: skip

    async def loan_answers(self, list_id: int) -> list[LoanAnswerShown]:
        """Every answer of the bank to a list."""
        return await self.ask(list[LoanAnswerShown], "GET", f"/lists/{list_id}/loan-answers")

    async def waiting_loans(self, after: int = 0) -> list[WaitingLoans]:
        """Lists with workers that wait for the bank."""
        return await self.ask(list[WaitingLoans], "GET", "/loans/waiting", params={"after": after})
