"""The second factor: six digits that an authenticator shows for half a minute, each good once.

The key that makes them is sealed with a key outside the database and bound to its account: a row
of one account opens nothing as another's.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

import pyotp
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.rules import WrongCode
from app.access.tables import Account, SecondFactor
from app.core import clock
from app.core.settings import settings

STEP_SECONDS: Final = 30
_SET_UP_WITHIN: Final = timedelta(minutes=15)
_NONCE: Final = 12
_ISSUER: Final = "An Sinh"


# --- the key and its codes ----------------------------------------------------------------------


@cache
def _sealer() -> AESGCM:
    own = settings().identity_key.get_secret_value()
    if not own:
        raise RuntimeError("ANSINH_IDENTITY_KEY is not set: second factors cannot be sealed")
    derived = HKDF(SHA256(), length=32, salt=None, info=b"an-sinh second factor")
    return AESGCM(derived.derive(own.encode()))


def seal(account_id: int, key: str) -> bytes:
    """A key as it is kept."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _sealer().encrypt(nonce, key.encode(), str(account_id).encode())


def unsealed(account_id: int, kept: bytes) -> str:
    """The key of an account; a row that was another's, or was changed, is a fault."""
    nonce, sealed = kept[:_NONCE], kept[_NONCE:]
    return _sealer().decrypt(nonce, sealed, str(account_id).encode()).decode()


def step_now(moment: datetime) -> int:
    """The half-minute of a moment, counted since 1970."""
    return int(moment.timestamp()) // STEP_SECONDS


def code_at(key: str, step: int) -> str:
    """The six digits of a half-minute."""
    return pyotp.TOTP(key).generate_otp(step)


def code_now(key: str) -> tuple[str, int]:
    """What an authenticator with this key shows, and for how many seconds yet."""
    moment = clock.wall_clock()
    plain = "".join(key.split()).upper()
    return code_at(plain, step_now(moment)), STEP_SECONDS - int(moment.timestamp()) % STEP_SECONDS


def address_of(key: str, user_name: str) -> str:
    """What an authenticator reads from the picture."""
    return pyotp.TOTP(key).provisioning_uri(name=user_name, issuer_name=_ISSUER)


def _step_of(key: str, code: str, moment: datetime) -> int | None:
    """The half-minute whose code this is: the present one, or the one before or after it."""
    given = "".join(code.split()).encode()
    found = None
    for step in (step_now(moment) + shift for shift in (-1, 1, 0)):
        if hmac.compare_digest(code_at(key, step).encode(), given):
            found = step
    return found


# --- of an account ------------------------------------------------------------------------------


async def is_set_up(session: AsyncSession, account_id: int) -> bool:
    """Whether the account has a second factor that was confirmed."""
    query = select(SecondFactor.confirmed_at).where(SecondFactor.account_id == account_id)
    return await session.scalar(query) is not None


async def use_code(session: AsyncSession, account_id: int, code: str) -> None:
    """Take a code of the account's second factor, which then is used; raises WrongCode.

    A wrong one is counted by `count_failure`, in a transaction of its own.
    """
    await use_step(session, account_id, await step_shown(session, account_id, code))


async def step_shown(session: AsyncSession, account_id: int, code: str) -> int:
    """The half-minute of a code that is good and was not used yet; raises WrongCode.

    Nothing is kept: whoever goes on uses it up by `use_step`.
    """
    kept = await _kept(session, account_id)
    if kept.secret is None:
        raise WrongCode
    step = _step_of(unsealed(account_id, kept.secret), code, clock.wall_clock())
    if step is None or step <= kept.last_step:
        raise WrongCode
    return step


async def use_step(session: AsyncSession, account_id: int, step: int) -> None:
    """Use up the code of a half-minute; raises WrongCode when another act did so meanwhile.

    Of acts at the same time the second waits for the first; what is rolled back gives it back.
    """
    first = (
        update(SecondFactor)
        .where(SecondFactor.account_id == account_id, SecondFactor.last_step < step)
        .where(SecondFactor.secret.is_not(None))
        .values(last_step=step)
        .returning(SecondFactor.last_step)
    )
    if await session.scalar(first) is None:
        raise WrongCode
    await forget_failures(session, account_id)


async def begin_set_up(session: AsyncSession, account_id: int) -> str:
    """Make a key to be set up; the present one stays good until a code of it is confirmed."""
    key = pyotp.random_base32()
    new = {"next_secret": seal(account_id, key), "next_at": clock.wall_clock()}
    row = upsert(SecondFactor).values(account_id=account_id, **new)
    await session.execute(row.on_conflict_do_update(index_elements=["account_id"], set_=new))
    return key


async def key_to_set_up(session: AsyncSession, account_id: int) -> str | None:
    """The key that is being set up; none when nothing was begun within a quarter of an hour."""
    query = select(SecondFactor.next_secret).where(
        SecondFactor.account_id == account_id,
        SecondFactor.next_at > clock.wall_clock() - _SET_UP_WITHIN,
    )
    kept = await session.scalar(query)
    return None if kept is None else unsealed(account_id, kept)


async def confirm(session: AsyncSession, account_id: int, code: str, *, first: bool) -> None:
    """From now on the key that was being set up is the account's; raises WrongCode.

    `first` says that there is none yet: a password alone never puts another in its place.
    """
    await _kept(session, account_id)
    held = select(SecondFactor.confirmed_at).where(SecondFactor.account_id == account_id)
    there = await session.scalar(held.with_for_update())
    key = await key_to_set_up(session, account_id)
    step = _step_of(key, code, clock.wall_clock()) if key else None
    if key is None or step is None or (there is None) != first:
        raise WrongCode
    await keep(session, account_id, key, step)
    await forget_failures(session, account_id)


async def keep(session: AsyncSession, account_id: int, key: str, step: int = 0) -> None:
    """Make this key the account's, with every code up to a step used."""
    new = {
        "secret": seal(account_id, key), "confirmed_at": clock.wall_clock(), "last_step": step,
        "next_secret": None, "next_at": None,
    }  # fmt: skip
    row = upsert(SecondFactor).values(account_id=account_id, **new)
    await session.execute(row.on_conflict_do_update(index_elements=["account_id"], set_=new))


async def forget(session: AsyncSession, account_id: int) -> None:
    """The account has no second factor any more."""
    nothing = {"secret": None, "confirmed_at": None, "next_secret": None, "next_at": None}
    await session.execute(
        update(SecondFactor).where(SecondFactor.account_id == account_id).values(**nothing)
    )


async def forget_failures(session: AsyncSession, account_id: int) -> None:
    """Somebody has shown all that this account asks for."""
    await session.execute(
        update(Account).where(Account.id == account_id).values(failures=0, locked_until=None)
    )


async def _kept(session: AsyncSession, account_id: int) -> Any:
    """The second factor, or none, of an open account that need not wait; raises WrongCode."""
    query = (
        select(Account.locked_until, SecondFactor.secret, SecondFactor.last_step)
        .outerjoin(SecondFactor, SecondFactor.account_id == Account.id)
        .where(Account.id == account_id, Account.disabled_at.is_(None))
    )
    found = (await session.execute(query)).first()
    if found is None or (found.locked_until and found.locked_until > clock.wall_clock()):
        raise WrongCode
    return found
