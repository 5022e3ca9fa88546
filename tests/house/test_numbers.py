"""No number leaves in clear unseen: a door that shows one keeps who looks, or does not build.

A response model may carry an identity or account number only masked, by its type, or through a
door that opens its transaction with `Revealing`; a file may hold anything, so it is the same.
"""

import inspect
import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest
from fastapi import APIRouter, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel

from app.access import Actor, Permission, Reading, Revealing, allow
from app.access.guards import _revealing
from app.core.shapes import MaskedNumber
from app.core.web import Door

from .plan import none
from .test_doors import calls, doors_of, names, rooms_doors

NUMBER = re.compile(
    r"(^|_)(id_number|identity|identity_number|cccd|cmnd|insurance_number|account_number|passport)"
    r"(s?$|_(clear|full|raw))"
)
FILES_WITHOUT_NUMBERS = {
    "GET /templates/{form}.xlsx": "an empty form",
    "GET /audit/trail.jsonl": "the trail knows people by their number in the register alone",
    "GET /static/an-sinh.css": "the look of the pages",
    "GET /static/an-sinh.svg": "the mark of the pages",
    "GET /docs": "the documentation page",
    "GET /": "leads to the documentation page",
    "GET /postings/{posting_id}/notice.{form}": "identities are masked before they are read",
    "GET /reports/coverage": "counts alone",
    "GET /reports/reminder.{form}": "offices and counts alone",
    "GET /sittings/{sitting_id}/return-slips/{list_id}.{form}": "names and reasons alone",
}
PAGES_WITHOUT_NUMBERS = {
    "GET /v/{mark}": "of a paper its office, number, day and sums; no person",
    "GET /dang-nhap": "the page where one comes in",
    "POST /dang-nhap": "this is where one comes in",
    "POST /dang-xuat": "leaving",
    "GET /nop-ho-so": "names of forms",
    "GET /nop-ho-so/{form}": "an empty form",
    "POST /nop-ho-so/{form}": "what the officer typed a moment ago, from nowhere else",
    "GET /nop-ho-so/{form}/{list_id}": "the number of the list, no person",
}
OPAQUE = {
    "RowShown.problems": "what is wrong with a cell; identity numbers are masked when it is judged",
    "RowShown.warnings": "the same",
    "ListCheck.problems": "the same",
    "NoticesFiled.problems": "the same",
    "ApplicationReceived.warnings": "conditions of the policy, by code and in words",
    "ListCheck.legacy": "samples of texts in old fonts; digits are in no old font",
    "VersionShown.legacy": "the same",
    "VersionShown.head": "what stands above the table: the office or employer, no person",
}
"""Fields without a shape: why no number of a person stands in them."""
_MASK = get_args(MaskedNumber)[1:]


def parts(annotation: Any) -> Iterator[Any]:
    """A type, or several, and every type inside."""
    yield annotation
    for inner in annotation if isinstance(annotation, list) else get_args(annotation):
        yield from parts(inner)


def models(annotation: Any, known: set[type[BaseModel]] | None = None) -> set[type[BaseModel]]:
    """Every model that a response of this type can carry, however deep."""
    found = set() if known is None else known
    for part in parts(annotation):
        if inspect.isclass(part) and issubclass(part, BaseModel) and part not in found:
            found.add(part)
            for field in get_type_hints(part, include_extras=True).values():
                models(field, found)
    return found


def answer_of(door: APIRoute) -> list[Any]:
    """What a door says it answers: the function's word, and the decorator's."""
    return [get_type_hints(door.endpoint, include_extras=True).get("return"), door.response_model]


def is_masked(annotation: Any) -> bool:
    return any(
        get_origin(part) is Annotated and get_args(part)[1:] == _MASK for part in parts(annotation)
    )


def numbers_in_clear(door: APIRoute) -> list[str]:
    """The fields of a door's answer that may hold a number in clear."""
    return [
        f"{model.__name__}.{name}"
        for model in models(answer_of(door))
        for name, kind in get_type_hints(model, include_extras=True).items()
        if NUMBER.search(name) and not is_masked(kind)
    ]


def shapeless(door: APIRoute) -> list[str]:
    """The fields of a door's answer that could hold anything."""
    return [
        f"{model.__name__}.{name}"
        for model in models(answer_of(door))
        for name, kind in get_type_hints(model, include_extras=True).items()
        if not name.startswith("model_")
        and any(part in (Any, object, dict) for part in parts(kind))
    ]


