"""Papers in official form: what they say, how they look inside, and that nothing else gets in."""

import importlib.util
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

import pytest
import segno
import time_machine
from docx import Document
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from pypdf import PdfReader

from app import documents
from app.core.money import words_of
from app.core.schema import ROOT
from app.core.settings import Settings
from app.core.text import tidy
from app.documents.papers import as_pdf, templates, wording
from app.documents.papers.content import content_of, template_of
from app.documents.schemas import ListAnnex, ListPaper, OfficialPaper, Signer
from tests.documents import samples
from tests.documents.report_samples import report
from tests.documents.samples import SAMPLES as TOWN_SAMPLES

SAMPLES: dict[str, Callable[[int], OfficialPaper]] = {**TOWN_SAMPLES, "report": report}
KINDS = pytest.mark.parametrize("kind", SAMPLES)
LISTS = ("submission", "decision", "posting")
LETTERS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")


def squeezed(text: str) -> str:
    """The text without the spaces and breaks that setting it puts in."""
    return re.sub(r"[\s\u200b]", "", unicodedata.normalize("NFC", text))


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def said(pdf: bytes) -> str:
    return squeezed("".join(pages(pdf)))


def paragraphs(docx: bytes) -> Iterator[str]:
    """Every paragraph of the body and its tables, merged cells once."""
    for paragraph in Document(BytesIO(docx)).element.body.iter(qn("w:p")):
        yield "".join(text.text or "" for text in paragraph.iter(qn("w:t")))


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "paper_templates", ROOT / "scripts" / "paper_templates.py"
    )
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    chosen = Settings(paper_templates=tmp_path)
    monkeypatch.setattr(templates, "settings", lambda: chosen)
    return tmp_path


@KINDS
def test_both_forms_say_the_same(kind: str) -> None:
    drawn = documents.render(SAMPLES[kind](2))
    # The bold italic ơ of the embedded face is two glyphs and is read twice.
    whole = said(drawn.pdf).replace("Nơơi", "Nơi")
    texts = [text for text in paragraphs(drawn.docx) if text.strip()]
    assert len(texts) > 15
    assert [text for text in texts if squeezed(text) not in whole] == []
    assert not re.search(r"\{\{|\{%|none|None", "".join(texts))


@KINDS
def test_the_same_content_gives_the_same_bytes(kind: str) -> None:
    first = documents.render(SAMPLES[kind](2))
    with time_machine.travel(timedelta(days=400), tick=False):
        again = documents.render(SAMPLES[kind](2))
    assert again == first
    other = documents.render(replace(SAMPLES[kind](2), subject="việc khác"))
    assert other.docx != first.docx
    assert other.pdf != first.pdf


@KINDS
def test_a_paper_carries_its_day_its_hash_and_its_square(kind: str) -> None:
    paper = SAMPLES[kind](1)
    drawn = documents.render(paper)
    told = PdfReader(BytesIO(drawn.pdf))
    assert told.metadata
    assert str(told.metadata.creation_date)[:10] == "2020-06-05"
    assert b'pdfaid:part="2"' in drawn.pdf or b"<pdfaid:part>2" in drawn.pdf
    assert Document(BytesIO(drawn.docx)).core_properties.created.date() == samples.DAY
    square = BytesIO()
    segno.make_qr(paper.proof.address, error="m").save(square, kind="png", scale=8, border=1)
    with ZipFile(BytesIO(drawn.docx)) as inside:
        held = [inside.read(name) for name in inside.namelist() if name.endswith(".png")]
    assert held.count(square.getvalue()) == 1
    assert len(held) == (3 if kind == "report" else 1)  # a report has two pictures of its own
    for text in (said(drawn.pdf), squeezed("".join(paragraphs(drawn.docx)))):
        assert paper.proof.address in text
        if paper.proof.batch_hash:
            assert paper.proof.batch_hash.hex() in text


