"""Pages of runs: what waits for its release, one run with its orders, and paying once more."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query, Response

from app import admin_units, audit
from app.access import Actor, Desk, Permission, Reading, Revealing, Writing, allow
from app.audit import Seen
from app.core.web import following
from app.core.web.page import Posted, page_doors, see
from app.payouts import following as follow
from app.payouts import queries, run_queries
from app.payouts.pictures import run_picture
from app.payouts.rules import NothingToFollow, RunState
from app.payouts.run_queries import RunSums, Sought
from app.payouts.schemas import FollowUpOrder
from app.payouts.words import FAILINGS, OPEN, ORDER_STATES, RUN_STATES, UNPAID

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_PAYOUT)]
Releaser = Annotated[Actor, allow(Permission.RELEASE_PAYOUT)]
Before = Annotated[int | None, Query(ge=1, lt=2**62)]
After = Annotated[int, Query(ge=0, lt=2**62)]
Short = Annotated[str, Query(max_length=60)]
_HERE = Path(__file__).parent / "templates"
_HOME = "/chi-tra"
_ROWS = 50


async def sought(
    trang_thai: Short = "", quyet_dinh: Short = "", don_vi: Short = "", thang: Short = "",
    dia_ban: Short = "",
) -> Sought:  # fmt: skip
    """Which runs the address asks for; what cannot be is not asked."""
    state = trang_thai if trang_thai in RUN_STATES else ""
    return Sought(state, quyet_dinh.strip(), don_vi, _month(thang), dia_ban)


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01") if text else None
    except ValueError:
        return None


Asked = Annotated[Sought, Depends(sought)]


def kept(wanted: Sought, **changes: object) -> str:
    """The same search as the end of an address, but for some changes."""
    asked: dict[str, object] = {
        "trang_thai": wanted.state, "quyet_dinh": wanted.decision, "don_vi": wanted.agent,
        "thang": f"{wanted.month:%Y-%m}" if wanted.month else "", "dia_ban": wanted.area,
    }  # fmt: skip
    given = {name: value for name, value in (asked | changes).items() if value}
    return f"?{urlencode(given)}" if given else ""


@router.get(_HOME)
async def runs(
    actor: Reader, session: Reading, desk: Desk, wanted: Asked, truoc: Before = None,
    xong: Short = "",
) -> str:  # fmt: skip
    """Runs of the territory, those that wait for their release first."""
    rows = await run_queries.runs_before(session, wanted, truoc, _ROWS)
    sums = await run_queries.sums_of(session, wanted)
    agents, months = await run_queries.choices(session)
    return desk.show(
        _HERE / "runs.html", rows=rows, states=RUN_STATES, wanted=wanted, before=truoc,
        next=following(rows, _ROWS), sums=sums, whole=_whole(sums), no_runs=RunSums(), kept=kept,
        agents=agents, months=months, places=await _places(session, actor), done=xong,
        may_release=actor.may(Permission.RELEASE_PAYOUT),
    )  # fmt: skip


def _whole(sums: dict[str, RunSums]) -> RunSums:
    found = list(sums.values())
    return RunSums(
        sum(one.runs for one in found), sum(one.orders for one in found),
        sum(one.total_dong for one in found),
    )  # fmt: skip


async def _places(session: Reading, actor: Actor) -> list[tuple[str, str]]:
    """The districts of a province, or the communes of a district, by path with name."""
    level = "district" if actor.unit_path.count(".") == 1 else "commune"
    return list((await admin_units.names_inside(session, actor.unit_path, level)).items())


@router.get(f"{_HOME}/chi-lai")
async def ask_follow_up(actor: Releaser, session: Reading, desk: Desk, wanted: Asked) -> str:
    """Which released runs are looked through for what was not paid."""
    runs = await run_queries.numbers_of(session, wanted, RunState.RELEASED)
    return desk.show(
        _HERE / "follow_up.html", run=None, count=len(runs), address=f"{_HOME}/chi-lai",
        search=kept(wanted, trang_thai=""), back=_HOME,
    )  # fmt: skip


@router.post(f"{_HOME}/chi-lai", operation_id="followUpPayoutRuns")
async def follow_up_all(
    actor: Releaser, posted: Posted, session: Writing, response: Response, wanted: Asked
) -> str:
    """Prepare runs for all that ended unpaid in the released runs that are looked for."""
    runs = await run_queries.numbers_of(session, wanted, RunState.RELEASED)
    return await _followed(session, response, runs)


async def _followed(session: Writing, response: Response, runs: list[int]) -> str:
    if not runs:
        raise NothingToFollow
    made = await follow.follow_up(session, FollowUpOrder(run_ids=runs))
    if len(made.run_ids) == 1:
        return see(response, f"{_HOME}/{made.run_ids[0]}?xong=chi-lai")
    return see(response, f"{_HOME}?trang_thai=prepared&xong=chi-lai")


@router.get(f"{_HOME}/{{run_id}}")
async def run(
    actor: Reader, session: Reading, desk: Desk, run_id: int, sau: After = 0, xong: Short = ""
) -> str:
    """One run: its agent, its sum, how its orders stand, and what may be done with it."""
    head = await run_queries.run_head(session, run_id)
    states = await run_queries.states_of(session, run_id)
    rows = await run_queries.orders_after(session, run_id, sau, _ROWS)
    return desk.show(
        _HERE / "run.html", run=head, rows=rows, after=sau, next=following(rows, _ROWS),
        run_states=RUN_STATES, states=states, named=ORDER_STATES, unpaid=UNPAID, open=OPEN,
        picture=run_picture(states), cards=_cards(states), done=xong,
        told=await _told(session, actor, run_id), failings=FAILINGS,
        may_release=actor.may(Permission.RELEASE_PAYOUT),
    )  # fmt: skip


def _cards(states: dict[str, tuple[int, int, int]]) -> list[tuple[str, int, int, str]]:
    """How the orders of a run stand, as words, count, sum (đồng) and kind of mark."""
    return [
        (words, states[code][0], states[code][1], kind)
        for code, (words, kind) in ORDER_STATES.items()
        if code in states
    ]


async def _told(session: Reading, actor: Actor, run_id: int) -> list[Any]:
    if not actor.may(Permission.READ_NOTIFICATION):
        return []
    return list(await queries.notifications_of(session, run_id))


@router.get(f"{_HOME}/{{run_id}}/nguoi-nhan", operation_id="readPayoutOrders")
async def payees(actor: Reader, session: Revealing, desk: Desk, run_id: int, sau: After = 0) -> str:
    """Orders of a run with numbers in clear; who looks is kept."""
    rows = await queries.orders_after(session, run_id, sau, _ROWS)
    seen = Seen("payout_run", run_id, len(rows))
    await audit.viewed(session, actor, seen, queries.people_of_orders(rows))
    return desk.show(
        _HERE / "payees.html", run_id=run_id, rows=rows, after=sau, next=following(rows, _ROWS)
    )


@router.get(f"{_HOME}/{{run_id}}/chi-lai")
async def ask_follow_up_of(actor: Releaser, session: Reading, desk: Desk, run_id: int) -> str:
    """What of a run was not paid and may be paid once more."""
    head = await run_queries.run_head(session, run_id)
    return desk.show(
        _HERE / "follow_up.html", run=head, count=1, address=f"{_HOME}/{run_id}/chi-lai",
        search="", back=f"{_HOME}/{run_id}",
    )  # fmt: skip


@router.post(f"{_HOME}/{{run_id}}/chi-lai", operation_id="followUpPayoutRuns")
async def follow_up_of(
    actor: Releaser, posted: Posted, session: Writing, response: Response, run_id: int
) -> str:
    """Prepare runs for what ended unpaid in one run."""
    await queries.run_shown(session, run_id)
    return await _followed(session, response, [run_id])
