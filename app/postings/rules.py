"""What a posting must respect."""

from app.core.errors import Refused


class PostingStillRuns(Refused):
    """The posting runs until {ends_on}; it cannot be closed before."""

    vi = "Niêm yết đến hết ngày {ends_on}; chưa thể kết thúc."


class ObjectionUnanswered(Refused):
    """{count} objections have no answer yet; each must be answered before the list goes on."""

    vi = "Còn {count} ý kiến chưa được trả lời; phải trả lời trước khi danh sách đi tiếp."


class PostingNotOpen(Refused):
    """This posting is closed."""

    vi = "Đợt niêm yết này đã kết thúc."


class NotPosted(Refused):
    """Claims of group {group} are not posted on their road."""

    field = "list_ids"
    vi = "Nhóm {group} không qua bước niêm yết."


class NothingToPost(Refused):
    """None of these lists has a case that waits to be posted."""

    field = "list_ids"
    vi = "Không danh sách nào còn hồ sơ chờ niêm yết."


class AlreadyPosted(Refused):
    """One of the lists is already being shown."""

    field = "list_ids"
    vi = "Có danh sách đang được niêm yết."


class AnswerGiven(Refused):
    """This objection has been answered."""

    field = "answer"
    vi = "Ý kiến này đã được trả lời."


class ObjectionOutOfTime(Refused):
    """An objection is received on a day from the start of the posting until today."""

    status = 422
    field = "received_on"
    vi = "Ngày nhận ý kiến phải từ ngày bắt đầu niêm yết đến hôm nay."
