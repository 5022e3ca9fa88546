"""Hostile workbooks are refused by name before the reader sees them; honest ones are read."""

import multiprocessing
import os
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from app.core.errors import Refused
from app.intake import pieces, workbook
from app.intake import refusals as no
from app.intake.child import BoundedChild
from app.intake.forms import FORMS
from app.intake.refusals import Limits
from app.intake.sources import XLSX, Raw, open_source
from app.intake.workbook import guarded
from tests.intake import zoo

LIMITS = Limits()
MOST_MIB = 128


def read(data: bytes, form_code: str = "08", limits: Limits = LIMITS) -> list[tuple[int, Raw]]:
    """The rows of a workbook, once it is a list of the form."""
    return list(open_source(FORMS[form_code], data, XLSX, limits).rows())


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
    "formula under the prefix of lists": (
        cells_like(f'<c r="A3"><xm:f xmlns:xm="{zoo.MAIN}">1</xm:f></c>'),
        no.NotAWorkbook,
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
def test_the_zoo_is_refused_by_name(name: str) -> None:
    data, refusal = ZOO[name]
    with pytest.raises(refusal) as caught:
        read(data)
    assert type(caught.value) is refusal
    assert caught.value.status == 422
    assert "{" not in caught.value.sentence("vi") + caught.value.sentence("en")


@pytest.fixture(scope="module")
def cage() -> Iterator[ProcessPoolExecutor]:
    """A process whose memory is nobody else's; fed once, so that all is imported."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        pool.submit(zoo.keep_watch, read, zoo.form_file("08", zoo.people("08", 5))).result()
        yield pool


@pytest.mark.parametrize("name", ZOO)
def test_no_animal_takes_a_second_or_much_memory(name: str, cage: ProcessPoolExecutor) -> None:
    data, refusal = ZOO[name]
    caught, seconds, mib = cage.submit(zoo.keep_watch, read, data).result()
    assert caught == refusal.__name__
    assert seconds < 1
    assert mib < MOST_MIB


def greedy(data: bytes) -> int:
    return len(data * (200 << 20))


def test_the_watch_sees_memory_that_was_given_back(cage: ProcessPoolExecutor) -> None:
    assert cage.submit(zoo.keep_watch, greedy, b"x").result()[2] >= 199


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
    assert read(data), "what is hidden from the guard is hidden from the reader too"


def test_lists_to_choose_from_are_no_formulas() -> None:
    """Excel writes a choice from another sheet this way."""
    rows = zoo.sheet([zoo.headers("08"), zoo.cells("08")])
    made = zoo.parts(rows)
    choice = (
        '<extLst><ext xmlns:x14="urn:x14"><x14:dataValidation><x14:formula1>'
        '<xm:f xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">DM!$A$1:$A$5</xm:f>'
        "</x14:formula1></x14:dataValidation></ext></extLst></worksheet>"
    )
    sheet = made["xl/worksheets/sheet1.xml"].replace("</worksheet>", choice)
    assert len(read(zoo.packed({**made, "xl/worksheets/sheet1.xml": sheet}))) == 1


def test_one_row_above_the_limit() -> None:
    limits = Limits(max_rows=12)
    assert len(read(zoo.form_file("08", zoo.people("08", 12)), limits=limits)) == 12
    with pytest.raises(no.TooManyRows):
        read(zoo.form_file("08", zoo.people("08", 13)), limits=limits)


@pytest.fixture
def every_sheet_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets are read in pieces of some rows each."""
    monkeypatch.setattr(workbook, "LONG", 0)
    monkeypatch.setattr(pieces, "PIECE_BYTES", 2_000)


def read_whole_and_in_pieces(
    data: bytes, monkeypatch: pytest.MonkeyPatch, form_code: str = "08"
) -> list[list[tuple[int, Raw]]]:
    whole = read(data, form_code)
    with monkeypatch.context() as patch:
        patch.setattr(workbook, "LONG", 0)
        patch.setattr(pieces, "PIECE_BYTES", 2_000)
        return [whole, read(data, form_code)]


def test_a_sheet_in_pieces_is_the_same_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zoo.form_file("08", zoo.people("08", 60))
    whole, pieced = read_whole_and_in_pieces(data, monkeypatch)
    assert pieced == whole
    assert len(whole) == 60


SHAPES = {
    "a gap of rows": ({}, '<row r="900"><c r="B900"><v>5</v></c><c r="C900"><v>1942</v></c>'
                      '<c r="M900"><v>7</v></c><c r="L900"><v>750000</v></c></row>'),
    "rows without numbers": ({' r="3"': ""}, ""),
    "prefixed tags": ({"<": "<x:", "<x:/": "</x:", "xmlns=": "xmlns:x="}, ""),
    "an empty row element": ({}, '<row r="700"/>'),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_sheets_of_any_shape_are_the_same_in_pieces(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes, tail = SHAPES[name]
    rows = zoo.sheet([["UBND"], zoo.headers("08"), *zoo.people("08", 40)])
    made = zoo.parts(rows + tail)
    xml = made["xl/worksheets/sheet1.xml"]
    for old, new in changes.items():
        xml = xml.replace(old, new)
    data = zoo.packed({**made, "xl/worksheets/sheet1.xml": xml})
    whole, pieced = read_whole_and_in_pieces(data, monkeypatch)
    assert pieced == whole
    assert len(whole) == 40 + ("900" in tail)


def test_dates_and_other_sheets_are_the_same_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Hướng dẫn"])
    listed = book.create_sheet("Danh sách")
    listed.append(zoo.headers("08"))
    for _ in range(30):
        listed.append(zoo.cells("08", birth=date(1975, 3, 12)))
    out = BytesIO()
    book.save(out)
    whole, pieced = read_whole_and_in_pieces(out.getvalue(), monkeypatch)
    assert pieced == whole
    assert whole[29][1][2] == date(1975, 3, 12)


HIDDEN = [
    "<!-- </row>{row}{row}{row} -->",
    '<row r="9"><c r="A9"><v><![CDATA[</v></c></row>{row}]]></v></c></row>',
    "<?x </row>{row}{row}{row} ?>",
]


@pytest.mark.usefixtures("every_sheet_is_long")
@pytest.mark.parametrize("hidden", HIDDEN)
def test_no_piece_begins_inside_what_is_hidden(hidden: str) -> None:
    person = zoo.sheet([zoo.cells("08", full_name="Kẻ Lạ")], 50)
    rows = zoo.sheet([zoo.headers("08"), *zoo.people("08", 5)])
    data = zoo.packed(zoo.parts(rows + hidden.format(row=person)))
    guarded(data, LIMITS)  # nothing bad in sight: it is well-formed
    with pytest.raises(no.NotAWorkbook):
        read(data)


@pytest.mark.usefixtures("every_sheet_is_long")
def test_a_long_sheet_without_a_table_is_refused() -> None:
    with pytest.raises(no.WrongForm):
        read(zoo.packed(zoo.parts("")))


@pytest.fixture
async def child() -> AsyncIterator[BoundedChild]:
    made = BoundedChild(memory_bytes=1 << 30, cpu_seconds=5)
    yield made
    made.close()


def burn() -> None:
    while True:
        pass


def eat() -> int:
    return len(bytearray(4 << 30))


async def test_the_child_reads_refuses_and_survives_its_own_death(child: BoundedChild) -> None:
    data = zoo.form_file("08", zoo.people("08", 5))
    wanted = read(data)
    assert await child.run(read, data) == wanted
    with pytest.raises(no.NoRows):
        await child.run(read, zoo.form_file("08", []))
    with pytest.raises(no.WorkbookUnreadable):
        await child.run(os.abort)
    with pytest.raises(no.WorkbookUnreadable):
        await child.run(eat)
    assert await child.run(read, data) == wanted


async def test_a_child_that_works_too_long_is_ended() -> None:
    child = BoundedChild(cpu_seconds=1)
    with pytest.raises(no.WorkbookUnreadable):
        await child.run(burn)
    child.close()
