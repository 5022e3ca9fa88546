"""What is before a council, and what the service finds in it."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.appraisal.rules import Council, FindingCode
from app.appraisal.tables import Finding, Opinion, Sitting, SittingList
from app.core.db import standing_of
from app.core.errors import NotFound
from app.dossiers import any_of
from app.dossiers.tables import Dossier, DossierStage, PersonClaim
from app.policy import Policy
from app.register import CONTRADICTING, IDENTITY
from app.register.tables import PersonKey, PersonNotice


async def sitting_of(session: AsyncSession, sitting_id: int, *, lock: bool = False) -> Sitting:
    """One sitting; raises NotFound outside the territory."""
    query = select(Sitting).where(Sitting.id == sitting_id)
    query = query.with_for_update(key_share=True) if lock else query
    found = (await session.scalars(query)).first()
    if found is None:
        raise NotFound(what="phiên họp")
    return found


async def agenda_of(session: AsyncSession, sitting_id: int) -> list[int]:
    """The lists on the agenda."""
    query = select(SittingList.list_id).where(SittingList.sitting_id == sitting_id)
    return list(await session.scalars(query.order_by(SittingList.list_id)))


async def lists_without_cases(
    session: AsyncSession, lists: Sequence[int], council: Council
) -> list[int]:
    """The lists of an agenda with nothing before this council."""
    query = (
        select(DossierStage.list_id)
        .where(DossierStage.list_id == any_of(lists), DossierStage.stage == council.stage)
        .distinct()
    )
    present = set(await session.scalars(query))
    return sorted(set(lists) - present)


_LISTS = bindparam("lists", type_=ARRAY(BigInteger()))
_STAGE = bindparam("stage", type_=Text())
_PROVINCE = bindparam("province", type_=Text())
_SITTING = bindparam("sitting", type_=BigInteger())


def _mine() -> Any:
    """The open claims now before the council: found from its lists, which are few."""
    before = (
        select(DossierStage.dossier_id, DossierStage.area_path)
        .where(DossierStage.list_id == func.any(_LISTS), DossierStage.stage == _STAGE)
        .cte("before_council")
        .prefix_with("materialized", dialect="postgresql")
    )
    return (
        select(
            PersonClaim.dossier_id, PersonClaim.person_id, PersonClaim.group_code,
            PersonClaim.amount_dong, PersonClaim.tie_break, before.c.area_path,
        )
        .join(before, before.c.dossier_id == PersonClaim.dossier_id)
        .where(PersonClaim.state == "open")
        .cte("mine")
        .prefix_with("materialized", dialect="postgresql")
    )  # fmt: skip


def _displaces(policy: Policy, one: Any, other: Any) -> ColumnElement[bool]:
    """Whether a claim puts another out whatever the amounts (BTXH before HN and HCN)."""
    pairs = [
        (one.group_code == str(high)) & other.group_code.in_(map(str, lows))
        for high, lows in policy.precedence.displaces.items()
    ]
    return or_(false(), *pairs)


def _height(policy: Policy, claim: Any) -> ColumnElement[int]:
    """What is compared: the total payable, or the monthly level, in đồng."""
    if policy.precedence.compared_by == "total":
        return cast(claim.amount_dong, BigInteger)
    levels = {str(rule.code): rule.monthly_rate or 0 for rule in policy.groups}
    return case(levels, value=claim.group_code, else_=0)


def _outranks(policy: Policy, one: Any, other: Any) -> ColumnElement[bool]:
    """Whether a claim is the higher benefit; equal ones of two groups: the order of the law."""
    rank = {str(group): number for number, group in enumerate(policy.precedence.ties)}
    above = case(rank, value=one.group_code) < case(rank, value=other.group_code)
    higher, lower = _height(policy, one), _height(policy, other)
    by_height = or_(higher > lower, and_(higher == lower, above))
    return _displaces(policy, one, other) | (~_displaces(policy, other, one) & by_height)


def _rival_findings(policy: Policy, mine: Any) -> Select[Any]:
    """The same person claims elsewhere: supported already, a higher benefit, or the same twice.

    Equal claims in one group are settled by place and row, and a claim that a third one puts out
    beats nobody, so the outcome does not depend on who came first.
    """
    other, third = aliased(PersonClaim), aliased(PersonClaim)
    own = mine.c
    alive = ["open", "live"]
    twice = and_(
        other.group_code == own.group_code,
        or_(
            other.province_code < _PROVINCE,
            and_(other.province_code == _PROVINCE, other.tie_break < own.tie_break),
            # Two lists of one office may have the same person in the same row: the earlier counts.
            and_(
                other.province_code == _PROVINCE,
                other.tie_break == own.tie_break,
                other.dossier_id < own.dossier_id,
            ),
        ),
    )
    code = case(
        (other.state == "live", FindingCode.ALREADY_SUPPORTED.value),
        (twice, FindingCode.DUPLICATE.value),
        (
            and_(other.group_code != own.group_code, _outranks(policy, other, own)),
            FindingCode.HIGHER_BENEFIT.value,
        ),
    )
    put_out = exists().where(
        third.person_id == other.person_id,
        third.state.in_(alive),
        third.dossier_id != own.dossier_id,
        _displaces(policy, third, other),
    )
    return (
        select(own.dossier_id, code.label("code"), other.group_code, own.area_path)
        .join(other, other.person_id == own.person_id)
        .where(
            other.dossier_id != own.dossier_id,
            other.state.in_(alive),
            code.is_not(None),
            or_(other.state == "live", ~put_out),
        )
    )


def _keys_of(mine: Any) -> Any:
    """The keyed digests of the people before the council."""
    return (
        select(
            mine.c.dossier_id, mine.c.area_path, PersonKey.person_id, PersonKey.digest,
            PersonKey.kind, PersonKey.flags,
        )
        .join(PersonKey, PersonKey.person_id == mine.c.person_id)
        .cte("keys_of_mine")
        .prefix_with("materialized", dialect="postgresql")
    )  # fmt: skip


def _likeness_findings(keys: Any) -> Select[Any]:
    """Another person with the same name and birth, whose identity numbers do not contradict."""
    own, likewise, other = keys.c, aliased(PersonKey), aliased(PersonClaim)
    forbidden = case(CONTRADICTING, value=own.kind)
    return (
        select(
            own.dossier_id, literal(FindingCode.SUSPECTED_SAME.value, Text()).label("code"),
            other.group_code, own.area_path,
        )
        .join(likewise, (likewise.digest == own.digest) & (likewise.person_id != own.person_id))
        .join(other, other.person_id == likewise.person_id)
        .where(
            own.kind > IDENTITY,
            own.flags.bitwise_and(likewise.flags).bitwise_and(forbidden) == 0,
            other.state.in_(["open", "live"]),
        )
    )  # fmt: skip


def _death_findings(keys: Any, before: date) -> Select[Any]:
    own = keys.c
    return select(
        own.dossier_id, literal(FindingCode.DIED_BEFORE.value, Text()).label("code"),
        literal(None, Text()).label("group_code"), own.area_path,
    ).join(
        PersonNotice,
        (PersonNotice.digest == own.digest)
        & (PersonNotice.matter == "died")
        & (PersonNotice.since < before),
    )  # fmt: skip


@lru_cache(maxsize=16)
def _finding_statement(policy: Policy) -> Select[Any]:
    """Every finding on the dossiers before a sitting that no earlier council has answered.

    Made once for a policy: putting so long a sentence together costs more than asking it.
    """
    mine = _mine()
    keys = _keys_of(mine)
    found = union(
        _rival_findings(policy, mine),
        _likeness_findings(keys),
        _death_findings(keys, policy.group("HN").first_day),
    ).subquery("found")
    earlier, word = aliased(Finding), aliased(Opinion)
    answered = exists().where(
        earlier.dossier_id == found.c.dossier_id,
        earlier.code == found.c.code,
        earlier.sitting_id != _SITTING,
        word.sitting_id == earlier.sitting_id,
        word.dossier_id == earlier.dossier_id,
        word.answer.is_not(None),
        word.verdict == "favourable",
    )
    other_group, area_path = func.min(found.c.group_code), func.min(found.c.area_path)
    return (
        select(found.c.dossier_id, found.c.code, other_group, area_path)
        .where(~answered)
        .group_by(found.c.dossier_id, found.c.code)
    )


class Found(NamedTuple):
    """Something found now in a dossier; of another claim only its group."""

    dossier_id: int
    code: str
    other_group: str | None
    area_path: str


async def found_in(
    session: AsyncSession, sitting: Sitting, lists: Sequence[int], council: Council, policy: Policy
) -> list[Found]:
    """What the service finds now in the dossiers before a sitting."""
    asked = {
        "lists": list(lists), "stage": str(council.stage), "sitting": sitting.id,
        "province": standing_of(session).province,
    }  # fmt: skip
    return [Found(*row) for row in await session.execute(_finding_statement(policy), asked)]


async def told_since(session: AsyncSession, sitting: Sitting) -> bool:
    """Whether anybody opened a claim, had one approved or reported a death since it was opened."""
    claims = select(func.max(PersonClaim.told)).scalar_subquery()
    deaths = select(func.max(PersonNotice.told)).scalar_subquery()
    latest = func.coalesce(func.greatest(claims, deaths), 0)
    return bool(await session.scalar(select(latest >= sitting.seen_until)))


async def unanswered(session: AsyncSession, sitting_id: int) -> int:
    """Findings of a sitting without the council's word; a favourable word needs an answer."""
    word = exists().where(
        Opinion.sitting_id == Finding.sitting_id,
        Opinion.dossier_id == Finding.dossier_id,
        (Opinion.verdict != "favourable") | Opinion.answer.is_not(None),
    )
    query = select(func.count()).where(Finding.sitting_id == sitting_id, ~word)
    return (await session.execute(query)).scalar_one()


async def findings_of(session: AsyncSession, sitting_id: int) -> list[dict[str, Any]]:
    """The findings of a sitting with the rows they concern."""
    word = exists().where(
        Opinion.sitting_id == Finding.sitting_id, Opinion.dossier_id == Finding.dossier_id
    )
    query = (
        select(
            Finding.dossier_id, Finding.code, Finding.other_group, Dossier.list_id,
            Dossier.row_number, word.label("answered"),
        )
        .join(Dossier, Dossier.id == Finding.dossier_id)
        .where(Finding.sitting_id == sitting_id)
        .order_by(Dossier.list_id, Dossier.row_number, Finding.code)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]
