"""The pages of reconciliation: three acts for an agent's clerk, two people for what differs."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from app.access import Role
from tests.builders import COMMUNE, PROVINCE, Town
from tests.grounds import scalar
from tests.money_rows import (
    TODAY,
    approved,
    leased,
    orders_of,
    released,
    run_on,
    stand_still,
    taken,
)
from tests.pages import Visitor, app_behind, code_for, mark_in, newly_seated, read
from tests.town import logged, town

__all__ = ["logged", "town"]
DAY = f"{TODAY:%d/%m/%Y}"
HEAD = "Mã lệnh chi;Số tiền;Kết quả;Ngày chi;Lý do\n"
STANDS = "select state from p42.order_standing where order_id = :id"


@pytest.fixture(autouse=True)
async def _still(house: str) -> AsyncIterator[None]:
    await stand_still(house)
    yield
    await run_on(house)


async def signed_in(
    town: Town, role: Role, path: str = PROVINCE, agent: str = "BUUDIEN"
) -> Visitor:
    """A browser in which a new person in office has signed in."""
    visitor = Visitor(app_behind(town.api))
    await newly_seated(visitor, role, path, agent)
    return visitor


async def code(visitor: Visitor) -> dict[str, str]:
    """The second factor once more, as a form takes it."""
    return {"ma-6-so": await code_for(visitor)}


@pytest.fixture
async def clerk(town: Town) -> Visitor:
    """The clerk of the post office."""
    return await signed_in(town, Role.PAYMENT_AGENT)


@pytest.fixture
async def finance(town: Town) -> Visitor:
    """A finance officer of the province."""
    return await signed_in(town, Role.FINANCE_OFFICER)


def line(order: Any, result: str = "Đã chi", reason: str = "", **other: Any) -> str:
    told = {"reference": order.reference, "amount": order.amount_dong, "day": DAY} | other
    return f"{told['reference']};{told['amount']};{result};{told['day']};{reason}\n"


async def hand_in(
    visitor: Visitor, number: str, *lines: str, name: str = "bang-ke.csv", **typed: str
) -> httpx.Response:
    """Fill in the form of statements and send it with a file."""
    page = await visitor.look("/nop-bang-ke")
    (form,) = (one for one in read(page).forms if one["action"] == "/nop-bang-ke")
    told = {"number": number, "made_on": DAY, "mode": "lenient"} | typed
    file = {"tep": (name, (HEAD + "".join(lines)).encode(), "application/vnd.ms-excel")}
    return await visitor.http.post(
        form["action"], data=form["fields"] | told, files=file, headers={"Origin": visitor.origin}
    )


async def kept(house: str) -> int:
    return int(await scalar(house, "select count(*) from p42.statement"))


async def see_after(visitor: Visitor, answer: httpx.Response) -> httpx.Response:
    assert answer.status_code == 303, read(answer).text
    page = await visitor.look(answer.headers["location"])
    assert page.status_code == 200
    return page


# --- the agent's clerk --------------------------------------------------------------------------


async def test_from_pull_to_settled_in_three_acts(house: str, clerk: Visitor) -> None:
    run_id = await released(await approved(house, 3))
    acts = ["take the orders"]
    await taken(run_id)
    orders = await orders_of(run_id)
    acts.append("hand in the statement")
    answer = await hand_in(clerk, "ba-viec", *(line(one) for one in orders))
    acts.append("see that all is settled")
    page = await see_after(clerk, answer)
    assert len(acts) == 3
    assert "Mọi dòng đã có kết quả" in read(page).text
    assert "Cộng, đúng bằng bảng kê 3 2.250.000" in read(page).text
    assert [await scalar(house, STANDS, id=one.id) for one in orders] == ["paid"] * 3
    told = read(await clerk.look("/doi-soat")).text
    assert "ba-viec" in told
    assert "Đã đối soát xong" in told


async def test_the_same_statement_again_is_the_first(house: str, clerk: Visitor) -> None:
    (order,) = await orders_of(await leased(await approved(house, 1)))
    first = await hand_in(clerk, "hai-lan", line(order))
    before = await kept(house)
    again = await hand_in(clerk, "hai-lan", line(order))
    page = await see_after(clerk, again)
    assert first.headers["location"].split("?")[0] == again.headers["location"].split("?")[0]
    assert "đã nhận trước đây" in read(page).text
    other = await hand_in(clerk, "hai-lan", line(order, "Không chi được", "Vắng mặt"))
    assert other.status_code == 409
    assert "#o-number" in read(other).attributes("href", "a")
    assert await kept(house) == before


async def test_a_damaged_file_is_told_by_line_and_nothing_is_kept(
    house: str, clerk: Visitor
) -> None:
    one, other = await orders_of(await leased(await approved(house, 2)))
    before = await kept(house)
    page = await hand_in(clerk, "hong", line(one), line(other, amount="x1"))
    assert page.status_code == 422
    told = read(page)
    assert "Dòng 3 của tệp: số tiền phải là số nguyên dương" in told.text
    assert "#o-tep" in told.attributes("href", "a")
    assert 'value="hong"' in page.text
    short = await hand_in(clerk, "hong", line(one), f"{other.reference};750000\n")
    assert "Dòng 3 của tệp: có ít ô hơn hàng tiêu đề" in read(short).text
    strict = await hand_in(
        clerk, "hong", line(one), line(other, reference="AS4299999999999"), mode="strict"
    )
    assert strict.status_code == 422
    assert "Dòng 3 của tệp: không có lệnh chi mang mã này" in read(strict).text
    assert await kept(house) == before


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        pytest.param("made_on", {"made_on": "6/5/2020"}, id="dated tomorrow"),
        pytest.param("made_on", {"made_on": "31/2/2020"}, id="no such day"),
        pytest.param("number", {"number": ""}, id="a CSV file without a number"),
        pytest.param("tep", {"name": "bang-ke.pdf"}, id="another kind of file"),
    ],
)
async def test_what_is_wrong_stands_beside_its_field(
    house: str, clerk: Visitor, field: str, typed: dict[str, str]
) -> None:
    (order,) = await orders_of(await leased(await approved(house, 1)))
    number = typed.pop("number", "sai-o")
    page = await hand_in(clerk, number, line(order), **typed)
    assert page.status_code == 422
    assert f"#o-{field}" in read(page).attributes("href", "a")
    assert f'id="o-{field}-error"' in page.text


async def test_an_agent_sees_its_own_and_nothing_of_another(
    house: str, town: Town, clerk: Visitor, finance: Visitor
) -> None:
    run_id = await leased(await approved(house, 1))
    (order,) = await orders_of(run_id)
    bank = await signed_in(town, Role.PAYMENT_AGENT, agent="NHCSXH")
    stolen = await see_after(bank, await hand_in(bank, "cua-nguoi", line(order)))
    assert "Không có lệnh mang mã này" in read(stolen).text
    assert "đơn vị chi trả khác" not in read(stolen).text
    address = str(stolen.url.path)
    chosen = await bank.look(f"{address}?ket_qua=unknown")
    assert order.reference in chosen.text
    assert order.reference not in (await bank.look(f"{address}?ket_qua=not_yours")).text
    assert (await clerk.look(address)).status_code == 404
    assert order.reference not in (await bank.look("/doi-soat/khac-biet?tat_ca=1")).text
    assert order.reference in (await clerk.look(f"/doi-soat/khac-biet?dot_chi={run_id}")).text
    assert "Lệnh của đơn vị chi trả khác" in read(await finance.look(address)).text
    assert (await clerk.look("/doi-soat/ngoai-le")).status_code == 403


# --- those who hold ours against theirs ---------------------------------------------------------


async def test_the_bridge_and_the_statements_of_what_is_chosen(
    house: str, clerk: Visitor, finance: Visitor
) -> None:
    decision = await approved(house, 2)
    run_id = await leased(decision)
    one, other = await orders_of(run_id)
    await hand_in(clerk, "cau", line(one), line(other, "Không chi được", "Vắng mặt"))
    page = await finance.look(f"/doi-soat?quyet_dinh={decision.decision_id}")
    told = read(page).text
    assert "Được phê duyệt – 1.500.000 1.500.000" in told
    assert "Không chi được – −750.000 0" in told
    assert "cau" in told
    newest = await finance.look("/doi-soat")
    assert f"/doi-soat/khac-biet?dot_chi={run_id}" in newest.text
    nobody = await finance.look("/doi-soat?dot_chi=999999999")
    assert "Chưa có lệnh chi nào trong phần đã chọn" in read(nobody).text
    assert (await finance.look("/doi-soat?tu=1/4/2020&den=x")).status_code == 200
    days = await finance.look(f"/doi-soat/ngay?quyet_dinh={decision.decision_id}")
    assert f"{DAY} Bưu điện tỉnh 1 750.000 1 750.000 0 0 Khớp" in read(days).text


async def test_it_begins_with_the_last_run_that_is_not_closed(
    house: str, clerk: Visitor, finance: Visitor
) -> None:
    open_run, later = [await leased(await approved(house, 1)) for _ in range(2)]
    (order,) = await orders_of(later)
    await hand_in(clerk, "khep", line(order))
    begun = await finance.look("/doi-soat")
    assert f"/doi-soat/khac-biet?dot_chi={later}" in begun.text
    closing = await finance.look(f"/chi-tra/{later}/dong")
    await see_after(finance, await finance.send(closing, {}))
    for page in ("/doi-soat", "/doi-soat/khac-biet"):
        assert f"đợt chi số {open_run}." in read(await finance.look(page)).text


async def test_what_differs_stands_first(house: str, clerk: Visitor, finance: Visitor) -> None:
    run_id = await leased(await approved(house, 3))
    one, other, third = await orders_of(run_id)
    await hand_in(clerk, "lech", line(one), line(other), line(third, amount=9))
    page = await finance.look(f"/doi-soat/khac-biet?dot_chi={run_id}")
    places = [page.text.index(order.reference) for order in (third, one, other)]
    assert places == sorted(places)
    assert "Khác nhau Số tiền khác lệnh chi" in read(page).text
    rest = await finance.look(f"/doi-soat/khac-biet?dot_chi={run_id}&sau=1-{one.id}")
    assert one.reference not in rest.text
    assert other.reference in rest.text


async def test_one_click_makes_the_run_that_pays_the_unpaid(
    house: str, clerk: Visitor, finance: Visitor
) -> None:
    run_id = await leased(await approved(house, 2))
    one, other = await orders_of(run_id)
    answer = await hand_in(clerk, "con-lai", line(one), line(other, "Không chi được", "Vắng mặt"))
    assert "Lập đợt chi bổ sung" not in (await see_after(clerk, answer)).text
    page = await finance.look(f"/doi-soat/khac-biet?dot_chi={run_id}")
    assert "1 lệnh chưa chi được, còn 750.000" in read(page).text
    made = await finance.send(page, {"so_lenh": "1"})
    assert made.status_code == 303
    new_run = int(made.headers["location"].split("?")[0].rsplit("/", 1)[1])
    query = "select follows_run_id || state || order_count from p42.payout_run where id = :id"
    assert await scalar(house, query, id=new_run) == f"{run_id}prepared1"
    stale = await finance.send(page, {"so_lenh": "1"})
    assert stale.status_code == 422
    assert "vừa thay đổi" in read(stale).text
    assert "Không có lệnh nào cần chi bổ sung" in read(stale).text


async def test_two_people_settle_what_no_rule_could(
    house: str, town: Town, clerk: Visitor, finance: Visitor
) -> None:
    run_id = await leased(await approved(house, 1))
    (order,) = await orders_of(run_id)
    answer = await hand_in(clerk, "go-nham", line(order, reference="AS4200000000777"))
    statement_id = (await see_after(clerk, answer)).url.path.rsplit("/", 1)[1]
    address = f"/doi-soat/ngoai-le/{statement_id}/1"
    assert address in (await finance.look(f"/doi-soat/bang-ke/{statement_id}")).text
    page = await finance.look(address)
    typed = {"resolution": "match", "words": "Gõ nhầm số cuối"}
    empty = await finance.send(page, typed | {"reference": ""})
    assert empty.status_code == 422
    assert "#o-reference" in read(empty).attributes("href", "a")
    own = await see_after(finance, await finance.send(page, typed | {"reference": order.reference}))
    assert "Bạn đã đề nghị" in read(own).text
    assert f"{address}/dong-y" not in own.text
    assert await scalar(house, STANDS, id=order.id) == "sent"
    other = await signed_in(town, Role.DEPARTMENT_REPORTER)
    seen = await other.look(f"{address}/dong-y")
    (form,) = (one for one in read(seen).forms if one["action"] == f"{address}/dong-y")
    mine = {"ma-trang": mark_in(own), "de_nghi": form["fields"]["de_nghi"]}
    alone = await finance.post(f"{address}/dong-y", mine | await code(finance))
    assert alone.status_code == 403
    assert "hai người khác nhau" in read(alone).text
    assert (await other.send(seen, {"ma-6-so": ""})).status_code == 422
    done = await see_after(other, await other.send(seen, await code(other)))
    assert "Dòng này đã xử lý xong" in read(done).text
    assert await scalar(house, STANDS, id=order.id) == "paid"
    compared = read(await other.look(f"/doi-soat/khac-biet?dot_chi={run_id}")).text
    assert f"{order.reference} " in compared
    assert "Hai người đã xử lý" in compared
    late = await other.post(f"{address}/khong-dong-y", form["fields"])
    assert late.status_code == 409
    assert "đã được xử lý" in read(late).text


async def test_an_agent_is_told_what_two_people_entered(
    house: str, town: Town, clerk: Visitor, finance: Visitor
) -> None:
    run_id = await leased(await approved(house, 2))
    one, other = await orders_of(run_id)
    wrong = (line(one, reference="AS4200000000778"), line(other, amount=5))
    page = await see_after(clerk, await hand_in(clerk, "ket-cuc", *wrong))
    assert read(page).text.count("Không có lệnh mang mã này đang chờ xem xét") == 1
    address = f"/doi-soat/ngoai-le/{page.url.path.rsplit('/', 1)[1]}/1"
    typed = {"resolution": "match", "words": "Gõ nhầm", "reference": one.reference}
    await see_after(finance, await finance.send(await finance.look(address), typed))
    second = await signed_in(town, Role.FINANCE_OFFICER)
    agreed = await second.look(f"{address}/dong-y")
    await see_after(second, await second.send(agreed, await code(second)))
    told = read(await clerk.look(page.url.path)).text
    assert f"đã ghi nhận {DAY}: đã chi (lệnh {one.reference})" in told
    assert "Số tiền khác lệnh chi đang chờ xem xét" in told
    assert "1 dòng đang chờ xem xét" in told
    assert "Gõ nhầm" not in told
    compared = read(await clerk.look(f"/doi-soat/khac-biet?dot_chi={run_id}")).text
    assert "Hai người đã xử lý" in compared
    assert (
        "ket-cuc " + DAY + " 2 750.005 1 dòng không khớp"
        in read(await clerk.look("/doi-soat")).text
    )


async def test_an_agent_is_told_of_a_dismissal_and_of_no_proposal(
    house: str, town: Town, clerk: Visitor, finance: Visitor
) -> None:
    (order,) = await orders_of(await leased(await approved(house, 1)))
    page = await see_after(clerk, await hand_in(clerk, "bac-bo", line(order, amount=5)))
    address = f"/doi-soat/ngoai-le/{page.url.path.rsplit('/', 1)[1]}/1"
    typed = {"resolution": "dismiss", "words": "Ngoài lệnh"}
    await see_after(finance, await finance.send(await finance.look(address), typed))
    proposed = read(await clerk.look(page.url.path)).text
    assert "Số tiền khác lệnh chi đang chờ xem xét" in proposed
    second = await signed_in(town, Role.FINANCE_OFFICER)
    agreed = await second.look(f"{address}/dong-y")
    await see_after(second, await second.send(agreed, await code(second)))
    told = read(await clerk.look(page.url.path)).text
    assert f"không ghi nhận, theo kết luận ngày {DAY}" in told
    assert "Ngoài lệnh" not in told
    assert "0 dòng đang chờ xem xét" in told


async def test_an_open_run_is_chosen_by_its_words(
    house: str, clerk: Visitor, finance: Visitor
) -> None:
    decision = await approved(house, 1)
    run_id = await leased(decision)
    page = await finance.look(f"/doi-soat/khac-biet?dot_chi={run_id}")
    assert f'<option value="{run_id}" selected>{run_id} · ' in page.text
    assert "Bưu điện tỉnh · tháng" in page.text
    theirs = await clerk.look("/doi-soat/khac-biet?tat_ca=1")
    assert f'<option value="{run_id}">{run_id} · tháng' in theirs.text
    closed = await finance.look("/doi-soat/khac-biet?dot_chi=999999999")
    assert '<option value="999999999" selected>đợt chi số 999999999' in closed.text


async def test_a_rejected_proposal_lets_the_line_wait_again(
    house: str, town: Town, clerk: Visitor, finance: Visitor
) -> None:
    (order,) = await orders_of(await leased(await approved(house, 1)))
    answer = await hand_in(clerk, "tu-choi", line(order, amount=5))
    statement_id = (await see_after(clerk, answer)).url.path.rsplit("/", 1)[1]
    address = f"/doi-soat/ngoai-le/{statement_id}/1"
    since = f"/doi-soat/ngoai-le?sau={int(statement_id) - 1}-999999"
    page = await finance.look(address)
    typed = {"resolution": "dismiss", "words": "Ngoài lệnh"}
    await see_after(finance, await finance.send(page, typed))
    again = await finance.send(page, typed)
    assert again.status_code == 409
    other = await signed_in(town, Role.FINANCE_OFFICER)
    turned = await other.look(f"{address}/khong-dong-y")
    (form,) = (one for one in read(turned).forms if one["action"] == f"{address}/khong-dong-y")
    left = await see_after(other, await other.post(form["action"], form["fields"]))
    assert "Đã từ chối đề nghị" in read(left).text
    assert "Đề nghị cách xử lý" in read(left).text
    assert "tu-choi, dòng 2 của tệp" in read(await other.look(since)).text


async def test_pages_are_for_those_who_may(house: str, town: Town, finance: Visitor) -> None:
    officer = await signed_in(town, Role.COMMUNE_OFFICER, COMMUNE)
    assert (await officer.look("/doi-soat")).status_code == 403
    assert (await finance.look("/nop-bang-ke")).status_code == 403
    far = await signed_in(town, Role.FINANCE_OFFICER, "40.")
    assert "Chưa có bảng kê nào" in read(await far.look("/doi-soat")).text
    assert (await far.look("/doi-soat/bang-ke/1")).status_code == 404
    assert (await far.look("/doi-soat/ngoai-le/1/1")).status_code == 404
    assert "Không có dòng nào đang chờ" in read(await far.look("/doi-soat/ngoai-le")).text
