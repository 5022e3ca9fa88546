"""A paper as DOCX, poured into a template that an office can edit in Word."""

import struct
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import segno
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from app.documents.papers.content import UNDATED, content_of, template_of
from app.documents.papers.docx_tables import table_of
from app.documents.papers.templates import template
from app.documents.papers.widths import measure
from app.documents.schemas import OfficialPaper
from app.pictures import as_png

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_PICTURE_MM: Final = {"sections": (160, 200), "annexes": (257, 125)}
"""Width and height that a picture may have, upright and across."""
_NO_GAP: Final = 'distT="0" distB="0" distL="0" distR="0"'


def draw(paper: OfficialPaper) -> bytes:
    """The paper poured into its template, as a file that depends on the content alone."""
    words = content_of(paper)
    form = DocxTemplate(BytesIO(template(f"{template_of(paper)}.docx")))
    form.init_docx()
    words["qr"] = _square(form, paper.proof.address)
    measure(words)
    for name, room_mm in _PICTURE_MM.items():
        _draw_beforehand(form, words.get(name, ()), room_mm)
    # A template from the operator's folder may be anyone's: it sees words, not Python.
    form.render(words, SandboxedEnvironment(autoescape=True, undefined=StrictUndefined))
    if words.get("annexes") == []:
        _without_last_section(form.docx.element.body)
    _date(form, paper.letterhead.dated or UNDATED, f"{words['title']} {words['number']}")
    drawn = BytesIO()
    form.save(drawn)
    return _stilled(drawn)


def _square(form: Any, address: str) -> Any:
    drawn = BytesIO()
    segno.make_qr(address, error="m").save(drawn, kind="png", scale=8, border=1)
    return InlineImage(form, drawn, width=Mm(18))


def _draw_beforehand(form: Any, parts: Sequence[Any], room_mm: tuple[int, int]) -> None:
    """Tables and pictures as the template takes them: no template can foresee their columns."""
    for part in parts:
        for sheet in part["sheets"]:
            sheet["table"] = table_of(sheet)
        for one in part["pictures"]:
            one["image"] = _Picture(form, one["title"], as_png(one["svg"]), room_mm)


class _Picture(InlineImage):  # type: ignore[misc]  # docxtpl has no types
    """A drawing as large as it may be, with its title for those who cannot see it."""

    def __init__(self, form: Any, title: str, png: bytes, room_mm: tuple[int, int]) -> None:
        wide, high = room_mm
        across, down = struct.unpack(">II", png[16:24])
        super().__init__(form, BytesIO(png), width=Mm(min(wide, high * across / down)))
        self._title = quoteattr(title)

    def _insert_image(self) -> str:
        drawn: str = super()._insert_image()
        named = drawn.replace("<wp:docPr ", f"<wp:docPr descr={self._title} ", 1)
        # Without these LibreOffice puts three millimetres around it, which the page does not have.
        return named.replace("<wp:inline ", f"<wp:inline {_NO_GAP} ", 1)


def _without_last_section(body: Any) -> None:
    """The pages end with the section before the last, whose pages have nothing on them."""
    *_, last = found = list(body.iter(qn("w:sectPr")))
    if len(found) > 1:  # an office's own template may have no room for annexes
        before = found[-2]
        empty = before.getparent().getparent()
        body.replace(last, before)
        body.remove(empty)


def _date(form: Any, day: date, title: str) -> None:
    """The file says the paper's own day, not today's, and nobody as its author."""
    told = form.docx.core_properties
    told.created = told.modified = datetime.combine(day, time(), UTC)
    told.title, told.author, told.last_modified_by, told.comments = title, "", "", ""
    told.revision = 1


def _stilled(drawn: BytesIO) -> bytes:
    """The same archive, its entries in order of name and without the time of packing."""
    packed = BytesIO()
    with ZipFile(drawn) as made, ZipFile(packed, "w", ZIP_DEFLATED) as still:
        for name in sorted(made.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            entry = ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = ZIP_DEFLATED
            still.writestr(entry, made.read(name))
    return packed.getvalue()
