"""Tables as offices really print them are understood; what is not is told; hostile files end."""

import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

from app.sheets import (
    NotATable,
    OutsideSheet,
    Rate,
    Rounding,
    Sheet,
    Value,
    changed,
    checked,
    faults,
    read_outside,
    repairs,
)
from app.sheets.heads import group_in, head_of
from app.sheets.numbers import Said, read_number
from tests.sheets.tables import RATES, WORDS, reference, slips

FOLDED = {"nguoi co cong": "NCC", "ho ngheo": "HN", "ho can ngheo": "HCN", "bao tro xa hoi": "BTXH"}


def book(rows: Sequence[Any], merges: Sequence[str] = (), bold: Sequence[int] = ()) -> bytes:
    """A workbook of one sheet; `bold` counts rows from 1."""
    made = openpyxl.Workbook()
    page = made.active
    for row in rows:
        page.append(list(row))
    for one in merges:
        page.merge_cells(one)
    for number in bold:
        for cell in page[number]:
            cell.font = Font(bold=True)
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def only(content: bytes, name: str = "bao-cao.xlsx") -> OutsideSheet:
    (sheet,) = read_outside(content, name, WORDS)
    return sheet


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("1.234.567", Said(1234567)),
        ("1,234,567", Said(1234567)),
        ("1 234 567", Said(1234567)),
        ("1.234", Said(1234)),
        ("97,33%", Said(9733, 2, percent=True)),
        ("97,6 %", Said(976, 1, percent=True)),
        ("97.6", Said(976, 1)),
        ("186,4 tỷ", Said(1864, 1, 10**9)),
        ("186 tỷ 432 triệu đồng", Said(186432, 0, 10**6)),
        ("hơn 186 tỷ đồng", Said(186, 0, 10**9, rounding=Rounding.CUT)),
        ("trên 91,83%", Said(9183, 2, percent=True, rounding=Rounding.CUT)),
        ("Đạt trên 91,83 %", Said(9183, 2, percent=True, rounding=Rounding.CUT)),
        ("gần 187 tỷ", Said(187, 0, 10**9, rounding=Rounding.UP)),
        ("khoảng 5 triệu", Said(5, 0, 10**6, about=True)),
        ("37.125 người", Said(37125)),
        ("1.500.000 đ", Said(1500000)),
        ("1.500.000đ/tháng", Said(1500000)),
        ("1.234,50", Said(123450, 2)),
        ("1,234.50", Said(123450, 2)),
        ("(5)", Said(-5)),
        ("-5", Said(-5)),
        ("-", Said(0)),
        (12.0, Said(12, typed=False)),
        (0.1 + 0.2, Said(3, 1, typed=False)),
        (37125, Said(37125, typed=False)),
        ("", None),
        ("x", None),
        ("Xã 1", None),
        ("12/2020", None),
        ("1.2.3", None),
        ("1,23,456", None),
        ("01/06/2020", None),
        ("9" * 30, None),
        (True, None),
        (float("nan"), None),
        (float("inf"), None),
        (1e300, None),
    ],
)
def test_numbers_as_reports_print_them(cell: Any, said: Said | None) -> None:
    assert read_number(cell, whole=cell != "1.234,50") == said


@given(st.text(max_size=20) | st.floats() | st.integers())
@settings(deadline=None)
def test_no_cell_breaks_the_reader_of_numbers(cell: Any) -> None:
    read_number(cell, whole=True)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Số người được phê duyệt", "approved_people"),
        ("so nguoi duoc duyet", "approved_people"),
        ("Đã chi (người)", "paid_people"),
        ("Đã chi trả - Số đối tượng", "paid_people"),
        ("Chưa chi (người)", "unpaid_people"),
        ("Kinh phí đã chi trả (triệu đồng)", "paid_dong"),
        ("Số tiền được duyệt", "approved_dong"),
        ("Kinh phí (đồng)", "dong"),
        ("Tỷ lệ (%)", "rate_people"),
        ("Tỷ lệ về kinh phí (%)", "rate_dong"),
        ("Số tháng hỗ trợ", "months"),
        ("Mức hỗ trợ (đồng/tháng)", "price"),
        ("Số lao động", "people"),
        ("Còn lại - Số tiền", "unpaid_dong"),
        ("Số người có công đã nhận", "paid_people_ncc"),
        ("approved_people", "approved_people"),
        ("paid_dong", "paid_dong"),
        ("rate_people", "rate_people"),
        ("paid_months", "paid_months"),
    ],
)
def test_heads_with_and_without_marks(text: str, key: str) -> None:
    assert head_of(text, FOLDED).key == key


