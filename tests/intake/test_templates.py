"""Every template is a paper to print, offers and checks what it can, and is accepted filled in."""

import re
from functools import cache
from io import BytesIO
from typing import Any

import httpx
import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from app import admin_units
from app.core.db import NOBODY, transaction
from app.intake.forms import FORMS, NUMBER_KINDS
from app.intake.layout import first_data_row, header_row
from app.intake.refusals import Limits, NoRows
from app.intake.sources import XLSX, Source, open_source
from app.intake.template import EMPTY_ROWS, GUIDE_SHEET, LISTS_SHEET, write_template
from tests.builders import COMMUNE, DISTRICT, PROVINCE, Town
from tests.intake import zoo
from tests.town import logged, morning, town

__all__ = ["logged", "morning", "town"]

COMMUNES = ["Xã Thạch Hải", "Xã Thạch Khê", "Thị trấn Thạch Hà"]
LIMITS = Limits()


def template(form_code: str, **changes: Any) -> bytes:
    """The empty template of a form."""
    out = BytesIO()
    said: dict[str, Any] = {
        "unit_name": "UBND xã Thạch Hải",
        "parent_name": "UBND huyện Thạch Hà",
        "communes": COMMUNES,
        "day": zoo.DAY,
    }
    write_template(FORMS[form_code], out=out, **said | changes)
    return out.getvalue()


def book_of(data: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(data))


@cache
def plain_book(form_code: str) -> Any:
    """The plain template as openpyxl reads it: to look at, not to write in."""
    return book_of(template(form_code))


def filled(form_code: str, rows: list[list[Any]]) -> bytes:
    """The template as an office fills it in with its own spreadsheet program."""
    form, book = FORMS[form_code], book_of(template(form_code))
    sheet = book.worksheets[0]
    for number, cells in enumerate(rows, first_data_row(form) + 1):
        for place, cell in enumerate(cells, 1):
            assert not sheet.cell(number, place).protection.locked
            sheet.cell(number, place).value = cell
    for row, value in enumerate(
        zoo.facts(form_code).values(), header_row(form) + 1 - len(form.head)
    ):
        assert not sheet.cell(row, 3).protection.locked
        sheet.cell(row, 3).value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def opened(form_code: str, data: bytes) -> Source:
    return open_source(FORMS[form_code], data, XLSX, LIMITS)


@pytest.mark.parametrize("form_code", FORMS)
def test_a_filled_template_is_read_back(form_code: str) -> None:
    form, rows = FORMS[form_code], [zoo.cells(form_code, stt=i) for i in (1, 2, 3)]
    source = opened(form_code, filled(form_code, rows))
    found = list(source.rows())
    assert [number for number, _ in found] == [first_data_row(form) + 1 + i for i in range(3)]
    wanted = [[cell if cell is not None else "" for cell in row] for row in rows]
    assert [["" if c is None else c for c in cells] for _, cells in found] == wanted
    assert source.head == zoo.facts(form_code)


@pytest.mark.parametrize("form_code", FORMS)
def test_an_empty_template_holds_no_person(form_code: str) -> None:
    source = opened(form_code, template(form_code))
    with pytest.raises(NoRows):
        list(source.rows())


@pytest.mark.parametrize("form_code", FORMS)
def test_a_template_is_a_paper_ready_to_print(form_code: str) -> None:
    form, sheet = FORMS[form_code], plain_book(form_code).worksheets[0]
    header = header_row(form) + 1
    assert sheet.page_setup.orientation == "landscape"
    assert int(sheet.page_setup.paperSize) == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth in (None, 1), "one page wide is also what is left unsaid"
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == f"${header}:${header + 1}"
    assert sheet.freeze_panes == f"C{header + 2}"
    assert sheet.oddFooter.center.text == "Trang &P/&N"
    assert sheet.print_area
    last = sheet.cell(header + 1 + EMPTY_ROWS, 1)
    assert last.border.left.style == "thin"
    assert sheet.cell(header + 2 + EMPTY_ROWS, 1).border.left.style is None


