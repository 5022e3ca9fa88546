"""Shapes of issuing: the number that an office gives, and what anybody may be told of a paper."""

from datetime import date
from typing import Final

from pydantic import BaseModel, ConfigDict

from app.core.shapes import Line, Order

KINDS: Final = {
    "submission": "Tờ trình",
    "minutes": "Biên bản họp Hội đồng thẩm định",
    "decision": "Quyết định phê duyệt danh sách và kinh phí",
    "annex": "Phụ lục quyết định: danh sách theo địa bàn",
    "posting": "Thông báo niêm yết công khai",
    "refusal": "Thông báo không đủ điều kiện hỗ trợ",
    "reminder": "Công văn đôn đốc",
    "return": "Phiếu trả lại danh sách",
    "report": "Báo cáo",
}
"""Kinds of paper, by the name of their templates, as the verification page names them."""


class NumberOrder(Order):
    """The number and day under which an office issues a paper."""

    number: Line
    dated: date


class NumberShown(BaseModel):
    """A paper's number and day; `paper` is where it is read, without ending."""

    paper: str
    number: str
    dated: date


class IssuedShown(BaseModel):
    """A paper that the service issued: nothing of any person."""

    model_config = ConfigDict(from_attributes=True)

    mark: bytes
    kind: str
    number: str
    dated: date
    office: str
    case_count: int | None
    total_dong: int | None
    batch_hash: bytes | None

    @property
    def title(self) -> str:
        """The kind in words."""
        return KINDS.get(self.kind, "Văn bản")
