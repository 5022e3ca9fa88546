"""Pages of access: sign in by two factors, choose an office, sign out, choose a language."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, ClassVar
from urllib.parse import quote

from fastapi import Depends, Request, Response
from pydantic import ValidationError

from app.access import commands, passwords, queries, second_factor, sessions
from app.access.guards import CODE_FIELD
from app.access.pictures import as_picture, in_fours
from app.access.rules import WrongCode, WrongPassword
from app.access.schemas import SignIn
from app.access.sessions import Entering
from app.access.words import ROLE_VI
from app.core.db import NOBODY, transaction
from app.core.errors import Refused, Unauthenticated
from app.core.html import Shell, Typed, render
from app.core.language import LANGUAGES, spoken
from app.core.web.cookies import LANGUAGE, keep, keep_token, mark_of, stranger_mark, token_of
from app.core.web.forms import Form
from app.core.web.page import (
    SIGN_IN,
    Posted,
    Retyped,
    come_back,
    go_on,
    inside,
    page_doors,
    see,
)

router = page_doors()
_HERE = Path(__file__).parent / "templates"
_CODE, _SET_UP, _OFFICE = (f"{SIGN_IN}/{step}" for step in ("ma", "thiet-lap", "chuc-danh"))


class SignInUnreadable(Refused):
    """The user name, password or code is longer than any can be."""

    status: ClassVar[int] = 422
    vi: ClassVar[str] = "Tên đăng nhập, mật khẩu hoặc mã dài quá mức có thể."


async def _way(request: Request) -> Entering:
    async with transaction(NOBODY) as session:
        return await sessions.entering(session, token_of(request))


OnTheWay = Annotated[Entering, Depends(_way)]
"""Somebody who has shown the first factor and is not inside yet."""


# --- the first factor ---------------------------------------------------------------------------


@router.get("/dang-nhap")
async def door(request: Request, response: Response, typed: Retyped, tiep: str = "/") -> str:
    """The page where one signs in."""
    shell = Shell(stranger_mark(request, response))
    first_time = typed.value("cach") == "ma-kich-hoat"
    facts = {"first_time": first_time, "least": passwords.SHORTEST}
    return _page("sign_in.html", shell, typed, tiep, **facts)


@router.post("/dang-nhap")
async def come_in(request: Request, response: Response, posted: Posted) -> str:
    """Take a password or an enrolment code, and go on to the second factor."""
    order = _order(posted)
    client = sessions.client_words(request.headers.get("user-agent", ""))
    try:
        async with transaction(NOBODY) as session:
            account_id = await commands.prove_first(session, order)
            await queries.appointments_in_force(session, account_id, queries.today(session))
            known = await second_factor.is_set_up(session, account_id)
            if not known:
                await second_factor.begin_set_up(session, account_id)
            token = await sessions.start(session, account_id, client)
    except WrongPassword:
        async with transaction(NOBODY) as session:
            await commands.count_failure(session, order.user_name or "")
        raise
    return await _next(request, response, _CODE if known else _SET_UP, posted, token)


def _order(posted: dict[str, str]) -> SignIn:
    try:
        if posted.get("cach") != "ma-kich-hoat":
            name, password = posted.get("ten", "").strip(), posted.get("mat-khau", "")
            return SignIn.model_validate({"user_name": name, "password": password})
        code, password = posted.get("ma", "").strip(), posted.get("mat-khau-moi", "")
        return SignIn.model_validate({"enrolment_code": code, "password": password})
    except ValidationError:
        raise SignInUnreadable from None


# --- the second factor --------------------------------------------------------------------------


@router.get("/dang-nhap/ma")
async def ask_code(who: OnTheWay, request: Request, typed: Retyped, tiep: str = "/") -> str:
    """The six digits that the authenticator shows now."""
    return _page("code.html", Shell(mark_of(request)), typed, tiep)


@router.post("/dang-nhap/ma")
async def show_code(who: OnTheWay, request: Request, response: Response, posted: Posted) -> str:
    """Open the session, or go on to choose an office."""
    return await _go_in(request, response, who, posted)


@router.get("/dang-nhap/thiet-lap")
async def ask_set_up(who: OnTheWay, request: Request, typed: Retyped, tiep: str = "/") -> str:
    """The key of a second factor, as a picture and as letters; shown to nobody who has one."""
    async with transaction(NOBODY) as session:
        known = await second_factor.is_set_up(session, who.account_id)
        key = None if known else await second_factor.key_to_set_up(session, who.account_id)
    if key is None:
        raise Unauthenticated
    return _page(
        "set_up.html", Shell(mark_of(request)), typed, tiep, key=in_fours(key),
        picture=as_picture(second_factor.address_of(key, who.user_name)), user_name=who.user_name,
    )  # fmt: skip


@router.post("/dang-nhap/thiet-lap")
async def set_up(who: OnTheWay, request: Request, response: Response, posted: Posted) -> str:
    """Confirm a code of the new key: from now on it is asked for."""
    return await _go_in(request, response, who, posted, setting_up=True)


async def _go_in(
    request: Request, response: Response, who: Entering, posted: Form, *, setting_up: bool = False
) -> str:
    """The way on for whoever shows the right code; a wrong one is counted."""
    code = posted.get(CODE_FIELD, "")
    try:
        async with transaction(NOBODY) as session:
            if setting_up:
                await second_factor.confirm(session, who.account_id, code, first=True)
            else:
                await second_factor.use_code(session, who.account_id, code)
            token, inside_now = await sessions.move_on(session, who)
    except WrongCode:
        async with transaction(NOBODY) as session:
            await commands.count_failure_of(session, who.account_id)
        raise
    return await _next(request, response, "" if inside_now else _OFFICE, posted, token)


# --- the office ---------------------------------------------------------------------------------


@router.get("/dang-nhap/chuc-danh")
async def ask_office(who: OnTheWay, request: Request, typed: Retyped, tiep: str = "/") -> str:
    """For which of several offices somebody comes in this time."""
    _shown_both(who)
    async with transaction(NOBODY) as session:
        offices = await queries.offices_of(session, who.account_id)
    facts = {"offices": offices, "roles": ROLE_VI}
    return _page("choose_office.html", Shell(mark_of(request)), typed, tiep, **facts)


@router.post("/dang-nhap/chuc-danh")
async def choose_office(who: OnTheWay, request: Request, response: Response, posted: Posted) -> str:
    """Come in under the office that was chosen."""
    _shown_both(who)
    chosen = posted.get("chuc-danh", "")
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 19):
        raise posted.wrong("chuc-danh", "hãy chọn một chức danh")
    async with transaction(NOBODY) as session:
        token, _ = await sessions.move_on(session, who, int(chosen))
    return await _next(request, response, "", posted, token)


def _shown_both(who: Entering) -> None:
    if who.second_factor_at is None:
        raise Unauthenticated


# --- on the way ---------------------------------------------------------------------------------


def _page(template: str, shell: Shell, typed: Typed, tiep: str, **facts: Any) -> str:
    """A page on the way in; where somebody was going, and with what form, goes along."""
    return render(
        _HERE, template, shell=shell, typed=typed, next=inside(typed.value("tiep", tiep)),
        carried=typed.value("don"), **facts,
    )  # fmt: skip


async def _next(request: Request, response: Response, step: str, posted: Form, token: str) -> str:
    """On to a step, or inside when none is left; a form on its way stays with its visitor."""
    keep_token(request, response, token)
    there, carried = inside(posted.get("tiep", "/")), posted.get("don", "")
    if not step:
        return await come_back(request, response, there, carried, token)
    if not carried:
        return see(response, f"{step}?tiep={quote(there)}")
    return await go_on(request, response, step, [("tiep", there), ("don", carried)], token)


@router.post("/dang-xuat")
async def leave(request: Request, response: Response, posted: Posted) -> str:
    """Give the token back; whoever has it afterwards has nothing."""
    with suppress(Refused):
        async with transaction(NOBODY) as session:
            await commands.sign_out(session, token_of(request))
    keep_token(request, response, "")
    return see(response, SIGN_IN)


@router.get("/ngon-ngu/{language}")
async def choose_language(
    request: Request, response: Response, language: str, ve: str = "/"
) -> str:
    """Let the pages speak another language from now on; a preference, and nothing else."""
    keep(request, response, LANGUAGE, language if language in LANGUAGES else spoken())
    return see(response, inside(ve))
