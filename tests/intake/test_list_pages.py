"""A clerk without a manual and without JavaScript: from the template to the list handed in."""

import asyncio
import re
from collections.abc import AsyncIterator
from itertools import count

import pytest

from app.access import Role
from app.core.db import Standing
from app.intake.forms import FORMS
from app.intake.jobs import read_list
from app.intake.marking_jobs import mark_workbook
from app.intake.reading import limits
from tests.builders import (
    COMMUNE,
    DISTRICT,
    FAR_COMMUNE,
    POSTING_OVER,
    Town,
    a_list,
    a_row,
    a_workbook,
    close_postings,
    hearing,
    posted,
    read_now,
    rows,
    submitted,
)  # fmt: skip
from tests.grounds import scalar, set_clock
from tests.pages import at_desk, send_file, text_of
from tests.town import logged, morning, town

from .browser import Visitor, read

__all__ = ["logged", "morning", "town"]

_NUMBERS = count(1)


@pytest.fixture
async def clerk(town: Town) -> AsyncIterator[Visitor]:
    """The browser of a commune officer."""
    async with at_desk(town) as visitor:
        yield visitor


def a_file(form: str, people: list[dict[str, object]]) -> bytes:
    return a_workbook(form, people, unit_name=f"UBND phường, trang {next(_NUMBERS)}")


async def handed_in(clerk: Visitor, content: bytes, form: str = "08") -> int:
    """The number of a list whose file was sent by page and read."""
    sent = await send_file(clerk, await clerk.look("/nop-danh-sach"), content, form=form)
    assert sent.status_code == 303, text_of(sent)
    number = int(sent.headers["location"].rsplit("/", 1)[1])
    await read_now(number, COMMUNE)
    return number


async def test_from_the_template_to_the_list_handed_in_are_three_acts(
    house: str, town: Town, clerk: Visitor
) -> None:
    acts = []
    page = await clerk.look("/nop-danh-sach")
    (template,) = [one for one in read(page).attributes("href", "a") if one.endswith("/08.xlsx")]
    got = await clerk.look(template)
    acts.append("download")
    assert (got.status_code, got.content[:2]) == (200, b"PK")
    sent = await send_file(clerk, page, a_file("08", rows("08", 3)), form="08")
    acts.append("upload")
    address = sent.headers["location"]
    number = int(address.rsplit("/", 1)[1])
    reading = await clerk.look(address)
    assert "Đang đọc danh sách" in text_of(reading)
    assert 'http-equiv="refresh"' in reading.text
    assert 'hx-trigger="every 1s"' in reading.text
    await read_now(number, COMMUNE)
    shown = await clerk.look(address)
    assert "3 dòng hợp lệ 0 dòng có lỗi 0 dòng nghi trùng" in text_of(shown)
    assert "2.250.000" in text_of(shown)
    assert "Hai triệu hai trăm năm mươi nghìn đồng" in text_of(shown)
    assert "hx-trigger" not in shown.text
    (check,) = [one for one in read(shown).attributes("href", "a") if one.endswith("/nop")]
    done = await clerk.send(await clerk.look(check), {"expected": "3"})
    acts.append("submit")
    assert (done.status_code, done.headers["location"]) == (303, f"{address}?xong=nop")
    assert "Đã nộp danh sách" in text_of(await clerk.look(done.headers["location"]))
    state = "select state from dossier_list where id = :id"
    assert await scalar(house, state, id=number) == "submitted"
    assert len(acts) == 3


async def test_a_bad_workbook_says_which_row_which_column_and_why(
    town: Town, clerk: Visitor
) -> None:
    people = [a_row("08"), a_row("08", id_number="12345"), a_row("08", birth="31/02/1975")]
    number = await handed_in(clerk, a_file("08", people))
    page = await clerk.look(f"/danh-sach/{number}")
    text = text_of(page)
    assert "1 dòng hợp lệ 2 dòng có lỗi" in text
    assert FORMS["08"].column("id_number").header in text
    assert "31/02/1975" in text
    assert "12345" not in text
    assert "Có thể nộp ngay 1 dòng hợp lệ; 2 dòng có lỗi nộp sau khi sửa" in text
    good = text_of(await clerk.look(f"/danh-sach/{number}?dong=hop-le"))
    assert people[0]["full_name"] in good
    assert "31/02/1975" not in good


