"""Pages for administrators: people in office, their appointments and their accounts."""

from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import Query, Response

from app.access import commands, office_queries, offices
from app.access.desk import Desk, Desktop
from app.access.guards import Confirmed, Reading, Writing, allow
from app.access.office_rules import KINDS
from app.access.rules import Actor, Permission, Role
from app.access.schemas import AppointmentEnd, ByDocument, NewAppointment, NewOfficer
from app.access.words import ROLE_VI
from app.core import clock
from app.core.web import following
from app.core.web.forms import Form, filled
from app.core.web.page import Posted, page_doors, see

router = page_doors()
Manager = Annotated[Actor, allow(Permission.MANAGE_ACCESS)]
_HERE = Path(__file__).parent / "templates"
_ROWS: Final = 50
_HOME: Final = "/quan-tri"
_NATION: Final = "ca-nuoc"
_DONE: Final = {
    "bo-nhiem": "Đã bổ nhiệm.",
    "ket-thuc": "Đã ghi ngày cuối của chức danh.",
    "dong": "Đã đóng tài khoản; mọi nơi đang đăng nhập đã kết thúc.",
    "mo": "Đã mở lại tài khoản.",
}


@router.get("/quan-tri")
async def people(
    actor: Manager, session: Reading, desk: Desk,
    tim: Annotated[str, Query(max_length=100)] = "",
    vai: Annotated[str, Query(max_length=40)] = "",
    truoc: Annotated[int | None, Query(ge=1)] = None,
) -> str:  # fmt: skip
    """The people of the territory, by name without marks and by office."""
    role = Role(vai) if vai in set(Role) else None
    rows = await office_queries.people(session, actor.unit_path, tim, role, truoc, _ROWS)
    return desk.show(
        _HERE / "people.html", rows=rows, wanted=tim, role=role or "", roles=ROLE_VI, before=truoc,
        next=following(rows, _ROWS),
    )  # fmt: skip


@router.get("/quan-tri/nguoi-moi")
async def ask_person(actor: Manager, session: Reading, desk: Desk) -> str:
    """The form of a new person in office."""
    return desk.show(_HERE / "new_person.html", **await _choices(session, actor))


@router.post("/quan-tri/nguoi-moi", operation_id="enrolOfficers")
async def enrol(
    actor: Manager, posted: Posted, confirmed: Confirmed, session: Writing, desk: Desk
) -> str:
    """Record a person with an account and a first office; the code is shown this once."""
    officer = filled(NewOfficer, posted, appointment=_appointment(posted))
    (made,) = await commands.enrol_officers(session, actor, [officer])
    return _code_page(desk, made.officer_id, officer.full_name, made.enrolment_code)


@router.get("/quan-tri/{officer_id}")
async def person(
    actor: Manager, session: Reading, desk: Desk, officer_id: int, xong: str = ""
) -> str:
    """One person: offices, accounts, and what became of them."""
    shown = await office_queries.person(session, actor.unit_path, officer_id)
    return desk.show(
        _HERE / "person.html", person=shown, roles=ROLE_VI, kinds=KINDS,
        done=_DONE.get(xong, ""), oneself=officer_id == actor.officer_id,
        agents=dict(await office_queries.agents_to_choose(session)),
    )  # fmt: skip


@router.get("/quan-tri/{officer_id}/bo-nhiem")
async def ask_office(actor: Manager, session: Reading, desk: Desk, officer_id: int) -> str:
    """The form of a further office."""
    shown = await office_queries.person(session, actor.unit_path, officer_id)
    return desk.show(_HERE / "appoint.html", person=shown, **await _choices(session, actor))


@router.post("/quan-tri/{officer_id}/bo-nhiem", operation_id="appoint")
async def appoint(
    actor: Manager, posted: Posted, confirmed: Confirmed, session: Writing, response: Response,
    officer_id: int,
) -> str:  # fmt: skip
    """Give somebody a further office."""
    await offices.appoint(session, actor, officer_id, _appointment(posted))
    return see(response, f"{_HOME}/{officer_id}?xong=bo-nhiem")


@router.get("/quan-tri/{officer_id}/chuc-danh/{appointment_id}")
async def ask_end(
    actor: Manager, session: Reading, desk: Desk, officer_id: int, appointment_id: int
) -> str:
    """The form of the last day of an appointment."""
    shown = await office_queries.person(session, actor.unit_path, officer_id)
    held = next((o for o in shown["appointments"] if o["id"] == appointment_id), None)
    return desk.show(
        _HERE / "end_office.html", person=shown, held=held, roles=ROLE_VI,
        today=clock.today(session),
    )  # fmt: skip


