"""Small histories written straight into the tables, and what they come to, counted by hand."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from app import coverage
from app.core.db import Standing, enter
from app.coverage import MEASURES, TOTAL, Cell
from app.coverage.tables import CoverageDelta

CODE = "45"
HERE = Standing(f"{CODE}.")
DAYS = tuple(
    date.fromisoformat(day)
    for day in ("2020-04-29", "2020-04-30", "2020-05-01", "2020-05-31", "2020-06-01", "2021-01-01")
)
"""Days of three months and two years, some beside one another."""
GRID = (DAYS[0] - timedelta(1), *DAYS, date(2020, 5, 15), DAYS[-1] + timedelta(400))
COMMUNES = ("45.461.19336.", "45.461.19339.", "45.464.19372.")
GROUPS = ("HN", "NLD_TAMHOAN")
DECISIONS = ((1, "BUUDIEN", "NHCSXH", 7), (2, "BUUDIEN", None, None), (3, None, None, 8))
"""Number, agent, agent for those with an account, source."""
WHOLE = 3
"""What every order says (đồng)."""
BASE = 10**9
"""Numbers that no sequence gives meanwhile."""


@dataclass(frozen=True)
class Fact:
    """What was told of an order or of a call back (`about`), as the numbers of two days."""

    kind: str
    about: int
    dong: int
    day: int
    known: int
    turn: int
    """When it arrives; what arrives at once is written by one statement."""


@dataclass(frozen=True)
class Change:
    """What a later decision left of a line; nothing: removed."""

    months: int
    day: int
    known: int
    turn: int


@dataclass(frozen=True)
class Person:
    """A line of a decision with everything that followed."""

    commune: int
    group: int
    decision: int
    banked: bool
    months: int
    day: int
    known: int
    changes: tuple[Change, ...]
    facts: tuple[Fact, ...]

    @property
    def grain(self) -> tuple[str, str, int, str, int]:
        """Path, group, decision, agent and source."""
        number, agent, bank, source = DECISIONS[self.decision]
        entrusted = bank if self.banked and bank else agent
        place = COMMUNES[self.commune], GROUPS[self.group]
        return *place, BASE + number, entrusted or "", source or 0

    def approved(self, as_of: int, known_on: int) -> tuple[int, int, int]:
        """People, months and đồng (one a month) as decided up to a day and known up to another."""
        people = months = 0
        if self.day <= as_of and self.known <= known_on:
            people, months = 1, self.months
        was = self.months
        for change in self.changes:
            if change.day <= as_of and change.known <= known_on:
                people -= change.months == 0
                months += change.months - was
            was = change.months
        return people, months, months

    def held(self, as_of: int, known_on: int) -> int:
        """What the person was paid and need not give back (đồng).

        An order counts by the greatest of its facts, returned above all; what is called back counts
        from the day of its case, and so does that it was no debt.
        """
        seen = [one for one in self.facts if one.day <= as_of and one.known <= known_on]
        orders: dict[int, list[Fact]] = defaultdict(list)
        for one in seen:
            orders[one.about].append(one)
        given = sum(
            max((one.dong for one in told if one.kind in {"paid", "partial"}), default=0)
            for told in orders.values()
            if all(one.kind != "returned" for one in told)
        )
        owed = sum(one.dong for one in seen if one.kind == "owed")
        return given - owed + sum(one.dong for one in seen if one.kind == "void")


Grained = dict[tuple[Any, ...], tuple[int, ...]]


def counted_by_hand(people: Iterable[Person], as_of: int, known_on: int) -> Grained:
    """The five measures at the finest grain, places at which nothing stands left out."""
    sums: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0] * len(MEASURES))
    for one in people:
        held = one.held(as_of, known_on)
        measures = (*one.approved(as_of, known_on), int(held > 0), held)
        sums[one.grain] = [a + b for a, b in zip(sums[one.grain], measures, strict=True)]
    return {place: tuple(found) for place, found in sums.items() if any(found)}


def divided(cells: Grained, by: Sequence[str]) -> dict[tuple[str, ...], tuple[int, ...]]:
    """A table by these keys with all its sums, from cells at the finest grain."""
    made: dict[tuple[str, ...], list[int]] = {(TOTAL,) * len(by): [0] * len(MEASURES)}
    for (path, group, decision, agent, source), measures in cells.items():
        province, district, commune, _ = path.split(".")
        keys = {
            "group": group, "province": province, "district": district, "commune": commune,
            "decision": str(decision), "agent": agent, "source": str(source),
        }  # fmt: skip
        for place in _sums([keys[key] for key in by]):
            found = made.setdefault(place, [0] * len(MEASURES))
            made[place] = [a + b for a, b in zip(found, measures, strict=True)]
    return {place: tuple(found) for place, found in made.items() if any(found)}


def _sums(place: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for which in range(2 ** len(place)):
        yield tuple(TOTAL if which >> at & 1 else code for at, code in enumerate(place))


def as_numbers(cells: Iterable[Cell]) -> dict[tuple[str, ...], tuple[int, ...]]:
    """Cells by place, those at which nothing stands left out."""
    found = {one.place: tuple(getattr(one, name) for name in MEASURES) for one in cells}
    return {place: measures for place, measures in found.items() if any(measures)}


# --- the database -------------------------------------------------------------------------------

_TRIGGERS = {
    "decision_line": "keep_approved_deltas", "adjustment_line": "keep_approved_deltas",
    "order_outcome": "keep_paid_deltas", "recovery_case": "keep_paid_deltas",
    "recovery_entry": "keep_paid_deltas",
}  # fmt: skip


@asynccontextmanager
async def blank_sheet(url: str) -> AsyncIterator[AsyncSession]:
    """The province for its owner, with the triggers of coverage alone; undone at the end."""
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with AsyncSession(engine) as session:
            await clear(session)
            yield session
            await session.rollback()
    finally:
        await engine.dispose()


async def clear(session: AsyncSession) -> None:
    """Nothing written yet, in a transaction that forgets what it did before."""
    await session.rollback()
    await enter(session, HERE)
    await session.execute(text("set local session_replication_role = replica"))
    for table, trigger in _TRIGGERS.items():
        await session.execute(text(f"alter table {table} enable always trigger {trigger}"))


async def write(session: AsyncSession, people: Sequence[Person], folds: frozenset[int]) -> None:
    """Everybody's line, then turn by turn what became of it; folded after some turns."""
    await _lines(session, people)
    for turn in range(_last_turn(people) + 1):
        await _turn(session, people, turn)
        if turn in folds:
            await coverage.fold(session, CODE)


