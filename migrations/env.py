"""How a migration runs: alone, not waiting long, one transaction each, in one schema."""

from typing import Any

from alembic import context
from sqlalchemy import Connection, text

from app.core.db import NATION
from app.core.schema import all_tables

_LOCK = 42_154_2020
"""Any number, the same everywhere: two deployments cannot migrate at once."""


def named_here(schema: str) -> Any:
    """Only names of the schema being migrated are compared, and not the job queue's own tables."""

    def include(name: str | None, kind: str, parents: Any) -> bool:
        if kind == "schema":
            return name == NATION if schema == NATION else name is None
        return not (kind == "table" and (name or "").startswith(("pgqueuer", "alembic_version")))

    return include


def belongs(schema: str) -> Any:
    """Only the tables that the models put into the schema being migrated are compared."""

    def include(thing: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
        return kind != "table" or (thing.schema == NATION) == (schema == NATION)

    return include


def run(connection: Connection) -> None:
    """Build or change one schema."""
    schema = context.config.attributes["schema"]
    connection.execute(text("set lock_timeout = 0"))  # another deployment may take its time
    connection.execute(text("set statement_timeout = 0"))
    connection.execute(text("select pg_advisory_lock(:key)"), {"key": _LOCK})
    connection.execute(text(f"create schema if not exists {schema}"))
    path = NATION if schema == NATION else f"{schema}, {NATION}"
    connection.execute(text(f"set search_path to {path}"))
    connection.execute(text("set lock_timeout = '2s'"))
    connection.execute(text("set statement_timeout = '60s'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=all_tables(),
        version_table_schema=schema,
        transaction_per_migration=True,
        include_schemas=schema == NATION,
        include_name=named_here(schema),
        include_object=belongs(schema),
        compare_server_default=False,
    )
    try:
        with context.begin_transaction():
            context.run_migrations()
    finally:
        connection.rollback()
        connection.execute(text("select pg_advisory_unlock(:key)"), {"key": _LOCK})
        connection.commit()


run(context.config.attributes["connection"])
