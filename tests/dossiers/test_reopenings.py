"""What an amendment takes in is listed and handed in again; everything else stays refused."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from app.appraisal.rules import Verdict
from app.appraisal.schemas import OpinionLine
from app.dossiers.rules import Stage
from tests.builders import (
    COMMUNE,
    DISTRICT,
    OTHER_PROVINCE,
    PROVINCE,
    Town,
    advance,
    dossiers_of,
    hearing,
    rows,
    stages_of,
    submitted,
)
from tests.grounds import become_service, owning, refused, scalar, set_clock

BEFORE, AFTER = date(2020, 10, 18), date(2020, 10, 19)
ORDER = {"policy": "QD32", "reason": "Rà soát theo QĐ 32/2020/QĐ-TTg"}


@pytest.fixture
async def cases(house: str, town: Town) -> tuple[int, list[int]]:
    """A list: one outside the policy until QĐ 32, one refused for another reason, one that goes on.

    On a day on which QĐ 32 is in force.
    """
    found = await submitted(town, "07", rows("07", 3))
    await advance(town, house, [found.id], Stage.AT_COMMUNE)
    numbers = await dossiers_of(found.id)
    sitting = await hearing(town, [found.id], COMMUNE)
    secretary = await town.at(COMMUNE, "thuky")
    reasons = ("OUTSIDE_GENERAL_SCHOOL", "NOT_ELIGIBLE")
    words = [
        OpinionLine(dossier_id=number, verdict=Verdict.UNFAVOURABLE, reason_code=reason)
        for number, reason in zip(numbers, reasons, strict=False)
    ]
    await secretary.record_opinions(sitting.id, 3, words)
    await secretary.close_sitting(sitting.id, 3)
    await set_clock(house, AFTER)
    return found.id, list(numbers)


async def listed(town: Town, path: str = COMMUNE, policy: str = "QD32") -> list[int]:
    seat = "canbo" if path != OTHER_PROVINCE else "chutich"
    door = f"/reopenings?policy={policy}&limit=1000"
    told = await town.raw(town.officer(path, seat), "GET", door)
    assert "full_name" not in told.text
    return [one["dossier_id"] for one in told.json()["items"]]


async def reopened(town: Town, case: int, path: str = COMMUNE, **changes: Any) -> tuple[int, str]:
    officer = town.officer(path, "canbo" if path in (COMMUNE, DISTRICT) else "chutich")
    door = f"/dossiers/{case}/reopening"
    answer = await town.raw(officer, "POST", door, json=ORDER | changes)
    told = answer.json()
    return answer.status_code, told.get("stage") or told["type"].rsplit("/", 1)[-1]


async def test_what_fits_the_amendment_is_listed_and_walks_its_road_again(
    house: str, town: Town, cases: tuple[int, list[int]]
) -> None:
    list_id, (fits, other, goes_on) = cases
    for path in (COMMUNE, DISTRICT):
        found = await listed(town, path)
        assert fits in found
        assert not {other, goes_on} & set(found)
    assert fits not in await listed(town, OTHER_PROVINCE)
    assert await reopened(town, fits) == (200, "draft")
    assert await reopened(town, fits) == (409, "not-taken-in")
    assert fits not in await listed(town)
    assert (await (await town.at(COMMUNE)).submit_list(list_id, 1)).dossiers == 1
    assert sorted(await stages_of(list_id)) == ["at_district", "refused", "submitted"]
    state = "select state from nation.person_claim where dossier_id = :d"
    assert await scalar(house, state, d=fits) == "open"
    told = await (await town.at(COMMUNE)).history(fits)
    assert [one.to_stage for one in told][-3:] == ["refused", "draft", "submitted"]
    assert told[-2].because == f"QD32: {ORDER['reason']}"
    version = "select policy_version from dossier_list where id = :l"
    assert await scalar(house, version, l=list_id) == "QD15"


async def test_nothing_is_reopened_before_the_amendment_nor_for_another_reason(
    house: str, town: Town, cases: tuple[int, list[int]]
) -> None:
    _, (fits, other, goes_on) = cases
    for case, policy in ((other, "QD32"), (goes_on, "QD32"), (fits, "QD15"), (fits, "QD99")):
        assert await reopened(town, case, policy=policy) == (409, "not-taken-in")
        assert await listed(town, policy=policy) == [] or policy == "QD32"
    assert (await reopened(town, fits, OTHER_PROVINCE))[0] in (403, 404)
    assert (await reopened(town, fits, PROVINCE))[0] == 403
    await set_clock(house, BEFORE)
    assert await listed(town) == []
    assert await reopened(town, fits) == (409, "not-taken-in")


async def test_control_without_the_step_the_database_holds_it_back(
    house: str, cases: tuple[int, list[int]]
) -> None:
    _, (fits, _, _) = cases
    leave = "update dossier_stage set stage = 'draft' where dossier_id = :d"
    gone = "delete from nation.stage_step where (from_stage, to_stage) = ('refused', 'draft')"
    async with owning(house) as session:
        await session.execute(text(gone))
        await become_service(session)
        assert await refused(session, leave, d=fits) == "ck_dossier_history_step"
