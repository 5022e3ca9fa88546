"""The road of a list as QĐ 15/2020 draws it: posted, three councils, one signature, orders."""

from datetime import timedelta
from typing import Any

import pytest

from app.appraisal.rules import Verdict
from app.appraisal.schemas import OpinionLine
from app.client import Problem
from app.dossiers.rules import Stage
from tests.builders import (
    COMMUNE,
    DECISION_DAY,
    DISTRICT,
    DISTRICT_DAY,
    LIST_DAY,
    POSTING_OVER,
    PROVINCE,
    PROVINCE_DAY,
    SIBLING,
    Town,
    a_list,
    a_row,
    a_workbook,
    advance,
    as_form,
    at_stage,
    close_postings,
    decided,
    dossiers_of,
    heard,
    hearing,
    ordered,
    posted,
    read_now,
    rows,
    stages_of,
    submitted,
)
from tests.grounds import scalar, set_clock


async def why_not(call: Any) -> tuple[int, str]:
    """Status and code of the refusal."""
    with pytest.raises(Problem) as refusal:
        await call
    return refusal.value.status, refusal.value.code


async def test_a_commune_list_from_the_file_to_the_orders(house: str, town: Town) -> None:
    """Form 08: received, read, submitted, posted, commune, district, province, decided, ordered."""
    officer = await town.at(COMMUNE)
    people = [*rows("08", 3), a_row("08", id_number="12345")]
    received = await officer.receive_list("08", a_workbook("08", people), "Mẫu 08 Trần Phú.xlsx")
    assert (received.state, received.row_count) == ("received", None)
    await read_now(received.id)
    read = await officer.list_of(received.id)
    assert (read.state, read.row_count, read.good_count, read.faulty_count) == ("read", 4, 3, 1)
    assert read.total_dong == 3 * 750_000
    faulty = [row async for row in officer.rows(read.id, "faulty")]
    assert [row.problems[0]["code"] for row in faulty if row.problems] == ["ID_SHAPE"]
    assert "cột “Số CMND/CCCD”" in faulty[0].problems[0]["vi"]  # type: ignore[index]

    handed_in = await officer.submit_list(read.id, 3)
    assert (handed_in.dossiers, handed_in.stage) == (3, "submitted")
    shown = await posted(town, [read.id])
    assert (shown.starts_on, shown.state, shown.dossiers) == (LIST_DAY, "open", 3)
    await set_clock(house, POSTING_OVER)
    assert (await officer.close_posting(shown.id)).dossiers == 3
    for path, day in ((COMMUNE, POSTING_OVER), (DISTRICT, DISTRICT_DAY), (PROVINCE, PROVINCE_DAY)):
        await set_clock(house, day)
        assert (await heard(town, [read.id], path)).favoured == 3
    await set_clock(house, DECISION_DAY)
    made = await decided(town, [read.id])
    assert (made.case_count, made.total_dong, made.policy_version) == (3, 2_250_000, "QD15")
    await ordered(made)
    orders = "select count(*) from payout_order o join dossier d on d.id = o.dossier_id"
    assert await scalar(house, f"{orders} where d.list_id = :l and o.live", l=read.id) == 3
    ends = [row.stage async for row in officer.rows(read.id, "approved")]
    assert ends == ["approved"] * 3


async def test_people_with_merit_go_from_the_district_office_straight_to_the_district_council(
    house: str, town: Town
) -> None:
    """Form 05 is compiled by the district, names its communes, and is not posted."""
    people = [a_row("05", commune=name) for name in ("Phường Trần Phú", "Nam Hà", "P. Bắc Hà")]
    people.append(a_row("05", commune="Xã Không Có"))
    read = await a_list(town, "05", people, DISTRICT)
    assert (read.good_count, read.faulty_count) == (3, 1)
    officer = await town.at(DISTRICT)
    assert (await officer.submit_list(read.id, 3)).stage == "at_district"
    assert await stages_of(read.id) == ["at_district"] * 3
    paths = "select string_agg(area_path, ' ' order by row_number) from dossier where list_id = :l"
    assert await scalar(house, paths, l=read.id) == ("42.436.18070. 42.436.18073. 42.436.18076.")
    body = {"list_ids": [read.id], "place": "x", "means": "x"}
    answer = await town.raw(town.officer(DISTRICT), "POST", "/postings", json=body)
    assert answer.status_code == 403
    await heard(town, [read.id], DISTRICT)
    await heard(town, [read.id], PROVINCE)
    await set_clock(house, DECISION_DAY)
    made = await decided(town, [read.id])
    assert (made.case_count, made.total_dong) == (3, 4_500_000)


