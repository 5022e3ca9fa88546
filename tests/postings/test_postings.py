"""A list is shown for the legal days, and what the community says is answered first."""

from datetime import timedelta
from typing import Any

import pytest

from app.client import Problem
from app.dossiers.rules import Stage
from app.policy import Group, policy_at
from tests.builders import (
    COMMUNE,
    DISTRICT,
    LIST_DAY,
    SIBLING,
    Town,
    a_row,
    at_stage,
    posted,
    rows,
    stages_of,
    submitted,
)
from tests.grounds import raw_service, refused, scalar, set_clock

AFTER = LIST_DAY + timedelta(days=policy_at(LIST_DAY).posting_days(Group.BTXH) + 1)


async def why_not(call: Any) -> tuple[int, str]:
    """Status and code of the refusal."""
    with pytest.raises(Problem) as refusal:
        await call
    return refusal.value.status, refusal.value.code


async def act(town: Town, door: str, path: str = COMMUNE, **body: Any) -> Any:
    """What a door of postings answers to the commune's officer."""
    return await town.raw(town.officer(path), "POST", door, json=body or None)


def objection(list_id: int, **changes: Any) -> dict[str, Any]:
    return {
        "list_id": list_id, "row_number": 9, "text": "Người này đã chuyển đi.",
        "sender": "Một người dân", "received_on": LIST_DAY.isoformat(),
    } | changes  # fmt: skip


async def test_the_last_day_comes_from_the_policy(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.SUBMITTED)
    shown = await posted(town, [found.id])
    days = policy_at(LIST_DAY).posting_days(Group.BTXH)
    assert (shown.starts_on, shown.ends_on) == (LIST_DAY, LIST_DAY + timedelta(days=days))
    assert days >= 2


async def test_it_cannot_be_closed_early(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.SUBMITTED)
    shown = await posted(town, [found.id])
    officer = await town.at(COMMUNE)
    day = LIST_DAY
    while day < shown.ends_on:
        await set_clock(house, day, hour=23)
        assert await why_not(officer.close_posting(shown.id)) == (409, "posting-still-runs")
        day += timedelta(days=1)
    assert set(await stages_of(found.id)) == {"posted"}
    await set_clock(house, AFTER)
    assert (await officer.close_posting(shown.id)).dossiers == 3
    assert set(await stages_of(found.id)) == {"at_commune"}
    assert await why_not(officer.close_posting(shown.id)) == (409, "posting-not-open")


async def test_every_objection_is_answered_before_the_list_goes_on(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.SUBMITTED)
    shown = await posted(town, [found.id])
    numbers = []
    for _ in range(2):
        said = await act(town, f"/postings/{shown.id}/objections", **objection(found.id))
        assert said.status_code == 201
        numbers.append(said.json()["id"])
    await set_clock(house, AFTER)
    officer = await town.at(COMMUNE)
    with pytest.raises(Problem) as refusal:
        await officer.close_posting(shown.id)
    assert refusal.value.code == "objection-unanswered"
    assert "Còn 2 ý kiến" in refusal.value.detail
    for number in numbers:
        assert await why_not(officer.close_posting(shown.id)) == (409, "objection-unanswered")
        assert (await act(town, f"/objections/{number}/answer", answer="Đã xác minh.")).is_success
    again = await act(town, f"/objections/{numbers[0]}/answer", answer="Nói khác.")
    assert (again.status_code, again.json()["type"]) == (409, "/problems/answer-given")
    assert (await officer.close_posting(shown.id)).dossiers == 3
    late = await act(town, f"/postings/{shown.id}/objections", **objection(found.id))
    assert (late.status_code, late.json()["type"]) == (409, "/problems/posting-not-open")
    query = "select string_agg(distinct answer, '|') from objection where posting_id = :p"
    assert await scalar(house, query, p=shown.id) == "Đã xác minh."


async def test_an_objection_is_about_a_list_that_is_shown(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.SUBMITTED)
    other = await at_stage(town, house, Stage.SUBMITTED)
    shown = await posted(town, [found.id])
    door = f"/postings/{shown.id}/objections"
    assert (await act(town, door, **objection(other.id))).status_code == 404
    assert (
        await act(town, "/postings/999999/objections", **objection(found.id))
    ).status_code == 404
    assert (await act(town, "/objections/999999/answer", answer="x")).status_code == 404
    assert (await act(town, door, **objection(found.id, text=" "))).status_code == 422
    assert (await act(town, door, **objection(found.id, text="a\u0000b"))).status_code == 422


async def test_a_list_is_shown_once_at_a_time(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.SUBMITTED)
    await posted(town, [found.id])
    assert await why_not(posted(town, [found.id])) == (409, "already-posted")
    door = (
        "insert into posting_list (posting_id, list_id, showing, area_path)"
        " select max(id), :l, true, '42.436.18070.' from posting"
    )
    async with raw_service(house) as session:
        why = await refused(session, door, l=found.id)
        assert why in ("uq_posting_list_open", "pk_posting_list")


async def test_several_lists_of_an_office_are_shown_together(house: str, town: Town) -> None:
    lists = [(await submitted(town, form, rows(form, 2))).id for form in ("07", "08", "09")]
    shown = await posted(town, lists)
    assert shown.dossiers == 6
    await set_clock(house, AFTER)
    assert (await (await town.at(COMMUNE)).close_posting(shown.id)).dossiers == 6


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.AT_COMMUNE])
async def test_only_a_list_handed_in_is_shown(house: str, town: Town, stage: Stage) -> None:
    """And a list that has been shown is not shown again with nothing on it."""
    found = await at_stage(town, house, stage, 1)
    status, code = await why_not(posted(town, [found.id]))
    assert status == 409
    assert code in ("list-not-ready", "nothing-to-post")


@pytest.mark.parametrize(("path", "seat"), [(COMMUNE, "thuky"), (DISTRICT, "canbo")])
async def test_only_the_commune_officer_posts(house: str, town: Town, path: str, seat: str) -> None:
    body = {"list_ids": [1], "place": "x", "means": "x"}
    answer = await town.raw(town.officer(path, seat), "POST", "/postings", json=body)
    assert answer.status_code == 403


async def test_a_sibling_finds_neither_posting_nor_objection(house: str, town: Town) -> None:
    found = await submitted(town, "07", [a_row("07")])
    shown = await posted(town, [found.id])
    said = await act(town, f"/postings/{shown.id}/objections", **objection(found.id))
    for door, body in (
        (f"/postings/{shown.id}/closing", {}),
        (f"/postings/{shown.id}/objections", objection(found.id)),
        (f"/objections/{said.json()['id']}/answer", {"answer": "x"}),
    ):
        assert (await act(town, door, SIBLING, **body)).status_code == 404
