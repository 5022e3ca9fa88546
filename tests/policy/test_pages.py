"""The pages of the policy: a day's rules with their sources, and documents of two people."""

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app import policy
from app.access import Role
from app.policy.known import forget
from tests.builders import DISTRICT, LIST_DAY, PROVINCE, Town, a_town
from tests.decisions.visits import CODE, hidden_in, sign, sitting, value_of
from tests.grounds import a_house_of_its_own, set_clock
from tests.intake.browser import Visitor, read
from tests.programmes import a_document, a_programme

_ENTER = "/chinh-sach/van-ban/nhap"


@pytest.fixture(scope="module")
async def own(house: str) -> AsyncIterator[str]:
    """A database of its own: what is enacted here is law nowhere else."""
    async with a_house_of_its_own(house) as url:
        forget()
        yield url
        forget()


@pytest.fixture(scope="module")
async def town(own: str) -> AsyncIterator[Town]:
    """Everybody in office there."""
    async with a_town(own) as made:
        yield made


@pytest.fixture(autouse=True)
async def morning(own: str) -> None:
    """Every test begins on the day of the lists."""
    await set_clock(own, LIST_DAY)


def an_answer(**changes: Any) -> dict[str, str]:
    """What somebody types of a programme of the province."""
    typed = {
        "code": "HT_VESO", "title": "Nghị quyết 12/2020/NQ-HĐND", "effective_from": "27/4/2020",
        "group_vi": "Người bán vé số lưu động", "heading": "DANH SÁCH NGƯỜI BÁN VÉ SỐ",
        "amount_kind": "monthly", "dong": "1.000.000", "months_cap": "2",
        "first_day": "1/4/2020", "last_day": "31/5/2020", "compiled_by": "commune",
        "handed_in_at": "commune", "commune_days": "3", "district_days": "2",
        "fund_level": "province", "beside": "gives_way",
    }  # fmt: skip
    return typed | changes


async def send_file(visitor: Visitor, name: str, content: bytes) -> Any:
    """Send the second form of the page, with a file."""
    page = await visitor.look(_ENTER)
    fields = hidden_in(page, _ENTER) | {"cach": "tep"}
    return await visitor.http.post(
        _ENTER, data=fields, files={"tep": (name, content)}, headers={"Origin": visitor.origin}
    )


async def test_the_policy_of_a_day_names_its_sources(town: Town) -> None:
    async with sitting(town, Role.AUDITOR) as auditor:
        early = read(await auditor.look("/chinh-sach?ngay=1/6/2020")).text
        assert "Chính sách có hiệu lực ngày 01/06/2020" in early
        assert "1.800.000" in early
        assert "Quyết định 15/2020/QĐ-TTg" in early
        late = read(await auditor.look("/chinh-sach?ngay=19-10-2020")).text
        assert "Quyết định 32/2020/QĐ-TTg" in late
        wrong = await auditor.look("/chinh-sach?ngay=hôm%20qua")
        assert "ghi một ngày từ năm 2020" in read(wrong).text
        group = read(await auditor.look("/chinh-sach/nhom/HKD?ngay=1/6/2020")).text
        assert "Các bước và thời hạn" in group
        await auditor.look("/ngon-ngu/en")
        for address in ("/chinh-sach", "/chinh-sach/cho-xac-nhan"):
            cells = re.findall(r"<td[^>]*>(.*?)</td>", (await auditor.look(address)).text)
            assert not {"có", "không", "trung ương", "theo tổng số tiền"} & set(cells)
        assert "yes" in cells
        await auditor.look("/ngon-ngu/vi")
        assert (await auditor.look("/chinh-sach/cho-xac-nhan")).status_code == 200
        assert "Chưa có văn bản nào" in read(await auditor.look("/chinh-sach/van-ban")).text
        assert (await auditor.look(_ENTER)).status_code == 403
    async with sitting(town, Role.DISTRICT_OFFICER, DISTRICT) as district:
        assert (await district.look("/chinh-sach")).status_code == 403


async def test_a_programme_is_entered_by_one_and_approved_by_another(town: Town) -> None:
    async with sitting(town, Role.DEPARTMENT_REPORTER) as reporter:
        page = await reporter.look(_ENTER)
        wrong = await sign(reporter, page, _ENTER, an_answer(last_day="31/3/2020", dong="nhiều"))
        assert wrong.status_code == 422
        assert 'href="#o-dong"' in wrong.text
        assert value_of(wrong, "group_vi") == "Người bán vé số lưu động"
        wrong = await sign(reporter, page, _ENTER, an_answer(last_day="31/3/2020"))
        assert "ngày cuối phải sau ngày đầu" in read(wrong).text
        made = await sign(reporter, wrong, _ENTER, an_answer())
        assert made.status_code == 303, read(made).text
        address = made.headers["location"].partition("?")[0]
        shown = read(await reporter.look(made.headers["location"])).text
        assert "Văn bản có hiệu lực sau khi người thứ hai phê duyệt" in shown
        assert "1.000.000 đồng" in shown
        assert (await reporter.look(f"{address}/phe-duyet")).status_code == 403
        again = await sign(reporter, await reporter.look(_ENTER), _ENTER, an_answer())
        assert again.status_code == 409
        assert "đã được nhập" in read(again).text
    own = f"{address}/phe-duyet"
    async with sitting(town, Role.CHAIRMAN) as chairman:
        page = await chairman.look(own)
        assert "xã: 3 ngày làm việc" in read(page).text
        refused = await sign(chairman, page, own, {"ma-6-so": "1"})
        assert refused.status_code == 422
        assert 'href="#o-ma-6-so"' in refused.text
        assert "HT_VESO" not in read(await chairman.look("/chinh-sach?ngay=1/6/2020")).text
        approved = await sign(chairman, page, own, CODE)
        assert approved.status_code == 303, read(approved).text
        assert "HT_VESO" in read(await chairman.look("/chinh-sach?ngay=1/6/2020")).text
        back = await chairman.look(own)
        assert 'name="ma-6-so"' not in back.text


async def test_any_document_comes_as_a_file(town: Town) -> None:
    async with sitting(town, Role.DEPARTMENT_REPORTER, PROVINCE) as reporter:
        for name, content, words in (
            ("a.json", b"{", "JSON hay TOML"),
            ("a.json", b"{}", "code: "),
            ("a.json", b"", "chưa chọn tệp"),
        ):
            refused = await send_file(reporter, name, content)
            assert refused.status_code == 422
            assert words in read(refused).text
        document = json.dumps(a_document(a_programme())).encode()
        made = await send_file(reporter, "a.json", document)
        assert made.status_code == 303, read(made).text
        shown = read(await reporter.look(made.headers["location"])).text
        assert "Làm việc tại cơ sở thuộc chương trình của tỉnh" in shown


def test_groups_and_documents_have_words() -> None:
    assert {policy.group_called(group) for group in policy.Group}.isdisjoint(policy.Group)
    assert policy.group_called("NO_SUCH") == "NO_SUCH"
    assert policy.edition_called("QD15") == "Quyết định 15/2020/QĐ-TTg"
    assert policy.edition_called("QD32") == "Quyết định 32/2020/QĐ-TTg"
    assert policy.edition_called("QD99") == "QD99"
