"""Reading lists, dossiers, their history, and what a batch holds at this moment."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    LargeBinary,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from app import policy
from app.admin_units.tables import AdminUnit
from app.core.errors import NotFound
from app.core.settings import settings
from app.dossiers.rules import ListNotReady, Stage
from app.dossiers.tables import (
    Batch,
    BatchList,
    BenefitAdjustment,
    Dossier,
    DossierHistory,
    DossierList,
    DossierStage,
    Supersession,
)

_LIST = (
    DossierList.id, DossierList.form, DossierList.group_code, DossierList.unit_path,
    DossierList.compiled_on, DossierList.state, DossierList.row_count, DossierList.good_count,
    DossierList.faulty_count, DossierList.total_dong, DossierList.problem,
    DossierList.problem_code, DossierList.received_at, DossierList.submitted_at,
)  # fmt: skip
MASKED_ID = case(
    (Dossier.id_number.is_(None), None),
    else_=func.concat(
        func.repeat("•", func.length(Dossier.id_number) - 3), func.right(Dossier.id_number, 3)
    ),
)
"""The identity number but for its last three digits."""
SHOWN = (
    Dossier.id, Dossier.list_id, Dossier.row_number, Dossier.group_code, Dossier.full_name,
    Dossier.birth_date, Dossier.birth_year, Dossier.sex, MASKED_ID.label("id_number"),
    Dossier.hamlet, Dossier.months, Dossier.amount_dong, Dossier.area_path,
    DossierStage.stage, DossierStage.reason_code,
)  # fmt: skip


def ended_at(*stages: Stage) -> ColumnElement[bool]:
    """Whether a step led to one of these stages, all of them ends of a claim (`ENDED`).

    They are written out, as in the condition of the index by which such steps are found.
    """
    return DossierHistory.to_stage.in_([literal_column(f"'{stage}'", Text()) for stage in stages])


def any_of(numbers: Sequence[int]) -> Any:
    """`column == any_of(numbers)`: one bind whatever the length."""
    return func.any(literal(list(numbers), ARRAY(BigInteger())))


def any_given(name: str) -> Any:
    """`column == any_given("lists")`: the numbers come when the kept statement is asked."""
    return func.any(bindparam(name, type_=ARRAY(BigInteger())))


def all_of(numbers: Sequence[int]) -> Any:
    """`column != all_of(numbers)`: none of them, in one bind."""
    return func.all(literal(list(numbers), ARRAY(BigInteger())))


async def list_shown(session: AsyncSession, list_id: int) -> dict[str, Any]:
    """One list; raises NotFound outside the territory."""
    row = (await session.execute(select(*_LIST).where(DossierList.id == list_id))).mappings()
    found = row.first()
    if found is None:
        raise NotFound(what="danh sách")
    return dict(found)


async def lists_after(
    session: AsyncSession, after: int, limit: int, state: str | None, ids: Sequence[int]
) -> list[dict[str, Any]]:
    """Lists of the territory by number, page by page."""
    query = select(*_LIST).where(DossierList.id > after).order_by(DossierList.id).limit(limit)
    if state:
        query = query.where(DossierList.state == state)
    if ids:
        query = query.where(DossierList.id == any_of(ids))
    return [dict(row) for row in (await session.execute(query)).mappings()]


class Narrowed(NamedTuple):
    """Which lists somebody wants to see: one number, a state, a form, offices; before a number."""

    number: int | None = None
    state: str = ""
    form: str = ""
    offices: Sequence[str] | None = None
    before: int | None = None


async def lists_before(session: AsyncSession, wanted: Narrowed, limit: int) -> list[dict[str, Any]]:
    """Lists of the territory with the office's name, the newest first, page by page."""
    query = (
        select(*_LIST, AdminUnit.kind, AdminUnit.name)
        .outerjoin(AdminUnit, AdminUnit.path == DossierList.unit_path)
        .order_by(DossierList.id.desc())
        .limit(limit)
    )
    if wanted.before is not None:
        query = query.where(DossierList.id < wanted.before)
    if wanted.number is not None:
        query = query.where(DossierList.id == wanted.number)
    if wanted.state:
        query = query.where(DossierList.state == wanted.state)
    if wanted.form:
        query = query.where(DossierList.form == wanted.form)
    if wanted.offices is not None:
        offices = literal(list(wanted.offices), ARRAY(Text(collation="C")))
        query = query.where(DossierList.unit_path == func.any(offices))
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def stages_in(session: AsyncSession, list_id: int) -> dict[str, int]:
    """How many dossiers of a list stand at each stage."""
    query = (
        select(DossierStage.stage, func.count().label("dossiers"))
        .where(DossierStage.list_id == list_id)
        .group_by(DossierStage.stage)
    )
    return {row.stage: row.dossiers for row in await session.execute(query)}


