"""The three councils and what they may not do. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.errors import Refused
from app.dossiers import Stage
from app.policy import Reason, Step


class Verdict(StrEnum):
    """A council's word on a dossier."""

    FAVOURABLE = "favourable"
    UNFAVOURABLE = "unfavourable"
    SUPERSEDED = "superseded"
    RETURNED = "returned"
    ON_HOLD = "on_hold"


class Desk(StrEnum):
    """Where a returned dossier goes: an earlier level of its list's own road, or its maker."""

    MAKER = "maker"
    COMMUNE = "commune"
    CONFIRMING = "confirming"
    DISTRICT = "district"


class Office(StrEnum):
    """Of whom a council asks a question: the list's maker, a level below, or a third party."""

    MAKER = "maker"
    COMMUNE = "commune"
    DISTRICT = "district"
    UNION = "union"
    SOCIAL_INSURANCE = "social_insurance"
    TAX_BRANCH = "tax_branch"


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
    """The appraising body of a level: the stage it examines, and whose words a return voids.

    A return voids every word of a council that would hear the dossier again: a council's word
    falls when the dossier goes back to one of the stages `up_to` its own.
    """

    level: str
    stage: Stage
    part: str
    up_to: tuple[Stage, ...]


_BEFORE_COMMUNE = (Stage.DRAFT, Stage.SUBMITTED, Stage.POSTED, Stage.AT_COMMUNE)
_BEFORE_DISTRICT = (*_BEFORE_COMMUNE, Stage.CONFIRMING, Stage.AT_DISTRICT)
COUNCILS: Final = {
    "commune": Council("commune", Stage.AT_COMMUNE, "commune_council", _BEFORE_COMMUNE),
    "district": Council("district", Stage.AT_DISTRICT, "district_council", _BEFORE_DISTRICT),
    "province": Council(
        "province", Stage.AT_PROVINCE, "province_council", (*_BEFORE_DISTRICT, Stage.AT_PROVINCE)
    ),
}
STAGE_OF: Final = {
    Desk.MAKER: Stage.DRAFT,
    Desk.COMMUNE: Stage.AT_COMMUNE,
    Desk.CONFIRMING: Stage.CONFIRMING,
    Desk.DISTRICT: Stage.AT_DISTRICT,
}
MAY_ASK: Final = {
    "commune": {Office.MAKER, Office.UNION, Office.SOCIAL_INSURANCE, Office.TAX_BRANCH},
    "district": set(Office) - {Office.DISTRICT},
    "province": set(Office),
}


def sits_on(road: Sequence[Step], council: Council) -> bool:
    """Whether a council of this level sits on a road at all."""
    return any(council.stage in step.at and step.level == council.level for step in road)


def desks_before(road: Sequence[Step], council: Council) -> list[Desk]:
    """To whom a council may return a dossier: its maker, then the earlier levels of its road."""
    desks = [Desk.MAKER]
    for step in road:
        if council.stage in step.at:
            break
        found = [desk for desk in (Desk.COMMUNE, Desk.DISTRICT) if STAGE_OF[desk] in step.at]
        desks += [Desk.CONFIRMING] if step.level == Desk.CONFIRMING else found
    return desks


def one_down(road: Sequence[Step], council: Council) -> Desk:
    """Where a returned dossier goes when nobody chose: the nearest council below, or its maker."""
    return [desk for desk in desks_before(road, council) if desk is not Desk.CONFIRMING][-1]


def voids(level: str, from_stage: str | None, to_stage: str) -> bool:
    """Whether such a step makes what a council of this level said before it void."""
    return from_stage != to_stage and to_stage in COUNCILS[level].up_to


class QuorumNotMet(Refused):
    """{present} members are present, {needed} are needed."""

    field = "present"
    vi = "Có mặt {present} thành viên, cần ít nhất {needed}."


class NotOfThisCouncil(Refused):
    """{count} of those named present hold no seat in this council today."""

    status = 422
    field = "present"
    vi = "{count} người có tên trong thành phần dự họp không phải thành viên hội đồng này."


class NotYourCouncil(Refused):
    """Only a council's own people speak for it; this sitting is another council's."""

    status = 403
    vi = "Chỉ người của chính hội đồng đó được ghi ý kiến; phiên họp này của hội đồng khác."


