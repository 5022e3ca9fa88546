"""The bridge as a picture: from what was approved to what is still left, every đồng told."""

from collections.abc import Mapping
from typing import Any

from app import pictures
from app.pictures import Step, StepKind

_TITLE = "Từ phê duyệt đến kết quả chi trả"
_OF_ORDERS = "Từ lệnh chi đến kết quả chi trả"


def steps(found: Mapping[str, Any]) -> tuple[Step, ...]:
    """The bridge step by step; without a decision it begins with what was ordered."""
    approved, again = found["approved_dong"], found["again_dong"]
    first = found["ordered_dong"] if approved is None else approved
    unsent = first + again - found["sent_dong"]
    way = StepKind.MINUS if unsent >= 0 else StepKind.PLUS
    told = (
        _level("Đã lập lệnh chi" if approved is None else "Được phê duyệt", first),
        Step(name="Chưa giao", dong=abs(unsent), kind=way),
        Step(name="Giao lại", dong=again, kind=StepKind.PLUS),
        _level("Đã giao", found["sent_dong"]),
        Step(name="Đã chi", dong=found["paid_dong"], kind=StepKind.DONE),
        Step(name="Không chi được", dong=found["failed_dong"], kind=StepKind.MINUS),
        Step(name="Bị trả lại", dong=found["returned_dong"], kind=StepKind.MINUS),
        Step(name="Đã hủy", dong=found["cancelled_dong"], kind=StepKind.MINUS),
        _level("Chưa có kết quả", found["left_dong"]),
    )
    return tuple(step for step in told if step.dong or step.name not in _RARE)


_RARE = ("Chưa giao", "Giao lại", "Đã hủy")
"""Left out where nothing of the kind happened."""


def _level(name: str, dong: int) -> Step:
    return Step(name=name, dong=dong, kind=StepKind.LEVEL)


def figure(found: Mapping[str, Any]) -> str:
    """Ready HTML for wide and narrow screens, with the table to open."""
    told = steps(found)
    title = _OF_ORDERS if found["approved_dong"] is None else _TITLE
    return pictures.page_figure(pictures.bridge, "payment_bridge", title, told)
