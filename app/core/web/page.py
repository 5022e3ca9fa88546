"""What makes a door a page: a token in a cookie, forms that only our own pages can send, no script.

The doors of the API know no cookies. A form is taken when the browser says that a page of ours sent
it and when it carries the mark that only this visitor's pages carry.
"""

import secrets
import unicodedata
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, ClassVar
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse

from app.core.digests import keyed_digest
from app.core.errors import NotFound, Refused, Unauthenticated
from app.core.html import TEMPLATES, Question, Shell, Wrong, render
from app.core.web.doors import Door

SIGN_IN = "/dang-nhap"
_TOKEN, _NONCE = "an-sinh", "an-sinh-truoc"
_MARK = "ma-trang"
_MAX_FIELDS = 60
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class PageForged(Refused):
    """This form was not sent from our own page, or the page is too old; open it again."""

    status: ClassVar[int] = 403
    vi: ClassVar[str] = "Đơn không được gửi từ trang của hệ thống, hoặc trang đã cũ; hãy mở lại."


class FormUnreadable(Refused):
    """The form that was sent cannot be read."""

    status: ClassVar[int] = 422
    vi: ClassVar[str] = "Nội dung gửi lên không đọc được."


class Page(Door):
    """A door for a browser: its token comes in a cookie, its refusals are pages."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                answer = await inner(_signed_by_cookie(request))
            except Unauthenticated:
                answer = await _to_sign_in(request)
            except Refused as refusal:
                answer = _refused(request, refusal)
            except RequestValidationError:
                answer = _refused(request, NotFound(what="trang"))
            for name, value in _HEADERS.items():
                answer.headers.setdefault(name, value)
            return answer

        return handle


def _signed_by_cookie(request: Request) -> Request:
    """The same request with the cookie's token where the guards look for one, and no other."""
    token = token_of(request)
    kept = [(name, value) for name, value in request.scope["headers"] if name != b"authorization"]
    if token and token.isascii() and token.isprintable():
        kept.append((b"authorization", f"Bearer {token}".encode()))
    return Request({**request.scope, "headers": kept}, request.receive)


async def _to_sign_in(request: Request) -> Response:
    """To sign in first; what was typed into a form meanwhile is carried along and not lost."""
    if request.method == "GET" or not _same_origin(request):
        return RedirectResponse(f"{SIGN_IN}?tiep={quote(request.url.path)}", 303)
    carried = {name: text for name, text in (await _sent(request)).items() if name != _MARK}
    answer = HTMLResponse(status_code=401)
    page = sign_in_page(request, answer, request.url.path, carried=urlencode(carried))
    answer.body = page.encode()
    answer.headers["Content-Length"] = str(len(answer.body))
    return answer


def _refused(request: Request, refusal: Refused) -> Response:
    heading = "Không tìm thấy trang" if refusal.status == 404 else "Không thực hiện được"
    page = render(
        TEMPLATES, "refused.html", shell=Shell(mark_of(request)), heading=heading,
        sentence=refusal.sentence("vi"),
    )  # fmt: skip
    return HTMLResponse(page, refusal.status)


# --- cookies and marks --------------------------------------------------------------------------


def token_of(request: Request) -> str:
    """The token that the browser keeps; empty for a stranger."""
    return request.cookies.get(_cookie(request, _TOKEN), "")


def _cookie(request: Request, name: str) -> str:
    """The name of a cookie: bound to this host alone wherever the line is encrypted."""
    return f"__Host-{name}" if request.url.scheme == "https" else name


def keep_token(request: Request, response: Response, token: str) -> None:
    """Let the browser keep a token until it closes or signs out; scripts never see it."""
    _keep(request, response, _TOKEN, token)


def _keep(request: Request, response: Response, name: str, value: str) -> None:
    response.set_cookie(
        _cookie(request, name), value, path="/", httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip


def mark_of(request: Request) -> str:
    """What a form of this visitor carries, and nobody else can make; empty for a stranger."""
    return mark_for(token_of(request) or request.cookies.get(_cookie(request, _NONCE), ""))


def mark_for(own: str) -> str:
    """The mark that goes with a visitor's token, or with the nonce of one who has none."""
    return keyed_digest("page", own) if own else ""


def _same_origin(request: Request) -> bool:
    """Whether a page of ours sent this: by its Origin, or by what the browser says of the site."""
    origin = request.headers.get("origin")
    if origin is not None:
        return urlsplit(origin)[:2] == (request.url.scheme, request.url.netloc)
    return request.headers.get("sec-fetch-site") == "same-origin"


# --- forms --------------------------------------------------------------------------------------


async def _posted(request: Request) -> dict[str, str]:
    """The fields of a form that one of our pages sent; raises PageForged, FormUnreadable."""
    fields = await _sent(request)
    given, own = fields.pop(_MARK, "").encode(), mark_of(request).encode()
    if not own or not _same_origin(request) or not secrets.compare_digest(given, own):
        raise PageForged
    return fields


Posted = Annotated[dict[str, str], Depends(_posted)]
"""The fields of a form, once it is known that our own page sent it."""


async def _sent(request: Request) -> dict[str, str]:
    try:
        return fields_in((await request.body()).decode("ascii"))
    except ValueError:
        raise FormUnreadable from None


def fields_in(text: str) -> dict[str, str]:
    """The fields of an urlencoded form, each one line; raises ValueError."""
    pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    return {name: _one_line(value) for name, value in pairs}


def _one_line(text: str) -> str:
    return "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)


def see(response: Response, address: str) -> str:
    """Let the browser look at another page; the answer's own page is empty."""
    response.status_code = 303
    response.headers["Location"] = address
    return ""


# --- the page where one comes in ----------------------------------------------------------------


def sign_in_page(
    request: Request,
    response: Response,
    next_page: str,
    *,
    carried: str = "",
    wrong: str = "",
    typed: Mapping[str, str] | None = None,
) -> str:
    """The sign-in page; `carried` is the form that a lost session interrupted."""
    nonce = request.cookies.get(_cookie(request, _NONCE), "")
    if not nonce:
        nonce = secrets.token_urlsafe(16)
        _keep(request, response, _NONCE, nonce)
    known = typed or {}
    by_password = [
        Question(
            "ten", "Tên đăng nhập", known.get("ten", ""), autocomplete="username", size="middle"
        ),
        Question(
            "mat-khau", "Mật khẩu", type="password", autocomplete="current-password", size="middle"
        ),
    ]
    by_code = [
        Question("ma", "Mã kích hoạt", hint="Dùng một lần, nhận từ người quản trị"),
        Question(
            "mat-khau-moi", "Mật khẩu mới", type="password", autocomplete="new-password",
            hint="Từ 12 ký tự", size="middle",
        ),
    ]  # fmt: skip
    shell = Shell(mark_for(token_of(request) or nonce))
    return render(
        TEMPLATES, "sign_in.html", shell=shell, next=next_page,
        carried=carried, by_password=by_password, by_code=by_code,
        code_first=known.get("cach") == "ma-kich-hoat",
        errors=[Wrong("", "", wrong)] if wrong else [],
    )  # fmt: skip
