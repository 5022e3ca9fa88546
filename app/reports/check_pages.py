"""Pages that hold figures to account: where every đồng is, and whether somebody's table foots."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import Query

from app import sheets
from app.access import Actor, Desk, Permission, Reading, allow
from app.core import clock
from app.core.language import spoken
from app.core.web.making import takes_long
from app.core.web.page import Posted, page_doors
from app.reports import seen
from app.reports.kept_money import kept, recounted
from app.reports.outside_tables import judged, rates_and_names
from app.reports.page_words import ACCOUNTS, BOOKS, PLACES
from app.reports.sheet_views import written
from app.sheets import OutsideSheet

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_REPORT)]
_HERE = Path(__file__).parent / "templates"
_ROWS: Final = 50
_SHOWN: Final = 40
_NO_FILE: Final = "hãy chọn một tệp XLSX, CSV hoặc JSON"


@router.get("/bao-cao/bao-toan")
async def money(
    actor: Reader,
    session: Reading,
    desk: Desk,
    truoc: Annotated[int | None, Query(ge=1, lt=2**62)] = None,
) -> str:
    """What is approved and with the people, by decision and in all, from what is kept ready."""
    found = await kept(session)
    newest = [one for one in reversed(found.decisions) if truoc is None or one.decision_id < truoc]
    return desk.show(
        _HERE / "conservation.html", found=found, at=clock.now(session), books=BOOKS,
        decisions=newest[:_ROWS], before=truoc,
        next=newest[_ROWS - 1].decision_id if len(newest) > _ROWS else None,
    )  # fmt: skip


@router.get("/bao-cao/bao-toan/tinh-lai")
@takes_long
async def money_anew(actor: Reader, session: Reading, desk: Desk) -> str:
    """The same counted anew from every order: whether each approved đồng is in just one place."""
    found, differing = await recounted(session)
    sums = {name: sum(getattr(one, name) for one in found.decisions) for name in PLACES}
    return desk.show(
        _HERE / "recount.html", found=found, differing=differing, at=clock.now(session), sums=sums,
        places=PLACES, accounts=ACCOUNTS, most=_SHOWN,
        approved=sum(one.approved_dong for one in found.decisions),
        open_ones=[one for one in found.decisions if not one.closes],
    )  # fmt: skip


@router.get("/bao-cao/kiem-bang")
async def ask_for_table(actor: Reader, desk: Desk) -> str:
    """A table from somebody's file, to be checked."""
    return desk.show(_HERE / "table_check.html", told=None, name="", foots=False)


@router.post("/bao-cao/kiem-bang")
async def check_table(actor: Reader, posted: Posted, desk: Desk) -> str:
    """What cannot be in a table, and what would fit; nothing of the file is kept."""
    file = posted.files.get("tep")
    if file is None or not file.content:
        english = spoken() == "en"
        words = "choose an XLSX, CSV or JSON file" if english else _NO_FILE
        raise posted.wrong("tep", words)
    told = await asyncio.to_thread(_judged, file.content, file.name)
    foots = all(one["foots"] for one in told) and any(any(one["checked"].values()) for one in told)
    return desk.show(_HERE / "table_check.html", told=told, name=file.name, foots=foots)


def _judged(content: bytes, name: str) -> list[dict[str, Any]]:
    """Every table of a file with what is wrong in it; takes processor time. Raises NotATable."""
    rates, names = rates_and_names(date.max, seen.group_names_on(date.max))
    return [_told(one, judged(one, rates)) for one in sheets.read_outside(content, name, names)]


def _told(sheet: OutsideSheet, found: Mapping[str, Any]) -> dict[str, Any]:
    """The same in words, no longer than a page."""
    columns = {one.key: one for one in sheet.columns}

    def said(one: Mapping[str, Any], values: Sequence[Any]) -> str:
        column = columns.get(one["column"])
        return " hoặc ".join(written(value, column.kind if column else "") for value in values)

    def line(one: Mapping[str, Any], fits: Sequence[Any]) -> dict[str, Any]:
        column = columns.get(one["column"])
        return {
            "cell": one["cell"], "row": one["row"], "column": column.title if column else "",
            "said": said(one, [one["said"]]), "fits": said(one, fits), "why": one.get("why", ""),
        }  # fmt: skip

    return {
        **found,
        "lines": [line(one, one["fits"]) for one in found["faults"][:_SHOWN]],
        "mends": [line(one, [one["value"]]) for one in found["repairs"]],
        "left": max(len(found["faults"]) - _SHOWN, 0),
        "notes": found["remarks"][:_SHOWN],
    }
