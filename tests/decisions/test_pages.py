"""The pages of the board: from the inbox to a signed decision, and what stands in between."""

from typing import Any

import httpx
import pytest

from app.access import Role
from app.dossiers.rules import Stage
from tests.builders import (
    AGENT,
    COMMUNE,
    DECISION_DAY,
    DISTRICT,
    OTHER_PROVINCE,
    PROVINCE,
    Town,
    a_source,
    advance,
    enrolled,
    rows,
    submitted,
)
from tests.grounds import scalar, set_clock
from tests.intake.browser import read

from .shelf import carry, list_of, ready
from .visits import CODE, hidden_in, sign, sitting, value_of

_SIGNED_ON = f"{DECISION_DAY:%d/%m/%Y}"


@pytest.fixture(scope="module")
async def lists(house: str, town: Town) -> None:
    """Lists that all councils have favoured, one for each test."""
    await carry(house, town)


@pytest.fixture
async def source(town: Town) -> int:
    return await a_source(town)


def an_answer(source: int, number: str = "1205/QĐ-UBND", **changes: Any) -> dict[str, Any]:
    """What a chairman types before signing."""
    typed = {"number": number, "signed_on": _SIGNED_ON, "source_id": source, "agent_code": AGENT}
    return typed | CODE | changes


async def test_from_the_inbox_to_the_decision_in_four_pages(
    house: str, town: Town, lists: None, source: int
) -> None:
    batch_id = await ready(house, town)
    seen: list[httpx.Response] = []
    async with sitting(town) as chairman:
        seen.append(await chairman.look("/dot"))
        assert f'href="/dot/{batch_id}"' in seen[-1].text
        seen.append(await chairman.look(f"/dot/{batch_id}"))
        assert "Bốn triệu năm trăm nghìn đồng" in read(seen[-1]).text
        (link,) = [a["href"] for _, a in read(seen[-1]).tags if "data-approve" in a]
        seen.append(await chairman.look(str(link)))
        done = await sign(chairman, seen[-1], str(link), an_answer(source))
        assert done.status_code == 303, read(done).text
        seen.append(await chairman.look(done.headers["location"]))
    assert [page.status_code for page in seen] == [200] * 4
    assert "Đã ký phê duyệt" in read(seen[-1]).text
    assert len({page.url.path for page in seen}) == 4
    assert await scalar(house, "select state from batch where id = :b", b=batch_id) == "approved"


async def test_the_check_shows_exactly_what_is_signed(
    house: str, town: Town, lists: None, source: int
) -> None:
    batch_id = await ready(house, town)
    async with sitting(town) as chairman:
        page = await chairman.look(f"/dot/{batch_id}/phe-duyet")
    batch = await (await town.at(PROVINCE, "chutich")).batch(batch_id)
    carried = hidden_in(page, f"/dot/{batch_id}/phe-duyet")
    assert carried["expected_count"] == str(batch.case_count)
    assert carried["expected_total_dong"] == str(batch.total_dong)
    assert carried["expected_root"] == batch.root
    assert batch.total_words in read(page).text
    assert "ký xong còn 999.995.500.000 đồng" in read(page).text


async def test_of_two_people_on_one_batch_the_second_sees_what_became_of_it(
    house: str, town: Town, lists: None, source: int
) -> None:
    batch_id = await ready(house, town)
    own = f"/dot/{batch_id}/phe-duyet"
    async with sitting(town) as first, sitting(town) as second:
        early, late = await first.look(own), await second.look(own)
        signed = await sign(first, early, own, an_answer(source, "1301/QĐ-UBND"))
        assert signed.status_code == 303
        refused = await sign(second, late, own, an_answer(source, "1302/QĐ-UBND"))
    assert refused.status_code == 409
    assert "Đợt này đã có quyết định." in read(refused).text
    assert "1301/QĐ-UBND" in read(refused).text
    assert 'name="number"' not in refused.text


