"""A body's statement by pages: exceptions named row by row, checked, sent once."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from app.access import Role
from app.dossiers.rules import Stage
from tests.builders import DISTRICT, FAR_DISTRICT, Town, dossiers_of, enrolled, stages_of
from tests.confirmations.test_roads import handed_in
from tests.grounds import scalar
from tests.pages import Visitor, desk_of, read
from tests.town import logged, morning, town

__all__ = ["logged", "morning", "town"]

HEAD = {"document_number": "12/BHXH", "said_on": "27/4/2020"}


@pytest.fixture
async def insurance(town: Town) -> AsyncIterator[Visitor]:
    """An officer of the social insurance at a browser."""
    (person,) = await enrolled((Role.INSURANCE_OFFICER, DISTRICT))
    async with desk_of(town, person) as visitor:
        yield visitor


def carried(page: httpx.Response) -> list[str]:
    (form,) = (one for one in read(page).forms if "expected" in one["names"])
    return [text for name, text in form["pairs"] if name == "ngoai-le"]


async def press(who: Visitor, page: httpx.Response, button: str, **typed: Any) -> httpx.Response:
    assert f'value="{button}"' in page.text
    return await who.send(page, {"buoc": button, **typed})


async def name_one(who: Visitor, page: httpx.Response, case: int, **typed: str) -> httpx.Response:
    """Name a row as an exception; gives the page that follows."""
    line = await press(who, page, f"neu:{case}")
    return await press(who, line, "ghi", **typed)


async def test_a_statement_with_exceptions_from_the_list_to_the_road(
    house: str, town: Town, insurance: Visitor
) -> None:
    number = await handed_in(town, "01", 4, DISTRICT)
    assert set(await stages_of(number)) == {Stage.CONFIRMING}
    cases = await dossiers_of(number)
    assert f"/xac-nhan/{number}" in read(await insurance.look("/xac-nhan")).attributes("href", "a")
    page = await insurance.look(f"/xac-nhan/{number}")
    refused = {"outcome": "refused", "reason_code": "NOT_ELIGIBLE", "words": "Chưa đóng."}
    returned = {"outcome": "returned", "reason_code": "NOT_ELIGIBLE"}
    page = await name_one(insurance, page, cases[0], **refused)
    page = await name_one(insurance, page, cases[1], **returned)
    page = await name_one(insurance, page, cases[2], **returned)
    page = await press(insurance, page, f"bo:{cases[2]}", **HEAD)
    assert len(carried(page)) == 2
    assert "12/BHXH" in page.text
    check = await press(insurance, page, "kiem-tra", **HEAD)
    assert check.status_code == 200
    told = read(check).text
    assert "Được xác nhận 2" in told
    assert "Chưa đóng." in told
    assert await scalar(house, "select count(*) from confirmation where list_id=:l", l=number) == 0
    done = await press(insurance, check, "gui")
    assert done.headers["location"] == "/xac-nhan?xong=1"
    query = "select not_confirmed from confirmation where list_id = :l"
    assert await scalar(house, query, l=number) == 2
    assert (await stages_of(number))[:2] == ["refused", "draft"]
    twice = await press(insurance, check, "gui")
    assert twice.status_code in (409, 412)
    assert re.search("đã xác nhận|Dự kiến|không còn hồ sơ", read(twice).text)


async def test_what_is_missing_is_told_and_nothing_named_is_lost(
    house: str, town: Town, insurance: Visitor
) -> None:
    number = await handed_in(town, "01", 2, DISTRICT)
    first, _ = await dossiers_of(number)
    page = await insurance.look(f"/xac-nhan/{number}")
    line = await press(insurance, page, f"neu:{first}")
    wrong = await press(insurance, line, "ghi", outcome="refused", words="Vì thế.")
    assert wrong.status_code == 422
    assert "#o-reason_code" in read(wrong).attributes("href", "a")
    assert "Vì thế." in wrong.text
    page = await press(insurance, wrong, "ghi", outcome="refused", reason_code="NOT_ELIGIBLE")
    assert len(carried(page)) == 1
    bare = await press(insurance, page, "kiem-tra", said_on="31/2/2020", document_number="")
    assert bare.status_code == 422
    links = read(bare).attributes("href", "a")
    assert {"#o-document_number", "#o-said_on"} <= set(links)
    assert len(carried(bare)) == 1
    check = await press(insurance, bare, "kiem-tra", **HEAD | {"said_on": "1/1/2021"})
    future = await press(insurance, check, "gui")
    assert future.status_code == 422
    assert "#o-said_on" in read(future).attributes("href", "a")
    assert len(carried(future)) == 1
    stale = await press(insurance, await press(insurance, future, "kiem-tra", **HEAD), "gui",
                        expected="9")  # fmt: skip
    assert stale.status_code == 412
    assert "Dự kiến 9 hồ sơ nhưng hiện có 2" in read(stale).text
    (form,) = (one for one in read(stale).forms if "expected" in one["names"])
    assert form["fields"]["expected"] == "2"
    assert await stages_of(number) == [Stage.CONFIRMING] * 2


async def test_forged_lines_strangers_and_empty_states(town: Town, insurance: Visitor) -> None:
    number = await handed_in(town, "01", 1, DISTRICT)
    page = await insurance.look(f"/xac-nhan/{number}")
    mark = {"ma-trang": read(page).forms[0]["fields"]["ma-trang"]}
    body = mark | {"buoc": "xem:0", "ngoai-le": "{not json"}
    forged = await insurance.post(f"/xac-nhan/{number}", body)
    assert forged.status_code == 422
    far, clerk = await enrolled(
        (Role.INSURANCE_OFFICER, FAR_DISTRICT), (Role.COMMUNE_OFFICER, "42.436.18070.")
    )
    async with desk_of(town, far) as stranger, desk_of(town, clerk) as office:
        assert (await stranger.look(f"/xac-nhan/{number}")).status_code == 404
        empty = read(await stranger.look("/xac-nhan")).text
        assert "Không có danh sách nào chờ cơ quan bạn xác nhận" in empty
        assert (await office.look("/xac-nhan")).status_code == 403
