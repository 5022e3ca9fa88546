"""The office's own workbook back, marked: nothing lost, each fault in its cell, read again."""

import io
import json
import zipfile
from contextlib import ExitStack

import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText

from app.intake import office_book
from app.intake.marking import mark_in_place
from app.intake.marks import Packing, packed_line
from app.intake.office_book import OfficeBook
from app.intake.refusals import NotAWorkbook
from app.intake.sheet_rows import NotInPlace
from tests.builders import a_row, a_workbook
from tests.intake.marked import (
    FAULTY,
    ORANGE,
    RED,
    YELLOW,
    column_of,
    marked,
    opened,
    order,
    read,
    saved,
)


def test_each_fault_is_marked_in_its_cell_and_told_at_the_end_of_its_row() -> None:
    sheet = opened(marked(a_workbook("07", FAULTY))).worksheets[0]
    sex, birth = column_of(sheet, "Giới tính"), column_of(sheet, "Ngày, tháng, năm sinh")
    errors = column_of(sheet, "Lỗi")
    wrong, missing = sheet.cell(10, sex), sheet.cell(11, birth)
    assert wrong.fill.fgColor.rgb == YELLOW
    assert (wrong.font.b, wrong.font.color.rgb) == (True, RED), "colour is not the only sign"
    assert missing.fill.patternType == "lightUp", "a blank cell is striped"
    assert "không rõ giới tính" in wrong.comment.text
    assert "Dòng" not in wrong.comment.text, "the note hangs on the row itself"
    told = sheet.cell(11, errors).value
    assert "Ngày, tháng, năm sinh" in told
    assert "Số CMND/CCCD" in told
    assert told.count("\n") == 1
    for row in (9, 12):
        assert sheet.cell(row, errors).value is None
        assert all(cell.comment is None for cell in sheet[row])
        assert all(cell.fill.fgColor.rgb != YELLOW for cell in sheet[row])


def test_several_faults_of_one_cell_are_one_note() -> None:
    content = a_workbook("07", [a_row("07")])
    found, task = order(read(content))
    problems = [
        {"code": "SEX_UNKNOWN", "field": "sex", "vi": "Dòng 9, cột “Giới tính”: một."},
        {"code": "ID_SEX", "field": "sex", "vi": "Dòng 9, cột “Giới tính”: hai."},
    ]
    packing = Packing()
    packing.add(packed_line(9, json.dumps(problems), None, None))
    del found
    sheet = opened(mark_in_place(content, packing.whole(), task)).worksheets[0]
    note = sheet.cell(9, column_of(sheet, "Giới tính")).comment
    assert note.text == "cột “Giới tính”: một.\ncột “Giới tính”: hai."


def test_the_summary_says_the_numbers_the_kinds_and_what_to_do() -> None:
    book = opened(marked(a_workbook("07", FAULTY), doubts={9: ["LIKELY_SAME"]}))
    assert book.sheetnames[-1] == "Kết quả kiểm tra"
    rows = [[cell for cell in row if cell is not None] for row in book.worksheets[-1].values]
    assert ["Danh sách số 12, phiên bản 3, Mẫu số 07"] in rows
    for line in (
        ["Số dòng của danh sách", 4], ["Dòng đúng", 2], ["Dòng có lỗi", 2],
        ["Dòng nghi trùng", 1], ["Không rõ giới tính", 1], ["Thiếu ngày sinh", 1],
        ["Không phải số CMND/CCCD", 1],
    ):  # fmt: skip
        assert line in rows
    assert any("Gửi lại chính tệp này" in str(row) for row in rows)


def test_a_suspected_double_is_orange_and_says_neither_who_nor_where() -> None:
    content = a_workbook("07", FAULTY)
    sheet = opened(marked(content, doubts={9: ["CLAIMED_ELSEWHERE"], 10: ["X"]})).worksheets[0]
    name = sheet.cell(9, column_of(sheet, "Họ và tên"))
    assert name.fill.fgColor.rgb == ORANGE
    looks = sheet.cell(9, column_of(sheet, "Cần xem xét")).value
    assert looks == name.comment.text == "Nghi trùng: người này đã được lập hồ sơ ở nơi khác."
    assert sheet.cell(10, column_of(sheet, "Cần xem xét")).value.startswith("Nghi trùng: ")
    plain = opened(marked(content)).worksheets[0]
    assert "Cần xem xét" not in [cell.value for cell in plain[7]]


