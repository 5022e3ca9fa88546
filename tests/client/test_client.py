"""The client on a bad line: answers that never come, streams that break or are refused."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from app.client import Client, Problem, Unreachable, media_type_of
from app.client.transport import _messages
from app.intake.schemas import VersionShown
from tests.builders import COMMUNE, Town, a_workbook, read_now, rows
from tests.grounds import scalar
from tests.town import logged, morning, town

__all__ = ["logged", "morning", "town"]

Answer = Callable[[httpx.Request], httpx.Response | None]


class BadLine(httpx.AsyncBaseTransport):
    """The service behind a line that swallows so many answers, after the act was done."""

    def __init__(self, inner: httpx.AsyncBaseTransport, swallows: int) -> None:
        self.inner, self.swallows = inner, swallows
        self.seen: list[httpx.Request] = []
        self.answers: list[httpx.Response] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on; the answer comes back or is lost."""
        self.seen.append(request)
        answer = await self.inner.handle_async_request(request)
        await answer.aread()
        self.answers.append(answer)
        if len(self.seen) <= self.swallows:
            raise httpx.ReadError("the line went dead")
        return answer


async def over(line: BadLine, town: Town, path: str = COMMUNE) -> Client:
    """The service as the officer of a unit, over a line."""
    token = (await town.at(path)).token
    return Client("http://an-sinh", token, transport=line)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between two tries."""
    real = asyncio.sleep

    async def at_once(_seconds: float) -> None:
        await real(0)

    monkeypatch.setattr("app.client.transport.asyncio.sleep", at_once)


async def lists_in(house: str) -> int:
    return int(await scalar(house, "select count(*) from dossier_list"))


async def test_a_lost_answer_is_asked_for_again_and_the_act_is_done_once(
    house: str, town: Town, quick: None
) -> None:
    line, before = BadLine(town.api.http._transport, swallows=2), await lists_in(house)
    client = await over(line, town)
    received = await client.receive_list("07", a_workbook("07", rows("07", 2)))
    assert len({request.headers["idempotency-key"] for request in line.seen}) == 1
    assert len(line.seen) == 3
    assert line.answers[-1].headers["idempotency-replayed"] == "true"
    assert line.answers[0].json()["id"] == received.id
    assert await lists_in(house) == before + 1


async def test_the_same_key_after_a_restart_finds_the_same_list(
    house: str, town: Town, quick: None
) -> None:
    content = a_workbook("07", rows("07", 2))
    dead = BadLine(town.api.http._transport, swallows=99)
    with pytest.raises(Unreachable):
        await (await over(dead, town)).receive_list("07", content, key="khóa".encode().hex())
    before = await lists_in(house)
    line = BadLine(town.api.http._transport, swallows=0)
    received = await (await over(line, town)).receive_list("07", content, key="khóa".encode().hex())
    assert line.answers[0].headers["idempotency-replayed"] == "true"
    assert dead.answers[0].json()["id"] == received.id
    assert await lists_in(house) == before


async def test_every_act_carries_a_key_and_no_reading_does(town: Town) -> None:
    line = BadLine(town.api.http._transport, swallows=0)
    client = await over(line, town)
    await client.me()
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        with pytest.raises(Problem):
            await client.send(method, "/khong-co")
    carried = {request.method: "idempotency-key" in request.headers for request in line.seen}
    assert carried == {"GET": False, "POST": True, "PUT": True, "PATCH": True, "DELETE": True}


# --- following a reading ------------------------------------------------------------------------


def shown(state: str, done: int) -> VersionShown:
    """A reading so far."""
    numbers = dict.fromkeys(
        ("row_count", "good_count", "faulty_count", "doubt_count", "added_count", "changed_count",
         "same_count", "gone_count", "locked_count", "rows_total", "started_at", "read_at",
         "conversion", "legacy", "head", "problem", "problem_code", "phase")
    )  # fmt: skip
    return VersionShown.model_validate(
        {
            **numbers, "list_id": 7, "version": 1, "state": state, "rows_done": done,
            "sha256": "0" * 64, "received_at": "2020-04-27T01:00:00Z",
        }
    )  # fmt: skip


class Script(httpx.AsyncByteStream):
    """A stream that says its parts and then ends, or breaks."""

    def __init__(self, parts: list[bytes], breaks: bool) -> None:
        self.parts, self.breaks = parts, breaks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self.parts:
            yield part
        if self.breaks:
            raise httpx.ReadError("broken")


class Reading(httpx.AsyncBaseTransport):
    """A service that reads a list: a stream as scripted, and a step further at each asking."""

    def __init__(self, stream: httpx.Response | Script, asked: list[VersionShown]) -> None:
        self.stream, self.asked = stream, asked
        self.paths: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Events as scripted; the present state to whoever asks."""
        self.paths.append(request.url.path)
        if not request.url.path.endswith("/events"):
            now = self.asked.pop(0) if len(self.asked) > 1 else self.asked[0]
            return httpx.Response(200, content=now.model_dump_json())
        if isinstance(self.stream, httpx.Response):
            return self.stream
        kind = {"Content-Type": "text/event-stream"}
        return httpx.Response(200, headers=kind, stream=self.stream)


