"""`python -m tests.sights.gallery [NAME …]`: pages of the console at two widths, for docs/gallery.

It looks at the province that `scripts/run` left in the database `ansinh_demo`. Pages of single acts
need something to act on: `ANSINH_GALLERY=1 scripts/test tests/browser/test_every_page.py` takes
their pictures while it looks at them.
"""

import asyncio
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, async_playwright

from tests.sights.acts import ACTS
from tests.sights.camera import DESKTOP, PHONE, picture, seated
from tests.sights.house import served
from tests.sights.seats import sessions
from tests.sights.sights import SIGHTS, Sight, address_in, found_in

FOLDER: Final = Path(__file__).parents[2] / "docs" / "gallery"
_SIZES: Final = {"": DESKTOP, "-phone": PHONE}
_HEAD: Final = """# The pages

Pages as they stood after `scripts/run`, at the widths of a desk and of a telephone; the people
are invented.
Written by `python -m tests.sights.gallery`.

| page | who looks | desk | telephone |
|---|---|---|---|
"""
_ACTS_HEAD: Final = """
## Single acts

In a commune in which one of everything was planted, as tests/browser sees them.

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
        for sight in chosen:
            if (place := address_in(sight, found)) is None:
                sys.stderr.write(f"nothing to show: {sight.name}\n")
                continue
            await _taken(started, address, sight, place, tokens[sight.seat])
        await started.close()
    words = f"{_HEAD}{_lines_of(SIGHTS)}{_ACTS_HEAD}{_lines_of(ACTS)}"
    (FOLDER / "README.md").write_text(words, "utf-8")


async def _taken(browser: Browser, address: str, sight: Sight, place: str, token: str) -> None:
    for end, size in _SIZES.items():
        context = await seated(browser, address, token, size)
        page = await context.new_page()
        answer = await page.goto(address + place)
        if answer is None or answer.status != 200:
            sys.stderr.write(f"{sight.name}: {answer and answer.status} at {place}\n")
        await picture(page, file_of(sight, end))
        await context.close()


def file_of(sight: Sight, end: str = "") -> Path:
    """Where a picture of it is kept: "/dot/{batch}/nguoi" is "dot-batch-nguoi.webp"."""
    name = re.sub(r"[^a-z0-9]+", "-", sight.name.lower()).strip("-")
    return FOLDER / f"{name}{end}.webp"


def _lines_of(sights: Sequence[Sight]) -> str:
    """A line of the table for everything that a picture is there of."""
    return "".join(_line(one) for one in sights if file_of(one).exists())


def _line(sight: Sight) -> str:
    files = [file_of(sight, end).name for end in _SIZES]
    shown = " | ".join(f"![{sight.name}]({file})" for file in files)
    return f"| `{sight.address}` | {sight.seat.role.replace('_', ' ')} | {shown} |\n"


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
