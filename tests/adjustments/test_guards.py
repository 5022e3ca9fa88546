"""The database itself: what raw SQL with the service's rights cannot do to a later decision."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from tests.adjustments.lines import HERE, PROVINCE, lines_of, removal, reported, standing
from tests.adjustments.lines import adjusted as adjust
from tests.grounds import become_service, raw_service, refused
from tests.grounds import owning as undone
from tests.money_rows import owning, prepared, released

pytestmark = pytest.mark.usefixtures("still")
FROZEN = "ck_decision_adjustment_frozen"
MONEY = "ck_decision_adjustment_money"
STAGE = "ck_decision_adjustment_stage"
ORDERS = "ck_decision_adjustment_orders"
CHAIN = "ck_adjustment_line_chain"

# The line of the lowest dossier of a decision, taken out by hand: each part is left out in turn.
HEAD = """
insert into decision_adjustment (id, decision_id, place, kind, number, signed_on, reason, signer_id,
    line_count, freed_dong, added_dong, owed_dong, changes_root, seen_root, case_count, total_dong,
    root, policy_version, area_path)
select nextval('adjustment_number'), d.id, :place, 'adjusted', 'raw', '2020-05-05', 'x', 2,
       1, :freed, 0, :owed, nation.merkle_root(nation.change_leaf(gone.dossier_id, 'removed',
       'NOT_ELIGIBLE', gone.leaf, null)), d.root, d.case_count - 1, d.total_dong - 750000,
       (select nation.merkle_root(string_agg(v.leaf, '' order by v.dossier_id))
          from line_in_force v where v.decision_id = d.id and v.dossier_id <> gone.dossier_id),
       'QD15', d.area_path
  from decision d, lateral (select * from line_in_force v where v.decision_id = d.id
                             order by v.dossier_id limit 1) gone
 where d.id = :d
"""
LINE = """
insert into adjustment_line (adjustment_id, dossier_id, decision_id, version, act, reason_code,
    group_code, was_months, was_amount_dong, months, amount_dong, freed_dong, added_dong, owed_dong,
    old_leaf, change_leaf, signed_on, area_path)
select currval('adjustment_number'), v.dossier_id, v.decision_id, :version, 'removed',
       'NOT_ELIGIBLE', v.group_code, v.months, v.amount_dong, 0, 0, :freed, 0, :owed, v.leaf,
       nation.change_leaf(v.dossier_id, 'removed', 'NOT_ELIGIBLE', v.leaf, null), '2020-05-05',
       v.area_path
  from line_in_force v where v.decision_id = :d order by v.dossier_id limit 1
"""
STEP = """
update dossier_stage set stage = 'revoked' where dossier_id =
    (select min(dossier_id) from decision_line where decision_id = :d)
"""
CLAIM = """
update nation.person_claim set state = 'closed' where dossier_id =
    (select min(dossier_id) from decision_line where decision_id = :d)
"""
JOURNAL = """
with made as (
    insert into journal (source_id, kind, document_number, booked_on, subject_id)
    values (:s, 'decommitment', 'raw', '2020-05-05', currval('adjustment_number'))
    returning id)
insert into journal_entry (journal_id, account, source_id, amount_dong)
select id, account, :s, amount from made,
       (values ('committed', -:freed), ('available', :freed)) t (account, amount)
"""
CASE = """
insert into recovery_case (adjustment_id, dossier_id, decision_id, group_code, owed_dong, whole,
                           since, area_path)
select adjustment_id, dossier_id, decision_id, group_code, :owed, true, '2020-05-05', area_path
  from adjustment_line where adjustment_id = currval('adjustment_number')
"""
CANCEL = """
update payout_order set live = false where dossier_id =
    (select min(dossier_id) from decision_line where decision_id = :d)
