"""Sittings by pages: opened, checks answered, exceptions row by row, closed or voted; refusals."""

import re

import pytest

from app.access import Role
from app.dossiers.rules import Stage
from tests.builders import (
    COMMUNE,
    SIBLING,
    Town,
    another_account,
    as_form,
    at_stage,
    dossiers_of,
    enrolled,
    rows,
    stages_of,
    submitted,
)
from tests.pages import desk_of, read

from .at_table import ALL_OTHERS, Table, count, mark, number_in, opened, speak, table

__all__ = ["table"]


# --- a whole sitting -----------------------------------------------------------------------------


async def test_a_whole_sitting_by_pages(house: str, town: Town, table: Table) -> None:
    people = rows("08", 5)
    found = await at_stage(town, house, Stage.AT_COMMUNE, people, form="08")
    await submitted(town, "07", [as_form("07", people[1])], SIBLING)
    cases = await dossiers_of(found.id)
    front = read(await table.secretary.look("/phien-hop"))
    assert "Danh sách chờ họp" in front.text
    assert f"/danh-sach/{found.id}" in front.attributes("href", "a")
    sitting = await opened(table, found.id)
    at = f"/phien-hop/{sitting}"
    page = read(await table.secretary.look(at))
    assert "Có hồ sơ hưởng chế độ cao hơn" in page.text
    assert f"{at}/phat-hien/HIGHER_BENEFIT" in page.attributes("href", "a")
    check = read(await table.secretary.look(f"{at}/kiem-tra"))
    assert "1 hồ sơ có phát hiện chưa trả lời" in check.text
    assert f"{at}?loc=chua-tra-loi#tung-nguoi" in check.attributes("href", "a")
    assert not [one for one in check.forms if "record" in one["names"]]
    kind = await table.secretary.look(f"{at}/phat-hien/HIGHER_BENEFIT")
    assert people[1]["full_name"] in read(kind).text
    assert (await table.secretary.send(kind, {"ho-so": [str(cases[1])]})).status_code == 303
    refused = {"verdict": "unfavourable", "reason_code": "NOT_ELIGIBLE"}
    assert (await speak(table.secretary, sitting, cases[0], **refused)).status_code == 303
    back = {"verdict": "returned", "reason_code": "NOT_ELIGIBLE", "return_to": "maker"}
    assert (await speak(table.secretary, sitting, cases[2], **back)).status_code == 303
    asked = {"verdict": "on_hold", "asked_of": "maker", "question": "Còn cư trú\nkhông?"}
    assert (await speak(table.secretary, sitting, cases[3], **asked)).status_code == 303
    last = await table.secretary.look(f"{at}/kiem-tra")
    told = read(last).text
    for words in ("Không đạt", "Nhường cho hồ sơ khác", "Trả lại", "Chờ trả lời"):
        assert words in told
    for name in (people[one]["full_name"] for one in (0, 1, 2, 3)):
        assert name in told
    assert people[4]["full_name"] not in told
    assert "thẩm định cấp huyện" in told
    assert "mọi hồ sơ còn lại (1): đạt" in told
    done = await table.secretary.send(last, ALL_OTHERS)
    assert number_in(done) == sitting
    assert await stages_of(found.id) == [
        "refused", "superseded", "draft", "at_commune", "at_district",
    ]  # fmt: skip
    after = read(await table.secretary.look(done.headers["location"])).text
    assert "Phiên họp đã kết thúc" in after
    late = await table.secretary.send(last, ALL_OTHERS)
    assert late.status_code == 409
    assert "Phiên họp này đã kết thúc" in read(late).text


