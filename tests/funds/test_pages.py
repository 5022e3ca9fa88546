"""The pages of funds: what each source has, and the acts on its money."""

from collections.abc import AsyncIterator
from itertools import count

import pytest

from app.access import Role
from tests.intake.browser import Visitor, read
from tests.money_rows import COMMUNE, approved, funded, held_by, run_on, stand_still
from tests.pages import mark_in
from tests.payouts.desks import CODE, at_desk

_codes = count(1)


@pytest.fixture(autouse=True)
async def _still(house: str) -> AsyncIterator[None]:
    await stand_still(house)
    yield
    await run_on(house)


@pytest.fixture
async def finance(house: str) -> AsyncIterator[Visitor]:
    """A browser of the finance officer."""
    async with at_desk(Role.FINANCE_OFFICER) as visitor:
        yield visitor


async def a_source(finance: Visitor, level: str = "province") -> int:
    """A new source recorded by its page."""
    page = await finance.look("/kinh-phi/moi")
    fields = {"code": f"TRANG-{next(_codes)}", "name": "Ngân sách thử", "level": level}
    made = await finance.post("/kinh-phi/moi", {"ma-trang": mark_in(page)} | fields | CODE)
    assert made.status_code == 303
    return int(made.headers["location"].split("?")[0].rsplit("/", 1)[1])


GIVEN = {"amount_dong": "1.500.000", "document_number": "12/QĐ-UBND", "booked_on": "5/5/2020"}


async def test_a_source_is_recorded_and_given_money_by_a_document(finance: Visitor) -> None:
    source = await a_source(finance)
    empty = read(await finance.look(f"/kinh-phi/{source}"))
    assert "Chưa có bút toán nào." in empty.text
    page = await finance.look(f"/kinh-phi/{source}/cap")
    assert (await finance.send(page, GIVEN | CODE)).status_code == 303
    advance = await finance.look(f"/kinh-phi/{source}/tam-ung")
    assert (await finance.send(advance, GIVEN | {"amount_dong": "500000"} | CODE)).is_redirect
    assert await held_by(source) == (1_500_000, 2_000_000, 0, 0, 0)
    shown = read(await finance.look(f"/kinh-phi/{source}"))
    assert "2.000.000 đồng được cấp" in shown.text
    assert "tạm ứng kinh phí" in shown.text
    assert shown.text.index("500.000") < shown.text.rindex("1.500.000")
    back = await finance.look(f"/kinh-phi/{source}/nop-tra")
    fields = {"out_of": "unused", "against": "advance"} | GIVEN | {"amount_dong": "200.000"}
    sent = {"ma-trang": mark_in(back)} | fields | CODE
    assert (await finance.post(f"/kinh-phi/{source}/nop-tra", sent)).status_code == 303
    assert await held_by(source) == (1_500_000, 1_800_000, 0, 0, 0)


async def test_what_is_refused_books_nothing_and_keeps_what_was_typed(finance: Visitor) -> None:
    source = await funded(1000)
    page = await finance.look(f"/kinh-phi/{source}/cap")
    for changes, field in (
        ({"ma-6-so": "12"}, "ma-6-so"),
        ({"amount_dong": "một triệu"}, "amount_dong"),
        ({"document_number": " "}, "document_number"),
        ({"booked_on": "31/2/2020"}, "booked_on"),
        ({"booked_on": "6/5/2020"}, "booked_on"),
    ):
        refused = await finance.send(page, GIVEN | CODE | changes)
        assert refused.status_code == 422, changes
        assert f"#o-{field}" in read(refused).attributes("href", "a"), changes
        kept = (GIVEN | changes)["amount_dong"]
        assert kept in read(refused).attributes("value", "input")
        assert "123456" not in refused.text
    back = await finance.look(f"/kinh-phi/{source}/nop-tra")
    fields = {"ma-trang": mark_in(back), "out_of": "unused", "against": "allotment"}
    much = await finance.post(f"/kinh-phi/{source}/nop-tra", fields | GIVEN | CODE)
    assert much.status_code == 409
    assert "còn 1.000 đồng" in read(much).text
    assert await held_by(source) == (1000, 1000, 0, 0, 0)


async def test_a_known_code_is_refused(finance: Visitor) -> None:
    page = await finance.look("/kinh-phi/moi")
    fields = {"ma-trang": mark_in(page), "code": "TRUNG-MA", "name": "x", "level": "other"}
    first, second = [await finance.post("/kinh-phi/moi", fields | CODE) for _ in range(2)]
    assert (first.status_code, second.status_code) == (303, 409)
    assert "đã được ghi nhận" in read(second).text


async def test_the_figures_are_those_of_the_day(house: str, finance: Visitor) -> None:
    made = await approved(house, 3)
    row = f'/kinh-phi/{made.source_id}"'
    page = await finance.look("/kinh-phi")
    assert row in page.text
    cells = page.text.split(row)[1].split("</tr>")[0]
    assert cells.count("2.250.000") == 2  # given and promised
    early = await finance.look("/kinh-phi?ngay=26/4/2020")
    assert "2.250.000" not in early.text.split(row)[1].split("</tr>")[0]
    assert "<svg" in page.text
    assert page.text.count("<h1") == 1


async def test_sources_settle_but_not_with_themselves_nor_beyond_what_is_owed(
    finance: Visitor,
) -> None:
    giver, taker = await funded(5000), await funded(5000)
    page = await finance.look("/kinh-phi/quyet-toan")
    fields = {"ma-trang": mark_in(page), "from_source_id": str(giver)} | GIVEN
    fields |= {"amount_dong": "700"} | CODE
    itself = await finance.post("/kinh-phi/quyet-toan", fields | {"to_source_id": str(giver)})
    assert itself.status_code == 422
    assert "#o-to_source_id" in read(itself).attributes("href", "a")
    fields |= {"to_source_id": str(taker)}
    beyond = await finance.post("/kinh-phi/quyet-toan", fields)
    assert beyond.status_code == 409
    assert "phải nêu lý do" in read(beyond).text
    done = await finance.post("/kinh-phi/quyet-toan", fields | {"beyond_because": "Thỏa thuận"})
    assert done.status_code == 303
    assert (await held_by(giver))[1] == 4300
    assert (await held_by(taker))[1] == 5700
    assert "Thỏa thuận" in read(await finance.look("/kinh-phi/quyet-toan")).text
    assert (await finance.look("/kinh-phi/phan-chia")).status_code == 200


async def test_who_reads_and_who_moves_money(house: str, finance: Visitor) -> None:
    source = await funded(1000)
    async with at_desk(Role.AUDITOR) as auditor:
        assert "Ghi nguồn mới" not in (await auditor.look("/kinh-phi")).text
        assert (await auditor.look(f"/kinh-phi/{source}")).status_code == 200
        assert (await auditor.look(f"/kinh-phi/{source}/cap")).status_code == 403
    async with at_desk(Role.COMMUNE_OFFICER, COMMUNE) as commune:
        assert (await commune.look("/kinh-phi")).status_code == 403
    for address in ("/kinh-phi/999999999", f"/kinh-phi/{source}/khac"):
        assert (await finance.look(address)).status_code == 404
