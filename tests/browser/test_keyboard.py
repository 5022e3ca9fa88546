"""Hands on the keys alone: the way in, a signature, the single keys and their switch."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from app.access import Role
from app.access.second_factor import code_now
from app.dossiers import Stage
from tests.browser.people import PATIENCE_MS, Sit, plain
from tests.builders import (
    AGENT,
    COMMUNE,
    DECISION_DAY,
    PROVINCE,
    PROVINCE_DAY,
    Town,
    a_batch,
    a_source,
    at_stage,
    enrolled,
    heard,
)
from tests.grounds import scalar, set_clock

_MOST_TABS = 200
_NAME_OF_FOCUS = """() => {
  const one = document.activeElement;
  const told = one.labels?.length ? one.labels[0] : one;
  return (told.innerText || one.name || one.tagName).trim();
}"""


@pytest.fixture
async def stranger(browser: Browser) -> AsyncIterator[Page]:
    """The window of somebody who is not signed in."""
    context = await browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    yield await context.new_page()
    await context.close()


async def focus(page: Page) -> str:
    """What the element that has the focus is called."""
    return plain(str(await page.evaluate(_NAME_OF_FOCUS)))


async def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on what is called so."""
    passed = []
    for _ in range(_MOST_TABS):
        await page.keyboard.press("Tab")
        passed.append(await focus(page))
        if passed[-1].startswith(name):
            return
    raise AssertionError(f"{name} is not reached: {passed}")


async def enter(page: Page) -> None:
    """Press Enter and see the next page."""
    async with page.expect_navigation():
        await page.keyboard.press("Enter")


async def type_into(page: Page, name: str, words: str) -> None:
    """Tab to a field and type."""
    await tab_to(page, name)
    await page.keyboard.type(words)


async def arrow_to(page: Page, value: str) -> None:
    """Choose by the arrows, among radio buttons or in a list of choices."""
    for _ in range(_MOST_TABS):
        one = await page.evaluate("[document.activeElement.value, document.activeElement.checked]")
        if one[0] == value and one[1] is not False:
            return
        await page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} is not reached")


async def test_the_way_past_the_menu_comes_first(town: Town, sit: Sit) -> None:
    officer = await sit(town.officer(COMMUNE))
    await officer.go("/danh-sach")
    await officer.page.keyboard.press("Tab")
    assert await focus(officer.page) == "Đến nội dung chính"
    box = await officer.page.locator(".govuk-skip-link").bounding_box()
    assert box is not None
    assert box["width"] > 40
    await officer.page.keyboard.press("Enter")
    await officer.page.keyboard.press("Tab")
    inside = "document.querySelector('main').contains(document.activeElement)"
    assert await officer.page.evaluate(inside)


async def test_signing_in_by_keys(address: str, town: Town, stranger: Page) -> None:
    (officer,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    await stranger.goto(address)
    await tab_to(stranger, "Lần đầu: tôi có mã kích hoạt")
    await stranger.keyboard.press("Enter")
    await type_into(stranger, "Mã kích hoạt", officer.code)
    await type_into(stranger, "Mật khẩu mới", "một mật khẩu đủ dài")
    await tab_to(stranger, "Nhận tài khoản")
    await enter(stranger)
    key = (await stranger.locator("main code").first.inner_text()).replace(" ", "")
    await type_into(stranger, "Mã xác thực 6 số", code_now(key)[0])
    await enter(stranger)
    assert await stranger.title() == "Việc chờ tôi · An Sinh"


async def test_a_signature_by_keys(house: str, town: Town, sit: Sit) -> None:
    found = await at_stage(town, house, Stage.AT_PROVINCE, 1)
    await set_clock(house, PROVINCE_DAY)
    await heard(town, [found.id], PROVINCE)
    await set_clock(house, DECISION_DAY)
    batch, source = await a_batch(town, [found.id]), await a_source(town)
    chairman = await sit(town.officer(PROVINCE, "chutich"))
    page = chairman.page
    await chairman.go("/dot")
    await tab_to(page, f"Đợt {batch}")
    await enter(page)
    await page.keyboard.press("a")
    assert await focus(page) == "Kiểm tra lại và ký"
    await enter(page)
    await type_into(page, "Số quyết định", f"1-{batch}/QĐ-PHIM")
    await tab_to(page, "Ngày ký")
    await page.keyboard.press("Tab")
    await arrow_to(page, str(source))
    await tab_to(page, "Đơn vị chi trả")
    await arrow_to(page, AGENT)
    await type_into(page, "Mã xác thực 6 số", await chairman.code())
    await tab_to(page, "Ký phê duyệt")
    await enter(page)
    assert f"1-{batch}/QĐ-PHIM" in await chairman.words()
    query = "select count(*) from decision where batch_id = :id"
    assert await scalar(house, query, id=batch) == 1


async def test_single_keys_and_their_switch(house: str, town: Town, sit: Sit) -> None:
    numbers = [(await at_stage(town, house, Stage.DRAFT, 1)).id for _ in range(2)]
    officer = await sit(town.officer(COMMUNE))
    page = officer.page
    await officer.go("/danh-sach")
    links = [str(max(numbers)), str(min(numbers))]
    await page.keyboard.press("j")
    assert links[0] in await focus(page)
    await page.keyboard.press("j")
    assert links[1] in await focus(page)
    await page.keyboard.press("k")
    assert links[0] in await focus(page)
    await officer.go("/tra-cuu")
    await page.locator("h1").click()
    await page.keyboard.press("/")
    assert await page.evaluate("document.activeElement.closest('form[role=search]') !== null")
    await page.keyboard.type("j/?")
    assert await page.evaluate("document.activeElement.value") == "j/?"
    await page.locator("h1").click()
    async with page.expect_navigation(url="**/phim-tat"):
        await page.keyboard.press("?")
    await page.get_by_label("Dùng phím tắt trên máy này").uncheck()
    await officer.go("/danh-sach")
    before = await focus(page)
    await page.keyboard.press("j")
    await page.keyboard.press("?")
    assert await focus(page) == before
    assert officer.place == "/danh-sach"


async def test_a_refused_form_takes_the_focus_to_its_summary(town: Town, sit: Sit) -> None:
    treasurer = await sit(town.officer(PROVINCE, "taichinh"))
    await treasurer.go("/kinh-phi/moi")
    await treasurer.show_code()
    await treasurer.press("Ghi nguồn kinh phí")
    summary = "document.activeElement.classList.contains('govuk-error-summary')"
    await treasurer.page.wait_for_function(summary)
    await treasurer.page.keyboard.press("Tab")
    await treasurer.page.keyboard.press("Enter")
    assert await treasurer.page.evaluate("document.activeElement.name") == "code"
