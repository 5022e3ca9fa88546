"""Systems of agents for tests: who answers for one, its keys, and whatever it may sign."""

import base64
import itertools
import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey
from joserfc.jws import JWSRegistry

from app import access
from app.access import Role
from app.access.machine_schemas import ASSERTION_TYPE, GRANT
from app.access.schemas import NewAgent
from app.core import db

from .conftest import Caller, Person, an_officer, enrol

AGENT = "MAYTINH"
DOOR = "http://house/api/v1/tokens/machine"
Key = ECKey | OKPKey
_numbers = itertools.count(1)


def now() -> int:
    """Real time in whole seconds."""
    return int(datetime.now(UTC).timestamp())


def in_days(days: int) -> str:
    """A moment so many days from now."""
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


def ec_key() -> Key:
    """A new key on P-256."""
    return ECKey.generate_key("P-256")


def ed_key() -> Key:
    """A new key on Ed25519."""
    return OKPKey.generate_key("Ed25519")


def public(key: Key) -> dict[str, Any]:
    """What an agent hands over of its key."""
    told = key.as_dict(private=False)
    return {name: told[name] for name in ("kty", "crv", "x", "y") if name in told}


@dataclass
class System:
    """A registered system, the person who answers for it, and a key it has registered."""

    client_id: str
    account_id: int
    person: Person
    key: Key = field(default_factory=ec_key)

    def claims(self, **changes: Any) -> dict[str, Any]:
        """What an honest assertion claims, with changes; None takes a claim away."""
        honest = {
            "iss": self.client_id, "sub": self.client_id, "aud": DOOR, "jti": str(uuid.uuid4()),
            "iat": now(), "exp": now() + 50,
        }  # fmt: skip
        return {name: said for name, said in (honest | changes).items() if said is not None}

    def header(self, **changes: Any) -> dict[str, Any]:
        """The header of an honest assertion, with changes; None takes an entry away."""
        algorithm = "ES256" if isinstance(self.key, ECKey) else "Ed25519"
        honest = {"alg": algorithm, "kid": self.key.thumbprint(), "typ": "JWT"}
        return {name: said for name, said in (honest | changes).items() if said is not None}

    def signed(self, key: Key | None = None, **claims: Any) -> str:
        """An assertion signed by the system's key, or another."""
        header = self.header()
        signer = key or self.key
        return jwt.encode(header, self.claims(**claims), signer, algorithms=[header["alg"]])


def part(value: Any) -> str:
    """One part of a compact JWS: bytes, or anything as JSON, in base64url."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def by_hand(header: Any, claims: Any, key: Key | None = None, signature: bytes = b"") -> str:
    """A JWS put together without asking any library whether it should be."""
    text = f"{part(header)}.{part(claims)}"
    if isinstance(key, ECKey):
        signature = JWSRegistry.algorithms["ES256"].sign(text.encode(), key)
    return f"{text}.{part(signature)}"


async def an_agent_person(unit_path: str = "42.", **changes: Any) -> Person:
    """A natural person in office at the agent."""
    async with db.transaction(db.NOBODY) as session:
        await access.add_agents(session, [NewAgent(code=AGENT, name="Ngân hàng Thử")])
    officer = an_officer(Role.PAYMENT_AGENT, unit_path, agent_code=AGENT, **changes)
    return await enrol(officer)


def an_order(person: Person, **changes: Any) -> dict[str, Any]:
    """A system to register under a person."""
    return {
        "client_id": f"may-{next(_numbers)}-{uuid.uuid4().hex[:8]}", "name": "Hệ thống chi trả",
        "officer_id": person.officer_id, "document_number": "07/CV-NH", **changes,
    }  # fmt: skip


async def a_system(manager: Caller, key: Key | None = None, person: Person | None = None) -> System:
    """A system with one key, registered by an administrator."""
    whose = person or await an_agent_person()
    made = await manager.ask("POST", f"/payment-agents/{AGENT}/systems", json=an_order(whose))
    assert made.status_code == 201, made.text
    told = made.json()
    system = System(told["client_id"], told["account_id"], whose, key or ec_key())
    answer = await register(manager, system, system.key)
    assert answer.status_code == 201, answer.text
    return system


async def register(manager: Caller, system: System, key: Key, **times: str) -> httpx.Response:
    """Register one more key of a system."""
    order = {"jwk": public(key), "valid_to": in_days(90), **times}
    path = f"/payment-agents/{AGENT}/systems/{system.account_id}/keys"
    return await manager.ask("POST", path, json=order)


async def ask_token(client: httpx.AsyncClient, assertion: str, **changes: str) -> httpx.Response:
    """The request that OAuth 2.0 describes."""
    form = {
        "grant_type": GRANT, "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": assertion,
    }  # fmt: skip
    return await client.post("/api/v1/tokens/machine", data=form | changes)
