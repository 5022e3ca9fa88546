"""The first page of each role, with something planted and without."""

import re
from datetime import date

import pytest

from app import policy
from app.access import Role
from app.dossiers.rules import Stage
from app.home import waiting
from app.home.rules import KINDS, OF_ROLE, USUAL, WHERE, Task, in_order
from app.postings.schemas import ObjectionOrder
from tests.builders import (
    COMMUNE,
    DECISION_DAY,
    DISTRICT,
    FAR_COMMUNE,
    LIST_DAY,
    POSTING_OVER,
    PROVINCE,
    PROVINCE_DAY,
    Town,
    a_batch,
    a_list,
    a_row,
    at_stage,
    decided,
    heard,
    hearing,
    ordered,
    posted,
)
from tests.grounds import set_clock
from tests.intake.browser import Visitor, read
from tests.supervision.matters import brought

from .desks import desk

NOTHING = "Không có việc nào đang chờ."
QUIET = "40.413."
"""A district in which nobody has lists."""


async def told(visitor: Visitor) -> str:
    """What stands on the first page."""
    page = await visitor.look("/")
    assert page.status_code == 200
    return read(page).text


async def count_of(visitor: Visitor, words: str) -> int:
    """How many of a kind of work wait; other tests may have left some too."""
    found = re.search(rf"(\d+) {words}", await told(visitor))
    return int(found[1]) if found else 0


def test_working_days_to_a_deadline() -> None:
    rules, due = policy.policy_at(LIST_DAY), date(2020, 5, 13)
    for today, left in ((LIST_DAY, 10), (due, 0), (date(2020, 5, 18), -3)):
        assert waiting._left(rules, "complaints", due, today) == left
    assert waiting._left(rules, "complaints", date(2020, 5, 16), date(2020, 5, 17)) == -1
    assert waiting._left(rules, "leases", due, LIST_DAY) is None


def test_every_role_has_its_work_and_a_place_to_look() -> None:
    assert set(OF_ROLE) == set(WHERE) == set(USUAL) == set(Role)
    assert all(2 <= len(links) <= 3 for links in USUAL.values())
    assert {code for codes in OF_ROLE.values() for code in codes} == set(KINDS)


def test_what_is_due_first_stands_first() -> None:
    since, late, soon = (
        Task("leases", 1, date(2020, 4, 1)), Task("complaints", 1, date(2020, 4, 2), -3),
        Task("complaints_watched", 1, date(2020, 5, 1), 4),
    )  # fmt: skip
    assert in_order([since, soon, late]) == [late, soon, since]


@pytest.mark.parametrize("role", list(Role))
async def test_every_role_has_a_first_page(town: Town, role: Role) -> None:
    async with desk(town, role, QUIET) as visitor:
        page = await told(visitor)
        if role is Role.DEPARTMENT_REPORTER:
            assert "Báo cáo tháng này chưa lập" in page
        else:
            assert NOTHING in page
            assert WHERE[role][1] in page


@pytest.mark.parametrize("role", list(Role))
async def test_the_usual_work_of_every_role_is_at_hand(town: Town, role: Role) -> None:
    """Every link stands on the first page and leads where the role may go."""
    async with desk(town, role, QUIET) as visitor:
        page = read(await visitor.look("/"))
        for address, words in USUAL[role]:
            assert address in page.attributes("href", "a")
            assert words in page.text
            assert (await visitor.look(address)).status_code == 200, address
        await visitor.look("/ngon-ngu/en")
        english = await told(visitor)
        assert not [words for _, words in USUAL[role] if words in english]


async def test_the_administrator_of_the_nation_has_a_first_page(town: Town) -> None:
    async with desk(town, Role.ADMINISTRATOR, "") as visitor:
        assert NOTHING in await told(visitor)
        links = read(await visitor.look("/")).attributes("href", "a")
        assert "/quan-tri/nguoi-moi" in links
        assert "/lich" not in links, "an office of no province has no calendar"


async def test_a_commune_officer_sees_lists_postings_and_objections(house: str, town: Town) -> None:
    async with desk(town, Role.COMMUNE_OFFICER, FAR_COMMUNE) as visitor:
        before = await count_of(visitor, "danh sách có dòng lỗi cần sửa")
        await a_list(town, "07", [a_row("07", birth="31/02/1975")], FAR_COMMUNE)
        assert await count_of(visitor, "danh sách có dòng lỗi cần sửa") == before + 1
    async with desk(town, Role.COMMUNE_OFFICER) as visitor:
        before = await count_of(visitor, "danh sách chờ niêm yết")
        found = await at_stage(town, house, Stage.SUBMITTED, 1)
        assert await count_of(visitor, "danh sách chờ niêm yết") == before + 1
        posting = await posted(town, [found.id])
        assert await count_of(visitor, "danh sách chờ niêm yết") == before
        clerk = await town.at(COMMUNE)
        heard_before = await count_of(visitor, "ý kiến của người dân")
        said = {"list_id": found.id, "text": "Hộ này không nghèo", "received_on": LIST_DAY}
        await clerk.object_to(posting.id, ObjectionOrder.model_validate(said))
        assert await count_of(visitor, "ý kiến của người dân") == heard_before + 1
        over = await count_of(visitor, "đợt niêm yết đã đủ ngày")
        await set_clock(house, POSTING_OVER)
        assert await count_of(visitor, "đợt niêm yết đã đủ ngày") > over


