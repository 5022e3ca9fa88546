"""Who may sign, when, and what a refusal or a rival does."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from app.access import Role
from app.client import Problem
from app.dossiers.rules import Stage
from tests.builders import (
    DECISION_DAY,
    DISTRICT,
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
    enrolled,
    heard,
    stages_of,
    submitted,
)
from tests.decisions.shelf import carry, list_of, ready, signing, traces
from tests.grounds import scalar, set_clock


@pytest.fixture(scope="module", autouse=True)
async def _carried(house: str, town: Town) -> None:
    """One favoured list for each test to sign."""
    await carry(house, town)


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


async def test_nobody_signs_before_the_last_council_sat(house: str, town: Town) -> None:
    batch_id, source = await ready(house, town, 1), await a_source(town)
    early = await an_order(town, batch_id, source, signed_on=PROVINCE_DAY - timedelta(days=1))
    with pytest.raises(Problem) as refusal:
        await signing(town, batch_id, early)
    assert refusal.value.code == "signed-before-judged"
    made = await signing(
        town, batch_id, await an_order(town, batch_id, source, signed_on=PROVINCE_DAY)
    )
    assert made.signed_on == PROVINCE_DAY


async def test_a_number_is_used_once(house: str, town: Town) -> None:
    first, second = await ready(house, town, 1), await ready(house, town, 1)
    source = await a_source(town)
    await signing(town, first, await an_order(town, first, source, number="trùng số/QĐ-UBND"))
    with pytest.raises(Problem) as refusal:
        await signing(town, second, await an_order(town, second, source, number="trùng số/QĐ-UBND"))
    assert (refusal.value.status, refusal.value.code) == (409, "number-taken")


@pytest.mark.parametrize("seat", ["thuky", "uyvien1", "taichinh", "baocao", "kiemtra", "buudien"])
async def test_nobody_but_the_chairman_signs(house: str, town: Town, seat: str) -> None:
    body = {
        "number": "1", "signed_on": "2020-05-07", "expected_count": 1, "expected_total_dong": 1,
        "expected_root": "0" * 64, "source_id": 1, "agent_code": "BUUDIEN",
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
    assert closing.superseded == 1
    assert await stages_of(weak.id) == ["superseded"]
