"""What a report sees: days and knowledge, the area, and what places and groups are called.

A fact with a day of its own counts from that day, and is known from the moment it was recorded; a
fact that carries only the moment at which it was recorded happened then.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, cast, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from app import coverage, policy
from app.admin_units.tables import AdminUnit
from app.core import clock
from app.core.settings import settings
from app.coverage import Cell
from app.reports import sentences
from app.reports.report import Ask
from app.sheets import Rate


def inside(path: Any, area: str) -> ColumnElement[bool]:
    """Whether a path lies in an area."""
    within: ColumnElement[bool] = (path >= area) & (path < area + "~")
    return within


def known(recorded_at: Any, ask: Ask) -> ColumnElement[bool]:
    """Whether a fact was known at the end of the day asked for."""
    if ask.known_on is None:
        return true()
    told: ColumnElement[bool] = recorded_at < _end_of(ask.known_on)
    return told


def happened(at: Any, ask: Ask) -> ColumnElement[bool]:
    """Whether what carries only its moment had happened, and was so known."""
    done: ColumnElement[bool] = at < _end_of(last_day(ask))
    return done


def known_before(ask: Ask) -> datetime | None:
    """The moment after what was known on the day asked for; none: all is known."""
    return None if ask.known_on is None else _end_of(ask.known_on)


def last_day(ask: Ask) -> date:
    """The last day of what is known as soon as it happens."""
    return ask.as_of if ask.known_on is None else min(ask.as_of, ask.known_on)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), clock.VIETNAM)


def day_of(at: Any) -> ColumnElement[date]:
    """The Vietnamese calendar day of a moment."""
    return cast(func.timezone(clock.VIETNAM.key, at), Date)


def rules_of(ask: Ask) -> policy.Policy:
    """The policy of the day asked for; raises NoPolicyInForce."""
    return rules_on(ask.as_of)


def rules_on(day: date) -> policy.Policy:
    """The policy of a day; raises NoPolicyInForce."""
    return policy.policy_at(day, settings().policy_overrides)


def rates_of(ask: Ask) -> dict[str, Rate]:
    """What one unit of each group gets (đồng a month), by code; raises NoPolicyInForce.

    Of a loan, and of what a list gives by person, only the most is known.
    """
    rules = rules_of(ask)
    loan = max(rules.loan.minimum_wage.values()) * rules.loan.wage_percent_cap // 100
    found: dict[str, Rate] = {}
    for one in rules.groups:
        if one.monthly_rate is not None:
            found[str(one.code)] = Rate(one.monthly_rate, one.months_cap)
        elif one.amount_cap is not None:
            found[str(one.code)] = Rate(one.amount_cap, 1, fixed=False)
        else:
            found[str(one.code)] = Rate(loan, one.months_cap, fixed=False)
    return found


def group_names(ask: Ask) -> dict[str, str]:
    """Code of a group -> its name as tables have room for it; a province's own as its document."""
    return group_names_on(ask.as_of)


def group_names_on(day: date) -> dict[str, str]:
    """The same of a day; raises NoPolicyInForce."""
    short = {code: words for code, (_, words) in sentences.GROUP_WORDS.items()}
    return {
        code: name[:1].upper() + name[1:]
        for one in rules_on(day).groups
        for code in [str(one.code)]
        for name in [short.get(code, one.vi)]
    }


def in_order_of_law(codes: Iterable[str]) -> list[str]:
    """Groups in the order of the law, then a province's own."""
    law = {str(group): number for number, group in enumerate(policy.Group)}
    return sorted(set(codes), key=lambda code: (law.get(code, len(law)), code))


async def place_names(session: AsyncSession, area: str) -> dict[str, str]:
    """Path -> "Thành phố Hà Tĩnh" for an area and every unit inside, in the order of codes."""
    query = select(AdminUnit.path, AdminUnit.kind, AdminUnit.name)
    found = await session.execute(query.where(inside(AdminUnit.path, area)).order_by("path"))
    return {path: f"{kind} {name}" for path, kind, name in found}


def depth(area: str) -> int:
    """1 for a province, 2 for a district, 3 for a commune."""
    return area.count(".")


def parts_of(area: str, names: Mapping[str, str]) -> list[str]:
    """The paths right below an area; a commune is its own only part."""
    below = depth(area) + 1
    return [path for path in names if depth(path) == below and path.startswith(area)] or [area]


async def covered(
    session: AsyncSession, ask: Ask, by: tuple[str, ...] = ("group",)
) -> dict[tuple[str, ...], Cell]:
    """Approved and paid inside the area asked for, by cell; raises TableDoesNotFoot, NotFound."""
    keys = tuple(key for key in coverage.KEYS if key in by)
    cells = await coverage.counted(session, ask.as_of, ask.known_on, keys, ask.area)
    coverage.check_feet(cells, len(keys))
    found = [cell for cell in cells if coverage.TOTAL not in cell.place]
    order = [keys.index(key) for key in by]
    return {tuple(cell.place[at] for at in order): cell for cell in found}
