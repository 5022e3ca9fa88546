"""Coming in."""

from playwright.async_api import Browser


async def test_smoke(browser: Browser, address: str) -> None:
    page = await browser.new_page()
    await page.goto(address)
    assert await page.title() == "Đăng nhập · An Sinh"
