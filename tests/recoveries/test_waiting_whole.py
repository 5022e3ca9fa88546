"""The list of who has not received, against the rules said plainly order by order."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from sqlalchemy import text

from app import funds, payouts, policy
from app.core import stretches
from app.reconciliation import closings
from app.recoveries import waiting
from app.recoveries.waiting import Sought
from tests.money_rows import (
    BANK,
    COMMUNE,
    FINANCE,
    POST,
    acting,
    approved,
    funded,
    leased,
    orders_of,
    owning,
    released,
    stand_still,
)
from tests.recoveries.cases import CLERK, asked_back, told
from tests.recoveries.days import days_written

pytestmark = pytest.mark.usefixtures("noon")
OTHER = "42.436.18073."
LATER, LAST = datetime(2020, 5, 20, 5, tzinfo=UTC), datetime(2020, 6, 1, 5, tzinfo=UTC)
ALL = 1000

_PLAIN = """
with run as (
  select id, (select until.day from working_day until
               where until.is_working and until.number = began.number + :days) as deadline
    from payout_run left join working_day began
      on began.day = (released_at at time zone 'Asia/Ho_Chi_Minh')::date
   where state = 'released'),
one as (
  select o.*, r.deadline, coalesce(r.deadline < :today, false) as late,
         array(select f.kind from order_outcome f where f.order_id = o.id) as told,
         (select f.reason_code from order_outcome f where f.order_id = o.id
             and f.kind = 'failed') as why,
         exists (select from lease_order l where l.order_id = o.id) as with_payer,
         exists (select from order_cancellation c where c.order_id = o.id) as asked_back,
         exists (select from payout_order f where f.replaces_id = o.id) as followed
    from payout_order o join run r on r.id = o.run_id)
select id as order_id, amount_dong, area_path, agent_code, deadline, late as due_back,
       case when told = '{}' then 'agent_answers' when late then 'return_to_source'
            else 'try_again' end as follows,
       case when told = '{}' then 'no_word' when why = 'absent' then 'absent'
            else 'not_told' end as reason
  from one
 where told = '{failed}' and why in ('absent', 'other') and not followed
    or told = '{}' and live and late and with_payer and not asked_back
 order by id
"""


@pytest.fixture(params=["few", "many"])
def how_many(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Orders without a word are looked for at once, or by stretches."""
    if request.param == "many":
        monkeypatch.setattr(waiting, "_FEW", 0)
        monkeypatch.setattr(stretches, "_FIRST", 1)


async def mixed(house: str) -> dict[str, Any]:
    """Orders that ended in every way, two payers, two communes, one run closed, one in time."""
    await days_written(house)
    first = await orders_of(await leased(await approved(house, 9)))
    await told(first[:1], "failed", reason_code="absent")
    await told(first[1:2], "failed")
    await told(first[2:3], "failed", reason_code="wrong_details")
    await told(first[3:4])
    await asked_back(house, first[5:6])
    await told(first[6:8], "failed", reason_code="absent")
    async with acting(FINANCE) as session:
        await payouts.reissue(session, FINANCE, first[6].id)
    await told(first[7:8])
    closed = await leased(await approved(house, 2))
    gone, here = await orders_of(closed)
    await told([gone], "failed", reason_code="absent")
    await told([here])
    async with acting(FINANCE) as session:
        await closings.close_run(session, FINANCE, closed)
    bank = await approved(house, 3, area=OTHER, banked=3)
    at_bank = await orders_of(await leased(bank, "NHCSXH"))
    await told(at_bank[1:2], "failed", reason_code="absent", who=BANK)
    await released(await approved(house, 1))
    await stand_still(house, LATER)
    in_time = await orders_of(await leased(await approved(house, 2)))
    await told(in_time[:1], "failed", LATER.date(), "absent")
    await stand_still(house, LAST)
    return {
        "late": [first[0], first[1], gone, at_bank[1]], "early": in_time[:1],
        "silent": [first[4], first[8], at_bank[0], at_bank[2]],
    }  # fmt: skip


