"""The owner's own connection: migrations and the country's units; never used by a door or a job."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool


@asynccontextmanager
async def owner_transaction(url: str) -> AsyncIterator[AsyncSession]:
    """One transaction as the owner of the tables."""
    engine = create_async_engine(url, poolclass=NullPool, hide_parameters=True)
    try:
        async with AsyncSession(engine) as session, session.begin():
            yield session
    finally:
        await engine.dispose()
