"""A province's programme as a form asks for it."""

from typing import Any, Literal

from app.core.shapes import Line, Order, WholeDong
from app.policy.claims import Day
from app.policy.programmes import Code, Days, Heading, Months


class ProgrammeForm(Order):
    """The common case: one programme, one group, one sum, money of one level."""

    code: Code
    title: Line
    article: Line = "?"
    effective_from: Day
    group_vi: Line
    group_en: Line | None = None
    heading: Heading
    amount_kind: Literal["fixed", "monthly"]
    dong: WholeDong
    months_cap: Months = 1
    first_day: Day
    last_day: Day
    compiled_by: Literal["employer", "worker", "commune", "district", "province"]
    handed_in_at: Literal["commune", "district", "province"]
    commune_days: Days | None = None
    district_days: Days | None = None
    team_days: Days | None = None
    chairman_days: Days | None = None
    fund_level: Literal["central", "province", "district", "other"]
    beside: Literal["gives_way", "competes"]


def told_by(form: ProgrammeForm, province: str | None) -> dict[str, Any]:
    """The policy document that a filled form amounts to, as a file would tell it."""
    programme: dict[str, Any] = {
        "code": form.code, "vi": form.group_vi, "en": form.group_en or form.group_vi,
        "title": form.heading, "amount": _amount(form), "first_day": form.first_day,
        "last_day": form.last_day, "compiled_by": form.compiled_by,
        "handed_in_at": form.handed_in_at, "road": _road(form),
        "fund": {"level": form.fund_level}, "beside": form.beside,
    }  # fmt: skip
    return {
        "code": form.code.replace("_", "-"), "title": form.title, "article": form.article,
        "province": province, "effective_from": form.effective_from, "programmes": [programme],
    }  # fmt: skip


def _amount(form: ProgrammeForm) -> dict[str, Any]:
    amount: dict[str, Any] = {"kind": form.amount_kind, "dong": form.dong}
    return amount | ({"months_cap": form.months_cap} if form.amount_kind == "monthly" else {})


def _road(form: ProgrammeForm) -> dict[str, Any]:
    days = {
        "district": form.district_days, "team": form.team_days, "chairman": form.chairman_days,
    }  # fmt: skip
    road: dict[str, Any] = {name: {"working_days": limit} for name, limit in days.items()}
    if form.handed_in_at == "commune":
        road["commune"] = {"working_days": form.commune_days, "posted": True}
    return road
