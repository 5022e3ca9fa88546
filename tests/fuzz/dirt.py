"""Dirty cells as offices, software and strangers type them, and files made of them."""

import csv
import io
import json
import random
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import xlsxwriter

from app.intake.forms import FORMS, Column, Form
from app.intake.sources import CSV, JSON, XLSX
from tests.intake.rows import CLEAN

Row = list[Any]

_DIRTY_CELLS = (0.0, 0.05, 0.2, 0.4, 0.9)
_FIRST, _SPAN = date(1900, 1, 1), 60_000
_WHOLE = frozenset({"money", "month_count", "count"})
_HOSTILE_FILES = 0.15
_GIVEN = ("An", "Bình", "Chi", "Dung", "Giang", "Hà", "Hiếu", "Hoa", "Khánh", "Lan")
_ODD_TEXTS = (
    " ", "  \t ", "\n", "\u00a0", "\u200b", "\ufeff", "-", "--", ".", "…", "?", "0", "00",
    "null", "None", "NaN", "nan", "inf", "-inf", "1e400", "1e5", "0x10", "1_000", "+1", "-1",
    "01", "½", "٣", "１２３", "²", "१२", "Ⅳ", "1,5", "1.5", "1.500.000", "1,500,000",
    "1.500.000,00", "1 500 000", "1.500.000đ", "1,5 triệu", "ba tháng", "3 tháng", "03", "3.0",
    "=1+1", "@SUM(A1)", "+84912345678", "'0912345678", "0912.345.678", "0912345678/0987654321",
    "31/02/1975", "00/00/0000", "29/02/2019", "1/1/75", "12-03-1975", "1975-03-12", "12/1975",
    "1975", "1075", "2975", "99999", "12/03/75", "12/03/1975 00:00:00", "27465.0", "27465",
    "#N/A", "#REF!", "TRUE", "không", "Co", "có", "X", "x", "Nữ", "nu", "Nam", "NAM", "M", "F",
    "nam/nữ", "Gái", "1", "042175000123", "42175000123", "0421750001234", "0420750001 23",
    "4.2175E+10", "4.2175e+10", "184123456", "184 123 456", "184123456/042175000123",
    "184123456 - 042175000123", "CMND 184123456", "18412345", "18412345O", "Ng\u01b0y\u1ec5n",
    "NGUYỄN THỊ HÒA", "nguyễn thị hòa", "Nguyễn Thị Hoà", "NguyÔn ThÞ Hßa", "NguyeÃn Thò Hoøa",
    "Nguyá»…n", "Nguy?n Th? H?a", "Nguyễn Thị Hòa 2", "Nguyễn<b>Thị</b>",
    "Robert'); drop table person;--", "${jndi:ldap://x}", "{{7*7}}", "../../etc/passwd",
    "\u202eAn", "Tổng cộng", "Cộng thôn Đông", "Người lập biểu", "I. Thôn Đông", "(1)", "Vợ",
    "Con đẻ", "chủ hộ", "Xã Thạch Hải", "xa thach hai", "Huyện/Thị xã Kỳ Anh", "Xã Không Có",
    "Thương binh", "thuong binh", "Đ", "Ð", "ð", "đ", "a\u0301\u0323", "\u0301", "🙂", "𝟏𝟐",
    "\U0001f468\u200d\U0001f469", "ﷺ", "ß", "ı",
)  # fmt: skip
_HOSTILE = (
    "\0", "a\0b", "\ud800", "An\udfff", "\x01", "\x1b[31m", "\ufffe", "\uffff", "\x7f", "\x85",
)  # fmt: skip
_SERIALS = (-1.5, 0.0, 0.5, 1.0, 59.0, 60.0, 61.25, 2958465.0, 2958466.0, 1e9)
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_ALPHABETS = (
    "0123456789", "0123456789 ./-,", "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạếềểễệ ",
    "ABCĐƯỚỜỞỠỢ .-'", "·¸µÊÇ©ªÐÞßåèéü¬®", "абвгд漢字かなاب",
)  # fmt: skip