async def test_the_papers_of_a_sitting(house: str, town: Town, table: Table) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 2)
    (case, _) = await dossiers_of(found.id)
    sitting = await opened(table, found.id)
    at = f"/phien-hop/{sitting}"
    back = {"verdict": "returned", "reason_code": "NOT_ELIGIBLE", "return_to": "maker"}
    await speak(table.secretary, sitting, case, **back)
    await table.secretary.send(await table.secretary.look(f"{at}/kiem-tra"), ALL_OTHERS)
    for form, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        paper = await table.secretary.look(f"{at}/bien-ban.{form}")
        assert paper.content.startswith(begins)
    number = {"number": "3/BB-HĐTĐ", "dated": "4/5/2020"}
    page = await table.secretary.look(f"{at}/bien-ban")
    early = await table.secretary.send(page, number | {"dated": "1/1/2020"})
    assert early.status_code == 422
    assert "#o-dated" in read(early).attributes("href", "a")
    assert (await table.secretary.send(page, number)).status_code == 303
    assert "Số 3/BB-HĐTĐ ngày 04/05/2020" in read(await table.secretary.look(f"{at}/van-ban")).text
    (clerk,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    async with desk_of(town, clerk) as office:
        assert f"{at}/van-ban" in (await office.look("/van-ban-phien-hop")).text
        for name in ("to-trinh", f"phieu-tra-lai/{found.id}"):
            assert (await office.look(f"{at}/{name}.pdf")).content.startswith(b"%PDF")
            page = await office.look(f"{at}/{name}")
            typed = {"number": f"1-{name[:2]}", "dated": "4/5/2020"}
            assert (await office.send(page, typed)).status_code == 303, read(page).text
        papers = read(await office.look(f"{at}/van-ban")).text
        assert papers.count("ngày 04/05/2020") == 2
        assert (await office.look(f"{at}/bien-ban.pdf")).status_code == 403


async def test_the_members_vote_and_the_last_vote_closes(
    house: str, town: Town, two_votes: None, table: Table
) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    sitting = await opened(table, found.id)
    at = f"/phien-hop/{sitting}/bieu-quyet"
    first, second, third = table.members
    old = await second.look(at)
    assert (await first.send(await first.look(at), {})).status_code == 303
    assert "Bạn đã biểu quyết" in read(await first.look(at)).text
    assert "Đã có 1 trên 2 phiếu" in read(await second.look(at)).text
    (case,) = await dossiers_of(found.id)
    word = {"verdict": "favourable", "answer": "Đã xem hồ sơ gốc."}
    assert (await speak(table.secretary, sitting, case, **word)).status_code == 303
    stale = await second.send(old, {})
    assert stale.status_code == 412
    assert "đã thay đổi từ khi được xem" in read(stale).text
    assert (await first.send(await first.look(at), {})).status_code == 303
    assert await stages_of(found.id) == [Stage.AT_COMMUNE]
    done = await second.send(stale, {})
    assert done.headers["location"].endswith("xong=ket-thuc")
    assert await stages_of(found.id) == [Stage.AT_DISTRICT]
    late = await third.post(at, mark(old) | {"expected": "1", "record": "0" * 64})
    assert late.status_code == 403  # another visitor's mark
    page = await third.look(at)
    assert "đã kết thúc" in read(page).text


async def test_who_was_not_present_does_not_vote(
    house: str, town: Town, two_votes: None, table: Table
) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    sitting = await opened(table, found.id)
    (other,) = await enrolled((Role.COUNCIL_MEMBER, COMMUNE))
    async with desk_of(town, other) as absent:
        page = await absent.look(f"/phien-hop/{sitting}/bieu-quyet")
        assert "không được ghi có mặt" in read(page).text
        assert not [one for one in read(page).forms if "record" in one["names"]]
        body = {"expected": "1", "record": "0" * 64} | mark(page)
        sent = await absent.post(f"/phien-hop/{sitting}/bieu-quyet", body)
        assert sent.status_code == 403


# --- two at once, and what is refused ------------------------------------------------------------


async def test_two_secretaries_on_one_sitting(house: str, town: Town, table: Table) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 2)
    (case, _) = await dossiers_of(found.id)
    sitting = await opened(table, found.id)
    at = f"/phien-hop/{sitting}/kiem-tra"
    seen = await table.secretary.look(at)
    refused = {"verdict": "unfavourable", "reason_code": "NOT_ELIGIBLE"}
    assert (await speak(table.second, sitting, case, **refused)).status_code == 303
    stale = await table.secretary.send(seen, ALL_OTHERS)
    assert stale.status_code == 412
    assert "đã thay đổi từ khi được xem" in read(stale).text
    assert "mọi hồ sơ còn lại (1): đạt" in read(stale).text
    assert await stages_of(found.id) == [Stage.AT_COMMUNE] * 2
    assert (await table.secretary.send(stale, ALL_OTHERS)).status_code == 303
    assert await stages_of(found.id) == ["refused", "at_district"]


