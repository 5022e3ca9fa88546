"""The edge: strict bodies, bounded bytes and seconds, every refusal a problem document."""

import asyncio
import json
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

import httpx
import pytest
import structlog.testing
from asyncpg.exceptions import ConnectionDoesNotExistError, InterfaceError
from fastapi import APIRouter, Body, Depends, FastAPI, Request
from sqlalchemy import BigInteger, bindparam, select, text
from sqlalchemy.exc import DBAPIError, InternalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.types import Scope

from app.core import db, logs
from app.core.errors import BadInput, Forbidden, NotFound, Refused, Unauthenticated
from app.core.settings import settings
from app.core.shapes import Line, Order, WholeDong
from app.core.strict import strict_json
from app.core.web import API, BodyBudget, Door, Doors, edge, install_problems

SECRET = "0421990-bí-mật"
PROBLEM = "application/problem+json"
router = APIRouter(route_class=Door)


class Payment(Order):
    """What these doors take."""

    amount_dong: WholeDong
    note: Line = "-"


@router.post("/payments", status_code=201)
async def pay(order: Payment) -> dict[str, int]:
    return {"amount_dong": order.amount_dong}


@router.post("/anything")
async def take_anything(given: Annotated[Any, Body()]) -> dict[str, bool]:
    return {"taken": True}


@router.post("/api/v1/lists")
async def take_list(request: Request) -> dict[str, int]:
    return {"bytes": len(await request.body())}


@router.post("/bytes")
async def take_bytes(request: Request) -> dict[str, bool]:
    strict_json(await request.body())
    return {"taken": True}


class BookClosed(Refused):
    """The book of {year} is closed."""

    vi = "Sổ năm {year} đã khóa."


async def _session() -> AsyncIterator[AsyncSession]:
    async with db.transaction(db.Standing("42.")) as session:
        yield session


Early = Annotated[AsyncSession, Depends(_session, scope="function")]
Late = Annotated[AsyncSession, Depends(_session)]


async def _break_at_commit(session: AsyncSession, code: str) -> dict[str, bool]:
    source = (
        "insert into fund_source (code, name, level) values (:code, 'thử', 'other') returning id"
    )
    number = await session.scalar(text(source), {"code": code})
    journal = (
        "insert into journal (source_id, kind, document_number, booked_on)"
        " values (:id, 'allotment', '1/QĐ', '2020-04-20') returning id"
    )
    made = await session.scalar(text(journal), {"id": number})
    entry = (
        "insert into journal_entry (journal_id, account, source_id, amount_dong)"
        " values (:j, 'available', :s, 5)"
    )
    await session.execute(text(entry), {"j": made, "s": number})
    return {"done": True}


@router.get("/early")
async def early(session: Early) -> dict[str, bool]:
    return await _break_at_commit(session, "early")


@router.get("/late")
async def late(session: Late) -> dict[str, bool]:
    return await _break_at_commit(session, "late")


@router.get("/number/{number}")
async def read_number(session: Early, number: int) -> int | None:
    found: int | None = await session.scalar(select(bindparam("n", number, BigInteger())))
    return found


@router.get("/text")
async def read_text(session: Early, value: str) -> str | None:
    found: str | None = await session.scalar(text("select cast(:v as text)"), {"v": value})
    return found


class _Driver(Exception):
    def __init__(self, state: str) -> None:
        self.sqlstate = state


def _database(state: str) -> DBAPIError:
    return DBAPIError("select 1", {}, _Driver(state))


def _broken(*, connection_invalidated: bool) -> DBAPIError:
    """As SQLAlchemy tells that a connection broke under a statement, or under the driver's own."""
    if connection_invalidated:
        return DBAPIError("commit", {}, _Driver(""), connection_invalidated=True)
    error = InternalError("select 1", {}, _Driver(""))
    error.__cause__ = ConnectionResetError(SECRET)
    return error