def test_groups_are_known_by_their_words_and_two_are_none() -> None:
    assert group_in("Hộ cận nghèo", FOLDED) == "HCN"
    assert group_in("Đối tượng BTXH", FOLDED) == "BTXH"
    assert group_in("Hộ nghèo, hộ cận nghèo", FOLDED) is None
    assert group_in("Huyện Vũ Quang", FOLDED) is None


DEPARTMENT: list[list[Any]] = [
    ["SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI"],
    ["KẾT QUẢ HỖ TRỢ NGƯỜI DÂN GẶP KHÓ KHĂN"],
    ["Tính đến ngày 01/06/2020", None, None, None, None, "Đơn vị tính: triệu đồng"],
    ["STT", "Nhóm đối tượng", "Số người", None, "Tỷ lệ (%)", "Kinh phí đã chi"],
    [None, None, "Được phê duyệt", "Đã chi trả", None, None],
    ["(1)", "(2)", "(3)", "(4)", "(5)=(4)/(3)", "(6)"],
    [1, "Người có công", 38_038, 37_125, "97,6", 55_687.5],
    [2, "Bảo trợ xã hội", "53.452", "52.025 người", "97,33%", 78_037.5],
    [3, "Hộ nghèo", 24_125, 20_895, 86.61, "15.671,25"],
    [4, "Hộ cận nghèo", 57_979, 49_381, "85,17 %", 37_035.75],
    ["Tổng cộng", None, 173_594, 159_426, "trên 91,83%", "186,4 tỷ"],
    [],
    [None, "NGƯỜI LẬP BIỂU", None, "GIÁM ĐỐC"],
]
MERGED = ("C4:D4", "A4:A5", "B4:B5", "E4:E5", "F4:F5", "A11:B11")


def test_the_departments_table_with_titles_merged_heads_and_shortened_sums() -> None:
    sheet = only(book(DEPARTMENT, MERGED))
    assert sheet.title == "KẾT QUẢ HỖ TRỢ NGƯỜI DÂN GẶP KHÓ KHĂN"
    assert [one.key for one in sheet.columns] == [
        "approved_people", "paid_people", "rate_people", "paid_dong",
    ]  # fmt: skip
    assert [row.group for row in sheet.rows] == ["NCC", "BTXH", "HN", "HCN", None]
    assert sheet.rows[-1].sum_of == tuple(row.key for row in sheet.rows[:-1])
    assert sheet.spans["Tổng cộng", "paid_dong"] == (186_350_000_000, 186_449_999_999)
    assert sheet.remarks == ()
    assert faults(sheet, RATES) == []


@pytest.mark.parametrize(
    ("row", "column", "value", "cells"),
    [
        (10, 3, 159_427, {"Sheet!D11", "Sheet!E11"} - {"Sheet!E11"}),
        (10, 4, "trên 91,84%", {"Sheet!E11"}),
        (10, 4, "91,83%", {"Sheet!E11"}),
        (10, 5, "186,5 tỷ", {"Sheet!F11"}),
        (10, 5, "hơn 187 tỷ", {"Sheet!F11"}),
        (6, 4, "97,5", {"Sheet!E7"}),
        (8, 5, "15.671,30", {"Sheet!F9"}),
        (9, 5, 37_053.75, {"Sheet!F10"}),
        (7, 3, 52_052, {"Sheet!E8", "Sheet!D11", "Sheet!F8"} - {"Sheet!F8"}),
    ],
)
def test_a_slip_in_a_workbook_is_told_by_its_cell(
    row: int, column: int, value: Any, cells: set[str]
) -> None:
    rows: list[list[Any]] = [list(one) for one in DEPARTMENT]
    rows[row][column] = value
    found = faults(only(book(rows, MERGED)), RATES)
    assert {one.cell for one in found} == cells


