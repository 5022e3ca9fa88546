"""Every door, every role, every place: nothing of another place is told, nothing of it changes."""

import dataclasses
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app.access import Actor, Role, guards
from app.core.owner import owner_transaction
from app.main import build
from tests.access.matrix.cells import (
    Cell,
    Matrix,
    cells,
    described,
    fingerprint,
    permissions_of,
)
from tests.access.matrix.ground import PLANTED, plant
from tests.access.matrix.paper import PAGE, page
from tests.access.matrix.places import POSITIONS, STALE, Cast, cast
from tests.access.matrix.routes import ROUTES
from tests.builders import SIBLING, Town
from tests.grounds import enter
from tests.house.test_doors import calls, doors_of
from tests.service import the_service
from tests.supervision.matters import end_all
from tests.town import town

__all__ = ["town"]


@pytest.fixture(scope="module")
async def people(house: str, town: Town) -> Cast:
    """Officers of every role in every unit."""
    return await cast(house)


@pytest.fixture(scope="module")
async def matrix(house: str, town: Town) -> AsyncIterator[Matrix]:
    """Three communes with something of every kind, and the service."""
    home, *others = [await plant(town, house, path) for path in PLANTED]
    async with browsers(build()) as pages:
        yield Matrix(town.api.http, pages, home, others)
    await end_all(house)


@asynccontextmanager
async def browsers(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """The service for browsers whose second factor is always right."""
    app.dependency_overrides[guards._confirmed] = lambda: None
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport) as client:
        yield client


@pytest.fixture(scope="module")
def questions(people: Cast) -> list[Cell]:
    """The whole matrix."""
    return list(cells(ROUTES, permissions_of(the_service()), people))


async def faults_of(matrix: Matrix, chosen: Iterable[Cell]) -> list[str]:
    """What is wrong with the answers to these cells."""
    return [fault for cell in chosen if (fault := await matrix.fault(cell))]


def out_of_step(app: FastAPI) -> tuple[set[str], set[str]]:
    """Doors without a line, and lines without a door."""
    lines, doors = {route.door for route in ROUTES}, described(app)
    return doors - lines, lines - doors


def test_every_door_has_its_line_and_every_line_its_door() -> None:
    """A new door is one more line in tests/access/matrix."""
    assert out_of_step(the_service()) == (set(), set())
    lines = Counter(route.door for route in ROUTES)
    assert [door for door, count in lines.items() if count > 1] == []


def test_the_page_is_fresh() -> None:
    """Else: python -m tests.access.matrix --write."""
    assert PAGE.read_text(encoding="utf-8") == page(permissions_of(the_service()))


def test_every_role_is_asked_for_from_everywhere(questions: list[Cell]) -> None:
    for route in ROUTES:
        asked = [cell for cell in questions if cell.route is route]
        assert {cell.role for cell in asked} == {None, *Role}
        places = {cell.position for cell in asked}
        assert {"own", "parent", "other province", "none", *STALE} <= places
        shut = [cell.position for cell in asked if cell.word == "forbidden"]
        if shut.count("own") > len(POSITIONS[route.home]):  # parents may stand in two places
            assert set(POSITIONS[route.home]) <= set(shut)


async def test_nobody_is_let_in_where_they_have_no_business(
    house: str, matrix: Matrix, questions: list[Cell]
) -> None:
    """Sent in earnest, and not one row of the nation and the provinces changes."""
    before = await fingerprint(house)
    assert await faults_of(matrix, (cell for cell in questions if cell.shut_out)) == []
    after = await fingerprint(house)
    assert {name for name, mark in before.items() if after[name] != mark} == set()


async def test_whoever_may_is_let_in_and_told_of_no_other_place(
    matrix: Matrix, questions: list[Cell]
) -> None:
    assert await faults_of(matrix, (cell for cell in questions if not cell.shut_out)) == []


# --- controls -----------------------------------------------------------------------------------


def asking(questions: Iterable[Cell], door: str) -> list[Cell]:
    """The cells of one door."""
    return [cell for cell in questions if cell.route.door == door]


@asynccontextmanager
async def a_policy(house: str, table: str, seen: str) -> AsyncIterator[None]:
    """Meanwhile everybody in the province sees every row of a table ("true"), or none ("false")."""
    shut = (
        "select pg_get_expr(polqual, polrelid) from pg_policy"
        " where polrelid = cast(:t as regclass) and polname = 'territory'"
    )
    async with owner_transaction(house) as session:
        found = await session.scalar(text(shut), {"t": table})
        await session.execute(text(f"alter policy territory on {table} using ({seen})"))
    try:
        yield
    finally:
        async with owner_transaction(house) as session:
            await session.execute(text(f"alter policy territory on {table} using ({found})"))


