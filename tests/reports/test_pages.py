"""The pages of figures as the report writer meets them: without script, in two acts to a paper."""

import hashlib
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import text

from app.access import Role
from tests.adjustments.lines import HERE, reported
from tests.builders import Town
from tests.intake.browser import Visitor, read
from tests.money_rows import owning
from tests.pages import CODE, come_in
from tests.reports.issued_ground import CITY, DISTRICT, JUNE_1, OTHER_DISTRICT, Desk, desk
from tests.reports.test_issued_doors import JUNE_5, MAY_28, june
from tests.service import the_service

__all__ = ["desk"]

OF_JUNE = "tinh_den=1/6/2020"
ISSUE = f"/bao-cao/bao-cao-nhanh/phat-hanh?{OF_JUNE}"
LOOKS = "select count(*) from access_log where about = 'report_draft'"
SPOILT = "update nation.coverage_delta set paid_dong = paid_dong - 1 where cause = 'paid'"
CSV = "Nhóm;Được duyệt (người);Đã chi (người)\nHộ nghèo;10;7\nHộ cận nghèo;5;4\nTổng cộng;15;{}\n"


@pytest.fixture
async def town(desk: Desk) -> AsyncIterator[Town]:
    """The service itself."""
    found = Town(httpx.ASGITransport(the_service(), raise_app_exceptions=False))
    async with found.api:
        yield found


def visitor(town: Town) -> Visitor:
    """A browser at the same service."""
    transport = town.api.http._transport
    assert isinstance(transport, httpx.ASGITransport)
    return Visitor(transport.app)


@pytest.fixture
async def writer(desk: Desk, town: Town) -> AsyncIterator[Visitor]:
    """The department's report writer, signed in at a browser."""
    made = visitor(town)
    async with made.http:
        await come_in(made, Role.DEPARTMENT_REPORTER, HERE)
        yield made


async def kept(desk: Desk) -> int:
    """How many reports are issued."""
    async with owning(desk.url, "45") as session:
        return int(await session.scalar(text("select count(*) from issued_report")) or 0)


def beside(page: httpx.Response, field: str) -> str:
    """What stands beside a field that was refused."""
    start = page.text.index(f'id="o-{field}-error"')
    return page.text[start : page.text.index("</p>", start)]


# --- reports ------------------------------------------------------------------------------------


async def test_from_the_menu_to_a_paper_for_word_in_two_acts(desk: Desk, writer: Visitor) -> None:
    await june(desk)
    menu = await writer.look("/bao-cao")
    assert "/bao-cao" in read(menu).attributes("href", "a")
    acts = []
    wish = {"loai": "bao-cao-nhanh", "tinh_den": "1.6.2020", "biet_den": "", "dia_ban": DISTRICT}
    (form,) = (one for one in read(menu).forms if "loai" in one["names"])
    assert {"loai", "tinh_den", "biet_den"} <= form["names"]
    sent = await writer.http.get(form["action"], params=wish, follow_redirects=True)
    acts.append("preview")
    assert sent.status_code == 200
    (link,) = (one for one in read(sent).attributes("href", "a") if "/tai-ve.docx?" in one)
    paper = await writer.look(link)
    acts.append("download")
    assert (paper.status_code, paper.content[:2]) == (200, b"PK")
    assert paper.headers["content-disposition"].endswith('-2020-06-01-du-thao.docx"')
    assert len(acts) == 2


async def test_every_kind_has_its_preview_and_files(desk: Desk, writer: Visitor) -> None:
    await june(desk)
    page = read(await writer.look("/bao-cao"))
    kinds = [str(a["value"]) for tag, a in page.tags if tag == "input" and a.get("name") == "loai"]
    assert len(kinds) == 8
    for kind in kinds:
        shown = await writer.look(f"/bao-cao/{kind}?{OF_JUNE}")
        assert shown.status_code == 200, (kind, read(shown).text)
        assert len(shown.content) < 50_000
        whole = await writer.look(f"/bao-cao/{kind}/toan-van?{OF_JUNE}")
        assert whole.status_code == 200, (kind, read(whole).text)
        assert len(whole.content) < 120_000
        named = [one for one in read(shown).attributes("href", "a") if "/bang/" in one]
        assert named, kind
        for table in named:
            assert table in read(whole).attributes("href", "a"), (kind, table)
        paper = await writer.look(f"/bao-cao/{kind}/tai-ve.xlsx?{OF_JUNE}")
        assert paper.content[:2] == b"PK", kind


