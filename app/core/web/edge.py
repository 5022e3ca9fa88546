"""The edge: a request id, and a budget of bytes and seconds for every body."""

import asyncio
import uuid

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.errors import Refused, TooLarge
from app.core.language import speak, spoken
from app.core.settings import settings
from app.core.web.cookies import LANGUAGE, cookie_of
from app.core.web.page import turned_away
from app.core.web.problems import code_of, language, problem

_LONG_BODIES = (
    "/api/v1/lists", "/api/v1/column-mappings/proposal", "/api/v1/notices/file",
)  # fmt: skip
_UPLOADS = "/nop-danh-sach"
_ROUND_A_FILE = 1 << 20
"""What a form adds to its file; so a file just too large is told beside its field."""
_STATEMENTS = ("/api/v1/statements", "/nop-bang-ke")


class Gone(Exception):
    """The client left in the middle of its body; there is nobody to answer."""


class TooSlow(Refused):
    """The body did not arrive within {seconds} seconds."""

    status = 408
    vi = "Nội dung không được gửi xong trong {seconds} giây."


class BodyBudget:
    """Takes in the whole body before any door opens, and cuts what is too large or too slow.

    Bodies are small by law of the service (acts) or bounded (lists), so holding one in memory is
    the simplest thing that cannot be dripped or inflated.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        request.state.request_id = uuid.uuid4()
        structlog.contextvars.bind_contextvars(request_id=str(request.state.request_id))
        limit = _limit(scope["path"])
        try:
            async with asyncio.timeout(settings().body_seconds):
                body = await _take_in(receive, limit)
        except Gone:
            return
        except TooLarge as refusal:
            await _turn_away(request, refusal)(scope, receive, send)
            return
        except TimeoutError:
            slow = TooSlow(seconds=f"{settings().body_seconds:g}")
            await _turn_away(request, slow)(scope, receive, send)
            return
        await self.app(scope, _replay(body, receive), send)


def _turn_away(request: Request, refusal: Refused) -> ASGIApp:
    browser = "text/html" in request.headers.get("accept", "")
    if browser or request.url.path.startswith((_UPLOADS, "/nop-bang-ke")):
        speak(cookie_of(request, LANGUAGE) or "")
        return turned_away(request, refusal.sentence(spoken()), refusal.status)
    sentence = refusal.sentence(language(request))
    return problem(
        request, refusal.status, code_of(refusal), sentence, headers={"Connection": "close"}
    )


def _limit(path: str) -> int:
    if path.startswith(_STATEMENTS):
        return settings().max_statement_bytes
    if path.startswith(_UPLOADS):
        return settings().max_list_bytes + _ROUND_A_FILE
    long = path.startswith(_LONG_BODIES)
    return settings().max_list_bytes if long else settings().max_act_bytes


async def _take_in(receive: Receive, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone  # what came so far is not the whole, and must not be taken for it
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise TooLarge(limit=limit)
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
