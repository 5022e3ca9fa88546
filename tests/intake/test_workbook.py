"""Hostile workbooks are refused by name before the reader sees them; honest ones are read."""

import os
import time
from collections.abc import AsyncIterator
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from app.core.errors import Refused
from app.intake import refusals as no
from app.intake.reader import ListReader, ReadList, read_list
from app.intake.refusals import Limits
from app.intake.workbook import guarded
from tests.intake import zoo

LIMITS = Limits()
COMMUNES = {"Xã Thạch Hải": "18562", "Xã Thạch Khê": "18565"}
OWN = "18562"


def read(data: bytes, form_code: str = "08", limits: Limits = LIMITS) -> ReadList:
    return read_list(data, form_code, zoo.DAY, COMMUNES, limits, OWN)


def one_cell(reference: str) -> str:
    row = "".join(filter(str.isdigit, reference))
    return f'<row r="{row}">{zoo.cell_xml(reference, 1)}</row>'


def cells_like(xml: str) -> bytes:
    return zoo.plain_file("08", f'<row r="3">{xml}</row>')


ZOO: dict[str, tuple[bytes, type[Refused]]] = {
    "empty file": (b"", no.NotAWorkbook),
    "not a zip": (b"STT;Ho va ten\n" * 99, no.NotAWorkbook),
    "old xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, no.NotAWorkbook),
    "cut short": (zoo.form_file("08", zoo.people("08", 5))[:-30], no.NotAWorkbook),
    "a zip without workbook": (zoo.packed({"a.txt": "a"}), no.NotAWorkbook),
    "ratio bomb": (zoo.ratio_bomb(), no.WorkbookBomb),
    "lying bomb": (zoo.lying_bomb(), no.NotAWorkbook),
    "100,000 entries": (zoo.many_entries(), no.WorkbookBomb),
    "duplicate names": (zoo.duplicate_names(), no.NotAWorkbook),
    "overlapping entries": (zoo.overlapping(), no.WorkbookBomb),
    "one-cell bomb": (zoo.plain_file("08", one_cell("XFD100000")), no.CellOutOfBounds),
    "far row": (zoo.plain_file("08", one_cell("A1048576")), no.CellOutOfBounds),
    "far column": (zoo.plain_file("08", one_cell("BI9")), no.CellOutOfBounds),
    "far cell in a near row": (cells_like(zoo.cell_xml("A999999", 1)), no.CellOutOfBounds),
    "61 cells without places": (cells_like("<c><v>1</v></c>" * 61), no.CellOutOfBounds),
    "strange place": (cells_like('<c r="$A$1"><v>1</v></c>'), no.NotAWorkbook),
    "sparse corner": (zoo.plain_file("08", one_cell("BH200000")), no.WorkbookBomb),
    "string count bomb": (
        zoo.shared_file("A", attributes=' uniqueCount="4294967295"'),
        no.WorkbookBomb,
    ),
    "billion laughs": (zoo.billion_laughs(), no.EntityFound),
    "external entity": (zoo.external_entity(), no.EntityFound),
    "document type": (zoo.plain_file("08", prolog="<!DOCTYPE worksheet>"), no.EntityFound),
    "formula": (cells_like('<c r="A3"><f>1+1</f><v>2</v></c>'), no.FormulaFound),
    "prefixed formula": (
        cells_like(f'<x:c xmlns:x="{zoo.MAIN}" r="A3"><x:f>1</x:f></x:c>'),
        no.FormulaFound,
    ),
    "error value": (cells_like('<c r="A3" t="e"><v>#N/A</v></c>'), no.CellBroken),
    "macro": (zoo.packed({**zoo.parts(""), "xl/vbaProject.bin": "x"}), no.MacroFound),
    "embedded object": (
        zoo.packed({**zoo.parts(""), "xl/embeddings/a.bin": "x"}),
        no.MacroFound,
    ),
    "macro type": (
        zoo.packed(
            {
                **zoo.parts(""),
                "[Content_Types].xml": '<Types><Override ContentType="x.macroEnabled.y"/></Types>',
            }
        ),
        no.MacroFound,
    ),
    "external link": (
        zoo.packed({**zoo.parts(""), "xl/externalLinks/externalLink1.xml": "<x/>"}),
        no.ExternalLinkFound,
    ),
    "external target": (
        zoo.packed(
            {
                **zoo.parts(""),
                "xl/_rels/workbook.xml.rels": '<R><Q TargetMode="External" Target="x"/></R>',
            }
        ),
        no.ExternalLinkFound,
    ),
    "NUL escape": (zoo.shared_file("Nguyễn_x0000_"), no.CharacterForbidden),
    "surrogate escape": (zoo.shared_file("Nguyễn _xD800_"), no.CharacterForbidden),
    "raw NUL": (zoo.shared_file("Nguyễn\0An"), no.NotAWorkbook),
    "NUL reference": (zoo.shared_file("Nguyễn &#0;"), no.NotAWorkbook),
    "UTF-16": (
        zoo.packed({**zoo.parts(""), "xl/worksheets/sheet1.xml": "<worksheet/>".encode("utf-16")}),
        no.NotAWorkbook,
    ),
    "long text": (cells_like(zoo.cell_xml("A3", "a" * 2001)), no.CellTooLong),
    "long shared text": (zoo.shared_file("a" * 2001), no.CellTooLong),
    "unclosed": (cells_like("<c>"), no.NotAWorkbook),
    "missing string": (cells_like('<c r="A3" t="s"><v>5</v></c>'), no.NotAWorkbook),
    "sheet elsewhere": (
        zoo.packed(
            {
                **zoo.parts(""),
                "xl/_rels/workbook.xml.rels": zoo.relations(("rId1", "worksheet", "../evil.xml")),
                "evil.xml": zoo.parts(one_cell("XFD100000"))["xl/worksheets/sheet1.xml"],
            }
        ),
        no.NotAWorkbook,
    ),
    "wrong form by title": (zoo.form_file("09", zoo.people("09", 1)), no.WrongForm),
    "wrong form by columns": (zoo.plain_file("07"), no.WrongForm),
    "no header": (zoo.packed(zoo.parts(zoo.sheet([["a", "b"], ["c", "d"]]))), no.WrongForm),
    "no rows": (zoo.form_file("08", []), no.NoRows),
}


