"""The doors of the calendar and of punctuality; lists that stood before there were clocks."""

from collections.abc import AsyncIterator
from datetime import date

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from app.access import Actor, Role, guards
from app.clocks.routes import router as calendar
from app.core.schema import downgrade_schema, upgrade
from app.core.web import install_problems
from app.reports.routes import router as reports
from tests.clocks.walks import clocks_of, start, walk
from tests.money_rows import actor, owning

WEDNESDAY = date(2020, 4, 29)
TO_DISTRICT = (
    (date(2020, 4, 27), "submitted"), (date(2020, 4, 27), "posted"), (WEDNESDAY, "at_commune"),
    (WEDNESDAY, "at_district"),
)  # fmt: skip


class Door:
    """The doors as one officer after another finds them."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.who = actor(Role.DEPARTMENT_REPORTER, "45.")

    async def current(self) -> Actor:
        return self.who


@pytest.fixture
async def door(house: str) -> AsyncIterator[Door]:
    app = FastAPI()
    install_problems(app)
    app.include_router(calendar, prefix="/api/v1")
    app.include_router(reports, prefix="/api/v1")
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://house/api/v1") as client:
        made = Door(client)
        app.dependency_overrides[guards._actor] = made.current
        yield made


ORDER = {
    "day": "2020-05-05", "is_working": False, "reason": "Bão lũ", "document_number": "15/UBND-VX",
}  # fmt: skip


async def test_the_department_changes_a_day_and_the_act_is_kept(door: Door, house: str) -> None:
    await walk(house, await start(house), *TO_DISTRICT)
    made = await door.client.post(
        "/calendar/changes", json=ORDER, headers={"Idempotency-Key": "day-off-in-may"}
    )
    assert (made.status_code, made.json()["clocks_moved"]) == (201, 1), made.text
    shown = (await door.client.get("/calendar", params={"year": 2020})).json()
    assert {"2020-04-30", "2020-05-01", "2020-05-05"} <= set(shown["days_off"])
    (act,) = shown["changes"]
    assert act["document_number"] == "15/UBND-VX"
    assert act["reason"] == "Bão lũ"
    door.who = actor(Role.COMMUNE_OFFICER, "45.461.19336.")
    refused = await door.client.post(
        "/calendar/changes", json=ORDER, headers={"Idempotency-Key": "not-mine"}
    )
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/forbidden")


async def test_the_doors_of_punctuality_answer(door: Door, house: str) -> None:
    await walk(house, await start(house), *TO_DISTRICT, (date(2020, 5, 4), "at_province"))
    span = {"from": "2020-04-27", "to": "2020-05-31", "by": "group"}
    answer = await door.client.get("/reports/on-time", params=span)
    assert answer.json()["total"]["printed"] == "1/1 = 100,00 %"
    assert (await door.client.get("/reports/overdue")).json() == []
    assert (await door.client.get("/reports/escalations", params={"over": 1})).json() == []
    wrong = await door.client.get("/reports/on-time", params=span | {"by": "officer"})
    assert wrong.status_code == 422


async def test_what_stood_before_there_were_clocks_gets_one(house: str) -> None:
    """Its step counts from the day of the last line of its history."""
    found = await start(house, "HKD")
    await walk(house, found, *TO_DISTRICT[:2])
    engine = create_async_engine(house, poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(downgrade_schema, "p45", "0005_decisions")
    await engine.dispose()
    await upgrade(house, ("45",))
    assert await clocks_of(house, found) == [("COMMUNE", date(2020, 4, 27), 0, date(2020, 5, 6))]
    async with owning(house, "45") as session:
        since = await session.scalar(text("select since from dossier_stage"))
    assert since == date(2020, 4, 27)
