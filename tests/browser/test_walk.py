"""One list at the hands of the right persons, from upload to report, each at a browser."""

import csv
from io import BytesIO, StringIO

from openpyxl import load_workbook

from app import access
from app.access import Role
from app.access.schemas import NewAgent
from app.core import db
from tests.browser import steps
from tests.browser.people import Person, Sit
from tests.builders import (
    DECISION_DAY,
    DISTRICT,
    DISTRICT_DAY,
    POSTING_OVER,
    PROVINCE,
    PROVINCE_DAY,
    SIBLING,
    Town,
    a_source,
    enrolled,
    heard,
    rows,
)
from tests.grounds import set_clock
from tests.jobs_at_hand import do_jobs, forget_jobs

OWN_AGENT = "DAILY-TRINHDUYET"
NUMBER, STATEMENT = "77/QĐ-TRINHDUYET", "BK-TRINHDUYET"
PEOPLE = 3
_ENOUGH = 30
"""Members who come; other tests may have given the council many more."""


async def test_a_list_from_upload_to_report(house: str, town: Town, sit: Sit) -> None:
    await forget_jobs(house)
    list_id = await _commune_hands_in(await sit(town.officer(SIBLING)))
    await _commune_posts(house, await sit(town.officer(SIBLING)), list_id)
    await _council_sits(await sit(town.officer(SIBLING, "thuky")), list_id)
    await set_clock(house, DISTRICT_DAY)
    await heard(town, [list_id], DISTRICT)
    batch_id = await _district_gathers(await sit(town.officer(DISTRICT)), list_id)
    await set_clock(house, PROVINCE_DAY)
    await heard(town, [list_id], PROVINCE)
    await set_clock(house, DECISION_DAY)
    await _chairman_signs(town, await sit(town.officer(PROVINCE, "chutich")), batch_id)
    await do_jobs(house)
    await _treasurer_releases(await sit(town.officer(PROVINCE, "taichinh")))
    (clerk,) = await enrolled((Role.PAYMENT_AGENT, PROVINCE), agent=OWN_AGENT)
    await _agent_pays(await sit(clerk))
    await _reporter_reports(await sit(town.officer(PROVINCE, "baocao")))


async def _commune_hands_in(clerk: Person) -> int:
    await clerk.go("/nop-danh-sach")
    template = await steps.downloaded(clerk, "Tải mẫu Excel 07")
    assert load_workbook(BytesIO(template)).sheetnames
    list_id = await steps.upload(clerk, "07", rows("07", PEOPLE), unit_name="Xã trình duyệt")
    told = await steps.see_three_numbers(clerk, list_id)
    assert told == f"{PEOPLE} dòng hợp lệ 0 dòng có lỗi 0 dòng nghi trùng"
    await steps.submit(clerk, PEOPLE)
    assert f"Đã nộp danh sách số {list_id}." in await clerk.words()
    assert len(clerk.acts) == 3, clerk.acts
    return list_id


async def _commune_posts(house: str, clerk: Person, list_id: int) -> None:
    await clerk.go(f"/danh-sach/{list_id}")
    await clerk.press("Niêm yết danh sách này")
    assert await clerk.page.locator(f"input[name=list_ids][value='{list_id}']").is_checked()
    await clerk.fill(place="Nhà văn hóa các thôn", means="Bảng tin")
    await clerk.press("Niêm yết ngay")
    assert "Đã niêm yết." in await clerk.words()
    posting = clerk.place
    assert await clerk.page.get_by_role("button", name="Kết thúc niêm yết").count() == 0
    await set_clock(house, POSTING_OVER)
    await clerk.go(posting)
    await clerk.press("Kết thúc niêm yết")
    await clerk.press("Kết thúc niêm yết")
    assert "hội đồng thẩm định cấp xã" in await clerk.words()


async def _council_sits(secretary: Person, list_id: int) -> None:
    await secretary.go("/phien-hop")
    await secretary.press("Mở phiên họp")
    await secretary.page.locator(f"input[name=list_ids][value='{list_id}']").check()
    here = secretary.page.locator("input[name=present]:checked")
    assert await here.count() >= 4
    for place in range(await here.count() - 1, _ENOUGH - 1, -1):
        await here.nth(place).uncheck()
    await secretary.press("Mở phiên họp")
    assert f"{PEOPLE} hồ sơ trước hội đồng" in await secretary.words()
    await secretary.press("Kiểm tra lại và kết thúc")
    await secretary.page.locator("input[name=con-lai]").check()
    await secretary.press("Kết thúc phiên họp")
    assert f"{PEOPLE} đạt, đã chuyển đi" in await secretary.words()


async def _district_gathers(officer: Person, list_id: int) -> int:
    await officer.go("/dot")
    await officer.press("Gom danh sách thành đợt mới")
    await officer.page.locator(f"input[name=list_ids][value='{list_id}']").check()
    await officer.fill(paper_number="9/TTr-TRINHDUYET")
    await officer.press("Gom thành đợt trình")
    assert "9/TTr-TRINHDUYET" in await officer.words()
    return officer.number


async def _chairman_signs(town: Town, chairman: Person, batch_id: int) -> None:
    async with db.transaction(db.NOBODY) as session:
        await access.add_agents(session, [NewAgent(code=OWN_AGENT, name="Bưu cục lưu động")])
    source = await a_source(town)
    await steps.approve(chairman, batch_id, NUMBER, source, OWN_AGENT)
    assert NUMBER in await chairman.words()
    assert len(chairman.pages) == 4, chairman.pages


async def _treasurer_releases(treasurer: Person) -> None:
    await treasurer.go("/chi-tra")
    await treasurer.fill(quyet_dinh=NUMBER)
    await treasurer.press("Tìm")
    await treasurer.follow("đợt chờ giao đang lọc")
    assert "lệnh sẽ giao" in await treasurer.words()
    await treasurer.show_code()
    await treasurer.page.locator("main form button").click()
    await treasurer.page.get_by_text("Đã giao").first.wait_for()


async def _agent_pays(agent: Person) -> None:
    await agent.go("/lenh-chi")
    await agent.press("Nhận lệnh")
    orders = await steps.downloaded(agent, "Bảng dữ liệu (CSV)")
    button = agent.page.get_by_role("button", name="Xác nhận đã nhận")
    await agent.press(str(await button.inner_text()))
    await agent.go_on("Nộp bảng kê kết quả")
    await steps.hand_in_statement(agent, STATEMENT, _paid(orders.decode("utf-8-sig")))
    assert "Mọi dòng đã có kết quả. Không còn gì phải làm với bảng kê này." in await agent.words()
    assert len(agent.acts) == 3, agent.acts


def _paid(instructions: str) -> str:
    """The statement that an agent makes of its orders: everybody was paid."""
    lines = csv.DictReader(StringIO(instructions))
    told = [f"{one['Mã lệnh chi']};{one['Số tiền (đồng)']};Đã chi;7/5/2020;\n" for one in lines]
    assert told
    return steps.STATEMENT_HEAD + "".join(told)


async def _reporter_reports(reporter: Person) -> None:
    await reporter.go(f"/bao-phu?dia_ban={SIBLING}")
    line = f"{NUMBER} {PEOPLE} {PEOPLE} 100,00 % 4.500.000 4.500.000 100,00 %"
    assert line in await reporter.words()
    await reporter.go("/bao-cao")
    await reporter.press("Xem trước")
    paper = await steps.downloaded_by_button(reporter, "Tải bản Word (DOCX)")
    assert paper[:2] == b"PK"
    assert len(reporter.acts) == 2, reporter.acts
