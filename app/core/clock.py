"""One clock: the database's, or the one a demonstration sets; nobody else asks for the time."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, cast, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.settings import settings
from app.core.tables import Clock

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now(session: AsyncSession) -> datetime:
    """The instant of this act: one value for the whole transaction."""
    instant: datetime = session.info["now"]
    return instant


def today(session: AsyncSession) -> date:
    """The Vietnamese calendar day of this act."""
    return now(session).astimezone(VIETNAM).date()


async def stand_at(session: AsyncSession, moment: datetime | None) -> None:
    """Let the controlled clock stand at a moment; None lets real time run again."""
    if moment is None:
        await session.execute(delete(Clock))
        return
    standing = insert(Clock).values(frozen_at=moment)
    await session.execute(
        standing.on_conflict_do_update(index_elements=[Clock.only_row], set_={"frozen_at": moment})
    )


def today_in_sql() -> ColumnElement[date]:
    """The Vietnamese calendar day, for a single statement that opens no transaction."""
    moment: ColumnElement[datetime] = func.now()
    if settings().clock_control:
        moment = func.coalesce(select(Clock.frozen_at).scalar_subquery(), moment)
    return cast(func.timezone(VIETNAM.key, moment), Date)


def wall_clock() -> datetime:
    """Real time, for security deadlines (tokens) that a demonstration clock must not bend."""
    return datetime.now(UTC)
