"""What is odd about a whole list: raised when a sitting opens, answered before it closes."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Integer, Select, Text, cast, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from app import dossiers
from app.access import Actor
from app.access.tables import Officer
from app.appraisal import queries
from app.appraisal.rules import (
    BULK_LEAST_PEOPLE,
    BULK_LEAST_PERCENT,
    AlertAnswered,
    AlertCode,
)
from app.appraisal.tables import ListAlert, Sitting
from app.core import clock
from app.core.errors import NotFound
from app.dossiers.tables import Declination, Dossier, DossierList


async def raise_alerts(session: AsyncSession, sitting: Sitting, lists: Sequence[int]) -> None:
    """Tell of many people of one list who decline with one hamlet, witness or clerk."""
    if not await _enough_declined(session, lists):
        return
    for told_of, of_hamlet in (
        (literal("thôn, tổ: ") + func.coalesce(Dossier.hamlet, "không ghi"), True),
        (literal("người làm chứng: ") + func.lower(Declination.witness), False),
        (literal("cán bộ ghi nhận: ") + Officer.full_name, False),
    ):
        await _raise(session, sitting, _declined(lists, told_of, of_hamlet=of_hamlet))


async def _enough_declined(session: AsyncSession, lists: Sequence[int]) -> bool:
    """Nearly always nobody has declined, and then nothing more is asked."""
    query = select(func.count()).where(
        Declination.list_id == dossiers.any_of(lists), Declination.revoked_at.is_(None)
    )
    return (await session.scalar(query) or 0) >= BULK_LEAST_PEOPLE


def _declined(
    lists: Sequence[int], told_of: ColumnElement[str], *, of_hamlet: bool
) -> Select[int, str, int]:
    """List, what it is about, how many: a share of the hamlet's people, or of the whole list's."""
    chosen = dossiers.any_of(lists)
    place = func.coalesce(Dossier.hamlet, "") if of_hamlet else literal("", Text())
    everybody = (
        select(Dossier.list_id, place.label("place"), func.count().label("people"))
        .where(Dossier.list_id == chosen)
        .group_by(Dossier.list_id, place)
        .subquery("everybody")
    )
    count = func.count()
    return (
        select(Declination.list_id, told_of.label("told_of"), cast(count, Integer))
        .join(Dossier, Dossier.id == Declination.dossier_id)
        .join(Officer, Officer.id == Declination.recorded_by)
        .join(
            everybody,
            (everybody.c.list_id == Declination.list_id) & (everybody.c.place == place),
        )
        .where(Declination.list_id == chosen, Declination.revoked_at.is_(None))
        .group_by(Declination.list_id, told_of, everybody.c.people)
        .having(count >= BULK_LEAST_PEOPLE, count * 100 >= everybody.c.people * BULK_LEAST_PERCENT)
    )


async def _raise(session: AsyncSession, sitting: Sitting, found: Select[int, str, int]) -> None:
    """Raised once for a list; while it has no answer its number grows with what it tells of."""
    told = found.subquery("told")
    list_id, told_of, count = told.c
    rows = select(
        list_id, told_of, count, literal(AlertCode.BULK_DECLINE, Text()), literal(sitting.id),
        DossierList.unit_path,
    ).join(DossierList, DossierList.id == list_id)  # fmt: skip
    columns = ["list_id", "told_of", "count", "code", "raised_in", "area_path"]
    statement = upsert(ListAlert).from_select(columns, rows)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["list_id", "code", "told_of"],
            set_={"count": statement.excluded.count},
            where=ListAlert.answered_at.is_(None),
        )
    )


async def answer_alert(
    session: AsyncSession, actor: Actor, sitting: Sitting, alert_id: int, answer: str
) -> None:
    """The council's answer, once, for the record; raises NotFound, AlertAnswered."""
    known = await queries.alerts_of(session, sitting.id, alert_id)
    if not known:
        raise NotFound(what="cảnh báo")
    done = await session.execute(
        update(ListAlert)
        .where(ListAlert.id == alert_id, ListAlert.answered_at.is_(None))
        .values(answer=answer, answered_by=actor.officer_id, answered_at=clock.now(session))
        .returning(ListAlert.id)
        .execution_options(synchronize_session=False)
    )
    if done.first() is None:
        raise AlertAnswered
