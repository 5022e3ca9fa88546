"""The road of a list to its signature: third parties, delegates, and what follows a refusal."""

from datetime import date
from typing import Any

from app.client.transport import Transport
from app.confirmations.schemas import ConfirmationOrder, ConfirmationShown, WaitingShown
from app.decisions.schemas import (
    DelegationMade,
    DelegationOrder,
    NoticeOrder,
    NoticeShown,
    UnansweredPage,
)
from app.dossiers.schemas import ReopenablePage, Reopened, ReopeningOrder


class Roads(Transport):
    """What stands between a list and its decision, and what follows a refusal."""

    async def waiting_confirmations(self, after: int = 0) -> list[WaitingShown]:
        """Lists of which dossiers wait for one's own body."""
        asked: dict[str, Any] = {"after": after, "limit": 1000}
        return await self.ask(list[WaitingShown], "GET", "/confirmations/waiting", params=asked)

    async def confirm_list(self, list_id: int, order: ConfirmationOrder) -> ConfirmationShown:
        """State what one's own body knows of the waiting dossiers of a list."""
        body = order.model_dump(mode="json")
        return await self.ask(
            ConfirmationShown, "POST", f"/lists/{list_id}/confirmations", json=body
        )

    async def delegate(self, order: DelegationOrder) -> DelegationMade:
        """Hand the approving power to an officer for a territory and a time, by document."""
        return await self.ask(
            DelegationMade, "POST", "/delegations", json=order.model_dump(mode="json")
        )

    async def unanswered_refusals(self, after: int = 0) -> UnansweredPage:
        """A page of refused dossiers whose people have no written notice yet."""
        asked: dict[str, Any] = {"after": after, "limit": 1000}
        return await self.ask(UnansweredPage, "GET", "/refusals/unanswered", params=asked)

    async def give_refusal_notice(self, dossier_id: int, number: str, day: date) -> NoticeShown:
        """Record that the person was handed the written notice of the refusal."""
        order = NoticeOrder(number=number, given_on=day)
        path = f"/dossiers/{dossier_id}/refusal-notice"
        return await self.ask(NoticeShown, "POST", path, json=order.model_dump(mode="json"))

    async def reopenings(self, policy: str, after: int = 0) -> ReopenablePage:
        """A page of refused dossiers that an amendment takes in."""
        asked: dict[str, Any] = {"policy": policy, "after": after, "limit": 1000}
        return await self.ask(ReopenablePage, "GET", "/reopenings", params=asked)

    async def reopen(self, dossier_id: int, policy: str, reason: str) -> Reopened:
        """Bring a refused dossier back to its maker's desk under an amendment."""
        body = ReopeningOrder(policy=policy, reason=reason).model_dump(mode="json")
        return await self.ask(Reopened, "POST", f"/dossiers/{dossier_id}/reopening", json=body)
