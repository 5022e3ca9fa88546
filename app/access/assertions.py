"""Reading what a system signed to come in (RFC 7523), with algorithms and keys pinned.

Nothing in an assertion says by what it is to be verified: its `kid` names a key that was registered
out of band, and that key fixes the algorithm, the system and what must be claimed.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import ECKey, OKPKey
from joserfc.jws import JWSRegistry, deserialize_compact
from joserfc.util import urlsafe_b64decode

from app.access.machine_rules import LEEWAY, LONGEST_ASSERTION, AssertionRefused, KeyUnfit
from app.core.digests import secret_digest
from app.core.strict import strict_json

Key = ECKey | OKPKey
LONGEST_TEXT: Final = 4096
_SHAPE: Final = re.compile(r"([A-Za-z0-9_-]{1,512})\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+")
_THUMBPRINT: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_JTI: Final = re.compile(r"[\x21-\x7e]{16,200}")
_NAMES: Final = {"ES256": {"ES256"}, "EdDSA": {"EdDSA", "Ed25519"}}
"""What a key's algorithm may be called in a header: RFC 9864 gave EdDSA on Ed25519 a name."""
_TYPES: Final = {None, "JWT", "jwt", "client-authentication+jwt"}


class _Pinned(JWSRegistry):
    """The algorithms of registered keys and no others, whatever else the library can do."""

    def get_alg(self, name: str) -> Any:
        if not any(name in names for names in _NAMES.values()):
            raise UnsupportedAlgorithmError(name)
        return self.algorithms[name]


@dataclass(frozen=True, slots=True)
class Assertion:
    """What was sent, taken apart and not yet believed."""

    text: str
    kid: str
    algorithm: str
    claims: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Expected:
    """What must be true of an assertion: its key and algorithm, its system, for whom, and when."""

    key: Key
    algorithm: str
    client_id: str
    audience: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A proven assertion: by what it is known again, and until when that must be remembered."""

    digest: bytes
    expires_at: datetime


def key_in(members: dict[str, str]) -> tuple[str, str, Key]:
    """Thumbprint (RFC 7638), algorithm and key of public JWK members; raises KeyUnfit."""
    named = (members.get("kty"), members.get("crv"), "y" in members)
    # The library names the members it takes one by one; ours come from outside, as they are.
    try:
        if named == ("EC", "P-256", True):
            point = ECKey.import_key(members)  # type: ignore[arg-type]
            _ = point.public_key  # a point beside the curve is found here
            return point.thumbprint(), "ES256", point
        if named == ("OKP", "Ed25519", False):
            okp = OKPKey.import_key(members)  # type: ignore[arg-type]
            _ = okp.public_key
            return okp.thumbprint(), "EdDSA", okp
    except (JoseError, ValueError):
        raise KeyUnfit from None
    raise KeyUnfit


def opened(text: str) -> Assertion:
    """Take an assertion apart, refusing every header but alg, kid and typ; AssertionRefused."""
    parts = _SHAPE.fullmatch(text) if len(text) <= LONGEST_TEXT else None
    if parts is None:
        raise AssertionRefused
    header, claims = _json(parts[1]), _json(parts[2])
    # jwk, jku, x5u, x5c, crit, b64: whoever signed does not say how it is to be read.
    if not {"alg", "kid"} <= header.keys() <= {"alg", "kid", "typ"}:
        raise AssertionRefused
    named = {name: header.get(name) for name in ("alg", "kid", "typ")}
    if not all(value is None or isinstance(value, str) for value in named.values()):
        raise AssertionRefused
    if named["typ"] not in _TYPES or not _THUMBPRINT.fullmatch(str(named["kid"])):
        raise AssertionRefused
    return Assertion(text, str(named["kid"]), str(named["alg"]), claims)


def _json(part: str) -> dict[str, Any]:
    try:
        found = strict_json(urlsafe_b64decode(part.encode()))
    except ValueError:
        raise AssertionRefused from None
    if not isinstance(found, dict):
        raise AssertionRefused
    return found


def proven(said: Assertion, wanted: Expected) -> Held:
    """Check signature, parties and times; raises AssertionRefused, always the same."""
    if said.algorithm not in _NAMES[wanted.algorithm]:
        raise AssertionRefused
    try:
        deserialize_compact(said.text, wanted.key, registry=_Pinned())
    except (JoseError, ValueError):
        raise AssertionRefused from None
    claims = said.claims
    if not claims.get("iss") == claims.get("sub") == wanted.client_id:
        raise AssertionRefused
    if claims.get("aud") not in (wanted.audience, [wanted.audience]):
        raise AssertionRefused
    jti = claims.get("jti")
    if not (isinstance(jti, str) and _JTI.fullmatch(jti)):
        raise AssertionRefused
    return Held(secret_digest(jti), _in_time(claims, wanted.moment))


def _in_time(claims: dict[str, Any], moment: datetime) -> datetime:
    """When it runs out: neither past nor more than a minute ahead; begun, and made, by now."""
    expires_at = _moment(claims.get("exp"))
    if not moment - LEEWAY < expires_at <= moment + LONGEST_ASSERTION + LEEWAY:
        raise AssertionRefused
    begun = (_moment(claims[name]) for name in ("nbf", "iat") if name in claims)
    if any(since > moment + LEEWAY for since in begun):
        raise AssertionRefused
    return expires_at


def _moment(value: object) -> datetime:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**35:
        raise AssertionRefused
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=value)
