"""Doors that answer with a paper: as PDF or for Word, never kept by anybody on the way."""

from typing import Annotated, Any, Final, Literal

from fastapi import Path, Request, Response

from app.core.settings import settings

PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TYPES: Final = {"pdf": PDF, "docx": DOCX}

PaperForm = Annotated[Literal["pdf", "docx"], Path(description="pdf, or docx for Word")]
PAPER: Final[dict[str, Any]] = {
    "response_class": Response,
    "responses": {200: {"content": {PDF: {}, DOCX: {}}}},
}
"""What a door that draws papers says of its answer."""


def public_base(request: Request) -> str:
    """Where anybody reaches the service: as the operator says, else as it was asked just now."""
    return (settings().public_url or str(request.base_url)).rstrip("/")


def paper_answer(content: bytes, form: Literal["pdf", "docx"], name: str) -> Response:
    """A drawn paper as a file to keep, named without ending."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{form}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=_TYPES[form], headers=headers)
