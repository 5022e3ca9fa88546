"""Reading one dossier for its page: whose, where it stands, and what it is part of."""

from typing import Any

from sqlalchemy import select, union
from sqlalchemy.ext.asyncio import AsyncSession

from app import register
from app.admin_units.tables import AdminUnit
from app.core.errors import NotFound
from app.dossiers.tables import Dossier, DossierList, DossierStage, PersonClaim


async def dossier_of(session: AsyncSession, dossier_id: int) -> dict[str, Any]:
    """One dossier with its list and stage, numbers masked; raises NotFound outside the territory.

    The number of the person is the register's of today, after whatever merger.
    """
    query = (
        select(
            Dossier.id, Dossier.list_id, Dossier.row_number, Dossier.group_code, Dossier.months,
            Dossier.amount_dong, Dossier.full_name, Dossier.birth_date, Dossier.birth_year,
            Dossier.sex, register.masked(Dossier.id_number).label("id_number"), Dossier.hamlet,
            register.masked(Dossier.account_number).label("account_number"), Dossier.bank,
            Dossier.area_path, DossierStage.stage, DossierStage.from_stage,
            DossierStage.reason_code, DossierStage.version,
            PersonClaim.person_id, DossierList.compiled_on, DossierList.policy_revision,
            AdminUnit.kind, AdminUnit.name,
        )
        .join(DossierStage, DossierStage.dossier_id == Dossier.id)
        .outerjoin(PersonClaim, PersonClaim.dossier_id == Dossier.id)
        .outerjoin(DossierList, DossierList.id == Dossier.list_id)
        .outerjoin(AdminUnit, AdminUnit.path == Dossier.area_path)
        .where(Dossier.id == dossier_id)
    )  # fmt: skip
    found = (await session.execute(query)).mappings().first()
    if found is None:
        raise NotFound(what="hồ sơ")
    return dict(found)


async def id_number_of(session: AsyncSession, dossier_id: int) -> tuple[int, str | None]:
    """Whose dossier it is and the identity number in clear; raises NotFound."""
    query = (
        select(PersonClaim.person_id, Dossier.id_number)
        .join(PersonClaim, PersonClaim.dossier_id == Dossier.id)
        .where(Dossier.id == dossier_id)
    )
    found = (await session.execute(query)).first()
    if found is None:
        raise NotFound(what="hồ sơ")
    return found[0], found[1]


async def dossiers_of_person(session: AsyncSession, people: list[int]) -> list[dict[str, Any]]:
    """The dossiers of one person in the territory, whichever numbers the register gave them."""
    theirs = union(
        select(Dossier.id).where(Dossier.person_id.in_(people)),
        select(PersonClaim.dossier_id).where(PersonClaim.person_id.in_(people)),
    )
    query = (
        select(
            Dossier.id, Dossier.list_id, Dossier.group_code, Dossier.amount_dong,
            DossierStage.stage,
        )
        .join(DossierStage, DossierStage.dossier_id == Dossier.id)
        .where(Dossier.id.in_(theirs))
        .order_by(Dossier.id)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def units_called(session: AsyncSession, paths: list[str]) -> dict[str, str]:
    """What the units at these paths are called: "42.436." -> "thành phố Hà Tĩnh"."""
    query = select(AdminUnit.path, AdminUnit.kind, AdminUnit.name).where(AdminUnit.path.in_(paths))
    return {path: f"{kind} {name}" for path, kind, name in await session.execute(query)}