"""
PARTS = {"line": LINE, "step": STEP, "claim": CLAIM, "journal": JOURNAL, "cancel": CANCEL}


@asynccontextmanager
async def service(house: str) -> AsyncIterator[AsyncSession]:
    async with raw_service(house, HERE) as session:
        yield session


async def by_hand(
    session: AsyncSession, made: Any, *leave_out: str, freed: int = 750_000, owed: int = 0
) -> str | None:
    """The whole act as one statement after the other; what refuses it, if anything does."""
    facts = {"d": made.decision_id, "s": made.source_id, "freed": freed, "owed": owed}
    facts |= {"place": 1, "version": 1}
    await session.execute(text(HEAD), facts)
    for name, statement in PARTS.items():
        if name in leave_out or (name == "journal" and not freed):
            continue
        given = {key: value for key, value in facts.items() if f":{key}" in statement}
        told = statement.replace(":freed", str(freed)) if name == "journal" else statement
        given.pop("freed", None) if name == "journal" else None
        why = await refused_now(session, told, given)
        if why:
            return why
    return await refused(session, "select 1")


async def refused_now(session: AsyncSession, statement: str, values: dict[str, Any]) -> str | None:
    """What a statement is refused by at once; what waits for the commit still waits."""
    from sqlalchemy.exc import DBAPIError

    try:
        async with session.begin_nested():
            await session.execute(text(statement), values)
        return None
    except DBAPIError as error:
        cause: Any = getattr(error.orig, "__cause__", None)
        return str(getattr(cause, "constraint_name", None) or getattr(cause, "sqlstate", error))


@pytest.mark.parametrize(
    ("leave_out", "why"),
    [
        pytest.param((), None, id="whole"),
        pytest.param(("line", "step", "claim", "journal"), FROZEN, id="no lines"),
        pytest.param(("journal",), MONEY, id="no journal"),
        pytest.param(("step",), STAGE, id="the stage has not followed"),
        pytest.param(("claim",), STAGE, id="the claim has not followed"),
        pytest.param(("cancel",), ORDERS, id="an order still goes out"),
    ],
)
async def test_a_later_decision_is_whole_or_not_at_all(
    house: str, leave_out: tuple[str, ...], why: str | None
) -> None:
    made = await standing(house, 3)
    await prepared(made, path=HERE)
    async with service(house) as session:
        assert await by_hand(session, made, *leave_out) == why


async def test_what_was_paid_cannot_be_freed_nor_called_back_without_a_case(house: str) -> None:
    made = await standing(house, 2)
    await reported(await released(made, path=HERE), ["paid", "failed"])
    async with service(house) as session:
        assert await by_hand(session, made, "cancel") == ORDERS
    async with service(house) as session:
        assert await by_hand(session, made, "cancel", freed=0, owed=750_000) == MONEY


@pytest.mark.parametrize(
    "trigger",
    ["check_adjustment on decision_adjustment", "check_adjustment_lines on adjustment_line"],
)
async def test_without_its_trigger_anything_goes(house: str, trigger: str) -> None:
    """The controls: what refuses is the trigger and nothing else."""
    made = await standing(house, 3)
    async with undone(house, HERE) as session:
        await session.execute(text(f"drop trigger {trigger}"))
        await become_service(session)
        if trigger.startswith("check_adjustment on"):
            assert await by_hand(session, made, "journal", "step", "claim") is None
        else:
            facts = {"d": made.decision_id, "freed": 750_000, "owed": 0, "place": 1, "version": 1}
            await session.execute(text(HEAD), facts)
            false = LINE.replace(
                "v.amount_dong, 0, 0, :freed", "v.amount_dong + 9, 0, 0, :freed + 9"
            )
            given = {key: facts[key] for key in ("d", "freed", "owed", "version")}
            assert await refused_now(session, false, given) is None


async def test_a_line_is_changed_once_from_where_it_stands(house: str) -> None:
    made = await standing(house, 3)
    first, *_ = await lines_of(house, made.decision_id)
    later = await adjust(made.decision_id, [removal(first)])
    again = LINE.replace("currval('adjustment_number')", ":a").replace(
        "from line_in_force v where v.decision_id = :d order by v.dossier_id limit 1",
        "from decision_line v where v.dossier_id = :line",
    )
    facts = {"a": later.id, "line": first, "freed": 750_000, "owed": 0}
    async with service(house) as session:
        assert await refused(session, again, **facts, version=1) == "pk_adjustment_line"
        assert await refused(session, again, **facts, version=2) == "pk_adjustment_line"
        other = again.replace(":a,", ":a + 1,")
        assert await refused(session, other, **facts, version=1) == "uq_adjustment_line_version"
        assert await refused(session, other, **facts, version=2) == CHAIN
        assert await refused(session, other, **facts, version=3) == CHAIN
    for table in ("decision_adjustment", "adjustment_line", "recovery_case"):
        for act in (f"update {table} set decision_id = 1", f"delete from {table}"):
            async with service(house) as session:
                assert await refused(session, act) == "42501"


async def test_a_removed_line_is_never_ordered_again(house: str) -> None:
    made = await standing(house, 2)
    run_id = await prepared(made, path=HERE)
    first, _ = await lines_of(house, made.decision_id)
    await adjust(made.decision_id, [removal(first)])
    order = (
        "insert into payout_order (id, reference, run_id, dossier_id, first_month, amount_dong,"
        " agent_code, group_code, payee_name, payee_id_number, payee_hamlet, area_path)"
        " select nextval('nation.order_number'), 'x' || id, run_id, dossier_id, first_month,"
        " amount_dong, agent_code, group_code, payee_name, payee_id_number, payee_hamlet,"
        " area_path from payout_order where run_id = :r and dossier_id = :l and payee_name"
        " not like '(%'"
    )
    async with service(house) as session:
        why = await refused(session, order, r=run_id, l=first)
        assert why == "ck_payout_order_within_decision"


async def test_nobody_else_sees_what_a_later_decision_changed(house: str) -> None:
    made = await standing(house, 2)
    await reported(await released(made, path=HERE), ["paid", "paid"])
    first, _ = await lines_of(house, made.decision_id)
    await adjust(made.decision_id, [removal(first)])
    tables = ("decision_adjustment", "adjustment_line", "recovery_case", "line_in_force")
    for scope, agent, wanted in (
        (HERE, "", True),
        ("45.464.", "", False),
        (HERE, "BUUDIEN", False),
    ):
        for table in tables:
            async with raw_service(house, HERE, agent) as session:
                await session.execute(
                    text("select set_config('app.scope', :scope, true)"), {"scope": scope}
                )
                found = await session.scalar(text(f"select count(*) from p{PROVINCE}.{table}"))
                assert bool(found) is wanted, (scope, agent, table)
    async with owning(house, PROVINCE) as session:
        assert await session.scalar(text("select count(*) from recovery_case")) == 1
