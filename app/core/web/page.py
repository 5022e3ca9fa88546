"""What makes a door a page: a session in a cookie, forms that only our own pages can send.

The doors of the API know no cookies. A form is taken when the browser says that a page of ours sent
it and when it carries the mark that only this visitor's pages carry. What refuses a form is told on
the page of that form: the page at the same address is shown again with what was typed.
"""

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Annotated, Any, ClassVar
from urllib.parse import quote, urlencode

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Message, Receive, Scope, Send

from app.core.errors import Forbidden, NotFound, Refused, Unauthenticated
from app.core.html import TEMPLATES, Shell, Typed, Wrong, render
from app.core.language import speak, spoken
from app.core.settings import settings
from app.core.web.cookies import LANGUAGE, cookie_of, headers_with, mark_of, token_of
from app.core.web.doors import Door, Doors
from app.core.web.forms import (
    MARK,
    Form,
    FormUnreadable,
    PageForged,
    fields_in,
    posted,
    same_origin,
    sent,
    wrongs_of,
)
from app.core.web.making import made_in_time
from app.core.web.problems import sentence_of, status_of

SIGN_IN = "/dang-nhap"
_TYPED = "an_sinh.typed"
_WHOLE = "an_sinh.whole"
"""In the scope of a request that is answered into our own hands, as a whole."""
_BEFORE_WAITING: list[Callable[[Request], Awaitable[object]]] = []
BY_PAGE = "an_sinh.page"
"""In the scope of a request that a page asked: its token is a session's."""
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_HIDDEN = {"ma-6-so", "mat-khau", "mat-khau-cu", "mat-khau-moi", "mat-khau-lai"}
"""Secrets: never shown again, never carried along."""

_NOT_AGAIN = PageForged | FormUnreadable | Forbidden | NotFound
"""Refusals that have nothing to do with what was typed."""


class NoSuchPage(NotFound):
    """There is no page at this address; it may be mistyped, too long, or moved."""

    vi: ClassVar[str] = "Không có trang nào ở địa chỉ này; có thể gõ nhầm, quá dài hoặc đã đổi chỗ."


Answer = Callable[[Scope, Receive, Send], Awaitable[None]]


class Page(Door):
    """A door for a browser: its token comes in a cookie, its refusals are pages."""

    shown: ClassVar[dict[str, "Page"]] = {}
    """The page of each address, to be shown again when a form sent there is refused."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **settings: Any) -> None:
        super().__init__(path, endpoint, **settings)
        self._takes_long = getattr(endpoint, "takes_long", False)
        if "GET" in (self.methods or ()):
            Page.shown[path] = self

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in the visitor's language; what goes wrong becomes a page, never a document.

        A refusal leaves through the transaction first, so that nothing of the act is kept.
        """
        asked = Request(scope, receive)
        speak(cookie_of(asked, LANGUAGE) or "")
        inner = _signed_by_cookie(asked, receive)
        try:
            if self._takes_long and _WHOLE not in scope:
                await _in_time(self, inner, send)
            else:
                await super().handle(inner.scope, receive, _with_headers(send))
        except HTTPException:
            raise
        except Exception as error:  # whatever it is, a person is told by a page
            answer = await _told(self, inner, error)
            await answer(scope, receive, _with_headers(send))


async def _in_time(page: Page, request: Request, send: Send) -> None:
    """Hand a page over that takes long, or tell that it is being made; the browser asks again.

    What a script of ours fetches into a page is waited for: that page stands already.
    """
    for check in _BEFORE_WAITING:
        await check(request)
    address = _wanted(request)
    fetched = "hx-request" in request.headers
    answer = await made_in_time(
        (token_of(request), address, spoken()),
        lambda: _answer_of(page, request.scope),
        None if fetched else settings().page_patience_seconds,
    )
    if answer is None:
        answer = _made_of(request, "working.html", 200, address=address)
        answer.headers["Refresh"] = "1"
    await answer(request.scope, request.receive, _with_headers(send))


def before_waiting(check: Callable[[Request], Awaitable[object]]) -> None:
    """Have a room look at who asks, each time that a page which takes long is asked for."""
    _BEFORE_WAITING.append(check)


