"""The pages of money called back: what is left, plans, receipts, mistakes and waivers."""

import httpx
import pytest

from app.access import Role
from tests.builders import COMMUNE, FAR_COMMUNE, PROVINCE, Town
from tests.money_rows import TODAY
from tests.pages import Visitor, mark_in, read
from tests.reconciliation.test_pages import code, see_after, signed_in
from tests.recoveries.cases import a_number, detail, paid_after_cancel
from tests.town import logged, town

__all__ = ["logged", "town"]
pytestmark = pytest.mark.usefixtures("noon")
DAY = f"{TODAY:%d/%m/%Y}"


@pytest.fixture
async def clerk(town: Town) -> Visitor:
    """An officer of the commune where the cases lie."""
    return await signed_in(town, Role.COMMUNE_OFFICER, COMMUNE)


def receipt(amount: str, **changes: str) -> dict[str, str]:
    """A receipt as it is typed."""
    return {
        "amount_dong": amount, "received_on": DAY, "receipt_number": a_number(),
        "from": "household",
    } | changes  # fmt: skip


async def paid_back(visitor: Visitor, case: int, typed: dict[str, str]) -> httpx.Response:
    return await visitor.send(await visitor.look(f"/thu-hoi/{case}/bien-lai"), typed)


async def test_a_case_from_the_list_to_its_ledger(house: str, town: Town, clerk: Visitor) -> None:
    (case,) = await paid_after_cancel(house)
    page = await clerk.look("/thu-hoi?ly_do=after_cancel")
    assert f"Hồ sơ thu hồi {case.id} Đã chi sau khi lệnh bị rút" in read(page).text
    assert "chưa có thỏa thuận" in read(page).text
    shown = read(await clerk.look(f"/thu-hoi/{case.id}"))
    assert "750.000 đồng còn phải thu" in shown.text
    assert "Nguyễn Thị 1" in shown.text
    typed = receipt("300.000")
    done = await see_after(clerk, await paid_back(clerk, case.id, typed))
    assert "450.000 đồng còn phải thu" in read(done).text
    again = await see_after(clerk, await paid_back(clerk, case.id, typed))
    assert "450.000 đồng còn phải thu" in read(again).text
    auditor = await signed_in(town, Role.AUDITOR)
    seen = await auditor.look(f"/thu-hoi/{case.id}")
    assert typed["receipt_number"] in seen.text
    assert "Ghi biên lai thu" not in seen.text
    assert (await auditor.look(f"/thu-hoi/{case.id}/bien-lai")).status_code == 403


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        pytest.param("amount_dong", {"amount_dong": "750.001"}, id="more than is left"),
        pytest.param("amount_dong", {"amount_dong": "một trăm"}, id="no amount"),
        pytest.param("received_on", {"received_on": "6/5/2020"}, id="tomorrow"),
        pytest.param("from", {"from": ""}, id="nobody paid"),
    ],
)
async def test_what_is_wrong_with_a_receipt_stands_beside_its_field(
    house: str, clerk: Visitor, field: str, changes: dict[str, str]
) -> None:
    (case,) = await paid_after_cancel(house)
    typed = receipt("1.000") | changes
    page = await paid_back(clerk, case.id, typed)
    assert page.status_code in (409, 422)
    assert f"#o-{field}" in read(page).attributes("href", "a")
    assert f'id="o-{field}-error"' in page.text
    assert typed["receipt_number"] in page.text
    assert (await detail(case.id)).balance_dong == 750_000


async def test_a_plan_is_typed_line_by_line_and_sums_to_what_is_left(
    house: str, clerk: Visitor
) -> None:
    (case,) = await paid_after_cancel(house)
    page = await clerk.look(f"/thu-hoi/{case.id}/thoa-thuan")
    typed = {
        "paper_number": a_number(), "agreed_on": DAY, "ngay-1": "1/6/2020", "tien-1": "250.000",
        "ngay-2": "1.7.2020", "tien-2": "499.999",
    }  # fmt: skip
    short = await clerk.send(page, typed)
    assert short.status_code == 422
    assert "749.999 đồng, trong khi còn phải thu 750.000 đồng" in read(short).text
    assert 'value="499.999"' in short.text
    odd = await clerk.send(page, typed | {"ngay-2": "31/6/2020"})
    assert 'id="o-ngay-2-error"' in odd.text
    done = await see_after(clerk, await clerk.send(short, typed | {"tien-2": "500.000"}))
    assert "Kỳ tới 01/06/2020, 250.000 đồng" in read(done).text
    listed = await clerk.look("/thu-hoi?trang_thai=open")
    assert "01/06/2020 250.000 đồng" in read(listed).text


