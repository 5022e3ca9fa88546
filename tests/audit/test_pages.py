"""The trace as an auditor reads it: every change in words, looks, and the last seal."""

import pytest

from app.access import Role
from app.audit import words
from app.dossiers.rules import Stage
from tests.builders import COMMUNE, DISTRICT, PROVINCE, Town, at_stage, dossiers_of
from tests.home.desks import desk
from tests.intake.browser import read

from .trails import sealed


async def test_a_change_is_told_in_words_the_newest_first(house: str, town: Town) -> None:
    one = await at_stage(town, house, Stage.SUBMITTED, 1)
    async with desk(town, Role.AUDITOR, PROVINCE) as visitor:
        page = await visitor.look(f"/nhat-ky?tim=danh+sach+{one.id}")
        told = read(page).text
        assert f"danh sách {one.id}" in told
        assert "đã đọc → đã nộp" in told
        assert told.index("đã đọc → đã nộp") < told.index("đã nhận → đã đọc")
        assert "Cán bộ xã, Phường Trần Phú" in told
        assert "submitted" not in told
        assert f"/danh-sach/{one.id}" in read(page).attributes("href", "a")
        maker = town.officer(COMMUNE)
        own = read(await visitor.look(f"/nhat-ky?can_bo={maker.officer_id}&ngay=27/4/2020")).text
        assert "nộp danh sách" in own
        none = read(await visitor.look(f"/nhat-ky?can_bo={maker.officer_id}&ngay=1/1/2020")).text
        assert "Không có thay đổi nào" in none


async def test_a_long_trail_is_walked_by_key(house: str, town: Town) -> None:
    for _ in range(12):
        await at_stage(town, house, Stage.SUBMITTED, 1)
    async with desk(town, Role.AUDITOR, PROVINCE) as visitor:
        first = await visitor.look("/nhat-ky")
        assert len(first.content) < 50_000
        (further,) = [
            one for one in read(first).attributes("href", "a") if "truoc=" in one
        ]  # fmt: skip
        second = await visitor.look(further)
        assert second.status_code == 200
        assert "Về đầu danh sách" in read(second).text


async def test_what_is_no_thing_or_day_is_told_beside_its_field(town: Town) -> None:
    async with desk(town, Role.AUDITOR, PROVINCE) as visitor:
        page = read(await visitor.look("/nhat-ky?tim=con+meo+3&ngay=31/2/2020"))
        wrong = [a["name"] for _, a in page.tags if "govuk-input--error" in (a.get("class") or "")]
        assert wrong == ["tim", "ngay"]


async def test_looks_are_told_with_their_reason(house: str, town: Town) -> None:
    one = await at_stage(town, house, Stage.SUBMITTED, 1)
    (dossier_id,) = await dossiers_of(one.id)
    async with desk(town, Role.COMMUNE_OFFICER) as visitor:
        form = await visitor.look(f"/ho-so/{dossier_id}/so-dinh-danh")
        assert (await visitor.send(form, {"ly_do": "đối chiếu giấy tờ"})).status_code == 200
    async with desk(town, Role.AUDITOR, PROVINCE) as visitor:
        page = read(await visitor.look("/nhat-ky/xem-so")).text
        assert "xem số định danh (đối chiếu giấy tờ)" in page
        assert f"hồ sơ {dossier_id}" in page


async def test_the_seal_is_shown_with_its_root(house: str, town: Town) -> None:
    async with desk(town, Role.AUDITOR, PROVINCE) as visitor:
        await sealed()
        page = read(await visitor.look("/nhat-ky/niem-phong")).text
        assert "ansinh/42" in page
        assert "Mã gốc của đoạn cuối" in page
    async with desk(town, Role.CHAIRMAN, "40.") as visitor:
        assert (await visitor.look("/nhat-ky/niem-phong")).status_code == 200


@pytest.mark.parametrize(
    ("role", "path"), [(Role.COMMUNE_OFFICER, COMMUNE), (Role.DISTRICT_OFFICER, DISTRICT)]
)
async def test_who_may_not_read_the_trail(town: Town, role: Role, path: str) -> None:
    async with desk(town, role, path) as visitor:
        for address in ("/nhat-ky", "/nhat-ky/xem-so", "/nhat-ky/niem-phong"):
            assert (await visitor.look(address)).status_code == 403


def test_things_are_found_without_marks() -> None:
    assert words.thing_in("Danh sách 12") == ("dossier_list", 12)
    assert words.thing_in("dot trinh so 3") == ("batch", 3)
    assert words.thing_in("lenh chi") == ("payout_order", None)
    assert words.thing_in("12") is None
    assert words.thing_in("") is None


def test_states_are_told_as_people_say_them() -> None:
    assert words.state_in_words("dossier_list", "submitted") == "đã nộp"
    assert words.state_in_words("objection", "2020-06-03T08:00:00+07:00") == "03/06/2020 08:00"
    assert words.state_in_words("objection", "2020-06-03") == "03/06/2020"
    assert words.state_in_words("recovery_case", "1000000") == "1.000.000\u00a0đồng"
    assert words.act_in_words("readIdNumber: vì vậy") == "xem số định danh (vì vậy)"
    assert words.act_in_words("somethingNew: ẩn") == "việc của hệ thống"
