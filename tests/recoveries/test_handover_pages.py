"""The pages of the handing over: who has not received, and receipts recorded line by line."""

import pytest
from sqlalchemy import text

from app.access import Role
from app.recoveries import handover_pages, handover_queries
from tests.intake.browser import read
from tests.money_rows import COMMUNE, FINANCE, acting, approved, funded, leased, orders_of
from tests.pages import mark_in
from tests.payouts.desks import at_desk
from tests.recoveries.cases import told

pytestmark = pytest.mark.usefixtures("noon")
DISTRICT = "42.436."
OTHER = "42.436.18073."
QUIET = "42.436.18088."


async def signed(order_id: int) -> int | None:
    async with acting(FINANCE) as session:
        query = text("select amount_dong from payee_receipt where order_id = :id")
        found: int | None = await session.scalar(query, {"id": order_id})
        return found


async def test_who_was_absent_is_listed_with_what_follows(house: str) -> None:
    orders = await orders_of(await leased(await approved(house, 2)))
    await told(orders[:1], "failed")
    async with at_desk(Role.COMMUNE_OFFICER, COMMUNE) as clerk:
        page = read(await clerk.look(f"/chua-nhan?sau={orders[0].id - 1}"))
        assert orders[0].reference in page.text
        assert orders[1].reference not in page.text
        assert "Hẹn chi lại" in page.text
        late = read(await clerk.look("/chua-nhan?qua_han=co"))
        assert orders[0].reference not in late.text
    async with at_desk(Role.COMMUNE_OFFICER, OTHER) as elsewhere:
        page = read(await elsewhere.look("/chua-nhan"))
        assert orders[0].reference not in page.text
    async with at_desk(Role.ADMINISTRATOR) as administrator:
        assert (await administrator.look("/chua-nhan")).status_code == 403


async def test_the_sums_of_a_long_list_are_counted_on_a_page_of_their_own(
    house: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = await funded(5_000_000)
    late = await leased(await approved(house, 2, area=QUIET, source_id=source))
    await told(await orders_of(late), "failed")
    async with at_desk(Role.COMMUNE_OFFICER, QUIET) as clerk:
        short = read(await clerk.look("/chua-nhan"))
        assert "2 Hẹn chi lại · 1.500.000 đồng" in short.text
        assert "/chua-nhan/tong" not in short.attributes("href", "a")
        monkeypatch.setattr(handover_pages, "_ROWS", 1)
        long = read(await clerk.look("/chua-nhan?don_vi=BUUDIEN"))
        assert "Hẹn chi lại ·" not in long.text
        (address,) = [one for one in long.attributes("href", "a") if "/tong" in one]
        assert address == "/chua-nhan/tong?don_vi=BUUDIEN"
        assert long.attributes("hx-get", "div") == [address]
        whole = read(await clerk.look(address))
        assert "2 Hẹn chi lại · 1.500.000 đồng" in whole.text
        assert "/chua-nhan?don_vi=BUUDIEN" in whole.attributes("href", "a")
        none = read(await clerk.look("/chua-nhan/tong?don_vi=NHCSXH"))
        assert "Không có lệnh nào chưa nhận tiền ở đây." in none.text
    async with at_desk(Role.ADMINISTRATOR) as administrator:
        assert (await administrator.look("/chua-nhan/tong")).status_code == 403


async def test_what_is_not_signed_for_is_told_by_district_and_then_by_commune(house: str) -> None:
    for area in (COMMUNE, OTHER):
        await told(await orders_of(await leased(await approved(house, 1, area=area))))
    async with at_desk(Role.FINANCE_OFFICER) as treasury:
        whole = read(await treasury.look("/chua-nhan/chua-ky"))
        (address,) = {one for one in whole.attributes("href", "a") if "dia_ban=42.436." in one}
        assert "Thành phố Hà Tĩnh" in whole.text
        assert "Phường Trần Phú" not in whole.text
        within = read(await treasury.look(address))
    assert "Phường Trần Phú" in within.text
    async with acting(FINANCE) as session:
        by_commune = await handover_queries.unsigned(session, DISTRICT)
        by_district = await handover_queries.unsigned(session, "42.")
    agents = {one["agent_code"] for one in by_commune}
    for agent in agents:
        communes = [one for one in by_commune if one["agent_code"] == agent]
        (district,) = [
            one for one in by_district
            if (one["area_path"], one["agent_code"]) == (DISTRICT, agent)
        ]  # fmt: skip
        for name in ("order_count", "total_dong"):
            assert district[name] == sum(one[name] for one in communes)
        assert district["first_paid_on"] == min(one["first_paid_on"] for one in communes)


async def test_a_signed_list_is_recorded_whole_or_not_at_all(house: str) -> None:
    orders = await orders_of(await leased(await approved(house, 3)))
    await told(orders)
    async with at_desk(Role.COMMUNE_OFFICER, COMMUNE) as clerk:
        assert "Phường Trần Phú" in read(await clerk.look("/chua-nhan/chua-ky")).text
        page = await clerk.look("/chua-nhan/ky-nhan")
        lines = f"{orders[0].reference}\n{orders[1].reference} 700.000\n"
        fields = {
            "ma-trang": mark_in(page), "paper_number": "Tờ 1", "signed_on": "5/5/2020",
            "signer": "payee", "orders": f"{lines}AS000\n{orders[2].reference} x",
        }  # fmt: skip
        unread = await clerk.post("/chua-nhan/ky-nhan", fields)
        assert unread.status_code == 422
        assert "dòng 4 không đọc được" in read(unread).text
        refused = await clerk.post("/chua-nhan/ky-nhan", fields | {"orders": lines + "AS000"})
        assert refused.status_code == 422
        assert "Dòng 3: không có lệnh chi mang mã này." in read(refused).text
        assert "#o-orders" in read(refused).attributes("href", "a")
        assert f"{orders[1].reference} 700.000" in read(refused).text
        assert await signed(orders[0].id) is None
        for empty in ("paper_number", "orders"):
            wrong = await clerk.post("/chua-nhan/ky-nhan", fields | {empty: " "})
            assert f"#o-{empty}" in read(wrong).attributes("href", "a")
        done = await clerk.post("/chua-nhan/ky-nhan", fields | {"orders": lines})
        assert done.status_code == 303
        told_so = read(await clerk.look(done.headers["location"])).text
        assert "Đã ghi 2 dòng ký nhận. Trong đó 1 dòng ký nhận thiếu." in told_so
        assert [await signed(one.id) for one in orders] == [750_000, 700_000, None]
        short = read(await clerk.look("/chua-nhan/ky-thieu"))
        assert f"{orders[1].reference} Phường Trần Phú" in short.text
        assert "50.000" in short.text
    async with at_desk(Role.AUDITOR) as auditor:
        assert (await auditor.look("/chua-nhan/ky-nhan")).status_code == 403
        assert "Ghi ký nhận" not in (await auditor.look("/chua-nhan")).text
