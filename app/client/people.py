"""People: who may be one and the same, who is claimed already, who declines, who died or moved."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Literal

from app.audit.schemas import ViewPage, ViewShown
from app.client.lists import XLSX
from app.client.transport import Transport
from app.dossiers.schemas import DeclinationMade, DeclinationRevoked
from app.intake.file_schemas import NoticesFiled
from app.register.schemas import (
    DeathList,
    LookUpAnswer,
    LookUpOrder,
    NoticeList,
    NoticesKept,
    PairPage,
    PairShown,
    PersonShown,
    RelativeList,
    RulingMade,
)


class People(Transport):
    """The doors of the register, and of a person's own statement."""

    async def pairs(self, *, history: bool = False) -> AsyncIterator[PairShown]:
        """Every two people of the territory who may be one; with `history` settled pairs too."""
        last: int | None = 0
        while last is not None:
            asked: dict[str, Any] = {"after": last, "limit": 1000, "history": history}
            page = await self.ask(PairPage, "GET", "/identity/pairs", params=asked)
            for pair in page.items:
                yield pair
            last = page.next_after

    async def rule_on_pair(
        self,
        pair: PairShown,
        ruling: Literal["same", "different"],
        because: str,
        kept_id: int | None = None,
    ) -> RulingMade:
        """Declare the two of a pair, as it was seen, one and the same, or different."""
        order = {
            "ruling": ruling, "because": because, "kept_id": kept_id,
            "expected_ruling_count": len(pair.rulings),
        }  # fmt: skip
        return await self.ask(RulingMade, "POST", f"/identity/pairs/{pair.id}/ruling", json=order)

    async def undo_ruling(self, pair_id: int, because: str) -> RulingMade:
        """Take back the ruling that stands."""
        return await self.ask(
            RulingMade, "POST", f"/identity/pairs/{pair_id}/undoing", json={"because": because}
        )

    async def person(self, person_id: int) -> PersonShown:
        """One person, numbers masked, with households and rulings."""
        return await self.ask(PersonShown, "GET", f"/persons/{person_id}")

    async def viewers(
        self, person_id: int, since: datetime | None = None, before: datetime | None = None
    ) -> AsyncIterator[ViewShown]:
        """Every look at a person's numbers in clear, in order."""
        window = {"from": since, "to": before}
        asked: dict[str, Any] = {key: at.isoformat() for key, at in window.items() if at}
        while True:
            page = await self.ask(ViewPage, "GET", f"/persons/{person_id}/viewers", params=asked)
            for one in page.items:
                yield one
            if page.next_after is None:
                return
            asked["after"] = page.next_after

    async def look_up(self, order: LookUpOrder) -> LookUpAnswer:
        """Whether somebody is claimed already, here or elsewhere; capped for each officer."""
        return await self.ask(
            LookUpAnswer, "POST", "/person-lookups", json=order.model_dump(mode="json")
        )

    async def report_deaths(self, order: DeathList) -> None:
        """Report deaths under one document."""
        await self.send("POST", "/deaths", json=order.model_dump(mode="json"))

    async def report_notices(self, order: NoticeList) -> NoticesKept:
        """Report who died, moved away, is in prison or abroad, under one document."""
        return await self.ask(NoticesKept, "POST", "/notices", json=order.model_dump(mode="json"))

    async def report_notices_file(
        self,
        matter: Literal["died", "moved"],
        content: bytes,
        document_number: str,
        *,
        media_type: str = XLSX,
        lenient: bool = False,
    ) -> NoticesFiled:
        """The same as the office's own list (XLSX or CSV); `lenient` takes in its good rows."""
        asked = {"matter": matter, "document_number": document_number, "lenient": lenient}
        return await self.ask(
            NoticesFiled, "POST", "/notices/file", params=asked, content=content,
            headers={"Content-Type": media_type},
        )  # fmt: skip

    async def declare_relatives(self, order: RelativeList) -> NoticesKept:
        """Name one's own relatives who are, or may be, on lists of one's office."""
        return await self.ask(
            NoticesKept, "POST", "/staff-relatives", json=order.model_dump(mode="json")
        )

    async def decline(
        self, dossier_id: int, statement: str, stated_at: datetime, witness: str
    ) -> DeclinationMade:
        """Record a person's own statement that they do not take the support."""
        order = {
            "statement": statement, "stated_at": stated_at.isoformat(), "witness": witness,
        }  # fmt: skip
        return await self.ask(
            DeclinationMade, "POST", f"/dossiers/{dossier_id}/declination", json=order
        )

    async def revoke_declination(self, dossier_id: int, revocation: str) -> DeclinationRevoked:
        """Record that the person takes the statement back."""
        return await self.ask(
            DeclinationRevoked, "POST", f"/dossiers/{dossier_id}/declination/revocation",
            json={"revocation": revocation},
        )  # fmt: skip
