"""A council at its browsers, for the tests of its pages."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any, NamedTuple

import httpx
import pytest

from app.access import Role
from tests.builders import COMMUNE, Officer, Town, enrolled
from tests.grounds import scalar
from tests.pages import Visitor, desk_of, read

ALL_OTHERS = {"con-lai": "1"}


class Table(NamedTuple):
    """A council at its browsers: a secretary, a second one, three members."""

    people: list[Officer]
    secretary: Visitor
    second: Visitor
    members: list[Visitor]


@pytest.fixture
async def table(town: Town) -> AsyncIterator[Table]:
    """Five people of a commune's council, each at a browser."""
    roles = [Role.COUNCIL_SECRETARY] * 2 + [Role.COUNCIL_MEMBER] * 3
    people = await enrolled(*((role, COMMUNE) for role in roles))
    async with AsyncExitStack() as desks:
        found = [await desks.enter_async_context(desk_of(town, one)) for one in people]
        yield Table(people, found[0], found[1], found[2:])


async def opened(table: Table, list_id: int) -> int:
    """A sitting over one list with the three members present, opened by its page."""
    members = table.people[2:]
    typed = {
        "list_ids": [str(list_id)], "present": [str(one.officer_id) for one in members],
        "chair": str(members[0].officer_id),
    }  # fmt: skip
    sent = await table.secretary.send(await table.secretary.look("/phien-hop/moi"), typed)
    return number_in(sent)


def number_in(answer: httpx.Response) -> int:
    """The number of the sitting to which an act leads."""
    assert answer.status_code == 303, read(answer).text
    found = re.search(r"/phien-hop/(\d+)", answer.headers["location"])
    assert found
    return int(found[1])


async def speak(who: Visitor, sitting: int, case: int, **typed: str) -> httpx.Response:
    """The council's word on one dossier, by its page."""
    page = await who.look(f"/phien-hop/{sitting}/ho-so/{case}")
    return await who.send(page, typed)


async def count(house: str, sitting: int) -> Any:
    """How many opinions a sitting has."""
    return await scalar(house, "select count(*) from opinion where sitting_id = :s", s=sitting)


def mark(page: httpx.Response) -> dict[str, str]:
    """The mark of a page, for a form that is sent by hand."""
    return {"ma-trang": str(read(page).forms[0]["fields"]["ma-trang"])}
