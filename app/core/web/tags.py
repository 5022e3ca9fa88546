"""Answers that the caller may have already: the same content has the same tag."""

from hashlib import sha256
from typing import Annotated, Any, Final

from fastapi import Header, Response
from pydantic import BaseModel

IfNoneMatch = Annotated[str | None, Header(description="The `ETag` of what one has already.")]
TAGGED: Final[dict[int | str, dict[str, Any]]] = {
    304: {"description": "What one has already: its `ETag` came in `If-None-Match`."}
}
"""What a door says of such an answer."""


def tagged(shown: BaseModel, known: str | None) -> Response:
    """The shape as JSON, without what was not set, under its tag; 304 to whoever has it."""
    content = shown.model_dump_json(exclude_unset=True).encode()
    tag = f'"{sha256(content).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if known is not None and tag in known:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="application/json", headers=headers)
