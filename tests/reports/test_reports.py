"""Coverage as of a day, conservation of every đồng, and what waits; with controls."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app import clocks, payouts, policy, reconciliation, reports
from app.access import Actor, Role, guards
from app.admin_units import open_province
from app.core.owner import owner_transaction
from app.core.schema import upgrade
from app.core.web import install_problems
from app.reconciliation.schemas import StatementOrder
from app.reports.routes import router
from app.reports.rules import PLACES
from app.reports.schemas import Coverage
from app.sheets import TableDoesNotFoot
from tests.money_rows import (
    NOON,
    REPORTER,
    TODAY,
    acting,
    actor,
    approved,
    count_statements,
    leased,
    orders_of,
    owning,
    prepared,
    run_on,
    runs_of,
    stand_still,
    taken,
)

PROVINCE = "45"
HERE = f"{PROVINCE}."
READER = actor(Role.DEPARTMENT_REPORTER, HERE)
CITY = "45.461.19336."
COUNTRY = "45.464.19372."


@pytest.fixture(autouse=True)
async def _still(house: str) -> AsyncIterator[None]:
    """A province of its own for every test: reports count all there is."""
    await upgrade(house, (PROVINCE,))
    async with owner_transaction(house) as session:
        await open_province(session, PROVINCE)
    await stand_still(house)
    yield
    async with owner_transaction(house) as session:
        await session.execute(text(f"drop schema p{PROVINCE} cascade"))
        await session.execute(
            text("delete from nation.province where code = :code"), {"code": PROVINCE}
        )
    await run_on(house)


async def pay(run_id: int, results: list[str], number: str, done_on: date = TODAY) -> None:
    orders = await orders_of(run_id, HERE)
    agent = actor(Role.PAYMENT_AGENT, HERE, "BUUDIEN")
    lines = [
        {
            "reference": order.reference, "amount_dong": order.amount_dong, "result": result,
            "done_on": done_on,
        }
        for order, result in zip(orders, results, strict=False)
    ]  # fmt: skip
    told = StatementOrder.model_validate(
        {"number": number, "made_on": done_on, "lines": lines, "mode": "strict"}
    )
    async with acting(agent) as session:
        await reconciliation.receive_statement(session, agent, told)


async def coverage(
    *by: str, as_of: date = TODAY, known_on: date | None = None, who: Actor = READER
) -> Coverage:
    async with acting(who) as session:
        return await reports.coverage_at(session, as_of, known_on, by)


def rows(answer: Coverage, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(getattr(row, name) for name in names) for row in answer.rows]


async def test_coverage_by_group_and_total(house: str) -> None:
    poor = await approved(house, 3, area=CITY)
    await approved(house, 2, group="NCC", area=COUNTRY)
    await pay(await leased(poor, path=HERE), ["paid", "paid", "failed"], "1")
    answer = await coverage("group")
    assert rows(answer, "group", "approved_people", "paid_people", "rate_people") == [
        ("NCC", 2, 0, "0.00"), ("HN", 3, 2, "66.67"), ("total", 5, 2, "40.00"),
    ]  # fmt: skip
    assert rows(answer, "approved_dong", "paid_dong", "rate_dong", "rate_dong_truncated") == [
        (3_000_000, 0, "0.00", "0.00"),
        (2_250_000, 1_500_000, "66.67", "66.66"),
        (5_250_000, 1_500_000, "28.57", "28.57"),
    ]


async def test_coverage_across_and_down(house: str) -> None:
    await approved(house, 3, area=CITY)
    await approved(house, 2, area=COUNTRY)
    await approved(house, 1, group="NCC", area=COUNTRY)
    answer = await coverage("group", "district")
    assert rows(answer, "group", "district", "approved_people") == [
        ("NCC", "464", 1), ("HN", "461", 3), ("HN", "464", 2), ("total", None, 6),
    ]  # fmt: skip
    margins = {(row.group, row.district): row.approved_people for row in answer.margins}
    assert margins == {
        ("NCC", "total"): 1, ("HN", "total"): 5, ("total", "461"): 3, ("total", "464"): 3,
    }  # fmt: skip
    assert answer.rows[1].district_name == "Thành phố Đông Hà"
    communes = await coverage("commune")
    assert rows(communes, "commune", "approved_people") == [
        ("19336", 3), ("19372", 3), (None, 6),
    ]  # fmt: skip


async def test_nothing_approved_has_no_rate() -> None:
    answer = await coverage("group")
    assert rows(answer, "group", "approved_people", "rate_people") == [("total", 0, None)]
    assert rows(await coverage(), "group", "paid_dong") == [("total", 0)]


async def test_as_of_a_day_and_as_known_on_a_day(house: str) -> None:
    await stand_still(house, datetime(2020, 4, 28, 5, tzinfo=UTC))
    decision = await approved(house, 3, area=CITY, signed_on=date(2020, 4, 28))
    run_id = await leased(decision, path=HERE)
    await stand_still(house, datetime(2020, 5, 4, 5, tzinfo=UTC))
    # Paid on 29/04, reported on 04/05.
    orders = await orders_of(run_id, HERE)
    agent = actor(Role.PAYMENT_AGENT, HERE, "BUUDIEN")
    lines = [
        {"reference": orders[0].reference, "amount_dong": 750_000, "result": "paid",
         "done_on": "2020-04-29"}
    ]  # fmt: skip
    told = {"number": "late", "made_on": "2020-05-04", "mode": "strict", "lines": lines}
    async with acting(agent) as session:
        await reconciliation.receive_statement(session, agent, StatementOrder.model_validate(told))
    await stand_still(house)

    async def seen(as_of: date, known_on: date | None = None) -> tuple[Any, ...]:
        answer = await coverage(as_of=as_of, known_on=known_on)
        return rows(answer, "approved_people", "paid_people")[0]

    assert await seen(date(2020, 4, 27)) == (0, 0)
    assert await seen(date(2020, 4, 28)) == (3, 0)
    assert await seen(date(2020, 4, 29)) == (3, 1)
    assert await seen(date(2020, 4, 29), known_on=date(2020, 5, 3)) == (0, 0)
    assert await seen(date(2020, 4, 29), known_on=date(2020, 5, 5)) == (3, 1)
    async with owning(house, PROVINCE) as session:
        recorded = await session.scalar(text("select recorded_at from order_outcome"))
    assert recorded == datetime(2020, 5, 4, 5, tzinfo=UTC)


async def test_a_person_paid_month_by_month_is_one_person(house: str) -> None:
    decision = await approved(house, 2, group="NLD_TAMHOAN", months=3, amount=5_400_000, area=CITY)
    await leased(decision, path=HERE)
    months = await runs_of(decision, path=HERE)
    for run_id, results in zip(months, (["paid"] * 2, ["paid"] * 2, ["paid"]), strict=True):
        if run_id != months[0]:
            await taken(run_id, path=HERE)
        await pay(run_id, results, f"month-{run_id}")
    answer = await coverage("group")
    assert rows(answer, "paid_people", "paid_dong", "rate_people", "rate_dong")[0] == (
        2, 9_000_000, "100.00", "83.33",
    )  # fmt: skip


async def test_a_reader_counts_the_own_territory_only(house: str) -> None:
    ((elsewhere,),) = rows(await coverage(who=REPORTER), "approved_people")
    await approved(house, 3, area=CITY)
    await approved(house, 2, area=COUNTRY)
    district = actor(Role.DISTRICT_OFFICER, "45.461.")
    assert rows(await coverage(who=district), "approved_people") == [(3,)]
    assert rows(await coverage(who=REPORTER), "approved_people") == [(elsewhere,)]
    agent = actor(Role.PAYMENT_AGENT, HERE, "BUUDIEN")
    assert rows(await coverage(who=agent), "approved_people") == [(0,)]


async def test_a_table_that_does_not_foot_is_refused(
    house: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a count that loses a district in the sum over groups is found."""
    from app.coverage import queries

    await approved(house, 3, area=CITY)
    whole = queries._cubed

    def lossy(rows: Any, by: Any) -> Any:
        return whole(rows, by).having(text("grouping(cells.district) = 0 or count(*) < 0"))

    monkeypatch.setattr(queries, "_cubed", lossy)
    monkeypatch.setattr(queries, "_counted", queries._counted.__wrapped__)
    with pytest.raises(TableDoesNotFoot) as refused:
        await coverage("group", "district")
    assert "HN/total approved_people: 0 ≠ 3" in str(refused.value)


