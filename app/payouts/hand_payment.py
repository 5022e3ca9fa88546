"""The lease as a workbook for paying by hand: names to sign, sums a commune, results to fill in.

One sheet a commune, or one sheet with a page a commune where there are too many. Filled in at its
right, the same workbook is handed back as a statement. Pure, and run beside the service.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC
from itertools import groupby
from pathlib import Path
from typing import Any, Final, NamedTuple

import xlsxwriter

from app.core.clock import VIETNAM
from app.core.money import spoken, words_of
from app.payouts.instructions import WAY_VI, InstructionHead, InstructionLine, month_of

COLUMNS: Final = (
    ("STT", 5), ("Mã lệnh chi", 18), ("Họ và tên", 24), ("Số giấy tờ", 14), ("Thôn", 14),
    ("Nhóm", 12), ("Tháng", 8), ("Hình thức nhận, người nhận thay", 24), ("Số tiền (đồng)", 13),
    ("Ký nhận", 24), ("Kết quả", 12), ("Ngày chi", 11), ("Lý do", 14),
)  # fmt: skip
RESULTS: Final = ("Đã chi", "Không chi được")
SHEETS_AT_MOST: Final = 200
TOTALS: Final = "Tổng hợp"
_HEADING_ROW: Final = 8
_ROW_HEIGHT: Final = 30
"""Enough to sign in (points)."""
_LINE_HEIGHT: Final = 18
_AMOUNT: Final = 8
_RESULT: Final = 10
_LAST: Final = len(COLUMNS) - 1
_TOTAL_COLUMNS: Final = (
    ("STT", 6), ("Huyện, thị xã", 30), ("Xã, phường", 30), ("Số lệnh chi", 16),
    ("Số tiền (đồng)", 22),
)  # fmt: skip
_SIGNERS: Final = ((1, "NGƯỜI LẬP BIỂU"), (4, "ĐƠN VỊ CHI TRẢ"))
_NOT_IN_A_NAME: Final = re.compile(r"[\[\]:*?/\\']")


class Letterhead(NamedTuple):
    """The office above the payer, and the place that dates the paper."""

    superior: str
    place: str


class _Sum(NamedTuple):
    district: str
    commune: str
    orders: int
    total_dong: int


def write_workbook(
    head: InstructionHead, letterhead: Letterhead, lines: Iterable[InstructionLine], target: Path
) -> None:
    """Write the workbook; the lines come commune by commune, and are gone through twice."""
    communes = sum(1 for _ in groupby(lines, key=_place))
    _Book(head, letterhead, target).write(lines, one_sheet=communes > SHEETS_AT_MOST)


def _place(line: InstructionLine) -> tuple[str, str]:
    return line.district, line.commune


class _Book:
    """The workbook while it is written, row by row: nothing of it stays in memory."""

    def __init__(self, head: InstructionHead, letterhead: Letterhead, target: Path) -> None:
        self.head, self.letterhead = head, letterhead
        self.book = xlsxwriter.Workbook(
            str(target),
            {
                "constant_memory": True, "tmpdir": str(target.parent),
                "strings_to_formulas": False, "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )  # fmt: skip
        # The file's own moment is the lease's, or two makings would differ.
        made = head.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        self.book.set_properties({"title": "Danh sách chi trả", "created": made})
        self.looks = _looks(self.book)
        self.sums: list[_Sum] = []

    def write(self, lines: Iterable[InstructionLine], *, one_sheet: bool) -> None:
        sheet = self._sheet("Danh sách", None) if one_sheet else None
        row, breaks = _HEADING_ROW + 1, []
        for place, own in groupby(lines, key=_place):
            if one_sheet:
                if self.sums:
                    breaks.append(row)
                self._line(sheet, row, f"{place[1]}, {place[0]}", "left_bold")
                row += 1
            else:
                name = f"{len(self.sums) + 1:03} {_NOT_IN_A_NAME.sub(' ', place[1])}"[:31].strip()
                sheet, row = self._sheet(name, place), _HEADING_ROW + 1
            row = self._commune(sheet, row, place, own)
            if not one_sheet:
                self._to_fill_in(sheet, row)
        if one_sheet:
            sheet.set_h_pagebreaks(breaks)  # type: ignore[union-attr]
            self._to_fill_in(sheet, row)
        self._totals()
        self.book.close()

    def _sheet(self, name: str, place: tuple[str, str] | None) -> Any:
        sheet = self.book.add_worksheet(name)
        for number, (_, width) in enumerate(COLUMNS):
            look = self.looks["empty"] if number > _AMOUNT else None
            sheet.set_column(number, number, width, look)
        sheet.set_default_row(_ROW_HEIGHT)
        _print_setup(sheet)
        sheet.repeat_rows(_HEADING_ROW)
        sheet.freeze_panes(_HEADING_ROW + 1, 3)
        self._title(sheet, _LAST, "DANH SÁCH CHI TRẢ, KÝ NHẬN")
        where = f"{place[1]}, {place[0]}. " if place else ""
        self._line(sheet, 6, f"{where}Đơn vị chi trả: {self.head.agent_name}", "centre")
        sheet.set_row(_HEADING_ROW, 32)
        for number, (heading, _) in enumerate(COLUMNS):
            sheet.write_string(_HEADING_ROW, number, heading, self.looks["heading"])
        return sheet

    def _title(self, sheet: Any, last: int, title: str) -> None:
        """Rows 0 to 5 in the form of office papers (Decree 30/2020/NĐ-CP, Appendix I)."""
        for row in range(_HEADING_ROW):
            sheet.set_row(row, _LINE_HEIGHT)
        head, half = self.head, last // 2
        day = head.made_at.astimezone(VIETNAM)
        dated = f"{self.letterhead.place}, ngày {day:%d} tháng {_month(day.month)} năm {day.year}"
        told = (
            (self.letterhead.superior.upper(), "centre", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
             "centre_bold"),
            (head.payer_name.upper(), "centre_bold", "Độc lập - Tự do - Hạnh phúc", "centre_line"),
            (f"Số: {head.number}", "centre", dated, "centre_italic"),
        )  # fmt: skip
        for row, (left, left_look, right, right_look) in enumerate(told):
            sheet.merge_range(row, 0, row, half, "", self.looks[left_look])
            sheet.write_string(row, 0, left, self.looks[left_look])
            sheet.merge_range(row, half + 1, row, last, "", self.looks[right_look])
            sheet.write_string(row, half + 1, right, self.looks[right_look])
        self._line(sheet, 4, title, "title", last)
        about = f"Kèm theo lượt nhận lệnh chi số {head.number}, {day:%d/%m/%Y}"
        self._line(sheet, 5, about, "centre_italic", last)

    def _line(self, sheet: Any, row: int, text: str, look: str, last: int = _LAST) -> None:
        sheet.merge_range(row, 0, row, last, "", self.looks[look])
        sheet.write_string(row, 0, text, self.looks[look])

    def _commune(
        self, sheet: Any, row: int, place: tuple[str, str], own: Iterator[InstructionLine]
    ) -> int:
        """The orders of one commune, their sum, and where people sign; answers the next row."""
        first, total = row, 0
        for number, line in enumerate(own, 1):
            self._order(sheet, row, number, line)
            total += line.amount_dong
            row += 1
        self.sums.append(_Sum(*place, row - first, total))
        self._sum(sheet, row, f"Cộng {place[1]}: {spoken(row - first)} lệnh chi", total)
        self._line(sheet, row + 1, f"Bằng chữ: {words_of(total)}.", "left_italic")
        confirming = f"XÁC NHẬN CỦA UBND {place[1].upper()}"
        return self._signatures(sheet, row + 3, (*_SIGNERS, (_AMOUNT, confirming)))

    def _to_fill_in(self, sheet: Any, end: int) -> None:
        """What is left empty has its frame, and results a choice; told once for the sheet."""
        first = _HEADING_ROW + 1
        where_an_order_stands = {
            "type": "formula", "criteria": f'=$B{first + 1}<>""', "format": self.looks["frame"],
        }  # fmt: skip
        sheet.conditional_format(first, _AMOUNT + 1, end, _LAST, where_an_order_stands)
        choice = {"validate": "list", "source": list(RESULTS), "ignore_blank": True}
        sheet.data_validation(first, _RESULT, end, _RESULT, choice)

    def _order(self, sheet: Any, row: int, number: int, line: InstructionLine) -> None:
        cell, text = self.looks["cell"], sheet.write_string
        sheet.write_number(row, 0, number, cell)
        text(row, 1, line.reference, cell)
        text(row, 2, line.payee_name, cell)
        text(row, 3, line.payee_id_number or "", cell)
        text(row, 4, line.hamlet or "", cell)
        text(row, 5, line.group_code, cell)
        text(row, 6, month_of(line), cell)
        text(row, 7, _handing_over(line), cell)
        sheet.write_number(row, _AMOUNT, line.amount_dong, self.looks["money"])

    def _sum(self, sheet: Any, row: int, told: str, total_dong: int) -> None:
        sheet.merge_range(row, 0, row, _AMOUNT - 1, "", self.looks["left_bold"])
        sheet.write_string(row, 0, told, self.looks["left_bold"])
        sheet.write_number(row, _AMOUNT, total_dong, self.looks["money_bold"])

    def _signatures(self, sheet: Any, row: int, signers: Iterable[tuple[int, str]]) -> int:
        """Names and seals, at the left of what is filled in; answers the next row."""
        for column, office in signers:
            sheet.write_string(row, column, office, self.looks["centre_bold"])
        for column, _ in signers:
            sheet.write_string(row + 1, column, "(Ký, ghi rõ họ tên)", self.looks["centre_italic"])
        return row + 7

    def _totals(self) -> None:
        sheet = self.book.add_worksheet(TOTALS)
        for number, (_, width) in enumerate(_TOTAL_COLUMNS):
            sheet.set_column(number, number, width)
        last = len(_TOTAL_COLUMNS) - 1
        _print_setup(sheet)
        sheet.repeat_rows(_HEADING_ROW)
        self._title(sheet, last, "TỔNG HỢP CHI TRẢ")
        self._line(sheet, 6, f"Đơn vị chi trả: {self.head.agent_name}", "centre", last)
        for number, (heading, _) in enumerate(_TOTAL_COLUMNS):
            sheet.write_string(_HEADING_ROW, number, heading, self.looks["heading"])
        row = _HEADING_ROW + 1
        for number, one in enumerate(self.sums, 1):
            sheet.write_number(row, 0, number, self.looks["cell"])
            sheet.write_string(row, 1, one.district, self.looks["cell"])
            sheet.write_string(row, 2, one.commune, self.looks["cell"])
            sheet.write_number(row, 3, one.orders, self.looks["money"])
            sheet.write_number(row, 4, one.total_dong, self.looks["money"])
            row += 1
        self._grand_total(sheet, row, last)

    def _grand_total(self, sheet: Any, row: int, last: int) -> None:
        orders = sum(one.orders for one in self.sums)
        total = sum(one.total_dong for one in self.sums)
        if (orders, total) != (self.head.order_count, self.head.total_dong):
            raise AssertionError(f"{orders} orders, {total} in lease {self.head.number}")
        sheet.merge_range(row, 0, row, 2, "", self.looks["left_bold"])
        sheet.write_string(row, 0, "Tổng cộng", self.looks["left_bold"])
        sheet.write_number(row, 3, orders, self.looks["money_bold"])
        sheet.write_number(row, 4, total, self.looks["money_bold"])
        self._line(sheet, row + 1, f"Bằng chữ: {words_of(total)}.", "left_italic", last)
        self._signatures(sheet, row + 3, _SIGNERS)


def _handing_over(line: InstructionLine) -> str:
    """How the money is handed over, and to whom in the payee's place, by which paper."""
    if line.way == "transfer":
        named = (line.account_number, line.account_name, line.bank)
        return f"{WAY_VI[line.way]}: {', '.join(one for one in named if one)}"
    if not line.receiver_name:
        return WAY_VI[line.way]
    who = ", ".join(one for one in (line.receiver_name, line.receiver_id_number) if one)
    return f"{WAY_VI[line.way]}: {who} (giấy số {line.receiver_paper})"


