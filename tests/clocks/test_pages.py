"""The pages of the calendar as the department meets them, without script."""

from collections.abc import AsyncIterator
from datetime import date

import httpx
import pytest
from sqlalchemy import text

from app.access import Role
from tests.clocks.walks import clocks_of, start, walk
from tests.intake.browser import Visitor, read
from tests.money_rows import owning
from tests.pages import newly_seated
from tests.service import the_service

APRIL_27, WEDNESDAY = date(2020, 4, 27), date(2020, 4, 29)
TO_DISTRICT = (
    (APRIL_27, "submitted"), (APRIL_27, "posted"), (WEDNESDAY, "at_commune"),
    (WEDNESDAY, "at_district"),
)  # fmt: skip
TYPED = {
    "day": "5/5/2020", "loai": "nghi", "reason": "Bão lũ", "document_number": "15/UBND-VX",
}  # fmt: skip


@pytest.fixture
async def visitor(house: str) -> AsyncIterator[Visitor]:
    """A browser at the service."""
    made = Visitor(the_service())
    async with made.http:
        yield made


@pytest.fixture
async def department(visitor: Visitor) -> Visitor:
    """The department signed in."""
    await newly_seated(visitor, Role.DEPARTMENT_REPORTER, "45.")
    return visitor


def beside(page: httpx.Response, field: str) -> str:
    """What stands beside a field that was refused."""
    start = page.text.index(f'id="o-{field}-error"')
    return page.text[start : page.text.index("</p>", start)]


async def acts(house: str) -> int:
    """How many acts changed the calendar."""
    async with owning(house, "45") as session:
        return int(await session.scalar(text("select count(*) from calendar_change")) or 0)


async def test_a_day_is_looked_at_with_its_steps_and_then_changed(
    house: str, department: Visitor
) -> None:
    made = await start(house)
    await walk(house, made, *TO_DISTRICT)
    *_, (_, _, _, due) = await clocks_of(house, made)
    shown = await department.send(await department.look("/lich/doi-ngay"), TYPED)
    told = read(shown).text
    assert shown.status_code == 200
    assert "Những bước đang làm sẽ đổi ngày phải xong" in told
    assert f"{due:%d/%m/%Y}" in told
    assert await acts(house) == 0
    fields = read(shown).forms[-1]["fields"] | {"buoc": "ghi"}
    sent = await department.post("/lich/doi-ngay", fields)
    assert sent.status_code == 303
    assert await acts(house) == 1
    *_, (_, _, _, later) = await clocks_of(house, made)
    assert later > due
    page = read(await department.look(sent.headers["location"])).text
    assert "Số mốc thời hạn đang mở được tính lại: 1" in page
    assert "05/05/2020 : Bão lũ (15/UBND-VX)" in page.replace("05/05/2020:", "05/05/2020 :")


async def test_holidays_of_the_year_stand_by_month_with_their_ground(
    house: str, department: Visitor
) -> None:
    await start(house)
    page = read(await department.look("/lich?nam=2020")).text
    assert "30/04/2020" in page
    assert "Tháng 4 20" in page
    assert "Quốc khánh" in page
    assert "Tỉnh chưa đổi ngày nào" in page
    assert "chưa được lập" in read(await department.look("/lich?nam=2500")).text
    assert (await department.look("/lich?nam=1999")).status_code == 404


async def test_what_cannot_be_is_told_beside_its_field(house: str, department: Visitor) -> None:
    await start(house)
    form = await department.look("/lich/doi-ngay")
    empty = await department.send(form, TYPED | {"day": "31/2/2020", "reason": ""})
    assert empty.status_code == 422
    assert "phải là ngày" in beside(empty, "day")
    assert "chưa điền" in beside(empty, "reason")
    assert "15/UBND-VX" in empty.text
    none = {name: value for name, value in TYPED.items() if name != "loai"}
    fields = {"ma-trang": read(form).forms[-1]["fields"]["ma-trang"]}
    unchosen = await department.post("/lich/doi-ngay", fields | none)
    assert "chưa chọn" in beside(unchosen, "loai")
    already = TYPED | fields | {"day": "1/5/2020", "buoc": "ghi"}
    refused = await department.post("/lich/doi-ngay", already)
    assert (refused.status_code, await acts(house)) == (409, 0)
    assert "đã ghi như vậy" in beside(refused, "day")


async def test_others_find_no_calendar_to_change(house: str, visitor: Visitor) -> None:
    await newly_seated(visitor, Role.COMMUNE_OFFICER, "45.461.19336.")
    assert (await visitor.look("/lich")).status_code == 403
    assert (await visitor.look("/lich/doi-ngay")).status_code == 403


async def test_the_late_offices_are_shown_and_reminded(house: str, department: Visitor) -> None:
    made = await start(house, people=3)
    await walk(house, made, *TO_DISTRICT)
    async with owning(house, "45") as session:
        await session.execute(text("update step_clock set due_on = '2020-04-30'"))
    page = await department.look("/tre-han")
    told = read(page)
    assert "3 hồ sơ quá hạn" in told.text
    assert f"/danh-sach/{made}" in told.attributes("href", "a")
    assert page.text.count("<svg") == 2
    paper = await department.look("/tre-han/don-doc.docx")
    assert (paper.status_code, paper.content[:2]) == (200, b"PK")
    form = await department.look("/tre-han/don-doc")
    wrong = await department.send(form, {"number": "", "dated": "1/1/2020"})
    assert "chưa điền" in beside(wrong, "number")
    today = {"number": "45/LĐTBXH", "dated": read(form).forms[-1]["fields"]["dated"]}
    sent = await department.send(form, today)
    assert sent.status_code == 303
    assert "45/LĐTBXH" in read(await department.look("/tre-han/don-doc")).text
    twice = await department.post("/tre-han/don-doc", read(form).forms[-1]["fields"] | today)
    assert twice.status_code == 409