async def test_every_dong_is_in_one_place_at_every_step(house: str) -> None:
    async def standing() -> dict[str, int]:
        async with acting(READER) as session:
            answer = await reports.conservation(session)
        assert answer.closes, answer
        (one,) = answer.decisions
        return {place: getattr(one, place) for place in PLACES if getattr(one, place)}

    decision = await approved(house, 4, area=CITY)
    assert await standing() == {"to_send_dong": 3_000_000}
    run_id = await prepared(decision, path=HERE)
    assert await standing() == {"to_send_dong": 3_000_000}
    treasurer = actor(Role.FINANCE_OFFICER, HERE)
    async with acting(treasurer) as session:
        await payouts.release(session, treasurer, run_id)
    assert await standing() == {"to_send_dong": 3_000_000}
    agent = actor(Role.PAYMENT_AGENT, HERE, "BUUDIEN")
    async with acting(agent) as session:
        lease = await payouts.take(session, agent, run_id, 100)
        assert lease is not None
    assert await standing() == {"leased_dong": 3_000_000}
    async with acting(agent) as session:
        await payouts.acknowledge(session, agent, lease.id)
    assert await standing() == {"sent_dong": 3_000_000}
    await pay(run_id, ["paid", "failed", "failed"], "first")
    assert await standing() == {
        "sent_dong": 750_000, "paid_dong": 750_000, "failed_dong": 1_500_000,
    }  # fmt: skip
    failed = (await orders_of(run_id, HERE))[1]
    async with acting(treasurer) as session:
        await payouts.reissue(session, treasurer, failed.id)
    assert await standing() == {
        "to_send_dong": 750_000, "sent_dong": 750_000, "paid_dong": 750_000,
        "failed_dong": 750_000,
    }  # fmt: skip
    await pay(run_id, ["returned"], "back")
    assert await standing() == {
        "to_send_dong": 750_000, "sent_dong": 750_000, "failed_dong": 750_000,
        "returned_dong": 750_000,
    }  # fmt: skip


