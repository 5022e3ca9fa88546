"""Requests that the service's own description allows, and ones that it forbids, by schemathesis."""

import random
import warnings
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

_MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
_NEAR = 12
"""Numbers of things that may exist; drawn numbers almost never do."""
_NEAR_SHARE = 0.7
_BASE = "http://an-sinh"


class Request(NamedTuple):
    """One request, ready to be sent."""

    operation: str
    method: str
    path: str
    """With its query."""
    headers: Mapping[str, str]
    body: bytes

    def as_curl(self) -> str:
        """The same as a line for a shell; binary bodies as Python writes them."""
        headers = "".join(f" -H {f'{k}: {v}'!r}" for k, v in self.headers.items())
        body = f" --data-binary {self.body[:2_000]!r}" if self.body else ""
        return f"curl -X {self.method} {self.path!r}{headers}{body}"


def requests_of(description: Mapping[str, Any], how_many: int, luck: str) -> Iterator[Request]:
    """About that many requests, every operation in turn, allowed and forbidden ones."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        schema = schemathesis.openapi.from_dict(dict(description))
        operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    made, turn = 0, 0
    while made < how_many:
        left = how_many - made
        fair = left // (len(operations) * len(_MODES)) + 1
        each = min(200, fair) if turn else 1  # first all of it once
        for number, operation in enumerate(operations):
            for mode in _MODES:
                one = f"{luck}/{turn}/{number}/{mode.value}"
                for request in _drawn(operation, mode, each, one):
                    made += 1
                    yield request
        turn += 1


def _drawn(operation: Any, mode: GenerationMode, count: int, luck: str) -> list[Request]:
    drawn: list[Any] = []

    @seed(luck)
    @settings(
        max_examples=count, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(operation.as_strategy(generation_mode=mode))
    def draw(case: Any) -> None:
        drawn.append(case)

    dice = random.Random(luck)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            draw()
        except Unsatisfiable:  # nothing about it can be wrong
            return []
        return [one for case in drawn if (one := _prepared(operation, case, dice)) is not None]


def _prepared(operation: Any, case: Any, dice: random.Random) -> Request | None:
    for name, value in (case.path_parameters or {}).items():
        if isinstance(value, int) and dice.random() < _NEAR_SHARE:
            case.path_parameters[name] = dice.randint(1, _NEAR)
    told = case.as_transport_kwargs(base_url=_BASE)
    try:
        ready = requests.Request(
            told["method"], told["url"], headers=_sendable(told["headers"]),
            params=told.get("params"), data=told.get("data"), json=told.get("json"),
        ).prepare()  # fmt: skip
    except (ValueError, requests.RequestException):
        return None  # no client could send it
    body: Any = ready.body or b""
    return Request(
        operation.label, str(ready.method), str(ready.url).removeprefix(_BASE),
        {str(name): str(value) for name, value in ready.headers.items()},
        body.encode() if isinstance(body, str) else bytes(body),
    )  # fmt: skip


def _sendable(headers: Mapping[str, Any]) -> dict[str, str]:
    dropped = {"user-agent", "x-schemathesis-testcaseid", "accept-encoding", "connection"}
    return {name: str(value) for name, value in headers.items() if name.lower() not in dropped}
