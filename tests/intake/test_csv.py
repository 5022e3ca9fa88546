"""Lists as CSV: UTF-8 with or without its mark, any usual separator, bounded like workbooks."""

import pytest
from hypothesis import given

from app.core.errors import Refused
from app.intake import refusals as no
from app.intake.csv_cells import NotUtf8, QuotesBroken, bare_cell, guard_cell
from app.intake.refusals import Limits
from app.intake.sources import CSV, XLSX
from tests.intake import zoo
from tests.intake.test_sources import TEXTS, Sheet, as_csv, named, opened, read


@given(TEXTS)
def test_no_exported_cell_starts_a_formula(text: str) -> None:
    cell = guard_cell(text)
    assert cell[0] not in "=+-@\t\r"
    assert bare_cell(cell) == text
    assert cell == text or cell == f"'{text}"


def test_a_quote_of_their_own_is_kept() -> None:
    assert bare_cell("'042175000123") == "'042175000123"
    assert guard_cell("'042175000123") == "'042175000123"
    assert bare_cell(guard_cell("'=1+1")) == "'=1+1"


def csv_table(separator: str, rows: Sheet) -> str:
    quoted = [[f'"{cell}"' if separator in str(cell) else str(cell) for cell in r] for r in rows]
    return "\r\n".join(separator.join(row) for row in quoted)


def csv_of(separator: str = ";") -> str:
    cells = ["" if cell is None else cell for cell in zoo.cells("08")]
    return csv_table(separator, [zoo.headers("08"), cells])


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_separator_is_found(separator: str, mark: str) -> None:
    ((number, cells),) = read((mark + csv_of(separator)).encode(), "08", CSV)
    assert number == 2
    assert named("08", cells)["address"] == "Thôn Đông, xã Thạch Hải"


def test_a_said_separator_goes_before_all() -> None:
    ((number, cells),) = read(("sep=\t\r\n" + csv_of("\t")).encode(), "08", CSV)
    assert (number, cells[1]) == (2, "Nguyễn Thị Hòa")


def test_titles_blank_lines_and_totals_of_a_csv() -> None:
    lines = ["ỦY BAN NHÂN DÂN XÃ;;", "", csv_of(), ";Tổng cộng;;;;;;;;;;3;750000", "", "Người lập"]
    found = opened("\n".join(lines).encode(), "08", CSV)
    assert [number for number, _ in found.rows()] == [4]
    assert found.skipped == 2


def test_a_quoted_cell_may_hold_lines_and_quotes() -> None:
    data = as_csv("08", [zoo.cells("08", note='Ở nhà "ông\nAn"; xóm 2\r\n')])
    ((_, cells),) = read(data, "08", CSV)
    assert cells[-1] == 'Ở nhà "ông\nAn"; xóm 2\r\n'


def many(cells: int, text: str = "x") -> bytes:
    return (csv_of() + "\n" + ";".join([text] * cells)).encode()


BAD_CSV: dict[str, tuple[bytes, type[Refused]]] = {
    "UTF-16": (csv_of().encode("utf-16"), NotUtf8),
    "UTF-16 without its mark": (csv_of().encode("utf-16-le"), NotUtf8),
    "Windows-1258": ("STT;Họ và tên;Đ\n".encode("cp1258", "ignore"), NotUtf8),
    "Latin 1 in line 3": ((csv_of() + "\n").encode() + "1;Lê;".encode("latin-1"), NotUtf8),
    "a workbook": (zoo.form_file("08", zoo.people("08", 3)), NotUtf8),
    "a control character": ((csv_of() + "\x01").encode(), no.CharacterForbidden),
    "an open quote": ((csv_of() + '\n"1;An').encode(), QuotesBroken),
    "words after a quote": ((csv_of() + '\n"1"x;An').encode(), QuotesBroken),
    "a long cell": (many(1, "a" * 2001), no.CellTooLong),
    "an endless cell": (many(1, '"' + "a" * 200_000), no.CellTooLong),
    "61 columns": (many(61), no.CellOutOfBounds),
    "200,101 lines": ((csv_of() + "\n;" * 200_100).encode(), no.CellOutOfBounds),
    "no header": (b"a;b;c\n1;2;3\n", no.WrongForm),
    "empty": (b"", no.WrongForm),
    "no rows": (csv_of().splitlines()[0].encode(), no.NoRows),
    "another form": (("Mẫu số 09\n" + csv_of()).encode(), no.WrongForm),
}


@pytest.mark.parametrize("name", BAD_CSV)
def test_a_csv_that_is_no_list_is_refused(name: str) -> None:
    data, refusal = BAD_CSV[name]
    with pytest.raises(refusal) as caught:
        read(data, "08", CSV)
    assert type(caught.value) is refusal
    assert caught.value.status == 422
    assert "{" not in caught.value.sentence("vi") + caught.value.sentence("en")


def test_the_line_of_a_fault_is_told() -> None:
    with pytest.raises(NotUtf8, match="Line 3 "):
        read(BAD_CSV["Latin 1 in line 3"][0], "08", CSV)
    with pytest.raises(QuotesBroken, match="line 3 "):
        read(BAD_CSV["words after a quote"][0], "08", CSV)


def test_a_csv_is_bounded_like_a_workbook() -> None:
    with pytest.raises(no.WorkbookTooLarge):
        read(csv_of().encode(), "08", CSV, Limits(max_bytes=99))
    rows = [zoo.cells("08", stt=i) for i in range(1, 14)]
    assert len(read(as_csv("08", rows), "08", CSV, Limits(max_rows=13))) == 13
    for data, kind in ((as_csv("08", rows), CSV), (zoo.form_file("08", rows), XLSX)):
        with pytest.raises(no.TooManyRows):
            read(data, "08", kind, Limits(max_rows=12))