async def test_back_after_the_approval_there_is_no_form(
    house: str, town: Town, lists: None, source: int
) -> None:
    batch_id = await ready(house, town)
    own = f"/dot/{batch_id}/phe-duyet"
    async with sitting(town) as chairman:
        page = await chairman.look(own)
        await sign(chairman, page, own, an_answer(source, "1401/QĐ-UBND"))
        for address in (own, f"/dot/{batch_id}/tu-choi"):
            back = await chairman.look(address)
            assert back.status_code == 200
            assert "đã có quyết định" in read(back).text
            assert 'name="number"' not in back.text
        batch = await chairman.look(f"/dot/{batch_id}")
        assert "data-approve" not in batch.text
        assert "1401/QĐ-UBND" in read(batch).text


async def test_a_wrong_code_keeps_number_and_day(
    house: str, town: Town, lists: None, source: int
) -> None:
    batch_id = await ready(house, town)
    own = f"/dot/{batch_id}/phe-duyet"
    typed = an_answer(source, "77/QĐ-UBND", signed_on="6/5/2020") | {"ma-6-so": "12"}
    async with sitting(town) as chairman:
        page = await sign(chairman, await chairman.look(own), own, typed)
    assert page.status_code == 422
    assert value_of(page, "number") == "77/QĐ-UBND"
    assert value_of(page, "signed_on") == "6/5/2020"
    assert value_of(page, "ma-6-so") != "12"
    assert "Mã xác thực không đúng" in read(page).text
    assert 'href="#o-ma-6-so"' in page.text
    assert await scalar(house, "select state from batch where id = :b", b=batch_id) == "open"


async def test_a_number_in_use_is_told_beside_its_field(
    house: str, town: Town, lists: None, source: int
) -> None:
    first, second = await ready(house, town), await ready(house, town)
    async with sitting(town) as chairman:
        for batch_id, status in ((first, 303), (second, 409)):
            own = f"/dot/{batch_id}/phe-duyet"
            typed = an_answer(source, "1501/QĐ-UBND")
            page = await sign(chairman, await chairman.look(own), own, typed)
            assert page.status_code == status
    assert 'href="#o-number"' in page.text
    assert value_of(page, "number") == "1501/QĐ-UBND"


async def test_a_list_that_changed_meanwhile_is_shown_anew(
    house: str, town: Town, lists: None, source: int
) -> None:
    batch_id = await ready(house, town)
    own = f"/dot/{batch_id}/phe-duyet"
    async with sitting(town) as chairman:
        page = await chairman.look(own)
        stale = an_answer(source, "1601/QĐ-UBND", expected_count=2)
        refused = await sign(chairman, page, own, stale)
        assert refused.status_code == 412
        assert "khác với nội dung người ký đã xem" in read(refused).text
        fresh = hidden_in(refused, own)
        assert fresh["expected_count"] == "3"
        again = await sign(chairman, refused, own, an_answer(source, "1601/QĐ-UBND"))
        assert again.status_code == 303


async def test_over_the_budget_is_told_before_and_refused_after(
    house: str, town: Town, lists: None
) -> None:
    poor = await a_source(town, 1_000_000)
    batch_id = await ready(house, town)
    own = f"/dot/{batch_id}/phe-duyet"
    async with sitting(town) as chairman:
        page = await chairman.look(own)
        assert "Chỉ còn 1.000.000 đồng, thiếu 3.500.000 đồng" in read(page).text
        refused = await sign(chairman, page, own, an_answer(poor, "1701/QĐ-UBND"))
    assert refused.status_code == 409
    assert "cần 4.500.000 đồng" in read(refused).text
    assert value_of(refused, "number") == "1701/QĐ-UBND"


async def test_what_no_team_has_heard_is_not_signed(house: str, town: Town, lists: None) -> None:
    found = await submitted(town, "07", rows("07", 2))
    await advance(town, house, [found.id], Stage.AT_PROVINCE)
    await set_clock(house, DECISION_DAY)
    async with sitting(town, Role.DISTRICT_OFFICER, DISTRICT) as district:
        empty = await district.look("/dot/moi")
        action = "/dot/moi"
        without = await sign(district, empty, action, {"paper_number": "9/TTr-UBND"})
        assert without.status_code == 422
        assert "Chưa chọn danh sách nào" in read(without).text
        assert value_of(without, "paper_number") == "9/TTr-UBND"
        typed = {"paper_number": "9/TTr-UBND", "list_ids": found.id}
        made = await sign(district, without, action, typed)
        assert made.status_code == 303
        batch = await district.look(made.headers["location"])
        assert "Còn 2 hồ sơ chưa được Tổ thẩm định cấp tỉnh chấp thuận" in read(batch).text
        assert "data-approve" not in batch.text
        assert f"Danh sách {found.id} " not in read(await district.look("/dot/moi")).text
    number = made.headers["location"].partition("?")[0]
    async with sitting(town) as chairman:
        assert "data-approve" not in (await chairman.look(number)).text


