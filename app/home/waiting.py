"""What waits for the one who asks: counted by kind in one statement, over their own territory."""

from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    CompoundSelect,
    Date,
    Text,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app import appraisal, clocks, confirmations, policy
from app.access import Actor
from app.core import clock
from app.core.clock import VIETNAM
from app.core.settings import settings
from app.dossiers import Stage, any_of
from app.home.rules import KINDS, OF_ROLE, Task, in_order
from app.home.waiting_kinds import SELECTS, Ask, values_of

_MANY: Final = 500
"""Questions and confirmations are counted up to here."""


async def waiting_for(session: AsyncSession, actor: Actor) -> list[Task]:
    """Everything that waits for an officer, what is due first."""
    kinds = OF_ROLE[actor.role]
    today = clock.today(session)
    rules = policy.policy_at(today, settings().policy_overrides)
    found = await _counted(session, actor, [one for one in kinds if one in SELECTS], today)
    if "questions" in kinds:
        found.append(await _questions(session, actor))
    if "confirmations" in kinds:
        found.append(await _confirmations(session, actor, rules))
    return in_order(
        [Task(code, count, on, _left(rules, code, on, today)) for code, count, on in found if count]
    )


def _left(rules: policy.Policy, code: str, on: date | None, today: date) -> int | None:
    """Working days to a deadline; at least one past it once it has passed."""
    if on is None or KINDS[code].day:
        return None
    left = rules.working_days_between(today, on)
    return min(left, -1) if on < today else left


async def _counted(
    session: AsyncSession, actor: Actor, kinds: list[str], today: date
) -> list[tuple[str, int, date | None]]:
    if not kinds:
        return []
    found = await session.execute(_statement(tuple(kinds)), values_of(actor, today))
    return [(row[0], row[1], row[2]) for row in found]


@cache
def _statement(kinds: tuple[str, ...]) -> CompoundSelect[*tuple[Any, ...]]:
    """One line for each kind; put together once, which takes longer than the answer."""
    ask, parts = Ask(), []
    for code in kinds:
        count, on, rows = SELECTS[code](ask)
        parts.append(
            rows.with_only_columns(
                literal(code, Text()).label("code"), cast(count, BigInteger).label("count"),
                cast(on, Date).label("on_day"), maintain_column_froms=True,
            )
        )  # fmt: skip
    return union_all(*parts)


async def _questions(session: AsyncSession, actor: Actor) -> tuple[str, int, date | None]:
    asked = await appraisal.questions_for(session, actor, 0, _MANY)
    days = [one.asked_at.astimezone(VIETNAM).date() for one in asked]
    return "questions", len(asked), min(days, default=None)


async def _confirmations(
    session: AsyncSession, actor: Actor, rules: policy.Policy
) -> tuple[str, int, date | None]:
    body = confirmations.BODY_OF[actor.role]
    groups = rules.groups_confirmed_by(body)
    waiting = await confirmations.waiting_for(session, body, groups, 0, _MANY)
    lists = [one["list_id"] for one in waiting]
    standing = clocks.standing_at().subquery().c
    due = select(func.min(standing.due_on)).where(
        standing.list_id == any_of(lists), standing.stage == Stage.CONFIRMING
    )
    return "confirmations", len(lists), (await session.scalar(due)) if lists else None
