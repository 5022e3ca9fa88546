"""Reports as papers: tables that read well, pictures, annexes on pages of their own."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from pypdf import PdfReader

from app import documents
from app.documents.issuing import mark_of
from app.documents.papers.content import content_of
from app.documents.papers.report_words import cell, unit_line
from app.documents.papers.widths import LANDSCAPE, PAD_MM, POINT_MM, PORTRAIT, Layout, ems, laid_out
from app.documents.schemas import ReportPaper, ReportPicture, ReportSection
from app.sheets import Column, Kind, Row, Sheet, TableDoesNotFoot, Value
from tests.documents import report_samples as samples
from tests.documents.test_papers import (
    HOSTILE,
    own_folder,
    pages,
    paragraphs,
    said,
    squeezed,
)

__all__ = ["own_folder"]


def column(title: str, kind: Kind, key: str = "one") -> Column:
    return Column(key=key, title=title, kind=kind, meaning="…")


def wide(texts: int, figures: int, value: int = 186_432_000_000) -> Sheet:
    """A table of so many columns of words and of figures, three rows and their sum."""
    titles = [column(f"Nhóm đối tượng {at}", Kind.TEXT, f"t{at}") for at in range(texts)]
    titles += [
        column(f"Kinh phí được phê duyệt {at}", Kind.DONG, f"f{at}") for at in range(figures)
    ]
    cells: dict[str, Value] = {f"t{at}": "Nhân khẩu thuộc hộ cận nghèo" for at in range(texts)}
    cells |= {f"f{at}": value for at in range(figures)}
    rows = [Row(key=str(at), cells=cells) for at in range(3)]
    sums = cells | {f"f{at}": 3 * value for at in range(figures)}
    rows.append(Row(key="total", cells=sums, sum_of=("0", "1", "2"), level=2))
    return Sheet(key="wide", title="Bảng rộng", columns=tuple(titles), rows=tuple(rows))


def only(*parts: ReportSection, annexes: tuple[ReportSection, ...] = ()) -> ReportPaper:
    return replace(samples.report(1), sections=parts, annexes=annexes)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (Kind.COUNT, 159_426, "159.426"), (Kind.COUNT, 0, "0"), (Kind.DONG, 186_432_000_000,
         "186.432.000.000"), (Kind.RATE, "97.60", "97,60%"), (Kind.RATE, None, "–"),
        (Kind.DAY, date(2020, 6, 1), "01/06/2020"), (Kind.DAYS, 4, "4"), (Kind.TEXT, None, "–"),
        (Kind.TEXT, "", ""), (Kind.TEXT, "QĐ 15.2020", "QĐ 15.2020"),
    ],
)  # fmt: skip
def test_cells_are_as_offices_write_them(kind: Kind, value: Value, shown: str) -> None:
    assert cell(kind, value) == shown


@pytest.mark.parametrize(
    ("titled", "unit"),
    [
        ([column("Địa bàn", Kind.TEXT), column("Tỷ lệ", Kind.RATE)], ""),
        ([column("Đã chi", Kind.COUNT, "paid_people"), column("Kinh phí", Kind.DONG)],
         "Đơn vị: người, đồng"),
        ([column("Đã chi (người)", Kind.COUNT, "paid_people"), column("Kinh phí", Kind.DONG)],
         "Đơn vị: đồng"),
        ([column("Kinh phí (đồng)", Kind.DONG)], ""),
        ([column("Hồ sơ", Kind.COUNT, "dossiers"), column("Chậm", Kind.DAYS)],
         "Đơn vị: ngày làm việc"),
    ],
)  # fmt: skip
def test_units_that_no_title_says_stand_above(titled: list[Column], unit: str) -> None:
    assert unit_line(titled) == unit


@pytest.mark.parametrize("layout", [PORTRAIT, LANDSCAPE])
@pytest.mark.parametrize(("texts", "figures"), [(1, 1), (1, 5), (2, 6), (2, 8), (4, 0), (0, 3)])
def test_figures_never_wrap_and_columns_fill_the_page(
    layout: Layout, texts: int, figures: int
) -> None:
    sheet = wide(texts, figures, 559_296_000)
    rows = [[cell(one.kind, row.cells[one.key]) for one in sheet.columns] for row in sheet.rows]
    wordy = [one.kind == Kind.TEXT for one in sheet.columns]
    titles = [one.title for one in sheet.columns]
    size, widths = laid_out(titles, rows, wordy, layout)
    assert size in layout.sizes
    assert sum(widths) == pytest.approx(layout.room_mm, abs=0.6)
    for at, width in enumerate(widths):
        unbroken = [
            words for row in rows for words in (row[at].split() if wordy[at] else [row[at]])
        ]
        room = width - 2 * PAD_MM + 0.1
        assert max(ems(one) for one in unbroken) * size * POINT_MM <= room


def test_a_table_too_wide_for_any_size_still_fits_the_page() -> None:
    size, widths = laid_out(["x" * 40] * 9, [["9" * 30] * 9], [False] * 9, PORTRAIT)
    assert size == PORTRAIT.sizes[-1]
    assert sum(widths) == pytest.approx(160, abs=0.6)
    assert laid_out(["Tên"], [], [True], PORTRAIT) == (12, [160])
    assert laid_out([], [], [], PORTRAIT)[1] == []


@pytest.mark.parametrize(("across", "texts", "figures"), [(False, 1, 5), (True, 2, 8)])
def test_no_figure_is_broken_in_either_form(across: bool, texts: int, figures: int) -> None:
    part = ReportSection(heading="Bảng", sheets=(wide(texts, figures),))
    paper = only(part) if not across else only(annexes=(part,))
    drawn = documents.render(paper)
    text = "\n".join(pages(drawn.pdf))
    assert text.count("186.432.000.000") == 3 * figures
    assert text.count("559.296.000.000") == figures
    assert list(paragraphs(drawn.docx)).count("559.296.000.000") == figures


def test_a_table_without_rows_is_its_head() -> None:
    bare = replace(samples.by_group(), rows=())
    drawn = documents.render(only(ReportSection(sheets=(bare,))))
    assert "STTNhómđốitượng" in said(drawn.pdf)
    assert "Nhóm đối tượng" in list(paragraphs(drawn.docx))


def test_a_sum_has_no_number_and_an_item_without_words_a_dash() -> None:
    paper = samples.report(1)
    *items, total = content_of(paper)["sections"][1]["sheets"][0]["rows"]
    assert (total["cells"][:2], items[0]["cells"][0]) == (["", "Tổng cộng"], "1")
    unnamed = replace(samples.by_group(), rows=(Row(key="x", cells={}),))
    (row,) = content_of(only(ReportSection(sheets=(unnamed,))))["sections"][0]["sheets"][0]["rows"]
    assert set(row["cells"]) == {"–"}


def test_sums_stand_in_bold_and_figures_on_the_right() -> None:
    body = Document(
        BytesIO(documents.render_docx(only(ReportSection(sheets=(wide(1, 2),)))))
    ).element
    table = next(one for one in body.iter(qn("w:tbl")) if one.findall(f".//{qn('w:tblHeader')}"))
    head, *rows = table.findall(qn("w:tr"))
    bold = [len(row.findall(f".//{qn('w:b')}")) for row in rows]
    assert bold == [0, 0, 0, 3]
    sides = [one.get(qn("w:val")) for one in rows[0].iter(qn("w:jc"))]
    assert sides == ["left", "right", "right"]
    assert len(head.findall(f".//{qn('w:keepNext')}")) == 3


def test_a_head_stands_on_every_page_of_a_long_table() -> None:
    told = pages(documents.render_pdf(samples.report(40)))
    annex = next(at for at, text in enumerate(told) if "Phụ lục II" in text)
    assert len(told) - annex > 3
    assert all("Địa bàn, nhóm đối tượng" in text for text in told[annex:])


def test_annexes_lie_across_on_pages_of_their_own() -> None:
    drawn = documents.render(samples.report(3))
    sheets = PdfReader(BytesIO(drawn.pdf)).pages
    told = [page.extract_text() for page in sheets]
    first = [next(at for at, text in enumerate(told) if name in text) for name in
             ("Phụ lục I\n", "Phụ lục II\n")]  # fmt: skip
    across = [page.mediabox.width > page.mediabox.height for page in sheets]
    assert across == [at >= first[0] for at in range(len(sheets))]
    assert first[1] > first[0]
    for at in first:
        assert "(Kèm theo Báo cáo số 96/BC-SLĐTBXH ngày 05 tháng 6 năm 2020)" in told[at]
        assert not re.match(r"\d", told[at]), "the first page of an annex bears no number"
    assert "KẾT QUẢ CHI TRẢ THEO XÃ" in told[first[1]]
    sections = Document(BytesIO(drawn.docx)).sections
    assert [one.orientation for one in sections] == [
        WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.LANDSCAPE,
    ]  # fmt: skip


def test_a_single_annex_has_no_number_and_none_no_page() -> None:
    paper = samples.report(1)
    single = replace(paper, annexes=(ReportSection(heading="Kết quả", paragraphs=("Một.",)),))
    assert content_of(single)["annexes"][0]["number"] == "Phụ lục"
    bare = documents.render(replace(paper, annexes=()))
    assert [one.orientation for one in Document(BytesIO(bare.docx)).sections] == [
        WD_ORIENT.PORTRAIT
    ]
    assert "Phụ lục" not in "".join(pages(bare.pdf))


def test_what_is_told_is_dated() -> None:
    paper = samples.report(1)
    assert (
        "Số liệu đến hết ngày 01/06/2020, theo thông tin ghi nhận đến hết ngày 05/06/2020"
        in (content_of(paper)["told"])
    )
    assert content_of(replace(paper, known_on=None))["told"] == "Số liệu đến hết ngày 01/06/2020"


def test_a_table_that_does_not_add_up_is_no_paper() -> None:
    sheet = samples.by_group()
    *rows, total = sheet.rows
    for key, wrong in (("paid_people", 159_425), ("paid_dong", 1), ("rate_people", "1.00")):
        off = replace(total, cells={**total.cells, key: wrong})
        bent = replace(sheet, rows=(*rows, off))
        for paper in (
            only(ReportSection(sheets=(bent,))),
            only(annexes=(ReportSection(heading="Biểu", sheets=(bent,)),)),
        ):
            with pytest.raises(TableDoesNotFoot):
                documents.render_pdf(paper)
    lost = replace(sheet, rows=(*rows[1:], total))
    with pytest.raises(TableDoesNotFoot):
        content_of(only(ReportSection(sheets=(lost,))))


def test_pictures_are_in_both_forms_with_their_names() -> None:
    drawn = documents.render(samples.report(1))
    assert "HuyệnHươngSơn" in said(drawn.pdf)
    body = Document(BytesIO(drawn.docx)).element
    named = [one.get("descr") for one in body.iter(qn("wp:docPr")) if one.get("descr")]
    assert named == [samples.bars(13).title, samples.bars(4).title]
    widths = [int(one.get("cx")) / 36_000 for one in body.iter(qn("wp:extent"))]
    assert max(widths) == pytest.approx(160, abs=0.1)


def test_a_high_picture_is_no_higher_than_the_page() -> None:
    tall = ReportPicture(
        key="tall", title="Cao",
        svg='<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 900"><rect width="100" '
        'height="900"/></svg>',
    )  # fmt: skip
    drawn = documents.render(only(ReportSection(pictures=(tall,))))
    assert len(pages(drawn.pdf)) <= 3
    high = [int(one.get("cy")) / 36_000 for one in
            Document(BytesIO(drawn.docx)).element.iter(qn("wp:extent"))]  # fmt: skip
    assert max(high) == pytest.approx(200, abs=1)


@pytest.mark.parametrize("lines", range(17, 27))
def test_no_heading_or_table_title_ends_a_page(lines: int) -> None:
    filler = ReportSection(paragraphs=("Một dòng.",) * lines)
    part = ReportSection(heading="9. Đề mục", paragraphs=("Gồm:",), sheets=(samples.by_group(),))
    told = pages(documents.render_pdf(only(filler, part)))
    for text in told:
        last = [line for line in text.splitlines() if line.strip()][-1]
        assert not last.startswith(("9. Đề mục", "Gồm:"))
        assert ("STT" in text) == ("Tổng cộng" in text), "a short table stands on one page"


@pytest.mark.parametrize("rows", range(14, 20))
def test_a_long_table_ends_with_more_than_its_sum(rows: int) -> None:
    table = replace(samples.by_place(samples.DISTRICTS[:1], rows, "long"), title="Bảng 2. Dài")
    told = pages(documents.render_pdf(only(ReportSection(sheets=(table,)))))
    with_rows = [text for text in told if "STT" in text]
    assert all(re.search(r"\n(\d [NĐ]|Thành phố)", text) for text in with_rows), "a bare head"
    (ends,) = [text for text in told if "Toàn tỉnh" in text]
    assert "Thành phố" in ends, "a sum alone"
    assert all(text.splitlines()[-1] != "Bảng 2. Dài" for text in told)


def test_words_of_a_report_are_words_whatever_they_look_like() -> None:
    rows = tuple(Row(key=str(at), cells={"t": words}) for at, words in enumerate(HOSTILE))
    table = Sheet(
        key="odd", title=HOSTILE[0], columns=(column(HOSTILE[1], Kind.TEXT, "t"),), rows=rows,
        note=HOSTILE[2],
    )  # fmt: skip
    part = ReportSection(heading=HOSTILE[3], paragraphs=HOSTILE, sheets=(table,))
    drawn = documents.render(only(part, annexes=(part,)))
    spoken, written = said(drawn.pdf), list(paragraphs(drawn.docx))
    for words in HOSTILE:
        assert spoken.count(squeezed(words)) >= 4, words
        if words != "{_{ x }_}":  # docxtpl's own way to write braces: other text, nothing runs
            assert written.count(words) >= 4, words


def test_the_mark_of_a_report_holds_its_figures_and_pictures() -> None:
    paper = samples.report(1)
    other = replace(paper.sections[1], pictures=(samples.bars(5),))
    marks = {
        mark_of(paper), mark_of(replace(paper, known_on=None)), mark_of(replace(paper, annexes=())),
        mark_of(replace(paper, sections=(other,))),
    }  # fmt: skip
    assert len(marks) == 4
    assert mark_of(samples.report(1)) == mark_of(paper)
    (told,) = content_of(paper)["sections"][1]["sheets"]
    assert not {"widths", "size"} & told.keys(), "how wide a column is drawn is not said"


def test_an_office_may_have_a_report_of_one_page_size(own_folder: Path) -> None:
    template = Document()
    template.add_paragraph("Báo cáo riêng số {{ number }}")
    template.save(str(own_folder / "report.docx"))
    bare = replace(samples.report(1), annexes=())
    assert "Báo cáo riêng số 96/BC-SLĐTBXH" in list(paragraphs(documents.render_docx(bare)))
