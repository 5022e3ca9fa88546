"""Shapes of agents' systems: what registers them, their keys, the token they are given."""

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from app.access.schemas import UserName
from app.core.shapes import Id, Line, Order

FORM: Final = "application/x-www-form-urlencoded"
GRANT: Final = "client_credentials"
ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

Coordinate = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
"""Thirty-two bytes in base64url without padding."""


class NewSystem(Order):
    """A payment agent's own software, and the person of that agent who answers for it."""

    client_id: UserName
    name: Line
    officer_id: Id
    document_number: Line
    appointment_id: Id | None = None


class PublicJwk(Order):
    """A public key as JWK (RFC 7517); private members are refused."""

    kty: Literal["EC", "OKP"]
    crv: Literal["P-256", "Ed25519"]
    x: Coordinate
    y: Coordinate | None = None
    alg: Literal["ES256", "EdDSA", "Ed25519"] | None = None
    use: Literal["sig"] | None = None
    key_ops: tuple[Literal["verify"], ...] | None = None
    kid: Line | None = None
    """What the agent calls it; the service calls it by its thumbprint (RFC 7638)."""


class NewKey(Order):
    """A key and from when until when it is good; by real time, from now unless said."""

    jwk: PublicJwk
    valid_to: AwareDatetime
    valid_from: AwareDatetime | None = None


class KeyShown(BaseModel):
    """A key of a system; `kid` is what stands in the header of its assertions."""

    model_config = ConfigDict(from_attributes=True)

    kid: str
    algorithm: str
    valid_from: datetime
    valid_to: datetime
    revoked_at: datetime | None = None


class SystemShown(BaseModel):
    """A system of an agent with every key it ever had."""

    model_config = ConfigDict(from_attributes=True)

    account_id: int
    client_id: str
    name: str
    officer_id: int
    appointment_id: int
    document_number: str
    keys: list[KeyShown] = []


class MachineSignIn(BaseModel):
    """The fields of an OAuth 2.0 request that count; others are passed over (RFC 6749, 3.2)."""

    grant_type: str
    client_assertion_type: str
    client_assertion: SecretStr
    client_id: Annotated[str, Field(max_length=60)] | None = None


class MachineToken(BaseModel):
    """An opaque token as OAuth 2.0 tells it (RFC 6749, 5.1); seconds until it ends."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a kind, no secret
    expires_in: int
