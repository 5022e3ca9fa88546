"""Text typed in the old fonts TCVN3 (.VnTime) and VNI: finding it, showing and converting it.

Old fonts drew Vietnamese letters in the places of Western ones, so their text arrives as
"NguyÔn V¨n ¢n" or "Nguyeãn Vaên Ba". The tables of letters are viparse's; here stands only when
they may be used: a word counts as old when it is no Vietnamese syllable as it stands and is one
once converted. Honest text is safe: a letter beyond Latin-1 (ễ, ă, ơ, đ) never comes from an old
font, and names of other peoples become no Vietnamese syllable by conversion.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import islice
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from app.intake.forms import Form

Encoding: TypeAlias = Literal["tcvn3", "vni"]
ENCODINGS: tuple[Encoding, ...] = ("tcvn3", "vni")
FONTS: Mapping[str, str] = MappingProxyType({"tcvn3": "TCVN3 (.VnTime)", "vni": "VNI"})

TEXT_KINDS = frozenset({"name", "words", "commune", "category", "choice"})
MOST_SAMPLES = 5
LEAST_WORDS = 2
"""Different old words that make a column old; one alone may be a slip of the hand."""


def _either(words: str) -> str:
    return "|".join(words.split())


_ONSET = "ngh|ng|nh|gh|gi|g|ch|c|kh|k|qu|ph|p|th|tr|t|b|d|đ|h|l|m|n|r|s|v|x"
_OPEN_RIMES = _either("""
    a ai am an ang anh ao au ay ăm ăn ăng âm ân âng âu ây e em en eng eo ê êm ên ênh êng êu i ia
    im in inh iu iêm iên iêng iêu o oi om on ong oong oa oai oam oan oang oanh oao oay oăm oăn
    oăng oe oen oeo ô ôi ôm ôn ông ơ ơi ơm ơn u ua ui um un ung uân uâng uây uê uênh uêu uôi uôm
    uôn uông uơ uy uya uynh uyn uyên uyu ư ưa ưi ưm ưn ưng ưu ươi ươm ươn ương ươu y ynh yêm yên
    yêng yêu uang uan uai ay uao uanh uăn uăng ue uen ueo
""")
_STOPPED_RIMES = _either("""
    ac ach ap at ăc ăp ăt âc âp ât ec ep et êch êp êt ic ich ip it iêc iêp iêt oc op ot ooc oac
    oach oap oat oăc oăt oet ôc ôp ôt ơp ơt uc up ut uât uêch uôc uôt uych uyt uyp uyêt ưc ưt ươc
    ươp ươt ych yt yp yêt uac uat uach uăc uăt
""")
_OPEN = re.compile(f"(?:{_ONSET})?({_OPEN_RIMES})")
_STOPPED = re.compile(f"(?:{_ONSET})?({_STOPPED_RIMES})")
# ng and ngh, g and gh, c and k part the vowels between them.
_MISSPELT = re.compile(r"(?:k|gh|ngh)[aăâoôơuư]|(?:c|g|ng)[eêy]|(?:c|ng)i")
_TONES = dict.fromkeys((0x300, 0x301, 0x303, 0x309, 0x323))
_OPEN_TONES = ("\u0300", "\u0303", "\u0309")
"""Tones that no syllable ending in c, ch, p or t bears."""

_TOKEN = re.compile("[A-Za-z\u00a1-\u00ff]+")
_VNI_GAPS = (("aú", "ẳ"), ("AÚ", "Ẳ"), ("î", "ỵ"), ("Î", "Ỵ"))
"""Letters of the VNI fonts that the library's table leaves out."""
_FAMILY_NAMES = frozenset(
    _either("""
        bùi cao châu doãn dương hà hoàng hồ kiều la lâm lê lò lý lương lưu mã mai nghiêm ngô ông
        phùng quách tô tôn thái thân trần trịnh từ văn võ vàng vì vũ đào đinh đoàn đặng đỗ
    """).split("|")
)


