"""What a complaint holds stands still: before a council, before a signature, before its payment."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from app import decisions, dossiers
from app.client import Problem
from app.dossiers.rules import ONWARD, STEPS, OnHold, Stage
from tests.books import closes
from tests.builders import (
    COMMUNE,
    DECISION_DAY,
    DISTRICT,
    PROVINCE,
    PROVINCE_DAY,
    Town,
    a_batch,
    a_source,
    advance,
    an_order,
    at_stage,
    dossiers_of,
    heard,
    ordered,
    stages_of,
)
from tests.decisions.shelf import signing
from tests.grounds import become_service, owning, raw_service, refused, scalar, set_clock
from tests.money_rows import acting, taken, told_in
from tests.supervision.matters import answered, brought, end_all, held, inspector

MOVE = "update dossier_stage set stage = :to where dossier_id = :d"


@pytest.fixture(autouse=True)
async def _let_go(house: str) -> AsyncIterator[None]:
    yield
    await end_all(house)


async def favoured(house: str, town: Town, people: int = 3) -> int:
    """A list that all three councils have favoured, on the day of decisions."""
    found = await at_stage(town, house, Stage.AT_PROVINCE, people)
    await set_clock(house, PROVINCE_DAY)
    await heard(town, [found.id], PROVINCE)
    await set_clock(house, DECISION_DAY)
    return found.id


# --- councils -----------------------------------------------------------------------------------


async def test_a_council_favours_the_others_and_the_held_one_waits(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 3)
    first, second, third = await dossiers_of(found.id)
    made = await held(town, dossier_id=second)
    secretary = await town.at(COMMUNE, "thuky")
    sitting = await secretary.open_sitting([found.id], town.councils[COMMUNE])
    assert (sitting.expected, sitting.held) == (3, 1)
    closing = await secretary.close_sitting(sitting.id, 3)
    assert (closing.favoured, closing.held) == (2, 1)
    assert await stages_of(found.id) == ["at_district", "at_commune", "at_district"]
    assert [one.dossier_id for one in await secretary.holds(found.id)] == [second]
    # The answer lets it go on, and the council hears it again.
    chairman = await town.at(PROVINCE, "chutich")
    await set_clock(house, DECISION_DAY)
    assert not (await chairman.answer_complaint(made.id, answered())).still_held
    again = await heard(town, [found.id], COMMUNE)
    assert (again.favoured, again.held) == (1, 0)
    assert await stages_of(found.id) == ["at_district"] * 3
    assert {first, third} < set(await dossiers_of(found.id))


async def test_a_held_list_does_not_go_up(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_DISTRICT, 2)
    await held(town, list_id=found.id)
    closing = await heard(town, [found.id], DISTRICT)
    assert (closing.favoured, closing.held) == (0, 2)
    assert await stages_of(found.id) == ["at_district"] * 2


async def test_what_leads_back_or_ends_a_claim_goes_on(house: str, town: Town) -> None:
    """A council may refuse or return what is held, the person may decline it."""
    found = await at_stage(town, house, Stage.AT_DISTRICT, 3)
    numbers = await dossiers_of(found.id)
    await held(town, list_id=found.id)
    secretary = await town.at(DISTRICT, "thuky")
    sitting = await secretary.open_sitting([found.id], town.councils[DISTRICT])
    words = [
        {"dossier_id": numbers[0], "verdict": "unfavourable", "reason_code": "NOT_ELIGIBLE"},
        {"dossier_id": numbers[1], "verdict": "returned", "reason_code": "NOT_ELIGIBLE"},
    ]
    answer = await town.raw(
        town.officer(DISTRICT, "thuky"), "POST", f"/sittings/{sitting.id}/opinions",
        json={"expected": 3, "exceptions": words},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    closing = await secretary.close_sitting(sitting.id, 3)
    assert (closing.refused, closing.returned, closing.held) == (1, 1, 1)
    assert await stages_of(found.id) == ["refused", "at_commune", "at_district"]
    async with raw_service(house) as session:
        assert await refused(session, MOVE, to="declined", d=numbers[2]) is None


async def test_the_database_refuses_each_step_that_a_hold_stops(house: str, town: Town) -> None:
    """Every step of the procedure, tried by raw SQL on a held and on a free dossier."""
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    (number,) = await dossiers_of(found.id)
    steps = [(here, there) for here, onward in STEPS.items() if here for there in onward]

    async def stopped() -> set[tuple[Stage, Stage]]:
        refusals = set()
        for here, there in steps:
            async with owning(house) as session:
                await session.execute(text("alter table dossier_stage disable trigger user"))
                await session.execute(text(MOVE), {"to": here, "d": number})
                await session.execute(text("alter table dossier_stage enable trigger user"))
                await become_service(session)
                said = await refused(session, MOVE, to=there, d=number)
                assert said in (None, "ck_dossier_stage_not_held")
                refusals |= {(here, there)} if said else set()
        return refusals

    assert await stopped() == set()
    await held(town, dossier_id=number)
    assert await stopped() == ONWARD
    assert len(ONWARD) == 5


async def test_a_batch_is_held_in_every_list_whoever_looks(house: str, town: Town) -> None:
    """The hold lies at the district; the commune, which does not see it, is stopped too."""
    found = await at_stage(town, house, Stage.AT_COMMUNE, 2)
    batch_id = await a_batch(town, [found.id])
    await held(town, batch_id=batch_id)
    closing = await heard(town, [found.id], COMMUNE)
    assert (closing.favoured, closing.held) == (0, 2)
    assert await (await town.at(COMMUNE, "thuky")).holds() == []


async def test_control_without_the_trigger_a_held_dossier_moves(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    (number,) = await dossiers_of(found.id)
    await held(town, dossier_id=number)
    async with raw_service(house) as session:
        assert await refused(session, MOVE, to="at_district", d=number) == (
            "ck_dossier_stage_not_held"
        )
    async with owning(house) as session:
        await session.execute(text("drop trigger check_steps_not_held on dossier_stage"))
        await become_service(session)
        assert await refused(session, MOVE, to="at_district", d=number) is None


# --- signatures ---------------------------------------------------------------------------------


async def test_a_signature_leaves_out_what_is_held(house: str, town: Town) -> None:
    list_id = await favoured(house, town)
    numbers = await dossiers_of(list_id)
    batch_id = await a_batch(town, [list_id])
    order = await an_order(town, batch_id, await a_source(town))
    made = await held(town, dossier_id=numbers[0])
    with pytest.raises(Problem) as changed:  # what the signer saw is no more
        await signing(town, batch_id, order)
    assert (changed.value.status, changed.value.code) == (412, "not-what-was-seen")
    chairman = await town.at(PROVINCE, "chutich")
    batch = await chairman.batch(batch_id)
    assert (batch.case_count, batch.held, batch.groups[0].cases) == (2, 1, 2)
    decision = await signing(town, batch_id, await an_order(town, batch_id, await a_source(town)))
    assert decision.case_count == 2
    assert await stages_of(list_id) == ["at_province", "approved", "approved"]
    # Free again, it travels in another batch.
    await chairman.end_hold(made.id, "Đã xác minh")
    later = await a_batch(town, [list_id])
    second = await signing(town, later, await an_order(town, later, await a_source(town)))
    assert second.case_count == 1
    assert await stages_of(list_id) == ["approved"] * 3


async def test_a_hold_and_a_signature_at_once_leave_one_of_two_stories(
    house: str, town: Town
) -> None:
    list_id = await favoured(house, town, 2)
    batch_id = await a_batch(town, [list_id])
    order = await an_order(town, batch_id, await a_source(town))
    first, _ = await dossiers_of(list_id)
    team = await inspector(town)
    finding = brought(kind="inspection", hold="Giữ lại", dossier_id=first)
    both: Any = await asyncio.gather(
        signing(town, batch_id, order), team.record_complaint(finding), return_exceptions=True
    )
    signed, made = both
    assert not isinstance(made, BaseException)
    if isinstance(signed, Problem):
        assert signed.code == "not-what-was-seen"
        assert await stages_of(list_id) == ["at_province"] * 2
    else:
        assert await stages_of(list_id) == ["approved"] * 2


async def test_a_held_batch_is_neither_approved_nor_refused(house: str, town: Town) -> None:
    list_id = await favoured(house, town, 1)
    batch_id = await a_batch(town, [list_id])
    order = await an_order(town, batch_id, await a_source(town))
    await held(town, batch_id=batch_id)
    with pytest.raises(Problem) as refusal:
        await signing(town, batch_id, order)
    assert (refusal.value.status, refusal.value.code) == (409, "on-hold")
    body = {"number": "y/QĐ", "signed_on": "2020-05-07", "reason_code": "NOT_ELIGIBLE"}
    answer = await town.raw(
        town.officer(PROVINCE, "chutich"), "POST", f"/batches/{batch_id}/refusal",
        json={**body, "expected_count": 0},
    )  # fmt: skip
    assert answer.json()["type"] == "/problems/on-hold"
    assert await stages_of(list_id) == ["at_province"]


async def test_a_refusal_of_a_batch_leaves_what_is_held(house: str, town: Town) -> None:
    list_id = await favoured(house, town, 2)
    batch_id = await a_batch(town, [list_id])
    await held(town, dossier_id=(await dossiers_of(list_id))[1])
    body = {"number": "z/QĐ", "signed_on": "2020-05-07", "reason_code": "NOT_ELIGIBLE"}
    answer = await town.raw(
        town.officer(PROVINCE, "chutich"), "POST", f"/batches/{batch_id}/refusal",
        json={**body, "expected_count": 1},
    )  # fmt: skip
    assert answer.status_code == 201, answer.text
    assert await stages_of(list_id) == ["refused", "at_province"]


async def test_a_service_that_forgets_holds_is_stopped_by_the_database(
    house: str, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line of a decision is refused before its dossier would have moved."""
    list_id = await favoured(house, town, 1)
    batch_id = await a_batch(town, [list_id])
    await held(town, list_id=list_id)

    async def nothing(*_: Any) -> list[int]:
        return []

    for place in (dossiers, dossiers.queries, dossiers.commands):
        monkeypatch.setattr(place, "held_among", nothing)
    order = await an_order(town, batch_id, await a_source(town))
    chairman = town.officer(PROVINCE, "chutich").actor
    with pytest.raises(OnHold) as refusal:
        async with acting(chairman) as session:
            await decisions.approve(session, chairman, batch_id, order)
    broken: Any = refusal.value.__cause__
    assert broken.orig.__cause__.constraint_name == "ck_decision_line_not_held"
    assert await stages_of(list_id) == ["at_province"]