HOSTILE = (
    '#import "x.typ": *', "- gạch", "*đậm*", "_nghiêng_", "= Đề mục", "$x$", "<annex>", "@annex",
    "Nguyễn & Trần", "</w:t><b>", "{{ 7*7 }}", "{% if x %}", "\\n // /* `m`", '"', "a--b...c",
    "#panic()", "{_{ x }_}", "[x](y)",
)  # fmt: skip


def test_a_name_is_text_whatever_it_looks_like() -> None:
    paper = samples.decision(len(HOSTILE))
    lines = tuple(
        replace(line, name=name, address=name, note=name)
        for line, name in zip(paper.lines, HOSTILE, strict=True)
    )
    drawn = documents.render(replace(paper, lines=lines, grounds=HOSTILE, recipients=HOSTILE))
    spoken, written = said(drawn.pdf), [tidy(text) for text in paragraphs(drawn.docx)]
    for name in HOSTILE:
        assert spoken.count(squeezed(name)) >= 5, name
        if name != "{_{ x }_}":  # docxtpl's own way to write braces: other text, but nothing runs
            assert written.count(name) == 3, name
            assert f"- {name};" in written or f"- {name}." in written


def test_signs_that_no_paper_can_hold_are_left_out() -> None:
    paper = replace(samples.refusal(), name="Lê\x00 Thị\x0b \ud800Ẩn\uffff\n")
    drawn = documents.render(paper)
    assert "LêThịẨn" in said(drawn.pdf)
    assert "LêThịẨn" in squeezed("".join(paragraphs(drawn.docx)))


def test_a_long_word_stays_in_its_cell() -> None:
    paper = samples.decision(1)
    paper = replace(paper, lines=(replace(paper.lines[0], address="Đ" * 90),))
    text = pages(documents.render_pdf(paper))[-1]
    assert "Đ" * 90 in squeezed(text)
    broken = as_pdf.breakable(content_of(paper))
    assert broken["lines"][0]["address"] == "\u200b".join(["Đ" * 9] * 10)
    assert broken["verify_at"] == paper.proof.address


@KINDS
def test_templates_ask_for_nothing_that_is_not_there(kind: str) -> None:
    paper = SAMPLES[kind](1)
    wanted = DocxTemplate(BytesIO(templates.template(f"{kind}.docx")))
    asked = wanted.get_undeclared_template_variables()
    assert template_of(paper) == kind
    assert asked <= set(content_of(paper)) | {"qr"}
    assert {"qr", "batch_hash", "verify_at", "signers", "recipients", "number"} <= asked


def test_the_templates_are_as_their_script_makes_them() -> None:
    for name, make in script().TEMPLATES.items():
        made = BytesIO()
        make().save(made)
        shipped = BytesIO(templates.template(f"{name}.docx"))
        for part in ("word/document.xml", "word/styles.xml"):
            assert ZipFile(made).read(part) == ZipFile(shipped).read(part), (name, part)


def test_an_office_has_its_own_templates(own_folder: Path) -> None:
    paper = samples.refusal()
    built_in = documents.render(paper)
    template = Document(BytesIO(templates.template("refusal.docx")))
    template.add_paragraph("Mẫu riêng của {{ place }}")
    template.save(str(own_folder / "refusal.docx"))
    source = templates.template("refusal.typ").decode() + "\nMẫu riêng của #paper.place"
    (own_folder / "refusal.typ").write_text(source, "utf-8")
    own = documents.render(paper)
    assert "Mẫu riêng của Cẩm Nhượng" in list(paragraphs(own.docx))
    assert "MẫuriêngcủaCẩmNhượng" in said(own.pdf)
    assert "Mẫu riêng" not in said(built_in.pdf)
    assert documents.render(samples.slip(0)).pdf.startswith(b"%PDF")


