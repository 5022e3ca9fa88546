"""Pairs of people who may be one, side by side, and asking whether somebody is claimed."""

from collections.abc import AsyncIterator

import pytest

from app.access import Role
from app.core.settings import settings
from tests.builders import (
    COMMUNE,
    FAR_COMMUNE,
    PROVINCE,
    Town,
    a_cccd,
    a_cmnd,
    a_row,
    submitted,
)
from tests.intake.browser import Visitor, read
from tests.pages import at_desk, text_of
from tests.town import logged, morning, town

from .people import a_name, drafted, somebody
from .rulings import pair_between

__all__ = ["logged", "morning", "town"]


@pytest.fixture
async def clerk(town: Town) -> AsyncIterator[Visitor]:
    """The browser of a commune officer."""
    async with at_desk(town) as visitor:
        yield visitor


async def a_pair() -> tuple[int, str]:
    """Two entries that may be one person; the number of the pair, and their name."""
    name = a_name()
    one = await drafted(somebody(name, cccd=a_cccd()))
    other = await drafted(somebody(name, cmnd=a_cmnd()))
    return await pair_between(one.people[0], other.people[0]), name


async def test_a_pair_is_compared_ruled_on_and_the_ruling_undone(clerk: Visitor) -> None:
    pair, name = await a_pair()
    listed = await clerk.look("/trung-nguoi")
    assert f"/trung-nguoi/{pair}" in read(listed).attributes("href", "a")
    page = await clerk.look(f"/trung-nguoi/{pair}")
    text = text_of(page)
    assert text.count(name) == 2
    assert "cùng họ tên, ngày sinh và giới tính" in text
    assert "•••••••••" in text
    assert text.count("Nơi ở Phường Trần Phú Phường Trần Phú Giống") == 1
    (form,) = (one for one in read(page).forms if "expected_ruling_count" in one["names"])
    silent = await clerk.post(form["action"], form["fields"])
    assert silent.status_code == 422
    assert {"#o-ruling", "#o-because"} <= set(read(silent).attributes("href", "a"))
    word = form["fields"] | {"ruling": "different", "because": "Đã xem sổ hộ khẩu"}
    done = await clerk.post(form["action"], word)
    assert done.headers["location"] == f"/trung-nguoi/{pair}?xong=ket-luan"
    assert "Là hai người" in text_of(await clerk.look(done.headers["location"]))
    assert f"/trung-nguoi/{pair}" not in read(await clerk.look("/trung-nguoi")).attributes("href")
    assert f'"/trung-nguoi/{pair}"' in (await clerk.look("/trung-nguoi?tat_ca=1")).text
    stale = await clerk.post(form["action"], word)
    assert stale.status_code == 409
    assert "Dự kiến cặp này đã có 0 kết luận nhưng hiện có 1" in text_of(stale)
    (undoing,) = (one for one in read(stale).forms if one["action"].endswith("/huy"))
    gone = await clerk.post(undoing["action"], undoing["fields"] | {"because": "Nhầm sổ"})
    assert gone.headers["location"] == f"/trung-nguoi/{pair}?xong=huy"
    again = text_of(await clerk.look(f"/trung-nguoi/{pair}"))
    assert "Chờ kết luận" in again
    assert "Nhầm sổ" in again


async def test_one_and_the_same_is_ruled_by_page(clerk: Visitor) -> None:
    pair, _ = await a_pair()
    page = await clerk.look(f"/trung-nguoi/{pair}")
    said = {"ruling": "same", "because": "Một người đổi thẻ"}
    (form,) = (one for one in read(page).forms if "expected_ruling_count" in one["names"])
    assert (await clerk.post(form["action"], form["fields"] | said)).status_code == 303
    assert "Là một người" in text_of(await clerk.look(f"/trung-nguoi/{pair}"))


async def test_pairs_of_elsewhere_are_not_there(town: Town) -> None:
    pair, name = await a_pair()
    async with at_desk(town, path=FAR_COMMUNE) as far:
        assert (await far.look(f"/trung-nguoi/{pair}")).status_code == 404
        empty = await far.look("/trung-nguoi")
        assert name not in text_of(empty)
        assert "Không còn cặp nào chờ kết luận" in text_of(empty)
    async with at_desk(town, Role.FINANCE_OFFICER, PROVINCE) as finance:
        assert (await finance.look("/trung-nguoi")).status_code == 403


async def test_who_only_reads_pairs_rules_on_none(town: Town) -> None:
    pair, _ = await a_pair()
    async with at_desk(town, Role.COUNCIL_MEMBER, COMMUNE) as member:
        page = await member.look(f"/trung-nguoi/{pair}")
        assert page.status_code == 200
        assert not [one for one in read(page).forms if "ruling" in one["names"]]


async def test_a_number_is_asked_by_form_and_answered_in_words(town: Town, clerk: Visitor) -> None:
    person = a_row("08")
    await submitted(town, "08", [person])
    page = await clerk.look("/tra-cuu/da-huong")
    here = await clerk.send(page, {"id_number": str(person["id_number"])})
    assert here.status_code == 200
    assert "đã có hồ sơ trong địa bàn" in text_of(here)
    assert str(person["full_name"]) not in here.text
    free = await clerk.send(page, {"id_number": a_cccd()})
    assert "Chưa có hồ sơ nào" in text_of(free)
    async with at_desk(town, path=FAR_COMMUNE) as far:
        asked = await far.look("/tra-cuu/da-huong")
        there = await far.send(asked, {"id_number": str(person["id_number"])})
        assert "đã có hồ sơ ở nơi khác" in text_of(there)
    wrong = await clerk.send(page, {"id_number": "12"})
    assert wrong.status_code == 422
    assert "o-id_number-error" in read(wrong).attributes("id")


async def test_questions_are_capped(
    town: Town, clerk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    cap = settings().model_copy(update={"daily_look_up_cap": 1})
    monkeypatch.setattr("app.register.lookups.settings", lambda: cap)
    page = await clerk.look("/tra-cuu/da-huong")
    assert (await clerk.send(page, {"id_number": a_cccd()})).status_code == 200
    capped = await clerk.send(page, {"id_number": a_cccd()})
    assert capped.status_code == 429
    assert "đã tra cứu đủ 1 lượt" in text_of(capped)