@router.post("/quan-tri/{officer_id}/chuc-danh/{appointment_id}", operation_id="endAppointment")
async def end(
    actor: Manager, posted: Posted, confirmed: Confirmed, session: Writing, response: Response,
    appointment_id: int,
) -> str:  # fmt: skip
    """Let an appointment end on a day."""
    whose = await offices.end_appointment(
        session, actor, appointment_id, filled(AppointmentEnd, posted)
    )
    return see(response, f"{_HOME}/{whose}?xong=ket-thuc")


# --- the account --------------------------------------------------------------------------------


@router.get("/quan-tri/{officer_id}/dong/{account_id}")
async def ask_close(
    actor: Manager, session: Reading, desk: Desk, officer_id: int, account_id: int
) -> str:
    """Before an account is closed."""
    return await _ask(session, desk, "close_account.html", officer_id, account_id)


@router.post("/quan-tri/{officer_id}/dong/{account_id}", operation_id="closeAccount")
async def close(
    actor: Manager, posted: Posted, confirmed: Confirmed, session: Writing, response: Response,
    account_id: int,
) -> str:  # fmt: skip
    """Close an account and all that is open in its name."""
    order = filled(ByDocument, posted)
    whose = await offices.close_account(session, actor, account_id, order)
    return see(response, f"{_HOME}/{whose}?xong=dong")


@router.get("/quan-tri/{officer_id}/mo/{account_id}")
async def ask_open(
    actor: Manager, session: Reading, desk: Desk, officer_id: int, account_id: int
) -> str:
    """Before an account is opened again."""
    return await _ask(session, desk, "open_account.html", officer_id, account_id)


@router.post("/quan-tri/{officer_id}/mo/{account_id}", operation_id="openAccount")
async def open_again(
    actor: Manager, posted: Posted, confirmed: Confirmed, session: Writing, response: Response,
    account_id: int,
) -> str:  # fmt: skip
    """Open an account again."""
    order = filled(ByDocument, posted)
    whose = await offices.open_account(session, actor, account_id, order)
    return see(response, f"{_HOME}/{whose}?xong=mo")


@router.get("/quan-tri/{officer_id}/cap-lai/{account_id}")
async def ask_reset(
    actor: Manager, session: Reading, desk: Desk, officer_id: int, account_id: int
) -> str:
    """Before somebody is let in anew who lost phone or password."""
    return await _ask(session, desk, "reset_access.html", officer_id, account_id)


@router.post("/quan-tri/{officer_id}/cap-lai/{account_id}", operation_id="resetAccess")
async def reset(
    actor: Manager, posted: Posted, confirmed: Confirmed, session: Writing, desk: Desk,
    account_id: int,
) -> str:  # fmt: skip
    """Take password and second factor away; the new code is shown this once."""
    order = filled(ByDocument, posted)
    officer_id, code = await offices.reset_access(session, actor, account_id, order)
    shown = await office_queries.person(session, actor.unit_path, officer_id)
    return _code_page(desk, officer_id, shown["full_name"], code)


async def _ask(
    session: Reading, desk: Desktop, template: str, officer_id: int, account_id: int
) -> str:
    shown = await office_queries.person(session, desk.actor.unit_path, officer_id)
    account = next((one for one in shown["accounts"] if one["id"] == account_id), None)
    return desk.show(_HERE / template, person=shown, account=account)


def _code_page(desk: Desktop, officer_id: int, name: str, code: str) -> str:
    return desk.show(_HERE / "one_use_code.html", officer_id=officer_id, name=name, code=code)


async def _choices(session: Reading, actor: Actor) -> dict[str, Any]:
    """What the form of an appointment offers."""
    units = await office_queries.units_to_choose(session, actor.unit_path)
    return {
        "units": units if actor.unit_path else [(_NATION, "Cả nước"), *units],
        "roles": ROLE_VI, "agents": await office_queries.agents_to_choose(session),
        "today": clock.today(session),
    }  # fmt: skip


def _appointment(posted: Form) -> NewAppointment:
    if posted.get("unit_path") == _NATION:
        return filled(NewAppointment, posted, unit_path="")
    return filled(NewAppointment, posted)
