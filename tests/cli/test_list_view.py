"""What a list shows on the screen: faults by row and column, old fonts, proposals; never markup."""

from types import SimpleNamespace
from typing import Any

import pytest

from app.cli import list_view
from app.intake.cells import Fault
from app.intake.forms import FORMS
from app.intake.rows import problem

FAULT = Fault(
    "id_number", "IDENTITY_LENGTH", "***903", "9 hoặc 12 chữ số", "không phải số CMND/CCCD"
)


def words(capsys: pytest.CaptureFixture[str]) -> str:
    """What was printed, on one line."""
    said = capsys.readouterr()
    return " ".join((said.out + said.err).split())


def test_a_fault_says_where_what_is_wrong_what_is_there_and_what_is_wanted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    list_view.show_problems([(17, problem(FORMS["07"], 17, FAULT))])
    told = words(capsys)
    assert "17 Số CMND/CCCD không phải số CMND/CCCD ***903 9 hoặc 12 chữ số" in told


def test_what_an_office_wrote_is_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    fault = Fault("category", "X", "[bold]Khác[/bold]", "[red]", "[link=x]")
    list_view.show_problems([(1, problem(FORMS["07"], 1, fault))])
    assert "[link=x] [bold]Khác[/bold] [red]" in words(capsys)


def test_only_the_first_faults_are_shown_and_the_rest_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    many = [(row, problem(FORMS["07"], row, FAULT)) for row in range(1, 1061)]
    list_view.show_problems(many)
    assert "Còn 1.010 lỗi nữa" in words(capsys)


def a_list(**changes: Any) -> Any:
    told = {
        "id": 12, "form": "08", "group_code": "HN", "state": "read", "row_count": 842,
        "good_count": 838, "faulty_count": 4, "total_dong": 628_500_000, "problem": None,
    }  # fmt: skip
    return SimpleNamespace(**told | changes)


def a_reading(**changes: Any) -> Any:
    told = {
        "version": 1, "doubt_count": 3, "problem": None, "legacy": None, "conversion": None,
        "added_count": 1,
        "changed_count": 2, "same_count": 839, "gone_count": 0, "locked_count": 1,
    }  # fmt: skip
    return SimpleNamespace(**told | changes)


def test_a_list_shows_its_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    list_view.show_list(a_list(), a_reading())
    told = words(capsys)
    assert "842 838 4 3 628.500.000" in told
    assert "bản" not in told


def test_an_old_font_is_shown_converted_with_the_word_to_say(
    capsys: pytest.CaptureFixture[str],
) -> None:
    samples = [{"found": "NguyÔn V¨n ¢n", "wanted": "Nguyễn Văn Ân"}]
    legacy = {
        "full_name": {
            "column": "Họ và tên", "encoding": "tcvn3", "font": "TCVN3", "samples": samples,
        }
    }  # fmt: skip
    list_view.show_list(a_list(), a_reading(legacy=legacy))
    told = words(capsys)
    assert "Họ và tên TCVN3 NguyÔn V¨n ¢n Nguyễn Văn Ân" in told
    assert "ansinh list convert 12 --encoding tcvn3" in told


def test_a_correction_says_what_it_could_not_change(capsys: pytest.CaptureFixture[str]) -> None:
    list_view.show_correction(a_reading(version=2))
    told = words(capsys)
    assert "So với bản 1" in told
    assert "1 2 839 0 1" in told
    assert "phải được trả lại" in told


def test_a_proposal_says_what_is_still_missing(capsys: pytest.CaptureFixture[str]) -> None:
    headers = ["HOTEN_DT", "NAMSINH", "CHEDO"]
    list_view.show_proposal("07", headers, {"HOTEN_DT": "full_name", "NAMSINH": "birth"})
    told = words(capsys)
    assert "HOTEN_DT full_name Họ và tên" in told
    assert "CHEDO (chưa ghép)" in told
    assert "category (Đối tượng)" in told
    assert "full_name (" not in told
