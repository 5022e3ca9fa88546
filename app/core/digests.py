"""Keyed digests: what must be compared but never read, with a key outside the database."""

import hashlib
import hmac
from functools import cache

from app.core.settings import settings


@cache
def _key() -> bytes:
    key = settings().identity_key.get_secret_value()
    if not key:
        raise RuntimeError("ANSINH_IDENTITY_KEY is not set: identity numbers cannot be compared")
    return key.encode()


def keyed_digest(kind: str, value: str) -> str:
    """128 bits of HMAC-SHA-256 in the text form of a uuid; stable for one key."""
    digest = hmac.digest(_key(), f"{kind}\x1f{value}".encode(), "sha256").hex()
    return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"


def keyed_mark(kind: str, content: bytes) -> bytes:
    """256 bits of HMAC-SHA-256: nobody makes it, or guesses its content, without the key."""
    return hmac.digest(_key(), f"{kind}\x1f".encode() + content, "sha256")


def secret_digest(secret: str) -> bytes:
    """SHA-256 of a random secret of 256 bits (tokens, enrolment codes)."""
    return hashlib.sha256(secret.encode()).digest()
