"""A corrected list beside its last version: which row is which, and what has changed. In sets."""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Integer,
    MetaData,
    Table,
    Text,
    cast,
    func,
    insert,
    null,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.ext.asyncio import AsyncSession

from app import dossiers
from app.core.staging import TEMPORARY, count_stage, make_stage
from app.dossiers import Stage
from app.dossiers.tables import Dossier, DossierStage
from app.intake.stage import STAGE
from app.intake.tables import ListRow

_S = STAGE.c

# On a stage of their own, because the planner cannot tell how many rows a policy lets through.
_BEFORE: Final = Table(
    "row_before",
    MetaData(),
    Column("row_number", Integer),
    Column("entry", Integer),
    Column("digest", UUID(as_uuid=False)),
    Column("mark", UUID(as_uuid=False)),
    Column("good", Boolean),
    Column("dossier_id", BigInteger),
    Column("person_id", BigInteger),
    Column("stage", Text),
    Column("area_path", Text(collation="C")),
    **TEMPORARY,
)
_B = _BEFORE.c


async def match_rows(session: AsyncSession, list_id: int, before: int) -> None:
    """Give every staged row its entry: equal cells, then the same person, then the same faulty row.

    A row that is none of these is a new entry; an entry is never used for somebody else.
    """
    await session.execute(update(STAGE).values(entry=null(), act=null()))
    await _recall(session, list_id, before)
    await _match(session, _B.digest, _S.digest, "same")
    await _match(session, _B.mark, _S.mark, "changed")
    await _match(session, _B.row_number, _S.row_number, "changed", ~_B.good)
    await dossiers.forget_moved(session, STAGE, _BEFORE)
    await _enter_new(session, list_id)
    await dossiers.decide_acts(session, STAGE, _BEFORE)


async def _recall(session: AsyncSession, list_id: int, version: int) -> None:
    await make_stage(session, _BEFORE)
    rows = (
        select(
            ListRow.row_number, ListRow.entry, ListRow.digest, ListRow.mark, ListRow.good,
            Dossier.id, Dossier.person_id, DossierStage.stage, Dossier.area_path,
        )
        .outerjoin(
            Dossier, (Dossier.list_id == ListRow.list_id) & (Dossier.row_number == ListRow.entry)
        )
        .outerjoin(DossierStage, DossierStage.dossier_id == Dossier.id)
        .where(ListRow.list_id == list_id, ListRow.version == version)
    )  # fmt: skip
    await session.execute(insert(_BEFORE).from_select([column.name for column in _B], rows))
    await count_stage(session, _BEFORE, ("entry", "digest", "mark", "good", "stage"))


async def _enter_new(session: AsyncSession, list_id: int) -> None:
    last = select(func.max(ListRow.entry)).where(ListRow.list_id == list_id).scalar_subquery()
    fresh = (
        select(_S.row_number, func.row_number().over(order_by=_S.row_number).label("place"))
        .where(_S.entry.is_(None))
        .subquery("fresh")
    )
    await session.execute(
        update(STAGE)
        .where(_S.row_number == fresh.c.row_number)
        .values(entry=func.coalesce(last, 0) + cast(fresh.c.place, Integer()), change="added")
    )


async def _match(
    session: AsyncSession, before: Any, after: Any, change: str, only: Any = None
) -> None:
    """Pair what is still unpaired by one key; the n-th with the n-th where a key repeats."""
    taken = select(_S.entry).where(_S.entry.is_not(None))
    only = true() if only is None else only
    was = (
        select(
            _B.entry, before.label("key"),
            func.row_number().over(partition_by=before, order_by=_B.row_number).label("nth"),
        )
        .where(before.is_not(None), _B.entry.not_in(taken), only)
        .subquery("was")
    )  # fmt: skip
    now = (
        select(
            _S.row_number, after.label("key"),
            func.row_number().over(partition_by=after, order_by=_S.row_number).label("nth"),
        )
        .where(_S.entry.is_(None), after.is_not(None))
        .subquery("now")
    )  # fmt: skip
    await session.execute(
        update(STAGE)
        .where(
            _S.row_number == now.c.row_number, was.c.key == now.c.key, was.c.nth == now.c.nth
        )
        .values(entry=was.c.entry, change=change)
    )  # fmt: skip


async def take_back_gone(session: AsyncSession, list_id: int) -> None:
    """Drafts of rows that are no longer in the sheet are taken back."""
    gone = select(_B.dossier_id).where(_B.stage == Stage.DRAFT, _B.entry.not_in(select(_S.entry)))
    await dossiers.take_back(session, list_id, gone)


async def count_gone(session: AsyncSession) -> int:
    """How many entries of the last version are no longer in the sheet."""
    gone = select(func.count()).where(_B.entry.not_in(select(_S.entry)))
    return (await session.execute(gone)).scalar_one()
