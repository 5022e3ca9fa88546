"""Rulings through the service's own doors."""

from typing import Any

import httpx

from app.register.schemas import PairShown, RulingMade
from tests.builders import COMMUNE, Town

from .people import rows


async def pair_between(one: int, other: int) -> int:
    """The number of the pair of two people."""
    query = "select id from candidate_pair where person_a = :a and person_b = :b"
    ((found,),) = await rows(query, a=min(one, other), b=max(one, other))
    assert isinstance(found, int)
    return found


async def said(
    town: Town, pair: int, act: str, path: str = COMMUNE, seat: str = "canbo", **order: Any
) -> httpx.Response:
    """What the service answers to a ruling or an undoing."""
    asked = {"because": "Đã đối chiếu giấy tờ gốc."} | order
    if act == "ruling":
        asked.setdefault("expected_ruling_count", await word_count(pair))
    return await town.raw(
        town.officer(path, seat), "POST", f"/identity/pairs/{pair}/{act}", json=asked
    )


async def word_count(pair: int) -> int:
    """How many words have been given on a pair."""
    query = (
        "select count(r.id) from candidate_pair p join identity_ruling r"
        " on r.person_a = p.person_a and r.person_b = p.person_b where p.id = :p"
    )
    ((found,),) = await rows(query, p=pair)
    assert isinstance(found, int)
    return found


async def ruled(
    town: Town, one: int, other: int, *, ruling: str, path: str = COMMUNE, **order: Any
) -> RulingMade:
    """A ruling on two people by the officer of a unit."""
    pair = await pair_between(one, other)
    answer = await said(town, pair, "ruling", path, ruling=ruling, **order)
    assert answer.status_code == 201, answer.text
    return RulingMade.model_validate(answer.json())


async def undone(town: Town, one: int, other: int, path: str = COMMUNE) -> RulingMade:
    """The ruling on two people taken back."""
    answer = await said(town, await pair_between(one, other), "undoing", path)
    assert answer.status_code == 201, answer.text
    return RulingMade.model_validate(answer.json())


async def shown(
    town: Town, path: str = COMMUNE, *, history: bool = False, seat: str = "canbo"
) -> list[PairShown]:
    """Every pair an office sees."""
    found: list[PairShown] = []
    last: int | None = 0
    while last is not None:
        asked = {"after": last, "limit": 50, "history": history}
        answer = await town.raw(town.officer(path, seat), "GET", "/identity/pairs", params=asked)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += [PairShown.model_validate(one) for one in page["items"]]
        last = page["next_after"]
    return found
