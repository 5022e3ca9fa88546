"""What a checkpoint says and how it is signed: a C2SP signed note under an Ed25519 key."""

import base64
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.audit.verify_trail import key_mark
from app.core.errors import Refused

SIGNER: Final = "ansinh"


class TrailSetBack(Refused):
    """Transactions count from below the last seal, as after a restore; run: ansinh db upgrade."""

    status = 503
    vi = (
        "Số giao dịch đã lùi về trước lần khóa cuối, như sau khi nạp lại bản sao lưu; "
        "hãy chạy: ansinh db upgrade"
    )


class ScopeTooNarrow(Refused):
    """A trail is given out whole: only to an appointment over the whole province."""

    status = 403
    vi = "Dấu vết chỉ được xuất trọn vẹn, cho chức danh có phạm vi toàn tỉnh."


def origin_of(province: str) -> str:
    """Whose trail a note speaks of: "ansinh/42"."""
    return f"ansinh/{province}"


def public_of(key: Ed25519PrivateKey) -> str:
    """The public key as verifiers take it: name, mark and key."""
    public = key.public_key().public_bytes_raw()
    coded = base64.b64encode(b"\x01" + public).decode()
    return f"{SIGNER}+{key_mark(SIGNER, public).hex()}+{coded}"


def signed_note(key: Ed25519PrivateKey, origin: str, size: int, head: bytes, at: datetime) -> str:
    """The checkpoint of a trail of `size` rows, with the real time of its signing."""
    text = f"{origin}\n{size}\n{base64.b64encode(head).decode()}\n{at.isoformat()}\n"
    mark = key_mark(SIGNER, key.public_key().public_bytes_raw())
    signature = base64.b64encode(mark + key.sign(text.encode())).decode()
    return f"{text}\n— {SIGNER} {signature}\n"
