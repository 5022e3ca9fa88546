"""A province of its own for one harness: approved people, orders of two agents, tokens."""

import os
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import text

from app import admin_units
from app.access import Role
from app.core import db
from app.core.digests import secret_digest
from app.core.owner import owner_transaction
from app.core.schema import upgrade
from app.core.settings import settings
from tests.builders import Officer, enrolled
from tests.faults.invariants import looking
from tests.money_rows import (
    Approved,
    approved,
    orders_of,
    prepared,
    released,
    runs_of,
    stand_still,
    taken,
)

AGENTS: Final = ("BUUDIEN", "NHCSXH")
_HAND_MADE: Final = 8
"""Rows made by hand carry officers' numbers up to this one."""
_FAR: Final = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Seat:
    """Somebody with a token."""

    token: str
    account_id: int
    agent: str


@dataclass
class Ground:
    """A province on which one harness works."""

    url: str
    province: str
    commune: str
    agents: dict[str, list[Seat]] = field(default_factory=dict)
    finance: list[Seat] = field(default_factory=list)
    orders: dict[str, list[Any]] = field(default_factory=dict)
    runs: dict[str, list[int]] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The territory of the province."""
        return f"{self.province}."

    @property
    def accounts(self) -> list[int]:
        """Of everybody with a token here."""
        seats = [*self.finance, *(seat for seats in self.agents.values() for seat in seats)]
        return [seat.account_id for seat in seats]

    async def send(self, people: int) -> None:
        """Orders of that many people for each agent, in its hands."""
        for agent in AGENTS:
            decision = await self._approved(people)
            await released(decision, agent, self.path)
            for run_id in await runs_of(decision, agent, self.path):
                await taken(run_id, agent, self.path)
                self.orders.setdefault(agent, []).extend(await orders_of(run_id, self.path))

    async def prepare(self, runs: int, people: int, source_id: int | None = None) -> None:
        """Runs that wait for their release, for each agent."""
        for agent in AGENTS:
            for _ in range(runs):
                decision = await self._approved(people, source_id)
                await prepared(decision, agent, self.path)
                self.runs.setdefault(agent, []).extend(await runs_of(decision, agent, self.path))

    async def _approved(self, people: int, source_id: int | None = None) -> Approved:
        return await approved(self.url, people, area=self.commune, source_id=source_id)

    async def orders_of(self, run_id: int) -> list[Any]:
        """The orders of a run, asked of the database itself."""
        query = "select id, reference, amount_dong from payout_order where run_id = :run and live"
        async with looking(self.url, self.province) as session:
            return list(await session.execute(text(query), {"run": run_id}))

    async def paid(self) -> int:
        """What was paid here (đồng), as the books say."""
        query = "select coalesce(sum(amount_dong), 0) from journal_entry where account = 'paid'"
        async with looking(self.url, self.province) as session:
            return int(await session.scalar(text(query)) or 0)

    async def hurt(self, *statements: str) -> None:
        """Take mechanisms of the database away, for a control."""
        async with looking(self.url, self.province) as session:
            for statement in statements:
                await session.execute(text(statement))


@asynccontextmanager
async def turned_to(url: str) -> AsyncIterator[None]:
    """The acts of this process go to another database meanwhile."""
    before = os.environ.get("DATABASE_URL")
    await _turn(url)
    try:
        yield
    finally:
        await _turn(before)


async def _turn(url: str | None) -> None:
    await db.dispose()
    if url is None:
        os.environ.pop("DATABASE_URL", None)
    else:
        os.environ["DATABASE_URL"] = url
    settings.cache_clear()


async def founded(url: str) -> None:
    """A new cluster with the nation in it."""
    await upgrade(url)
    async with owner_transaction(url) as session:
        await admin_units.load_units(session)


@asynccontextmanager
async def a_ground(url: str, province: str) -> AsyncIterator[Ground]:
    """A province opened for one harness, and closed after it."""
    await db.dispose()  # whoever worked here before may have killed what the pool held
    await upgrade(url, (province,))
    async with owner_transaction(url) as session:
        await admin_units.open_province(session, province)
        commune = await session.scalar(
            text(
                "select min(path) from nation.admin_unit"
                " where level = 'commune' and path like :path || '%'"
            ),
            {"path": f"{province}."},
        )
    assert commune is not None
    await stand_still(url)
    ground = Ground(url, province, commune)
    try:
        await _seat(ground)
        yield ground
    finally:
        async with owner_transaction(url) as session:
            await session.execute(text(f"drop schema p{province} cascade"))
            whose = {"code": province}
            await session.execute(text("delete from nation.province where code = :code"), whose)


async def _seat(ground: Ground) -> None:
    # So that nobody here is, by number, one of those who signed and sent by hand.
    await enrolled(*[(Role.AUDITOR, ground.path)] * _HAND_MADE)
    ground.finance = await _tokens(
        ground.url, await enrolled(*[(Role.FINANCE_OFFICER, ground.path)] * 2)
    )
    for agent in AGENTS:
        people = await enrolled(*[(Role.PAYMENT_AGENT, ground.path)] * 2, agent=agent)
        ground.agents[agent] = await _tokens(ground.url, people)


async def _tokens(url: str, officers: Sequence[Officer]) -> list[Seat]:
    seats = [Seat(secrets.token_urlsafe(32), one.account_id, one.agent or "") for one in officers]
    async with owner_transaction(url) as session:
        for one, seat in zip(officers, seats, strict=True):
            await session.execute(
                text("insert into nation.token values (:digest, :account, :appointment, :until)"),
                {
                    "digest": secret_digest(seat.token), "account": one.account_id,
                    "appointment": one.appointment_id, "until": _FAR,
                },
            )  # fmt: skip
    return seats
