"""Sending and asking again: one request, its problem document, its retries."""

import asyncio
import uuid
from typing import Any, TypeVar

import httpx
from pydantic import TypeAdapter

T = TypeVar("T")
_TRIES = 5


class Problem(Exception):
    """The service refused: an RFC 9457 problem document."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self.status = status
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
        """One request; an act keeps its key over retries. Raises Problem, Unreachable."""
        headers = dict(arguments.pop("headers", {}))
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
            if method == "POST":
                headers["Idempotency-Key"] = arguments.pop("key", None) or str(uuid.uuid4())
        for attempt in range(_TRIES):
            try:
                answer = await self.http.request(method, path, headers=headers, **arguments)
            except httpx.TransportError:
                await asyncio.sleep(0.2 * 2**attempt)
                continue
            if answer.status_code == 503 and attempt < _TRIES - 1:
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
