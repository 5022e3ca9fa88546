"""Telling agents: a real receiver on this machine, which verifies, forgets nothing and may fail."""

import asyncio
import base64
import json
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog.testing
from sqlalchemy import text
from standardwebhooks import Webhook, WebhookVerificationError

from app import payouts
from app.access import Actor, Role
from app.core import db
from app.core.errors import NotFound
from app.core.settings import settings
from app.main import build
from app.payouts import queries, webhooks
from app.payouts.jobs import HANDLERS
from tests.jobs_at_hand import forget_jobs
from tests.money_rows import (
    BANK,
    FINANCE,
    POST,
    acting,
    actor,
    approved,
    count_statements,
    owning,
    prepared,
    released,
    run_on,
    stand_still,
)

SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes ...").decode()
OTHER = "whsec_" + base64.b64encode(b"another one of thirty-two bytes.").decode()
AUDITOR = actor(Role.AUDITOR)
Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Receiver:
    """An agent's system: it verifies with the library, and takes each message once."""

    secret: str = SECRET
    answers: list[Answer] = field(default_factory=list)
    """What it answers first, before it is well."""
    heard: list[tuple[str, str]] = field(default_factory=list)
    taken: dict[str, Any] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    hang: float = 0.0
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request."""
        try:
            path, headers, body = await _read_request(reader)
            await asyncio.sleep(self.hang)
            status, more, content = self.answer(path, headers, body)
            lines = [f"HTTP/1.1 {status} X", f"content-length: {len(content)}", "connection: close"]
            lines += [f"{name}: {value}" for name, value in more.items()]
            writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + content)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """What a careful system does with a message."""
        self.heard.append((path, headers.get("webhook-id", "")))
        if self.answers:
            return self.answers.pop(0)
        try:
            said = Webhook(self.secret).verify(body, headers)
        except WebhookVerificationError as error:
            self.refused.append(str(error))
            return 401, {}, b""
        self.taken.setdefault(headers["webhook-id"], said)
        return 204, {}, b""


async def _read_request(reader: asyncio.StreamReader) -> tuple[str, dict[str, str], bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
    plain = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
    headers |= {name.lower(): value for name, value in plain.items()}
    return head[0].split()[1], headers, await reader.readexactly(int(headers["content-length"]))


Configured = Callable[[dict[str, Any]], None]


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Configured]:
    """Let the operator write the file of endpoints."""

    def write(told: Any) -> None:
        file = tmp_path / f"webhooks-{secrets.token_hex(4)}.json"
        file.write_text(told if isinstance(told, str) else json.dumps(told))
        monkeypatch.setenv("ANSINH_WEBHOOKS", str(file))
        settings.cache_clear()

    yield write
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture(autouse=True)
async def _still(house: str) -> AsyncIterator[None]:
    await stand_still(house)
    await forget_jobs(house)
    yield
    await forget_jobs(house)
    await run_on(house)


@asynccontextmanager
async def listening(receiver: Receiver) -> AsyncIterator[Receiver]:
    """The receiver on a port of this machine."""
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    async with server:
        yield receiver


def at(receiver: Receiver, *keys: str) -> dict[str, Any]:
    """The file that names this receiver for the post office."""
    url = f"http://127.0.0.1:{receiver.port}/hook"
    return {"BUUDIEN": {"url": url, "secrets": list(keys or (SECRET,))}}


async def waiting(house: str) -> list[tuple[dict[str, Any], timedelta]]:
    """Messages that wait, and for how long yet."""
    query = (
        "select payload, execute_after - now() as pause from nation.pgqueuer"
        " where entrypoint = 'payouts.tell_agent' order by id"
    )
    async with owning(house) as session:
        found = (await session.execute(text(query))).all()
    return [(json.loads(row.payload), row.pause) for row in found]


async def tell(house: str) -> int:
    """Do what waits now, whenever it was meant for; how many messages that were."""
    found = await waiting(house)
    await forget_jobs(house)
    for asked, _ in found:
        await HANDLERS["payouts.tell_agent"](db.Standing(**asked["standing"]), asked["facts"])
    return len(found)


async def attempts(run_id: int, who: Actor = FINANCE) -> list[Any]:
    async with acting(who) as session:
        return list(await queries.notifications_of(session, run_id))


async def test_a_released_run_is_told_once_it_is_released(
    house: str, configured: Configured
) -> None:
    decision = await approved(house, 3)
    async with listening(Receiver()) as receiver:
        configured(at(receiver))
        run_id = await released(decision)
        assert receiver.heard == [], "nothing is sent inside the act"
        assert await tell(house) == 1
    number = f"msg_42_{run_id}_released"
    assert receiver.taken == {
        number: {
            "type": "payout_run.released",
            "timestamp": "2020-05-05T05:00:00+00:00",
            "data": {
                "run_id": run_id, "agent_code": "BUUDIEN",
                "decision_number": await number_of(decision.decision_id), "order_count": 3,
                "total_dong": 2_250_000, "released_at": "2020-05-05T05:00:00+00:00",
            },
        }
    }  # fmt: skip
    (one,) = await attempts(run_id)
    assert (one.message_id, one.attempt, one.status_code, one.error) == (number, 1, 204, None)
    assert one.delivered
    assert await waiting(house) == []


async def number_of(decision_id: int) -> str:
    async with acting(FINANCE) as session:
        query = text("select number from decision where id = :id")
        return str(await session.scalar(query, {"id": decision_id}))


async def test_it_names_nobody(house: str, configured: Configured) -> None:
    decision = await approved(house, 2)
    async with listening(Receiver()) as receiver:
        configured(at(receiver))
        run_id = await released(decision)
        (asked, _), *_ = await waiting(house)
        await tell(house)
    told = json.dumps([asked, receiver.taken], ensure_ascii=False)
    assert "Nguyễn" not in told
    assert "042" not in told
    assert str(run_id) in told


async def test_what_fails_first_is_told_again_and_taken_once(
    house: str, configured: Configured
) -> None:
    failing: list[Answer] = [(500, {}, b"x"), (503, {}, b""), (429, {}, b"")]
    async with listening(Receiver(answers=failing)) as receiver:
        configured(at(receiver))
        run_id = await released(await approved(house, 1))
        pauses: list[float] = []
        last: dict[str, Any] = {}
        while found := await waiting(house):
            (last, pause), *_ = found
            pauses.append(round(pause.total_seconds(), -1))
            await tell(house)
        # A worker dies after it has told and before its job is gone: the job is done again.
        await HANDLERS["payouts.tell_agent"](FINANCE.standing, last["facts"])
    name = f"msg_42_{run_id}_released"
    assert [heard for _, heard in receiver.heard] == [name] * 5
    assert list(receiver.taken) == [name]
    kept = await attempts(run_id)
    assert [one.status_code for one in kept] == [500, 503, 429, 204]
    assert [one.delivered for one in kept] == [False, False, False, True]
    assert pauses[1:] == [round(one.total_seconds(), -1) for one in webhooks.PAUSES[:3]]


async def test_control_a_wrong_secret_is_refused_by_the_receiver(
    house: str, configured: Configured
) -> None:
    async with listening(Receiver(secret=OTHER)) as receiver:
        configured(at(receiver))
        run_id = await released(await approved(house, 1))
        await tell(house)
        assert receiver.taken == {}
        assert receiver.refused == ["No matching signature found"]
        configured(at(receiver, OTHER, SECRET))  # the new secret beside the old one
        await tell(house)
    assert list(receiver.taken) == [f"msg_42_{run_id}_released"]
    assert [one.status_code for one in await attempts(run_id)] == [401, 204]


async def test_attempts_end_after_about_a_day(house: str, configured: Configured) -> None:
    assert timedelta(hours=20) < sum(webhooks.PAUSES, timedelta()) < timedelta(hours=25)
    assert list(webhooks.PAUSES) == sorted(webhooks.PAUSES)
    configured({"BUUDIEN": {"url": f"http://127.0.0.1:{closed_port()}/", "secrets": [SECRET]}})
    run_id = await released(await approved(house, 1))
    rounds = 0
    while await tell(house):
        rounds += 1
    assert rounds == len(webhooks.PAUSES) + 1
    kept = await attempts(run_id)
    assert [one.attempt for one in kept] == list(range(1, rounds + 1))
    assert {(one.status_code, one.error, one.delivered) for one in kept} == {
        (None, "no_connection", False)
    }


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_no_redirect_is_followed(house: str, configured: Configured, status: int) -> None:
    async with listening(Receiver()) as elsewhere, listening(Receiver()) as receiver:
        place = {"location": f"http://127.0.0.1:{elsewhere.port}/stolen"}
        receiver.answers.append((status, place, b""))
        configured(at(receiver))
        run_id = await released(await approved(house, 1))
        await tell(house)
    assert elsewhere.heard == []
    (one,) = await attempts(run_id)
    assert (one.status_code, one.delivered) == (status, False)
    assert len(await waiting(house)) == 1


async def test_the_environment_leads_nowhere_else(
    house: str, configured: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a proxy of the environment nor a .netrc has a say."""
    async with listening(Receiver()) as proxy, listening(Receiver()) as receiver:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        configured(at(receiver))
        await released(await approved(house, 1))
        await tell(house)
    assert (len(proxy.heard), len(receiver.taken)) == (0, 1)


