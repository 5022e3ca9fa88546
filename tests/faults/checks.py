"""What was heard against what is there: nothing acknowledged is lost, nothing is there twice."""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import text

from tests.faults.clients import Answer, History
from tests.faults.doors import (
    KEY_TAKEN,
    LEASES,
    NUMBER_TAKEN,
    RELEASED_BEFORE,
    STATEMENTS,
    lease_in,
)
from tests.faults.ground import Ground
from tests.faults.invariants import broken, looking

Violations = dict[str, list[str]]


async def violations(ground: Ground, history: History) -> Violations:
    """Every promise that does not hold in a province after all its answers were given."""
    found = await broken(ground.url, ground.province)
    for name, faults in (
        ("acknowledged and lost", await _lost(ground, history)),
        ("two stories of one statement", _two_stories(history)),
        ("lease that nobody heard of", await _unheard(ground, history)),
        ("answered by neither yes nor a named no", _nameless(history)),
    ):
        if faults:
            found[name] = faults[:5]
    return found


async def _lost(ground: Ground, history: History) -> list[str]:
    """Acts that were answered as done, and are not there, or not as they were answered."""
    keys = await _kept_answers(ground, history)
    told = await _statements(ground)
    leases = await _leases(ground)
    released = await _released(ground)
    faults = []
    for one in history.done:
        if one.key is not None and keys.get((one.seat.account_id, one.key)) != one.body:
            faults.append(f"key {one.key}: {one.request.path}")
        if one.request.path == STATEMENTS:
            there = told.get(one.body["id"])
            if there != (one.body["number"], _tallied(one.body["verdicts"])):
                faults.append(f"statement {one.body['number']}: {there}")
        elif one.request.path.startswith(LEASES) and (lease := lease_in(one.body)) is not None:
            acknowledged = leases.get(lease)
            if acknowledged is None or (_is_acknowledgement(one) and not acknowledged):
                faults.append(f"lease {lease}: {acknowledged}")
        elif one.request.path.endswith("/release") and one.body["id"] not in released:
            faults.append(f"run {one.body['id']}")
    return faults


def _is_acknowledgement(one: Answer) -> bool:
    return one.request.path != LEASES


async def _kept_answers(ground: Ground, history: History) -> dict[tuple[int, str], Any]:
    query = "select account_id, key, body from idempotency where account_id = any(:accounts)"
    async with looking(ground.url, ground.province) as session:
        rows = await session.execute(text(query), {"accounts": ground.accounts})
        return {(row.account_id, row.key): json.loads(row.body or "null") for row in rows}


async def _statements(ground: Ground) -> dict[int, tuple[str, dict[str, Any]]]:
    query = (
        "select s.id, s.number, replace(l.verdict, 'not_yours', 'unknown') as told, count(*),"
        " sum(l.amount_dong)::bigint from statement s"
        " join statement_line l on l.statement_id = s.id group by s.id, told"
    )
    found: dict[int, tuple[str, dict[str, Any]]] = {}
    async with looking(ground.url, ground.province) as session:
        for number, name, verdict, count, dong in await session.execute(text(query)):
            found.setdefault(number, (name, {}))[1][verdict] = (count, dong)
    return found


def _tallied(verdicts: dict[str, Any]) -> dict[str, Any]:
    return {
        name: (one["count"], one["total_dong"]) for name, one in verdicts.items() if one["count"]
    }


async def _leases(ground: Ground) -> dict[int, bool]:
    query = (
        "select id, acknowledged_at is not null from payout_lease where account_id = any(:accounts)"
    )
    async with looking(ground.url, ground.province) as session:
        rows = await session.execute(text(query), {"accounts": ground.accounts})
        return {row[0]: row[1] for row in rows}


async def _released(ground: Ground) -> set[int]:
    async with looking(ground.url, ground.province) as session:
        query = text("select id from payout_run where state = 'released'")
        return set(await session.scalars(query))


async def _unheard(ground: Ground, history: History) -> list[str]:
    """Orders that an agent has by our books, and of which it never heard."""
    heard = {lease_in(one.body) for one in history.done if one.request.path == LEASES}
    if not heard:
        return []
    return [str(number) for number in await _leases(ground) if number not in heard]


def _two_stories(history: History) -> list[str]:
    """Statements that were answered in two ways."""
    stories: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for one in history.done:
        if one.request.path == STATEMENTS and one.body not in _of(stories, one):
            _of(stories, one).append(one.body)
    return [f"{number}: {len(told)}" for (_, number), told in stories.items() if len(told) > 1]


def _of(stories: dict[tuple[str, str], list[Any]], one: Answer) -> list[Any]:
    return stories[one.seat.agent, one.body["number"]]


_NAMED = {KEY_TAKEN, NUMBER_TAKEN, RELEASED_BEFORE}


def _nameless(history: History) -> list[str]:
    """Refusals that no harness provokes."""
    strange: Iterable[Answer] = (
        one for one in history.answers if not one.done and one.problem not in _NAMED
    )
    return [f"{one.status} {one.problem}: {one.request.path}" for one in strange]
