"""Names of people: which characters a name may hold, and what a broken one looks like."""

import re
import unicodedata
from functools import lru_cache

from app.core.text import tidy

_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_VOWELS = [unicodedata.normalize("NFC", v + tone) for v in "aăâeêioôơuưy" for tone in _TONES]
_ACCENTED = "".join(vowel for vowel in _VOWELS if not vowel.isascii())
_LETTERS = "a-zA-Z" + _ACCENTED + _ACCENTED.upper() + "đĐ"
_PLAIN_WORD = re.compile(rf"['\-]?[{_LETTERS}](?:[{_LETTERS}]|[.'\-](?![.'\-]))*")

# Old fonts kept their letters at the places of Western ones. A lower-case letter before an accented
# capital, and the signs, are TCVN3; a vowel followed by a second, accented one is VNI.
_TCVN3 = re.compile(
    rf"[a-zđ{_ACCENTED}][À-ÞĂƠƯ{_ACCENTED.upper()}]|[¡-¬®-¾×÷]|[A-Za-z][Ðð]|[ÞßþÇçÆ]"
)
_VNI = re.compile(
    r"[aeAE][À-ÖØ-öø-ü]|[oO][âêôÂÊÔ]|[ôöÔÖ][ùøûïõ]|[iouyôöIOUY][øûïåäëüØÛÏÅÄËÜ]|\b[ñÑ]|[öÖ]"
)
_WESTERN_LEFT = re.compile("[À-ÿ¡-¿]")
_TYPED_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"})
_TYPED = re.compile("[’‘ʼ`´]")
_ETH_FIRST = re.compile(r"(?<![^\W\d_])[Ðð]")


def tidy_name(text: str) -> str:
    """The name as kept: tidy, straight apostrophes, Đ for its look-alike Ð that begins a word."""
    # translate() costs as much as all else here, and few names have an apostrophe.
    name = tidy(text.translate(_TYPED_APOSTROPHES) if _TYPED.search(text) else text)
    if "Ð" in name or "ð" in name:
        name = _ETH_FIRST.sub(lambda eth: "Đ" if eth[0] == "Ð" else "đ", name)
    return name


def name_fault(name: str) -> str | None:
    """Why a tidy name cannot be one, in Vietnamese; None when it can."""
    if all(map(_is_plain, name.split(" "))):
        return None
    return _reason(name)


@lru_cache(maxsize=65_536)
def _is_plain(word: str) -> bool:
    return bool(_PLAIN_WORD.fullmatch(word)) and not _TCVN3.search(word) and not _VNI.search(word)


def _reason(name: str) -> str | None:
    if hidden := hidden_character(name):
        return f"có ký tự ẩn hoặc không hợp lệ {hidden}"
    if "?" in name or "\ufffd" in name:
        return "có chữ bị mất (dấu ?), hãy gõ lại tên"
    if _is_misread_utf8(name):
        return "nghi bảng mã UTF-8 bị đọc nhầm, hãy gõ lại tên bằng Unicode"
    if _TCVN3.search(name):
        return "nghi phông chữ cũ TCVN3 (.VnTime), hãy chuyển sang Unicode"
    if _VNI.search(name):
        return "nghi phông chữ cũ VNI, hãy chuyển sang Unicode"
    return _strange_sign(name)


def hidden_character(text: str) -> str | None:
    """The first control, format, private, surrogate or unassigned character, as U+XXXX."""
    for sign in text:
        if unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs", "Cn"}:
            return f"U+{ord(sign):04X}"
    return None


def _is_misread_utf8(name: str) -> bool:
    if not _WESTERN_LEFT.search(name):
        return False
    for encoding in ("cp1252", "latin-1"):
        try:
            return not name.encode(encoding).decode("utf-8").isascii()
        except UnicodeError:
            continue
    return bool(re.search("(?:áº|á»|Ä‘|Æ°|Æ¡|Ã[¡-¿])", name))


def _strange_sign(name: str) -> str | None:
    letters = marks = 0
    for sign in name:
        category = unicodedata.category(sign)
        if category[0] == "L" and unicodedata.name(sign, "").startswith("LATIN "):
            letters, marks = letters + 1, 0
        elif category == "Mn" and letters and marks < 2:
            marks += 1
        elif sign not in " .'-":
            return f"có ký tự “{sign}” không dùng trong họ tên"
    return None if letters else "không có chữ cái nào"
