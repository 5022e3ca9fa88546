"""Names and other words: which characters they may hold, and what broken text looks like."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from app.core.text import tidy
from app.intake import legacy

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
_MISREAD = re.compile("áº|á»|Ä‘|Æ°|Æ¡|Ã[¡-¿]")
_TYPED_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"})
_TYPED = re.compile("[’‘ʼ`´]")
_ETH_FIRST = re.compile(r"(?<![^\W\d_])[Ðð]")
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})


class Trouble(NamedTuple):
    """Why a text cannot be kept: the problem's code, what is wanted, and the reason."""

    code: str
    wanted: str
    reason: str


def tidy_name(text: str) -> str:
    """The name as kept: tidy, straight apostrophes, Đ for its look-alike Ð that begins a word."""
    # translate() costs as much as all else here, and few names have an apostrophe.
    name = tidy(text.translate(_TYPED_APOSTROPHES) if _TYPED.search(text) else text)
    if "Ð" in name or "ð" in name:
        name = _ETH_FIRST.sub(lambda eth: "Đ" if eth[0] == "Ð" else "đ", name)
    return name


def name_trouble(name: str) -> Trouble | None:
    """Why a tidy name cannot be one; None when it can."""
    if all(map(_is_plain, name.split(" "))):
        return None
    return _broken(name) or _suspected(name) or _strange_sign(name)


def words_trouble(words: str) -> Trouble | None:
    """Why tidy words cannot be kept; any script and any printable sign may stand in them."""
    return None if all(map(_is_calm, words.split(" "))) else _broken(words)


@lru_cache(maxsize=65_536)
def _is_calm(word: str) -> bool:
    """A word that needs no second look, with the commas and brackets around it."""
    return (word.isascii() and word.isprintable()) or _is_plain(word.strip(",.;:()/"))


@lru_cache(maxsize=65_536)
def _is_plain(word: str) -> bool:
    if not _PLAIN_WORD.fullmatch(word) or _TCVN3.search(word) or _VNI.search(word):
        return False
    # A word with Western accents alone may be an old font's: "Vâ" is Võ in TCVN3.
    return word.isascii() or legacy.has_new_letters(word) or legacy.is_syllable(word)


def _broken(text: str) -> Trouble | None:
    if _is_misread_utf8(text):
        return _MOJIBAKE
    if font := legacy.font_of(text):
        return _old(text, font)
    if hidden := hidden_character(text):
        wanted = "chữ thường, không có ký tự ẩn"
        return Trouble("NAME_CHARACTERS", wanted, f"có ký tự ẩn hoặc không hợp lệ {hidden}")
    if "\ufffd" in text:
        return Trouble("NAME_CHARACTERS", "chữ gõ lại đầy đủ", "có chữ bị mất (dấu \ufffd)")
    return None


def misread_trouble(raw: str) -> Trouble | None:
    """UTF-8 read as Latin-1, seen in the raw text alone: tidying takes "à" for Ã and a space."""
    return _MOJIBAKE if "Ã" in raw and _is_misread_utf8(raw) else None


_MOJIBAKE = Trouble(
    "MOJIBAKE",
    "chữ Việt Unicode gõ lại, hoặc tệp lưu lại dạng UTF-8",
    "chữ hỏng vì bảng mã UTF-8 bị đọc nhầm",
)


def _old(text: str, font: legacy.Encoding) -> Trouble:
    shown = legacy.in_unicode(text, font)
    wanted = f"chữ Unicode, có thể là “{shown[:60]}”"
    return Trouble("LEGACY_FONT", wanted, f"chữ gõ bằng phông cũ {legacy.FONTS[font]}")


def _suspected(name: str) -> Trouble | None:
    """What looks like an old font though its words become no Vietnamese syllables."""
    if "?" in name:
        return Trouble("NAME_CHARACTERS", "họ tên gõ lại đầy đủ", "có chữ bị mất (dấu ?)")
    if _TCVN3.search(name):
        return _old(name, "tcvn3")
    return _old(name, "vni") if _VNI.search(name) else None


def hidden_character(text: str) -> str | None:
    """The first control, format, private, surrogate or unassigned character, as U+XXXX."""
    if text.isprintable():
        return None
    for sign in text:
        if unicodedata.category(sign) in _HIDDEN:
            return f"U+{ord(sign):04X}"
    return None


def _is_misread_utf8(text: str) -> bool:
    if not _WESTERN_LEFT.search(text):
        return False
    for encoding in ("cp1252", "latin-1"):
        try:
            return not text.encode(encoding).decode("utf-8").isascii()
        except UnicodeError:
            continue
    return _MISREAD.search(text) is not None


def _strange_sign(name: str) -> Trouble | None:
    letters = marks = 0
    for sign in name:
        category = unicodedata.category(sign)
        if category[0] == "L" and unicodedata.name(sign, "").startswith("LATIN "):
            letters, marks = letters + 1, 0
        elif category == "Mn" and letters and marks < 2:
            marks += 1
        elif sign not in " .'-":
            return _no_name(f"có ký tự “{sign}” không dùng trong họ tên")
    return None if letters else _no_name("không có chữ cái nào")


def _no_name(reason: str) -> Trouble:
    return Trouble("NAME_CHARACTERS", "họ tên bằng chữ Việt Unicode", reason)
