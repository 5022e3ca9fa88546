"""Agents' systems: coming in by a key of one's own, and what an administrator does for them."""

import asyncio
import json
import uuid
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, import_key

from app.access.machine_schemas import (
    ASSERTION_TYPE,
    FORM,
    GRANT,
    KeyShown,
    MachineToken,
    NewKey,
    NewSystem,
    SystemShown,
)
from app.client.transport import Transport, Unreachable
from app.core import clock
from app.payouts.schemas import NotificationShown

_TRIES: Final = 3
_LIVES_SECONDS: Final = 55
"""Less than the minute that an assertion may live, for clocks that stand apart."""


class Machines(Transport):
    """The doors of agents' systems."""

    async def sign_in_machine(
        self, client_id: str, private_key: bytes, *, audience: str | None = None
    ) -> MachineToken:
        """Take a token by an assertion signed with a private key (PEM, or JWK as JSON).

        `audience` is the token door as the service knows itself; the address asked unless said.
        Each try is signed anew, because an assertion is good once.
        """
        asked = audience or f"{str(self.http.base_url).rstrip('/')}/tokens/machine"
        for attempt in range(_TRIES):
            form = {
                "grant_type": GRANT, "client_assertion_type": ASSERTION_TYPE,
                "client_assertion": assertion(client_id, private_key, asked),
            }  # fmt: skip
            try:
                answer = await self.ask(
                    MachineToken, "POST", "/tokens/machine", data=form, tries=1,
                    headers={"Content-Type": FORM},
                )  # fmt: skip
            except Unreachable:
                await asyncio.sleep(0.2 * 2**attempt)
                continue
            self.token = answer.access_token
            return answer
        raise Unreachable("/tokens/machine")

    async def add_system(self, agent_code: str, order: NewSystem) -> SystemShown:
        """Open an account for an agent's system."""
        body = order.model_dump(mode="json")
        return await self.ask(
            SystemShown, "POST", f"/payment-agents/{agent_code}/systems", json=body
        )

    async def systems(self, agent_code: str) -> list[SystemShown]:
        """The agent's systems with their keys."""
        return await self.ask(list[SystemShown], "GET", f"/payment-agents/{agent_code}/systems")

    async def add_system_key(
        self,
        agent_code: str,
        account_id: int,
        public_key: bytes,
        valid_to: datetime,
        valid_from: datetime | None = None,
    ) -> KeyShown:
        """Register a public key (PEM, or JWK as JSON) for a system."""
        order = NewKey.model_validate(
            {"jwk": public_members(public_key), "valid_to": valid_to, "valid_from": valid_from}
        )
        path = f"/payment-agents/{agent_code}/systems/{account_id}/keys"
        body = order.model_dump(mode="json", exclude_none=True)
        return await self.ask(KeyShown, "POST", path, json=body)

    async def revoke_system_key(self, agent_code: str, account_id: int, kid: str) -> None:
        """End a key at once."""
        await self.send("DELETE", f"/payment-agents/{agent_code}/systems/{account_id}/keys/{kid}")

    async def notifications(self, run_id: int) -> list[NotificationShown]:
        """What an agent's system was told of a run."""
        return await self.ask(
            list[NotificationShown], "GET", f"/payout-runs/{run_id}/notifications"
        )


def assertion(client_id: str, private_key: bytes, audience: str) -> str:
    """A client assertion (RFC 7523) good for one request within a minute; raises ValueError."""
    key = _key(private_key)
    now = int(clock.wall_clock().timestamp())
    algorithm = "ES256" if isinstance(key, ECKey) else "Ed25519"
    header = {"alg": algorithm, "kid": key.thumbprint(), "typ": "JWT"}
    claims = {
        "iss": client_id, "sub": client_id, "aud": audience, "jti": str(uuid.uuid4()), "iat": now,
        "exp": now + _LIVES_SECONDS,
    }  # fmt: skip
    return jwt.encode(header, claims, key, algorithms=[algorithm])


def public_members(key: bytes) -> dict[str, Any]:
    """What may be registered of a key (PEM, or JWK as JSON): never a private part."""
    told = _key(key).as_dict(private=False)
    return {name: told[name] for name in ("kty", "crv", "x", "y") if name in told}


def _key(text: bytes) -> ECKey | OKPKey:
    kinds: tuple[Any, ...] = (None,) if text.lstrip().startswith(b"{") else ("EC", "OKP")
    for kind in kinds:
        with suppress(JoseError, ValueError):
            found = import_key(text if kind else json.loads(text), kind)
            if isinstance(found, ECKey | OKPKey):
                return found
    raise ValueError("neither an EC nor an Ed25519 key")