async def test_a_dong_that_goes_missing_is_found(house: str) -> None:
    """The control: an order made smaller behind the back of the service."""
    run_id = await prepared(await approved(house, 2, area=CITY), path=HERE)
    async with owning(house, PROVINCE) as session:
        await session.execute(
            text(
                "update payout_order set amount_dong = amount_dong - 1 where id ="
                " (select min(id) from payout_order where run_id = :run)"
            ),
            {"run": run_id},
        )
    async with acting(READER) as session:
        answer = await reports.conservation(session)
    assert not answer.closes
    assert [(one.to_send_dong, one.closes) for one in answer.decisions] == [(1_499_999, False)]
    assert [one.closes for one in answer.accounts if one.account == "committed"] == [False]


async def test_reports_cost_the_same_for_any_length(house: str) -> None:
    costs = []
    for people in (2, 300):
        await leased(await approved(house, people, area=CITY), path=HERE)
        async with acting(READER) as session:
            seen = await count_statements(session)
            await reports.coverage_at(session, TODAY, None, ("group", "district"))
            await reports.conservation(session)
            await reports.waiting(session, TODAY)
            costs.append(len(seen))
    assert costs[0] == costs[1] <= 6


_LIST = """
with paper as (
  insert into document (sha256, media_type, file_name, content, area_path, kept_by)
  values (sha256(cast(:form as bytea)), 'x', 'x', '', :area, 1) returning id)
insert into dossier_list (form, group_code, unit_path, compiled_on, state, sha256, document_id,
                          policy_version, maker_id, version)
select '08', 'HN', :area, '2020-04-24', 'submitted', sha256(cast(:form as bytea)), id, 'QD15', 1, 1
  from paper returning id
"""
_DOSSIER = """
with someone as (
  insert into person (id, full_name, name_key, area_path)
  values (nextval('nation.person_number'), 'Lê Văn A', 'le van a', :area) returning id)
insert into dossier (id, list_id, row_number, person_id, group_code, months, amount_dong,
                     full_name, area_path)
select nextval('nation.dossier_number'), :list, :row, id, 'HN', 3, 750000, 'Lê Văn A', :area
  from someone returning id
"""
_STAGE = """
insert into dossier_stage (dossier_id, list_id, stage, area_path)
values (:dossier, :list, 'draft', :area)
"""
_MOVE = "update dossier_stage set stage = :stage where dossier_id = :dossier"


async def _walk(house: str, steps: list[tuple[datetime, str]], people: int = 1) -> int:
    """A list whose dossiers went these steps at these moments."""
    async with owning(house, PROVINCE) as session:
        key = str(steps).encode()
        made = await session.scalars(text(_LIST), {"area": CITY, "form": key})
        facts: dict[str, Any] = {"list": made.one(), "area": CITY}
        session.info["now"] = NOON
        rules = policy.policy_at(TODAY)
        await clocks.keep_road(session, facts["list"], "HN", rules)
        for row in range(1, people + 1):
            found = await session.scalars(text(_DOSSIER), {**facts, "row": row})
            facts["dossier"] = found.one()
            await session.execute(text(_STAGE), facts)
            for moment, stage in steps:
                await session.execute(
                    text("select set_config('app.now', :now, true)"), {"now": moment.isoformat()}
                )
                await session.execute(text(_MOVE), {"dossier": facts["dossier"], "stage": stage})
        return int(facts["list"])