def page_doors() -> Doors:
    """The pages of a room."""
    return Doors(
        tags=["pages"], route_class=Page, include_in_schema=False,
        default_response_class=HTMLResponse,
    )  # fmt: skip


def _signed_by_cookie(request: Request, receive: Receive) -> Request:
    """The same request with the cookie's token where the guards look for one, and no other."""
    token = token_of(request)
    kept = [(name, value) for name, value in request.scope["headers"] if name != b"authorization"]
    if token and token.isascii() and token.isprintable():
        kept.append((b"authorization", f"Bearer {token}".encode()))
    own: MutableMapping[str, Any] = {
        **request.scope, "headers": kept, BY_PAGE: True, "starlette.exception_handlers": ({}, {}),
    }  # fmt: skip
    return Request(own, receive)


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {name.lower() for name, _ in message["headers"]}
            message["headers"] = [
                *message["headers"],
                *(
                    (name.lower().encode(), value.encode())
                    for name, value in _HEADERS.items()
                    if name.lower().encode() not in given
                ),
            ]
        await send(message)

    return sending


async def _told(page: Page, request: Request, error: Exception) -> Answer:
    """The page that tells what went wrong."""
    if isinstance(error, Unauthenticated):
        return await _to_sign_in(request)
    if isinstance(error, RequestValidationError):  # of the address: a form is read by its order
        error = NoSuchPage()
    if isinstance(error, Refused):
        again = Page.shown.get(page.path) if request.method == "POST" else None
        if again is not None and not isinstance(error, _NOT_AGAIN):
            form = await sent(request)
            return await shown_again(request, again, form, wrongs_of(error), error.status)
        heading = "Không tìm thấy trang" if error.status == 404 else "Không thực hiện được"
        return _page(request, heading, error.sentence(spoken()), error.status)
    status = await status_of(request, error)
    return _page(request, "Chưa thực hiện được", sentence_of(status, spoken()), status)


def turned_away(request: Request, sentence: str, status: int) -> Response:
    """The page of a refusal before any door was opened, with the headers of every page."""
    told = _page(request, "Không thực hiện được", sentence, status)
    told.headers.update(_HEADERS | {"Connection": "close"})
    return told


_PROGRAMS = ("/api/", "/openapi.json", "/problems")
"""Where programs come: they are told by documents, whatever they say of themselves."""


