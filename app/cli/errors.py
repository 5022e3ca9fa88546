"""Every error as one readable sentence with its exit code; never a traceback, never a secret."""

from pathlib import Path
from typing import Any

import typer

from app.cli.codes import INTERRUPTED, REFUSED, UNREACHABLE, USAGE
from app.core.errors import Refused

Explained = tuple[int, str]
_NO_DATABASE = ("08", "28", "3D", "53", "57")
_NOT_BUILT = ("42P01", "3F000", "42703")
_SHOWN_ERRORS = 5


def explained(error: BaseException) -> Explained:
    """Exit code and sentence (Vietnamese) of anything a command can end with."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED, "đã dừng theo yêu cầu."
    if isinstance(error, typer.Abort | EOFError):
        return REFUSED, "đã hủy, chưa làm gì thêm."
    if isinstance(error, Refused):
        return _of_refusal(error)
    return _of_service(error) or _of_settings(error) or _of_database(error) or _of_system(error)


def _of_refusal(error: Refused) -> Explained:
    return UNREACHABLE if error.status == 503 else REFUSED, error.sentence("vi")


def _of_service(error: BaseException) -> Explained | None:
    """What the service answered, or that it did not."""
    from app.client.transport import Problem, Unreachable

    if isinstance(error, Unreachable):
        return UNREACHABLE, (
            "dịch vụ không trả lời; hãy kiểm tra địa chỉ (--server hoặc ANSINH_SERVER) và thử lại."
        )
    if not isinstance(error, Problem):
        return None
    if error.status == 401:
        return REFUSED, f"{error.detail} Hãy chạy: ansinh login"
    said = error.detail or f"dịch vụ từ chối với mã {error.status} mà không nói lý do."
    more = [_located(one) for one in error.errors[1:_SHOWN_ERRORS]]
    return UNREACHABLE if error.status == 503 else REFUSED, "; ".join([said, *more])


def _located(one: dict[str, Any]) -> str:
    return f"{one.get('pointer', '')}: {one.get('message', '')}".strip(": ")


def _of_settings(error: BaseException) -> Explained | None:
    """A setting or an option whose value cannot be used; the value itself is not repeated."""
    from pydantic import ValidationError

    if not isinstance(error, ValidationError):
        return None
    of_settings = error.title == "Settings"
    wrong = [f"{_named(one['loc'], of_settings)}: {one['msg']}" for one in error.errors()]
    where = "cấu hình" if of_settings else "giá trị"
    return USAGE, f"{where} không hợp lệ: {'; '.join(wrong[:_SHOWN_ERRORS])}"


def _named(loc: tuple[int | str, ...], of_settings: bool) -> str:
    name = ".".join(map(str, loc))
    return f"ANSINH_{name.upper()}" if of_settings and name != "DATABASE_URL" else name


def _of_database(error: BaseException) -> Explained | None:
    """What the database or its driver said."""
    from asyncpg import InterfaceError, PostgresError
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

    if isinstance(error, DBAPIError):
        from app.core.db import refusal_behind

        if refusal := refusal_behind(error):
            return _of_refusal(refusal)
    elif not isinstance(error, SQLAlchemyError | PostgresError | InterfaceError):
        return None
    state = str(getattr(getattr(error, "orig", error), "sqlstate", None) or "")
    if state in _NOT_BUILT:
        return UNREACHABLE, "cơ sở dữ liệu chưa khởi tạo hoặc đã cũ; hãy chạy: ansinh db upgrade"
    if state.startswith(_NO_DATABASE):
        return UNREACHABLE, f"không vào được cơ sở dữ liệu (mã {state}); hãy kiểm tra DATABASE_URL."
    return REFUSED, f"cơ sở dữ liệu không nhận ({type(error).__name__}, mã {state or '?'})."


def _of_system(error: BaseException) -> Explained:
    """Files, sockets; and what nobody foresaw, told by its place in the code alone."""
    if isinstance(error, ConnectionError | TimeoutError):
        return UNREACHABLE, f"không kết nối được: {error.strerror or type(error).__name__}."
    if isinstance(error, OSError) and error.filename:
        return REFUSED, f"{_shown(error.filename)}: {error.strerror}."
    if isinstance(error, OSError):
        # A host without an address comes here too: asyncio puts several failures into one.
        return UNREACHABLE, f"không kết nối được: {error.strerror or error}."
    return REFUSED, f"lỗi ngoài dự kiến {type(error).__name__} tại {_place(error)}."


def _shown(name: object) -> str:
    return name.decode(errors="replace") if isinstance(name, bytes) else str(name)


def _place(error: BaseException) -> str:
    """Files and lines of our own code, the innermost last; no words, for they may name somebody."""
    ours = Path(__file__).parents[1]
    lines, trace = [], error.__traceback__
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.is_relative_to(ours):
            lines.append(f"{file.relative_to(ours)}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(lines[-4:]) or "?"
