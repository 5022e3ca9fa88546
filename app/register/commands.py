"""Finding people by their keys and entering those not yet known: a staged list at a time.

`staged` is a temporary table with the columns of a checked row, its keys (k_cccd, k_cmnd,
k_insurance, k_name_birth, k_name_year, flags) and the columns filled in here (person_id,
household_id, business_id); `wanted` says which of its rows are to be entered.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    SmallInteger,
    Table,
    Text,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from app.register.rules import (
    EXACT,
    IDENTITY,
    INSURANCE,
    NAME_BIRTH_SEX,
    NAME_YEAR_COMMUNE,
)
from app.register.tables import (
    AccountUse,
    Employer,
    Household,
    HouseholdBusiness,
    Person,
    PersonKey,
)

_KIND_OF = {
    "k_cccd": IDENTITY, "k_cmnd": IDENTITY, "k_insurance": INSURANCE,
    "k_name_birth": NAME_BIRTH_SEX, "k_name_year": NAME_YEAR_COMMUNE,
}  # fmt: skip
_EXACT_KEYS = [name for name, kind in _KIND_OF.items() if kind in EXACT]


async def link_people(session: AsyncSession, staged: Table, wanted: ColumnElement[bool]) -> None:
    """Give every wanted row its person: an exact key links by itself, strongest first.

    Names never link: likeness is found afterwards, and judged. Unknown people are entered. When
    the keys of one row belong to two people the strongest decides, and the pair is left to a
    ruling.
    """
    await _number(session, staged, wanted)
    await _write_keys(session, staged, wanted)
    await _yield_to_rivals(session, staged, wanted)
    await _write_people(session, staged, wanted)


def _holder_of(staged: Table, key: str) -> Any:
    """The person who has the exact key of a staged row."""
    return (
        select(PersonKey.person_id)
        .where(PersonKey.digest == staged.c[key], PersonKey.kind.in_(EXACT))
        .scalar_subquery()
    )


async def _number(session: AsyncSession, staged: Table, wanted: ColumnElement[bool]) -> None:
    known = [
        case((staged.c[key].is_not(None), _holder_of(staged, key)), else_=null())
        for key in _EXACT_KEYS
    ]
    fresh = func.nextval("nation.person_number")
    await session.execute(
        update(staged).where(wanted).values(person_id=func.coalesce(*known, fresh))
    )


async def _write_keys(session: AsyncSession, staged: Table, wanted: ColumnElement[bool]) -> None:
    """A rival list that enters the same exact key first wins; the loser yields to it."""
    digests = union_all(
        *(
            select(
                staged.c[name].label("digest"), staged.c.person_id,
                literal(kind, SmallInteger()).label("kind"), staged.c.flags,
            ).where(wanted, staged.c[name].is_not(None))
            for name, kind in _KIND_OF.items()
        )
    ).subquery("given")  # fmt: skip
    columns = ["digest", "person_id", "kind", "flags"]
    chosen = select(*(digests.c[name] for name in columns)).order_by(digests.c.digest)
    await session.execute(upsert(PersonKey).from_select(columns, chosen).on_conflict_do_nothing())


async def _yield_to_rivals(
    session: AsyncSession, staged: Table, wanted: ColumnElement[bool]
) -> None:
    """Rows whose exact key somebody else has by now take that person's number."""
    strongest = func.coalesce(*(staged.c[name] for name in _EXACT_KEYS))
    await session.execute(
        update(staged)
        .where(
            wanted, PersonKey.digest == strongest, PersonKey.kind.in_(EXACT),
            PersonKey.person_id != staged.c.person_id,
        )
        .values(person_id=PersonKey.person_id)
    )  # fmt: skip


_TOLD = ("cmnd", "cccd", "insurance_number")


async def _write_people(session: AsyncSession, staged: Table, wanted: ColumnElement[bool]) -> None:
    """Enter people; of one already known only numbers not yet known are added."""
    columns = [
        "full_name", "name_key", "birth_date", "birth_year", "sex", *_TOLD, "area_path",
    ]  # fmt: skip
    chosen = (
        select(staged.c.person_id, *(staged.c[name] for name in columns))
        .where(wanted)
        .ext(distinct_on(staged.c.person_id))
        .order_by(staged.c.person_id)
    )
    entering = upsert(Person).from_select(["id", *columns], chosen).on_conflict_do_nothing()
    entered = entering.returning(Person.id).cte("entered")
    await session.execute(
        update(Person)
        .where(
            wanted, Person.id == staged.c.person_id,
            staged.c.person_id.not_in(select(entered.c.id)),
            func.num_nulls(*(Person.__table__.c[name] for name in _TOLD))
            > func.num_nulls(
                *(func.coalesce(Person.__table__.c[name], staged.c[name]) for name in _TOLD)
            ),
        )
        .values({name: func.coalesce(Person.__table__.c[name], staged.c[name]) for name in _TOLD})
        .execution_options(synchronize_session=False)
    )  # fmt: skip


