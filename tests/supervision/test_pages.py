"""Complaints, holds, interests and samples as officers without JavaScript meet them."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from app.access import Role
from app.dossiers.rules import Stage
from tests.builders import (
    COMMUNE,
    DECISION_DAY,
    DISTRICT,
    OTHER_COMMUNE,
    PROVINCE,
    SIBLING,
    Town,
    at_stage,
    dossiers_of,
)
from tests.grounds import set_clock
from tests.home.desks import desk
from tests.intake.browser import Visitor, read

from .matters import SENDER, end_all

WORDS = "Hộ này không thuộc diện hộ nghèo."
LATE = date(2020, 5, 18)


@pytest.fixture(autouse=True)
async def _let_go(house: str) -> AsyncIterator[None]:
    yield
    await end_all(house)


async def a_list_of(house: str, town: Town) -> int:
    return (await at_stage(town, house, Stage.SUBMITTED, 1)).id


def brought(number: int, about: str = "list", **changes: str) -> dict[str, str]:
    """A complaint as it is typed."""
    said = {
        "about": about, "number": str(number), "kind": "citizen", "words": WORDS,
        "sender": SENDER, "means": "đơn nộp trực tiếp", "received_on": "27/4/2020",
        "office_path": DISTRICT,
    }  # fmt: skip
    return said | changes


async def recorded(visitor: Visitor, number: int, **changes: str) -> str:
    """The page of a complaint just recorded."""
    sent = await visitor.send(await visitor.look("/don-thu/moi"), brought(number, **changes))
    assert sent.status_code == 303, read(sent).text
    return sent.headers["location"].split("?")[0]


async def test_a_complaint_from_the_form_to_its_answer(house: str, town: Town) -> None:
    list_id = await a_list_of(house, town)
    async with desk(town, Role.DISTRICT_OFFICER, DISTRICT) as visitor:
        here = await recorded(visitor, list_id)
        page = await visitor.look(here)
        assert f"danh sách số {list_id}" in read(page).text
        assert "13/05/2020, còn 10 ngày làm việc" in read(page).text
        assert SENDER not in page.text
        every = read(await visitor.look("/don-thu"))
        assert here in every.attributes("href", "a")
        longer = await visitor.look(f"{here}/gia-han")
        assert "đến ngày 27/05/2020" in read(longer).text
        assert (await visitor.send(longer, {"words": "Vụ việc phức tạp"})).status_code == 303
        again = await visitor.send(longer, {"words": "Thêm nữa"})
        assert again.status_code == 409
        assert "đã được gia hạn một lần" in read(again).text
        said = {
            "document_number": "12/TB-UBND", "document_on": "27/4/2020", "outcome": "rejected",
            "words": "Đã xác minh.",
        }  # fmt: skip
        form = await visitor.look(f"{here}/tra-loi")
        future = await visitor.send(form, said | {"document_on": "1/6/2020"})
        assert future.status_code == 422
        assert "không được ở tương lai" in read(future).text
        done = await visitor.send(form, said)
        assert done.headers["location"] == f"{here}?xong=tra-loi"
        assert "văn bản 12/TB-UBND ngày 27/04/2020" in read(await visitor.look(here)).text
        stale = await visitor.send(form, said)
        assert stale.status_code == 409
        assert "đã được trả lời" in read(stale).text
        assert here in read(await visitor.look("/don-thu?trang_thai=answered")).attributes("href")
        assert here not in read(await visitor.look("/don-thu?trang_thai=open")).attributes("href")


async def test_faults_stand_beside_their_fields(house: str, town: Town) -> None:
    list_id = await a_list_of(house, town)
    async with desk(town, Role.DISTRICT_OFFICER, DISTRICT) as visitor:
        form = await visitor.look(f"/don-thu/moi?danh-sach={list_id}")
        assert read(form).forms[-1]["fields"]["number"] == str(list_id)
        wrong = await visitor.send(form, brought(list_id) | {"number": "mười"})
        assert wrong.status_code == 422
        assert "#o-number" in read(wrong).attributes("href", "a")
        wrong = await visitor.send(form, brought(list_id, received_on="31/2/2020", means=""))
        links = read(wrong).attributes("href", "a")
        assert {"#o-received_on", "#o-means"} <= set(links)
        strange = await visitor.send(form, brought(10**12))
        assert strange.status_code == 404
        aside = await visitor.send(form, brought(list_id, office_path=SIBLING))
        assert "xã, huyện hoặc tỉnh nơi phát sinh" in read(aside).text


async def test_it_goes_to_another_office(house: str, town: Town) -> None:
    list_id = await a_list_of(house, town)
    async with desk(town, Role.DISTRICT_OFFICER, DISTRICT) as visitor:
        here = await recorded(visitor, list_id)
        form = await visitor.look(f"{here}/chuyen")
        sent = await visitor.send(form, {"office_path": COMMUNE, "words": "Thuộc xã"})
        assert sent.status_code == 303
        page = read(await visitor.look(here))
        assert "Chuyển cơ quan giải quyết: Phường Trần Phú" in page.text
        assert f"{here}/tra-loi" not in page.attributes("href", "a")
        stale = await visitor.send(form, {"office_path": PROVINCE, "words": "Thuộc tỉnh"})
        assert stale.status_code == 403
    async with desk(town, Role.COMMUNE_OFFICER) as visitor:
        assert f"{here}/tra-loi" in read(await visitor.look(here)).attributes("href", "a")
        await set_clock(house, LATE)
        late = await visitor.look("/don-thu?trang_thai=overdue")
        assert "quá hạn 3 ngày làm việc" in read(late).text


async def test_what_it_holds_stands_still_until_it_is_let_go(house: str, town: Town) -> None:
    list_id = await a_list_of(house, town)
    async with desk(town, Role.INSPECTOR, PROVINCE) as visitor:
        here = await recorded(visitor, list_id, kind="inspection")
        form = await visitor.look(f"{here}/giu")
        assert (await visitor.send(form, {"words": "Chờ xác minh"})).status_code == 303
        assert "Chờ xác minh" in read(await visitor.look("/don-thu/tam-giu")).text
        twice = await visitor.send(form, {"words": "Lần nữa"})
        assert "đang được giữ lại rồi" in read(twice).text
        go = await visitor.look(f"{here}/thoi-giu")
        assert (await visitor.send(go, {"words": "Đã rõ"})).status_code == 303
        assert "Không có gì đang bị giữ lại" in read(await visitor.look("/don-thu/tam-giu")).text


async def test_the_sender_is_for_inspectors_alone(house: str, town: Town) -> None:
    list_id = await a_list_of(house, town)
    async with desk(town, Role.DISTRICT_OFFICER, DISTRICT) as visitor:
        here = await recorded(visitor, list_id)
        assert (await visitor.look(f"{here}/nguoi-gui")).status_code == 403
    async with desk(town, Role.AUDITOR, PROVINCE) as visitor:
        assert SENDER in (await visitor.look(f"{here}/nguoi-gui")).text
        assert SENDER not in (await visitor.look(here)).text
    async with desk(town, Role.COMMUNE_OFFICER, OTHER_COMMUNE) as visitor:
        assert (await visitor.look(here)).status_code == 404
    async with desk(town, Role.PAYMENT_AGENT, PROVINCE) as visitor:
        assert (await visitor.look("/don-thu")).status_code == 403
    async with desk(town, Role.DISTRICT_OFFICER, "40.413.") as visitor:
        assert "Không có đơn thư nào" in read(await visitor.look("/don-thu")).text


async def test_an_interest_is_declared(house: str, town: Town) -> None:
    list_id = await a_list_of(house, town)
    (dossier_id,) = await dossiers_of(list_id)
    async with desk(town, Role.COUNCIL_MEMBER, DISTRICT) as visitor:
        form = await visitor.look(f"/danh-sach/{list_id}/lien-quan?ho-so={dossier_id}")
        wrong = await visitor.send(form, {"dossier_id": "x", "words": "em ruột"})
        assert "#o-dossier_id" in read(wrong).attributes("href", "a")
        sent = await visitor.send(form, {"words": "có em ruột trong danh sách"})
        assert sent.status_code == 303
        page = read(await visitor.look(sent.headers["location"])).text
        assert "có em ruột trong danh sách" in page
        assert "không tham gia từ đầu" in page
    async with desk(town, Role.COUNCIL_MEMBER, SIBLING) as visitor:
        assert (await visitor.look(f"/danh-sach/{list_id}/lien-quan")).status_code == 404


async def test_a_sample_is_drawn_and_looked_at(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.APPROVED, 3)
    await set_clock(house, DECISION_DAY)
    async with desk(town, Role.INSPECTOR, PROVINCE) as visitor:
        form = await visitor.look("/mau-kiem-tra/moi")
        (number,) = await decision_numbers(town, found.id)
        typed = {
            "decision_id": str(number), "seed": "XSMB 07/05/2020 48213", "size": "2",
            "seed_source": "Kết quả xổ số",
        }  # fmt: skip
        for wrong, field in (({"percent": "10"}, "size"), ({"decision_id": ""}, "decision_id")):
            refused = await visitor.send(form, typed | wrong)
            assert f"#o-{field}" in read(refused).attributes("href", "a")
        drawn = await visitor.send(form, typed)
        assert drawn.status_code == 303
        here = drawn.headers["location"].split("?")[0]
        twice = await visitor.send(form, typed)
        assert "đã được dùng" in read(twice).text
        page = read(await visitor.look(here))
        lines = [one for one in page.attributes("href", "a") if one.startswith(f"{here}/")]
        assert len(lines) == 2
        result = {"result": "in_order", "words": "Đúng người", "seen_on": "7/5/2020"}
        form = await visitor.look(lines[0])
        refused = await visitor.send(form, result | {"complain": "co"})
        assert "#o-result" in read(refused).attributes("href", "a")
        assert (await visitor.send(form, result)).status_code == 303
        bad = result | {"result": "finding", "complain": "co", "hold": "Chờ xác minh"}
        assert (await visitor.send(await visitor.look(lines[1]), bad)).status_code == 303
        page = read(await visitor.look(here))
        assert "Đúng người" in page.text
        assert [one for one in page.attributes("href", "a") if one.startswith("/don-thu/")]
        assert "Chờ xác minh" in read(await visitor.look("/don-thu/tam-giu")).text
        assert here in read(await visitor.look("/mau-kiem-tra")).attributes("href", "a")
    async with desk(town, Role.AUDITOR, PROVINCE) as visitor:
        assert (await visitor.look(here)).status_code == 200
        assert (await visitor.look("/mau-kiem-tra/moi")).status_code == 403
    async with desk(town, Role.AUDITOR, "40.") as visitor:
        assert (await visitor.look(here)).status_code == 404
        assert here not in (await visitor.look("/mau-kiem-tra")).text


async def decision_numbers(town: Town, list_id: int) -> list[int]:
    """The decision over a list."""
    from sqlalchemy import text

    from app.core import db

    async with db.transaction(db.Standing(PROVINCE)) as session:
        query = "select decision_id from decision_list where list_id = :l"
        return list(await session.scalars(text(query), {"l": list_id}))
