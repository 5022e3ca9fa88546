"""Pages for finding a person's dossiers in the territory. No name ever stands in an address."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, Field

from app.access import Actor, Desk, Desktop, Permission, Reading, Writing, allow
from app.core.shapes import Line
from app.core.web import following
from app.core.web.forms import filled, whole_in
from app.core.web.page import Posted, page_doors
from app.dossiers import finding
from app.dossiers.words import STAGES

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_DOSSIER)]
_HERE = Path(__file__).parent / "templates"
_ROWS = 50


class Sought(BaseModel):
    """Whom somebody looks for: the whole name and, if known, the year of birth."""

    name: Line
    birth_year: Annotated[int | None, Field(ge=1880, le=2100)] = None
    after: Annotated[int, Field(ge=0, lt=2**62)] = 0


@router.get("/tra-cuu")
async def find(
    actor: Reader, session: Reading, desk: Desk, so: Annotated[str, Query(max_length=25)] = ""
) -> str:
    """The fields of a search; with a number, the dossier and the list that bear it."""
    if not so.strip():
        return _found(desk, [], asked=False)
    number = whole_in(so) or 0
    rows, is_list = await finding.numbered(session, number) if number < 2**62 else ([], False)
    return _found(desk, rows, number=so, list_id=number if is_list else 0)


@router.post("/tra-cuu")
async def find_named(actor: Reader, posted: Posted, session: Writing, desk: Desk) -> str:
    """Dossiers of people of a name, with or without marks, and a year of birth; changes nothing.

    A form asks, so that no name stands in an address.
    """
    sought = filled(Sought, posted)
    rows = await finding.dossiers_named(
        session, sought.name, sought.birth_year, sought.after, _ROWS
    )
    return _found(desk, rows, sought=sought, next=following(rows, _ROWS))


def _found(desk: Desktop, rows: list[dict[str, Any]], *, asked: bool = True, **facts: Any) -> str:
    told = {"number": "", "list_id": 0, "sought": None, "next": None} | facts
    return desk.show(
        _HERE / "search.html", rows=rows, asked=asked, stages=STAGES,
        looks_up=desk.actor.may(Permission.LOOK_UP_PERSON), **told,
    )  # fmt: skip
