"""Lists as offices really keep them are read alike from workbooks, CSV and JSON."""

import json
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.intake import refusals as no
from app.intake.forms import FORMS
from app.intake.json_rows import list_adapter
from app.intake.layout import first_data_row, write_csv
from app.intake.refusals import Limits
from app.intake.sources import CSV, JSON, XLSX, Raw, Source, open_source
from tests.intake import zoo

LIMITS = Limits()
Sheet = list[list[Any]]


def opened(
    data: bytes, form_code: str = "08", media_type: str = XLSX, limits: Limits = LIMITS
) -> Source:
    return open_source(FORMS[form_code], data, media_type, limits)


def read(
    data: bytes, form_code: str = "08", media_type: str = XLSX, limits: Limits = LIMITS
) -> list[tuple[int, Raw]]:
    return list(opened(data, form_code, media_type, limits).rows())


def book(rows: Sheet) -> bytes:
    return zoo.packed(zoo.parts(zoo.sheet(rows)))


def named(form_code: str, cells: Raw) -> dict[str, Any]:
    """The cells of a row by field, blanks left out."""
    fields = FORMS[form_code].fields
    return {f: c for f, c in zip(fields, cells, strict=True) if c not in (None, "")}


def only(form_code: str, rows: Sheet) -> dict[str, Any]:
    """The one row of a sheet, by field."""
    ((_, cells),) = read(book(rows), form_code)
    return named(form_code, cells)


def as_csv(form_code: str, rows: Sheet, head: dict[str, Any] | None = None) -> bytes:
    out = BytesIO()
    write_csv(FORMS[form_code], rows, out, head)
    return out.getvalue()


# --- what our own papers say comes back


@pytest.mark.parametrize("form_code", FORMS)
def test_a_written_form_is_read_back(form_code: str) -> None:
    rows = [zoo.cells(form_code, stt=i) for i in range(1, 31)]
    source = opened(zoo.form_file(form_code, rows), form_code)
    found = list(source.rows())
    assert [number for number, _ in found] == [
        first_data_row(FORMS[form_code]) + i for i in range(1, 31)
    ]
    assert [named(form_code, cells) for _, cells in found] == [
        named(form_code, tuple(row)) for row in rows
    ]
    assert source.head == zoo.facts(form_code)
    assert source.sheet == f"Mau {form_code}"
    assert source.headers[: len(FORMS[form_code].columns)] == tuple(zoo.headers(form_code))
    assert source.skipped == 4, "column numbers, total, place and day, signatures"


@pytest.mark.parametrize("form_code", FORMS)
def test_a_csv_says_the_same_as_a_workbook(form_code: str) -> None:
    rows = [zoo.cells(form_code, stt=i) for i in range(1, 4)]
    data = as_csv(form_code, rows, zoo.facts(form_code))
    source = opened(data, form_code, CSV)
    assert [named(form_code, cells) for _, cells in source.rows()] == [
        {field: str(cell) for field, cell in named(form_code, tuple(row)).items()} for row in rows
    ]
    assert source.head == zoo.facts(form_code)


@pytest.mark.parametrize("form_code", FORMS)
def test_json_says_the_same_as_a_workbook(form_code: str) -> None:
    form = FORMS[form_code]
    row = dict(zip(form.fields, zoo.cells(form_code), strict=True))
    sent = {"head": zoo.facts(form_code), "rows": [row, row | {"row_number": 9}]}
    if not form.head:
        del sent["head"]
    source = opened(json.dumps(sent).encode(), form_code, JSON)
    assert list(source.rows()) == [(1, tuple(row.values())), (9, tuple(row.values()))]
    assert source.head == zoo.facts(form_code)
    assert list_adapter(form_code).json_schema()["properties"]["rows"]


