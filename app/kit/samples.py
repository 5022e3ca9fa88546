"""Two invented leases with what an agent meets, and the statements about them. Pure."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple

from app import payouts
from app.payouts import InstructionHead, InstructionLine

AGENT: Final = "DONVIMAU"
LETTERHEAD: Final = payouts.Letterhead("Ủy ban nhân dân tỉnh Mẫu", "Tỉnh Mẫu")
_NOWHERE: Final = "00"
"""No province has this code, so no real order has a reference of the kit."""
_FIRST_NUMBER: Final = 1
_ASKED_BACK: Final = (5, 6)
"""Numbers of the orders that the payer asks back after the first lease was taken."""
_PLACES: Final = (("Xã An Mẫu", "Huyện Mẫu"), ("Phường Bình Mẫu", "Thị xã Mẫu"))


class SampleLease(NamedTuple):
    """A lease as the service would give it."""

    name: str
    head: InstructionHead
    lines: tuple[InstructionLine, ...]


class SampleStatement(NamedTuple):
    """A statement as an agent would send it, and what it shows."""

    file: str
    number: str
    made_on: date
    lines: tuple[dict[str, Any], ...]
    about: str


class Person(NamedTuple):
    """Whom an order is for, and how it is handed over."""

    name: str
    id_number: str | None
    group: str
    amount_dong: int
    place: int = 0
    month: int = 4
    handed_over: tuple[tuple[str, Any], ...] = ()


_PROXY: Final = (
    ("way", "proxy"), ("receiver_name", "Đỗ Thị Nhận Thay"),
    ("receiver_id_number", "042171000901"), ("receiver_paper", "15/UQ-UBND"),
)  # fmt: skip
_CENTRE: Final = (
    ("way", "centre"), ("receiver_name", "Trung tâm Nuôi dưỡng Mẫu"),
    ("receiver_id_number", None), ("receiver_paper", "03/DS-TTND"),
)  # fmt: skip
_TRANSFER: Final = (
    ("way", "transfer"), ("account_number", "0101234567890"),
    ("account_name", "NGUYEN VAN MAU"), ("bank", "Ngân hàng Mẫu"),
)  # fmt: skip
_PEOPLE: Final = (
    (
        Person("Nguyễn Thị Mẫu Một", "042055000001", "BTXH", 1_500_000),
        Person("H'Mẫu Byă", "042160000002", "HN", 750_000),
        Person("Đặng Thúy Mẫu-Hai", None, "HN", 750_000),
        Person("=Trần Văn Mẫu", "180000003", "HCN", 750_000),
        Person("Lê Văn Mẫu Bốn", "042039000004", "BTXH", 1_500_000, handed_over=_PROXY),
        Person("Phan Thị Mẫu Năm", "042130000005", "NCC", 1_500_000,
               handed_over=(("way", "home"),)),
        Person("Võ Bé Mẫu Sáu", None, "BTXH", 1_500_000, 1, handed_over=_CENTRE),
        Person("Võ Bé Mẫu Bảy", None, "BTXH", 1_500_000, 1, handed_over=_CENTRE),
        Person("Nguyễn Văn Mẫu", "042088000008", "NLD_TAMHOAN", 1_800_000, 1,
               handed_over=_TRANSFER),
        Person("Tôn Nữ Công Tằng Thị Mẫu Dài Tên Đệ Nhất", "042190000009", "HKD", 1_000_000, 1),
    ),
    (
        Person("Nguyễn Văn Mẫu", "042088000008", "NLD_TAMHOAN", 1_800_001, 1, 5, _TRANSFER),
        Person("Đặng Thúy Mẫu-Hai", None, "HN", 750_000),
    ),
)  # fmt: skip


def leases() -> tuple[SampleLease, ...]:
    """The two leases; the second holds a later month, and an order in place of one that failed."""
    found, number = [], _FIRST_NUMBER
    for count, people in enumerate(_PEOPLE, 1):
        lines = tuple(_line(number + place, one) for place, one in enumerate(people))
        number += len(lines)
        head = InstructionHead(
            number=f"LC-MAU-{count}", agent_code=AGENT, agent_name="Đơn vị chi trả mẫu",
            payer_name="Sở Lao động - Thương binh và Xã hội tỉnh Mẫu",
            made_at=datetime(2020, 5, 4 + count, 1, tzinfo=UTC), order_count=len(lines),
            total_dong=sum(line.amount_dong for line in lines),
        )  # fmt: skip
        ordered = sorted(lines, key=lambda line: (line.district, line.commune, line.reference))
        found.append(SampleLease(f"lan-{count}", head, tuple(ordered)))
    return tuple(found)


def _line(number: int, one: Person) -> InstructionLine:
    commune, district = _PLACES[one.place]
    line = InstructionLine(
        payouts.reference_of(_NOWHERE, number), one.name, one.id_number, None, None, None,
        "counter", None, None, None, f"Thôn {number % 5 + 1}", commune, district, one.group,
        date(2020, one.month, 1), one.amount_dong,
    )  # fmt: skip
    return line._replace(**dict(one.handed_over))


def asked_back() -> frozenset[str]:
    """The references of the orders that are not to be paid if they are not paid yet."""
    return frozenset(payouts.reference_of(_NOWHERE, number) for number in _ASKED_BACK)


def statements() -> tuple[SampleStatement, ...]:
    """What to send, in this order."""
    first, second = leases()
    orders = sorted(first.lines, key=lambda line: line.reference)
    return (*_first_ones(orders), *_later_ones(orders, second.lines))


_DAYS: Final = tuple(date(2020, 5, day) for day in range(4, 9))
_BEFORE, _, _ONE, _TWO, _THREE = _DAYS


def _first_ones(o: Sequence[InstructionLine]) -> tuple[SampleStatement, ...]:
    unknown = o[0]._replace(reference=payouts.reference_of(_NOWHERE, 999_999_999))
    one = (
        said(o[0], _ONE), said(o[1], _ONE), said(o[2], _ONE, "failed", "moved"),
        said(o[3], _ONE), said(o[6], _ONE, "failed", "absent"),
        said(o[8], _ONE, "partial", amount_dong=1_000_000), said(o[0], _ONE),
        said(unknown, _ONE), said(o[7], _ONE, amount_dong=1_500_001),
    )  # fmt: skip
    two = (
        said(o[0], _ONE), said(o[6], _TWO), said(o[7], _TWO), said(o[8], _TWO),
        said(o[9], _BEFORE), said(o[1], _TWO, "failed", "moved"), said(o[4], _TWO, "not_paid"),
        said(o[5], _TWO), said(o[2], _TWO, "not_paid"),
    )  # fmt: skip
    return (
        SampleStatement("1-lan-dau", "KIT-1", _ONE, one,
                        "đủ loại: chi một phần, không chi được, trùng, mã lạ, sai số tiền"),
        SampleStatement("2-gui-lai", "KIT-1", _ONE, one,
                        "gửi lại nguyên văn: kết luận như lần đầu"),
        SampleStatement("3-bo-sung", "KIT-2", _TWO, two,
                        "chi được sau khi báo không chi được, chi nốt phần còn lại, báo ngược, chi"
                        " trước ngày nhận, lệnh bị thu hồi: không chi, hoặc đã chi mất rồi"),
        SampleStatement("4-trung-so", "KIT-2", _TWO, two[:1],
                        "số bảng kê cũ, nội dung khác: bị từ chối"),
    )  # fmt: skip


def _later_ones(
    o: Sequence[InstructionLine], second: Sequence[InstructionLine]
) -> tuple[SampleStatement, ...]:
    four = (
        said(o[3], _THREE, "returned", "wrong_details"), said(o[4], _THREE),
        said(o[3], _THREE, "returned", "wrong_details"),
    )  # fmt: skip
    five = (
        said(o[7], _ONE, "failed", "absent"), said(o[5], _THREE, "not_paid"),
        said(second[0], _THREE, "failed", "refused"),
    )  # fmt: skip
    six = tuple(
        said(o[9], day, "partial", amount_dong=amount)
        for day, amount in ((_ONE, 400_000), (_TWO, 600_000), (_TWO, 400_000))
    )
    return (
        SampleStatement("5-luot-hai", "KIT-3", _THREE, tuple(said(line, _THREE) for line in second),
                        "lượt thứ hai, mọi dòng đều khớp"),
        SampleStatement("6-tra-lai", "KIT-4", _THREE, four,
                        "tiền bị trả lại; báo đã chi một lệnh đã nhận là không chi"),
        SampleStatement("7-den-muon", "KIT-5", _THREE, five,
                        "tin cũ đến muộn được nhận, kết quả không đổi; tin trái ngược thì không"),
        SampleStatement("8-mot-phan", "KIT-6", _THREE, six,
                        "chi một phần: mỗi lần báo tổng số đã chi cho đến lúc đó"),
    )  # fmt: skip


REASONS: Final = {
    "absent": "Vắng mặt", "moved": "Chuyển nơi ở", "refused": "Từ chối nhận",
    "wrong_details": "Sai thông tin",
}  # fmt: skip
"""Why an order was not paid: the code, and the words that mean it."""


def said(
    line: InstructionLine, day: date, result: str = "paid", reason_code: str | None = None,
    amount_dong: int | None = None,
) -> dict[str, Any]:  # fmt: skip
    """One line of a statement about an order."""
    amount = line.amount_dong if amount_dong is None else amount_dong
    told: dict[str, Any] = {
        "reference": line.reference, "amount_dong": amount, "result": result, "done_on": day,
    }  # fmt: skip
    return told | (
        {"reason": REASONS[reason_code], "reason_code": reason_code} if reason_code else {}
    )
