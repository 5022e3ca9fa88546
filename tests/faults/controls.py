"""Mechanisms taken away from the service, one by one, so that a harness can be seen to fail.

Only for a process born careless: the request says in a header what it shall do without.
"""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import ContextVar
from typing import Any, Final

HEADER: Final = "X-Without"
BOOKS: Final = "books"
"""Statements do not wait for one another, nobody looks whether an account covers a move."""
STATEMENT_NUMBER: Final = "statement_number"
"""A statement is entered whether or not its number was there."""
RELEASED_ONCE: Final = "released_once"
"""A released run may be released."""
OPEN_LEASE: Final = "open_lease"
"""A lease that nobody acknowledged is forgotten at once."""
ANSWER_IN_ACT: Final = "answer_in_act"
"""The answer of a key is kept by itself, before the act is committed."""
COMMIT_FIRST: Final = "commit_first"
"""The answer leaves before the commit."""

_without: ContextVar[str] = ContextVar("without", default="")
_LATER: Final[set[asyncio.Task[None]]] = set()

_REWRITES: Final = {
    BOOKS: (re.compile(r"pg_advisory_xact_lock\("), "abs("),
    STATEMENT_NUMBER: (
        re.compile(r"(select .*\sfrom statement\s+where statement\.agent_code = .*)"),
        r"\1 and false",
    ),
    RELEASED_ONCE: (
        re.compile(r"(select payout_run\.id, )payout_run\.state(, .* for no key update)"),
        r"\1'prepared' as state\2",
    ),
    OPEN_LEASE: (
        re.compile(r"(select .*\sfrom payout_lease\s.*payout_lease\.acknowledged_at is null)"),
        r"\1 and payout_lease.xmin = pg_current_xact_id()::xid",
    ),
}
HURT: Final = {
    BOOKS: (
        "alter table order_outcome drop constraint pk_order_outcome",
        "alter table statement_line drop constraint pk_statement_line",
        "alter table journal_entry disable trigger check_accounts",
        "alter table statement disable trigger check_statement",
    ),
    STATEMENT_NUMBER: ("drop index uq_statement_number",),
    RELEASED_ONCE: ("alter table journal_entry disable trigger check_accounts",),
    OPEN_LEASE: ("drop index uq_payout_lease_open",),
    ANSWER_IN_ACT: (),
    COMMIT_FIRST: (),
}
"""What the database itself must lose for the same control."""


def careless(app: Any) -> Any:
    """The service that does without what a request says."""
    from sqlalchemy import Engine, event

    event.listen(Engine, "before_cursor_execute", _rewrite, retval=True)
    _blind_books()
    _answers_apart()
    _answer_first()

    async def listening(scope: Any, receive: Any, send: Any) -> None:
        told = dict(scope.get("headers") or ())
        _without.set(told.get(HEADER.lower().encode(), b"").decode())
        await app(scope, receive, send)

    return listening


def _rewrite(
    _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
) -> tuple[str, Any]:
    if (rewrite := _REWRITES.get(_without.get())) is not None:
        pattern, instead = rewrite
        statement = re.sub(pattern.pattern, instead, statement, flags=re.IGNORECASE | re.DOTALL)
    return statement, parameters


def _blind_books() -> None:
    from app.funds import commands
    from app.reconciliation import rules

    for module, name in ((commands, "check_cover"), (rules, "check_adds_up")):
        true = getattr(module, name)

        def look(*arguments: Any, true: Any = true) -> None:
            if _without.get() not in (BOOKS, RELEASED_ONCE):
                true(*arguments)

        setattr(module, name, look)


def _answers_apart() -> None:
    from app.core import db, idempotency

    true_take, true_keep = idempotency.take_key, idempotency.keep_answer

    async def take(session: Any, account_id: int, key: str, fingerprint: bytes) -> None:
        if _without.get() != ANSWER_IN_ACT:
            return await true_take(session, account_id, key, fingerprint)
        whose = {"account": account_id, "key": key}
        first = (await session.execute(idempotency._READ, whose)).first()
        if first is not None:
            raise idempotency.AlreadyAnswered(first.status, json.loads(first.body))
        session.info["idempotency"] = {**whose, "fingerprint": fingerprint}
        return None

    async def keep(session: Any, status: int, body: Any) -> None:
        if _without.get() != ANSWER_IN_ACT:
            return await true_keep(session, status, body)
        async with db.transaction(db.standing_of(session)) as apart:
            whose = session.info["idempotency"]
            await apart.execute(idempotency._TAKE, whose)
            told = {"status": status, "body": json.dumps(body)}
            await apart.execute(
                idempotency._KEEP, {"account": whose["account"], "key": whose["key"], **told}
            )
        return None

    idempotency.take_key, idempotency.keep_answer = take, keep


def _answer_first() -> None:
    from app.access import guards

    true = vars(guards)["transaction"]

    @asynccontextmanager
    async def transaction(standing: Any, act: str = "") -> AsyncIterator[Any]:
        opened: AbstractAsyncContextManager[Any] = true(standing, act)
        session = await opened.__aenter__()
        try:
            yield session
        except BaseException:
            if not await opened.__aexit__(*sys.exc_info()):
                raise
        else:
            if _without.get() != COMMIT_FIRST:
                await opened.__aexit__(None, None, None)
                return
            later = asyncio.create_task(_commit_later(opened))
            _LATER.add(later)
            later.add_done_callback(_LATER.discard)

    setattr(guards, "transaction", transaction)  # noqa: B010 - it is not theirs to export


async def _commit_later(opened: AbstractAsyncContextManager[Any]) -> None:
    await asyncio.sleep(0.05)
    await opened.__aexit__(None, None, None)