@pytest.mark.parametrize("form_code", FORMS)
def test_the_header_is_locked_and_the_version_hidden(form_code: str) -> None:
    form, sheet = FORMS[form_code], plain_book(form_code).worksheets[0]
    assert sheet.protection.sheet
    assert not sheet.protection.insertRows, "rows may be added"
    cells = [sheet.cell(header_row(form) + 1, place + 1) for place in range(len(form.columns))]
    assert [cell.value for cell in cells] == [column.header for column in form.columns]
    assert all(cell.protection.locked for cell in cells)
    mark = sheet.cell(1, len(form.columns) + 1)
    assert mark.value == form.version_mark
    assert sheet.column_dimensions[mark.column_letter].hidden


@pytest.mark.parametrize("form_code", FORMS)
def test_cells_that_excel_would_damage_are_text(form_code: str) -> None:
    form, sheet = FORMS[form_code], plain_book(form_code).worksheets[0]
    for place, column in enumerate(form.columns, 1):
        shown = sheet.cell(first_data_row(form) + 1, place).number_format
        assert (shown == "@") is (column.kind not in NUMBER_KINDS), column.field


def checks(sheet: Worksheet) -> list[DataValidation]:
    return list(sheet.data_validations.dataValidation)


def check_of(sheet: Worksheet, form_code: str, field: str) -> DataValidation:
    """The check of the first cell of a column."""
    form = FORMS[form_code]
    cell = sheet.cell(first_data_row(form) + 1, form.fields.index(field) + 1).coordinate
    return next(one for one in checks(sheet) if cell in one.sqref)


@pytest.mark.parametrize("form_code", FORMS)
def test_every_check_speaks_vietnamese_and_excel_takes_it(form_code: str) -> None:
    for check in checks(plain_book(form_code).worksheets[0]):
        assert re.search("[ăâđêôơưạảấầẩậắềểệốồổộớờởợứừựíìịọúùủụýáàãéèẽóòõ]", check.error or "")
        assert len(check.error or "") <= 255
        assert len(check.errorTitle or "") <= 32
        assert len(check.formula1 or "") <= 255
        assert check.allow_blank


OFFERED = {
    ("05", "commune"): COMMUNES,
    ("08", "sex"): ["Nam", "Nữ"],
    ("11", "bad_debt"): ["Có", "Không"],
    ("04", "job"): list(FORMS["04"].column("job").choices),
    ("01", "contract_kind"): list(FORMS["01"].column("contract_kind").choices),
    ("09", "relation"): list(FORMS["09"].column("relation").choices),
    ("07", "category"): list(FORMS["07"].column("category").choices),
}


@pytest.mark.parametrize(("form_code", "field"), OFFERED)
def test_cells_offer_their_choices_from_a_hidden_sheet(form_code: str, field: str) -> None:
    book = plain_book(form_code)
    check = check_of(book.worksheets[0], form_code, field)
    assert (check.type, check.formula1) == ("list", f"ds_{field}")
    sheet, cells = book.defined_names[f"ds_{field}"].attr_text.split("!")
    assert (sheet, book[sheet].sheet_state) == (LISTS_SHEET, "hidden")
    assert [cell.value for (cell,) in book[sheet][cells.replace("$", "")]] == OFFERED[
        form_code, field
    ]


def test_what_binds_is_stopped_and_the_rest_is_only_asked() -> None:
    sheet = plain_book("05").worksheets[0]
    assert check_of(sheet, "05", "commune").errorStyle in (None, "stop")
    assert check_of(sheet, "05", "category").errorStyle == "warning"


def test_jobs_of_the_policy_take_the_place_of_the_forms_own() -> None:
    book = book_of(template("04", jobs=["Bán hàng rong", "Đan lát"]))
    assert [row[0].value for row in book[LISTS_SHEET].iter_rows(max_row=2, min_col=2)] == [
        "Bán hàng rong", "Đan lát",
    ]  # fmt: skip


