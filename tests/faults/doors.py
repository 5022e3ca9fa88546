"""The doors that the harnesses knock at; when a door changes, only this file does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.core.web import API
from tests.money_rows import TODAY

LEASES = f"{API}/payout-leases"
STATEMENTS = f"{API}/statements"


@dataclass(frozen=True)
class Request:
    """One act as it goes over the line."""

    path: str
    body: dict[str, Any] | None = None


def line(order: Any, result: str = "paid", amount: int | None = None) -> dict[str, Any]:
    """What an agent tells of one order."""
    told = {"reference": order.reference, "amount_dong": amount or order.amount_dong}
    reason = {"reason": "Vắng mặt"} if result in {"failed", "returned"} else {}
    return {**told, "result": result, "done_on": TODAY.isoformat(), **reason}


def statement(number: str, lines: Sequence[dict[str, Any]]) -> Request:
    """A statement whose faulty lines wait while the rest is applied."""
    told = {"number": number, "made_on": TODAY.isoformat(), "lines": list(lines)}
    return Request(STATEMENTS, {**told, "mode": "lenient"})


def release(run_id: int) -> Request:
    """Sending a run to its agent."""
    return Request(f"{API}/payout-runs/{run_id}/release")


def pull(run_id: int, limit: int) -> Request:
    """Taking what is to be sent of a run."""
    return Request(LEASES, {"run_id": run_id, "limit": limit})


def acknowledge(lease_id: int) -> Request:
    """Saying that a lease has arrived."""
    return Request(f"{LEASES}/{lease_id}/acknowledgement")


def lease_in(body: dict[str, Any]) -> int | None:
    """The number of the lease that an answer tells of, if it tells of one."""
    lease = body.get("lease", body)
    return None if lease is None else int(lease["id"])


RELEASED_BEFORE = "already-released"
"""How a release without a key is answered when it was done before."""
NUMBER_TAKEN = "statement-number-reused"
KEY_TAKEN = "key-reused"
