"""The bank's answer by pages: lent, lent less, refused, returned; checked, and sent once."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import httpx
import pytest

from app.access import Role
from app.dossiers.rules import Stage
from tests.builders import DISTRICT, FAR_DISTRICT, Town, dossiers_of, enrolled, stages_of
from tests.confirmations.test_roads import handed_in
from tests.grounds import scalar, set_clock
from tests.pages import Visitor, desk_of, read
from tests.town import logged, morning, town

__all__ = ["logged", "morning", "town"]

HEAD = {"document_number": "45/NHCS", "said_on": "20/10/2020"}


@pytest.fixture(autouse=True)
async def autumn(morning: None, house: str) -> None:
    """Every test begins after QĐ 32 has come into force."""
    await set_clock(house, date(2020, 10, 20))


@pytest.fixture
async def bank(autumn: None, town: Town) -> AsyncIterator[Visitor]:
    """An officer of the bank at a browser."""
    (person,) = await enrolled((Role.BANK_OFFICER, DISTRICT))
    async with desk_of(town, person) as visitor:
        yield visitor


async def press(who: Visitor, page: httpx.Response, button: str, **typed: Any) -> httpx.Response:
    assert f'value="{button}"' in page.text
    return await who.send(page, {"buoc": button, **typed})


async def name_one(who: Visitor, page: httpx.Response, case: int, **typed: str) -> httpx.Response:
    """Name a worker as an exception; gives the page that follows."""
    line = await press(who, page, f"neu:{case}")
    return await press(who, line, "ghi", **typed)


async def test_the_bank_lends_lends_less_refuses_and_sends_back(
    house: str, town: Town, bank: Visitor
) -> None:
    number = await handed_in(town, "12", 4, DISTRICT)
    _, less, refused, back = await dossiers_of(number)
    front = read(await bank.look("/khoan-vay"))
    assert f"/khoan-vay/{number}" in front.attributes("href", "a")
    page = await bank.look(f"/khoan-vay/{number}")
    page = await name_one(bank, page, less, outcome="lent", amount_dong="1.000.000")
    page = await name_one(bank, page, refused, outcome="refused", reason_code="NO_BAD_DEBT")
    page = await name_one(bank, page, back, outcome="returned", reason_code="NOT_ELIGIBLE")
    check = await press(bank, page, "kiem-tra", **HEAD)
    query = "select min(amount_dong) from dossier where list_id = :l"
    asked = await scalar(house, query, l=number)
    total = f"{asked + 1_000_000:,}".replace(",", ".")
    assert f"Tổng cho vay {total}" in read(check).text.replace("\xa0", " ")
    done = await press(bank, check, "gui")
    assert done.headers["location"] == "/khoan-vay?xong=1"
    assert await stages_of(number) == ["approved", "approved", "refused", "draft"]
    twice = await press(bank, check, "gui")
    assert twice.status_code == 409
    assert "không còn hồ sơ nào chờ ngân hàng" in read(twice).text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "outcome"),
        ({"outcome": "lent"}, "amount_dong"),
        ({"outcome": "lent", "amount_dong": "nhiều"}, "amount_dong"),
        ({"outcome": "refused"}, "reason_code"),
    ],
)
async def test_a_line_that_says_nothing_is_told_beside_its_field(
    town: Town, bank: Visitor, typed: dict[str, str], field: str
) -> None:
    number = await handed_in(town, "12", 1, DISTRICT)
    (case,) = await dossiers_of(number)
    wrong = await name_one(bank, await bank.look(f"/khoan-vay/{number}"), case, **typed)
    assert wrong.status_code == 422
    assert f"#o-{field}" in read(wrong).attributes("href", "a")
    assert await stages_of(number) == [Stage.AT_BANK]


async def test_lending_ends_and_strangers_stay_out(house: str, town: Town, bank: Visitor) -> None:
    number = await handed_in(town, "12", 1, DISTRICT)
    page = await bank.look(f"/khoan-vay/{number}")
    check = await press(bank, page, "kiem-tra", **HEAD | {"said_on": "1/3/2021"})
    late = await press(bank, check, "gui")
    assert late.status_code == 422
    assert "#o-said_on" in read(late).attributes("href", "a")
    far, union = await enrolled((Role.BANK_OFFICER, FAR_DISTRICT), (Role.UNION_OFFICER, DISTRICT))
    async with desk_of(town, far) as stranger, desk_of(town, union) as other:
        assert (await stranger.look(f"/khoan-vay/{number}")).status_code == 404
        empty = read(await stranger.look("/khoan-vay")).text
        assert "Không có danh sách nào chờ ngân hàng trả lời" in empty
        assert (await other.look("/khoan-vay")).status_code == 403