@pytest.mark.parametrize("name", ZOO)
def test_the_zoo_is_refused_by_name_and_at_once(name: str) -> None:
    data, refusal = ZOO[name]
    start = time.process_time()
    with pytest.raises(refusal) as caught:
        read(data)
    assert time.process_time() - start < 1
    assert type(caught.value) is refusal
    assert caught.value.status == 422
    assert "{" not in caught.value.sentence("vi") + caught.value.sentence("en")


def test_size_is_refused_with_413() -> None:
    with pytest.raises(no.WorkbookTooLarge) as caught:
        read(b"PK\x03\x04" + bytes(100), limits=Limits(max_bytes=100))
    assert caught.value.status == 413


def test_a_huge_part_is_refused_even_when_no_one_reads_it() -> None:
    with pytest.raises(no.WorkbookBomb):
        read(zoo.huge_part(3_000_000), limits=Limits(max_part_bytes=2_000_000))


def test_refusals_name_the_cell() -> None:
    with pytest.raises(no.FormulaFound, match="sheet1!C3"):
        read(cells_like('<c r="C3"><f>1+1</f></c>'))
    with pytest.raises(no.CellOutOfBounds, match="sheet1!XFD100000"):
        read(zoo.plain_file("08", one_cell("XFD100000")))


HIDING_PLACES = {
    "in a comment": "<!-- {row} {bomb} -->",
    "after a comment closed in a text": "<!-- <row r='9'/>"
    '<row r="9"><c r="A9" t="inlineStr"><is><t>--></t></is></c></row>{bomb}<!-- -->',
    "after an own end": "<row r='9'/><!-- </row>{row}{bomb} -->",
    "in CDATA": '<row r="9"><c r="A9"><v><![CDATA[</v></c></row>{row}{bomb}]]></v></c></row>',
    "in an attribute": "<x a='</row>{row}' />{bomb}",
    "behind prefixed rows": "<y:row xmlns:y='" + zoo.MAIN + "'>{row}</y:row>{bomb}",
    "behind a thousand rows": "{rows}{bomb}",
    "single quotes": "<row r='9'><c r='XFD100000'><v>1</v></c></row>",
}


@pytest.mark.parametrize("name", HIDING_PLACES)
def test_no_hiding_place_brings_a_bomb_past_the_guard(name: str) -> None:
    row = '<row r="10"><c r="A10"><v>1</v></c></row>'
    rows = "".join(row.replace("10", str(n)) for n in range(10, 5_000))
    tail = HIDING_PLACES[name].format(row=row, rows=rows, bomb=one_cell("XFD100000"))
    data = zoo.plain_file("08", tail)
    try:
        guarded(data, LIMITS)
    except Refused:
        return
    assert "<!--" in tail or "CDATA" in tail, "an open bomb passed"
    assert read(data).rows, "what is hidden from the guard is hidden from the reader too"


def test_one_row_above_the_limit() -> None:
    limits = Limits(max_rows=12)
    assert len(read(zoo.form_file("08", zoo.people("08", 12)), limits=limits).rows) == 12
    with pytest.raises(no.TooManyRows):
        read(zoo.form_file("08", zoo.people("08", 13)), limits=limits)


def test_a_missing_column_is_named() -> None:
    named, row = zoo.headers("08"), zoo.cells("08")
    del named[4], row[4]
    with pytest.raises(no.ColumnMissing, match="CMND/CCCD"):
        read(zoo.packed(zoo.parts(zoo.sheet([named, row]))))


def test_a_column_twice_is_refused() -> None:
    named, row = [*zoo.headers("08"), "Họ tên"], [*zoo.cells("08"), "Ai Đó"]
    with pytest.raises(no.ColumnTwice):
        read(zoo.packed(zoo.parts(zoo.sheet([named, row]))))


