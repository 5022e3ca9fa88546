"""Reading single cells: dates, identity numbers, money, words; each fault with its reason."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from app.core.money import spoken
from app.core.text import fold, tidy
from app.intake.names import hidden_character, name_fault, tidy_name

MOST_MONTHS = 3
OLDEST_YEAR = 1890
OLDEST_AGE = 120
YOUNGEST_MERIT_AGE = 16

# The first three digits of a CCCD: the province of birth registration by its code of 2020.
ID_PROVINCES = frozenset(
    f"{int(code):03d}"
    for code in [
        "1",
        "2",
        "4",
        "6",
        "8",
        "10",
        "11",
        "12",
        "14",
        "15",
        "17",
        "19",
        "20",
        "22",
        "24",
        "25",
        "26",
        "27",
        "30",
        "31",
        "33",
        "34",
        "35",
        "36",
        "37",
        "38",
        "40",
        "42",
        "44",
        "45",
        "46",
        "48",
        "49",
        "51",
        "52",
        "54",
        "56",
        "58",
        "60",
        "62",
        "64",
        "66",
        "67",
        "68",
        "70",
        "72",
        "74",
        "75",
        "77",
        "79",
        "80",
        "82",
        "83",
        "84",
        "86",
        "87",
        "89",
        "91",
        "92",
        "93",
        "94",
        "95",
        "96",
    ]
)


@dataclass(frozen=True)
class Fault:
    """A problem before it knows its row."""

    field: str
    code: str
    found: str
    wanted: str
    reason: str


_DAY = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_YEAR = re.compile(r"[0-9]{4}")
_SCIENTIFIC = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE][+]?[0-9]+|[0-9]{8,12}[.,]0+")
_WHOLE = re.compile(r"[0-9]{1,12}")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_SEXES = {"nam": "M", "m": "M", "nu": "F", "f": "F"}


def storable(text: str) -> str:
    """The text without what no database keeps (NUL, lone surrogates)."""
    return _UNSTORABLE.sub("\ufffd", text)


def shown_text(value: object) -> str:
    """The cell as a problem may show it: storable and at most 60 characters."""
    text = value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)
    return storable(text)[:60]


def masked(number: str) -> str:
    """An identity number with only its last three characters left."""
    return "*" * max(len(number) - 3, 0) + number[-3:] if len(number) > 3 else "***"


def read_name(cell: object, faults: list[Fault]) -> tuple[str, str]:
    """Tidy name and the raw text as typed."""
    text = "" if cell is None else str(cell)
    name = tidy_name(text)
    if not name:
        faults.append(Fault("full_name", "NAME_MISSING", "", "họ và tên", "thiếu họ và tên"))
    elif reason := name_fault(name):
        wanted = "họ tên bằng chữ Việt Unicode"
        faults.append(Fault("full_name", "NAME_CHARACTERS", shown_text(text), wanted, reason))
        name = storable(name)
    return name, storable(text)


def read_birth(
    cell: object, day: date, merit: bool, faults: list[Fault]
) -> tuple[date | None, int | None]:
    """Full date and year of birth, or the year alone; never an invented day."""
    if cell is None or cell == "":
        wanted = "ngày/tháng/năm hoặc năm sinh"
        faults.append(Fault("birth", "BIRTH_MISSING", "", wanted, "thiếu ngày sinh"))
        return None, None
    born, year = _read_birth(cell)
    fault = _birth_fault(born, year, day, merit)
    if fault is None:
        return born, year
    code, wanted, reason = fault
    faults.append(Fault("birth", code, shown_text(cell), wanted, reason))
    return (born, year) if code == "AGE_IMPOSSIBLE" else (None, None)


def _read_birth(cell: object) -> tuple[date | None, int | None]:
    if isinstance(cell, str):
        return _read_birth_text(cell)
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell, cell.year
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None, None
    if 1000 <= cell <= 9999 and cell == int(cell):
        return None, int(cell)
    return None, None


@lru_cache(maxsize=65_536)
def _read_birth_text(text: str) -> tuple[date | None, int | None]:
    text = text.strip()
    if _YEAR.fullmatch(text):
        return None, int(text)
    found = _DAY.fullmatch(text)
    if found:
        day, month, year = int(found[1]), int(found[3]), int(found[4])
    elif found := _ISO_DAY.fullmatch(text):
        year, month, day = map(int, found.groups())
    else:
        return None, None
    try:
        return date(year, month, day), year
    except ValueError:
        return None, None


def _birth_fault(
    born: date | None, year: int | None, day: date, merit: bool
) -> tuple[str, str, str] | None:
    if year is None or year < OLDEST_YEAR:
        wanted = "ngày có thật dạng dd/mm/yyyy, hoặc năm sinh"
        return "BIRTH_IMPOSSIBLE", wanted, "ngày sinh không có thật hoặc không đọc được"
    if year > day.year or (born is not None and born > day):
        return "BIRTH_FUTURE", f"ngày không sau {day:%d/%m/%Y}", "ngày sinh sau ngày lập danh sách"
    age = day.year - year
    if born is not None and (day.month, day.day) < (born.month, born.day):
        age -= 1
    if age > OLDEST_AGE:
        return "AGE_IMPOSSIBLE", f"tuổi không quá {OLDEST_AGE}", f"tuổi tính ra là {age}"
    if age < YOUNGEST_MERIT_AGE and merit:
        wanted = f"người có công từ {YOUNGEST_MERIT_AGE} tuổi"
        return "AGE_IMPOSSIBLE", wanted, f"tuổi tính ra là {age}"
    return None


def read_sex(cell: object, faults: list[Fault]) -> str | None:
    """M, F or None."""
    sex = _sex_of(cell) if isinstance(cell, str) else None
    if sex is None:
        shown = "" if cell is None else shown_text(cell)
        faults.append(Fault("sex", "SEX_UNKNOWN", shown, "Nam hoặc Nữ", "không rõ giới tính"))
    return sex


@lru_cache(maxsize=256)
def _sex_of(text: str) -> str | None:
    return _SEXES.get(fold(text))


def read_identity(
    cell: object, sex: str | None, year: int | None, faults: list[Fault]
) -> tuple[str | None, str | None]:
    """Kind (CMND, CCCD) and number, or two None."""
    if cell is None or cell == "":
        return None, None
    number = "".join(cell.split()).removeprefix("'") if isinstance(cell, str) else ""
    if not number and isinstance(cell, str):
        return None, None
    fault = _id_shape_fault(cell, number)
    if fault is None and len(number) == 12:
        fault = _cccd_fault(number, sex, year)
    if fault is None:
        return ("CCCD" if len(number) == 12 else "CMND"), number
    code, wanted, reason = fault
    shown = number or (f"{cell:.0f}" if type(cell) is float else str(cell))
    faults.append(Fault("id_number", code, masked(storable(shown)[:30]), wanted, reason))
    return None, None


def _id_shape_fault(cell: object, number: str) -> tuple[str, str, str] | None:
    digits = number.isascii() and number.isdigit()
    if digits and len(number) in (9, 12):
        return None
    wanted = "9 hoặc 12 chữ số gõ ở ô định dạng văn bản, hoặc để trống"
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return "ID_DAMAGED", wanted, "Excel đã đổi số giấy tờ thành con số, có thể mất số 0 ở đầu"
    if _SCIENTIFIC.fullmatch(number):
        return "ID_DAMAGED", wanted, "Excel đã đổi số giấy tờ thành dạng số thập phân hoặc E+"
    if digits and len(number) in (8, 11):
        return "ID_DAMAGED", wanted, f"chỉ có {len(number)} chữ số, có thể mất số 0 ở đầu"
    return "ID_SHAPE", wanted, "không phải số CMND/CCCD"


def _cccd_fault(number: str, sex: str | None, year: int | None) -> tuple[str, str, str] | None:
    if number[:3] not in ID_PROVINCES:
        return "ID_PROVINCE", "mã tỉnh có thật ở 3 số đầu", "3 số đầu CCCD không là mã tỉnh nào"
    century, odd = divmod(int(number[3]), 2)
    if sex is not None and odd != (sex == "F"):
        wanted = "số thứ tư chẵn cho nam, lẻ cho nữ"
        return "ID_SEX", wanted, "số thứ tư của CCCD trái với giới tính"
    born = 1900 + century * 100 + int(number[4:6])
    if century > 1 or (year is not None and born != year):
        return "ID_BIRTH_YEAR", "hai số năm sinh khớp", "năm sinh trong CCCD trái với ngày sinh"
    return None


def read_words(field: str, cell: object, faults: list[Fault]) -> str | None:
    """Tidy words of a text cell, None when blank."""
    if cell is None or cell == "":
        return None
    if not isinstance(cell, str):
        whole = _whole(cell)
        return str(whole) if whole is not None else shown_text(cell)
    words, hidden = _clean_words(cell)
    if hidden:
        reason = f"có ký tự ẩn hoặc không hợp lệ {hidden}"
        wanted = "chữ thường, không có ký tự ẩn"
        faults.append(Fault(field, "NAME_CHARACTERS", words[:60], wanted, reason))
    return words or None


@lru_cache(maxsize=65_536)
def _clean_words(text: str) -> tuple[str, str | None]:
    words = tidy(text)
    hidden = None if words.isprintable() else hidden_character(words)
    return storable(words), hidden


def _whole(cell: object) -> int | None:
    if type(cell) is float:
        return int(cell) if cell.is_integer() and 0 <= cell < 1e12 else None
    if type(cell) is int:
        return cell if 0 <= cell < 10**12 else None
    if isinstance(cell, str) and _WHOLE.fullmatch(text := cell.strip()):
        return int(text)
    return None


def read_months_and_amount(
    months_cell: object, amount_cell: object, rate: int, faults: list[Fault]
) -> tuple[int, int]:
    """Whole months and whole đồng; the rate is đồng a month."""
    months, amount = _whole(months_cell), _whole(amount_cell)
    if months is not None and 1 <= months <= MOST_MONTHS:
        if amount != months * rate:
            wanted = f"{spoken(rate)} đồng x {months} tháng = {spoken(months * rate)} đồng"
            shown, reason = shown_text(amount_cell), "số tiền không bằng mức hỗ trợ nhân số tháng"
            faults.append(Fault("amount_dong", "AMOUNT_WRONG", shown, wanted, reason))
        return months, amount or 0
    reason, wanted = "số tháng không đúng", f"số nguyên từ 1 đến {MOST_MONTHS}"
    faults.append(Fault("months", "MONTHS_WRONG", shown_text(months_cell), wanted, reason))
    if amount is None:
        reason, wanted = "số tiền không là số đồng nguyên", "số đồng nguyên, không dấu chấm"
        faults.append(Fault("amount_dong", "AMOUNT_WRONG", shown_text(amount_cell), wanted, reason))
    return months or 0, amount or 0


def read_allowance(cell: object, faults: list[Fault]) -> int | None:
    """The present monthly allowance in whole đồng, None when blank."""
    if cell is None or cell == "":
        return None
    amount = _whole(cell)
    if amount is None:
        reason, wanted = "mức trợ cấp không là số đồng nguyên", "số đồng nguyên hoặc để trống"
        faults.append(Fault("allowance_dong", "AMOUNT_WRONG", shown_text(cell), wanted, reason))
    return amount
