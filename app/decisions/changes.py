"""What may become of a line by a later decision, told line by line. Pure."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from app import policy
from app.decisions.rules import CORRECTIONS
from app.decisions.schemas import LineChange

ACCOUNT: Final = ("account_number", "account_name", "bank")
PAYEE: Final = ("payee_name", "id_number", *ACCOUNT)
FAULTS: Final[Mapping[str, str]] = {
    "UNKNOWN_LINE": "quyết định không có hồ sơ này",
    "LINE_TWICE": "hồ sơ được nêu hai lần",
    "ALREADY_REMOVED": "dòng này đã bị hủy bỏ trước đó",
    "REASON_UNKNOWN": "mã lý do không có trong chính sách hoặc không dùng cho việc này",
    "NOTHING_CHANGES": "nội dung sửa giống hệt nội dung đang có hiệu lực",
    "ABOVE_POLICY": "số tháng hoặc số tiền vượt mức chính sách cho phép",
    "GAVE_WAY": "hồ sơ đã nhường cho chế độ khác nên chỉ có thể hủy bỏ",
    "SET_OFF": "số tiền đã được bù trừ với chế độ khác của cùng người",
    "IN_RECOVERY": "đang thu hồi tiền của dòng này nên không thể tăng",
    "ACCOUNT_CHANGED": "tài khoản nhận tiền chỉ được thay đổi qua thẩm định lại: hãy hủy bỏ dòng "
    "này bằng quyết định sau, rồi lập danh sách mới cho người đó",
}


class Held(NamedTuple):
    """A named line as it stands in force, what of it is being recovered (đồng), and its claim."""

    dossier_id: int
    group_code: str
    months: int
    amount_dong: int
    payee_name: str
    id_number: str | None
    account_number: str | None
    account_name: str | None
    bank: str | None
    owed_dong: int
    approved: bool
    compiled_on: date


class Ground(NamedTuple):
    """What the named lines are judged against."""

    held: Mapping[int, Held]
    removed: Collection[int]
    losers: Collection[int]
    """Their payments count toward another benefit of the person."""
    winners: Collection[int]
    """Payments of another benefit count toward these."""
    reasons: Collection[str]
    rules: Mapping[date, policy.Policy]


def faults_in(changes: Sequence[LineChange], ground: Ground) -> Iterator[tuple[int, str]]:
    """Place and code of every line that cannot be changed so; the first fault of each."""
    named = Counter(one.dossier_id for one in changes)
    for place, one in enumerate(changes):
        code = "LINE_TWICE" if named[one.dossier_id] > 1 else _fault(one, ground)
        if code:
            yield place, code


def _fault(change: LineChange, ground: Ground) -> str | None:
    number = change.dossier_id
    held = ground.held.get(number)
    if held is None:
        return "ALREADY_REMOVED" if number in ground.removed else "UNKNOWN_LINE"
    if number in ground.losers:
        return "SET_OFF"
    if change.act == "remove":
        return None if change.reason_code in ground.reasons else "REASON_UNKNOWN"
    if change.reason_code not in CORRECTIONS:
        return "REASON_UNKNOWN"
    if not held.approved:
        return "GAVE_WAY"
    if number in ground.winners:
        return "SET_OFF"
    return _fault_of_values(change, held, ground.rules[held.compiled_on])


def _fault_of_values(change: LineChange, held: Held, rules: policy.Policy) -> str | None:
    if any(
        change.corrected.get(name, getattr(held, name)) != getattr(held, name) for name in ACCOUNT
    ):
        return "ACCOUNT_CHANGED"
    months, amount = terms_of(change, held, rules)
    if months > rules.group(held.group_code).months_cap or amount > _most(held, rules, months):
        return "ABOVE_POLICY"
    after = {"months": months, "amount_dong": amount} | payee_of(change, held)
    if all(getattr(held, name) == value for name, value in after.items()):
        return "NOTHING_CHANGES"
    if amount > held.amount_dong and held.owed_dong:
        return "IN_RECOVERY"
    return None


def terms_of(change: LineChange, held: Held, rules: policy.Policy) -> tuple[int, int]:
    """Months and amount (đồng) of a corrected line; months alone are paid at the policy's rate."""
    months = held.months if change.months is None else change.months
    if change.amount_dong is not None:
        return months, change.amount_dong
    if change.months is None:
        return months, held.amount_dong
    rate = rules.group(held.group_code).monthly_rate
    return months, held.amount_dong if rate is None else rate * months


def _most(held: Held, rules: policy.Policy, months: int) -> int:
    """What the policy gives for so many months; of a loan, what was approved."""
    rate = rules.group(held.group_code).monthly_rate
    return held.amount_dong if rate is None else rate * months


def payee_of(change: LineChange, held: Held) -> dict[str, Any]:
    """The payee of a corrected line, whole."""
    return {name: change.corrected.get(name, getattr(held, name)) for name in PAYEE}


def located(place: int, code: str) -> dict[str, str]:
    """One line that cannot be changed so; pointers count from 0."""
    return {
        "pointer": f"#/lines/{place}",
        "code": code,
        "message": f"Dòng {place + 1}: {FAULTS[code]}.",
    }
