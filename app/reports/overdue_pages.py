"""Pages of what is late: which offices, which lists, how often in time, and the reminder."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Final

from fastapi import Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app import documents
from app.access import Actor, Desk, Permission, Reading, Writing, allow
from app.core import clock
from app.core.html import Typed, Wrong
from app.core.language import ENGLISH, spoken
from app.core.web import PaperForm, paper_answer, public_base
from app.core.web.forms import day_in, filled
from app.core.web.page import Posted, page_doors, see
from app.documents.issue_schemas import NumberOrder
from app.reports import page_pictures, punctuality, reminders, seen
from app.reports.coverage_pages import day_wrong
from app.reports.page_words import BANDS, SPAN_LABELS, SPANS
from app.reports.schemas import Escalation, OnTime

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_REPORT)]
Sender = Annotated[Actor, allow(Permission.SUBMIT_LIST)]
Typing = Annotated[str, Query(max_length=20)]
_HERE = Path(__file__).parent / "templates"
_OLDEST: Final = 50
_LABELS: Final = {"tu_ngay": "Từ ngày", "den_ngay": "Đến hết ngày"}


@router.get("/tre-han")
async def overdue(  # noqa: PLR0913 - a page names all that it takes
    actor: Reader,
    session: Reading,
    desk: Desk,
    response: Response,
    tu_ngay: Typing = "",
    den_ngay: Typing = "",
    theo: Typing = "buoc",
) -> str:
    """Who is late today and by how much, the oldest lists, and how often work was in time."""
    today = clock.today(session)
    late = await punctuality.overdue(session)
    oldest = await punctuality.escalations(session, 0)
    typed = _span(tu_ngay, den_ngay, today)
    if typed.wrongs:
        response.status_code = 422
    slug = theo if theo in SPANS else "buoc"
    first, last = day_in(tu_ngay) or today.replace(day=1), day_in(den_ngay) or today
    judged = None if typed.wrongs else await punctuality.on_time(session, first, last, SPANS[slug])
    offices = [(reminders.office_of(one), one) for one in late]
    return desk.show(
        _HERE / "overdue.html", late=offices, bands=BANDS, today=today,
        picture=page_pictures.overdue(offices) if offices else "", span=typed,
        oldest=_named_lists(oldest[:_OLDEST], today), lists=len(oldest),
        judged=judged, first=first, last=last, slug=slug, spans=SPAN_LABELS,
        named=await _named(session, actor, judged, today) if judged else {},
        can_number=actor.may(Permission.SUBMIT_LIST),
    )  # fmt: skip


def _span(first: str, last: str, today: date) -> Typed:
    """What is wrong with a span of days that was typed."""
    told = {"tu_ngay": first, "den_ngay": last}
    wrongs = [
        Wrong(name, _LABELS[name], words)
        for name, text in told.items()
        if (words := day_wrong(text, today))
    ]
    began, ended = day_in(first) or today.replace(day=1), day_in(last) or today
    if not wrongs and began > ended:
        vi, en = "phải không sau ngày cuối", "must not be after the last day"
        wrongs.append(Wrong("tu_ngay", _LABELS["tu_ngay"], en if spoken() == "en" else vi))
    return Typed(told, wrongs) if wrongs else Typed()


def _named_lists(found: Sequence[Escalation], today: date) -> list[dict[str, object]]:
    """Late lists with their office, step and group as people call them."""
    steps, groups = _steps(today), seen.group_names_on(today)
    return [
        {
            "list_id": one.list_id, "office": reminders.office_of(one),
            "step": steps.get(one.step, one.step), "group": groups.get(one.group, one.group),
            "dossiers": one.dossiers, "due_on": one.due_on, "late_days": one.late_days,
        }
        for one in found
    ]  # fmt: skip


def _steps(today: date) -> dict[str, str]:
    """Code of a step -> its name, in the language of the reader."""
    english = spoken() == ENGLISH
    steps = (step for one in seen.rules_on(today).groups for step in one.road)
    return {step.code: step.en if english else step.vi for step in steps}


async def _named(
    session: AsyncSession, actor: Actor, judged: OnTime, today: date
) -> dict[str, str]:
    """Key of a row -> what people call it."""
    if judged.by == "district":
        names = await seen.place_names(session, actor.unit_path[:3])
        return {path.split(".")[1]: name for path, name in names.items() if seen.depth(path) == 2}
    return _steps(today) if judged.by == "step" else seen.group_names_on(today)


@router.get("/tre-han/don-doc.{form}", response_class=Response)
async def reminder_file(
    actor: Reader, session: Reading, request: Request, form: PaperForm
) -> Response:
    """The reminder of today to every late office, as PDF or for Word."""
    today = clock.today(session)
    paper = await reminders.reminder_for(session, actor.unit_path, today)
    content = await documents.drawn(session, paper, form, public_base(request))
    return paper_answer(content, form, f"don-doc-{today}")


@router.get("/tre-han/don-doc")
async def reminder_form(actor: Sender, session: Reading, desk: Desk, xong: int = 0) -> str:
    """The number under which today's reminder is sent: given once."""
    today = clock.today(session)
    late = await punctuality.escalations(session, 0)
    name = reminders.reminder_name(actor.unit_path, today)
    number, dated = await documents.number_of(session, name)
    return desk.show(
        _HERE / "reminder.html", today=today, number=number, dated=dated, done=xong,
        offices=list(dict.fromkeys(reminders.office_of(one) for one in late)),
        dossiers=sum(one.dossiers for one in late),
    )  # fmt: skip


@router.post("/tre-han/don-doc", operation_id="numberReminder")
async def number_reminder(
    actor: Sender, posted: Posted, session: Writing, response: Response
) -> str:
    """Record the number under which one's office sends today's reminder."""
    await reminders.number(session, actor, filled(NumberOrder, posted))
    return see(response, "/tre-han/don-doc?xong=1")
