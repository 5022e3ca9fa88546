"""What an act costs does not grow with its rows: the same number of statements for 5 and 200."""

from collections.abc import Awaitable, Callable
from functools import partial

from app.appraisal.rules import Verdict
from app.appraisal.schemas import OpinionLine
from app.decisions.schemas import DecisionShown
from app.dossiers.rules import Stage
from tests.builders import (
    COMMUNE,
    DECISION_DAY,
    DISTRICT,
    LIST_DAY,
    POSTING_OVER,
    PROVINCE,
    Row,
    Town,
    a_batch,
    a_list,
    a_row,
    a_source,
    a_workbook,
    advance,
    an_order,
    as_form,
    close_postings,
    dossiers_of,
    heard,
    ordered,
    posted,
    read_now,
    rows,
    submitted,
)
from tests.grounds import set_clock, statements

FEW, MANY = 5, 200


async def cost(act: Callable[[], Awaitable[object]]) -> list[str]:
    """The statements that an act sends."""
    with statements() as sent:
        await act()
    return list(sent)


async def test_reading_a_list(house: str, town: Town) -> None:
    counts = []
    for people in (FEW, MANY):
        mixed = [*rows("08", people), *(a_row("08", sex="?") for _ in range(people))]
        officer = await town.at(COMMUNE)
        received = await officer.receive_list("08", a_workbook("08", mixed))
        counts.append(len(await cost(partial(read_now, received.id))))
    assert counts[0] == counts[1] > 5


async def test_every_act_on_the_road(house: str, town: Town) -> None:
    """Submit, post, close, three sittings with findings and exceptions, decide, order."""
    for path, seat in (
        (COMMUNE, "canbo"), (COMMUNE, "thuky"), (DISTRICT, "canbo"), (DISTRICT, "thuky"),
        (PROVINCE, "thuky"), (PROVINCE, "chutich"), (PROVINCE, "taichinh"),
    ):  # fmt: skip
        await town.at(path, seat)  # signing in is not part of the act
    small, large = await the_road(house, town, FEW), await the_road(house, town, MANY)
    assert small == large
    assert min(small.values()) > 1


async def the_road(house: str, town: Town, people: int) -> dict[str, int]:
    await set_clock(house, LIST_DAY)
    found = rows("08", people)
    await submitted(town, "07", [as_form("07", one) for one in found[: people // 5]])
    read = await a_list(town, "08", found)
    officer = await town.at(COMMUNE)
    spent: dict[str, int] = {}

    async def note(name: str, act: Callable[[], Awaitable[object]]) -> None:
        spent[name] = len(await cost(act))

    await note("submit", partial(officer.submit_list, read.id, people))
    await note("post", partial(posted, town, [read.id]))
    await set_clock(house, POSTING_OVER)
    await note("close posting", partial(close_postings, town, [read.id]))
    await note("open sitting", partial(opened, town, read.id))
    await note("answer findings and close", partial(heard, town, [read.id], COMMUNE))
    await note("exceptions and close", partial(exceptions, town, read.id, found))
    await note("province", partial(heard, town, [read.id], PROVINCE))
    await set_clock(house, DECISION_DAY)
    batch_id = await a_batch(town, [read.id])
    order = await an_order(town, batch_id, await a_source(town))
    chairman = await town.at(PROVINCE, "chutich")
    await note("approve", partial(chairman.approve, batch_id, order))
    made = (await chairman.send("GET", "/decisions?limit=1000")).json()[-1]
    await note("orders", partial(ordered, DecisionShown.model_validate(made)))
    return spent


async def opened(town: Town, list_id: int) -> None:
    secretary = await town.at(COMMUNE, "thuky")
    await secretary.open_sitting([list_id], town.councils[COMMUNE])


async def exceptions(town: Town, list_id: int, found: list[Row]) -> None:
    """The district refuses a third of what is left."""
    secretary = await town.at(DISTRICT, "thuky")
    sitting = await secretary.open_sitting([list_id], town.councils[DISTRICT])
    cases = (await dossiers_of(list_id))[len(found) // 5 :: 3]
    words = [
        OpinionLine(dossier_id=one, verdict=Verdict.UNFAVOURABLE, reason_code="NOT_ELIGIBLE")
        for one in cases
    ]
    await secretary.record_opinions(sitting.id, sitting.expected, words)
    await secretary.close_sitting(sitting.id, sitting.expected)


async def test_many_lists_cost_what_one_costs(house: str, town: Town) -> None:
    """A sitting and a posting over twelve lists cost what they cost over two."""
    spent = []
    for how_many in (2, 12):
        await set_clock(house, LIST_DAY)
        lists = [(await submitted(town, "07", rows("07", 1))).id for _ in range(how_many)]
        counts = [len(await cost(partial(posted, town, lists)))]
        await advance(town, house, lists, Stage.AT_COMMUNE, since=Stage.POSTED)
        counts.append(len(await cost(partial(heard, town, lists, COMMUNE))))
        spent.append(counts)
    assert spent[0] == spent[1]
