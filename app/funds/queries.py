"""Reading funds: balances, journals, shares, settlements."""

from datetime import date, datetime
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    and_,
    bindparam,
    cast,
    func,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app import policy
from app.core.db import standing_of
from app.core.errors import NotFound
from app.core.settings import settings
from app.funds.rules import ACCOUNTS_VI, MOVES_VI, Account, Move
from app.funds.schemas import (
    Balance,
    FundShares,
    GroupShareShown,
    JournalShown,
    Leg,
    SettlementShown,
    SourceShareShown,
)
from app.funds.shares import (
    CENTRAL,
    ROUNDING,
    ROUNDING_VI,
    GroupShare,
    Payer,
    Shares,
    SourceShare,
    Spent,
    shares_of,
)
from app.funds.tables import FundSettlement, FundSource, Journal, JournalEntry

_OF_MONEY = FundSource.level != "suspense"
_SOURCES = bindparam("sources", type_=ARRAY(BigInteger()))
_STANDING = text(
    "select source_id, account, amount_dong from nation.standing(current_schema(), :sources, null)"
).bindparams(_SOURCES)
_WITH_PAYERS = text(
    "select source_id from nation.standing(current_schema(),"
    " (select array_agg(id) from fund_source), null) where account = 'sent' and amount_dong <> 0"
)
_HELD = text("select * from nation.hold_sources(current_schema(), :sources)").bindparams(_SOURCES)
_UNNAMED_VI = "Chưa ghi nhóm"
_Cited: TypeAlias = dict[tuple[str | None, int], policy.Provision]
"""By group and percentage, what says so."""


def _held(account: Account, sign: int = 1) -> ColumnElement[int]:
    total = func.sum(JournalEntry.amount_dong).filter(JournalEntry.account == account)
    return cast(sign * func.coalesce(total, 0), BigInteger)


async def balances(session: AsyncSession, as_of: date | None = None) -> list[Balance]:
    """Where every source's money stands (đồng), by what was booked up to a day, by code.

    What payers claim and nobody has judged is no source's money and is left out.
    """
    asked = {} if as_of is None else {"as_of": as_of}
    found = await session.execute(_balances(as_of is not None), asked)
    return [Balance(**row) for row in found.mappings()]


@cache
def _balances(dated: bool) -> Any:
    """Long to put together, and asked by many pages."""
    booked = Journal.source_id == FundSource.id
    if dated:
        booked = and_(booked, Journal.booked_on <= bindparam("as_of", type_=Date()))
    return (
        select(
            FundSource.id, FundSource.code, FundSource.name, FundSource.level, FundSource.given_by,
            _held(Account.ALLOTMENT, -1).label("allotted_dong"),
            _held(Account.ADVANCE, -1).label("advanced_dong"),
            _held(Account.SETTLEMENT, -1).label("settlement_dong"),
            _held(Account.AVAILABLE).label("available_dong"),
            _held(Account.COMMITTED).label("committed_dong"),
            _held(Account.SENT).label("sent_dong"),
            _held(Account.PAID).label("paid_dong"),
            _held(Account.RECOVERED).label("recovered_dong"),
        )
        .outerjoin(Journal, booked)
        .outerjoin(JournalEntry, JournalEntry.journal_id == Journal.id)
        .where(_OF_MONEY)
        .group_by(FundSource.id)
        .order_by(FundSource.code)
    )  # fmt: skip


async def balance_of(session: AsyncSession, source_id: int, as_of: date | None = None) -> Balance:
    """Where one source's money stands (đồng); raises NotFound."""
    for one in await balances(session, as_of):
        if one.id == source_id:
            return one
    raise NotFound(what="nguồn kinh phí")


async def standing(session: AsyncSession, source_ids: list[int]) -> dict[tuple[int, Account], int]:
    """What each account of some sources holds now (đồng)."""
    found = await session.execute(_STANDING, {"sources": source_ids})
    return {(source_id, Account(account)): total for source_id, account, total in found}


async def with_payers(session: AsyncSession) -> list[int]:
    """The sources of which payers hold money that they have given no account of."""
    return list(await session.scalars(_WITH_PAYERS))


