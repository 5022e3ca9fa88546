"""What the service finds in the dossiers before a council: one statement, whatever their number."""

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
    tuple_,
    union,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.access.tables import Officer
from app.appraisal.interests import handler_findings
from app.appraisal.queries import voided
from app.appraisal.rules import AGES, CONDITION, MOST_YEARS, Council, FindingCode
from app.appraisal.tables import Finding, Opinion, Sitting
from app.core.db import standing_of
from app.dossiers.tables import Dossier, DossierList, DossierStage, PersonClaim
from app.intake.tables import ListRow
from app.policy import Policy
from app.register import CONTRADICTING, IDENTITY, ruled_different
from app.register.tables import AccountUse, CandidatePair, PersonKey, PersonNotice

LEAST_SCORE = 60
"""Pairs that score less (a common name, a year) wait for a ruling and do not stop a council."""

_LISTS = bindparam("lists", type_=ARRAY(BigInteger()))
_STAGE = bindparam("stage", type_=Text())
_PROVINCE = bindparam("province", type_=Text())
_SITTING = bindparam("sitting", type_=BigInteger())
ALIVE = ("open", "live")


def _before_council() -> Any:
    """The dossiers now before the council: found from its lists, which are few."""
    return (
        select(
            DossierStage.dossier_id, DossierStage.area_path, Dossier.list_id, Dossier.row_number,
            Dossier.group_code, Dossier.birth_year, Dossier.person_id, Dossier.household_id,
        )
        .join(Dossier, Dossier.id == DossierStage.dossier_id)
        .where(DossierStage.list_id == func.any(_LISTS), DossierStage.stage == _STAGE)
        .cte("before_council")
        .prefix_with("materialized", dialect="postgresql")
    )  # fmt: skip


def _mine(before: Any) -> Any:
    """Their open claims."""
    return (
        select(
            PersonClaim.dossier_id, PersonClaim.person_id, PersonClaim.group_code,
            PersonClaim.amount_dong, PersonClaim.tie_break, PersonClaim.province_code,
            PersonClaim.state, PersonClaim.entered_as, before.c.area_path,
        )
        .join(before, before.c.dossier_id == PersonClaim.dossier_id)
        .where(PersonClaim.state == "open")
        .cte("mine")
        .prefix_with("materialized", dialect="postgresql")
    )  # fmt: skip


# --- one benefit, the highest (the same order as app.dossiers.precedence) ------------------------


def displaces(policy: Policy, one: Any, other: Any) -> ColumnElement[bool]:
    """Whether a claim puts another out whatever the amounts (BTXH before HN and HCN)."""
    pairs = [
        (one.group_code == str(high)) & other.group_code.in_(map(str, lows))
        for high, lows in policy.precedence.displaces.items()
    ]
    return or_(false(), *pairs)


def _strength(policy: Policy, claim: Any) -> Any:
    """Total payable and monthly level (đồng) as the policy ranks them, the law's order, approved.

    An approved claim stays where another of its group is as high: exchanging it gives nobody
    anything.
    """
    levels = {str(rule.code): rule.monthly_rate or 0 for rule in policy.groups}
    total = cast(claim.amount_dong, BigInteger)
    level = cast(case(levels, value=claim.group_code, else_=0), BigInteger)
    height = (total, level) if policy.precedence.compared_by == "total" else (level, total)
    rank = {str(group): -number for number, group in enumerate(policy.precedence.ties)}
    live = case((claim.state == "live", 1), else_=0)
    return tuple_(*height, case(rank, value=claim.group_code, else_=-len(rank)), live)


def beats(policy: Policy, one: Any, other: Any) -> ColumnElement[bool]:
    """Whether a claim is the higher benefit; equal ones are settled by place and row."""
    above, level = _strength(policy, one), _strength(policy, other)
    place = [
        tuple_(claim.province_code, claim.tie_break, claim.dossier_id) for claim in (one, other)
    ]
    higher = or_(above > level, and_(above == level, place[0] < place[1]))
    return displaces(policy, one, other) | (~displaces(policy, other, one) & higher)


def competes(policy: Policy, claim: Any) -> Any:
    """Whether a claim is a benefit of a person at all: a loan is the employer's."""
    return claim.group_code.in_([str(group) for group in policy.precedence.competing])


