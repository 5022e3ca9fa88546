"""Enrolling people, giving and taking tokens, passwords."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    LargeBinary,
    Text,
    case,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import passwords, queries, second_factor, sessions
from app.access.rules import (
    Actor,
    AgentUnfit,
    AlreadyEnrolled,
    DatesInDisorder,
    OldPasswordWrong,
    OutsideTerritory,
    Role,
    SecondFactorNeeded,
    UnknownEnrolment,
    WrongPassword,
)
from app.access.schemas import Enrolled, NewAgent, NewOfficer, SignIn, TokenGiven
from app.access.tables import Account, Appointment, Enrolment, Officer, PaymentAgent, Token
from app.core import clock, idempotency
from app.core.bulk import rows_of
from app.core.db import refuse_as
from app.core.digests import keyed_digest, secret_digest
from app.core.errors import Unauthenticated
from app.core.settings import settings

_FREE_FAILURES: Final = 5
for _constraint in ("uq_officer_identity_digest", "uq_account_user_name"):
    refuse_as(_constraint, AlreadyEnrolled)
refuse_as("ck_appointment_dates_in_order", DatesInDisorder)
for _constraint in ("ck_appointment_agent", "fk_appointment_agent_code"):
    refuse_as(_constraint, AgentUnfit)


async def enrol_officers(
    session: AsyncSession, actor: Actor | None, officers: list[NewOfficer]
) -> list[Enrolled]:
    """Record natural persons, an account each, and their first appointment; any number of rows.

    Answers with one-use codes that are shown once; raises AlreadyEnrolled, OutsideTerritory.
    """
    if actor and not all(one.appointment.unit_path.startswith(actor.unit_path) for one in officers):
        raise OutsideTerritory
    idempotency.shown_once(session, "enrolment_code")
    digests = [keyed_digest("id", one.id_number) if one.id_number else None for one in officers]
    given = rows_of(
        full_name=(Text(), [one.full_name for one in officers]),
        digest=(UUID(as_uuid=False), digests),
    )
    made = await session.scalars(
        insert(Officer)
        .from_select(["full_name", "identity_digest"], select(given.c.full_name, given.c.digest))
        .returning(Officer.id)
    )
    officer_ids = list(made)
    accounts = await _open_accounts(session, officer_ids, officers)
    await _appoint(session, actor, officer_ids, officers)
    codes = await give_codes(session, list(accounts.values()))
    return [
        Enrolled(
            user_name=one.user_name,
            officer_id=officer_id,
            account_id=accounts[one.user_name],
            enrolment_code=codes[accounts[one.user_name]],
        )
        for one, officer_id in zip(officers, officer_ids, strict=True)
    ]


async def _open_accounts(
    session: AsyncSession, officer_ids: list[int], officers: list[NewOfficer]
) -> dict[str, int]:
    given = rows_of(
        officer_id=(BigInteger(), officer_ids),
        user_name=(Text(), [one.user_name for one in officers]),
    )
    made = await session.execute(
        insert(Account)
        .from_select(["officer_id", "user_name"], select(given.c.officer_id, given.c.user_name))
        .returning(Account.user_name, Account.id)
    )
    return {row.user_name: row.id for row in made}


async def _appoint(
    session: AsyncSession, actor: Actor | None, officer_ids: list[int], officers: list[NewOfficer]
) -> None:
    grants = [one.appointment for one in officers]
    given = rows_of(
        officer_id=(BigInteger(), officer_ids),
        role=(Text(), [str(grant.role) for grant in grants]),
        unit_path=(Text(), [grant.unit_path for grant in grants]),
        agent_code=(Text(), [grant.agent_code for grant in grants]),
        valid_from=(Date(), [grant.valid_from for grant in grants]),
        valid_to=(Date(), [grant.valid_to for grant in grants]),
        document_number=(Text(), [grant.document_number for grant in grants]),
    )
    names = list(given.c.keys())
    granted_by = literal(actor.officer_id if actor else None, BigInteger())
    await session.execute(
        insert(Appointment).from_select(
            [*names, "granted_by"], select(*(given.c[name] for name in names), granted_by)
        )
    )


async def give_codes(session: AsyncSession, account_ids: list[int]) -> dict[int, str]:
    """A one-use code for each of these accounts, good for two weeks, kept only as a digest."""
    codes = {account_id: secrets.token_urlsafe(32) for account_id in account_ids}
    given = rows_of(
        digest=(LargeBinary(), [secret_digest(code) for code in codes.values()]),
        account_id=(BigInteger(), list(codes)),
    )
    expires = literal(clock.wall_clock() + timedelta(days=14), DateTime(timezone=True))
    await session.execute(
        insert(Enrolment).from_select(
            ["digest", "account_id", "expires_at"],
            select(given.c.digest, given.c.account_id, expires),
        )
    )
    return codes


async def add_agents(session: AsyncSession, agents: list[NewAgent]) -> int:
    """Record payment agents; known codes are left as they are."""
    given = rows_of(
        code=(Text(), [agent.code for agent in agents]),
        name=(Text(), [agent.name for agent in agents]),
    )
    added = await session.scalars(
        upsert(PaymentAgent)
        .from_select(["code", "name"], select(given.c.code, given.c.name))
        .on_conflict_do_nothing()
        .returning(PaymentAgent.code)
    )
    return len(added.all())


async def sign_in(session: AsyncSession, order: SignIn) -> TokenGiven:
    """A token for an enrolment code, or for a password and what goes with it.

    Raises UnknownEnrolment, WrongPassword, SecondFactorNeeded, WrongCode. A wrong password or code
    is counted by `count_failure`, in a transaction of its own.
    """
    account_id = await prove_first(session, order)
    if order.enrolment_code is None and await second_factor.is_set_up(session, account_id):
        if order.one_time_code is None:
            raise SecondFactorNeeded
        await second_factor.use_code(session, account_id, order.one_time_code.get_secret_value())
    offices = await queries.appointments_in_force(session, account_id, clock.today(session))
    appointment = queries.the_one(offices, order.appointment_id)
    token, moment = secrets.token_urlsafe(32), clock.wall_clock()
    expires_at = moment + timedelta(minutes=settings().token_minutes)
    await session.execute(
        insert(Token).values(
            digest=secret_digest(token),
            account_id=account_id,
            appointment_id=appointment.id,
            expires_at=expires_at,
            started_at=moment,
            seen_at=moment,
        )
    )
    return TokenGiven(
        token=token,
        expires_at=expires_at,
        role=Role(appointment.role),
        unit_path=appointment.unit_path,
    )


async def prove_first(session: AsyncSession, order: SignIn) -> int:
    """The account that a code or a password opens; raises UnknownEnrolment, WrongPassword."""
    moment = clock.wall_clock()
    if order.enrolment_code is not None:
        return await _use_code(session, order, moment)
    account_id = await _check_password(session, order, moment)
    if not await second_factor.is_set_up(session, account_id):
        await second_factor.forget_failures(session, account_id)
    return account_id


async def _use_code(session: AsyncSession, order: SignIn, moment: datetime) -> int:
    assert order.enrolment_code is not None
    digest = secret_digest(order.enrolment_code.get_secret_value())
    found = await queries.enrolment_of(session, digest, moment)
    if found is None:
        raise UnknownEnrolment
    await session.execute(
        update(Enrolment).where(Enrolment.digest == digest).values(used_at=moment)
    )
    if order.password is not None:
        await set_password(
            session, found.account_id, found.user_name, order.password.get_secret_value()
        )
    account_id: int = found.account_id
    return account_id


async def set_password(
    session: AsyncSession, account_id: int, user_name: str, password: str
) -> None:
    """Give an account a password; raises PasswordTooShort, PasswordTooEasy."""
    hashed = passwords.hashed(password, user_name)
    await session.execute(
        update(Account).where(Account.id == account_id).values(password_hash=hashed)
    )


async def _check_password(session: AsyncSession, order: SignIn, moment: datetime) -> int:
    """The same work and the same answer whether the user name exists or not."""
    query = select(Account).where(
        Account.user_name == (order.user_name or ""), Account.disabled_at.is_(None)
    )
    account = (await session.scalars(query)).first()
    given = order.password.get_secret_value() if order.password else ""
    right = passwords.fits(given, account.password_hash if account else None)
    if account is None or not right:
        raise WrongPassword
    if account.locked_until is not None and account.locked_until > moment:
        raise WrongPassword
    return account.id


async def check_password(session: AsyncSession, account_id: int, password: str) -> None:
    """Whether this is the account's password; raises OldPasswordWrong, which is to be counted."""
    account = await session.get_one(Account, account_id)
    if not passwords.fits(password, account.password_hash):
        raise OldPasswordWrong