async def test_numbers_are_masked_until_the_look_is_kept(
    house: str, town: Town, lists: None
) -> None:
    batch_id = await ready(house, town)
    list_id = await list_of(house, batch_id)
    query = "select id_number from dossier where list_id = :l order by id limit 1"
    number = str(await scalar(house, query, l=list_id))
    own = f"/dot/{batch_id}/nguoi"
    looks = "select coalesce(sum(shown), 0) from access_log where about = 'batch' and about_id = :b"
    async with sitting(town) as chairman:
        page = await chairman.look(own)
        assert number not in page.text
        assert f"•{number[-3:]}" in page.text
        assert await scalar(house, looks, b=batch_id) == 0
        clear = await sign(chairman, page, own, {})
        assert clear.status_code == 200
        assert number in clear.text
        assert await scalar(house, looks, b=batch_id) == 3
        few = await chairman.look(f"{own}?loc=BTXH")
        assert f"•{number[-3:]}" in few.text
        assert "Không có ai như vậy" in read(await chairman.look(f"{own}?loc=ghi-chu")).text


async def test_a_batch_is_refused_whole_and_notices_are_given(
    house: str, town: Town, lists: None
) -> None:
    batch_id = await ready(house, town, 2)
    own = f"/dot/{batch_id}/tu-choi"
    typed = {"number": "1801/QĐ-UBND", "signed_on": _SIGNED_ON, "reason_code": "MOVED_AWAY"}
    async with sitting(town) as chairman:
        refused = await sign(chairman, await chairman.look(own), own, typed | CODE)
        assert refused.status_code == 303, read(refused).text
        page = await chairman.look(refused.headers["location"])
        assert "Từ chối" in read(page).text
        assert "/quyet-dinh/thong-bao" in page.text
    async with sitting(town, Role.DISTRICT_OFFICER, DISTRICT) as district:
        newest = "select max(dossier_id) from p42.dossier_stage where stage = 'refused'"
        dossier_id = await scalar(house, newest)
        link, since = f"/quyet-dinh/thong-bao/{dossier_id}", f"?sau={dossier_id - 1}"
        assert f'href="{link}"' in (await district.look(f"/quyet-dinh/thong-bao{since}")).text
        given = {"number": "3/TB-UBND", "given_on": "1/1/2020"}
        early = await sign(district, await district.look(link), link, given)
        assert early.status_code == 422
        assert 'href="#o-given_on"' in early.text
        right = await sign(district, early, link, given | {"given_on": _SIGNED_ON})
        assert right.status_code == 303
        assert f'href="{link}"' not in (await district.look(f"/quyet-dinh/thong-bao{since}")).text


async def test_a_stopped_batch_is_not_signed_until_it_goes_on(
    house: str, town: Town, lists: None, source: int
) -> None:
    batch_id = await ready(house, town)
    own = f"/dot/{batch_id}"
    word = {"number": "88/UBND", "signed_on": _SIGNED_ON, "reason": "Rà soát lại đơn thư"} | CODE
    async with sitting(town) as chairman:
        page = await chairman.look(f"{own}/tam-dung")
        assert (await sign(chairman, page, f"{own}/tam-dung", word)).status_code == 303
        stopped = await chairman.look(own)
        assert "Rà soát lại đơn thư" in read(stopped).text
        assert "data-approve" not in stopped.text
        form = await chairman.look(f"{own}/phe-duyet")
        refused = await sign(chairman, form, f"{own}/phe-duyet", an_answer(source, "1901/QĐ-UBND"))
        assert refused.status_code == 409
        assert "tạm đình chỉ" in read(refused).text
        page = await chairman.look(f"{own}/tiep-tuc")
        go = await sign(chairman, page, f"{own}/tiep-tuc", word | {"number": "89/UBND"})
        assert go.status_code == 303
        assert "data-approve" in (await chairman.look(own)).text


