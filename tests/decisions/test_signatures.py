"""The signature binds exactly what the signer saw; the database keeps it so."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.appraisal.rules import Verdict
from app.appraisal.schemas import OpinionLine
from app.client import Problem
from app.dossiers.rules import Stage
from tests.builders import (
    COMMUNE,
    PROVINCE,
    Town,
    a_source,
    an_order,
    at_stage,
    hearing,
    ordered,
    stages_of,
)
from tests.decisions.shelf import carry, list_of, ready, signing, traces
from tests.grounds import become_service, enter, owning, raw_service, refused, scalar
from tests.money_rows import LEAF

FROZEN = "ck_decision_frozen"


@pytest.fixture(scope="module", autouse=True)
async def _carried(house: str, town: Town) -> None:
    """One favoured list for each test to sign."""
    await carry(house, town)


@pytest.mark.parametrize(
    "seen",
    [
        {"expected_count": 2}, {"expected_count": 4}, {"expected_total_dong": 4_499_999},
        {"expected_total_dong": 4_500_001}, {"expected_root": "0" * 64},
    ],
)  # fmt: skip
async def test_another_count_total_or_root_than_seen_is_412_and_moves_nothing(
    house: str, town: Town, seen: dict[str, Any]
) -> None:
    batch_id = await ready(house, town)
    order = await an_order(town, batch_id, await a_source(town), **seen)
    before = await traces(house, batch_id)
    with pytest.raises(Problem) as refusal:
        await signing(town, batch_id, order)
    assert (refusal.value.status, refusal.value.code) == (412, "not-what-was-seen")
    assert "3 hồ sơ" in refusal.value.detail
    assert "4.500.000" in refusal.value.detail
    assert await traces(house, batch_id) == before


async def test_what_changed_after_the_signer_looked_is_not_signed(house: str, town: Town) -> None:
    """One case is sent away between the look and the signature."""
    batch_id = await ready(house, town)
    order = await an_order(town, batch_id, await a_source(town))
    list_id = await list_of(house, batch_id)
    sitting = await hearing(town, [list_id], PROVINCE)
    secretary = await town.at(PROVINCE, "thuky")
    gone = await scalar(house, "select min(id) from dossier where list_id = :l", l=list_id)
    word = OpinionLine(dossier_id=gone, verdict=Verdict.UNFAVOURABLE, reason_code="NOT_ELIGIBLE")
    await secretary.record_opinions(sitting.id, 3, [word])
    await secretary.close_sitting(sitting.id, 3)
    with pytest.raises(Problem) as refusal:
        await signing(town, batch_id, order)
    assert refusal.value.status == 412
    assert sorted(await stages_of(list_id)) == ["at_province", "at_province", "refused"]
    again = await an_order(town, batch_id, order.source_id)
    assert (await signing(town, batch_id, again)).case_count == 2


async def test_an_approval_freezes_count_total_and_every_line(house: str, town: Town) -> None:
    batch_id = await ready(house, town)
    order = await an_order(town, batch_id, await a_source(town))
    made = await signing(town, batch_id, order)
    assert (made.case_count, made.total_dong) == (3, 4_500_000)
    lines = "select count(*) from decision_line where decision_id = :d and amount_dong = 1500000"
    assert await scalar(house, lines, d=made.id) == 3
    assert set(await stages_of(await list_of(house, batch_id))) == {"approved"}
    assert made.root == order.expected_root
    live = (
        "select count(*) from nation.person_claim c join decision_line l using (dossier_id)"
        " where l.decision_id = :d and c.state = 'live'"
    )
    assert await scalar(house, live, d=made.id) == 3


async def test_the_orders_job_pays_exactly_the_decision_once(house: str, town: Town) -> None:
    batch_id = await ready(house, town)
    made = await signing(town, batch_id, await an_order(town, batch_id, await a_source(town)))
    asked = "select count(*) from nation.pgqueuer where entrypoint = 'payouts.prepare_orders'"
    assert await scalar(house, asked) >= 1
    await ordered(made)
    await asyncio.gather(ordered(made), ordered(made))
    orders = (
        "select count(*) || ' ' || sum(o.amount_dong) from payout_order o"
        " join payout_run r on r.id = o.run_id where r.decision_id = :d and o.live"
    )
    assert await scalar(house, orders, d=made.id) == "3 4500000"


# --- the database itself ------------------------------------------------------------------------

DECISION = (
    "insert into decision (batch_id, kind, number, signed_on, signer_id, source_id, case_count,"
    " total_dong, root, policy_version, area_path) select :b, 'approved', :n, '2020-05-07', 990001,"
    f" :s, :count, :total, nation.merkle_root(string_agg({LEAF}, '' order by id)), 'QD15',"
    " '42.436.' from dossier where list_id = :l"
)
NO_CLAIM = "ck_decision_live_claims"
LIVE = (
    "update nation.person_claim set state = 'live' where dossier_id in"
    " (select dossier_id from dossier_stage where list_id = :l)"
)
LINES = (
    "insert into decision_line (dossier_id, decision_id, group_code, months, amount_dong,"
    " signed_on, area_path, leaf) select d.id, x.id, d.group_code, d.months, d.amount_dong,"
    f" x.signed_on, d.area_path, {LEAF.replace('(id', '(d.id').replace(' area', ' d.area')}"
    " from dossier d, decision x where x.number = :n and d.list_id = :l limit :limit"
)
PART = (
    "insert into part_taken (list_id, officer_id, part, area_path)"
    " values (:l, 990001, 'signer', '42.436.18070.')"
)
NAMED = (
    "insert into decision_list (decision_id, list_id, signer_id, part, area_path)"
    " select id, :l, 990001, 'signer', '42.436.18070.' from decision where number = :n"
)


async def bear_the_part(session: AsyncSession, number: str, list_id: int) -> None:
    """The signer of a decision takes the part in its list, without which nothing is signed."""
    await session.execute(text(PART), {"l": list_id})
    await session.execute(text(NAMED), {"n": number, "l": list_id})


@pytest.mark.parametrize(
    ("count", "total", "lines", "why"),
    [
        pytest.param(3, 4_500_000, 3, None, id="as the lines say"),
        pytest.param(2, 4_500_000, 3, FROZEN, id="another count"),
        pytest.param(3, 4_499_999, 3, FROZEN, id="another total"),
        pytest.param(3, 4_500_000, 2, FROZEN, id="a line missing"),
        pytest.param(3, 4_500_000, 0, FROZEN, id="no line at all"),
        pytest.param(0, 0, 1, FROZEN, id="a line of nothing"),
    ],
)
async def test_a_decision_that_differs_from_its_lines_is_refused(
    house: str, town: Town, count: int, total: int, lines: int, why: str | None
) -> None:
    batch_id = await ready(house, town)
    list_id = await list_of(house, batch_id)
    facts = {"b": batch_id, "s": await a_source(town), "count": count, "total": total}
    facts["l"] = list_id
    async with raw_service(house) as session:
        await session.execute(text(LIVE), {"l": list_id})
        await session.execute(text(DECISION), {**facts, "n": "raw/1"})
        await bear_the_part(session, "raw/1", list_id)
        found = (
            await refused(session, LINES, n="raw/1", l=list_id, limit=lines)
            if lines
            else await refused(session, "select 1")
        )
        assert found == why


async def test_nobody_is_approved_without_the_nations_live_claim(house: str, town: Town) -> None:
    """The key on live claims is what makes one benefit a person; no line may go around it."""
    batch_id = await ready(house, town)
    list_id = await list_of(house, batch_id)
    facts = {"b": batch_id, "s": await a_source(town), "count": 3, "total": 4_500_000}
    facts["l"] = list_id
    async with raw_service(house) as session:
        await session.execute(text(DECISION), {**facts, "n": "raw/2"})
        await bear_the_part(session, "raw/2", list_id)
        assert await refused(session, LINES, n="raw/2", l=list_id, limit=3) == NO_CLAIM
    async with owning(house) as session:
        await session.execute(text("drop trigger check_decision on decision"))
        await become_service(session)
        await session.execute(text(DECISION), {**facts, "n": "raw/2"})
        await bear_the_part(session, "raw/2", list_id)
        assert await refused(session, LINES, n="raw/2", l=list_id, limit=3) is None


async def test_a_later_extra_line_is_refused(house: str, town: Town) -> None:
    batch_id = await ready(house, town)
    made = await signing(town, batch_id, await an_order(town, batch_id, await a_source(town)))
    extra = await at_stage(town, house, Stage.AT_PROVINCE, 1)
    more = {"n": made.number, "l": extra.id, "limit": 1}
    async with raw_service(house) as session:
        assert await refused(session, LINES, **more) == FROZEN
    async with owning(house) as session:
        await session.execute(text("drop trigger check_decision_lines on decision_line"))
        await become_service(session)
        assert await refused(session, LINES, **more) is None


async def test_the_guard_is_not_blinded_by_a_narrow_scope_under_a_plain_owner(
    house: str, town: Town
) -> None:
    """An owner who is no superuser sees through the policies: what it cannot see, it refuses."""
    batch_id = await ready(house, town)
    made = await signing(town, batch_id, await an_order(town, batch_id, await a_source(town)))
    extra = await at_stage(town, house, Stage.AT_PROVINCE, 1)
    line = (
        "insert into decision_line (dossier_id, decision_id, group_code, months, amount_dong,"
        " signed_on, area_path, leaf) select id, :d, group_code, months, amount_dong, :day,"
        f" area_path, {LEAF} from dossier where list_id = :l"
    )
    async with owning(house) as session:
        for statement in (
            "create role plain_owner nologin",
            "grant usage, create on schema p42, nation to plain_owner",
            "alter table decision owner to plain_owner",
            "alter table decision_line owner to plain_owner",
            "alter function nation.check_decision_lines owner to plain_owner",
        ):
            await session.execute(text(statement))
        await enter(session, COMMUNE)
        await become_service(session)
        values = {"d": made.id, "day": made.signed_on, "l": extra.id}
        assert await refused(session, line, **values) == FROZEN


async def test_control_without_the_trigger_a_false_total_is_kept(house: str, town: Town) -> None:
    batch_id = await ready(house, town)
    facts = {"b": batch_id, "s": await a_source(town), "count": 9, "total": 1, "n": "raw/2"}
    facts["l"] = await list_of(house, batch_id)
    async with owning(house) as session:
        for name in ("check_decision", "check_signed"):
            await session.execute(text(f"drop trigger {name} on decision"))
        await become_service(session)
        assert await refused(session, DECISION, **facts) is None


@pytest.mark.parametrize("table", ["decision", "decision_line", "decision_list"])
async def test_decisions_are_written_once(house: str, town: Town, table: str) -> None:
    batch_id = await ready(house, town, 1)
    await signing(town, batch_id, await an_order(town, batch_id, await a_source(town)))
    column = "signed_on = '2020-05-06'" if table == "decision" else "area_path = '42.'"
    for statement in (f"update {table} set {column}", f"delete from {table}"):
        async with raw_service(house) as session:
            assert await refused(session, statement) == "42501"
        async with owning(house) as session:
            assert await refused(session, statement) == "append_only"
    async with raw_service(house) as session:
        assert await refused(session, f"truncate {table} cascade") == "42501"
