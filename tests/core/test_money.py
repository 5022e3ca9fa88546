"""Money in figures and in words, the way offices write it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.money import spoken, words_of


@pytest.mark.parametrize(
    ("amount", "figures"),
    [
        (0, "0"),
        (999, "999"),
        (1_000, "1.000"),
        (1_234_567, "1.234.567"),
        (186_432_000_000, "186.432.000.000"),
        (-250_000, "-250.000"),
    ],
)
def test_figures(amount: int, figures: str) -> None:
    assert spoken(amount) == figures


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_figures_lose_nothing(amount: int) -> None:
    assert int(spoken(amount).replace(".", "")) == amount


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (25, "Hai mươi lăm đồng"),
        (105, "Một trăm linh năm đồng"),
        (111, "Một trăm mười một đồng"),
        (1_000, "Một nghìn đồng"),
        (1_005, "Một nghìn không trăm linh năm đồng"),
        (250_000, "Hai trăm năm mươi nghìn đồng"),
        (1_500_000, "Một triệu năm trăm nghìn đồng"),
        (1_001_005, "Một triệu không trăm linh một nghìn không trăm linh năm đồng"),
        (1_000_000_000, "Một tỷ đồng"),
        (186_432_000_000, "Một trăm tám mươi sáu tỷ bốn trăm ba mươi hai triệu đồng"),
        (-500_000, "Âm năm trăm nghìn đồng"),
        (-250_000, "Âm hai trăm năm mươi nghìn đồng"),
        (4, "Bốn đồng"),
        (11, "Mười một đồng"),
        (14, "Mười bốn đồng"),
        (20, "Hai mươi đồng"),
        (24, "Hai mươi bốn đồng"),
        (31, "Ba mươi mốt đồng"),
        (65, "Sáu mươi lăm đồng"),
        (95, "Chín mươi lăm đồng"),
        (100, "Một trăm đồng"),
        (101, "Một trăm linh một đồng"),
        (110, "Một trăm mười đồng"),
        (115, "Một trăm mười lăm đồng"),
        (685, "Sáu trăm tám mươi lăm đồng"),
        (1_001, "Một nghìn không trăm linh một đồng"),
        (1_010, "Một nghìn không trăm mười đồng"),
        (1_021, "Một nghìn không trăm hai mươi mốt đồng"),
        (10_000, "Mười nghìn đồng"),
        (15_015, "Mười lăm nghìn không trăm mười lăm đồng"),
        (105_000, "Một trăm linh năm nghìn đồng"),
        (750_000, "Bảy trăm năm mươi nghìn đồng"),
        (1_000_005, "Một triệu không trăm linh năm đồng"),
        (1_000_100, "Một triệu một trăm đồng"),
        (1_010_000, "Một triệu không trăm mười nghìn đồng"),
        (21_000_000, "Hai mươi mốt triệu đồng"),
        (1_000_000_005, "Một tỷ không trăm linh năm đồng"),
        (1_000_005_000, "Một tỷ không trăm linh năm nghìn đồng"),
        (1_005_000_000, "Một tỷ không trăm linh năm triệu đồng"),
        (55_687_500_000, "Năm mươi lăm tỷ sáu trăm tám mươi bảy triệu năm trăm nghìn đồng"),
        (100_000_000_000, "Một trăm tỷ đồng"),
        (1_000_000_000_000, "Một nghìn tỷ đồng"),
        (1_800_000_000_000, "Một nghìn tám trăm tỷ đồng"),
        (1_005_000_000_000, "Một nghìn không trăm linh năm tỷ đồng"),
        (
            1_001_001_001_001,
            "Một nghìn không trăm linh một tỷ không trăm linh một triệu không trăm linh một nghìn "
            "không trăm linh một đồng",
        ),
        (
            999_999_999_999_999,
            "Chín trăm chín mươi chín nghìn chín trăm chín mươi chín tỷ chín trăm chín mươi chín "
            "triệu chín trăm chín mươi chín nghìn chín trăm chín mươi chín đồng",
        ),
        (1_000_000_000_000_000, "Một triệu tỷ đồng"),
    ],
)
def test_words(amount: int, words: str) -> None:
    assert words_of(amount) == words


def literally(amount: int) -> str:
    """The oracle: every digit read aloud with its place, then shortened word by word."""
    digits = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
    places = ("", " nghìn", " triệu", " tỷ", " nghìn", " triệu tỷ")
    text = str(amount).zfill(18)
    groups = [text[at : at + 3] for at in range(0, 18, 3)]
    said: list[str] = []
    for place, group in zip(reversed(places), groups, strict=True):
        h, t, u = map(int, group)
        billions = " tỷ" if place == " nghìn" and len(said) == 1 and groups[2] == "000" else ""
        aloud = f"{digits[h]} trăm {digits[t]} mươi {digits[u]}{place}{billions}"
        said.append("" if group == "000" else aloud)
    words = " ".join(part for part in said if part)
    if groups[0] != "000" and groups[1:3] != ["000", "000"]:
        words = words.replace(" triệu tỷ", " triệu", 1)
    for long, short in (
        ("không mươi không", ""), ("một mươi", "mười"), ("không mươi", "linh"),
        ("mươi không", "mươi"), ("mười không", "mười"), ("mươi một", "mươi mốt"),
        ("mươi năm", "mươi lăm"), ("mười năm", "mười lăm"), ("  ", " "),
    ):  # fmt: skip
        words = words.replace(long, short)
    words = words.strip().removeprefix("không trăm ").removeprefix("linh ")
    return f"{words[0].upper()}{words[1:]} đồng"


@example(10**15)
@example(10**15 - 1)
@example(10**12)
@example(1_000_005_000_000_000)
@given(
    st.integers(1, 10**15)
    | st.lists(st.sampled_from("0015"), min_size=1, max_size=15).map(
        lambda d: int("1" + "".join(d[1:]))
    )
)
def test_words_agree_with_reading_aloud(amount: int) -> None:
    assert words_of(amount) == literally(amount)


def test_the_small_numbers_agree_too() -> None:
    assert [one for one in range(1, 20_000) if words_of(one) != literally(one)] == []
