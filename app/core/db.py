"""The opener: one act, one transaction, in the name of one actor, committed before the answer."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import MetaData, event, make_url, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase

from app.core.errors import BeyondTerritory, ProvinceNotOpen, Refused
from app.core.settings import settings

NATION = "nation"
SERVICE_ROLE = "house_app"
_CONNECT_SECONDS = 10
_STATEMENTS = 1000
"""How many statements a connection keeps prepared: all that pages and doors ask. With the driver's
100 most of them were parsed and analysed anew each time, at up to a third of the time of a page."""
_KEEPALIVE = {
    "tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3",
}  # fmt: skip
"""By which the database notices that our host is gone, and lets go of what the act held."""


class Base(DeclarativeBase):
    """Tables with schema `nation` are shared; tables without one live in each province's schema."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """In whose name and over which territory a transaction runs."""

    scope: str = ""
    """Path of area codes with a closing dot ("42.436."); empty sees no rows."""
    account_id: int | None = None
    officer_id: int | None = None
    agent: str = ""
    """Code of the payment agent, when the actor works for one."""

    @property
    def province(self) -> str | None:
        return self.scope.split(".", 1)[0] or None

    def as_json(self) -> dict[str, Any]:
        """For a job that goes on in the same name."""
        return asdict(self)


NOBODY = Standing()
_NO_SUCH_TABLE = "42P01"
"""Under the migrated schema only a province that is not open lacks a table."""

_VIEWED = "viewed"
_POLICY_SAYS_NO = "violates row-level security policy"

_OPEN = text(
    """
    select set_config('search_path', :path, true),
           set_config('app.scope', :scope, true),
           set_config('app.account_id', :account, true),
           set_config('app.officer_id', :officer, true),
           set_config('app.agent', :agent, true),
           set_config('app.because', :act, true),
           set_config('app.now', moment.now::text, true),
           moment.now,
           (select coalesce(max(revision), 0) from nation.enactment) as revision
      from (select case when :controlled
                        then coalesce((select frozen_at from nation.clock), now())
                        else now() end as now) as moment
    """
)

_SPEAK_NOW = text("set constraints all immediate")
"""Constraints that wait for the commit are asked now: a rehearsal never commits."""

_REFUSALS: dict[str, Callable[[], Refused]] = {}
_UPON_ENTERING: list[Callable[[AsyncSession, int], Awaitable[None]]] = []


def refuse_as(constraint: str, refusal: Callable[[], Refused]) -> None:
    """When the database refuses by this constraint, the caller is told by this refusal."""
    _REFUSALS[constraint] = refusal


def upon_entering(catch_up: Callable[[AsyncSession, int], Awaitable[None]]) -> None:
    """Have a room told, at the start of every transaction, the number of the latest enactment."""
    _UPON_ENTERING.append(catch_up)


class Engines:
    """The service's connection pool, made on first use."""

    service: AsyncEngine | None = None
    looking: AsyncEngine | None = None
    """The same pool, for single statements outside any transaction."""


def schema_of(province: str) -> str:
    """The schema that holds a province: '42' -> 'p42'."""
    if not re.fullmatch(r"[0-9]{2}", province):
        raise ValueError(f"not a province code: {province!r}")
    return f"p{province}"


def make_engine(url: str | None = None) -> AsyncEngine:
    """A pool that logs in as the service, or switches to its role, and owns nothing.

    Neither end waits for ever for one that says nothing more.
    """
    chosen = url or settings().service_database_url
    seconds = settings().database_seconds
    longest = f"{seconds * 1000:.0f}"
    server_settings = {
        # A plan for all arguments trusts estimates that row policies hide: such a plan of a report
        # ran for minutes instead of a second.
        "plan_cache_mode": "force_custom_plan",
        "application_name": "ansinh", "search_path": NATION, "statement_timeout": longest,
        "idle_in_transaction_session_timeout": longest, **_KEEPALIVE,
    }  # fmt: skip
    if chosen is None:
        chosen = settings().database_url or ""
        if make_url(chosen).username != SERVICE_ROLE:
            server_settings["role"] = SERVICE_ROLE
    driver = {
        "timeout": _CONNECT_SECONDS, "command_timeout": seconds,
        "prepared_statement_cache_size": _STATEMENTS,
    }  # fmt: skip
    made = create_async_engine(
        chosen,
        pool_size=settings().pool_size,
        max_overflow=4,
        pool_timeout=10,
        pool_pre_ping=False,
        hide_parameters=True,
        pool_use_lifo=True,  # the connection that was used last knows the statements best
        connect_args={"server_settings": server_settings, **driver},
    )
    event.listen(made.sync_engine, "handle_error", _hang_up)
    return made


