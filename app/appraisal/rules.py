"""The three councils and what they may not do. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.errors import Refused
from app.dossiers import Stage


class Verdict(StrEnum):
    """A council's word on a dossier."""

    FAVOURABLE = "favourable"
    UNFAVOURABLE = "unfavourable"
    SUPERSEDED = "superseded"
    RETURNED = "returned"


class FindingCode(StrEnum):
    """What the service finds and a council must answer."""

    DIED_BEFORE = "DIED_BEFORE"
    ALREADY_SUPPORTED = "ALREADY_SUPPORTED"
    HIGHER_BENEFIT = "HIGHER_BENEFIT"
    DUPLICATE = "DUPLICATE"
    SUSPECTED_SAME = "SUSPECTED_SAME"


@dataclass(frozen=True, slots=True)
class Council:
    """The appraising body of a level: the stage it examines, and where its returned cases go."""

    level: str
    stage: Stage
    part: str
    sends_back_to: Stage

    def desk_of(self, *, posted: bool) -> Stage:
        """Where a returned case goes: one level down, or to its maker where no commune sits.

        Groups that are not posted have no commune on their road (people with merit).
        """
        if self.sends_back_to is Stage.AT_COMMUNE and not posted:
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


class FindingsUnanswered(Refused):
    """{count} findings have no answer yet; the council must answer each before it closes."""

    vi = "Còn {count} cảnh báo chưa được hội đồng trả lời; phải trả lời trước khi kết thúc phiên."


SUGGESTED: Final = {
    FindingCode.DIED_BEFORE: (Verdict.UNFAVOURABLE, "DIED_BEFORE"),
    FindingCode.ALREADY_SUPPORTED: (Verdict.UNFAVOURABLE, "ALREADY_SUPPORTED"),
    FindingCode.HIGHER_BENEFIT: (Verdict.SUPERSEDED, "SUPERSEDED"),
    FindingCode.DUPLICATE: (Verdict.UNFAVOURABLE, "DUPLICATE"),
    FindingCode.SUSPECTED_SAME: (Verdict.UNFAVOURABLE, "DUPLICATE"),
}
"""What each finding points to; the council decides."""
