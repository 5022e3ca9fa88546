"""How far each source is used, as a picture."""

from collections.abc import Sequence

from app import pictures
from app.funds.schemas import Balance
from app.pictures import Budget

_TITLE = "Nguồn kinh phí: có, cam kết, chuyển, chi"


def gauge(sources: Sequence[Balance]) -> str:
    """Every source: what it has, has promised, has sent, has spent; nothing without sources."""
    if not sources:
        return ""
    budgets = tuple(_budget(one) for one in sources)
    return pictures.page_figure(pictures.budget_gauge, "budget", _TITLE, budgets)


def _budget(one: Balance) -> Budget:
    return Budget(
        source=f"{one.name} ({one.code})", available=one.given_dong, committed=one.promised_dong,
        sent=one.sent_dong + one.paid_dong + one.recovered_dong, paid=one.paid_dong,
    )  # fmt: skip