async def standing_held(
    session: AsyncSession, source_ids: list[int]
) -> dict[tuple[int, Account], int]:
    """The same once the sources are locked, in order of number, until the act ends.

    Raises NotFound. The lock leaves the key alone, as that of `hold` does.
    """
    found = (await session.execute(_HELD, {"sources": sorted(set(source_ids))})).all()
    if {row[0] for row in found} != set(source_ids):
        raise NotFound(what="nguồn kinh phí")
    return {(source, Account(account)): total for source, account, total in found if account}


async def money_sources(session: AsyncSession) -> list[int]:
    """The numbers of all sources of money, ascending; a payer's suspense is none."""
    query = select(FundSource.id).where(_OF_MONEY).order_by(FundSource.id)
    return list(await session.scalars(query))


async def journals_after(
    session: AsyncSession, source_id: int, after: int, limit: int
) -> list[JournalShown]:
    """A page of a source's journals with their legs, by number; raises NotFound."""
    page = select(Journal).where(Journal.source_id == source_id, Journal.id > after)
    return await _journals(session, source_id, page.order_by(Journal.id).limit(limit))


async def journals_before(
    session: AsyncSession, source_id: int, before: int | None, limit: int
) -> list[JournalShown]:
    """The same, the newest first."""
    page = select(Journal).where(Journal.source_id == source_id)
    if before is not None:
        page = page.where(Journal.id < before)
    found = await _journals(session, source_id, page.order_by(Journal.id.desc()).limit(limit))
    return found[::-1]


async def _journals(
    session: AsyncSession, source_id: int, chosen: Select[Any]
) -> list[JournalShown]:
    if await session.get(FundSource, source_id) is None:
        raise NotFound(what="nguồn kinh phí")
    page = chosen.subquery("page")
    legs = func.array_agg(JournalEntry.account), func.array_agg(JournalEntry.amount_dong)
    query = (
        select(*page.c, legs[0].label("accounts"), legs[1].label("amounts"))
        .join(JournalEntry, JournalEntry.journal_id == page.c.id)
        .group_by(*page.c)
        .order_by(page.c.id)
    )
    return [_journal(dict(row)) for row in (await session.execute(query)).mappings()]


def _journal(row: dict[str, Any]) -> JournalShown:
    """The leg out of an account comes before the leg into one."""
    both = sorted(zip(row.pop("amounts"), row.pop("accounts"), strict=True))
    legs = [
        Leg(account=account, account_vi=ACCOUNTS_VI[Account(account)], amount_dong=amount)
        for amount, account in both
    ]
    told = {"kind_vi": MOVES_VI[Move(row["kind"])], "amount_dong": both[-1][0], "legs": legs}
    return JournalShown.model_validate(row | told)


async def shares(
    session: AsyncSession, as_of: date, known_before: datetime | None = None
) -> Shares:
    """How what was spent up to a day divides (đồng), each payment by the policy of its own day.

    Of what was recorded before a moment, where one is given. Raises NoPolicyInForce,
    ProvinceClassUnknown.
    """
    return (await _shares(session, as_of, known_before))[0]


async def _shares(
    session: AsyncSession, as_of: date, known_before: datetime | None = None
) -> tuple[Shares, _Cited]:
    booked = booked_by(as_of, known_before)
    spent: list[Spent] = []
    cited: _Cited = {}
    for source_id, group, day, amount in await _spent(session, booked):
        percent, told = _policy_on(day).central_share(group, _province(session))
        spent.append(Spent(source_id, group, percent, amount))
        cited[group, percent] = told
    settled = _held(Account.SETTLEMENT, -1)
    query = (
        select(FundSource.id, FundSource.level, settled)
        .outerjoin(Journal, and_(Journal.source_id == FundSource.id, booked))
        .outerjoin(JournalEntry, JournalEntry.journal_id == Journal.id)
        .where(_OF_MONEY)
        .group_by(FundSource.id)
        .order_by(FundSource.code)
    )
    payers = [Payer(*row) for row in await session.execute(query)]
    return shares_of(spent, payers), cited


def booked_by(as_of: date, known_before: datetime | None = None) -> ColumnElement[bool]:
    """Journals booked up to a day, and recorded before a moment where one is given."""
    known = true() if known_before is None else Journal.recorded_at < known_before
    return and_(Journal.booked_on <= as_of, known)


