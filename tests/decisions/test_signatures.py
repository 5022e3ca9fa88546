"""The signature binds exactly what the signer saw; the database keeps it so."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from app.access import Role
from app.appraisal.rules import Verdict
from app.appraisal.schemas import OpinionLine
from app.client import Problem
from app.dossiers.rules import Stage
from tests.builders import (
    COMMUNE,
    DECISION_DAY,
    DISTRICT,
    LIST_DAY,
    OTHER_PROVINCE,
    PROVINCE,
    PROVINCE_DAY,
    Town,
    a_batch,
    a_row,
    a_source,
    advance,
    an_order,
    another_account,
    as_form,
    at_stage,
    become_service,
    enrolled,
    enter,
    heard,
    hearing,
    ordered,
    owning,
    raw_service,
    refused,
    rows,
    scalar,
    set_clock,
    stages_of,
    submitted,
)

FROZEN = "ck_decision_frozen"


_shelf: dict[int, list[int]] = {}


@pytest.fixture(scope="module", autouse=True)
async def _carried(house: str, town: Town) -> None:
    """Lists that all three councils have favoured, heard together: one for each test to sign."""
    await set_clock(house, LIST_DAY)
    sizes = [3] * 20 + [1] * 14 + [2] * 2
    made = [(size, (await submitted(town, "07", rows("07", size))).id) for size in sizes]
    numbers = [list_id for _, list_id in made]
    await advance(town, house, numbers, Stage.AT_PROVINCE)
    await set_clock(house, PROVINCE_DAY)
    await heard(town, numbers, PROVINCE)
    _shelf.clear()
    for size, list_id in made:
        _shelf.setdefault(size, []).append(list_id)


async def ready(house: str, town: Town, people: int = 3) -> int:
    """A batch of one list that all three councils have favoured, on the day of decisions."""
    await set_clock(house, DECISION_DAY)
    return await a_batch(town, [_shelf[people].pop()])


async def signing(town: Town, batch_id: int, order: Any, seat: str = "chutich") -> Any:
    chairman = await town.at(PROVINCE, seat)
    return await chairman.approve(batch_id, order)


async def list_of(house: str, batch_id: int) -> int:
    query = "select list_id from batch_list where batch_id = :b"
    return int(await scalar(house, query, b=batch_id))


async def traces(house: str, batch_id: int) -> tuple[Any, ...]:
    """What an approval leaves: decisions, lines, stages, money, jobs."""
    list_id = await list_of(house, batch_id)
    return (
        await scalar(house, "select count(*) from decision where batch_id = :b", b=batch_id),
        await scalar(house, "select count(*) from decision_line"),
        tuple(await stages_of(list_id)),
        await scalar(house, "select state from batch where id = :b", b=batch_id),
        await scalar(house, "select count(*) from journal"),
        await scalar(house, "select count(*) from nation.pgqueuer"),
        await scalar(house, "select count(*) from nation.person_claim where state = 'live'"),
        await scalar(house, "select count(*) from part_taken"),
    )


@pytest.mark.parametrize(
    "seen",
    [
        {"expected_count": 2}, {"expected_count": 4}, {"expected_total_dong": 4_499_999},
        {"expected_total_dong": 4_500_001}, {"expected_digest": "0" * 64},
    ],
)  # fmt: skip
async def test_another_count_total_or_digest_than_seen_is_412_and_moves_nothing(
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
    digest = await scalar(
        house, "select encode(digest, 'hex') from decision where id = :d", d=made.id
    )
    assert digest == order.expected_digest
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
    " total_dong, digest, policy_version, area_path) values (:b, 'approved', :n, '2020-05-07', 1,"
    " :s, :count, :total, sha256(''), 'QD15', '42.436.')"
)
LINES = (
    "insert into decision_line (dossier_id, decision_id, group_code, months, amount_dong,"
    " signed_on, area_path) select d.id, x.id, d.group_code, d.months, d.amount_dong, x.signed_on,"
    " d.area_path from dossier d, decision x where x.number = :n and d.list_id = :l limit :limit"
)


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
    facts = {"b": batch_id, "s": await a_source(town), "count": count, "total": total}
    list_id = await list_of(house, batch_id)
    async with raw_service(house) as session:
        await session.execute(text(DECISION), {**facts, "n": "raw/1"})
        found = (
            await refused(session, LINES, n="raw/1", l=list_id, limit=lines)
            if lines
            else await refused(session, "select 1")
        )
        assert found == why


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
        " signed_on, area_path) select id, :d, group_code, months, amount_dong, :day, area_path"
        " from dossier where list_id = :l"
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
    async with owning(house) as session:
        await session.execute(text("drop trigger check_decision on decision"))
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


# --- who may sign, and when ---------------------------------------------------------------------


async def test_a_batch_is_approved_once_whoever_asks_first(house: str, town: Town) -> None:
    batch_id = await ready(house, town)
    (second,) = await enrolled((Role.CHAIRMAN, PROVINCE))
    source = await a_source(town)
    orders = [await an_order(town, batch_id, source) for _ in range(2)]
    people = [await town.at(PROVINCE, "chutich"), await town.as_(second)]
    answers = await asyncio.gather(
        *(one.approve(batch_id, order) for one, order in zip(people, orders, strict=True)),
        return_exceptions=True,
    )
    problems = [one for one in answers if isinstance(one, Problem)]
    assert [one.code for one in problems] == ["already-decided"]
    assert await scalar(house, "select count(*) from decision where batch_id = :b", b=batch_id) == 1
    booked = "select count(*) from journal where source_id = :s and kind = 'commitment'"
    assert await scalar(house, booked, s=source) == 1


async def test_the_same_signature_sent_again_is_the_same_decision(house: str, town: Town) -> None:
    batch_id = await ready(house, town, 1)
    order = await an_order(town, batch_id, await a_source(town))
    body, headers = order.model_dump(mode="json"), {"Idempotency-Key": f"sign-{batch_id}"}
    chairman, door = town.officer(PROVINCE, "chutich"), f"/batches/{batch_id}/approval"
    answers = [await town.raw(chairman, "POST", door, json=body, headers=headers) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["Idempotency-Replayed"] == "true"


async def test_what_the_provincial_team_has_not_heard_is_not_signed(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_PROVINCE, 2)
    await set_clock(house, DECISION_DAY)
    batch_id = await a_batch(town, [found.id])
    order = await an_order(town, batch_id, await a_source(town))
    with pytest.raises(Problem) as refusal:
        await signing(town, batch_id, order)
    assert (refusal.value.status, refusal.value.code) == (409, "not-appraised")
    assert set(await stages_of(found.id)) == {"at_province"}


async def test_money_that_is_not_there_is_not_promised(house: str, town: Town) -> None:
    batch_id = await ready(house, town)
    source = await a_source(town, 4_499_999)
    before = await traces(house, batch_id)
    with pytest.raises(Problem) as refusal:
        await signing(town, batch_id, await an_order(town, batch_id, source))
    assert (refusal.value.status, refusal.value.code) == (409, "funds-short")
    assert await traces(house, batch_id) == before


@pytest.mark.parametrize("wrong", [{"source_id": 2**40}, {"agent_code": "KHONGCO"}])
async def test_an_unknown_source_or_payer_is_told_at_the_signature(
    house: str, town: Town, wrong: dict[str, Any]
) -> None:
    batch_id = await ready(house, town, 1)
    order = await an_order(town, batch_id, await a_source(town), **wrong)
    before = await traces(house, batch_id)
    with pytest.raises(Problem) as refusal:
        await signing(town, batch_id, order)
    assert refusal.value.status in (404, 422)
    assert await traces(house, batch_id) == before


@pytest.mark.parametrize(
    ("day", "code"),
    [("2020-05-08", "signed-too-early"), ("2020-04-23", "no-policy-in-force")],
)
async def test_a_signature_bears_a_day_of_the_policy_not_in_the_future(
    house: str, town: Town, day: str, code: str
) -> None:
    batch_id = await ready(house, town, 1)
    order = await an_order(town, batch_id, await a_source(town), signed_on=day)
    with pytest.raises(Problem) as refusal:
        await signing(town, batch_id, order)
    assert refusal.value.code in (code, "signed-too-early")
    assert refusal.value.status < 500


async def test_a_number_is_used_once(house: str, town: Town) -> None:
    first, second = await ready(house, town, 1), await ready(house, town, 1)
    source = await a_source(town)
    await signing(town, first, await an_order(town, first, source, number="77/QĐ-UBND"))
    with pytest.raises(Problem) as refusal:
        await signing(town, second, await an_order(town, second, source, number="77/QĐ-UBND"))
    assert (refusal.value.status, refusal.value.code) == (409, "number-taken")


@pytest.mark.parametrize("seat", ["thuky", "uyvien1", "taichinh", "baocao", "kiemtra", "buudien"])
async def test_nobody_but_the_chairman_signs(house: str, town: Town, seat: str) -> None:
    body = {
        "number": "1", "signed_on": "2020-05-07", "expected_count": 1, "expected_total_dong": 1,
        "expected_digest": "0" * 64, "source_id": 1, "agent_code": "BUUDIEN",
    }  # fmt: skip
    answer = await town.raw(town.officer(PROVINCE, seat), "POST", "/batches/1/approval", json=body)
    assert answer.status_code == 403


async def test_the_chairman_of_another_province_finds_no_such_batch(house: str, town: Town) -> None:
    batch_id = await ready(house, town, 1)
    order = await an_order(town, batch_id, 1)
    chairman = town.officer(OTHER_PROVINCE, "chutich")
    door = f"/batches/{batch_id}/approval"
    answer = await town.raw(chairman, "POST", door, json=order.model_dump(mode="json"))
    assert answer.status_code == 404


def delegation(officer_id: int, **changes: Any) -> dict[str, Any]:
    """The document that hands the power on."""
    return {
        "document_number": "5/QĐ-UQ", "officer_id": officer_id, "area_path": DISTRICT,
        "valid_from": "2020-04-24", "valid_to": "2020-06-30",
    } | changes  # fmt: skip


async def test_a_district_chairman_signs_by_delegation_only(house: str, town: Town) -> None:
    batch_id, source = await ready(house, town, 1), await a_source(town)
    (delegate,) = await enrolled((Role.CHAIRMAN, DISTRICT))
    signer = await town.as_(delegate)
    with pytest.raises(Problem) as refusal:
        await signer.approve(batch_id, await an_order(town, batch_id, source))
    assert (refusal.value.status, refusal.value.code) == (403, "not-delegated")
    chairman = town.officer(PROVINCE, "chutich")
    for useless in (
        {"valid_to": "2020-05-06"},
        {"valid_from": "2020-05-08"},
        {"area_path": "42.437."},
    ):
        made = await town.raw(
            chairman, "POST", "/delegations", json=delegation(delegate.officer_id, **useless)
        )
        assert made.status_code == 201
    with pytest.raises(Problem):
        await signer.approve(batch_id, await an_order(town, batch_id, source))
    body = delegation(delegate.officer_id)
    assert (await town.raw(chairman, "POST", "/delegations", json=body)).status_code == 201
    made_by = await signer.approve(batch_id, await an_order(town, batch_id, source))
    query = "select delegation_id is not null from decision where id = :d"
    assert await scalar(house, query, d=made_by.id) is True


async def test_nobody_delegates_to_himself_what_he_does_not_hold(house: str, town: Town) -> None:
    (upstart,) = await enrolled((Role.CHAIRMAN, DISTRICT))
    body = delegation(upstart.officer_id)
    answer = await town.raw(upstart, "POST", "/delegations", json=body)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-delegated")
    assert await scalar(
        house, "select count(*) from delegation where officer_id = :o", o=upstart.officer_id
    ) == 0  # fmt: skip


@pytest.mark.parametrize("seat", ["thuky", "uyvien1"])
async def test_who_judged_the_list_does_not_sign_it(house: str, town: Town, seat: str) -> None:
    batch_id = await ready(house, town, 1)
    judge = await another_account(town.officer(PROVINCE, seat), Role.CHAIRMAN, PROVINCE)
    signer = await town.as_(judge)
    before = await traces(house, batch_id)
    with pytest.raises(Problem) as refusal:
        await signer.approve(batch_id, await an_order(town, batch_id, await a_source(town)))
    assert (refusal.value.status, refusal.value.code) == (403, "already-took-another-part")
    assert (await traces(house, batch_id))[:4] == before[:4]


async def test_a_refusal_ends_every_case_with_its_reason(house: str, town: Town) -> None:
    batch_id = await ready(house, town, 2)
    list_id = await list_of(house, batch_id)
    body = {"number": "9/QĐ", "signed_on": "2020-05-07", "reason_code": "NOT_ELIGIBLE"}
    chairman, door = town.officer(PROVINCE, "chutich"), f"/batches/{batch_id}/refusal"
    wrong = await town.raw(chairman, "POST", door, json={**body, "expected_count": 3})
    assert wrong.status_code == 412
    unknown = {**body, "expected_count": 2, "reason_code": "VI_TOI_THICH"}
    assert (await town.raw(chairman, "POST", door, json=unknown)).status_code == 422
    done = await town.raw(chairman, "POST", door, json={**body, "expected_count": 2})
    assert (done.status_code, done.json()["kind"]) == (201, "refused")
    assert await stages_of(list_id) == ["refused", "refused"]
    closed = (
        "select count(*) from nation.person_claim c join dossier d on d.id = c.dossier_id"
        " where d.list_id = :l and c.state = 'closed'"
    )
    assert await scalar(house, closed, l=list_id) == 2
    again = await town.raw(chairman, "POST", door, json={**body, "expected_count": 0})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-decided")


async def test_somebody_supported_meanwhile_blocks_the_signature_until_heard(
    house: str, town: Town
) -> None:
    """Two batches hold one person; the first signature wins, the second must be heard again."""
    person = a_row("08")
    weak = await at_stage(town, house, Stage.AT_PROVINCE, [person], form="08")
    await set_clock(house, PROVINCE_DAY)
    await heard(town, [weak.id], PROVINCE)
    strong = await submitted(town, "07", [as_form("07", person)])
    await advance(town, house, [strong.id], Stage.APPROVED)
    batch_id = await a_batch(town, [weak.id])
    with pytest.raises(Problem) as refusal:
        await signing(town, batch_id, await an_order(town, batch_id, await a_source(town)))
    assert (refusal.value.status, refusal.value.code) == (409, "already-supported")
    closing = await heard(town, [weak.id], PROVINCE)
    assert closing.refused == 1
    assert await stages_of(weak.id) == ["refused"]
