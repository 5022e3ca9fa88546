"""Every act of a page leaves its line: the line of its twin among the JSON doors, or its own.

A page whose act the JSON doors know bears that door's name and calls that door's command, whose
line test_every_act.py asks for. An act that only pages do is one more line in PAGE_ACTS, done in
earnest in a browser, or stands in NO_LINE_BY_PAGE with its reason. A page that is missing fails.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from types import FunctionType, ModuleType
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import text

from app.access import Role
from app.core.owner import owner_transaction
from app.core.web.page import Page
from app.dossiers.rules import Stage
from app.funds import commands as funds
from app.main import build
from tests.audit.test_every_act import ACTS, NATION, NO_LINE, lines_of
from tests.builders import (
    COMMUNE,
    DISTRICT,
    PROVINCE,
    Town,
    a_batch,
    at_stage,
    dossiers_of,
    enrolled,
)
from tests.grounds import scalar
from tests.house.test_doors import acts_of, doors_of, names
from tests.pages import CODE, Visitor, desk_of

LOOKS = "access_log"
NO_LINE_BY_PAGE = {
    "POST /dang-nhap": "a session names its account; nobody acts yet",
    "POST /dang-nhap/ma": "the same; the session keeps when the second factor was shown",
    "POST /dang-nhap/thiet-lap": "the same; the second factor keeps when it was confirmed",
    "POST /dang-nhap/chuc-danh": "the same; the session names the office chosen",
    "POST /dang-xuat": "the session itself keeps when it ended",
    "POST /phien": "every session itself keeps when it ended",
    "POST /phien/mat-khau": "one's own secret; the other sessions keep when they ended by it",
    "POST /phien/ung-dung": "nothing holds until a code of the new key is shown",
    "POST /phien/ung-dung/moi": "the second factor itself keeps when it was confirmed",
    "POST /tra-cuu": "a search; numbers are covered, and nothing is kept",
    "POST /quyet-dinh/{decision_id}/dieu-chinh": "a search; nothing is kept",
    "POST /quyet-dinh/{decision_id}/dieu-chinh/soan": "a rehearsal; nothing of it is kept",
    "POST /bao-cao/kiem-bang": "a question about a file; nothing is kept",
}  # fmt: skip
"""Pages that act on nothing of which a line could tell."""


@dataclass(frozen=True)
class PageAct:
    """A page's act, who does it from where, what is typed, and the record that must grow."""

    door: str
    act: str
    role: Role
    path: str
    record: str = NATION
    typed: dict[str, str] = field(default_factory=dict)


_BY_DOCUMENT = {"document_number": "ma-tran/61"} | CODE
_OFFICE = _BY_DOCUMENT | {
    "role": "commune_officer", "unit_path": COMMUNE, "valid_from": "1/1/2020",
}  # fmt: skip
_A = Role.ADMINISTRATOR
_HOME = "POST /quan-tri/{officer_id}"
PAGE_ACTS = (
    PageAct(f"{_HOME}/bo-nhiem", "appoint", _A, PROVINCE, typed=_OFFICE),
    PageAct(f"{_HOME}/chuc-danh/{{appointment_id}}", "endAppointment", _A, PROVINCE,
            typed=_BY_DOCUMENT | {"last_day": "31/12/2020"}),
    PageAct(f"{_HOME}/cap-lai/{{account_id}}", "resetAccess", _A, PROVINCE, typed=_BY_DOCUMENT),
    PageAct(f"{_HOME}/dong/{{account_id}}", "closeAccount", _A, PROVINCE, typed=_BY_DOCUMENT),
    PageAct(f"{_HOME}/mo/{{account_id}}", "openAccount", _A, PROVINCE, typed=_BY_DOCUMENT),
    PageAct("POST /ho-so/{dossier_id}/so-dinh-danh", "readIdNumber", Role.COMMUNE_OFFICER, COMMUNE,
            LOOKS, {"ly_do": "Đối chiếu giấy tờ"}),
    PageAct("POST /dot/{batch_id}/nguoi", "revealBatchPeople", Role.DISTRICT_OFFICER, DISTRICT,
            LOOKS),
)  # fmt: skip


# --- which pages have no twin -------------------------------------------------------------------


def pages_that_act(app: FastAPI) -> list[APIRoute]:
    """Every page to which a form is sent."""
    return [one for one in doors_of(app.routes) if isinstance(one, Page) and acts_of(one)]


def twins_of(app: FastAPI) -> dict[str, APIRoute]:
    """The JSON doors that act, by the name of their act."""
    found = [one for one in doors_of(app.routes) if not isinstance(one, Page) and acts_of(one)]
    return {one.operation_id: one for one in found if one.operation_id}


def without_twin(app: FastAPI) -> set[str]:
    """The pages whose act no JSON door does."""
    twins = twins_of(app)
    alone = (page for page in pages_that_act(app) if page.operation_id not in twins)
    return {name for page in alone for name in names(page)}


def commands_of(door: APIRoute) -> set[str]:
    """The functions of the rooms, reads aside, that a door's own function calls."""
    return set(_called(inspect.unwrap(door.endpoint), set()))


def _called(function: Callable[..., Any], seen: set[Any]) -> Iterator[str]:
    """What is called in a function and in the functions of the doors' modules beneath it."""
    assert isinstance(function, FunctionType)
    seen.add(function)
    for found in set(_named(function)) - seen:
        if found.__module__.endswith(("pages", "routes")):
            yield from _called(found, seen)
        elif inspect.iscoroutinefunction(found) and not found.__module__.endswith("queries"):
            yield f"{found.__module__}.{found.__name__}"


