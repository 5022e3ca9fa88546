"""Reading units; the country is public, no territory applies."""

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    Text,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from app.admin_units.tables import AdminUnit, AdminUnitAlias, Province
from app.core.errors import NotFound

_SHOWN = (AdminUnit.code, AdminUnit.level, AdminUnit.kind, AdminUnit.name, AdminUnit.path)


async def unit_at(session: AsyncSession, code: str, day: date) -> dict[str, Any]:
    """The unit that carried this code on a day; raises NotFound."""
    standing = (AdminUnit.valid_from <= day) & or_(
        AdminUnit.valid_to.is_(None), AdminUnit.valid_to >= day
    )
    found = await session.execute(select(*_SHOWN).where(AdminUnit.code == code, standing))
    row = found.mappings().first()
    if row is None:
        raise NotFound(what="đơn vị hành chính")
    return dict(row)


async def units_inside(
    session: AsyncSession, path: str, level: str | None = None
) -> list[dict[str, Any]]:
    """Every unit strictly inside a path ("42.436."), by code."""
    inside = (AdminUnit.path > path) & (AdminUnit.path < path + "~")
    query = select(*_SHOWN).where(inside).order_by(AdminUnit.path)
    if level:
        query = query.where(AdminUnit.level == level)
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def names_inside(
    session: AsyncSession, path: str, level: str | None = None
) -> dict[str, str]:
    """What every unit strictly inside a path is called, by its path: "Phường Trần Phú"."""
    asked = {"path": path, "end": f"{path}~", "level": level}
    found = (await session.execute(_names_statement(), asked)).one()
    return dict(zip(found.paths or (), found.names or (), strict=True))


@cache
def _names_statement() -> Any:
    """One row, since most pages ask for hundreds of units."""
    unit = AdminUnit
    called = unit.kind + " " + unit.name
    in_order = [aggregate_order_by(one, unit.path) for one in (unit.path, called)]
    paths, names = (func.array_agg(one) for one in in_order)
    level = bindparam("level", type_=Text())
    return select(paths.label("paths"), names.label("names")).where(
        unit.path > bindparam("path"), unit.path < bindparam("end"),
        or_(level.is_(None), unit.level == level),
    )  # fmt: skip


async def units_open(session: AsyncSession, most: int) -> list[dict[str, Any]]:
    """Every open province with all its units; when these are more than `most`, provinces alone."""
    within = func.left(AdminUnit.path, 2).in_(select(Province.code))
    query = select(*_SHOWN).where(within).order_by(AdminUnit.path)
    units = (await session.execute(query.limit(most + 1))).mappings().all()
    if len(units) > most:
        provinces = query.where(AdminUnit.level == "province")
        units = (await session.execute(provinces)).mappings().all()
    return [dict(row) for row in units]


_UNIT = AdminUnit.__table__.alias("unit").c
_ABOVE = AdminUnit.__table__.alias("above").c


def place_name(path: SQLColumnExpression[str]) -> ColumnElement[str]:
    """What the unit of a path is called, with its district: "phường Trần Phú, thành phố …"."""
    within = case((_ABOVE.level != "province", _ABOVE.kind + " " + _ABOVE.name))
    named = (
        select(func.concat_ws(", ", _UNIT.kind + " " + _UNIT.name, within))
        .outerjoin_from(_UNIT.path.table, _ABOVE.path.table, _ABOVE.code == _UNIT.parent_code)
        .where(_UNIT.path == path)
    )
    return func.coalesce(named.scalar_subquery(), path)


async def commune_spellings(session: AsyncSession, path: str) -> dict[str, str]:
    """Folded name, alias or code -> commune code, for communes in a path; ambiguous ones out."""
    within = (AdminUnit.path >= path) & (AdminUnit.path < path + "~")
    query = (
        select(AdminUnitAlias.alias_key, AdminUnitAlias.unit_code)
        .join(AdminUnit, AdminUnit.code == AdminUnitAlias.unit_code)
        .where(within, AdminUnit.level == "commune")
    )
    found: dict[str, str] = {}
    ambiguous: set[str] = set()
    for key, code in await session.execute(query):
        if found.setdefault(key, code) != code:
            ambiguous.add(key)
        found[code] = code
    return {key: code for key, code in found.items() if key not in ambiguous}


async def spellings_by_code(
    session: AsyncSession, path: str, level: str
) -> dict[str, tuple[str, ...]]:
    """Folded name or alias -> codes of the units of a level inside a path that are so called."""
    within = (AdminUnit.path >= path) & (AdminUnit.path < path + "~")
    query = (
        select(AdminUnitAlias.alias_key, AdminUnitAlias.unit_code)
        .join(AdminUnit, AdminUnit.code == AdminUnitAlias.unit_code)
        .where(within, AdminUnit.level == level)
        .order_by(AdminUnitAlias.unit_code)
    )
    found: dict[str, tuple[str, ...]] = {}
    for key, code in await session.execute(query):
        found[key] = (*found.get(key, ()), code)
    return found


async def open_provinces(session: AsyncSession) -> list[str]:
    """Codes of the provinces whose schema is open in this database."""
    return list(await session.scalars(select(Province.code).order_by(Province.code)))
