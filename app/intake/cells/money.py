"""Money, months and counts: whole numbers that nobody has to guess."""

import re

from app.intake.cells.faults import Fault, shown_text

_WHOLE = re.compile(r"[0-9]{1,12}")
_MOST = 10**12
MOST_COUNTED = 10_000_000


def whole(cell: object) -> int | None:
    """A whole number from 0, below 10¹²; None for anything else."""
    if type(cell) is float:
        return int(cell) if 0 <= cell < _MOST and cell.is_integer() else None
    if type(cell) is int:
        return cell if 0 <= cell < _MOST else None
    if isinstance(cell, str) and _WHOLE.fullmatch(text := cell.strip()):
        return int(text)
    return None


def read_money(field: str, cell: object, faults: list[Fault]) -> int | None:
    """An amount in whole đồng."""
    amount = whole(cell)
    if amount is None:
        wanted, reason = "số đồng nguyên, không dấu chấm", "số tiền không là số đồng nguyên"
        faults.append(Fault(field, "AMOUNT_WRONG", shown_text(cell), wanted, reason))
    return amount


def read_months(cell: object, cap: int, faults: list[Fault]) -> int | None:
    """Whole months from 1 to the cap of the group; what is no such number is None."""
    months = whole(cell)
    if months is not None and 1 <= months <= cap:
        return months
    shown = "" if cell is None else shown_text(cell)
    reason, wanted = "số tháng không đúng", f"số nguyên từ 1 đến {cap}"
    faults.append(Fault("months", "MONTHS_WRONG", shown, wanted, reason))
    return None


def read_count(field: str, cell: object, faults: list[Fault]) -> int | None:
    """A number of people or households."""
    count = whole(cell)
    if count is not None and count <= MOST_COUNTED:
        return count
    reason, wanted = "không phải số đếm", "số nguyên từ 0"
    faults.append(Fault(field, "COUNT_WRONG", shown_text(cell), wanted, reason))
    return None