WAYS_OUT: dict[str, Exception] = {
    "refused": BookClosed(year=2020),
    "located": BadInput(reason="Too short.", reason_vi="Ngắn quá.", pointer="#/name"),
    "unauthenticated": Unauthenticated(),
    "forbidden": Forbidden(permission="decide", permission_vi="ký quyết định"),
    "not-found": NotFound(what="hồ sơ"),
    "pool": PoolExhausted(),
    "connection": ConnectionRefusedError(SECRET),
    "no-socket": FileNotFoundError(2, SECRET),
    "silence": TimeoutError(),
    "broken": _broken(connection_invalidated=True),
    "broken-inside": _broken(connection_invalidated=False),
    "driver": ConnectionDoesNotExistError(SECRET),
    "driver-closed": InterfaceError("connection is closed"),
    "driver-misused": InterfaceError(SECRET),
    "no-file": FileNotFoundError(2, SECRET, SECRET),
    "disk-full": _database("53100"),
    "shutting-down": _database("57P01"),
    "deadlock": _database("40P01"),
    "lock-timeout": _database("55P03"),
    "bad-value": _database("22003"),
    "constraint": _database("23505"),
    "bug": RuntimeError(SECRET),
    "surrogate": RuntimeError("\ud800"),
    "key": KeyError(SECRET),
}


@router.get("/ways/{name}")
async def way_out(name: str) -> None:
    raise WAYS_OUT[name]


