"""A door: JSON is read once and strictly, and a repeated act gets its first answer again."""

import functools
import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute, serialize_response
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import idempotency
from app.core.strict import strict_json as strict_json

_ACTS = {"POST", "PUT", "PATCH", "DELETE"}


class StrictRequest(Request):
    """Its JSON is read by `strict_json`, for FastAPI too."""

    async def json(self) -> Any:
        return strict_json(await self.body())


class Door(APIRoute):
    """The route class of every room."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **settings: Any) -> None:
        if _ACTS & set(settings.get("methods") or ()):
            endpoint = self._once(endpoint)
        super().__init__(path, endpoint, **settings)

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            return await inner(StrictRequest(request.scope, request.receive))

        return handle

    def _once(self, endpoint: Callable[..., Any]) -> Callable[..., Any]:
        """Keep the answer with the act's own rows, so that a repeat tells the same story."""

        @functools.wraps(endpoint)
        async def keeping(**arguments: Any) -> Any:
            answer = await endpoint(**arguments)
            for session in arguments.values():
                if isinstance(session, AsyncSession) and "idempotency" in session.info:
                    body = await self._as_sent(answer)
                    await idempotency.keep_answer(session, self.status_code or 200, body)
            return answer

        return keeping

    async def _as_sent(self, answer: Any) -> Any:
        """The answer in the shape that the door's response model lets out."""
        return await serialize_response(
            field=self.response_field,
            response_content=answer,
            by_alias=self.response_model_by_alias,
            exclude_unset=self.response_model_exclude_unset,
            exclude_defaults=self.response_model_exclude_defaults,
            exclude_none=self.response_model_exclude_none,
        )


def fingerprint(method: str, path: str, query: str, body: bytes) -> bytes:
    """What makes two requests the same request."""
    return hashlib.sha256(f"{method} {path}?{query}\n".encode() + body).digest()
