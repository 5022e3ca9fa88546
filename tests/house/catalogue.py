"""What the database's own catalogue says about the house."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

OURS = "(n.nspname = 'nation' or n.nspname ~ '^p[0-9]{2}$')"
NOT_THE_QUEUE = r"c.relname !~ '^(pgqueuer|alembic_version)'"


async def ask(url: str, query: str, **values: object) -> Sequence[Any]:
    """The answer of the database, asked as the owner of the tables."""
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return (await connection.execute(text(query), values)).all()
    finally:
        await engine.dispose()


async def lines(url: str, query: str) -> list[str]:
    """The first column of the answer, as text."""
    return [str(row[0]) for row in await ask(url, query)]


async def names_of_constraints(url: str) -> set[str]:
    """Constraints, unique indexes, and the names that triggers raise."""
    stated = await lines(
        url,
        f"""
        select conname from pg_constraint c join pg_namespace n on n.oid = c.connamespace
         where {OURS}
        union select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid
               join pg_namespace n on n.oid = c.relnamespace where {OURS} and i.indisunique
        union select found[1] from pg_proc c join pg_namespace n on n.oid = c.pronamespace,
               regexp_matches(c.prosrc, 'constraint = ''([a-z_]+)''', 'g') as found where {OURS}
        """,
    )
    return set(stated)
