"""Official papers as files, their numbers, and what the community says of a posting."""

from typing import Any, Final, Literal, TypeAlias

from app.client.transport import Transport
from app.documents.issue_schemas import NumberOrder, NumberShown
from app.postings.schemas import (
    AnswerOrder,
    ObjectionOrder,
    ObjectionShown,
    PostingDetail,
    PostingPage,
    Recorded,
)

PaperKind: TypeAlias = Literal[
    "posting",
    "sitting-submission",
    "return-slip",
    "submission",
    "decision",
    "refusal",
    "reminder",
    "minutes",
]
PaperForm: TypeAlias = Literal["pdf", "docx"]
DOORS: Final[dict[PaperKind, str]] = {
    "posting": "/postings/{number}/notice",
    "sitting-submission": "/sittings/{number}/submission",
    "return-slip": "/sittings/{number}/return-slips/{list_id}",
    "submission": "/batches/{number}/submission",
    "decision": "/decisions/{number}/decision",
    "refusal": "/dossiers/{number}/refusal-notice",
    "reminder": "/reports/reminder",
    "minutes": "/sittings/{number}/minutes",
}
"""Where each kind of paper is read: of a posting, sitting, batch, decision or dossier by number.

A reminder has none: it is today's.
"""


class Papers(Transport):
    """The doors of papers and postings."""

    async def paper(
        self,
        kind: PaperKind,
        number: int,
        form: PaperForm = "pdf",
        *,
        list_id: int | None = None,
        area: str | None = None,
    ) -> bytes:
        """A paper as PDF or for Word.

        `list_id` narrows a posting's notice and is needed for a return slip; `area` asks for the
        annex of that territory to a decision.
        """
        asked: dict[str, Any] = {"area": area} if area else {}
        if kind == "posting" and list_id is not None:
            asked["list_id"] = list_id
        door = _door(kind, number, list_id)
        return (await self.send("GET", f"{door}.{form}", params=asked)).content

    async def number_paper(
        self, kind: PaperKind, number: int, order: NumberOrder, *, list_id: int | None = None
    ) -> NumberShown:
        """Give a posting's notice, a sitting's submission paper or a slip its number, once."""
        body = order.model_dump(mode="json")
        return await self.ask(NumberShown, "POST", _door(kind, number, list_id), json=body)

    async def postings(self, after: int = 0, state: str | None = None) -> PostingPage:
        """A page of the postings of the territory, all or only "open" or "closed" ones."""
        asked = {"after": after} | ({"state": state} if state else {})
        return await self.ask(PostingPage, "GET", "/postings", params=asked)

    async def posting(self, posting_id: int) -> PostingDetail:
        """One posting, with how many objections want an answer."""
        return await self.ask(PostingDetail, "GET", f"/postings/{posting_id}")

    async def object_to(self, posting_id: int, order: ObjectionOrder) -> int:
        """Record an objection; answers its number."""
        body = order.model_dump(mode="json")
        door = f"/postings/{posting_id}/objections"
        return (await self.ask(Recorded, "POST", door, json=body)).id

    async def objections(self, posting_id: int) -> list[ObjectionShown]:
        """What was said against a posting, and what was answered."""
        return await self.ask(list[ObjectionShown], "GET", f"/postings/{posting_id}/objections")

    async def answer_objection(self, objection_id: int, answer: str) -> None:
        """Answer an objection, once."""
        body = AnswerOrder(answer=answer).model_dump()
        await self.send("POST", f"/objections/{objection_id}/answer", json=body)


def _door(kind: PaperKind, number: int, list_id: int | None) -> str:
    return DOORS[kind].format(number=number, list_id=list_id)