def install_lost(app: FastAPI) -> None:
    """A browser at an address of no door is told by a page with a way home; programs as before."""
    by_document: Any = app.exception_handlers[HTTPException]

    async def told(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        browser = "text/html" in request.headers.get("accept", "")
        if not browser or request.url.path.startswith(_PROGRAMS):
            answer: Response = await by_document(request, error)
            return answer
        speak(cookie_of(request, LANGUAGE) or "")
        return _lost(request, error)

    app.add_exception_handler(HTTPException, told)


def _lost(request: Request, error: HTTPException) -> Response:
    status = error.status_code
    if status == 404:
        told = _page(request, "Không tìm thấy trang", NoSuchPage().sentence(spoken()), status)
    else:
        told = _page(request, "Không thực hiện được", sentence_of(status, spoken()), status)
    told.headers.update({**_HEADERS, **(error.headers or {})})
    return told


def _page(request: Request, heading: str, sentence: str, status: int) -> Response:
    return _made_of(request, "refused.html", status, heading=heading, sentence=sentence)


def _made_of(request: Request, template: str, status: int, **facts: str) -> Response:
    """A page of the house that knows nobody."""
    told = render(TEMPLATES, template, shell=Shell(mark_of(request)), **facts)
    return HTMLResponse(told, status)


async def shown_again(
    request: Request, page: Page, form: Form, wrongs: list[Wrong], status: int
) -> Response:
    """The page of a form, opened anew, with what was typed and what is wrong with it."""
    kept = _kept(form)
    scope = {**request.scope, "method": "GET", _TYPED: Typed(dict(kept), wrongs, kept)}
    told = await _answer_of(page, scope)
    told.status_code = status if told.status_code == 200 else told.status_code
    return told


async def _answer_of(page: Page, scope: Scope) -> Response:
    """What a page answers, taken in as a whole."""
    head: dict[str, Any] = {}
    parts: list[bytes] = []

    async def take(message: Message) -> None:
        if message["type"] == "http.response.start":
            head.update(message)
        else:
            parts.append(message.get("body", b""))

    async def nothing() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    await page.handle({**scope, _WHOLE: True}, nothing, take)
    answer = Response(b"".join(parts), head["status"])
    answer.raw_headers = head["headers"]
    return answer


async def _to_sign_in(request: Request) -> Response:
    """To sign in first; what was typed into a form meanwhile is carried along and not lost."""
    address = _wanted(request)
    if request.method == "GET" or not same_origin(request):
        return RedirectResponse(f"{SIGN_IN}?tiep={quote(address)}", 303)
    form = await sent(request)
    carried = [("tiep", address), ("don", urlencode(_kept(form)))]
    if _on_the_way_in(request):
        carried = [(name, form.get(name, "")) for name, _ in carried]
    told = await opened(request, SIGN_IN, carried)
    assert told is not None
    told.status_code = 401
    return told


def _on_the_way_in(request: Request) -> bool:
    return request.url.path.startswith(f"{SIGN_IN}/")


def _wanted(request: Request) -> str:
    """The page that somebody wanted who must sign in first."""
    if _on_the_way_in(request):
        return inside(request.query_params.get("tiep", "/"))
    asked = request.url.query
    return f"{request.url.path}?{asked}" if asked else request.url.path


def _kept(form: Form) -> list[tuple[str, str]]:
    """The fields that may be shown again and carried along: no mark, no secret."""
    return [(name, text) for name, text in form.pairs if name not in {MARK, *_HIDDEN}]


async def opened(
    request: Request, address: str, typed: Sequence[tuple[str, str]], token: str | None = None
) -> Response | None:
    """A page of ours as it opens with something typed into it already; None when there is none.

    With a token it is opened for whoever has just been given that token.
    """
    path, _, query = address.partition("?")
    scope: MutableMapping[str, Any] = {
        **request.scope, "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": query.encode(), "path_params": {}, _TYPED: Typed(dict(typed), [], typed),
    }  # fmt: skip
    if token is not None:
        scope["headers"] = headers_with(request, token)
    for page in filter(None, [Page.shown.get(path), *Page.shown.values()]):
        match, found = page.matches(scope)
        if match is Match.FULL:
            return await _answer_of(page, {**scope, **found})
    return None


async def go_on(
    request: Request,
    response: Response,
    address: str,
    typed: Sequence[tuple[str, str]],
    token: str,
) -> str:
    """Answer with a page of ours as it opens for whoever has just been given a token."""
    shown = await opened(request, address, typed, token)
    if shown is None:
        return see(response, "/")
    response.status_code = shown.status_code
    if "location" in shown.headers:
        response.headers["Location"] = shown.headers["location"]
    return bytes(shown.body).decode()


async def come_back(
    request: Request, response: Response, address: str, carried: str, token: str
) -> str:
    """Where somebody was going before signing in, with the form that was being filled in there."""
    if not carried:
        return see(response, inside(address))
    try:
        form = fields_in(carried)
    except ValueError:
        raise FormUnreadable from None
    return await go_on(request, response, inside(address), _kept(form), token)


async def _typed(request: Request) -> Typed:
    typed = request.scope.get(_TYPED)
    return typed if isinstance(typed, Typed) else Typed()


Retyped = Annotated[Typed, Depends(_typed)]
"""What the form of this page was sent with before it was refused; empty for a page just opened."""

Posted = Annotated[Form, Depends(posted)]
"""The fields of a form, once it is known that our own page sent it."""


def see(response: Response, address: str) -> str:
    """Let the browser look at another page; the answer's own page is empty."""
    response.status_code = 303
    response.headers["Location"] = address
    return ""


def inside(address: str, otherwise: str = "/") -> str:
    """An address on this service, whatever was asked for."""
    plain = address.isascii() and address.isprintable() and "\\" not in address
    return address if plain and address.startswith("/") and address[1:2] != "/" else otherwise
