"""The procedure as a table, and what it refuses."""

from enum import StrEnum
from typing import ClassVar, Final

from app.core.errors import Refused


class Stage(StrEnum):
    """Where a claim stands (trạng thái hồ sơ)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    POSTED = "posted"
    AT_COMMUNE = "at_commune"
    CONFIRMING = "confirming"
    AT_BANK = "at_bank"
    AT_DISTRICT = "at_district"
    AT_PROVINCE = "at_province"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


VIETNAMESE: Final = {
    Stage.DRAFT: "đang lập",
    Stage.SUBMITTED: "đã nộp",
    Stage.POSTED: "đang niêm yết",
    Stage.AT_COMMUNE: "thẩm định cấp xã",
    Stage.CONFIRMING: "chờ xác nhận",
    Stage.AT_BANK: "chờ ngân hàng",
    Stage.AT_DISTRICT: "thẩm định cấp huyện",
    Stage.AT_PROVINCE: "thẩm định cấp tỉnh",
    Stage.APPROVED: "đã phê duyệt",
    Stage.REFUSED: "không đủ điều kiện",
    Stage.WITHDRAWN: "đã rút",
    Stage.DECLINED: "tự nguyện không nhận",
    Stage.SUPERSEDED: "hưởng chế độ khác cao hơn",
    Stage.REVOKED: "bị hủy phê duyệt",
}

S = Stage
_ENDS: Final = {S.REFUSED, S.SUPERSEDED, S.DECLINED, S.WITHDRAWN}
ENDED: Final = (S.REFUSED, S.WITHDRAWN, S.DECLINED, S.SUPERSEDED, S.REVOKED)
"""Where a claim stands that came to nothing, for good or until it is taken up again."""
_BACK: Final = {S.DRAFT, S.WITHDRAWN, S.DECLINED}
STEPS: Final[dict[Stage | None, set[Stage]]] = {
    None: {S.DRAFT},
    S.DRAFT: {S.SUBMITTED, S.WITHDRAWN, S.DECLINED},
    S.SUBMITTED: {S.POSTED, S.CONFIRMING, S.AT_BANK, S.AT_COMMUNE, S.AT_DISTRICT} | _BACK,
    S.POSTED: {S.AT_COMMUNE, S.WITHDRAWN, S.DECLINED},
    S.AT_COMMUNE: {S.CONFIRMING, S.AT_DISTRICT, S.DRAFT} | _ENDS,
    S.CONFIRMING: {S.AT_DISTRICT, S.AT_COMMUNE, S.DRAFT, S.REFUSED, S.WITHDRAWN},
    # From QĐ 32 loans are the bank's to grant, without a council.
    S.AT_BANK: {S.APPROVED, S.REFUSED, S.DRAFT, S.WITHDRAWN},
    S.AT_DISTRICT: {S.AT_PROVINCE, S.CONFIRMING, S.AT_COMMUNE, S.DRAFT} | _ENDS,
    # The provincial team's word keeps a claim at its stage; the Chairman's decision moves it on.
    S.AT_PROVINCE: {S.AT_PROVINCE, S.APPROVED, S.AT_DISTRICT, S.CONFIRMING, S.AT_COMMUNE, S.DRAFT}
    | _ENDS,
    # A higher benefit approved later puts out a lower one; it comes back when the higher falls.
    # A later decision that removes a line ends its claim.
    S.APPROVED: {S.SUPERSEDED, S.REVOKED},
    S.SUPERSEDED: {S.DRAFT, S.AT_COMMUNE, S.AT_DISTRICT, S.AT_PROVINCE, S.APPROVED, S.REVOKED},
    # Taking a declination back leads to where the claim was.
    S.DECLINED: {S.DRAFT, S.SUBMITTED, S.POSTED, S.AT_COMMUNE, S.AT_DISTRICT, S.AT_PROVINCE},
    S.WITHDRAWN: {S.DRAFT},
    # An amendment took in what was refused: the claim walks its road again.
    S.REFUSED: {S.DRAFT},
    S.REVOKED: set(),
}


_JUDGED: Final = (S.AT_COMMUNE, S.AT_DISTRICT, S.AT_PROVINCE)
_ROAD: Final = (S.AT_COMMUNE, S.CONFIRMING, S.AT_DISTRICT, S.AT_PROVINCE, S.APPROVED)
ONWARD: Final = {
    (here, there)
    for here in _JUDGED
    for there in STEPS[here] & set(_ROAD)
    if _ROAD.index(there) > _ROAD.index(here) or here is there
}
"""The steps that a hold stops: a council's favour, and the signature."""

