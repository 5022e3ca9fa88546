"""After the payment: money called back, signed receipts, and money nobody has received yet."""

from collections.abc import Sequence
from typing import Any

from app.client.transport import Transport
from app.recoveries.schemas import (
    BenefitAdjustmentPage,
    CaseDetail,
    CasePage,
    EntryShown,
    PlanOrder,
    ReceiptOrder,
    ReversalOrder,
    ShortfallPage,
    SignatureLine,
    SignaturesOrder,
    SignaturesTaken,
    UnsignedShown,
    WaitingPage,
    WaiverOrder,
)


class Recoveries(Transport):
    """What comes after a payment, until every đồng is received or back at its source."""

    async def recovery_cases(self, after: int = 0, **asked: Any) -> CasePage:
        """A page of cases; narrow by state, area, cause, dossier."""
        return await self.ask(CasePage, "GET", "/recovery-cases", params={"after": after} | asked)

    async def recovery_case(self, case_id: int) -> CaseDetail:
        """A case with its plans and its ledger."""
        return await self.ask(CaseDetail, "GET", f"/recovery-cases/{case_id}")

    async def agree_recovery_plan(self, case_id: int, order: PlanOrder) -> CaseDetail:
        """Instalments for what is left of a case."""
        path, body = f"/recovery-cases/{case_id}/plan", order.model_dump(mode="json")
        return await self.ask(CaseDetail, "POST", path, json=body)

    async def record_recovery(self, case_id: int, order: ReceiptOrder) -> EntryShown:
        """Money that came back, by a receipt."""
        path = f"/recovery-cases/{case_id}/receipts"
        body = order.model_dump(mode="json", by_alias=True)
        return await self.ask(EntryShown, "POST", path, json=body)

    async def reverse_recovery(self, case_id: int, entry_id: int, reason: str) -> EntryShown:
        """Take another person's mistaken receipt back."""
        path = f"/recovery-cases/{case_id}/receipts/{entry_id}/reversal"
        body = ReversalOrder(reason=reason).model_dump()
        return await self.ask(EntryShown, "POST", path, json=body)

    async def waive_recovery(self, case_id: int, order: WaiverOrder) -> EntryShown:
        """Sign that what is left is not called back."""
        path, body = f"/recovery-cases/{case_id}/waiver", order.model_dump(mode="json")
        return await self.ask(EntryShown, "POST", path, json=body)

    async def benefit_adjustments(self, after: int = 0, **asked: Any) -> BenefitAdjustmentPage:
        """A page of differences that higher benefits made; narrow by kind, state."""
        query = {"after": after} | asked
        return await self.ask(BenefitAdjustmentPage, "GET", "/benefit-adjustments", params=query)

    async def record_payment_receipts(self, lines: Sequence[SignatureLine]) -> SignaturesTaken:
        """Signed receipts of payment, all or none."""
        body = SignaturesOrder(lines=list(lines)).model_dump(mode="json")
        return await self.ask(SignaturesTaken, "POST", "/payment-receipts", json=body)

    async def receipt_shortfalls(self, after: int = 0, **asked: Any) -> ShortfallPage:
        """A page of orders for which less was signed than was ordered."""
        query = {"after": after} | asked
        return await self.ask(ShortfallPage, "GET", "/payment-receipts/shortfalls", params=query)

    async def missing_receipts(self, **asked: Any) -> list[UnsignedShown]:
        """Paid orders for which nobody has signed, by commune and agent."""
        path = "/payment-receipts/missing"
        return await self.ask(list[UnsignedShown], "GET", path, params=asked)

    async def not_received(self, after: int = 0, **asked: Any) -> WaitingPage:
        """A page of orders whose money nobody has received; narrow by area, agent, overdue."""
        return await self.ask(WaitingPage, "GET", "/not-received", params={"after": after} | asked)
