"""Pages that hold ours against theirs: the bridge, order by order, day by day, and what follows."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query, Response

from app import payouts
from app.access import Actor, Desk, Permission, Reading, Writing, allow
from app.core import clock
from app.core.html import Typed, Wrong
from app.core.web import following
from app.core.web.forms import day_in
from app.core.web.page import Posted, page_doors, see
from app.payouts.schemas import FollowUpOrder
from app.reconciliation import comparison, drawing, labels, overview
from app.reconciliation.comparison import Cut, Place

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_STATEMENT)]
Releaser = Annotated[Actor, allow(Permission.RELEASE_PAYOUT)]
Number = Annotated[int, Query(ge=1, lt=2**62)]
_HERE = Path(__file__).parent / "templates"
_ROWS = 50
_ORDERS = 25
"""Each is a whole little table on a telephone."""
_DAYS = timedelta(days=30)
_Number = Annotated[str | None, Query(pattern=r"^\s*[0-9]{0,18}\s*$")]
_Day = Annotated[str | None, Query(max_length=20)]
_NO_DAY = "phải là ngày, ví dụ 1/6/2020"


@dataclass(frozen=True)
class Chosen:
    """The filters of a page as they were typed; none of them given is not the same as empty."""

    given: dict[str, str]

    @property
    def nothing(self) -> bool:
        """Whether the address says nothing at all."""
        return not self.given

    def address(self, cut: Cut) -> str:
        """What is looked at, as it stands behind the question mark."""
        told = {name: text for name, text in (self.given or _numbers(cut)).items() if text}
        return urlencode(told or {"tat_ca": 1})

    def cut(self, actor: Actor) -> Cut:
        """What the room is asked; an agent asks only of itself."""
        return Cut(
            self._number("quyet_dinh"), self._number("dot_chi"),
            actor.agent or self.given.get("don_vi") or None, self._day("tu"), self._day("den"),
        )  # fmt: skip

    def typed(self, cut: Cut) -> Typed:
        """The fields of the filter, filled in, with the days that could not be read."""
        wrongs = [
            Wrong(name, "", _NO_DAY)
            for name in ("tu", "den")
            if self.given.get(name) and self._day(name) is None
        ]
        return Typed(_numbers(cut) | self.given, wrongs)

    def _number(self, name: str) -> int | None:
        return int(self.given[name]) if self.given.get(name) else None

    def _day(self, name: str) -> date | None:
        return day_in(self.given.get(name, ""))


def _numbers(cut: Cut) -> dict[str, str]:
    told = {"quyet_dinh": cut.decision_id, "dot_chi": cut.run_id, "don_vi": cut.agent_code}
    return {name: str(value) for name, value in told.items() if value is not None}


async def _chosen(
    quyet_dinh: _Number = None, dot_chi: _Number = None,
    don_vi: Annotated[str | None, Query(pattern=r"^[A-Z0-9_-]{0,40}$")] = None,
    tu: _Day = None, den: _Day = None, tat_ca: Annotated[str | None, Query(max_length=5)] = None,
) -> Chosen:  # fmt: skip
    asked = {
        "quyet_dinh": quyet_dinh, "dot_chi": dot_chi, "don_vi": don_vi, "tu": tu, "den": den,
        "tat_ca": tat_ca,
    }  # fmt: skip
    return Chosen({name: text.strip() for name, text in asked.items() if text is not None})


About = Annotated[Chosen, Depends(_chosen)]


async def _choices(session: Reading, cut: Cut) -> dict[str, Any]:
    """What the form above a page of reconciliation lets choose."""
    agents = await overview.agents(session)
    return {
        "agents": agents, "decisions": await overview.decisions_ordered(session),
        "runs": await overview.runs_open(session, cut, agents),
    }  # fmt: skip


@router.get("/doi-soat")
async def overview_page(
    actor: Reader, session: Reading, desk: Desk, chosen: About, truoc: Number | None = None
) -> str:
    """The bridge of what is chosen, then the statements, the newest first."""
    cut = await overview.newest(session) if chosen.nothing else chosen.cut(actor)
    found = await comparison.bridge(session, cut)
    rows = await overview.statements_before(session, truoc, _ROWS)
    return desk.show(
        _HERE / "overview.html", cut=cut, asked=chosen.typed(cut), address=chosen.address(cut),
        found=found, figure=drawing.figure(found), rows=rows, before=truoc,
        next=following(rows, _ROWS), waiting=await overview.waiting(session),
        **await _choices(session, cut),
    )  # fmt: skip


@router.get("/doi-soat/khac-biet")
async def differences(
    actor: Reader, session: Reading, desk: Desk, chosen: About,
    sau: Annotated[str, Query(pattern=r"^[01]-[0-9]{1,18}$")] = "0-0",
) -> str:  # fmt: skip
    """Our side and the agent's, order by order; what differs stands first."""
    cut = await overview.newest(session) if chosen.nothing else chosen.cut(actor)
    part, after = sau.split("-")
    place = Place(int(part), int(after))
    rows, then = await comparison.differing_first(session, cut, place, _ORDERS)
    follows = actor.may(Permission.RELEASE_PAYOUT) and (cut.decision_id or cut.run_id)
    return desk.show(
        _HERE / "differences.html", cut=cut, asked=chosen.typed(cut), address=chosen.address(cut),
        rows=rows, then=then, begun=sau == "0-0", labels=labels,
        **await _choices(session, cut),
        unpaid=await overview.unpaid(session, cut) if follows else None,
    )  # fmt: skip