RECUSED: Final = "recused"
"""The part in a list of who declared an interest in it: none of those that judge."""


class StepUnknown(Refused):
    """The procedure has no such step for a claim at this stage."""

    vi = "Quy trình không có bước này cho hồ sơ ở trạng thái hiện tại."


class BatchChanged(Refused):
    """{expected} dossiers were expected, {found} are there; reload and look again."""

    status = 412
    vi = "Dự kiến {expected} hồ sơ nhưng hiện có {found}; hãy tải lại và xem lại."


class AlreadyTookAnotherPart(Refused):
    """A natural person has one part in a list: somebody here already made, judged or signed it."""

    status = 403
    vi = "Một người chỉ giữ một vai trong một danh sách: có người đã lập, thẩm định hoặc ký."


class Recused(Refused):
    """Somebody here has declared an interest in one of these lists and takes no part in it."""

    status = 403
    vi = "Có người đã khai xung đột lợi ích với một danh sách ở đây nên không được tham gia."


class OwnCase(Refused):
    """Nobody takes part in deciding their own case: somebody here has one in these lists."""

    status = 403
    vi = "Không ai được tham gia quyết định hồ sơ của chính mình: có người ở đây có hồ sơ như vậy."


class OnHold(Refused):
    """This is held because of a complaint or finding; it waits until the hold is ended."""

    vi = "Nội dung này đang bị giữ lại do có phản ánh hoặc kết luận kiểm tra; chờ đến khi thôi giữ."


class HoldEnded(Refused):
    """This hold was ended before."""

    vi = "Việc giữ lại này đã kết thúc trước đó."


class HeldFromAbove(Refused):
    """A hold is ended by the office that placed it, or by one above it."""

    status = 403
    vi = "Chỉ cơ quan đã giữ hồ sơ hoặc cơ quan cấp trên mới được cho thôi giữ."


class PartyToIt(Refused):
    """Who made a list, or declared an interest in it, does not judge what is said against it."""

    status = 403
    vi = "Người lập danh sách hoặc có liên quan không được giải quyết phản ánh về danh sách đó."


class AlreadySupported(Refused):
    """Somebody in this batch already has a live benefit; an appraisal must settle it first."""

    vi = "Có người trong đợt này đã được duyệt hưởng một chế độ khác; phải thẩm định lại trước."


class AlreadyReceived(Refused):
    """This file was handed in at this very moment; ask for it again."""

    vi = "Tệp này vừa được nộp; hãy gửi lại yêu cầu để xem kết quả."


_LIST_STATES_VI: Final = {
    "received": "đang đọc", "unreadable": "không đọc được", "read": "chờ nộp",
    "submitted": "đã nộp", "withdrawn": "đã rút",
}  # fmt: skip


class ListNotReady(Refused):
    """The list is {state}; this act needs a list that is {wanted}."""

    vi = "Danh sách đang ở trạng thái {state_vi}; thao tác này cần trạng thái {wanted_vi}."

    def __init__(self, *, state: str, wanted: str) -> None:
        wanted_vi = ", ".join(_LIST_STATES_VI[one] for one in wanted.split(", "))
        super().__init__(
            state=state, wanted=wanted, state_vi=_LIST_STATES_VI[state], wanted_vi=wanted_vi
        )


class AlreadyInBatch(Refused):
    """One of the lists already travels in an undecided batch."""

    vi = "Có danh sách đã nằm trong một đợt chưa quyết định."


class AlreadyDeclined(Refused):
    """A statement that this support is not taken already stands."""

    vi = "Đã có bản tự nguyện không nhận hỗ trợ còn hiệu lực đối với hồ sơ này."


class NotDeclined(Refused):
    """No statement of not taking the support stands for this dossier."""

    vi = "Hồ sơ này không có bản tự nguyện không nhận hỗ trợ nào còn hiệu lực."


class TooLateToDecline(Refused):
    """A dossier that stands at {stage} cannot be declined any more."""

    vi = "Hồ sơ đang ở trạng thái {stage} nên không thể ghi nhận việc tự nguyện không nhận."


class StatedInTheFuture(Refused):
    """A statement cannot have been made in the future."""

    status = 422
    field: ClassVar[str] = "stated_at"
    vi = "Thời điểm tuyên bố không thể ở tương lai."


class NotTakenIn(Refused):
    """This dossier was not refused for a reason that {policy}, in force today, has removed."""

    vi = "Hồ sơ này không thuộc trường hợp bị từ chối mà {policy} (đang có hiệu lực) đã bổ sung."
