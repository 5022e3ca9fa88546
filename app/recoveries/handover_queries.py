"""Reading the handing over for people: with the names of places and agents, and sums."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Text, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import admin_units
from app.access.tables import PaymentAgent
from app.core.bulk import rows_of
from app.payouts.tables import PayoutOrder
from app.recoveries import signing, waiting
from app.recoveries.waiting import Sought


async def not_received(
    session: AsyncSession, sought: Sought, after: int, limit: int
) -> list[dict[str, Any]]:
    """Orders whose money nobody has received, by number, with places and agents."""
    return await _named(session, await waiting.not_received_after(session, sought, after, limit))


async def shortfalls(
    session: AsyncSession, area: str | None, after: int, limit: int
) -> list[dict[str, Any]]:
    """Orders for which less was signed than was ordered, with places and agents."""
    return await _named(session, await signing.shortfalls_after(session, area, after, limit))


async def unsigned(session: AsyncSession, area: str) -> list[dict[str, Any]]:
    """Paid orders for which nobody has signed, by agent and commune; in a province by district."""
    rows = await signing.unsigned(session, area)
    if admin_units.level_of(area) == "province":
        rows = _by_district(rows)
    return await _named(session, rows)


def _by_district(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Counted together by district and agent, in the order of their paths."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        path = row["area_path"]
        within = path if admin_units.level_of(path) == "province" else admin_units.district_of(path)
        nothing = row | {"area_path": within, "order_count": 0, "total_dong": 0}
        one = found.setdefault((within, row["agent_code"]), nothing)
        one["order_count"] += row["order_count"]
        one["total_dong"] += row["total_dong"]
        one["first_paid_on"] = min(one["first_paid_on"], row["first_paid_on"])
    return list(found.values())


async def _named(session: AsyncSession, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each row with what its place is called; the places are asked for once."""
    paths = sorted({row["area_path"] for row in rows})
    given = rows_of(path=(Text(), paths))
    query = select(given.c.path, admin_units.place_name(given.c.path))
    places: dict[str, str] = dict((await session.execute(query)).all()) if paths else {}
    names = dict(await agents(session)) if rows else {}
    return [
        row
        | {"place": places[row["area_path"]]}
        | {"agent_name": names.get(row["agent_code"], row["agent_code"])}
        for row in rows
    ]


async def agents(session: AsyncSession) -> list[tuple[str, str]]:
    """Every payment agent, by code with name."""
    query = select(PaymentAgent.code, PaymentAgent.name).order_by(PaymentAgent.name)
    return [(code, name) for code, name in await session.execute(query)]


async def amounts_of(session: AsyncSession, references: Sequence[str]) -> dict[str, int]:
    """What orders are for (đồng), by reference; an unknown one is left out."""
    given = rows_of(reference=(Text(), references))
    query = select(PayoutOrder.reference, PayoutOrder.amount_dong).where(
        PayoutOrder.reference.in_(select(given.c.reference))
    )
    return dict((await session.execute(query)).all())
