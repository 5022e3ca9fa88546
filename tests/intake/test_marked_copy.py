"""Lists that cannot be marked in place come back as a marked copy: CSV, JSON, odd workbooks."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake import marking
from app.intake.csv_cells import CSV, csv_text
from app.intake.forms import FORMS
from app.intake.mapping import ColumnMapping
from app.intake.marked_copy import marked_copy
from app.intake.marking import mark_file, mark_in_place
from app.intake.marks import Packing, packed_line, unpacked
from app.intake.sources import JSON, XLSX
from tests.builders import a_row, a_workbook, as_json_rows
from tests.intake.marked import (
    FAULTY,
    ORANGE,
    YELLOW,
    column_of,
    opened,
    order,
    places,
    read,
    saved,
)


def test_what_cannot_be_edited_is_copied_with_every_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    content = a_workbook("07", FAULTY)
    packed, task = order(read(content), doubts={12: ["LIKELY_SAME"]})

    def broken(*_: object) -> bytes:
        raise KeyError("styles")

    assert "bản chép" not in str(list(opened(mark_file(content, packed, task)).worksheets[-1]))
    monkeypatch.setattr(marking, "mark_in_place", broken)
    book = opened(mark_file(content, packed, task))
    assert "bản chép" in str(list(book.worksheets[-1].values))
    check_copy(book.worksheets[0], 10)
    assert book.worksheets[0].cell(12, 2).fill.fgColor.rgb == ORANGE


def check_copy(sheet: Any, second: int) -> None:
    """The marks of FAULTY in a copy, the second person in this row."""
    sex, birth = column_of(sheet, "Giới tính"), column_of(sheet, "Ngày, tháng, năm sinh")
    wrong, missing = sheet.cell(second, sex), sheet.cell(second + 1, birth)
    assert (wrong.value, wrong.fill.fgColor.rgb, wrong.font.b) == ("?", YELLOW, True)
    assert "không rõ giới tính" in wrong.comment.text
    assert missing.fill.patternType == "lightUp"
    assert "Số CMND/CCCD" in sheet.cell(second + 1, column_of(sheet, "Lỗi")).value
    assert sheet.cell(second - 1, column_of(sheet, "Lỗi")).value is None


def csv_of(people: Sequence[dict[str, Any]], headers: Sequence[str] | None = None) -> bytes:
    form = FORMS["07"]
    table = [headers or [c.header for c in form.columns]]
    table += [[row[field] for field in form.fields] for row in people]
    return "".join(csv_text(table)).encode()


def test_csv_comes_back_as_a_workbook() -> None:
    """With the number of each row as it was sent, where there is no room for it to stay there."""
    content = csv_of(FAULTY)
    packed, task = order(read(content, kind=CSV), kind=CSV)
    made = mark_file(content, packed, task)
    sheet = opened(made).worksheets[0]
    head = places(sheet, "Lỗi")["Lỗi"].row
    check_copy(sheet, head + 2)
    assert sheet.cell(head + 2, column_of(sheet, "Dòng đã gửi")).value == 3
    book = opened(made)
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if cell.comment is not None:
                cell.value = {4: "Nữ", 3: "05/06/1950", 5: None}[cell.column]
    _, summary = read(saved(book))
    assert (summary.rows, summary.good) == (4, 4)


def test_json_comes_back_as_a_workbook_with_the_number_of_each_row() -> None:
    sent = [row | {"row_number": n} for n, row in enumerate(as_json_rows("07", FAULTY), 5)]
    sent[2]["birth"] = "30/02/1950"
    content = json.dumps({"rows": sent[::-1]}).encode()
    packed, task = order(read(content, kind=JSON), kind=JSON)
    sheet = opened(mark_file(content, packed, task)).worksheets[0]
    head = places(sheet, "Lỗi")["Lỗi"].row
    assert sheet.cell(head + 2, column_of(sheet, "Giới tính")).comment is not None
    assert sheet.cell(head + 3, column_of(sheet, "Ngày, tháng, năm sinh")).value == "30/02/1950"


def test_a_copy_keeps_the_headers_that_the_offices_mapping_knows() -> None:
    mapping = ColumnMapping(
        columns={"HOTEN": "full_name", "NTNS": "birth", "GT": "sex", "CMT": "id_number",
                 "DT": "category", "SOTHANG": "months", "SOTIEN": "amount_dong"},
    )  # fmt: skip
    table: list[list[Any]] = [
        ["HOTEN", "NTNS", "GT", "CMT", "DT", "SOTHANG", "SOTIEN"],
        ["Trần Thị Ánh", "12/03/1975", "?", None, "Người cao tuổi", 3, 1_500_000],
    ]
    content = "".join(csv_text(table)).encode()
    packed, task = order(read(content, "07", CSV, mapping), "07", CSV, mapping)
    made = mark_file(content, packed, task)
    rows, summary = read(made, "07", XLSX, mapping)
    assert summary.problems == {"SEX_UNKNOWN": 1}
    assert rows[0]["full_name"] == "Trần Thị Ánh"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.text(
            st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_text_comes_back_as_it_was(texts: list[str]) -> None:
    """In place and as a copy: what stood in the cells is what is read from them again."""
    people = [a_row("07", sex="?", note=text) for text in texts]
    content = a_workbook("07", people)
    found = read(content)
    packed, task = order(found)
    before = [row["digest"] for row in found[0]]
    assert [row["digest"] for row in read(mark_in_place(content, packed, task))[0]] == before
    assert [row["digest"] for row in read(marked_copy(content, packed, task))[0]] == before


def test_the_marks_travel_packed_row_by_row() -> None:
    packing = Packing()
    for number in range(1, 2_001):
        problem = {"code": "SEX_UNKNOWN", "field": "sex", "vi": f"Dòng {number}, cột “G”: sai."}
        packing.add(
            packed_line(number, json.dumps([problem], ensure_ascii=False), None, ["B", "A"])
        )
    packed = packing.whole()
    assert len(packed) < 2_000 * 20
    rows = list(unpacked(packed))
    assert [row.row_number for row in rows] == list(range(1, 2_001))
    assert {row.problems[0].vi for row in rows} == {"cột “G”: sai."}
    assert rows[0].doubts == ("A", "B")
