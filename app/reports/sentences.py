"""What a report says in sentences: its figures in the order and the words of the department. Pure.

The quick report and the programme's section of the half-year report say the same of the same
figures. Whatever has no figure is not said; what is said adds up, or TableDoesNotFoot is raised.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.core.money import spoken
from app.documents.schemas import ReportSection
from app.reports.wording import (
    cases_spoken,
    clause,
    count_spoken,
    day_spoken,
    joined,
    money_spoken,
    nobody,
    numbered,
    places_spoken,
    rate_spoken,
)
from app.sheets import TableDoesNotFoot

NAMED_OFFICES: Final = 10
"""Late offices that a paragraph names; the rest are counted."""
GROUP_WORDS: Final = {
    "NCC": ("người có công với cách mạng đang hưởng trợ cấp ưu đãi hàng tháng",
            "người có công với cách mạng"),
    "BTXH": ("bảo trợ xã hội đang hưởng trợ cấp thường xuyên", "bảo trợ xã hội"),
    "HN": ("là nhân khẩu thuộc hộ nghèo", "nhân khẩu thuộc hộ nghèo"),
    "HCN": ("là nhân khẩu thuộc hộ cận nghèo", "nhân khẩu thuộc hộ cận nghèo"),
    "NLD_TAMHOAN": ("là người lao động tạm hoãn hợp đồng lao động, nghỉ việc không hưởng lương",
                    "người lao động tạm hoãn hợp đồng, nghỉ việc không hưởng lương"),
    "HKD": ("là hộ kinh doanh phải tạm ngừng kinh doanh", "hộ kinh doanh"),
    "NLD_CHAMDUT": ("là người lao động bị chấm dứt hợp đồng lao động",
                    "người lao động bị chấm dứt hợp đồng"),
    "NLD_KHONGHD": ("là người lao động không có giao kết hợp đồng lao động bị mất việc làm",
                    "người lao động không có giao kết hợp đồng"),
    "NSDLD_VAY": ("là người sử dụng lao động vay vốn trả lương ngừng việc",
                  "người sử dụng lao động vay vốn"),
}  # fmt: skip
"""What follows "Nhóm đối tượng", and the same in short, in the order of reports."""
UNPAID_WORDS: Final = {
    "absent": "vắng mặt tại địa phương",
    "wrong_details": "sai thông tin",
    "dead": "đã chết",
    "moved": "đã chuyển nơi ở",
    "refused": "từ chối nhận",
    "other": "lý do khác",
}
"""Reasons of an agent by their code, as reports say them."""
_UNTOLD: Final = "đang tổ chức chi trả"
_NOT_COVERED: Final = (" không thuộc phạm vi chính sách", " chưa thuộc phạm vi chính sách")


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFigures:
    """One payable group: cases approved and paid, and their money in đồng."""

    code: str
    name: str
    """In words, for a group that the office has no words of its own for."""
    unit: str = "person"
    """What a case is, as the law says: "person", "household_business", "employer_worker"."""
    approved: int
    paid: int
    approved_dong: int
    paid_dong: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Cases of one reason, by its code or in words."""

    reason: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LateOffice:
    """An office whose cases are overdue, and its oldest in working days."""

    office: str
    cases: int
    days_late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """A source of money and the đồng that it lacks for what is approved."""

    source: str
    short_dong: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All that the sentences of a report are made from."""

    as_of: date
    written_in: int | None = None
    """The year of the paper: days of it are told without their year."""
    place: str = "toàn tỉnh"
    groups: tuple[GroupFigures, ...]
    finished_by: date | None = None
    """The day at whose end the places below had basically finished."""
    finished: tuple[str, ...] = ()
    """Names of places: "Huyện Thạch Hà"."""
    outside: tuple[Counted, ...] = ()
    """Refused because the policy does not reach them, with the policy's words for each reason."""
    unpaid: tuple[Counted, ...] = ()
    """Approved and tried without success, by the agents' reasons."""
    late: tuple[LateOffice, ...] = ()
    short: tuple[Shortage, ...] = ()

    def day(self, day: date) -> str:
        """A day as this report tells it."""
        return day_spoken(day, written_in=self.written_in)


