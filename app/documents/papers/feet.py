"""The figures of a paper add up, or it is not drawn."""

from app import sheets
from app.documents.rules import PaperDoesNotFoot
from app.documents.schemas import (
    ApprovalDecision,
    ListPaper,
    OfficialPaper,
    ReportPaper,
    SittingMinutes,
)


def check_feet(paper: OfficialPaper) -> None:
    """Every stated number is the sum of its parts; raises PaperDoesNotFoot, TableDoesNotFoot."""
    if isinstance(paper, ListPaper) and paper.areas:
        for parts in (paper.areas, paper.groups):
            _equal("số đối tượng", paper.count, sum(one.count for one in parts))
            _equal("tổng số tiền", paper.total, sum(one.amount for one in parts))
    elif isinstance(paper, ListPaper):
        _equal("số dòng của danh sách", paper.count, len(paper.lines))
        _equal("tổng số tiền", paper.total, sum(line.amount for line in paper.lines))
    if isinstance(paper, ApprovalDecision) and paper.funds:
        _equal("tổng các nguồn kinh phí", paper.total, sum(one.amount for one in paper.funds))
    if isinstance(paper, SittingMinutes):
        _check_sitting(paper)
    if isinstance(paper, ReportPaper):
        for part in (*paper.sections, *paper.annexes):
            for sheet in part.sheets:
                sheets.check(sheet)


def _check_sitting(paper: SittingMinutes) -> None:
    _equal("số hồ sơ xem xét", paper.considered, paper.favoured + len(paper.verdicts))
    if vote := paper.vote:
        cast = vote.in_favour + vote.against + vote.abstained
        _equal("số phiếu", sum(one.present for one in paper.members), cast)


def _equal(what: str, stated: int, found: int) -> None:
    if stated != found:
        raise PaperDoesNotFoot(what=what, stated=stated, found=found)
