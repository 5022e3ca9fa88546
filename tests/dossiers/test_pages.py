"""The lists of a territory, finding a person's dossiers, and a person's own word."""

from collections.abc import AsyncIterator

import pytest

from app.access import Role
from tests.builders import (
    COMMUNE,
    DISTRICT,
    FAR_COMMUNE,
    PROVINCE,
    SIBLING,
    Town,
    a_cccd,
    a_list,
    a_row,
    dossiers_of,
    rows,
    stages_of,
    submitted,
)
from tests.intake.browser import Visitor, read
from tests.pages import at_desk, text_of
from tests.town import logged, morning, town

__all__ = ["logged", "morning", "town"]


@pytest.fixture
async def clerk(town: Town) -> AsyncIterator[Visitor]:
    """The browser of a commune officer."""
    async with at_desk(town) as visitor:
        yield visitor


async def numbers(visitor: Visitor, address: str) -> set[int]:
    """The lists that a page leads to."""
    links = read(await visitor.look(address)).attributes("href", "a")
    ends = [one.removeprefix("/danh-sach/") for one in links]
    return {int(one) for one in ends if one.isdigit()}


# --- lists --------------------------------------------------------------------------------------


async def test_lists_are_narrowed_by_state_form_office_and_number(town: Town) -> None:
    own = (await submitted(town, "08", rows("08", 1))).id
    draft = (await a_list(town, "07", rows("07", 1))).id
    other = (await a_list(town, "08", rows("08", 1), SIBLING)).id
    async with at_desk(town, Role.DISTRICT_OFFICER, DISTRICT) as above:
        every = await numbers(above, "/danh-sach")
        assert {own, draft, other} <= every
        page = text_of(await above.look("/danh-sach"))
        assert "08 · Danh sách hộ nghèo" in page
        assert "Phường Trần Phú" in page
        assert own in await numbers(above, "/danh-sach?trang_thai=submitted")
        assert draft not in await numbers(above, "/danh-sach?trang_thai=submitted")
        assert draft in await numbers(above, "/danh-sach?mau=07")
        assert own not in await numbers(above, "/danh-sach?mau=07")
        here = await numbers(above, "/danh-sach?noi=tran+phu")
        assert own in here
        assert other not in here
        assert await numbers(above, f"/danh-sach?so={other}") == {other}
        none = await above.look("/danh-sach?so=999999999")
        assert "Không có danh sách nào như vậy" in text_of(none)


async def test_an_empty_territory_says_what_to_do_next(town: Town) -> None:
    async with at_desk(town, path="42.437.18118.") as clerk:
        page = await clerk.look("/danh-sach")
        assert "/nop-danh-sach" in read(page).attributes("href", "a")
        assert "Chưa có danh sách nào ở đây" in text_of(page)


# --- finding ------------------------------------------------------------------------------------


async def test_a_person_is_found_by_name_without_marks_and_year(town: Town, clerk: Visitor) -> None:
    born = {"birth": "12/03/1961", "id_number": a_cccd(year=1961)}
    person = a_row("08", full_name="Đặng Thị Thùy Dương", **born)
    found = await a_list(town, "08", [person, a_row("08")])
    (case, _) = await dossiers_of(found.id)
    page = await clerk.look("/tra-cuu")
    typed = {"name": " dang thi  thuy duong", "birth_year": "1961"}
    answer = await clerk.send(page, typed)
    assert f"/ho-so/{case}" in read(answer).attributes("href", "a")
    assert "Tìm thấy 1 hồ sơ" in text_of(answer)
    assert str(person["id_number"]) not in answer.text
    assert f"/danh-sach/{found.id}" in read(answer).attributes("href", "a")
    other_year = await clerk.send(page, typed | {"birth_year": "1960"})
    assert "Không tìm thấy hồ sơ nào" in text_of(other_year)
    async with at_desk(town, path=FAR_COMMUNE) as far:
        assert f"/ho-so/{case}" not in (await far.send(await far.look("/tra-cuu"), typed)).text
        assert f"/ho-so/{case}" not in (await far.look(f"/tra-cuu?so={case}")).text


