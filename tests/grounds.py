"""The ground the tests stand on: the clock, databases of their own, raw SQL, statements counted."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from app.core import db
from app.core.clock import VIETNAM
from app.core.owner import owner_transaction
from app.core.settings import settings

PROVINCE = "42."
_numbers = count(1)
_NEW = f"ansinh_new_{os.getpid()}"


async def set_clock(owner_url: str, day: date | None, hour: int = 8) -> None:
    """The house's clock stands at this day and hour of Vietnam; None lets it run."""
    async with owner_transaction(owner_url) as session:
        await session.execute(text("delete from nation.clock"))
        if day is not None:
            moment = datetime(day.year, day.month, day.day, hour, tzinfo=VIETNAM)
            await session.execute(
                text("insert into nation.clock (frozen_at) values (:moment)"),
                {"moment": moment.astimezone(UTC)},
            )


@asynccontextmanager
async def a_copy_kept(owner_url: str) -> AsyncIterator[None]:
    """The migrated house is kept as it is now, for others to be copied from."""
    name = make_url(owner_url).database
    async with _administering(owner_url) as connection:
        await connection.execute(text(f"drop database if exists {_NEW} with (force)"))
        await connection.execute(text(f"create database {_NEW} template {name}"))
    try:
        yield
    finally:
        async with _administering(owner_url) as connection:
            await connection.execute(text(f"drop database {_NEW} with (force)"))


@asynccontextmanager
async def _administering(owner_url: str) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(owner_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()


@asynccontextmanager
async def a_house_of_its_own(owner_url: str) -> AsyncIterator[str]:
    """A second house, new as the first was, to which the service is turned meanwhile."""
    name = f"ansinh_own_{os.getpid()}_{next(_numbers)}"
    url = make_url(owner_url).set(database=name).render_as_string(hide_password=False)
    async with _administering(owner_url) as connection:
        await connection.execute(text(f"create database {name} template {_NEW}"))
        await connection.execute(text(f"grant temporary on database {name} to house_app"))
    before = os.environ["DATABASE_URL"]
    try:
        await _turn_to(url)
        yield url
    finally:
        await _turn_to(before)
        async with _administering(owner_url) as connection:
            await connection.execute(text(f"drop database if exists {name} with (force)"))


async def _turn_to(url: str) -> None:
    await db.dispose()
    os.environ["DATABASE_URL"] = url
    settings.cache_clear()


@asynccontextmanager
async def owning(owner_url: str, scope: str = PROVINCE) -> AsyncIterator[AsyncSession]:
    """A transaction of the owner in a province, undone at the end: the place for controls."""
    engine = create_async_engine(owner_url, poolclass=NullPool)
    try:
        async with AsyncSession(engine) as session:
            await enter(session, scope)
            yield session
            await session.rollback()
    finally:
        await engine.dispose()


async def enter(session: AsyncSession, scope: str, agent: str = "") -> None:
    """Place and territory of an open transaction, as the opener sets them."""
    path = f"p{scope[:2]}, nation" if scope else "nation"
    await session.execute(
        text(
            "select set_config('search_path', :path, true), set_config('app.scope', :scope, true),"
            " set_config('app.agent', :agent, true), set_config('app.now', '', true)"
        ),
        {"path": path, "scope": scope, "agent": agent},
    )


async def become_service(session: AsyncSession) -> None:
    """From here on the transaction has only the rights of the service's role."""
    await session.execute(text("set local role house_app"))


@asynccontextmanager
async def raw_service(
    owner_url: str, scope: str = PROVINCE, agent: str = ""
) -> AsyncIterator[AsyncSession]:
    """Raw SQL with the service's rights in a territory, undone at the end."""
    async with owning(owner_url, scope) as session:
        await enter(session, scope, agent)
        await become_service(session)
        yield session


async def refused(session: AsyncSession, statement: str, **values: Any) -> str | None:
    """The constraint (or SQL state) by which the database refuses, None when it lets it happen.

    Constraints that wait for the commit are asked at once. What was let happen stays.
    """
    try:
        async with session.begin_nested():
            await session.execute(text(statement), values)
            await session.execute(text("set constraints all immediate"))
        return None
    except DBAPIError as error:
        cause: Any = getattr(error.orig, "__cause__", None)
        name = getattr(cause, "constraint_name", None)
        return str(name or getattr(cause, "sqlstate", "") or error)


async def scalar(owner_url: str, query: str, scope: str = PROVINCE, **values: Any) -> Any:
    """One value, asked as the owner in a province."""
    async with owning(owner_url, scope) as session:
        return await session.scalar(text(query), values)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that the service sends meanwhile."""
    sent: list[str] = []

    def note(_c: Any, _k: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    engine = db.engine().sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