async def test_a_long_answer_is_not_read(house: str, configured: Configured) -> None:
    class Endless(Receiver):
        """Promises a terabyte and begins with it."""

        sent = 0

        async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await _read_request(reader)
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000000\r\n\r\n")
            try:
                while True:
                    writer.write(b"x" * 65536)
                    await writer.drain()
                    self.sent += 65536
            except (ConnectionError, RuntimeError):
                pass
            finally:
                writer.close()

    async with listening(Endless()) as receiver:
        configured(at(receiver))
        run_id = await released(await approved(house, 1))
        await tell(house)
        await asyncio.sleep(0.1)
    (one,) = await attempts(run_id)
    assert one.delivered
    assert isinstance(receiver, Endless)
    assert receiver.sent < 20_000_000


async def test_patience_is_short(
    house: str, configured: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "PATIENCE_SECONDS", 0.3)
    async with listening(Receiver(hang=5)) as receiver:
        configured(at(receiver))
        run_id = await released(await approved(house, 1))
        await asyncio.wait_for(tell(house), 3)
    assert [one.error for one in await attempts(run_id)] == ["timeout"]


async def test_a_line_that_breaks_is_told_as_that(house: str, configured: Configured) -> None:
    class Rude(Receiver):
        """Hangs up."""

        async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await _read_request(reader)
            writer.close()

    async with listening(Rude()) as receiver:
        configured(at(receiver))
        run_id = await released(await approved(house, 1))
        await tell(house)
    assert [one.error for one in await attempts(run_id)] == ["broken_line"]


