"""Documents: a file, its fingerprint and who gave it; never changed."""

from app.documents.commands import keep, seal_of
from app.documents.queries import Paper, open_document

__all__ = ["Paper", "keep", "open_document", "seal_of"]
