"""What an official paper says: frozen values that an upper room fills and `render` draws.

Every text is plain text as people read it; money is whole đồng; days are calendar days and may be
missing (None) while a paper is a draft. Nothing here is looked up: the caller gives every word
that the law or the case decides, the templates give the rest of the sentence.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from app.sheets import Sheet

Sex = Literal["M", "F"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Who issues the paper, under what number, where and when (Decree 30/2020/NĐ-CP, Appendix I).

    Dots stand for a missing number or day. The symbol ("QĐ-UBND") serves a paper without number.
    """

    superior: str | None = None
    """The body above the issuer; None when there is none."""
    issuer: str
    """The issuing body as sentences name it, "Ủy ban nhân dân tỉnh Hà Tĩnh"; capitals on top."""
    place: str
    """The place before the day: "Hà Tĩnh"."""
    number: str | None = None
    """The whole number and symbol: "1234/QĐ-UBND"."""
    symbol: str = ""
    dated: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """One signature: the lines of authority above it, the title (both in capitals), the name."""

    authority: tuple[str, ...] = ()
    """("TM. Ủy ban nhân dân", "KT. Chủ tịch"), ("TL. Chủ tịch",) or nothing."""
    title: str
    """"Phó Chủ tịch"."""
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Where the paper can be verified, and the hash of the batch it speaks of."""

    address: str
    """Address of the verification page, without personal data; also in the QR code."""
    batch_hash: bytes | None = None
    """SHA-256 (Merkle root) of the batch, of a report its figures; None where it speaks of none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """One person of a list; the number in the list (STT) is its place in it."""

    name: str
    birth: date | int | None = None
    """The day, or the year alone where only the year is known."""
    sex: Sex | None = None
    identity: str | None = None
    """In full or masked, as the reader may see it; a posting masks it in any case."""
    address: str = ""
    group: str
    """The group in words: "Người có công với cách mạng"."""
    months: int | None = None
    rate: int | None = None
    """Đồng a month; None where the amount is no rate times months."""
    amount: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FundShare:
    """Money of one source for a decision, in đồng."""

    source: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """People and money of one group or one area, in đồng."""

    name: str
    count: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilMember:
    """One seat of a council and whether it was taken at the sitting."""

    name: str
    title: str
    """The office held: "Phó Chủ tịch UBND huyện"."""
    role: str
    """The part in the council: "Chủ tịch Hội đồng", "Ủy viên"."""
    present: bool = True
    note: str = ""
    """Why a seat was empty, or who sat in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """How the members present voted; the three add up to them."""

    in_favour: int
    against: int = 0
    abstained: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseVerdict:
    """One case that a council did not simply favour: refused, returned or on hold, and why."""

    name: str
    group: str
    verdict: str
    """In words: "Không đủ điều kiện", "Trả lại bổ sung", "Tạm dừng xem xét"."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertAnswer:
    """What an alert said and what the council answered in words."""

    alert: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedCondition:
    """A condition that a case does not meet: the article, its words, what was found."""

    article: str
    """"khoản 2 Điều 1 Quyết định số 15/2020/QĐ-TTg"."""
    condition: str
    finding: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LateStep:
    """Cases that wait at an office beyond their day."""

    office: str
    step: str
    count: int
    due: date | None = None
    days_late: int
    """Working days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedLine:
    """A line of a returned list by its own number in that list, with every reason."""

    entry: int
    name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialPaper:
    """What every paper has."""

    letterhead: Letterhead
    subject: str
    """What follows "Về việc" or "V/v", without a capital: "phê duyệt danh sách …"."""
    signers: tuple[Signer, ...]
    recipients: tuple[str, ...] = ()
    """Entries of "Nơi nhận" without dash and semicolon, the last "Lưu: VT, …"; may be empty."""
    proof: Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPaper(OfficialPaper):
    """A paper with a list of people as its annex.

    `count` and `total` (đồng) are what was sealed; a list that does not add up to them is refused.
    A list too long for one paper is annexed area by area: then `areas` and `groups` stand in place
    of the lines.
    """

    lines: tuple[PaperLine, ...]
    count: int
    total: int
    areas: tuple[Share, ...] = ()
    groups: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionPaper(ListPaper):
    """Tờ trình: a level sends a list up."""

    addressee: str
    """Who is asked to approve: "Chủ tịch Ủy ban nhân dân tỉnh Hà Tĩnh"."""
    grounds: tuple[str, ...] = ()
    """Each after "Căn cứ", without it and without a final mark."""
    findings: tuple[str, ...] = ()
    """Results of posting and appraisal, a sentence each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalDecision(ListPaper):
    """Quyết định phê duyệt danh sách và kinh phí."""

    authority: str
    """Who decides: "Chủ tịch Ủy ban nhân dân tỉnh Hà Tĩnh"; in capitals above the grounds."""
    grounds: tuple[str, ...] = ()
    """Each a whole clause: "Căn cứ Luật …", "Xét đề nghị của …"; without a final mark."""
    funds: tuple[FundShare, ...] = ()
    """Where the money comes from; empty, or adding up to the total."""
    payer: str
    """Who pays out: "Bưu điện tỉnh Hà Tĩnh"."""
    responsible: str
    """Who carries it out: "Chánh Văn phòng …; Giám đốc các Sở …"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAnnex(ListPaper):
    """Phụ lục: the lines of one area, under number and day of the paper whose list is too long."""

    of: Literal["decision", "submission"]
    area: str
    """"phường Trần Phú, thành phố Hà Tĩnh"."""
    whole_count: int
    """Of the paper."""
    whole_total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingNotice(ListPaper):
    """Thông báo niêm yết công khai: identities masked, of birth the year alone."""

    places: tuple[str, ...]
    """Where and by what means the list is shown."""
    starts_on: date | None = None
    ends_on: date | None = None
    """The last day of the posting."""
    objections_to: str
    """Where anyone may object: office, address, telephone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingMinutes(OfficialPaper):
    """Biên bản họp Hội đồng thẩm định; the subject is what sat: "Hội đồng thẩm định huyện …".

    Instants are printed in Vietnamese time.
    """

    opened_at: datetime | None = None
    closed_at: datetime | None = None
    venue: str
    members: tuple[CouncilMember, ...]
    quorum: int
    agenda: tuple[str, ...] = ()
    """The lists looked at, each in a few words without a final mark."""
    considered: int
    """Cases looked at."""
    favoured: int
    favoured_total: int
    """Đồng of the cases favoured."""
    verdicts: tuple[CaseVerdict, ...] = ()
    """The exceptions only; `considered` less these is `favoured`."""
    answers: tuple[AlertAnswer, ...] = ()
    opinions: tuple[str, ...] = ()
    """What was said, a sentence each."""
    vote: Vote | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalNotice(OfficialPaper):
    """Thông báo không đủ điều kiện, to one person."""

    name: str
    address: str
    group: str
    filed_on: date | None = None
    reasons: tuple[FailedCondition, ...]
    appeal_to: str
    """Who takes a complaint."""
    appeal_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LateReminder(OfficialPaper):
    """Công văn đôn đốc to the offices that are late."""

    addressees: tuple[str, ...]
    as_of: date | None = None
    late: tuple[LateStep, ...]
    on_time: tuple[int, int] | None = None
    """Steps done on time, of how many: (4310, 4311) is printed with 99,98 %."""
    deadline: date | None = None
    report_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnSlip(OfficialPaper):
    """Phiếu trả lại danh sách, with the reasons of every line."""

    addressee: str
    """The office that sent the list."""
    list_name: str
    listed: int
    """Lines of the whole list."""
    received_on: date | None = None
    reason: str
    """Why the list goes back, in one sentence."""
    lines: tuple[ReturnedLine, ...] = ()
    """Empty when the list goes back as a whole."""
    deadline: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPicture:
    """A picture made by the service: its name, what it shows, and the drawing itself (SVG)."""

    key: str
    """English, snake case: "coverage_by_district"."""
    title: str
    svg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSection:
    """A part of a report: paragraphs, then tables, then pictures; any of them may be missing."""

    heading: str = ""
    """"1.2. Kết quả chi trả"; "" for a part without one."""
    paragraphs: tuple[str, ...] = ()
    """Whole sentences with marks and final stop; one that begins with "- " is a dashed entry."""
    sheets: tuple[Sheet, ...] = ()
    pictures: tuple[ReportPicture, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPaper(OfficialPaper):
    """Báo cáo: what the department tells the province and the ministry, as of a day.

    Its subject stands alone under the title, with a capital: "Kết quả chi trả …".
    """

    addressees: tuple[str, ...] = ()
    """Who is told ("Kính gửi"): "Ủy ban nhân dân tỉnh Hà Tĩnh"."""
    as_of: date
    """The last day whose events are counted."""
    known_on: date | None = None
    """The last day whose knowledge is counted; none: all that was known when it was drawn."""
    sections: tuple[ReportSection, ...]
    annexes: tuple[ReportSection, ...] = ()
    """On pages of their own, across (landscape), each with its heading: its name, and several are
    numbered in Roman figures; or its number too: "Phụ lục II. Kết quả chi trả theo xã"."""


@dataclass(frozen=True, slots=True)
class RenderedPaper:
    """One paper in its two forms; the same content gives the same bytes."""

    docx: bytes
    pdf: bytes
