"""Every door has a lock: a permission in its signature, asked before anything is opened."""

import importlib
import importlib.util
import inspect
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import guards
from app.access.guards import Confirmed, Reading, Writing, allow
from app.access.rules import Actor, Permission
from app.core.web import Door
from app.main import build

from .plan import APP, none

OPEN = {
    "GET /static/{name}": "the look of the pages",
    "GET /ngon-ngu/{language}": "a preference of whoever looks, and nothing else",
    "GET /v/{mark}": "anybody may ask whether a paper is genuine; it names nobody",
    "GET /dang-nhap": "the page where one comes in",
    "POST /dang-nhap": "this is where one comes in, by page",
    "GET /dang-nhap/ma": "the way in: asks for a session half open",
    "POST /dang-nhap/ma": "the way in: asks for a session half open",
    "GET /dang-nhap/thiet-lap": "the way in: asks for a session half open",
    "POST /dang-nhap/thiet-lap": "the way in: asks for a session half open",
    "GET /dang-nhap/chuc-danh": "the way in: asks for a session half open",
    "POST /dang-nhap/chuc-danh": "the way in: asks for a session half open",
    "POST /dang-xuat": "leaving needs no leave",
    "POST /tokens": "this is where one comes in",
    "POST /tokens/machine": "this is where an agent's system comes in",
    "GET /healthz": "for the machine that watches",
    "GET /readyz": "for the machine that watches",
    "GET /docs": "the documentation page",
    "GET /openapi.json": "the documentation itself",
    "GET /problems": "what each refusal means",
    "GET /problems/{code}": "what each refusal means",
    "GET /admin-units": "the country is public, and its room lies below the locks",
    "GET /policy": "the law is public",
    "GET /policy/groups/{group}": "the law is public",
    "GET /policy/due-date": "the law is public",
    "POST /policy/eligibility": "the law is public; nothing is stored",
}
SIGNED_IN = {
    "GET /": "everybody has a first page",
    "GET /phim-tat": "keys of the keyboard",
    "GET /me": "everybody may know who they are",
    "GET /phien": "everybody may see what is open in their name",
    "POST /phien": "everybody may end what is open in their name",
    "GET /phien/mat-khau": "everybody may change their own password",
    "POST /phien/mat-khau": "everybody may change their own password",
    "GET /phien/ung-dung": "everybody may change their own second factor",
    "POST /phien/ung-dung": "everybody may change their own second factor",
    "GET /phien/ung-dung/moi": "everybody may change their own second factor",
    "POST /phien/ung-dung/moi": "everybody may change their own second factor",
    "DELETE /tokens/current": "everybody may leave",
    "GET /clock": "everybody may ask what time it is",
}
"""Doors for anybody with a token, whatever their role."""

MUTATING = {"POST", "PUT", "PATCH", "DELETE"}