async def _spent(
    session: AsyncSession, booked: ColumnElement[bool]
) -> list[tuple[int, str | None, date, int]]:
    """What reached people and has not come back: source, group, day, sum (đồng)."""
    total = cast(func.sum(JournalEntry.amount_dong), BigInteger)
    query = (
        select(Journal.source_id, Journal.group_code, Journal.booked_on, total)
        .join(JournalEntry, JournalEntry.journal_id == Journal.id)
        .where(JournalEntry.account == Account.PAID, booked)
        .group_by(Journal.source_id, Journal.group_code, Journal.booked_on)
    )
    return [(*row,) for row in await session.execute(query)]


def _policy_on(day: date) -> policy.Policy:
    return policy.policy_at(day, settings().policy_overrides)


def _province(session: AsyncSession) -> str:
    return standing_of(session).province or ""


async def shares_shown(session: AsyncSession, as_of: date) -> FundShares:
    """The shares as of a day with names and citations; raises as `shares` does."""
    found, cited = await _shares(session, as_of)
    rules = _policy_on(as_of)
    named = {one.id: one for one in await session.scalars(select(FundSource).where(_OF_MONEY))}
    central = [one for one in found.sources if named[one.id].level == CENTRAL]
    spent = sum(one.spent_dong for one in central)
    paid = -sum(one.settled_dong for one in central)
    return FundShares(
        as_of=as_of, province_class=rules.class_of(_province(session)),
        rounding=ROUNDING, rounding_vi=ROUNDING_VI,
        spent_dong=found.spent_dong, central_dong=found.central_dong,
        own_dong=found.spent_dong - found.central_dong,
        central_spent_dong=spent, central_settled_dong=paid,
        central_remaining_dong=found.central_dong - spent - paid,
        groups=[_group_shown(rules, one, cited) for one in found.groups],
        sources=[_source_shown(named[one.id], one) for one in found.sources],
    )  # fmt: skip


def _group_shown(rules: policy.Policy, one: GroupShare, cited: _Cited) -> GroupShareShown:
    code, told = one.group_code, cited[one.group_code, one.central_percent].source
    return GroupShareShown(
        group_code=code,
        group_vi=rules.group(code).vi if code in rules.by_code and code else code or _UNNAMED_VI,
        central_percent=one.central_percent, citation=str(told.citation), mark=told.mark,
        spent_dong=one.spent_dong, central_dong=one.central_dong, own_dong=one.own_dong,
    )  # fmt: skip


def _source_shown(source: FundSource, one: SourceShare) -> SourceShareShown:
    return SourceShareShown(
        id=one.id, code=source.code, name=source.name, level=source.level,
        spent_dong=one.spent_dong, carries_dong=one.carries_dong,
        advanced_dong=one.advanced_dong, settled_dong=one.settled_dong,
        remaining_dong=one.remaining_dong,
    )  # fmt: skip


async def settlements_after(session: AsyncSession, after: int, limit: int) -> list[SettlementShown]:
    """A page of what sources paid one another, by number."""
    return await _settlements(session, FundSettlement.id > after, FundSettlement.id.asc(), limit)


async def settlements_before(
    session: AsyncSession, before: int | None, limit: int
) -> list[SettlementShown]:
    """The same, the newest first."""
    wanted = true() if before is None else FundSettlement.id < before
    return await _settlements(session, wanted, FundSettlement.id.desc(), limit)


async def _settlements(
    session: AsyncSession, wanted: ColumnElement[bool], order: Any, limit: int
) -> list[SettlementShown]:
    giver, taker = aliased(FundSource), aliased(FundSource)
    query = (
        select(
            *FundSettlement.__table__.c, giver.code.label("from_code"), taker.code.label("to_code")
        )
        .join(giver, giver.id == FundSettlement.from_source_id)
        .join(taker, taker.id == FundSettlement.to_source_id)
        .where(wanted)
        .order_by(order)
        .limit(limit)
    )
    found = await session.execute(query)
    return [SettlementShown.model_validate(dict(row)) for row in found.mappings()]
