"""A repeated act: the first answer again, once done; the memory lives and dies with the act."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
import structlog.testing
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel
from sqlalchemy import text

from app.access import Actor, Role, Writing, guards
from app.core import db
from app.core.errors import Refused
from app.core.shapes import Line, Order
from app.core.web import BodyBudget, Door, install_problems

ADD = text(
    "insert into household (area_path, hamlet_key, list_year, kind, number, head_name)"
    " values ('42.436.', 'thon 2', 2020, 'HN', :number, 'Trần Văn Thử') returning id"
)
router = APIRouter(route_class=Door)


class Full(Refused):
    """The book is full."""

    vi = "Sổ đã đầy."


class NewHousehold(Order):
    """A household number."""

    number: Line


class Kept(BaseModel):
    """What the door lets out."""

    id: int
    at: datetime
    on: date


@router.post("/households", status_code=201, response_model=Kept)
async def add(session: Writing, order: NewHousehold) -> Any:
    """Write one row; the answer has a field that must not leave the door."""
    made = await session.scalar(ADD, {"number": order.number})
    moment = datetime(2020, 4, 29, 1, 2, 3, tzinfo=UTC)
    return {"id": made, "at": moment, "on": moment.date(), "head_name": "Trần Văn Thử"}


@router.post("/refusals")
async def refuse(session: Writing, order: NewHousehold) -> None:
    """Write a row, then refuse."""
    await session.execute(ADD, {"number": order.number})
    raise Full


@router.post("/slow")
async def slow(acting: Writing, order: NewHousehold) -> dict[str, datetime]:
    """Take long enough for a rival to come; the session has another name here."""
    await acting.execute(ADD, {"number": order.number})
    await asyncio.sleep(0.3)
    return {"at": datetime.now(UTC)}


@router.put("/named/{number}")
async def put(session: Writing, number: str) -> dict[str, str]:
    """Another verb than POST."""
    await session.execute(ADD, {"number": number})
    return {"number": number}


@router.delete("/named/{number}", status_code=204)
async def remove(session: Writing, number: str) -> None:
    """An act that has nothing to say."""
    await session.execute(ADD, {"number": number})


class Somebody:
    """Whose account the next request comes from."""

    account_id = 501


def _somebody() -> Actor:
    return Actor(Somebody.account_id, 601, 701, Role.DISTRICT_OFFICER, "42.436.")


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[Any]]:
    """What the service writes to its log, taken before it is rendered."""
    with structlog.testing.capture_logs() as lines:
        yield lines


@pytest.fixture
async def client(house: str) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(router)
    install_problems(app)
    app.add_middleware(BodyBudget)
    app.dependency_overrides[guards._actor] = _somebody
    Somebody.account_id = 501
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://house") as made:
        yield made


async def rows(number: str) -> int:
    async with db.transaction(db.Standing("42.436.", 501)) as session:
        query = text("select count(*) from household where hamlet_key = 'thon 2' and number = :n")
        return int(await session.scalar(query, {"n": number}) or 0)


async def memory(key: str) -> list[Any]:
    async with db.transaction(db.Standing("", 501)) as session:
        query = text("select status, body from nation.idempotency where key = :key")
        return list((await session.execute(query, {"key": key})).all())


def keyed(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}


async def test_the_same_key_and_body_get_the_first_answer(client: httpx.AsyncClient) -> None:
    order = {"number": "same"}
    first = await client.post("/households", json=order, headers=keyed("k-same"))
    again = await client.post("/households", json=order, headers=keyed("k-same"))
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert first.headers["content-type"] == again.headers["content-type"]
    assert again.headers["idempotency-replayed"] == "true"
    assert await rows("same") == 1


async def test_what_is_remembered_is_what_was_let_out(client: httpx.AsyncClient) -> None:
    await client.post("/households", json={"number": "out"}, headers=keyed("k-out"))
    ((status, body),) = await memory("k-out")
    assert status == 201
    assert "Trần Văn Thử" not in body


@pytest.mark.parametrize(
    ("path", "order", "query"),
    [
        ("/households", {"number": "other"}, ""),
        ("/slow", {"number": "one"}, ""),
        ("/households", {"number": "one"}, "?a=1"),
    ],
)
async def test_the_same_key_for_something_else_is_refused(
    client: httpx.AsyncClient, path: str, order: dict[str, str], query: str
) -> None:
    await client.post("/households", json={"number": "one"}, headers=keyed("k-one"))
    answer = await client.post(path + query, json=order, headers=keyed("k-one"))
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/key-reused"
    assert await rows("other") == 0


async def test_a_key_belongs_to_one_account(client: httpx.AsyncClient) -> None:
    first = await client.post("/households", json={"number": "mine"}, headers=keyed("k-mine"))
    Somebody.account_id = 502
    other = await client.post("/households", json={"number": "yours"}, headers=keyed("k-mine"))
    assert (first.status_code, other.status_code) == (201, 201)
    assert first.json()["id"] != other.json()["id"]


@pytest.mark.parametrize("path", ["/slow", "/households"])
async def test_rivals_with_one_key_do_one_act(client: httpx.AsyncClient, path: str) -> None:
    name = f"rival-{path[1:]}"
    answers = await asyncio.gather(
        *(client.post(path, json={"number": name}, headers=keyed(name)) for _ in range(10))
    )
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len({answer.content for answer in answers}) == 1
    assert await rows(name) == 1


async def test_without_a_key_an_act_is_done_again(client: httpx.AsyncClient) -> None:
    """The control: it is the key that keeps the second away (here a unique key refuses it)."""
    await client.post("/households", json={"number": "keyless"})
    again = await client.post("/households", json={"number": "keyless"})
    assert again.status_code == 500
    assert await rows("keyless") == 1


async def test_a_refused_act_leaves_no_memory(client: httpx.AsyncClient) -> None:
    for _ in range(2):
        answer = await client.post("/refusals", json={"number": "no"}, headers=keyed("k-no"))
        assert answer.json()["type"] == "/problems/full"
    assert await memory("k-no") == []
    assert await rows("no") == 0
    done = await client.post("/households", json={"number": "no"}, headers=keyed("k-no"))
    assert done.status_code == 201


async def test_bad_input_leaves_no_memory(client: httpx.AsyncClient) -> None:
    for _ in range(2):
        answer = await client.post("/households", json={"number": 5}, headers=keyed("k-bad"))
        assert answer.status_code == 422
        assert answer.json()["type"] == "/problems/invalid-input"
    assert await memory("k-bad") == []


async def test_a_rehearsal_takes_no_key(client: httpx.AsyncClient) -> None:
    dry = await client.post(
        "/households?dry_run=true", json={"number": "dry"}, headers=keyed("k-dry")
    )
    assert dry.status_code == 201
    assert await memory("k-dry") == []
    assert await rows("dry") == 0
    wet = await client.post("/households", json={"number": "dry"}, headers=keyed("k-dry"))
    assert wet.status_code == 201
    assert await rows("dry") == 1


@pytest.mark.parametrize("verb", ["PUT", "DELETE"])
async def test_other_acts_remember_too(client: httpx.AsyncClient, verb: str) -> None:
    path = f"/named/verb-{verb}"
    first = await client.request(verb, path, headers=keyed(f"k-{verb}"))
    again = await client.request(verb, path, headers=keyed(f"k-{verb}"))
    assert first.status_code == again.status_code == (200 if verb == "PUT" else 204)
    assert first.content == again.content
    assert await rows(f"verb-{verb}") == 1


@pytest.mark.parametrize("key", ["", "x" * 201, "khóa", "a\tb", "\x7f"])
async def test_a_strange_key_is_refused(client: httpx.AsyncClient, key: str) -> None:
    headers = [(b"Idempotency-Key", key.encode())]
    answer = await client.post("/households", json={"number": "strange"}, headers=headers)
    assert answer.status_code == 422
    assert await rows("strange") == 0


async def test_memory_and_act_are_one(client: httpx.AsyncClient, house: str) -> None:
    """Kept with the act's own rows: both were written by one transaction."""
    await client.post("/households", json={"number": "atom"}, headers=keyed("k-atom"))
    async with db.transaction(db.Standing("42.436.", 501)) as session:
        same = text(
            "select h.xmin = i.xmin from household h, nation.idempotency i"
            " where h.number = 'atom' and i.key = 'k-atom'"
        )
        assert await session.scalar(same) is True
