"""Lists that walk: dossiers of one list moved by the service's own role on chosen days."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app import clocks, policy
from tests.grounds import become_service
from tests.money_rows import owning

AREA = "45.461.19336."
NOON = 5
_forms = count(1)

_LIST = """
with paper as (
  insert into document (sha256, media_type, file_name, content, area_path, kept_by)
  values (sha256(cast(:form as bytea)), 'x', 'x', '', :area, 1) returning id)
insert into dossier_list (form, group_code, unit_path, compiled_on, state, sha256, document_id,
                          policy_version, maker_id, version)
select '08', :group, :area, '2020-04-24', 'submitted', sha256(cast(:form as bytea)), id, 'QD15', 1,
       1 from paper returning id
"""
_DOSSIERS = """
with someone as (
  insert into person (id, full_name, name_key, area_path)
  select nextval('nation.person_number'), 'Lê Văn A', 'le van a', :area
    from generate_series(1, :people) returning id),
claims as (
  insert into dossier (id, list_id, row_number, person_id, group_code, months, amount_dong,
                       full_name, area_path)
  select nextval('nation.dossier_number'), :list, row_number() over (), id, :group, 3, 750000,
         'Lê Văn A', :area from someone returning id)
insert into dossier_stage (dossier_id, list_id, stage, area_path)
select id, :list, 'draft', :area from claims
"""


def on(day: date) -> str:
    """Noon of a day, as the opener tells the database."""
    return datetime(day.year, day.month, day.day, NOON, tzinfo=UTC).isoformat()


async def stand_on(session: AsyncSession, day: date) -> None:
    """Let the transaction's moment be noon of a day."""
    await session.execute(text("select set_config('app.now', :now, true)"), {"now": on(day)})


async def start(
    house: str, group: str = "HN", people: int = 1, *, rules: policy.Policy | None = None
) -> int:
    """A list of drafts with its road, as the policy of 24/04/2020 or another has it."""
    async with owning(house, "45") as session:
        facts: dict[str, Any] = {"area": AREA, "group": group, "people": people}
        made = await session.scalars(text(_LIST), {**facts, "form": f"{next(_forms)}".encode()})
        facts["list"] = made.one()
        session.info["now"] = datetime(2020, 4, 24, NOON, tzinfo=UTC)
        known = rules or policy.policy_at(date(2020, 4, 24))
        await clocks.keep_road(session, facts["list"], group, known)
        await session.execute(text(_DOSSIERS), facts)
        return int(facts["list"])


async def walk(
    house: str, list_id: int, *steps: tuple[date, str], rows: Sequence[int] | None = None
) -> None:
    """Move dossiers of a list through these stages on these days, one statement a step."""
    async with owning(house, "45") as session:
        await become_service(session)
        for day, stage in steps:
            await stand_on(session, day)
            await session.execute(
                text(
                    "update dossier_stage s set stage = :stage from dossier d"
                    " where d.id = s.dossier_id and s.list_id = :list"
                    " and (cast(:rows as integer[]) is null or d.row_number = any (:rows))"
                ),
                {"stage": stage, "list": list_id, "rows": rows},
            )


async def clocks_of(house: str, list_id: int) -> list[tuple[Any, ...]]:
    """(step, entered, resumed with, due) of every clock of a list, in order."""
    async with owning(house, "45") as session:
        found = await session.execute(
            text(
                "select step, entered_on, resumed, due_on from step_clock where list_id = :list"
                " order by id"
            ),
            {"list": list_id},
        )
        return [tuple(row) for row in found]


async def done_of(house: str, list_id: int) -> list[tuple[Any, ...]]:
    """(step, left, due, working days late, outcome, dossiers) of every step left, in order."""
    async with owning(house, "45") as session:
        found = await session.execute(
            text(
                "select c.step, d.left_on, d.due_on, d.late_days, d.outcome, d.dossiers"
                "  from step_done d join step_clock c on c.id = d.clock_id"
                " where c.list_id = :list order by d.id"
            ),
            {"list": list_id},
        )
        return [tuple(row) for row in found]
