"""Systems of payment agents: what is refused to whoever registers them, and to themselves."""

from datetime import datetime, timedelta
from typing import ClassVar, Final

from app.core.errors import Refused

LEEWAY: Final = timedelta(seconds=5)
"""How far two clocks may stand apart."""
LONGEST_ASSERTION: Final = timedelta(seconds=60)
LONGEST_KEY: Final = timedelta(days=731)
TOKEN_DOOR: Final = "/api/v1/tokens/machine"  # noqa: S105 - an address, no secret


def check_validity(first: datetime, last: datetime, moment: datetime) -> None:
    """Raise KeyTimesUnfit unless a key begins before it ends, ends yet to come and not too late."""
    if not (first < last and moment < last <= max(first, moment) + LONGEST_KEY):
        raise KeyTimesUnfit(days=LONGEST_KEY.days)


class AssertionRefused(Refused):
    """The signed assertion opens nothing: its key, signature, claims or time do not hold."""

    status = 401
    vi = "Chứng thực đã ký không được chấp nhận: khóa, chữ ký, nội dung hoặc thời hạn không đúng."
    members: ClassVar[dict[str, str]] = {"error": "invalid_client"}


class TokenFormUnfit(Refused):
    """This door takes a form: grant_type, client_assertion_type, client_assertion, each once."""

    status = 422
    vi = (
        "Nơi này nhận biểu mẫu gồm grant_type, client_assertion_type, client_assertion, "
        "mỗi mục một lần."
    )
    members: ClassVar[dict[str, str]] = {"error": "invalid_request"}


class GrantUnfit(Refused):
    """A system comes in by client_credentials with an assertion signed with its own key."""

    status = 422
    vi = "Phần mềm chỉ vào bằng client_credentials với chứng thực ký bằng khóa của chính mình."
    members: ClassVar[dict[str, str]] = {"error": "unsupported_grant_type"}


class OfficerUnfit(Refused):
    """Officer {officer_id} has no appointment in force at {code}; or several, none was chosen."""

    status = 422
    vi = (
        "Cán bộ số {officer_id} không có chức danh còn hiệu lực tại {code}, "
        "hoặc có nhiều chức danh mà chưa chọn."
    )


class OwnSystem(Refused):
    """Who answers for a system does not register it, or its keys, oneself."""

    status = 403
    vi = "Người chịu trách nhiệm về phần mềm không tự đăng ký phần mềm hoặc khóa của mình."


class KeyUnfit(Refused):
    """Only public keys are taken: EC on P-256 (ES256), or OKP on Ed25519 (EdDSA)."""

    status = 422
    vi = "Chỉ nhận khóa công khai: EC trên P-256 (ES256) hoặc OKP trên Ed25519 (EdDSA)."


class KeyTimesUnfit(Refused):
    """A key begins before it ends, ends yet to come, and holds for {days} days at most."""

    status = 422
    vi = "Khóa phải bắt đầu trước khi kết thúc, chưa hết hạn, và có hiệu lực tối đa {days} ngày."


class KeyKnown(Refused):
    """This key is registered already; every system, and every renewal, has a key of its own."""

    vi = "Khóa này đã được đăng ký; mỗi phần mềm và mỗi lần thay khóa phải dùng khóa riêng."
