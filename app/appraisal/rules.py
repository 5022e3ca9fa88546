"""The three councils and what they may not do. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.errors import Refused
from app.dossiers import Stage
from app.policy import Reason


class Verdict(StrEnum):
    """A council's word on a dossier."""

    FAVOURABLE = "favourable"
    UNFAVOURABLE = "unfavourable"
    SUPERSEDED = "superseded"
    RETURNED = "returned"


class FindingCode(StrEnum):
    """What the service finds and a council must answer."""

    DIED_BEFORE = "DIED_BEFORE"
    MOVED_AWAY = "MOVED_AWAY"
    IMPRISONED = "IMPRISONED"
    ABROAD = "ABROAD"
    ALREADY_SUPPORTED = "ALREADY_SUPPORTED"
    HIGHER_BENEFIT = "HIGHER_BENEFIT"
    DUPLICATE = "DUPLICATE"
    SUSPECTED_SAME = "SUSPECTED_SAME"
    SAME_ACCOUNT = "SAME_ACCOUNT"
    STAFF_RELATIVE = "STAFF_RELATIVE"
    AGE_OUTLIER = "AGE_OUTLIER"
    HANDLER_INTEREST = "HANDLER_INTEREST"


CONDITION: Final = "CONDITION_"
"""Begins the code of a condition of the policy that a row fails; the condition's own code ends it.
"""


class AlertCode(StrEnum):
    """What is odd about a whole list."""

    BULK_DECLINE = "BULK_DECLINE"


BULK_LEAST_PEOPLE: Final = 5
BULK_LEAST_PERCENT: Final = 10
"""From so many people of one hamlet, witness or clerk on, and such a share of them, declining is
no longer taken for everybody's own free word (refusals printed beforehand were a scandal)."""


@dataclass(frozen=True, slots=True)
class Council:
    """The appraising body of a level: the stage it examines, and where its returned cases go."""

    level: str
    stage: Stage
    part: str
    sends_back_to: Stage

    def desk_of(self, *, through_commune: bool) -> Stage:
        """Where a returned case goes: one level down, or to its maker where no commune sits."""
        if self.sends_back_to is Stage.AT_COMMUNE and not through_commune:
            return Stage.DRAFT
        return self.sends_back_to


COUNCILS: Final = {
    "commune": Council("commune", Stage.AT_COMMUNE, "commune_council", Stage.DRAFT),
    "district": Council("district", Stage.AT_DISTRICT, "district_council", Stage.AT_COMMUNE),
    "province": Council("province", Stage.AT_PROVINCE, "province_council", Stage.AT_DISTRICT),
}


class QuorumNotMet(Refused):
    """{present} members are present, {needed} are needed."""

    vi = "Có mặt {present} thành viên, cần ít nhất {needed}."


class NotOfThisCouncil(Refused):
    """{count} of those named present hold no seat in this council today."""

    status = 422
    vi = "{count} người có tên trong thành phần dự họp không phải thành viên hội đồng này."


class NotYourCouncil(Refused):
    """Only a council's own secretary speaks for it; this sitting is another council's."""

    status = 403
    vi = "Chỉ thư ký của chính hội đồng đó được ghi ý kiến; phiên họp này của hội đồng khác."


class NothingBeforeCouncil(Refused):
    """List {list_id} has no dossier before this council."""

    vi = "Danh sách {list_id} không có hồ sơ nào đang ở cấp hội đồng này."


class SittingStillOpen(Refused):
    """This sitting is not closed; its papers are drawn when it is."""

    vi = "Phiên họp chưa kết thúc; văn bản được lập sau khi kết thúc."


class SittingClosed(Refused):
    """This sitting is closed."""

    vi = "Phiên họp này đã kết thúc."


class NotOnAgenda(Refused):
    """{count} of the dossiers named are not before this sitting."""

    status = 422
    vi = "{count} hồ sơ nêu trong ý kiến không thuộc phiên họp này."


class TwoWordsOnOne(Refused):
    """A dossier is named twice in these opinions; a council has one word on each."""

    status = 422
    vi = "Có hồ sơ được nêu hai lần trong ý kiến; mỗi hồ sơ chỉ có một ý kiến của hội đồng."


class ReasonUnknown(Refused):
    """{code} is not a reason the policy knows."""

    status = 422
    vi = "{code} không phải lý do có trong quy định."


class ReasonMissing(Refused):
    """A dossier not favoured needs a reason; a finding that is overruled needs an answer."""

    status = 422
    vi = "Hồ sơ không được chấp thuận phải có lý do; cảnh báo bị bác phải có câu trả lời."


class AlertsUnanswered(Refused):
    """{count} alerts on these lists have no answer yet; the council must answer each in words."""

    vi = "Còn {count} cảnh báo về danh sách chưa được hội đồng trả lời bằng văn bản."


class AlertAnswered(Refused):
    """This alert was answered before; the first answer stands."""

    vi = "Cảnh báo này đã được trả lời; câu trả lời đầu tiên được giữ nguyên."