def test_a_template_sees_words_and_no_python(own_folder: Path) -> None:
    from jinja2.exceptions import SecurityError

    template = Document()
    template.add_paragraph("{{ place.__class__.__mro__ }}")
    template.save(str(own_folder / "refusal.docx"))
    with pytest.raises(SecurityError):
        documents.render_docx(samples.refusal())


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_that_does_not_foot_is_no_paper(kind: str) -> None:
    paper = SAMPLES[kind](3)
    assert isinstance(paper, ListPaper)
    for wrong in (replace(paper, count=4), replace(paper, total=1)):
        with pytest.raises(documents.PaperDoesNotFoot):
            documents.render_docx(wrong)
        with pytest.raises(documents.PaperDoesNotFoot):
            documents.render_pdf(wrong)


def test_shares_and_votes_foot_too() -> None:
    decided, sat = samples.decision(2), samples.minutes(2)
    wrong: list[OfficialPaper] = [
        replace(decided, funds=decided.funds[:1]),
        replace(sat, considered=sat.considered + 1),
        replace(sat, members=sat.members[1:]),
    ]
    for paper in wrong:
        with pytest.raises(documents.PaperDoesNotFoot):
            documents.render_pdf(paper)
    assert content_of(replace(decided, funds=()))["funds"] == []


def test_a_posting_shows_no_identity_and_no_birthday() -> None:
    paper = samples.posting(30)
    drawn = documents.render(paper)
    for text in (said(drawn.pdf), squeezed("".join(paragraphs(drawn.docx)))):
        for line in paper.lines:
            if line.identity:
                assert line.identity not in text
                assert "*********" + line.identity[-3:] in text
            if isinstance(line.birth, date):
                assert f"{line.birth:%d/%m/%Y}" not in text


@pytest.mark.parametrize("kind", ["submission", "decision", "posting", "minutes", "return"])
def test_a_paper_may_have_no_lines(kind: str) -> None:
    drawn = documents.render(SAMPLES[kind](0))
    assert drawn.pdf.startswith(b"%PDF")
    if kind in LISTS:
        assert "Khôngđồng" in said(drawn.pdf)


@KINDS
def test_a_draft_has_dots_and_nobody_to_send_it_to(kind: str) -> None:
    paper = SAMPLES[kind](1)
    head = replace(paper.letterhead, number=None, symbol="QĐ-UBND", dated=None)
    unsigned = tuple(Signer(title=one.title) for one in paper.signers)
    drawn = documents.render(replace(paper, letterhead=head, recipients=(), signers=unsigned))
    for text in (said(drawn.pdf), squeezed("".join(paragraphs(drawn.docx)))):
        assert "Số:…/QĐ-UBND" in text
        assert "Nơinhận" not in text
        assert ("ngày…tháng…năm" in text) is (kind != "minutes")


@pytest.mark.parametrize(
    "sample",
    [samples.by_area, lambda count: samples.by_area(count, samples.submission), samples.annex],
)
def test_a_long_list_is_annexed_area_by_area(sample: Callable[[int], ListPaper]) -> None:
    paper = sample(3)
    drawn = documents.render(paper)
    assert documents.render(sample(3)) == drawn
    texts = [text for text in paragraphs(drawn.docx) if text.strip()]
    whole = said(drawn.pdf).replace("Nơơi", "Nơi")
    assert [text for text in texts if squeezed(text) not in whole] == []
    assert not re.search(r"\{\{|\{%|none|None", "".join(texts))
    assert squeezed(f"Bằng chữ: {words_of(paper.total)}") in whole
    assert paper.proof.batch_hash is not None
    assert paper.proof.batch_hash.hex() in whole
    if isinstance(paper, ListAnnex):
        assert "XÃCẨMNHƯỢNG,HUYỆNCẨMXUYÊN" in whole
        assert f"danhsách{paper.whole_count}đốitượng" in whole
    else:
        assert "xãThử3,huyệnCẩmXuyên" in whole
        assert "Sốtháng" not in whole


