"""Refusals as RFC 9457 problem documents, Vietnamese first, never echoing what was sent."""

import re
import uuid
from collections.abc import Sequence
from json import JSONDecodeError
from typing import Any

import structlog
from asyncpg.exceptions import InterfaceError, InternalClientError, PostgresError
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from starlette.exceptions import HTTPException

from app.core.errors import Refused
from app.core.idempotency import AlreadyAnswered

MEDIA_TYPE = "application/problem+json"
_TITLES = {
    400: ("Yêu cầu không đọc được.", "The request cannot be read."),
    401: ("Cần đăng nhập.", "Sign in first."),
    403: ("Không được phép.", "Not allowed."),
    404: ("Không tìm thấy.", "Not found."),
    405: ("Phương thức không dùng được ở địa chỉ này.", "Method not allowed here."),
    408: ("Gửi dữ liệu quá chậm.", "The body came too slowly."),
    409: ("Trạng thái hiện tại không cho phép.", "The present state does not allow this."),
    412: ("Nội dung đã thay đổi so với khi xem.", "It has changed since it was seen."),
    413: ("Nội dung quá lớn.", "The body is too large."),
    415: ("Kiểu nội dung không được nhận.", "This media type is not accepted."),
    422: ("Dữ liệu không hợp lệ.", "The input is not valid."),
    429: ("Quá nhiều yêu cầu.", "Too many requests."),
    500: (
        "Hệ thống gặp lỗi; chưa rõ yêu cầu đã được thực hiện hay chưa.",
        "An error on our side; whether anything was done is not known.",
    ),
    503: ("Hệ thống tạm thời bận; hãy gửi lại.", "Temporarily unavailable; send again."),
}
_FIELD_VI = {
    "missing": "thiếu trường bắt buộc",
    "extra_forbidden": "trường không được nhận",
    "int_type": "phải là số nguyên, không phải chữ, số lẻ hay đúng/sai",
    "json_invalid": "JSON không hợp lệ",
    "string_type": "phải là chữ",
    "enum": "không thuộc danh mục cho phép",
    "date_from_datetime_parsing": "phải là ngày dạng YYYY-MM-DD",
    "date_parsing": "phải là ngày dạng YYYY-MM-DD",
}
log = structlog.get_logger("ansinh.web")


def language(request: Request) -> str:
    """Vietnamese unless English is asked for."""
    wanted = request.headers.get("accept-language", "vi").lower()
    return "en" if wanted.startswith("en") else "vi"