class NothingHigher(Refused):
    """{count} dossiers are said to give way, but no higher claim of these people is under way."""

    vi = (
        "{count} hồ sơ được ghi là hưởng chế độ khác cao hơn, nhưng không có hồ sơ nào cao hơn của "
        "những người này đang được xét."
    )


class FindingsUnanswered(Refused):
    """{count} findings have no answer yet; the council must answer each before it closes."""

    vi = "Còn {count} cảnh báo chưa được hội đồng trả lời; phải trả lời trước khi kết thúc phiên."


SUGGESTED: Final[dict[str, tuple[Verdict, str]]] = {
    FindingCode.DIED_BEFORE: (Verdict.UNFAVOURABLE, "DIED_BEFORE"),
    FindingCode.MOVED_AWAY: (Verdict.UNFAVOURABLE, "MOVED_AWAY"),
    FindingCode.IMPRISONED: (Verdict.UNFAVOURABLE, "IMPRISONED"),
    FindingCode.ABROAD: (Verdict.UNFAVOURABLE, "ABROAD"),
    FindingCode.ALREADY_SUPPORTED: (Verdict.SUPERSEDED, "ALREADY_SUPPORTED"),
    FindingCode.HIGHER_BENEFIT: (Verdict.SUPERSEDED, "SUPERSEDED"),
    FindingCode.DUPLICATE: (Verdict.SUPERSEDED, "DUPLICATE"),
    FindingCode.SUSPECTED_SAME: (Verdict.UNFAVOURABLE, "DUPLICATE"),
}
"""What a finding points to; the council decides. The others point to nothing: they want a look and
an answer."""

SENTENCES: Final[dict[str, str]] = {
    FindingCode.DIED_BEFORE: "Người này đã mất trước thời điểm được hưởng hỗ trợ.",
    FindingCode.MOVED_AWAY: "Người này đã chuyển khỏi xã trước thời điểm được hưởng hỗ trợ.",
    FindingCode.IMPRISONED: "Người này được báo đang chấp hành án phạt tù.",
    FindingCode.ABROAD: "Người này được báo đang ở nước ngoài.",
    FindingCode.ALREADY_SUPPORTED: "Người này đã được duyệt hỗ trợ ở hồ sơ khác.",
    FindingCode.HIGHER_BENEFIT: "Người này có hồ sơ khác hưởng chế độ cao hơn.",
    FindingCode.DUPLICATE: "Người này có hồ sơ khác trong cùng nhóm đối tượng.",
    FindingCode.SUSPECTED_SAME: "Có người khác rất giống người này; cần xác định có phải là một.",
    FindingCode.SAME_ACCOUNT: (
        "Số tài khoản này còn được khai cho người khác với tên chủ tài khoản khác."
    ),
    FindingCode.STAFF_RELATIVE: (
        "Người này là cán bộ hoặc người thân của cán bộ nơi lập hồ sơ; cần người không liên quan "
        "xem xét."
    ),
    FindingCode.HANDLER_INTEREST: (
        "Người này, hoặc người cùng hộ, là người đang xử lý danh sách, hoặc đã có cán bộ khai xung "
        "đột lợi ích về hồ sơ; cần người không liên quan xem xét."
    ),
    FindingCode.AGE_OUTLIER: "Tuổi của người này bất thường đối với nhóm đối tượng; cần đối chiếu.",
    CONDITION: "Có điều kiện của chính sách chưa đáp ứng: {reason}",
    AlertCode.BULK_DECLINE: (
        "Nhiều người cùng tự nguyện không nhận hỗ trợ; cần xác minh việc từ chối là tự nguyện."
    ),
}
"""Each code in words, for people."""


def suggestion_of(code: str) -> tuple[Verdict | None, str | None]:
    """The verdict and the reason that the policy points to; none where only an answer is wanted."""
    if code.startswith(CONDITION):
        return Verdict.UNFAVOURABLE, code.removeprefix(CONDITION)
    return SUGGESTED.get(code, (None, None))


def sentence_of(code: str, reasons: Mapping[str, Reason]) -> str:
    """A code in words; of a condition, the sentence with which the policy refuses."""
    if not code.startswith(CONDITION):
        return SENTENCES[code]
    reason = reasons.get(code.removeprefix(CONDITION))
    return SENTENCES[CONDITION].format(reason=reason.vi if reason else code)


MOST_YEARS: Final = 100
"""Above this age nearly every entry is a slip or somebody long dead."""

AGES: Final = {
    "NLD_TAMHOAN": (15, 75), "NLD_CHAMDUT": (15, 75), "NLD_KHONGHD": (15, 80), "HKD": (18, 85),
    "NSDLD_VAY": (15, 75),
}  # fmt: skip
"""Least and most years by group where the group itself sets bounds: nobody works under a contract
before 15 (Labour Code 2012, article 3) or runs a business before 18; long past retirement it is
rare. The other groups have people of every age."""
