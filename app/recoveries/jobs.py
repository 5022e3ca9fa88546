"""Work of recoveries that is done later: cases are pulled from what rooms around hold."""

from dataclasses import replace
from typing import Any, Final

from app.core.db import Standing, transaction
from app.core.jobs import Handler
from app.recoveries import opening


async def open_cases(standing: Standing, facts: dict[str, Any]) -> None:
    """Open what a statement ({statement_id}) or settlements of benefits ({benefit}) call back.

    Over the whole province and for no payer: a case lies where its person lives.
    """
    wide = replace(standing, scope=f"{standing.province}.", agent="")
    async with transaction(wide, "openRecoveries") as session:
        if "statement_id" in facts:
            await opening.open_after_cancel(session, facts["statement_id"])
        if facts.get("benefit"):
            await opening.follow_benefits(session)


HANDLERS: Final[dict[str, Handler]] = {"recoveries.open": open_cases}
