"""A repeated act answers as it did the first time; its memory commits with the act."""

import json
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import BadInput, Refused


class AlreadyAnswered(Exception):
    """Not a refusal: the first answer of this key, to be given again."""

    def __init__(self, status: int, body: Any) -> None:
        self.status = status
        self.body = body


class KeyReused(Refused):
    """This Idempotency-Key was used for another request; choose a new key."""

    status = 422
    vi = "Khóa Idempotency-Key này đã dùng cho một yêu cầu khác; hãy dùng khóa mới."


_TAKE = text(
    "insert into nation.idempotency (account_id, key, fingerprint)"
    " values (:account, :key, :fingerprint) on conflict do nothing returning 1"
)
_READ = text(
    "select fingerprint, status, body from nation.idempotency"
    " where account_id = :account and key = :key"
)
_KEEP = text(
    "update nation.idempotency set status = :status, body = :body"
    " where account_id = :account and key = :key"
)


def check_key(key: str) -> None:
    """A key is 1 to 200 printable ASCII characters."""
    if not (1 <= len(key) <= 200 and key.isascii() and key.isprintable()):
        raise BadInput(
            reason="Idempotency-Key must be 1 to 200 printable ASCII characters.",
            reason_vi="Idempotency-Key phải gồm 1 đến 200 ký tự ASCII in được.",
            pointer="header: Idempotency-Key",
        )


async def take_key(session: AsyncSession, account_id: int, key: str, fingerprint: bytes) -> None:
    """Claim the key or raise AlreadyAnswered; a rival in flight is waited for by the database."""
    whose = {"account": account_id, "key": key}
    if (await session.execute(_TAKE, {**whose, "fingerprint": fingerprint})).first():
        session.info["idempotency"] = whose
        return
    first = (await session.execute(_READ, whose)).one()
    if first.fingerprint != fingerprint:
        raise KeyReused
    raise AlreadyAnswered(first.status, json.loads(first.body))


def shown_once(session: AsyncSession, field: str) -> None:
    """This field of the answer is a secret: it goes out once, and no repeat finds it again."""
    session.info.setdefault("shown_once", set()).add(field)


async def keep_answer(session: AsyncSession, status: int, body: Any) -> None:
    """The answer that goes out when this transaction commits, without what is shown once."""
    whose = session.info["idempotency"]
    kept = _without(session.info.get("shown_once", set()), body)
    values = {**whose, "status": status, "body": json.dumps(kept, ensure_ascii=False)}
    await session.execute(_KEEP, values)


def _without(secrets: set[str], body: Any) -> Any:
    if not secrets:
        return body
    if isinstance(body, list):
        return [_without(secrets, one) for one in body]
    if isinstance(body, dict):
        return {
            name: "" if name in secrets else _without(secrets, one) for name, one in body.items()
        }
    return body