def test_districts_with_their_communes_by_roman_numbers() -> None:
    rows: list[list[Any]] = [
        ["TT", "Địa bàn", "Số người", "Số tiền (đồng)"],
        ["I", "Huyện Vũ Quang", 5, 7_500_000],
        [1, "Xã Đức Lĩnh", 2, 3_000_000],
        [2, "Xã Đức Hương", 3, 4_500_000],
        ["II", "Huyện Thạch Hà", 4, 6_000_000],
        [1, "Xã Thạch Đài", 4, 6_000_000],
        [None, "Tổng số", 9, 13_500_000],
    ]
    sheet = only(book(rows))
    by_key = {row.key: row for row in sheet.rows}
    assert by_key["Huyện Vũ Quang"].sum_of == ("Xã Đức Lĩnh", "Xã Đức Hương")
    assert by_key["Tổng số"].sum_of == ("Huyện Vũ Quang", "Huyện Thạch Hà")
    assert [row.level for row in sheet.rows] == [1, 0, 0, 1, 0, 2]
    assert faults(sheet, RATES) == []
    rows[1][2] = 6
    assert {one.cell for one in faults(only(book(rows)), RATES)} == {"Sheet!C2", "Sheet!C7"}


@pytest.mark.parametrize("bold", [(2, 5), ()])
def test_subtotals_in_bold_or_by_the_names_of_places(bold: tuple[int, ...]) -> None:
    rows: list[list[Any]] = [
        ["Địa phương", "Được duyệt (người)", "Đã chi (người)"],
        ["Huyện Vũ Quang", 5, 4],
        ["Xã Đức Lĩnh", 2, 2],
        ["Xã Đức Hương", 3, 2],
        ["Huyện Thạch Hà", 4, 4],
        ["Xã Thạch Đài", 4, 4],
        ["Toàn tỉnh", 9, 8],
    ]
    sheet = only(book(rows, bold=bold))
    assert sheet.rows[0].sum_of == ("Xã Đức Lĩnh", "Xã Đức Hương")
    assert faults(sheet) == []
    rows[2][2] = 1
    assert [one.cell for one in faults(only(book(rows, bold=bold)))] == ["Sheet!C2"]


@pytest.mark.parametrize(
    ("whole", "paid", "rates"),
    [
        ((2, 4), (1, 3), (0.5, 0.75, 4 / 6)),
        ((2, 4), (1, 3), (50, 75, 66.67)),
        ((400, 400), (2, 5), (0.5, 1.25, 0.88)),
    ],
)
def test_rates_as_shares_or_as_small_percentages(
    whole: tuple[int, int], paid: tuple[int, int], rates: tuple[float, ...]
) -> None:
    rows: list[list[Any]] = [
        ["Huyện", "Được duyệt (người)", "Đã chi (người)", "Tỷ lệ (%)"],
        ["A", whole[0], paid[0], rates[0]],
        ["B", whole[1], paid[1], rates[1]],
        ["Cộng", sum(whole), sum(paid), rates[2]],
    ]
    assert faults(only(book(rows))) == []
    rows[1][3] = rates[0] * 0.8
    assert [one.cell for one in faults(only(book(rows)))] == ["Sheet!D2"]