def _rival_findings(policy: Policy, mine: Any) -> Select[Any]:
    """The same person has a higher claim elsewhere, or the same benefit twice.

    A live lower claim is no obstacle: it gives way when the higher is approved. Only what another
    province has approved stands. A claim that a third one puts out beats nobody.
    """
    other, third = aliased(PersonClaim), aliased(PersonClaim)
    own = mine.c
    abroad = and_(other.state == "live", other.province_code != _PROVINCE)
    same_group = other.group_code == own.group_code
    code = case(
        (abroad, FindingCode.ALREADY_SUPPORTED.value),
        (~beats(policy, other, own), None),
        (same_group & (other.state == "live"), FindingCode.ALREADY_SUPPORTED.value),
        (same_group, FindingCode.DUPLICATE.value),
        else_=FindingCode.HIGHER_BENEFIT.value,
    )
    put_out = exists().where(
        third.person_id == other.person_id,
        third.state.in_(ALIVE),
        third.dossier_id != own.dossier_id,
        displaces(policy, third, other),
    )
    return (
        select(own.dossier_id, code.label("code"), other.group_code, own.area_path)
        .join(other, other.person_id == own.person_id)
        .where(
            other.dossier_id != own.dossier_id,
            other.state.in_(ALIVE),
            competes(policy, own),
            competes(policy, other),
            code.is_not(None),
            or_(abroad, ~put_out),
        )
    )


# --- likeness ------------------------------------------------------------------------------------


def keys_of(mine: Any) -> Any:
    """The keyed digests of the people of these claims."""
    return (
        select(
            mine.c.dossier_id, mine.c.area_path, PersonKey.person_id, PersonKey.digest,
            PersonKey.kind, PersonKey.flags,
        )
        .join(PersonKey, PersonKey.person_id == mine.c.person_id)
        .cte("keys_of_mine")
        .prefix_with("materialized", dialect="postgresql")
    )  # fmt: skip


def likely_same(mine: Any, keys: Any) -> Any:
    """(dossier_id, area_path, person_id, like_id): who else each person may be.

    By a key of name and birth where the numbers do not contradict, or by an open pair of the
    register; never two whom an officer declared different.
    """
    own, likewise = keys.c, aliased(PersonKey)
    forbidden = case(CONTRADICTING, value=own.kind)
    by_key = (
        select(own.dossier_id, own.area_path, own.person_id, likewise.person_id.label("like_id"))
        .join(likewise, (likewise.digest == own.digest) & (likewise.person_id != own.person_id))
        .where(
            own.kind > IDENTITY, own.flags.bitwise_and(likewise.flags).bitwise_and(forbidden) == 0
        )
    )
    ends = (CandidatePair.person_a, CandidatePair.person_b)
    by_pair = [
        select(mine.c.dossier_id, mine.c.area_path, mine.c.person_id, there.label("like_id"))
        .join(CandidatePair, here == mine.c.person_id)
        .where(CandidatePair.score >= LEAST_SCORE)
        for here, there in (ends, ends[::-1])
    ]
    return union_all(by_key, *by_pair).subquery("alike")


def not_ruled_different(alike: Any) -> ColumnElement[bool]:
    """No officer has declared the two different people; asked only of those that are alike."""
    different = ruled_different()
    pair = tuple_(
        func.least(alike.c.person_id, alike.c.like_id),
        func.greatest(alike.c.person_id, alike.c.like_id),
    )
    return pair.not_in(select(different.c.person_a, different.c.person_b))


def _likeness_findings(mine: Any, keys: Any) -> Select[Any]:
    """Another person who may be the same one has a claim."""
    alike, other = likely_same(mine, keys), aliased(PersonClaim)
    return (
        select(
            alike.c.dossier_id, literal(FindingCode.SUSPECTED_SAME.value, Text()).label("code"),
            other.group_code, alike.c.area_path,
        )
        .join(other, other.person_id == alike.c.like_id)
        .where(other.state.in_(ALIVE), not_ruled_different(alike))
    )  # fmt: skip


# --- what was told of people, and what is odd about their rows -----------------------------------


def _nothing() -> Any:
    return literal(None, Text()).label("group_code")


def _notice_findings(keys: Any, before: date) -> Select[Any]:
    """What the competent office, or an officer of relatives, told of the person."""
    own, told = keys.c, PersonNotice
    of_that_office = own.area_path.startswith(told.from_area)
    code = case(
        ((told.matter == "died") & (told.since < before), FindingCode.DIED_BEFORE.value),
        (
            (told.matter == "moved") & (told.since < before) & (told.from_area == own.area_path),
            FindingCode.MOVED_AWAY.value,
        ),
        (told.matter == "imprisoned", FindingCode.IMPRISONED.value),
        (told.matter == "abroad", FindingCode.ABROAD.value),
        ((told.matter == "staff_relative") & of_that_office, FindingCode.STAFF_RELATIVE.value),
    )
    return (
        select(own.dossier_id, code.label("code"), _nothing(), own.area_path)
        .join(told, told.digest == own.digest)
        .where(code.is_not(None))
    )


