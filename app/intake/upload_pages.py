"""Pages on which an office hands in a list: template, file, corrected file, names of columns."""

from pathlib import Path
from typing import Annotated, Any, NamedTuple

from fastapi import Depends, Query, Response
from fastapi import Path as InPath

from app import dossiers, policy
from app.access import Actor, Desk, Permission, Reading, Writing, allow
from app.core import clock
from app.core.db import transaction
from app.core.settings import settings
from app.core.text import tidy
from app.core.web.forms import Form as Sent
from app.core.web.forms import each
from app.core.web.page import Posted, page_doors, see
from app.intake import commands, queries
from app.intake.arrival import inspected, known_form
from app.intake.csv_cells import CSV
from app.intake.forms import form_of
from app.intake.offered import filled_template, own_forms
from app.intake.reading import limits
from app.intake.refusals import FileNotChosen, FormNotChosen, WorkbookTooLarge
from app.intake.schemas import Upload
from app.intake.sources import XLSX

router = page_doors()
Maker = Annotated[Actor, allow(Permission.SUBMIT_LIST)]
Reader = Annotated[Actor, allow(Permission.READ_TEMPLATE)]
Number = Annotated[int, InPath(ge=1, lt=2**62)]
FormName = Annotated[str, InPath(max_length=40)]
Short = Annotated[str, Query(max_length=40)]
_HERE = Path(__file__).parent / "templates"


class Arrived(NamedTuple):
    """A file that came with a form: of which list form, its bytes, its name."""

    form: str
    upload: Upload
    file_name: str


@router.get("/nop-danh-sach")
async def choose(
    actor: Maker, session: Reading, desk: Desk, mau: Short = "", xong: Short = ""
) -> str:
    """The forms of the own office with their templates, and the field for the filled file."""
    return desk.show(
        _HERE / "upload.html", forms=_named(session, actor), form=mau, done=xong,
        names=actor.may(Permission.NAME_COLUMNS), most_rows=limits().max_rows,
        most_mib=limits().max_bytes >> 20,
    )  # fmt: skip


def _named(session: Reading, actor: Actor) -> list[dict[str, Any]]:
    """The forms of an office, by number, with their names in words."""
    rules = policy.policy_at(clock.today(session), settings().policy_overrides)
    return [
        {
            "code": form.code, "name": dossiers.form_name(rules, form.code), "annex": form.annex,
            "by_hand": form.code in ("02", "03", "04"),
        }
        for form in own_forms(session, actor)
    ]  # fmt: skip


@router.get("/nop-danh-sach/mau/{form}.xlsx")
async def template(actor: Reader, session: Reading, form: FormName) -> Response:
    """The empty template of a form, with the communes of the actor's own area."""
    content = await filled_template(session, actor, form)
    headers = {"Content-Disposition": f'attachment; filename="mau-{form}.xlsx"'}
    return Response(content, media_type=XLSX, headers=headers)


# --- the file -----------------------------------------------------------------------------------


def file_of(posted: Sent, field: str = "file") -> tuple[bytes, str, str]:
    """The bytes, media type and name of a file that was sent; raises FileNotChosen."""
    sent = posted.files.get(field)
    if sent is None or not (sent.name or sent.content):
        raise FileNotChosen
    if len(sent.content) > limits().max_bytes:
        raise WorkbookTooLarge(found=len(sent.content), limit=limits().max_bytes)
    media_type = CSV if sent.name.lower().endswith((".csv", ".txt")) else XLSX
    name = "".join(letter for letter in tidy(sent.name) if letter.isprintable())
    return sent.content, media_type, name[:200] or "danh-sach"


def form_named_in(posted: Sent) -> str:
    """The code of the list form that was chosen; raises FormNotChosen."""
    if not posted.get("form", ""):
        raise FormNotChosen
    return posted["form"]


async def _new_file(actor: Maker, posted: Posted) -> Arrived:
    code, (content, media_type, name) = each(lambda: form_named_in(posted), lambda: file_of(posted))
    form = await known_form(actor, code)
    return Arrived(code, await inspected(actor, form, content, media_type, None), name)


async def _corrected_file(actor: Maker, posted: Posted, list_id: Number) -> Arrived:
    content, media_type, name = file_of(posted)
    async with transaction(actor.standing) as session:
        found = await queries.list_of(session, list_id)
        mapping_id = await queries.mapping_used(session, list_id)
    form = form_of(found.form, found.policy_revision)
    upload = await inspected(actor, form, content, media_type, mapping_id)
    return Arrived(found.form, upload, name)


# Inspected before the act opens its transaction: no connection waits for a file.
NewFile = Annotated[Arrived, Depends(_new_file)]
CorrectedFile = Annotated[Arrived, Depends(_corrected_file)]


@router.post("/nop-danh-sach", operation_id="receiveList")
async def hand_in(
    actor: Maker, posted: Posted, arrived: NewFile, session: Writing, response: Response
) -> str:
    """Hand in a filled file: it is inspected at once and read in the background."""
    list_id = await commands.receive_list(
        session, actor, arrived.form, arrived.upload, arrived.file_name
    )
    return see(response, f"/danh-sach/{list_id}")


@router.get("/nop-danh-sach/{list_id}")
async def correct(actor: Maker, session: Reading, desk: Desk, list_id: Number) -> str:
    """The field for a corrected file of a list, and what will become of its rows."""
    found = await queries.list_of(session, list_id)
    rules = dossiers.rules_of(found)
    return desk.show(
        _HERE / "upload_again.html", found=found, most_mib=limits().max_bytes >> 20,
        form_name=dossiers.form_name(rules, found.form), own=found.unit_path == actor.unit_path,
    )  # fmt: skip


@router.post("/nop-danh-sach/{list_id}", operation_id="correctList")
async def hand_in_again(
    actor: Maker,
    posted: Posted,
    arrived: CorrectedFile,
    session: Writing,
    response: Response,
    list_id: Number,
) -> str:
    """A corrected file of the same list: only changed rows change."""
    await commands.correct_list(session, actor, list_id, arrived.upload, arrived.file_name)
    return see(response, f"/danh-sach/{list_id}")
