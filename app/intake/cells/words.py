"""Names, words, choices: text cells as they are kept, and why some cannot be."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from app.core.text import fold, tidy
from app.intake.cells.faults import Fault, shown_text, storable
from app.intake.cells.money import whole
from app.intake.names import Trouble, misread_trouble, name_trouble, tidy_name, words_trouble

LONGEST_NAME = 100
LONGEST_WORDS = 500
_SEXES = {"nam": "M", "m": "M", "nu": "F", "f": "F"}
_FLAGS = {
    "co": True, "x": True, "true": True, "yes": True, "1": True, "dung": True,
    "khong": False, "k": False, "false": False, "no": False, "0": False, "sai": False,
}  # fmt: skip


class Name(NamedTuple):
    """A name as kept, as typed, and folded for matching."""

    full: str
    raw: str
    key: str


def read_name(field: str, cell: object, faults: list[Fault]) -> Name:
    """Tidy name, the raw text as typed, and the matching key."""
    text = "" if cell is None else cell if isinstance(cell, str) else shown_text(cell)
    found, trouble = _name(text)
    if trouble is not None:
        shown = shown_text(found.raw)
        faults.append(Fault(field, trouble.code, shown, trouble.wanted, trouble.reason))
    return found


_MISSING = Trouble("NAME_MISSING", "họ và tên", "thiếu họ và tên")


@lru_cache(maxsize=65_536)
def _name(text: str) -> tuple[Name, Trouble | None]:
    name = tidy_name(text)
    if not name:
        return Name("", storable(text[:LONGEST_WORDS]), ""), _MISSING
    trouble = _too_long(name, LONGEST_NAME) or misread_trouble(text) or name_trouble(name)
    if trouble is not None:
        name = storable(name[:LONGEST_NAME])
    return Name(name, storable(text[:LONGEST_WORDS]), fold(name)), trouble


def _too_long(text: str, most: int) -> Trouble | None:
    if len(text) <= most:
        return None
    return Trouble("TOO_LONG", f"không quá {most} ký tự", f"dài {len(text)} ký tự")


def read_words(field: str, cell: object, faults: list[Fault]) -> str | None:
    """Tidy words of a text cell, None when blank."""
    if isinstance(cell, str):
        words, trouble = clean_words(cell)
        if trouble is not None:
            there = shown_text(cell)
            faults.append(Fault(field, trouble.code, there, trouble.wanted, trouble.reason))
        return words or None
    if cell is None:
        return None
    number = whole(cell)
    return str(number) if number is not None else shown_text(cell)


@lru_cache(maxsize=65_536)
def clean_words(text: str) -> tuple[str, Trouble | None]:
    """A text as it is kept, and why it cannot be kept."""
    words = tidy(text)
    trouble = _too_long(words, LONGEST_WORDS) or misread_trouble(text) or words_trouble(words)
    return storable(words[:LONGEST_WORDS]), trouble


def read_household_number(cell: object, faults: list[Fault]) -> str | None:
    """The number of a household in its list, "17" however Excel keeps it."""
    words = read_words("household_number", cell, faults)
    if words is not None and words.endswith(".0") and words[:-2].isascii():
        return words[:-2] if words[:-2].isdigit() else words
    return words


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


def read_choice(
    field: str, cell: object, choices: Mapping[str, str], wanted: str, faults: list[Fault]
) -> str | None:
    """One of the choices, found by its folded text; None when blank or no choice."""
    words = read_words(field, cell, faults)
    if words is None:
        return None
    found = choices.get(fold(words))
    if found is None and not (faults and faults[-1].field == field):
        reason = "không thuộc các lựa chọn"
        faults.append(Fault(field, "CHOICE_UNKNOWN", shown_text(words), wanted, reason))
    return found


def read_flag(field: str, cell: object, faults: list[Fault]) -> bool | None:
    """Có or Không; None when blank or neither."""
    if isinstance(cell, bool):
        return cell
    words = read_words(field, cell, faults)
    if words is None:
        return None
    flag = _FLAGS.get(fold(words))
    if flag is None and not (faults and faults[-1].field == field):
        reason = "không rõ có hay không"
        faults.append(Fault(field, "CHOICE_UNKNOWN", shown_text(words), "Có hoặc Không", reason))
    return flag