@router.get("/doi-soat/ngay")
async def days_page(actor: Reader, session: Reading, desk: Desk, chosen: About) -> str:
    """Our side and the agents' by day; of the last thirty days when no days are chosen."""
    cut = chosen.cut(actor)
    if cut.from_day is None and cut.to_day is None:
        today = clock.today(session)
        cut = cut._replace(from_day=today - _DAYS, to_day=today)
    rows = await comparison.days(session, cut)
    return desk.show(
        _HERE / "days.html", cut=cut, asked=chosen.typed(cut), rows=rows,
        **await _choices(session, cut),
    )  # fmt: skip


@router.get("/doi-soat/chi-bo-sung")
async def follow_up_page(
    actor: Releaser, session: Reading, desk: Desk, quyet_dinh: Number | None = None,
    dot_chi: Number | None = None, bang_ke: Number | None = None,
) -> str:  # fmt: skip
    """What ended unpaid and nothing follows yet, to be paid once more."""
    asked = {"quyet_dinh": quyet_dinh, "dot_chi": dot_chi, "bang_ke": bang_ke}
    about = {name: desk.typed.value(name, number or "") for name, number in asked.items()}
    found = await _unpaid(session, about)
    return desk.show(_HERE / "follow_up.html", about=about, unpaid=found)


@router.post("/doi-soat/chi-bo-sung", operation_id="followUpPayoutRuns")
async def follow_up(actor: Releaser, posted: Posted, session: Writing, response: Response) -> str:
    """Prepare the runs for what ended unpaid; they are released like any other."""
    found = await _unpaid(session, posted)
    if str(found["count"]) != posted.get("so_lenh"):
        raise posted.wrong("", "Số lệnh chưa chi được vừa thay đổi; hãy xem lại rồi lập.")
    made = await payouts.follow_up(session, FollowUpOrder(order_ids=found["orders"][:5000]))
    one = made.run_ids[0] if len(made.run_ids) == 1 else None
    return see(
        response,
        f"/chi-tra/{one}?xong=chi-lai" if one else "/chi-tra?trang_thai=prepared&xong=chi-lai",
    )


async def _unpaid(session: Reading, about: dict[str, str]) -> dict[str, Any]:
    decision, run, statement = (
        int(text) if (text := about.get(name, "")).isdecimal() else None
        for name in ("quyet_dinh", "dot_chi", "bang_ke")
    )
    if statement is not None:
        return await overview.unpaid_of(session, statement)
    if decision is None and run is None:
        return {"orders": [], "count": 0, "rest_dong": 0}
    return await overview.unpaid(session, Cut(decision, run))
