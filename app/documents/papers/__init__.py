"""Papers in the form of Decree 30/2020/NĐ-CP: content in, DOCX and PDF out; nothing is looked up.

`content` turns the frozen values of `documents.schemas` into the words that are printed, once for
both forms. `as_docx` pours them into a Word template, `as_pdf` hands them to typst as data. The
templates lie in `templates/`; an operator's folder (ANSINH_PAPER_TEMPLATES) goes before it.
The drawing modules are imported when first wanted: half a second that most processes never need.
"""

from app.documents.schemas import OfficialPaper, RenderedPaper

__all__ = ["render", "render_docx", "render_pdf"]


def render(paper: OfficialPaper) -> RenderedPaper:
    """The paper in both forms, for a worker or a thread: takes processor time.

    Raises PaperDoesNotFoot.
    """
    return RenderedPaper(docx=render_docx(paper), pdf=render_pdf(paper))


def render_docx(paper: OfficialPaper) -> bytes:
    """The paper as DOCX; the same content gives the same bytes.

    Raises PaperDoesNotFoot; jinja2.UndefinedError when an own template asks for an unknown word.
    """
    from app.documents.papers.as_docx import draw

    return draw(paper)


def render_pdf(paper: OfficialPaper) -> bytes:
    """The paper as PDF/A-2b; the same content gives the same bytes.

    Raises PaperDoesNotFoot; typst.TypstError when an own template is wrong.
    """
    from app.documents.papers.as_pdf import draw

    return draw(paper)
