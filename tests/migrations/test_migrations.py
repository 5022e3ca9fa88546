"""Migrations: one line of history, walkable both ways, and exactly what the models say."""

import ast
import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from app.core.embedded import Server
from app.core.owner import owner_transaction
from app.core.schema import (
    ROOT,
    all_tables,
    downgrade_schema,
    upgrade,
    upgrade_schema,
)

from .dump import FILE, fresh_database, whole_dump

SCHEMAS = ("nation", "p42")


@pytest.fixture
async def empty_url(server: Server | None) -> AsyncIterator[str]:
    """A database of its own for a test that walks up and down."""
    admin = server.url() if server else os.environ["DATABASE_URL"]
    async with fresh_database(admin, f"ansinh_walk_{os.getpid()}") as url:
        yield url


async def on(url: str, work: Callable[..., Any], *arguments: object) -> Any:
    """Run alembic's synchronous work over a connection of its own."""
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(work, *arguments)
    finally:
        await engine.dispose()


def test_there_is_one_head() -> None:
    scripts = ScriptDirectory.from_config(Config(ROOT / "alembic.ini"))
    assert len(scripts.get_heads()) == 1
    assert len(list(scripts.walk_revisions())) >= 1


async def test_up_down_up_gives_the_same_house(empty_url: str) -> None:
    await upgrade(empty_url, ("42", "40"))
    first = await whole_dump(empty_url)
    assert await whole_dump(empty_url, "p40") == first
    for schema in ("p40", "p42", "nation"):
        await on(empty_url, downgrade_schema, schema, "base")
    assert await leftovers(empty_url) == []
    assert await upgrade(empty_url, ("42", "40")) == ["nation", "p40", "p42"]
    assert await whole_dump(empty_url) == first


async def test_a_second_upgrade_changes_nothing(empty_url: str) -> None:
    await upgrade(empty_url, ("42",))
    first = await whole_dump(empty_url)
    await upgrade(empty_url, ("42",))
    assert await whole_dump(empty_url) == first


async def leftovers(url: str) -> list[str]:
    """What is still in our schemas, but for the migration tool's own table."""
    query = """
        select 'relation ' || n.nspname || '.' || c.relname from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
         where (n.nspname = 'nation' or n.nspname ~ '^p[0-9]{2}$')
           and c.relname not like 'alembic_version%'
        union all
        select 'function ' || n.nspname || '.' || p.proname from pg_proc p
          join pg_namespace n on n.oid = p.pronamespace
         where n.nspname = 'nation' or n.nspname ~ '^p[0-9]{2}$'
        union all
        select 'type ' || n.nspname || '.' || t.typname from pg_type t
          join pg_namespace n on n.oid = t.typnamespace
         where (n.nspname = 'nation' or n.nspname ~ '^p[0-9]{2}$') and t.typtype in ('e', 'd')
        """
    async with owner_transaction(url) as session:
        return sorted(str(row[0]) for row in await session.execute(text(query)))


def test_the_comparison_uses_every_room() -> None:
    """A tables.py that the comparison does not know would drift unseen."""
    homes = {mapper.class_.__module__ for mapper in _base().registry.mappers}
    files = {f"app.{file.parent.name}.tables" for file in (ROOT / "app").glob("*/tables.py")}
    assert homes == files


def _base() -> Any:
    from app.core.db import Base

    all_tables()
    return Base


def differences(connection: Connection, schema: str) -> list[Any]:
    """What alembic would change to make this schema what the models say."""
    path = "pg_catalog" if schema == "nation" else schema
    connection.execute(text(f"set search_path to {path}"))
    connection.dialect.default_schema_name = path
    context = MigrationContext.configure(
        connection,
        opts={
            "include_schemas": schema == "nation",
            "include_name": _only(schema),
            "include_object": _ours(schema),
            "compare_type": True,
        },
    )
    return list(compare_metadata(context, all_tables()))


def _only(schema: str) -> Callable[..., bool]:
    def include(name: str | None, kind: str, parents: Any) -> bool:
        if kind == "schema":
            return name == "nation" if schema == "nation" else name is None
        return not (kind == "table" and (name or "").startswith(("pgqueuer", "alembic_version")))

    return include


