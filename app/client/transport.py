"""Sending and asking again: one request, its problem document, its retries, its events."""

import asyncio
import uuid
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any, TypeVar

import httpx
from pydantic import TypeAdapter

T = TypeVar("T")
_TRIES = 5
_ACTS = {"POST", "PUT", "PATCH", "DELETE"}
_SILENCE_SECONDS = 40
"""A stream of events says something more often than this, or its line is dead."""


class Problem(Exception):
    """The service refused: an RFC 9457 problem document."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self.status, self.body = status, body
        self.code = str(body.get("type", "")).rsplit("/", 1)[-1]
        self.detail = str(body.get("detail", ""))
        self.errors: list[dict[str, Any]] = body.get("errors", [])
        super().__init__(f"{status} {self.code}: {self.detail}")


class Unreachable(Exception):
    """The service did not answer; the act may or may not have been done."""


class Transport:
    """One connection pool to the service, in one language, with one token."""

    def __init__(self, http: httpx.AsyncClient, token: str | None) -> None:
        self.http = http
        self.token = token

    async def send(self, method: str, path: str, **arguments: Any) -> httpx.Response:
        """One request; an act keeps its `key` over its `tries`. Raises Problem, Unreachable."""
        headers = {**arguments.pop("headers", {}), **self._signed()}
        key, tries = arguments.pop("key", None), arguments.pop("tries", _TRIES)
        if self.token and method in _ACTS:
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
        for attempt in range(tries):
            try:
                answer = await self.http.request(method, path, headers=headers, **arguments)
            except httpx.TransportError:
                await asyncio.sleep(0.2 * 2**attempt)
                continue
            if answer.status_code == 503 and attempt < tries - 1:
                await asyncio.sleep(0.2 * 2**attempt)
                continue
            if answer.is_error:
                raise Problem(answer.status_code, _document(answer))
            return answer
        raise Unreachable(path)

    async def ask(self, kind: type[T], method: str, path: str, **arguments: Any) -> T:
        """One request whose JSON answer has a known shape."""
        answer = await self.send(method, path, **arguments)
        return TypeAdapter(kind).validate_json(answer.content)

    async def events(self, kind: type[T], path: str) -> AsyncGenerator[T, None]:
        """What a stream of events tells, as it comes, until it ends; asked once.

        Raises Problem when the stream is refused and httpx.TransportError when its line breaks.
        """
        shape = TypeAdapter(kind)
        headers = {"Accept": "text/event-stream", **self._signed()}
        timeout = httpx.Timeout(_SILENCE_SECONDS, connect=10)
        async with self.http.stream("GET", path, headers=headers, timeout=timeout) as answer:
            if answer.is_error:
                await answer.aread()
                raise Problem(answer.status_code, _document(answer))
            async with aclosing(_messages(answer.aiter_lines())) as messages:
                async for message in messages:
                    yield shape.validate_json(message)

    def _signed(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


async def _messages(lines: AsyncIterator[str]) -> AsyncGenerator[str, None]:
    """The data of each server-sent event; comments and other fields are passed over."""
    data: list[str] = []
    async for line in lines:
        if line.startswith("data:"):
            data.append(line.removeprefix("data:").removeprefix(" "))
        elif not line and data:
            yield "\n".join(data)
            data.clear()


def connection_pool(base_url: str, transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
    """A pool of connections to the service at an address."""
    return httpx.AsyncClient(
        base_url=f"{base_url.rstrip('/')}/api/v1",
        transport=transport,
        timeout=httpx.Timeout(120, connect=10),
        headers={"Accept-Language": "vi"},
    )


def _document(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