async def test_who_is_gone_or_not_named_any_more_is_left_alone(
    house: str, configured: Configured
) -> None:
    async with listening(Receiver(answers=[(410, {}, b"")])) as receiver:
        configured(at(receiver))
        gone = await released(await approved(house, 1))
        await tell(house)
        unnamed = await released(await approved(house, 1))
        configured({})
        await tell(house)
    assert [one.status_code for one in await attempts(gone)] == [410]
    assert [one.error for one in await attempts(unnamed)] == ["no_endpoint"]
    assert await waiting(house) == []


async def test_only_agents_with_an_endpoint_are_told(house: str, configured: Configured) -> None:
    async with listening(Receiver()) as receiver:
        configured(at(receiver))
        await released(await approved(house, 1), "NHCSXH")
        assert await waiting(house) == []
        configured({})
        await released(await approved(house, 1))
        assert await waiting(house) == []


async def test_an_act_undone_tells_nobody(house: str, configured: Configured) -> None:
    """The message is there if and only if the release is."""
    async with listening(Receiver()) as receiver:
        configured(at(receiver))
        run_id = await prepared(await approved(house, 1))
        async with db.rehearsal(FINANCE.standing) as session:
            await payouts.release(session, FINANCE, run_id)
            found = text("select count(*) from nation.pgqueuer")
            assert await session.scalar(found) == 1
        assert await waiting(house) == []


