"""Reading lists in the worker: the file in a bounded child process, the rows in one transaction."""

from typing import Any

from app import admin_units, policy
from app.core.db import Standing, transaction
from app.core.errors import Refused
from app.core.settings import settings
from app.core.strict import strict_json
from app.intake import commands, queries
from app.intake.queries import Waiting
from app.intake.reader import ReadList, check_rows
from app.intake.reading import limits, reader


async def read_list(standing: Standing, facts: dict[str, Any]) -> None:
    """Read one list; done again, or by two workers at once, the result is the same."""
    async with transaction(standing) as session:
        waiting = await queries.waiting_list(session, facts["list_id"])
        if waiting is None:
            return
        spellings = await admin_units.commune_spellings(session, waiting.unit_path)
    try:
        found = await _read(waiting, spellings)
    except Refused as refusal:
        async with transaction(standing, "readList") as session:
            await commands.mark_unreadable(session, waiting.id, refusal)
        return
    async with transaction(standing, "readList") as session:
        await commands.write_rows(session, waiting, found)


async def _read(waiting: Waiting, spellings: dict[str, str]) -> ReadList:
    level = admin_units.level_of(waiting.unit_path)
    own = admin_units.code_of(waiting.unit_path) if level == "commune" else None
    rules = policy.policy_at(waiting.compiled_on, settings().policy_overrides)
    rate = rules.group(waiting.group_code).monthly_rate
    rates = {waiting.group_code: int(rate or 0)}
    task = (waiting.form, waiting.compiled_on, spellings, limits(), own, rates)
    if waiting.media_type == "application/json":
        rows = strict_json(waiting.content)["rows"]
        return await reader().run(check_rows, waiting.form, rows, *task[1:])
    return await reader().read(waiting.content, *task)
