"""Pages of policy documents: entered by one person, put in force by the word of another."""

import json
import tomllib
from pathlib import Path
from typing import Annotated, Any

from fastapi import Path as InPath
from fastapi import Query, Response
from pydantic import ValidationError
from pydantic_core import to_json

from app.access import Actor, Confirmed, Desk, Permission, Reading, Writing, allow
from app.core.html import Wrong
from app.core.language import spoken
from app.core.web.forms import FormWrong, SentFile, filled
from app.core.web.page import Posted, page_doors, see
from app.core.web.problems import words_for
from app.policy import commands, queries, words
from app.policy.enactment_routes import shown
from app.policy.page_forms import ProgrammeForm, told_by
from app.policy.pages import said
from app.policy.programmes import Enactment

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_POLICY)]
Keeper = Annotated[Actor, allow(Permission.ENTER_POLICY)]
Approver = Annotated[Actor, allow(Permission.APPROVE_POLICY)]
Number = Annotated[int, InPath(ge=1, lt=2**62)]
FILE = "tep"
_HERE = Path(__file__).parent / "templates"
_HOME = "/chinh-sach/van-ban"
_TOLD = 10


@router.get("/chinh-sach/van-ban")
async def enactments(actor: Reader, session: Reading, desk: Desk) -> str:
    """The nation's documents and those of one's own province, latest first."""
    rows = [shown(one) for one in await queries.enactments(session)]
    return desk.show(_HERE / "enactments.html", rows=rows)


@router.get("/chinh-sach/van-ban/nhap")
async def ask_enactment(actor: Keeper, session: Reading, desk: Desk) -> str:
    """A programme of the province as a form, or any document as a file."""
    return desk.show(
        _HERE / "enter.html", compilers=words.COMPILERS, levels=words.LEVELS, funds=words.FUNDS,
        beside=words.BESIDE, amounts=words.AMOUNTS, file=FILE,
    )  # fmt: skip


@router.post("/chinh-sach/van-ban/nhap", operation_id="enterEnactment")
async def enter(actor: Keeper, posted: Posted, session: Writing, response: Response) -> str:
    """Keep a document that the law can take; it waits for the word of a second person."""
    if posted.get("cach") == FILE:
        document = _document_in(posted.files.get(FILE))
    else:
        province = actor.unit_path.partition(".")[0] or None
        document = _document_of(filled(ProgrammeForm, posted), province)
    made = await commands.enter_enactment(session, actor, document)
    return see(response, f"{_HOME}/{made.id}?xong=nhap")


@router.get("/chinh-sach/van-ban/{enactment_id}")
async def enactment(
    actor: Reader,
    session: Reading,
    desk: Desk,
    enactment_id: Number,
    xong: Annotated[str, Query(max_length=20)] = "",
) -> str:
    """One document as it was entered, and what it changes."""
    return desk.show(
        _HERE / "enactment.html", done=words.DONE.get(xong, ""), approving=False,
        **await _document(session, enactment_id),
    )  # fmt: skip


async def _document(session: Reading, enactment_id: int) -> dict[str, Any]:
    """What the pages of a document show; of one in force nothing is foretold any more."""
    paper = shown(await queries.enactment(session, enactment_id))
    found = commands.differences(paper.document) if paper.revision is None else []
    return {
        "paper": paper, "said": said, "compilers": dict(words.COMPILERS),
        "funds": dict(words.FUNDS), "changed": [one for one in found if one.before is not None],
        "beside": {code: hint for code, _, hint in words.BESIDE},
    }  # fmt: skip


@router.get("/chinh-sach/van-ban/{enactment_id}/phe-duyet")
async def ask_approval(actor: Approver, session: Reading, desk: Desk, enactment_id: Number) -> str:
    """What will differ once the document is in force."""
    return desk.show(
        _HERE / "enactment.html", done="", approving=True, **await _document(session, enactment_id)
    )


@router.post("/chinh-sach/van-ban/{enactment_id}/phe-duyet", operation_id="approveEnactment")
async def approve(
    actor: Approver,
    posted: Posted,
    confirmed: Confirmed,
    session: Writing,
    response: Response,
    enactment_id: Number,
) -> str:
    """Put a document in force; lists received before keep their road and rules."""
    await commands.approve_enactment(session, actor, enactment_id)
    return see(response, f"{_HOME}/{enactment_id}?xong=phe-duyet")


def _document_of(form: ProgrammeForm, province: str | None) -> Enactment:
    """The policy document that a filled form amounts to; raises FormWrong."""
    if form.last_day < form.first_day:
        raise FormWrong([Wrong("last_day", "", "ngày cuối phải sau ngày đầu")])
    return _read(told_by(form, province))


def _document_in(file: SentFile | None) -> Enactment:
    """The policy document in a file, JSON or TOML by its name; raises FormWrong."""
    if file is None or not file.content:
        raise FormWrong([Wrong(FILE, "", "chưa chọn tệp")])
    try:
        text = file.content.decode("utf-8")
        told = tomllib.loads(text) if file.name.endswith(".toml") else json.loads(text)
    except (ValueError, RecursionError):
        raise FormWrong([Wrong(FILE, "", "tệp không phải JSON hay TOML đọc được")]) from None
    return _read(told)


def _read(told: Any) -> Enactment:
    try:
        return Enactment.model_validate_json(to_json(told))
    except ValidationError as error:
        raise FormWrong(
            Wrong(FILE, "", f"{'.'.join(map(str, one['loc']))}: {words_for(one, spoken())}")
            for one in error.errors()[:_TOLD]
        ) from None
