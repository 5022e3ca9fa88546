"""Browsers that run no script: the commune's three acts and the board's four pages."""

from app.dossiers import Stage
from tests.browser import steps
from tests.browser.people import Sit
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
    heard,
    rows,
)
from tests.grounds import set_clock


async def test_three_acts_of_the_commune(town: Town, sit: Sit) -> None:
    clerk = await sit(town.officer(COMMUNE), java_script_enabled=False)
    await clerk.go("/nop-danh-sach")
    list_id = await steps.upload(clerk, "07", rows("07", 2), unit_name="Phường không kịch bản")
    told = await steps.see_three_numbers(clerk, list_id)
    assert told == "2 dòng hợp lệ 0 dòng có lỗi 0 dòng nghi trùng"
    await steps.submit(clerk, 2)
    assert f"Đã nộp danh sách số {list_id}." in await clerk.words()
    assert len(clerk.acts) == 3, clerk.acts


async def test_a_wrong_file_is_told_beside_its_field(town: Town, sit: Sit) -> None:
    for scripted in (False, True):
        clerk = await sit(town.officer(COMMUNE), java_script_enabled=scripted)
        await clerk.go("/nop-danh-sach")
        await clerk.page.locator("select[name=form]").select_option("07")
        await steps.choose_file(clerk.page, "file", "a.xlsx", b"not a workbook")
        await clerk.page.get_by_role("button", name="Tải lên để kiểm tra").click()
        await clerk.page.locator("#o-file-error").wait_for()
        assert await clerk.page.locator("select[name=form]").input_value() == "07"
        assert clerk.place == "/nop-danh-sach"


async def test_four_pages_of_the_board(house: str, town: Town, sit: Sit) -> None:
    found = await at_stage(town, house, Stage.AT_PROVINCE, 1)
    await set_clock(house, PROVINCE_DAY)
    await heard(town, [found.id], PROVINCE)
    await set_clock(house, DECISION_DAY)
    batch, source = await a_batch(town, [found.id]), await a_source(town)
    chairman = await sit(town.officer(PROVINCE, "chutich"), java_script_enabled=False)
    await steps.approve(chairman, batch, f"1-{batch}/QĐ-THUAN", source, AGENT)
    assert f"1-{batch}/QĐ-THUAN" in await chairman.words()
    assert len(chairman.pages) == 4, chairman.pages
