"""What a page is on paper: nothing to press, nothing folded; its pictures have its letters."""

from playwright.async_api import Page

from app.access import Role
from app.pictures import Frame, Share, as_figure, coverage_bars
from tests.browser.people import Sit
from tests.builders import PROVINCE, enrolled

_FOLDED = (
    "<details class='probe'><summary>Danh sách</summary><p class='folded'>Dòng một</p></details>"
    "<nav class='chips'><ul><li><a href='/'>Tất cả</a></li></ul></nav>"
)
_PUT = "html => document.querySelector('main').insertAdjacentHTML('beforeend', html)"
_LETTERS = "() => getComputedStyle(document.querySelector('figure.picture text')).fontFamily"


async def seen(page: Page, what: str) -> bool:
    """Whether something takes room; what is folded away or printed nowhere takes none."""
    box = await page.locator(what).first.bounding_box()
    return box is not None and box["height"] > 0


async def test_paper_shows_what_is_folded_and_nothing_to_press(sit: Sit) -> None:
    (officer,) = await enrolled((Role.FINANCE_OFFICER, PROVINCE))
    person = await sit(officer)
    assert await person.go("/doi-soat") == 200
    page = person.page
    await page.evaluate(_PUT, _FOLDED)
    ways, pressed = "ul.tasks", (".top", ".menu", "footer", ".chips", "form.filters")
    assert await seen(page, ways)
    assert all([await seen(page, one) for one in pressed])
    assert not await page.locator(".folded").is_visible()
    await page.emulate_media(media="print")
    assert not await seen(page, ways)
    assert not any([await seen(page, one) for one in pressed])
    assert await page.locator(".folded").is_visible()
    await page.emulate_media(media="screen")
    opened = "document.querySelector('.probe').open"
    await page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert await page.evaluate(opened), "for browsers whose style sheets cannot open it"
    await page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not await page.evaluate(opened)


async def test_a_picture_on_a_page_has_the_letters_of_the_page(sit: Sit) -> None:
    (officer,) = await enrolled((Role.FINANCE_OFFICER, PROVINCE))
    person = await sit(officer)
    await person.go("/")
    picture = coverage_bars(Frame(key="thu", title="Thử"), [Share(name="Xã", part=1, whole=2)])
    assert 'font-family="Arial' in picture.svg, "a file that stands alone names letters of its own"
    await person.page.evaluate(_PUT, as_figure(picture))
    assert (await person.page.evaluate(_LETTERS)).startswith('"Be Vietnam Pro')
