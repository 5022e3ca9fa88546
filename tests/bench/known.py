"""A register that already knows many people: copied in by the owner, as lists before would have."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from app import register
from app.core.db import schema_of
from app.demo.areas import load_areas
from tests.bench.crowd import Invented, parts, people
from tests.bench.ground import PROVINCE, Ground, owner

SCHEMA = schema_of(PROVINCE)
_AT_ONCE = 50_000
_PERSON = (
    "id", "full_name", "name_key", "birth_date", "birth_year", "sex", "cmnd", "cccd", "area_path",
)  # fmt: skip
_KEY = ("digest", "person_id", "kind", "flags")
_ONLY_YEAR_EVERY = 10

# What lists made of these people: a dossier each, handed in, and the nation told of the claim.
_MADE = {
    "dossier": (
        "select id as id, 0::bigint as list_id, id::integer as row_number, id as person_id,"
        " 'BTXH' as group_code, 3::smallint as months, 1500000::bigint as amount_dong, full_name,"
        " birth_date, birth_year, sex, coalesce(cccd, cmnd) as id_number, area_path from {}.person"
    ),
    "dossier_stage": (
        "select id as dossier_id, 0::bigint as list_id, 'at_commune' as stage,"
        " 'posted' as from_stage, 4 as version, area_path from {}.person"
    ),
    "person_claim": (
        "select id as dossier_id, '42' as province_code, id as person_id, 'BTXH' as group_code,"
        " 1500000::bigint as amount_dong, area_path || lpad(id::text, 7, '0') as tie_break,"
        " 'open' as state from {}.person"
    ),
}


async def fill(place: Ground, count: int) -> None:
    """The first people of the crowd, known by their keys, each with a claim under way."""
    if not count:
        return
    paths = [f"{PROVINCE}.{one.district}.{one.code}." for one in load_areas().communes]
    async with owner(place.dsn()) as connection:
        await connection.execute("set session_replication_role = replica")
        await connection.execute("set synchronous_commit = off")
        for part in parts(people(1, count), _AT_ONCE):
            await _copy_people(connection, part, paths)
        for table in _MADE:
            await _copy_made(connection, table)
        await connection.execute(f"select setval('nation.person_number', {count})")
        await connection.execute(f"select setval('nation.dossier_number', {count})")
        await connection.execute("reset session_replication_role")
        await connection.execute("vacuum analyze")
        await connection.execute("checkpoint")


async def _copy_people(connection: Any, part: Sequence[Invented], paths: Sequence[str]) -> None:
    told, keys = [], []
    for one in part:
        path = paths[one.number % len(paths)]
        birth = one.birth if one.number % _ONLY_YEAR_EVERY else None
        cmnd, cccd = one.cmnd, one.cccd
        told.append(
            (
                one.number, one.full_name, one.name_key, birth, one.birth.year, one.sex, cmnd,
                cccd, path,
            )
        )  # fmt: skip
        known = register.Known(one.name_key, birth, one.birth.year, one.sex, cmnd, cccd, None, path)
        found = register.keys_of(known)
        keys += [(key.digest, one.number, key.kind, found.flags) for key in found.each]
    await connection.copy_records_to_table(
        "person", schema_name=SCHEMA, columns=_PERSON, records=told
    )
    await connection.copy_records_to_table(
        "person_key", schema_name="nation", columns=_KEY, records=keys
    )


async def _copy_made(connection: Any, table: str) -> None:
    query, content = _MADE[table].format(SCHEMA), BytesIO()
    names = [one.name for one in (await connection.prepare(query)).get_attributes()]
    await connection.copy_from_query(query, output=content, format="binary")
    content.seek(0)
    where = "nation" if table == "person_claim" else SCHEMA
    await connection.copy_to_table(
        table, schema_name=where, columns=names, source=content, format="binary"
    )
