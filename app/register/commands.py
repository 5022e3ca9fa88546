"""Finding people by their keys, adding those not yet known; in sets, whatever the length."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    SmallInteger,
    Text,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Actor
from app.core.bulk import rows_of
from app.register.rules import IDENTITY, Key, flags_of, keys_of
from app.register.schemas import Claimant, DeathReport
from app.register.tables import Household, Person, PersonKey, PersonNotice

_UUID = UUID(as_uuid=False)


async def find_or_add(session: AsyncSession, claimants: Sequence[Claimant]) -> list[int]:
    """The national number of each person, in order; unknown ones are entered in the register.

    An identity number links by itself. Names never do: likeness is found at appraisal.
    """
    keys = [_keys(one) for one in claimants]
    identities = [next((key.digest for key in own if key.kind == IDENTITY), None) for own in keys]
    known = await _known(session, [digest for digest in identities if digest])
    fresh = [i for i, digest in enumerate(identities) if digest is None or digest not in known]
    numbers = dict(zip(fresh, await _new_numbers(session, len(fresh)), strict=True))
    await _write_keys(session, claimants, keys, numbers)
    late = [digest for i, digest in enumerate(identities) if digest and i in numbers]
    if late:
        known |= await _known(session, late)
    found = [known[digest] if digest else numbers[i] for i, digest in enumerate(identities)]
    await _write_people(session, claimants, found)
    return found


def _keys(one: Claimant) -> list[Key]:
    return keys_of(
        id_number=one.id_number,
        name_key=one.name_key,
        birth_date=one.birth_date,
        birth_year=one.birth_year,
        sex=one.sex,
        commune=one.area_path,
    )


async def _known(session: AsyncSession, digests: list[str]) -> dict[str, int]:
    given = rows_of(digest=(_UUID, digests))
    query = select(PersonKey.digest, PersonKey.person_id).join(
        given, (PersonKey.digest == given.c.digest) & (PersonKey.kind == IDENTITY)
    )
    return {row.digest: row.person_id for row in await session.execute(query)}


async def _new_numbers(session: AsyncSession, count: int) -> list[int]:
    if not count:
        return []
    number = func.nextval("nation.person_number")
    return list(await session.scalars(select(number).select_from(func.generate_series(1, count))))


async def _write_keys(
    session: AsyncSession,
    claimants: Sequence[Claimant],
    keys: Sequence[Sequence[Key]],
    numbers: dict[int, int],
) -> None:
    """A rival list that enters the same identity first wins; the loser reads its number."""
    rows = [
        (key.digest, numbers[i], key.kind, flags_of(claimants[i].id_kind, claimants[i].birth_date))
        for i in numbers
        for key in keys[i]
    ]
    if not rows:
        return
    digests, people, kinds, flags = zip(*sorted(rows), strict=True)
    given = rows_of(
        digest=(_UUID, digests),
        person_id=(BigInteger(), people),
        kind=(SmallInteger(), kinds),
        flags=(SmallInteger(), flags),
    )
    columns = list(given.c.keys())
    chosen = select(*(given.c[name] for name in columns))
    await session.execute(upsert(PersonKey).from_select(columns, chosen).on_conflict_do_nothing())


async def _write_people(
    session: AsyncSession, claimants: Sequence[Claimant], numbers: Sequence[int]
) -> None:
    cmnd = [one.id_number if one.id_kind == "CMND" else None for one in claimants]
    cccd = [one.id_number if one.id_kind == "CCCD" else None for one in claimants]
    given = rows_of(
        id=(BigInteger(), numbers),
        full_name=(Text(), [one.full_name for one in claimants]),
        name_key=(Text(), [one.name_key for one in claimants]),
        birth_date=(Date(), [one.birth_date for one in claimants]),
        birth_year=(SmallInteger(), [one.birth_year for one in claimants]),
        sex=(Text(), [one.sex for one in claimants]),
        cmnd=(Text(), cmnd),
        cccd=(Text(), cccd),
        area_path=(Text(), [one.area_path for one in claimants]),
    )
    columns = list(given.c.keys())
    chosen = select(*(given.c[name] for name in columns))
    await session.execute(upsert(Person).from_select(columns, chosen).on_conflict_do_nothing())


async def find_or_add_households(
    session: AsyncSession, rows: Sequence[dict[str, Any]], *, kind: str, list_year: int
) -> dict[tuple[str, str, str], int]:
    """(commune path, hamlet key, number) -> household, adding those not yet known."""
    keys = {(row["area_path"], row["hamlet_key"], row["number"]): row["head_name"] for row in rows}
    ordered = sorted(keys)
    given = rows_of(
        area_path=(Text(), [key[0] for key in ordered]),
        hamlet_key=(Text(), [key[1] for key in ordered]),
        number=(Text(), [key[2] for key in ordered]),
        head_name=(Text(), [keys[key] for key in ordered]),
    )
    columns = [*given.c.keys(), "kind", "list_year"]
    fixed = (literal(kind, Text()), literal(list_year, SmallInteger()))
    await session.execute(
        upsert(Household)
        .from_select(columns, select(*given.c.values(), *fixed))
        .on_conflict_do_nothing()
    )
    found = await session.execute(
        select(Household.area_path, Household.hamlet_key, Household.number, Household.id)
        .join(
            given,
            (Household.area_path == given.c.area_path)
            & (Household.hamlet_key == given.c.hamlet_key)
            & (Household.number == given.c.number),
        )
        .where(Household.kind == kind, Household.list_year == list_year)
    )
    return {(path, hamlet, number): row_id for path, hamlet, number, row_id in found}


async def report_deaths(
    session: AsyncSession, actor: Actor, document_number: str, deaths: Sequence[DeathReport]
) -> int:
    """Keep by digest who died and when, as the competent office reports; answers how many keys."""
    rows: dict[str, tuple[int, date]] = {}
    for one in deaths:
        for key in _keys(one.as_claimant()):
            rows[key.digest] = (key.kind, one.died_on)
    given = rows_of(
        digest=(_UUID, list(rows)),
        kind=(SmallInteger(), [kind for kind, _ in rows.values()]),
        since=(Date(), [died_on for _, died_on in rows.values()]),
    )
    columns = [*given.c.keys(), "matter", "document_number", "recorded_by"]
    fixed = (
        literal("died", Text()),
        literal(document_number, Text()),
        literal(actor.officer_id, BigInteger()),
    )
    await session.execute(
        upsert(PersonNotice)
        .from_select(columns, select(*given.c.values(), *fixed))
        .on_conflict_do_nothing()
    )
    return len(rows)