async def lock_lists(
    session: AsyncSession, list_ids: Sequence[int], *states: str
) -> list[DossierList]:
    """Lock lists in one order, so that rivals queue; raises NotFound, ListNotReady.

    Each must stand at one of `states`.
    """
    wanted = sorted(set(list_ids))
    query = (
        select(DossierList)
        .where(DossierList.id == any_of(wanted))
        .order_by(DossierList.id)
        .with_for_update(key_share=True)
    )
    found = list(await session.scalars(query))
    if len(found) != len(wanted):
        raise NotFound(what="danh sách")
    for one in found:
        if one.state not in states:
            raise ListNotReady(state=one.state, wanted=", ".join(states))
    return found


def rules_of(found: DossierList) -> policy.Policy:
    """The policy a list was compiled under: it keeps its road when the policy changes."""
    return policy.policy_at(found.compiled_on, settings().policy_overrides, found.policy_revision)


async def count_at(session: AsyncSession, list_ids: Sequence[int], stage: Stage) -> int:
    """How many dossiers of these lists stand at a stage."""
    query = select(func.count()).where(
        DossierStage.list_id == any_of(list_ids), DossierStage.stage == stage
    )
    return (await session.execute(query)).scalar_one()


async def dossier_shown(session: AsyncSession, dossier_id: int) -> dict[str, Any]:
    """One dossier with its stage; raises NotFound outside the territory."""
    query = (
        select(*SHOWN)
        .join(DossierStage, DossierStage.dossier_id == Dossier.id)
        .where(Dossier.id == dossier_id)
    )
    found = (await session.execute(query)).mappings().first()
    if found is None:
        raise NotFound(what="hồ sơ")
    return dict(found)


async def outcome_of(session: AsyncSession, dossier_id: int, stage: str) -> dict[str, Any]:
    """Whom a superseded dossier gave way to, by number only, and its adjustments (đồng)."""
    latest = (
        select(Supersession.winner_id)
        .where(Supersession.dossier_id == dossier_id)
        .order_by(Supersession.id.desc())
        .limit(1)
    )
    winner = await session.scalar(latest) if stage == Stage.SUPERSEDED else None
    made = (
        select(
            BenefitAdjustment.kind, BenefitAdjustment.other_id, BenefitAdjustment.amount_dong,
            BenefitAdjustment.state, BenefitAdjustment.made_at,
        )
        .where(BenefitAdjustment.dossier_id == dossier_id)
        .order_by(BenefitAdjustment.id)
    )  # fmt: skip
    found = [dict(row) for row in (await session.execute(made)).mappings()]
    return {"superseded_by": winner, "adjustments": found}


async def dossiers_after(
    session: AsyncSession, list_id: int, after: int, limit: int, stage: str | None
) -> list[dict[str, Any]]:
    """Dossiers of a list by number, page by page."""
    query = (
        select(*SHOWN)
        .join(DossierStage, DossierStage.dossier_id == Dossier.id)
        .where(DossierStage.list_id == list_id, Dossier.id > after)
        .order_by(Dossier.id)
        .limit(limit)
    )
    if stage:
        query = query.where(DossierStage.stage == stage)
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def dossiers_by_row(
    session: AsyncSession, list_id: int, after: int, limit: int, stage: str | None
) -> list[dict[str, Any]]:
    """Dossiers of a list in the order of its sheet, after a row."""
    query = (
        select(*SHOWN)
        .join(DossierStage, DossierStage.dossier_id == Dossier.id)
        .where(Dossier.list_id == list_id, Dossier.row_number > after)
        .order_by(Dossier.row_number)
        .limit(limit)
    )
    if stage:
        query = query.where(DossierStage.stage == stage)
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def rows_named(
    session: AsyncSession, list_id: int, ids: Sequence[int]
) -> dict[int, dict[str, Any]]:
    """The dossiers of a list that are named, by their numbers: row, name, sum asked (đồng)."""
    query = select(
        Dossier.id, Dossier.row_number, Dossier.full_name, Dossier.amount_dong
    ).where(Dossier.list_id == list_id, Dossier.id == any_of(ids))  # fmt: skip
    return {row["id"]: dict(row) for row in (await session.execute(query)).mappings()}