async def test_a_deadline_is_told_in_working_days(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.SUBMITTED, 1)
    words = "đơn thư do cơ quan bạn giải quyết"
    async with desk(town, Role.DISTRICT_OFFICER, DISTRICT) as visitor:
        before = await count_of(visitor, words)
        await (await town.at(DISTRICT)).record_complaint(brought(list_id=found.id))
        assert await count_of(visitor, words) == before + 1
        assert re.search(rf"{words} hạn [0-9/]+, (còn|quá hạn|hạn hôm nay)", await told(visitor))
        await set_clock(house, date(2020, 5, 18))
        late = await visitor.look("/")
        assert re.search(rf"{words} hạn [0-9/]+, quá hạn [0-9]+ ngày làm việc", read(late).text)
        assert 'class="overdue"' in late.text
    async with desk(town, Role.INSPECTOR, PROVINCE) as visitor:
        assert await count_of(visitor, "đơn thư trong địa bàn chưa trả lời") >= 1


async def test_councils_see_lists_and_sittings(house: str, town: Town) -> None:
    lists, sittings = "danh sách chờ đưa ra phiên họp", "phiên họp đang mở"
    async with desk(town, Role.COUNCIL_SECRETARY, DISTRICT) as visitor:
        before = [await count_of(visitor, one) for one in (lists, sittings)]
        found = await at_stage(town, house, Stage.AT_DISTRICT, 1)
        assert await count_of(visitor, lists) == before[0] + 1
        await hearing(town, [found.id], DISTRICT)
        after = [await count_of(visitor, one) for one in (lists, sittings)]
        assert after == [before[0], before[1] + 1]


async def test_from_the_batch_to_the_orders_each_desk_has_its_turn(house: str, town: Town) -> None:
    gather = "danh sách đã thẩm định xong, chờ lập đợt trình"
    async with desk(town, Role.DEPARTMENT_REPORTER, PROVINCE) as visitor:
        before = await count_of(visitor, gather)
        found = await at_stage(town, house, Stage.AT_PROVINCE, 2)
        other = await at_stage(town, house, Stage.AT_PROVINCE, 1)
        await set_clock(house, PROVINCE_DAY)
        await heard(town, [found.id, other.id], PROVINCE)
        assert await count_of(visitor, gather) == before + 2
    async with desk(town, Role.CHAIRMAN, PROVINCE) as chairman:
        before = await count_of(chairman, "đợt trình chờ ký")
        await a_batch(town, [other.id])
        assert await count_of(chairman, "đợt trình chờ ký") == before + 1
    await set_clock(house, DECISION_DAY)
    decision = await decided(town, [found.id])
    async with desk(town, Role.FINANCE_OFFICER, PROVINCE) as treasurer:
        before = await count_of(treasurer, "đợt chi chờ giao lệnh")
        await ordered(decision)
        assert await count_of(treasurer, "đợt chi chờ giao lệnh") == before + 1
        assert "người được phê duyệt" in await told(treasurer)
        finance = await town.at(PROVINCE, "taichinh")
        runs = await finance.payout_runs("prepared", decision=decision.id)
        open_before = await count_of(treasurer, "đợt chi đã giao lệnh")
        async with desk(town, Role.PAYMENT_AGENT, PROVINCE) as agent:
            to_take = await count_of(agent, "lệnh chi chờ nhận")
            await finance.release_run(runs[0].id)
            assert await count_of(agent, "lệnh chi chờ nhận") == to_take + 2
        assert await count_of(treasurer, "đợt chi đã giao lệnh") == open_before + 1


async def test_keys_are_told_and_can_be_switched_off(town: Town) -> None:
    async with desk(town, Role.AUDITOR, PROVINCE) as visitor:
        page = await visitor.look("/phim-tat")
        assert "Tắt phím tắt" in read(page).text
        assert [one for _, one in read(page).tags if "data-keys" in one]


async def test_strangers_sign_in_first(town: Town) -> None:
    from tests.intake.test_pages import app_of

    visitor = Visitor(app_of(town))
    async with visitor.http:
        for address in ("/", "/phim-tat", "/ho-so/1", "/nguoi/1"):
            assert (await visitor.look(address)).status_code == 303