@pytest.mark.parametrize("form_code", ["05", "07", "08", "09"])
def test_a_written_form_is_read_back(form_code: str) -> None:
    rows = zoo.people(form_code, 30)
    found = read(zoo.form_file(form_code, rows), form_code)
    assert (found.clean, found.faulty, found.problems) == (30, 0, {})
    first = found.rows[0]
    assert first["row_number"] == 9
    assert first["birth_date"] == date(1975, 3, 12)
    assert first["full_name"] == rows[0][1]
    assert first["id_number"] == "042175000001"
    assert first["id_kind"] == "CCCD"
    assert first["commune_code"] == OWN
    assert first["months"] == 3
    assert first["amount_dong"] == (750_000 if form_code in {"08", "09"} else 1_500_000)
    assert first["note"] is None


def test_text_survives_the_way_through_the_file() -> None:
    texts = ["=1+1", "a & b < c > d", "  Tổ 3 ", "http://x.vn", "007", "_x0041_", '"quoted"']
    rows = [
        zoo.cells("08", full_name=f"Lê Văn {'ABCDEGH'[i]}", id_number=None, note=text)
        for i, text in enumerate(texts)
    ]
    found = read(zoo.form_file("08", rows))
    assert [row["note"] for row in found.rows] == [text.strip() for text in texts]


def test_damaged_cells_are_planted() -> None:
    damaged = {(1, "id_number"): 42175000002.0}
    found = read(zoo.form_file("08", zoo.people("08", 3), damaged_cells=damaged))
    assert [row["row_number"] for row in found.rows if row["problems"]] == [10]
    assert found.problems == {"ID_DAMAGED": 1}


def test_columns_may_be_reordered_and_strangers_stand_between() -> None:
    named, row = [*zoo.headers("08"), "Dân tộc"], [*zoo.cells("08"), "Kinh"]
    body = zoo.sheet([["UBND XÃ"], [], named[::-1], row[::-1]])
    found = read(zoo.packed(zoo.parts(body)))
    assert found.clean == 1
    assert found.rows[0]["row_number"] == 4
    assert found.rows[0]["full_name"] == "Nguyễn Thị Hòa"


def test_furniture_is_skipped_and_people_are_not() -> None:
    numbers: list[str | float | None] = [f"({n})" for n in range(1, 14)]
    faulty = zoo.cells("08", full_name="Tống Thị Công", birth=None, id_number="042175000124")
    rows: list[list[str | float | None]] = [
        ["ỦY BAN NHÂN DÂN XÃ"],
        list(zoo.headers("08")),
        numbers,
        ["I. Thôn Đông"],
        zoo.cells("08"),
        [2.0],
        [],
        faulty,
        [None, "Cộng thôn Đông", None, None, None, None, None, None, None, None, 3, 1500000],
        zoo.cells("08", full_name="Lê Thị Ba", id_number="042175000125"),
        [None, "TỔNG CỘNG: 3 người"],
        ["(Bằng chữ: hai triệu đồng)"],
        [None, "Thạch Hải, ngày 28 tháng 4 năm 2020"],
        [None, "NGƯỜI LẬP BIỂU", None, None, None, None, "TM. ỦY BAN NHÂN DÂN"],
        [None, "Trần Văn Lập", None, None, None, None, "Lê Văn Chủ"],
    ]
    found = read(zoo.packed(zoo.parts(zoo.sheet(rows))))
    assert [row["row_number"] for row in found.rows] == [5, 8, 10]
    assert found.problems == {"BIRTH_MISSING": 1}


def test_the_first_sheet_with_the_header_is_taken() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Hướng dẫn", "điền", "vào", "trang sau"])
    listed = book.create_sheet("Danh sách")
    listed.append(zoo.headers("08"))
    listed.append(zoo.cells("08", birth=date(1975, 3, 12)))
    out = BytesIO()
    book.save(out)
    found = read(out.getvalue())
    assert (found.sheet, found.clean) == ("Danh sách", 1)
    assert found.rows[0]["birth_date"] == date(1975, 3, 12)


@pytest.fixture
async def reader() -> AsyncIterator[ListReader]:
    made = ListReader(memory_bytes=1 << 30, cpu_seconds=5)
    yield made
    made.close()


def burn() -> None:
    while True:
        pass


def eat() -> int:
    return len(bytearray(4 << 30))


async def test_the_child_reads_refuses_and_survives_its_own_death(reader: ListReader) -> None:
    data = zoo.form_file("08", zoo.people("08", 5))
    wanted = read(data)
    assert await reader.read(data, "08", zoo.DAY, COMMUNES, LIMITS, OWN) == wanted
    with pytest.raises(no.NoRows):
        await reader.read(zoo.form_file("08", []), "08", zoo.DAY, COMMUNES, LIMITS, OWN)
    with pytest.raises(no.WorkbookUnreadable):
        await reader.run(os.abort)
    with pytest.raises(no.WorkbookUnreadable):
        await reader.run(eat)
    assert await reader.read(data, "08", zoo.DAY, COMMUNES, LIMITS, OWN) == wanted


async def test_a_child_that_works_too_long_is_ended() -> None:
    reader = ListReader(cpu_seconds=1)
    with pytest.raises(no.WorkbookUnreadable):
        await reader.run(burn)
    reader.close()