async def history_of(session: AsyncSession, dossier_id: int) -> list[dict[str, Any]]:
    """Every step of a dossier, in order."""
    query = (
        select(
            DossierHistory.version, DossierHistory.from_stage, DossierHistory.to_stage,
            DossierHistory.at, DossierHistory.officer_id, DossierHistory.because,
            DossierHistory.reason_code,
        )
        .where(DossierHistory.dossier_id == dossier_id)
        .order_by(DossierHistory.version)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def held_among(session: AsyncSession, list_ids: Sequence[int]) -> list[int]:
    """The dossiers of these lists that a live hold stops: on them, their list or their batch.

    Also of holds that the actor's territory does not show; nearly always none.
    """
    return list(await session.scalar(_HELD_AMONG, {"lists": list(list_ids)}) or ())


_HELD_AMONG: Final = select(
    func.nation.held_among(
        func.current_schema(), bindparam("lists", type_=ARRAY(BigInteger())),
        type_=ARRAY(BigInteger()),
    )
)  # fmt: skip


def free_of(held: Sequence[int]) -> ColumnElement[bool]:
    """A dossier (of `DossierStage`) that is none of these."""
    return DossierStage.dossier_id != all_of(held) if held else true()


class Holding(NamedTuple):
    """What a batch would have decided now; `root` is the tree hash of its lines by dossier.

    What is held is left out of count, total and root.
    """

    case_count: int
    total_dong: int
    root: bytes
    unappraised: int
    held: int


async def batch_of(session: AsyncSession, batch_id: int, *, lock: bool = False) -> Batch:
    """One batch; raises NotFound outside the territory."""
    query = select(Batch).where(Batch.id == batch_id)
    query = query.with_for_update(key_share=True) if lock else query
    found = (await session.scalars(query)).first()
    if found is None:
        raise NotFound(what="đợt")
    return found


async def lists_in(session: AsyncSession, batch_id: int) -> list[int]:
    """The lists of a batch."""
    return list(await session.scalars(_LISTS_IN, {"batch": batch_id}))


_LISTS_IN: Final = (
    select(BatchList.list_id)
    .where(BatchList.batch_id == bindparam("batch"))
    .order_by(BatchList.list_id)
)


LEAF: Final[ColumnElement[bytes]] = func.nation.line_leaf(
    Dossier.id, Dossier.person_id, Dossier.group_code, Dossier.months, Dossier.amount_dong,
    Dossier.full_name, Dossier.id_number, Dossier.hamlet, Dossier.account_number,
    Dossier.account_name, Dossier.bank, Dossier.area_path, type_=LargeBinary(),
)  # fmt: skip
"""The hash of a dossier as a signer sees it: whose, which group, how much, paid to whom."""


async def holding(session: AsyncSession, list_ids: Sequence[int]) -> Holding:
    """Count, total and root of the cases of these lists that wait for the signature.

    The provincial team's favour shows as a step from at_province to at_province.
    """
    held = await held_among(session, list_ids)
    stopped = await _count_of(session, held, Stage.AT_PROVINCE)
    query = _holding().where(free_of(held)) if held else _holding()
    found = (await session.execute(query, {"lists": list(list_ids)})).one()
    return Holding._make((*found, stopped))


@cache
def _holding() -> Any:
    leaves = func.string_agg(LEAF, aggregate_order_by(literal(b"", LargeBinary()), Dossier.id))
    root = func.coalesce(func.nation.merkle_root(leaves), func.sha256(b""))
    unseen = func.count().filter(DossierStage.from_stage != Stage.AT_PROVINCE)
    total = cast(func.coalesce(func.sum(Dossier.amount_dong), 0), BigInteger)
    return (
        select(func.count(), total, root, unseen)
        .join(DossierStage, DossierStage.dossier_id == Dossier.id)
        .where(DossierStage.list_id == any_given("lists"), DossierStage.stage == Stage.AT_PROVINCE)
    )


async def count_held(session: AsyncSession, list_ids: Sequence[int], stage: Stage) -> int:
    """How many dossiers of these lists stand still at a stage because they are held."""
    return await _count_of(session, await held_among(session, list_ids), stage)


async def _count_of(session: AsyncSession, held: Sequence[int], stage: Stage) -> int:
    if not held:
        return 0
    query = select(func.count()).where(
        DossierStage.dossier_id == any_of(held), DossierStage.stage == stage
    )
    return (await session.execute(query)).scalar_one()


async def group_sums(session: AsyncSession, list_ids: Sequence[int]) -> list[dict[str, Any]]:
    """The same cases by group; what is held is left out."""
    query = (
        select(
            Dossier.group_code, func.count().label("cases"),
            cast(func.sum(Dossier.amount_dong), BigInteger).label("dong"),
        )
        .join(DossierStage, DossierStage.dossier_id == Dossier.id)
        .where(
            DossierStage.list_id == any_of(list_ids), DossierStage.stage == Stage.AT_PROVINCE,
            free_of(await held_among(session, list_ids)),
        )
        .group_by(Dossier.group_code)
        .order_by(Dossier.group_code)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]