async def test_many_runs_are_announced_in_two_statements(
    house: str, configured: Configured
) -> None:
    configured({"BUUDIEN": {"url": "https://bank.example/", "secrets": [SECRET]}})
    runs = [await prepared(await approved(house, 1)) for _ in range(4)]
    async with owning(house) as session:
        mark = (
            "update payout_run set state = 'released', released_at = now(), released_by = 7"
            " where id = any(:runs)"
        )
        await session.execute(text(mark), {"runs": runs})
    async with acting(FINANCE) as session:
        seen = await count_statements(session)
        await webhooks.announce(session, runs)
        assert len(seen) == 1, "and the queue's own insert, which goes past the listener"
    found = await waiting(house)
    assert [asked["facts"]["run_id"] for asked, _ in found] == runs


async def test_offices_of_money_see_the_attempts_and_agents_do_not(
    house: str, configured: Configured
) -> None:
    async with listening(Receiver()) as receiver:
        configured(at(receiver))
        run_id = await released(await approved(house, 1))
        await tell(house)
    for who in (FINANCE, AUDITOR):
        assert len(await attempts(run_id, who)) == 1
    assert await attempts(run_id, POST) == [], "by the policy of the table"
    with pytest.raises(NotFound):
        await attempts(run_id, BANK)
    far = actor(Role.FINANCE_OFFICER, "40.")
    with pytest.raises(NotFound):
        await attempts(run_id, far)


async def test_logs_keep_no_secret_and_no_message(house: str, configured: Configured) -> None:
    with structlog.testing.capture_logs() as lines:
        async with listening(Receiver(answers=[(500, {}, b"x")])) as receiver:
            configured(at(receiver))
            await released(await approved(house, 1))
            await tell(house)
            await tell(house)
    assert lines == []
    assert SECRET not in repr(webhooks.endpoints())


@pytest.mark.parametrize(
    "told",
    [
        "", "[]", "{", '{"BUUDIEN": 1}', '{"BUUDIEN": {}, "BUUDIEN": {}}',
        {"bưu điện": {"url": "https://a.example/", "secrets": [SECRET]}},
        {"BUUDIEN": {"url": "http://a.example/", "secrets": [SECRET]}},
        {"BUUDIEN": {"url": "http://10.0.0.1/", "secrets": [SECRET]}},
        {"BUUDIEN": {"url": "http://127.0.0.1.example/", "secrets": [SECRET]}},
        {"BUUDIEN": {"url": "http://localhost.example/", "secrets": [SECRET]}},
        {"BUUDIEN": {"url": "https://u:p@a.example/", "secrets": [SECRET]}},
        {"BUUDIEN": {"url": "https://a.example/#x", "secrets": [SECRET]}},
        {"BUUDIEN": {"url": "https:///x", "secrets": [SECRET]}},
        {"BUUDIEN": {"url": "file:///etc/passwd", "secrets": [SECRET]}},
        {"BUUDIEN": {"url": "gopher://127.0.0.1/", "secrets": [SECRET]}},
        {"BUUDIEN": {"url": "https://a.example/", "secrets": []}},
        {"BUUDIEN": {"url": "https://a.example/", "secrets": ["whsec_c2hvcnQ="]}},
        {"BUUDIEN": {"url": "https://a.example/", "secrets": ["whsec_%%%"]}},
        {"BUUDIEN": {"url": "https://a.example/", "secrets": [SECRET] * 4}},
        {"BUUDIEN": {"url": "https://a.example/", "secrets": [SECRET], "proxy": "x"}},
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_told_before_money_is_sent(
    house: str, configured: Configured, told: Any
) -> None:
    configured(told)
    with pytest.raises(webhooks.WebhooksUnfit) as refused:
        build()
    assert SECRET.removeprefix("whsec_")[:8] not in str(refused.value)


def test_a_file_that_can_be_used(house: str, configured: Configured) -> None:
    good = ("https://a.example:8443/x?y=1", "http://127.0.0.1:9/", "http://[::1]:9/",
            "http://localhost:9/")  # fmt: skip
    configured({f"A{n}": {"url": url, "secrets": [SECRET]} for n, url in enumerate(good)})
    build()
    assert [one.url for one in webhooks.endpoints().values()] == list(good)