async def test_a_decision_is_found_shown_proved_and_printed(
    house: str, town: Town, lists: None, source: int
) -> None:
    batch_id = await ready(house, town)
    own = f"/dot/{batch_id}/phe-duyet"
    async with sitting(town) as chairman:
        typed = an_answer(source, "2001/QĐ-UBND")
        signed = await sign(chairman, await chairman.look(own), own, typed)
        address = signed.headers["location"].partition("?")[0]
        found = await chairman.look("/quyet-dinh?nhom=BTXH&nam=2020")
        assert f'href="{address}"' in found.text
        assert f'href="{address}"' not in (await chairman.look("/quyet-dinh?nam=2019")).text
        shown = read(await chairman.look(address)).text
        assert "Bốn triệu năm trăm nghìn đồng" in shown
        list_id = await list_of(house, batch_id)
        query = "select id from dossier where list_id = :l order by id limit 1"
        number = await scalar(house, query, l=list_id)
        proved = await chairman.look(f"{address}/chung-minh?ho_so={number}")
        assert f"Hồ sơ {number} là dòng thứ 1 trong 3 dòng" in read(proved).text
        unknown = await chairman.look(f"{address}/chung-minh?ho_so=1")
        assert "không có hồ sơ mang số đó" in read(unknown).text
        paper = await chairman.look(f"{address}/quyet-dinh.pdf")
        assert paper.content[:5] == b"%PDF-"
        paper = await chairman.look(f"/dot/{batch_id}/to-trinh.docx")
        assert paper.content[:2] == b"PK"


async def test_power_is_handed_on_by_the_chairman_alone(house: str, town: Town) -> None:
    await set_clock(house, DECISION_DAY)
    (delegate,) = await enrolled((Role.CHAIRMAN, DISTRICT))
    own = "/quyet-dinh/uy-quyen"
    typed = {
        "document_number": "88/UQ-UBND", "officer_id": delegate.officer_id, "area_path": DISTRICT,
        "valid_from": _SIGNED_ON, "valid_to": "hôm nào",
    }  # fmt: skip
    async with sitting(town) as chairman:
        page = await chairman.look(own)
        wrong = await sign(chairman, page, own, typed | CODE)
        assert wrong.status_code == 422
        assert 'href="#o-valid_to"' in wrong.text
        assert value_of(wrong, "document_number") == "88/UQ-UBND"
        done = await sign(chairman, wrong, own, typed | CODE | {"valid_to": "31/12/2020"})
        assert done.status_code == 303, read(done).text
        assert "88/UQ-UBND" in read(await chairman.look(own)).text
    async with sitting(town, Role.FINANCE_OFFICER) as finance:
        assert (await finance.look("/quyet-dinh/uy-quyen")).status_code == 403


async def test_others_see_no_form_and_strangers_nothing(
    house: str, town: Town, lists: None
) -> None:
    batch_id = await ready(house, town)
    async with sitting(town, Role.FINANCE_OFFICER) as finance:
        page = await finance.look(f"/dot/{batch_id}")
        assert page.status_code == 200
        assert "data-approve" not in page.text
        for act in ("phe-duyet", "tu-choi", "tam-dung", "tiep-tuc"):
            assert (await finance.look(f"/dot/{batch_id}/{act}")).status_code == 403
    async with sitting(town, Role.CHAIRMAN, OTHER_PROVINCE) as stranger:
        for address in (f"/dot/{batch_id}", f"/dot/{batch_id}/phe-duyet", "/quyet-dinh/999999999"):
            assert (await stranger.look(address)).status_code == 404
        empty = read(await stranger.look("/dot")).text
        assert "Không có đợt nào chờ quyết định." in empty
    async with sitting(town, Role.COMMUNE_OFFICER, COMMUNE) as commune:
        assert (await commune.look("/dot")).status_code == 403
