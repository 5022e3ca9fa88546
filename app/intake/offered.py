"""The forms that an office may use, and their empty templates for its own area."""

import asyncio
from datetime import date
from io import BytesIO
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app import admin_units, policy
from app.access import Actor
from app.core import clock
from app.core.settings import settings
from app.intake.commands import check_offered
from app.intake.forms import FORMS, Form, form_of
from app.intake.template import write_template

_EMPLOYER = "TÊN DOANH NGHIỆP: ……………………"
_DEPARTMENT = "Sở Lao động - Thương binh và Xã hội"


def offered_forms(session: AsyncSession, actor: Actor) -> list[Form]:
    """Every form that a list may have: the annex's, the notices, one's province's programmes."""
    rules = policy.policy_at(clock.today(session), settings().policy_overrides)
    own = [
        form_of(rule.code)
        for rule in rules.groups
        if rule.programme is not None and rule.is_for(actor.standing.province)
    ]
    return [*FORMS.values(), *own]


def own_forms(session: AsyncSession, actor: Actor) -> list[Form]:
    """The forms whose lists an office of this level hands in."""
    level = admin_units.level_of(actor.unit_path)
    return [
        form
        for form in offered_forms(session, actor)
        if form.handed_in_at == level and form.purpose != "notice"
    ]


async def filled_template(session: AsyncSession, actor: Actor, code: str) -> bytes:
    """The empty template of a form, with the communes of the actor's own area to choose from."""
    wanted, today = form_of(code), clock.today(session)
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
    return out.getvalue()


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