@lru_cache(maxsize=65_536)
def is_syllable(word: str) -> bool:
    """Whether a word is spelt like one Vietnamese syllable: letters, and the place of its tone."""
    letters = unicodedata.normalize("NFC", word.casefold())
    parts = [unicodedata.normalize("NFD", letter) for letter in letters]
    bare = unicodedata.normalize("NFC", "".join(parts).translate(_TONES))
    if len(bare) != len(parts) or _MISSPELT.match(bare):
        return False
    toned = [(at, mark) for at, part in enumerate(parts) for mark in part if ord(mark) in _TONES]
    stopped = _STOPPED.fullmatch(bare)
    found = stopped or _OPEN.fullmatch(bare)
    if found is None or len(toned) > 1:
        return False
    if not toned:
        return True
    at, mark = toned[0]
    return at - found.start(1) in _tone_places(found[1]) and not (stopped and mark in _OPEN_TONES)


@lru_cache(maxsize=512)
def _tone_places(rime: str) -> frozenset[int]:
    """Where the tone of a rime may stand; hoà and hòa, thuý and thúy are both written."""
    vowels = rime.rstrip("bcdghklmnpqrstvx")
    marked = [at for at, vowel in enumerate(vowels) if vowel in "ăâêôơư"]
    if marked:
        return frozenset({marked[-1]})
    if len(vowels) == 2 and len(vowels) == len(rime):
        return frozenset({0, 1}) if vowels in {"oa", "oe", "uy", "ue"} else frozenset({0})
    return frozenset({1}) if len(vowels) > 1 else frozenset({0})


def _is_honest(word: str) -> bool:
    """A Unicode word as people type it: a syllable in lower case, capitals, or with one capital."""
    return is_syllable(word) and (word.islower() or word.isupper() or word.istitle())


@cache
def _viparse() -> Any:
    # Imported here: most lists have no old text, and the library brings its engines along.
    import viparse  # type: ignore[import-untyped]

    return viparse


@lru_cache(maxsize=65_536)
def converted_word(word: str, encoding: Encoding) -> str:
    """One word in Unicode, letters of the old font put in their places."""
    if encoding == "vni":
        for old, letter in _VNI_GAPS:
            word = word.replace(old, letter)
    return str(_viparse().fix(word, encoding=encoding))


def has_new_letters(text: str) -> bool:
    """Whether a text has a letter beyond Latin-1, which no old font makes."""
    return any(sign > "\u00ff" and sign.isalpha() for sign in text)


def _marked_words(text: str) -> list[str]:
    return [word for word in _TOKEN.findall(text) if not word.isascii()]


def _becomes_syllable(word: str, encoding: Encoding) -> bool:
    found = converted_word(word, encoding)
    return found != word and is_syllable(found)


@lru_cache(maxsize=65_536)
def font_of(text: str) -> Encoding | None:
    """The old font that alone explains every broken word of a text; None for honest text."""
    if text.isascii() or has_new_letters(text):
        return None
    broken = [word for word in _marked_words(text) if not _is_honest(word)]
    if not broken:
        return None
    fitting = [one for one in ENCODINGS if all(_becomes_syllable(word, one) for word in broken)]
    if len(fitting) == 2:
        return _more_likely(text)
    return fitting[0] if fitting else None


def _more_likely(text: str) -> Encoding:
    return "vni" if _viparse().detect_text_encoding(text) == "vni" else "tcvn3"


def in_unicode(text: str, encoding: Encoding) -> str:
    """The text in Unicode; TCVN3 has no accented capitals, so capitals are restored."""
    shouted = _is_shouted(text)
    titled = _is_titled(text)

    def rewritten(found: re.Match[str]) -> str:
        old = found[0]
        new = old if old.isascii() else converted_word(old, encoding)
        if shouted:
            return new.upper()
        return new[:1].upper() + new[1:] if titled and not old[0].isascii() else new

    return unicodedata.normalize("NFC", _TOKEN.sub(rewritten, text))


