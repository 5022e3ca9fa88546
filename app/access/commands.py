"""Enrolling people, giving and taking tokens."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from pwdlib import PasswordHash
from sqlalchemy import (
    BigInteger,
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

from app.access import queries
from app.access.rules import (
    Actor,
    AgentUnfit,
    AlreadyEnrolled,
    DatesInDisorder,
    OutsideTerritory,
    Role,
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

_PASSWORDS: Final = PasswordHash.recommended()
_NOBODYS_PASSWORD: Final = _PASSWORDS.hash(secrets.token_urlsafe(32))  # nobody can know it
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
    codes = await _give_codes(session, list(accounts.values()))
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


async def _give_codes(session: AsyncSession, account_ids: list[int]) -> dict[int, str]:
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
    """A token for an enrolment code or a password; raises UnknownEnrolment, WrongPassword.

    A wrong password is counted by `count_failure`, in a transaction of its own.
    """
    moment = clock.wall_clock()
    if order.enrolment_code is not None:
        account_id = await _use_code(session, order, moment)
    else:
        account_id = await _check_password(session, order, moment)
    appointment = await queries.appointment_for(
        session, account_id, order.appointment_id, clock.today(session)
    )
    token = secrets.token_urlsafe(32)
    expires_at = moment + timedelta(minutes=settings().token_minutes)
    await session.execute(
        insert(Token).values(
            digest=secret_digest(token),
            account_id=account_id,
            appointment_id=appointment.id,
            expires_at=expires_at,
        )
    )
    return TokenGiven(
        token=token,
        expires_at=expires_at,
        role=Role(appointment.role),
        unit_path=appointment.unit_path,
    )


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
        hashed = _PASSWORDS.hash(order.password.get_secret_value())
        await session.execute(
            update(Account).where(Account.id == found).values(password_hash=hashed)
        )
    return found


async def _check_password(session: AsyncSession, order: SignIn, moment: datetime) -> int:
    """The same work and the same answer whether the user name exists or not."""
    query = select(Account).where(
        Account.user_name == (order.user_name or ""), Account.disabled_at.is_(None)
    )
    account = (await session.scalars(query)).first()
    hashed = (account.password_hash if account else None) or _NOBODYS_PASSWORD
    given = order.password.get_secret_value() if order.password else ""
    right = _PASSWORDS.verify(given, hashed)
    if account is None or account.password_hash is None or not right:
        raise WrongPassword
    if account.locked_until is not None and account.locked_until > moment:
        raise WrongPassword
    await session.execute(
        update(Account).where(Account.id == account.id).values(failures=0, locked_until=None)
    )
    return account.id


async def count_failure(session: AsyncSession, user_name: str) -> None:
    """After a few free tries every failure doubles the wait, up to 15 minutes."""
    doublings = func.least(10, Account.failures - _FREE_FAILURES)  # bounded: no power overflows
    wait = case((doublings < 0, 0), else_=func.least(900, func.power(2, doublings)))
    await session.execute(
        update(Account)
        .where(Account.user_name == user_name)
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
