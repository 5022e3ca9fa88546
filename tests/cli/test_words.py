"""Numbers, rates, days and the coverage table as offices print them; progress and memory."""

import os
from datetime import date, datetime
from itertools import pairwise

import pytest
from rich.console import Console

from app.cli import words
from app.cli.memory import Peaks
from app.cli.progress import PlainProgress
from app.cli.reports import coverage_table

ROWS = [
    {
        "group": "BTXH", "approved_people": 53_452, "paid_people": 52_025,
        "approved_dong": 80_178_000_000, "paid_dong": 78_037_500_000,
        "rate_people": "97.33", "rate_dong": "97.33",
    },
    {
        "group": "total", "approved_people": 173_594, "paid_people": 159_426,
        "approved_dong": 198_813_000_000, "paid_dong": 186_432_000_000,
        "rate_people": "91.84", "rate_people_truncated": "91.83", "rate_dong": None,
    },
]  # fmt: skip


def test_numbers_rates_and_days_are_vietnamese() -> None:
    assert words.number(1_234_567) == "1.234.567"
    assert words.number(0) == "0"
    assert words.number(None) == words.rate(None) == words.day(None) == ""
    assert words.rate("97.33") == "97,33 %"
    assert words.day("2020-06-01") == words.day(date(2020, 6, 1)) == "01/06/2020"
    assert words.day(datetime(2020, 6, 1, 7)) == "01/06/2020"  # noqa: DTZ001 - as typed
    assert words.group("HN") == "Người thuộc hộ nghèo"
    assert words.group("X") == "X"


def test_the_coverage_table_reads_like_the_report() -> None:
    screen = Console(width=140, record=True, file=open(os.devnull, "w"))  # noqa: SIM115
    screen.print(coverage_table(ROWS, "Kết quả"))
    screen.file.close()
    lines = screen.export_text().splitlines()
    assert any("53.452" in line and "52.025" in line and "97,33 %" in line for line in lines)
    (total,) = (line for line in lines if "Tổng cộng" in line)
    assert "trên 91,83 %" in total
    assert "186.432.000.000" in total


def test_a_table_by_district_has_a_column_for_it() -> None:
    made = coverage_table([{**ROWS[0], "district": "436", "district_name": "TP Hà Tĩnh"}], "")
    assert [column.header for column in made.columns][:2] == ["Nhóm", "Huyện"]
    assert list(made.columns[1].cells) == ["TP Hà Tĩnh"]


def test_plain_progress_says_little(capsys: pytest.CaptureFixture[str]) -> None:
    now = 0.0
    told = PlainProgress(clock=lambda: now)
    for done in range(1, 1001):
        now += 0.3
        told("nộp", done, 1000)
    told("nộp", 1, 5)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "nộp: 1/1000"
    assert lines[-2:] == ["nộp: 1000/1000 (100 %)", "nộp: 1/5"]
    assert len(lines) == 12


def test_plain_progress_rests_between_lines(capsys: pytest.CaptureFixture[str]) -> None:
    now = 0.0
    told = PlainProgress(clock=lambda: now)
    said_at = []
    for done in range(1, 101):
        now += 0.1
        told("nhanh", done, 100)
        if capsys.readouterr().err:
            said_at.append(now)
    assert 3 < len(said_at) < 7
    assert all(later - earlier >= 2 for earlier, later in pairwise(said_at))


def test_peaks_are_kept_of_this_process_and_its_children() -> None:
    peaks = Peaks()
    peaks.note({"self": os.getpid(), "gone": 1 << 22})
    found = peaks.mib()
    assert found["demo"] > 10
    assert found["self"] == pytest.approx(found["demo"], abs=2)
    assert "gone" not in found
