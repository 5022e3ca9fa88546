"""Sources of money: what they were given, where it stands, how they settle with one another."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

from app.client.transport import Transport
from app.funds.schemas import (
    Balance,
    Booked,
    FundShares,
    JournalPage,
    JournalShown,
    SettlementMade,
    SettlementOrder,
    SettlementPage,
    SettlementShown,
    SourceMade,
)


class Funds(Transport):
    """The doors of funds."""

    async def add_source(
        self, code: str, name: str, level: str, given_by: str | None = None
    ) -> int:
        """Record a fund source; answers its number."""
        body = {"code": code, "name": name, "level": level, "given_by": given_by}
        return (await self.ask(SourceMade, "POST", "/fund-sources", json=body)).id

    async def allot(self, source_id: int, amount_dong: int, document: str, day: date) -> int:
        """Allot money (đồng) to a source by document; answers the journal's number."""
        return await self._given("allotments", source_id, _by(amount_dong, document, day))

    async def advance(self, source_id: int, amount_dong: int, document: str, day: date) -> int:
        """Advance money (đồng) to a source by document; answers the journal's number."""
        return await self._given("advances", source_id, _by(amount_dong, document, day))

    async def give_funds_back(
        self,
        source_id: int,
        told: tuple[int, str, date],
        *,
        out_of: str = "unused",
        against: str = "allotment",
    ) -> int:
        """Money goes back to its giver: (đồng, document, day); answers the journal's number."""
        body = _by(*told) | {"out_of": out_of, "against": against}
        return await self._given("returns", source_id, body)

    async def _given(self, what: str, source_id: int, body: dict[str, Any]) -> int:
        path = f"/fund-sources/{source_id}/{what}"
        return (await self.ask(Booked, "POST", path, json=body)).journal_id

    async def funds(self, as_of: date | None = None) -> list[Balance]:
        """Where every source's money stands."""
        return await self.ask(list[Balance], "GET", "/fund-sources", params=_on(as_of))

    async def fund_journals(self, source_id: int) -> AsyncIterator[JournalShown]:
        """Every move of a source's money."""
        asked: dict[str, Any] = {"after": 0, "limit": 1000}
        while asked["after"] is not None:
            path = f"/fund-sources/{source_id}/journals"
            page = await self.ask(JournalPage, "GET", path, params=asked)
            for one in page.items:
                yield one
            asked["after"] = page.next_after

    async def fund_shares(self, as_of: date | None = None) -> FundShares:
        """What was spent, what of it the central budget carries, what is to be settled."""
        return await self.ask(FundShares, "GET", "/fund-shares", params=_on(as_of))

    async def settle_funds(self, order: SettlementOrder) -> int:
        """One source pays another what it owes; answers the settlement's number."""
        body = order.model_dump(mode="json")
        return (await self.ask(SettlementMade, "POST", "/fund-settlements", json=body)).id

    async def fund_settlements(self) -> AsyncIterator[SettlementShown]:
        """What sources paid one another."""
        asked: dict[str, Any] = {"after": 0, "limit": 1000}
        while asked["after"] is not None:
            page = await self.ask(SettlementPage, "GET", "/fund-settlements", params=asked)
            for one in page.items:
                yield one
            asked["after"] = page.next_after


def _by(amount_dong: int, document: str, day: date) -> dict[str, Any]:
    return {"amount_dong": amount_dong, "document_number": document, "booked_on": day.isoformat()}


def _on(as_of: date | None) -> dict[str, str]:
    return {"as_of": as_of.isoformat()} if as_of else {}