async def test_figures_on_the_pages_are_those_of_the_doors(
    desk: Desk, town: Town, writer: Visitor
) -> None:
    await june(desk)
    client = await town.as_(desk.reporter)
    told = await client.coverage(str(JUNE_1), "district")
    page = read(await writer.look(f"/bao-phu?{OF_JUNE}")).text
    for row in told["rows"]:
        rate = row["rate_people"].replace(".", ",")
        assert f"{row['approved_people']} {row['paid_people']} {rate}\xa0%".replace(
            "\xa0", " "
        ) in page.replace("\xa0", " ")
    preview = read(await writer.look(f"/bao-cao/bao-cao-nhanh?{OF_JUNE}"))
    total = told["rows"][-1]
    assert f"Tổng cộng {total['approved_people']} {total['paid_people']} " in preview.text
    (link,) = (one for one in preview.attributes("href", "a") if "/toan-van?" in one)
    whole = read(await writer.look(link))
    assert "Các bảng cộng khớp" in whole.text
    assert "1.500.000" in whole.text
    drill = [one for one in whole.attributes("href", "a") if one.startswith("/bao-phu?")]
    assert any(DISTRICT in one for one in drill)
    sha256 = (await client.preview_report("quick", str(JUNE_1), "json"))[1]
    assert sha256 in whole.text
    issue = read(await writer.look(ISSUE))
    assert sha256 in issue.text


async def test_knowledge_of_an_earlier_day_is_another_table(desk: Desk, writer: Visitor) -> None:
    _, run = await june(desk)
    await desk.comes(JUNE_5)
    await reported(run, ["", "", "paid"], MAY_28)
    now = read(await writer.look(f"/bao-phu?{OF_JUNE}")).text
    before = read(await writer.look(f"/bao-phu?{OF_JUNE}&biet_den=1/6/2020")).text
    assert "3 người đã nhận tiền" in now
    assert "2 người đã nhận tiền" in before


@pytest.mark.parametrize(
    "address",
    ["/bao-phu?", "/bao-phu/ban-do?", "/bao-phu/pheu?", "/bao-phu/dien-bien?",
     "/bao-cao?loai=bao-cao-nhanh&", "/bao-cao/bao-cao-nhanh?"],
)  # fmt: skip
async def test_a_day_to_come_is_refused_beside_its_field(
    desk: Desk, writer: Visitor, address: str
) -> None:
    await desk.comes(JUNE_1)
    page = await writer.look(f"{address}tinh_den=2/6/2020")
    assert page.status_code == 422
    assert "ngày 02/06/2020 chưa đến" in beside(page, "tinh_den")
    assert 'value="2/6/2020"' in page.text
    before = await writer.look(f"{address}tinh_den=1/3/2020")
    assert "Ngày 01/03/2020 chưa có chính sách" in beside(before, "tinh_den")
    typo = await writer.look(f"{address}biet_den=hôm qua")
    assert "phải là ngày" in beside(typo, "biet_den")


@pytest.mark.parametrize("area", ["45.999.", "42.436.", "45.4"])
async def test_an_unknown_area_is_not_found(desk: Desk, writer: Visitor, area: str) -> None:
    for address in ("/bao-phu", "/bao-phu/ban-do", "/bao-phu/bang.csv", "/bao-cao",
                    "/bao-cao/bao-cao-nhanh", "/bao-cao/bao-cao-nhanh/tai-ve.docx"):  # fmt: skip
        found = await writer.look(f"{address}?dia_ban={area}&{OF_JUNE}")
        assert found.status_code == 404, address


async def test_another_district_is_not_found_and_no_role_no_page(desk: Desk, town: Town) -> None:
    below, bank = visitor(town), visitor(town)
    async with below.http, bank.http:
        await come_in(below, Role.DISTRICT_OFFICER, DISTRICT)
        assert (await below.look(f"/bao-phu?dia_ban={DISTRICT}")).status_code == 200
        assert (await below.look(f"/bao-phu?dia_ban={OTHER_DISTRICT}")).status_code == 404
        assert (await below.look(ISSUE)).status_code == 403
        await come_in(bank, Role.BANK_OFFICER, DISTRICT)
        for address in ("/bao-phu", "/tre-han", "/bao-cao", "/bao-cao/bao-toan"):
            assert (await bank.look(address)).status_code == 403


