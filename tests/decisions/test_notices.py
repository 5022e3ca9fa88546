"""Every refusal is answered in writing: what the notice says, and who still waits for one."""

import re
from datetime import date
from typing import Any

import pytest

from app.access import Role
from app.appraisal.rules import Verdict
from app.appraisal.schemas import OpinionLine
from app.decisions import notices
from app.dossiers.rules import Stage
from tests.builders import (
    COMMUNE,
    DISTRICT,
    DISTRICT_DAY,
    OTHER_PROVINCE,
    POSTING_OVER,
    PROVINCE,
    Town,
    advance,
    hearing,
    rows,
    submitted,
)
from tests.grounds import owning, raw_service, refused, scalar, set_clock
from tests.money_rows import acting, actor

PDF, DOCX = "refusal-notice.pdf", "refusal-notice.docx"


@pytest.fixture(scope="module")
async def case(house: str, town: Town) -> int:
    """A dossier that the district's council refused; its list of three goes on."""
    found = await submitted(town, "07", rows("07", 3))
    await advance(town, house, [found.id], Stage.AT_DISTRICT)
    await set_clock(house, DISTRICT_DAY)
    number = await scalar(house, "select min(id) from dossier where list_id = :l", l=found.id)
    sitting = await hearing(town, [found.id], DISTRICT)
    secretary = await town.at(DISTRICT, "thuky")
    word = OpinionLine(dossier_id=number, verdict=Verdict.UNFAVOURABLE, reason_code="NOT_ELIGIBLE")
    await secretary.record_opinions(sitting.id, 3, [word])
    await secretary.close_sitting(sitting.id, 3)
    return int(number)


async def asked(town: Town, case: int, what: str, path: str = COMMUNE, seat: str = "canbo") -> Any:
    return await town.raw(town.officer(path, seat), "GET", f"/dossiers/{case}/{what}")


async def test_the_notice_says_who_why_and_by_which_text(house: str, town: Town, case: int) -> None:
    async with acting(actor(Role.COMMUNE_OFFICER, COMMUNE)) as session:
        paper = await notices.paper_of(session, case)
    name = await scalar(house, "select full_name from dossier where id = :d", d=case)
    assert paper.name == name
    assert paper.letterhead.issuer == "Ủy ban nhân dân phường Trần Phú"
    assert (paper.letterhead.place, paper.letterhead.number) == ("Trần Phú", None)
    assert "thành phố Hà Tĩnh, tỉnh Hà Tĩnh" in paper.address
    (why,) = paper.reasons
    assert why.condition.startswith("Hồ sơ không đủ điều kiện")
    assert not why.condition.endswith(".")  # the template closes the sentence
    assert "15/2020/QĐ-TTg" in why.article
    assert paper.appeal_until is None
    assert not re.search("[0-9]{9}", paper.address + paper.subject)


async def test_both_forms_come_and_who_looked_is_kept(house: str, town: Town, case: int) -> None:
    looks = "select count(*) from access_log where about = 'dossier' and about_id = :d"
    before = await scalar(house, looks, d=case)
    for place, (path, seat, what, first) in enumerate(
        (
            (COMMUNE, "canbo", PDF, b"%PDF"), (COMMUNE, "canbo", DOCX, b"PK"),
            (DISTRICT, "canbo", PDF, b"%PDF"), (PROVINCE, "chutich", DOCX, b"PK"),
        ), 1,
    ):  # fmt: skip
        answer = await asked(town, case, what, path, seat)
        assert (answer.status_code, answer.content[: len(first)]) == (200, first)
        assert await scalar(house, looks, d=case) == before + place
    assert (await asked(town, case, PDF)).content == (await asked(town, case, PDF)).content


@pytest.mark.parametrize(
    ("path", "seat", "status"),
    [(OTHER_PROVINCE, "chutich", 404), (PROVINCE, "taichinh", 403), (PROVINCE, "buudien", 403)],
)
async def test_nobody_else_reads_it(
    town: Town, case: int, path: str, seat: str, status: int
) -> None:
    assert (await asked(town, case, PDF, path, seat)).status_code == status


async def test_what_is_not_refused_has_no_notice(house: str, town: Town, case: int) -> None:
    other = await asked(town, case + 1, PDF)
    assert (other.status_code, other.json()["type"]) == (409, "/problems/not-refused")


