"""What the competent office, or an officer of themselves, tells of people: kept by digest alone."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import BigInteger, Date, SmallInteger, Text, literal, select
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Actor
from app.core import clock
from app.core.bulk import rows_of
from app.register.rules import keys_of
from app.register.schemas import PersonTold, Reported
from app.register.tables import PersonNotice

_UUID = UUID(as_uuid=False)
_OWN_WORD = "Tự kê khai"


async def report_notices(
    session: AsyncSession,
    actor: Actor,
    matter: str,
    document_number: str,
    reports: Sequence[Reported],
) -> int:
    """Keep who died, moved, is in prison or abroad, and since when; answers how many keys.

    Said a second time it stays as it was first said. Of who moved the commune left is kept.
    """
    left = [one.known.area_path if matter == "moved" else None for one in reports]
    return await _keep(session, actor, (matter, document_number), reports, left)


async def declare_relatives(
    session: AsyncSession, actor: Actor, relatives: Sequence[PersonTold]
) -> int:
    """Keep whom an officer names as relatives, with the officer's own unit; how many keys."""
    today = clock.today(session)
    reports = [Reported(one.as_known(), today) for one in relatives]
    unit: list[str | None] = [actor.unit_path] * len(reports)
    return await _keep(session, actor, ("staff_relative", _OWN_WORD), reports, unit)


async def _keep(
    session: AsyncSession,
    actor: Actor,
    told_by: tuple[str, str],
    reports: Sequence[Reported],
    areas: Sequence[str | None],
) -> int:
    matter, document_number = told_by
    rows: dict[str, tuple[int, date, str | None]] = {}
    for one, area in zip(reports, areas, strict=True):
        for key in keys_of(one.known).each:
            rows.setdefault(key.digest, (key.kind, one.since, area))
    ordered = sorted(rows)
    given = rows_of(
        digest=(_UUID, ordered),
        kind=(SmallInteger(), [rows[key][0] for key in ordered]),
        since=(Date(), [rows[key][1] for key in ordered]),
        from_area=(Text(), [rows[key][2] or "" for key in ordered]),
    )
    columns = [*given.c.keys(), "matter", "document_number", "recorded_by"]
    fixed = (
        literal(matter, Text()), literal(document_number, Text()),
        literal(actor.officer_id, BigInteger()),
    )  # fmt: skip
    await session.execute(
        upsert(PersonNotice)
        .from_select(columns, select(*given.c.values(), *fixed))
        .on_conflict_do_nothing()
    )
    return len(rows)