def test_warnings_have_their_column_and_leave_the_cells_alone() -> None:
    content = a_workbook("07", [a_row("07")])
    _, task = order(read(content))
    warning = {"code": "CONDITION_AGE", "field": "birth", "vi": "Dòng 9, cột “X”: =xem lại."}
    packing = Packing()
    packing.add(packed_line(9, None, json.dumps([warning]), None))
    sheet = opened(mark_in_place(content, packing.whole(), task)).worksheets[0]
    assert sheet.cell(9, column_of(sheet, "Cần xem xét")).value == "Cột “X”: =xem lại."
    assert all(cell.comment is None for cell in sheet[9])
    assert sheet.cell(9, column_of(sheet, "Lỗi")).value is None


def office_workbook() -> bytes:
    """A workbook as offices have them: other columns, merged titles, hidden things, colours."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Danh sách")
    other = book.add_worksheet("Danh mục ẩn")
    other.write_column(0, 0, ["Nam", "Nữ", "_x0041_"])
    other.hide()
    green = book.add_format({"bg_color": "#00FF00", "font_name": "Arial", "num_format": "@"})
    bold = book.add_format({"bold": True})
    sheet.merge_range("A1:H1", "DANH SÁCH ĐỐI TƯỢNG BẢO TRỢ XÃ HỘI", bold)
    headers = (
        "Họ tên", "STT", "Nam/Nữ", "Ngày sinh", "Cột riêng của xã", "Số CMND", "Đối tượng",
        "Số tháng", "Số tiền",
    )  # fmt: skip
    sheet.write_row(2, 0, headers, bold)
    sheet.write_row(3, 0, [f"({n})" for n in range(1, 10)])
    for row, (name, sex) in enumerate([("Trần Thị Ánh", "?"), ("Lê Văn Bình", "Nam")], 4):
        sheet.write_row(row, 0, [name, row, sex, "12/03/1975", "=1+1", None, "Người già"])
        sheet.write_string(row, 4, "=HYPERLINK(1)", green)
        sheet.write_row(row, 7, [3, 1_500_000])
    sheet.write_rich_string(6, 0, "Nguyễn ", bold, "Thị", " Chín")
    sheet.write_row(
        6, 1, [7, "Nữ", "12/03/1975", "_x0041_ &<>\"'", None, "Người già", 3, 1_500_000]
    )
    sheet.write_comment(4, 2, "ghi chú của xã", {"author": "xã"})
    sheet.write_url(6, 4, "internal:'Danh sách'!A1", None, "liên kết")
    sheet.data_validation("C5:C9", {"validate": "list", "source": ["Nam", "Nữ"]})
    sheet.set_column("E:E", 33)
    sheet.set_column("J:XFD", None, None, {"hidden": True})
    sheet.set_row(4, 40)
    sheet.freeze_panes(4, 1)
    sheet.conditional_format("I5:I9", {"type": "cell", "criteria": ">", "value": 9, "format": bold})
    book.close()
    return out.getvalue()


def test_the_offices_own_workbook_comes_back_whole() -> None:
    content = office_workbook()
    before, after = opened(content), opened(marked(content))
    was, now = before.worksheets[0], after.worksheets[0]
    assert after.sheetnames == [*before.sheetnames, "Kết quả kiểm tra"]
    assert after["Danh mục ẩn"].sheet_state == "hidden"
    assert [c.value for c in after["Danh mục ẩn"]["A"]] == [
        c.value for c in before["Danh mục ẩn"]["A"]
    ]
    for row in was.iter_rows():
        for cell in row:
            other = now[cell.coordinate]
            assert other.value == cell.value
            assert other.data_type == cell.data_type, cell.coordinate
            if cell.coordinate != "C5":
                assert other.fill.fgColor.rgb == cell.fill.fgColor.rgb
                assert repr(other.font) == repr(cell.font)
                assert other.number_format == cell.number_format
    assert isinstance(now["A7"].value, CellRichText)
    assert now["C5"].font.name == was["C5"].font.name
    assert now["C5"].comment.text.startswith("ghi chú của xã\n[An Sinh] ")
    assert now.column_dimensions["E"].width == pytest.approx(33, abs=1)
    assert now.row_dimensions[5].height == was.row_dimensions[5].height == 39.75
    assert now.freeze_panes == "B5"
    assert str(now.merged_cells) == str(was.merged_cells)
    assert [str(one.sqref) for one in now.data_validations.dataValidation] == ["C5:C9"]
    assert [str(one.sqref) for one in now.conditional_formatting] == ["I5:I9"]
    assert now["E7"].hyperlink.location == was["E7"].hyperlink.location
    assert now["J3"].value == "Lỗi"
    assert not now.column_dimensions["J"].hidden, "our column is seen beside the hidden ones"
    assert now.column_dimensions["K"].hidden


def test_no_string_becomes_a_formula() -> None:
    content = office_workbook()
    with zipfile.ZipFile(io.BytesIO(marked(content))) as archive:
        sheets = [archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/s")]
    assert len(sheets) == 3
    assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)
    assert opened(marked(content)).worksheets[0]["E5"].value == "=HYPERLINK(1)"


def test_dropdowns_that_excel_keeps_in_an_extension_stay() -> None:
    content = a_workbook("07", FAULTY)
    extension = (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
        'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        '<x14:dataValidations count="1" '
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        '<x14:dataValidation type="list" allowBlank="1" showErrorMessage="1">'
        "<x14:formula1><xm:f>'Danh muc'!$A$1:$A$3</xm:f></x14:formula1>"
        "<xm:sqref>H9:H20</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    changed = replaced(
        content, "xl/worksheets/sheet1.xml", "</worksheet>", f"{extension}</worksheet>"
    )
    out = io.BytesIO()
    with ExitStack() as stack:
        OfficeBook(stack.enter_context(zipfile.ZipFile(io.BytesIO(changed))), stack).save(out)
    sheet = opened(out.getvalue()).worksheets[0]
    (found,) = [one for one in sheet.data_validations.dataValidation if str(one.sqref) == "H9:H20"]
    assert (found.type, found.formula1) == ("list", "'Danh muc'!$A$1:$A$3")


def replaced(content: bytes, part: str, old: str, new: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode())
            target.writestr(name, data)
    return out.getvalue()


def test_rows_of_a_namespace_of_their_own_are_kept() -> None:
    """Excel writes x14ac:dyDescent on every row; the library declares no such prefix."""
    content = a_workbook("07", FAULTY)
    declared = replaced(
        content, "xl/worksheets/sheet1.xml", "<worksheet ",
        '<worksheet xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" ',
    )  # fmt: skip
    for number in (9, 12):
        declared = replaced(
            declared, "xl/worksheets/sheet1.xml", f'<row r="{number}"',
            f'<row r="{number}" x14ac:dyDescent="0.25"',
        )  # fmt: skip
    assert opened(marked(declared)).worksheets[0].cell(9, 2).value == FAULTY[0]["full_name"]


def test_corrected_in_the_marked_workbook_and_sent_again_all_is_good() -> None:
    content = a_workbook("07", FAULTY)
    book = opened(marked(content, doubts={9: ["LIKELY_SAME"]}))
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=9):
        for cell in row:
            if cell.comment is not None and cell.fill.fgColor.rgb in (YELLOW, RED):
                cell.value = {4: "Nữ", 3: "05/06/1950", 5: None}[cell.column]
    rows, summary = read(saved(book))
    assert (summary.rows, summary.good) == (4, 4)
    again, _ = read(content)
    assert [one["digest"] for one in rows[::3]] == [one["digest"] for one in again[::3]]


def test_marked_again_nothing_is_stacked() -> None:
    content = a_workbook("07", FAULTY)
    once = marked(content, doubts={9: ["LIKELY_SAME"]})
    book = opened(once)
    book.worksheets[0].cell(10, 4).value = "Nữ"
    twice = opened(marked(saved(book)))
    assert twice.sheetnames == ["Mau 07", "Kết quả kiểm tra"]
    sheet = twice.worksheets[0]
    heads = [cell.value for cell in sheet[7]]
    assert heads.count("Lỗi") == 1
    assert "Cần xem xét" not in heads
    corrected, still_wrong = sheet.cell(10, 4), sheet.cell(11, 3)
    assert corrected.comment is None
    assert corrected.fill.patternType is None
    assert not corrected.font.b
    assert still_wrong.comment is not None
    assert sheet.cell(9, 2).fill.patternType is None, "the doubt is gone, and its colour"
    assert sheet.cell(10, column_of(sheet, "Lỗi")).value is None
    assert opened(marked(once)).worksheets[0].cell(10, 4).comment.text.count("giới tính") == 1


def test_a_sheet_as_wide_as_lists_may_be_has_its_cells_marked_only() -> None:
    book = opened(a_workbook("07", FAULTY))
    book.worksheets[0].cell(9, 60).value = "ghi thêm"
    sheet = opened(marked(saved(book))).worksheets[0]
    assert sheet.max_column == 60
    assert sheet.cell(10, column_of(sheet, "Giới tính")).comment is not None


def test_a_new_blank_cell_has_the_format_of_its_column() -> None:
    book = opened(a_workbook("07", [a_row("07", birth=None)]))
    sheet = book.worksheets[0]
    del sheet._cells[9, 3]
    sheet.column_dimensions["C"].number_format = "@"
    cell = opened(marked(saved(book))).worksheets[0].cell(9, 3)
    assert cell.number_format == "@"
    assert cell.fill.patternType == "lightUp"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<sheetData>", "<sheetData><!-- x -->"),
        ('<row r="10">', '<row r="10" >'),
        ('<row r="10">', "<row>"),
        ('<c r="A10"', '<c\n r="A10"'),
        ('<c r="A10"', '<c z:q="1" r="A10"'),
    ],
)
def test_rows_written_in_another_way_are_edited_right_or_not_at_all(old: str, new: str) -> None:
    content = a_workbook("07", FAULTY)
    packed, task = order(read(content))
    odd = replaced(content, "xl/worksheets/sheet1.xml", old, new)
    try:
        made = mark_in_place(odd, packed, task)
    except (NotInPlace, NotAWorkbook):
        return
    sheet = opened(made).worksheets[0]
    assert sheet.cell(10, column_of(sheet, "Giới tính")).comment is not None
    assert read(made)[1].rows == 4


def test_the_library_alone_would_change_texts() -> None:
    """The control: what the editing library itself makes of an escape in a text."""
    assert opened(office_workbook()).worksheets[0]["E7"].value == "liên kết"
    assert opened(office_workbook())["Danh mục ẩn"]["A3"].value == "_x0041_"
    through = opened(saved(opened(office_workbook())))
    with zipfile.ZipFile(io.BytesIO(saved(through))) as archive:
        assert b"_x005F_x0041_" not in archive.read("xl/worksheets/sheet2.xml")
    with zipfile.ZipFile(io.BytesIO(marked(office_workbook()))) as archive:
        assert b"_x005F_x0041_" in archive.read("xl/sharedStrings.xml")


def test_with_very_many_faults_the_column_still_says_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_book, "MOST_COMMENTS", 1)
    sheet = opened(marked(a_workbook("07", FAULTY))).worksheets[0]
    notes = [cell for row in sheet.iter_rows() for cell in row if cell.comment is not None]
    assert [cell.row for cell in notes] == [10]
    assert sheet.cell(11, column_of(sheet, "Lỗi")).value.count("\n") == 1
    assert sheet.cell(11, column_of(sheet, "Số CMND/CCCD")).fill.fgColor.rgb == YELLOW


def test_a_cell_that_another_covers_is_told_in_the_column_alone() -> None:
    """Offices merge the head of a household over its members."""
    people = [a_row("08"), a_row("08", household_head=None), a_row("08")]
    book = opened(a_workbook("08", people))
    head = column_of(book.worksheets[0], "Họ và tên chủ hộ")
    book.worksheets[0].merge_cells(start_row=9, end_row=10, start_column=head, end_column=head)
    sheet = opened(marked(saved(book), "08")).worksheets[0]
    assert "chủ hộ" in sheet.cell(10, column_of(sheet, "Lỗi")).value
    assert sheet.cell(9, head).comment is None
    assert len(sheet.merged_cells.ranges) == len(book.worksheets[0].merged_cells.ranges)