async def test_a_report_is_issued_as_it_was_seen(desk: Desk, writer: Visitor) -> None:
    _, run = await june(desk)
    form = await writer.look(ISSUE)
    late = {"number": "9/BC", "dated": "1/1/2020"} | CODE
    refused = await writer.send(form, late)
    assert refused.status_code == 422
    assert "Ngày báo cáo phải từ" in beside(refused, "dated")
    sent = await writer.send(form, {"number": "9/BC", "dated": "1/6/2020"} | CODE)
    assert sent.status_code == 303, read(sent).text
    page = await writer.look(sent.headers["location"])
    one = read(page)
    assert "Đã phát hành báo cáo số 9/BC" in one.text
    number = sent.headers["location"].split("/")[-1].split("?")[0]
    paper = await writer.look(f"/bao-cao/da-phat-hanh/{number}/tep.docx")
    assert hashlib.sha256(paper.content).hexdigest() in one.text
    assert "9/BC" in read(await writer.look("/bao-cao/da-phat-hanh")).text
    table = await writer.look(f"/bao-cao/da-phat-hanh/{number}/bang/by_group.csv?cong_khai=true")
    assert (table.status_code, table.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    same = await writer.look(f"/bao-cao/da-phat-hanh/{number}/so-sanh")
    assert "Không có gì khác" in read(same).text

    await desk.comes(JUNE_5)
    await reported(run, ["", "", "paid"], MAY_28)
    other = read(await writer.look(f"/bao-cao/da-phat-hanh/{number}/so-sanh"))
    assert "Bảng kê chi trả gửi sau" in other.text
    assert "Mọi chênh lệch đều có văn bản giải thích" in other.text
    again = [one for one in other.attributes("href", "a") if "dinh_chinh" in one]
    assert "đính chính báo cáo đã phát hành" in read(await writer.look(again[0])).text


async def test_what_changed_meanwhile_is_not_issued(desk: Desk, writer: Visitor) -> None:
    _, run = await june(desk)
    form = await writer.look(ISSUE)
    await reported(run, ["", "", "paid"], MAY_28)
    typed = {"number": "9/BC", "dated": "1/6/2020"} | CODE
    refused = await writer.send(form, typed)
    assert refused.status_code == 409
    told = read(refused).text
    assert "Số liệu không còn như bản đã xem" in told
    assert "3 người" in told
    assert await kept(desk) == 0
    assert (await writer.send(refused, typed)).status_code == 303
    assert await kept(desk) == 1


async def test_issuing_asks_for_the_code_again(desk: Desk, writer: Visitor) -> None:
    await june(desk)
    form = await writer.look(ISSUE)
    refused = await writer.send(form, {"number": "9/BC", "dated": "1/6/2020", "ma-6-so": ""})
    assert refused.status_code == 422
    assert "Mã xác thực" in beside(refused, "ma-6-so")
    assert await kept(desk) == 0


async def test_a_look_at_people_is_kept_and_at_sums_is_not(desk: Desk, writer: Visitor) -> None:
    await june(desk)
    await writer.look(f"/bao-cao/bao-cao-nhanh?{OF_JUNE}")
    async with owning(desk.url, "45") as session:
        assert await session.scalar(text(LOOKS)) == 0
    page = read(await writer.look(f"/bao-cao/chua-chi?{OF_JUNE}"))
    assert "Mỗi lần mở toàn văn hoặc tải về đều được ghi lại" in page.text
    async with owning(desk.url, "45") as session:
        assert await session.scalar(text(LOOKS)) == 0
    page = read(await writer.look(f"/bao-cao/chua-chi/toan-van?{OF_JUNE}"))
    assert "Lần xem này được ghi lại" in page.text
    async with owning(desk.url, "45") as session:
        assert await session.scalar(text(LOOKS)) == 1


# --- coverage -----------------------------------------------------------------------------------


async def test_down_from_province_to_decisions(desk: Desk, writer: Visitor) -> None:
    await june(desk)
    page = await writer.look(f"/bao-phu?{OF_JUNE}")
    for area in (DISTRICT, CITY):
        (link,) = (
            one for one in read(page).attributes("href", "a")
            if one.startswith("/bao-phu?") and f"dia_ban={area}" in one and "theo" not in one
        )  # fmt: skip
        page = await writer.look(link)
        assert page.status_code == 200
    told = read(page)
    assert "theo quyết định" in told.text
    assert any(one.startswith("/quyet-dinh/") for one in told.attributes("href", "a"))


@pytest.mark.parametrize(
    "slug", ["huyen", "xa", "nhom", "nhom-chinh-sach", "don-vi-chi-tra", "nguon", "thang",
             "quyet-dinh"],
)  # fmt: skip
async def test_the_table_by_every_key_with_its_files(
    desk: Desk, writer: Visitor, slug: str
) -> None:
    await june(desk)
    page = await writer.look(f"/bao-phu?{OF_JUNE}&theo={slug}")
    assert "Tổng cộng" in read(page).text
    table = await writer.look(f"/bao-phu/bang.csv?{OF_JUNE}&theo={slug}")
    assert table.content.decode("utf-8-sig").count("\n") >= 3
    book = await writer.look(f"/bao-phu/bang.xlsx?{OF_JUNE}&theo={slug}")
    assert book.content[:2] == b"PK"
    assert (await writer.look("/bao-phu?theo=mau-sac")).status_code == 404


async def test_pictures_have_their_tables_and_pages_say_when_there_is_nothing(
    desk: Desk, writer: Visitor
) -> None:
    await june(desk)
    tabs = ("/bao-phu", "/bao-phu/ban-do", "/bao-phu/pheu", "/bao-phu/dien-bien")
    for address in tabs:
        page = await writer.look(f"{address}?{OF_JUNE}")
        assert page.text.count("<svg") == 2, address
        assert "Xem bảng số" in page.text
        early = read(await writer.look(f"{address}?tinh_den=25/4/2020")).text
        assert "Hãy chọn ngày khác" in early or "Bản đồ vẽ các huyện" in early


# --- late, money, somebody's table --------------------------------------------------------------


async def test_nothing_late_and_nothing_issued_is_said(desk: Desk, writer: Visitor) -> None:
    late = read(await writer.look("/tre-han")).text
    assert "Không có hồ sơ nào quá hạn" in late
    assert "không cần đôn đốc" in read(await writer.look("/tre-han/don-doc")).text
    assert "Chưa phát hành báo cáo nào" in read(await writer.look("/bao-cao/da-phat-hanh")).text
    assert (await writer.look("/tre-han/don-doc.pdf")).status_code == 409
    wrong = await writer.look("/tre-han?tu_ngay=28/4/2020&den_ngay=27/4/2020")
    assert "không sau ngày cuối" in beside(wrong, "tu_ngay")


async def test_where_the_money_is(desk: Desk, town: Town, writer: Visitor) -> None:
    for address in ("/bao-cao/bao-toan", "/bao-cao/bao-toan/tinh-lai"):
        assert "Chưa có quyết định phê duyệt nào" in read(await writer.look(address)).text
    await june(desk)
    told = await (await town.as_(desk.reporter)).conservation()
    shown = await writer.look("/bao-cao/bao-toan")
    kept = read(shown)
    assert "Số cộng sẵn khớp: cả 2 quyết định" in kept.text
    for one in told["decisions"]:
        amounts = (one["approved_dong"], one["paid_dong"], one["approved_dong"] - one["paid_dong"])
        line = " ".join(f"{amount:,}".replace(",", ".") for amount in amounts)
        assert f"{one['number']} " in kept.text
        assert line in kept.text
    (link,) = (one for one in kept.attributes("href", "a") if one.endswith("/tinh-lai"))
    anew = read(await writer.look(link)).text
    assert "Tiền khép: cả 2 quyết định" in anew
    assert "Số cộng sẵn của từng quyết định bằng đúng số tính lại" in anew
    paid = sum(one["paid_dong"] for one in told["decisions"])
    assert f"Đã đến tay người hưởng {paid:,}".replace(",", ".") in anew


async def test_kept_sums_that_are_wrong_are_told(desk: Desk, writer: Visitor) -> None:
    await june(desk)
    async with owning(desk.url, "45") as session:
        await session.execute(text(SPOILT))
    page = read(await writer.look("/bao-cao/bao-toan")).text
    assert "Số cộng sẵn không khớp" in page
    assert "Lệch" in page
    anew = read(await writer.look("/bao-cao/bao-toan/tinh-lai")).text
    assert "Số cộng sẵn khác số tính lại" in anew


async def test_a_decision_of_a_wider_area_is_told_by_its_day(desk: Desk, town: Town) -> None:
    await june(desk)
    async with owning(desk.url, "45") as session:
        await session.execute(text("set local session_replication_role = replica"))
        await session.execute(text("update decision set area_path = '45.461.'"))
    below = visitor(town)
    async with below.http:
        await come_in(below, Role.COMMUNE_OFFICER, CITY)
        page = read(await below.look(f"/bao-phu?theo=quyet-dinh&{OF_JUNE}"))
    assert re.search(r"Quyết định mã [0-9]+, ngày 20/05/2020", page.text)
    assert not [one for one in page.attributes("href", "a") if one.startswith("/quyet-dinh/")]


@pytest.mark.parametrize(
    ("total", "told"), [("11", "mọi số đã kiểm đều khớp"), ("12", "Có 1 ô không thể đúng")]
)
async def test_somebody_s_table_is_checked(
    desk: Desk, writer: Visitor, total: str, told: str
) -> None:
    form = await writer.look("/bao-cao/kiem-bang")
    mark = {"ma-trang": read(form).forms[-1]["fields"]["ma-trang"]}
    files = {"tep": ("bieu.csv", CSV.format(total).encode(), "text/csv")}
    answer = await writer.http.post(
        "/bao-cao/kiem-bang", data=mark, files=files, headers={"Origin": writer.origin}
    )
    assert told in read(answer).text
    nothing = await writer.post("/bao-cao/kiem-bang", mark)
    assert "hãy chọn một tệp" in beside(nothing, "tep")