async def change_password(session: AsyncSession, account_id: int, new: str, keep: bytes) -> None:
    """A new password for whoever knew the old one; all else that is open ends.

    `keep` is the digest of the session that goes on. Raises PasswordTooShort, PasswordTooEasy.
    """
    account = await session.get_one(Account, account_id)
    await set_password(session, account_id, account.user_name, new)
    await sessions.end_all(session, account_id, but=keep)


async def make_ready(session: AsyncSession, passwords_of: dict[str, str]) -> dict[str, str]:
    """Accounts, by user name, that open at once: a password and a second factor; gives the keys.

    For demonstrations and the operator's own hands; no door does this. Their codes are void.
    """
    query = select(Account.user_name, Account.id).where(Account.user_name.in_(passwords_of))
    ids = {row.user_name: row.id for row in await session.execute(query)}
    keys = {}
    for user_name, account_id in ids.items():
        await set_password(session, account_id, user_name, passwords_of[user_name])
        keys[user_name] = await second_factor.begin_set_up(session, account_id)
        await second_factor.keep(session, account_id, keys[user_name])
    await void_codes(session, list(ids.values()))
    return keys


async def void_codes(session: AsyncSession, account_ids: list[int]) -> None:
    """Codes of these accounts that nobody has used open nothing any more."""
    await session.execute(
        update(Enrolment)
        .where(Enrolment.account_id.in_(account_ids), Enrolment.used_at.is_(None))
        .values(used_at=clock.wall_clock())
    )


async def count_failure(session: AsyncSession, user_name: str) -> None:
    """After a few free tries every failure doubles the wait, up to 15 minutes."""
    await _count(session, Account.user_name == user_name)


async def count_failure_of(session: AsyncSession, account_id: int) -> None:
    """The same, where the account is known by its number."""
    await _count(session, Account.id == account_id)


async def _count(session: AsyncSession, whose: ColumnElement[bool]) -> None:
    doublings = func.least(10, Account.failures - _FREE_FAILURES)  # bounded: no power overflows
    wait = case((doublings < 0, 0), else_=func.least(900, func.power(2, doublings)))
    await session.execute(
        update(Account)
        .where(whose)
        .values(
            failures=Account.failures + 1,
            locked_until=literal(clock.wall_clock()) + func.make_interval(0, 0, 0, 0, 0, 0, wait),
        )
    )


async def sign_out(session: AsyncSession, token: str) -> None:
    """The token is worth nothing from the next request on; raises Unauthenticated."""
    done = await session.execute(
        update(Token)
        .where(Token.digest == secret_digest(token), Token.revoked_at.is_(None))
        .values(revoked_at=clock.wall_clock())
        .returning(Token.digest)
    )
    if done.first() is None:
        raise Unauthenticated
