"""The forms know their columns by every header offices use, and are written as papers."""

from datetime import date
from io import BytesIO
from typing import Any, get_args

import openpyxl
import pytest

from app import policy
from app.intake.forms import DECISION, FORMS, Kind, header_key
from app.intake.layout import first_data_row, header_row, spoken_day
from tests.intake import zoo

RULES = policy.policy_at(date(2020, 5, 1), None)
NOTICES = {"bao-tu", "chuyen-di"}


def opened(form_code: str, count: int = 2) -> Any:
    data = zoo.form_file(form_code, zoo.people(form_code, count))
    return openpyxl.load_workbook(BytesIO(data)).active


def test_there_are_fourteen_forms_and_two_notices() -> None:
    assert list(FORMS) == [f"{number:02d}" for number in range(1, 15)] + ["bao-tu", "chuyen-di"]


@pytest.mark.parametrize("form_code", sorted(FORMS.keys() - NOTICES))
def test_groups_and_compilers_are_those_of_the_policy(form_code: str) -> None:
    form, rule = FORMS[form_code], RULES.forms[form_code]
    assert form.group in rule.groups
    assert form.compiled_by == rule.compiled_by


def test_claims_come_in_on_the_forms_that_the_policy_names() -> None:
    claims = {form.group: code for code, form in FORMS.items() if form.purpose == "claims"}
    named = {group.code: group.form for group in RULES.groups}
    assert claims == named | {"NSDLD_VAY": "12"}, "loans are claimed per idle worker"


def test_jobs_are_those_of_the_policy() -> None:
    offered = FORMS["04"].column("job").choices
    assert list(offered) == [job.vi for job in RULES.jobs.values()]


HANDED_IN_AT = {
    "commune": ["02", "03", "04", "07", "08", "09", "10"],
    "district": ["01", "05", "11", "12"],
    "province": ["06", "13", "14", "bao-tu", "chuyen-di"],
}


def test_each_level_hands_in_its_own() -> None:
    found = {
        level: [code for code, form in FORMS.items() if form.handed_in_at == level]
        for level in HANDED_IN_AT
    }
    assert found == HANDED_IN_AT


@pytest.mark.parametrize("form_code", FORMS)
def test_no_header_means_two_columns(form_code: str) -> None:
    form = FORMS[form_code]
    keys = [key for column in form.columns for key in column.keys]
    assert len(keys) == len(set(keys))
    assert len(set(form.fields)) == len(form.fields)
    labels = [key for fact in form.head for key in fact.keys]
    assert len(labels) == len(set(labels))
    assert all(column.kind in get_args(Kind) for column in form.columns)
    assert form.column(form.naming_field).required


def test_headers_are_known_however_they_are_typed() -> None:
    form = FORMS["08"]
    assert form.field_of_header[header_key("HỌ VÀ TÊN\n")] == "full_name"
    assert form.field_of_header[header_key("số cmnd / cccd")] == "id_number"
    assert form.column("amount_dong").required
    assert not form.column("note").required


@pytest.mark.parametrize("form_code", ["01", "02", "03", "04", "12"])
def test_workers_forms_may_leave_months_and_money_to_the_policy(form_code: str) -> None:
    form = FORMS[form_code]
    assert not form.column("months").required
    assert not form.column("amount_dong").required


@pytest.mark.parametrize("form_code", FORMS)
def test_a_form_is_an_office_paper(form_code: str) -> None:
    sheet, form = opened(form_code), FORMS[form_code]
    top = header_row(form) + 1
    assert sheet.page_setup.orientation == "landscape"
    assert int(sheet.page_setup.paperSize) == 9
    assert sheet.print_title_rows == f"${top}:${top + 1}"
    assert sheet.freeze_panes == f"C{top + 2}"
    assert "A4" in {str(area).split(":")[0] for area in sheet.merged_cells.ranges}
    assert sheet["A6"].value == (None if form_code in NOTICES else DECISION)
    header = [cell.value for cell in sheet[top]][: len(form.columns)]
    assert header == [column.header for column in form.columns]
    hidden = sheet.cell(1, len(form.columns) + 1)
    assert hidden.value == form.version_mark
    assert sheet.column_dimensions[hidden.column_letter].hidden


def test_cells_have_their_kind() -> None:
    sheet, fields = opened("08"), FORMS["08"].fields
    first = first_data_row(FORMS["08"]) + 1
    row = {field: sheet.cell(first, 1 + fields.index(field)) for field in fields}
    assert (row["id_number"].value, row["id_number"].number_format) == ("042175000001", "@")
    assert (row["amount_dong"].value, row["amount_dong"].number_format) == (750_000, "#,##0")
    total = sheet.cell(first + 2, 1 + fields.index("amount_dong"))
    assert total.value == 1_500_000
    assert sheet.cell(first + 2, 2).value == "Tổng cộng"


def test_a_summary_adds_up_people_and_money_and_no_wages() -> None:
    data = zoo.form_file("10", [zoo.cells("10"), zoo.cells("10")])
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    assert [cell.value for cell in sheet[11]][2:8] == [
        24, 62, 46_500_000, 40, 128, 96_000_000,
    ]  # fmt: skip
    wages = opened("12")
    place = 1 + FORMS["12"].fields.index("wage_dong")
    below = first_data_row(FORMS["12"]) + 3
    assert wages.cell(below, 2).value == "Tổng cộng"
    assert wages.cell(below, place).value is None


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
