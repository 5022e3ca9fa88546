"""`ansinh doctor`: is this installation well; each line ok or FAIL with what to do."""

import asyncio
from typing import TYPE_CHECKING

from app.cli.codes import OK, REFUSED
from app.cli.frame import Json

if TYPE_CHECKING:
    from app.cli.diagnosis import Finding


def doctor(as_json: Json = False) -> int:
    """Look at everything; 1 when something is wrong."""
    from app.cli.diagnosis import show

    findings = asyncio.run(_examined())
    show(findings, as_json)
    return OK if all(one.ok for one in findings) else REFUSED


async def _examined() -> list["Finding"]:
    from app.cli.database import NoDatabase, WrongDriver, WrongUrlOption, owner_url
    from app.cli.diagnosis import Finding, everything, settings_findings

    try:
        return await everything(owner_url())
    except (NoDatabase, WrongDriver, WrongUrlOption) as refusal:
        missing = Finding("cơ sở dữ liệu", False, refusal.sentence("vi"), "đặt DATABASE_URL")
        return [*settings_findings(), missing]
