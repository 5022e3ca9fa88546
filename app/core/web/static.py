"""The files that pages are made of, compressed once; an address with a mark never changes."""

import gzip
from functools import cache
from typing import Final

from fastapi import Request, Response

from app.core.errors import NotFound
from app.core.html import STATIC, static_address
from app.core.web.doors import Doors

router = Doors(include_in_schema=False)
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_FOREVER: Final = "public, max-age=31536000, immutable"
_ASK_AGAIN: Final = "no-cache"


@router.get("/static/{name}")
async def static_file(request: Request, name: str) -> Response:
    """One file by its name; anything that is not one of them is not there."""
    if name not in _names():
        raise NotFound(what="tệp")
    address, tag = static_address(name), f'"{static_address(name).rpartition("=")[2]}"'
    headers = {
        "Cache-Control": _FOREVER if str(request.url).endswith(address) else _ASK_AGAIN,
        "ETag": tag, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff",
    }  # fmt: skip
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    content, packed = _content(name)
    if packed and "gzip" in request.headers.get("accept-encoding", ""):
        content, headers["Content-Encoding"] = packed, "gzip"
    return Response(content, media_type=_TYPES[name[name.rindex(".") :]], headers=headers)


@cache
def _names() -> frozenset[str]:
    return frozenset(one.name for one in STATIC.iterdir() if one.suffix in _TYPES)


@cache
def _content(name: str) -> tuple[bytes, bytes]:
    """The file as it is and compressed; fonts are compressed in themselves."""
    content = (STATIC / name).read_bytes()
    packed = b"" if name.endswith(".woff2") else gzip.compress(content, 9, mtime=0)
    return content, packed