async def test_a_dossier_or_a_list_is_found_by_its_number(town: Town, clerk: Visitor) -> None:
    found = await a_list(town, "08", rows("08", 1))
    (case,) = await dossiers_of(found.id)
    assert f'"/ho-so/{case}"' in (await clerk.look(f"/tra-cuu?so={case}")).text
    assert f"Mở danh sách số {found.id}" in text_of(await clerk.look(f"/tra-cuu?so={found.id}"))
    none = await clerk.look("/tra-cuu?so=99999999999999999999")
    assert "Không tìm thấy hồ sơ nào" in text_of(none)


async def test_what_is_wrong_with_a_search_is_told_beside_its_field(clerk: Visitor) -> None:
    page = await clerk.look("/tra-cuu")
    refused = await clerk.send(page, {"name": "", "birth_year": "sáu mốt"})
    assert refused.status_code == 422
    assert {"#o-name", "#o-birth_year"} <= set(read(refused).attributes("href", "a"))


# --- a person's own word ------------------------------------------------------------------------


async def test_a_person_declines_and_takes_it_back(town: Town, clerk: Visitor) -> None:
    found = await submitted(town, "08", rows("08", 1))
    (case,) = await dossiers_of(found.id)
    page = await clerk.look(f"/ho-so/{case}/tu-choi")
    (form,) = (one for one in read(page).forms if one["action"].endswith("/tu-choi"))
    said = {"statement": "Tôi nhường người khó hơn.", "witness": "Bà Tám"}
    future = form["fields"] | said | {"stated_at": "1/6/2021"}
    refused = await clerk.post(form["action"], future)
    assert refused.status_code == 422
    assert "o-stated_at-error" in read(refused).attributes("id")
    assert "Tôi nhường người khó hơn." in refused.text
    unsaid = await clerk.post(form["action"], form["fields"] | {"stated_at": "26/4/2020"})
    assert {"#o-statement", "#o-witness"} <= set(read(unsaid).attributes("href", "a"))
    done = await clerk.post(form["action"], form["fields"] | said | {"stated_at": "26/4/2020"})
    assert (done.status_code, done.headers["location"]) == (303, f"/ho-so/{case}?xong=tu-choi")
    assert await stages_of(found.id) == ["declined"]
    again = await clerk.post(form["action"], form["fields"] | said | {"stated_at": "26/4/2020"})
    assert again.status_code == 409
    back = await clerk.look(f"/ho-so/{case}/tu-choi")
    (form,) = (one for one in read(back).forms if one["action"].endswith("/nhan-lai"))
    fields = form["fields"] | {"revocation": "Tôi xin nhận."}
    assert (await clerk.post(form["action"], fields)).status_code == 303
    assert await stages_of(found.id) == ["submitted"]


async def test_dossiers_of_elsewhere_are_not_there(town: Town) -> None:
    found = await a_list(town, "08", rows("08", 1))
    (case,) = await dossiers_of(found.id)
    async with at_desk(town, path=FAR_COMMUNE) as far:
        for page in ("tu-choi", "nhan-lai", "mo-lai"):
            assert (await far.look(f"/ho-so/{case}/{page}")).status_code == 404
    async with at_desk(town, Role.FINANCE_OFFICER, PROVINCE) as finance:
        assert (await finance.look("/tra-cuu")).status_code == 403
        assert (await finance.look("/danh-sach")).status_code == 403


async def test_nothing_to_reopen_is_said(town: Town, clerk: Visitor) -> None:
    assert "Hiện không có hồ sơ nào được xét lại" in text_of(await clerk.look("/mo-lai"))
    found = await a_list(town, "08", rows("08", 1), COMMUNE)
    (case,) = await dossiers_of(found.id)
    page = await clerk.look(f"/ho-so/{case}/mo-lai?van_ban=QD32")
    refused = await clerk.send(page, {"policy": "QD32", "reason": "Văn bản mới"})
    assert refused.status_code == 409