def _last_turn(people: Sequence[Person]) -> int:
    turns = {one.turn for person in people for one in person.changes}
    return max(turns | {one.turn for person in people for one in person.facts}, default=0)


_DECISIONS = """
insert into decision (id, batch_id, kind, number, signed_on, signer_id, source_id, case_count,
                      total_dong, root, policy_version, area_path, agent_code, transfer_agent_code)
overriding system value
select id, id, 'approved', 'x' || id, '2020-04-29', 1, source, 1, 1, sha256(''), 'QD15', '45.',
       agent, bank
  from json_to_recordset(:rows) as t (id bigint, agent text, bank text, source bigint)
"""
_DOSSIERS = """
insert into dossier (id, list_id, row_number, person_id, group_code, months, amount_dong, full_name,
                     area_path, account_number)
select id, 1, id - 1000000000, id, grp, 1, 1, 'Nguyễn Thị Thử', area, account
  from json_to_recordset(:rows) as t (id bigint, grp text, area text, account text)
"""
_LINES = """
insert into decision_line (dossier_id, decision_id, group_code, months, amount_dong, signed_on,
                           recorded_at, area_path, leaf)
select id, decision, grp, months, months, day, known, area, sha256('')
  from json_to_recordset(:rows) as t (id bigint, decision bigint, grp text, months int, day date,
                                      known timestamptz, area text)
"""
_ORDERS = """
insert into payout_order (id, reference, run_id, dossier_id, first_month, amount_dong, agent_code,
                          group_code, payee_name, area_path, live)
select id, 'x' || id, 1, dossier, '2020-04-01', 3, 'BUUDIEN', grp, 'x', area, false
  from json_to_recordset(:rows) as t (id bigint, dossier bigint, grp text, area text)
"""
_CHANGES = """
insert into adjustment_line (adjustment_id, dossier_id, decision_id, version, act, reason_code,
                             group_code, was_months, was_amount_dong, months, amount_dong,
                             freed_dong, added_dong, owed_dong, payee_name, old_leaf, leaf,
                             change_leaf, signed_on, recorded_at, area_path)
select version, dossier, decision, version, act, 'x', grp, was, was, months, months,
       greatest(was - months, 0), greatest(months - was, 0), 0,
       case when act = 'corrected' then 'x' end, sha256('x'),
       case when act = 'corrected' then sha256('y') end, sha256('z'), day, known, area
  from json_to_recordset(:rows) as t (version int, dossier bigint, decision bigint, act text,
                                      grp text, was int, months int, day date, known timestamptz,
                                      area text)
"""
_OUTCOMES = """
insert into order_outcome (order_id, kind, done_on, amount_dong, group_code, dossier_id,
                           statement_id, line_number, agent_code, recorded_at, area_path)
select number, kind, day, dong, grp, dossier, 1, 1, 'BUUDIEN', known, area
  from json_to_recordset(:rows) as t (number bigint, kind text, day date, dong bigint, grp text,
                                      dossier bigint, known timestamptz, area text)
"""
_CASES = """
insert into recovery_case (id, cause, adjustment_id, dossier_id, decision_id, group_code, owed_dong,
                           whole, since, recorded_at, area_path, source_id)
overriding system value
select number, 'decision', number, dossier, decision, grp, dong, true, day, known, area, 1
  from json_to_recordset(:rows) as t (number bigint, dossier bigint, decision bigint, grp text,
                                      dong bigint, day date, known timestamptz, area text)
"""
_VOIDS = """
insert into recovery_entry (case_id, kind, amount_dong, happened_on, reason, recorded_at, area_path)
select number, 'void', dong, '2020-01-01', 'x', known, area
  from json_to_recordset(:rows) as t (number bigint, dong bigint, known timestamptz, area text)
"""
_TABLES = {"paid": _OUTCOMES, "owed": _CASES, "void": _VOIDS}