BAD_JSON: dict[str, Any] = {
    "an unknown field": {"colour": "red"},
    "a number as a name": {"full_name": 5},
    "money as text": {"amount_dong": "750000"},
    "money with a fraction": {"amount_dong": 750000.5},
    "a flag as money": {"amount_dong": True},
    "a row before the first": {"row_number": 0},
    "too long a text": {"note": "a" * 2001},
}


@pytest.mark.parametrize("name", BAD_JSON)
def test_json_is_checked_strictly(name: str) -> None:
    row = dict(zip(FORMS["08"].fields, zoo.cells("08"), strict=True))
    with pytest.raises(ValidationError) as caught:
        read(json.dumps({"rows": [row | BAD_JSON[name]]}).encode(), "08", JSON)
    assert caught.value.errors()[0]["loc"][:3] == ("rows", 0, *BAD_JSON[name])


@pytest.mark.parametrize("sent", [{}, {"rows": []}, {"rows": [{}]}, {"rows": [], "more": 1}, []])
def test_json_that_is_no_list(sent: Any) -> None:
    with pytest.raises(ValidationError):
        read(json.dumps(sent).encode(), "08", JSON)


# --- any text comes back, and none becomes a formula

TEXTS = st.text(
    st.one_of(
        st.sampled_from("=+-@\t\r\n'\";,_x0041&<> Đ"),
        st.characters(exclude_categories=("Cs", "Cc", "Cn")),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_any_text_comes_back_from_a_workbook(texts: list[str]) -> None:
    rows = [zoo.cells("08", note=text) for text in texts]
    data = zoo.form_file("08", rows)
    assert [cells[-1] for _, cells in read(data)] == texts
    xml = zoo.parts_of(data)["xl/worksheets/sheet1.xml"]
    assert b"<f" not in xml.replace(b"<font", b"")


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_any_text_comes_back_from_csv(texts: list[str]) -> None:
    rows = [zoo.cells("08", note=text) for text in texts]
    data = as_csv("08", rows)
    assert [cells[-1] for _, cells in read(data, "08", CSV)] == texts


# --- tables as offices draw them


def test_a_missing_column_is_named() -> None:
    headers, row = zoo.headers("08"), zoo.cells("08")
    del headers[4], row[4]
    with pytest.raises(no.ColumnMissing, match="CMND/CCCD"):
        read(book([headers, row]))


def test_a_missing_optional_column_is_a_blank() -> None:
    headers, row = zoo.headers("08"), zoo.cells("08")
    del headers[5], row[5]
    assert "hamlet" not in only("08", [headers, row])


def test_a_column_twice_is_refused() -> None:
    headers, row = [*zoo.headers("08"), "Họ tên"], [*zoo.cells("08"), "Ai Đó"]
    with pytest.raises(no.ColumnTwice):
        read(book([headers, row]))


def test_columns_may_be_reordered_and_strangers_stand_between() -> None:
    headers, row = [*zoo.headers("08"), "Dân tộc"], [*zoo.cells("08"), "Kinh"]
    ((number, cells),) = read(book([["UBND XÃ"], [], headers[::-1], row[::-1]]))
    assert number == 4
    assert named("08", cells) == named("08", tuple(zoo.cells("08")))


def test_furniture_is_skipped_and_people_are_not() -> None:
    numbers: list[Any] = [f"({n})" for n in range(1, 14)]
    faulty = zoo.cells("08", full_name="Tống Thị Công", birth=None, id_number="042175000124")
    rows: Sheet = [
        ["ỦY BAN NHÂN DÂN XÃ"],
        list(zoo.headers("08")),
        numbers,
        ["I. Thôn Đông"],
        zoo.cells("08"),
        [2.0],
        [],
        faulty,
        [None, "Cộng thôn Đông", None, None, None, None, None, None, None, None, 3, 1500000],
        zoo.cells("08", full_name="Lê Thị Ba", id_number="042175000125"),
        [None, "TỔNG CỘNG: 3 người"],
        ["(Bằng chữ: hai triệu đồng)"],
        [None, "Thạch Hải, ngày 28 tháng 4 năm 2020"],
        [None, "NGƯỜI LẬP BIỂU", None, None, None, None, "TM. ỦY BAN NHÂN DÂN"],
        [None, "Trần Văn Lập", None, None, None, None, "Lê Văn Chủ"],
    ]
    assert [number for number, _ in read(book(rows))] == [5, 8, 10]


def test_the_summary_of_hamlets_has_furniture_too() -> None:
    rows: Sheet = [
        ["Mẫu số 10"],
        zoo.headers("10"),
        zoo.cells("10"),
        [2, "Thôn Đoài", 1, 2, 1_500_000, None, None, None, None],
        [None, "Tổng cộng", 13, 33, 24_750_000, 20, 64, 48_000_000, None],
        [None, "NGƯỜI LẬP BIỂU", None, None, None, "CHỦ TỊCH"],
    ]
    assert [number for number, _ in read(book(rows), "10")] == [3, 4]


def test_the_first_sheet_with_the_header_is_taken() -> None:
    made = openpyxl.Workbook()
    made.active.append(["Hướng dẫn", "điền", "vào", "trang sau"])
    listed = made.create_sheet("Danh sách")
    listed.append(zoo.headers("08"))
    listed.append(zoo.cells("08", birth=date(1975, 3, 12)))
    out = BytesIO()
    made.save(out)
    source = opened(out.getvalue())
    ((_, cells),) = source.rows()
    assert source.sheet == "Danh sách"
    assert named("08", cells)["birth"] == date(1975, 3, 12)


def split_birth(top: str, men: str = "Nam", women: str = "Nữ") -> Sheet:
    """A header of form 07 whose birth column is split, as merged cells leave it."""
    return [
        ["TT", "Họ và tên", top, None, "Số CMND", "Đối tượng", "Số tháng", "Số tiền"],
        [None, None, men, women, None, None, None, None],
    ]


def split_row(men: Any, women: Any) -> list[Any]:
    return [1, "Lê Thị Ba", men, women, "183000001", "Người cao tuổi", 3, 1_500_000]


@pytest.mark.parametrize("top", ["Ngày, tháng, năm sinh", "Năm sinh"])
def test_a_birth_column_split_by_sex_tells_the_sex(top: str) -> None:
    numbers = [f"({n})" for n in range(1, 9)]
    women = [*split_birth(top), numbers, split_row(None, "1942")]
    found = only("07", women)
    assert (found["birth"], found["sex"], found["full_name"]) == ("1942", "Nữ", "Lê Thị Ba")
    assert only("07", [*split_birth(top), split_row(1940, None)])["sex"] == "Nam"
    turned = only("07", [*split_birth(top, "Nữ", "Nam"), split_row("1942", None)])
    assert (turned["birth"], turned["sex"]) == ("1942", "Nữ")


def test_two_births_are_shown_as_they_are() -> None:
    found = only("07", [*split_birth("Năm sinh"), split_row("1940", "1942")])
    assert found["birth"] == "1940 | 1942"
    assert "sex" not in found


def test_a_sex_column_split_by_sex_is_ticked() -> None:
    rows: Sheet = [
        ["Họ và tên", "Năm sinh", "Giới tính", None, "CMND", "Đối tượng", "Số tháng", "Số tiền"],
        [None, None, "Nam", "Nữ", None, None, None, None],
        ["Lê Thị Ba", "1942", None, "x", "183000001", "Người cao tuổi", 3, 1_500_000],
    ]
    assert only("07", rows)["sex"] == "Nữ"


def test_merged_groups_are_read_with_what_stands_under_them() -> None:
    rows: Sheet = [
        ["TT", "Thôn", "Hộ nghèo", None, None, "Hộ cận nghèo", None, None],
        [None, None, "Số hộ", "Số khẩu", "Kinh phí", "Số hộ", "Số khẩu", "Kinh phí"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
        [1, "Thôn Đông", 12, 31, 23_250_000, 20, 64, 48_000_000],
    ]
    found = only("10", rows)
    assert (found["poor_members"], found["near_poor_members"]) == (31, 64)
    assert (found["hamlet"], found["near_poor_dong"]) == ("Thôn Đông", 48_000_000)


def test_words_of_the_second_row_alone_are_enough() -> None:
    known = [c.header for c in FORMS["01"].columns if c.required]
    top = [*known[:5], "Thời gian nghỉ việc", None, "Tài khoản", None, None]
    below = [*[None] * 5, "Từ ngày", "Đến ngày", "Tên tài khoản", "Số tài khoản", "Ngân hàng"]
    row = [
        "An",
        "Tổ 1",
        "HĐ",
        "01/06/2018",
        "4216001234",
        "01/04/2020",
        "30/06/2020",
        "AN",
        "1",
        "B",
    ]
    found = only("01", [top, below, row])
    assert (found["suspended_from"], found["suspended_to"]) == ("01/04/2020", "30/06/2020")
    assert (found["account_name"], found["account_number"], found["bank"]) == ("AN", "1", "B")


def test_a_first_row_without_a_name_is_no_second_header() -> None:
    nameless: list[Any] = ["1", None, "1942", "Nữ", "Thôn", "Xóm", None, None]
    headers = [
        "TT",
        "Họ và tên",
        "Năm sinh",
        "Giới tính",
        "CMND",
        "Đối tượng",
        "Số tháng",
        "Số tiền",
    ]
    full = [2, "Lê Thị Ba", "1942", "Nữ", "183000001", "Người cao tuổi", 3, 1_500_000]
    assert [number for number, _ in read(book([headers, nameless, full]), "07")] == [2, 3]


# --- facts above the table

HEADS: dict[str, Sheet] = {
    "in one cell": [["Tên doanh nghiệp: Công ty May; Mã số thuế: 3000123455"]],
    "side by side": [["Tên doanh nghiệp:", None, "Công ty May"], ["MST", "3000123455"]],
    "among others": [
        ["Số: 12/CV", None, "Tên đơn vị: Công ty May"],
        ["Mã số doanh nghiệp: 3000123455", "Ngày cấp: 1/1/2010"],
    ],
    "a label without a value": [["Tên doanh nghiệp:", "Công ty May", "Điện thoại:", None],
                                ["Mã số thuế:", "3000123455"]],
}  # fmt: skip


@pytest.mark.parametrize("name", HEADS)
def test_facts_are_found_above_the_table(name: str) -> None:
    rows = [*HEADS[name], zoo.headers("12"), zoo.cells("12")]
    found = opened(book(rows), "12").head
    assert {field: found[field] for field in ("employer_name", "tax_code")} == {
        "employer_name": "Công ty May",
        "tax_code": "3000123455",
    }
    assert set(found) <= {"employer_name", "tax_code"}


def test_a_value_may_hold_a_colon() -> None:
    rows = [["Địa chỉ: số 5: đường Trần Phú"], zoo.headers("12"), zoo.cells("12")]
    assert opened(book(rows), "12").head == {"address": "số 5: đường Trần Phú"}


# --- the wrong form is told

WRONG = {
    "poor as near-poor, by title": ("09", zoo.form_file("08", zoo.people("08", 1))),
    "merit of the province as of the district": ("05", zoo.form_file("06", zoo.people("06", 1))),
    "deaths as moves": ("chuyen-di", zoo.form_file("bao-tu", [zoo.cells("bao-tu")])),
    "protection as poor, by columns": ("08", zoo.plain_file("07")),
    "idle workers as suspended, by columns": ("01", zoo.plain_file("12")),
}


@pytest.mark.parametrize("name", WRONG)
def test_the_wrong_form_is_told(name: str) -> None:
    form_code, data = WRONG[name]
    with pytest.raises(no.WrongForm) as caught:
        read(data, form_code)
    assert type(caught.value) is no.WrongForm