def programme_sections(
    figures: Figures, steering: Sequence[str] = (), within: str = ""
) -> tuple[ReportSection, ...]:
    """Steering, results, difficulties under numbers of their own; what is empty is left out.

    `within` is the number of the chapter that they are parts of: "1" makes them 1.1, 1.2, 1.3.
    """
    parts = (
        ("Công tác chỉ đạo", directed(steering)),
        ("Kết quả thực hiện", results(figures)),
        ("Khó khăn, vướng mắc", difficulties(figures)),
    )
    said = [(title, paragraphs) for title, paragraphs in parts if paragraphs]
    above = f"{within}." if within else ""
    return tuple(
        ReportSection(heading=f"{above}{place}. {title}", paragraphs=paragraphs)
        for place, (title, paragraphs) in enumerate(said, 1)
    )


def opening(grounds: Sequence[str], issuer: str, subject: str) -> str:
    """How a report begins; `grounds` are the papers it carries out, and there may be none."""
    told = f"{issuer} báo cáo {subject} như sau:"
    return f"Thực hiện {joined(grounds)}, {told}" if grounds else told


def closing(issuer: str, subject: str) -> str:
    """How a report ends, with its mark."""
    return f"Trên đây là báo cáo {subject}, {issuer} kính báo cáo./."


def directed(texts: Sequence[str]) -> tuple[str, ...]:
    """What was done to steer, a dashed entry each."""
    return tuple(f"- {text.strip(' .;-')}." for text in texts)


def results(figures: Figures) -> tuple[str, ...]:
    """Who was paid of whom, the money of it, and which places had finished."""
    shown = _in_order(figures.groups)
    if not shown:
        day = figures.day(figures.as_of)
        return (
            f"Tính đến ngày {day}, {figures.place} chưa phê duyệt danh sách hỗ trợ cho đối tượng "
            "nào.",
        )
    said = [paid_paragraph(figures), money_paragraph(figures)]
    if figures.finished and figures.finished_by:
        day = figures.day(figures.finished_by)
        places = places_spoken(figures.finished)
        said.append(f"Cơ bản hoàn thành việc chi trả đến hết ngày {day} có {places}.")
    return tuple(said)


def paid_paragraph(figures: Figures) -> str:
    """Cases paid, their share of all approved (cut) and their money, then each group (rounded)."""
    groups = _in_order(figures.groups)
    told = f"Tính đến ngày {figures.day(figures.as_of)}, {figures.place}"
    paid, approved = (sum(getattr(one, of) for one in groups) for of in ("paid", "approved"))
    listed = "đối tượng được phê duyệt danh sách hỗ trợ"
    if not paid:
        none = nobody(one.unit for one in groups)
        return (
            f"{told} chưa chi trả tiền hỗ trợ cho {none} trong tổng số {count_spoken(approved)} "
            f"{listed}."
        )
    cases = cases_spoken((one.unit, one.paid) for one in groups)
    whose = f" thuộc nhóm đối tượng {_words(groups[0])[0]}" if len(groups) == 1 else ""
    share = f" ({rate_spoken(paid, approved, cut=True)} tổng số {listed})" if approved else ""
    money = money_spoken(sum(one.paid_dong for one in groups))
    whole = f"{told} đã chi trả tiền hỗ trợ cho {cases}{whose}{share}, với kinh phí {money}."
    if len(groups) == 1:
        return whole
    return f"{whole} Trong đó: {'; '.join(_group_paid(one) for one in groups)}."


def _group_paid(one: GroupFigures) -> str:
    said = (
        f"đã chi trả cho {cases_spoken([(one.unit, one.paid)])}, "
        f"{rate_spoken(one.paid, one.approved)}"
        if one.paid
        else f"chưa chi trả cho {nobody([one.unit])}"
    )
    return f"Nhóm đối tượng {_words(one)[0]} ({said})"


def money_paragraph(figures: Figures) -> str:
    """Đồng paid of those approved, whole and by group: the rate of money is not that of people."""
    groups = _in_order(figures.groups)
    paid = sum(one.paid_dong for one in groups)
    approved = sum(one.approved_dong for one in groups)
    whole = f"tổng số {spoken(approved)} đồng được phê duyệt"
    if not paid:
        return f"Về kinh phí: chưa chi trả trong {whole}."
    told = f"Về kinh phí: đã chi trả {spoken(paid)} đồng"
    told += f" trên {whole}, {rate_spoken(paid, approved)}." if approved else "."
    if len(groups) == 1:
        return told
    return f"{told} Trong đó: {'; '.join(_group_money(one) for one in groups)}."


