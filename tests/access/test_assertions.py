"""The token attack table: whatever a system did not sign as agreed is refused, and all alike."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, OctKey
from joserfc.jws import deserialize_compact
from joserfc.util import urlsafe_b64decode
from sqlalchemy import text

from app.access.assertions import Assertion, Expected, key_in, opened, proven
from app.access.machine_rules import AssertionRefused, KeyUnfit
from app.core import clock
from app.core.owner import owner_transaction

from .conftest import Caller, Person
from .machine_keys import (
    DOOR,
    System,
    a_system,
    ask_token,
    by_hand,
    ec_key,
    ed_key,
    in_days,
    now,
    part,
    public,
    register,
)

Attack = Callable[[System], str]


def keyed(system: System, digest: str, header: dict[str, Any]) -> str:
    """A JWS whose "secret" is the public key, for verifiers that let the header choose."""
    secret = json.dumps(public(system.key)).encode()
    text = f"{part(header)}.{part(system.claims())}"
    return f"{text}.{part(hmac.digest(secret, text.encode(), digest))}"


def headed(system: System, **header: Any) -> str:
    """Rightly signed, under a header that says more or something else."""
    return by_hand(system.header(**header), system.claims(), system.key)


def foreign(system: System, **header: Any) -> str:
    """Signed with a stranger's key."""
    return by_hand(system.header(**header), system.claims(), ec_key())


def with_own_jwk(system: System) -> str:
    key = ec_key()
    return by_hand(system.header(jwk=public(key)), system.claims(), key)


def own_kid(system: System) -> str:
    key = ec_key()
    return by_hand(system.header(kid=key.thumbprint()), system.claims(), key)


def twice(text: bytes, name: str, value: str) -> bytes:
    """A JSON object that has one name twice."""
    return text.rstrip(b"}") + f', "{name}": "{value}"}}'.encode()


def honest_parts(system: System) -> list[str]:
    return system.signed().split(".")


ATTACKS: dict[str, Attack] = {
    "alg none": lambda s: by_hand(s.header(alg="none"), s.claims()),
    "alg None": lambda s: by_hand(s.header(alg="None"), s.claims()),
    "alg none with the signature": lambda s: by_hand(s.header(alg="none"), s.claims(), s.key),
    "no alg": lambda s: headed(s, alg=None),
    "alg a list": lambda s: headed(s, alg=["ES256"]),
    "HS256 with the public key": lambda s: keyed(s, "sha256", s.header(alg="HS256")),
    "HS512 with the public key": lambda s: keyed(s, "sha512", s.header(alg="HS512")),
    "RS256": lambda s: headed(s, alg="RS256"),
    "ES384": lambda s: headed(s, alg="ES384"),
    "the other kind of key": lambda s: headed(s, alg="EdDSA"),
    "jwk in the header": with_own_jwk,
    "jwk of its own key": lambda s: headed(s, jwk=public(s.key)),
    "jku": lambda s: foreign(s, jku="http://127.0.0.1:1/jwks"),
    "x5u": lambda s: foreign(s, x5u="http://127.0.0.1:1/x"),
    "x5c": lambda s: headed(s, x5c=["MIIB"]),
    "crit": lambda s: headed(s, crit=["exp"], exp=now() + 50),
    "crit unknown": lambda s: headed(s, crit=["an-sinh"]),
    "b64 false": lambda s: headed(s, b64=False, crit=["b64"]),
    "cty": lambda s: headed(s, cty="JWT"),
    "no kid": lambda s: headed(s, kid=None),
    "kid a number": lambda s: headed(s, kid=7),
    "kid a path": lambda s: headed(s, kid="../../../../../../etc/passwd"),
    "kid SQL": lambda s: headed(s, kid="x' union select '{}' --"),
    "kid NUL": lambda s: headed(s, kid="\x00" * 43),
    "kid of nobody": own_kid,
    "typ of another use": lambda s: headed(s, typ="at+jwt"),
    "typ a number": lambda s: headed(s, typ=1),
    "a stranger's key": foreign,
    "signature of nothing": lambda s: ".".join([*honest_parts(s)[:2], ""]),
    "signature of zeros": lambda s: ".".join([*honest_parts(s)[:2], part(b"\x00" * 64)]),
    "signature short": lambda s: ".".join([*honest_parts(s)[:2], part(b"\x01" * 10)]),
    "claims changed after": lambda s: ".".join(
        [honest_parts(s)[0], part(s.claims(exp=now() + 20)), honest_parts(s)[2]]
    ),
    "header twice named": lambda s: by_hand(
        twice(json.dumps(s.header()).encode(), "alg", "ES256"), s.claims(), s.key
    ),
    "claims twice named": lambda s: by_hand(
        s.header(), twice(json.dumps(s.claims()).encode(), "sub", s.client_id), s.key
    ),
    "header no object": lambda s: by_hand([1], s.claims(), s.key),
    "claims no object": lambda s: by_hand(s.header(), "x", s.key),
    "claims no JSON": lambda s: by_hand(s.header(), b"\xff\xfe", s.key),
    "wrong aud": lambda s: s.signed(aud="http://other/api/v1/tokens/machine"),
    "aud of the service alone": lambda s: s.signed(aud="http://house"),
    "aud of us and another": lambda s: s.signed(aud=[DOOR, "http://other/token"]),
    "aud with a slash more": lambda s: s.signed(aud=DOOR + "/"),
    "no aud": lambda s: s.signed(aud=None),
    "wrong iss": lambda s: s.signed(iss="may-khac"),
    "wrong sub": lambda s: s.signed(sub="may-khac"),
    "both of another": lambda s: s.signed(iss="may-khac", sub="may-khac"),
    "no iss": lambda s: s.signed(iss=None),
    "no sub, no iss": lambda s: s.signed(iss=None, sub=None),
    "expired": lambda s: s.signed(exp=now() - 6, iat=now() - 60),
    "exp too far": lambda s: s.signed(exp=now() + 70),
    "exp in a year": lambda s: s.signed(exp=now() + 365 * 86400),
    "no exp": lambda s: s.signed(exp=None),
    "exp a text": lambda s: by_hand(s.header(), s.claims(exp=str(now() + 50)), s.key),
    "exp a fraction": lambda s: by_hand(s.header(), s.claims(exp=now() + 50.5), s.key),
    "exp true": lambda s: by_hand(s.header(), s.claims(exp=True), s.key),
    "exp endless": lambda s: by_hand(s.header(), s.claims(exp=2**62), s.key),
    "not yet valid": lambda s: s.signed(nbf=now() + 30),
    "made in the future": lambda s: s.signed(iat=now() + 30),
    "no jti": lambda s: s.signed(jti=None),
    "jti short": lambda s: s.signed(jti="1"),
    "jti long": lambda s: s.signed(jti="x" * 201),
    "jti a number": lambda s: by_hand(s.header(), s.claims(jti=10**18), s.key),
    "too large": lambda s: s.signed(more="x" * 4096),
    "header too large": lambda s: headed(s, typ="J" * 600),
    "four parts": lambda s: s.signed() + ".x",
    "two parts": lambda s: ".".join(honest_parts(s)[:2]),
    "JSON serialization": lambda s: json.dumps(
        dict(zip(("protected", "payload", "signature"), honest_parts(s), strict=True))
    ),
    "spaces": lambda s: s.signed() + " ",
    "a word": lambda s: "x",
    "nothing": lambda s: "",
}


