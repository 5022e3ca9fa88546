"""Clients that never take silence for an answer, and remember every answer they were given."""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from tests.faults.doors import Request
from tests.faults.ground import Seat

PATIENCE_SECONDS: Final = 300
_FIRST_WAIT: Final = 10.0
_HANGS_UP: Final = 0.05


@dataclass(frozen=True)
class Answer:
    """What the service said in the end."""

    seat: Seat
    request: Request
    key: str | None
    status: int
    body: Any
    replayed: bool
    tries: int

    @property
    def done(self) -> bool:
        """Whether it says that the act is done."""
        return self.status < 300

    @property
    def problem(self) -> str:
        """The code of a refusal."""
        kind = self.body.get("type", "") if isinstance(self.body, dict) else ""
        return str(kind).rsplit("/", 1)[-1]


@dataclass
class History:
    """Every answer, and what did not come to one."""

    answers: list[Answer] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    """Requests without an outcome, by kind: each was sent again."""

    @property
    def done(self) -> list[Answer]:
        """The acknowledged acts."""
        return [one for one in self.answers if one.done]

    def figures(self) -> dict[str, Any]:
        """Counts for the record."""
        return {
            "acked": len(self.done),
            "refused": len(self.answers) - len(self.done),
            "replayed": sum(one.replayed for one in self.answers),
            "retried": sum(one.tries > 1 for one in self.answers),
            "unknown": self.unknown.total(),
            "unknown_by_kind": dict(sorted(self.unknown.items())),
        }


@dataclass
class Client:
    """One connection pool, one run of the dice."""

    http: httpx.AsyncClient
    history: History
    dice: random.Random
    headers: dict[str, str] = field(default_factory=dict)
    impatient: bool = False
    """Now and then it hangs up before an answer can have come, and asks again."""

    def key(self) -> str:
        """A new idempotency key, from the dice."""
        return f"{self.dice.getrandbits(128):032x}"

    async def until_answered(self, seat: Seat, request: Request, key: str | None) -> Answer:
        """Ask, and ask again with the same key or none, until there is an answer."""
        headers = {"Authorization": f"Bearer {seat.token}", **self.headers}
        if key is not None:
            headers["Idempotency-Key"] = key
        tries = 0
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                tries += 1
                said = await self._once(request, headers, tries)
                if said is not None:
                    break
                await asyncio.sleep(self.dice.uniform(0.01, 0.1) * min(tries, 10))
        replayed = "idempotency-replayed" in said.headers
        answer = Answer(seat, request, key, said.status_code, _read(said), replayed, tries)
        self.history.answers.append(answer)
        return answer

    async def _once(
        self, request: Request, headers: dict[str, str], tries: int
    ) -> httpx.Response | None:
        # Longer with every try: on a slow machine a true answer must come through in the end.
        wait = httpx.Timeout(_FIRST_WAIT * tries)
        if self.impatient and tries == 1 and self.dice.random() < _HANGS_UP:
            wait = httpx.Timeout(_FIRST_WAIT, read=self.dice.uniform(0.005, 0.1))
        try:
            said = await self.http.post(
                request.path, json=request.body, headers=headers, timeout=wait
            )
            if said.status_code < 500:
                return said
            self.history.unknown[str(said.status_code)] += 1
        except httpx.TransportError as error:
            self.history.unknown[type(error).__name__] += 1
        return None


def _read(said: httpx.Response) -> Any:
    return said.json() if said.content else None


@contextlib.asynccontextmanager
async def a_client(
    url: str,
    history: History,
    seed: str,
    headers: dict[str, str] | None = None,
    *,
    impatient: bool = False,
) -> AsyncIterator[Client]:
    """A client with its own kept-alive connections."""
    async with httpx.AsyncClient(base_url=url) as http:
        yield Client(http, history, random.Random(seed), headers or {}, impatient)
