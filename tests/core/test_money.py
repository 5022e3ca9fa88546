"""Money in figures and in words, the way offices write it."""

import pytest
from hypothesis import given
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
    ],
)
def test_words(amount: int, words: str) -> None:
    assert words_of(amount) == words