def _hang_up(context: ExceptionContext) -> None:
    """A line that stayed silent is dropped: asked to roll back, it would be waited for again."""
    if not isinstance(context.original_exception, TimeoutError) or context.connection is None:
        return
    raw: Any = context.connection.connection.driver_connection
    raw.terminate()
    context.is_disconnect = True
    context.invalidate_pool_on_disconnect = False  # the others may be well


def engine() -> AsyncEngine:
    """The pool of this process."""
    if Engines.service is None:
        Engines.service = make_engine()
        Engines.looking = Engines.service.execution_options(isolation_level="AUTOCOMMIT")
    return Engines.service


async def dispose() -> None:
    """Close the pool of this process."""
    if Engines.service is not None:
        await Engines.service.dispose()
        Engines.service = Engines.looking = None


def _session() -> AsyncSession:
    return AsyncSession(engine(), expire_on_commit=False)


@asynccontextmanager
async def transaction(standing: Standing, act: str = "") -> AsyncIterator[AsyncSession]:
    """One act, all or nothing; a broken constraint leaves as the refusal that names it.

    `act` is what the trace tells as the reason of every change.
    """
    try:
        async with _session() as session, session.begin():
            await enter(session, standing, act)
            yield session
    except DBAPIError as error:
        if (refusal := refusal_behind(error)) is None:
            raise
        raise refusal from error


@asynccontextmanager
async def glance() -> AsyncIterator[AsyncConnection]:
    """One look outside any territory (who is asking?): a single statement, one round trip."""
    engine()
    assert Engines.looking is not None
    async with Engines.looking.connect() as connection:
        yield connection


@asynccontextmanager
async def rehearsal(standing: Standing, act: str = "") -> AsyncIterator[AsyncSession]:
    """The same act with the same answer, and nothing kept."""
    try:
        async with _session() as session, session.begin() as whole:
            await enter(session, standing, act)
            yield session
            await session.execute(_SPEAK_NOW)
            await whole.rollback()
    except DBAPIError as error:
        if (refusal := refusal_behind(error)) is None:
            raise
        raise refusal from error


async def enter(session: AsyncSession, standing: Standing, act: str = "") -> None:
    """First statement of the transaction: place, territory, actor and moment."""
    province = standing.province
    path = f"{schema_of(province)}, {NATION}" if province else NATION
    values = {
        "path": path,
        "scope": standing.scope,
        "account": str(standing.account_id or ""),
        "officer": str(standing.officer_id or ""),
        "agent": standing.agent,
        "act": act,
        "controlled": settings().clock_control,
    }
    row = (await session.execute(_OPEN, values)).one()
    session.info.update(now=row.now, standing=standing)
    for catch_up in _UPON_ENTERING:
        await catch_up(session, row.revision)


def standing_of(session: AsyncSession) -> Standing:
    """In whose name this transaction runs."""
    standing: Standing = session.info["standing"]
    return standing


def mark_viewed(session: AsyncSession) -> None:
    """This transaction has kept who looks at numbers in clear."""
    session.info[_VIEWED] = True


def was_viewed(session: AsyncSession) -> bool:
    """Whether this transaction has kept who looks."""
    return _VIEWED in session.info


def refusal_behind(error: DBAPIError) -> Refused | None:
    """The named refusal behind a broken constraint; an unknown one stays a bug.

    The driver's DETAIL quotes the row that broke it, a person's perhaps: it goes no further.
    """
    cause: Any = getattr(error.orig, "__cause__", None)
    if getattr(cause, "detail", None):
        cause.detail = None
    if getattr(cause, "sqlstate", None) == _NO_SUCH_TABLE:
        return ProvinceNotOpen()
    if _POLICY_SAYS_NO in str(cause):
        return BeyondTerritory()
    name = getattr(cause, "constraint_name", None)
    refusal = _REFUSALS.get(name) if name else None
    return refusal() if refusal else None
