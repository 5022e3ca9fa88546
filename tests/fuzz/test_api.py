"""Fuzzed requests: whatever is sent and whoever sends it, the service refuses or does it."""

import asyncio
import os
import random
import sys
import time
from collections import Counter
from typing import Any

import pytest

from app.dossiers.rules import Stage
from app.funds import queries
from app.main import build
from tests.builders import (
    COMMUNE,
    DISTRICT,
    LIST_DAY,
    PROVINCE,
    Officer,
    Town,
    a_list,
    advance,
    rows,
    submitted,
)
from tests.fuzz.cases import Request, requests_of
from tests.grounds import set_clock
from tests.town import logged, morning, town

__all__ = ["logged", "morning", "town"]

CASES = int(os.environ.get("FUZZ_CASES", "400"))
SEED = os.environ.get("FUZZ_SEED", "an-sinh")
_WHOLE = "FUZZ_CASES" in os.environ
_SHARDS = 2 if _WHOLE else 1
"""The whole is shared by two processes."""
_SHORT_SECONDS = 20.0
_PATIENCE_SECONDS = 30.0
_SEATS = (
    *((path, seat) for path in (COMMUNE, DISTRICT) for seat in ("canbo", "thuky", "uyvien1")),
    *(
        (PROVINCE, seat)
        for seat in ("thuky", "chutich", "taichinh", "baocao", "kiemtra", "hotich", "buudien")
    ),
    ("", "quantri"),
)
_ENDLESS = "GET /api/v1/lists/{list_id}/reading/events"  # waits for a list's reading to end
_SIGN_OUT = "DELETE /api/v1/tokens/current"
_SET_CLOCK = "PUT /api/v1/clock"


class Attack:
    """Requests sent by officers who may, and by others; what came back."""

    def __init__(self, town: Town, house: str, logged: list[Any]) -> None:
        self.town, self.house, self.logged = town, house, logged
        self.dice = random.Random(SEED)
        self.turned_away: dict[str, set[int]] = {}
        self.answers: Counter[int | str] = Counter()
        self.broken: dict[str, list[str]] = {}
        """By operation and kind of fault: each request that showed it, as a line for a shell."""

    @property
    def report(self) -> str:
        """Each fault once, with how often it came and the shortest request that shows it."""
        return "\n\n".join(
            f"{len(lines)} times {fault}\n{min(lines, key=len)}"
            for fault, lines in self.broken.items()
        )

    def sender(self, request: Request) -> Officer:
        """Mostly somebody whom this door does not turn away."""
        seats = [self.town.officer(*seat) for seat in _SEATS]
        away = self.turned_away.get(request.operation, set())
        may = [one for one in seats if one.account_id not in away]
        return self.dice.choice(may if may and self.dice.random() < 0.95 else seats)

    async def send(self, request: Request) -> None:
        """One request and its answer; nothing but a 2xx, 3xx or 4xx in time is right."""
        self.logged.clear()
        officer = self.sender(request)
        token = (await self.town.as_(officer)).token
        headers = dict(request.headers) | {"Authorization": f"Bearer {token}"}
        if request.operation == _SIGN_OUT:
            headers["Authorization"] = "Bearer x"
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS if request.operation != _ENDLESS else 2):
                answer = await self.town.api.http.request(
                    request.method, f"http://an-sinh{request.path}", headers=headers,
                    content=request.body,
                )  # fmt: skip
        except TimeoutError:
            self.answers["still waiting"] += 1
            if request.operation != _ENDLESS:
                self._note(f"no answer to {request.operation}", request)
            return
        except UnicodeEncodeError:  # such a header no client sends
            return
        self.answers[answer.status_code] += 1
        if answer.status_code == 403:
            self.turned_away.setdefault(request.operation, set()).add(officer.account_id)
        if answer.status_code >= 500:
            words = [str(line.get("exc_info", line))[:600] for line in self.logged[-1:]]
            told = f"{answer.status_code} to {request.operation} by {officer.role}: {words}"
            self._note(told, request)
        if request.operation == _SET_CLOCK and answer.status_code < 300:
            await set_clock(self.house, LIST_DAY)

    def _note(self, fault: str, request: Request) -> None:
        self.broken.setdefault(fault, []).append(request.as_curl())


async def things_to_name(town: Town, house: str) -> None:
    """Lists, dossiers, sittings, decisions and orders with low numbers, at every stage."""
    await a_list(town, "07", rows("07", 3))
    for stage in (Stage.SUBMITTED, Stage.POSTED, Stage.AT_COMMUNE, Stage.AT_DISTRICT):
        found = await submitted(town, "08", rows("08", 2))
        await advance(town, house, [found.id], stage)
        await set_clock(house, LIST_DAY)
    found = await submitted(town, "07", rows("07", 3))
    await advance(town, house, [found.id], Stage.APPROVED)
    await set_clock(house, LIST_DAY)


@pytest.mark.parametrize("shard", range(_SHARDS))
async def test_no_request_breaks_the_service(
    house: str, town: Town, logged: list[Any], shard: int
) -> None:
    await things_to_name(town, house)
    attack, start = Attack(town, house, logged), time.monotonic()
    seed = f"{SEED}/{shard}"
    for request in requests_of(build().openapi(), CASES // _SHARDS, seed):
        await attack.send(request)
        if not _WHOLE and time.monotonic() - start > _SHORT_SECONDS:
            break
    answers = sorted(attack.answers.items(), key=str)
    told = ", ".join(f"{status}: {n:,}" for status, n in answers)
    sys.stdout.write(f"seed {seed}: {attack.answers.total():,} requests, by answer {told}\n")
    assert not attack.broken, attack.report
    assert attack.answers[200] + attack.answers[201] > attack.answers.total() // 50
    assert attack.answers.total() > 50


async def test_the_attack_sees_a_service_that_breaks(
    house: str, town: Town, logged: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: one door that falls over is told, with the line that shows it."""

    async def fall(*_: Any, **__: Any) -> Any:
        raise RuntimeError("a bug")

    monkeypatch.setattr(queries, "balances", fall)
    attack = Attack(town, house, logged)
    path = "/api/v1/fund-sources"
    for _ in range(20):
        await attack.send(Request(f"GET {path}", "GET", path, {}, b""))
    assert attack.broken
    assert "a bug" in attack.report
    assert f"curl -X GET '{path}'" in attack.report
