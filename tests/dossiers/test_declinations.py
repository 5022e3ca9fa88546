"""Not taking the support: a person's own word, one dossier at a time, and taken back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.client import Problem
from app.dossiers.rules import Stage
from tests.builders import (
    COMMUNE,
    DISTRICT,
    POSTING_OVER,
    PROVINCE,
    SIBLING,
    Town,
    advance,
    at_stage,
    close_postings,
    dossiers_of,
    heard,
    stages_of,
)
from tests.grounds import scalar, set_clock

MOMENT = datetime(2020, 4, 26, 9, tzinfo=UTC)
TOLD = {
    "statement": "Tôi còn khỏe, xin nhường cho người khó khăn hơn.", "witness": "Bà Tám",
    "stated_at": MOMENT.isoformat(),
}  # fmt: skip
TAKEN_BACK = {"revocation": "Tôi xin nhận hỗ trợ."}
CLAIM = "select state from nation.person_claim where dossier_id = :d"


async def declines(town: Town, case: int, path: str = COMMUNE, **changes: Any) -> Any:
    officer = await town.at(path)
    return (await officer.send("POST", f"/dossiers/{case}/declination", json=TOLD | changes)).json()


async def revokes(town: Town, case: int, path: str = COMMUNE) -> Any:
    officer = await town.at(path)
    address = f"/dossiers/{case}/declination/revocation"
    return (await officer.send("POST", address, json=TAKEN_BACK)).json()


async def why_not(call: Any) -> tuple[int, str]:
    with pytest.raises(Problem) as refusal:
        await call
    return refusal.value.status, refusal.value.code


@pytest.mark.parametrize(
    "stage",
    [Stage.DRAFT, Stage.SUBMITTED, Stage.POSTED, Stage.AT_COMMUNE, Stage.AT_DISTRICT,
     Stage.AT_PROVINCE],
)  # fmt: skip
async def test_said_and_taken_back_at_every_stage_before_the_decision(
    house: str, town: Town, stage: Stage
) -> None:
    found = await at_stage(town, house, stage, 2)
    case, other = await dossiers_of(found.id)
    before = await scalar(house, CLAIM, d=case)
    assert (await declines(town, case))["stage"] == "declined"
    assert await stages_of(found.id) == ["declined", stage]
    assert await scalar(house, CLAIM, d=case) == (None if stage is Stage.DRAFT else "closed")
    assert (await revokes(town, case))["stage"] == stage
    assert await stages_of(found.id) == [stage, stage]
    assert await scalar(house, CLAIM, d=case) == before
    steps = await (await town.at(COMMUNE)).history(case)
    assert [(one.from_stage, one.to_stage) for one in steps[-2:]] == [
        (stage, "declined"), ("declined", stage),
    ]  # fmt: skip
    assert all("declination" in (one.because or "") for one in steps[-2:])
    kept = "select statement || '|' || witness || '|' || revocation from declination"
    told = await scalar(house, f"{kept} where dossier_id = :d", d=case)
    assert told == f"{TOLD['statement']}|{TOLD['witness']}|{TAKEN_BACK['revocation']}"
    assert await scalar(house, f"{kept} where dossier_id = :d", d=other) is None


async def test_a_person_may_change_their_mind_again(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    (case,) = await dossiers_of(found.id)
    for _ in range(2):
        await declines(town, case)
        await revokes(town, case)
    assert await stages_of(found.id) == ["at_commune"]
    assert (
        await scalar(house, "select count(*) from declination where dossier_id = :d", d=case) == 2
    )


async def test_what_is_not_a_personal_statement_of_today_is_refused(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    (case,) = await dossiers_of(found.id)
    tomorrow = (datetime(2020, 5, 4, tzinfo=UTC) + timedelta(days=1)).isoformat()
    refused = await why_not(declines(town, case, stated_at=tomorrow))
    assert refused == (422, "stated-in-the-future")
    for wrong in ({"witness": ""}, {"statement": " "}, {"stated_at": "2020-05-01T08:00:00"}):
        assert (await why_not(declines(town, case, **wrong)))[0] == 422
    assert (await why_not(declines(town, case, dossier_ids=[case])))[0] == 422
    assert await why_not(revokes(town, case)) == (409, "not-declined")
    await declines(town, case)
    assert await why_not(declines(town, case)) == (409, "already-declined")
    assert await why_not(declines(town, case, SIBLING)) == (404, "not-found")


async def test_after_the_decision_it_is_too_late(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.APPROVED, 1)
    (case,) = await dossiers_of(found.id)
    assert await why_not(declines(town, case)) == (409, "too-late-to-decline")
    assert await stages_of(found.id) == ["approved"]


async def test_taken_back_after_the_decision_it_starts_again_at_the_desk(
    house: str, town: Town
) -> None:
    found = await at_stage(town, house, Stage.AT_PROVINCE, 2)
    case, _ = await dossiers_of(found.id)
    await declines(town, case)
    await advance(town, house, [found.id], Stage.APPROVED, since=Stage.AT_PROVINCE)
    assert (await revokes(town, case))["stage"] == "draft"
    assert await scalar(house, CLAIM, d=case) == "closed"
    officer = await town.at(COMMUNE)
    assert (await officer.submit_list(found.id, 1)).dossiers == 1
    assert await stages_of(found.id) == ["submitted", "approved"]
    assert await scalar(house, CLAIM, d=case) == "open"


async def test_taken_back_after_the_posting_it_is_posted_anew(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.POSTED, 2)
    case, _ = await dossiers_of(found.id)
    await declines(town, case)
    await set_clock(house, POSTING_OVER)
    await close_postings(town, [found.id])
    assert (await revokes(town, case))["stage"] == "submitted"
    posting = await (await town.at(COMMUNE)).post_lists([found.id], "Trụ sở", "Bảng tin")
    assert posting.dossiers == 1


async def test_a_council_does_not_close_over_somebody_it_did_not_see_come_back(
    house: str, town: Town
) -> None:
    found = await at_stage(town, house, Stage.AT_DISTRICT, 2)
    case, _ = await dossiers_of(found.id)
    await declines(town, case)
    secretary = await town.at(DISTRICT, "thuky")
    sitting = await secretary.open_sitting([found.id], town.councils[DISTRICT])
    assert sitting.expected == 1
    await revokes(town, case)
    assert await why_not(secretary.close_sitting(sitting.id, 1)) == (412, "batch-changed")
    assert (await heard(town, [found.id], DISTRICT)).favoured == 2


@pytest.mark.parametrize("seat", ["thuky", "uyvien1"])
async def test_only_an_officer_records_it(house: str, town: Town, seat: str) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    (case,) = await dossiers_of(found.id)
    for path in (COMMUNE, PROVINCE):
        answer = await town.raw(
            town.officer(path, seat), "POST", f"/dossiers/{case}/declination", json=TOLD
        )
        assert answer.status_code == 403
