"""Documents: a file, its fingerprint and who gave it; never changed."""

from app.documents.commands import keep, keep_made, seal_of
from app.documents.queries import Paper, find_document, open_document

__all__ = ["Paper", "find_document", "keep", "keep_made", "open_document", "seal_of"]
