"""Steps of the four walks, as people take them at their browsers."""

from pathlib import Path

from playwright.async_api import FilePayload, Page

from tests.browser.people import Person, plain
from tests.builders import Row, a_workbook, read_now

STATEMENT_HEAD = "Mã lệnh chi;Số tiền;Kết quả;Ngày chi;Lý do\n"


async def upload(clerk: Person, form: str, people: list[Row], **options: str) -> int:
    """Hand in a filled workbook; the number of its list."""
    await clerk.page.locator("select[name=form]").select_option(form)
    content = a_workbook(form, people, **options)
    await choose_file(clerk.page, "file", f"mau-{form}.xlsx", content)
    await clerk.press("Tải lên để kiểm tra")
    return clerk.number


async def choose_file(page: Page, field: str, name: str, content: bytes) -> None:
    """Choose a file of one's own machine in a field."""
    chosen = FilePayload(name=name, mimeType="", buffer=content)
    await page.locator(f"input[name={field}]").set_input_files(chosen)


async def see_three_numbers(clerk: Person, list_id: int) -> str:
    """The file is read meanwhile; the page says by itself what was found."""
    await clerk.page.get_by_role("heading", name=f"Đang đọc danh sách số {list_id}").wait_for()
    await read_now(list_id)
    figures = clerk.page.locator("ul.figures")
    await figures.wait_for()
    return plain(await figures.inner_text())


async def submit(clerk: Person, good: int) -> None:
    """Check once more, and hand in as claims."""
    await clerk.press(f"Nộp {good} dòng hợp lệ")
    await clerk.press(f"Nộp {good} dòng")


async def approve(chairman: Person, batch_id: int, number: str, source: int, agent: str) -> int:
    """From the inbox to the decision; the decision's number."""
    await chairman.go("/dot")
    await chairman.page.get_by_role("link", name=f"Đợt {batch_id}", exact=True).click()
    await chairman.press("Kiểm tra lại và ký")
    await fill_approval(chairman, number, source, agent)
    await chairman.press("Ký phê duyệt")
    return chairman.number


async def fill_approval(chairman: Person, number: str, source: int, agent: str) -> None:
    """All that a signature asks for."""
    await chairman.fill(number=number)
    await chairman.page.locator(f"input[name=source_id][value='{source}']").check()
    await chairman.page.locator("select[name=agent_code]").select_option(agent)
    await chairman.show_code()


async def hand_in_statement(agent: Person, number: str, content: str) -> None:
    """The page of statements, filled in and sent."""
    await choose_file(agent.page, "tep", "bang-ke.csv", content.encode())
    await agent.fill(number=number, made_on="7/5/2020")
    await agent.press("Nộp bảng kê")


async def downloaded(person: Person, link: str) -> bytes:
    """What a link of the page brings home."""
    async with person.page.expect_download() as coming:
        await person.page.locator("main").get_by_role("link", name=link).first.click()
    return Path(await (await coming.value).path()).read_bytes()


async def downloaded_by_button(person: Person, name: str) -> bytes:
    """What a link that looks like a button brings home."""
    person.acts.append(name)
    async with person.page.expect_download() as coming:
        await person.page.get_by_role("button", name=name, exact=True).click()
    return Path(await (await coming.value).path()).read_bytes()
