"""The limits of the database: COPY of the very rows that the service wrote for a list."""

import time
from typing import Any, NamedTuple

from tests.bench.ground import COPY_OF_IT, Ground, owner
from tests.bench.known import SCHEMA

_ITS_PEOPLE = "(select person_id from {s}.dossier where list_id = $1)"
_PARENTS = (
    (SCHEMA, "document", "id = (select document_id from {s}.dossier_list where id = $1)"),
    (SCHEMA, "dossier_list", "id = $1"),
)
_WRITTEN = (
    (SCHEMA, "person", f"id in {_ITS_PEOPLE}"),
    ("nation", "person_key", f"person_id in {_ITS_PEOPLE}"),
    (SCHEMA, "household", "id in (select household_id from {s}.dossier where list_id = $1)"),
    (SCHEMA, "dossier", "list_id = $1"),
    (SCHEMA, "dossier_stage", "list_id = $1"),
    (SCHEMA, "list_row", "list_id = $1"),
)
_WIDE = (
    "select d.*, p.name_key, p.cmnd, p.cccd, r.entry, r.change, r.digest, r.mark, r.good,"
    " r.problems, r.warnings from {s}.dossier d join {s}.person p on p.id = d.person_id"
    " join {s}.list_row r on r.list_id = d.list_id and r.entry = d.row_number"
    " where d.list_id = $1"
)


class Rows(NamedTuple):
    """Rows of one table, ready to be copied."""

    schema: str
    table: str
    columns: tuple[str, ...]
    records: list[tuple[Any, ...]]


class Copied(NamedTuple):
    """Seconds of COPY: into the register's own tables, and of one wide row each into a bare one."""

    register: float
    raw: float
    tables: dict[str, int]
    """Rows copied by table; the history is written besides, by its trigger."""


async def copy_list(place: Ground, list_id: int) -> Copied:
    """Copy what the service wrote for a list once more, as ready tuples, as the owner.

    Into a database that is as the first one was before: the same tables with their indexes, keys,
    checks and triggers (history), known people and all. Without row policies: COPY refuses them.
    """
    async with owner(place.dsn()) as first, owner(place.dsn(COPY_OF_IT)) as second:
        await first.execute("set enable_nestloop = off")  # not a word to the planner's counts
        parents = [await _rows(first, *one, list_id) for one in _PARENTS]
        written = [await _rows(first, *one, list_id) for one in _WRITTEN]
        wide = _WIDE.format(s=SCHEMA)
        bare = await _fetched(first, "public", "bench_raw", wide, list_id)
        await _copy_parents(second, parents)
        register = await _timed(second, [one for one in written if one.records])
        await first.execute("drop table if exists public.bench_raw")
        shape = wide.replace("$1", "0")
        await first.execute(f"create unlogged table public.bench_raw as {shape}")
        raw = await _timed(first, [bare])
        await first.execute("drop table public.bench_raw")
    return Copied(register, raw, {one.table: len(one.records) for one in written if one.records})


async def _rows(connection: Any, schema: str, table: str, which: str, list_id: int) -> Rows:
    query = f"select * from {schema}.{table} where {which.format(s=SCHEMA)}"
    return await _fetched(connection, schema, table, query, list_id)


async def _fetched(connection: Any, schema: str, table: str, query: str, list_id: int) -> Rows:
    asked = await connection.prepare(query)
    columns = tuple(one.name for one in asked.get_attributes())
    return Rows(schema, table, columns, [tuple(row) for row in await asked.fetch(list_id)])


async def _copy_parents(connection: Any, parents: list[Rows]) -> None:
    await connection.execute("set session_replication_role = replica")
    for one in parents:
        await _copy(connection, one)
    await connection.execute("reset session_replication_role")


async def _timed(connection: Any, tables: list[Rows]) -> float:
    start = time.perf_counter()
    async with connection.transaction():
        for one in tables:
            await _copy(connection, one)
    return time.perf_counter() - start


async def _copy(connection: Any, rows: Rows) -> None:
    await connection.copy_records_to_table(
        rows.table, schema_name=rows.schema, columns=rows.columns, records=rows.records
    )
