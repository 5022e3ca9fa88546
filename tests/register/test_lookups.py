"""Whether somebody is claimed elsewhere: a code, so many times a day, and every look is kept."""

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.access import Role
from app.core import db
from app.core.settings import settings
from app.register.lookups import may_tell
from app.register.schemas import LookUpAnswer
from tests.builders import (
    COMMUNE,
    DISTRICT,
    FAR_COMMUNE,
    LIST_DAY,
    OTHER_COMMUNE,
    PROVINCE,
    SIBLING,
    Officer,
    Town,
    a_cccd,
    enrolled,
)
from tests.grounds import set_clock, statements

from .people import a_name, drafted, rows, somebody

CAP = settings().daily_look_up_cap


async def an_officer(path: str = COMMUNE) -> Officer:
    """Somebody in office who has not asked anything today."""
    (made,) = await enrolled((Role.COMMUNE_OFFICER, path))
    return made


async def asked(town: Town, officer: Officer, **order: Any) -> httpx.Response:
    return await town.raw(officer, "POST", "/person-lookups", json=order)


async def looks(officer: Officer) -> list[tuple[Any, ...]]:
    query = "select asked, told from nation.look_up where officer_id = :o order by id"
    return await rows(query, o=officer.officer_id)


async def claimed(path: str, **papers: Any) -> str:
    """The name of somebody with a claim under way in a commune."""
    name = a_name()
    made = await drafted(somebody(name, area_path=path, **papers), area=path)
    query = (
        "insert into nation.person_claim (dossier_id, province_code, person_id, group_code,"
        " amount_dong, tie_break, state) values (:d, :c, :p, 'BTXH', 1, :t, 'open') returning 1"
    )
    values = {"d": made.dossiers[0], "c": path[:2], "p": made.people[0], "t": f"{path}0000001"}
    assert await rows(query, **values)
    return name


@pytest.mark.parametrize(
    ("asker", "where", "code"),
    [
        (COMMUNE, COMMUNE, "CLAIMED_HERE"), (COMMUNE, SIBLING, "CLAIMED_ELSEWHERE"),
        (SIBLING, FAR_COMMUNE, "CLAIMED_ELSEWHERE"), (DISTRICT, SIBLING, "CLAIMED_HERE"),
        (DISTRICT, FAR_COMMUNE, "CLAIMED_ELSEWHERE"), (COMMUNE, None, "FREE"),
    ],
)  # fmt: skip
async def test_the_answer_is_a_code(
    house: str, town: Town, asker: str, where: str | None, code: str
) -> None:
    officer, card, insured = await an_officer(asker), a_cccd(), f"79{a_cccd()[-8:]}"
    name = await claimed(where, cccd=card, insurance_number=insured) if where else a_name()
    ways: list[dict[str, str]] = [
        {"id_number": card}, {"insurance_number": insured},
        {"full_name": name.upper(), "birth_date": "1975-03-12", "sex": "F"},
    ]  # fmt: skip
    for order in ways:
        answer = await asked(town, officer, **order)
        assert (answer.status_code, answer.json()) == (200, {"code": code})
        assert not any(word in str(answer.url) for word in order.values())
    told = int(code == "CLAIMED_ELSEWHERE")
    assert await looks(officer) == [(1, told)] * 3


async def test_another_province_is_elsewhere(house: str, town: Town) -> None:
    officer, card = await an_officer(), a_cccd()
    await claimed(OTHER_COMMUNE, cccd=card)
    assert (await asked(town, officer, id_number=card)).json() == {"code": "CLAIMED_ELSEWHERE"}


@pytest.mark.parametrize(
    "order",
    [
        {}, {"id_number": "1"}, {"id_number": "042175000001", "insurance_number": "4200000001"},
        {"full_name": "Trần Thị An", "sex": "F"}, {"full_name": "Trần Thị An"},
        {"id_number": "042175000001", "sex": "F"}, {"id_number": 42175000001},
        {"id_number": "042175000001", "why": "?"},
    ],
)  # fmt: skip
async def test_a_question_is_read_strictly(house: str, town: Town, order: dict[str, Any]) -> None:
    officer = await an_officer()
    answer = await asked(town, officer, **order)
    assert answer.status_code == 422
    assert "Trần" not in answer.text
    assert await looks(officer) == []