def is_file(door: APIRoute) -> bool:
    """Whether a door answers with ready bytes."""
    kinds = [one for one in parts(answer_of(door)) if inspect.isclass(one)]
    return any(issubclass(kind, Response) for kind in kinds)


def keeps_who_looks(door: APIRoute) -> bool:
    return _revealing in set(calls(door.dependant))


def test_numbers_leave_masked_or_before_a_witness() -> None:
    none(
        [
            f"{name}: {fields}"
            for door in rooms_doors()
            if not keeps_who_looks(door) and (fields := numbers_in_clear(door))
            for name in names(door)
        ]
    )


def test_files_leave_before_a_witness() -> None:
    none(
        [
            name
            for door in rooms_doors()
            for name in names(door)
            if is_file(door) and not keeps_who_looks(door) and name not in FILES_WITHOUT_NUMBERS
        ]
    )


def test_pages_have_a_reason_or_a_witness() -> None:
    """A page has no response model to look into."""
    pages = {
        name
        for door in rooms_doors()
        for name in names(door)
        if get_type_hints(door.endpoint).get("return") is str and not keeps_who_looks(door)
    }
    assert pages == set(PAGES_WITHOUT_NUMBERS)


def test_what_has_no_shape_has_a_reason() -> None:
    found = {
        field for door in rooms_doors() if not keeps_who_looks(door) for field in shapeless(door)
    }
    assert found <= set(OPAQUE)
    assert set(OPAQUE) <= found, "these have a shape by now"


def test_who_keeps_looks_shows_something() -> None:
    """A door that reveals nothing should not say it does: the record would be full of noise."""
    idle = [
        name
        for door in rooms_doors()
        for name in names(door)
        if keeps_who_looks(door) and not numbers_in_clear(door) and not is_file(door)
    ]
    none(idle)


def test_the_doors_known_today_are_seen() -> None:
    found = {name for door in rooms_doors() if keeps_who_looks(door) for name in names(door)}
    assert found >= {
        "GET /lists/{list_id}/file", "GET /lists/{list_id}/marked.xlsx",
        "GET /payout-runs/{run_id}/orders", "GET /payout-leases/{lease_id}/orders",
        "GET /payout-leases/{lease_id}/instruction.csv",
        "GET /payout-leases/{lease_id}/instruction.xlsx",
        "GET /payout-leases/{lease_id}/instruction.xml",
    }  # fmt: skip


class Payee(BaseModel):
    """Somebody with a number in clear."""

    born: date
    payee_id_number: str | None


class Order(BaseModel):
    """Deep inside."""

    payees: dict[str, list[Payee]]


class Hidden(BaseModel):
    """Somebody whose number is masked."""

    cccd: MaskedNumber | None


router = APIRouter(route_class=Door)
Reader = Annotated[Actor, allow(Permission.READ_LIST)]


@router.get("/careless")
async def careless(actor: Reader, session: Reading) -> Order:
    """A door that forgot."""
    raise NotImplementedError


@router.get("/careless-file")
async def careless_file(actor: Reader, session: Reading) -> Response:
    """A file that nobody kept a look at."""
    raise NotImplementedError


@router.get("/careful")
async def careful(actor: Reader, session: Revealing) -> list[Order]:
    """A door that keeps who looks."""
    raise NotImplementedError


@router.get("/masked")
async def masked(actor: Reader, session: Reading) -> Hidden:
    """A door that shows no number whole."""
    raise NotImplementedError


def test_the_inspector_sees_a_careless_door() -> None:
    found = {door.path: door for door in doors_of(router.routes)}
    assert numbers_in_clear(found["/careless"]) == ["Payee.payee_id_number"]
    assert not keeps_who_looks(found["/careless"])
    assert is_file(found["/careless-file"])
    assert keeps_who_looks(found["/careful"])
    assert (numbers_in_clear(found["/masked"]), shapeless(found["/masked"])) == ([], [])


@pytest.mark.parametrize("clear", ["042175000123", "042•••••123"])
def test_a_masked_field_lets_no_number_through(clear: str) -> None:
    assert Hidden(cccd="•••••••••123").cccd == "•••••••••123"
    with pytest.raises(ValueError, match="cccd"):
        Hidden(cccd=clear)
