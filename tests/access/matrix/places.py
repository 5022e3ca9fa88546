"""Where one may stand in relation to a target, and who stands there."""

import dataclasses
import itertools
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import text

from app import access
from app.access import Role
from app.access.schemas import NewAgent
from app.core import db
from app.core.digests import secret_digest
from app.core.owner import owner_transaction
from tests.builders import (
    COMMUNE,
    DISTRICT,
    FAR_DISTRICT,
    OTHER_COMMUNE,
    OTHER_DISTRICT,
    OTHER_PROVINCE,
    PROVINCE,
    SIBLING,
    Officer,
    enrolled,
)

OTHER_AGENT: Final = "KHAC"
NATION: Final = ""
POSITIONS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    COMMUNE: {
        "own": (COMMUNE,), "parent": (DISTRICT, PROVINCE), "sibling": (SIBLING,),
        "other province": (OTHER_COMMUNE,),
    },
    DISTRICT: {
        "own": (DISTRICT,), "parent": (PROVINCE,), "sibling": (FAR_DISTRICT,),
        "child": (COMMUNE,), "other province": (OTHER_DISTRICT,),
    },
    PROVINCE: {
        "own": (PROVINCE,), "parent": (NATION,), "child": (DISTRICT,),
        "other province": (OTHER_PROVINCE,),
    },
}  # fmt: skip
"""By the unit in which a target lies: the units from which it is asked for."""

UNITS: Final = sorted({u for places in POSITIONS.values() for us in places.values() for u in us})
STALE: Final = ("signed out", "run out", "office ended", "account closed")


def relation(home: str, unit: str) -> str:
    """How a unit stands to the home of a target: own, above, within, beside, elsewhere, nation."""
    if unit == NATION:
        return "nation"
    if unit == home:
        return "own"
    if home.startswith(unit):
        return "above"
    if unit.startswith(home):
        return "within"
    return "beside" if unit[:3] == home[:3] else "elsewhere"


@dataclasses.dataclass(frozen=True)
class Cast:
    """A token for every role in every unit, one for a rival agent, and tokens worth nothing."""

    tokens: dict[tuple[Role, str], str]
    rival: str
    """Of an officer of another payment agent, in the province's own unit."""
    stale: dict[tuple[Role, str], str]
    officers: dict[tuple[Role, str], Officer]


async def cast(owner_url: str) -> Cast:
    """Everybody in office everywhere, signed in; and the four kinds of worthless tokens."""
    async with db.transaction(db.NOBODY) as session:
        await access.add_agents(session, [NewAgent(code=OTHER_AGENT, name="Đơn vị khác")])
    seats = list(itertools.product(Role, UNITS))
    made = dict(zip(seats, await enrolled(*seats), strict=True))
    (rival,) = await enrolled((Role.PAYMENT_AGENT, PROVINCE), agent=OTHER_AGENT)
    stale = await _stale(made)
    good = {seat: _token(officer.code) for seat, officer in made.items()}
    given = [_row(token, made[seat]) for seat, token in good.items()]
    given.append(_row(_token(rival.code), rival))
    given += [row for _, row in stale.values()]
    async with owner_transaction(owner_url) as session:
        await session.execute(text(_GIVE), given)
        await session.execute(text(_SEAT), given)
        await session.execute(text(_END), {"offices": [row["office"] for row in _ended(stale)]})
        await session.execute(
            text(_CLOSE), {"accounts": [row["account"] for row in _closed(stale)]}
        )
    tokens = {seat: token for seat, (token, _) in stale.items()}
    return Cast(good, _token(rival.code), tokens, made)


Row = dict[str, Any]
Stale = dict[tuple[Role, str], tuple[str, Row]]


async def _stale(made: dict[tuple[Role, str], Officer]) -> Stale:
    """Tokens that were good once: of those in office, and of people who are not any more."""
    whose = {
        "signed out": [made[role, PROVINCE] for role in Role],
        "run out": [made[role, PROVINCE] for role in Role],
        "office ended": await enrolled(*((role, PROVINCE) for role in Role)),
        "account closed": await enrolled(*((role, PROVINCE) for role in Role)),
    }
    found: Stale = {}
    for kind, officers in whose.items():
        for role, officer in zip(Role, officers, strict=True):
            token = _token(f"{kind[:3]}-{officer.code}")
            found[role, kind] = token, _row(token, officer, kind)
    return found


def _ended(stale: Stale) -> list[Row]:
    return [row for (_, kind), (_, row) in stale.items() if kind == "office ended"]


def _closed(stale: Stale) -> list[Row]:
    return [row for (_, kind), (_, row) in stale.items() if kind == "account closed"]


def _token(code: str) -> str:
    return f"ma-tran-{code}"


def session_of(token: str) -> str:
    """The session of the same officer in a browser."""
    return f"phien-{token}"


def _row(token: str, officer: Officer, kind: str = "") -> Row:
    now = datetime.now(UTC)
    hour = timedelta(hours=1)
    return {
        "digest": secret_digest(token), "session": secret_digest(session_of(token)),
        "account": officer.account_id,
        "office": officer.appointment_id,
        "expires": now - hour if kind == "run out" else now + hour,
        "revoked": now - hour if kind == "signed out" else None,
    }  # fmt: skip


_GIVE = (
    "insert into nation.token (digest, account_id, appointment_id, expires_at, revoked_at)"
    " values (:digest, :account, :office, :expires, :revoked)"
)
_SEAT = (
    "insert into nation.token (digest, account_id, appointment_id, expires_at, revoked_at, kind,"
    " second_factor_at) values (:session, :account, :office, :expires, :revoked, 'session', now())"
)
_END = "update nation.appointment set valid_to = '2020-01-02' where id = any(:offices)"
_CLOSE = "update nation.account set disabled_at = now() where id = any(:accounts)"
