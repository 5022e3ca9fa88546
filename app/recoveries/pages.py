"""Pages of money called back: the cases of the territory, one case, differences of benefits."""

from pathlib import Path as File
from typing import Annotated, Literal

from fastapi import Path, Query

from app import admin_units
from app.access import Actor, Desk, Permission, Reading, allow
from app.core.shapes import AreaPathText
from app.core.web import following
from app.core.web.page import page_doors
from app.recoveries import labels, queries
from app.recoveries.rules import Cause

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_RECOVERY)]
Number = Annotated[int, Query(ge=1, lt=2**62)]
_HERE = File(__file__).parent / "templates"
_ROWS = 50
_BELOW = {"province": "district", "district": "commune"}


@router.get("/thu-hoi")
async def cases(  # noqa: PLR0913 - a door names all that it takes
    actor: Reader, session: Reading, desk: Desk,
    trang_thai: Literal["", "open", "overdue", "settled"] = "open",
    ly_do: Cause | Literal[""] = "",
    dia_ban: AreaPathText = "",
    truoc: Number | None = None,
) -> str:  # fmt: skip
    """What was paid and is to come back, the newest first, without names."""
    wanted = queries.Wanted(trang_thai or None, dia_ban or None, ly_do or None)
    rows = await queries.cases_before(session, wanted, truoc, _ROWS)
    level = _BELOW.get(admin_units.level_of(actor.unit_path)) if actor.unit_path else None
    areas = await admin_units.names_inside(session, actor.unit_path, level) if level else {}
    return desk.show(
        _HERE / "cases.html", rows=rows, labels=labels, state=trang_thai, cause=str(ly_do),
        area=dia_ban, before=truoc, next=following(rows, _ROWS),
        areas=list(areas.items()),
    )  # fmt: skip


@router.get("/thu-hoi/dieu-chinh")
async def adjustments(
    actor: Reader, session: Reading, desk: Desk,
    loai: Literal["", "top_up", "recovery"] = "",
    trang_thai: Literal["", "open", "settled"] = "",
    sau: Annotated[int, Query(ge=0, lt=2**62)] = 0,
) -> str:  # fmt: skip
    """What higher benefits made of money already paid: differences due and settled."""
    rows = await queries.benefit_adjustments_after(
        session, loai or None, trang_thai or None, sau, _ROWS
    )
    return desk.show(
        _HERE / "adjustments.html", rows=rows, labels=labels, kind=loai, state=trang_thai,
        after=sau, next=following(rows, _ROWS),
    )  # fmt: skip


@router.get("/thu-hoi/{case_id}")
async def one_case(
    actor: Reader, session: Reading, desk: Desk,
    case_id: Annotated[int, Path(ge=1, lt=2**62)],
    xong: Annotated[str, Query(max_length=10)] = "",
) -> str:  # fmt: skip
    """A case: what is left, its plans, its ledger, and what may be done."""
    case = await queries.case_detail(session, case_id)
    reversed_ones = {entry.reverses_id for entry in case.entries}
    return desk.show(
        _HERE / "case.html", case=case, labels=labels, done=xong, reversed=reversed_ones,
        beside=await queries.case_beside(session, case),
        names=await queries.names_of(session, {one.recorded_by for one in case.entries}),
        keeper=actor.may(Permission.MANAGE_RECOVERY), signer=actor.may(Permission.DECIDE),
        named=actor.may(Permission.READ_DOSSIER),
    )  # fmt: skip
