"""Two people on one batch, the way back after a signature, and a button pressed twice."""

from typing import Any

import pytest

from app.access import Role
from app.dossiers import Stage
from tests.browser import steps
from tests.browser.people import Person, Sit
from tests.builders import (
    AGENT,
    COMMUNE,
    DECISION_DAY,
    PROVINCE,
    PROVINCE_DAY,
    Town,
    a_batch,
    a_source,
    a_workbook,
    at_stage,
    enrolled,
    heard,
    rows,
)
from tests.grounds import scalar, set_clock

DECISIONS = "select count(*) from decision where batch_id = :id"


@pytest.fixture
async def batch(house: str, town: Town) -> int:
    """A batch that waits for its signature."""
    found = await at_stage(town, house, Stage.AT_PROVINCE, 2)
    await set_clock(house, PROVINCE_DAY)
    await heard(town, [found.id], PROVINCE)
    await set_clock(house, DECISION_DAY)
    return await a_batch(town, [found.id])


@pytest.fixture
async def source(town: Town) -> int:
    """Money for it."""
    return await a_source(town)


@pytest.fixture
async def both(town: Town, sit: Sit) -> tuple[Person, Person]:
    """The chairman and a vice-chairman who may sign too, each at a browser."""
    (other,) = await enrolled((Role.CHAIRMAN, PROVINCE))
    return await sit(town.officer(PROVINCE, "chutich")), await sit(other)


async def ready(person: Person, batch: int, source: int, number: str) -> None:
    """Stand before the signature, everything filled in."""
    await person.go(f"/dot/{batch}/phe-duyet")
    await steps.fill_approval(person, number, source, AGENT)


async def decisions(house: str, batch: int) -> Any:
    return await scalar(house, DECISIONS, id=batch)


async def test_the_second_signature_is_told_that_it_is_decided(
    house: str, batch: int, source: int, both: tuple[Person, Person]
) -> None:
    first, second = both
    await ready(first, batch, source, f"1-{batch}/QĐ-HAI")
    await ready(second, batch, source, f"2-{batch}/QĐ-HAI")
    await first.press("Ký phê duyệt")
    await second.press("Ký phê duyệt")
    told = await second.words()
    assert f"Đợt {batch} đã có quyết định" in told
    assert f"1-{batch}/QĐ-HAI" in told
    assert await second.page.locator("input[name=ma-6-so]").count() == 0
    assert await decisions(house, batch) == 1


async def test_a_batch_that_changed_meanwhile_is_not_signed_unseen(
    house: str, town: Town, batch: int, source: int, both: tuple[Person, Person]
) -> None:
    person, _ = both
    await ready(person, batch, source, f"3-{batch}/QĐ-HAI")
    stale = "f" * 64
    await person.page.locator("input[name=expected_root]").evaluate(f"one => one.value = '{stale}'")
    await person.press("Ký phê duyệt")
    summary = await person.page.get_by_role("alert").inner_text()
    assert "khác với nội dung người ký đã xem" in summary
    assert await decisions(house, batch) == 0
    kept = person.page.locator("input[name=number]")
    assert await kept.input_value() == f"3-{batch}/QĐ-HAI"
    assert await person.page.locator("input[name=expected_root]").input_value() != stale
    await person.show_code()
    await person.press("Ký phê duyệt")
    assert await decisions(house, batch) == 1


async def test_the_way_back_after_a_signature_signs_nothing_again(
    house: str, batch: int, source: int, both: tuple[Person, Person]
) -> None:
    person, _ = both
    await ready(person, batch, source, f"4-{batch}/QĐ-HAI")
    await person.press("Ký phê duyệt")
    await person.page.go_back()
    assert f"Đợt {batch} đã có quyết định" in await person.words()
    assert await person.page.get_by_role("button", name="Ký phê duyệt").count() == 0
    await person.page.reload()
    assert await decisions(house, batch) == 1


async def test_a_double_click_sends_once(
    house: str, batch: int, source: int, both: tuple[Person, Person]
) -> None:
    person, _ = both
    await ready(person, batch, source, f"5-{batch}/QĐ-HAI")
    async with person.page.expect_navigation(url="**/quyet-dinh/**"):
        await person.page.get_by_role("button", name="Ký phê duyệt").dblclick()
    assert person.sent == [f"/dot/{batch}/phe-duyet"]
    assert await decisions(house, batch) == 1


async def test_a_file_on_its_way_is_not_sent_again(town: Town, sit: Sit) -> None:
    clerk = await sit(town.officer(COMMUNE))
    await clerk.go("/nop-danh-sach")
    await clerk.page.locator("select[name=form]").select_option("07")
    content = a_workbook("07", rows("07", 1), unit_name="Phường bấm hai lần")
    await steps.choose_file(clerk.page, "file", "hai-lan.xlsx", content)
    twice = "one => { one.requestSubmit(); one.requestSubmit(); }"
    async with clerk.page.expect_navigation(url="**/danh-sach/*"):
        await clerk.page.locator("form[data-progress]").evaluate(twice)
    assert clerk.sent == ["/nop-danh-sach"]


async def test_a_list_handed_in_at_two_desks_is_handed_in_once(
    house: str, town: Town, sit: Sit
) -> None:
    found = await at_stage(town, house, Stage.DRAFT, rows("07", 2))
    one = await sit(town.officer(COMMUNE))
    other = Person(await one.page.context.new_page(), one.address, one.account_id, one.key, "")
    for desk in (one, other):
        await desk.go(f"/danh-sach/{found.id}/nop")
    await one.press("Nộp 2 dòng")
    await other.press("Nộp 2 dòng")
    assert await other.page.get_by_role("alert").count() == 1
    assert "Không còn dòng nào chờ nộp." in await other.words()