async def test_a_mistake_is_taken_back_by_another_person(
    house: str, town: Town, clerk: Visitor
) -> None:
    (case,) = await paid_after_cancel(house)
    await see_after(clerk, await paid_back(clerk, case.id, receipt("750.000")))
    (entry,) = (await detail(case.id)).entries
    address = f"/thu-hoi/{case.id}/bien-lai/{entry.id}/huy"
    own = await clerk.look(address)
    assert "phải do người khác hủy" in read(own).text
    alone = await clerk.post(address, {"ma-trang": mark_in(own), "reason": "Ghi nhầm hộ"})
    assert alone.status_code == 403
    other = await signed_in(town, Role.COMMUNE_OFFICER, COMMUNE)
    assert address in (await other.look(f"/thu-hoi/{case.id}")).text
    page = await other.look(address)
    mute = await other.send(page, {"reason": ""})
    assert mute.status_code == 422
    assert "#o-reason" in read(mute).attributes("href", "a")
    done = await see_after(other, await other.send(page, {"reason": "Ghi nhầm hộ"}))
    assert "750.000 đồng còn phải thu" in read(done).text
    assert "-750.000" in read(done).text
    twice = await other.send(page, {"reason": "Ghi nhầm hộ"})
    assert twice.status_code == 409
    assert "đã được hủy ghi" in read(twice).text


async def test_a_waiver_is_signed_for_what_was_seen(house: str, town: Town, clerk: Visitor) -> None:
    (case,) = await paid_after_cancel(house)
    chairman = await signed_in(town, Role.CHAIRMAN)
    page = await chairman.look(f"/thu-hoi/{case.id}/mien")
    typed = {"number": a_number(), "signed_on": DAY, "reason": "Hộ đặc biệt khó khăn"}
    assert (await chairman.send(page, typed)).status_code == 422
    await see_after(clerk, await paid_back(clerk, case.id, receipt("50.000")))
    stale = await chairman.send(page, typed | await code(chairman))
    assert stale.status_code == 409
    assert "vừa có ghi nhận khác" in read(stale).text
    assert "700.000 đồng" in read(stale).text
    assert (await detail(case.id)).balance_dong == 700_000
    done = await see_after(chairman, await chairman.send(stale, typed | await code(chairman)))
    assert "0 đồng còn phải thu" in read(done).text
    assert (await clerk.look(f"/thu-hoi/{case.id}/mien")).status_code == 403


async def test_a_case_is_unknown_elsewhere_and_no_business_of_payers(
    house: str, town: Town
) -> None:
    (case,) = await paid_after_cancel(house)
    far = await signed_in(town, Role.COMMUNE_OFFICER, FAR_COMMUNE)
    for act in ("", "/bien-lai", "/thoa-thuan", "/bien-lai/1/huy"):
        assert (await far.look(f"/thu-hoi/{case.id}{act}")).status_code == 404
    assert "Không có hồ sơ thu hồi nào như vậy" in read(await far.look("/thu-hoi")).text
    payer = await signed_in(town, Role.PAYMENT_AGENT)
    assert (await payer.look("/thu-hoi")).status_code == 403
    finance = await signed_in(town, Role.FINANCE_OFFICER, PROVINCE)
    assert "Nguyễn Thị 1" not in (await finance.look(f"/thu-hoi/{case.id}")).text
    inside = await finance.look(f"/thu-hoi?dia_ban={COMMUNE[:7]}")
    assert f"/thu-hoi/{case.id}" in inside.text
    outside = await finance.look("/thu-hoi?dia_ban=42.437.")
    assert f"/thu-hoi/{case.id}" not in outside.text
    differences = await finance.look("/thu-hoi/dieu-chinh?loai=top_up")
    assert differences.status_code == 200


@pytest.mark.parametrize("number", ["0", "-1", "9" * 20])
async def test_a_form_sent_to_no_address_is_told_so(clerk: Visitor, number: str) -> None:
    page = await clerk.look("/thu-hoi")
    told = await clerk.post(f"/thu-hoi/{number}/bien-lai", {"ma-trang": mark_in(page)})
    assert told.status_code == 404
