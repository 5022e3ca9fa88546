"""The key that signs seals: a file outside the database, readable by its owner alone."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from app.audit.rules import public_of
from app.core.errors import Refused
from app.core.settings import settings


class SealKeyUnfit(Refused):
    """The file {file} holds no Ed25519 key, or others may read it (want mode 0600)."""

    status = 503
    vi = "Tệp {file} không chứa khóa Ed25519, hoặc người khác đọc được (cần quyền 0600)."


def seal_key_file() -> Path:
    """Where this installation keeps the key."""
    return settings().seal_key_file or settings().data_folder / "seal.key"


def kept_seal_key(file: Path) -> Ed25519PrivateKey:
    """The key, made on first use with its public half beside it (`.pub`); raises SealKeyUnfit."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _read(file)
    except FileNotFoundError:
        _make(file)
        return _read(file)


def _read(file: Path) -> Ed25519PrivateKey:
    with open(file, "rb") as source:
        if os.fstat(source.fileno()).st_mode & 0o077:
            raise SealKeyUnfit(file=file)
        content = source.read()
    try:
        key = load_pem_private_key(content, None)
    except (ValueError, TypeError):
        raise SealKeyUnfit(file=file) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise SealKeyUnfit(file=file)
    return key


def _make(file: Path) -> None:
    """Whole or not at all, and never over a key that another process made meanwhile."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    new = file.with_name(f"{file.name}.{os.getpid()}")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as output:
        output.write(pem)
        output.flush()
        os.fsync(output.fileno())
    try:
        os.link(new, file)
    except FileExistsError:
        return
    finally:
        new.unlink()
    file.with_name(f"{file.name}.pub").write_text(f"{public_of(key)}\n", encoding="utf-8")