async def test_a_refusal_waits_until_its_notice_is_given_once(
    house: str, town: Town, case: int
) -> None:
    officer, door = town.officer(COMMUNE), f"/dossiers/{case}/refusal-notice"
    await set_clock(house, DISTRICT_DAY)

    async def waiting(path: str = COMMUNE) -> list[int]:
        told = await town.raw(town.officer(path), "GET", "/refusals/unanswered?limit=1000")
        assert "full_name" not in told.text
        return [one["dossier_id"] for one in told.json()["items"]]

    assert case in await waiting()
    assert case + 1 not in await waiting()
    order = {"number": "12/TB-UBND", "given_on": DISTRICT_DAY.isoformat()}
    for day in ("2020-04-01", "2020-12-01"):
        wrong = await town.raw(officer, "POST", door, json={**order, "given_on": day})
        assert wrong.json()["type"] == "/problems/notice-out-of-time"
    judge = await town.raw(town.officer(DISTRICT, "thuky"), "POST", door, json=order)
    assert judge.status_code == 403
    assert (await town.raw(officer, "POST", door, json=order)).status_code == 201
    again = await town.raw(officer, "POST", door, json=order)
    assert again.json()["type"] == "/problems/notice-given"
    assert case not in await waiting()
    assert case not in await waiting(DISTRICT)
    async with acting(actor(Role.COMMUNE_OFFICER, COMMUNE)) as session:
        paper = await notices.paper_of(session, case)
    assert paper.letterhead.number == "12/TB-UBND"
    assert paper.appeal_until == date.fromordinal(DISTRICT_DAY.toordinal() + 90)


async def test_reasons_outside_the_policy_are_counted(house: str, town: Town, case: int) -> None:
    """By reason, district and day; a claim that fails a condition is not among them."""
    found = await submitted(town, "07", rows("07", 3))
    await advance(town, house, [found.id], Stage.AT_COMMUNE)
    sitting = await hearing(town, [found.id], COMMUNE)
    secretary = await town.at(COMMUNE, "thuky")
    query = "select array_agg(id order by id) from dossier where list_id = :l"
    numbers = await scalar(house, query, l=found.id)
    words = [
        OpinionLine(dossier_id=number, verdict=Verdict.UNFAVOURABLE, reason_code=reason)
        for number, reason in zip(
            numbers, ["OUTSIDE_COOPERATIVE", "OUTSIDE_COOPERATIVE", "NOT_ELIGIBLE"], strict=True
        )
    ]
    await secretary.record_opinions(sitting.id, 3, words)
    await secretary.close_sitting(sitting.id, 3)
    reporter, day = town.officer(PROVINCE, "baocao"), POSTING_OVER.isoformat()

    async def counted(first: str, last: str) -> list[tuple[str, str, int]]:
        door = f"/reports/outside-policy?first={first}&last={last}"
        told = (await town.raw(reporter, "GET", door)).json()
        given = ("OUTSIDE_COOPERATIVE", "NOT_ELIGIBLE")
        return [
            (one["reason_code"], one["district"], one["dossiers"])
            for one in told
            if one["reason_code"] in given
        ]

    assert await counted(day, day) == [("OUTSIDE_COOPERATIVE", DISTRICT, 2)]
    assert await counted("2020-01-01", "2020-12-31") == [("OUTSIDE_COOPERATIVE", DISTRICT, 2)]
    assert await counted("2020-01-01", "2020-04-01") == []


async def test_a_notice_given_is_kept(house: str, case: int) -> None:
    for statement in ("update refusal_notice set number = 'x'", "delete from refusal_notice"):
        async with raw_service(house) as session:
            assert await refused(session, statement) == "42501"
        async with owning(house) as session:
            assert await refused(session, statement) == "append_only"
    stranger = (
        "insert into refusal_notice (dossier_id, version, number, given_on, given_by, area_path)"
        " select dossier_id, version + 100, 'y', date '2020-05-05', 1, area_path"
        " from dossier_stage where dossier_id = :d"
    )
    async with raw_service(house) as session:
        why = await refused(session, stranger, d=case)
        assert why == "fk_refusal_notice_dossier_id_version"