def test_a_letterhead_right_above_the_head_is_none() -> None:
    rows: list[list[Any]] = [
        ["SỞ LAO ĐỘNG - TB VÀ XÃ HỘI", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", None],
        ["Đơn vị tính: triệu đồng", None, None, "Phụ lục 1"],
    ]
    rows += [list(one) for one in (
        ["Nhóm", "Số người được duyệt", "Số người đã chi", "Kinh phí đã chi"],
        ["Hộ nghèo", 5, 4, 3], ["Người có công", 3, 2, 3], ["Cộng", 8, 6, 6],
    )]  # fmt: skip
    sheet = only(book(rows, ("A1:B1", "C1:D1")))
    assert [one.title for one in sheet.columns] == rows[2][1:]
    assert faults(sheet, RATES) == []
    assert checked(sheet, RATES) == {"sums": 3, "rates": 0, "money": 3}


def test_bold_sums_below_their_parts() -> None:
    rows: list[list[Any]] = [
        ["Địa phương", "Số người"],
        ["Đức Lĩnh", 2], ["Đức Hương", 3], ["Vũ Quang", 5],
        ["Thạch Đài", 4], ["Thạch Hà", 4], ["Toàn tỉnh", 9],
    ]  # fmt: skip
    sheet = only(book(rows, bold=(4, 6)))
    assert {row.key: row.sum_of for row in sheet.rows if row.sum_of} == {
        "Vũ Quang": ("Đức Lĩnh", "Đức Hương"), "Thạch Hà": ("Thạch Đài",),
        "Toàn tỉnh": ("Vũ Quang", "Thạch Hà"),
    }  # fmt: skip
    assert faults(sheet) == []


def test_money_without_a_stage_belongs_to_the_only_people() -> None:
    rows: list[list[Any]] = [
        ["Nhóm", "Số người đã nhận", "Số tiền (nghìn đồng)"],
        ["Hộ nghèo", 4, 3_001],
    ]
    (fault,) = faults(only(book(rows)), RATES)
    assert (fault.cell, fault.fits) == ("Sheet!C2", (3_000_000,))
    rows = [["Nhóm", "Được duyệt (người)", "Đã chi (người)", "Số tiền"], ["Hộ nghèo", 4, 4, 1]]
    sheet = only(book(rows))
    assert faults(sheet, RATES) == []
    assert [one.cell for one in sheet.remarks] == ["Sheet!D1"]


@pytest.mark.parametrize(
    "names",
    [
        (("I. Vũ Quang", None), ("1. Đức Lĩnh", None), ("2. Đức Hương", None), ("Cộng", None)),
        (("Vũ Quang", None), (None, "Đức Lĩnh"), (None, "Đức Hương"), ("Cộng", None)),
        (("1 Vũ Quang", None), ("- Đức Lĩnh", None), ("- Đức Hương", None), ("Tổng", None)),
    ],
)
def test_numbers_in_names_and_names_in_two_columns(
    names: tuple[tuple[str | None, ...], ...],
) -> None:
    figures = (5, 2, 3, 5)
    rows = [
        ["Huyện", "Xã", "Số người"],
        *([*one, n] for one, n in zip(names, figures, strict=True)),
    ]
    sheet = only(book(rows))
    assert [len(row.sum_of) for row in sheet.rows] == [2, 0, 0, 1]
    assert faults(sheet) == []


def test_the_total_above_and_sections_closed_by_their_sums() -> None:
    rows: list[list[Any]] = [
        ["Nội dung", "Số người"],
        ["TỔNG SỐ", 15],
        ["A", 1],
        ["B", 2],
        ["Cộng huyện Một", 3],
        ["C", 12],
        ["Cộng huyện Hai", 12],
    ]
    sheet = only(book(rows))
    assert {row.key: row.sum_of for row in sheet.rows if row.sum_of} == {
        "TỔNG SỐ": ("A", "B", "C"), "Cộng huyện Một": ("A", "B"), "Cộng huyện Hai": ("C",),
    }  # fmt: skip
    assert faults(sheet) == []


def test_groups_side_by_side_add_up_across() -> None:
    rows: list[list[Any]] = [
        ["Huyện", "Người có công", None, "Hộ nghèo", None, "Tổng cộng", None],
        [None, "Số người", "Kinh phí (đồng)"] + ["Số người", "Kinh phí (đồng)"] * 2,
        ["Vũ Quang", 2, 3_000_000, 4, 3_000_000, 6, 6_000_000],
        ["Thạch Hà", 1, 1_500_000, 2, 1_500_000, 3, 3_000_000],
        ["Cộng", 3, 4_500_000, 6, 4_500_000, 9, 9_000_000],
    ]
    merges = ("A1:A2", "B1:C1", "D1:E1", "F1:G1")
    sheet = only(book(rows, merges))
    keys = {one.key: one for one in sheet.columns}
    assert keys["people"].sum_of == ("people_ncc", "people_hn")
    assert keys["dong_hn"].units == "people_hn"
    assert faults(sheet, RATES) == []
    rows[2][3], rows[2][5], rows[4][3], rows[4][5] = 2, 4, 4, 7
    assert {one.cell for one in faults(only(book(rows, merges)), RATES)} == {"Sheet!E3", "Sheet!E5"}


def test_months_of_each_person_make_money_exact() -> None:
    rows: list[list[Any]] = [
        ["Nhóm", "Số người", "Số tháng", "Mức hỗ trợ", "Số tiền"],
        ["Hộ nghèo", 4, 3, 250_000, 3_000_000],
        ["Người có công", 2, 1, 500_000, 1_500_000],
        ["Cộng", 6, None, None, 4_500_000],
    ]
    (fault,) = faults(only(book(rows)), RATES)
    assert (fault.cell, fault.fits) == ("Sheet!E3", (1_000_000,))


def test_what_is_not_understood_is_told_by_its_cell() -> None:
    rows: list[list[Any]] = [
        ["Nhóm", "Số người", "Xếp loại", "Số tiền"],
        ["Hộ nghèo", "đang rà soát", 7, 3_000_000],
        ["Người có công", None, 8, 1_500_000.5],
    ]
    rows += [["Hộ cận nghèo", 4, 9, 3_000_000]]
    told = {one.cell: one.why_vi for one in only(book(rows)).remarks}
    assert set(told) == {"Sheet!B2", "Sheet!B3", "Sheet!C1", "Sheet!D3"}
    assert "đang rà soát" in told["Sheet!B2"]


def test_several_tables_and_sheets_and_a_sheet_without_any() -> None:
    made = openpyxl.Workbook()
    made.active.append(["chỉ có chữ"])
    page = made.create_sheet("Biểu 2")
    for row in (
        ["Bảng một"], ["Nhóm", "Số người"], ["A", 1], ["B", 2], ["Cộng", 4],
        [], ["Bảng hai"], ["Huyện", "Số tiền (đồng)"], ["X", 1000], ["Cộng", 1000],
    ):  # fmt: skip
        page.append(row)
    first, second, third = read_outside(saved(made), "a.xlsx")
    assert first.remarks[0].cell == "Sheet"
    assert [second.title, third.title] == ["Bảng một", "Bảng hai"]
    assert [one.cell for one in faults(second)] == ["Biểu 2!B5"]
    assert faults(third) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [";", "\t"])
