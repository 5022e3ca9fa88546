"""What an agent is told to pay, whatever the file: the head of a lease and its lines. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final, NamedTuple

from app.payouts.rules import csv_line


class InstructionLine(NamedTuple):
    """One order of a lease: whom to pay (đồng), and how it is to be handed over."""

    reference: str
    payee_name: str
    payee_id_number: str | None
    account_number: str | None
    account_name: str | None
    bank: str | None
    way: str
    receiver_name: str | None
    receiver_id_number: str | None
    receiver_paper: str | None
    hamlet: str | None
    commune: str
    district: str
    group_code: str
    month: date
    amount_dong: int


class InstructionHead(NamedTuple):
    """What stands above the lines: which lease of which agent, who pays, count and sum (đồng)."""

    number: str
    agent_code: str
    agent_name: str
    payer_name: str
    made_at: datetime
    order_count: int
    total_dong: int


WAY_VI: Final = {
    "counter": "Tại điểm chi", "home": "Tại nhà", "proxy": "Người nhận thay",
    "centre": "Cơ sở nuôi dưỡng", "transfer": "Chuyển khoản",
}  # fmt: skip
HEADINGS: Final = (
    "STT", "Mã lệnh chi", "Họ và tên", "Số CMND/CCCD", "Thôn, tổ dân phố", "Xã, phường",
    "Huyện, thị xã", "Nhóm", "Tháng", "Số tiền (đồng)", "Hình thức chi", "Người nhận thay",
    "Số CMND/CCCD người nhận thay", "Giấy ủy quyền", "Số tài khoản", "Tên tài khoản", "Ngân hàng",
)  # fmt: skip
_LINES_A_PIECE: Final = 2_000


def file_name(head: InstructionHead, kind: str) -> str:
    """How the file of a lease is called: "lenh-chi-BUUDIEN-12.csv"."""
    return f"lenh-chi-{head.agent_code}-{head.number}.{kind}"


def csv_pieces(_head: InstructionHead, lines: Iterable[InstructionLine]) -> Iterator[bytes]:
    """The lease as CSV: UTF-8 with its mark, every cell quoted and guarded."""
    piece = ["\ufeff", csv_line(HEADINGS)]
    for number, line in enumerate(lines, 1):
        piece.append(csv_line(_cells(number, line)))
        if len(piece) >= _LINES_A_PIECE:
            yield "".join(piece).encode()
            piece.clear()
    yield "".join(piece).encode()


def _cells(number: int, line: InstructionLine) -> tuple[str, ...]:
    return (
        str(number), line.reference, line.payee_name, line.payee_id_number or "",
        line.hamlet or "", line.commune, line.district, line.group_code, month_of(line),
        str(line.amount_dong), WAY_VI[line.way], line.receiver_name or "",
        line.receiver_id_number or "", line.receiver_paper or "", line.account_number or "",
        line.account_name or "", line.bank or "",
    )  # fmt: skip


def month_of(line: InstructionLine) -> str:
    """The month that an order pays for, as offices write it: "04/2020"."""
    return f"{line.month.month:02}/{line.month.year}"