# --- payments -----------------------------------------------------------------------------------


async def paying(house: str, town: Town, people: int = 3) -> tuple[int, int, list[int]]:
    """A batch that was approved, the prepared run of its orders, and its dossiers."""
    list_id = await favoured(house, town, people)
    batch_id = await a_batch(town, [list_id])
    made = await signing(town, batch_id, await an_order(town, batch_id, await a_source(town)))
    await ordered(made)
    run = "select id from payout_run where decision_id = :d"
    return batch_id, await scalar(house, run, d=made.id), await dossiers_of(list_id)


async def order_of(house: str, dossier_id: int) -> int:
    query = "select id from payout_order where dossier_id = :d and live"
    return int(await scalar(house, query, d=dossier_id))


async def leased_now(run_id: int) -> int:
    """How many orders the agent gets when it asks."""
    return (await told_in(await taken(run_id))).count(b"\r\n") - 1


async def test_a_held_payment_is_kept_back_and_issued_afterwards(house: str, town: Town) -> None:
    _, run_id, numbers = await paying(house, town)
    order_id = await order_of(house, numbers[1])
    made = await held(town, order_id=order_id)
    treasurer = await town.at(PROVINCE, "taichinh")
    sent = await treasurer.release_run(run_id)
    assert (sent.order_count, sent.total_dong, sent.held) == (2, 3_000_000, 1)
    assert await leased_now(run_id) == 2
    door = f"/payout-orders/{order_id}/reissue"
    finance = town.officer(PROVINCE, "taichinh")
    answer = await town.raw(finance, "POST", door)
    assert answer.json()["type"] == "/problems/on-hold"
    await (await town.at(PROVINCE, "chutich")).end_hold(made.id, "Đã xác minh, chi tiếp")
    answer = await town.raw(finance, "POST", door)
    assert (answer.status_code, answer.json()["amount_dong"]) == (201, 1_500_000)
    assert await leased_now(run_id) == 1
    assert await closes(town)


