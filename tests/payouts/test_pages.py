"""The pages of paying out, as finance officers, agents and communes meet them without scripts."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from app import payouts
from app.access import Role
from tests.intake.browser import Visitor, read
from tests.money_rows import (
    COMMUNE,
    FINANCE,
    POST,
    acting,
    approved,
    held_by,
    leased,
    orders_of,
    owning,
    prepared,
    released,
    run_on,
    runs_of,
    stand_still,
    taken,
)
from tests.pages import mark_in
from tests.payouts.desks import CODE, at_desk
from tests.recoveries.cases import told

OTHER = "42.436.18073."


@pytest.fixture(autouse=True)
async def _still(house: str) -> AsyncIterator[None]:
    await stand_still(house)
    yield
    await run_on(house)


@pytest.fixture
async def finance(house: str) -> AsyncIterator[Visitor]:
    """A browser of the finance officer."""
    async with at_desk(Role.FINANCE_OFFICER) as visitor:
        yield visitor


async def state_of(run_id: int) -> str:
    async with acting(FINANCE) as session:
        query = text("select state from payout_run where id = :id")
        return str(await session.scalar(query, {"id": run_id}))


# --- the release --------------------------------------------------------------------------------


async def test_many_runs_are_seen_released_once_and_never_twice(
    house: str, finance: Visitor
) -> None:
    made = await approved(house, 4, areas=[COMMUNE, OTHER])
    await prepared(made)
    first, second = await runs_of(made)
    listed = read(await finance.look("/chi-tra?trang_thai=prepared"))
    assert {str(first), str(second)} <= set(listed.attributes("value", "input"))
    page = await finance.look(f"/chi-tra/giao?dot={first}&dot={second}")
    seen = read(page).text
    assert "4 lệnh sẽ giao 3.000.000 đồng" in seen
    assert "Ba triệu đồng." in seen
    assert "Bưu điện tỉnh 2 4 3.000.000" in seen

    wrong = await finance.send(page, {"ma-6-so": "12"})
    assert wrong.status_code == 422
    assert "#o-ma-6-so" in read(wrong).attributes("href", "a")
    assert "4 lệnh sẽ giao" in read(wrong).text
    assert [await state_of(run) for run in (first, second)] == ["prepared"] * 2
    assert await held_by(made.source_id) == (3_000_000, 0, 3_000_000, 0, 0)

    done = await finance.send(wrong, CODE)
    assert done.status_code == 303
    assert [await state_of(run) for run in (first, second)] == ["released"] * 2
    again = await finance.send(wrong, CODE)
    assert again.status_code == 409
    assert "đã được phát hành" in read(again).text
    assert await held_by(made.source_id) == (3_000_000, 0, 0, 3_000_000, 0)


async def test_a_release_of_many_runs_is_one_line_of_the_first_page(
    house: str, finance: Visitor
) -> None:
    """However many it moved; the one that it was about leads to its page when it is one."""
    made = await approved(house, 4, areas=[COMMUNE, OTHER])
    await prepared(made)
    first, second = await runs_of(made)
    page = await finance.look(f"/chi-tra/giao?dot={first}&dot={second}")
    assert (await finance.send(page, CODE)).status_code == 303
    shown = read(await finance.look("/"))
    assert "Giao lệnh chi: 2 đợt chi" in shown.text
    assert shown.text.count("Giao lệnh chi:") == 1
    alone = await prepared(await approved(house, 1))
    page = await finance.look(f"/chi-tra/giao?dot={alone}")
    assert (await finance.send(page, CODE)).status_code == 303
    shown = read(await finance.look("/"))
    assert f"Giao lệnh chi: đợt chi {alone}" in shown.text
    assert f"/chi-tra/{alone}" in shown.attributes("href", "a")
    await finance.look("/ngon-ngu/en")
    assert "Released orders: payment run × 2" in read(await finance.look("/")).text


async def test_what_changed_since_it_was_seen_is_not_released(house: str, finance: Visitor) -> None:
    made = await approved(house, 3)
    run_id = await prepared(made)
    page = await finance.look(f"/chi-tra/giao?dot={run_id}")
    async with acting(FINANCE) as session:
        await payouts.cancel(session, FINANCE, (await orders_of(run_id))[0].id, "Đã mất")
    stale = await finance.send(page, CODE)
    assert stale.status_code == 409
    assert "đã thay đổi so với lúc bạn xem" in read(stale).text
    assert "2 lệnh sẽ giao 1.500.000 đồng" in read(stale).text
    assert await state_of(run_id) == "prepared"
    assert (await finance.send(stale, CODE)).status_code == 303
    assert await state_of(run_id) == "released"


async def test_all_waiting_runs_of_a_decision_go_by_its_number(
    house: str, finance: Visitor
) -> None:
    made = await approved(house, 2, areas=[COMMUNE, OTHER])
    await prepared(made)
    async with acting(FINANCE) as session:
        query = text("select number from decision where id = :id")
        number = str(await session.scalar(query, {"id": made.decision_id})).split("/")[0]
    page = await finance.look(f"/chi-tra/giao?quyet_dinh={number}")
    assert (await finance.send(page, CODE)).status_code == 303
    assert await runs_of(made, state="prepared") == []


async def test_nothing_chosen_says_what_to_do(finance: Visitor) -> None:
    page = await finance.look("/chi-tra/giao")
    assert "Không có đợt nào chờ giao" in read(page).text
    empty = await finance.look("/chi-tra?quyet_dinh=khong-co")
    assert "Không có đợt chi nào như vậy" in read(empty).text


# --- one run ------------------------------------------------------------------------------------


async def test_a_run_shows_masked_numbers_and_keeps_who_sees_them_in_clear(
    house: str, finance: Visitor
) -> None:
    run_id = await prepared(await approved(house, 2))
    page = read(await finance.look(f"/chi-tra/{run_id}"))
    assert "042000000001" not in page.text
    assert "001" in page.text
    before = await looks(house)
    clear = read(await finance.look(f"/chi-tra/{run_id}/nguoi-nhan"))
    assert "042000000001" in clear.text
    assert await looks(house) == before + 1


async def looks(url: str) -> int:
    async with owning(url) as session:
        query = text("select count(*) from access_log where act = 'readPayoutOrders'")
        return int(await session.scalar(query) or 0)


async def test_a_run_that_does_not_close_names_what_differs(house: str, finance: Visitor) -> None:
    made = await approved(house, 2)
    run_id = await leased(made)
    page = await finance.look(f"/chi-tra/{run_id}/dong")
    refused = await finance.post(f"/chi-tra/{run_id}/dong", {"ma-trang": mark_in(page)})
    assert refused.status_code == 409
    assert "Đơn vị chi trả chưa báo cáo kết quả: 1.500.000 đồng." in read(refused).text
    await told(await orders_of(run_id))
    assert "đúng số đã giao" in read(await finance.look(f"/chi-tra/{run_id}/dong")).text
    closed = await finance.post(f"/chi-tra/{run_id}/dong", {"ma-trang": mark_in(page)})
    assert closed.status_code == 303
    assert "Đã khép" in read(await finance.look(f"/chi-tra/{run_id}")).text


async def test_the_unpaid_are_prepared_once_more_in_one_click(house: str, finance: Visitor) -> None:
    run_id = await leased(await approved(house, 3))
    orders = await orders_of(run_id)
    await told(orders[:1], "failed")
    await told(orders[1:])
    page = await finance.look(f"/chi-tra/{run_id}")
    assert "Không chi được 1 750.000" in read(page).text
    fields = {"ma-trang": mark_in(page)}
    made = await finance.post(f"/chi-tra/{run_id}/chi-lai", fields)
    assert made.status_code == 303
    new = int(made.headers["location"].split("?")[0].rsplit("/", 1)[1])
    shown = read(await finance.look(made.headers["location"])).text
    assert f"của đợt {run_id}" in shown
    assert "1 lệnh 750.000 đồng" in shown
    assert await state_of(new) == "prepared"
    again = await finance.post(f"/chi-tra/{run_id}/chi-lai", fields)
    assert again.status_code == 409
    assert "Không có lệnh chi nào trong phạm vi" in read(again).text


async def test_the_unpaid_of_every_run_are_asked_about_before_anything_is_prepared(
    house: str, finance: Visitor
) -> None:
    await told(await orders_of(await leased(await approved(house, 1))), "failed")
    listed = read(await finance.look("/chi-tra"))
    assert "/chi-tra/chi-lai" in listed.attributes("href", "a")
    assert "/chi-tra/chi-lai" not in {form["action"] for form in listed.forms}
    asked = read(await finance.look("/chi-tra/chi-lai"))
    assert "đợt đã giao." in asked.text
    assert "/chi-tra/chi-lai" in {form["action"] for form in asked.forms}


async def test_an_order_is_cancelled_or_asked_back_with_a_reason(
    house: str, finance: Visitor
) -> None:
    made = await approved(house, 2)
    run_id = await released(made)
    first, second = await orders_of(run_id)
    page = await finance.look(f"/chi-tra/lenh/{first.id}/huy")
    assert "Chưa đơn vị nào giữ lệnh này" in read(page).text
    empty = await finance.send(page, {"reason": ""} | CODE)
    assert empty.status_code == 422
    assert "#o-reason" in read(empty).attributes("href", "a")
    done = await finance.send(page, {"reason": "Đã mất"} | CODE)
    assert done.headers["location"].startswith(f"/chi-tra/{run_id}?xong=huy")
    assert await held_by(made.source_id) == (1_500_000, 0, 750_000, 750_000, 0)
    twice = await finance.send(page, {"reason": "Đã mất"} | CODE)
    assert twice.status_code == 409
    await taken(run_id)
    asking = await finance.look(f"/chi-tra/lenh/{second.id}/huy")
    assert "đang giữ lệnh này" in read(asking).text
    asked = await finance.send(asking, {"reason": "Đã chuyển đi"} | CODE)
    assert "xong=doi-lai" in asked.headers["location"]
    async with at_desk(Role.PAYMENT_AGENT) as agent:
        told_so = read(await agent.look("/lenh-chi")).text
    assert "Không chi" in told_so
    assert second.reference in told_so


async def test_a_failed_order_is_issued_again(house: str, finance: Visitor) -> None:
    made = await approved(house, 1)
    run_id = await leased(made)
    (order,) = await orders_of(run_id)
    page = await finance.look(f"/chi-tra/lenh/{order.id}/lap-lai")
    assert "không lập lại" in read(page).text
    await told([order], "failed")
    page = await finance.look(f"/chi-tra/lenh/{order.id}/lap-lai")
    assert (await finance.send(page, {"ma-6-so": ""})).status_code == 422
    assert len(await orders_of(run_id)) == 1
    assert (await finance.send(page, CODE)).status_code == 303
    assert [one.live for one in await orders_of(run_id)] == [False, True]


# --- agents -------------------------------------------------------------------------------------


async def test_an_agent_pulls_fetches_and_confirms(house: str) -> None:
    async with acting(POST) as session:
        while lease := await payouts.take(session, POST, None, 200_000):
            await payouts.acknowledge(session, POST, lease.id)
    run_id = await released(await approved(house, 2))
    async with at_desk(Role.PAYMENT_AGENT) as agent:
        page = await agent.look("/lenh-chi")
        assert "2 lệnh chờ nhận 1.500.000 đồng" in read(page).text
        taken = await agent.send(page, {"limit": "2"})
        again = await agent.send(page, {"limit": "2"})
        assert taken.headers["location"] == again.headers["location"]
        here = taken.headers["location"]
        assert "chưa xác nhận" in read(await agent.look("/lenh-chi")).text
        for kind, first in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("xml", b"<?xml")):
            file = await agent.look(f"{here}/lenh.{kind}")
            assert file.content.startswith(first), kind
            assert "attachment" in file.headers["content-disposition"]
        assert (await orders_of(run_id))[0].reference in (await agent.look(here)).text
        lease_page = await agent.look(here)
        in_menu = read(lease_page).attributes("href", "a").count("/nop-bang-ke")
        sent = await agent.post(here, {"ma-trang": mark_in(lease_page)})
        assert sent.status_code == 303
        now = read(await agent.look(here)).attributes("href", "a").count("/nop-bang-ke")
        assert now == in_menu + 1
        nothing = read(await agent.look("/lenh-chi"))
        assert "Không có lệnh nào chờ nhận" in nothing.text
        empty = await agent.post("/lenh-chi", {"ma-trang": mark_in(lease_page), "limit": "5"})
        assert empty.status_code == 422


async def test_an_agent_sees_only_its_own(house: str) -> None:
    made = await approved(house, 2, banked=1)
    waiting = await prepared(await approved(house, 1))
    own, others = await released(made), (await runs_of(made, "NHCSXH"))[0]
    async with acting(FINANCE) as session:
        await payouts.release(session, FINANCE, others)
    lease = await taken(others, "NHCSXH")
    async with at_desk(Role.PAYMENT_AGENT) as agent:
        assert (await agent.look(f"/chi-tra/{own}")).status_code == 200
        for address in (
            f"/chi-tra/{others}", f"/chi-tra/{waiting}", f"/lenh-chi/{lease}",
            f"/lenh-chi/{lease}/lenh.csv",
        ):  # fmt: skip
            assert (await agent.look(address)).status_code == 404, address
        assert (await agent.look(f"/chi-tra/giao?dot={own}")).status_code == 403
        order = (await orders_of(own))[0].id
        assert (await agent.look(f"/chi-tra/lenh/{order}/huy")).status_code == 403


async def test_other_offices_and_provinces_find_nothing(house: str, finance: Visitor) -> None:
    run_id = await prepared(await approved(house, 1))
    async with at_desk(Role.COMMUNE_OFFICER, COMMUNE) as commune:
        assert (await commune.look("/chi-tra")).status_code == 403
    async with at_desk(Role.FINANCE_OFFICER, "40.") as elsewhere:
        for address in (f"/chi-tra/{run_id}", f"/chi-tra/{run_id}/dong", f"/chi-tra/{run_id}/x"):
            assert (await elsewhere.look(address)).status_code == 404
    page = await finance.look(f"/chi-tra/giao?dot={run_id}&dot=999999999")
    assert page.status_code == 404


# --- who receives in another's place ------------------------------------------------------------


async def test_a_proxy_is_named_with_number_and_mandate(house: str) -> None:
    order: Any = (await orders_of(await prepared(await approved(house, 1))))[0]
    address = f"/ho-so/{order.dossier_id}/nguoi-nhan-thay"
    async with at_desk(Role.COMMUNE_OFFICER, COMMUNE) as commune:
        page = await commune.look(address)
        fields = {
            "ma-trang": mark_in(page), "way": "proxy", "receiver_name": "Trần Thị Bình",
            "reason": "Ốm nặng",
        }  # fmt: skip
        refused = await commune.post(address, fields)
        assert refused.status_code == 422
        links = read(refused).attributes("href", "a")
        assert {"#o-receiver_id_number", "#o-paper_number"} <= set(links)
        assert "Trần Thị Bình" in read(refused).attributes("value", "input")
        whole = fields | {"receiver_id_number": "042175000123", "paper_number": "3/GUQ"}
        assert (await commune.post(address, whole)).status_code == 303
        shown = read(await commune.look(address)).text
        assert "Trần Thị Bình" in shown
        assert "042175000123" not in shown
        ended = await commune.post(f"{address}/thoi", {"ma-trang": mark_in(page)})
        assert ended.status_code == 303
        assert "Trần Thị Bình" not in read(await commune.look(address)).text
        assert (await commune.look(f"{address}/thoi")).status_code == 404
    async with at_desk(Role.COMMUNE_OFFICER, OTHER) as elsewhere:
        assert (await elsewhere.look(address)).status_code == 404
