"""Telling a payment agent's system that a run was released: endpoints, signatures, attempts.

Where a message goes is in a file of the operator and nowhere else: no address comes from data, and
none is followed from an answer. What it says names no person; the agent fetches the run by its own
token.
"""

import asyncio
import base64
import ipaddress
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

import httpx
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)
from sqlalchemy import BigInteger, Integer, Text, and_, func, literal, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from standardwebhooks import Webhook

from app.core import clock
from app.core.db import standing_of
from app.core.errors import Refused
from app.core.jobs import enqueue_each
from app.core.settings import settings
from app.core.strict import strict_json
from app.decisions.tables import Decision
from app.dossiers import any_of
from app.payouts.tables import PayoutOrder, PayoutRun, WebhookDelivery

TELL: Final = "payouts.tell_agent"
RELEASED: Final = "payout_run.released"
PAUSES: Final = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 60, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 8 * 3600, 8 * 3600)
)
"""Before the second attempt, the third, …: nine attempts in a little less than a day."""
PATIENCE_SECONDS: Final = 10
_CONNECT_SECONDS: Final = 5
_SHORTEST_SECRET: Final = 24
_GONE: Final = 410
NO_ENDPOINT: Final = "no_endpoint"


class WebhooksUnfit(Refused):
    """The file {file} of webhook endpoints cannot be used: {reason}."""

    status = 503
    vi = "Không dùng được tệp địa chỉ webhook {file}: {reason}."


# --- where ---------------------------------------------------------------------------------------


