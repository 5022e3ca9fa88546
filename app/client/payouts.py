"""Calls of the client about runs, their orders, and how people are paid."""

from collections.abc import Sequence

from app.client.transport import Transport
from app.payouts.schemas import (
    ArrangementOrder,
    ArrangementShown,
    CancellationPage,
    CancellationShown,
    CentreArranged,
    CentreOrder,
    FollowUpMade,
    FollowUpOrder,
    Reissued,
    Released,
    RunPage,
    RunShown,
    RunsReleased,
)


class Payouts(Transport):
    """Runs, orders and arrangements, typed."""

    async def payout_runs(self, state: str, **wanted: str | int) -> list[RunShown]:
        """The runs of the territory in a state: of a decision, agent, month or area if wanted."""
        found: list[RunShown] = []
        after: int | None = 0
        while after is not None:
            asked = {"state": state, "limit": 1000, "after": after} | wanted
            page = await self.ask(RunPage, "GET", "/payout-runs", params=asked)
            found, after = found + page.items, page.next_after
        return found

    async def release_run(self, run_id: int) -> Released:
        """Send a prepared run to its agent."""
        return await self.ask(Released, "POST", f"/payout-runs/{run_id}/release")

    async def release_runs(self, run_ids: Sequence[int]) -> RunsReleased:
        """Send up to 5,000 prepared runs in one act; what is held stays behind."""
        body = {"run_ids": list(run_ids)}
        return await self.ask(RunsReleased, "POST", "/payout-runs/release", json=body)

    async def follow_up(self, order: FollowUpOrder) -> FollowUpMade:
        """Prepare runs for what ended unpaid."""
        body = order.model_dump(exclude_none=True)
        return await self.ask(FollowUpMade, "POST", "/payout-runs/follow-up", json=body)

    async def reissue(self, order_id: int) -> Reissued:
        """A new order in the place of one that failed."""
        return await self.ask(Reissued, "POST", f"/payout-orders/{order_id}/reissue")

    async def cancel_order(self, order_id: int, reason: str) -> CancellationShown:
        """Cancel an order that no agent has, or ask it back."""
        path = f"/payout-orders/{order_id}/cancellation"
        return await self.ask(CancellationShown, "POST", path, json={"reason": reason})

    async def cancellations(self, after: int = 0) -> CancellationPage:
        """A page of cancelled orders; for an agent, those that it is not to pay."""
        path = "/payout-orders/cancellations"
        return await self.ask(CancellationPage, "GET", path, params={"after": after})

    async def payee_arrangement(self, dossier_id: int) -> ArrangementShown:
        """How a person is paid where not at the counter."""
        path = f"/dossiers/{dossier_id}/payee-arrangement"
        return await self.ask(ArrangementShown, "GET", path)

    async def arrange_payee(self, dossier_id: int, order: ArrangementOrder) -> ArrangementShown:
        """Let a person be paid at home, by proxy or through a centre."""
        path, body = (
            f"/dossiers/{dossier_id}/payee-arrangement",
            order.model_dump(exclude_none=True),
        )
        return await self.ask(ArrangementShown, "POST", path, json=body)

    async def end_payee_arrangement(self, dossier_id: int) -> None:
        """Let a person be paid at the counter again."""
        await self.send("DELETE", f"/dossiers/{dossier_id}/payee-arrangement")

    async def arrange_centre(self, order: CentreOrder) -> CentreArranged:
        """Let people of one centre be paid through it."""
        body = order.model_dump()
        return await self.ask(CentreArranged, "POST", "/payee-arrangements", json=body)
