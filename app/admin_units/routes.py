"""Doors of administrative units."""

from typing import Annotated, Literal

from fastapi import Query

from app.admin_units import queries
from app.admin_units.schemas import Unit
from app.core.db import NOBODY, transaction
from app.core.shapes import AreaPathText
from app.core.web import Doors

router = Doors(tags=["admin units"])


@router.get("/admin-units", operation_id="readUnits")
async def read_units(
    inside: Annotated[AreaPathText, Query()] = "",
    level: Literal["province", "district", "commune"] | None = None,
) -> list[Unit]:
    """Units of 2020 strictly inside a path; without one, the provinces."""
    wanted = level or ("province" if not inside else None)
    async with transaction(NOBODY) as session:
        found = await queries.units_inside(session, inside, wanted)
    return [Unit.model_validate(dict(one)) for one in found]
