"""What the pages of a list tell besides its rows: where its dossiers stand, which files it has."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import admin_units, clocks
from app.dossiers.tables import DossierList
from app.intake.markings import is_kept


class Place(NamedTuple):
    """Dossiers of a list in one step of its road, and the day by which the first is due."""

    dossiers: int
    due_on: date | None


async def places_of(session: AsyncSession, list_id: int) -> dict[str, Place]:
    """Step of the road -> how many dossiers of a list wait there, and until when."""
    standing = clocks.standing_at().subquery("standing")
    query = (
        select(standing.c.step, func.sum(standing.c.dossiers), func.min(standing.c.due_on))
        .where(standing.c.list_id == list_id, standing.c.step.is_not(None))
        .group_by(standing.c.step)
    )
    return {step: Place(int(count), due) for step, count, due in await session.execute(query)}


async def office_of(session: AsyncSession, found: DossierList) -> str:
    """The office that compiled a list, as it was called on that day."""
    if not found.unit_path:
        return ""
    code = admin_units.code_of(found.unit_path)
    unit = await admin_units.unit_at(session, code, found.compiled_on)
    return f"{unit['kind']} {unit['name']}"


async def is_marked(session: AsyncSession, found: DossierList) -> bool:
    """Whether the marked workbook of the version that counts is there."""
    return await is_kept(session, found.id, found.version)


def version_of(versions: list[dict[str, Any]], number: int) -> dict[str, Any]:
    """The upload of a number."""
    return next(one for one in versions if one["version"] == number)