async def test_a_row_with_faults_tells_its_row_of_the_file_and_whom_it_names(
    house: str, town: Town, clerk: Visitor
) -> None:
    people = [a_row("08"), a_row("08", birth="31/02/1975", sex="?", full_name="Trần Thị Lạc Hàng")]
    number = await handed_in(clerk, a_file("08", people))
    for _ in range(100):  # names are read meanwhile: a page waits for them no longer than a moment
        found = read(await clerk.look(f"/danh-sach/{number}"))
        if "Trần Thị Lạc Hàng" in found.text:
            break
        await asyncio.sleep(0.1)
    query = "select row_number from p42.list_row where list_id = :id and not good"
    row = int(await scalar(house, query, id=number))
    assert row > 2, "titles and headings stand above, as in Excel"
    assert f"{row} Trần Thị Lạc Hàng Có lỗi" in found.text
    assert FORMS["08"].column("sex").header in found.text
    everybody = text_of(await clerk.look(f"/danh-sach/{number}?dong=tat-ca"))
    assert f"{row - 1} {people[0]['full_name']} Hợp lệ" in everybody


async def test_a_list_leads_to_what_took_it_up(house: str, town: Town, clerk: Visitor) -> None:
    found = await submitted(town, "08", rows("08", 1))
    before = await clerk.look(f"/danh-sach/{found.id}")
    assert "Danh sách đã đi qua" not in text_of(before)
    posting = await posted(town, [found.id])
    await set_clock(house, POSTING_OVER)
    await close_postings(town, [found.id])
    sitting = await hearing(town, [found.id], COMMUNE)
    page = await clerk.look(f"/danh-sach/{found.id}")
    links = read(page).attributes("href", "a")
    assert f"/niem-yet/{posting.id}" in links
    assert "Danh sách đã đi qua" in text_of(page)
    async with at_desk(town, Role.DEPARTMENT_REPORTER, "42.") as reporter:
        page = await reporter.look(f"/danh-sach/{found.id}")
    assert f"/phien-hop/{sitting.id}" in read(page).attributes("href", "a")
    assert "Phiên họp cấp xã ngày 04/05/2020" in text_of(page)


async def test_the_marked_workbook_is_asked_for_followed_and_fetched(
    house: str, town: Town, clerk: Visitor
) -> None:
    number = await handed_in(clerk, a_file("08", [a_row("08"), a_row("08", sex="?")]))
    page = await clerk.look(f"/danh-sach/{number}/danh-dau")
    assert (await clerk.look(f"/danh-sach/{number}/danh-dau.xlsx")).status_code == 409
    form = next(one for one in read(page).forms if one["action"].endswith("/danh-dau"))
    asked = await clerk.post(form["action"], form["fields"])
    assert asked.headers["location"] == f"/danh-sach/{number}/danh-dau?cho=1"
    waiting = await clerk.look(asked.headers["location"])
    assert "Đang đánh dấu lỗi" in text_of(waiting)
    await mark_workbook(Standing(COMMUNE), {"list_id": number, "version": 1})
    assert "Tệp đã sẵn sàng" in text_of(await clerk.look(asked.headers["location"]))
    got = await clerk.look(f"/danh-sach/{number}/danh-dau.xlsx")
    assert (got.status_code, got.content[:2]) == (200, b"PK")
    assert "attachment" in got.headers["content-disposition"]
    original = await clerk.look(f"/danh-sach/{number}/tep-goc")
    assert original.content[:2] == b"PK"
    kept = "select count(*) from access_log where about = 'dossier_list' and about_id = :id"
    assert await scalar(house, kept, id=number) == 2


@pytest.mark.parametrize(
    ("name", "content", "form", "told"),
    [
        ("", b"", "08", "Chưa chọn tệp danh sách."),
        ("a.xlsx", b"", "08", "tệp rỗng"),
        ("a.doc", b"PK no workbook", "08", "Đây không phải tệp Excel"),
        ("a.xlsx", b"x", "", "Chưa chọn mẫu của danh sách."),
    ],
)
async def test_a_wrong_file_is_told_beside_its_field(
    clerk: Visitor, name: str, content: bytes, form: str, told: str
) -> None:
    page = await clerk.look("/nop-danh-sach")
    refused = await send_file(clerk, page, content, name, form=form)
    assert refused.status_code == 422
    assert told in text_of(refused)
    field = "form" if not form else "file"
    assert f"#o-{field}" in read(refused).attributes("href", "a")
    assert f"o-{field}-error" in read(refused).attributes("id")


