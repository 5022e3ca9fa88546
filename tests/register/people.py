"""People as lists tell of them, and lists entered by plain SQL with the service's rights."""

import json
import secrets
import string
from collections.abc import AsyncIterator, Sequence
from datetime import date
from itertools import count
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.ext.asyncio import AsyncSession

from app import register
from app.core import db
from app.core.staging import TEMPORARY, fill_stage, make_stage
from app.core.text import fold
from app.register import rulings
from app.register.rules import Known
from tests.builders import COMMUNE, PROVINCE

KEYS = ("k_cccd", "k_cmnd", "k_insurance", "k_name_birth", "k_name_year")
TOLD = Table(
    "told_row",
    MetaData(),
    Column("place", Integer),
    Column("full_name", Text), Column("name_key", Text), Column("birth_date", Date),
    Column("birth_year", SmallInteger), Column("sex", Text), Column("cmnd", Text),
    Column("cccd", Text), Column("insurance_number", Text), Column("area_path", Text),
    *(Column(name, UUID(as_uuid=False)) for name in KEYS),
    Column("flags", SmallInteger), Column("good", Boolean), Column("person_id", BigInteger),
    **TEMPORARY,
)  # fmt: skip
_COPIED = [column.name for column in TOLD.columns if column.name != "person_id"]
_numbers = count(1)


def a_name() -> str:
    """A name unlike every other: nobody is a letter or two away from it."""
    return "Trần " + "".join(secrets.choice(string.ascii_lowercase) for _ in range(14)).title()


class Told(NamedTuple):
    """Somebody a list tells of."""

    full_name: str
    known: Known
    household: int | None = None


def somebody(name: str | None = None, **changes: Any) -> Told:
    """A woman of the first commune born on 12/03/1975 without papers, or as `changes` say."""
    called = name or a_name()
    household = changes.pop("household", None)
    facts: dict[str, Any] = {
        "name_key": fold(called), "birth_date": date(1975, 3, 12), "birth_year": 1975, "sex": "F",
        "cmnd": None, "cccd": None, "insurance_number": None, "area_path": COMMUNE,
    } | changes  # fmt: skip
    if facts["birth_date"]:
        facts["birth_year"] = facts["birth_date"].year
    return Told(called, Known(**facts), household)


async def _records(people: Sequence[Told]) -> AsyncIterator[tuple[Any, ...]]:
    for place, one in enumerate(people):
        keys = register.keys_of(one.known)
        yield (place, one.full_name, *one.known, *keys[:5], keys.flags, True)


async def link(session: AsyncSession, people: Sequence[Told]) -> list[int]:
    """The numbers of these people in order, by the register's own act."""
    await make_stage(session, TOLD)
    await fill_stage(session, TOLD, _COPIED, _records(people))
    await register.link_people(session, TOLD, TOLD.c.good)
    await rulings.note_conflicts(session, TOLD, TOLD.c.good)
    found = await session.scalars(select(TOLD.c.person_id).order_by(TOLD.c.place))
    return list(found)


async def entered(*people: Told, scope: str = PROVINCE) -> list[int]:
    """Their national numbers."""
    async with db.transaction(db.Standing(scope)) as session:
        return await link(session, people)


class Drafted(NamedTuple):
    """A list entered, and its people and dossiers in order of rows."""

    list_id: int
    people: list[int]
    dossiers: list[int]
    doubtful: int


async def drafted(*people: Told, area: str = COMMUNE, version: int = 1) -> Drafted:
    """A list of drafts with its people, and the search for who is likely known."""
    async with db.transaction(db.Standing(area)) as session:
        list_id = await a_list(session, area)
        return await add_drafts(session, list_id, people, version)


