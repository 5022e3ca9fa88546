"""Lists that all three councils have favoured, and how they are signed."""

from typing import Any

from app.dossiers.rules import Stage
from tests.builders import (
    DECISION_DAY,
    LIST_DAY,
    PROVINCE,
    PROVINCE_DAY,
    Town,
    a_batch,
    advance,
    heard,
    rows,
    stages_of,
    submitted,
)
from tests.grounds import scalar, set_clock

_SHELF: dict[int, list[int]] = {}


async def carry(house: str, town: Town) -> None:
    """Lists that all three councils have favoured, heard together: one for each test to sign."""
    await set_clock(house, LIST_DAY)
    sizes = [3] * 20 + [1] * 14 + [2] * 2
    made = [(size, (await submitted(town, "07", rows("07", size))).id) for size in sizes]
    numbers = [list_id for _, list_id in made]
    await advance(town, house, numbers, Stage.AT_PROVINCE)
    await set_clock(house, PROVINCE_DAY)
    await heard(town, numbers, PROVINCE)
    _SHELF.clear()
    for size, list_id in made:
        _SHELF.setdefault(size, []).append(list_id)


async def ready(house: str, town: Town, people: int = 3) -> int:
    """A batch of one list that all three councils have favoured, on the day of decisions."""
    await set_clock(house, DECISION_DAY)
    return await a_batch(town, [_SHELF[people].pop()])


async def signing(town: Town, batch_id: int, order: Any, seat: str = "chutich") -> Any:
    chairman = await town.at(PROVINCE, seat)
    return await chairman.approve(batch_id, order)


async def list_of(house: str, batch_id: int) -> int:
    query = "select list_id from batch_list where batch_id = :b"
    return int(await scalar(house, query, b=batch_id))


async def traces(house: str, batch_id: int) -> tuple[Any, ...]:
    """What an approval leaves: decisions, lines, stages, money, jobs."""
    list_id = await list_of(house, batch_id)
    return (
        await scalar(house, "select count(*) from decision where batch_id = :b", b=batch_id),
        await scalar(house, "select count(*) from decision_line"),
        tuple(await stages_of(list_id)),
        await scalar(house, "select state from batch where id = :b", b=batch_id),
        await scalar(house, "select count(*) from journal"),
        await scalar(house, "select count(*) from nation.pgqueuer"),
        await scalar(house, "select count(*) from nation.person_claim where state = 'live'"),
        await scalar(house, "select count(*) from part_taken"),
    )
