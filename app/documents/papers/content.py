"""What each paper prints, as words and lists of words: one content for both forms."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import starmap
from typing import Any, Final

from app.core.money import words_of
from app.documents.papers.feet import check_feet
from app.documents.papers.report_words import report_words
from app.documents.papers.wording import (
    Words,
    clean,
    day,
    figures,
    head_lines,
    instant,
    long_day,
    masked,
    percent,
    sex_of,
    year,
)
from app.documents.schemas import (
    ApprovalDecision,
    LateReminder,
    Letterhead,
    ListAnnex,
    ListPaper,
    OfficialPaper,
    PaperLine,
    PostingNotice,
    RefusalNotice,
    ReportPaper,
    ReturnSlip,
    Share,
    Signer,
    SittingMinutes,
    SubmissionPaper,
)

UNDATED: Final = date(1980, 1, 1)
"""The day in the file of a paper that has no day yet."""

TITLES: dict[type[OfficialPaper], tuple[str, str]] = {
    SubmissionPaper: ("submission", "Tờ trình"),
    SittingMinutes: ("minutes", "Biên bản"),
    ApprovalDecision: ("decision", "Quyết định"),
    ListAnnex: ("annex", "Phụ lục"),
    PostingNotice: ("posting", "Thông báo"),
    RefusalNotice: ("refusal", "Thông báo"),
    LateReminder: ("reminder", "Công văn"),
    ReturnSlip: ("return", "Phiếu trả lại danh sách"),
    ReportPaper: ("report", "Báo cáo"),
}
"""Name of the templates and of the kind of paper."""
_ANNEXED = {
    "decision": ("Quyết định", "Danh sách và kinh phí hỗ trợ được phê duyệt"),
    "submission": ("Tờ trình", "Danh sách đối tượng đề nghị hỗ trợ"),
}
"""Of what an annex is one, and what it lists."""


def content_of(paper: OfficialPaper) -> Words:
    """Every word of a paper by its name in the templates; raises PaperDoesNotFoot."""
    check_feet(paper)
    kind = type(paper)
    printed = _frame(paper) | _PARTS[kind](paper)
    cleaned: Words = _cleaned(printed)
    return cleaned


def template_of(paper: OfficialPaper) -> str:
    """The name of its templates without ending."""
    return TITLES[type(paper)][0]


def _cleaned(value: Any) -> Any:
    """Cleaned words at any depth; a drawing and a measure stay as they are."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {name: one if name == "svg" else _cleaned(one) for name, one in value.items()}
    return value if isinstance(value, int | float) else [_cleaned(one) for one in value]


def _frame(paper: OfficialPaper) -> Words:
    head = paper.letterhead
    proof = paper.proof
    return {
        "superior_lines": head_lines(head.superior) if head.superior else [],
        "issuer_lines": head_lines(head.issuer),
        "issuer_name": head.issuer,
        "number": head.number or f"…/{head.symbol or '…'}",
        "place": head.place,
        "dated": long_day(head.dated),
        "title": TITLES[type(paper)][1],
        "subject": paper.subject,
        "signers": [_signer(one) for one in paper.signers],
        "recipients": paper.recipients,
        "verify_at": proof.address,
        "batch_hash": proof.batch_hash.hex() if proof.batch_hash else "",
        "annex_of": _reference(paper, head),
    }


def _reference(paper: OfficialPaper, head: Letterhead) -> str:
    title = _ANNEXED[paper.of][0] if isinstance(paper, ListAnnex) else TITLES[type(paper)][1]
    number = head.number or f"…/{head.symbol or '…'}"
    return f"Kèm theo {title} số {number} {long_day(head.dated)}"


def _signer(one: Signer) -> Words:
    above = [line.upper() for line in one.authority]
    return {"authority": above, "title": one.title.upper(), "name": one.name or ""}


def _list(paper: ListPaper, line_of: Callable[[int, PaperLine], Words]) -> Words:
    return {
        "lines": list(starmap(line_of, enumerate(paper.lines, 1))),
        "count": figures(paper.count),
        "total": figures(paper.total),
        "total_words": words_of(paper.total),
        "groups": _shares(paper.groups if paper.areas else _groups(paper.lines)),
        "areas": _shares(paper.areas, "area"),
    }


def _line(number: int, line: PaperLine) -> Words:
    return {
        "stt": str(number),
        "name": line.name,
        "birth": "" if line.birth is None else day(line.birth),
        "sex": sex_of(line.sex),
        "identity": line.identity or "",
        "address": line.address,
        "group": line.group,
        "months": figures(line.months),
        "rate": figures(line.rate),
        "amount": figures(line.amount),
        "note": line.note,
    }


def _posted_line(number: int, line: PaperLine) -> Words:
    hidden = {"identity": masked(line.identity), "birth": year(line.birth)}
    return _line(number, line) | hidden


def _groups(lines: Sequence[PaperLine]) -> list[Share]:
    """People and money by group, in the order in which the groups first come."""
    found: dict[str, tuple[int, int]] = {}
    for line in lines:
        people, amount = found.get(line.group, (0, 0))
        found[line.group] = (people + 1, amount + line.amount)
    return [Share(name=name, count=people, amount=dong) for name, (people, dong) in found.items()]


