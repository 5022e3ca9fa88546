"""`python -m tests.sights.gallery [NAME …]`: pages of the console at two widths, for docs/gallery.

It looks at the province that `scripts/run` left in the database `ansinh_demo`.
"""

import asyncio
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, async_playwright

from tests.sights.camera import DESKTOP, PHONE, picture, seated
from tests.sights.house import served
from tests.sights.seats import sessions
from tests.sights.sights import SIGHTS, Sight, address_in, found_in

FOLDER: Final = Path(__file__).parents[2] / "docs" / "gallery"
_SIZES: Final = {"": DESKTOP, "-phone": PHONE}
_HEAD: Final = """# The pages

Every page as it stood after `scripts/run`, at the width of a desk and of a telephone; the people
are invented.
Written by `python -m tests.sights.gallery`.

| page | who looks | desk | telephone |
|---|---|---|---|
"""


async def main(names: Sequence[str]) -> None:
    """Take every picture, or those named, and write the page that shows them."""
    chosen = [one for one in SIGHTS if not names or one.name in names]
    browser_file = shutil.which("chromium")
    async with served() as (address, owner_url), async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=browser_file, args=["--no-sandbox", "--disable-gpu"]
        )
        tokens = await sessions(owner_url, (one.seat for one in chosen))
        found = await found_in(owner_url)
        FOLDER.mkdir(exist_ok=True)
        lines = []
        for sight in chosen:
            if (place := address_in(sight, found)) is None:
                sys.stderr.write(f"nothing to show: {sight.name}\n")
                continue
            await _taken(started, address, sight, place, tokens[sight.seat])
            lines.append(_line(sight, place))
        (FOLDER / "README.md").write_text(_HEAD + "".join(lines), "utf-8")
        await started.close()


async def _taken(browser: Browser, address: str, sight: Sight, place: str, token: str) -> None:
    for end, size in _SIZES.items():
        context = await seated(browser, address, token, size)
        page = await context.new_page()
        answer = await page.goto(address + place)
        if answer is None or answer.status != 200:
            sys.stderr.write(f"{sight.name}: {answer and answer.status} at {place}\n")
        await picture(page, FOLDER / f"{sight.name}{end}.webp")
        await context.close()


def _line(sight: Sight, place: str) -> str:
    shown = " | ".join(f"![{sight.name}]({sight.name}{end}.webp)" for end in _SIZES)
    return f"| `{place}` | {sight.seat.role.replace('_', ' ')} | {shown} |\n"


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
