"""Guards in signatures: who, with which permission, and the transaction of the act."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Header, Query, Request, params
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import queries
from app.access.rules import Actor, Permission
from app.core import clock, idempotency
from app.core.db import glance, rehearsal, transaction, was_viewed
from app.core.digests import secret_digest
from app.core.errors import Forbidden, Unauthenticated
from app.core.web.doors import fingerprint


def bearer_token(request: Request) -> str:
    """The opaque token of the request; raises Unauthenticated."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token or len(token) > 100:
        raise Unauthenticated
    return token


async def _actor(request: Request) -> Actor:
    digest = secret_digest(bearer_token(request))
    async with glance() as connection:
        return await queries.actor_of(connection, digest, clock.wall_clock())


CurrentActor = Annotated[Actor, Depends(_actor)]


def allow(permission: Permission) -> params.Depends:
    """The actor, if their role carries the permission; 403 otherwise."""

    async def guard(actor: CurrentActor) -> Actor:
        if not actor.may(permission):
            raise Forbidden(permission=permission)
        return actor

    guard.permission = permission  # type: ignore[attr-defined]
    depends = Depends(guard)
    assert isinstance(depends, params.Depends)
    return depends


async def _reading(actor: CurrentActor) -> AsyncIterator[AsyncSession]:
    async with transaction(actor.standing) as session:
        yield session


def _act_of(request: Request) -> str:
    """The door's own name, for the trace: "submitList"."""
    return getattr(request.scope.get("route"), "operation_id", None) or ""


async def _writing(
    actor: CurrentActor,
    request: Request,
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
    dry_run: Annotated[bool, Query(description="same checks, same answer, nothing kept")] = False,
) -> AsyncIterator[AsyncSession]:
    opened = rehearsal if dry_run else transaction
    async with opened(actor.standing, _act_of(request)) as session:
        if idempotency_key is not None and not dry_run:
            idempotency.check_key(idempotency_key)
            mark = fingerprint(
                request.method, request.url.path, request.url.query, await request.body()
            )
            await idempotency.take_key(session, actor.account_id, idempotency_key, mark)
        yield session


class LookNotKept(RuntimeError):
    """A door that shows numbers in clear did not keep who looks; its answer never leaves."""


async def _revealing(actor: CurrentActor, request: Request) -> AsyncIterator[AsyncSession]:
    async with transaction(actor.standing, _act_of(request)) as session:
        yield session
        if not was_viewed(session):
            raise LookNotKept(_act_of(request))


Reading = Annotated[AsyncSession, Depends(_reading, scope="function")]
"""A transaction that looks."""

Revealing = Annotated[AsyncSession, Depends(_revealing, scope="function")]
"""A transaction that looks at numbers in clear, and keeps who looks (`audit.viewed`)."""

Writing = Annotated[AsyncSession, Depends(_writing, scope="function")]
"""The one transaction of an act, committed before the answer leaves."""