async def _put(session: AsyncSession, query: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        await session.execute(text(query.replace(":rows", "cast(:rows as json)")),
                              {"rows": json.dumps(rows, default=str)})  # fmt: skip


def _row(number: int, person: Person) -> dict[str, Any]:
    area, group, decision, *_ = person.grain
    return {"dossier": BASE + number, "area": area, "grp": group, "decision": decision}


def _moment(day: int, late: bool) -> str:
    """The first or the last instant of a Vietnamese day."""
    return f"{DAYS[day]}T{'23:59:59.999' if late else '00:00'}+07"


async def _lines(session: AsyncSession, people: Sequence[Person]) -> None:
    heads = [dict(zip(("id", "agent", "bank", "source"), (BASE + one[0], *one[1:]), strict=True))
             for one in DECISIONS]  # fmt: skip
    await _put(session, _DECISIONS, heads)
    rows = [
        {
            **_row(number, one), "id": BASE + number, "account": "0101" if one.banked else None,
            "months": one.months, "day": DAYS[one.day], "known": _moment(one.known, number % 2 > 0),
        }
        for number, one in enumerate(people)
    ]  # fmt: skip
    await _put(session, _DOSSIERS, rows)
    await _put(session, _LINES, rows)
    orders = {
        _number(number, fact): _row(number, one)
        for number, one in enumerate(people)
        for fact in one.facts
        if fact.kind not in {"owed", "void"}
    }
    await _put(session, _ORDERS, [{"id": order, **row} for order, row in orders.items()])


def _number(person: int, fact: Fact) -> int:
    """Of an order or a case."""
    return BASE + person * 1000 + fact.about


async def _turn(session: AsyncSession, people: Sequence[Person], turn: int) -> None:
    changes = [
        {
            **_row(number, one), "version": place + 1, "was": was, "months": change.months,
            "act": "corrected" if change.months else "removed", "day": DAYS[change.day],
            "known": _moment(change.known, place % 2 > 0),
        }
        for number, one in enumerate(people)
        for place, (change, was) in enumerate(_with_what_was(one))
        if change.turn == turn
    ]  # fmt: skip
    await _put(session, _CHANGES, changes)
    told: dict[str, list[dict[str, Any]]] = {query: [] for query in _TABLES.values()}
    for number, one in enumerate(people):
        for place, fact in enumerate(one.facts):
            if fact.turn == turn:
                told[_TABLES.get(fact.kind, _OUTCOMES)].append({
                    **_row(number, one), "number": _number(number, fact), "kind": fact.kind,
                    "dong": fact.dong, "day": DAYS[fact.day],
                    "known": _moment(fact.known, place % 2 > 0),
                })  # fmt: skip
    for query, rows in told.items():
        await _put(session, query, rows)


def _with_what_was(person: Person) -> Iterator[tuple[Change, int]]:
    was = person.months
    for change in person.changes:
        yield change, was
        was = change.months


OWN = f"where area_path like '{CODE}.%'"
COLUMNS = ", ".join(column.name for column in CoverageDelta.__table__.columns)
_KEPT = f"""
select area_path, group_code, decision_id, agent_code, source_id, day, known_on,
       {", ".join(f"sum({name})::bigint" for name in MEASURES)}
  from (select {COLUMNS} from nation.coverage_fold where cut = 'full' and span = 1
         union all select {COLUMNS} from nation.coverage_delta) kept
 {OWN} group by 1, 2, 3, 4, 5, 6, 7
"""


async def kept(session: AsyncSession) -> list[Any]:
    """Every delta that is kept, summed by grain and both days."""
    return list(await session.execute(text(_KEPT)))


def upto(rows: Iterable[Any], as_of: date, known_on: date) -> Grained:
    """What these deltas come to."""
    sums: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0] * len(MEASURES))
    for row in rows:
        if row.day <= as_of and row.known_on <= known_on:
            place = tuple(row[:5])
            sums[place] = [a + b for a, b in zip(sums[place], row[7:], strict=True)]
    return {place: tuple(found) for place, found in sums.items() if any(found)}


def place_of(day: date) -> int:
    """The last of the days that has come; -1: none."""
    return sum(one <= day for one in DAYS) - 1


async def check_deltas(session: AsyncSession, everybody: Sequence[Person]) -> None:
    """What is kept is what is counted by hand, at every day of both axes."""
    rows = await kept(session)
    for as_of in GRID:
        for known_on in GRID:
            wanted = counted_by_hand(everybody, place_of(as_of), place_of(known_on))
            assert upto(rows, as_of, known_on) == wanted, (as_of, known_on)
    assert await coverage.differing(session, CODE) == 0
