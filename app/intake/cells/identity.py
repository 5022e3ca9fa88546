"""CMND and CCCD: their shape, what Excel does to them, and whether a CCCD fits its person."""

import re

from app.intake.cells.faults import Fault, masked, storable

_PROVINCES_OF_2020 = """
    1 2 4 6 8 10 11 12 14 15 17 19 20 22 24 25 26 27 30 31 33 34 35 36 37 38 40 42 44 45 46 48 49
    51 52 54 56 58 60 62 64 66 67 68 70 72 74 75 77 79 80 82 83 84 86 87 89 91 92 93 94 95 96
"""
ID_PROVINCES = frozenset(code.zfill(3) for code in _PROVINCES_OF_2020.split())
"""The first three digits of a CCCD: the province of birth registration by its code of 2020."""

_SEX_AND_YEAR = {
    f"{century * 2 + odd}{year:02d}": ("F" if odd else "M", 1900 + century * 100 + year)
    for century in (0, 1)
    for odd in (0, 1)
    for year in range(100)
}
"""What the next three digits say: the century with the sex, then two digits of the year."""

WANTED = "9 hoặc 12 chữ số gõ ở ô định dạng văn bản, hoặc để trống"
_CMND, _CCCD = 9, 12
_SCIENTIFIC = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE][+]?[0-9]+|[0-9]{8,12}[.,]0+")
_BETWEEN = re.compile(r"[/;,|&\n-]|\bvà\b|\bhoặc\b")


def is_digits(text: str) -> bool:
    """Whether a text is ASCII digits and nothing else."""
    return text.isascii() and text.isdigit()


def number_text(cell: object) -> str:
    """A number as text for showing masked; "" for a cell that holds no number."""
    if type(cell) is float:
        return f"{cell:.0f}" if abs(cell) < 1e21 else f"{cell:g}"
    if type(cell) is int:
        return str(cell) if cell.bit_length() < 200 else "…"
    return storable(str(cell))[:30]


def excel_damage(cell: object, text: str) -> str | None:
    """How Excel has changed a number that should be text, in Vietnamese; None when it has not."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return "Excel đã đổi số này thành con số, có thể mất số 0 ở đầu"
    if _SCIENTIFIC.fullmatch(text):
        return "Excel đã đổi số này thành dạng số thập phân hoặc E+"
    return None


def read_identity(cell: object, faults: list[Fault]) -> tuple[str | None, str | None]:
    """CMND and CCCD; either may be None, a cell such as "184…/042…" gives both."""
    number = "".join(cell.split()).removeprefix("'") if isinstance(cell, str) else ""
    if is_digits(number):
        if len(number) == _CCCD:
            return None, number
        if len(number) == _CMND:
            return number, None
    elif not number and isinstance(cell, str):
        return None, None
    both = _both(cell) if isinstance(cell, str) else None
    if both is not None:
        return both
    code, reason = _shape_fault(cell, number)
    shown = masked((number or number_text(cell))[:30])
    faults.append(Fault("id_number", code, storable(shown), WANTED, reason))
    return None, None


def _both(text: str) -> tuple[str, str] | None:
    """The two numbers of one person written in one cell, in either order."""
    parts = ["".join(part.split()) for part in _BETWEEN.split(text)]
    if len(parts) == 1:
        parts = text.split()
    by_length = {len(part): part for part in parts if is_digits(part)}
    if len(parts) == 2 and by_length.keys() == {_CMND, _CCCD}:
        return by_length[_CMND], by_length[_CCCD]
    return None


def _shape_fault(cell: object, number: str) -> tuple[str, str]:
    if reason := excel_damage(cell, number):
        return "ID_DAMAGED", reason
    if is_digits(number) and len(number) in (_CMND - 1, _CCCD - 1):
        return "ID_DAMAGED", f"chỉ có {len(number)} chữ số, có thể mất số 0 ở đầu"
    return "ID_SHAPE", "không phải số CMND/CCCD"


def check_cccd(number: str, sex: str | None, year: int | None, faults: list[Fault]) -> str | None:
    """The CCCD when it agrees with province, sex and year of birth, otherwise None."""
    fault = _cccd_fault(number, sex, year)
    if fault is None:
        return number
    code, wanted, reason = fault
    faults.append(Fault("id_number", code, masked(number), wanted, reason))
    return None


def _cccd_fault(number: str, sex: str | None, year: int | None) -> tuple[str, str, str] | None:
    if number[:3] not in ID_PROVINCES:
        return "ID_PROVINCE", "mã tỉnh có thật ở 3 số đầu", "3 số đầu CCCD không là mã tỉnh nào"
    said_sex, born = _SEX_AND_YEAR.get(number[3:6], (None, None))
    if sex is not None and said_sex is not None and said_sex != sex:
        wanted = "số thứ tư chẵn cho nam, lẻ cho nữ"
        return "ID_SEX", wanted, "số thứ tư của CCCD trái với giới tính"
    if born is None or (year is not None and born != year):
        return "ID_BIRTH_YEAR", "hai số năm sinh khớp", "năm sinh trong CCCD trái với ngày sinh"
    return None
