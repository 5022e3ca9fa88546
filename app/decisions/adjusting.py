"""A later decision changes an earlier one: lines corrected or removed, or all of them revoked.

What was signed first never changes. The later decision has lines of its own, each with the leaf
that stood and the leaf that stands, and the money follows in the same act. What was paid, and what
is under way, is told by the caller: payments lie above this room.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    LargeBinary,
    Select,
    SmallInteger,
    Subquery,
    TableValuedAlias,
    Text,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    null,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.selectable import LateralFromClause

from app import dossiers, funds, policy
from app.access import Actor
from app.appraisal import ReasonUnknown
from app.core import clock
from app.core.bulk import rows_of, take_stock
from app.core.db import refuse_as
from app.core.money import spoken
from app.core.settings import settings
from app.decisions import queries
from app.decisions.changes import PAYEE, Ground, Held, faults_in, located, payee_of, terms_of
from app.decisions.commands import authority
from app.decisions.in_force import InForce, in_force_of
from app.decisions.rules import (
    AccountAppraised,
    AlreadyRevoked,
    ChangedTooEarly,
    CountedTowardAnother,
    DecisionChanged,
    LinesUnfit,
    NotApproved,
    NumberTaken,
    PaymentUnderWay,
    SignedTooEarly,
)
from app.decisions.schemas import AdjustmentOrder, DecisionRevocation, LineChange
from app.decisions.tables import LINE_IN_FORCE, AdjustmentLine, Decision, DecisionAdjustment
from app.dossiers import Stage, any_of
from app.dossiers.tables import (
    BenefitAdjustment,
    Dossier,
    DossierList,
    DossierStage,
    PersonClaim,
)

refuse_as("uq_decision_adjustment_number", NumberTaken)
refuse_as("ck_adjustment_line_account", AccountAppraised)
_NAMED_FAULTS = 1000
_V = LINE_IN_FORCE.c


async def hold(session: AsyncSession, decision_id: int) -> Decision:
    """The decision; its batch, lists and lines locked, so that orders, councils and payers wait.

    Raises NotFound, NotApproved.
    """
    decision = await queries.decision_of(session, decision_id)
    if decision.kind != "approved":
        raise NotApproved
    await dossiers.batch_of(session, decision.batch_id, lock=True)
    lists = await dossiers.lists_in(session, decision.batch_id)
    await dossiers.lock_lists(session, lists, "submitted")
    await session.execute(select(func.nation.hold_lines(func.current_schema(), decision_id)))
    return decision


class Payments(NamedTuple):
    """What the rooms above know of the orders of a decision (đồng)."""

    paid: LateralFromClause
    """Of one line in force: `paid_dong`."""
    under_way: Subquery
    """Orders with a payer: dossier_id, amount_dong."""


async def adjust(
    session: AsyncSession,
    actor: Actor,
    decision: Decision,
    order: AdjustmentOrder,
    payments: Payments,
) -> DecisionAdjustment:
    """Remove or correct named lines of a decision that `hold` gave.

    Raises DecisionChanged (412), LinesUnfit, PaymentUnderWay, FundsShort, NotDelegated,
    AlreadyTookAnotherPart, and what a signature's day and number raise.
    """
    stands, rules = await _look(session, decision, order)
    ground = await _ground(session, decision.id, order.lines, rules)
    faults = list(faults_in(order.lines, ground))
    if faults:
        errors = [located(*one) for one in faults[:_NAMED_FAULTS]]
        raise LinesUnfit(count=len(faults), errors=errors)
    named = payments.under_way.c.dossier_id == any_of([one.dossier_id for one in order.lines])
    await _refuse_under_way(session, payments.under_way, named)
    given = _given(order.lines, ground)
    changes = _changes(given.c, payments.paid).where(_V.dossier_id == given.c.dossier_id)
    return await _sign(session, actor, _Act(decision, order, stands, rules, "adjusted"), changes)


async def revoke(
    session: AsyncSession,
    actor: Actor,
    decision: Decision,
    order: DecisionRevocation,
    payments: Payments,
) -> DecisionAdjustment:
    """Take every line in force out of a decision that `hold` gave; raises what `adjust` raises.

    Raises CountedTowardAnother where payments of its lines were set off against other benefits.
    """
    stands, rules = await _look(session, decision, order)
    if order.reason_code not in rules.refusal_reasons:
        raise ReasonUnknown(code=order.reason_code)
    every = select(_V.dossier_id).where(_V.decision_id == decision.id)
    losers, _ = await _set_off(session, every)
    if losers:
        raise CountedTowardAnother(count=len(losers))
    await _refuse_under_way(session, payments.under_way, true())
    changes = _changes(_nothing_left(order.reason_code), payments.paid)
    return await _sign(session, actor, _Act(decision, order, stands, rules, "revoked"), changes)


class _Act(NamedTuple):
    decision: Decision
    order: AdjustmentOrder | DecisionRevocation
    stands: InForce
    rules: policy.Policy
    kind: str


async def _look(
    session: AsyncSession, decision: Decision, order: AdjustmentOrder | DecisionRevocation
) -> tuple[InForce, policy.Policy]:
    """What stands of the decision, if it is what the signer saw, and the rules of the day."""
    stands = await in_force_of(session, decision)
    if not stands.case_count:
        raise AlreadyRevoked
    if order.expected_root != stands.root.hex():
        raise DecisionChanged(count=stands.case_count, total=spoken(stands.total_dong))
    if order.signed_on > clock.today(session):
        raise SignedTooEarly
    if order.signed_on < stands.signed_on:
        raise ChangedTooEarly
    if await session.scalar(select(Decision.id).where(Decision.number == order.number)):
        raise NumberTaken
    return stands, policy.policy_at(order.signed_on, settings().policy_overrides)


# --- named lines --------------------------------------------------------------------------------


async def _ground(
    session: AsyncSession, decision_id: int, lines: Sequence[LineChange], rules: policy.Policy
) -> Ground:
    numbers = sorted({one.dossier_id for one in lines})
    held = await _held(session, decision_id, numbers)
    gone = select(AdjustmentLine.dossier_id).where(
        AdjustmentLine.decision_id == decision_id,
        AdjustmentLine.act == "removed",
        AdjustmentLine.dossier_id == any_of(numbers),
    )
    losers, winners = await _set_off(session, _named(numbers))
    days = {one.compiled_on for one in held}
    return Ground(
        held={one.dossier_id: one for one in held},
        removed=set(await session.scalars(gone)),
        losers=losers,
        winners=winners,
        reasons=rules.refusal_reasons,
        rules={day: policy.policy_at(day, settings().policy_overrides) for day in days},
    )


def _named(numbers: Sequence[int]) -> Select[int]:
    return select(rows_of(number=(BigInteger(), numbers)).c.number)


async def _held(session: AsyncSession, decision_id: int, numbers: Sequence[int]) -> list[Held]:
    query = (
        select(
            _V.dossier_id, _V.group_code, _V.months, _V.amount_dong,
            *(_V[name] for name in PAYEE), _owed(), DossierStage.stage == Stage.APPROVED,
            DossierList.compiled_on,
        )
        .join(DossierStage, DossierStage.dossier_id == _V.dossier_id)
        .join(DossierList, DossierList.id == DossierStage.list_id)
        .where(_V.decision_id == decision_id, _V.dossier_id == any_of(numbers))
    )  # fmt: skip
    return [Held(*tuple[Any, ...](row)) for row in await session.execute(query)]


def _owed() -> ColumnElement[int]:
    """What earlier changes of a line left to be recovered (đồng)."""
    total = select(func.sum(AdjustmentLine.owed_dong)).where(
        AdjustmentLine.dossier_id == _V.dossier_id
    )
    return cast(func.coalesce(total.scalar_subquery(), 0), BigInteger)


async def _set_off(session: AsyncSession, chosen: Select[int]) -> tuple[set[int], set[int]]:
    """Among these dossiers, those paid toward another that lives, and those paid by another."""
    note = BenefitAdjustment
    winner = case((note.kind == "top_up", note.dossier_id), else_=note.other_id)
    loser = case((note.kind == "top_up", note.other_id), else_=note.dossier_id)
    lives = exists().where(PersonClaim.dossier_id == winner, PersonClaim.state == "live")
    stands = (note.kind == "top_up") | (note.state == "open")
    query = select(loser, winner).where(lives, stands, loser.in_(chosen) | winner.in_(chosen))
    pairs = (await session.execute(query)).all()
    among = set(await session.scalars(chosen)) if pairs else set[int]()
    return {one for one, _ in pairs} & among, {other for _, other in pairs} & among


def _given(lines: Sequence[LineChange], ground: Ground) -> TableValuedAlias:
    """What is to become of each named line: all of a corrected one, nothing of a removed one."""
    told = [_told(one, ground) for one in lines]
    texts = {name: (Text(), [row[name] for row in told]) for name in ("act", "reason_code", *PAYEE)}
    return rows_of(
        dossier_id=(BigInteger(), [row["dossier_id"] for row in told]),
        months=(SmallInteger(), [row["months"] for row in told]),
        amount_dong=(BigInteger(), [row["amount_dong"] for row in told]),
        **texts,
    )


def _told(change: LineChange, ground: Ground) -> dict[str, Any]:
    row: dict[str, Any] = {"dossier_id": change.dossier_id, "reason_code": change.reason_code}
    if change.act == "remove":
        return row | dict.fromkeys(PAYEE) | {"act": "removed", "months": 0, "amount_dong": 0}
    held = ground.held[change.dossier_id]
    months, amount = terms_of(change, held, ground.rules[held.compiled_on])
    terms = {"act": "corrected", "months": months, "amount_dong": amount}
    return row | terms | payee_of(change, held)


async def _refuse_under_way(
    session: AsyncSession, under_way: Subquery, named: ColumnElement[bool]
) -> None:
    amount = cast(func.coalesce(func.sum(under_way.c.amount_dong), 0), BigInteger)
    query = select(func.count(under_way.c.dossier_id), amount).where(named)
    count, total = (await session.execute(query)).one()
    if count:
        raise PaymentUnderWay(count=count, total=spoken(total))


# --- what the lines become ----------------------------------------------------------------------


def _nothing_left(reason_code: str) -> Mapping[str, ColumnElement[Any]]:
    """What becomes of a line that is removed, whatever it held."""
    terms: dict[str, ColumnElement[Any]] = {
        "act": literal("removed", Text()), "reason_code": literal(reason_code, Text()),
        "months": literal(0, SmallInteger()), "amount_dong": literal(0, BigInteger()),
    }  # fmt: skip
    return terms | {name: null().cast(Text()) for name in PAYEE}


def _changes(becomes: Any, paid: LateralFromClause) -> Select[Any]:
    """One row for each changed line in force, as it is kept.

    What is bound and not paid goes back to the source, what is paid above the new amount is to be
    recovered.
    """
    less = _V.amount_dong - becomes["amount_dong"]
    bound = func.greatest(_V.amount_dong + _owed() - paid.c.paid_dong, 0)
    freed = func.least(func.greatest(less, 0), bound)
    corrected = becomes["act"] == "corrected"
    name, id_number, *account = (becomes[part] for part in PAYEE)
    leaf = func.nation.line_leaf(
        _V.dossier_id, Dossier.person_id, _V.group_code, becomes["months"], becomes["amount_dong"],
        name, id_number, _V.hamlet, *account, _V.area_path, type_=LargeBinary(),
    )  # fmt: skip
    return (
        select(
            _V.dossier_id, _V.decision_id, (_V.version + 1).label("version"),
            becomes["act"].label("act"), becomes["reason_code"].label("reason_code"),
            _V.group_code, _V.months.label("was_months"), _V.amount_dong.label("was_amount_dong"),
            becomes["months"].label("months"), becomes["amount_dong"].label("amount_dong"),
            _dong(freed, "freed_dong"), _dong(func.greatest(-less, 0), "added_dong"),
            _dong(func.greatest(less, 0) - freed, "owed_dong"),
            *(becomes[part].label(part) for part in PAYEE),
            case((corrected, _V.hamlet)).label("hamlet"), _V.leaf.label("old_leaf"),
            case((corrected, leaf)).label("leaf"), _V.area_path,
        )
        .join_from(LINE_IN_FORCE, Dossier, Dossier.id == _V.dossier_id)
        .join(paid, true())
    )  # fmt: skip


def _dong(amount: Any, name: str) -> Any:
    return cast(amount, BigInteger).label(name)


async def _sign(
    session: AsyncSession, actor: Actor, act: _Act, changes: Select[Any]
) -> DecisionAdjustment:
    """Write the changed lines and the decision over them; stages, claims and money follow."""
    decision, order = act.decision, act.order
    delegation_id = await authority(session, actor, decision.area_path, order.signed_on)
    lists = await dossiers.lists_in(session, decision.batch_id)
    await dossiers.take_part(session, lists, [actor.officer_id], "signer")
    number = await session.scalar(select(func.nextval("adjustment_number")))
    assert number is not None
    await _keep(session, number, order.signed_on, changes.where(_V.decision_id == decision.id))
    made = DecisionAdjustment(
        id=number, decision_id=decision.id, place=act.stands.place + 1, kind=act.kind,
        number=order.number, signed_on=order.signed_on, reason=order.reason,
        signer_id=actor.officer_id, delegation_id=delegation_id, seen_root=act.stands.root,
        policy_version=act.rules.version.code, area_path=decision.area_path,
        **await _changed(session, number), **await _left(session, decision.id),
    )  # fmt: skip
    session.add(made)
    await session.flush()
    await dossiers.revoke_approved(session, _removed_by(made.id), f"decision {order.number}")
    await _move_money(session, actor, decision, made)
    return made


async def _keep(
    session: AsyncSession, adjustment_id: int, signed_on: date, changes: Select[Any]
) -> None:
    rows = changes.subquery("rows")
    change_leaf = func.nation.change_leaf(
        rows.c.dossier_id, rows.c.act, rows.c.reason_code, rows.c.old_leaf, rows.c.leaf,
        type_=LargeBinary(),
    )  # fmt: skip
    fixed = (literal(adjustment_id, BigInteger()), literal(signed_on, Date()))
    columns = [*(one.name for one in rows.c), "change_leaf", "adjustment_id", "signed_on"]
    await session.execute(
        insert(AdjustmentLine).from_select(columns, select(*rows.c, change_leaf, *fixed))
    )
    await take_stock(session, "adjustment_line")


async def _changed(session: AsyncSession, adjustment_id: int) -> dict[str, Any]:
    """The changes added up (đồng), and their root."""
    line = AdjustmentLine
    query = select(
        func.count().label("line_count"), _total(line.freed_dong, "freed_dong"),
        _total(line.added_dong, "added_dong"), _total(line.owed_dong, "owed_dong"),
        _root(line.change_leaf, line.dossier_id).label("changes_root"),
    ).where(line.adjustment_id == adjustment_id)  # fmt: skip
    return dict((await session.execute(query)).mappings().one())


async def _left(session: AsyncSession, decision_id: int) -> dict[str, Any]:
    """What stands of the decision now: lines, đồng and root."""
    root = func.coalesce(_root(_V.leaf, _V.dossier_id), func.sha256(literal(b"", LargeBinary())))
    query = select(
        func.count().label("case_count"), _total(_V.amount_dong, "total_dong"), root.label("root")
    ).where(_V.decision_id == decision_id)
    return dict((await session.execute(query)).mappings().one())


def _total(amount: Any, name: str) -> Any:
    return cast(func.coalesce(func.sum(amount), 0), BigInteger).label(name)


def _root(leaf: Any, dossier_id: Any) -> Any:
    in_order = aggregate_order_by(literal(b"", LargeBinary()), dossier_id)
    return func.nation.merkle_root(func.string_agg(leaf, in_order))


async def _move_money(
    session: AsyncSession, actor: Actor, decision: Decision, made: DecisionAdjustment
) -> None:
    """What is freed goes back first: it may cover what is added."""
    assert decision.source_id is not None
    moves = ((funds.Move.DECOMMIT, made.freed_dong), (funds.Move.SUPPLEMENT, made.added_dong))
    bookings = [
        funds.Booking(decision.source_id, move, amount, made.number, made.id)
        for move, amount in moves
        if amount
    ]
    if bookings:
        await funds.book(session, actor.officer_id, bookings)


def _removed_by(adjustment_id: int) -> Subquery:
    return (
        select(AdjustmentLine.dossier_id, AdjustmentLine.reason_code)
        .where(AdjustmentLine.adjustment_id == adjustment_id, AdjustmentLine.act == "removed")
        .subquery("ended")
    )
