"""What the councils said of one dossier, in order: also where they named no exception."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.appraisal import queries
from app.appraisal.rules import Verdict, voids
from app.appraisal.schemas import CouncilWord

_SILENT = {"verdict": Verdict.FAVOURABLE} | dict.fromkeys(
    ("reason_code", "answer", "return_to", "question")
)


async def words_on(session: AsyncSession, dossier_id: int) -> list[CouncilWord]:
    """Every council's word, marked void where a return had the dossier heard anew."""
    steps = await queries.steps_of(session, dossier_id)
    said = {one["sitting_id"]: one for one in await queries.words_on(session, dossier_id)}
    moved = await queries.sittings_that_moved(session, dossier_id)
    silent = [_SILENT | one for one in moved if one["sitting_id"] not in said]
    words = sorted([*said.values(), *silent], key=lambda one: (one["version"], one["sitting_id"]))
    return [CouncilWord.model_validate(one | {"void": _void(one, steps)}) for one in words]


def _void(word: dict[str, Any], steps: Sequence[queries.Step]) -> bool:
    own = f"sitting {word['sitting_id']}"
    return any(
        one.version > word["version"]
        and one.because != own
        and voids(word["level"], one.from_stage, one.to_stage)
        for one in steps
    )
