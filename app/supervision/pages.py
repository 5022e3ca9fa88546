"""Pages of complaints: what is brought, until when it is answered, and everything done with it."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import Path as InPath
from fastapi import Query, Response

from app import audit
from app.access import Actor, Desk, Permission, Reading, Writing, allow
from app.core import clock
from app.core.html import TEMPLATES
from app.core.language import speaker
from app.core.web import following
from app.core.web.forms import Form, filled, whole_in
from app.core.web.page import Posted, page_doors, see
from app.supervision import commands, queries
from app.supervision.rules import VIETNAMESE, Kind, Outcome, State
from app.supervision.schemas import AnswerOrder, ComplaintOrder, ForwardingOrder, WordsOrder
from app.supervision.words import ABOUT, EVENTS, TARGETS

router = page_doors()
Recorder = Annotated[Actor, allow(Permission.RECORD_COMPLAINT)]
Reader = Annotated[Actor, allow(Permission.READ_COMPLAINT)]
Answerer = Annotated[Actor, allow(Permission.ANSWER_COMPLAINT)]
Number = Annotated[int, InPath(ge=1, lt=2**62)]
Chosen = Annotated[int | None, Query(ge=1, lt=2**62)]
_HERE = Path(__file__).parent / "templates"
_say = speaker((_HERE, TEMPLATES))
_ROWS = 50
_KINDS = {State.OPEN: "", State.DUE: "heed", State.OVERDUE: "wrong", State.ANSWERED: "good"}


@router.get("/don-thu")
async def complaints(
    actor: Reader,
    session: Reading,
    desk: Desk,
    trang_thai: State | None = None,
    truoc: Chosen = None,
) -> str:
    """Complaints of the territory, the newest first; narrowed by how they stand."""
    rows = await queries.complaints_before(session, truoc, _ROWS, trang_thai)
    units = await queries.units_called(session, [row["office_path"] for row in rows])
    return desk.show(
        _HERE / "complaints.html", rows=[_shown(session, row) for row in rows], units=units,
        states=VIETNAMESE, kinds=_KINDS, state=trang_thai, every=list(State), before=truoc,
        next=following(rows, _ROWS), may_record=actor.may(Permission.RECORD_COMPLAINT),
    )  # fmt: skip


@router.get("/don-thu/moi")
async def ask_complaint(  # noqa: PLR0913 - a door names all that it takes
    actor: Recorder,
    session: Reading,
    desk: Desk,
    ho_so: Annotated[int | None, Query(alias="ho-so", ge=1, lt=2**62)] = None,
    danh_sach: Annotated[int | None, Query(alias="danh-sach", ge=1, lt=2**62)] = None,
    dot: Chosen = None,
    lenh: Chosen = None,
) -> str:
    """A complaint to be recorded, about what its address names or what is chosen."""
    named = {"dossier": ho_so, "list": danh_sach, "batch": dot, "order": lenh}
    about, number = next(((a, n) for a, n in named.items() if n is not None), ("dossier", ""))
    offices = await queries.offices_over(session, actor.unit_path)
    return desk.show(
        _HERE / "record.html", kinds=[(str(one), VIETNAMESE[one]) for one in Kind], about=about,
        number=number, abouts=list(ABOUT.items()), offices=offices, own=actor.unit_path,
        may_hold=actor.may(Permission.HOLD_CASE), today=clock.today(session),
    )  # fmt: skip


@router.post("/don-thu/moi", operation_id="recordComplaint")
async def record(actor: Recorder, posted: Posted, session: Writing, response: Response) -> str:
    """Record a complaint; its number leads to its page."""
    order = filled(ComplaintOrder, posted, **_target_of(posted))
    made = await commands.record(session, actor, order)
    return see(response, f"/don-thu/{made.id}?xong=ghi")


@router.get("/don-thu/{complaint_id}")
async def complaint(
    actor: Reader, session: Reading, desk: Desk, complaint_id: Number, xong: str = ""
) -> str:
    """One complaint with everything that was done with it, without its sender."""
    found = await queries.complaint_of(session, complaint_id)
    events = await queries.events_of(session, complaint_id)
    seats = await audit.seats_of(session, [one.officer_id for one in events])
    units = await queries.units_called(
        session, [found["office_path"], *(one.office_path for one in events)]
    )
    return desk.show(
        _HERE / "complaint.html", one=_shown(session, found), events=events, seats=seats,
        units=units, words=EVENTS, states=VIETNAMESE, kinds=_KINDS, acts=_acts(actor, found),
        sender=None, may_see_sender=actor.may(Permission.READ_COMPLAINANT), done=xong,
    )  # fmt: skip


@router.get("/don-thu/{complaint_id}/nguoi-gui")
async def sender(
    actor: Annotated[Actor, allow(Permission.READ_COMPLAINANT)],
    session: Reading,
    desk: Desk,
    complaint_id: Number,
) -> str:
    """Who brought a complaint; for inspectors and auditors alone."""
    found = await queries.sender_of(session, complaint_id)
    return desk.show(_HERE / "sender.html", number=complaint_id, sender=found)


@router.get("/don-thu/{complaint_id}/chuyen")
async def ask_forwarding(
    actor: Answerer, session: Reading, desk: Desk, complaint_id: Number
) -> str:
    """To which office a complaint goes, and why."""
    found = await queries.complaint_of(session, complaint_id)
    offices = await queries.offices_over(session, found["area_path"])
    others = [one for one in offices if one[0] != found["office_path"]]
    return desk.show(_HERE / "forward.html", one=_shown(session, found), offices=others)


@router.post("/don-thu/{complaint_id}/chuyen", operation_id="forwardComplaint")
async def forward(
    actor: Answerer, posted: Posted, session: Writing, response: Response, complaint_id: Number
) -> str:
    """Hand a complaint on to the office that is responsible; its last day stays."""
    await commands.forward(session, actor, complaint_id, filled(ForwardingOrder, posted))
    return see(response, f"/don-thu/{complaint_id}?xong=chuyen")


@router.get("/don-thu/{complaint_id}/gia-han")
async def ask_extension(actor: Answerer, session: Reading, desk: Desk, complaint_id: Number) -> str:
    """Why a complaint needs more days."""
    found = await queries.complaint_of(session, complaint_id)
    rules = queries.rules_today(session)
    return desk.show(
        _HERE / "extend.html", one=_shown(session, found), days=rules.complaint_extension,
        until=rules.due_date(found["due_on"], rules.complaint_extension),
    )  # fmt: skip


@router.post("/don-thu/{complaint_id}/gia-han", operation_id="extendComplaint")
async def extend(
    actor: Answerer, posted: Posted, session: Writing, response: Response, complaint_id: Number
) -> str:
    """Give a complaint more days, once, before its last day is over."""
    await commands.extend(session, actor, complaint_id, filled(WordsOrder, posted).words)
    return see(response, f"/don-thu/{complaint_id}?xong=gia-han")


@router.get("/don-thu/{complaint_id}/tra-loi")
async def ask_answer(actor: Answerer, session: Reading, desk: Desk, complaint_id: Number) -> str:
    """The answer to a complaint: its document, its words, its finding."""
    found = await queries.complaint_of(session, complaint_id)
    return desk.show(
        _HERE / "answer.html", one=_shown(session, found), today=clock.today(session),
        outcomes=[(str(one), VIETNAMESE[one]) for one in Outcome],
    )  # fmt: skip


@router.post("/don-thu/{complaint_id}/tra-loi", operation_id="answerComplaint")
async def answer(
    actor: Answerer, posted: Posted, session: Writing, response: Response, complaint_id: Number
) -> str:
    """Answer a complaint, once; what it held goes on, unless it is to be kept."""
    await commands.answer(session, actor, complaint_id, filled(AnswerOrder, posted))
    return see(response, f"/don-thu/{complaint_id}?xong=tra-loi")


def _shown(session: Reading, row: dict[str, Any]) -> dict[str, Any]:
    """A complaint with the working days left to it, and what it is about in words."""
    today, rules = clock.today(session), queries.rules_today(session)
    left = rules.working_days_between(today, row["due_on"])
    about = row["about"]
    number = row[f"{about}_id"]
    return row | {
        "left": min(left, -1) if row["due_on"] < today else left,
        "thing": f"{_say(ABOUT[about])} {number}", "number": number,
        "place": TARGETS[about].format(n=number, dossier=row["dossier_id"]),
    }  # fmt: skip


def _acts(actor: Actor, found: dict[str, Any]) -> list[tuple[str, str]]:
    """What may be done with a complaint by who looks: (address, words)."""
    here, acts = f"/don-thu/{found['id']}", []
    unanswered = found["answered_on"] is None
    own = found["office_path"] == actor.unit_path and actor.may(Permission.ANSWER_COMPLAINT)
    if own and unanswered:
        acts = [
            (f"{here}/tra-loi", "Trả lời"), (f"{here}/chuyen", "Chuyển cơ quan khác"),
            (f"{here}/gia-han", "Gia hạn"),
        ]  # fmt: skip
    if actor.may(Permission.HOLD_CASE):
        if found["held"]:
            acts.append((f"{here}/thoi-giu", "Thôi giữ"))
        elif unanswered:
            acts.append((f"{here}/giu", "Giữ lại"))
    return acts


def _target_of(posted: Form) -> dict[str, int]:
    """What a form says a complaint is about, as an order names it; raises FormWrong."""
    about, number = posted.get("about", ""), whole_in(posted.get("number", ""))
    if about not in ABOUT:
        raise posted.wrong("about", "hãy chọn phản ánh về việc gì")
    if number is None or not 1 <= number < 2**62:
        raise posted.wrong("number", "phải là một số, ví dụ 1250")
    return {f"{about}_id": number}