@pytest.fixture
async def system(manager: Caller) -> System:
    """A system with a key on P-256."""
    return await a_system(manager)


async def test_control_what_is_signed_as_agreed_opens(
    client: httpx.AsyncClient, manager: Caller, system: System
) -> None:
    """Without it every refusal below would prove nothing."""
    for key in (ec_key(), ed_key()):
        assert (await register(manager, system, key)).status_code == 201
        system.key = key
        for claims in ({}, {"aud": [DOOR]}, {"iat": None}, {"nbf": now()}, {"exp": now() + 60}):
            answer = await ask_token(client, system.signed(**claims))
            assert answer.status_code == 200, (claims, answer.text)
    system.key = ec_key()
    assert (await register(manager, system, system.key)).status_code == 201
    for typ in (None, "JWT", "client-authentication+jwt"):
        answer = await ask_token(client, headed(system, typ=typ))
        assert answer.status_code == 200, (typ, answer.text)


async def test_every_attack_gets_one_and_the_same_answer(
    client: httpx.AsyncClient, system: System, logged: list[Any]
) -> None:
    answers = {}
    for name, attack in ATTACKS.items():
        answer = await ask_token(client, attack(system))
        answers[name] = (answer.status_code, json.dumps(answer.json() | {"instance": ""}))
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"] == "Bearer"
    let_in = {name: said for name, said in answers.items() if said[0] != 401}
    assert let_in == {}
    assert len(set(answers.values())) == 1
    (only,) = set(answers.values())
    told = json.loads(only[1])
    assert (told["type"], told["error"]) == ("/problems/assertion-refused", "invalid_client")
    assert logged == []


async def test_an_assertion_opens_once(client: httpx.AsyncClient, system: System) -> None:
    assertion = system.signed()
    assert (await ask_token(client, assertion)).status_code == 200
    assert (await ask_token(client, assertion)).status_code == 401
    claims = json.loads(urlsafe_b64decode(assertion.split(".")[1].encode()))
    again = system.signed(jti=claims["jti"], exp=claims["exp"] - 1)
    assert (await ask_token(client, again)).status_code == 401


async def test_two_systems_may_choose_one_jti(
    client: httpx.AsyncClient, manager: Caller, system: System
) -> None:
    other = await a_system(manager)
    for one in (system, other):
        assert (await ask_token(client, one.signed(jti="0123456789abcdef"))).status_code == 200


async def test_keys_out_of_their_time_open_nothing(
    client: httpx.AsyncClient, manager: Caller, system: System
) -> None:
    system.key = ec_key()
    times = {"valid_from": in_days(1), "valid_to": in_days(90)}
    assert (await register(manager, system, system.key, **times)).status_code == 201
    assert (await ask_token(client, system.signed())).status_code == 401


