"""Who confirms what, and what a confirmation must respect. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from app.access import Role
from app.core.errors import Refused
from app.dossiers import Stage


class Body(StrEnum):
    """A third party whose statement (xác nhận) a road asks for."""

    UNION = "union"
    SOCIAL_INSURANCE = "social_insurance"
    TAX_BRANCH = "tax_branch"


BODY_OF: Final[Mapping[Role, Body]] = {
    Role.UNION_OFFICER: Body.UNION,
    Role.INSURANCE_OFFICER: Body.SOCIAL_INSURANCE,
    Role.TAX_OFFICER: Body.TAX_BRANCH,
}
"""Each body speaks by accounts of its own, whose role says which it is."""

VIETNAMESE: Final[Mapping[Body, str]] = {
    Body.UNION: "Công đoàn",
    Body.SOCIAL_INSURANCE: "cơ quan Bảo hiểm xã hội",
    Body.TAX_BRANCH: "Chi cục Thuế",
}

PART: Final = "confirming_body"
"""Who confirmed a list neither made it nor judges or signs it."""


class Outcome(StrEnum):
    """What becomes of a line that a body cannot confirm."""

    REFUSED = "refused"
    RETURNED = "returned"


def sent_back_to(*, through_commune: bool) -> Stage:
    """Where a returned line goes: to the commune that sent it up, or to its maker."""
    return Stage.AT_COMMUNE if through_commune else Stage.DRAFT


class NotAsked(Refused):
    """The road of group {group} does not ask this body for a statement."""

    vi = "Trình tự của nhóm {group} không cần cơ quan này xác nhận."


class NothingToConfirm(Refused):
    """No dossier of this list waits for a confirmation."""

    vi = "Danh sách này không còn hồ sơ nào chờ xác nhận."


class AlreadyConfirmed(Refused):
    """This body has already made its statement on what waits of this list."""

    vi = "Cơ quan này đã xác nhận phần đang chờ của danh sách."


class NotWaiting(Refused):
    """{count} of the lines named do not wait for a confirmation in this list."""

    status = 422
    vi = "{count} hồ sơ nêu tên không nằm trong phần đang chờ xác nhận của danh sách."


class NamedTwice(Refused):
    """A dossier is named twice in this statement."""

    status = 422
    vi = "Có hồ sơ được nêu hai lần trong văn bản xác nhận."


class SaidInTheFuture(Refused):
    """A statement cannot bear a day that has not come."""

    status = 422
    field = "said_on"
    vi = "Văn bản xác nhận không thể ghi ngày ở tương lai."
