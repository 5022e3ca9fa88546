"""Work of payouts that is done later."""

from typing import Any, Final

from app.core.db import Standing, transaction
from app.core.jobs import Handler
from app.payouts import commands, settlement, webhooks


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


async def tell_agent(standing: Standing, facts: dict[str, Any]) -> None:
    """Tell an agent's system of a released run, keep how that went, and try again if need be."""
    said = webhooks.message_in(facts)
    outcome = await webhooks.deliver(said)  # no connection to the database is held meanwhile
    async with transaction(standing, "tellAgent") as session:
        await webhooks.keep_outcome(session, said, outcome)


HANDLERS: Final[dict[str, Handler]] = {
    "payouts.prepare_orders": prepare_orders,
    "payouts.settle_claims": settle_claims,
    "payouts.tell_agent": tell_agent,
}
