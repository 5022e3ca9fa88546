"""What agents report, what two people settle of it, and ours beside theirs."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.client.transport import Transport
from app.reconciliation.schemas import (
    Bridge,
    ClosingShown,
    DayCompared,
    ExceptionPage,
    OrdersCompared,
    SettlementOrder,
    SettlementShown,
)


class Statements(Transport):
    """Statements, exceptions, closings and comparisons, typed."""

    async def send_statement(
        self, number: str, made_on: date, lines: Sequence[dict[str, Any]], *, mode: str
    ) -> Any:
        """What the agent did with each order; answers the count and sum (đồng) of each verdict.

        `mode` is "strict" (whole or not at all) or "lenient" (what cannot be settled waits).
        """
        body = {"number": number, "made_on": made_on.isoformat(), "mode": mode, "lines": lines}
        return (await self.send("POST", "/statements", json=body)).json()

    async def send_statement_file(
        self, content: bytes, media_type: str, *, mode: str, **head: str
    ) -> Any:
        """The same as a file; `head` gives number and made_on where the file does not."""
        return (
            await self.send(
                "POST", "/statements/file", params={"mode": mode, **head}, content=content,
                headers={"Content-Type": media_type},
            )
        ).json()  # fmt: skip

    async def statement(self, statement_id: int) -> Any:
        """A statement as it was taken in."""
        return (await self.send("GET", f"/statements/{statement_id}")).json()

    async def statement_lines(self, statement_id: int, **asked: Any) -> Any:
        """A page of its lines with their verdicts."""
        return (await self.send("GET", f"/statements/{statement_id}/lines", params=asked)).json()

    async def exceptions(self, after: str = "0-0", *, waiting: bool | None = None) -> ExceptionPage:
        """A page of lines that two people settle."""
        asked: dict[str, Any] = {"after": after}
        if waiting is not None:
            asked["waiting"] = waiting
        return await self.ask(ExceptionPage, "GET", "/statement-exceptions", params=asked)

    async def propose_settlement(
        self, statement_id: int, line_number: int, order: SettlementOrder
    ) -> SettlementShown:
        """Say how a line should be settled."""
        path = f"/statements/{statement_id}/lines/{line_number}/settlement"
        body = order.model_dump(mode="json", exclude_none=True)
        return await self.ask(SettlementShown, "POST", path, json=body)

    async def confirm_settlement(self, settlement_id: int) -> SettlementShown:
        """Agree with somebody else's proposal."""
        path = f"/exception-settlements/{settlement_id}/confirmation"
        return await self.ask(SettlementShown, "POST", path)

    async def reject_settlement(self, settlement_id: int) -> SettlementShown:
        """Do not agree with somebody else's proposal."""
        path = f"/exception-settlements/{settlement_id}/rejection"
        return await self.ask(SettlementShown, "POST", path)

    async def close_run(self, run_id: int) -> ClosingShown:
        """Close a run whose every order has come to an end."""
        return await self.ask(ClosingShown, "POST", f"/payout-runs/{run_id}/closing")

    async def bridge(self, **cut: int | str) -> Bridge:
        """From approved to what is left."""
        return await self.ask(Bridge, "GET", "/reconciliation/bridge", params=cut)

    async def compare_days(self, **cut: int | str) -> list[DayCompared]:
        """Ours against theirs by agent and day."""
        return await self.ask(list[DayCompared], "GET", "/reconciliation/days", params=cut)

    async def compare_orders(self, **cut: int | str | bool) -> OrdersCompared:
        """Ours against theirs, order by order."""
        return await self.ask(OrdersCompared, "GET", "/reconciliation/orders", params=cut)
