"""Pages of intake: sign in, enter one application, check the answers, get its number."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, ClassVar

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from pydantic import ValidationError

from app import access, admin_units, dossiers, policy
from app.access import Actor, Permission, Reading, Writing, allow
from app.access.schemas import SignIn, TokenGiven
from app.core import clock
from app.core.db import NOBODY, transaction
from app.core.errors import NotFound, Refused, Unauthenticated
from app.core.html import ICON, STYLE_SHEET, Shell, Wrong, render
from app.core.settings import settings
from app.core.web.page import (
    SIGN_IN,
    Page,
    Posted,
    fields_in,
    keep_token,
    mark_for,
    mark_of,
    see,
    sign_in_page,
    token_of,
)
from app.intake import applications, questions
from app.intake.application_schemas import ApplicationForm
from app.intake.applications import Judged
from app.intake.forms import form_of

router = APIRouter(
    tags=["pages"], route_class=Page, include_in_schema=False, default_response_class=HTMLResponse
)
Maker = Annotated[Actor, allow(Permission.SUBMIT_LIST)]
_TEMPLATES = Path(__file__).parent / "templates"
_HOME = "/nop-ho-so"
_A_WEEK = {"Cache-Control": "public, max-age=604800"}
_SHORTEST_PASSWORD = 12


@router.get("/static/an-sinh.css")
async def style_sheet() -> FileResponse:
    """The one style sheet; its address changes with its content."""
    return FileResponse(STYLE_SHEET, media_type="text/css", headers=_A_WEEK)


@router.get("/static/an-sinh.svg")
async def icon() -> FileResponse:
    """The mark of the house."""
    return FileResponse(ICON, media_type="image/svg+xml", headers=_A_WEEK)


class PasswordTooShort(Refused):
    """A password has at least {least} characters."""

    status: ClassVar[int] = 422
    vi: ClassVar[str] = "Mật khẩu mới cần ít nhất {least} ký tự."


class SignInUnreadable(Refused):
    """The user name, password or code is longer than any can be."""

    status: ClassVar[int] = 422
    vi: ClassVar[str] = "Tên đăng nhập, mật khẩu hoặc mã dài quá mức có thể."


# --- coming in and leaving ----------------------------------------------------------------------


@router.get("/dang-nhap")
async def door(request: Request, response: Response, tiep: str = _HOME) -> str:
    """The page where one signs in."""
    return sign_in_page(request, response, _inside(tiep))


@router.post("/dang-nhap")
async def come_in(request: Request, response: Response, posted: Posted) -> str:
    """Take a token for a password or an enrolment code, and let the browser keep it."""
    next_page, carried = _inside(posted.get("tiep", "")), posted.get("don", "")
    try:
        given = await _signed_in(posted)
    except Refused as refusal:
        response.status_code = refusal.status
        return sign_in_page(
            request, response, next_page, carried=carried, wrong=refusal.sentence("vi"),
            typed=posted,
        )  # fmt: skip
    keep_token(request, response, given.token)
    form = next_page.removeprefix(f"{_HOME}/")
    if carried and form in questions.NAMES:
        shell = Shell(mark_for(given.token))
        async with transaction(NOBODY) as session:
            rules = _rules(session)
        return _form_page(shell, form, rules, questions.values_of(form, fields_in(carried)))
    return see(response, next_page)


async def _signed_in(posted: dict[str, str]) -> TokenGiven:
    """A token for what was typed; a wrong password is counted."""
    order = _order(posted)
    try:
        async with transaction(NOBODY) as session:
            return await access.sign_in(session, order)
    except Unauthenticated:
        raise
    except Refused as refusal:
        if order.user_name is not None and refusal.status == 401:
            async with transaction(NOBODY) as session:
                await access.count_failure(session, order.user_name)
        raise


def _order(posted: dict[str, str]) -> SignIn:
    try:
        if posted.get("cach") != "ma-kich-hoat":
            name, password = posted.get("ten", "").strip(), posted.get("mat-khau", "")
            return SignIn.model_validate({"user_name": name, "password": password})
        code, password = posted.get("ma", "").strip(), posted.get("mat-khau-moi", "")
        if len(password) < _SHORTEST_PASSWORD:
            raise PasswordTooShort(least=_SHORTEST_PASSWORD)
        return SignIn.model_validate({"enrolment_code": code, "password": password})
    except ValidationError:
        raise SignInUnreadable from None


def _inside(address: str) -> str:
    """An address of one of these pages, whatever was asked for."""
    known = {_HOME, *(f"{_HOME}/{form}" for form in questions.NAMES)}
    return address if address in known else _HOME


@router.post("/dang-xuat")
async def leave(request: Request, response: Response, posted: Posted) -> str:
    """Give the token back; whoever has it afterwards has nothing."""
    with suppress(Refused):
        async with transaction(NOBODY) as session:
            await access.sign_out(session, token_of(request))
    keep_token(request, response, "")
    return see(response, SIGN_IN)


# --- one application ----------------------------------------------------------------------------


@router.get("/nop-ho-so")
async def choose(actor: Maker, session: Reading, request: Request) -> str:
    """The forms that are entered one by one."""
    forms = [
        {"code": code, "name": name, "whom": whom} for code, (name, whom) in questions.NAMES.items()
    ]
    return render(
        _TEMPLATES, "forms.html", shell=await _shell(request, session, actor), forms=forms
    )


@router.get("/nop-ho-so/{form}")
async def ask(actor: Maker, session: Reading, request: Request, form: ApplicationForm) -> str:
    """An empty form."""
    return _form_page(await _shell(request, session, actor), form, _rules(session), {})


@router.post("/nop-ho-so/{form}")
async def answer(
    actor: Maker, posted: Posted, session: Writing, request: Request, response: Response,
    form: ApplicationForm,
) -> str:  # fmt: skip
    """The answers to a form: judged, shown once more, and received when the officer says so."""
    shell = await _shell(request, session, actor)
    rules, values = _rules(session), questions.values_of(form, posted)
    if posted.get("buoc") == "sua":
        return _form_page(shell, form, rules, values)
    cells = questions.cells_of(form, values)
    judged = await applications.judge(session, actor, form, cells)
    if judged.faults:
        response.status_code = 422
        return _form_page(shell, form, rules, values, questions.wrongs(form, judged.faults))
    if posted.get("buoc") != "gui":
        return _answers_page(shell, form, values, judged)
    received = await applications.enter(session, actor, form, cells)
    return see(response, f"{_HOME}/{form}/{received.list_id}")


@router.get("/nop-ho-so/{form}/{list_id}")
async def receipt(
    actor: Maker, session: Reading, request: Request, form: ApplicationForm, list_id: int
) -> str:
    """The number of a received application, and what happens next."""
    found = await dossiers.list_shown(session, list_id)
    if found["form"] != form:
        raise NotFound(what="danh sách")
    return render(
        _TEMPLATES, "received.html", shell=await _shell(request, session, actor), form=form,
        list_id=list_id, state=found["state"], said=questions.SAID[found["state"]],
        next_steps=questions.next_steps(_rules(session).road(policy.Group(form_of(form).group))),
    )  # fmt: skip


async def _shell(request: Request, session: Reading, actor: Actor) -> Shell:
    code = admin_units.code_of(actor.unit_path)
    unit = await admin_units.unit_at(session, code, clock.today(session))
    return Shell(mark_of(request), f"UBND {unit['kind']} {unit['name']}")


def _rules(session: Reading) -> policy.Policy:
    return policy.policy_at(clock.today(session), settings().policy_overrides)


def _form_page(
    shell: Shell,
    form: str,
    rules: policy.Policy,
    values: dict[str, str],
    wrong: Sequence[Wrong] = (),
) -> str:
    name, _ = questions.NAMES[form]
    jobs = [job.vi for job in rules.jobs.values()]
    return render(
        _TEMPLATES, "form.html", shell=shell, form=form, name=name, errors=wrong,
        parts=questions.parts(form, jobs, values, wrong),
    )  # fmt: skip


def _answers_page(shell: Shell, form: str, values: dict[str, str], judged: Judged) -> str:
    name, _ = questions.NAMES[form]
    return render(
        _TEMPLATES, "answers.html", shell=shell, form=form, name=name,
        parts=questions.parts(form, (), values), months=judged.months,
        amount_dong=judged.amount_dong,
        warnings=[one["message"] for one in judged.warnings],
    )  # fmt: skip