async def add_drafts(
    session: AsyncSession, list_id: int, people: Sequence[Told], version: int = 1
) -> Drafted:
    """More drafts of a list, entered by this transaction."""
    numbers = await link(session, people)
    first = await session.scalar(
        text("select coalesce(max(row_number), 0) from dossier where list_id = :l"), {"l": list_id}
    )
    rows = [
        {"place": place, "person": number, "name": one.full_name, "home": one.household,
         "area": one.known.area_path}
        for place, (one, number) in enumerate(zip(people, numbers, strict=True), (first or 0) + 1)
    ]  # fmt: skip
    made = await session.scalars(text(_DOSSIERS), {"l": list_id, "rows": json.dumps(rows)})
    dossiers = list(made)
    await session.execute(text(_STAGES), {"l": list_id})
    found = await register.find_likely(session, list_id, version)
    return Drafted(list_id, numbers, dossiers, found)


_DOSSIERS = """
    insert into dossier (id, list_id, row_number, person_id, household_id, group_code, months,
                         amount_dong, full_name, area_path)
    select nextval('nation.dossier_number'), :l, r.place, r.person, r.home, 'BTXH', 3, 1500000,
           r.name, r.area
      from jsonb_to_recordset(cast(:rows as jsonb))
           r (place int, person bigint, home bigint, name text, area text)
     order by r.place returning id
"""
_STAGES = """
    insert into dossier_stage (dossier_id, list_id, stage, version, area_path)
    select id, list_id, 'draft', 1, area_path from dossier d where list_id = :l
       and not exists (select from dossier_stage s where s.dossier_id = d.id)
"""
_LIST = """
    with paper as (
        insert into document (sha256, media_type, file_name, content, area_path, kept_by)
        values (sha256(convert_to(:n, 'utf8')), 'text/csv', 'ds.csv', '\\x00', :a, 1) returning id)
    insert into dossier_list (form, group_code, unit_path, compiled_on, state, sha256, document_id,
                              policy_version, maker_id, version)
    select '07', 'BTXH', :a, '2020-04-27', 'read', sha256(convert_to(:n, 'utf8')), id, 'v', 1, 1
      from paper returning id
"""


async def a_list(session: AsyncSession, area: str) -> int:
    """A list that has been read, with no rows yet."""
    made = await session.scalar(text(_LIST), {"n": f"people {next(_numbers)}", "a": area})
    assert isinstance(made, int)
    return made


async def a_household(area: str = COMMUNE) -> int:
    """A new poor household."""
    query = (
        "insert into household (area_path, hamlet_key, list_year, kind, number, head_name)"
        " values (:a, 'dong', 2019, 'HN', :n, 'Trần Văn Ân') returning id"
    )
    async with db.transaction(db.Standing(area)) as session:
        made = await session.scalar(text(query), {"a": area, "n": f"p{next(_numbers)}"})
    assert isinstance(made, int)
    return made


async def claim(person: int, dossier: int, state: str = "live", dong: int = 1_500_000) -> None:
    """The nation's line on a dossier."""
    query = (
        "insert into nation.person_claim (dossier_id, province_code, person_id, group_code,"
        " amount_dong, tie_break, state) values (:d, '42', :p, 'BTXH', :a, :t, :s)"
    )
    values = {"d": dossier, "p": person, "a": dong, "t": f"{COMMUNE}{dossier:07}", "s": state}
    async with db.transaction(db.Standing(PROVINCE)) as session:
        await session.execute(text(query), values)


async def pairs_of(*people: int) -> list[tuple[int, int, list[str], int, str]]:
    """The pairs found between any of these people: numbers, reasons, score, area."""
    query = (
        "select person_a, person_b, reasons, score, area_path from candidate_pair"
        " where person_a = any(:p) or person_b = any(:p) order by person_a, person_b"
    )
    async with db.transaction(db.Standing(PROVINCE)) as session:
        found = await session.execute(text(query), {"p": list(people)})
        return [(row[0], row[1], sorted(row[2]), row[3], row[4]) for row in found]


async def rows(query: str, **values: Any) -> list[tuple[Any, ...]]:
    """The answer of a query in the province."""
    async with db.transaction(db.Standing(PROVINCE)) as session:
        return [tuple(row) for row in await session.execute(text(query), values)]
