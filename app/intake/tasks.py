"""What the child is told of a list, and where its rows may lie."""

from sqlalchemy.ext.asyncio import AsyncSession

from app import admin_units
from app.core.settings import settings
from app.intake.cells import Places
from app.intake.frame import PolicyFacts
from app.intake.mapping import ColumnMapping
from app.intake.queries import Waiting
from app.intake.reader import Task
from app.intake.reading import limits
from app.policy import enacted_upto


async def task_of(session: AsyncSession, waiting: Waiting) -> Task:
    """All that the child needs to read and judge a list."""
    path = waiting.unit_path
    own = admin_units.code_of(path) if admin_units.level_of(path) == "commune" else None
    return Task(
        form_code=waiting.form,
        day=waiting.compiled_on,
        media_type=waiting.media_type,
        limits=limits(),
        places=await places_of(session, path),
        own_commune=own,
        policy=PolicyFacts(
            waiting.compiled_on, settings().policy_overrides, enacted_upto(waiting.policy_revision)
        ),
        mapping=_mapping(waiting),
        conversion=waiting.conversion,
    )


def _mapping(waiting: Waiting) -> ColumnMapping | None:
    if waiting.columns is None:
        return None
    return ColumnMapping(columns=waiting.columns, constants=waiting.constants or {})


async def places_of(session: AsyncSession, path: str) -> Places:
    """The names under which rows may name communes and districts of the office's area."""
    if admin_units.level_of(path) == "commune":
        return Places({})
    named = await admin_units.spellings_by_code(session, path, "commune")
    communes = {name: codes[0] for name, codes in named.items() if len(codes) == 1}
    twins = {name: codes for name, codes in named.items() if len(codes) > 1}
    every = {code: code for codes in named.values() for code in codes}
    inside = await admin_units.units_inside(session, path, "commune")
    if admin_units.level_of(path) == "district":
        return Places(communes | every)
    districts = await admin_units.spellings_by_code(session, path, "district")
    return Places(
        communes | every,
        districts={name: codes[0] for name, codes in districts.items() if len(codes) == 1},
        district_of={
            one["code"]: admin_units.code_of(admin_units.district_of(one["path"])) for one in inside
        },
        twins=twins,
    )


async def commune_paths(session: AsyncSession, unit_path: str) -> dict[str, str]:
    """Code -> path of the communes that rows of this office's lists may name."""
    if admin_units.level_of(unit_path) == "commune":
        return {}
    inside = await admin_units.units_inside(session, unit_path, "commune")
    return {one["code"]: one["path"] for one in inside}
