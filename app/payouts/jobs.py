"""Work of payouts that is done later."""

from typing import Any, Final

from app.core.db import Standing, transaction
from app.core.jobs import Handler
from app.payouts import commands, settlement


async def prepare_orders(standing: Standing, facts: dict[str, Any]) -> None:
    """Make the orders of a decision, in the name of who signed it."""
    async with transaction(standing, "prepareOrders") as session:
        await commands.prepare_orders(
            session, facts["decision_id"], facts["agent_code"], settle=facts.get("settle", False)
        )


async def settle_claims(standing: Standing, facts: dict[str, Any]) -> None:
    """Settle the orders of people whose claims were brought together or came back."""
    async with transaction(standing, "settleClaims") as session:
        await settlement.settle_people(session, facts["people"])


HANDLERS: Final[dict[str, Handler]] = {
    "payouts.prepare_orders": prepare_orders,
    "payouts.settle_claims": settle_claims,
}