def event(one: VersionShown) -> bytes:
    return f": giữ dây\n\nevent: reading\ndata: {one.model_dump_json()}\n\n".encode()


async def followed(service: Reading) -> list[tuple[str, int]]:
    client = Client("http://an-sinh", "t", transport=service)
    return [(one.state, one.rows_done) async for one in client.watch_reading(7, every=0)]


FIRST, SECOND, LAST = shown("received", 0), shown("received", 4000), shown("read", 9000)


async def test_a_reading_is_followed_by_events_alone() -> None:
    whole = b"".join(map(event, (FIRST, SECOND, LAST)))
    cut = [whole[place : place + 7] for place in range(0, len(whole), 7)]
    service = Reading(Script(cut, breaks=False), [LAST])
    assert await followed(service) == [("received", 0), ("received", 4000), ("read", 9000)]
    assert service.paths == ["/api/v1/lists/7/reading/events"]


@pytest.mark.parametrize("breaks", [True, False])
async def test_a_broken_stream_is_followed_by_asking(breaks: bool) -> None:
    service = Reading(Script([event(FIRST)], breaks=breaks), [FIRST, SECOND, LAST])
    assert await followed(service) == [("received", 0), ("received", 4000), ("read", 9000)]


@pytest.mark.parametrize("status", [404, 406, 503])
async def test_a_refused_stream_is_followed_by_asking(status: int) -> None:
    service = Reading(httpx.Response(status, json={}), [FIRST, FIRST, LAST])
    assert await followed(service) == [("received", 0), ("read", 9000)]


async def test_what_is_refused_altogether_is_told() -> None:
    class Nothing(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            return httpx.Response(404, json={"type": "/problems/not-found", "detail": "Không có."})

    client = Client("http://an-sinh", "t", transport=Nothing())
    with pytest.raises(Problem, match="not-found"):
        [one async for one in client.watch_reading(7)]


async def test_events_are_read_as_the_standard_says() -> None:
    async def lines(text: str) -> AsyncIterator[str]:
        for line in text.split("\n"):
            yield line

    said = ":x\ndata: a\ndata:b\nid: 1\n\nretry: 5\n\ndata:\n\ndata: half"
    assert [one async for one in _messages(lines(said))] == ["a\nb", ""]


async def test_the_service_itself_tells_events(house: str, town: Town) -> None:
    officer = await town.at(COMMUNE)
    received = await officer.receive_list("07", a_workbook("07", rows("07", 3)))
    await read_now(received.id, COMMUNE)
    told = [
        one async for one in officer.events(VersionShown, f"/lists/{received.id}/reading/events")
    ]
    assert [(one.state, one.good_count) for one in told] == [("read", 3)]


# --- the rest -----------------------------------------------------------------------------------


async def test_a_file_is_checked_without_being_kept(house: str, town: Town) -> None:
    officer, before = await town.at(COMMUNE), await lists_in(house)
    people = rows("07", 3)
    people[1]["birth"] = "31/02/1950"
    found = await officer.check_list("07", a_workbook("07", people))
    assert (found.row_count, found.good_count, found.faulty_count) == (3, 2, 1)
    assert await lists_in(house) == before


async def test_a_corrected_list_keeps_its_number(town: Town) -> None:
    officer, people = await town.at(COMMUNE), rows("07", 3)
    received = await officer.receive_list("07", a_workbook("07", people))
    await read_now(received.id, COMMUNE)
    people[0]["note"] = "đã sửa"
    version = await officer.fix_list(received.id, a_workbook("07", people))
    assert (version.list_id, version.version) == (received.id, 2)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.CSV", "text/csv"),
        ("a.json", "application/json"),
        ("a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_files_are_known_by_their_names(name: str, kind: str) -> None:
    assert media_type_of(name) == kind


def test_the_example_of_the_module_names_what_there_is() -> None:
    """Whoever copies the example calls methods that exist."""
    import re

    import app.client

    called = set(re.findall(r"api\.([a-z_]+)\(", app.client.__doc__ or ""))
    assert called
    assert not [name for name in called if not hasattr(Client, name)]
    assert {"Client"} == set(re.findall(r"from app.client import (\w+)", app.client.__doc__ or ""))
    unknown: Any = set(app.client.__all__) - set(dir(app.client))
    assert not unknown
