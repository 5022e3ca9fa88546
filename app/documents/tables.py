"""Papers as they came, with their seal."""

from sqlalchemy import CheckConstraint, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big, Id, Stamp, Words
from app.core.db import Base


class Document(Base):
    """The original bytes of a file and their SHA-256; never changed."""

    __tablename__ = "document"
    __table_args__ = (CheckConstraint("octet_length(sha256) = 32", name="sha256"),)

    id: Mapped[Id]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    media_type: Mapped[Words]
    file_name: Mapped[Words]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    area_path: Mapped[AreaPath]
    kept_by: Mapped[Big]
    kept_at: Mapped[Stamp]
