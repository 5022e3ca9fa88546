"""Each drawing by itself: its shapes are as long, as high and as dark as its figures say."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from app import pictures
from app.pictures import (
    Budget,
    Frame,
    LateRow,
    Point,
    Series,
    Share,
    Stage,
    StageGroup,
    Step,
    StepKind,
    Tile,
    bridge,
    budget_gauge,
    coverage_bars,
    funnel,
    overdue_board,
    tile_map,
    timeline,
)
from app.pictures.style import DEEP, EARTH, MIDDLE, PAPER, SAND, SCALE, SOFT, WRONG, WRONG_WASH
from app.pictures.style import contrast as contrast_of
from app.pictures.tiles import layout_of, placed, shade_of
from app.pictures.timelines import apart, day_ticks

from .reading import Shape, outside, overlaps, paths, rects, words_of
from .samples import DISTRICTS, board_of, tiles_of


def frame(width: int = 640) -> Frame:
    return Frame(key="one", title="Một hình", width=width)


def wide(shape: Shape) -> float:
    return shape.right - shape.left


def shares_of(parts: list[Shape], wholes: list[Shape]) -> list[float]:
    """Each part over the whole that it lies in."""
    return [
        round(wide(part) / wide(next(one for one in wholes if one.top == part.top)), 3)
        for part in parts
    ]


def said(svg: str) -> list[str]:
    return [one.words for one in words_of(svg)]


@pytest.mark.parametrize("width", [320, 640])
def test_a_bar_is_as_long_as_its_rate(width: int) -> None:
    svg = coverage_bars(
        frame(width),
        [Share(name="A", part=1, whole=4), Share(name="B", part=9, whole=10),
         Share(name="C", part=12, whole=10), Share(name="D", part=0, whole=9)],
    ).svg  # fmt: skip
    assert shares_of(rects(svg, DEEP), rects(svg, SOFT)) == [0.25, 0.9, 1.0]
    assert "12/10 · 120,00%" in said(svg)


def test_what_has_no_approval_has_no_rate_and_no_bar() -> None:
    picture = coverage_bars(frame(), [Share(name="A", part=0, whole=0),
                                      Share(name="B", part=2, whole=0)])  # fmt: skip
    assert rects(picture.svg) == []
    assert said(picture.svg) == ["A", "chưa phê duyệt", "B", "2 · chưa phê duyệt"]
    assert picture.rows == (("A", "0", "0", "–"), ("B", "2", "0", "–"))
    assert picture.desc.endswith("2 đơn vị chưa phê duyệt.")


def test_the_target_stands_at_its_rate() -> None:
    svg = coverage_bars(frame(), [Share(name="A", part=1, whole=1)], target=7_500).svg
    (bar,) = rects(svg, SOFT)
    marks = {x for path in paths(svg) for x, _ in path}
    assert max(marks) == min(marks) == pytest.approx(bar.left + wide(bar) * 0.75, abs=0.01)
    assert "Chỉ tiêu 75%" in said(svg)


def test_the_paragraph_of_the_first_of_june() -> None:
    made = [
        Share(name="NCC", part=37_125, whole=38_038),
        Share(name="HN", part=20_895, whole=24_125),
    ]
    total = Share(name="Cộng", part=159_426, whole=173_594)
    picture = coverage_bars(frame(), made, total=total)
    assert "37.125/38.038 · 97,60%" in said(picture.svg)
    assert "159.426/173.594 · 91,84%" in said(picture.svg)
    assert picture.rows[1] == ("HN", "20.895", "24.125", "86,61%")


def test_a_cut_name_is_whole_in_the_table() -> None:
    name = "Văn phòng Ủy ban nhân dân thị trấn Thiên Cầm huyện Cẩm Xuyên tỉnh Hà Tĩnh"
    picture = coverage_bars(frame(320), [Share(name=name, part=10, whole=100)])
    assert any(words.endswith("…") for words in said(picture.svg))
    assert picture.rows[0][0] == name


def test_a_funnel_narrows_with_its_people() -> None:
    stages = [("Lập", 200), ("Xã", None), ("Huyện", 150), ("Chi", 50)]
    group = StageGroup(name="Hộ nghèo", stages=tuple(Stage(name=name, people=people)
                                                     for name, people in stages))  # fmt: skip
    picture = funnel(frame(), [group])
    assert shares_of(rects(picture.svg, MIDDLE), rects(picture.svg, SOFT)) == [1.0, 0.75]
    assert shares_of(rects(picture.svg, DEEP), rects(picture.svg, SOFT)) == [0.25]
    assert picture.rows[1] == ("Hộ nghèo", "Xã", "–", "–")
    assert said(picture.svg) == ["Hộ nghèo", "Lập", "200", "Xã", "–", "Huyện", "150", "Chi", "50"]


def test_panels_stand_beside_one_another_where_there_is_room() -> None:
    groups = [StageGroup(name=f"Nhóm {at}", stages=(Stage(name="Lập", people=at),))
              for at in range(12)]  # fmt: skip

    def columns(width: int) -> int:
        heads = [one for one in words_of(funnel(frame(width), groups).svg)
                 if one.words.startswith("Nhóm")]  # fmt: skip
        return len({one.left for one in heads})

    assert [columns(width) for width in (320, 640, 1000)] == [1, 3, 5]


def test_tiles_lie_where_the_districts_do() -> None:
    layout = layout_of("42")
    assert set(layout) == set(DISTRICTS)
    assert (layout["442"], layout["439"], layout["449"]) == ((0, 2), (1, 0), (5, 4))
    at = {one.words: one for one in words_of(tiles_of(640).svg)}
    assert at["Nghi Xuân"].top < at["Hương Sơn"].top < at["Huyện Kỳ Anh"].top
    assert at["Hương Sơn"].left < at["Đức Thọ"].left < at["TX Hồng Lĩnh"].left
    assert at["Huyện Kỳ Anh"].top == at["Thị xã Kỳ Anh"].top


@pytest.mark.parametrize("file", sorted(Path(pictures.__file__).parent.glob("layouts/*")), ids=str)
def test_every_layout_gives_each_district_a_place_of_its_own(file: Path) -> None:
    layout = layout_of(file.stem)
    assert layout
    assert len(set(layout.values())) == len(layout)
    assert all(len(code) == 3 and code.isdigit() for code in layout)
    assert (
        min(row for row, _ in layout.values()) == min(column for _, column in layout.values()) == 0
    )


@pytest.mark.parametrize("province", ["40", "", "../pyproject", "xx"])
def test_a_province_without_a_layout_lies_in_order_of_code(province: str) -> None:
    assert placed(province, ["503", "501", "502"], 2) == {"501": (0, 0), "502": (0, 1),
                                                          "503": (1, 0)}  # fmt: skip


def test_a_district_unknown_to_the_layout_lies_below_it() -> None:
    places = placed("42", ["449", "999", "447"], 7)
    assert places == {"447": (0, 0), "449": (0, 1), "999": (1, 0)}


def test_two_tiles_of_one_code_are_refused() -> None:
    tile = Tile(code="436", name="A", part=1, whole=2)
    with pytest.raises(ValueError, match="one code"):
        tile_map(frame(), "42", [tile, tile])


@pytest.mark.parametrize(
    ("share", "shade"),
    [(0, 0), (4_999, 0), (5_000, 1), (7_500, 2), (8_999, 2), (9_000, 3), (9_500, 4), (12_000, 4)],
)
def test_more_is_darker(share: int, shade: int) -> None:
    assert shade_of(share) == shade


def test_the_scale_holds_in_grey() -> None:
    """Each shade is clearly darker than the one before, whatever its colour."""
    from_white = [contrast_of(shade, PAPER) for shade in SCALE]
    assert all(dark / light > 1.1 for light, dark in pairwise(from_white))


def test_a_line_is_as_high_as_its_money_and_holds_until_the_next_day() -> None:
    first = date(2020, 5, 1)
    points = (
        Point(day=first, dong=10 * 10**9),
        Point(day=first + timedelta(days=10), dong=40 * 10**9),
    )
    svg = timeline(frame(), [Series(name="Phê duyệt", points=points),
                             Series(name="Đã chi", points=points[:1])]).svg  # fmt: skip
    ground = next(one for one in words_of(svg) if one.words == "0")
    top = next(one for one in words_of(svg) if one.words == "40")
    high = ground.top - top.top
    approved, paid = [path for path in paths(svg) if len(path) > 2 or path[0][0] != path[1][0]][-2:]
    assert [round(approved[0][1] - y) for _, y in approved] == [0, 0, round(high * 0.75)]
    assert approved[1][0] == approved[2][0] == paid[-1][0]
    assert len({y for _, y in paid}) == 1
    assert {"40,0 tỷ", "10,0 tỷ"} <= set(said(svg))


def test_days_and_money_of_the_axes() -> None:
    assert [f"{one:%d/%m}" for one in day_ticks(date(2020, 4, 24), date(2020, 8, 31), 12)] == [
        "01/05", "01/06", "01/07", "01/08"]  # fmt: skip
    assert [f"{one:%d/%m}" for one in day_ticks(date(2020, 4, 24), date(2020, 6, 30), 12)] == [
        "01/05", "15/05", "01/06", "15/06"]  # fmt: skip
    assert day_ticks(date(2020, 5, 2), date(2020, 5, 2), 5) == [date(2020, 5, 2)]
    long = day_ticks(date(2000, 1, 1), date(2020, 12, 31), 6)
    assert len(long) <= 6
    assert all((one.month, one.day) == (1, 1) for one in long)


def test_a_line_keeps_its_look_when_the_other_has_no_points() -> None:
    point = Point(day=date(2020, 6, 1), dong=5)
    empty, paid = Series(name="Phê duyệt", points=()), Series(name="Đã chi", points=(point,))
    picture = timeline(frame(), [empty, paid])
    assert (rects(picture.svg, EARTH), len(rects(picture.svg, DEEP))) == ([], 1)
    assert picture.rows == (("01/06/2020", "–", "5"),)


@pytest.mark.parametrize("days", [2, 3, 12, 29, 31, 45, 62, 90, 200, 366, 500, 1_500, 9_000])
@pytest.mark.parametrize("width", [320, 640])
def test_days_of_any_span_keep_apart(days: int, width: int) -> None:
    for first in (date(2020, 1, 1), date(2020, 4, 24), date(2020, 12, 31)):
        points = (Point(day=first, dong=1), Point(day=first + timedelta(days=days), dong=2))
        svg = timeline(frame(width), [Series(name="A", points=points)]).svg
        assert overlaps(svg) == outside(svg) == []


def test_one_day_is_a_point() -> None:
    point = Point(day=date(2020, 6, 1), dong=5)
    svg = timeline(frame(), [Series(name="A", points=(point,))]).svg
    assert len(rects(svg, EARTH)) == 1
    assert outside(svg) == []


def test_names_at_the_ends_keep_apart() -> None:
    assert apart([10, 12, 14], 0, 200) == [10, 41, 72]
    assert apart([190, 195], 0, 200) == [169, 200]
    assert apart([50, 150], 0, 200) == [50, 150]


def test_nobody_tells_five_lines_apart() -> None:
    with pytest.raises(ValueError, match="5 lines"):
        timeline(frame(), [Series(name="A", points=())] * 5)


def test_red_is_only_what_is_past_its_day() -> None:
    calm = overdue_board(frame(), [LateRow(office="A", late=(0, 0, 0, 0), in_time=900)])
    assert rects(calm.svg, WRONG) == rects(calm.svg, WRONG_WASH) == []
    assert calm.desc == "Không có hồ sơ quá hạn ở 1 cơ quan."
    late = overdue_board(frame(), [LateRow(office="A", late=(3, 0, 0, 2), in_time=900)])
    assert (len(rects(late.svg, WRONG_WASH)), len(rects(late.svg, f"{WRONG}"))) == (1, 1)
    assert late.rows == (("A", "900", "3", "0", "0", "2", "5"),
                         ("Tổng cộng", "900", "3", "0", "0", "2", "5"))  # fmt: skip


def test_the_board_foots() -> None:
    *rows, total = board_of(640, 30).rows
    for column in range(1, len(total)):
        cells = [int(row[column].replace(".", "")) for row in rows]
        assert sum(cells) == int(total[column].replace(".", ""))
    assert all(sum(map(int, row[2:6])) == int(row[6]) for row in rows)


def step(name: str, dong: int, kind: StepKind) -> Step:
    return Step(name=name, dong=dong, kind=kind)


def test_a_bridge_hangs_together() -> None:
    svg = bridge(frame(), [
        step("Duyệt", 100, StepKind.LEVEL), step("Chi", 60, StepKind.DONE),
        step("Hủy", 10, StepKind.MINUS), step("Thu hồi", 5, StepKind.PLUS),
        step("Còn", 35, StepKind.LEVEL),
    ]).svg  # fmt: skip
    assert "−60 đ" not in said(svg)
    assert "−10 đ" in said(svg)
    whole, left = rects(svg, SAND)
    (paid,), (back,) = rects(svg, DEEP), rects(svg, SOFT)
    (dropped,) = rects(svg, "url(")
    unit = wide(whole) / 100
    assert [round(wide(one) / unit) for one in (paid, dropped, back, left)] == [60, 10, 5, 35]
    assert paid.right == pytest.approx(whole.right, abs=0.02)
    assert dropped.right == pytest.approx(paid.left, abs=0.02)
    assert back.left == pytest.approx(dropped.left, abs=0.02)
    assert left.right == pytest.approx(back.right, abs=0.02)


def test_a_bridge_that_does_not_lead_there_is_refused() -> None:
    steps = [step("Duyệt", 100, StepKind.LEVEL), step("Chi", 60, StepKind.DONE)]
    assert bridge(frame(), [*steps, step("Còn", 40, StepKind.LEVEL)]).rows[-1][-1] == "40"
    with pytest.raises(ValueError, match="Còn is 39, the steps lead to 40"):
        bridge(frame(), [*steps, step("Còn", 39, StepKind.LEVEL)])


def test_what_is_over_its_source_is_hatched_and_named() -> None:
    inside = Budget(source="Tỉnh", available=100, committed=100, sent=50, paid=25)
    calm = budget_gauge(frame(), [inside]).svg
    assert rects(calm, "url(") == []
    whole = next(one for one in rects(calm, SOFT))
    assert wide(rects(calm, DEEP)[0]) == pytest.approx(wide(whole) / 4, abs=0.02)
    over = Budget(source="Tỉnh", available=100, committed=120, sent=50, paid=25)
    svg = budget_gauge(frame(), [over]).svg
    (hatched,) = rects(svg, "url(")
    (whole,) = rects(svg, SOFT)
    assert wide(hatched) == pytest.approx(wide(whole) * 0.2, abs=0.02)
    assert "Vượt nguồn 20 đ" in said(svg)


def test_a_source_with_nothing_has_no_rate() -> None:
    svg = budget_gauge(frame(), [Budget(source="A", available=0, committed=0, sent=0, paid=0)]).svg
    assert rects(svg) == []
    assert "Chưa có nguồn" in said(svg)
    assert "100,00%" not in said(svg)


def test_a_narrow_picture_puts_bars_under_their_names() -> None:
    svg = coverage_bars(frame(320), [Share(name="Thị xã Kỳ Anh", part=15_120, whole=16_420)]).svg
    name, figures = words_of(svg)
    (bar,) = rects(svg, SOFT)
    assert bar.top >= max(name.bottom, figures.bottom)
    assert wide(bar) > 300
