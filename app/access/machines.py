"""Agents' systems: registering them and their keys, revoking keys, tokens for what they signed."""

import json
import secrets
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import DateTime, LargeBinary, insert, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.functions import func

from app.access.assertions import Assertion, Expected, Held, key_in, proven
from app.access.machine_rules import (
    LEEWAY,
    AssertionRefused,
    KeyKnown,
    OfficerUnfit,
    OwnSystem,
    check_validity,
)
from app.access.machine_schemas import KeyShown, MachineToken, NewKey, NewSystem, SystemShown
from app.access.queries import in_force
from app.access.rules import Actor, OutsideTerritory
from app.access.tables import (
    Account,
    AgentSystem,
    Appointment,
    KeyRevocation,
    PaymentAgent,
    SystemKey,
    Token,
)
from app.core import clock
from app.core.db import refuse_as
from app.core.digests import secret_digest
from app.core.errors import NotFound
from app.core.settings import settings

refuse_as("pk_system_key", KeyKnown)
for _constraint in ("ck_agent_system_not_by_oneself", "ck_system_key_not_by_oneself"):
    refuse_as(_constraint, OwnSystem)
_REMEMBERED: Final = LEEWAY + timedelta(minutes=5)
"""Longer than any clock of ours is wrong: what is forgotten has run out everywhere."""


async def add_system(
    session: AsyncSession, actor: Actor, agent_code: str, order: NewSystem
) -> SystemShown:
    """Open an account for a system under the appointment of who answers for it.

    Raises NotFound, OfficerUnfit, OutsideTerritory, OwnSystem, AlreadyEnrolled.
    """
    await _known_agent(session, agent_code)
    appointment = await _appointment_at(session, agent_code, order)
    if not appointment.unit_path.startswith(actor.unit_path):
        raise OutsideTerritory
    account_id = await session.scalar(
        insert(Account)
        .values(officer_id=order.officer_id, user_name=order.client_id, machine=True)
        .returning(Account.id)
    )
    assert account_id is not None
    await session.execute(
        insert(AgentSystem).values(
            account_id=account_id, officer_id=order.officer_id, appointment_id=appointment.id,
            agent_code=agent_code, name=order.name, document_number=order.document_number,
            registered_by=actor.officer_id,
        )
    )  # fmt: skip
    told = order.model_dump(include={"client_id", "name", "officer_id", "document_number"})
    return SystemShown(account_id=account_id, appointment_id=appointment.id, **told)


async def _known_agent(session: AsyncSession, agent_code: str) -> None:
    if await session.get(PaymentAgent, agent_code) is None:
        raise NotFound(what="đơn vị chi trả")


async def _appointment_at(session: AsyncSession, agent_code: str, order: NewSystem) -> Appointment:
    """The one appointment at the agent of who is to answer for the system."""
    query = select(Appointment).where(
        Appointment.officer_id == order.officer_id,
        Appointment.agent_code == agent_code,
        in_force(clock.today(session)),
    )
    if order.appointment_id is not None:
        query = query.where(Appointment.id == order.appointment_id)
    found = list(await session.scalars(query.limit(2)))
    if len(found) != 1:
        raise OfficerUnfit(officer_id=order.officer_id, code=agent_code)
    return found[0]


async def add_key(
    session: AsyncSession, actor: Actor, agent_code: str, account_id: int, order: NewKey
) -> KeyShown:
    """Register a public key for a system, beside those it has.

    Raises NotFound, OutsideTerritory, OwnSystem, KeyUnfit, KeyTimesUnfit, KeyKnown.
    """
    system = await _system(session, actor, agent_code, account_id)
    members = order.jwk.model_dump(include={"kty", "crv", "x", "y"}, exclude_none=True)
    kid, algorithm, _ = key_in(members)
    moment = clock.wall_clock()
    first = order.valid_from or moment
    check_validity(first, order.valid_to, moment)
    await session.execute(
        insert(SystemKey).values(
            kid=kid, account_id=account_id, officer_id=system.officer_id, algorithm=algorithm,
            public_key=json.dumps(members, sort_keys=True), valid_from=first,
            valid_to=order.valid_to, registered_by=actor.officer_id,
        )
    )  # fmt: skip
    return KeyShown(kid=kid, algorithm=algorithm, valid_from=first, valid_to=order.valid_to)


async def _system(session: AsyncSession, actor: Actor, agent_code: str, account_id: int) -> Any:
    """Who answers for a system of the agent; raises NotFound, OutsideTerritory."""
    query = (
        select(AgentSystem.officer_id, Appointment.unit_path)
        .join(Appointment, Appointment.id == AgentSystem.appointment_id)
        .where(AgentSystem.account_id == account_id, AgentSystem.agent_code == agent_code)
    )
    found = (await session.execute(query)).first()
    if found is None:
        raise NotFound(what="phần mềm của đơn vị chi trả")
    if not found.unit_path.startswith(actor.unit_path):
        raise OutsideTerritory
    return found


