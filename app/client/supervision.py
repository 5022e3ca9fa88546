"""Supervision: complaints and their answers, what is held, samples, interests declared."""

from collections.abc import AsyncIterator
from typing import Any

from app.client.transport import Transport
from app.supervision.schemas import (
    Answered,
    AnswerOrder,
    ComplaintDetail,
    ComplaintMade,
    ComplaintOrder,
    ComplaintPage,
    ComplaintShown,
    ForwardingOrder,
    HoldMade,
    HoldPage,
    HoldShown,
    InterestShown,
    LeafPage,
    LeafShown,
    ResultMade,
    ResultOrder,
    SampleDetail,
    SampleOrder,
    SampleShown,
    SenderShown,
    SummaryRow,
)


class Supervision(Transport):
    """The doors of supervision."""

    async def record_complaint(self, order: ComplaintOrder) -> ComplaintMade:
        """Record a complaint or finding."""
        return await self.ask(
            ComplaintMade, "POST", "/complaints", json=order.model_dump(mode="json")
        )

    async def complaints(
        self, state: str | None = None, office: str | None = None
    ) -> AsyncIterator[ComplaintShown]:
        """Every complaint of the territory; of one state ("open", "due", …) or office if named."""
        asked: dict[str, Any] = {"after": 0, "limit": 1000}
        asked |= {"state": state} if state else {}
        asked |= {"office": office} if office else {}
        while asked["after"] is not None:
            page = await self.ask(ComplaintPage, "GET", "/complaints", params=asked)
            for one in page.items:
                yield one
            asked["after"] = page.next_after

    async def complaint(self, complaint_id: int) -> ComplaintDetail:
        """One complaint with all that was done with it."""
        return await self.ask(ComplaintDetail, "GET", f"/complaints/{complaint_id}")

    async def complainant(self, complaint_id: int) -> str | None:
        """Who brought a complaint; for inspectors and auditors."""
        answer = await self.ask(SenderShown, "GET", f"/complaints/{complaint_id}/sender")
        return answer.sender

    async def complaint_summary(self) -> list[SummaryRow]:
        """Complaints counted by kind, office and outcome."""
        return await self.ask(list[SummaryRow], "GET", "/complaints/summary")

    async def forward_complaint(self, complaint_id: int, order: ForwardingOrder) -> ComplaintDetail:
        """Hand a complaint on to the office responsible."""
        return await self.ask(
            ComplaintDetail, "POST", f"/complaints/{complaint_id}/forwarding",
            json=order.model_dump(mode="json"),
        )  # fmt: skip

    async def extend_complaint(self, complaint_id: int, words: str) -> ComplaintDetail:
        """Give a complaint more days, once."""
        return await self.ask(
            ComplaintDetail, "POST", f"/complaints/{complaint_id}/extension", json={"words": words}
        )

    async def answer_complaint(self, complaint_id: int, order: AnswerOrder) -> Answered:
        """Answer a complaint."""
        return await self.ask(
            Answered, "POST", f"/complaints/{complaint_id}/answer",
            json=order.model_dump(mode="json"),
        )  # fmt: skip

    async def hold_for_complaint(self, complaint_id: int, words: str) -> int:
        """Let what a complaint is about stand still; answers the number of the hold."""
        answer = await self.ask(
            HoldMade, "POST", f"/complaints/{complaint_id}/hold", json={"words": words}
        )
        return answer.id

    async def end_hold(self, complaint_id: int, words: str) -> ComplaintDetail:
        """Let what a complaint holds go on."""
        return await self.ask(
            ComplaintDetail, "POST", f"/complaints/{complaint_id}/release", json={"words": words}
        )

    async def holds(self, list_id: int | None = None) -> list[HoldShown]:
        """What stands still in the territory, up to a thousand; of one list if it is named."""
        asked = {"limit": 1000} | ({"list_id": list_id} if list_id else {})
        return (await self.ask(HoldPage, "GET", "/holds", params=asked)).items

    async def draw_sample(self, decision_id: int, order: SampleOrder) -> SampleDetail:
        """Draw lines of a decision by a public seed."""
        return await self.ask(
            SampleDetail, "POST", f"/decisions/{decision_id}/samples",
            json=order.model_dump(mode="json"),
        )  # fmt: skip

    async def samples(self, decision_id: int) -> list[SampleShown]:
        """Every sample drawn from a decision."""
        return await self.ask(list[SampleShown], "GET", f"/decisions/{decision_id}/samples")

    async def sample(self, sample_id: int) -> SampleDetail:
        """A sample with its lines and results."""
        return await self.ask(SampleDetail, "GET", f"/samples/{sample_id}")

    async def record_result(
        self, sample_id: int, dossier_id: int, order: ResultOrder
    ) -> ResultMade:
        """What was found of a line drawn."""
        return await self.ask(
            ResultMade, "POST", f"/samples/{sample_id}/lines/{dossier_id}/result",
            json=order.model_dump(mode="json"),
        )  # fmt: skip

    async def leaves(self, decision_id: int) -> AsyncIterator[LeafShown]:
        """Every leaf of a decision in order of dossier."""
        after: int | None = 0
        while after is not None:
            page = await self.ask(
                LeafPage, "GET", f"/decisions/{decision_id}/leaves",
                params={"after": after, "limit": 1000},
            )  # fmt: skip
            for one in page.items:
                yield one
            after = page.next_after

    async def declare_interest(
        self, list_id: int, words: str, dossier_id: int | None = None
    ) -> InterestShown:
        """Say that a list, or one dossier of it, concerns oneself or one's own."""
        asked = {"dossier_id": dossier_id} if dossier_id else {}
        return await self.ask(
            InterestShown, "POST", f"/lists/{list_id}/interests", params=asked,
            json={"words": words},
        )  # fmt: skip

    async def interests(self, list_id: int) -> list[InterestShown]:
        """Who declared an interest in a list."""
        return await self.ask(list[InterestShown], "GET", f"/lists/{list_id}/interests")