@pytest.mark.parametrize(
    ("body", "media_type", "error"),
    [
        (b'{"grant_type": "client_credentials"}', "application/json", "invalid_request"),
        (b"", "application/x-www-form-urlencoded", "invalid_request"),
        (b"grant_type=client_credentials", "", "invalid_request"),
        (b"grant_type=client_credentials", "application/x-www-form-urlencoded", "invalid_request"),
        (b"a=1&a=2", "application/x-www-form-urlencoded", "invalid_request"),
        (b"grant_type=%ff", "application/x-www-form-urlencoded", "invalid_request"),
        ("grant_type=ữ".encode(), "application/x-www-form-urlencoded", "invalid_request"),
        (b"x&y&z", "application/x-www-form-urlencoded", "invalid_request"),
        (b"&".join(b"f%d=1" % n for n in range(30)), "application/x-www-form-urlencoded",
         "invalid_request"),
        (b"--x\r\n", "multipart/form-data; boundary=x", "invalid_request"),
        (b"grant_type=password&client_assertion_type=x&client_assertion=x",
         "application/x-www-form-urlencoded", "unsupported_grant_type"),
        (b"grant_type=client_credentials&client_assertion_type=x&client_assertion=x",
         "application/x-www-form-urlencoded", "unsupported_grant_type"),
    ],
)  # fmt: skip
async def test_a_strange_form_is_refused(
    client: httpx.AsyncClient, body: bytes, media_type: str, error: str
) -> None:
    answer = await client.post(
        "/api/v1/tokens/machine", content=body, headers={"Content-Type": media_type}
    )
    assert (answer.status_code, answer.json()["error"]) == (422, error), answer.text


async def test_a_field_twice_is_refused_though_both_are_good(
    client: httpx.AsyncClient, system: System
) -> None:
    given = await ask_token(client, system.signed(), scope="", resource="x")
    assert given.status_code == 200, "what OAuth does not know is passed over"
    body = given.request.content + b"&grant_type=client_credentials"
    answer = await client.post(
        "/api/v1/tokens/machine", content=body, headers=dict(given.request.headers)
    )
    assert answer.status_code in (400, 422)


async def test_a_form_that_names_another_client_is_refused(
    client: httpx.AsyncClient, system: System
) -> None:
    named = await ask_token(client, system.signed(), client_id=system.client_id)
    assert named.status_code == 200
    assert (await ask_token(client, system.signed(), client_id="may-khac")).status_code == 401


async def test_a_body_without_end_is_cut_at_the_edge(client: httpx.AsyncClient) -> None:
    assert (await ask_token(client, "x" * 10_000_000)).status_code == 413


# --- controls: what each guard holds back ---------------------------------------------------------


def test_control_the_forgeries_are_good_ones() -> None:
    """A reader that believes the header would let them in: what refuses them is the pinning."""
    system = System("may-thu", 1, Person("", 1, 1, ""))
    carried = with_own_jwk(system)
    header = json.loads(urlsafe_b64decode(carried.split(".")[0].encode()))
    assert deserialize_compact(carried, ECKey.import_key(header["jwk"])).payload
    by_secret = keyed(system, "sha256", system.header(alg="HS256"))
    secret = OctKey.import_key(json.dumps(public(system.key)))
    assert deserialize_compact(by_secret, secret, algorithms=["HS256"]).payload
    unsigned = by_hand({"alg": "none"}, system.claims())
    with pytest.warns(SecurityWarning):
        assert deserialize_compact(unsigned, None, algorithms=["none"]).payload


def test_control_without_the_look_at_the_header_a_strange_one_passes() -> None:
    system = System("may-thu", 1, Person("", 1, 1, ""))
    said = headed(system, jwk=public(system.key))
    moment = clock.wall_clock()
    wanted = Expected(key_in(public(system.key))[2], "ES256", "may-thu", DOOR, moment)
    with pytest.raises(AssertionRefused):
        opened(said)
    assert proven(Assertion(said, system.key.thumbprint(), "ES256", system.claims()), wanted)


async def test_control_without_the_memory_an_assertion_opens_again(
    client: httpx.AsyncClient, house: str, system: System
) -> None:
    assertion = system.signed()
    assert (await ask_token(client, assertion)).status_code == 200
    async with owner_transaction(house) as session:
        forget = "delete from nation.used_assertion where account_id = :a"
        await session.execute(text(forget), {"a": system.account_id})
    assert (await ask_token(client, assertion)).status_code == 200


def test_a_point_beside_the_curve_is_no_key() -> None:
    key = public(ec_key())
    with pytest.raises(KeyUnfit):
        key_in(key | {"y": key["x"]})
    assert isinstance(key_in(key)[2], ECKey)


def test_the_thumbprint_is_the_one_of_rfc_7638() -> None:
    key = public(ec_key())
    canonical = json.dumps(key, sort_keys=True, separators=(",", ":")).encode()
    assert key_in(key)[0] == part(hashlib.sha256(canonical).digest())
