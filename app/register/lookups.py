"""Whether somebody is claimed elsewhere: a code, counted against a daily cap, each look kept.

A single question costs one whatever the answer, so that nobody can try numbers until one hits; a
list costs only what it was told of people elsewhere.
"""

from datetime import datetime, time

import structlog
from sqlalchemy import (
    BigInteger,
    Text,
    and_,
    case,
    column,
    func,
    insert,
    literal,
    or_,
    select,
    table,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Actor
from app.core import clock
from app.core.db import NATION, standing_of, transaction
from app.core.errors import Refused
from app.core.settings import settings
from app.core.text import fold, tidy
from app.register.rules import Key, Known, keys_of
from app.register.schemas import LookUpAnswer, LookUpOrder
from app.register.tables import LookUp, PersonKey

log = structlog.get_logger("ansinh.register")

_CLAIM = table(
    "person_claim",
    column("person_id", BigInteger()), column("province_code", Text()),
    column("tie_break", Text(collation="C")), column("state", Text()),
    schema=NATION,
)  # fmt: skip
"""Read only: claims belong to a room above."""


class LookUpCapReached(Refused):
    """{cap} people were looked up by this officer today; look again tomorrow."""

    status = 429
    vi = "Hôm nay cán bộ này đã tra cứu đủ {cap} lượt; hãy tra cứu tiếp vào ngày mai."


async def may_tell(session: AsyncSession, officer_id: int, asked: int, hits: int) -> int:
    """How many of these hits elsewhere the officer may still be told today; the look is kept."""
    left = await _left_today(session, officer_id)
    told = min(hits, left)
    if told < hits:
        log.warning("look-up cap reached", officer_id=officer_id)
    await note_look(session, officer_id, asked, told)
    return told


async def asked(actor: Actor, order: LookUpOrder) -> LookUpAnswer:
    """Ask in transactions of its own: a question that is refused is counted and kept too."""
    try:
        async with transaction(actor.standing, "lookUpPerson") as session:
            return await look_up(session, actor, order)
    except LookUpCapReached:
        async with transaction(actor.standing, "lookUpPerson") as session:
            await note_look(session, actor.officer_id, 1, 0)
        raise


async def look_up(session: AsyncSession, actor: Actor, order: LookUpOrder) -> LookUpAnswer:
    """Whether somebody is claimed, here or elsewhere; raises LookUpCapReached.

    A hit and a miss take the same road: two statements and one line written.
    """
    if not await _left_today(session, actor.officer_id):
        raise LookUpCapReached(cap=settings().daily_look_up_cap)
    here, elsewhere = await _claimed(session, _key_of(order))
    await note_look(session, actor.officer_id, 1, int(elsewhere))
    if elsewhere:
        return LookUpAnswer(code="CLAIMED_ELSEWHERE")
    return LookUpAnswer(code="CLAIMED_HERE" if here else "FREE")


async def note_look(session: AsyncSession, officer_id: int, asked: int, told: int) -> None:
    """Keep that somebody asked; of whom is kept nowhere."""
    await session.execute(insert(LookUp).values(officer_id=officer_id, asked=asked, told=told))


async def _left_today(session: AsyncSession, officer_id: int) -> int:
    """What is left of the day's cap; two looks of one officer wait for each other."""
    whose = literal(f"look-up/{officer_id}", Text())
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(whose, 0))))
    morning = datetime.combine(clock.today(session), time.min, clock.VIETNAM)
    cost = func.greatest(LookUp.told, case((LookUp.asked == 1, 1), else_=0))
    spent = await session.scalar(
        select(func.coalesce(func.sum(cost), 0)).where(
            LookUp.officer_id == officer_id, LookUp.at >= morning
        )
    )
    return max(0, settings().daily_look_up_cap - (spent or 0))


def _key_of(order: LookUpOrder) -> Key:
    number = order.id_number or ""
    known = Known(
        fold(tidy(order.full_name or "")), order.birth_date, None, order.sex,
        number if len(number) == 9 else None, number if len(number) == 12 else None,
        order.insurance_number, "",
    )  # fmt: skip
    (key,) = keys_of(known).each
    return key


async def _claimed(session: AsyncSession, key: Key) -> tuple[bool, bool]:
    """Whether anybody under this key has a claim under way or live: here, and elsewhere."""
    standing = standing_of(session)
    here = and_(
        _CLAIM.c.province_code == standing.province,
        _CLAIM.c.tie_break >= standing.scope,
        _CLAIM.c.tie_break < f"{standing.scope}~",
    )
    found = await session.execute(
        select(
            func.coalesce(func.bool_or(here), False), func.coalesce(func.bool_or(~here), False)
        )
        .select_from(PersonKey)
        .join(_CLAIM, _CLAIM.c.person_id == PersonKey.person_id)
        .where(
            PersonKey.digest == key.digest, PersonKey.kind == key.kind,
            or_(_CLAIM.c.state == "open", _CLAIM.c.state == "live"),
        )
    )  # fmt: skip
    row = found.one()
    return bool(row[0]), bool(row[1])