def problem(
    request: Request,
    status: int,
    code: str,
    detail: str,
    errors: Sequence[dict[str, Any]] = (),
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """One problem document as an answer."""
    body = _document(request, status, code, detail, errors)
    return JSONResponse(body, status, headers=headers, media_type=MEDIA_TYPE)


def _document(
    request: Request, status: int, code: str, detail: str, errors: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """`type` names the refusal, `instance` this request."""
    vi, en = _TITLES.get(status, _TITLES[422] if status < 500 else _TITLES[500])
    body: dict[str, Any] = {
        "type": f"/problems/{code}",
        "title": en if language(request) == "en" else vi,
        "status": status,
        "detail": detail,
        "instance": f"urn:uuid:{getattr(request.state, 'request_id', uuid.uuid4())}",
    }
    if errors:
        body["errors"] = list(errors)
    return body


def code_of(refusal: Refused) -> str:
    """BatchChanged -> batch-changed."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", type(refusal).__name__).lower()


def install_problems(app: FastAPI) -> None:
    """Every way out of the service that is not success becomes a problem document."""
    app.add_exception_handler(AlreadyAnswered, _again)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(JSONDecodeError, _unreadable)
    app.add_exception_handler(HTTPException, _http)
    # What the driver is told directly (COPY, jobs) fails in the driver's own words.
    for told in (DBAPIError, PostgresError, InterfaceError, InternalClientError, OSError):
        app.add_exception_handler(told, _database)
    app.add_exception_handler(PoolExhausted, _busy)
    app.add_exception_handler(Exception, _bug)


async def _again(request: Request, error: Exception) -> Response:
    assert isinstance(error, AlreadyAnswered)
    headers = {"Idempotency-Replayed": "true"}
    if error.status == 204:
        return Response(status_code=204, headers=headers)
    return JSONResponse(error.body, error.status, headers=headers)


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)
    pointer = error.facts.get("pointer")
    sentence = error.sentence(language(request))
    code = code_of(error)
    located = [{"pointer": pointer, "code": code, "message": sentence}] if pointer else []
    located += [dict(one) for one in _listed(error.facts.get("errors"))]
    headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else None
    body = _document(request, error.status, code, sentence, located) | error.members
    return JSONResponse(body, error.status, headers=headers, media_type=MEDIA_TYPE)


def _listed(value: object) -> list[dict[str, Any]]:
    return value if isinstance(value, list) else []


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    english = language(request) == "en"
    located = [
        {
            "pointer": _pointer(one["loc"]),
            "code": one["type"],
            "message": words_for(one, "en" if english else "vi"),
        }
        for one in error.errors()[:100]
    ]
    first = f"{located[0]['pointer']}: {located[0]['message']}" if located else ""
    return problem(request, 422, "invalid-input", first, located)


def words_for(fault: Any, language: str) -> str:
    """What is wrong with one field, in words, from what pydantic found."""
    if language == "en":
        return str(fault["msg"])
    return _FIELD_VI.get(fault["type"], "giá trị không hợp lệ")


async def _unreadable(request: Request, error: Exception) -> JSONResponse:
    """A door that takes bytes read them as JSON itself: the same answer as where FastAPI reads."""
    found = {"type": "json_invalid", "loc": ("body",), "msg": "JSON decode error"}
    return await _invalid(request, RequestValidationError([found]))


def _pointer(loc: Sequence[object]) -> str:
    where, *rest = loc or ("body",)
    path = "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in rest)
    printable = path.encode("utf-8", "replace").decode()[:200]
    return f"#/{printable}" if where == "body" else f"{where}: {printable}"


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    vi, en = _TITLES.get(error.status_code, _TITLES[400])
    text = en if language(request) == "en" else vi
    headers = dict(error.headers) if error.headers else None
    return problem(request, error.status_code, f"http-{error.status_code}", text, (), headers)


_BUSY_STATES = ("08", "53", "57", "40", "55P03", "25P03")


async def status_of(request: Request, error: Exception) -> int:
    """The status of what went wrong and is no refusal: 422, 503, or 500 for a bug, then logged."""
    told = (DBAPIError, PostgresError, InterfaceError, InternalClientError, OSError)
    if isinstance(error, PoolExhausted):
        return (await _busy(request, error)).status_code
    answer = await (_database if isinstance(error, told) else _bug)(request, error)
    return answer.status_code


def sentence_of(status: int, language: str) -> str:
    """What a status means, in words."""
    vi, en = _TITLES.get(status, _TITLES[500])
    return en if language == "en" else vi


async def _database(request: Request, error: Exception) -> JSONResponse:
    state = str(getattr(getattr(error, "orig", error), "sqlstate", "") or "")
    if state.startswith(_BUSY_STATES) or _line_broke(error):
        return await _busy(request, error)
    if state.startswith("22"):
        vi, en = _TITLES[422]
        return problem(request, 422, "invalid-value", en if language(request) == "en" else vi)
    return await _bug(request, error)


def _line_broke(error: BaseException) -> bool:
    """Whether the line to the database broke or stayed silent: what was done is not known."""
    if getattr(error, "connection_invalidated", False):
        return True
    if isinstance(error, OSError):
        return error.filename is None  # a file that is missing is named, and a fault of ours
    if isinstance(error, InterfaceError | InternalClientError) and "closed" in str(error):
        return True
    return error.__cause__ is not None and _line_broke(error.__cause__)


async def _busy(request: Request, error: Exception) -> JSONResponse:
    log.warning("busy", kind=type(error).__name__)
    vi, en = _TITLES[503]
    text = en if language(request) == "en" else vi
    return problem(request, 503, "busy", text, (), {"Retry-After": "2"})


async def _bug(request: Request, error: Exception) -> JSONResponse:
    log.error("bug", kind=type(error).__name__, exc_info=error)
    vi, en = _TITLES[500]
    return problem(request, 500, "bug", en if language(request) == "en" else vi)