def _staff_findings(keys: Any) -> Select[Any]:
    """The claimant holds an office themselves."""
    own = keys.c
    code = literal(FindingCode.STAFF_RELATIVE.value, Text()).label("code")
    return (
        select(own.dossier_id, code, _nothing(), own.area_path)
        .join(Officer, Officer.identity_digest == own.digest)
        .where(own.kind == IDENTITY)
    )


def _account_findings(mine: Any) -> Select[Any]:
    """The account is named for somebody else too, under another holder's name."""
    own, other = AccountUse, aliased(AccountUse)
    entered = func.coalesce(mine.c.entered_as, mine.c.person_id)
    code = literal(FindingCode.SAME_ACCOUNT.value, Text()).label("code")
    return (
        select(mine.c.dossier_id, code, _nothing(), mine.c.area_path)
        .join(own, own.person_id == entered)
        .join(other, other.number_digest == own.number_digest)
        .where(
            other.person_id.not_in([entered, mine.c.person_id]),
            other.holder_digest != own.holder_digest,
        )
    )


def _age_findings(before: Any, year: int) -> Select[Any]:
    """Too old or too young for the group, by the year of birth."""
    own = before.c
    age = year - own.birth_year
    least = case({group: years[0] for group, years in AGES.items()}, value=own.group_code, else_=0)
    most = case(
        {group: years[1] for group, years in AGES.items()}, value=own.group_code, else_=MOST_YEARS
    )
    code = literal(FindingCode.AGE_OUTLIER.value, Text()).label("code")
    return select(own.dossier_id, code, _nothing(), own.area_path).where(
        or_(age < least, age > most)
    )


def _warned_findings(before: Any) -> Select[Any]:
    """Conditions of the policy that the row as handed in does not meet.

    The rows of a list are read once: found one by one they would be read for every dossier.
    """
    rows = (
        select(ListRow.list_id, ListRow.entry, ListRow.warnings)
        .join(
            DossierList,
            (DossierList.id == ListRow.list_id) & (DossierList.version == ListRow.version),
        )
        .where(DossierList.id == func.any(_LISTS), ListRow.warnings.is_not(None))
        .cte("warned_rows")
        .prefix_with("materialized", dialect="postgresql")
    )
    warned = func.jsonb_array_elements(rows.c.warnings).table_valued("value", name="warned")
    code = func.jsonb_extract_path_text(warned.c.value, "code")
    told = or_(code.startswith(CONDITION), code == FindingCode.AGE_OUTLIER.value)
    return (
        select(before.c.dossier_id, code.label("code"), _nothing(), before.c.area_path)
        .select_from(rows)
        .join(before, (before.c.list_id == rows.c.list_id) & (before.c.row_number == rows.c.entry))
        .join(warned, literal(True))
        .where(told)
    )


@lru_cache(maxsize=16)
def _statement(policy: Policy) -> Select[Any]:
    """Every finding on the dossiers before a sitting that no earlier council has answered.

    Made once for a policy: putting so long a sentence together costs more than asking it.
    """
    before = _before_council()
    mine = _mine(before)
    keys = keys_of(mine)
    first_day = policy.group("HN").first_day
    found = union(
        _rival_findings(policy, mine),
        _likeness_findings(mine, keys),
        _notice_findings(keys, first_day),
        _staff_findings(keys),
        handler_findings(before),
        _account_findings(mine),
        _age_findings(before, first_day.year),
        _warned_findings(before),
    ).subquery("found")
    earlier, word, heard = aliased(Finding), aliased(Opinion), aliased(Sitting)
    answered = exists().where(
        earlier.dossier_id == found.c.dossier_id,
        earlier.code == found.c.code,
        earlier.sitting_id != _SITTING,
        word.sitting_id == earlier.sitting_id,
        word.dossier_id == earlier.dossier_id,
        word.answer.is_not(None),
        word.verdict == "favourable",
        heard.id == word.sitting_id,
        ~voided(word, heard),
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
    return [Found(*row) for row in await session.execute(_statement(policy), asked)]
