"""Issued reports: what was said, under which number, knowing what; written once."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big, Id, Moment, Stamp, Words
from app.core.db import Base


class IssuedReport(Base):
    """A report as it left the house: its figures and words, its three files, its seal."""

    __tablename__ = "issued_report"
    __table_args__ = (
        CheckConstraint(
            "kind in ('quick','half_year','places','decisions','unpaid','refused','on_time',"
            "'sources')",
            name="kind",
        ),
        CheckConstraint(
            "as_of <= dated and known_on <= dated and known_at <= issued_at", name="days"
        ),
        CheckConstraint("sha256 = sha256(content)", name="content"),
        CheckConstraint(
            "octet_length(figures_sha256) = 32 and octet_length(seal) = 32"
            " and octet_length(paper_mark) = 32",
            name="hashes",
        ),
        CheckConstraint("corrects_id <> id", name="not_itself"),
        Index("uq_issued_report_number", "number", unique=True),
        Index(
            "uq_issued_report_first", "kind", "area_path", "as_of", "known_on",
            unique=True, postgresql_where=text("corrects_id is null"),
        ),
        Index("uq_issued_report_corrects_id", "corrects_id", unique=True),
        Index("uq_issued_report_told", "id", "kind", "area_path", "as_of", unique=True),
        ForeignKeyConstraint(
            ["corrects_id", "kind", "area_path", "as_of"],
            ["issued_report.id", "issued_report.kind", "issued_report.area_path",
             "issued_report.as_of"],
            name="fk_issued_report_corrects",
        ),
    )  # fmt: skip

    id: Mapped[Id]
    kind: Mapped[Words]
    number: Mapped[Words]
    dated: Mapped[date]
    office: Mapped[Words]
    """The issuing office as its letterhead names it."""
    signer_id: Mapped[Big]
    as_of: Mapped[date]
    known_on: Mapped[date]
    known_at: Mapped[Moment]
    """The last instant whose knowledge is counted: of the issue, or the end of an earlier day."""
    area_path: Mapped[AreaPath]
    title: Mapped[Words]
    corrects_id: Mapped[Big | None]
    """The report that this one corrects; a report is corrected at most once, and so on from it."""
    approved_people: Mapped[Big]
    paid_people: Mapped[Big]
    approved_dong: Mapped[Big]
    paid_dong: Mapped[Big]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """Canonical JSON of all that is said: the paper can be drawn again from it alone."""
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    figures_sha256: Mapped[bytes] = mapped_column(LargeBinary)
    """Of words, tables and pictures without letterhead: what its preview showed."""
    seal: Mapped[bytes] = mapped_column(LargeBinary)
    """Keyed digest over the content and the three files; nobody makes it without the key."""
    paper_mark: Mapped[bytes] = mapped_column(LargeBinary)
    """By which anybody asks after the paper (/v/…)."""
    docx_id: Mapped[Big] = mapped_column(ForeignKey("document.id"))
    pdf_id: Mapped[Big] = mapped_column(ForeignKey("document.id"))
    xlsx_id: Mapped[Big] = mapped_column(ForeignKey("document.id"))
    issued_by: Mapped[Big]
    issued_at: Mapped[Stamp]