async def test_a_word_on_what_has_changed_in_number_is_refused(
    house: str, town: Town, table: Table
) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 2)
    (case, _) = await dossiers_of(found.id)
    sitting = await opened(table, found.id)
    page = await table.secretary.look(f"/phien-hop/{sitting}/ho-so/{case}")
    typed = {
        "verdict": "unfavourable", "reason_code": "NOT_ELIGIBLE", "expected": "7",
        "answer": "Không cư trú.",
    }  # fmt: skip
    stale = await table.secretary.send(page, typed)
    assert stale.status_code == 412
    assert "Dự kiến 7 hồ sơ" in read(stale).text
    assert "Không cư trú." in stale.text
    (form,) = (one for one in read(stale).forms if "verdict" in one["names"])
    assert form["fields"]["expected"] == "2"
    assert await count(house, sitting) == 0


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "verdict"),
        ({"verdict": "maybe"}, "verdict"),
        ({"verdict": "unfavourable", "reason_code": ""}, "reason_code"),
        ({"verdict": "returned", "reason_code": ""}, "reason_code"),
        ({"verdict": "favourable"}, "answer"),
        ({"verdict": "on_hold", "question": "Vì sao?"}, "asked_of"),
        ({"verdict": "on_hold", "asked_of": "maker"}, "question"),
        ({"verdict": "on_hold", "asked_of": "district", "question": "Vì sao?"}, "asked_of"),
        ({"verdict": "returned", "reason_code": "NOT_ELIGIBLE", "return_to": "district"},
         "return_to"),
        ({"verdict": "favourable", "answer": "x" * 301}, "answer"),
    ],
)  # fmt: skip
async def test_what_is_missing_is_told_beside_its_field(
    house: str, town: Town, table: Table, typed: dict[str, str], field: str
) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    (case,) = await dossiers_of(found.id)
    sitting = await opened(table, found.id)
    whole = {"verdict": "", "answer": ""} | typed
    refused = await speak(table.secretary, sitting, case, **whole)
    assert refused.status_code == 422
    page = read(refused)
    assert f"#o-{field}" in page.attributes("href", "a")
    assert f"o-{field}" in page.attributes("id")
    assert await count(house, sitting) == 0


async def test_nobody_closes_without_the_exceptions(house: str, town: Town, table: Table) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    sitting = await opened(table, found.id)
    at = f"/phien-hop/{sitting}/kiem-tra"
    page = await table.secretary.look(at)
    silent = await table.secretary.send(page, {})
    assert silent.status_code == 422
    assert "#o-con-lai" in read(silent).attributes("href", "a")
    blind = await table.secretary.post(at, mark(page) | ALL_OTHERS | {"expected": "1"})
    assert blind.status_code == 412
    member = table.members[1]
    other = await member.send(await member.look(at), ALL_OTHERS)
    assert other.status_code == 403  # neither chair nor secretary
    assert await stages_of(found.id) == [Stage.AT_COMMUNE]
    chair = table.members[0]
    assert (await chair.send(await chair.look(at), ALL_OTHERS)).status_code == 303


async def test_favour_is_never_said_of_many(house: str, town: Town, table: Table) -> None:
    people = rows("08", 1)
    found = await at_stage(town, house, Stage.AT_COMMUNE, people, form="08")
    await submitted(town, "07", [as_form("07", people[0])], SIBLING)
    sitting = await opened(table, found.id)
    at = f"/phien-hop/{sitting}/phat-hien"
    page = await table.secretary.look(f"{at}/HIGHER_BENEFIT")
    none = await table.secretary.send(page, {"ho-so": []})
    assert none.status_code == 422
    assert (await table.secretary.look(f"{at}/DIED_BEFORE")).status_code == 404
    body = mark(page) | {"expected": "1", "ho-so": "1"}
    assert (await table.secretary.post(f"{at}/SAME_ACCOUNT", body)).status_code in (404, 422)
    assert await count(house, sitting) == 0


async def test_below_the_quorum_the_page_says_so_and_keeps_the_ticks(
    house: str, town: Town, table: Table
) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    one, two = (str(person.officer_id) for person in table.people[2:4])
    page = await table.secretary.look("/phien-hop/moi")
    typed = {"list_ids": [str(found.id)], "present": [one, two], "chair": one}
    refused = await table.secretary.send(page, typed)
    assert refused.status_code == 409
    told = read(refused)
    assert "Có mặt 2 thành viên, cần ít nhất 3" in told.text
    (form,) = (part for part in told.forms if "present" in part["names"])
    present = [text for name, text in form["pairs"] if name == "present"]
    assert sorted(present) == sorted([one, two])
    assert "#o-present" in told.attributes("href", "a")


async def test_a_part_taken_before_is_shown_before_the_sitting_opens(
    house: str, town: Town, table: Table
) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    clerk = town.officer(COMMUNE)
    await another_account(clerk, Role.COUNCIL_MEMBER, COMMUNE)
    page = read(await table.secretary.look("/phien-hop/moi"))
    assert re.search(rf"Đã giữ vai khác danh sách [\d, ]*\b{found.id}\b", page.text)
