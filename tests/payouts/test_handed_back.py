"""The workbook for paying by hand, filled in at its right, is read as a statement."""

import io
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from app.payouts import reference_of
from app.payouts.hand_payment import COLUMNS, RESULTS, Letterhead, write_workbook
from app.payouts.instructions import InstructionHead, InstructionLine
from app.reconciliation import StatementOrder, files, order_in
from app.reconciliation.rules import StatementUnreadable

LETTERHEAD = Letterhead("Ủy ban nhân dân tỉnh Hà Tĩnh", "Hà Tĩnh")
DAY = date(2020, 5, 5)
HEADINGS = [heading for heading, _ in COLUMNS]
REFERENCE, AMOUNT, RESULT = (
    HEADINGS.index(one) + 1 for one in ("Mã lệnh chi", "Số tiền (đồng)", "Kết quả")
)


def lines(communes: int, each: int) -> list[InstructionLine]:
    """Orders of so many communes; two districts have communes of one name."""
    return [
        InstructionLine(
            reference_of("42", place * each + number), f"Phan Thị {number}", None, None, None,
            None, "counter", None, None, None, "Thôn 1", f"Xã {place // 2}",
            ("Huyện Can Lộc", "Huyện Đức Thọ")[place % 2], "HN", date(2020, 4, 1),
            750_000 + number,
        )
        for place in range(communes)
        for number in range(each)
    ]  # fmt: skip


def workbook(target: Path, told: list[InstructionLine]) -> bytes:
    head = InstructionHead(
        "LC-42-7", "BUUDIEN", "Bưu điện tỉnh", "Sở Lao động", datetime(2020, 5, 5, 5, tzinfo=UTC),
        len(told), sum(line.amount_dong for line in told),
    )  # fmt: skip
    write_workbook(head, LETTERHEAD, told, target / "made.xlsx")
    return (target / "made.xlsx").read_bytes()


def filled(content: bytes, results: Iterable[tuple[str, object, str] | None]) -> bytes:
    """What a clerk makes of it: a word on each order in turn, or none yet."""
    book, words = openpyxl.load_workbook(io.BytesIO(content)), iter(results)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=10):
            if len(row) < RESULT or not str(row[REFERENCE - 1].value or "").startswith("AS"):
                continue
            if told := next(words):
                for offset, value in enumerate(told):
                    sheet.cell(row[0].row, RESULT + offset, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


async def read(content: bytes) -> StatementOrder:
    return await order_in("KÝ-1", DAY, files.XLSX, content, 200_000)


@pytest.mark.parametrize("communes", [3, 202])
async def test_a_workbook_filled_in_is_handed_back(tmp_path: Path, communes: int) -> None:
    told = lines(communes, 2)
    paid, failed = RESULTS
    words = [(paid, DAY, ""), (failed, "04/05/2020", "Vắng mặt")] * communes
    order = await read(filled(workbook(tmp_path, told), [*words[:-1], None]))
    assert [(line["reference"], line["amount_dong"]) for line in order.lines] == [
        (line.reference, line.amount_dong) for line in told[:-1]
    ]
    assert order.lines[0] == {
        "reference": told[0].reference, "amount_dong": 750_000, "result": "paid",
        "done_on": DAY,
    }  # fmt: skip
    assert order.lines[1]["result"] == "failed"
    assert order.lines[1]["reason"] == "Vắng mặt"
    assert order.lines[1]["done_on"] == date(2020, 5, 4)


async def test_a_row_with_half_a_word_is_told(tmp_path: Path) -> None:
    content = filled(workbook(tmp_path, lines(1, 2)), [(RESULTS[0], None, ""), None])
    with pytest.raises(StatementUnreadable) as refusal:
        await read(content)
    assert refusal.value.facts["errors"][0]["pointer"] == "#/lines/0/done_on"  # type: ignore[index]


def test_many_communes_stand_on_one_sheet_with_a_page_each(tmp_path: Path) -> None:
    few = openpyxl.load_workbook(io.BytesIO(workbook(tmp_path, lines(200, 1))))
    assert len(few.sheetnames) == 201
    book = openpyxl.load_workbook(io.BytesIO(workbook(tmp_path, lines(202, 1))))
    assert len(book.sheetnames) == 2
    sheet = book.worksheets[0]
    starts = [
        row[0].row for row in sheet.iter_rows(max_col=1) if str(row[0].value).startswith("Xã ")
    ]
    assert [one.id for one in sheet.row_breaks.brk] == [row - 1 for row in starts[1:]]
    assert len(starts) == 202


def test_two_makings_are_one(tmp_path: Path) -> None:
    assert workbook(tmp_path, lines(3, 2)) == workbook(tmp_path, lines(3, 2))
