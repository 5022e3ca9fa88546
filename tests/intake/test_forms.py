"""The forms know their columns by every header offices use, and are written as papers."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from app.intake.forms import FORMS, header_key
from app.intake.layout import FIRST_DATA_ROW, spoken_day
from tests.intake import zoo


def opened(form_code: str, count: int = 2) -> Any:
    data = zoo.form_file(form_code, zoo.people(form_code, count))
    return openpyxl.load_workbook(BytesIO(data)).active


def test_the_forms_due_now() -> None:
    assert {code: form.group for code, form in FORMS.items()} == {
        "05": "NCC",
        "07": "BTXH",
        "08": "HN",
        "09": "HCN",
    }
    assert [form.compiled_by for form in FORMS.values()] == ["district"] + 3 * ["commune"]


@pytest.mark.parametrize("form_code", FORMS)
def test_no_header_means_two_columns(form_code: str) -> None:
    form = FORMS[form_code]
    keys = [key for column in form.columns for key in column.keys]
    assert len(keys) == len(set(keys))
    assert form.field_of_header[header_key("HỌ VÀ TÊN\n")] == "full_name"
    assert form.field_of_header[header_key("số cmnd / cccd")] == "id_number"
    assert form.column("amount_dong").required
    assert not form.column("note").required


@pytest.mark.parametrize("form_code", FORMS)
def test_a_form_is_an_office_paper(form_code: str) -> None:
    sheet, form = opened(form_code), FORMS[form_code]
    assert sheet.page_setup.orientation == "landscape"
    assert int(sheet.page_setup.paperSize) == 9
    assert sheet.print_title_rows == "$7:$8"
    assert sheet.freeze_panes == "C9"
    assert "A4" in {str(area).split(":")[0] for area in sheet.merged_cells.ranges}
    header = [cell.value for cell in sheet[FIRST_DATA_ROW - 1]][: len(form.columns)]
    assert header == [column.header for column in form.columns]
    hidden = sheet.cell(1, len(form.columns) + 1)
    assert hidden.value == form.version_mark
    assert sheet.column_dimensions[hidden.column_letter].hidden


def test_cells_have_their_kind() -> None:
    sheet, fields = opened("08"), FORMS["08"].fields
    row = {field: sheet.cell(FIRST_DATA_ROW + 1, 1 + fields.index(field)) for field in fields}
    assert (row["id_number"].value, row["id_number"].number_format) == ("042175000001", "@")
    assert (row["amount_dong"].value, row["amount_dong"].number_format) == (750_000, "#,##0")
    total = sheet.cell(FIRST_DATA_ROW + 3, 1 + fields.index("amount_dong"))
    assert total.value == 1_500_000
    assert sheet.cell(FIRST_DATA_ROW + 3, 2).value == "Tổng cộng"


def test_nothing_typed_becomes_a_formula_or_a_link() -> None:
    data = zoo.form_file("08", [zoo.cells("08", note="=1+1", address="http://x.vn")])
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert not sheet._hyperlinks


def test_the_same_list_is_the_same_file() -> None:
    rows = zoo.people("07", 3)
    assert zoo.form_file("07", rows) == zoo.form_file("07", rows)


def test_a_row_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="13 cells"):
        zoo.form_file("08", [["1", "2"]])


def test_days_are_spoken_as_in_papers() -> None:
    assert spoken_day(zoo.DAY) == "ngày 28 tháng 4 năm 2020"
    assert spoken_day(zoo.DAY.replace(day=4, month=2)) == "ngày 04 tháng 02 năm 2020"
