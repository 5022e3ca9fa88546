"""The papers of a sitting: what goes up with the favoured, and which lines go back and why."""

from datetime import timedelta
from typing import Any

import pytest

from app.access import Role
from app.appraisal import submissions
from app.appraisal.rules import SittingStillOpen, Verdict
from app.appraisal.schemas import OpinionLine
from app.client import Problem
from app.documents.issue_schemas import NumberOrder
from app.documents.schemas import SubmissionPaper
from app.dossiers.rules import Stage
from tests.builders import (
    COMMUNE,
    DISTRICT,
    DISTRICT_DAY,
    POSTING_OVER,
    SIBLING,
    Town,
    at_stage,
    dossiers_of,
    hearing,
)
from tests.grounds import scalar, set_clock
from tests.money_rows import acting, actor

ANSWER = "Thiếu giấy xác nhận."


@pytest.fixture(scope="module")
async def sat(house: str, town: Town) -> tuple[int, int]:
    """A closed sitting of the district over a list of four: one refused, one sent back."""
    found = await at_stage(town, house, Stage.AT_DISTRICT, 4)
    await set_clock(house, DISTRICT_DAY)
    numbers = await dossiers_of(found.id)
    sitting = await hearing(town, [found.id], DISTRICT)
    words = [
        OpinionLine(
            dossier_id=numbers[0], verdict=Verdict.UNFAVOURABLE, reason_code="NOT_ELIGIBLE"
        ),
        OpinionLine(
            dossier_id=numbers[2], verdict=Verdict.RETURNED, reason_code="NOT_ELIGIBLE",
            answer=ANSWER,
        ),
    ]  # fmt: skip
    secretary = await town.at(DISTRICT, "thuky")
    await secretary.record_opinions(sitting.id, 4, words)
    async with acting(actor(Role.DISTRICT_OFFICER, DISTRICT)) as session:
        with pytest.raises(SittingStillOpen):
            await submissions.submission_of(session, sitting.id)
    await secretary.close_sitting(sitting.id, 4)
    return sitting.id, found.id


async def why_not(call: Any) -> tuple[int, str]:
    with pytest.raises(Problem) as refusal:
        await call
    return refusal.value.status, refusal.value.code


async def sent_up(sitting_id: int) -> Any:
    async with acting(actor(Role.DISTRICT_OFFICER, DISTRICT)) as session:
        return (await submissions.submission_of(session, sitting_id)).paper


async def test_the_favoured_go_up_with_their_paper(
    house: str, town: Town, sat: tuple[int, int]
) -> None:
    paper = await sent_up(sat[0])
    names = "select array_agg(full_name order by row_number) from dossier where list_id = :l"
    people = await scalar(house, names, l=sat[1])
    assert [line.name for line in paper.lines] == [people[1], people[3]]
    assert paper.letterhead.issuer == "Ủy ban nhân dân thành phố Hà Tĩnh"
    assert paper.addressee == "Ủy ban nhân dân tỉnh Hà Tĩnh"
    assert "thống nhất đề nghị hỗ trợ 2 hồ sơ" in paper.findings[-1]
    assert (paper.letterhead.number, paper.letterhead.symbol) == (None, "TTr-UBND")
    assert len(paper.proof.batch_hash or b"") == 32
    looks = "select count(*) from access_log where about = 'sitting' and about_id = :s"
    before = await scalar(house, looks, s=sat[0])
    officer = await town.at(DISTRICT)
    content = await officer.paper("sitting-submission", sat[0])
    assert content.startswith(b"%PDF")
    assert content == await officer.paper("sitting-submission", sat[0])
    assert await scalar(house, looks, s=sat[0]) == before + 2


