"""The pages of later decisions: lines found, changed, seen beforehand, signed; all revoked."""

import pytest

from app.access import Role
from tests.adjustments.test_doors import decided
from tests.builders import DECISION_DAY, DISTRICT, OTHER_PROVINCE, Town, a_row
from tests.decisions.visits import CODE, hidden_in, sign, sitting, value_of
from tests.grounds import scalar
from tests.intake.browser import read
from tests.jobs_at_hand import clear_desk
from tests.town import logged, morning, town

__all__ = ["clear_desk", "logged", "morning", "town"]
_SIGNED_ON = f"{DECISION_DAY:%d/%m/%Y}"
_DOSSIERS = (
    "select array_agg(dossier_id order by dossier_id) from decision_line where decision_id = :d"
)


@pytest.fixture
async def decision(house: str, town: Town) -> tuple[int, list[int]]:
    """A decision of three people, with its dossiers."""
    people = [a_row("07", full_name=name) for name in ("Đặng Thị Ngà", "Hồ Văn Đỗ", "Tạ Mỹ Nữ")]
    _, decision_id = await decided(house, town, people)
    return decision_id, list(await scalar(house, _DOSSIERS, d=decision_id))


async def test_a_line_is_found_seen_beforehand_and_removed(
    house: str, town: Town, decision: tuple[int, list[int]]
) -> None:
    decision_id, (first, *_) = decision
    own = f"/quyet-dinh/{decision_id}"
    async with sitting(town) as chairman:
        search = await chairman.look(f"{own}/dieu-chinh")
        found = await sign(chairman, search, f"{own}/dieu-chinh", {"tim": "dang thi nga"})
        assert "Đặng Thị Ngà" in read(found).text
        assert "Hồ Văn Đỗ" not in read(found).text
        nobody = await sign(chairman, search, f"{own}/dieu-chinh", {"tim": "khong co ai"})
        assert "Không có dòng còn hiệu lực nào như vậy" in read(nobody).text
        lines = f"{own}/dieu-chinh/soan"
        form = await chairman.look(f"{lines}?ho_so={first}")
        typed = {"number": "31/QĐ-ĐC", "signed_on": _SIGNED_ON, "reason": "Rà soát lại"}
        wrong = await sign(chairman, form, f"{lines}?ho_so={first}", typed)
        assert wrong.status_code == 422
        assert f'href="#o-act-{first}"' in wrong.text
        assert value_of(wrong, "number") == "31/QĐ-ĐC"
        typed |= {f"act-{first}": "remove", f"reason_code-{first}": "MOVED_AWAY"}
        check = await sign(chairman, form, f"{lines}?ho_so={first}", typed)
        assert check.status_code == 200, read(check).text
        assert "2 hồ sơ, 3.000.000 đồng" in read(check).text
        assert await scalar(house, "select count(*) from adjustment_line where decision_id = :d",
                            d=decision_id) == 0  # fmt: skip
        act = f"{own}/dieu-chinh/ky"
        refused = await sign(chairman, check, f"{act}?ho_so={first}", {"ma-6-so": "1"})
        assert refused.status_code == 422
        assert 'href="#o-ma-6-so"' in refused.text
        assert hidden_in(refused, act)["number"] == "31/QĐ-ĐC"
        signed = await sign(chairman, refused, f"{act}?ho_so={first}", CODE)
        assert signed.status_code == 303, read(signed).text
        shown = read(await chairman.look(signed.headers["location"])).text
        assert "Đã ký quyết định điều chỉnh" in shown
        assert "31/QĐ-ĐC" in shown
        late = await sign(chairman, check, f"{act}?ho_so={first}", CODE)
        assert late.status_code >= 400


async def test_a_correction_names_what_is_wrong_with_each_line(
    town: Town, decision: tuple[int, list[int]]
) -> None:
    decision_id, (first, second, _) = decision
    action = f"/quyet-dinh/{decision_id}/dieu-chinh/soan?ho_so={first}&ho_so={second}"
    typed = {
        "number": "32/QĐ-ĐC", "signed_on": _SIGNED_ON, "reason": "Sai số tháng", "ho_so": first,
        f"act-{first}": "correct",
    }  # fmt: skip
    async with sitting(town) as chairman:
        form = await chairman.look(action)
        for changes, words in (
            ({}, "ghi số tháng, số tiền hoặc người nhận cần sửa"),
            ({f"months-{first}": "x"}, "phải là số nguyên"),
            ({f"months-{first}": "12"}, "vượt mức chính sách"),
        ):
            page = await sign(chairman, form, action, typed | changes)
            assert page.status_code == 422
            assert words in read(page).text
        fewer = await sign(chairman, form, action, typed | {f"months-{first}": "2"})
        assert fewer.status_code == 200
        assert "1.000.000" in read(fewer).text
        assert "3 hồ sơ, 4.000.000 đồng" in read(fewer).text


async def test_a_whole_decision_is_revoked_once(
    town: Town, decision: tuple[int, list[int]]
) -> None:
    own = f"/quyet-dinh/{decision[0]}/thu-hoi"
    typed = {
        "number": "33/QĐ-TH", "signed_on": _SIGNED_ON, "reason": "Lập sai đối tượng",
        "reason_code": "MOVED_AWAY",
    }  # fmt: skip
    async with sitting(town) as chairman:
        page = await chairman.look(own)
        assert "3 hồ sơ, 4.500.000 đồng" in read(page).text
        stale = await sign(chairman, page, own, typed | CODE | {"expected_root": "0" * 64})
        assert stale.status_code == 412
        assert value_of(stale, "number") == "33/QĐ-TH"
        done = await sign(chairman, stale, own, typed | CODE)
        assert done.status_code == 303, read(done).text
        again = await chairman.look(own)
        assert 'name="number"' not in again.text
        assert "không còn dòng nào có hiệu lực" in read(again).text


async def test_others_change_nothing(town: Town, decision: tuple[int, list[int]]) -> None:
    own = f"/quyet-dinh/{decision[0]}"
    async with sitting(town, Role.DISTRICT_OFFICER, DISTRICT) as district:
        for act in ("dieu-chinh", "thu-hoi"):
            assert (await district.look(f"{own}/{act}")).status_code == 403
    async with sitting(town, Role.CHAIRMAN, OTHER_PROVINCE) as stranger:
        for act in ("dieu-chinh", "thu-hoi"):
            assert (await stranger.look(f"{own}/{act}")).status_code == 404
