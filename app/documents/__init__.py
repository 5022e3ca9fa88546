"""Documents: a file, its fingerprint and who gave it, never changed; and papers drawn in form.

What a paper says is a frozen value of `documents.schemas`; `render` draws it as DOCX and PDF.
"""

from app.documents.commands import keep, keep_made, seal_of
from app.documents.papers import render, render_docx, render_pdf
from app.documents.queries import Paper, find_document, open_document
from app.documents.rules import PaperDoesNotFoot

__all__ = [
    "Paper", "PaperDoesNotFoot", "find_document", "keep", "keep_made", "open_document", "render",
    "render_docx", "render_pdf", "seal_of",
]  # fmt: skip
