"""An account is appraised: no road leads to another one without a new appraisal."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from app.decisions.changes import FAULTS
from tests.grounds import raw_service, refused
from tests.money_rows import approved, orders_of, owning, prepared, run_on, runs_of, stand_still


@pytest.fixture(autouse=True)
async def _still(house: str) -> AsyncIterator[None]:
    await stand_still(house)
    yield
    await run_on(house)


ANOTHER = """
insert into payout_order (id, reference, run_id, dossier_id, first_month, amount_dong, agent_code,
                          group_code, payee_name, payee_id_number, payee_hamlet, area_path,
                          account_number, account_name, bank)
select nextval('nation.order_number'), 'X' || currval('nation.order_number'), run_id, dossier_id,
       first_month, amount_dong, agent_code, group_code, payee_name, payee_id_number,
       payee_hamlet, area_path, :number, :holder, :bank
  from payout_order where id = :order
"""
GONE = "update payout_order set live = false where id = :order"


async def paid_by_account(house: str) -> tuple[int, int]:
    """The order of somebody whose line names an account, and their dossier."""
    made = await approved(house, 2, banked=1)
    await prepared(made)
    (order,) = await orders_of((await runs_of(made, "NHCSXH"))[0])
    return order.id, order.dossier_id


@pytest.mark.parametrize(
    ("number", "holder", "bank"),
    [
        ("9999999999", "NGUYEN THI 1", "Ngân hàng Chính sách xã hội"),
        ("010100000001", "AI DO KHAC", "Ngân hàng Chính sách xã hội"),
        ("010100000001", "NGUYEN THI 1", "Ngân hàng khác"),
    ],
)
async def test_an_order_to_another_account_is_refused(
    house: str, number: str, holder: str, bank: str
) -> None:
    order, _ = await paid_by_account(house)
    told = {"order": order, "number": number, "holder": holder, "bank": bank}
    async with raw_service(house) as session:
        await session.execute(text(GONE), {"order": order})
        assert await refused(session, ANOTHER, **told) == "ck_payout_order_payee"
    async with owning(house) as session:  # the control
        await session.execute(text("drop trigger check_payout_orders on payout_order"))
        await session.execute(text(GONE), {"order": order})
        assert await refused(session, ANOTHER, **told) is None
        await session.rollback()


@pytest.mark.parametrize(
    ("act", "why"),
    [
        ("update payout_order set account_number = '9' where id = :order", "42501"),
        ("update decision_line set leaf = sha256('') where dossier_id = :dossier", "42501"),
        ("update decision set transfer_agent_code = 'BUUDIEN'", "42501"),
        ("update adjustment_line set account_number = '9'", "42501"),
    ],
)
async def test_nothing_that_was_signed_or_ordered_is_rewritten(
    house: str, act: str, why: str
) -> None:
    order, dossier = await paid_by_account(house)
    given = {"order": order, "dossier": dossier}
    async with raw_service(house) as session:
        told = {name: value for name, value in given.items() if f":{name}" in act}
        assert await refused(session, act, **told) == why


LINE = """
insert into adjustment_line (
    adjustment_id, dossier_id, decision_id, version, act, reason_code, group_code, was_months,
    was_amount_dong, months, amount_dong, freed_dong, added_dong, owed_dong, payee_name, id_number,
    hamlet, account_number, account_name, bank, old_leaf, leaf, change_leaf, signed_on, area_path)
select 1, v.dossier_id, v.decision_id, 1, 'corrected', 'PAYEE_WRONG', v.group_code, v.months,
       v.amount_dong, v.months, v.amount_dong, 0, 0, 0, 'Tên đúng', v.id_number, v.hamlet,
       {account}, v.account_name, v.bank, v.leaf, n.leaf,
       nation.change_leaf(v.dossier_id, 'corrected', 'PAYEE_WRONG', v.leaf, n.leaf), '2020-05-05',
       v.area_path
  from line_in_force v join dossier d on d.id = v.dossier_id,
       lateral (select nation.line_leaf(v.dossier_id, d.person_id, v.group_code, v.months,
           v.amount_dong, 'Tên đúng', v.id_number, v.hamlet, {account}, v.account_name, v.bank,
           v.area_path) as leaf) n
 where v.dossier_id = :d
"""


async def test_a_later_decision_leads_to_no_other_account(house: str) -> None:
    _, dossier = await paid_by_account(house)
    defer = text("set constraints all deferred")
    for account, why in (("'9999999999'", True), ("null", True), ("v.account_number", False)):
        async with raw_service(house) as session:
            told = await _at_once(session, LINE.replace("{account}", account), dossier)
            assert (told == "ck_adjustment_line_account") is why, (account, told)
    async with owning(house) as session:  # the control
        await session.execute(text("drop trigger check_adjusted_accounts on adjustment_line"))
        await session.execute(defer)
        another = LINE.replace("{account}", "'9999999999'")
        assert await _at_once(session, another, dossier) is None
        await session.rollback()
    # A dossier changed behind its decision's back does not get through either.
    async with owning(house) as session:
        await session.execute(text("set local session_replication_role = replica"))
        await session.execute(
            text("update dossier set account_number = '9999999999' where id = :d"), {"d": dossier}
        )
        await session.execute(text("set local session_replication_role = origin"))
        told = await _at_once(session, LINE.replace("{account}", "v.account_number"), dossier)
        assert told == "ck_adjustment_line_account"
        await session.rollback()


async def _at_once(session: object, statement: str, dossier: int) -> str | None:
    """By what a statement is refused while what waits for the commit still waits."""
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.ext.asyncio import AsyncSession

    assert isinstance(session, AsyncSession)
    try:
        async with session.begin_nested():
            await session.execute(text(statement), {"d": dossier})
    except DBAPIError as error:
        return str(getattr(getattr(error.orig, "__cause__", None), "constraint_name", error))
    return None


def test_the_fault_says_what_to_do() -> None:
    assert "quyết định sau" in FAULTS["ACCOUNT_CHANGED"]
    assert "danh sách mới" in FAULTS["ACCOUNT_CHANGED"]
