"""A paper as DOCX, poured into a template that an office can edit in Word."""

from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import segno
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from app.documents.papers.content import UNDATED, content_of, template_of
from app.documents.papers.templates import template
from app.documents.schemas import OfficialPaper

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def draw(paper: OfficialPaper) -> bytes:
    """The paper poured into its template, as a file that depends on the content alone."""
    words = content_of(paper)
    form = DocxTemplate(BytesIO(template(f"{template_of(paper)}.docx")))
    form.init_docx()
    words["qr"] = _square(form, paper.proof.address)
    # A template from the operator's folder may be anyone's: it sees words, not Python.
    form.render(words, SandboxedEnvironment(autoescape=True, undefined=StrictUndefined))
    _date(form, paper.letterhead.dated or UNDATED, f"{words['title']} {words['number']}")
    drawn = BytesIO()
    form.save(drawn)
    return _stilled(drawn)


def _square(form: Any, address: str) -> Any:
    drawn = BytesIO()
    segno.make_qr(address, error="m").save(drawn, kind="png", scale=8, border=1)
    return InlineImage(form, drawn, width=Mm(18))


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