async def test_a_merit_list_cannot_be_posted_by_a_commune_either(house: str, town: Town) -> None:
    read = await submitted(town, "05", [a_row("05")], DISTRICT)
    body = {"list_ids": [read.id], "place": "x", "means": "x"}
    answer = await town.raw(town.officer(COMMUNE), "POST", "/postings", json=body)
    assert answer.status_code == 404


async def test_no_council_is_skipped(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.SUBMITTED, 1)
    for path in (COMMUNE, DISTRICT, PROVINCE):
        call = hearing(town, [found.id], path)
        assert await why_not(call) == (409, "nothing-before-council"), path
    await advance(town, house, [found.id], Stage.AT_COMMUNE)
    for path in (DISTRICT, PROVINCE):
        call = hearing(town, [found.id], path)
        assert await why_not(call) == (409, "nothing-before-council"), path


async def test_a_batch_bundles_several_communes_and_is_decided_once(house: str, town: Town) -> None:
    one = await at_stage(town, house, Stage.AT_PROVINCE, 2)
    two = await at_stage(town, house, Stage.AT_PROVINCE, 3, form="09", path=SIBLING)
    await set_clock(house, PROVINCE_DAY)
    assert (await heard(town, [one.id, two.id], PROVINCE)).favoured == 5
    await set_clock(house, DECISION_DAY)
    officer = await town.at(DISTRICT)
    batch_id = await officer.open_batch([one.id, two.id], "8/TTr-UBND")
    assert await why_not(officer.open_batch([two.id], "9/TTr-UBND")) == (409, "already-in-batch")
    shown = await (await town.at(PROVINCE, "chutich")).batch(batch_id)
    assert {(one.group_code, one.cases, one.dong) for one in shown.groups} == {
        ("BTXH", 2, 3_000_000), ("HCN", 3, 2_250_000),
    }  # fmt: skip
    assert (shown.case_count, shown.total_dong, shown.unappraised) == (5, 5_250_000, 0)
    assert shown.total_words == "Năm triệu hai trăm năm mươi nghìn đồng"


async def test_a_list_not_handed_in_can_be_taken_back_and_sent_again(
    house: str, town: Town
) -> None:
    officer = await town.at(COMMUNE)
    people = rows("07", 2)
    content = a_workbook("07", people)
    first = await officer.receive_list("07", content)
    await read_now(first.id)
    assert (await officer.withdraw_list(first.id)).dossiers == 2
    assert await stages_of(first.id) == ["withdrawn"] * 2
    assert await why_not(officer.submit_list(first.id, 2)) == (409, "list-not-ready")
    again = await officer.receive_list("07", content)
    assert again.id != first.id
    await read_now(again.id)
    assert (await officer.submit_list(again.id, 2)).dossiers == 2
    assert await why_not(officer.withdraw_list(again.id)) == (409, "list-not-ready")


async def test_what_a_council_returns_goes_one_office_down_with_its_reason(
    house: str, town: Town
) -> None:
    """Province to district, district to commune, commune to the officer's desk."""
    found = await at_stage(town, house, Stage.AT_PROVINCE, 2)
    first, _ = await dossiers_of(found.id)
    for path, stage in (
        (PROVINCE, "at_district"), (DISTRICT, "at_commune"), (COMMUNE, "draft"),
    ):  # fmt: skip
        sitting = await hearing(town, [found.id], path)
        secretary = await town.at(path, "thuky")
        word = OpinionLine(
            dossier_id=first, verdict=Verdict.RETURNED, reason_code="NOT_ELIGIBLE",
        )  # fmt: skip
        await secretary.record_opinions(sitting.id, sitting.expected, [word])
        closing = await secretary.close_sitting(sitting.id, sitting.expected)
        assert closing.returned == 1
        assert await stages_of(found.id) == [stage, "at_province"]
    steps = await (await town.at(COMMUNE)).history(first)
    assert [one.reason_code for one in steps[-3:]] == ["NOT_ELIGIBLE"] * 3