def _group_money(one: GroupFigures) -> str:
    rate = rate_spoken(one.paid_dong, one.approved_dong)
    return f"{_words(one)[1]} {spoken(one.paid_dong)} đồng, {rate}"


def difficulties(figures: Figures) -> tuple[str, ...]:
    """Out of the policy's reach, not yet paid and why, late offices, money short: a dash each.

    Raises TableDoesNotFoot when more are told unpaid with a reason than are unpaid.
    """
    said = (_outside(figures), _unpaid(figures), _late(figures.late), _short(figures.short))
    return tuple(f"- {one}." for one in said if one)


def _outside(figures: Figures) -> str:
    reasons = [one for one in figures.outside if one.count]
    if not reasons:
        return ""
    total = count_spoken(sum(one.count for one in reasons))
    told = [f"{_not_covered(one.reason)} ({count_spoken(one.count)} trường hợp)" for one in reasons]
    return (
        f"Có {total} trường hợp đề nghị nhưng không được hỗ trợ vì nằm ngoài phạm vi chính sách, "
        f"gồm: {numbered(told)}"
    )


def _not_covered(reason: str) -> str:
    """Who it is about: the policy's sentence without its verb."""
    words = reason.strip(" .;")
    for end in _NOT_COVERED:
        words = words.removesuffix(end).rstrip(",")
    return clause(words)


def _unpaid(figures: Figures) -> str:
    left = [(one.unit, max(one.approved - one.paid, 0)) for one in figures.groups]
    total = sum(count for _, count in left)
    told = sum(one.count for one in figures.unpaid)
    if told > total:
        raise TableDoesNotFoot(
            sheet="chưa chi trả theo lý do", cells=f"unpaid by reason: {told} > {total}"
        )
    if not total:
        return ""
    dong = sum(one.approved_dong - one.paid_dong for one in figures.groups)
    said = f"Còn {cases_spoken(left)} đã được phê duyệt nhưng chưa nhận tiền hỗ trợ"
    money = f", với kinh phí {money_spoken(dong)}" if dong > 0 else ""
    if not told:
        return said + money
    reasons = sorted(figures.unpaid, key=lambda one: (one.reason == "other", -one.count))
    reasons.append(Counted(reason=_UNTOLD, count=total - told))
    parts = [
        f"{UNPAID_WORDS.get(one.reason) or clause(one.reason)} {count_spoken(one.count)} trường hợp"
        for one in reasons
        if one.count
    ]
    return f"{said}{money}, gồm: {'; '.join(parts)}"


def _late(offices: Sequence[LateOffice]) -> str:
    late = sorted(offices, key=lambda one: (-one.days_late, -one.cases, one.office))
    if not late:
        return ""
    named = [
        f"{one.office} ({count_spoken(one.cases)} hồ sơ, chậm nhất {count_spoken(one.days_late)} "
        "ngày làm việc)"
        for one in late[:NAMED_OFFICES]
    ]
    if rest := late[NAMED_OFFICES:]:
        cases = count_spoken(sum(one.cases for one in rest))
        named.append(f"{count_spoken(len(rest))} đơn vị khác ({cases} hồ sơ)")
    total = count_spoken(sum(one.cases for one in late))
    return (
        f"Còn {count_spoken(len(late))} cơ quan, đơn vị xử lý chậm {total} hồ sơ so với thời hạn "
        f"quy định: {'; '.join(named)}"
    )


def _short(sources: Sequence[Shortage]) -> str:
    short = [one for one in sources if one.short_dong > 0]
    if not short:
        return ""
    total = money_spoken(sum(one.short_dong for one in short))
    parts = [f"{clause(one.source)} thiếu {money_spoken(one.short_dong)}" for one in short]
    whose = clause(short[0].source) if len(short) == 1 else "; ".join(parts)
    return f"Nguồn kinh phí còn thiếu {total} so với số đã được phê duyệt ({whose})"


def _in_order(groups: Sequence[GroupFigures]) -> list[GroupFigures]:
    """Groups that have a figure, in the order of reports; groups of later programmes after them."""
    places = {code: place for place, code in enumerate(GROUP_WORDS)}
    found = [one for one in groups if one.approved or one.paid]
    return sorted(found, key=lambda one: places.get(one.code, len(places)))


def _words(one: GroupFigures) -> tuple[str, str]:
    return GROUP_WORDS.get(one.code) or (f"là {clause(one.name)}", clause(one.name))