def test_csv_in_every_dress(encoding: str, separator: str) -> None:
    lines = [
        ["Nhom doi tuong", "Duoc duyet (nguoi)", "Da chi (nguoi)", "Ty le", "So tien da chi"],
        ["Ho ngheo", "24.125", "20.985", "86,61 %", "15.671.250.000"],
        ["Nguoi co cong", "38.038", "37.125", "97,6%", "55.687.500.000"],
        ["Tong cong", "62.163", "58.020", "93,34%", "71.358.750.000"],
    ]
    content = "\r\n".join(separator.join(line) for line in lines).encode(encoding)
    sheet = only(content, "bieu.csv")
    assert {one.cell for one in faults(sheet, RATES)} == {"bieu!C4", "bieu!D2"}
    (repair,) = repairs(sheet, RATES)
    assert (repair.cell, repair.value) == ("bieu!C2", 20_895)


def as_printed(sheet: Sheet) -> bytes:
    """A table of ours as an office types it: points, commas, percent signs."""
    lines = [[column.title for column in sheet.columns]]
    for row in sheet.rows:
        cells = [row.cells[column.key] for column in sheet.columns]
        lines.append([_printed(cell) for cell in cells])
    return "\n".join(";".join(line) for line in lines).encode()


def _printed(cell: Value) -> str:
    if isinstance(cell, int):
        return f"{cell:,}".replace(",", ".")
    return f"{cell} %".replace(".", ",") if str(cell)[0].isdigit() else str(cell)


def test_every_mistyped_digit_of_a_printed_table_is_found() -> None:
    """As the table itself tells: nothing is lost by reading it from a file."""
    sheet = reference()
    assert faults(only(as_printed(sheet), "a.csv"), RATES) == []
    every_third = list(slips(sheet))[::3]
    for row, column, value in every_third:
        slip = changed(sheet, (row, column), value)
        told = [(one.column, one.fits) for one in faults(slip, RATES)]
        found = faults(only(as_printed(slip), "a.csv"), RATES)
        assert [(one.column, one.fits) for one in found] == told != []
    assert len(every_third) == 381


def test_csv_with_commas_and_quotes() -> None:
    content = b'group,approved_people,paid_people,rate_people\nHN,8,1,"12,5%"\ntotal,8,2,"12,5%"\n'
    assert {one.cell for one in faults(only(content, "a.csv"))} == {"a!C3", "a!D3"}


