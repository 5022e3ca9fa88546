"""What a paper must respect before it is drawn, and when it is given its number."""

from typing import Final

from app.core.errors import Refused

MOST_LINES: Final = 10_000
"""Lines that one paper may have: about three seconds of drawing, a folder of paper in the hand."""


class PaperDoesNotFoot(Refused):
    """The paper says {stated} where its parts make {found}: {what}."""

    vi = "Văn bản ghi {stated} nhưng các phần cộng lại là {found}: {what}."


class NothingToPrint(Refused):
    """There is no case to put on this paper."""

    vi = "Không có hồ sơ nào để đưa vào văn bản này."


class PaperTooLong(Refused):
    """This paper would have {count} lines; one paper has at most {most}: ask by area or list."""

    status = 422
    vi = "Văn bản này có {count} dòng, quá {most} dòng; hãy lấy theo từng địa bàn hoặc danh sách."


class AnotherOffice(Refused):
    """The office that issues a paper gives it its number."""

    status = 403
    vi = "Chỉ cơ quan ban hành văn bản mới cấp số cho văn bản đó."


class PaperNumbered(Refused):
    """This paper already has its number."""

    field = "number"
    vi = "Văn bản này đã được cấp số."


class PaperOutOfTime(Refused):
    """A paper is dated from the day of what it tells until today."""

    status = 422
    field = "dated"
    vi = "Ngày của văn bản phải từ ngày diễn ra việc được nêu đến hôm nay."


class XmlUnreadable(Refused):
    """The XML file cannot be read: {reason}."""

    status = 422
    vi = "Không đọc được tệp XML: {reason_vi}."


def too_long(count: int) -> bool:
    """Whether a list has more lines than one paper may have."""
    return count > MOST_LINES


def check_length(count: int) -> None:
    """A list has a line and not too many for one paper; raises NothingToPrint, PaperTooLong."""
    if not count:
        raise NothingToPrint
    if too_long(count):
        raise PaperTooLong(count=count, most=MOST_LINES)
