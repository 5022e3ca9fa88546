"""Coming in by two factors, going out, and sessions that end while somebody is at work."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from app.access import Role
from app.access.second_factor import code_now
from app.core.web.cookies import TOKEN
from tests.browser.people import PATIENCE_MS, Sit, code_of, let_expire, plain
from tests.builders import COMMUNE, PROVINCE, Officer, Town, enrolled

SECRET = "một mật khẩu đủ dài"
TYPED = "Ngân sách trung ương đợt hai"


@pytest.fixture
async def window(browser: Browser) -> AsyncIterator[Page]:
    """The window of a stranger."""
    context = await browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    yield await context.new_page()
    await context.close()


async def press(page: Page, name: str) -> None:
    """Press a button and see the next page."""
    async with page.expect_navigation():
        await page.get_by_role("button", name=name, exact=True).click()


async def words(page: Page) -> str:
    """What a person reads."""
    return plain(await page.locator("body").inner_text())


async def take_account(page: Page, address: str, officer: Officer) -> str:
    """Come in for the first time; gives the key of the second factor."""
    await page.goto(f"{address}/dang-nhap")
    await page.get_by_text("Lần đầu: tôi có mã kích hoạt").click()
    await page.locator("[name=ma]").fill(officer.code)
    await page.locator("[name=mat-khau-moi]").fill(SECRET)
    await press(page, "Nhận tài khoản")
    key = (await page.locator("main code").first.inner_text()).replace(" ", "")
    await page.locator("[name=ma-6-so]").fill(code_now(key)[0])
    await press(page, "Xác nhận và đăng nhập")
    return key


async def give_password(page: Page, officer: Officer) -> None:
    """The first factor, on the page that asks for it."""
    await page.locator("[name=ten]").fill(officer.user_name)
    await page.locator("[name=mat-khau]").fill(SECRET)
    await press(page, "Tiếp tục")


async def give_code(page: Page, code: str) -> None:
    """The second."""
    await page.locator("[name=ma-6-so]").fill(code)
    await press(page, "Đăng nhập")


async def test_in_and_out_and_in_again(address: str, town: Town, window: Page) -> None:
    (officer,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    key = await take_account(window, address, officer)
    assert "Việc chờ tôi" in await words(window)
    await press(window, "Đăng xuất")
    assert window.url == f"{address}/dang-nhap"
    await window.go_back()
    await window.goto(f"{address}/danh-sach")
    assert await window.title() == "Đăng nhập · An Sinh"
    await give_password(window, officer)
    used = code_now(key)[0]
    await give_code(window, await code_of(officer.account_id, key))
    assert window.url == f"{address}/danh-sach"
    await press(window, "Đăng xuất")
    await give_password(window, officer)
    await give_code(window, used)
    assert await window.get_by_role("alert").count() == 1
    assert "Mã xác thực không đúng, đã dùng hoặc đã cũ" in await words(window)


async def test_half_a_sign_in_opens_nothing(address: str, town: Town, window: Page) -> None:
    (officer,) = await enrolled((Role.DEPARTMENT_REPORTER, PROVINCE))
    await take_account(window, address, officer)
    await press(window, "Đăng xuất")
    await give_password(window, officer)
    for path in ("/", "/danh-sach", "/phien", "/bao-cao/bao-cao-nhanh/tai-ve.docx"):
        await window.goto(address + path)
        assert await window.title() == "Đăng nhập · An Sinh", path
        assert await window.locator(".menu").count() == 0


async def test_a_form_survives_the_end_of_its_session(
    house: str, address: str, town: Town, window: Page
) -> None:
    (officer,) = await enrolled((Role.FINANCE_OFFICER, PROVINCE))
    key = await take_account(window, address, officer)
    cookies = await window.context.cookies(address)
    (token,) = (one["value"] for one in cookies if one["name"] == TOKEN)
    await window.goto(f"{address}/kinh-phi/moi")
    await window.locator("[name=name]").fill(TYPED)
    await window.get_by_label("Ngân sách trung ương").check()
    await let_expire(house, token)
    await press(window, "Ghi nguồn kinh phí")
    assert "những gì đã điền vẫn còn" in await words(window)
    await give_password(window, officer)
    await give_code(window, await code_of(officer.account_id, key))
    assert await window.locator("[name=name]").input_value() == TYPED
    assert await window.get_by_label("Ngân sách trung ương").is_checked()
    assert await window.locator("[name=ma-6-so]").input_value() == ""
    await window.locator("[name=code]").fill(f"NGUON-{officer.officer_id}")
    await window.locator("[name=ma-6-so]").fill(await code_of(officer.account_id, key))
    await press(window, "Ghi nguồn kinh phí")
    assert TYPED in await words(window)


async def test_a_session_is_ended_from_another_browser(town: Town, sit: Sit) -> None:
    (officer,) = await enrolled((Role.COMMUNE_OFFICER, COMMUNE))
    here = await sit(officer)
    there = await sit(officer, here.key)
    await here.go("/phien")
    assert "Chromium trên Linux" in await here.words()
    lines = here.page.locator("main tbody tr")
    assert await lines.count() == 2
    assert await lines.filter(has_text="phiên này").count() == 1
    assert await there.go("/danh-sach") == 200
    await here.page.get_by_role("button", name="Kết thúc phiên bắt đầu").click()
    await here.page.get_by_text("Đã kết thúc phiên đó.").wait_for()
    assert await lines.count() == 1
    await there.go("/danh-sach")
    assert await there.page.title() == "Đăng nhập · An Sinh"
    await here.press("Đăng xuất khỏi mọi nơi")
    await here.go("/phien")
    assert await here.page.title() == "Đăng nhập · An Sinh"