class Dirt:
    """Everything one seed spoils."""

    def __init__(self, seed: str) -> None:
        self.luck = random.Random(seed)
        self.hostile = self.luck.random() < _HOSTILE_FILES

    def rows(self, form: Form, count: int, media_type: str) -> list[Row]:
        """That many rows of a form, some clean, some spoiled all over."""
        spoil = {XLSX: self._in_a_sheet, CSV: self._in_text, JSON: self._in_json}[media_type]
        return [self._row(form, spoil, at) for at in range(count)]

    def _row(self, form: Form, spoil: Callable[[Column, Any], Any], at: int) -> Row:
        clean, share = {**CLEAN[form.code], **_own(at)}, self.luck.choice(_DIRTY_CELLS)
        row = [
            spoil(column, clean.get(column.field))
            if self.luck.random() < share
            else clean.get(column.field)
            for column in form.columns
        ]
        if not any(isinstance(cell, str) and cell.strip() for cell in row):
            row[form.fields.index(_anchor(form))] = "Nguyễn Thị Hòa"
        return row

    def _in_a_sheet(self, column: Column, clean: Any) -> Any:
        kind = self.luck.random()
        if kind < 0.6:
            return self._in_text(column, clean)
        if kind < 0.75:
            return self._number()
        if kind < 0.9:
            return self._moment()
        return self.luck.choice((None, True, False, 0, ""))

    def _in_text(self, column: Column, clean: Any) -> str | None:
        kind = self.luck.random()
        if kind < 0.08:
            return None
        if kind < 0.5:
            return self.luck.choice(_ODD_TEXTS)
        if kind < 0.8 and clean is not None:
            return self._bent(str(clean))
        return self._noise()

    def _in_json(self, column: Column, clean: Any) -> Any:
        """What the shape of a JSON list lets through."""
        if column.kind in _WHOLE:
            return self.luck.choice((0, 1, 2, 3, 4, 32_768, 2**31, 2**39, 10**12 - 1))
        if column.kind == "flag":
            return self.luck.choice((True, False, "x", "không"))
        said = self._in_text(column, clean) or ""
        if self.hostile and self.luck.random() < 0.02:
            said += self.luck.choice(_HOSTILE)
        return said

    def _bent(self, text: str) -> str:
        at = self.luck.randrange(len(text) + 1)
        bends: Sequence[Callable[[], str]] = (
            lambda: text[:at] + text[at + 1 :],
            lambda: text[:at] + self.luck.choice(_ODD_TEXTS) + text[at:],
            lambda: f" {text} ",
            lambda: text.upper(),
            lambda: text[::-1],
            lambda: unicodedata.normalize("NFD", text),
            lambda: text.replace(" ", "\u00a0"),
            lambda: text + text,
            lambda: text.encode("utf-8").decode("latin-1"),
            lambda: " ".join(text),
        )
        return self.luck.choice(bends)()

    def _noise(self) -> str:
        length = self.luck.choice((1, 2, 3, 8, 9, 10, 12, 13, 30, 250, 1_000, 2_000))
        alphabet = self.luck.choice(_ALPHABETS)
        return "".join(self.luck.choices(alphabet, k=length))

    def _number(self) -> float | int:
        luck = self.luck
        return luck.choice(
            (
                luck.randrange(10), luck.randrange(10**12), -luck.randrange(1, 10**6), 2**31,
                2**53, 10**15, luck.random(), luck.random() * 10**13, 1e300, -0.0, 1e-9, 27465.5,
                184123456.0, 42175000123.0, 99999, 2958466, 0.1 + 0.2,
            )
        )  # fmt: skip

    def _moment(self) -> Any:
        luck = self.luck
        day = _FIRST + timedelta(luck.randrange(_SPAN))
        return luck.choice((day, datetime.combine(day, time(13, 7, 59)), Serial(luck)))


def _own(at: int) -> Mapping[str, Any]:
    """What no two people of a list share."""
    return {
        "full_name": f"Nguyễn Thị {_GIVEN[at // 10 % 10]} {_GIVEN[at % 10]}",
        "id_number": f"042175{at:06d}", "insurance_number": f"42{at:08d}",
        "account_number": f"3700205{at:06d}", "registration_number": f"28A8{at:06d}",
        "hamlet": f"Thôn {at}", "household_number": str(at),
    }  # fmt: skip


class Serial:
    """A number in a cell that the sheet shows as a day, whatever it is."""

    def __init__(self, luck: random.Random) -> None:
        self.number = luck.choice(_SERIALS)

    def __repr__(self) -> str:
        return f"day number {self.number}"


def _anchor(form: Form) -> str:
    for field in ("full_name", "employer_name", "hamlet"):
        if field in form.fields:
            return field
    raise LookupError(form.code)


def as_file(form: Form, rows: Sequence[Row], media_type: str, luck: random.Random) -> bytes:
    """The rows as a file of this kind, under the form's official headers."""
    if media_type == JSON:
        told = {"rows": [_told(form, row) for row in rows]}
        return json.dumps(told, ensure_ascii=luck.random() < 0.5).encode("utf-8", "surrogatepass")
    header = [column.header for column in form.columns]
    if media_type == CSV:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=luck.choice(";,\t"), quoting=csv.QUOTE_ALL)
        writer.writerows([header, *([_text(cell) for cell in row] for row in rows)])
        return ("\ufeff" * luck.randrange(2) + out.getvalue()).encode()
    return _sheet(header, rows)


def _told(form: Form, row: Row) -> Mapping[str, Any]:
    told = {}
    for column, cell in zip(form.columns, row, strict=True):
        if cell is None:
            continue
        whole = isinstance(cell, bool | int)
        told[column.field] = cell if whole else str(cell)[:2_000]
    return told


def _text(cell: Any) -> str:
    return "" if cell is None else _FORBIDDEN.sub("", str(cell))[:2_000]


def _sheet(header: Sequence[str], rows: Sequence[Row]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, header)
    for at, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            _write(sheet, at, place, cell, day)
    book.close()
    return out.getvalue()


def _write(sheet: Any, at: int, place: int, cell: Any, day: Any) -> None:
    if isinstance(cell, bool):
        sheet.write_boolean(at, place, cell)
    elif isinstance(cell, Serial):
        sheet.write_number(at, place, cell.number, day)
    elif isinstance(cell, int | float):
        sheet.write_number(at, place, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(at, place, cell, day)
    elif cell is not None:
        sheet.write_string(at, place, _text(cell))


def media_of(form_code: str) -> tuple[str, ...]:
    """In which kinds of file a form comes."""
    return (XLSX, CSV) if FORMS[form_code].purpose == "notice" else (XLSX, CSV, JSON)
