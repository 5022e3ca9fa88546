"""Pages on which an office says once what the columns of its own software's files mean."""

from pathlib import Path
from typing import Annotated, Any, NamedTuple

from fastapi import Depends, Query, Response

from app import dossiers, policy
from app.access import Actor, Desk, Permission, Reading, Writing, allow
from app.core import clock
from app.core.html import Wrong
from app.core.settings import settings
from app.core.web.forms import Form as Sent
from app.core.web.forms import FormWrong, each, filled
from app.core.web.page import Posted, page_doors, see
from app.intake import mappings
from app.intake.arrival import known_form
from app.intake.file_schemas import MappingOrder
from app.intake.forms import Form, form_of
from app.intake.offered import own_forms
from app.intake.reading import limits, reader
from app.intake.refusals import not_a_workbook
from app.intake.upload_pages import file_of, form_named_in

router = page_doors()
Namer = Annotated[Actor, allow(Permission.NAME_COLUMNS)]
Short = Annotated[str, Query(max_length=40)]
_HERE = Path(__file__).parent / "templates"
_BREAK = "\n"


class Asked(NamedTuple):
    """The columns of a file that somebody wants to name: headers, and what each may mean."""

    form: Form
    headers: list[str]
    proposal: dict[str, str]


async def _headers(actor: Namer, posted: Posted) -> Asked | None:
    """The headers of a file that came with the form; none when the names come instead."""
    if "headers" in posted:
        await known_form(actor, form_named_in(posted))
        return None
    code, (content, media_type, _) = each(lambda: form_named_in(posted), lambda: file_of(posted))
    form = await known_form(actor, code)
    if not content:
        raise not_a_workbook("empty", "tệp rỗng")
    told = (content, form, media_type, limits())
    headers, proposal = await reader().run(mappings.headers_of, *told)
    return Asked(form, list(headers), proposal)


# Read before the act opens its transaction: no connection waits for a file.
FoundHeaders = Annotated[Asked | None, Depends(_headers)]


@router.get("/nop-danh-sach/cot")
async def columns(actor: Namer, session: Reading, desk: Desk, mau: Short = "") -> str:
    """The form and a file of the own software; or the names again that were refused."""
    rules = policy.policy_at(clock.today(session), settings().policy_overrides)
    code = desk.typed.value("form", mau)
    headers = desk.typed.value("headers")
    asked = None
    if headers:
        asked = Asked(form_of(code), headers.split(_BREAK), {})
    known = await mappings.mappings_of(session, actor.unit_path, None)
    forms = [(one.code, dossiers.form_name(rules, one.code)) for one in own_forms(session, actor)]
    return desk.show(
        _HERE / "columns.html", forms=forms, form=code, asked=asked, known=known,
        fields=_fields(asked), break_=_BREAK, names=dict(forms),
    )  # fmt: skip


@router.post("/nop-danh-sach/cot", operation_id="nameColumns")
async def name_columns(
    actor: Namer,
    posted: Posted,
    found: FoundHeaders,
    session: Writing,
    desk: Desk,
    response: Response,
) -> str:
    """A file's headers with what each may mean; then the officer's word on them, remembered."""
    if found is not None:
        return desk.show(
            _HERE / "columns.html", forms=(), form=found.form.code, asked=found, known=(),
            fields=_fields(found), break_=_BREAK, names={},
        )  # fmt: skip
    order = _order(posted)
    faults = mappings.faults_in(order)
    if faults:
        raise FormWrong(Wrong("", "", one["message"]) for one in faults)
    await mappings.name_columns(session, actor, order)
    return see(response, f"/nop-danh-sach?mau={order.form}&xong=cot")


def _fields(asked: Asked | None) -> list[tuple[str, str]]:
    """The fields of a form that a column may be."""
    return [(one.field, one.header) for one in asked.form.columns] if asked else []


def _order(posted: Sent) -> MappingOrder:
    headers = posted["headers"].split(_BREAK)
    named = {header: posted.get(f"cot-{place}", "") for place, header in enumerate(headers)}
    columns: dict[str, Any] = {header: field for header, field in named.items() if field}
    return filled(MappingOrder, posted, headers=headers, columns=columns, constants={})