def test_json_of_our_own_door_is_checked_both_ways() -> None:
    def row(group: str, district: str, approved: int, paid: int) -> dict[str, Any]:
        return {"group": group, "district": district, "approved_people": approved,
                "paid_people": paid, "rate_people": f"{100 * paid / approved:.2f}"}  # fmt: skip

    rows = [
        row("HN", "436", 10, 5), row("NCC", "436", 20, 10), row("total", "436", 30, 15),
        row("HN", "437", 8, 4), row("NCC", "437", 2, 1), row("total", "437", 10, 5),
        row("HN", "total", 18, 9), row("NCC", "total", 22, 11), row("total", "total", 40, 20),
    ]  # fmt: skip
    assert faults(only(json.dumps({"rows": rows}).encode(), "a.json"), RATES) == []
    rows[6]["paid_people"] = 10
    found = faults(only(json.dumps(rows).encode(), "a.json"), RATES)
    assert {one.cell for one in found} == {"[6].paid_people", "[6].rate_people"}


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def tampered(part: str, old: bytes, new: bytes) -> bytes:
    """An honest workbook with something changed in one part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(DEPARTMENT))) as source, zipfile.ZipFile(out, "w") as copy:
        for name in source.namelist():
            content = source.read(name)
            copy.writestr(name, content.replace(old, new, 1) if name == part else content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def far(reference: str) -> bytes:
    return tampered(SHEET, b"<sheetData>", f'<sheetData><row r="1"><c r="{reference}"><v>1</v>'
                    "</c></row>".encode())  # fmt: skip


DECLARED = b'<!DOCTYPE a [<!ENTITY x "y">]><worksheet'
HOSTILE: dict[str, tuple[str, bytes]] = {
    "empty": ("a.xlsx", b""),
    "words": ("a.xlsx", b"STT,Ho ten"),
    "old xls": ("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 100),
    "another zip": ("a.xlsx", zipped({"a.txt": "a"})),
    "bomb": ("a.xlsx", zipped({"xl/workbook.xml": "<a/>", SHEET: b" " * 40_000_000})),
    "cut": ("a.xlsx", book(DEPARTMENT)[:-40]),
    "macro": ("a.xlsx", zipped({"xl/workbook.xml": "<a/>", "xl/vbaProject.bin": "x"})),
    "entity": ("a.xlsx", tampered(SHEET, b"<worksheet", DECLARED)),
    "far column": ("a.xlsx", far("XFD1")),
    "far row": ("a.xlsx", far("A1048576")),
    "wide": ("a.xlsx", far("GR19999")),
    "formula": ("a.xlsx", book([["Nhóm", "Số người"], ["A", 1], ["Cộng", "=SUM(B2:B2)"]])),
    "strange place": ("a.xlsx", far("$A$1")),
    "million rows": (
        "a.xlsx",
        tampered(SHEET, b"<sheetData>", b"<sheetData>" + b"<row/>" * 25_000),
    ),
    "utf-16 part": ("a.xlsx", tampered(SHEET, b"<worksheet", "<worksheet".encode("utf-16"))),
    "latin csv": ("a.csv", "Số người;Đã chi\n".encode("cp1258", "replace") + b"\xe9;\xff\n"),
    "NUL csv": ("a.csv", b"a;b\n\0;1\n"),
    "long csv": ("a.csv", b"a;b\n" * 30_000),
    "broken json": ("a.json", b'{"rows": ['),
    "json words": ("a.json", b'["a", "b"]'),
    "json twins": ("a.json", b'[{"a": 1, "a": 2}]'),
    "json of a false export": ("a.json", b'{"sheets": [{"key": 1}]}'),
    "large": ("a.csv", b"a;b\n" * 3_000_000),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_vietnamese(name: str) -> None:
    file, content = HOSTILE[name]
    with pytest.raises(NotATable) as told:
        read_outside(content, file, WORDS)
    assert told.value.sentence("vi").startswith("Không đọc được bảng từ tệp này: ")


def test_the_refusal_of_a_formula_names_the_cell_and_a_saved_value_passes() -> None:
    with pytest.raises(NotATable, match="B3"):
        read_outside(HOSTILE["formula"][1], "a.xlsx")
    saved_value = tampered(SHEET, b"<v>38038</v>", b"<f>30000+8038</f><v>38038</v>")
    assert faults(only(saved_value), RATES) == faults(only(book(DEPARTMENT)), RATES)


CELLS = ["Nhóm", "Số người", "Tỷ lệ", "Cộng", "I", "1", "-", "x", 1, 2.5, None, "97,6%"]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.sampled_from(CELLS), max_size=5), max_size=8))
def test_no_grid_breaks_the_reader(rows: list[list[Any]]) -> None:
    text = "\n".join(";".join("" if one is None else str(one) for one in row) for row in rows)
    if text.strip():
        for sheet in read_outside(text.encode(), "a.csv", WORDS):
            faults(sheet, {**RATES, "VAY": Rate(1, 1, fixed=False)})
