"""Figures as offices say them in sentences: hơn, trên, gần, đạt; counts, days, lists. Pure.

A figure is stated exactly where it can be. One that is cut below the truth says "hơn" or "trên",
one that is raised above it says "gần"; neither ever stands before a figure that is exact.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from app.core.money import spoken
from app.reports.rules import rate

BILLION: Final = 1_000_000_000
MILLION: Final = 1_000_000
NEAR: Final = 10
"""A figure is raised ("gần") only over the last tenth of the last place that is said."""
UNAPPROVED: Final = "chưa phê duyệt"
UNITS: Final = {
    "person": "người",
    "household_business": "hộ kinh doanh",
    "employer_worker": "người sử dụng lao động",
}
"""What one case is, by the unit of its group in the law."""
_PLACE_KINDS: Final = (
    ("Huyện", "huyện", ""), ("Quận", "quận", "quận "), ("Thành phố", "thành phố", "TP "),
    ("Thị xã", "thị xã", "TX "), ("Xã", "xã", ""), ("Phường", "phường", "phường "),
    ("Thị trấn", "thị trấn", "TT "),
)  # fmt: skip
"""How a place's name begins, what its kind is called and what stays before its name in a list."""


def money_spoken(dong: int, above: str = "hơn") -> str:
    """An amount in tỷ or triệu đồng: "hơn 186 tỷ đồng", "gần 187 tỷ đồng", "186,43 tỷ đồng".

    Exact with up to two places, else three figures at least, cut, or raised when it is near the
    next; below a million to the đồng. `above` is said of what is cut: "hơn" or "trên".
    """
    if dong < 0:
        raise ValueError("money that is said is not negative")
    if dong < MILLION:
        return f"{spoken(dong)} đồng"
    unit = BILLION if dong >= BILLION else MILLION
    if dong % (unit // 100) == 0:
        return _in_units(dong, unit)
    step = unit // 10 ** _places(dong // unit)
    low = dong // step * step
    high = low + step
    if (high - dong) * NEAR <= step:
        return f"gần {_in_units(high, BILLION if high >= BILLION else unit)}"
    return f"{above} {_in_units(low, unit)}"


def _places(whole: int) -> int:
    return 2 if whole < 10 else 1 if whole < 100 else 0


def _in_units(dong: int, unit: int) -> str:
    whole, rest = divmod(dong // (unit // 100), 100)
    return f"{_decimal(spoken(whole), f'{rest:02}')} {'tỷ' if unit == BILLION else 'triệu'} đồng"


def _decimal(whole: str, places: str) -> str:
    """A decimal comma, and no nought at the end."""
    kept = places.rstrip("0")
    return f"{whole},{kept}" if kept else whole


def rate_spoken(part: int, whole: int, *, cut: bool = False) -> str:
    """ "đạt 97,6%", rounded half up; cut: "chiếm trên 91,83%"; "chưa phê duyệt" of nothing.

    "trên" is left out where the rate is exact; what is short of all is never said to be 100%, nor
    what is something to be nothing.
    """
    share = rate(part, whole, cut=cut)
    if share is None:
        return UNAPPROVED
    said = f"{_decimal(*share.split('.'))}%"
    return f"{'chiếm' if cut else 'đạt'} {_hedged(said, part, whole, cut=cut)}"


def _hedged(said: str, part: int, whole: int, *, cut: bool) -> str:
    if part and said == "0%":
        return "dưới 0,01%"
    if cut:
        return said if part * 10_000 % whole == 0 else f"trên {said}"
    return f"gần {said}" if said == "100%" and part < whole else said


def count_spoken(count: int) -> str:
    """5 -> '05', 12 -> '12', 159426 -> '159.426': a nought before what is below ten."""
    return f"{count:02}" if 0 < count < 10 else spoken(count)


def cases_spoken(counts: Iterable[tuple[str, int]]) -> str:
    """Counts by unit of the law: "159.426 người, 1.204 hộ kinh doanh và 03 người sử dụng …"."""
    sums: dict[str, int] = {}
    for unit, count in counts:
        word = UNITS.get(unit, unit)
        sums[word] = sums.get(word, 0) + count
    return joined([f"{count_spoken(count)} {word}" for word, count in sums.items() if count])


def nobody(units: Iterable[str]) -> str:
    """What was paid to none: "người nào", "hộ kinh doanh nào", "đối tượng nào" of several."""
    words = {UNITS.get(unit, unit) for unit in units}
    return f"{words.pop() if len(words) == 1 else 'đối tượng'} nào"


def day_spoken(day: date, *, written_in: int | None = None) -> str:
    """2020-06-01 -> '01/6/2020', '01/6' in a paper of that year; a nought before months 1 and 2."""
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"{day.day:02}/{month}" + ("" if day.year == written_in else f"/{day.year}")


def joined(words: Sequence[str]) -> str:
    """ "một, hai và ba"."""
    *first, last = words or ("",)
    return f"{', '.join(first)} và {last}" if first else last


def numbered(reasons: Sequence[str]) -> str:
    """ "(1) …; (2) …", and a single one as it is."""
    if len(reasons) == 1:
        return reasons[0]
    return "; ".join(f"({place}) {one}" for place, one in enumerate(reasons, 1))


def places_spoken(names: Sequence[str]) -> str:
    """ "03 huyện, thành phố: TP Hà Tĩnh, Thạch Hà, Vũ Quang"; a single one by its whole name.

    Two that share a name ("Huyện Kỳ Anh", "Thị xã Kỳ Anh") both keep what tells them apart.
    """
    if len(names) == 1:
        return names[0][:1].lower() + names[0][1:]
    found = [_place(name) for name in names]
    here = {kind for kind, _, _ in found}
    kinds = [kind for _, kind, _ in _PLACE_KINDS if kind in here]
    called = ", ".join(kinds) if len(kinds) == len(here) else "địa phương"
    bare = [name for _, _, name in found]
    shown = [
        f"{kind} {name}" if not mark and bare.count(name) > 1 else mark + name
        for kind, mark, name in found
    ]
    return f"{count_spoken(len(names))} {called}: {', '.join(shown)}"


def _place(name: str) -> tuple[str, str, str]:
    for begins, kind, mark in _PLACE_KINDS:
        if name.startswith(f"{begins} "):
            return kind, mark, name[len(begins) + 1 :]
    return "", name, ""


def clause(words: str) -> str:
    """The same inside a sentence: without a final stop, small unless it begins with capitals."""
    bare = words.strip(" .;")
    return bare if bare[:2].isupper() else bare[:1].lower() + bare[1:]
