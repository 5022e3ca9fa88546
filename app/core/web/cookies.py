"""What a browser keeps for us: the token of its session, a nonce before there is one, its language.

Scripts never see them; wherever the line is encrypted they are bound to this host alone.
"""

import secrets

from fastapi import Request, Response

from app.core.digests import keyed_digest

TOKEN, NONCE, LANGUAGE = "an-sinh", "an-sinh-truoc", "an-sinh-ngon-ngu"


def cookie_of(request: Request, name: str) -> str:
    """What the browser keeps under a name; empty when it keeps nothing."""
    return request.cookies.get(_full(request, name), "")


def keep(request: Request, response: Response, name: str, value: str) -> None:
    """Let the browser keep something until it closes."""
    response.set_cookie(
        _full(request, name), value, path="/", httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip


def _full(request: Request, name: str) -> str:
    return f"__Host-{name}" if request.url.scheme == "https" else name


def token_of(request: Request) -> str:
    """The token of the visitor's session; empty for a stranger."""
    return cookie_of(request, TOKEN)


def keep_token(request: Request, response: Response, token: str) -> None:
    """Let the browser keep the token of a session; an empty one ends it."""
    keep(request, response, TOKEN, token)


def mark_of(request: Request) -> str:
    """What a form of this visitor carries, and nobody else can make; empty for a stranger."""
    return mark_for(token_of(request) or cookie_of(request, NONCE))


def mark_for(own: str) -> str:
    """The mark that goes with a visitor's token, or with the nonce of one who has none."""
    return keyed_digest("page", own) if own else ""


def stranger_mark(request: Request, response: Response) -> str:
    """The mark for the forms of a page that strangers see too; gives them a nonce to keep."""
    if mark := mark_of(request):
        return mark
    nonce = secrets.token_urlsafe(16)
    keep(request, response, NONCE, nonce)
    return mark_for(nonce)


def headers_with(request: Request, token: str) -> list[tuple[bytes, bytes]]:
    """The headers of a request as its browser will send them once it keeps another token."""
    kept = {**request.cookies, _full(request, TOKEN): token}
    own = "; ".join(f"{name}={value}" for name, value in kept.items())
    others = [(name, value) for name, value in request.scope["headers"] if name != b"cookie"]
    return [*others, (b"cookie", own.encode("latin-1", "replace"))]