def _ours(schema: str) -> Callable[..., bool]:
    def include(thing: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
        return kind != "table" or (thing.schema == "nation") == (schema == "nation")

    return include


@pytest.mark.parametrize("schema", SCHEMAS)
async def test_the_models_do_not_drift_from_the_migrations(house: str, schema: str) -> None:
    assert await on(house, differences, schema) == []


@pytest.mark.parametrize(
    ("schema", "change"),
    [
        ("nation", "alter table nation.officer drop column full_name"),
        ("nation", "create table nation.stray (id bigint)"),
        ("p42", "alter table p42.person alter column cmnd type varchar(9)"),
        ("p42", "drop index p42.uq_payout_order_live"),
        ("p42", "alter table p42.dossier drop constraint fk_dossier_person_id"),
    ],
)
async def test_drift_is_seen(empty_url: str, schema: str, change: str) -> None:
    await upgrade(empty_url, ("42",))
    async with owner_transaction(empty_url) as session:
        await session.execute(text(change))
    assert await on(empty_url, differences, schema) != []


async def test_the_committed_schema_is_what_the_migrations_build(house: str) -> None:
    """After a migration: python -m tests.migrations.dump, and read the difference."""
    assert FILE.read_text("utf-8") == await whole_dump(house)


async def test_the_dump_sees_a_policy_taken_away(empty_url: str) -> None:
    await upgrade(empty_url, ("42",))
    first = await whole_dump(empty_url)
    seen = []
    for change in (
        "alter table p42.dossier no force row level security",
        "alter policy territory on p42.person using (true)",
        "alter table p42.journal disable trigger append_only",
        "grant delete on p42.dossier to house_app",
        "create or replace function nation.refuse_change() returns trigger language plpgsql"
        " as 'begin return new; end'",
    ):
        async with owner_transaction(empty_url) as session:
            await session.execute(text(change))
        seen.append(await whole_dump(empty_url))
    assert len({first, *seen}) == 6


DEPLOY = """
import asyncio, sys
from app.core.schema import upgrade
print(*asyncio.run(upgrade(sys.argv[1], ("42",))))
"""


async def deploy(url: str) -> tuple[int | None, str]:
    """Migrate in a process of its own, the way a deployment does."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", DEPLOY, url, cwd=ROOT, stdout=PIPE, stderr=PIPE
    )
    out, err = await process.communicate()
    return process.returncode, (out.decode().strip() or err.decode()[-300:])


async def test_two_deployments_cannot_migrate_at_once(empty_url: str) -> None:
    """Side by side, both end well: one builds, the other waits and finds it built."""
    both = await asyncio.gather(deploy(empty_url), deploy(empty_url))
    assert list(both) == [(0, "nation p42")] * 2


async def test_a_deployment_waits_for_one_that_takes_its_time(empty_url: str) -> None:
    """The other holds the lock for longer than a migration may wait for a table."""
    lock = constant_of_env("_LOCK")
    engine = create_async_engine(empty_url, poolclass=NullPool)
    async with engine.connect() as other:
        await other.execute(text("select pg_advisory_lock(:key)"), {"key": lock})
        waiting = asyncio.create_task(deploy(empty_url))
        await asyncio.sleep(5)
        await other.execute(text("select pg_advisory_unlock(:key)"), {"key": lock})
        assert await waiting == (0, "nation p42")
    await engine.dispose()


def constant_of_env(name: str) -> int:
    """A number written in migrations/env.py, which only the migration tool can import."""
    for node in ast.parse((ROOT / "migrations" / "env.py").read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return int(ast.literal_eval(node.value))
    raise AssertionError(name)


async def test_a_migration_does_not_wait_long_for_a_lock(empty_url: str) -> None:
    await upgrade(empty_url, ("42",))
    engine = create_async_engine(empty_url, poolclass=NullPool)
    async with engine.connect() as busy:
        await busy.execute(text("lock table p42.dossier in access share mode"))
        with pytest.raises(DBAPIError, match="lock timeout"):
            await on(empty_url, downgrade_schema, "p42", "base")
    await engine.dispose()
    await on(empty_url, upgrade_schema, "p42")


def test_statements_are_split_where_they_end() -> None:
    """The files are cut at a semicolon before an empty line; no function body may hold one."""
    for file in sorted((ROOT / "migrations" / "sql").glob("*.sql")):
        for part in file.read_text("utf-8").split(";\n\n"):
            assert part.count("$$") % 2 == 0, f"{file.name}: a body is cut in\n{part[-200:]}"
