"""Pages of intake for one paper: enter an application, check the answers, get its number."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from fastapi import Response

from app import dossiers, policy
from app.access import Actor, Desk, Desktop, Permission, Reading, Writing, allow
from app.core import clock
from app.core.errors import NotFound
from app.core.html import Wrong
from app.core.settings import settings
from app.core.web.page import Posted, page_doors, see
from app.intake import applications, questions
from app.intake.application_schemas import ApplicationForm
from app.intake.applications import Judged
from app.intake.forms import form_of

router = page_doors()
Maker = Annotated[Actor, allow(Permission.SUBMIT_LIST)]
_HERE = Path(__file__).parent / "templates"
_HOME = "/nop-ho-so"


@router.get("/nop-ho-so")
async def choose(actor: Maker, desk: Desk) -> str:
    """The forms that are entered one by one."""
    forms = [
        {"code": code, "name": name, "whom": whom} for code, (name, whom) in questions.NAMES.items()
    ]
    return desk.show(_HERE / "forms.html", forms=forms)


@router.get("/nop-ho-so/{form}")
async def ask(actor: Maker, session: Reading, desk: Desk, form: ApplicationForm) -> str:
    """A form, empty or with what a lost session interrupted."""
    values = questions.values_of(form, desk.typed.values)
    return _form_page(desk, form, _rules(session), values)


@router.post("/nop-ho-so/{form}", operation_id="enterApplication")
async def answer(
    actor: Maker, posted: Posted, session: Writing, desk: Desk, response: Response,
    form: ApplicationForm,
) -> str:  # fmt: skip
    """The answers to a form: judged, shown once more, and received when the officer says so."""
    rules, values = _rules(session), questions.values_of(form, posted)
    if posted.get("buoc") == "sua":
        return _form_page(desk, form, rules, values)
    cells = questions.cells_of(form, values)
    judged = await applications.judge(session, actor, form, cells)
    if judged.faults:
        response.status_code = 422
        return _form_page(desk, form, rules, values, questions.wrongs(form, judged.faults))
    if posted.get("buoc") != "gui":
        return _answers_page(desk, form, values, judged)
    received = await applications.enter(session, actor, form, cells)
    return see(response, f"{_HOME}/{form}/{received.list_id}")


@router.get("/nop-ho-so/{form}/{list_id}")
async def receipt(
    actor: Maker, session: Reading, desk: Desk, form: ApplicationForm, list_id: int
) -> str:
    """The number of a received application, and what happens next."""
    found = await dossiers.list_shown(session, list_id)
    if found["form"] != form:
        raise NotFound(what="danh sách")
    return desk.show(
        _HERE / "received.html", form=form, list_id=list_id, state=found["state"],
        said=questions.SAID[found["state"]],
        next_steps=questions.next_steps(_rules(session).road(policy.Group(form_of(form).group))),
    )  # fmt: skip


def _rules(session: Reading) -> policy.Policy:
    return policy.policy_at(clock.today(session), settings().policy_overrides)


def _form_page(
    desk: Desktop,
    form: str,
    rules: policy.Policy,
    values: dict[str, str],
    wrong: Sequence[Wrong] = (),
) -> str:
    name, _ = questions.NAMES[form]
    jobs = [job.vi for job in rules.jobs.values()]
    return desk.show(
        _HERE / "form.html", form=form, name=name, errors=wrong,
        parts=questions.parts(form, jobs, values, wrong),
    )  # fmt: skip


def _answers_page(desk: Desktop, form: str, values: dict[str, str], judged: Judged) -> str:
    name, _ = questions.NAMES[form]
    return desk.show(
        _HERE / "answers.html", form=form, name=name, parts=questions.parts(form, (), values),
        months=judged.months, amount_dong=judged.amount_dong,
        warnings=[one["message"] for one in judged.warnings],
    )  # fmt: skip
