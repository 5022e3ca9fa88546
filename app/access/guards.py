"""Guards in signatures: who, with which permission, and the transaction of the act."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Header, Query, Request, params
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import commands, queries, second_factor
from app.access.rules import Actor, Permission, WrongCode
from app.access.words import forbidden
from app.core import clock, idempotency
from app.core.db import glance, rehearsal, transaction, was_viewed
from app.core.digests import secret_digest
from app.core.errors import Unauthenticated
from app.core.web.doors import fingerprint
from app.core.web.page import BY_PAGE, Posted, before_waiting

CODE_FIELD = "ma-6-so"
_STEP = "an_sinh.step"
"""In the scope of a request: the half-minute of the code that confirms its act."""


def bearer_token(request: Request) -> str:
    """The opaque token of the request; raises Unauthenticated."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token or len(token) > 100:
        raise Unauthenticated
    return token


async def _actor(request: Request) -> Actor:
    digest = secret_digest(bearer_token(request))
    async with glance() as connection:
        kind = queries.SESSION if BY_PAGE in request.scope else queries.API
        return await queries.actor_of(connection, digest, clock.wall_clock(), kind)


CurrentActor = Annotated[Actor, Depends(_actor)]
before_waiting(_actor)


def allow(permission: Permission) -> params.Depends:
    """The actor, if their role carries the permission; 403 otherwise."""

    async def guard(actor: CurrentActor) -> Actor:
        if not actor.may(permission):
            raise forbidden(permission)
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
        if _STEP in request.scope:
            await second_factor.use_step(session, actor.account_id, request.scope[_STEP])
        yield session


class LookNotKept(RuntimeError):
    """A door that shows numbers in clear did not keep who looks; its answer never leaves."""


async def _revealing(actor: CurrentActor, request: Request) -> AsyncIterator[AsyncSession]:
    async with transaction(actor.standing, _act_of(request)) as session:
        yield session
        if not was_viewed(session):
            raise LookNotKept(_act_of(request))


async def _confirmed(actor: CurrentActor, posted: Posted, request: Request) -> None:
    code = posted.get(CODE_FIELD, "")
    request.scope[_STEP] = await _step_shown(actor, code)


async def _step_shown(actor: Actor, code: str) -> int:
    """The half-minute of a code that may confirm an act; raises WrongCode.

    A wrong one is a failure of the account, kept whatever becomes of the form.
    """
    try:
        async with transaction(actor.standing) as session:
            return await second_factor.step_shown(session, actor.account_id, code)
    except WrongCode:
        async with transaction(actor.standing) as session:
            await commands.count_failure_of(session, actor.account_id)
        raise


Confirmed = Annotated[None, Depends(_confirmed)]
"""The second factor once more, given with this very form: for what binds or moves money.

It is looked at here and used up by the transaction of the act (`Writing`): a form that is refused
for any other fault does not cost its sender a code.
"""

Reading = Annotated[AsyncSession, Depends(_reading, scope="function")]
"""A transaction that looks."""

Revealing = Annotated[AsyncSession, Depends(_revealing, scope="function")]
"""A transaction that looks at numbers in clear, and keeps who looks (`audit.viewed`)."""

Writing = Annotated[AsyncSession, Depends(_writing, scope="function")]
"""The one transaction of an act, committed before the answer leaves."""