@pytest.mark.parametrize("about", ["dossier_id", "list_id", "batch_id"])
async def test_nothing_that_is_held_is_released(house: str, town: Town, about: str) -> None:
    batch_id, run_id, numbers = await paying(house, town, 1)
    list_id = await scalar(house, "select list_id from dossier where id = :d", d=numbers[0])
    which = {"dossier_id": numbers[0], "list_id": list_id, "batch_id": batch_id}
    made = await held(town, **{about: which[about]})
    treasurer = await town.at(PROVINCE, "taichinh")
    with pytest.raises(Problem) as refusal:
        await treasurer.release_run(run_id)
    assert refusal.value.code == "on-hold"
    assert await scalar(house, "select state from payout_run where id = :r", r=run_id) == "prepared"
    await (await town.at(PROVINCE, "chutich")).end_hold(made.id, "Thôi giữ")
    assert (await treasurer.release_run(run_id)).order_count == 1


async def test_what_is_held_after_its_release_is_not_leased_meanwhile(
    house: str, town: Town
) -> None:
    _, run_id, numbers = await paying(house, town)
    await (await town.at(PROVINCE, "taichinh")).release_run(run_id)
    made = await held(town, dossier_id=numbers[0])
    assert await leased_now(run_id) == 2
    shown = await town.raw(
        town.officer(PROVINCE, "buudien"), "GET", f"/payout-runs/{run_id}/orders"
    )
    assert [one["held"] for one in shown.json()["items"]].count(True) == 1
    await (await town.at(PROVINCE, "chutich")).end_hold(made.id, "Thôi giữ")
    lease_id = await taken(run_id)
    whole = await told_in(lease_id)
    assert whole.count(b"\r\n") - 1 == 1
    made = await held(town, dossier_id=numbers[0])
    assert await told_in(lease_id) == whole, "what an agent has stays in its file"
    await (await town.at(PROVINCE, "chutich")).end_hold(made.id, "Thôi giữ")