async def link_households(
    session: AsyncSession, staged: Table, wanted: ColumnElement[bool], *, kind: str, list_year: int
) -> None:
    """Give every wanted row its household: (commune, hamlet, list year, kind, number)."""
    head = func.coalesce(staged.c.household_head, staged.c.full_name)
    key = (staged.c.area_path, staged.c.hamlet_key, staged.c.household_number)
    fixed = (literal(kind, Text()), literal(list_year, SmallInteger()))
    chosen = select(*key, head, *fixed).where(wanted).ext(distinct_on(*key)).order_by(*key)
    columns = ["area_path", "hamlet_key", "number", "head_name", "kind", "list_year"]
    await session.execute(upsert(Household).from_select(columns, chosen).on_conflict_do_nothing())
    await session.execute(
        update(staged)
        .where(
            wanted, Household.area_path == staged.c.area_path,
            Household.hamlet_key == staged.c.hamlet_key,
            Household.number == staged.c.household_number,
            Household.kind == kind, Household.list_year == list_year,
        )
        .values(household_id=Household.id)
    )  # fmt: skip


async def enter_employers(
    session: AsyncSession, staged: Table, wanted: ColumnElement[bool]
) -> None:
    """Enter the employers named in these rows by tax code; a second time adds nothing."""
    known = staged.c.tax_code.is_not(None) & staged.c.employer_name.is_not(None)
    columns = ["tax_code", "name", "address", "industry", "phone"]
    chosen = (
        select(
            staged.c.tax_code, staged.c.employer_name, staged.c.facts["address"].astext,
            staged.c.facts["industry"].astext, staged.c.phone,
        )
        .where(wanted, known)
        .ext(distinct_on(staged.c.tax_code))
        .order_by(staged.c.tax_code)
    )  # fmt: skip
    await session.execute(upsert(Employer).from_select(columns, chosen).on_conflict_do_nothing())


async def link_businesses(
    session: AsyncSession, staged: Table, wanted: ColumnElement[bool]
) -> None:
    """Give every wanted row its household business: by tax code, registration, or owner."""
    registration = staged.c.facts["registration_number"].astext
    key = func.coalesce(
        "mst " + staged.c.tax_code, "dk " + registration,
        "chu " + cast(staged.c.person_id, Text()),
    )  # fmt: skip
    columns = [
        "area_path", "business_key", "owner_person_id", "tax_code", "registration_number",
        "trade", "place",
    ]  # fmt: skip
    chosen = (
        select(
            staged.c.area_path, key, staged.c.person_id, staged.c.tax_code, registration,
            staged.c.facts["trade"].astext, staged.c.facts["business_place"].astext,
        )
        .where(wanted)
        .ext(distinct_on(staged.c.area_path, key))
        .order_by(staged.c.area_path, key)
    )  # fmt: skip
    statement = upsert(HouseholdBusiness).from_select(columns, chosen)
    await session.execute(statement.on_conflict_do_nothing())
    await session.execute(
        update(staged)
        .where(
            wanted, HouseholdBusiness.area_path == staged.c.area_path,
            HouseholdBusiness.business_key == key,
        )
        .values(business_id=HouseholdBusiness.id)
    )  # fmt: skip


async def note_accounts(session: AsyncSession, staged: Table, wanted: ColumnElement[bool]) -> None:
    """Remember by digest which person named which account under which holder."""
    columns = ["number_digest", "person_id", "holder_digest"]
    chosen = (
        select(staged.c.k_account, staged.c.person_id, staged.c.k_holder)
        .where(wanted, staged.c.k_account.is_not(None))
        .distinct()
    )
    await session.execute(upsert(AccountUse).from_select(columns, chosen).on_conflict_do_nothing())


async def find_likely(session: AsyncSession, list_id: int, version: int) -> int:
    """Find who of a list just entered is likely somebody already known; answers how many rows.

    Works in the whole province whoever asks: the pairs go to the office that sees both.
    """
    return await session.scalar(select(func.find_likely(list_id, version))) or 0
