"""A browser with somebody's session, and pictures of what it shows."""

import base64
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page

from app.core.web.cookies import TOKEN

DESKTOP, PHONE = (1200, 900), (390, 844)
_QUALITY = 60


async def seated(
    browser: Browser,
    address: str,
    token: str,
    size: tuple[int, int] = DESKTOP,
    **options: Any,
) -> BrowserContext:
    """A browser in which somebody is signed in; `options` are those of the browser's context."""
    width, height = size
    context = await browser.new_context(viewport={"width": width, "height": height}, **options)
    await context.add_cookies([{"name": TOKEN, "value": token, "url": address}])
    return context


async def picture(page: Page, file: Path) -> None:
    """What the window shows, as WebP."""
    line = await page.context.new_cdp_session(page)
    taken = await line.send(
        "Page.captureScreenshot", {"format": "webp", "quality": _QUALITY, "fromSurface": True}
    )
    file.write_bytes(base64.b64decode(taken["data"]))
    await line.detach()
