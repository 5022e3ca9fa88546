"""Pages of the policy: what is in force on a day, from which source, and how sure."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

from fastapi import Path as InPath
from fastapi import Query

from app.access import Actor, Desk, Permission, Reading, allow
from app.core import clock
from app.core.html import NONE, TEMPLATES, Wrong, day, number
from app.core.language import speaker
from app.core.settings import settings
from app.core.web.forms import day_in
from app.core.web.page import page_doors
from app.policy import words
from app.policy.drafting import policy_at
from app.policy.schemas import FIRST_DAY, LAST_DAY, policy_sheet
from app.policy.terms import Value

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_POLICY)]
On = Annotated[str, Query(max_length=20)]
_HERE = Path(__file__).parent / "templates"
_say = speaker((_HERE, TEMPLATES))


def _day(session: Reading, typed: str) -> tuple[date, list[Wrong]]:
    """The day that is asked for, or today and what is wrong with the one that was typed."""
    today = clock.today(session)
    asked = day_in(typed) if typed.strip() else today
    if asked is None or not FIRST_DAY <= asked <= LAST_DAY:
        return today, [Wrong("ngay", "Ngày", "ghi một ngày từ năm 2020, ví dụ 1/6/2020")]
    return asked, []


@router.get("/chinh-sach")
async def read_policy(actor: Reader, session: Reading, desk: Desk, ngay: On = "") -> str:
    """The policy in force on a day: groups, rates, months, and every value with its source."""
    on, wrong = _day(session, ngay)
    rules = policy_at(on, settings().policy_overrides)
    return desk.show(
        _HERE / "policy.html", sheet=policy_sheet(rules, on), on=on, typed_day=ngay, missing=wrong,
        marks=words.MARKS, values=_general(rules.provisions), paid=words.PAID, said=said,
        of_which=words.OF_WHICH,
    )  # fmt: skip


_GENERAL = (
    "posting.", "councils.quorum.", "councils.votes.", "complaints.", "payment.",
    "benefit.compared", "months.", "funds.central_percent.", "reports.",
    "conditions.INCOME_BELOW_LINE.",
)  # fmt: skip
"""Values that belong to no group alone."""


def _general(provisions: Any) -> list[Any]:
    return [one for key, one in provisions.items() if key.startswith(_GENERAL)]


def said(value: Value | bool) -> str:
    """A value as a person writes it, in the language of the reader."""
    if isinstance(value, bool):
        return _say("có" if value else "không")
    if isinstance(value, int):
        return number(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, tuple):
        return ", ".join(said(one) for one in value)
    if value is None:
        return NONE
    return _say(words.SAID[value]) if value in words.SAID else words.group_called(value)


@router.get("/chinh-sach/nhom/{code}")
async def read_group(
    actor: Reader,
    session: Reading,
    desk: Desk,
    code: Annotated[str, InPath(pattern=r"^[A-Z][A-Z0-9_]{1,39}$")],
    ngay: On = "",
) -> str:
    """One group on a day: its road with limits, its conditions, each with citation and mark."""
    on, _ = _day(session, ngay)
    rules = policy_at(on, settings().policy_overrides)
    found = next(
        one for one in policy_sheet(rules, on).groups if one.code == rules.group(code).code
    )
    return desk.show(
        _HERE / "group.html", group=found, on=on, marks=words.MARKS, paid=words.PAID,
        version=rules.version, compilers=dict(words.COMPILERS),
    )  # fmt: skip


@router.get("/chinh-sach/cho-xac-nhan")
async def unconfirmed(actor: Reader, session: Reading, desk: Desk, ngay: On = "") -> str:
    """Every value that still waits for somebody with the official text."""
    on, _ = _day(session, ngay)
    rules = policy_at(on, settings().policy_overrides)
    return desk.show(
        _HERE / "unconfirmed.html",
        rows=rules.unconfirmed,
        on=on,
        marks=words.MARKS,
        said=said,
        of_which=words.OF_WHICH,
    )