@pytest.mark.parametrize(
    ("tables", "door"),
    [
        ("p42.dossier_list", "GET /lists/{list_id}"),
        ("p42.dossier_list", "GET /lists"),
        ("p42.posting", "POST /postings/{posting_id}/closing"),
        ("p42.posting", "GET /postings"),
        ("p42.complaint", "GET /complaints/{complaint_id}/sender"),
        ("p42.hold", "GET /holds"),
        ("p42.dossier_list", "GET /danh-sach"),
        ("p42.dossier_list", "POST /nop-danh-sach/{list_id}"),
        ("p42.sitting p42.finding", "GET /phien-hop/{sitting_id}/phat-hien/{code}"),
    ],
)
async def test_control_without_the_policy_the_sibling_is_let_in(
    house: str, matrix: Matrix, questions: list[Cell], tables: str, door: str
) -> None:
    beside = [cell for cell in asking(questions, door) if cell.unit == SIBLING]
    rehearsed = [dataclasses.replace(cell, dry_run=True) for cell in beside]
    async with AsyncExitStack() as opened:
        for table in tables.split():
            await opened.enter_async_context(a_policy(house, table, "true"))
        assert await faults_of(matrix, rehearsed)
    assert await faults_of(matrix, rehearsed) == []


@pytest.mark.parametrize(
    ("table", "door"),
    [
        ("p42.dossier_list", "GET /danh-sach"),
        ("p42.complaint", "GET /don-thu"),
        ("p42.access_log", "GET /nhat-ky/xem-so"),
        ("p42.payout_lease", "GET /payout-leases"),
    ],
)
async def test_control_a_listing_without_a_row_is_found(
    house: str, matrix: Matrix, questions: list[Cell], table: str, door: str
) -> None:
    own = [cell for cell in asking(questions, door) if cell.at_home and cell.position == "own"]
    async with a_policy(house, table, "false"):
        found = await faults_of(matrix, own)
    assert own
    assert len(found) == len(own)
    assert all("proves nothing" in one for one in found)


@pytest.mark.parametrize(
    ("door", "sent"),
    [
        ("POST /nop-danh-sach", {"form": "07"}),
        ("POST /nop-danh-sach/{list_id}", {}),
        ("POST /danh-sach/{list_id}/nop", {}),
        ("POST /quan-tri/{officer_id}/chuc-danh/{appointment_id}", {"document_number": "1"}),
        ("POST /lists", {"rows": "none"}),
    ],
)
async def test_control_what_is_not_good_enough_to_act_is_found(
    matrix: Matrix, questions: list[Cell], door: str, sent: dict[str, str]
) -> None:
    own = [cell for cell in asking(questions, door) if cell.at_home and cell.position == "own"]
    less = [
        dataclasses.replace(one, route=dataclasses.replace(one.route, body=sent)) for one in own
    ]
    assert own
    assert await faults_of(matrix, own) == []
    found = await faults_of(matrix, less)
    assert len(found) == len(own)
    assert all("never gets to the act" in one for one in found)


@asynccontextmanager
async def another_service(matrix: Matrix, app: FastAPI) -> AsyncIterator[Matrix]:
    """The same questions put to a service built otherwise."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport) as client:
        yield dataclasses.replace(matrix, http=client, pages=client)


async def test_control_a_door_that_forgets_its_permission_is_found(
    matrix: Matrix, questions: list[Cell]
) -> None:
    app, forgotten = build(), "GET /changes"
    (door,) = [one for one in doors_of(app.routes) if one.operation_id == "readChanges"]
    (guard,) = [one for one in calls(door.dependant) if hasattr(one, "permission")]
    async with another_service(matrix, app) as service:
        assert await faults_of(service, asking(questions, forgotten)) == []
        app.dependency_overrides[guard] = guards._actor
        found = await faults_of(service, asking(questions, forgotten))
    assert any("commune_officer" in one and "says forbidden" in one for one in found)


async def test_control_a_door_that_asks_nobody_is_found(
    matrix: Matrix, questions: list[Cell]
) -> None:
    app = build()
    app.dependency_overrides[guards._actor] = lambda: Actor(1, 1, 1, Role.AUDITOR, "42.")
    async with another_service(matrix, app) as service:
        found = await faults_of(service, asking(questions, "GET /changes"))
    assert any("from none" in one for one in found)
    assert any("from signed out" in one for one in found)


def test_control_a_door_without_a_line_is_found() -> None:
    app = build()
    app.add_api_route("/api/v1/forgotten", test_the_page_is_fresh, methods=["GET"])
    assert out_of_step(app) == ({"GET /forgotten"}, set())
    assert out_of_step(FastAPI()) == (set(), {route.door for route in ROUTES})


async def test_control_the_fingerprint_sees_one_row(house: str, matrix: Matrix) -> None:
    before = await fingerprint(house)
    change = "update fund_source set name = name || ' ' where id = :s"
    async with owner_transaction(house) as session:
        await enter(session, "42.")
        await session.execute(text(change), {"s": matrix.home["source"]})
    after = await fingerprint(house)
    assert [name for name, mark in before.items() if after[name] != mark] == ["p42.fund_source"]