def _month(number: int) -> str:
    """Days below ten and the first two months take a leading zero."""
    return f"{number:02}" if number <= 2 else str(number)


def _print_setup(sheet: Any) -> None:
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.set_margins(left=0.6, right=0.5, top=0.7, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&F&CTrang &P/&N")


def _looks(book: Any) -> dict[str, Any]:
    font = {"font_name": "Times New Roman", "font_size": 12}
    box = {**font, "border": 1, "valign": "vcenter", "text_wrap": True, "num_format": "@"}
    sums = {**box, "num_format": "#,##0", "align": "right"}
    told = {
        "frame": {"border": 1},
        "empty": {**font, "valign": "vcenter", "text_wrap": True, "num_format": "@"},
        "cell": box, "money": sums, "money_bold": {**sums, "bold": True},
        "heading": {**box, "bold": True, "align": "center", "num_format": "General"},
        "centre": {**font, "align": "center"},
        "centre_bold": {**font, "align": "center", "bold": True},
        "centre_line": {**font, "align": "center", "bold": True, "underline": 1},
        "centre_italic": {**font, "align": "center", "italic": True},
        "title": {**font, "font_size": 14, "align": "center", "bold": True},
        "left_bold": {**font, "bold": True, "align": "left"},
        "left_italic": {**font, "italic": True, "align": "left"},
    }  # fmt: skip
    return {name: book.add_format(look) for name, look in told.items()}
