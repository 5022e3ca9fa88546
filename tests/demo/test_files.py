"""The workbooks of the demonstration province, as openpyxl and as intake read them."""

from collections import Counter
from pathlib import Path

from openpyxl import load_workbook

from app.demo.files import LIST_DAY, sheet_rows, write_lists
from app.demo.province import build_province
from app.demo.truth import ListKey
from app.intake.forms import FORMS
from app.intake.layout import FIRST_DATA_ROW
from app.intake.reader import read_list
from app.intake.refusals import Limits

FIRST = FIRST_DATA_ROW + 1


def test_the_written_sheets_hold_every_row_where_the_truth_says(tmp_path: Path) -> None:
    province = build_province(scale=0.2)
    most = Counter(fault.list_key for fault in province.truth.faults if fault.list_key.form != "05")
    keys = [most.most_common(1)[0][0], ListKey("05", "441")]
    written = list(write_lists(tmp_path, keys, province=province))
    assert [entry.list_key for entry in written] == keys
    assert sorted(tmp_path.iterdir()) == sorted(entry.path for entry in written)
    for key, path, row_count in written:
        sheet = load_workbook(path).active
        assert sheet is not None
        found = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST)]
        expected = sheet_rows(key.form, province.lists[key], province.areas.names)
        width = len(FORMS[key.form].columns)
        assert row_count == len(expected)
        for cells, wanted in zip(found, expected, strict=False):
            assert cells[:width] == [None if cell == "" else cell for cell in wanted]
        assert found[row_count][1] == "Tổng cộng"


def test_intake_finds_each_faulty_row_for_its_own_reason_and_no_other(tmp_path: Path) -> None:
    province = build_province(scale=0.03)
    expected = {
        (fault.list_key, fault.row): list(fault.expected)
        for fault in province.truth.faults
        if fault.stage == "INTAKE"
    }
    found = {}
    for key, path, row_count in write_lists(tmp_path, province=province):
        merit = key.form == "05"
        communes = {
            commune.name: commune.code
            for commune in province.areas.communes
            if commune.district == key.area_code
        }
        own = None if merit else key.area_code
        result = read_list(path.read_bytes(), key.form, LIST_DAY, communes, Limits(), own)
        assert len(result.rows) == row_count
        for row in result.rows:
            if row["problems"]:
                found[key, row["row_number"]] = [problem["code"] for problem in row["problems"]]
            else:
                person = province.lists[key][row["row_number"] - FIRST]
                assert row["name_key"] == person.name_key
                assert row["id_number"] == person.id_number
                assert row["commune_code"] == person.commune
    assert found == expected
