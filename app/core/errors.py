"""Refusals: what the rules do not allow, named, and never a bug."""

import inspect
from typing import ClassVar

from app.core.language import in_english


class Refused(Exception):
    """The rules do not allow this."""

    status: ClassVar[int] = 409
    vi: ClassVar[str] = "Quy định không cho phép thao tác này."
    members: ClassVar[dict[str, str]] = {}
    """What else its problem document says (RFC 9457, 3.2)."""

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        """The refusal in words, with its facts: the docstring in English, `vi` in Vietnamese."""
        template = self.vi if language == "vi" else inspect.cleandoc(type(self).__doc__ or "")
        return template.format(**self._told(language))

    def _told(self, language: str) -> dict[str, object]:
        """The facts as they stand in a sentence of this language."""
        return self.facts


class NotFound(Refused):
    """There is no such {what} within your territory."""

    status = 404
    vi = "Không có {what} này trong phạm vi của bạn."

    def _told(self, language: str) -> dict[str, object]:
        if language == "vi" or "what" not in self.facts:
            return self.facts
        return {**self.facts, "what": in_english(str(self.facts["what"]))}


class Forbidden(Refused):
    """Your appointment does not allow this act: {permission}."""

    status = 403
    vi = "Chức danh của bạn không được phép {permission_vi}."


class BeyondTerritory(Refused):
    """What this act would write lies outside the territory of your appointment."""

    status = 403
    vi = "Nội dung này nằm ngoài địa bàn mà chức danh của bạn phụ trách."


class Unauthenticated(Refused):
    """Sign in first: the token is missing, expired or revoked."""

    status = 401
    vi = "Cần đăng nhập: mã truy cập thiếu, hết hạn hoặc đã bị thu hồi."


class BadInput(Refused):
    """{reason}"""

    status = 422
    vi = "{reason_vi}"

    def __init__(self, *, reason: str, reason_vi: str, pointer: str = "", **facts: object) -> None:
        super().__init__(reason=reason, reason_vi=reason_vi, pointer=pointer, **facts)


class ProvinceNotOpen(Refused):
    """Your appointment lies in no province that is open in this service."""

    status = 403
    vi = "Chức danh của bạn không thuộc tỉnh nào đã mở trong hệ thống."


class TooLarge(Refused):
    """The body is larger than the limit of {limit} bytes."""

    status = 413
    vi = "Nội dung gửi lên vượt quá giới hạn {limit} byte."
