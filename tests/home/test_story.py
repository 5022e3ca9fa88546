"""The page of a dossier: its story in order, and its number only for a reason that is kept."""

from datetime import datetime

from sqlalchemy import text

from app.access import Role
from app.dossiers.rules import Stage
from tests.builders import (
    COMMUNE,
    DISTRICT,
    FAR_COMMUNE,
    PROVINCE,
    SIBLING,
    Town,
    at_stage,
    dossiers_of,
    rows,
)
from tests.grounds import owning
from tests.intake.browser import read
from tests.supervision.matters import brought

from .desks import desk


async def approved(house: str, town: Town) -> tuple[int, str]:
    """An approved dossier, and the number of its person."""
    (one,) = rows("07", 1)
    found = await at_stage(town, house, Stage.APPROVED, [one])
    (dossier_id,) = await dossiers_of(found.id)
    return dossier_id, one["id_number"]


async def looks_at(house: str, dossier_id: int) -> list[str]:
    """What was kept of looks at a dossier."""
    query = "select act from access_log where about = 'dossier' and about_id = :d order by id"
    async with owning(house) as session:
        return list(await session.scalars(text(query), {"d": dossier_id}))


async def test_the_story_is_told_in_order_and_the_number_is_masked(house: str, town: Town) -> None:
    dossier_id, number = await approved(house, town)
    async with desk(town, Role.AUDITOR, PROVINCE) as visitor:
        page = await visitor.look(f"/ho-so/{dossier_id}")
        found = read(page)
    assert page.status_code == 200
    assert number not in page.text
    assert "•" * 9 + number[-3:] in page.text
    assert "một triệu năm trăm nghìn đồng" in found.text.lower()
    at = [datetime.fromisoformat(one) for one in found.attributes("datetime", "time")]
    assert at == sorted(at)
    told = [
        "Vào danh sách số", "Niêm yết tại", "thẩm định cấp xã", "thẩm định cấp huyện",
        "thẩm định cấp tỉnh", "Hội đồng cấp tỉnh đồng ý", "Được phê duyệt 1.500.000",
    ]  # fmt: skip
    places = [found.text.index(words, found.text.index("đã diễn ra")) for words in told]
    assert places == sorted(places)
    assert len(page.content) < 50_000


async def test_rooms_that_are_not_ones_own_stay_out_of_the_story(house: str, town: Town) -> None:
    dossier_id, _ = await approved(house, town)
    await (await town.at(DISTRICT)).record_complaint(brought(dossier_id=dossier_id))
    async with desk(town, Role.AUDITOR, PROVINCE) as visitor:
        assert "Có đơn thư" in read(await visitor.look(f"/ho-so/{dossier_id}")).text
    async with desk(town, Role.BANK_OFFICER, PROVINCE) as visitor:
        page = read(await visitor.look(f"/ho-so/{dossier_id}")).text
        assert "Vào danh sách số" in page
        assert "Có đơn thư" not in page
        assert "Vào đợt trình" not in page


async def test_another_communes_dossier_is_not_there(house: str, town: Town) -> None:
    dossier_id, _ = await approved(house, town)
    for path, status in ((COMMUNE, 200), (SIBLING, 404), (FAR_COMMUNE, 404)):
        async with desk(town, Role.COMMUNE_OFFICER, path) as visitor:
            for door in ("", "/so-dinh-danh"):
                page = await visitor.look(f"/ho-so/{dossier_id}{door}")
                assert page.status_code == status, (path, door)
            if status == 404:
                form = await visitor.look("/nop-ho-so")
                mark = read(form).forms[0]["fields"]["ma-trang"]
                sent = {"ma-trang": mark, "ly_do": "đối chiếu giấy tờ"}
                shown = await visitor.post(f"/ho-so/{dossier_id}/so-dinh-danh", sent)
                assert shown.status_code == 404
    assert await looks_at(house, dossier_id) == []
    async with desk(town, Role.PAYMENT_AGENT, PROVINCE) as visitor:
        assert (await visitor.look(f"/ho-so/{dossier_id}")).status_code == 403


async def test_a_number_is_shown_for_a_reason_and_the_look_is_kept(house: str, town: Town) -> None:
    dossier_id, number = await approved(house, town)
    address = f"/ho-so/{dossier_id}/so-dinh-danh"
    async with desk(town, Role.COMMUNE_OFFICER) as visitor:
        asked = await visitor.look(address)
        assert number not in asked.text
        refused = await visitor.send(asked, {"ly_do": "x"})
        assert refused.status_code == 422
        assert "ghi rõ vì sao cần xem" in read(refused).text
        assert "#o-ly_do" in read(refused).attributes("href", "a")
        assert number not in refused.text
        assert await looks_at(house, dossier_id) == []
        shown = await visitor.send(asked, {"ly_do": "đối chiếu khi trao tiền"})
        assert shown.status_code == 200
        assert number in shown.text
        assert number not in (await visitor.look(address)).text
    assert await looks_at(house, dossier_id) == ["readIdNumber: đối chiếu khi trao tiền"]
    async with desk(town, Role.AUDITOR, PROVINCE) as visitor:
        page = await visitor.look(f"/ho-so/{dossier_id}/ai-da-xem")
        assert "xem số định danh (đối chiếu khi trao tiền)" in read(page).text
        assert number not in page.text
    async with desk(town, Role.COMMUNE_OFFICER) as visitor:
        assert (await visitor.look(f"/ho-so/{dossier_id}/ai-da-xem")).status_code == 403


async def test_a_person_is_shown_with_their_dossiers(house: str, town: Town) -> None:
    dossier_id, number = await approved(house, town)
    async with desk(town, Role.AUDITOR, PROVINCE) as visitor:
        page = read(await visitor.look(f"/ho-so/{dossier_id}"))
        (link,) = [one for one in page.attributes("href", "a") if one.startswith("/nguoi/")]
        person = await visitor.look(link)
        assert f"Hồ sơ số {dossier_id}" in read(person).text
        assert number not in person.text
    async with desk(town, Role.COMMUNE_OFFICER, SIBLING) as visitor:
        assert (await visitor.look(link)).status_code == 404
    async with desk(town, Role.CHAIRMAN, PROVINCE) as visitor:
        assert (await visitor.look(link)).status_code == 403