def test_a_year_alone_may_stand_for_a_date_of_birth_only() -> None:
    births = check_of(plain_book("08").worksheets[0], "08", "birth")
    days = check_of(plain_book("01").worksheets[0], "01", "suspended_from")
    assert (births.type, days.type) == ("custom", "custom")
    assert "LEN(C9)=4" in births.formula1
    assert "LEN" not in days.formula1.split("-5)")[0].split("FIND")[0]
    assert "DATE(" in births.formula1
    assert "DATE(" in days.formula1


@pytest.mark.parametrize("form_code", FORMS)
def test_the_guide_explains_every_column(form_code: str) -> None:
    form, guide = FORMS[form_code], plain_book(form_code)[GUIDE_SHEET]
    told = {row[0]: row[1:] for row in guide.iter_rows(values_only=True) if row[1]}
    for column in form.columns:
        how, example, needed = told[column.header][:3]
        assert how
        assert example or column.kind == "category", column.field
        assert needed == ("Có" if column.required else "Không")
    assert all(f"{fact.label} (trên bảng)" in told for fact in form.head)
    assert "covid" not in str(list(guide.values))


def test_the_same_template_is_the_same_file() -> None:
    assert template("05") == template("05")
    assert template("05") != template("05", communes=["Xã Khác"])


async def asked(town: Town, path: str, what: str) -> httpx.Response:
    """The answer of the door to an officer of an office."""
    officer = town.officer(path, "baocao" if path == PROVINCE else "canbo")
    return await town.raw(officer, "GET", f"/templates{what}")


async def test_every_form_is_told(town: Town) -> None:
    answer = await asked(town, COMMUNE, "")
    assert answer.status_code == 200
    told = {form["code"]: form for form in answer.json()}
    assert list(told) == list(FORMS)
    assert (told["12"]["compiled_by"], told["12"]["handed_in_at"]) == ("employer", "district")
    assert told["12"]["head"][0]["header"] == "Tên doanh nghiệp"
    assert [column["field"] for column in told["08"]["columns"]] == list(FORMS["08"].fields)


@pytest.mark.parametrize("path", [COMMUNE, DISTRICT, PROVINCE])
async def test_a_template_offers_the_communes_of_the_offices_own_area(
    town: Town, path: str
) -> None:
    answer = await asked(town, path, "/05.xlsx")
    assert answer.headers["content-type"] == XLSX
    assert answer.headers["content-disposition"] == 'attachment; filename="mau-05.xlsx"'
    book = book_of(answer.content)
    cells = book.defined_names["ds_commune"].attr_text.split("!")[1].replace("$", "")
    offered = [cell.value for (cell,) in book[LISTS_SHEET][f"{cells}"]]
    async with transaction(NOBODY) as session:
        inside = await admin_units.units_inside(session, path, "commune")
        own = [await admin_units.unit_at(session, admin_units.code_of(path), zoo.DAY)]
    wanted = own if path == COMMUNE else inside
    assert offered == sorted({f"{unit['kind']} {unit['name']}" for unit in wanted})
    named = {COMMUNE: "ỦY BAN NHÂN DÂN", DISTRICT: "ỦY BAN NHÂN DÂN", PROVINCE: "SỞ LAO ĐỘNG"}
    assert book.worksheets[0]["A2"].value.startswith(named[path])


async def test_an_employers_template_leaves_its_name_open(town: Town) -> None:
    book = book_of((await asked(town, DISTRICT, "/12.xlsx")).content)
    assert book.worksheets[0]["A2"].value.startswith("TÊN DOANH NGHIỆP")


@pytest.mark.parametrize("name", ["15", "5", "..%2f05", "bao-tu.xlsx"])
async def test_a_form_that_is_none_is_not_found(town: Town, name: str) -> None:
    assert (await asked(town, COMMUNE, f"/{name}.xlsx")).status_code == 404