def _address(url: str) -> str:
    """An https address; plain http only to this machine itself. Raises ValueError."""
    parts = urlsplit(url)
    if not parts.hostname or parts.username is not None or parts.fragment:
        raise ValueError("no address of an endpoint")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_here(parts.hostname)):
        raise ValueError("neither https nor on this machine")
    return str(httpx.URL(url))


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _strong(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value().removeprefix("whsec_")
    if len(base64.b64decode(text, validate=True)) < _SHORTEST_SECRET:
        raise ValueError("secret too short")
    return secret


class Endpoint(BaseModel):
    """Where one agent's system listens, and the secrets under which it is told: new, then old."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Annotated[str, AfterValidator(_address)]
    secrets: Annotated[
        tuple[Annotated[SecretStr, AfterValidator(_strong)], ...], Field(min_length=1, max_length=3)
    ]


AgentCode = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9_-]{2,20}$")]
_FILE: Final = TypeAdapter(dict[AgentCode, Endpoint])


def endpoints() -> Mapping[str, Endpoint]:
    """By agent code, who wants to be told, read once; raises WebhooksUnfit."""
    file = settings().webhooks
    return _read(file) if file else {}


@cache
def _read(file: Path) -> Mapping[str, Endpoint]:
    try:
        return _FILE.validate_python(strict_json(file.read_bytes()))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = "/".join(str(part) for part in first["loc"])
        raise WebhooksUnfit(file=file, reason=where or first["type"]) from None
    except (OSError, ValueError) as error:
        raise WebhooksUnfit(file=file, reason=type(error).__name__) from None


# --- what ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Message:
    """What is told and to whom; the same id and words at every attempt."""

    id: str
    run_id: int
    agent_code: str
    payload: dict[str, Any]
    attempt: int = 1

    @property
    def body(self) -> str:
        """The bytes that are signed, as text."""
        return json.dumps(self.payload, separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt: the status the system answered, or why there was none."""

    status_code: int | None = None
    error: str | None = None

    @property
    def delivered(self) -> bool:
        """Whether the system said it has it."""
        return self.status_code is not None and 200 <= self.status_code < 300

    @property
    def final(self) -> bool:
        """Whether trying again makes no sense: delivered, or nobody wants it any more."""
        return self.delivered or self.status_code == _GONE or self.error == NO_ENDPOINT


def message_in(facts: Mapping[str, Any]) -> Message:
    """The message that a job carries."""
    return Message(**facts)


async def announce(session: AsyncSession, run_ids: Sequence[int]) -> None:
    """Have the agents of runs just released told, if and only if this transaction commits.

    Agents without an endpoint are not told; two statements, however many the runs.
    """
    known = endpoints()
    if not known or not run_ids:
        return
    messages = await _messages(session, run_ids, sorted(known))
    if messages:
        await enqueue_each(session, TELL, [asdict(one) for one in messages])


async def _messages(
    session: AsyncSession, run_ids: Sequence[int], agents: Sequence[str]
) -> list[Message]:
    going = and_(PayoutOrder.run_id == PayoutRun.id, PayoutOrder.live)
    amount = func.coalesce(func.sum(PayoutOrder.amount_dong), 0).cast(BigInteger)
    query = (
        select(
            PayoutRun.id, PayoutRun.agent_code, PayoutRun.released_at,
            Decision.number.label("decision_number"), func.count(PayoutOrder.id).label("orders"),
            amount.label("total_dong"),
        )
        .join(Decision, Decision.id == PayoutRun.decision_id)
        .outerjoin(PayoutOrder, going)
        .where(PayoutRun.id == any_of(run_ids), PayoutRun.agent_code.in_(agents))
        .group_by(PayoutRun.id, Decision.id)
        .order_by(PayoutRun.id)
    )  # fmt: skip
    province = standing_of(session).province
    return [
        _message(row, f"msg_{province}_{row.id}_released") for row in await session.execute(query)
    ]


def _message(row: Any, name: str) -> Message:
    at = row.released_at.isoformat()
    data = {
        "run_id": row.id, "agent_code": row.agent_code, "decision_number": row.decision_number,
        "order_count": row.orders, "total_dong": row.total_dong, "released_at": at,
    }  # fmt: skip
    payload = {"type": RELEASED, "timestamp": at, "data": data}
    return Message(name, row.id, row.agent_code, payload)


# --- telling -------------------------------------------------------------------------------------


async def deliver(said: Message) -> Outcome:
    """One attempt: signed anew, sent once, nothing of the answer read but its status."""
    endpoint = endpoints().get(said.agent_code)
    if endpoint is None:
        return Outcome(error=NO_ENDPOINT)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return Outcome(await _status_of(endpoint, said))
    except (TimeoutError, httpx.TimeoutException):
        return Outcome(error="timeout")
    except httpx.ConnectError:
        return Outcome(error="no_connection")
    except (httpx.HTTPError, OSError):
        return Outcome(error="broken_line")


async def _status_of(endpoint: Endpoint, said: Message) -> int:
    timeout = httpx.Timeout(PATIENCE_SECONDS, connect=_CONNECT_SECONDS)
    # Neither a redirect nor the environment leads the message anywhere else.
    async with (
        httpx.AsyncClient(timeout=timeout, follow_redirects=False, trust_env=False) as http,
        http.stream(
            "POST", endpoint.url, content=said.body.encode(), headers=_headers(endpoint, said)
        ) as answer,
    ):
        return answer.status_code


def _headers(endpoint: Endpoint, said: Message) -> dict[str, str]:
    """Signed under every secret, so that a new one can be brought in while the old one holds."""
    moment = clock.wall_clock()
    signed = (
        Webhook(secret.get_secret_value()).sign(said.id, moment, said.body)
        for secret in endpoint.secrets
    )
    return {
        "webhook-id": said.id, "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signed), "content-type": "application/json",
        "user-agent": "an-sinh",
    }  # fmt: skip


async def keep_outcome(session: AsyncSession, said: Message, outcome: Outcome) -> None:
    """Write an attempt down; when it failed and the day is not over, ask for the next.

    A job done twice writes once, and asks once.
    """
    told = select(
        literal(said.id, Text()), literal(said.attempt, Integer()), PayoutRun.id,
        literal(said.agent_code, Text()), literal(outcome.status_code, Integer()),
        literal(outcome.error, Text()), literal(clock.wall_clock()), PayoutRun.area_path,
    ).where(PayoutRun.id == said.run_id)  # fmt: skip
    names = ["message_id", "attempt", "run_id", "agent_code", "status_code", "error", "at"]
    written = await session.execute(
        upsert(WebhookDelivery)
        .from_select([*names, "area_path"], told)
        .on_conflict_do_nothing()
        .returning(WebhookDelivery.attempt)
    )
    again = written.first() is not None and not outcome.final and said.attempt <= len(PAUSES)
    if again:
        following = asdict(replace(said, attempt=said.attempt + 1))
        await enqueue_each(session, TELL, [following], after=PAUSES[said.attempt - 1])
