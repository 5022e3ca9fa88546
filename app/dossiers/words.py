"""What forms, lists and stages are called by people, and how the pages mark them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app import policy
from app.core.language import ENGLISH, spoken
from app.dossiers.rules import Stage

LIST_STATES: Final = {
    "received": ("Đang đọc", "heed"),
    "unreadable": ("Không đọc được", "wrong"),
    "read": ("Chờ nộp", "heed"),
    "submitted": ("Đã nộp", ""),
    "withdrawn": ("Đã rút", "quiet"),
}
"""State -> its words, and the kind of its mark."""

STAGES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        Stage.DRAFT: ("Đang lập", "heed"),
        Stage.SUBMITTED: ("Đã nộp", ""),
        Stage.POSTED: ("Đang niêm yết", ""),
        Stage.AT_COMMUNE: ("Thẩm định cấp xã", ""),
        Stage.CONFIRMING: ("Chờ xác nhận", "heed"),
        Stage.AT_BANK: ("Chờ ngân hàng", "heed"),
        Stage.AT_DISTRICT: ("Thẩm định cấp huyện", ""),
        Stage.AT_PROVINCE: ("Thẩm định cấp tỉnh", ""),
        Stage.APPROVED: ("Đã phê duyệt", "good"),
        Stage.REFUSED: ("Không đủ điều kiện", "wrong"),
        Stage.WITHDRAWN: ("Đã rút", "quiet"),
        Stage.DECLINED: ("Tự nguyện không nhận", "quiet"),
        Stage.SUPERSEDED: ("Hưởng chế độ khác cao hơn", "quiet"),
        Stage.REVOKED: ("Bị hủy phê duyệt", "wrong"),
    }
)
"""Stage -> its words, and the kind of its mark."""


def form_name(rules: policy.Policy, code: str) -> str:
    """What a form is called in the language of the visitor; of a programme its own name."""
    known = rules.forms.get(code) or rules.by_code.get(code)
    if known is None:
        return code
    return known.en if spoken() == ENGLISH else known.vi
