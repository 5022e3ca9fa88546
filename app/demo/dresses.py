"""What offices' files look like: on the form, from other software, in old fonts, with furniture."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

from app.demo.old_fonts import misread, typed_in
from app.demo.people import Person
from app.demo.rows import Cells
from app.demo.truth import ListKey
from app.intake.forms import FORMS
from app.intake.layout import FIRST_DATA_ROW, write_csv, write_workbook
from app.intake.legacy import Encoding

OFFICE, SOFTWARE, CSV, TCVN3, VNI = "office", "software", "csv", "tcvn3", "vni"

SOFTWARE_DISTRICT = "441"
"""Its merit list comes in two files of the payment software."""
SOFTWARE_COLUMNS: Mapping[str, str] = {
    "HoTenNCC": "full_name", "NgaySinh": "birth", "GTinh": "sex", "SoCMT": "id_number",
    "TenXa": "commune", "Thon": "hamlet", "LoaiDT": "category", "MucTC": "allowance_dong",
    "SoThang": "months", "SoTien": "amount_dong",
}  # fmt: skip
"""What the merit payment software calls the columns of form 05; it exports two more of its own."""

_OFFICE_FIRST_ROW = 10
_SPLIT_BIRTH = "Ngày, tháng, năm sinh"
_OFFICE_COLUMNS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "07": (
        ("TT", "stt"), ("Thôn/tổ dân phố", "hamlet"), ("Họ và tên đối tượng", "full_name"),
        ("Nam", "men"), ("Nữ", "women"), ("Số CMND", "id_number"), ("Ngày cấp CMND", "issued"),
        ("Diện hưởng", "category"), ("Mức trợ cấp", "allowance_dong"), ("Số tháng", "months"),
        ("Số tiền", "amount_dong"), ("Ký nhận", ""), ("Ghi chú", "note"),
    ),
    "08": (
        ("TT", "stt"), ("Chủ hộ", "household_head"), ("Mã hộ", "household_number"),
        ("Thành viên trong hộ", "full_name"), ("Nam", "men"), ("Nữ", "women"),
        ("Quan hệ", "relation"), ("CMND", "id_number"), ("Thôn", "hamlet"),
        ("Nơi cấp CMND", "issued"), ("Số tháng", "months"), ("Thành tiền", "amount_dong"),
        ("Ghi chú", "note"), ("Ký nhận", ""),
    ),
}  # fmt: skip


def row_numbers(key: ListKey, dress: str | None, people: Sequence[Person]) -> list[int]:
    """The sheet row of every data row of a list, as its dress lays them out."""
    if dress == OFFICE:
        return [row for row, _, person in _office_rows(people) if person is not None]
    first = 2 if dress in (SOFTWARE, CSV) else FIRST_DATA_ROW + 1
    return list(range(first, first + len(people)))


class Heading(NamedTuple):
    """What stands above a list: its office, the one above it, and the day."""

    unit: str
    parent: str
    day: date


def write_dressed(
    form: str, dress: str | None, people: Sequence[Person], rows: Sequence[Cells],
    heading: Heading, out: Path,
) -> None:  # fmt: skip
    """Write a list in its dress; `rows` are its people as rows of the form."""
    if dress == OFFICE:
        _write_office(form, people, rows, heading, out)
    elif dress == SOFTWARE:
        _write_software(rows, out)
    elif dress == CSV:
        with out.open("wb") as file:
            write_csv(FORMS[form], rows, file)
    else:
        write_plain(form, retyped(form, rows, dress) if dress else rows, heading, out)


def write_plain(form: str, rows: Sequence[Cells], heading: Heading, out: Path) -> None:
    """Write rows on the official form."""
    unit, parent, day = heading
    write_workbook(FORMS[form], rows, unit_name=unit, parent_name=parent, day=day, out=out)


def retyped(form: str, rows: Sequence[Cells], font: str) -> list[Cells]:
    """The rows with all their text typed in an old font."""
    chosen: Encoding = "vni" if font == VNI else "tcvn3"
    return _with_text(form, rows, lambda text: typed_in(chosen, text))


def broken(form: str, rows: Sequence[Cells]) -> list[Cells]:
    """The rows with all their text read in the wrong code page."""
    return _with_text(form, rows, misread)


def _with_text(form: str, rows: Sequence[Cells], change: Callable[[str], str]) -> list[Cells]:
    sex = FORMS[form].fields.index("sex")

    def cell(place: int, value: Any) -> Any:
        if place == sex:  # typed without marks, as many do
            return "Nu" if value == "Nữ" else value
        return change(value) if isinstance(value, str) else value

    return [tuple(cell(place, value) for place, value in enumerate(row)) for row in rows]


def _office_rows(people: Sequence[Person]) -> Iterator[tuple[int, str, Person | None]]:
    """Sheet row, heading or "", and person: a heading over each hamlet, an empty row before it."""
    row, hamlet = _OFFICE_FIRST_ROW, ""
    for person in people:
        if person.hamlet != hamlet:
            row += 1 if hamlet else 0
            hamlet = person.hamlet
            yield row, hamlet, None
            row += 1
        yield row, "", person
        row += 1


def _write_office(
    form: str, people: Sequence[Person], rows: Sequence[Cells], heading: Heading, out: Path
) -> None:
    """A list as offices make their own: titles merged, columns their way, headings, a total."""
    book = xlsxwriter.Workbook(str(out), {"in_memory": True, "strings_to_numbers": False})
    sheet, bold = book.add_worksheet("DS"), book.add_format({"bold": True, "text_wrap": True})
    columns = _OFFICE_COLUMNS[form]
    _office_titles(sheet, bold, heading, len(columns) - 1)
    _office_header(sheet, bold, columns)
    fields = FORMS[form].fields
    data = iter(rows)
    last = _OFFICE_FIRST_ROW
    for last, hamlet, person in _office_rows(people):
        if person is None:
            sheet.merge_range(last - 1, 0, last - 1, 4, hamlet, bold)
            continue
        said = dict(zip(fields, next(data), strict=True))
        half = "men" if person.sex == "M" else "women"
        said |= {half: said["birth"], "issued": "CA Hà Tĩnh" if said["id_number"] else None}
        for place, (_, field) in enumerate(columns):
            if (cell := said.get(field)) is not None:
                sheet.write(last - 1, place, cell)
    money = next(place for place, (_, field) in enumerate(columns) if field == "amount_dong")
    sheet.write_string(last, 1, "Tổng cộng", bold)
    whole = [person.amount for person in people if isinstance(person.amount, int)]
    sheet.write_number(last, money, sum(whole), bold)
    sheet.write_string(last + 2, 1, "Người lập biểu", bold)
    sheet.write_string(last + 2, 9, "TM. ỦY BAN NHÂN DÂN", bold)
    book.close()


def _office_titles(sheet: Any, bold: Any, heading: Heading, last: int) -> None:
    unit, parent, _ = heading
    sheet.merge_range(0, 0, 0, 4, f"UBND {parent}".upper(), bold)
    sheet.merge_range(0, 5, 0, last, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold)
    sheet.merge_range(1, 0, 1, 4, f"UBND {unit}".upper(), bold)
    sheet.merge_range(1, 5, 1, last, "Độc lập - Tự do - Hạnh phúc", bold)
    sheet.merge_range(3, 0, 3, last, "DANH SÁCH CHI TRẢ HỖ TRỢ DO DỊCH COVID-19", bold)
    sheet.merge_range(4, 0, 4, last, "(Kèm theo Tờ trình của UBND xã)", bold)


def _office_header(sheet: Any, bold: Any, columns: Sequence[tuple[str, str]]) -> None:
    """Two rows, the birth split into men and women under one merged cell, and (1)(2)(3) below."""
    for place, (text, field) in enumerate(columns):
        if field == "men":
            sheet.merge_range(6, place, 6, place + 1, _SPLIT_BIRTH, bold)
        if field in ("men", "women"):
            sheet.write_string(7, place, text, bold)
        else:
            sheet.merge_range(6, place, 7, place, text, bold)
        sheet.write_string(8, place, f"({place + 1})")


def _write_software(rows: Sequence[Cells], out: Path) -> None:
    """An export of the merit payment software: its own headers in the first row, nothing else."""
    book = xlsxwriter.Workbook(str(out), {"in_memory": True, "strings_to_numbers": False})
    sheet = book.add_worksheet("Sheet1")
    fields = FORMS["05"].fields
    taken = [fields.index(field) for field in SOFTWARE_COLUMNS.values()]
    for place, header in enumerate(["SoHoSo", *SOFTWARE_COLUMNS, "NguoiNhap"]):
        sheet.write_string(0, place, header)
    for number, row in enumerate(rows, 1):
        sheet.write_string(number, 0, f"42/{number:06d}")
        for place, index in enumerate(taken, 1):
            if row[index] is not None:
                sheet.write(number, place, row[index])
        sheet.write_string(number, len(taken) + 1, "admin")
    book.close()
