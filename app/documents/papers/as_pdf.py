"""A paper as PDF/A-2b by typst; its content goes in as data, never as typst source."""

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import segno

from app.core.typesetting import typeset
from app.documents.papers.content import UNDATED, content_of, template_of
from app.documents.papers.templates import template
from app.documents.papers.widths import measure
from app.documents.papers.wording import Words
from app.documents.schemas import OfficialPaper

_LONG_WORD = re.compile(r"\S{18,}")
_PIECE = re.compile(r"(.{9})(?=.)")
_WHOLE = {"qr", "verify_at", "batch_hash", "svg"}
_TEMPLATES = Path(__file__).parent / "templates"


def draw(paper: OfficialPaper) -> bytes:
    """The paper set by its template, as a file that depends on the content alone."""
    words = content_of(paper)
    printed_on = paper.letterhead.dated or UNDATED
    words["qr"] = _square(paper.proof.address)
    measure(words)
    words["printed_on"] = (printed_on.year, printed_on.month, printed_on.day)
    return compiled(template_of(paper), words)


def compiled(name: str, words: Words) -> bytes:
    """The PDF of these words in the templates `form.typ` and `NAME.typ`."""
    source = template("form.typ") + b"\n" + template(f"{name}.typ")
    told = {"paper": json.dumps(breakable(words), ensure_ascii=False)}
    return typeset(
        source, told, root=_TEMPLATES, format="pdf", pdf_standards="a-2b", pdf_tags=False
    )


def _square(address: str) -> str:
    drawn = BytesIO()
    segno.make_qr(address, error="m").save(drawn, kind="svg", border=1, xmldecl=False)
    return drawn.getvalue().decode()


def breakable(value: Any) -> Any:
    """The same words with places to break inside very long ones: typst breaks at spaces only."""
    if isinstance(value, str):
        return _LONG_WORD.sub(lambda word: _PIECE.sub("\\1\u200b", word[0]), value)
    if isinstance(value, dict):
        return {name: one if name in _WHOLE else breakable(one) for name, one in value.items()}
    return [breakable(one) for one in value] if isinstance(value, list) else value
