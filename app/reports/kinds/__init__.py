"""The department's papers, one module a kind: each makes a report from the database.

Every figure is counted as of a day, as known on another, inside an area of the reader's territory,
from facts that are never changed; what can only be told as it stands today says so under its table.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from app.reports.kinds import (
    decided,
    half_year,
    on_time,
    places,
    quick,
    refused,
    sources,
    unpaid,
)
from app.reports.report import Ask, Report, ReportKind

_MADE_BY: Final[Mapping[ReportKind, Callable[[AsyncSession, Ask], Awaitable[Report]]]] = {
    ReportKind.QUICK: quick.report_of,
    ReportKind.HALF_YEAR: half_year.report_of,
    ReportKind.PLACES: places.report_of,
    ReportKind.DECISIONS: decided.report_of,
    ReportKind.UNPAID: unpaid.report_of,
    ReportKind.REFUSED: refused.report_of,
    ReportKind.ON_TIME: on_time.report_of,
    ReportKind.SOURCES: sources.report_of,
}


async def report_of(session: AsyncSession, ask: Ask) -> Report:
    """The paper asked for; raises TableDoesNotFoot, NoPolicyInForce, and BadInput of sources."""
    return await _MADE_BY[ask.kind](session, ask)


def check_asked(ask: Ask) -> None:
    """Whether the paper can be asked for at all; raises BadInput of sources."""
    if ask.kind is ReportKind.SOURCES:
        sources.check_area(ask)