async def revoke_key(
    session: AsyncSession, actor: Actor, agent_code: str, account_id: int, kid: str
) -> None:
    """End a key and every token of its system; doing it twice is done once. Raises NotFound."""
    await _system(session, actor, agent_code, account_id)
    key = select(SystemKey.kid).where(SystemKey.kid == kid, SystemKey.account_id == account_id)
    if await session.scalar(key) is None:
        raise NotFound(what="khóa")
    # Whoever is being given a token meanwhile is waited for, or finds the key revoked.
    held = select(Account.id).where(Account.id == account_id)
    await session.execute(held.with_for_update(key_share=True))
    moment = clock.wall_clock()
    gone = upsert(KeyRevocation).values(kid=kid, revoked_at=moment, revoked_by=actor.officer_id)
    await session.execute(gone.on_conflict_do_nothing())
    await session.execute(
        update(Token)
        .where(Token.account_id == account_id, Token.revoked_at.is_(None))
        .values(revoked_at=moment)
    )


async def systems_of(session: AsyncSession, actor: Actor, agent_code: str) -> list[SystemShown]:
    """The agent's systems within the actor's territory, with every key they ever had."""
    await _known_agent(session, agent_code)
    query = (
        select(
            AgentSystem.account_id, Account.user_name.label("client_id"), AgentSystem.name,
            AgentSystem.officer_id, AgentSystem.appointment_id, AgentSystem.document_number,
        )
        .join(Account, Account.id == AgentSystem.account_id)
        .join(Appointment, Appointment.id == AgentSystem.appointment_id)
        .where(
            AgentSystem.agent_code == agent_code,
            Appointment.unit_path.startswith(actor.unit_path, autoescape=True),
        )
        .order_by(AgentSystem.account_id)
    )  # fmt: skip
    systems = [SystemShown.model_validate(row) for row in await session.execute(query)]
    keys = (
        select(
            SystemKey.account_id, SystemKey.kid, SystemKey.algorithm, SystemKey.valid_from,
            SystemKey.valid_to, KeyRevocation.revoked_at,
        )
        .outerjoin(KeyRevocation, KeyRevocation.kid == SystemKey.kid)
        .where(SystemKey.account_id.in_([one.account_id for one in systems]))
        .order_by(SystemKey.valid_from, SystemKey.kid)
    )  # fmt: skip
    by_account = {one.account_id: one.keys for one in systems}
    for row in await session.execute(keys):
        by_account[row.account_id].append(KeyShown.model_validate(row))
    return systems


async def sign_in_machine(session: AsyncSession, said: Assertion, audience: str) -> MachineToken:
    """A token for an assertion that a registered key signed, once; raises AssertionRefused."""
    moment = clock.wall_clock()
    key = await _key_named(session, said.kid, moment)
    _, _, public = key_in(json.loads(key.public_key))
    held = proven(said, Expected(public, key.algorithm, key.user_name, audience, moment))
    await _still_good(session, key.account_id, key.kid)
    await _use_once(session, key.account_id, held)
    lasts = min(timedelta(minutes=settings().token_minutes), key.valid_to - moment)
    token = secrets.token_urlsafe(32)
    await session.execute(
        insert(Token).values(
            digest=secret_digest(token), account_id=key.account_id,
            appointment_id=key.appointment_id, expires_at=moment + lasts,
        )
    )  # fmt: skip
    return MachineToken(access_token=token, expires_in=int(lasts.total_seconds()))


async def _key_named(session: AsyncSession, kid: str, moment: datetime) -> Any:
    """A key within its time, whose system it is, and under which appointment that acts."""
    query = (
        select(
            SystemKey.kid, SystemKey.algorithm, SystemKey.public_key, SystemKey.valid_to,
            AgentSystem.account_id, AgentSystem.appointment_id, Account.user_name,
        )
        .join(AgentSystem, AgentSystem.account_id == SystemKey.account_id)
        .join(Account, Account.id == AgentSystem.account_id)
        .join(Appointment, Appointment.id == AgentSystem.appointment_id)
        .where(
            SystemKey.kid == kid,
            SystemKey.valid_from <= moment,
            SystemKey.valid_to > moment,
            in_force(clock.today(session)),
        )
    )  # fmt: skip
    found = (await session.execute(query)).first()
    if found is None:
        raise AssertionRefused
    return found


async def _still_good(session: AsyncSession, account_id: int, kid: str) -> None:
    """The account is open and the key not revoked, nor will it be before this token is there."""
    account = select(Account.id).where(Account.id == account_id, Account.disabled_at.is_(None))
    if await session.scalar(account.with_for_update(read=True)) is None:
        raise AssertionRefused
    # Asked after the lock: a revocation that was waited for is seen.
    revoked = select(KeyRevocation.kid).where(KeyRevocation.kid == kid)
    if await session.scalar(revoked) is not None:
        raise AssertionRefused


async def _use_once(session: AsyncSession, account_id: int, held: Held) -> None:
    until = literal(held.expires_at + _REMEMBERED, DateTime(timezone=True))
    first = func.nation.use_assertion(account_id, literal(held.digest, LargeBinary()), until)
    if not await session.scalar(select(first)):
        raise AssertionRefused
