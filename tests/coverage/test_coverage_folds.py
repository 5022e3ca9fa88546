"""Folding by spans: at any two days every delta counts once, from whichever cut it is read."""

import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app import coverage
from app.core.db import Standing, transaction
from app.core.owner import owner_transaction
from app.coverage import TOTAL, Cell
from app.coverage.rules import SPANS
from tests.money_rows import owning

PROVINCE = "98"
"""No such province: its deltas are this test's alone."""
FIRST = date(2020, 4, 25)
BY = (
    (), ("group",), ("group", "district"), ("group", "month"), ("group", "commune"),
    ("district", "decision"), ("agent", "source"), ("commune", "decision"),
)  # fmt: skip
_DELTA = """
insert into nation.coverage_delta
values (:path, :group, :decision, :agent, :source, 'paid', :day, :known_on, 0, 0, 0, 1, :dong)
"""


def drawn(dice: random.Random, count: int) -> list[dict[str, Any]]:
    """Deltas of a hundred days, some known long after."""
    found = []
    for _ in range(count):
        day = FIRST + timedelta(dice.randrange(100))
        lag = dice.choice([0, 0, 1, 2, 5, 40])
        district, commune = dice.choice([("436", "18070"), ("436", "18073"), ("439", "18115")])
        found.append(
            {
                "path": f"{PROVINCE}.{district}.{commune}.", "group": dice.choice(["HN", "NCC"]),
                "decision": dice.randrange(3), "agent": dice.choice(["BUUDIEN", "NHCSXH"]),
                "source": dice.randrange(2), "day": day, "known_on": day + timedelta(lag),
                "dong": dice.randrange(1, 10**6),
            }
        )  # fmt: skip
    return found


def told(delta: dict[str, Any], key: str) -> str:
    """The key of a delta."""
    _, district, commune, _ = delta["path"].split(".")
    places = {"district": district, "commune": commune, "month": f"{delta['day']:%Y-%m}"}
    return places.get(key) or str(delta[key])


def plainly(
    deltas: list[dict[str, Any]], as_of: date, known_on: date | None, by: tuple[str, ...]
) -> dict[tuple[str, ...], tuple[int, int]]:
    """Place -> people and đồng, added up one by one."""
    found: dict[tuple[str, ...], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for one in deltas:
        if one["day"] <= as_of and (known_on is None or one["known_on"] <= known_on):
            place = tuple(told(one, key) for key in by)
            people, dong = found[place]
            found[place] = (people + 1, dong + one["dong"])
    return dict(found)


def cells(given: list[Cell]) -> dict[tuple[str, ...], tuple[int, int]]:
    """The same of what was counted, without the sums across and down and without noughts."""
    inner = [one for one in given if TOTAL not in one.place and one.paid_people]
    return {one.place: (one.paid_people, one.paid_dong) for one in inner}


@pytest.mark.parametrize("folded", [True, False])
async def test_every_delta_counts_once_at_any_two_days(house: str, *, folded: bool) -> None:
    dice = random.Random(20)
    deltas = drawn(dice, 400)
    async with owning(house, PROVINCE) as session:
        await session.execute(text(_DELTA), deltas)
    try:
        if folded:
            async with transaction(Standing(f"{PROVINCE}.")) as session:
                assert await coverage.fold(session, PROVINCE) == len(deltas)
        for _ in range(12):
            as_of = FIRST + timedelta(dice.randrange(-2, 130))
            known_on = dice.choice([None, as_of, FIRST + timedelta(dice.randrange(150))])
            async with transaction(Standing(f"{PROVINCE}.")) as session:
                for by in BY:
                    counted = cells(await coverage.counted(session, as_of, known_on, by))
                    assert counted == plainly(deltas, as_of, known_on, by), (as_of, known_on, by)
    finally:
        await forget(house)


async def test_the_nation_is_counted_from_what_is_folded(house: str) -> None:
    deltas = drawn(random.Random(21), 50)
    by, end = ("province", "group"), FIRST + timedelta(200)
    async with owning(house, PROVINCE) as session:
        await session.execute(text(_DELTA), deltas)

    async def here() -> int:
        async with transaction(Standing("42.")) as session:
            found = await coverage.counted_nationwide(session, end, None, by)
        return sum(one.paid_people for one in found if one.place == (PROVINCE, TOTAL))

    try:
        assert await here() == 0
        async with transaction(Standing(f"{PROVINCE}.")) as session:
            await coverage.fold(session, PROVINCE)
        assert await here() == len(deltas)
        async with transaction(Standing("42.")) as session:
            with pytest.raises(ValueError, match="commune"):
                await coverage.counted_nationwide(session, end, None, ("commune",))
    finally:
        await forget(house)


async def test_spans_lie_in_one_another(house: str) -> None:
    """Else a delta near the edge of a wider span would count twice or not at all."""
    begun = text("select nation.begun(cast(:day as date), cast(:span as int))")
    async with owner_transaction(house) as session:
        for day in (date(2020, 1, 1) + timedelta(at) for at in range(0, 366, 5)):
            starts = [await session.scalar(begun, {"day": day, "span": span}) for span in SPANS]
            assert starts == sorted(starts)
            assert starts[0] == day.replace(day=1)
            assert starts[-1] == day


async def forget(house: str) -> None:
    """Leave nothing of the province that is none."""
    async with owning(house, PROVINCE) as session:
        for name in ("delta", "fold", "district"):
            column = "left(area_path, 2)" if name == "delta" else "province_code"
            await session.execute(
                text(f"delete from nation.coverage_{name} where {column} = '{PROVINCE}'")
            )
