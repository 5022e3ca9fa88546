"""The files of a report, of a draft and of one table: drawn from values alone."""

from collections.abc import Mapping
from typing import Final

from app import documents
from app.core.money import spoken
from app.documents.schemas import ReportPaper
from app.reports.issued_rules import LEAST_SHOWN, NotForPublic, may_be_public
from app.reports.sealing import Figures, sheets_of
from app.sheets import Sheet, for_public, to_csv, to_json, to_xlsx

MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
}


def drawn(paper: ReportPaper, form: str, figures: Mapping[str, Figures]) -> bytes:
    """A report as "pdf", "docx" or "xlsx", for a thread: takes processor time.

    Raises PaperDoesNotFoot.
    """
    if form == "pdf":
        return documents.render_pdf(paper)
    if form == "docx":
        return documents.render_docx(paper)
    return to_xlsx(sheets_of(paper), facts_of(paper) | _sums(figures))


def table_file(
    sheet: Sheet, form: str, facts: Mapping[str, str], *, naming: bool, public: bool
) -> bytes:
    """One table as open data ("csv", "json", "xlsx"), with its data dictionary.

    For the public small counts are hidden, and what may name people is refused (NotForPublic).
    """
    if public:
        if not may_be_public(sheet, naming):
            raise NotForPublic
        sheet = for_public(sheet, LEAST_SHOWN)
    if form == "csv":
        return to_csv(sheet)
    return to_json([sheet], facts) if form == "json" else to_xlsx([sheet], facts)


def facts_of(paper: ReportPaper) -> dict[str, str]:
    """What stands above the tables of a file: whose they are, of which day, knowing what."""
    head = paper.letterhead
    told = {
        "Cơ quan": head.issuer,
        "Báo cáo": paper.subject,
        "Số": head.number or "(dự thảo)",
        "Ngày": f"{head.dated:%d/%m/%Y}" if head.dated else "(dự thảo)",
        "Tính đến hết ngày": f"{paper.as_of:%d/%m/%Y}",
    }
    if paper.known_on:
        told["Theo những gì đã biết hết ngày"] = f"{paper.known_on:%d/%m/%Y}"
    if paper.proof.address:
        told["Tra cứu"] = paper.proof.address
    return told


def _sums(figures: Mapping[str, Figures]) -> dict[str, str]:
    whole = figures.get("total", Figures())
    return {
        "Đã duyệt": f"{spoken(whole.approved_people)} người, {spoken(whole.approved_dong)} đồng",
        "Đã chi": f"{spoken(whole.paid_people)} người, {spoken(whole.paid_dong)} đồng",
    }
