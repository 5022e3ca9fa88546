"""Papers as they came, with their seal; the numbers of papers, and the marks of those issued."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big, Id, Stamp, Words
from app.core.db import NATION, Base


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


class PaperNumber(Base):
    """The number and day under which an office issued a paper, given once.

    Only of papers whose number stands nowhere else: a decision, a batch and a refusal notice have
    their own.
    """

    __tablename__ = "paper_number"
    __table_args__ = (Index("uq_paper_number_paper", "paper", unique=True),)

    id: Mapped[Id]
    paper: Mapped[Words]
    """Where it is read: "postings/3/notice"."""
    number: Mapped[Words]
    dated: Mapped[date]
    given_by: Mapped[Big]
    recorded_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class IssuedPaper(Base):
    """What anybody may ask of a paper by its mark or its batch's hash; nothing of any person."""

    __tablename__ = "issued_paper"
    __table_args__ = (
        CheckConstraint("octet_length(mark) = 32", name="mark"),
        CheckConstraint("octet_length(batch_hash) = 32", name="batch_hash"),
        Index("ix_issued_paper_batch_hash", "batch_hash"),
        {"schema": NATION},
    )

    mark: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    """Keyed digest of all that is printed: the same content has the same mark."""
    kind: Mapped[Words]
    number: Mapped[Words]
    dated: Mapped[date]
    office: Mapped[Words]
    case_count: Mapped[int | None] = mapped_column(Integer)
    total_dong: Mapped[Big | None]
    batch_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    recorded_at: Mapped[Stamp]
