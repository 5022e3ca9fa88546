"""Figures to draw: as they were, none, one, very many, very large, and names that would do harm."""

from collections.abc import Callable
from datetime import date, timedelta

from app.pictures import (
    Budget,
    Frame,
    LateRow,
    Measure,
    Picture,
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

HOSTILE = '</title><script>alert("1")</script>&amp; "\'\x00\x1b\u202e\ufffe <b>Ẫ\u0301</b>\n\tX'
HUGE = 10**13
DISTRICTS = {
    "436": "TP Hà Tĩnh", "437": "TX Hồng Lĩnh", "439": "Hương Sơn", "440": "Đức Thọ",
    "441": "Vũ Quang", "442": "Nghi Xuân", "443": "Can Lộc", "444": "Hương Khê",
    "445": "Thạch Hà", "446": "Cẩm Xuyên", "447": "Huyện Kỳ Anh", "448": "Lộc Hà",
    "449": "Thị xã Kỳ Anh",
}  # fmt: skip
_PAID = (6_904, 4_310, 15_120, 13_377, 4_950, 9_801, 14_201, 11_700, 16_990, 0, 12_004, 3_100, 7)
_APPROVED = (6_904, 4_480, 16_420, 14_900, 4_951, 11_090, 15_301, 15_800, 17_100, 0, 18_900, 6_500,
             9_020)  # fmt: skip
STAGES = ("Lập", "Xã", "Huyện", "Tỉnh", "Duyệt", "Chi")
GROUPS = {
    "Người có công với cách mạng": (38_211, None, 38_150, 38_040, 38_038, 37_125),
    "Đối tượng bảo trợ xã hội": (54_020, 53_811, 53_600, 53_460, 53_452, 52_025),
    "Hộ nghèo": (24_870, 24_400, 24_130, 24_125, 24_125, 20_895),
    "Hộ cận nghèo": (60_332, 59_120, 58_004, 57_979, 57_979, 49_381),
    "Người lao động tạm hoãn hợp đồng, nghỉ việc không lương": (812, None, 640, 633, 601, 12),
    "Hộ kinh doanh": (1_204, 1_100, 77, 21, 0, 0),
    "Người lao động chấm dứt hợp đồng": (93, 90, 44, 0, 0, 0),
    "Người lao động không có giao kết hợp đồng": (9_412, 6_230, 1_200, 400, 0, 0),
    "Người sử dụng lao động vay vốn": (3, None, 1, 1, 0, 0),
}


def funnel_of(width: int, groups: int = 9, *, times: int = 1, money: bool = True) -> Picture:
    made = [
        StageGroup(
            name=name,
            stages=tuple(
                Stage(name=stage, people=None if people is None else people * times,
                      dong=None if people is None or not money else people * times * 750_000)
                for stage, people in zip(STAGES, counts, strict=True)
            ),
        )
        for name, counts in list(GROUPS.items())[:groups]
    ]  # fmt: skip
    return funnel(Frame(key="funnel", title="Từng bước của từng nhóm", width=width), made)


def shares(count: int = 13, times: int = 1) -> list[Share]:
    names = [*DISTRICTS.values(), *(f"Phường Trần Phú thứ {at}" for at in range(40))]
    return [
        Share(name=names[at], part=_PAID[at % 13] * times, whole=_APPROVED[at % 13] * times)
        for at in range(count)
    ]


def bars_of(width: int, count: int = 13, *, dong: bool = False, target: int | None = 9_500,
            total: bool = True) -> Picture:  # fmt: skip
    made = shares(count, 750_000 if dong else 1)
    whole = Share(name="Toàn tỉnh", part=sum(one.part for one in made),
                  whole=sum(one.whole for one in made))  # fmt: skip
    return coverage_bars(
        Frame(key="bars", title="Đã chi theo huyện", width=width), made,
        measure=Measure.DONG if dong else Measure.PEOPLE, target=target,
        total=whole if total else None,
    )  # fmt: skip


def tiles_of(width: int, province: str = "42", count: int = 13) -> Picture:
    codes = [*DISTRICTS, *(str(at) for at in range(500, 530))][:count]
    made = [
        Tile(code=code, name=one.name, part=one.part, whole=one.whole)
        for code, one in zip(codes, shares(count), strict=True)
    ]
    return tile_map(Frame(key="tiles", title="Bản đồ", width=width), province, made)


def series(days: int, top: int, first: date = date(2020, 4, 24)) -> list[Series]:
    def points(share: int, late: int) -> tuple[Point, ...]:
        return tuple(
            Point(day=first + timedelta(days=at + late),
                  dong=top * share // 100 * (at // 4 * 4) // max(days, 1))
            for at in range(max(1, days - late))
        )  # fmt: skip

    return [Series(name="Phê duyệt", points=points(100, 0)),
            Series(name="Đã chi", points=points(93, 3 if days > 3 else 0))]  # fmt: skip


def lines_of(width: int, days: int = 68, top: int = 203 * 10**9) -> Picture:
    frame = Frame(key="lines", title="Lũy kế phê duyệt và chi", width=width)
    return timeline(frame, series(days, top))


def board_of(width: int, count: int = 6, *, in_time: bool = True, times: int = 1) -> Picture:
    offices = ["UBND phường Trần Phú", "UBND xã Kỳ Tân", "Phòng LĐ-TB&XH thị xã Kỳ Anh",
               "Bảo hiểm xã hội huyện Cẩm Xuyên", "Chi cục Thuế", "Sở LĐ-TB&XH"]  # fmt: skip
    late = [(12, 3, 0, 0), (0, 0, 0, 0), (40, 111, 25, 4), (0, 7, 0, 31), (1, 0, 0, 0),
            (0, 0, 2, 0)]  # fmt: skip
    made = []
    for at in range(count):
        one, two, three, four = late[at % 6]
        made.append(LateRow(office=offices[at % 6], in_time=at * 31 * times if in_time else None,
                            late=(one * times, two * times, three * times,
                                  four * times)))  # fmt: skip
    return overdue_board(Frame(key="board", title="Quá hạn theo cơ quan", width=width), made)


def bridge_of(width: int, unit: int = 10**7, *, people: bool = True) -> Picture:
    def step(name: str, size: int, kind: StepKind) -> Step:
        return Step(name=name, dong=size * unit, kind=kind, people=size * 13 if people else None)

    steps = [
        step("Đã phê duyệt", 20_310, StepKind.LEVEL), step("Chưa lập lệnh", 240, StepKind.MINUS),
        step("Đã giao đơn vị chi", 820, StepKind.MINUS), step("Đã chi", 18_643, StepKind.DONE),
        step("Chi không được", 310, StepKind.MINUS), step("Đơn vị chi trả lại", 97, StepKind.MINUS),
        step("Đã hủy", 0, StepKind.MINUS), step("Thu hồi về nguồn", 25, StepKind.PLUS),
        step("Còn lại", 225, StepKind.LEVEL),
    ]  # fmt: skip
    return bridge(Frame(key="bridge", title="Từ phê duyệt đến còn lại", width=width), steps)


def gauge_of(width: int, unit: int = 10**9) -> Picture:
    made = [
        Budget(source="Ngân sách trung ương", available=150 * unit, committed=142 * unit,
               sent=131 * unit, paid=120 * unit + unit // 3),
        Budget(source="Ngân sách tỉnh", available=40 * unit, committed=44 * unit, sent=41 * unit,
               paid=38 * unit),
        Budget(source="Công ty xổ số kiến thiết", available=0, committed=0, sent=0, paid=0),
        Budget(source="Ngân sách huyện", available=0, committed=2 * unit, sent=unit, paid=0),
        Budget(source="Nguồn khác", available=5 * unit, committed=0, sent=0, paid=0),
    ]  # fmt: skip
    return budget_gauge(Frame(key="gauge", title="Nguồn kinh phí", width=width), made)


def hostile_of(width: int) -> list[Picture]:
    """Every drawing with a name that would close tags, run scripts and break the line."""

    def frame(key: str) -> Frame:
        return Frame(key=key, title=HOSTILE, width=width)

    stages = (Stage(name=HOSTILE, people=2, dong=1), Stage(name="Chi", people=1, dong=1))
    point = Point(day=date(2020, 5, 1), dong=5)
    return [
        funnel(frame("a"), [StageGroup(name=HOSTILE, stages=stages)]),
        coverage_bars(frame("b"), [Share(name=HOSTILE, part=1, whole=2)]),
        tile_map(frame("c"), "42", [Tile(code="436", name=HOSTILE, part=1, whole=2)]),
        timeline(frame("d"), [Series(name=HOSTILE, points=(point,))]),
        overdue_board(frame("e"), [LateRow(office=HOSTILE, late=(1, 0, 0, 0))]),
        bridge(frame("f"), [Step(name=HOSTILE, dong=5, kind=StepKind.LEVEL)]),
        budget_gauge(
            frame("g"), [Budget(source=HOSTILE, available=1, committed=2, sent=1, paid=0)]
        ),
    ]


CASES: dict[str, Callable[[int], Picture]] = {
    "funnel": funnel_of,
    "funnel-one": lambda width: funnel_of(width, 1),
    "funnel-people": lambda width: funnel_of(width, 4, money=False),
    "funnel-huge": lambda width: funnel_of(width, times=200),
    "funnel-none": lambda width: funnel_of(width, 0),
    "bars": bars_of,
    "bars-dong": lambda width: bars_of(width, dong=True),
    "bars-thirty": lambda width: bars_of(width, 30, target=None, total=False),
    "bars-one": lambda width: bars_of(width, 1),
    "bars-none": lambda width: bars_of(width, 0, total=False),
    "bars-odd": lambda width: coverage_bars(
        Frame(key="odd", title="Lạ", width=width),
        [Share(name="Vượt", part=12, whole=10), Share(name="Không", part=0, whole=10),
         Share(name="Chi trước khi duyệt", part=3, whole=0),
         Share(name="Rất lớn", part=HUGE - 1, whole=HUGE)],
        target=10_000,
    ),
    "tiles": tiles_of,
    "tiles-one": lambda width: tiles_of(width, count=1),
    "tiles-grid": lambda width: tiles_of(width, "40", 30),
    "tiles-some-unknown": lambda width: tiles_of(width, "42", 20),
    "tiles-none": lambda width: tiles_of(width, count=0),
    "lines": lines_of,
    "lines-one-day": lambda width: lines_of(width, 1),
    "lines-week": lambda width: lines_of(width, 9, 640 * 10**6),
    "lines-long": lambda width: lines_of(width, 420, HUGE),
    "lines-zero": lambda width: lines_of(width, 40, 0),
    "lines-none": lambda width: timeline(Frame(key="no", title="Không", width=width), []),
    "board": board_of,
    "board-late-only": lambda width: board_of(width, in_time=False),
    "board-thirty": lambda width: board_of(width, 30),
    "board-huge": lambda width: board_of(width, 5, times=10_000),
    "board-none": lambda width: board_of(width, 0),
    "bridge": bridge_of,
    "bridge-huge": lambda width: bridge_of(width, 10**9 // 2),
    "bridge-zero": lambda width: bridge_of(width, 0, people=False),
    "bridge-below": lambda width: bridge(
        Frame(key="below", title="Âm", width=width),
        [Step(name="Có", dong=5 * 10**9, kind=StepKind.LEVEL),
         Step(name="Chi", dong=7 * 10**9, kind=StepKind.MINUS),
         Step(name="Còn", dong=-2 * 10**9, kind=StepKind.LEVEL)],
    ),
    "bridge-none": lambda width: bridge(Frame(key="no", title="Không", width=width), []),
    "gauge": gauge_of,
    "gauge-huge": lambda width: gauge_of(width, HUGE // 150),
    "gauge-none": lambda width: budget_gauge(Frame(key="no", title="Không", width=width), []),
}  # fmt: skip