async def test_a_returned_case_is_heard_again_on_its_way_up(house: str, town: Town) -> None:
    """Opinions of the earlier round count no more; the provincial team must favour it anew."""
    found = await at_stage(town, house, Stage.AT_PROVINCE, 1)
    await heard(town, [found.id], PROVINCE)
    sitting = await hearing(town, [found.id], PROVINCE)
    (case,) = await dossiers_of(found.id)
    secretary = await town.at(PROVINCE, "thuky")
    word = OpinionLine(dossier_id=case, verdict=Verdict.RETURNED, reason_code="NOT_ELIGIBLE")
    await secretary.record_opinions(sitting.id, 1, [word])
    await secretary.close_sitting(sitting.id, 1)
    await heard(town, [found.id], DISTRICT)
    assert await stages_of(found.id) == ["at_province"]
    batch_id = await (await town.at(DISTRICT)).open_batch([found.id], "10/TTr-UBND")
    assert (await (await town.at(PROVINCE, "chutich")).batch(batch_id)).unappraised == 1
    await heard(town, [found.id], PROVINCE)
    assert (await (await town.at(PROVINCE, "chutich")).batch(batch_id)).unappraised == 0


async def test_a_case_returned_to_the_desk_stands_in_nobodys_way(house: str, town: Town) -> None:
    """The corrected person on a new list is no duplicate of the old paper."""
    person = a_row("07")
    found = await at_stage(town, house, Stage.AT_COMMUNE, [person])
    (case,) = await dossiers_of(found.id)
    sitting = await hearing(town, [found.id], COMMUNE)
    secretary = await town.at(COMMUNE, "thuky")
    word = OpinionLine(dossier_id=case, verdict=Verdict.RETURNED, reason_code="NOT_ELIGIBLE")
    await secretary.record_opinions(sitting.id, 1, [word])
    await secretary.close_sitting(sitting.id, 1)
    assert await stages_of(found.id) == ["draft"]
    await set_clock(house, LIST_DAY + timedelta(days=8))
    anew = await submitted(town, "07", [a_row("07"), person | {"note": "đã sửa"}])
    await posted(town, [anew.id])
    await set_clock(house, LIST_DAY + timedelta(days=12))
    await close_postings(town, [anew.id])
    assert (await hearing(town, [anew.id], COMMUNE)).findings == 0


async def test_a_case_returned_to_the_desk_can_be_handed_in_again(house: str, town: Town) -> None:
    """STEPS knows draft → submitted; there must be an act for it, or the claim is lost."""
    found = await at_stage(town, house, Stage.AT_COMMUNE, 2)
    case, _ = await dossiers_of(found.id)
    sitting = await hearing(town, [found.id], COMMUNE)
    secretary = await town.at(COMMUNE, "thuky")
    word = OpinionLine(dossier_id=case, verdict=Verdict.RETURNED, reason_code="NOT_ELIGIBLE")
    await secretary.record_opinions(sitting.id, 2, [word])
    await secretary.close_sitting(sitting.id, 2)
    officer = await town.at(COMMUNE)
    assert (await officer.submit_list(found.id, 1)).dossiers == 1
    assert await stages_of(found.id) == ["submitted", "at_district"]
    state = "select state from nation.person_claim where dossier_id = :d"
    assert await scalar(house, state, d=case) == "open"


async def test_another_number_than_seen_is_not_handed_in(house: str, town: Town) -> None:
    read = await at_stage(town, house, Stage.DRAFT, 3)
    officer = await town.at(COMMUNE)
    for wrong in (0, 2, 4):
        assert await why_not(officer.submit_list(read.id, wrong)) == (412, "batch-changed")
    assert await stages_of(read.id) == ["draft"] * 3
    above = await town.at(DISTRICT)
    assert await why_not(above.submit_list(read.id, 3)) == (403, "wrong-office")
    assert await why_not(above.withdraw_list(read.id)) == (403, "wrong-office")


async def test_the_whole_family_on_two_forms_ends_with_one_benefit_each(
    house: str, town: Town
) -> None:
    people = rows("08", 3)
    poor = await submitted(town, "08", people)
    protected = await submitted(town, "07", [as_form("07", people[1])])
    await advance(town, house, [poor.id, protected.id], Stage.APPROVED)
    assert await stages_of(poor.id) == ["approved", "superseded", "approved"]
    assert await stages_of(protected.id) == ["approved"]


async def test_a_merit_case_sent_back_by_the_district_returns_to_the_office_that_made_it(
    house: str, town: Town
) -> None:
    """There is no commune council on its road: sent there, nobody could ever hear it."""
    read = await submitted(town, "05", [a_row("05"), a_row("05")], DISTRICT)
    case, _ = await dossiers_of(read.id)
    sitting = await hearing(town, [read.id], DISTRICT)
    secretary = await town.at(DISTRICT, "thuky")
    word = OpinionLine(dossier_id=case, verdict=Verdict.RETURNED, reason_code="NOT_ELIGIBLE")
    await secretary.record_opinions(sitting.id, 2, [word])
    await secretary.close_sitting(sitting.id, 2)
    assert await stages_of(read.id) == ["draft", "at_province"]
