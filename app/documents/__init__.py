"""Documents: a file, its fingerprint and who gave it, never changed; and papers drawn in form.

What a paper says is a frozen value of `documents.schemas`; `render` draws it as DOCX and PDF, and
`drawn` also marks it and remembers that it was issued. Who issues it stands in `offices_at`.

ISO 20022 files are read through `xml_elements`, piece by piece against the published schema, and
`check_xml` only checks one.
"""

from app.documents.commands import keep, keep_made, number_paper, seal_of
from app.documents.issuing import drawn, issued, mark_of
from app.documents.offices import Office, communes_of, department_under, issuer_at, offices_at
from app.documents.papers import render, render_docx, render_pdf
from app.documents.queries import Paper, find_document, number_of, numbers_of, open_document
from app.documents.rules import (
    NothingToPrint,
    PaperDoesNotFoot,
    XmlUnreadable,
    check_length,
    too_long,
)
from app.documents.xml_files import (
    CAMT054,
    PAIN001,
    PAIN002,
    check_xml,
    message_of,
    texts_at,
    xml_elements,
)

__all__ = [
    "CAMT054", "PAIN001", "PAIN002", "NothingToPrint", "Office", "Paper", "PaperDoesNotFoot",
    "XmlUnreadable", "check_length", "check_xml", "communes_of", "department_under", "drawn",
    "find_document", "issued", "issuer_at", "keep", "keep_made", "mark_of", "message_of",
    "number_of", "number_paper", "numbers_of", "offices_at", "open_document", "render",
    "render_docx", "render_pdf", "seal_of", "texts_at", "too_long", "xml_elements",
]  # fmt: skip
