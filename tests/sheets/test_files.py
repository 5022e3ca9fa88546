"""What is given out: canonical JSON and back, CSV, workbooks of the same bytes, the dictionary."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.strict import strict_json
from app.sheets import (
    Column,
    Kind,
    NotATable,
    Row,
    Sheet,
    Value,
    canonical,
    data_of,
    dictionary,
    dictionary_json,
    faults,
    read_outside,
    sheet_from,
    to_csv,
    to_json,
    to_xlsx,
)
from tests.sheets.tables import RATES, WORDS, reference

FACTS = {"Cơ quan": "Sở Lao động - Thương binh và Xã hội", "Số liệu tính đến": "01/06/2020"}

LETTERS = "aZ1Đễ =,;\"'\n-"
VALUES: st.SearchStrategy[Value] = st.one_of(
    st.none(), st.text(LETTERS, max_size=8), st.integers(-(10**15), 10**15), st.dates()
)
KEYS = st.text(LETTERS, max_size=6)
COLUMNS = st.builds(
    Column, key=KEYS, title=KEYS, kind=st.sampled_from(Kind), meaning=KEYS,
    sum_of=st.lists(KEYS, max_size=2).map(tuple), part_of=st.none() | st.tuples(KEYS, KEYS),
    cut=st.booleans(), units=st.none() | KEYS, months=st.none() | KEYS, adds=st.booleans(),
    group=st.none() | KEYS, signed=st.booleans(), persons=st.booleans(),
)  # fmt: skip


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    columns = tuple(draw(st.lists(COLUMNS, max_size=3, unique_by=lambda one: one.key)))
    rows = st.builds(
        Row, key=KEYS, sum_of=st.lists(KEYS, max_size=2).map(tuple), group=st.none() | KEYS,
        level=st.integers(0, 3),
        cells=st.fixed_dictionaries({column.key: VALUES for column in columns}),
    )  # fmt: skip
    return Sheet(
        key=draw(KEYS), title=draw(KEYS), columns=columns, note=draw(KEYS),
        rows=tuple(draw(st.lists(rows, max_size=3))),
    )  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(sheets(), max_size=2))
def test_canonical_json_is_read_back_the_same(found: list[Sheet]) -> None:
    content = canonical(found)
    again = [sheet_from(one) for one in json.loads(content)]
    assert again == found
    assert canonical(again) == content


def test_canonical_json_is_sorted_compact_and_leaves_defaults_out() -> None:
    content = canonical([reference()])
    told = strict_json(content)
    same = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert content == same
    assert "Nhóm đối tượng".encode() in content
    assert set(told[0]["columns"][0]) == {"key", "title", "kind", "meaning"}
    mixed = replace(reference(), rows=tuple(
        replace(row, cells=dict(reversed(list(row.cells.items())))) for row in reference().rows
    ))  # fmt: skip
    assert canonical([mixed]) == content


@pytest.mark.parametrize(
    "told",
    [
        None, [], 5, {}, {"key": 1, "title": "", "columns": [], "rows": []},
        {"key": "", "title": "", "columns": [], "rows": [{"key": "", "cells": {"a": 1.5}}]},
        {"key": "", "title": "", "columns": [], "rows": [{"key": "", "cells": {"a": True}}]},
        {"key": "", "title": "", "columns": [], "rows": [{"key": "", "cells": {}, "level": "x"}]},
        {"key": "", "title": "", "columns": [{"key": "a"}], "rows": []},
        {"key": "", "title": "", "columns": [], "rows": [{"key": "", "cells": {"a": {"day": 1}}}]},
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(told: object) -> None:
    with pytest.raises(NotATable):
        sheet_from(told)


def test_json_for_the_public_carries_facts_tables_and_their_dictionary() -> None:
    told = json.loads(to_json([reference()], FACTS))
    assert told["facts"] == FACTS
    assert sheet_from(told["sheets"][0]) == reference()
    assert told["dictionary"] == dictionary([reference()])


def test_our_own_export_is_read_and_checked_as_it_is() -> None:
    for content in (to_json([reference()], FACTS), canonical([reference()])):
        (sheet,) = read_outside(content, "a.json")
        assert sheet.rows == reference().rows
        assert faults(sheet, RATES) == []
    spoilt = to_json([reference()], FACTS).replace(b"20895", b"20985")
    (sheet,) = read_outside(spoilt, "a.json")
    assert {one.cell for one in faults(sheet, RATES)} == {
        "by_group[HN].rate_people", "by_group[total].paid_people",
    }  # fmt: skip


def test_the_dictionary_explains_every_column() -> None:
    told = dictionary([reference()])
    assert [one["key"] for one in told][:3] == ["row", "level", "group"]
    rate = next(one for one in told if one["key"] == "rate_people")
    assert rate["unit"] == "%"
    assert "paid_people / approved_people × 100" in rate["meaning"]
    assert json.loads(dictionary_json([reference()])) == told


def test_csv_has_english_keys_and_no_cell_that_runs() -> None:
    names = ("=1+1", "+84", "-5", "@x", "\tx", "'=1", "An, “Bình”\nX", "bình thường")
    rows = tuple(
        Row(key=str(at), cells={"name": name, "people": -at, "day": date(2020, 6, 1)})
        for at, name in enumerate(names)
    )
    columns = (
        Column(key="name", title="Tên", kind=Kind.TEXT, meaning=""),
        Column(key="people", title="Số người", kind=Kind.COUNT, meaning=""),
        Column(key="day", title="Ngày", kind=Kind.DAY, meaning=""),
    )
    content = to_csv(Sheet(key="t", title="", columns=columns, rows=rows))
    assert content.startswith(b"\xef\xbb\xbf")
    head, *found = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert head == ["row", "level", "name", "people", "day"]
    assert all(not row[2].startswith(tuple("=+-@\t")) for row in found)
    assert [row[2].removeprefix("'") for row in found[:5]] == list(names[:5])
    assert found[7] == ["7", "item", "bình thường", "-7", "2020-06-01"]


def test_a_csv_of_ours_is_read_back_and_checked() -> None:
    (sheet,) = read_outside(to_csv(reference()), "x.csv", WORDS)
    assert faults(sheet, RATES) == []
    assert len(sheet.rows) == 5


def book_of(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_the_same_sheets_give_the_same_workbook() -> None:
    assert to_xlsx([reference()], FACTS) == to_xlsx([reference()], FACTS)
    with zipfile.ZipFile(io.BytesIO(to_xlsx([reference()], FACTS))) as archive:
        assert {one.date_time[0] for one in archive.infolist()} == {1980}
    assert to_xlsx([reference()], FACTS) != to_xlsx([reference(total=False)], FACTS)


def test_a_workbook_is_ready_to_print() -> None:
    book = book_of(to_xlsx([reference(), reference()], FACTS))
    assert book.sheetnames == ["Kết quả hỗ trợ", "Kết quả hỗ trợ (2)", "Từ điển dữ liệu"]
    page = book["Kết quả hỗ trợ"]
    assert page["A1"].value == "Kết quả hỗ trợ"
    assert page["A3"].value == "Số liệu tính đến: 01/06/2020"
    assert [cell.value for cell in page[5]][:2] == ["Nhóm đối tượng", "Được duyệt (người)"]
    assert page["D6"].value == pytest.approx(0.976)
    assert page["D6"].number_format == "0.00%"
    assert (page["E6"].value, page["E6"].number_format) == (55_687_500_000, "#,##0")
    assert page["E6"].alignment.horizontal == "right"
    assert page["A10"].font.bold
    assert not page["A9"].font.bold
    assert page.freeze_panes == "B6"
    assert page.print_title_rows == "$5:$5"
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.page_setup.fitToHeight == 0
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.auto_filter.ref is None
    words = book["Từ điển dữ liệu"]
    assert [cell.value for cell in words[3]] == [
        "Bảng", "Mã cột", "Tên cột", "Loại", "Đơn vị", "Ý nghĩa",
    ]  # fmt: skip


def test_texts_never_run_and_long_tables_are_filtered() -> None:
    column = Column(key="a", title="=cmd()", kind=Kind.TEXT, meaning="=1")
    rows = tuple(Row(key=str(at), cells={"a": "=HYPERLINK(1)"}) for at in range(30))
    sheet = Sheet(
        key="t", title="=[x]:*?/\\'" + "dài" * 20, columns=(column,), rows=rows, note="=2"
    )
    page = book_of(to_xlsx([sheet], {"=a": "=b"})).worksheets[0]
    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}
    assert page.auto_filter.ref == "A4:A34"
    assert len(page.title) <= 31


def test_a_workbook_of_ours_is_read_back_and_checked() -> None:
    (sheet, words) = read_outside(to_xlsx([reference()], FACTS), "x.xlsx", WORDS)
    assert sheet.rows[0].cells["rate_people"] == "97.60"
    assert [one.column for one in faults(sheet, RATES)] == []
    assert words.rows == ()


def test_hidden_and_odd_cells_are_written_too() -> None:
    rows = (Row(key="a", cells={"group": None, "paid_people": "<5", "rate_people": None}),)
    page = book_of(to_xlsx([replace(reference(), rows=rows)], {})).worksheets[0]
    assert [cell.value for cell in page[4]] == [None, "–", "<5", "–", "–"]


def test_data_of_a_sheet_is_plain() -> None:
    assert json.loads(json.dumps(data_of(reference()))) == data_of(reference())