async def test_what_waits_tells_since_when_and_how_late(house: str) -> None:
    start = datetime(2020, 4, 27, 3, tzinfo=UTC)

    def at(days: int, hours: int = 0) -> datetime:
        return start + timedelta(days=days, hours=hours)

    road = [(at(0), "submitted"), (at(0, 1), "posted"), (at(2), "at_commune")]
    commune = await _walk(house, road, 3)
    district = await _walk(house, [*road, (at(2, 1), "at_district")])
    province = await _walk(house, [*road, (at(2, 1), "at_district"), (at(2, 2), "at_province")])
    signed = await _walk(
        house,
        [
            *road, (at(2, 1), "at_district"), (at(2, 2), "at_province"), (at(4), "at_province"),
        ],
    )  # fmt: skip
    back = await _walk(
        house,
        [
            *road, (at(2, 1), "at_district"), (at(3), "draft"), (at(7), "submitted"),
            (at(7, 1), "posted"), (at(8), "at_commune"),
        ],
    )  # fmt: skip
    late_evening = await _walk(
        house, [*road, (datetime(2020, 5, 5, 18, tzinfo=UTC), "at_district")]
    )
    async with acting(READER) as session:
        found = {row.list_id: row for row in await reports.waiting(session, date(2020, 5, 6))}

    def told(list_id: int) -> tuple[Any, ...]:
        row = found[list_id]
        return row.stage, row.step, row.dossiers, row.since, row.due_on, row.late

    assert told(commune) == ("at_commune", "COMMUNE", 3, date(2020, 4, 27), None, None)
    assert told(district) == (
        "at_district", "DISTRICT", 1, date(2020, 4, 29), date(2020, 5, 5), True,
    )  # fmt: skip
    assert told(province) == ("at_province", "PROVINCE", 1, date(2020, 4, 29), None, None)
    assert told(signed) == (
        "at_province", "CHAIRMAN", 1, date(2020, 5, 1), date(2020, 5, 6), False,
    )  # fmt: skip
    assert told(back) == ("at_commune", "COMMUNE", 1, date(2020, 5, 4), None, None)
    assert told(late_evening)[3:] == (date(2020, 5, 6), date(2020, 5, 8), False)
    async with acting(actor(Role.DISTRICT_OFFICER, "45.464.")) as session:
        assert await reports.waiting(session, TODAY) == []


@pytest.fixture
async def reader(house: str) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    install_problems(app)
    app.include_router(router, prefix="/api/v1")

    async def department() -> Actor:
        return READER

    app.dependency_overrides[guards._actor] = department
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://house/api/v1") as client:
        yield client


async def test_the_doors_answer(reader: httpx.AsyncClient, house: str) -> None:
    await approved(house, 3, area=CITY)
    answer = await reader.get("/reports/coverage", params={"as_of": "2020-06-01"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["rows"] == [
        {
            "group": group, "approved_people": 3, "approved_months": 9, "paid_people": 0,
            "approved_dong": 2_250_000,
            "paid_dong": 0, "rate_people": "0.00", "rate_dong": "0.00",
            "rate_people_truncated": "0.00", "rate_dong_truncated": "0.00",
        }
        for group in ("HN", "total")
    ]  # fmt: skip
    query = {"as_of": "2020-06-01", "by": "group,district", "known_on": "2020-05-05"}
    divided = await reader.get("/reports/coverage", params=query)
    assert divided.json()["rows"][0]["district_name"] == "Thành phố Đông Hà"
    assert (await reader.get("/reports/conservation")).json()["closes"] is True
    assert (await reader.get("/reports/waiting")).json() == []


@pytest.mark.parametrize(
    "query",
    [
        {}, {"as_of": "yesterday"}, {"as_of": "9999-12-31"}, {"as_of": "2020-06-01", "by": "x"},
        {"as_of": "2020-06-01", "known_on": "9999-12-31"},
    ],
)  # fmt: skip
async def test_a_question_that_makes_no_sense_is_refused(
    reader: httpx.AsyncClient, query: dict[str, str]
) -> None:
    answer = await reader.get("/reports/coverage", params=query)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
