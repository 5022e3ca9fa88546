"""The schema through time: one chain of migrations, run for the nation and for each province."""

from pathlib import Path
from typing import Any

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from app.core.db import NATION, schema_of

ROOT = Path(__file__).parents[2]
_TABLES = (
    "core", "admin_units", "access", "audit", "policy", "documents", "register", "funds",
    "dossiers", "clocks", "intake", "postings", "confirmations", "loans", "appraisal",
    "decisions", "payouts", "recoveries", "reconciliation", "supervision", "coverage", "reports",
)  # fmt: skip


def in_nation() -> bool:
    """Whether the migration now running is to build the shared schema or a province's."""
    return bool(context.config.attributes["schema"] == NATION)


def configuration(connection: Connection, schema: str) -> Config:
    """Alembic pointed at one schema over an open connection."""
    config = Config(ROOT / "alembic.ini")
    config.attributes.update(connection=connection, schema=schema)
    return config


def upgrade_schema(connection: Connection, schema: str, revision: str = "head") -> None:
    """Bring one schema to a revision; refuses to wait long for locks (see migrations/env.py)."""
    command.upgrade(configuration(connection, schema), revision)


def downgrade_schema(connection: Connection, schema: str, revision: str) -> None:
    """Take one schema back."""
    command.downgrade(configuration(connection, schema), revision)


async def upgrade(url: str, provinces: tuple[str, ...] = ()) -> list[str]:
    """Migrate the nation, then every open province and those newly named; returns the schemas."""
    engine = create_async_engine(url, poolclass=NullPool, hide_parameters=True)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(upgrade_schema, NATION)
            found = await connection.execute(
                text("select schema_name from nation.province order by 1")
            )
            schemas = {row[0] for row in found} | {schema_of(code) for code in provinces}
            await connection.rollback()
            for schema in sorted(schemas):
                await connection.run_sync(upgrade_schema, schema)
        return [NATION, *sorted(schemas)]
    finally:
        await engine.dispose()


def all_tables() -> Any:
    """The metadata of every room, for comparing with the database."""
    import importlib

    from app.core.db import Base

    for room in _TABLES:
        importlib.import_module(f"app.{room}.tables")
    return Base.metadata
