"""Pages of one's own account: what is open in one's name, the password, the second factor."""

from pathlib import Path
from typing import Annotated, Final

from fastapi import Depends, Request, Response

from app.access import commands, passwords, queries, second_factor, sessions
from app.access.desk import Desk
from app.access.guards import CODE_FIELD, Confirmed, CurrentActor, Reading, Writing
from app.access.pictures import as_picture, in_fours
from app.access.rules import OldPasswordWrong
from app.core.db import transaction
from app.core.digests import secret_digest
from app.core.html import TEMPLATES
from app.core.language import speaker
from app.core.web.cookies import keep_token, token_of
from app.core.web.forms import Form
from app.core.web.page import SIGN_IN, Posted, page_doors, see

router = page_doors()
_HERE = Path(__file__).parent / "templates"
_DONE: Final = {
    "ket-thuc": "Đã kết thúc phiên đó.",
    "khac": "Đã kết thúc mọi phiên khác.",
    "mat-khau": "Đã đổi mật khẩu; mọi phiên khác đã kết thúc.",
    "ung-dung": "Từ nay dùng mã của ứng dụng mới; mọi phiên khác đã kết thúc.",
}
_LONGEST: Final = 200
_say = speaker((_HERE, TEMPLATES))


@router.get("/phien")
async def own_sessions(
    actor: CurrentActor, session: Reading, desk: Desk, request: Request, xong: str = ""
) -> str:
    """What is open in one's name, and where."""
    rows = await sessions.sessions_of(session, actor.account_id)
    return desk.show(
        _HERE / "sessions.html", rows=rows, own=_own(request), done=_DONE.get(xong, "")
    )


@router.post("/phien", operation_id="endSessions")
async def end_sessions(
    actor: CurrentActor, posted: Posted, session: Writing, request: Request, response: Response
) -> str:
    """End one of them, all others, or all."""
    what = posted.get("viec", "")
    if what == "tat-ca":
        await sessions.end_all(session, actor.account_id)
        keep_token(request, response, "")
        return see(response, SIGN_IN)
    if what == "khac":
        await sessions.end_all(session, actor.account_id, but=_own(request))
    else:
        await sessions.end_one(session, actor.account_id, _digest_in(posted))
    return see(response, f"/phien?xong={what if what in _DONE else 'ket-thuc'}")


def _own(request: Request) -> bytes:
    return secret_digest(token_of(request))


def _digest_in(posted: Form) -> bytes:
    try:
        return bytes.fromhex(posted.get("phien", ""))
    except ValueError:
        return b""


async def _knows_password(actor: CurrentActor, posted: Posted, confirmed: Confirmed) -> None:
    """A wrong old password is a failure of the account, kept whatever becomes of the form."""
    old = posted.get("mat-khau-cu", "")
    try:
        async with transaction(actor.standing) as session:
            await commands.check_password(session, actor.account_id, old)
    except OldPasswordWrong:
        async with transaction(actor.standing) as session:
            await commands.count_failure_of(session, actor.account_id)
        raise


KnowsPassword = Annotated[None, Depends(_knows_password)]


@router.get("/phien/mat-khau")
async def ask_password(actor: CurrentActor, desk: Desk) -> str:
    """The form of a new password."""
    return desk.show(_HERE / "password.html", least=passwords.SHORTEST)


@router.post("/phien/mat-khau", operation_id="changePassword")
async def change_password(  # noqa: PLR0913 - a door names all that it takes
    actor: CurrentActor, posted: Posted, confirmed: Confirmed, known: KnowsPassword,
    session: Writing, request: Request, response: Response,
) -> str:  # fmt: skip
    """A new password for whoever knows the old one and shows a code."""
    new = posted.get("mat-khau-moi", "")
    if len(new) > _LONGEST:
        raise posted.wrong("mat-khau-moi", _say("nhiều nhất {n} ký tự", n=_LONGEST))
    if new != posted.get("mat-khau-lai", ""):
        raise posted.wrong("mat-khau-lai", "hai lần nhập không giống nhau")
    await commands.change_password(session, actor.account_id, new, _own(request))
    return see(response, "/phien?xong=mat-khau")


@router.get("/phien/ung-dung")
async def ask_old_code(actor: CurrentActor, desk: Desk) -> str:
    """A new second factor begins with a code of the old one."""
    return desk.show(_HERE / "new_factor.html")


@router.post("/phien/ung-dung", operation_id="beginSecondFactor")
async def begin_factor(
    actor: CurrentActor, posted: Posted, confirmed: Confirmed, session: Writing, response: Response
) -> str:
    """Make a new key; the old one stays good until a code of the new one is confirmed."""
    await second_factor.begin_set_up(session, actor.account_id)
    return see(response, "/phien/ung-dung/moi")


@router.get("/phien/ung-dung/moi")
async def show_new_key(
    actor: CurrentActor, session: Reading, desk: Desk, response: Response
) -> str:
    """The new key, as a picture and as letters, for a quarter of an hour."""
    key = await second_factor.key_to_set_up(session, actor.account_id)
    if key is None:
        return see(response, "/phien/ung-dung")
    name = await queries.user_name_of(session, actor.account_id)
    picture = as_picture(second_factor.address_of(key, name))
    return desk.show(_HERE / "new_key.html", key=in_fours(key), picture=picture, user_name=name)


@router.post("/phien/ung-dung/moi", operation_id="confirmSecondFactor")
async def confirm_new_key(
    actor: CurrentActor, posted: Posted, session: Writing, request: Request, response: Response
) -> str:
    """From now on codes are those of the new key; all else that is open ends."""
    code = posted.get(CODE_FIELD, "")
    await second_factor.confirm(session, actor.account_id, code, first=False)
    await sessions.end_all(session, actor.account_id, but=_own(request))
    return see(response, "/phien?xong=ung-dung")
