"""A complaint is recorded, handed on, answered in time and counted; its sender stays hidden."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from app.access import Role
from app.client import Problem
from app.dossiers.rules import Stage
from app.supervision.rules import State, state_of
from app.supervision.schemas import ForwardingOrder
from tests.builders import (
    COMMUNE,
    DECISION_DAY,
    DISTRICT,
    LIST_DAY,
    OTHER_COMMUNE,
    PROVINCE,
    SIBLING,
    Town,
    a_batch,
    another_account,
    at_stage,
    dossiers_of,
    enrolled,
)
from tests.grounds import become_service, owning, raw_service, refused, set_clock
from tests.supervision.matters import SENDER, answered, brought, inspector

DUE = date(2020, 5, 13)  # ten working days after 27/04: 30/04 and 01/05 are holidays
LATE = date(2020, 5, 18)


async def a_list_of(house: str, town: Town, people: int = 1) -> int:
    return (await at_stage(town, house, Stage.SUBMITTED, people)).id


# --- recording ----------------------------------------------------------------------------------


async def test_a_complaint_has_its_last_day_and_its_office(house: str, town: Town) -> None:
    list_id = await a_list_of(house, town)
    clerk = await town.at(COMMUNE)
    made = await clerk.record_complaint(brought(list_id=list_id))
    assert (made.due_on, made.hold_id) == (DUE, None)
    shown = await clerk.complaint(made.id)
    assert (shown.about, shown.list_id, shown.office_path) == ("list", list_id, COMMUNE)
    assert (shown.state, shown.late_days, shown.held) == (State.OPEN, 0, False)
    assert [one.kind for one in shown.events] == ["received"]


async def test_it_is_about_exactly_one_thing_within_the_territory(house: str, town: Town) -> None:
    list_id = await a_list_of(house, town)
    batch_id = await a_batch(town, [list_id])
    (dossier_id,) = await dossiers_of(list_id)
    clerk = await town.at(COMMUNE)
    for about in ({}, {"list_id": list_id, "dossier_id": dossier_id}):
        with pytest.raises(Problem) as refusal:
            await clerk.record_complaint(brought(**about))
        assert (refusal.value.status, refusal.value.code) == (422, "one-target")
    sibling = await town.at(SIBLING)
    for about in ({"list_id": list_id}, {"dossier_id": dossier_id}, {"batch_id": batch_id}):
        with pytest.raises(Problem) as strange:
            await sibling.record_complaint(brought(**about))
        assert strange.value.status == 404
    with pytest.raises(Problem) as unknown:
        await clerk.record_complaint(brought(order_id=10**12))
    assert unknown.value.status == 404
    district = await town.at(DISTRICT)
    made = await district.record_complaint(brought(batch_id=batch_id))
    assert (await district.complaint(made.id)).office_path == DISTRICT


async def test_what_cannot_be_recorded(house: str, town: Town) -> None:
    list_id = await a_list_of(house, town)
    clerk = await town.at(COMMUNE)
    for changes, code in (
        ({"received_on": date(2020, 4, 28)}, "out-of-time"),
        ({"office_path": SIBLING}, "not-over-it"),
        ({"hold": "Giữ lại"}, "may-not-hold"),
    ):
        with pytest.raises(Problem) as refusal:
            await clerk.record_complaint(brought(list_id=list_id, **changes))
        assert refusal.value.code == code
    body = brought(list_id=list_id).model_dump(mode="json")
    for path, seat in ((PROVINCE, "taichinh"), (PROVINCE, "buudien"), (COMMUNE, "thuky")):
        answer = await town.raw(town.officer(path, seat), "POST", "/complaints", json=body)
        assert answer.status_code == 403


async def test_the_sender_is_shown_to_inspectors_and_auditors_alone(
    house: str, town: Town, logged: list[Any]
) -> None:
    list_id = await a_list_of(house, town)
    clerk = await town.at(COMMUNE)
    made = await clerk.record_complaint(brought(list_id=list_id))
    team = await inspector(town, DISTRICT)
    assert await team.complainant(made.id) == SENDER
    door = f"/complaints/{made.id}"
    for path, seat in ((COMMUNE, "canbo"), (DISTRICT, "canbo"), (PROVINCE, "chutich")):
        officer = town.officer(path, seat)
        assert (await town.raw(officer, "GET", f"{door}/sender")).status_code == 403
        for shown in (door, "/complaints", "/complaints/summary"):
            answer = await town.raw(officer, "GET", shown)
            assert answer.status_code == 200
            assert SENDER not in answer.text
    far = await inspector(town, OTHER_COMMUNE)
    with pytest.raises(Problem) as elsewhere:
        await far.complainant(made.id)
    assert elsewhere.value.status == 404
    unnamed = await clerk.record_complaint(brought(list_id=list_id, sender=None))
    assert await team.complainant(unnamed.id) is None
    assert SENDER not in str(logged)


# --- handing on, extending ----------------------------------------------------------------------


async def test_it_is_handed_on_and_extended_by_the_office_responsible(
    house: str, town: Town
) -> None:
    list_id = await a_list_of(house, town)
    clerk, district = await town.at(COMMUNE), await town.at(DISTRICT)
    made = await clerk.record_complaint(brought(list_id=list_id))
    up = ForwardingOrder(office_path=DISTRICT, words="Danh sách do chính xã lập")
    with pytest.raises(Problem) as early:
        await district.forward_complaint(made.id, up)
    assert (early.value.status, early.value.code) == (403, "not-responsible")
    shown = await clerk.forward_complaint(made.id, up)
    assert (shown.office_path, shown.due_on) == (DISTRICT, DUE)
    with pytest.raises(Problem) as gone:
        await clerk.extend_complaint(made.id, "Cần thêm thời gian")
    assert gone.value.code == "not-responsible"
    shown = await district.extend_complaint(made.id, "Vụ việc phức tạp")
    assert shown.due_on == date(2020, 5, 27)
    with pytest.raises(Problem) as twice:
        await district.extend_complaint(made.id, "Thêm nữa")
    assert twice.value.code == "already-extended"
    assert [one.kind for one in shown.events] == ["received", "forwarded", "extended"]
    aside = ForwardingOrder(office_path=SIBLING, words="Xã khác")
    with pytest.raises(Problem) as strange:
        await district.forward_complaint(made.id, aside)
    assert strange.value.code == "not-over-it"


async def test_a_deadline_that_has_passed_is_not_extended(house: str, town: Town) -> None:
    list_id = await a_list_of(house, town)
    clerk = await town.at(COMMUNE)
    made = await clerk.record_complaint(brought(list_id=list_id))
    await set_clock(house, LATE)
    with pytest.raises(Problem) as refusal:
        await clerk.extend_complaint(made.id, "Quá bận")
    assert refusal.value.code == "already-extended"


# --- answering ----------------------------------------------------------------------------------


async def test_an_answer_is_given_once_by_the_office_and_not_by_the_maker(
    house: str, town: Town
) -> None:
    list_id = await a_list_of(house, town)
    maker = await town.at(COMMUNE)
    made = await maker.record_complaint(brought(list_id=list_id))
    await set_clock(house, DECISION_DAY)
    with pytest.raises(Problem) as own:
        await maker.answer_complaint(made.id, answered())
    assert (own.value.status, own.value.code) == (403, "party-to-it")
    with pytest.raises(Problem) as other:
        await (await town.at(DISTRICT)).answer_complaint(made.id, answered())
    assert other.value.code == "not-responsible"
    (colleague,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    clerk = await town.as_(colleague)
    for day in (date(2020, 4, 26), date(2020, 5, 8)):
        with pytest.raises(Problem) as refusal:
            await clerk.answer_complaint(made.id, answered(document_on=day))
        assert refusal.value.code == "out-of-time"
    said = await clerk.answer_complaint(made.id, answered())
    assert (said.outcome, said.late_days, said.still_held) == ("rejected", 0, False)
    with pytest.raises(Problem) as twice:
        await clerk.answer_complaint(made.id, answered())
    assert twice.value.code == "complaint-answered"
    shown = await clerk.complaint(made.id)
    assert (shown.state, shown.answered_on) == (State.ANSWERED, date(2020, 5, 4))


async def test_the_maker_does_not_answer_under_another_office_either(
    house: str, town: Town
) -> None:
    """A natural person, whatever account; and the database says so by itself."""
    list_id = await a_list_of(house, town)
    maker = town.officer(COMMUNE)
    promoted = await another_account(maker, Role.DISTRICT_OFFICER, DISTRICT)
    made = await (await town.at(DISTRICT)).record_complaint(brought(list_id=list_id))
    await set_clock(house, DECISION_DAY)
    with pytest.raises(Problem) as refusal:
        await (await town.as_(promoted)).answer_complaint(made.id, answered())
    assert refusal.value.code == "party-to-it"
    insert = (
        "insert into complaint_event (complaint_id, kind, office_path, due_on, words, officer_id,"
        " document_number, document_on, outcome, area_path) values (:c, 'answered', '42.436.',"
        " '2020-05-13', 'x', :o, 'x', '2020-05-04', 'rejected', '42.436.18070.')"
    )
    asked = {"c": made.id, "o": maker.officer_id}
    async with raw_service(house) as session:
        assert await refused(session, insert, **asked) == "ck_complaint_event_party"
    async with owning(house) as session:
        await session.execute(text("drop trigger check_complaint_event on complaint_event"))
        await become_service(session)
        assert await refused(session, insert, **asked) is None
        assert await refused(session, insert, **asked) == "uq_complaint_event_answered"


async def test_an_answer_keeps_the_hold_if_told_or_held_from_above(house: str, town: Town) -> None:
    list_id = await a_list_of(house, town)
    district, team = await town.at(DISTRICT), await inspector(town)
    ours = await district.record_complaint(brought(list_id=list_id, hold="Giữ lại"))
    theirs = await team.record_complaint(
        brought(list_id=list_id, hold="Giữ lại", office_path=DISTRICT)
    )
    await set_clock(house, DECISION_DAY)
    said = await district.answer_complaint(ours.id, answered(outcome="upheld", keep_hold=True))
    assert said.still_held
    assert (await district.answer_complaint(theirs.id, answered())).still_held
    assert not (await district.end_hold(ours.id, "Đã đưa ra khỏi danh sách")).held
    assert not (await team.end_hold(theirs.id, "Đồng ý với kết luận")).held
    with pytest.raises(Problem) as late:
        await team.hold_for_complaint(theirs.id, "Giữ nữa")
    assert late.value.code == "complaint-answered"


# --- what is open, due, late --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "is_answered", "state"),
    [
        (date(2020, 5, 9), False, State.OPEN), (date(2020, 5, 10), False, State.DUE),
        (DUE, False, State.DUE), (date(2020, 5, 14), False, State.OVERDUE),
        (date(2020, 5, 14), True, State.ANSWERED),
    ],
)  # fmt: skip
def test_how_a_complaint_stands(today: date, is_answered: bool, state: State) -> None:
    assert state_of(DUE, is_answered, today) is state


async def test_an_office_sees_what_is_open_due_and_late_and_it_is_counted(
    house: str, town: Town
) -> None:
    list_id = await a_list_of(house, town)
    district = await town.at(DISTRICT)
    before = await counted(district)
    numbers = [
        (await district.record_complaint(brought(list_id=list_id, kind="press"))).id
        for _ in range(2)
    ]

    async def seen(state: State) -> set[int]:
        return {one.id async for one in district.complaints(state, DISTRICT)} & set(numbers)

    assert (await seen(State.OPEN), await seen(State.DUE)) == (set(numbers), set())
    await set_clock(house, DUE)
    assert await seen(State.DUE) == set(numbers)
    await set_clock(house, LATE)
    assert (await seen(State.DUE), await seen(State.OVERDUE)) == (set(), set(numbers))
    said = await district.answer_complaint(
        numbers[0], answered(document_on=LATE, outcome="partly_upheld")
    )
    assert said.late_days == 3  # 14, 15 and 18/05
    assert (await seen(State.ANSWERED), await seen(State.OVERDUE)) == (
        {numbers[0]}, {numbers[1]},
    )  # fmt: skip
    after = await counted(district)
    assert after - before == {(None, 1, 1, 0), ("partly_upheld", 1, 0, 1)}


async def counted(client: Any) -> set[tuple[Any, ...]]:
    return {
        (one.outcome, one.count, one.overdue, one.late)
        for one in await client.complaint_summary()
        if one.kind == "press" and one.office_path == DISTRICT
    }


# --- the record ---------------------------------------------------------------------------------


async def test_what_was_said_is_kept_and_traced(house: str, town: Town) -> None:
    list_id = await a_list_of(house, town)
    made = await (await town.at(COMMUNE)).record_complaint(brought(list_id=list_id))
    for table in ("complaint", "complaint_event"):
        for statement in (f"update {table} set words = 'x'", f"delete from {table}"):
            async with raw_service(house) as session:
                assert await refused(session, statement) == "42501"
            async with owning(house) as session:
                assert await refused(session, statement) == "append_only"
    logged = "select to_state from change_log where subject = 'complaint_event' and subject_id = :i"
    async with owning(house) as session:
        assert list(await session.scalars(text(logged), {"i": made.id})) == ["received"]
    async with raw_service(house, SIBLING) as session:
        told = text("select count(*) from complaint where id = :i")
        assert await session.scalar(told, {"i": made.id}) == 0


async def test_days_come_from_the_policy(house: str, town: Town) -> None:
    from app import policy

    rules = policy.policy_at(LIST_DAY)
    assert rules.due_date(LIST_DAY, rules.complaint_days) == DUE
    assert rules.provisions["complaints.answer_days"].source.mark is policy.Mark.ASSUMED