def _shares(parts: Sequence[Share], called: str = "group") -> list[Words]:
    return [
        {"stt": str(number), called: one.name, "count": figures(one.count),
         "amount": figures(one.amount)}
        for number, one in enumerate(parts, 1)
    ]  # fmt: skip


def _submission(paper: SubmissionPaper) -> Words:
    said = {"addressee": paper.addressee, "grounds": paper.grounds, "findings": paper.findings}
    return _list(paper, _line) | said


def _decision(paper: ApprovalDecision) -> Words:
    apart = {"groups": _shares(paper.groups)} if paper.areas else {}
    return (
        _list(paper, _line)
        | apart
        | {
            "areas": _shares(paper.areas, "area"),
            "authority": paper.authority.upper(),
            "grounds": paper.grounds,
            "funds": [{"source": one.source, "amount": figures(one.amount)} for one in paper.funds],
            "payer": paper.payer,
            "responsible": paper.responsible,
        }
    )


def _annex(paper: ListAnnex) -> Words:
    of, listed = _ANNEXED[paper.of]
    return _list(paper, _line) | {
        "heading": f"{listed}: {paper.area}".upper(),
        "of": of,
        "whole_count": figures(paper.whole_count),
        "whole_total": figures(paper.whole_total),
    }


def _posting(paper: PostingNotice) -> Words:
    return _list(paper, _posted_line) | {
        "places": paper.places,
        "starts_on": day(paper.starts_on),
        "ends_on": day(paper.ends_on),
        "objections_to": paper.objections_to,
    }


def _minutes(paper: SittingMinutes) -> Words:
    present = [one for one in paper.members if one.present]
    vote = paper.vote
    return {
        "opened_at": instant(paper.opened_at),
        "closed_at": instant(paper.closed_at),
        "venue": paper.venue,
        "members": [
            {"stt": str(number), "name": one.name, "title": one.title, "role": one.role,
             "presence": "Có mặt" if one.present else "Vắng mặt", "note": one.note}
            for number, one in enumerate(paper.members, 1)
        ],
        "seats": figures(len(paper.members)),
        "present": figures(len(present)),
        "absent": figures(len(paper.members) - len(present)),
        "quorum": figures(paper.quorum),
        "agenda": paper.agenda,
        "considered": figures(paper.considered),
        "favoured": figures(paper.favoured),
        "favoured_total": figures(paper.favoured_total),
        "favoured_words": words_of(paper.favoured_total),
        "verdicts": [
            {"stt": str(number), "name": one.name, "group": one.group, "verdict": one.verdict,
             "reason": one.reason}
            for number, one in enumerate(paper.verdicts, 1)
        ],
        "answers": [{"alert": one.alert, "answer": one.answer} for one in paper.answers],
        "opinions": paper.opinions,
        "vote": f"{vote.in_favour} tán thành, {vote.against} không tán thành, "
                f"{vote.abstained} không có ý kiến" if vote else "",
    }  # fmt: skip


def _refusal(paper: RefusalNotice) -> Words:
    return {
        "name": paper.name,
        "home": paper.address,
        "group": paper.group,
        "filed_on": day(paper.filed_on),
        "reasons": [
            {"article": one.article, "condition": one.condition, "finding": one.finding}
            for one in paper.reasons
        ],
        "appeal_to": paper.appeal_to,
        "appeal_until": day(paper.appeal_until) if paper.appeal_until else "",
    }


def _reminder(paper: LateReminder) -> Words:
    part, whole = paper.on_time or (0, 0)
    return {
        "addressees": paper.addressees,
        "as_of": day(paper.as_of),
        "late": [
            {"stt": str(number), "office": one.office, "step": one.step,
             "count": figures(one.count), "due": "" if one.due is None else day(one.due),
             "days_late": figures(one.days_late)}
            for number, one in enumerate(paper.late, 1)
        ],
        "late_total": figures(sum(one.count for one in paper.late)),
        "on_time": f"{figures(part)}/{figures(whole)}" if whole else "",
        "on_time_rate": percent(part, whole),
        "deadline": day(paper.deadline),
        "report_to": paper.report_to,
    }  # fmt: skip


def _return(paper: ReturnSlip) -> Words:
    return {
        "addressee": paper.addressee,
        "list_name": paper.list_name,
        "listed": figures(paper.listed),
        "received_on": day(paper.received_on),
        "reason": paper.reason,
        "lines": [
            {"entry": figures(one.entry), "name": one.name, "reasons": "; ".join(one.reasons)}
            for one in paper.lines
        ],
        "returned": figures(len(paper.lines)),
        "deadline": day(paper.deadline),
    }


_PARTS: dict[type[OfficialPaper], Callable[[Any], Words]] = {
    SubmissionPaper: _submission,
    SittingMinutes: _minutes,
    ApprovalDecision: _decision,
    ListAnnex: _annex,
    PostingNotice: _posting,
    RefusalNotice: _refusal,
    LateReminder: _reminder,
    ReturnSlip: _return,
    ReportPaper: report_words,
}
