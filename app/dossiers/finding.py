"""Finding dossiers of the territory: by a person's name and year of birth, or by number."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.admin_units.tables import AdminUnit
from app.core.text import fold, tidy
from app.dossiers.queries import SHOWN
from app.dossiers.tables import Dossier, DossierList, DossierStage
from app.register.tables import Person


async def dossiers_named(
    session: AsyncSession, name: str, year: int | None, after: int, limit: int
) -> list[dict[str, Any]]:
    """Dossiers of people of this whole name, marks or not, and year of birth; by number.

    The name is looked for first, whatever the planner thinks of its rarity.
    """
    named = select(Person.id).where(Person.name_key == fold(tidy(name)))
    if year is not None:
        named = named.where(Person.birth_year == year)
    people = named.cte("people").prefix_with("MATERIALIZED")
    theirs = (
        select(Dossier.id)
        .join(people, people.c.id == Dossier.person_id)
        .cte("theirs")
        .prefix_with("MATERIALIZED")
    )
    query = (
        select(*SHOWN, AdminUnit.kind, AdminUnit.name)
        .select_from(theirs)
        .join(Dossier, Dossier.id == theirs.c.id)
        .join(DossierStage, DossierStage.dossier_id == Dossier.id)
        .outerjoin(AdminUnit, AdminUnit.path == Dossier.area_path)
        .where(theirs.c.id > after)
        .order_by(theirs.c.id)
        .limit(limit)
    )
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def numbered(session: AsyncSession, number: int) -> tuple[list[dict[str, Any]], bool]:
    """The dossier of a number, if there is one here, and whether a list has that number too."""
    query = (
        select(*SHOWN, AdminUnit.kind, AdminUnit.name)
        .join(DossierStage, DossierStage.dossier_id == Dossier.id)
        .outerjoin(AdminUnit, AdminUnit.path == Dossier.area_path)
        .where(Dossier.id == number)
    )
    rows = [dict(row) for row in (await session.execute(query)).mappings()]
    of_list = await session.scalar(select(DossierList.id).where(DossierList.id == number))
    return rows, of_list is not None
