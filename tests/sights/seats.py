"""People who sit down at the pages: in office, signed in, with a session of their own."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from sqlalchemy import text

from app import access
from app.access import Role
from app.access.schemas import NewAppointment, NewOfficer
from app.core import db
from app.core.digests import secret_digest
from app.core.owner import owner_transaction

_GIVE: Final = (
    "insert into nation.token (digest, account_id, appointment_id, expires_at, kind,"
    " second_factor_at, client) select :digest, :account, a.id, :expires, 'session', now(),"
    " 'Chromium' from nation.appointment a where a.officer_id = :officer"
)
_SINCE: Final = date(2020, 4, 1)
_NAMES: Final = (
    "Nguyễn Thị Phương Thảo", "Trần Đặng Hoàng Nguyên", "Lê Nguyễn Khánh Quỳnh", "Phạm Hữu Tường",
    "Hoàng Thị Ngọc Huyền", "Võ Trương Quốc Khải", "Đỗ Thị Thúy Hằng", "Bùi Nguyễn Thiện Ưng",
)  # fmt: skip


@dataclass(frozen=True)
class Seat:
    """A role in a unit; an agent's code for those who pay."""

    role: Role
    unit: str
    agent: str | None = None


async def sessions(owner_url: str, seats: Iterable[Seat]) -> dict[Seat, str]:
    """A new officer in every seat, and the token of an open session of each."""
    wanted = list(dict.fromkeys(seats))
    mark = secrets.token_hex(4)
    officers = [
        NewOfficer(
            user_name=f"xem-{mark}-{number}", full_name=_NAMES[number % len(_NAMES)],
            appointment=NewAppointment(
                role=seat.role, unit_path=seat.unit, document_number="01/QĐ-UBND",
                valid_from=_SINCE, agent_code=seat.agent,
            ),
        )
        for number, seat in enumerate(wanted)
    ]  # fmt: skip
    async with db.transaction(db.NOBODY) as session:
        made = await access.enrol_officers(session, None, officers)
    tokens = {seat: secrets.token_urlsafe(32) for seat in wanted}
    expires = datetime.now(UTC) + timedelta(hours=8)
    given = [
        {
            "digest": secret_digest(tokens[seat]), "account": one.account_id,
            "officer": one.officer_id, "expires": expires,
        }
        for seat, one in zip(wanted, made, strict=True)
    ]  # fmt: skip
    async with owner_transaction(owner_url) as session:
        await session.execute(text(_GIVE), given)
    return tokens
