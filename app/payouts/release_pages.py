"""Pages that bind the money of runs: the release of many, an order called off or issued again."""

from collections import defaultdict
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from fastapi import Depends, Query, Response
from pydantic import Field

from app import funds
from app.access import Actor, Confirmed, Desk, Permission, Reading, Writing, allow
from app.core.money import words_of
from app.core.web.forms import filled, whole_in
from app.core.web.page import Posted, page_doors, see
from app.payouts import cancelling, following, releasing, run_queries
from app.payouts.pages import kept, sought
from app.payouts.releasing import Foreseen
from app.payouts.rules import ReleaseChanged, RunState
from app.payouts.run_queries import Sought
from app.payouts.schemas import CancellationOrder, RunsReleased
from app.payouts.words import OPEN, ORDER_STATES, UNPAID

router = page_doors()
Releaser = Annotated[Actor, allow(Permission.RELEASE_PAYOUT)]
_HERE = Path(__file__).parent / "templates"
_SHOWN = 100
Numbers = list[Annotated[int, Field(ge=1, lt=2**62)]]


class _Ticked(NamedTuple):
    """The runs ticked in a list; where none is, all prepared runs that are looked for."""

    runs: list[int]
    wanted: Sought

    async def numbers(self, session: Reading) -> list[int]:
        """The runs that are meant, by number."""
        if self.runs or not self.wanted.named:
            return sorted(set(self.runs))
        return await run_queries.numbers_of(session, self.wanted, RunState.PREPARED)

    @property
    def search(self) -> str:
        """The same as the end of an address."""
        if self.runs:
            return "?" + "&".join(f"dot={one}" for one in self.runs)
        return kept(self.wanted)


async def _ticked(
    wanted: Annotated[Sought, Depends(sought)],
    dot: Annotated[Numbers | None, Query(max_length=5000)] = None,
) -> _Ticked:
    return _Ticked(dot or [], wanted)


Ticked = Annotated[_Ticked, Depends(_ticked)]


@router.get("/chi-tra/giao")
async def check_release(actor: Releaser, session: Reading, desk: Desk, ticked: Ticked) -> str:
    """What would be sent: how many orders, how much, to whom, from which money, what stays."""
    numbers = await ticked.numbers(session)
    rows = await run_queries.runs_named(session, numbers) if numbers else []
    waiting = [row for row in rows if row["state"] == RunState.PREPARED]
    foreseen = await releasing.foresee(session, [row["id"] for row in waiting]) if waiting else {}
    total = sum(one.total_dong for one in foreseen.values())
    return desk.show(
        _HERE / "release.html", rows=waiting[:_SHOWN], more=max(len(waiting) - _SHOWN, 0),
        gone=len(rows) - len(waiting), foreseen=foreseen, search=ticked.search,
        orders=sum(one.order_count for one in foreseen.values()), total=total,
        in_words=words_of(total), held=sum(one.held for one in foreseen.values()),
        gave_way=sum(one.gave_way for one in foreseen.values()),
        agents=_by(waiting, foreseen, "agent_name"),
        sources=await _sources(session, waiting, foreseen),
    )  # fmt: skip


def _by(
    rows: list[dict[str, Any]], foreseen: dict[int, Foreseen], name: str
) -> list[tuple[Any, int, int, int]]:
    """By agent or source: how many runs, orders, and how much (đồng)."""
    found: dict[Any, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        one = foreseen[row["id"]]
        sums = found[row[name]]
        sums[0] += not one.kept_back
        sums[1] += one.order_count
        sums[2] += one.total_dong
    return [(key, *sums) for key, sums in sorted(found.items())]


async def _sources(
    session: Reading, rows: list[dict[str, Any]], foreseen: dict[int, Foreseen]
) -> list[dict[str, Any]]:
    """Each source: what it has promised and not sent, what goes out now, what is left of it."""
    if not rows:
        return []
    known = {one.id: one for one in await funds.balances(session)}
    return [
        {
            "name": known[source].name, "committed": known[source].committed_dong,
            "sent": dong, "left": known[source].committed_dong - dong,
        }
        for source, _, _, dong in _by(rows, foreseen, "source_id")
        if source in known
    ]  # fmt: skip


@router.post("/chi-tra/giao", operation_id="releasePayoutRuns")
async def release(
    actor: Releaser, posted: Posted, confirmed: Confirmed, session: Writing, response: Response,
    ticked: Ticked,
) -> str:  # fmt: skip
    """Send what was seen to its agents, and the money with it; raises ReleaseChanged."""
    numbers = await ticked.numbers(session)
    if not numbers:
        raise posted.wrong("", "Chưa chọn đợt chi nào để giao.")
    done = await releasing.release_runs(session, actor, numbers)
    _check_as_seen(done, posted)
    if len(done.released) == 1:
        return see(response, f"/chi-tra/{done.released[0].id}?xong=giao")
    return see(response, "/chi-tra?trang_thai=released&xong=giao")


def _check_as_seen(done: RunsReleased, posted: Posted) -> None:
    orders = sum(one.order_count for one in done.released)
    total = sum(one.total_dong for one in done.released)
    seen = (whole_in(posted.get("expected_orders", "")), whole_in(posted.get("expected_dong", "")))
    if seen != (orders, total):
        raise ReleaseChanged


@router.get("/chi-tra/lenh/{order_id}/huy")
async def ask_cancel(actor: Releaser, session: Reading, desk: Desk, order_id: int) -> str:
    """One order before it is called off: who has it, and what follows."""
    order = await run_queries.order_head(session, order_id)
    return desk.show(
        _HERE / "cancel.html", order=order, named=ORDER_STATES,
        may=order["state"] in OPEN and order["asked_back"] is None,
    )  # fmt: skip


@router.post("/chi-tra/lenh/{order_id}/huy", operation_id="cancelOrder")
async def cancel(
    actor: Releaser, posted: Posted, confirmed: Confirmed, session: Writing, response: Response,
    order_id: int,
) -> str:  # fmt: skip
    """Cancel an order that no agent has; of one that an agent has, ask it back."""
    order = filled(CancellationOrder, posted)
    done = await cancelling.cancel(session, actor, order_id, order.reason)
    word = "huy" if done.kind == "direct" else "doi-lai"
    return see(response, f"/chi-tra/{done.run_id}?xong={word}&sau={order_id - 1}#lenh")


@router.get("/chi-tra/lenh/{order_id}/lap-lai")
async def ask_reissue(actor: Releaser, session: Reading, desk: Desk, order_id: int) -> str:
    """One order that ended unpaid, before a new one takes its place."""
    order = await run_queries.order_head(session, order_id)
    return desk.show(
        _HERE / "reissue.html", order=order, named=ORDER_STATES,
        may=order["state"] in UNPAID and not order["followed"],
    )  # fmt: skip


@router.post("/chi-tra/lenh/{order_id}/lap-lai", operation_id="reissueOrder")
async def reissue(
    actor: Releaser, posted: Posted, confirmed: Confirmed, session: Writing, response: Response,
    order_id: int,
) -> str:  # fmt: skip
    """A new order in the place of one that ended unpaid; the money of a sent run goes with it."""
    run_id = (await run_queries.order_head(session, order_id))["run_id"]
    made = await following.reissue(session, actor, order_id)
    return see(response, f"/chi-tra/{run_id}?xong=lap-lai&sau={made.id - 1}#lenh")