def test_annexes_foot_too() -> None:
    paper = samples.by_area(3)
    for wrong in (
        replace(paper, areas=paper.areas[1:]), replace(paper, groups=()),
        replace(paper, total=paper.total + 1), replace(samples.annex(3), count=4),
    ):  # fmt: skip
        with pytest.raises(documents.PaperDoesNotFoot):
            documents.render_pdf(wrong)


def test_days_that_are_missing_are_dots() -> None:
    undated = replace(samples.posting(1), starts_on=None, ends_on=None)
    assert "từngày…/…/……đếnhếtngày…/…/……" in said(documents.render_pdf(undated))
    sat = replace(samples.minutes(1), opened_at=None, closed_at=None)
    assert "bắtđầu:…giờ…phút" in said(documents.render_pdf(sat))


def test_pages_are_numbered_and_heads_repeated() -> None:
    drawn = documents.render(samples.decision(60))
    told = pages(drawn.pdf)
    annex = next(at for at, text in enumerate(told) if "Phụ lục\n" in text)
    shown = [re.match(r"\d+\n", text) for text in told[annex:]]
    assert shown[0] is None
    assert [one[0].strip() for one in shown[1:] if one] == [
        str(2 + at) for at in range(len(shown) - 1)
    ]
    assert len(shown) >= 4
    assert re.match(r"\d+\n", told[0]) is None
    assert all("Họ và tên" in text for text in told[annex:])
    assert all(samples.PROOF.batch_hash.hex() in text for text in told[annex:])  # type: ignore[union-attr]
    numbers = [
        int(number) for number in re.findall(r"\n(\d+) [A-ZĐ]\D+ \S+ N[aữ]", "".join(told[annex:]))
    ]
    assert numbers == list(range(1, 61))
    body = Document(BytesIO(drawn.docx)).element.body
    assert len(list(body.iter(qn("w:tblHeader")))) == 2


@pytest.mark.parametrize("count", range(13, 19))
def test_the_sum_never_stands_alone_on_a_page(count: int) -> None:
    last = pages(documents.render_pdf(samples.posting(count)))[-1]
    assert "Họ và tên" in last
    assert re.search(rf"\n{count} ", last)
    assert "Tổng cộng" in last
    assert "Bằng chữ" in last


def test_the_pdf_has_one_face_for_every_vietnamese_letter() -> None:
    toned = (unicodedata.normalize("NFC", one + tone) for one in LETTERS for tone in TONES)
    every = {*toned, *"đĐ"}
    assert len(every) == 146
    name = " ".join(sorted(every))
    pdf = documents.render_pdf(replace(samples.refusal(), name=name))
    assert squeezed(name) in said(pdf)
    faces = {*re.findall(rb"/BaseFont\s*/\w+\+(\w+)", pdf)}
    assert faces == {b"LibertinusSerif"}


@pytest.mark.parametrize(
    ("number", "shown"),
    [("042080001234", "*********234"), ("•••••••••234", "*********234"), ("123", "***"), ("", "")],
)
def test_masking(number: str, shown: str) -> None:
    assert wording.masked(number) == shown
    assert wording.masked(None) == ""


def test_days_rates_and_heads_are_as_offices_write_them() -> None:
    assert wording.long_day(date(2020, 6, 5)) == "ngày 05 tháng 6 năm 2020"
    assert wording.long_day(date(2020, 2, 15)) == "ngày 15 tháng 02 năm 2020"
    assert wording.day(date(2020, 6, 5)) == "05/06/2020"
    assert wording.day(1950) == "1950"
    assert wording.percent(4_310, 4_311) == "99,98\u00a0%"
    assert wording.percent(52_025, 53_452) == "97,33\u00a0%"
    assert wording.percent(126_622, 126_989) == "99,71\u00a0%"
    assert wording.percent(0, 0) == ""
    assert wording.head_lines("Ủy ban nhân dân tỉnh Hà Tĩnh") == ["ỦY BAN NHÂN DÂN", "TỈNH HÀ TĨNH"]
    assert wording.head_lines("Sở Lao động - Thương binh và Xã hội") == [
        "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI"
    ]
