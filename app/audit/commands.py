"""Keeping who looks, and sealing what was written."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Integer,
    LargeBinary,
    Select,
    Text,
    column,
    func,
    literal,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Actor
from app.audit import queries
from app.audit.rules import TrailSetBack, origin_of, public_of, signed_note
from app.core import clock
from app.core.db import mark_viewed, refuse_as, standing_of

log = structlog.get_logger("ansinh.audit")
refuse_as("ck_seal_block_forward", TrailSetBack)


class Seen(NamedTuple):
    """What was shown: of which thing ("payout_run", "dossier_list"), and how many lines."""

    about: str
    about_id: int
    shown: int
    version: int | None = None


class Sealed(NamedTuple):
    """What a pass of the sealer did: rows newly sealed, the trail's length, and the signed note."""

    rows: int
    size: int
    note: str | None


async def viewed(
    session: AsyncSession,
    actor: Actor,
    seen: Seen,
    people: Sequence[int] | Select[int],
    reason: str = "",
) -> None:
    """Keep that these people's numbers are shown in clear, in the transaction that shows them.

    People are given by number, or as a query for their numbers. One line an act, whatever their
    number; the door's own name is the act's, with the reason after it where one was asked.
    """
    if reason:
        act = func.concat(func.current_setting("app.because"), ": ", literal(reason, Text()))
        await session.execute(select(func.set_config("app.because", act, literal(value=True))))
    numbers: ColumnElement[Any]
    if isinstance(people, Select):
        numbers = func.array(people.scalar_subquery(), type_=ARRAY(BigInteger()))
    else:
        numbers = literal(list(people), ARRAY(BigInteger()))
    keeping = func.nation.note_view(
        literal(seen.about, Text()),
        literal(seen.about_id, BigInteger()),
        literal(seen.version, Integer()),
        literal(seen.shown, BigInteger()),
        literal(actor.appointment_id, BigInteger()),
        numbers,
    )
    await session.execute(select(keeping))
    mark_viewed(session)


async def seal(session: AsyncSession, key: Ed25519PrivateKey) -> Sealed | None:
    """Seal what is over in the province entered, and sign; None when another sealer is at work.

    Raises TrailSetBack.
    """
    columns = (column("sealed", BigInteger()), column("size", BigInteger()))
    made = func.nation.seal_trail().table_valued(*columns, column("head", LargeBinary()))
    rows, size, head = (await session.execute(select(*made.c))).one()
    if rows is None:
        return None
    if not rows:
        return Sealed(0, size, None)
    last = await queries.newest_note(session)
    if last is not None and last["signer"] != public_of(key):
        log.warning("the key of seals has changed")
    province = standing_of(session).province or ""
    note = signed_note(key, origin_of(province), size, head, clock.wall_clock())
    await session.execute(select(func.nation.keep_note(note, public_of(key))))
    return Sealed(rows, size, note)


async def follow_trail(session: AsyncSession) -> None:
    """As owner, after a dump was loaded: transactions are counted on above those of the trail."""
    await session.execute(select(func.nation.follow_trail()))
