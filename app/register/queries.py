"""Reading people, the pairs of whom may be one, and what has been ruled on them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    case,
    column,
    func,
    literal,
    or_,
    select,
    table,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.core.errors import NotFound
from app.register.rules import EXACT
from app.register.tables import CandidatePair, Household, IdentityRuling, Person, PersonKey

REASONS = {
    "ID_CLOSE": "cùng họ tên, ngày sinh; số giấy tờ chỉ lệch một chữ số hoặc đảo hai chữ số",
    "NAME_BIRTH_SEX": "cùng họ tên, ngày sinh và giới tính",
    "LINKED_ELSEWHERE": "một dòng danh sách ghi hai số giấy tờ thuộc về hai người",
    "NAME_BIRTH": "cùng họ tên, ngày sinh; một bên không ghi giới tính",
    "NAME_DAY_MONTH_SWAPPED": "cùng họ tên; ngày và tháng sinh đảo cho nhau",
    "NAME_YEAR_COMMUNE": "cùng họ tên, năm sinh và xã; một bên chỉ biết năm sinh",
    "NAME_HOUSEHOLD": "cùng họ tên trong cùng một hộ",
    "NAME_CLOSE_BIRTH_SEX": "cùng ngày sinh, giới tính; họ tên lệch một hai chữ cái",
    "NAME_BIRTH_FIRST_OF_JANUARY": "cùng họ tên, năm sinh, giới tính; có bên ghi sinh ngày 01/01",
}
"""The evidence that finds pairs, in words; its scores stand beside the search itself."""

_DOSSIER = table("dossier", column("person_id", BigInteger()), column("household_id", BigInteger()))
"""Read only: dossiers belong to a room above."""


def merged_people() -> Any:
    """(person_id, kept_id): everybody whom a standing merger put into somebody else.

    Whoever holds a person's number from before a merger finds through this who it is now.
    """
    return func.merged_people().table_valued(
        column("person_id", BigInteger()), column("kept_id", BigInteger())
    )


def ruled_different() -> Any:
    """(person_a, person_b), person_a < person_b: pairs that an officer declared different.

    By the numbers people have now, and of the whole province, whatever the asker's territory.
    """
    return func.different_people().table_valued(
        column("person_a", BigInteger()), column("person_b", BigInteger())
    )


def masked(number: Any) -> ColumnElement[str | None]:
    """A number of which only the last three digits are shown."""
    hidden = func.repeat("•", func.length(number) - 3)
    return case((number.is_(None), None), else_=func.concat(hidden, func.right(number, 3)))


def _shown(person: Any, prefix: str = "") -> list[Any]:
    plain = ("id", "full_name", "birth_date", "birth_year", "sex", "area_path")
    numbers = ("cmnd", "cccd", "insurance_number")
    return [
        *(getattr(person, name).label(prefix + name) for name in plain),
        *(masked(getattr(person, name)).label(prefix + name) for name in numbers),
    ]


def _pairs() -> tuple[Select[Any], ColumnElement[str]]:
    """Pairs with both people and what stands on them."""
    one, other = aliased(Person), aliased(Person)
    ma, mb = merged_people().alias("ma"), merged_people().alias("mb")
    now_a = func.coalesce(ma.c.kept_id, CandidatePair.person_a)
    now_b = func.coalesce(mb.c.kept_id, CandidatePair.person_b)
    different = ruled_different()
    apart = tuple_(func.least(now_a, now_b), func.greatest(now_a, now_b)).in_(
        select(different.c.person_a, different.c.person_b)
    )
    state: ColumnElement[str] = case(
        (now_a == now_b, "same"),
        (apart, "different"),
        (or_(ma.c.kept_id.is_not(None), mb.c.kept_id.is_not(None)), "replaced"),
        else_="open",
    )
    query = (
        select(
            CandidatePair.id.label("pair_id"), CandidatePair.person_a, CandidatePair.person_b,
            CandidatePair.score, CandidatePair.reasons, CandidatePair.found_at,
            CandidatePair.area_path.label("pair_path"), state.label("state"),
            *_shown(one, "one_"), *_shown(other, "other_"),
        )
        .join(one, one.id == CandidatePair.person_a)
        .join(other, other.id == CandidatePair.person_b)
        .outerjoin(ma, ma.c.person_id == CandidatePair.person_a)
        .outerjoin(mb, mb.c.person_id == CandidatePair.person_b)
    )  # fmt: skip
    return query, state


async def pairs_after(
    session: AsyncSession, after: int, limit: int, *, history: bool
) -> list[dict[str, Any]]:
    """Pairs of the territory by number, page by page; settled ones too when `history`."""
    query, state = _pairs()
    query = query.where(CandidatePair.id > after).order_by(CandidatePair.id).limit(limit)
    if not history:
        query = query.where(state == "open")
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def pair_of(session: AsyncSession, pair_id: int) -> dict[str, Any]:
    """One pair; raises NotFound outside the territory."""
    query, _ = _pairs()
    found = (await session.execute(query.where(CandidatePair.id == pair_id))).mappings().first()
    if found is None:
        raise NotFound(what="cặp nghi trùng")
    return dict(found)


async def rulings_on(
    session: AsyncSession, pairs: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], list[IdentityRuling]]:
    """Every word on these pairs, in the order it was given."""
    given = literal([a for a, _ in pairs], ARRAY(BigInteger()))
    query = (
        select(IdentityRuling)
        .where(IdentityRuling.person_a == func.any(given))
        .order_by(IdentityRuling.id)
    )
    found: dict[tuple[int, int], list[IdentityRuling]] = {pair: [] for pair in pairs}
    for one in await session.scalars(query):
        found.get((one.person_a, one.person_b), []).append(one)
    return found


async def stronger_of(session: AsyncSession, people: Sequence[int]) -> int:
    """Whose number stays in a merger: CCCD before CMND before insurance number, then the older."""
    ids = literal(list(people), ARRAY(BigInteger()))
    number = func.unnest(ids).column_valued("number")
    papers = func.coalesce(func.max(PersonKey.flags.bitwise_and(3)), 0)
    insured = func.coalesce(func.max(PersonKey.kind), 0)
    exact = and_(PersonKey.person_id == number, PersonKey.kind.in_(EXACT))
    query = (
        select(number)
        .outerjoin(PersonKey, exact)
        .group_by(number)
        .order_by(papers.desc(), insured.desc(), number)
        .limit(1)
    )
    return int((await session.execute(query)).scalar_one())


async def person_shown(session: AsyncSession, person_id: int) -> dict[str, Any]:
    """One person of the territory with households and rulings; raises NotFound."""
    query = select(*_shown(Person)).where(Person.id == person_id)
    person = (await session.execute(query)).mappings().first()
    if person is None:
        raise NotFound(what="người")
    merged = merged_people()
    links = await session.execute(
        select(merged.c.person_id, merged.c.kept_id).where(
            or_(merged.c.person_id == person_id, merged.c.kept_id == person_id)
        )
    )
    into = {row.person_id: row.kept_id for row in links}
    return dict(person) | {
        "merged_into": into.get(person_id),
        "merged_from": sorted(set(into) - {person_id}),
        "households": await _households_of(session, [person_id, *into]),
        "rulings": await _rulings_about(session, person_id),
    }


async def numbers_of(session: AsyncSession, person_id: int) -> list[int]:
    """Every number that somebody of the territory has or had here; raises NotFound."""
    if await session.scalar(select(Person.id).where(Person.id == person_id)) is None:
        raise NotFound(what="người")
    merged = merged_people()
    into = select(merged.c.kept_id).where(merged.c.person_id == person_id).scalar_subquery()
    kept = await session.scalar(select(func.coalesce(into, person_id)))
    gone = await session.scalars(select(merged.c.person_id).where(merged.c.kept_id == kept))
    return sorted({person_id, kept or person_id, *gone})


async def _households_of(session: AsyncSession, people: Sequence[int]) -> list[Household]:
    theirs = select(_DOSSIER.c.household_id).where(
        _DOSSIER.c.person_id == func.any(literal(list(people), ARRAY(BigInteger())))
    )
    query = select(Household).where(Household.id.in_(theirs)).order_by(Household.id)
    return list(await session.scalars(query))


async def _rulings_about(session: AsyncSession, person_id: int) -> list[IdentityRuling]:
    query = (
        select(IdentityRuling)
        .where(or_(IdentityRuling.person_a == person_id, IdentityRuling.person_b == person_id))
        .order_by(IdentityRuling.id)
    )
    return list(await session.scalars(query))
