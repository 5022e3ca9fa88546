"""Doors of the paper side: which forms there are, and their templates for an office's own area."""

from typing import Annotated

from fastapi import Path, Response
from pydantic import BaseModel

from app.access import Actor, Permission, Reading, allow
from app.core.web import Doors
from app.intake.offered import filled_template, offered_forms
from app.intake.sources import XLSX

router = Doors(tags=["intake"])
Reader = Annotated[Actor, allow(Permission.READ_TEMPLATE)]
FormName = Annotated[
    str, Path(max_length=40, description="01 … 14, bao-tu, chuyen-di, or a programme's group")
]


class ColumnShown(BaseModel):
    """A column of a form, or a fact above its table, as its paper names it."""

    field: str
    header: str
    kind: str
    required: bool
    choices: tuple[str, ...]


class FormShown(BaseModel):
    """A form: who compiles it, at which level it is handed in, what becomes of its rows."""

    code: str
    group: str
    annex: str
    title: str
    compiled_by: str
    handed_in_at: str
    purpose: str
    head: tuple[ColumnShown, ...]
    columns: tuple[ColumnShown, ...]


@router.get("/templates", operation_id="readForms")
async def read_forms(actor: Reader, session: Reading) -> list[FormShown]:
    """Every form that a list may have: the annex's, the notices, one's province's programmes."""
    forms = offered_forms(session, actor)
    return [FormShown.model_validate(form, from_attributes=True) for form in forms]


@router.get(
    "/templates/{form}.xlsx",
    operation_id="readTemplate",
    response_class=Response,
    responses={200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def read_template(actor: Reader, session: Reading, form: FormName) -> Response:
    """The empty template of a form, with the communes of the actor's own area to choose from."""
    content = await filled_template(session, actor, form)
    headers = {"Content-Disposition": f'attachment; filename="mau-{form}.xlsx"'}
    return Response(content, media_type=XLSX, headers=headers)
