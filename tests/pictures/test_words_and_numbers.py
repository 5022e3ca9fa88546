"""Numbers as offices write them, words that fit their room, pages and PNG."""

import struct
import unicodedata
from datetime import date
from xml.etree import ElementTree

import pytest

from app.core.language import ENGLISH, VIETNAMESE, speak
from app.pictures import (
    NARROW,
    WIDE,
    Frame,
    Picture,
    Share,
    as_figure,
    as_png,
    coverage_bars,
    page_figure,
    table_of,
)
from app.pictures.rules import day, money, number, percent, plain, round_rate, steps_to
from app.pictures.style import LABEL, STRONG, Type
from app.pictures.widths import fitted, width_of, wrapped

from .reading import NAME
from .samples import HOSTILE, bars_of, gauge_of, tiles_of


@pytest.mark.parametrize(
    ("dong", "written"),
    [
        (None, "–"), (0, "0"), (1, "1 đ"), (750_000, "750.000 đ"), (999_999, "999.999 đ"),
        (1_000_000, "1,0 triệu"), (1_050_000, "1,1 triệu"), (999_949_999, "999,9 triệu"),
        (999_950_000, "1,0 tỷ"), (186_432_000_000, "186,4 tỷ"), (186_450_000_000, "186,5 tỷ"),
        (10**13, "10.000,0 tỷ"), (-2_000_000_000, "−2,0 tỷ"),
    ],
)  # fmt: skip
def test_money(dong: int | None, written: str) -> None:
    assert money(dong) == written


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [
        (37_125, 38_038, "97,60%"), (52_025, 53_452, "97,33%"), (20_895, 24_125, "86,61%"),
        (126_622, 126_989, "99,71%"), (0, 9, "0,00%"), (0, 0, "–"), (3, 0, "–"), (1, 1, "100,00%"),
        (2_499_999, 10_000_000_000, "0,02%"), (5, 100_000, "0,01%"),
        (12, 1, "1.200,00%"), (49, 1_000_000, "0,00%"),
    ],
)  # fmt: skip
def test_rates_are_half_up_and_nothing_has_none(part: int, whole: int, written: str) -> None:
    assert percent(part, whole) == written


def test_other_numbers() -> None:
    assert (number(1_234_567), number(-12), number(None)) == ("1.234.567", "−12", "–")
    assert [round_rate(one) for one in (9_500, 9_750, 9_733, 10_000, 5)] == [
        "95%", "97,5%", "97,33%", "100%", "0,05%"]  # fmt: skip
    assert day(date(2020, 6, 1)) == "01/06/2020"


@pytest.mark.parametrize("top", [0, 1, 3, 7, 49, 50, 51, 186_432_000_000, 10**13, 10**13 + 1])
def test_steps_are_one_two_or_five(top: int) -> None:
    steps = steps_to(top, 5)
    assert steps[0] == 0
    assert steps[-1] >= top
    assert len(steps) <= 6
    if top:
        assert str(steps[1]).rstrip("0") in {"1", "2", "5"}
        assert steps[-1] - top < steps[1]


def test_words_keep_to_their_room() -> None:
    for words in ("Thị xã Kỳ Anh", "phường Trần Phú", "W" * 40, "không", HOSTILE, "漢字" * 20, ""):
        for room in (20, 47, 110):
            assert width_of(fitted(words, LABEL, room), LABEL) <= room
            lines = wrapped(words, STRONG, room, 2)
            assert len(lines) <= 2
            assert all(width_of(line, STRONG) <= room for line in lines)
    assert wrapped("Người lao động tạm hoãn hợp đồng", STRONG, 110, 2) == [
        "Người lao động", "tạm hoãn hợp đ…"]  # fmt: skip
    assert wrapped("Hộ nghèo", STRONG, 400, 3) == ["Hộ nghèo"]


def test_marks_take_no_room_of_their_own() -> None:
    """Whether a letter comes in one piece or in several; "ữ" is as wide as "ư"."""
    for letter, base in (("ẫ", "a"), ("ữ", "ư"), ("ở", "ơ"), ("Ề", "E"), ("ý", "y")):
        assert width_of(letter, LABEL) == width_of(base, LABEL)
        assert width_of(unicodedata.normalize("NFD", letter), LABEL) <= width_of(letter, LABEL)
    assert width_of("1" * 9, LABEL) == width_of("7" * 9, LABEL)
    assert width_of("a", Type(24)) == 2 * width_of("a", Type(12))


