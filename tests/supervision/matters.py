"""Complaints as they are brought in these tests, and who brings them."""

from datetime import date
from typing import Any

from sqlalchemy import text

from app.access import Role
from app.client import Client
from app.supervision.schemas import AnswerOrder, ComplaintMade, ComplaintOrder
from tests import money_rows
from tests.builders import LIST_DAY, PROVINCE, Town, enrolled

SENDER = "Bà Lê Thị Phản Ánh"
HELD = "Giữ lại chờ xác minh"


def brought(**changes: Any) -> ComplaintOrder:
    """A citizen's complaint as it came on the day of the lists."""
    said = {
        "kind": "citizen", "words": "Hộ này không thuộc diện hộ nghèo.", "sender": SENDER,
        "means": "đơn nộp trực tiếp", "received_on": LIST_DAY,
    }  # fmt: skip
    return ComplaintOrder.model_validate(said | changes)


def answered(**changes: Any) -> AnswerOrder:
    """The answer of an office."""
    said = {
        "document_number": "12/TB-UBND", "document_on": date(2020, 5, 4),
        "words": "Đã xác minh, phản ánh không đúng.", "outcome": "rejected",
    }  # fmt: skip
    return AnswerOrder.model_validate(said | changes)


async def inspector(town: Town, path: str = PROVINCE) -> Client:
    """Somebody of an inspection team, newly in office."""
    (officer,) = await enrolled((Role.INSPECTOR, path))
    return await town.as_(officer)


async def held(town: Town, **about: Any) -> ComplaintMade:
    """An inspection's finding that holds what it is about."""
    team = await inspector(town)
    return await team.record_complaint(brought(kind="inspection", hold=HELD, **about))


async def end_all(house: str) -> None:
    """No hold of these tests is left for others to stumble over."""

    ended = (
        "update hold set state = 'released', released_at = now(), released_by = 0,"
        " release_words = 'het' where state = 'live'"
    )
    async with money_rows.owning(house) as session:
        await session.execute(text(ended))