def _named(function: FunctionType) -> Iterator[FunctionType]:
    """Every function of ours that a function names, its own or by way of a module."""
    words = function.__code__.co_names
    own = function.__globals__
    modules = [vars(own[word]) for word in words if isinstance(own.get(word), ModuleType)]
    for holder in (own, *modules):
        found = (holder.get(word) for word in words)
        yield from (
            one
            for one in map(_unwrapped, found)
            if isinstance(one, FunctionType) and one.__module__.startswith("app.")
        )


def _unwrapped(one: Any) -> Any:
    return inspect.unwrap(one) if callable(one) else one


def strangers(pages: Iterable[APIRoute], twins: dict[str, APIRoute]) -> list[str]:
    """Pages that bear the name of a JSON door and call none of its commands."""
    return [
        name
        for page in pages
        if page.operation_id in twins
        and not commands_of(page) & commands_of(twins[page.operation_id])
        for name in names(page)
    ]


def test_every_page_that_acts_has_a_twin_or_stands_here() -> None:
    named = {act.door for act in PAGE_ACTS}
    assert named & set(NO_LINE_BY_PAGE) == set()
    assert without_twin(build()) == named | set(NO_LINE_BY_PAGE)


def test_a_twin_does_what_its_json_door_does() -> None:
    app = build()
    assert strangers(pages_that_act(app), twins_of(app)) == []
    doors = {name for door in twins_of(app).values() for name in names(door)}
    asked = {act.door for act in ACTS} | set(NO_LINE)
    assert {door.removeprefix("/api/v1") for door in doors} - asked == set()


# --- the acts of pages alone --------------------------------------------------------------------


@pytest.fixture(scope="module")
async def targets(house: str, town: Town) -> dict[str, int]:
    """Somebody in office, a dossier, a batch."""
    (person,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    listed = await at_stage(town, house, Stage.AT_PROVINCE, 1)
    return {
        "officer_id": person.officer_id, "appointment_id": person.appointment_id,
        "account_id": person.account_id, "dossier_id": (await dossiers_of(listed.id))[0],
        "batch_id": await a_batch(town, [listed.id]),
    }  # fmt: skip


async def done(visitor: Visitor, act: PageAct, targets: dict[str, int]) -> Any:
    """The form of a page, filled in and sent."""
    address = act.door.removeprefix("POST ").format(**targets)
    return await visitor.send(await visitor.look(address), act.typed)


BECAUSE = {
    NATION: "select because from nation.act_log where told = :told",
    LOOKS: "select act from access_log where told = :told",
}


async def silent(
    house: str, town: Town, acts: Iterable[PageAct], targets: dict[str, int]
) -> list[str]:
    """Which of these acts, done in earnest, leave no line of their own."""
    found = []
    for act in acts:
        (officer,) = await enrolled((act.role, act.path))
        async with desk_of(town, officer) as visitor:
            before = await lines_of(house, act.record, officer)
            answer = await done(visitor, act, targets)
            new = set(await lines_of(house, act.record, officer)) - set(before)
        assert answer.status_code in (200, 303), f"{act.door}: {answer.text}"
        told = [await scalar(house, BECAUSE[act.record], told=one) for one in new]
        if [one.partition(":")[0] for one in told] != [act.act]:
            found.append(f"{act.door}: {told} in {act.record}")
    return found


async def test_every_act_of_pages_alone_leaves_its_line(
    house: str, town: Town, targets: dict[str, int]
) -> None:
    assert await silent(house, town, PAGE_ACTS, targets) == []


# --- controls -----------------------------------------------------------------------------------


def _with(path: str, endpoint: Callable[..., Any], act: str) -> FastAPI:
    """The service with one more page."""
    app, router = build(), APIRouter(route_class=Page)
    router.add_api_route(path, endpoint, methods=["POST"], operation_id=act)
    app.include_router(router)
    return app


async def forgotten(source_id: int) -> str:
    """A page's act."""
    await funds.allot(None, None, source_id, None)  # type: ignore[arg-type]
    return ""


def test_control_a_page_act_forgotten_is_found() -> None:
    app = _with("/kinh-phi/{source_id}/quen", forgotten, "forgetFunds")
    assert without_twin(app) - without_twin(build()) == {"POST /kinh-phi/{source_id}/quen"}


def test_control_a_page_that_only_bears_the_name_of_a_door_is_found() -> None:
    for act, found in (("allotFunds", []), ("advanceFunds", ["POST /kinh-phi/{source_id}/quen"])):
        app = _with("/kinh-phi/{source_id}/quen", forgotten, act)
        assert strangers(pages_that_act(app), twins_of(app)) == found


async def test_control_without_the_trigger_an_act_of_pages_is_silent(
    house: str, town: Town, targets: dict[str, int]
) -> None:
    appoint = PAGE_ACTS[0]
    for word, quiet in (("disable", [f"{appoint.door}: [] in {NATION}"]), ("enable", [])):
        async with owner_transaction(house) as session:
            change = f"alter table nation.appointment {word} trigger write_act_log"
            await session.execute(text(change))
        assert await silent(house, town, [appoint], targets) == quiet