def _is_shouted(text: str) -> bool:
    """Typed in capitals: no small ASCII letter, and two capitals side by side."""
    return not re.search("[a-z]", text) and re.search("[A-Z]{2}", text) is not None


def _is_titled(text: str) -> bool:
    """Every word that begins with an ASCII letter begins with a capital, as in a name."""
    first = [word[0] for word in _TOKEN.findall(text) if word[0].isascii()]
    return bool(first) and all(map(str.isupper, first))


def detect(form: Form, sample_rows: Sequence[tuple[Any, ...]]) -> dict[str, Encoding]:
    """Columns of a form typed in an old font: field -> encoding, judged by a sample of rows."""
    found: dict[str, Encoding] = {}
    for place, column in enumerate(form.columns):
        if column.kind in TEXT_KINDS:
            texts = {row[place] for row in sample_rows if isinstance(row[place], str)}
            if encoding := _font_of_column(texts):
                found[column.field] = encoding
    return found


def _font_of_column(texts: Collection[str]) -> Encoding | None:
    words: dict[Encoding, set[str]] = {"tcvn3": set(), "vni": set()}
    old: list[str] = []
    for text in texts:
        if encoding := font_of(text):
            words[encoding].update(word for word in _marked_words(text) if not _is_honest(word))
            old.append(text)
    if not old:
        return None
    if len(words["tcvn3"]) == len(words["vni"]):
        return _more_likely("\n".join(old))
    best = max(ENCODINGS, key=lambda one: len(words[one]))
    if len(words[best]) >= LEAST_WORDS or _more_likely_is(best, texts):
        return best
    return None


def _more_likely_is(encoding: Encoding, texts: Iterable[str]) -> bool:
    return bool(_viparse().detect_text_encoding("\n".join(sorted(texts))) == encoding)


def preview(
    form: Form, sample_rows: Sequence[tuple[Any, ...]], found: Mapping[str, str]
) -> dict[str, Any]:
    """What an officer is shown before saying yes: per column its font and some cells converted."""
    shown: dict[str, Any] = {}
    for field, encoding in found.items():
        place = form.fields.index(field)
        pairs = ((row[place], convert(row, [place], encoding)[place]) for row in sample_rows)
        samples = dict.fromkeys((old, new) for old, new in pairs if old != new)
        shown[field] = {
            "column": form.column(field).header,
            "encoding": encoding,
            "font": FONTS[encoding],
            "samples": [{"found": o, "wanted": n} for o, n in islice(samples, MOST_SAMPLES)],
        }
    return shown


def convert(raw: Sequence[Any], places: Collection[int], encoding: str) -> tuple[Any, ...]:
    """The raw cells with the old text at these places in Unicode; honest cells stay as they are.

    A cell whose words can be read both ways follows the other cells of its row.
    """
    font: Encoding = "vni" if encoding == "vni" else "tcvn3"
    cells = {place: _judged(raw[place], font) for place in places}
    row_is_old = "old" in cells.values()
    row_is_new = "new" in cells.values() and not row_is_old
    converted = list(raw)
    for place, judged in cells.items():
        text = raw[place]
        if judged == "old" or (
            judged == "either" and not row_is_new and (row_is_old or _reads_better_old(text))
        ):
            converted[place] = in_unicode(text, font)
    return tuple(converted)


def _judged(cell: object, encoding: Encoding) -> Literal["old", "new", "either", "none"]:
    if not isinstance(cell, str) or cell.isascii():
        return "none"
    if has_new_letters(cell):
        return "new"
    words = _marked_words(cell)
    if any(_becomes_syllable(word, encoding) for word in words if not _is_honest(word)):
        return "old"
    if all(_becomes_syllable(word, encoding) for word in words) and words:
        return "either"
    return "none"


def _reads_better_old(text: str) -> bool:
    """No known family name opens it as it stands: then the officer's word decides."""
    first = _TOKEN.search(text)
    return first is None or first[0].casefold() not in _FAMILY_NAMES