def tiny() -> FastAPI:
    """A service with one room, under the same edge as the whole house."""
    app = FastAPI(openapi_url=None)
    app.include_router(router)
    install_problems(app)
    app.add_middleware(BodyBudget)
    return app


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[Any]]:
    """What the service writes to its log, taken before it is rendered."""
    with structlog.testing.capture_logs() as lines:
        yield lines


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(tiny(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://house") as made:
        yield made


def problem_of(answer: httpx.Response, status: int | None = None) -> dict[str, Any]:
    """The problem document of an answer, with everything RFC 9457 and the house ask of it."""
    assert answer.headers["content-type"] == PROBLEM, answer.text
    told: dict[str, Any] = answer.json()
    assert told["status"] == answer.status_code
    assert status in (None, answer.status_code), answer.text
    assert told["type"].startswith("/problems/")
    assert told["instance"].startswith("urn:uuid:")
    assert told["title"]
    assert told["detail"]
    assert SECRET not in answer.text
    return told


def told_of(amount: str) -> bytes:
    return b'{"amount_dong": ' + amount.encode() + b"}"


@pytest.mark.parametrize(
    "amount",
    [
        '"5"', "true", "false", "1e6", "1000000.0", "5.5", "-0", "0", "-5", "NaN", "Infinity",
        "-Infinity", "1e400", "9223372036854775808", "-9223372036854775809", "1" * 5000, "null",
        "[5]", '{"a": 5}', "1_000", "0x10", "１０００", "05", "+5", "", "1000000000000000",
    ],
)  # fmt: skip
async def test_money_is_a_plain_whole_number(client: httpx.AsyncClient, amount: str) -> None:
    answer = await client.post(
        "/payments", content=told_of(amount), headers={"content-type": "application/json"}
    )
    told = problem_of(answer, 422)
    assert told["type"] == "/problems/invalid-input"


async def test_a_plain_whole_number_is_taken(client: httpx.AsyncClient) -> None:
    answer = await client.post("/payments", json={"amount_dong": 250_000, "note": "Đợt 1"})
    assert (answer.status_code, answer.json()) == (201, {"amount_dong": 250_000})


POISON = {
    "NUL": b'"a\\u0000b"',
    "NUL in a key": b'{"a\\u0000": 1}',
    "NUL as it is": b'"a\x00b"',
    "lone surrogate": b'"\\ud800"',
    "lone low surrogate": b'{"deep": ["\\uDEAD"]}',
    "surrogate in a key": b'{"\\ud800": 1}',
    "surrogate encoded": b'"\xed\xa0\x80"',
    "NaN": b"[NaN]",
    "infinite": b"[1e400]",
    "too large": b"[9223372036854775808]",
    "endless number": b"[" + b"9" * 100_000 + b"]",
    "twins": b'{"a": 1, "a": 2}',
    "escaped twins": b'{"a": 1, "\\u0061": 2}',
    "deep twins": b'[{"a": {"b": 1, "b": 1}}]',
    "tower of lists": b"[" * 22 + b"]" * 22,
    "tower of objects": b'{"a":' * 21 + b"1" + b"}" * 21,
    "tower to the sky": b"[" * 100_000,
    "mixed tower": b'[{"a":' * 11 + b"1" + b"}]" * 11,
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "UTF-16 without a mark": '{"a": 1}'.encode("utf-16-le"),
    "UTF-32": '{"a": 1}'.encode("utf-32"),
    "byte order mark": b"\xef\xbb\xbf{}",
    "Latin-1": '"hồ sơ é"'.encode("cp1252", "replace"),
    "cut": b'{"a": "Nguy',
    "two": b"{}{}",
    "single quotes": b"{'a': 1}",
    "comment": b"{/**/}",
    "no JSON": b"PK\x03\x04",
}


@pytest.mark.parametrize("name", POISON)
@pytest.mark.parametrize("path", ["/anything", "/bytes"])
async def test_json_is_read_strictly(client: httpx.AsyncClient, name: str, path: str) -> None:
    answer = await client.post(
        path, content=POISON[name], headers={"content-type": "application/json"}
    )
    told = problem_of(answer, 422)
    assert told["errors"][0]["code"] == "json_invalid"
    assert "\\u" not in answer.text


@pytest.mark.parametrize(
    "body",
    [
        b"{}", b'"\\ud83d\\ude00"', b"[" * 19 + b"]" * 19, b"-9223372036854775808",
        b'"\\u0111\\u1ea1"', b"[1.5]", b"null", '"Nguyễn"'.encode(),
    ],
)  # fmt: skip
async def test_what_is_sound_is_taken(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post(
        "/anything", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code in (200, 422), answer.text
    if answer.status_code == 422:  # null is no body
        assert problem_of(answer)["errors"][0]["code"] == "missing"


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json; charset=utf-16",
        "text/plain",
        "application/xml",
        "",
        "multipart/form-data",
    ],
)
async def test_another_kind_of_content_is_a_4xx(
    client: httpx.AsyncClient, content_type: str
) -> None:
    body = '{"amount_dong": 5}'.encode("utf-16" if "16" in content_type else "utf-8")
    answer = await client.post("/payments", content=body, headers={"content-type": content_type})
    assert 400 <= problem_of(answer)["status"] < 500


@pytest.mark.parametrize(
    "body",
    [
        {"amount_dong": SECRET},
        {"amount_dong": 5, "note": SECRET + "\u200b"},
        {"amount_dong": 5, "note": "x" * 301},
        {"amount_dong": 5, "note": {"x": SECRET}},
        [SECRET],
        SECRET,
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_refusal_never_repeats_what_was_sent(
    client: httpx.AsyncClient, body: object, language: str
) -> None:
    answer = await client.post("/payments", json=body, headers={"accept-language": language})
    told = problem_of(answer, 422)
    assert told["errors"]
    assert "x" * 50 not in answer.text


async def test_unknown_fields_are_refused_where_they_stand(client: httpx.AsyncClient) -> None:
    answer = await client.post("/payments", json={"amount_dong": 5, "approved": True})
    (error,) = problem_of(answer, 422)["errors"]
    assert (error["pointer"], error["code"]) == ("#/approved", "extra_forbidden")
    assert error["message"] == "trường không được nhận"


async def test_a_thousand_errors_are_told_in_a_hundred(client: httpx.AsyncClient) -> None:
    body = {"amount_dong": 5, **{f"field-{number}": 1 for number in range(1000)}}
    told = problem_of(await client.post("/payments", json=body), 422)
    assert len(told["errors"]) == 100


# Bytes and seconds


async def flood(chunks: int, sent: list[int]) -> AsyncIterator[bytes]:
    for _ in range(chunks):
        sent.append(65_536)
        yield b"x" * 65_536


@pytest.mark.parametrize(("path", "limit"), [("/anything", "act"), ("/api/v1/lists", "list")])
async def test_300_mib_without_a_length_are_cut_and_not_kept(
    client: httpx.AsyncClient, path: str, limit: str
) -> None:
    allowed = settings().max_act_bytes if limit == "act" else settings().max_list_bytes
    sent: list[int] = []
    tracemalloc.start()
    answer = await client.post(path, content=flood(4800, sent))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    told = problem_of(answer, 413)
    assert told["type"] == "/problems/too-large"
    assert answer.headers["connection"] == "close"
    assert sum(sent) <= allowed + 2 * 65_536, "it went on reading after the limit"
    assert peak < 2 * allowed + 16 * 2**20


async def test_a_body_of_exactly_the_limit_is_taken(client: httpx.AsyncClient) -> None:
    limit = settings().max_list_bytes
    answer = await client.post("/api/v1/lists", content=b"x" * limit)
    assert answer.json() == {"bytes": limit}
    problem_of(await client.post("/api/v1/lists", content=b"x" * (limit + 1)), 413)


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_dripping_body_is_cut(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    quick = settings().model_copy(update={"body_seconds": 0.2})
    monkeypatch.setattr(edge, "settings", lambda: quick)
    dripped = 0

    async def drip() -> AsyncIterator[bytes]:
        nonlocal dripped
        for _ in range(100):
            dripped += 1
            yield b"x"
            await asyncio.sleep(0.05)

    answer = await client.post("/anything", content=drip(), headers={"accept-language": language})
    told = problem_of(answer, 408)
    assert answer.headers["connection"] == "close"
    assert dripped < 20
    assert ("seconds" in told["detail"]) == (language == "en")


async def test_a_client_that_leaves_half_way_has_sent_nothing() -> None:
    """A list cut off in the middle must not be taken for a short one."""
    came, answers = [], []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        came.append(await receive())

    messages = iter(
        [
            {"type": "http.request", "body": b"row 1\n", "more_body": True},
            {"type": "http.disconnect"},
        ]
    )

    async def receive() -> Any:
        return next(messages)

    async def send(message: Any) -> None:
        answers.append(message)

    scope = {"type": "http", "method": "POST", "path": "/api/v1/lists", "headers": []}
    await BodyBudget(inner)(scope, receive, send)
    assert came == []
    assert answers == []


async def test_other_traffic_passes_the_edge() -> None:
    seen = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    async def never(*_message: Any) -> Any:
        raise AssertionError

    await BodyBudget(inner)({"type": "lifespan"}, never, never)
    assert seen == ["lifespan"]


# Every way out is a problem document, in the reader's language


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("refused", 409, "book-closed"),
        ("located", 422, "bad-input"),
        ("unauthenticated", 401, "unauthenticated"),
        ("forbidden", 403, "forbidden"),
        ("not-found", 404, "not-found"),
        ("pool", 503, "busy"),
        ("connection", 503, "busy"),
        ("no-socket", 503, "busy"),
        ("silence", 503, "busy"),
        ("broken", 503, "busy"),
        ("broken-inside", 503, "busy"),
        ("driver", 503, "busy"),
        ("driver-closed", 503, "busy"),
        ("driver-misused", 500, "bug"),
        ("no-file", 500, "bug"),
        ("disk-full", 503, "busy"),
        ("shutting-down", 503, "busy"),
        ("deadlock", 503, "busy"),
        ("lock-timeout", 503, "busy"),
        ("bad-value", 422, "invalid-value"),
        ("constraint", 500, "bug"),
        ("bug", 500, "bug"),
        ("surrogate", 500, "bug"),
        ("key", 500, "bug"),
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
async def test_every_way_out(
    client: httpx.AsyncClient, name: str, status: int, code: str, language: str
) -> None:
    answer = await client.get(f"/ways/{name}", headers={"accept-language": language})
    told = problem_of(answer, status)
    assert told["type"] == f"/problems/{code}"
    assert ("retry-after" in answer.headers) == (status == 503)
    assert (answer.headers.get("www-authenticate") == "Bearer") == (status == 401)
    assert told["title"].isascii() == (language == "en")
    assert (status == 500) == ("known" in told["title"] or "chưa rõ" in told["title"])


async def test_the_facts_are_in_the_sentence(client: httpx.AsyncClient) -> None:
    vi = problem_of(await client.get("/ways/refused"))
    en = problem_of(
        await client.get("/ways/refused", headers={"accept-language": "en-GB,en;q=0.9"})
    )
    assert vi["detail"] == "Sổ năm 2020 đã khóa."
    assert en["detail"] == "The book of 2020 is closed."
    located = problem_of(await client.get("/ways/located"))
    assert located["errors"] == [{"pointer": "#/name", "code": "bad-input", "message": "Ngắn quá."}]


@pytest.mark.parametrize("language", ["", "vi-VN", "fr", "de,en;q=0.1", "*", "\x01", "en" * 4000])
async def test_any_other_wish_is_answered(client: httpx.AsyncClient, language: str) -> None:
    answer = await client.get("/nowhere", headers={"accept-language": language})
    problem_of(answer, 404)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/payments", 405),
        ("HEAD", "/payments", 405),
        ("OPTIONS", "/payments", 405),
        ("TRACE", "/payments", 405),
        ("BREW", "/payments", 405),
        ("GET", "/../etc/passwd", 404),
        ("GET", "/%00", 404),
    ],
)
async def test_the_wrong_address_or_verb(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await client.request(method, path)
    assert answer.headers["content-type"] == PROBLEM
    assert answer.status_code == status
    if method == "GET":
        told = problem_of(answer, status)
        assert not told["title"].isascii()


async def test_the_log_tells_where_and_not_whom(
    client: httpx.AsyncClient, logged: list[Any]
) -> None:
    await client.get("/ways/bug")
    (event,) = logged
    assert (event["event"], event["kind"], event["log_level"]) == ("bug", "RuntimeError", "error")
    told = logs._where_only(None, "error", dict(event))
    assert "way_out" not in str(told.get("event"))
    assert "test_web.py" in told["exception"]
    assert SECRET not in str(told)


async def test_the_last_resort_says_the_same_whatever_broke(client: httpx.AsyncClient) -> None:
    def constant(told: dict[str, Any]) -> str:
        return json.dumps({**told, "instance": ""}, sort_keys=True)

    answers = [
        await client.get(f"/ways/{name}") for name in ("bug", "surrogate", "key", "constraint")
    ]
    assert len({constant(problem_of(answer, 500)) for answer in answers}) == 1
    assert len({answer.json()["instance"] for answer in answers}) == len(answers)


@pytest.mark.parametrize(
    "path",
    [
        "/number/9223372036854775808", "/number/-9223372036854775809", "/number/" + "9" * 400,
        "/number/x", "/number/1e3", "/text?value=a%00b", "/text?value=%ED%A0%80%00", "/text",
    ],
)  # fmt: skip
async def test_a_value_the_database_cannot_hold_is_a_4xx(
    house: str, client: httpx.AsyncClient, path: str
) -> None:
    assert 400 <= problem_of(await client.get(path))["status"] < 500


async def test_the_answer_leaves_after_the_commit(house: str, client: httpx.AsyncClient) -> None:
    answer = await client.get("/early")
    assert problem_of(answer)["status"] >= 400


async def test_without_the_scope_it_would_leave_before(house: str) -> None:
    """The control: with the framework's own scope the client hears 200 and nothing is kept."""
    transport = httpx.ASGITransport(tiny(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://house") as client:
        answer = await client.get("/late")
    assert answer.status_code == 200
    async with db.transaction(db.Standing("42.")) as session:
        kept = await session.scalars(text("select code from fund_source where code = 'late'"))
        assert list(kept) == []


# --- rooms, and who passes by -------------------------------------------------------------------


def _house(*rooms: APIRouter) -> FastAPI:
    app = FastAPI()
    for room in rooms:
        app.include_router(room)
        app.include_router(room, prefix=API)
    return app


async def test_a_room_is_found_by_the_first_word_of_its_doors() -> None:
    lists, payments = Doors(), Doors(prefix="/payments")

    @lists.get("/lists/{number}")
    async def one_list(number: int) -> str:
        return f"list {number}"

    @payments.get("")
    async def all_payments() -> str:
        return "payments"

    @payments.get("/{number}")
    async def one_payment(number: int) -> str:
        return f"payment {number}"

    transport = httpx.ASGITransport(_house(lists, payments))
    async with httpx.AsyncClient(transport=transport, base_url="http://house") as http:
        for base in ("", API):
            found = [await http.get(base + at) for at in ("/lists/1", "/payments", "/payments/2")]
            assert [one.json() for one in found] == ["list 1", "payments", "payment 2"]
            assert (await http.post(f"{base}/lists/1")).status_code == 405
            assert (await http.get(f"{base}/list")).status_code == 404


async def test_a_door_that_comes_later_is_found_too() -> None:
    room = Doors()
    transport = httpx.ASGITransport(_house(room))
    async with httpx.AsyncClient(transport=transport, base_url="http://house") as http:
        assert (await http.get("/later")).status_code == 404

        @room.get("/later")
        async def later() -> str:
            return "here"

        assert (await http.get("/later")).json() == "here"


def test_a_door_at_every_address_is_no_door_of_a_room() -> None:
    room = Doors()

    @room.get("/{anything}")
    async def anywhere(anything: str) -> str:
        return anything

    with pytest.raises(AssertionError, match="every address"):
        room.matches({"type": "http", "method": "GET", "path": "/lists"})


async def test_whoever_passes_by_tries_no_door(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    matches = Door.matches

    def trying(door: Door, scope: Scope) -> Any:
        tried.append(door.path)
        return matches(door, scope)

    monkeypatch.setattr(Door, "matches", trying)
    lists, payments = Doors(), Doors()
    lists.add_api_route("/lists", lambda: "lists")
    payments.add_api_route("/payments", lambda: "payments")
    transport = httpx.ASGITransport(_house(lists, payments))
    async with httpx.AsyncClient(transport=transport, base_url="http://house") as http:
        assert (await http.get("/payments")).json() == "payments"
    assert set(tried) == {"/payments"}
