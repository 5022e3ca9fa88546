"""Sessions of people at browsers: rows of ours, of which the browser keeps an opaque number.

A session begins half open, after the first factor; the second factor opens it under a new number.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import queries
from app.access.queries import SESSION
from app.access.tables import Account, Token
from app.core import clock
from app.core.digests import secret_digest
from app.core.errors import NotFound, Unauthenticated
from app.core.settings import settings

_HALF_OPEN: Final = timedelta(minutes=10)
_BROWSERS: Final = (
    ("coc_coc", "Cốc Cốc"), ("edg", "Edge"), ("opr/", "Opera"), ("samsungbrowser", "Samsung"),
    ("firefox", "Firefox"), ("fxios", "Firefox"), ("chromium", "Chromium"), ("chrome", "Chrome"),
    ("crios", "Chrome"), ("safari", "Safari"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("android", "Android"), ("iphone", "iPhone"), ("ipad", "iPad"), ("windows", "Windows"),
    ("mac os", "macOS"), ("cros", "ChromeOS"), ("linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entering:
    """Somebody on the way in: whose account, and whether the second factor was shown."""

    digest: bytes
    account_id: int
    user_name: str
    client: str
    second_factor_at: datetime | None


def client_words(told: str) -> str:
    """A browser in a few words, from what it says of itself: "Firefox trên Windows"."""
    low = told.lower()
    browser = next((name for mark, name in _BROWSERS if mark in low), "Trình duyệt")
    system = next((name for mark, name in _SYSTEMS if mark in low), "")
    return f"{browser} trên {system}" if system else browser


async def start(session: AsyncSession, account_id: int, client: str) -> str:
    """A session half open: it shows the way to the second factor, and nothing else."""
    moment = clock.wall_clock()
    half = {"account_id": account_id, "expires_at": moment + _HALF_OPEN, "client": client}
    return await _keep(session, moment, half)


async def entering(session: AsyncSession, token: str) -> Entering:
    """Who is on the way in by a session not yet open; raises Unauthenticated."""
    query = (
        select(
            Token.digest, Token.account_id, Account.user_name, Token.client, Token.second_factor_at
        )
        .join(Account, Account.id == Token.account_id)
        .where(
            Token.digest == secret_digest(token), Token.kind == SESSION,
            Token.appointment_id.is_(None), Account.disabled_at.is_(None),
            *_alive(clock.wall_clock()),
        )
    )  # fmt: skip
    row = (await session.execute(query)).first()
    if row is None:
        raise Unauthenticated
    return Entering(*row)


async def move_on(
    session: AsyncSession, who: Entering, appointment_id: int | None = None
) -> tuple[str, bool]:
    """The second factor was shown: a new number, and whether it is open.

    With several in force and none chosen it waits for the choice. Raises NoAppointment.
    """
    offices = await queries.appointments_in_force(session, who.account_id, clock.today(session))
    waits = appointment_id is None and len(offices) > 1
    chosen = None if waits else queries.the_one(offices, appointment_id)
    await _end(session, Token.digest == who.digest)
    moment = clock.wall_clock()
    lasts = timedelta(hours=settings().session_hours) if chosen else _HALF_OPEN
    new = {
        "account_id": who.account_id, "client": who.client, "expires_at": moment + lasts,
        "second_factor_at": who.second_factor_at or moment,
        "appointment_id": chosen.id if chosen else None,
    }  # fmt: skip
    return await _keep(session, moment, new), chosen is not None


async def _keep(session: AsyncSession, moment: datetime, row: dict[str, Any]) -> str:
    token = secrets.token_urlsafe(32)
    digest = secret_digest(token)
    await session.execute(
        insert(Token).values(
            digest=digest, kind=SESSION, started_at=moment, seen_at=moment, **row
        )
    )  # fmt: skip
    return token


def _alive(moment: datetime) -> tuple[ColumnElement[bool], ...]:
    """What has not ended; a session also ends when nobody was there for a while."""
    idle = timedelta(minutes=settings().session_idle_minutes)
    return (
        Token.revoked_at.is_(None),
        Token.expires_at > moment,
        (Token.kind != SESSION) | (Token.seen_at > moment - idle),
    )


async def sessions_of(session: AsyncSession, account_id: int) -> list[Any]:
    """What is open in the name of an account, the last seen first."""
    query = (
        select(
            Token.digest, Token.kind, Token.client, Token.started_at, Token.seen_at,
            Token.expires_at,
        )
        .where(Token.account_id == account_id, Token.appointment_id.is_not(None))
        .where(*_alive(clock.wall_clock()))
        .order_by(Token.seen_at.desc(), Token.digest)
    )  # fmt: skip
    return list(await session.execute(query))


async def end_one(session: AsyncSession, account_id: int, digest: bytes) -> None:
    """End one session of the account; raises NotFound."""
    if not await _end(session, Token.account_id == account_id, Token.digest == digest):
        raise NotFound(what="phiên")


async def end_all(session: AsyncSession, account_id: int, but: bytes = b"") -> int:
    """End all that is open in the name of an account, perhaps but for one; tells how many."""
    return await _end(session, Token.account_id == account_id, Token.digest != but)


async def _end(session: AsyncSession, *which: ColumnElement[bool]) -> int:
    done = await session.execute(
        update(Token)
        .where(*which, Token.revoked_at.is_(None))
        .values(revoked_at=clock.wall_clock())
        .returning(Token.digest)
    )
    return len(done.all())