async def test_of_a_commune_it_goes_to_the_district(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 2)
    await set_clock(house, POSTING_OVER)
    sitting = await hearing(town, [found.id], COMMUNE)
    secretary = await town.at(COMMUNE, "thuky")
    await secretary.close_sitting(sitting.id, 2)
    async with acting(actor(Role.COMMUNE_OFFICER, COMMUNE)) as session:
        paper = (await submissions.submission_of(session, sitting.id)).paper
    assert isinstance(paper, SubmissionPaper)
    assert paper.addressee == "Ủy ban nhân dân thành phố Hà Tĩnh"
    assert paper.letterhead.superior == paper.addressee
    assert "Hội đồng thẩm định phường Trần Phú" in paper.findings[-1]
    assert (await (await town.at(COMMUNE)).paper("sitting-submission", sitting.id, "docx"))[
        :2
    ] == b"PK"
    sibling = await town.at(SIBLING)
    assert (await why_not(sibling.paper("sitting-submission", sitting.id)))[0] == 404


async def test_the_slip_says_which_lines_and_why(
    house: str, town: Town, sat: tuple[int, int]
) -> None:
    async with acting(actor(Role.DISTRICT_OFFICER, DISTRICT)) as session:
        paper = await submissions.slip_of(session, *sat)
    (line,) = paper.lines
    row = "select row_number from dossier where id = :d"
    returned = (await dossiers_of(sat[1]))[2]
    assert line.entry == await scalar(house, row, d=returned)
    assert line.reasons[0].startswith("Hồ sơ không đủ điều kiện")
    assert line.reasons[1] == ANSWER.rstrip(".")
    assert paper.addressee == "Ủy ban nhân dân phường Trần Phú"
    assert (paper.listed, paper.received_on is None) == (4, False)
    officer = await town.at(DISTRICT)
    for form in ("pdf", "docx"):
        content = await officer.paper("return-slip", sat[0], form, list_id=sat[1])
        assert content == await officer.paper("return-slip", sat[0], form, list_id=sat[1])
    assert (await why_not(officer.paper("return-slip", sat[0], list_id=999_999)))[0] == 404


async def test_a_list_from_which_nothing_went_back_has_no_slip(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_DISTRICT, 1)
    sitting = await hearing(town, [found.id], DISTRICT)
    await (await town.at(DISTRICT, "thuky")).close_sitting(sitting.id, 1)
    officer = await town.at(DISTRICT)
    refusal = await why_not(officer.paper("return-slip", sitting.id, list_id=found.id))
    assert refusal == (409, "nothing-to-print")


async def test_the_office_numbers_its_papers(house: str, town: Town, sat: tuple[int, int]) -> None:
    await set_clock(house, DISTRICT_DAY)
    officer = await town.at(DISTRICT)
    order = NumberOrder(number="31/TTr-UBND", dated=DISTRICT_DAY)
    early = NumberOrder(number="31/TTr-UBND", dated=DISTRICT_DAY - timedelta(days=1))
    refusal = await why_not(officer.number_paper("sitting-submission", sat[0], early))
    assert refusal == (422, "paper-out-of-time")
    await officer.number_paper("sitting-submission", sat[0], order)
    await officer.number_paper("return-slip", sat[0], order, list_id=sat[1])
    again = await why_not(officer.number_paper("return-slip", sat[0], order, list_id=sat[1]))
    assert again == (409, "paper-numbered")
    assert (await sent_up(sat[0])).letterhead.number == "31/TTr-UBND"


async def test_only_the_issuing_office_numbers_it(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    await set_clock(house, POSTING_OVER)
    sitting = await hearing(town, [found.id], COMMUNE)
    await (await town.at(COMMUNE, "thuky")).close_sitting(sitting.id, 1)
    order = NumberOrder(number="4/TTr-UBND", dated=POSTING_OVER)
    district = await town.at(DISTRICT)
    refusal = await why_not(district.number_paper("sitting-submission", sitting.id, order))
    assert refusal == (403, "another-office")
    given = await (await town.at(COMMUNE)).number_paper("sitting-submission", sitting.id, order)
    assert given.number == "4/TTr-UBND"
