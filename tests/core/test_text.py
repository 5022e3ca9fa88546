"""Vietnamese text: one form to keep, one key to match by."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import fold, tidy

NFD = "Nguyễn Thị Hòa"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Nguyễn Thị Đào", "nguyen thi dao"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Đào"), "nguyen thi dao"),
        ("NGUYỄN  THỊ\tĐÀO ", "nguyen thi dao"),
        ("Trần Văn Hoà", "tran van hoa"),
        ("Trần Văn Hòa", "tran van hoa"),
        ("Ðặng Thúy Hằng", "dang thuy hang"),  # U+00D0, not U+0110
        ("ðặng thuý hằng", "dang thuy hang"),
        ("Lê Thị Tuyết-Mai", "le thi tuyet mai"),
        ("Y'Bhăm Niê", "y bham nie"),
        ("Y’Bhăm Niê", "y bham nie"),
        ("H.Nguyễn", "h nguyen"),
        ("Nguyễn\u00a0Văn\u00a0A", "nguyen van a"),
        ("Ư Ơ Ă Â Ê Ô", "u o a a e o"),
        ("ộ ỡ ử ỵ ặ ễ", "o o u y a e"),
        ("İsmail", "ismail"),
        ("", ""),
        (" . - ' ", ""),
    ],
)
def test_the_matching_key(written: str, key: str) -> None:
    assert fold(written) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [("Nguyễn Văn An", "Nguyễn Văn Ân Đức"), ("Lê Na", "Lê Lan"), ("Hà Tĩnh", "Hà Tiên")],
)
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_every_way_to_compose_a_text_has_one_key(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text())
def test_what_is_kept_is_canonical(text: str) -> None:
    kept = tidy(text)
    assert kept == unicodedata.normalize("NFC", kept) == tidy(kept)
    assert kept == kept.strip()
    assert "  " not in kept


def test_tidy_keeps_case_and_marks() -> None:
    assert tidy(unicodedata.normalize("NFD", f"  {NFD}\n ")) == NFD
