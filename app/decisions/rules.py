"""What a signature must respect. Pure."""

from collections.abc import Mapping
from typing import Final

from app.core.errors import Refused

CORRECTIONS: Final[Mapping[str, str]] = {
    "PAYEE_WRONG": "Sai họ tên hoặc số giấy tờ của người nhận.",
    "AMOUNT_WRONG": "Sai số tháng hoặc số tiền hỗ trợ.",
}
"""Why a line is corrected; a line is removed for one of the policy's reasons of refusal."""


class NotWhatWasSeen(Refused):
    """The batch now holds {count} cases, {total} đồng; not what the signer saw. Look again."""

    status = 412
    vi = "Đợt hiện có {count} hồ sơ, {total} đồng, khác với nội dung người ký đã xem; hãy xem lại."


class NotAppraised(Refused):
    """{count} cases of this batch have not been favoured by the provincial appraisal team."""

    vi = "{count} hồ sơ trong đợt chưa được Tổ thẩm định cấp tỉnh chấp thuận."


class AlreadyDecided(Refused):
    """This batch already has a decision."""

    vi = "Đợt này đã có quyết định."


class NumberTaken(Refused):
    """A decision with this number exists."""

    field = "number"
    vi = "Số quyết định này đã được dùng."


class NothingToApprove(Refused):
    """This batch holds no case that waits for a signature."""

    vi = "Đợt này không có hồ sơ nào chờ phê duyệt."


class NotDelegated(Refused):
    """Signing needs the Chairman, or a delegation in force for the signer and the territory."""

    status = 403
    vi = "Chỉ Chủ tịch UBND tỉnh hoặc người được ủy quyền còn hiệu lực mới được ký."


class Suspended(Refused):
    """This batch is suspended: it is neither decided nor paid until it is resumed."""

    vi = "Đợt này đang bị tạm đình chỉ: không quyết định, không chi trả cho đến khi cho tiếp tục."


class NotSuspended(Refused):
    """This batch is not suspended."""

    vi = "Đợt này không bị tạm đình chỉ."


class NotAnApproval(Refused):
    """This decision refused its batch; each person is told by a notice of their own."""

    vi = "Quyết định này từ chối cả đợt; từng người được thông báo bằng văn bản riêng."


class NotRefused(Refused):
    """This dossier is not refused; there is nothing to give notice of."""

    vi = "Hồ sơ này không bị từ chối nên không có nội dung để thông báo."


class NoticeGiven(Refused):
    """The notice of this refusal was already given."""

    vi = "Thông báo về việc từ chối hồ sơ này đã được trao."


class NoticeOutOfTime(Refused):
    """A notice is given on a day from the refusal until today."""

    status = 422
    field = "given_on"
    vi = "Ngày trao thông báo phải từ ngày từ chối đến hôm nay."


class SignedTooEarly(Refused):
    """A decision cannot be signed on a future day, nor before the policy is in force."""

    status = 422
    field = "signed_on"
    vi = "Ngày ký không được ở tương lai hoặc trước ngày chính sách có hiệu lực."


class SignedBeforeJudged(Refused):
    """A decision cannot be signed before the last council sat over its lists, on {day}."""

    status = 422
    field = "signed_on"
    vi = "Ngày ký không được trước ngày hội đồng họp lần cuối về các danh sách này, {day}."


class NotApproved(Refused):
    """This decision approved nothing that a later one could change."""

    vi = "Quyết định này không phê duyệt nội dung nào để điều chỉnh."


class AlreadyRevoked(Refused):
    """No line of this decision is in force any more; it was revoked or taken out line by line."""

    vi = "Quyết định này không còn dòng nào có hiệu lực: đã bị thu hồi hoặc hủy bỏ hết."


class DecisionChanged(Refused):
    """{count} lines of this decision, {total} đồng, are in force; not what was seen. Look again."""

    status = 412
    vi = "Quyết định hiện có hiệu lực với {count} dòng, {total} đồng, khác nội dung đã xem."


class ChangedTooEarly(Refused):
    """A later decision cannot be signed before the one that it changes was signed."""

    status = 422
    field = "signed_on"
    vi = "Quyết định điều chỉnh không thể ký trước quyết định mà nó điều chỉnh."


class LinesUnfit(Refused):
    """{count} of the named lines cannot be changed so; nothing was done."""

    status = 422
    vi = "Có {count} dòng không thể điều chỉnh như vậy; chưa thực hiện nội dung nào."


class AccountAppraised(Refused):
    """An account is changed by a new appraisal: remove the line and list the person anew."""

    vi = (
        "Tài khoản nhận tiền chỉ được thay đổi qua thẩm định lại: hãy hủy bỏ dòng này bằng quyết "
        "định sau, rồi lập danh sách mới cho người đó."
    )


class PaymentUnderWay(Refused):
    """{count} payments of these lines, {total} đồng, were taken by the payer; ask them back."""

    vi = (
        "Đơn vị chi trả đang giữ {count} lệnh chi, {total} đồng của các dòng này; chờ bảng kê hoặc "
        "yêu cầu trả lại lệnh chi."
    )


class CountedTowardAnother(Refused):
    """{count} of these lines were paid and count toward a higher benefit; change that one first."""

    vi = "Có {count} dòng đã chi và được tính vào chế độ cao hơn; phải điều chỉnh chế độ đó trước."