def doors_of(routes: Iterable[Any]) -> Iterator[APIRoute]:
    """Every JSON door, through routers inside routers."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if isinstance(route, APIRoute):
            yield route
        elif inner is not None:
            yield from doors_of(inner.routes)


def rooms_doors() -> list[APIRoute]:
    """The doors of every room (routes.py, file_routes.py, …), and those of the front gate."""
    found: dict[int, APIRoute] = {}
    for file in sorted([*APP.glob("*/*routes.py"), *APP.glob("*/*pages.py")]):
        room = importlib.import_module(f"app.{file.parent.name}.{file.stem}")
        found |= {id(door): door for door in doors_of(room.router.routes)}
    docs = importlib.util.find_spec("app.core.web.docs")
    if docs is not None:
        health = importlib.import_module("app.core.web.docs")
        found |= {id(door): door for door in doors_of(health.router.routes)}
    return list(found.values())


def calls(dependant: Dependant) -> Iterator[Any]:
    """Everything a door depends on, outermost first, in the order it is asked."""
    for inner in dependant.dependencies:
        yield inner.call
        yield from calls(inner)


def names(door: APIRoute) -> list[str]:
    """'POST /batches/{batch_id}/approval', one for each verb."""
    return [f"{verb} {door.path}" for verb in sorted(door.methods or ())]


def acts_of(door: APIRoute) -> bool:
    """Whether a door is for changing something."""
    return bool((door.methods or set()) & MUTATING)


def permission_of(door: APIRoute) -> Permission | None:
    """The permission a door names; None when it names none."""
    found = {getattr(call, "permission", None) for call in calls(door.dependant)} - {None}
    assert len(found) <= 1, f"{names(door)} names several permissions"
    return found.pop() if found else None


def asks_who(door: APIRoute) -> bool:
    return guards._actor in set(calls(door.dependant))


def threads_of(doors: Iterable[APIRoute]) -> list[str]:
    """What doors depend on that would be called in a thread, while other pages wait for it."""
    asked = {call for door in doors for call in (*calls(door.dependant), door.endpoint) if call}
    waits = (inspect.iscoroutinefunction, inspect.isasyncgenfunction)
    return sorted(
        f"{call.__module__}.{call.__qualname__}"
        for call in asked
        if not any(is_one(call) for is_one in waits)
    )


def test_no_door_waits_for_a_thread() -> None:
    none(threads_of(rooms_doors()))


def test_a_door_that_waits_for_a_thread_is_found() -> None:
    router = APIRouter()

    def plainly() -> str:
        return ""

    @router.get("/slow")
    async def slow(word: Annotated[str, Depends(plainly)]) -> str:
        return word

    (found,) = threads_of(doors_of(router.routes))
    assert found.endswith("plainly")


def test_every_door_names_its_permission() -> None:
    unlocked = [
        name
        for door in rooms_doors()
        for name in names(door)
        if permission_of(door) is None and name not in OPEN and name not in SIGNED_IN
    ]
    none(unlocked)


def test_doors_for_everybody_with_a_token_ask_for_the_token() -> None:
    none(
        [n for door in rooms_doors() for n in names(door) if n in SIGNED_IN and not asks_who(door)]
    )


def test_open_doors_are_open() -> None:
    """A door on the open list that asks who comes should leave the list."""
    none(
        [name for door in rooms_doors() for name in names(door) if name in OPEN and asks_who(door)]
    )


def test_the_question_comes_before_the_transaction() -> None:
    """The guard stands first in the signature: a stranger opens no session."""
    openers = {guards._reading, guards._revealing, guards._writing}
    late = []
    for door in rooms_doors():
        order = [inner.call for inner in door.dependant.dependencies]
        opened = [place for place, call in enumerate(order) if call in openers]
        asked = [place for place, call in enumerate(order) if hasattr(call, "permission")]
        if opened and asked and min(opened) < min(asked):
            late += names(door)
    none(late)


BINDING = {
    "POST /dot/{batch_id}/phe-duyet",
    "POST /dot/{batch_id}/tu-choi",
    "POST /dot/{batch_id}/tam-dung",
    "POST /dot/{batch_id}/tiep-tuc",
    "POST /quyet-dinh/{decision_id}/dieu-chinh/ky",
    "POST /quyet-dinh/{decision_id}/thu-hoi",
    "POST /quyet-dinh/uy-quyen",
    "POST /chi-tra/giao",
    "POST /chi-tra/lenh/{order_id}/huy",
    "POST /chi-tra/lenh/{order_id}/lap-lai",
    "POST /thu-hoi/{case_id}/mien",
    "POST /doi-soat/ngoai-le/{statement_id}/{line_number}/dong-y",
    "POST /kinh-phi/moi",
    "POST /kinh-phi/quyet-toan",
    "POST /kinh-phi/{source_id}/cap",
    "POST /kinh-phi/{source_id}/tam-ung",
    "POST /kinh-phi/{source_id}/nop-tra",
    "POST /chinh-sach/van-ban/{enactment_id}/phe-duyet",
    "POST /bao-cao/{slug}/phat-hanh",
}
"""Forms that bind somebody or move money: signed with the second factor, once for each."""


def unsigned(doors: Iterable[APIRoute], binding: Collection[str]) -> list[str]:
    """Binding forms that are no door, or whose code is not asked before the act is opened."""
    signed = set()
    for door in doors:
        order = [inner.call for inner in door.dependant.dependencies]
        if guards._confirmed in order and guards._writing in order:
            asked, opened = order.index(guards._confirmed), order.index(guards._writing)
            signed |= set(names(door)) if asked < opened else set()
    return sorted(set(binding) - signed)


def test_what_binds_or_moves_money_is_signed_with_the_second_factor() -> None:
    none(unsigned(rooms_doors(), BINDING))


def test_a_code_that_is_asked_for_is_used_up_by_the_act() -> None:
    """The code is looked at first and spent by the transaction of the act: a door needs both."""
    asking = [
        name
        for door in rooms_doors()
        for name in names(door)
        if guards._confirmed in set(calls(door.dependant))
    ]
    assert len(asking) > len(BINDING)
    none(unsigned(rooms_doors(), asking))


LOOKS_BY_FORM = {
    "POST /dot/{batch_id}/nguoi": "numbers in clear are asked for, and the look is kept",
    "POST /quyet-dinh/{decision_id}/dieu-chinh": "a name is looked for",
    "POST /quyet-dinh/{decision_id}/dieu-chinh/soan": "a name may be corrected; a rehearsal",
}
"""Pages that change nothing and yet are sent as forms: what they ask must stand in no address."""


def test_who_writes_has_the_one_transaction_of_an_act() -> None:
    """A door that changes something uses Writing, one that reads uses Reading; never both.

    Who reveals is asked by a form for the reason, and keeps the look: that may be a POST.
    """
    wrong = []
    for door in rooms_doors():
        if set(names(door)) & set(LOOKS_BY_FORM):
            continue
        used = set(calls(door.dependant))
        reads = bool({guards._reading, guards._revealing} & used)
        writes = guards._writing in used
        acts = acts_of(door)
        if (reads and writes) or (writes and not acts) or (guards._reading in used and acts):
            wrong += names(door)
    none(wrong)


def test_answers_leave_after_the_commit() -> None:
    """Every session of a door is closed, and so committed, before the answer is sent."""
    early = [
        name
        for door in rooms_doors()
        for name in names(door)
        for inner in door.dependant.dependencies
        if inner.call in {guards._reading, guards._revealing, guards._writing}
        and inner.scope != "function"
    ]
    none(early)


def test_every_route_is_a_door() -> None:
    """Strict JSON and idempotency come with the route class."""
    plain = [
        name
        for door in rooms_doors()
        for name in names(door)
        if not isinstance(door, Door) and name not in OPEN
    ]
    none(plain)


def test_an_act_can_be_remembered() -> None:
    """The first answer is kept with the act, so it must be a value and not a ready response."""
    ready = []
    for door in rooms_doors():
        returned = inspect.signature(door.endpoint).return_annotation
        if acts_of(door) and inspect.isclass(returned) and issubclass(returned, Response):
            ready += names(door)
    none(sorted(set(ready) - set(LOOKS_BY_FORM)))


def test_doors_are_named_once_and_explained() -> None:
    doors = rooms_doors()
    operations = [door.operation_id for door in doors if door.include_in_schema]
    assert len(operations) == len(set(operations)), "two doors have one operation id"
    none([name for door in doors for name in names(door) if not (door.description or "").strip()])
    addresses = [name for door in doors for name in names(door)]
    assert len(addresses) == len(set(addresses)), "two doors at one address"


def test_every_permission_opens_a_door() -> None:
    """A permission that no door names is a promise nobody can keep; skipped rooms are not built."""
    named = {permission_of(door) for door in rooms_doors()}
    unbuilt = {
        Permission(value)
        for room, values in {
            "reports": {"read_report"},
            "reconciliation": {"read_statement"},
        }.items()
        for value in values
        if not (APP / room / "routes.py").exists()
    }
    none([str(one) for one in Permission if one not in named | unbuilt])


def test_the_front_gate_serves_the_doors_of_every_room() -> None:
    if not all((APP / room / "routes.py").exists() for room in ("reports", "reconciliation")):
        pytest.skip("not every room has its doors yet")
    build = importlib.import_module("app.main").build
    gate = build()
    served = {id(door) for door in doors_of(gate.routes)}
    none([name for door in rooms_doors() if id(door) not in served for name in names(door)])
    beside = [name for door in doors_of(gate.routes) for name in names(door)]
    known = {name for door in rooms_doors() for name in names(door)} | set(OPEN)
    none([name for name in beside if name not in known])
    shown = set(gate.openapi()["paths"])
    hidden = [
        name
        for door in rooms_doors()
        for name in names(door)
        if door.include_in_schema and f"/api/v1{door.path}" not in shown and door.path not in shown
    ]
    none(hidden)


router = APIRouter(route_class=Door)


@router.post("/forgot")
async def forgot(session: Writing) -> None:
    """A door without a lock."""


@router.post("/late")
async def late(session: Writing, actor: Annotated[Actor, allow(Permission.DECIDE)]) -> None:
    """A door that opens first and asks then."""


@router.get("/early")
async def early(session: Annotated[AsyncSession, Depends(guards._reading)]) -> None:
    """A door whose answer leaves before the commit."""


@router.get("/locked")
async def locked(session: Reading, actor: Annotated[Actor, allow(Permission.READ_LIST)]) -> None:
    """A door as it should be, but for the order."""


def test_the_inspector_sees_a_door_without_a_lock() -> None:
    found = {door.path: door for door in doors_of(router.routes)}
    assert permission_of(found["/forgot"]) is None
    assert permission_of(found["/late"]) is Permission.DECIDE
    assert found["/late"].dependant.dependencies[0].call is guards._writing
    assert found["/early"].dependant.dependencies[0].scope != "function"
    assert found["/locked"].dependant.dependencies[0].scope == "function"


@router.post("/unsigned")
async def unsigned_act(actor: Annotated[Actor, allow(Permission.DECIDE)], session: Writing) -> None:
    """A door that binds without the second factor."""


@router.post("/signed-late")
async def signed_late(
    actor: Annotated[Actor, allow(Permission.DECIDE)], session: Writing, confirmed: Confirmed
) -> None:
    """A door that opens the act before the code is known to be right."""


@router.post("/signed")
async def signed_act(
    actor: Annotated[Actor, allow(Permission.DECIDE)], confirmed: Confirmed, session: Writing
) -> None:
    """A door as it should be."""


def test_control_a_form_that_binds_without_a_code_is_found() -> None:
    binding = {"POST /unsigned", "POST /signed-late", "POST /signed", "POST /gone"}
    found = unsigned(doors_of(router.routes), binding)
    assert found == ["POST /gone", "POST /signed-late", "POST /unsigned"]


def in_order(routes: Iterable[Any]) -> list[APIRoute]:
    """The doors of the whole service, in the order in which they are tried."""
    return list(doors_of(routes))


def hidden(doors: Sequence[APIRoute]) -> list[str]:
    """Doors at an address of their own that an earlier door takes for one of its own."""
    return [
        f"{door.path} stands behind {earlier.path}"
        for number, door in enumerate(doors)
        for earlier in doors[:number]
        if "{" not in door.path.rpartition("/")[2]
        and earlier.path != door.path
        and (earlier.methods or set()) & (door.methods or set())
        and earlier.path_regex.match(re.sub(r"{[^}]*}", "1", door.path))
    ]


def test_no_door_stands_behind_another() -> None:
    """/quyet-dinh/thong-bao must be tried before /quyet-dinh/{decision_id}."""
    none(hidden(in_order(build().routes)))


def test_control_a_hidden_door_is_found() -> None:
    router = APIRouter()
    for path in ("/dot/{batch_id}", "/dot/moi"):
        router.add_api_route(path, test_no_door_stands_behind_another)
    assert hidden(in_order(router.routes)) == ["/dot/moi stands behind /dot/{batch_id}"]
