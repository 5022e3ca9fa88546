"""Reading a statement file that an agent made for the sample leases, as the service would."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

from app import reconciliation
from app.core.strict import strict_json
from app.kit.judging import SETTLING, Ledger
from app.reconciliation import StatementOrder, Verdict

_AT_MOST: Final = 200_000
_XML: Final = "application/xml"
_MEDIA_TYPES: Final = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": _XML,
}
_NUMBER: Final = "KIT"
_MADE_ON: Final = date(2020, 5, 8)


class Checked(NamedTuple):
    """A statement that can be read, and the verdict on each of its lines."""

    order: StatementOrder
    verdicts: list[Verdict]

    @property
    def clean(self) -> bool:
        """Whether every line settles its order."""
        return all(verdict in SETTLING for verdict in self.verdicts)


async def check(
    file: Path, content: bytes, number: str | None = None, made_on: date | None = None
) -> Checked:
    """Read one file (JSON, CSV, XLSX, pain.002, camt.054) and judge it as the first that comes.

    JSON and XML tell their number and day themselves. Raises the refusals of the service, and
    pydantic's ValidationError for JSON.
    """
    ending = file.suffix.lower()
    if ending == ".json":
        strict_json(content)
        order = StatementOrder.model_validate_json(content)
    else:
        kind = _MEDIA_TYPES.get(ending, "")
        if kind == _XML:
            own = reconciliation.head_of(BytesIO(content))
            number, made_on = number or own.number, made_on or own.made_on
        head = (number or _NUMBER, made_on or _MADE_ON)
        order = await reconciliation.order_in(*head, kind, content, _AT_MOST)
    return Checked(order, Ledger().judge(order.number, order.made_on, order.lines))