async def test_control_without_the_triggers_held_money_goes_out(house: str, town: Town) -> None:
    _, run_id, numbers = await paying(house, town, 1)
    await held(town, dossier_id=numbers[0])
    release = "update payout_run set state = 'released', released_by = 900001 where id = :r"
    async with raw_service(house) as session:
        assert await refused(session, release, r=run_id) == "ck_payout_run_not_held"
    async with owning(house) as session:
        await session.execute(text("drop trigger check_run_not_held on payout_run"))
        await become_service(session)
        assert await refused(session, release, r=run_id) is None
        again = _again(numbers[0])
        assert await refused(session, again) == "ck_payout_order_not_held"
    async with owning(house) as session:
        await session.execute(text("drop trigger check_run_not_held on payout_run"))
        await session.execute(text("drop trigger check_orders_not_held on payout_order"))
        await session.execute(text("drop trigger check_payout_orders on payout_order"))
        await become_service(session)
        await session.execute(text(release), {"r": run_id})
        assert await refused(session, _again(numbers[0])) is None


def _again(dossier_id: int) -> str:
    return (
        f"with gone as (update payout_order set live = false where dossier_id = {dossier_id}"
        " returning *) insert into payout_order (id, reference, run_id, dossier_id, first_month,"
        " amount_dong, agent_code, group_code, payee_name, payee_id_number, payee_hamlet,"
        " replaces_id, area_path) select nextval('nation.order_number'), reference || '+', run_id,"
        " dossier_id, first_month + 31, amount_dong, agent_code, group_code, payee_name,"
        " payee_id_number, payee_hamlet, id, area_path from gone"
    )


# --- who holds and lets go ----------------------------------------------------------------------


async def test_a_hold_is_ended_by_its_office_or_above_and_once(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    made = await held(town, list_id=found.id)  # by a team of the province
    district = await town.at(DISTRICT)
    with pytest.raises(Problem) as below:
        await district.end_hold(made.id, "Thôi giữ")
    assert (below.value.status, below.value.code) == (403, "held-from-above")
    team = await inspector(town)
    with pytest.raises(Problem) as twice:
        await team.hold_for_complaint(made.id, "Giữ nữa")
    assert twice.value.code == "already-held"
    shown = await team.end_hold(made.id, "Đã rõ")
    assert [one.kind for one in shown.events] == ["received", "held", "let_go"]
    assert not shown.held
    with pytest.raises(Problem) as ended:
        await team.end_hold(made.id, "Đã rõ")
    assert ended.value.code == "not-held"
    back = "update hold set state = 'live', released_at = null, released_by = null,"
    async with raw_service(house) as session:
        assert await refused(session, f"{back} release_words = null") == "ck_hold_ended"
        assert await refused(session, "delete from hold") == "42501"
    logged = (
        "select to_state from change_log where subject = 'hold' and subject_id = :i order by id"
    )
    async with owning(house) as session:
        rows: Any = await session.scalars(text(logged), {"i": made.hold_id})
        assert list(rows) == ["live", "released"]


async def test_the_maker_of_a_list_does_not_end_its_hold(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    made = await held(town, list_id=found.id)
    end = (
        "update hold set state = 'released', released_at = now(), released_by = :o,"
        " release_words = 'x' where id = :h"
    )
    maker = town.officer(COMMUNE).officer_id
    async with raw_service(house) as session:
        assert await refused(session, end, o=maker, h=made.hold_id) == "ck_hold_party"
    async with owning(house) as session:
        await session.execute(text("drop trigger check_hold_release on hold"))
        await become_service(session)
        assert await refused(session, end, o=maker, h=made.hold_id) is None


async def test_a_list_travels_to_its_council_though_it_is_held(house: str, town: Town) -> None:
    """Being handed in and shown decides nothing: it waits where it can be heard again."""
    found = await at_stage(town, house, Stage.SUBMITTED, 1)
    await held(town, list_id=found.id)
    await advance(town, house, [found.id], Stage.AT_COMMUNE)
    assert await stages_of(found.id) == ["at_commune"]
