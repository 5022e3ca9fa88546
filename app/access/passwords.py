"""Passwords: kept as argon2id, long enough, and none that everybody tries first."""

import secrets
from typing import ClassVar, Final

from pwdlib import PasswordHash

from app.core.errors import Refused
from app.core.text import fold

SHORTEST: Final = 12
_HASHES: Final = PasswordHash.recommended()
_NOBODYS: Final = _HASHES.hash(secrets.token_urlsafe(32))  # nobody can know it
_FEWEST_LETTERS: Final = 5
_COMMON: Final = (
    "123456789", "987654321", "0123456789", "1234567890", "qwertyuiop", "qwerty123456", "asdfghjkl",
    "1q2w3e4r5t", "abcdefgh", "password", "passw0rd", "matkhau", "anhyeuem", "emyeuanh", "iloveyou",
    "hoilamgi", "khongbiet", "khongcomatkhau", "administrator", "quantrivien", "letmein", "welcome",
    "changeme", "ansinh", "vietnam", "hanoi", "hatinh", "saigon", "xinchao", "togetherwework",
)  # fmt: skip
"""What people take first; nothing but figures and signs around one of these is no password."""


class PasswordTooShort(Refused):
    """A password has at least {least} characters."""

    status: ClassVar[int] = 422
    field = "mat-khau-moi"
    vi: ClassVar[str] = "Mật khẩu mới cần ít nhất {least} ký tự."


class PasswordTooEasy(Refused):
    """Others would try this password first; take a few words that only you would put together."""

    status: ClassVar[int] = 422
    field = "mat-khau-moi"
    vi: ClassVar[str] = "Mật khẩu này quá dễ đoán; hãy ghép vài từ mà chỉ bạn nghĩ ra."


def hashed(password: str, user_name: str) -> str:
    """A new password as it is kept; raises PasswordTooShort, PasswordTooEasy."""
    if len(password) < SHORTEST:
        raise PasswordTooShort(least=SHORTEST)
    if _easy(password, user_name):
        raise PasswordTooEasy
    return _HASHES.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Whether this is the password that is kept; the same work when none is."""
    return _HASHES.verify(password, kept or _NOBODYS) and kept is not None


def _easy(password: str, user_name: str) -> bool:
    plain = "".join(letter for letter in fold(password) if letter.isalnum())
    if len(set(plain)) < _FEWEST_LETTERS:
        return True
    own = "".join(letter for letter in fold(user_name) if letter.isalnum())
    letters = plain.strip("0123456789")
    return any(
        word and (plain in word * 4 or letters == word or plain.replace(word, "").isdecimal())
        for word in (*_COMMON, own)
    )
