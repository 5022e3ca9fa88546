"""Doors of agents' systems: registering them and their keys, and the door where they come in."""

from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import Path, Request, Response
from pydantic import ValidationError

from app.access import machines
from app.access.assertions import LONGEST_TEXT, Assertion, opened
from app.access.guards import Reading, Writing, allow
from app.access.machine_rules import TOKEN_DOOR, AssertionRefused, GrantUnfit, TokenFormUnfit
from app.access.machine_schemas import (
    ASSERTION_TYPE,
    FORM,
    GRANT,
    KeyShown,
    MachineSignIn,
    MachineToken,
    NewKey,
    NewSystem,
    SystemShown,
)
from app.access.rules import Actor, Permission
from app.core.db import NOBODY, transaction
from app.core.web import Doors, public_base

router = Doors(tags=["access"])
Manager = Annotated[Actor, allow(Permission.MANAGE_ACCESS)]
AgentCode = Annotated[str, Path(pattern=r"^[A-Z0-9_-]{2,20}$")]
AccountNumber = Annotated[int, Path(ge=1, lt=2**62)]
KeyName = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{43}$")]
_FIELD: dict[str, Any] = {"type": "string"}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "required": ["grant_type", "client_assertion_type", "client_assertion"],
                    "properties": {
                        "grant_type": {"const": GRANT, **_FIELD},
                        "client_assertion_type": {"const": ASSERTION_TYPE, **_FIELD},
                        "client_assertion": {"maxLength": LONGEST_TEXT, **_FIELD},
                        "client_id": _FIELD,
                    },
                }
            }
        },
    }
}


@router.post("/tokens/machine", operation_id="signInMachine", openapi_extra=_BODY)
async def sign_in_machine(request: Request, response: Response) -> MachineToken:
    """OAuth 2.0 client credentials: a token for an assertion signed with a registered key."""
    said = _assertion_in(request.headers.get("content-type", ""), await request.body())
    response.headers["Cache-Control"] = "no-store"
    audience = f"{public_base(request)}{TOKEN_DOOR}"
    async with transaction(NOBODY) as session:
        return await machines.sign_in_machine(session, said, audience)


def _assertion_in(media_type: str, body: bytes) -> Assertion:
    """The assertion of a token request; raises TokenFormUnfit, GrantUnfit, AssertionRefused."""
    if media_type.partition(";")[0].strip().lower() != FORM:
        raise TokenFormUnfit
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, strict_parsing=True, errors="strict",
            max_num_fields=20,
        )  # fmt: skip
        given = MachineSignIn.model_validate(_once(pairs))
    except (ValueError, ValidationError):
        raise TokenFormUnfit from None
    if (given.grant_type, given.client_assertion_type) != (GRANT, ASSERTION_TYPE):
        raise GrantUnfit
    said = opened(given.client_assertion.get_secret_value())
    if given.client_id not in (None, said.claims.get("sub")):
        raise AssertionRefused
    return said


def _once(pairs: list[tuple[str, str]]) -> dict[str, str]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field twice")
    return found


@router.post(
    "/payment-agents/{code}/systems", status_code=201, operation_id="addAgentSystem"
)  # fmt: skip
async def add_system(
    actor: Manager, session: Writing, code: AgentCode, order: NewSystem
) -> SystemShown:
    """Open an account for an agent's own software, under a person of that agent."""
    return await machines.add_system(session, actor, code, order)


@router.get("/payment-agents/{code}/systems", operation_id="readAgentSystems")
async def read_systems(actor: Manager, session: Reading, code: AgentCode) -> list[SystemShown]:
    """The agent's systems in the territory, with every key they ever had."""
    return await machines.systems_of(session, actor, code)


@router.post(
    "/payment-agents/{code}/systems/{account_id}/keys", status_code=201,
    operation_id="addSystemKey",
)  # fmt: skip
async def add_key(
    actor: Manager, session: Writing, code: AgentCode, account_id: AccountNumber, order: NewKey
) -> KeyShown:
    """Register a public key, handed over out of band, beside those a system has."""
    return await machines.add_key(session, actor, code, account_id, order)


@router.delete(
    "/payment-agents/{code}/systems/{account_id}/keys/{kid}", status_code=204,
    operation_id="revokeSystemKey",
)  # fmt: skip
async def revoke_key(
    actor: Manager, session: Writing, code: AgentCode, account_id: AccountNumber, kid: KeyName
) -> None:
    """End a key at once, with every token of its system."""
    await machines.revoke_key(session, actor, code, account_id, kid)
