"""Postings by pages: shown, objected to, answered, closed; and what is refused, with words."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.access import Role
from app.dossiers.rules import Stage
from tests.builders import (
    COMMUNE,
    DISTRICT,
    FAR_COMMUNE,
    LIST_DAY,
    POSTING_OVER,
    Town,
    enrolled,
    posted,
    rows,
    stages_of,
    submitted,
)
from tests.grounds import scalar, set_clock
from tests.pages import Visitor, desk_of, read


@pytest.fixture
async def officer(town: Town) -> AsyncIterator[Visitor]:
    """A commune's officer at a browser."""
    (person,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    async with desk_of(town, person) as visitor:
        yield visitor


def number_in(answer: httpx.Response) -> int:
    """The number of the thing whose page follows an act."""
    assert answer.status_code == 303, read(answer).text
    found = re.search(r"/(\d+)\?", answer.headers["location"])
    assert found
    return int(found[1])


async def opened(officer: Visitor, list_id: int) -> int:
    """A posting of one list, made by its page."""
    page = await officer.look("/niem-yet/moi")
    typed = {"list_ids": [str(list_id)], "place": "Trụ sở UBND phường", "means": "Bảng tin"}
    return number_in(await officer.send(page, typed))


async def test_a_posting_from_the_list_to_the_council(
    house: str, town: Town, officer: Visitor
) -> None:
    found = await submitted(town, "07", rows("07", 3))
    front = read(await officer.look("/niem-yet")).text
    assert "chờ niêm yết" in front
    number = await opened(officer, found.id)
    at = f"/niem-yet/{number}"
    page = read(await officer.look(at))
    assert "từ 27/04/2020 đến hết" in page.text
    assert "ngày làm việc" in page.text
    assert "Chưa có ý kiến nào" in page.text
    row = await scalar(house, "select min(row_number) from dossier where list_id = :l", l=found.id)
    said = {
        "list_id": str(found.id), "row_number": str(row), "text": "Người này\nđã chuyển đi.",
        "received_on": "27/4/2020",
    }  # fmt: skip
    assert number_in(await officer.send(await officer.look(f"{at}/y-kien"), said)) == number
    page = read(await officer.look(at))
    assert "Người này đã chuyển đi." in page.text
    (answer,) = {one for one in page.attributes("href", "a") if re.search(r"/y-kien/\d+$", one)}
    await set_clock(house, POSTING_OVER)
    early = await officer.send(await officer.look(f"{at}/ket-thuc"), {})
    assert early.status_code == 409
    assert "Còn 1 ý kiến chưa được trả lời" in read(early).text
    done = await officer.send(await officer.look(answer), {"answer": "Đã xác minh: vẫn ở phường."})
    assert number_in(done) == number
    again = await officer.post(answer, {**fields_of(early), "answer": "Lần nữa"})
    assert again.status_code == 409
    assert "đã được trả lời" in read(again).text
    assert number_in(await officer.send(await officer.look(f"{at}/ket-thuc"), {})) == number
    assert await stages_of(found.id) == ["at_commune"] * 3
    closed = read(await officer.look(f"{at}?xong=ket-thuc")).text
    assert "Đã kết thúc niêm yết" in closed
    assert "Ghi ý kiến mới" not in closed


def fields_of(page: httpx.Response) -> dict[str, Any]:
    """The mark of a page, for a form that is sent by hand."""
    return {"ma-trang": read(page).forms[0]["fields"]["ma-trang"]}


async def test_before_its_days_are_over_a_posting_stays(town: Town, officer: Visitor) -> None:
    found = await submitted(town, "07", rows("07", 1))
    number = await opened(officer, found.id)
    answer = await officer.send(await officer.look(f"/niem-yet/{number}/ket-thuc"), {})
    assert answer.status_code == 409
    assert "chưa thể kết thúc" in read(answer).text
    assert await stages_of(found.id) == [Stage.POSTED]


async def test_faults_stand_beside_their_fields_and_ticks_are_kept(
    town: Town, officer: Visitor
) -> None:
    one, other = [await submitted(town, "07", rows("07", 1)) for _ in range(2)]
    page = await officer.look("/niem-yet/moi")
    refused = await officer.send(page, {"list_ids": [str(one.id), str(other.id)], "place": "Nhà"})
    assert refused.status_code == 422
    told = read(refused)
    assert "#o-means" in told.attributes("href", "a")
    assert "Hình thức: chưa điền" in told.text  # the summary names the field
    (form,) = (one for one in told.forms if "place" in one["names"])
    assert form["fields"]["place"] == "Nhà"
    assert {str(one.id), str(other.id)} <= {text for name, text in form["pairs"]}
    none = await officer.send(page, {"list_ids": [], "place": "Nhà", "means": "Loa"})
    assert none.status_code == 422
    assert "#o-list_ids" in read(none).attributes("href", "a")
    assert "o-list_ids" in read(none).attributes("id")


async def test_a_list_posted_by_somebody_else_meanwhile_is_refused_with_words(
    town: Town, officer: Visitor
) -> None:
    found = await submitted(town, "07", rows("07", 1))
    page = await officer.look("/niem-yet/moi")
    await posted(town, [found.id])
    typed = {"list_ids": [str(found.id)], "place": "Trụ sở", "means": "Bảng tin"}
    refused = await officer.send(page, typed)
    assert refused.status_code == 409
    assert "đang được niêm yết" in read(refused).text or "chờ niêm yết" in read(refused).text


async def test_an_objection_of_another_day_or_row_is_refused(town: Town, officer: Visitor) -> None:
    found = await submitted(town, "07", rows("07", 1))
    number = await opened(officer, found.id)
    page = await officer.look(f"/niem-yet/{number}/y-kien")
    said = {"list_id": str(found.id), "text": "Không đúng.", "received_on": "1/1/2020"}
    early = await officer.send(page, said)
    assert early.status_code == 422
    assert "#o-received_on" in read(early).attributes("href", "a")
    assert "Không đúng." in early.text
    nobody = await officer.send(page, {**said, "row_number": "99", "received_on": "27/4/2020"})
    assert nobody.status_code == 422
    assert "không có dòng số 99" in read(nobody).text


async def test_the_notice_is_a_file_and_gets_its_number_once(town: Town, officer: Visitor) -> None:
    found = await submitted(town, "07", rows("07", 2))
    number = await opened(officer, found.id)
    at = f"/niem-yet/{number}/thong-bao"
    for form, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        paper = await officer.look(f"{at}.{form}?danh_sach={found.id}")
        assert paper.status_code == 200
        assert paper.content.startswith(begins)
    page = await officer.look(at)
    late = await officer.send(page, {"number": "12/TB-UBND", "dated": "1/1/2021"})
    assert late.status_code == 422
    assert "#o-dated" in read(late).attributes("href", "a")
    typed = {"number": "12/TB-UBND", "dated": "27/4/2020"}
    assert (await officer.send(page, typed)).status_code == 303
    assert "Số 12/TB-UBND ngày 27/04/2020" in read(await officer.look(f"/niem-yet/{number}")).text
    again = await officer.send(page, typed)
    assert again.status_code == 409


async def test_who_may_look_and_who_may_act(house: str, town: Town, officer: Visitor) -> None:
    found = await submitted(town, "07", rows("07", 1))
    number = await opened(officer, found.id)
    far, district = await enrolled(
        (Role.COMMUNE_OFFICER, FAR_COMMUNE), (Role.DISTRICT_OFFICER, DISTRICT)
    )
    async with desk_of(town, far) as stranger:
        assert (await stranger.look(f"/niem-yet/{number}")).status_code == 404
        empty = read(await stranger.look("/niem-yet/moi")).text
        assert "Không có danh sách nào chờ niêm yết" in empty
    async with desk_of(town, district) as reader:
        page = await reader.look(f"/niem-yet/{number}")
        assert page.status_code == 200
        assert "Ghi ý kiến mới" not in page.text
        assert (await reader.look("/niem-yet/moi")).status_code == 403
    await set_clock(house, LIST_DAY + timedelta(days=1))
    assert "còn" in read(await officer.look("/niem-yet?trang_thai=open")).text