async def plainly(house: str) -> list[dict[str, Any]]:
    asked = {"today": LAST.date(), "days": policy.policy_at(LAST.date()).pay_by_days}
    async with owning(house) as session:
        return [dict(row) for row in (await session.execute(text(_PLAIN), asked)).mappings()]


def meant(rows: list[dict[str, Any]], sought: Sought, path: str, agent: str | None) -> Any:
    return [
        row
        for row in rows
        if row["area_path"].startswith(path)
        and row["area_path"].startswith(sought.area or "")
        and sought.agent in (None, row["agent_code"])
        and agent in (None, row["agent_code"])
        and sought.overdue in (None, row["due_back"])
    ]


async def walked(who: Any, sought: Sought, limit: int) -> list[dict[str, Any]]:
    """Page after page until one is not full."""
    found: list[dict[str, Any]] = []
    while True:
        async with acting(who) as session:
            after = found[-1]["order_id"] if found else 0
            page = await waiting.not_received_after(session, sought, after, limit)
        found += page
        if len(page) < limit:
            return found


def every_question() -> Iterator[Sought]:
    areas, agents = (None, COMMUNE, OTHER), (None, "BUUDIEN", "NHCSXH")
    return (Sought(*one) for one in product(areas, agents, (None, True, False)))


@pytest.mark.usefixtures("how_many")
async def test_the_list_is_what_the_rules_say_of_every_order(house: str) -> None:
    made = await mixed(house)
    plain = await plainly(house)
    listed = {row["order_id"]: row["follows"] for row in plain}
    assert {listed.get(one.id) for one in made["late"]} == {"return_to_source"}
    assert {listed.get(one.id) for one in made["early"]} == {"try_again"}
    assert {listed.get(one.id) for one in made["silent"]} == {"agent_answers"}
    for who, sought in product((FINANCE, CLERK, POST, BANK), every_question()):
        due = meant(plain, sought, who.unit_path, who.agent)
        found = await walked(who, sought, ALL)
        told_of = [{name: row[name] for name in due[0]} for row in found] if due else found
        assert told_of == due, (who, sought)
        async with acting(who) as session:
            assert await waiting.sums(session, sought) == waiting.sums_of(due)
    whole = await walked(FINANCE, Sought(), ALL)
    for limit in (1, 2, 3):
        assert await walked(FINANCE, Sought(), limit) == whole
    assert all(row["since"] == row["deadline"] for row in whole if row["reason"] == "no_word")


async def test_what_is_closed_or_paid_for_in_the_books_is_not_looked_through(house: str) -> None:
    """Of a run all of whose money is accounted for, and of a closed one, nobody asks again."""
    await days_written(house)
    quiet = await approved(house, 1)
    heard = await leased(quiet)
    await told(await orders_of(heard))
    source = await funded(5_000_000)
    open_run = await leased(await approved(house, 2, source_id=source))
    shut = await leased(await approved(house, 1, source_id=source))
    await told(await orders_of(shut))
    async with acting(FINANCE) as session:
        await closings.close_run(session, FINANCE, shut)
    await stand_still(house, LAST)
    async with acting(FINANCE) as session:
        away = await funds.with_payers(session)
        runs = await waiting._runs_of(session)
    assert source in away
    assert quiet.source_id not in away
    assert open_run in runs.unheard
    assert not {heard, shut} & {*runs.unheard, *runs.in_time}


def test_stretches_leave_nothing_out() -> None:
    assert list(stretches.stretches(7)) == [
        (7, 5_007), (5_007, 25_007), (25_007, 105_007), (105_007, None),
    ]  # fmt: skip
    assert list(stretches.stretches(7, 6_000)) == [(7, 5_007), (5_007, 6_000)]
    assert list(stretches.stretches(7, 8)) == [(7, 8)]
