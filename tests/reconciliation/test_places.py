"""Which row of a file a line of its statement is."""

from io import BytesIO

import xlsxwriter

from app.reconciliation.places import Place, Places, places_in, refused_in_file
from app.reconciliation.rules import Form, StatementUnreadable, misshapen, unreadable

HEAD = ["Mã lệnh chi", "Số tiền (đồng)", "Kết quả", "Ngày chi"]
PAID = ["A", "1", "Đã chi", "05/05/2020"]


def _rows(places: Places, lines: int) -> list[Place | None]:
    return [places.of(line) for line in range(1, lines + 1)]


def _book(sheets: dict[str, dict[int, list[str]]]) -> bytes:
    book = BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for row, cells in rows.items():
                sheet.write_row(row - 1, 0, cells)
    return book.getvalue()


async def test_a_csv_file_counts_headings_blank_rows_and_breaks_within_cells() -> None:
    paid = ",".join(PAID)
    text = f'\n{",".join(HEAD)},Lý do\n{paid},\n,,,,\n{paid},"hai\nhàng"\n{paid},\n'
    found = await places_in(Form.CSV, b"\xef\xbb\xbf" + text.encode())
    assert _rows(found, 3) == [Place(3), Place(5), Place(6)]
    assert found.of(0) is None


async def test_a_workbook_counts_titles_and_names_its_sheet_among_several() -> None:
    one = _book({"Trang": {1: ["BẢNG KÊ"], 4: HEAD, 5: PAID, 6: ["B"], 7: PAID, 9: PAID}})
    assert _rows(await places_in(Form.XLSX, one), 3) == [Place(5), Place(7), Place(9)]
    two = _book({"Xã A": {3: HEAD, 4: PAID}, "Xã B": {3: HEAD, 5: PAID, 6: PAID}})
    assert _rows(await places_in(Form.XLSX, two), 3) == [
        Place(4, "Xã A"), Place(5, "Xã B"), Place(6, "Xã B"),
    ]  # fmt: skip


async def test_a_message_has_no_rows() -> None:
    assert (await places_in(Form.PAIN_002, b"<x/>")).of(1) is None


async def test_faults_are_told_by_row_and_sheet_and_keep_their_pointers() -> None:
    content = _book({"Xã A": {3: HEAD, 4: PAID}, "Xã B": {3: HEAD, 5: PAID}})
    refusal = unreadable("one", "một", errors=[misshapen(2, "amount_dong")])
    told = await refused_in_file(refusal, Form.XLSX, content)
    assert isinstance(told, StatementUnreadable)
    errors = told.facts["errors"]
    assert isinstance(errors, list)
    assert [one["pointer"] for one in errors] == ["#/lines/1/amount_dong"]
    assert errors[0]["message"].startswith("Dòng 5 của tệp, trang “Xã B”: số tiền phải")
