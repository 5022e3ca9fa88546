"""Work of dossiers that is done later, in the name of a whole province."""

from typing import Any, Final

from app import policy
from app.core import clock
from app.core.db import Standing, transaction
from app.core.jobs import Handler
from app.core.settings import settings
from app.dossiers import mergers, resolution
from app.dossiers.resolution import Outdone


async def give_way(standing: Standing, facts: dict[str, Any]) -> None:
    """Move approved dossiers that gave way, whose offices the signer does not see."""
    pairs = [Outdone(*pair) for pair in facts["pairs"]]
    async with transaction(standing, "giveWay") as session:
        await resolution.supersede_approved(session, pairs, facts["because"])


async def reinstate(standing: Standing, facts: dict[str, Any]) -> None:
    """Bring back whoever gave way to dossiers whose claims have ended."""
    async with transaction(standing, "reinstate") as session:
        rules = policy.policy_at(clock.today(session), settings().policy_overrides)
        await resolution.reinstate(session, rules, facts["fallen"])


async def settle_merger(standing: Standing, facts: dict[str, Any]) -> None:
    """Two people were ruled to be one, or no longer: their claims follow, and one benefit stays."""
    async with transaction(standing, "settleMerger") as session:
        rules = policy.policy_at(clock.today(session), settings().policy_overrides)
        await mergers.settle_merger(session, rules, facts["kept"])


HANDLERS: Final[dict[str, Handler]] = {
    "dossiers.give_way": give_way,
    "dossiers.reinstate": reinstate,
    "dossiers.settle_merger": settle_merger,
}