async def test_a_file_that_is_too_large_is_told_by_a_page(clerk: Visitor) -> None:
    page = await clerk.look("/nop-danh-sach")
    just = await send_file(clerk, page, b"x" * (limits().max_bytes + 1), form="08")
    assert just.status_code == 413
    assert "o-file-error" in read(just).attributes("id")
    far = await send_file(clerk, page, b"x" * (limits().max_bytes + (2 << 20)), form="08")
    assert far.status_code == 413
    assert far.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in far.headers["content-security-policy"]


async def test_a_file_of_another_form_is_refused_and_columns_may_be_named(
    town: Town, clerk: Visitor
) -> None:
    page = await clerk.look("/nop-danh-sach")
    content = a_file("07", rows("07", 1))
    refused = await send_file(clerk, page, content, form="08")
    assert refused.status_code == 422
    assert "/nop-danh-sach/cot?mau=08" in read(refused).attributes("href", "a")


async def test_columns_of_another_software_are_named_once(town: Town, clerk: Visitor) -> None:
    person = a_row("07")
    header = "TT;Họ tên ĐT;NTNS;GT;Số CMT;Ấp;Diện;Mức TC;Cột lạ;Tháng;Tiền"
    line = [
        "1", person["full_name"], person["birth"], "Nữ", person["id_number"], "Thôn Đông",
        person["category"], "540000", "x", "3", "1500000",
    ]  # fmt: skip
    content = "\n".join([header, ";".join(line)]).encode()
    page = await clerk.look("/nop-danh-sach/cot?mau=07")
    found = await send_file(clerk, page, content, "xuat.csv", form="07")
    assert found.status_code == 200, text_of(found)
    assert "Cột “Cột lạ” là" in text_of(found)
    (form,) = (one for one in read(found).forms if "headers" in one["names"])
    headers = form["fields"]["headers"].split("\n")
    named = {"Họ tên ĐT": "full_name", "Tháng": "months"}
    fields = {f"cot-{headers.index(one)}": field for one, field in named.items()}
    refused = await clerk.post(form["action"], form["fields"] | fields | {"name": "Phần mềm"})
    assert refused.status_code == 422
    assert "thiếu cột" in text_of(refused)
    assert "Cột “Cột lạ” là" in text_of(refused)
    right = {"NTNS": "birth", "GT": "sex", "Số CMT": "id_number", "Ấp": "hamlet",
             "Diện": "category", "Mức TC": "allowance_dong", "Tiền": "amount_dong"}  # fmt: skip
    fields |= {f"cot-{headers.index(one)}": field for one, field in right.items()}
    kept = await clerk.post(form["action"], form["fields"] | fields | {"name": "Phần mềm"})
    assert (kept.status_code, kept.headers.get("location")) == (
        303, "/nop-danh-sach?mau=07&xong=cot",
    ), text_of(kept)  # fmt: skip
    again = await clerk.look(kept.headers["location"])
    assert (await send_file(clerk, again, content, "xuat.csv", form="07")).status_code == 303


async def test_a_corrected_file_says_what_has_changed(town: Town, clerk: Visitor) -> None:
    people = [a_row("08"), a_row("08", birth="31/02/1975")]
    number = await handed_in(clerk, a_file("08", people))
    people[1]["birth"] = "12/03/1975"
    page = await clerk.look(f"/nop-danh-sach/{number}")
    sent = await send_file(clerk, page, a_file("08", [*people, a_row("08")]))
    assert sent.headers["location"] == f"/danh-sach/{number}"
    assert "Đang đọc danh sách" in text_of(await clerk.look(sent.headers["location"]))
    await read_list(Standing(COMMUNE), {"list_id": number, "version": 2})
    shown = text_of(await clerk.look(f"/danh-sach/{number}"))
    assert "3 dòng hợp lệ 0 dòng có lỗi" in shown
    assert "Bản thứ 2: thêm 1 dòng, sửa 1 dòng, bỏ 0 dòng, giữ nguyên 1 dòng." in shown
    versions = text_of(await clerk.look(f"/danh-sach/{number}/cac-ban"))
    assert "Bản 2 khác bản 1 ở đâu" in versions
    assert "Thêm mới" in versions