class NothingBeforeCouncil(Refused):
    """List {list_id} has no dossier before this council."""

    field = "list_ids"
    vi = "Danh sách {list_id} không có hồ sơ nào đang ở cấp hội đồng này."


class SittingStillOpen(Refused):
    """This sitting is not closed; its papers are drawn when it is."""

    vi = "Phiên họp chưa kết thúc; văn bản được lập sau khi kết thúc."


class NoCouncilOnRoad(Refused):
    """The road of list {list_id} passes no council of level {level}."""

    field = "list_ids"
    vi = "Trình tự của danh sách {list_id} không có hội đồng thẩm định ở cấp {level}."


class ChairNotPresent(Refused):
    """A sitting is presided over by a member present who is not its secretary."""

    status = 422
    field = "chair"
    vi = "Người chủ trì phải là thành viên có mặt và không phải thư ký phiên họp."


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

    field = "answer"
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


class VotesOutOfReach(Refused):
    """{present} members are present, but {needed} votes close a sitting of this council."""

    field = "present"
    vi = "Có mặt {present} thành viên nhưng cần {needed} phiếu mới kết thúc được phiên họp."


class NotPresent(Refused):
    """Only members entered as present vote in a sitting."""

    status = 403
    vi = "Chỉ thành viên được ghi có mặt mới biểu quyết trong phiên họp."


class NotPresiding(Refused):
    """A sitting is closed by the one who presides or by the council's secretary."""

    status = 403
    vi = "Chỉ người chủ trì hoặc thư ký hội đồng được kết thúc phiên họp."


class VotesNotCounted(Refused):
    """This council closes its sittings without a count of votes."""

    vi = "Hội đồng này kết thúc phiên họp không qua đếm phiếu."


class AlreadyVoted(Refused):
    """This person has voted on this record; one person has one vote, whatever their accounts."""

    vi = "Người này đã biểu quyết; mỗi người chỉ một phiếu, dù có nhiều tài khoản."


class EnoughVotes(Refused):
    """The sitting has the votes it needs and is closed."""

    vi = "Phiên họp đã đủ phiếu cần thiết và đã kết thúc."


class VotesMissing(Refused):
    """{given} of {needed} votes are there; the last one closes the sitting."""

    vi = "Mới có {given} trên {needed} phiếu; phiếu cuối cùng sẽ kết thúc phiên họp."


class RecordChanged(Refused):
    """What is before the sitting, or what it said, changed since it was seen; read it again."""

    status = 412
    vi = "Hồ sơ hoặc ý kiến của phiên họp đã thay đổi từ khi được xem; hãy xem lại."


class OpinionsStale(Refused):
    """{count} opinions are about dossiers that moved since; give them again."""

    status = 412
    vi = "{count} ý kiến nói về hồ sơ đã chuyển bước sau đó; phải cho ý kiến lại."


class WordsDoNotFit(Refused):
    """A question and whom it asks go with a hold, the level to return to with a return only."""

    status = 422
    vi = "Câu hỏi và nơi được hỏi đi cùng việc tạm dừng; nơi nhận lại đi cùng việc trả lại."


class NotOnRoad(Refused):
    """List {list_id} cannot go back to {desk}: its road has no such step before this council."""

    status = 422
    field = "return_to"
    vi = "Danh sách {list_id} không trả về “{desk}” được: trình tự không có bước đó ở trước."


class NotToBeAsked(Refused):
    """A council asks who comes before it on the road; {office} does not."""

    status = 422
    field = "asked_of"
    vi = "Hội đồng chỉ hỏi nơi đứng trước mình trong trình tự; {office} không đứng trước."


class QuestionUnanswered(Refused):
    """{count} of these dossiers are on hold until a question is answered."""

    vi = "{count} hồ sơ đang tạm dừng chờ trả lời câu hỏi của hội đồng."


class QuestionAnswered(Refused):
    """This question was answered before; the first answer stands."""

    field = "answer"
    vi = "Câu hỏi này đã được trả lời; câu trả lời đầu tiên được giữ nguyên."


class QuestionNotYours(Refused):
    """This question was asked of another office."""

    status = 403
    vi = "Câu hỏi này được gửi cho cơ quan khác."


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