async def test_a_hit_and_a_miss_look_alike(house: str, town: Town) -> None:
    """The same statements, the same headers and nearly the same length; the times overlap."""
    officer, hit = await an_officer(), a_cccd()
    await claimed(FAR_COMMUNE, cccd=hit)
    seen: dict[str, Any] = {}
    for kind in ("warm", "hit", "miss"):
        with statements() as sent:
            answer = await asked(town, officer, id_number=a_cccd() if kind == "miss" else hit)
        seen[kind] = (list(sent), set(answer.headers))
    assert seen["hit"] == seen["miss"]
    times: dict[str, list[float]] = {"hit": [], "miss": []}
    for _ in range(20):
        for kind in times:
            number = hit if kind == "hit" else a_cccd()
            begun = time.perf_counter()
            await asked(town, officer, id_number=number)
            times[kind].append(time.perf_counter() - begun)
    fast, slow = sorted(statistics.median(one) for one in times.values())
    assert slow < 2 * fast


@pytest.fixture
def small_cap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Five looks a day."""
    monkeypatch.setenv("ANSINH_DAILY_LOOK_UP_CAP", "5")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


async def test_the_day_has_a_cap_and_each_look_is_kept(
    house: str, town: Town, small_cap: None
) -> None:
    officer = await an_officer()
    answers = [await asked(town, officer, id_number=a_cccd()) for _ in range(8)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 3
    assert answers[-1].json()["type"] == "/problems/look-up-cap-reached"
    assert await looks(officer) == [(1, 0)] * 8  # the refused ones too
    rehearsal = "/person-lookups?dry_run=true"
    unseen = await town.raw(officer, "POST", rehearsal, json={"id_number": a_cccd()})
    assert unseen.status_code == 429
    assert (await asked(town, await an_officer(), id_number=a_cccd())).status_code == 200
    await set_clock(house, LIST_DAY + timedelta(days=1), hour=0)
    assert (await asked(town, officer, id_number=a_cccd())).status_code == 200


async def test_many_hands_of_one_officer_share_the_cap(house: str, town: Town) -> None:
    officer = await an_officer()
    await town.as_(officer)
    await _told(officer, asked=10_000, hits=CAP - 4)
    answers = await asyncio.gather(*(asked(town, officer, id_number=a_cccd()) for _ in range(10)))
    assert Counter(answer.status_code for answer in answers) == {200: 4, 429: 6}


async def _told(officer: Officer, *, asked: int, hits: int) -> int:
    async with db.transaction(officer.actor.standing) as session:
        return await may_tell(session, officer.officer_id, asked, hits)


async def test_a_list_is_told_up_to_the_cap(house: str, logged: list[Any]) -> None:
    """A list costs what it was told of people elsewhere, not its length."""
    officer = await an_officer()
    assert await _told(officer, asked=20_000, hits=0) == 0
    assert await _told(officer, asked=20_000, hits=CAP - 10) == CAP - 10
    assert logged == []
    assert await _told(officer, asked=500, hits=30) == 10
    assert [line["officer_id"] for line in logged] == [officer.officer_id]
    assert await _told(officer, asked=500, hits=1) == 0
    assert await looks(officer) == [(20_000, 0), (20_000, CAP - 10), (500, 10), (500, 0)]


async def test_who_may_not_ask(house: str, town: Town) -> None:
    for seat in ("thuky", "hotich", "taichinh"):
        answer = await asked(town, town.officer(PROVINCE, seat), id_number=a_cccd())
        assert answer.status_code == 403
    assert LookUpAnswer.model_fields.keys() == {"code"}