async def test_two_officers_on_one_list_the_second_sees_it_has_changed(
    town: Town, clerk: Visitor
) -> None:
    people = rows("08", 2)
    number = await handed_in(clerk, a_file("08", people))
    seen = await clerk.look(f"/danh-sach/{number}/nop")
    async with at_desk(town) as other:
        page = await other.look(f"/nop-danh-sach/{number}")
        await send_file(other, page, a_file("08", [*people, a_row("08")]))
        await read_list(Standing(COMMUNE), {"list_id": number, "version": 2})
    refused = await clerk.send(seen, {"expected": "2"})
    assert refused.status_code == 412
    assert "Dự kiến 2 hồ sơ nhưng hiện có 3" in text_of(refused)
    form = next(one for one in read(refused).forms if "expected" in one["names"])
    again = await clerk.post(form["action"], form["fields"] | {"expected": "3"})
    assert again.status_code == 303
    after = text_of(await clerk.look(f"/danh-sach/{number}/nop"))
    assert "Không còn dòng nào chờ nộp" in after
    assert "Số dòng nộp lần này" not in after
    late = await clerk.post(form["action"], form["fields"] | {"expected": "3"})
    assert "trạng thái đã nộp; thao tác này cần trạng thái chờ nộp." in text_of(late)


async def test_people_stand_in_the_order_of_the_sheet(
    town: Town, clerk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.intake.list_pages._ROWS", 7)
    own = f"/danh-sach/{(await submitted(town, '08', rows('08', 12))).id}/ho-so"
    first = _rows_in((await clerk.look(own)).text)
    rest = _rows_in((await clerk.look(f"{own}?sau={first[-1]}")).text)
    assert (len(first), first + rest) == (7, [*range(first[0], first[0] + 12)])


def _rows_in(page: str) -> list[int]:
    """The numbers of the rows whose people a page shows, from above."""
    return [int(one) for one in re.findall(r'number">(\d+)</td>\s*<th', page)]


async def test_after_submission_the_dossiers_stand_on_their_road(
    town: Town, clerk: Visitor
) -> None:
    found = await submitted(town, "08", rows("08", 2))
    page = await clerk.look(f"/danh-sach/{found.id}/ho-so")
    text = text_of(page)
    assert "Đang ở đâu" in text
    assert "2 hồ sơ" in text
    assert "•••••••••" in text
    assert read(page).attributes("aria-current", "li") == ["step"]
    none = await clerk.look(f"/danh-sach/{found.id}/ho-so?buoc=approved")
    assert "Không có hồ sơ nào ở bước này" in text_of(none)
    shown = await clerk.look(f"/danh-sach/{found.id}")
    assert f"/niem-yet/moi?danh_sach={found.id}" in shown.text


async def test_a_list_is_withdrawn_only_before_it_is_handed_in(town: Town, clerk: Visitor) -> None:
    number = await handed_in(clerk, a_file("08", rows("08", 1)))
    page = await clerk.look(f"/danh-sach/{number}/rut")
    form = next(one for one in read(page).forms if one["action"].endswith("/rut"))
    assert (await clerk.post(form["action"], form["fields"])).status_code == 303
    assert "Danh sách đã rút" in text_of(await clerk.look(f"/danh-sach/{number}"))
    late = await clerk.post(form["action"], form["fields"])
    assert late.status_code == 409


async def test_who_looks_from_above_may_read_and_not_hand_in(town: Town) -> None:
    found = await a_list(town, "08", rows("08", 1))
    async with at_desk(town, Role.DISTRICT_OFFICER, DISTRICT) as above:
        page = await above.look(f"/danh-sach/{found.id}")
        assert "Phường" in text_of(page)
        assert f"/danh-sach/{found.id}/nop" not in page.text
        forms = text_of(await above.look("/nop-danh-sach"))
        assert "Danh sách rà soát người có công" in forms
        assert "Danh sách hộ nghèo" not in forms
        check = await above.look(f"/danh-sach/{found.id}/nop")
        assert (await above.send(check, {"expected": "1"})).status_code == 403


async def test_lists_of_elsewhere_are_not_there(town: Town) -> None:
    found = await a_list(town, "08", rows("08", 1))
    async with at_desk(town, path=FAR_COMMUNE) as far:
        for page in ("", "/ho-so", "/nop", "/danh-dau", "/cac-ban", "/tep-goc", "/danh-dau.xlsx"):
            assert (await far.look(f"/danh-sach/{found.id}{page}")).status_code == 404, page
        assert (await far.look(f"/nop-danh-sach/{found.id}")).status_code == 404
        assert (await far.look("/danh-sach/99999999999999999999")).status_code == 404


async def test_who_reads_no_lists_is_told_so(town: Town) -> None:
    async with at_desk(town, Role.FINANCE_OFFICER, "42.") as finance:
        assert (await finance.look("/nop-danh-sach")).status_code == 403
        assert (await finance.look("/danh-sach/1")).status_code == 403


async def test_an_old_font_is_shown_and_converted_when_the_officer_says_so(
    house: str, town: Town, clerk: Visitor
) -> None:
    typed = ["NguyÔn V¨n ¢n", "TrÇn ThÞ ¸nh", "Ph¹m ThÞ Thu H\xad¬ng", "Lª Hå ThÞ"]
    number = await handed_in(clerk, a_file("08", [a_row("08", full_name=one) for one in typed]))
    page = await clerk.look(f"/danh-sach/{number}")
    assert "Có cột gõ bằng phông chữ cũ" in text_of(page)
    preview = await clerk.look(f"/danh-sach/{number}/phong-chu")
    assert "Nguyễn Văn Ân" in text_of(preview)
    done = await clerk.send(preview, {"encoding": "tcvn3"})
    assert done.headers["location"] == f"/danh-sach/{number}"
    await read_list(Standing(COMMUNE), {"list_id": number, "version": 2})
    shown = text_of(await clerk.look(f"/danh-sach/{number}?dong=hop-le"))
    assert "4 dòng hợp lệ 0 dòng có lỗi" in shown
    assert "Nguyễn Văn Ân" in shown
    again = await clerk.send(preview, {"encoding": "vni"})
    assert again.status_code == 409


async def test_a_reading_is_stopped_by_page(town: Town, clerk: Visitor) -> None:
    page = await clerk.look("/nop-danh-sach")
    sent = await send_file(clerk, page, a_file("08", rows("08", 1)), form="08")
    address = sent.headers["location"]
    stop = await clerk.look(f"{address}/dung")
    form = next(one for one in read(stop).forms if one["action"].endswith("/dung"))
    assert (await clerk.post(form["action"], form["fields"])).status_code == 303
    assert "Đã rút" in text_of(await clerk.look(address))
    assert (await clerk.post(form["action"], form["fields"])).status_code == 409


async def test_long_lists_are_walked_by_key_and_stay_small(town: Town, clerk: Visitor) -> None:
    number = await handed_in(clerk, a_file("08", [a_row("08", sex="?") for _ in range(60)]))
    first = await clerk.look(f"/danh-sach/{number}")
    (more,) = [one for one in read(first).attributes("href", "a") if "sau=" in one]
    second = await clerk.look(more.partition("#")[0])
    assert text_of(first).count("Không rõ giới tính") == 50
    assert text_of(second).count("Không rõ giới tính") == 10
    assert len(first.content) < 50_000


async def test_the_same_pages_speak_english(town: Town, clerk: Visitor) -> None:
    number = await handed_in(clerk, a_file("08", [a_row("08"), a_row("08", sex="?")]))
    await clerk.look("/ngon-ngu/en")
    text = text_of(await clerk.look(f"/danh-sach/{number}"))
    assert "1 valid rows 1 faulty rows 0 possible duplicates" in text
    assert "The sex is unknown (it says “?”)" in text
    assert "Không rõ giới tính" not in text
    refused = await send_file(clerk, await clerk.look("/nop-danh-sach"), b"", "", form="08")
    assert "Choose the file of the list first." in text_of(refused)
    lost = await clerk.look("/danh-sach/999999999")
    assert "There is no such list within your territory." in text_of(lost)


async def test_all_that_is_missing_is_told_at_once(clerk: Visitor) -> None:
    for address in ("/nop-danh-sach", "/nop-danh-sach/cot"):
        page = await clerk.look(address)
        refused = await send_file(clerk, page, b"", "", form="")
        assert refused.status_code == 422
        found = read(refused)
        for field, words in (
            ("form", "Chưa chọn mẫu của danh sách."),
            ("file", "Chưa chọn tệp danh sách."),
        ):
            assert found.text.count(words) == 2, "in the summary and beside the field"
            assert f"o-{field}-error" in " ".join(found.attributes("aria-describedby"))
            assert f"#o-{field}" in found.attributes("href", "a")


async def test_days_are_asked_for_as_people_write_them(town: Town, clerk: Visitor) -> None:
    number = await handed_in(clerk, a_file("08", [a_row("08", birth="31/02/1975")]))
    text = text_of(await clerk.look(f"/danh-sach/{number}"))
    assert "ngày/tháng/năm có thật, ví dụ 1/6/2020, hoặc năm sinh" in text
    assert "dd/mm/yyyy" not in text
