"""A database that was at work before the deltas: the migration counts them from what is there."""

import os
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from app.core.db import enter
from app.core.embedded import Server
from app.core.owner import owner_transaction
from app.core.schema import downgrade_schema, upgrade
from tests.coverage.histories import (
    CODE,
    HERE,
    Change,
    Fact,
    Person,
    check_deltas,
    kept,
    write,
)
from tests.migrations.dump import fresh_database
from tests.migrations.test_migrations import on

EVERYBODY = [
    Person(0, 0, 0, True, 3, 0, 0, (), (Fact("paid", 0, 3, 1, 1, 0), Fact("paid", 1, 3, 2, 3, 0))),
    Person(1, 0, 0, False, 2, 0, 1, (Change(1, 2, 2, 0), Change(0, 3, 4, 0)), (
        Fact("paid", 0, 3, 1, 1, 0), Fact("returned", 0, 3, 4, 4, 0), Fact("owed", 10, 2, 3, 4, 0),
        Fact("void", 10, 1, 3, 5, 0),
    )),
    Person(2, 1, 2, False, 1, 4, 4, (), ()),
]  # fmt: skip


@pytest.fixture
async def url(server: Server | None) -> AsyncIterator[str]:
    """A database of its own."""
    admin = server.url() if server else os.environ["DATABASE_URL"]
    async with fresh_database(admin, f"ansinh_before_{os.getpid()}") as made:
        yield made


async def test_what_was_there_before_is_counted(url: str) -> None:
    await upgrade(url, (CODE,))
    async with owner_transaction(url) as session:
        await enter(session, HERE)
        await session.execute(text("set local session_replication_role = replica"))
        await session.execute(
            text("insert into nation.province (code, schema_name) values (:code, :schema)"),
            {"code": CODE, "schema": f"p{CODE}"},
        )
        await write(session, EVERYBODY, frozenset())
    async with owner_transaction(url) as session:
        await enter(session, HERE)
        assert await kept(session) == []
    for schema in (f"p{CODE}", "nation"):
        await on(url, downgrade_schema, schema, "0020_closings")
    await upgrade(url)
    async with owner_transaction(url) as session:
        await enter(session, HERE)
        await check_deltas(session, EVERYBODY)
        unfolded = await session.scalar(text("select count(*) from nation.coverage_delta"))
        assert unfolded == 0
