"""Doors of reports: they look and change nothing."""

from datetime import date
from typing import Annotated, Literal

from fastapi import Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app import coverage, documents
from app.access import Actor, Permission, Reading, Writing, allow
from app.core import clock
from app.core.shapes import AreaPathText
from app.core.web import (
    PAPER,
    TAGGED,
    Doors,
    IfNoneMatch,
    PaperForm,
    paper_answer,
    public_base,
    tagged,
)
from app.documents.issue_schemas import NumberOrder, NumberShown
from app.reports import outside, punctuality, queries, reminders
from app.reports.conservation import conservation
from app.reports.schemas import (
    Conservation,
    Coverage,
    Escalation,
    OnTime,
    OutsideRow,
    OverdueRow,
    WaitingRow,
)

router = Doors(tags=["reports"])
Reader = Annotated[Actor, allow(Permission.READ_REPORT)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2999, 12, 31))]


class CoverageAsk(BaseModel):
    """Which table is asked for, and which page of it."""

    model_config = ConfigDict(extra="forbid")
    as_of: Day
    """The last day whose events are counted."""
    known_on: Day | None = None
    """The last day whose knowledge is counted; none: all that is known."""
    by: Annotated[str, Field(max_length=80)] = "group"
    area: AreaPathText | None = None
    after: Annotated[str | None, Field(max_length=200)] = None
    """Where the page before ended: its `next_after`."""
    limit: Annotated[int, Field(ge=1, le=5000)] = 5000


@router.get(
    "/reports/coverage",
    operation_id="readCoverage",
    response_model=Coverage,
    response_model_exclude_unset=True,
    responses=TAGGED,
)
async def read_coverage(
    actor: Reader,
    session: Reading,
    ask: Annotated[CoverageAsk, Query()],
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Approved and paid as of a day, as known on another; the table foots or is refused.

    Divided by up to four of policy_group, group, province, district, commune, month, decision,
    agent and source. The total and the sums across and down come with the last page.
    """
    by = coverage.keys_in(ask.by)
    table = await queries.coverage_at(session, ask.as_of, ask.known_on, by, area=ask.area or None)
    return tagged(queries.page_of(table, ask.after, ask.limit), if_none_match)


@router.get("/reports/conservation", operation_id="readConservation")
async def read_conservation(actor: Reader, session: Reading) -> Conservation:
    """Whether every approved đồng is in exactly one place."""
    return await conservation(session)


@router.get("/reports/waiting", operation_id="readWaiting")
async def read_waiting(actor: Reader, session: Reading) -> list[WaitingRow]:
    """What waits where, since when, until when, and whether it is late."""
    return await punctuality.waiting(session)


@router.get("/reports/overdue", operation_id="readOverdue")
async def read_overdue(actor: Reader, session: Reading) -> list[OverdueRow]:
    """Dossiers late at each office, in bands of 1-2, 3-5, 6-10 and more working days."""
    return await punctuality.overdue(session)


@router.get("/reports/escalations", operation_id="readEscalations")
async def read_escalations(
    actor: Reader, session: Reading, over: Annotated[int, Query(ge=0, le=366)] = 5
) -> list[Escalation]:
    """Lists whose step is late by more than `over` working days, the oldest first."""
    return await punctuality.escalations(session, over)


@router.get("/reports/on-time", operation_id="readOnTime")
async def read_on_time(
    actor: Reader,
    session: Reading,
    from_: Annotated[Day, Query(alias="from")],
    to: Day,
    by: Literal["step", "district", "group"] = "step",
) -> OnTime:
    """How many steps were done in time, and the rate as the department publishes it."""
    return await punctuality.on_time(session, from_, to, by)


@router.get("/reports/outside-policy", operation_id="readOutsidePolicy")
async def read_outside_policy(
    actor: Reader, session: Reading, first: Day, last: Day
) -> list[OutsideRow]:
    """Dossiers refused in a period for reasons outside the policy, by reason and district."""
    return await outside.outside_policy(session, first, last)


@router.get("/reports/reminder.{form}", operation_id="readReminder", **PAPER)
async def read_reminder(
    actor: Reader, session: Reading, request: Request, form: PaperForm
) -> Response:
    """The reminder (công văn đôn đốc) of today to every late office inside one's territory."""
    paper = await reminders.reminder_for(session, actor.unit_path, clock.today(session))
    content = await documents.drawn(session, paper, form, public_base(request))
    return paper_answer(content, form, f"don-doc-{paper.as_of}")


@router.post("/reports/reminder", status_code=201, operation_id="numberReminder")
async def number_reminder(
    actor: Annotated[Actor, allow(Permission.SUBMIT_LIST)], session: Writing, order: NumberOrder
) -> NumberShown:
    """Record the number under which one's office sends today's reminder, once."""
    return await reminders.number(session, actor, order)