def test_what_nobody_sees_is_not_drawn() -> None:
    assert plain(" a\u200b\n\tb\x00\u202ec\ufeff ") == "a bc"
    assert plain("\ud800x") == "x"


def numbers_marked(html: str) -> int:
    return html.count('<td class="number">')


def test_a_page_gets_the_drawing_and_its_table() -> None:
    wide = bars_of(640)
    html = as_figure(wide)
    root = ElementTree.fromstring(html)
    assert [one.tag.rpartition("}")[2] for one in root] == ["figcaption", "svg", "details"]
    assert "<summary>Xem bảng số</summary>" in html
    speak(ENGLISH)
    english = as_figure(wide)
    speak(VIETNAMESE)
    assert '<figure class="picture" lang="vi">' in english
    assert '<summary lang="en">See the figures</summary>' in english
    assert numbers_marked(html) == 3 * len(wide.rows)
    assert html.count('scope="row"') == len(wide.rows)


def test_what_was_drawn_is_drawn_again_only_from_other_facts() -> None:
    drawn: list[tuple[int, int]] = []

    def draw(frame: Frame, shares: tuple[Share, ...], *, target: int) -> Picture:
        drawn.append((frame.width, target))
        return coverage_bars(frame, shares, target=target)

    shares = (Share(name="A", part=1, whole=2),)
    first = page_figure(draw, "once", "Một lần", shares, target=90)
    assert page_figure(draw, "once", "Một lần", shares, target=90) == first
    assert drawn == [(WIDE, 90), (NARROW, 90)]
    assert page_figure(draw, "once", "Một lần", shares, target=80) != first
    assert page_figure(draw, "once", "Một lần", (*shares, *shares), target=90) != first
    speak(ENGLISH)
    english = page_figure(draw, "once", "Một lần", shares, target=90)
    speak(VIETNAMESE)
    assert "See the figures" in english
    assert first.count("<svg ") == 2


def test_two_drawings_of_one_thing_have_two_keys() -> None:
    wide = bars_of(640)
    with pytest.raises(ValueError, match="bars"):
        as_figure(wide, bars_of(NARROW))
    frame = Frame(key="bars-narrow", title=wide.title, width=NARROW)
    html = as_figure(wide, coverage_bars(frame, [Share(name="A", part=1, whole=2)]))
    assert html.count("<svg ") == 2
    assert html.count("<table>") == 1


def test_a_hostile_name_stays_words_on_a_page() -> None:
    picture = coverage_bars(Frame(key="a", title=HOSTILE), [Share(name=HOSTILE, part=1, whole=2)])
    html = as_figure(picture)
    assert "<script" not in html
    assert "<b>" not in html
    assert ElementTree.fromstring(table_of(picture)).find(".//caption") is not None


def test_a_text_column_is_not_set_as_numbers() -> None:
    """A code is a name, though it is written with digits."""
    html = table_of(tiles_of(640))
    assert html.count('<th scope="col" class="number">') == 3
    assert '<th scope="col">Mã</th><th scope="col">Đơn vị</th>' in html


@pytest.mark.parametrize("width", [1, 320, 1600])
def test_a_png_is_as_wide_as_asked_and_the_same_again(width: int) -> None:
    svg = gauge_of(640).svg
    png = as_png(svg, width)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">I", png[16:20])[0] == width
    assert png == as_png(svg, width)


@pytest.mark.parametrize(("svg", "width"), [("<html>", 10), ("", 10), ("<svg />", 0),
                                            ("<svg />", 6_001)])  # fmt: skip
def test_a_png_of_nothing_is_refused(svg: str, width: int) -> None:
    with pytest.raises(ValueError, match="no drawing"):
        as_png(svg, width)


def test_typst_has_every_vietnamese_letter() -> None:
    """Each letter looks like itself: no two alike, none like the box of an unknown sign."""
    bases = "aăâeêioôơuưy"
    marks = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    letters = [unicodedata.normalize("NFC", base + mark) for base in bases for mark in marks]
    letters += ["đ", "…", "–", "−", "·"]

    def seen(letter: str) -> bytes:
        words = f'<text x="2" y="15" font-size="12" font-family="Arial">{letter}</text>'
        return as_png(f'<svg xmlns="{NAME.strip("{}")}" viewBox="0 0 20 20">{words}</svg>', 40)

    unknown = seen("\U000f0000")
    drawn = {seen(form) for one in letters for form in {one, one.upper()}}
    assert unknown not in drawn
    assert len(drawn) == len({form for one in letters for form in {one, one.upper()}})
