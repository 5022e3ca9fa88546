"""Doors of the paper side: which forms there are, and their templates for an office's own area."""

import asyncio
from datetime import date
from io import BytesIO
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from app import admin_units, policy
from app.access import Actor, Permission, Reading, allow
from app.core import clock
from app.core.settings import settings
from app.core.web import Door
from app.intake.commands import check_offered
from app.intake.forms import FORMS, Form, form_of
from app.intake.sources import XLSX
from app.intake.template import write_template

router = APIRouter(tags=["intake"], route_class=Door)
Reader = Annotated[Actor, allow(Permission.READ_TEMPLATE)]
FormName = Annotated[
    str, Path(max_length=40, description="01 … 14, bao-tu, chuyen-di, or a programme's group")
]

_EMPLOYER = "TÊN DOANH NGHIỆP: ……………………"
_DEPARTMENT = "Sở Lao động - Thương binh và Xã hội"


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
    rules = policy.policy_at(clock.today(session), settings().policy_overrides)
    own = [
        form_of(rule.code)
        for rule in rules.groups
        if rule.programme is not None and rule.is_for(actor.standing.province)
    ]
    forms = (*FORMS.values(), *own)
    return [FormShown.model_validate(form, from_attributes=True) for form in forms]


@router.get(
    "/templates/{form}.xlsx",
    operation_id="readTemplate",
    response_class=Response,
    responses={200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def read_template(actor: Reader, session: Reading, form: FormName) -> Response:
    """The empty template of a form, with the communes of the actor's own area to choose from."""
    wanted, today = form_of(form), clock.today(session)
    rules = policy.policy_at(today, settings().policy_overrides)
    check_offered(rules, wanted, actor.standing.province, today)
    unit, parent = await _names(session, actor.unit_path, today, wanted)
    said: dict[str, Any] = {
        "unit_name": unit,
        "parent_name": parent,
        "communes": await _communes(session, actor.unit_path, today),
        "jobs": [job.vi for job in rules.jobs.values()],
        "day": today,
    }
    out = BytesIO()
    await asyncio.to_thread(write_template, wanted, out=out, **said)
    headers = {"Content-Disposition": f'attachment; filename="mau-{wanted.code}.xlsx"'}
    return Response(out.getvalue(), media_type=XLSX, headers=headers)


async def _communes(session: AsyncSession, path: str, day: date) -> list[str]:
    if not path:
        return []
    if admin_units.level_of(path) == "commune":
        return [_named(await admin_units.unit_at(session, admin_units.code_of(path), day))]
    found = await admin_units.units_inside(session, path, "commune")
    return sorted({_named(unit) for unit in found})


async def _names(session: AsyncSession, path: str, day: date, form: Form) -> tuple[str, str]:
    """The office that compiles the list, and the one above it, as its title block names them."""
    codes = [code for code in path.split(".") if code]
    units = [await admin_units.unit_at(session, code, day) for code in codes[-2:]]
    offices = [f"Ủy ban nhân dân {_named(unit)}" for unit in units]
    if form.compiled_by == "employer":
        return _EMPLOYER, offices[-1] if offices else ""
    if len(codes) < 2:
        return _DEPARTMENT, offices[-1] if offices else ""
    return offices[1], offices[0]


def _named(unit: dict[str, Any]) -> str:
    return f"{unit['kind']} {unit['name']}"
