"""Every command explains itself in Vietnamese, and every failure is one line with its code."""

from collections.abc import Iterator
from typing import Any

import pytest
import typer
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from app.cli import frame
from app.cli.codes import USAGE
from app.cli.commands import program
from app.cli.errors import explained
from app.client import Problem, Unreachable
from app.core.embedded import ServerRefused
from app.core.errors import NotFound

runner = CliRunner()


def leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command and group."""
    yield path
    for name, inner in getattr(command, "commands", {}).items():
        yield from leaves(inner, (*path, name))


@pytest.mark.parametrize("path", list(leaves(typer.main.get_command(program))), ids=" ".join)
def test_every_command_explains_itself_in_vietnamese(path: tuple[str, ...]) -> None:
    page = runner.invoke(program, [*path, "--help"])
    assert page.exit_code == 0
    assert "Cách dùng: " in page.stdout
    for english in ("Usage:", "Options:", "Commands:", "Arguments:", "Show this", "[required]"):
        assert english not in page.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["lst"], "Không có lệnh lst. Có phải là: list?"),
        (["demo", "--scal", "1"], "Không có tùy chọn --scal."),
        (["list", "status"], "Thiếu SỐ."),
        (["list", "submit", "khong-co.xlsx", "--form", "07"], "TỆP"),
        (["list", "submit", __file__, "--form", "15"], "'15' không thuộc '01', '02', '03'"),
        (["list", "convert", "7", "--encoding", "utf8"], "'utf8' không thuộc 'tcvn3', 'vni'"),
        (["list", "columns", __file__, "--form", "07", "--set", "CỘT"], "cần dạng A=B"),
        (["login"], "--user-name/--code"),
        (["me", "--server", "ftp://x"], "--server"),
        (["report", "coverage", "--as-of", "mai"], "--as-of"),
        (["demo", "--scale", "2"], "--scale"),
    ],
)
def test_wrong_usage_is_told_in_one_line_with_code_2(
    home: object, arguments: list[str], sentence: str
) -> None:
    said = runner.invoke(program, arguments)
    assert said.exit_code == USAGE
    first, *rest = said.stderr.splitlines()
    assert first.startswith("Lỗi: ")
    assert sentence in first
    assert len(rest) == 1
    assert "Traceback" not in said.output


class Shape(BaseModel):
    count: int


def invalid() -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        Shape.model_validate({"count": "bí mật"})
    return caught.value


class Driver(Exception):
    def __init__(self, state: str) -> None:
        self.sqlstate = state


PROBLEM = {
    "type": "/problems/batch-changed",
    "detail": "Dự kiến 3 hồ sơ.",
    "errors": [{"pointer": "#/a", "message": "một"}, {"pointer": "#/b", "message": "hai"}],
}


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (NotFound(what="danh sách"), 1, "Không có danh sách này trong phạm vi"),
        (ServerRefused(reason="đĩa đầy"), 3, "đĩa đầy"),
        (Problem(412, PROBLEM), 1, "Dự kiến 3 hồ sơ.; #/b: hai"),
        (Problem(401, {"detail": "Cần đăng nhập."}), 1, "Cần đăng nhập. Hãy chạy: ansinh login"),
        (Problem(502, {}), 1, "mã 502"),
        (Problem(503, {"detail": "Bận."}), 3, "Bận."),
        (Unreachable("/lists"), 3, "dịch vụ không trả lời"),
        (ExceptionGroup("", [ExceptionGroup("", [Unreachable("/x")])]), 3, "không trả lời"),
        (DBAPIError("select 1", {}, Driver("42P01")), 3, "ansinh db upgrade"),
        (DBAPIError("select 1", {}, Driver("28P01")), 3, "DATABASE_URL"),
        (DBAPIError("select 1", {}, Driver("23505")), 1, "23505"),
        (ConnectionRefusedError(111, "Connection refused"), 3, "không kết nối được"),
        (PermissionError(13, "Permission denied", "/tmp/x"), 1, "/tmp/x: Permission denied"),
        (typer.Abort(), 1, "đã hủy"),
        (KeyboardInterrupt(), 130, "đã dừng"),
        (ValueError("tên riêng"), 1, "ValueError"),
    ],
)
def test_every_error_is_one_sentence_with_its_code(
    error: BaseException, code: int, words: str
) -> None:
    found, sentence = explained(error)
    assert found == code
    assert words in sentence
    assert "\n" not in sentence
    assert "tên riêng" not in sentence


def test_a_wrong_value_is_named_and_not_repeated() -> None:
    code, sentence = explained(invalid())
    assert code == USAGE
    assert "count" in sentence
    assert "bí mật" not in sentence


def test_a_bug_is_told_by_its_place() -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        frame.in_vietnamese(1 / 0)  # type: ignore[arg-type]
    assert "ZeroDivisionError tại" in explained(caught.value)[1]
