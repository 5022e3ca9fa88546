"""Where a list went after it was handed in: its postings, sittings, batches and decisions.

Read only: these belong to rooms beside and above this one.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    Text,
    cast,
    column,
    literal,
    null,
    select,
    table,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Actor, Permission

_POSTING = table("posting", column("id", BigInteger()), column("starts_on", Date()))
_POSTED = table("posting_list", column("posting_id", BigInteger()), column("list_id", BigInteger()))
_SITTING = table(
    "sitting", column("id", BigInteger()), column("held_on", Date()), column("level", Text())
)
_HEARD = table("sitting_list", column("sitting_id", BigInteger()), column("list_id", BigInteger()))
_BATCH = table(
    "batch", column("id", BigInteger()), column("made_at", DateTime(timezone=True)),
    column("paper_number", Text()),
)  # fmt: skip
_GATHERED = table("batch_list", column("batch_id", BigInteger()), column("list_id", BigInteger()))
_DECISION = table(
    "decision", column("id", BigInteger()), column("batch_id", BigInteger()),
    column("signed_on", Date()), column("number", Text()),
)  # fmt: skip


async def onward_of(session: AsyncSession, actor: Actor, list_id: int) -> list[dict[str, Any]]:
    """What took the list up, in the order of its road, as far as the actor may read it."""
    parts = []
    if actor.may(Permission.READ_DOSSIER):
        parts.append(_part(1, "posting", _POSTING, _POSTING.c.starts_on, null(), _posted(list_id)))
    if actor.may(Permission.READ_SITTING):
        where = _SITTING.c.id.in_(select(_HEARD.c.sitting_id).where(_HEARD.c.list_id == list_id))
        parts.append(_part(2, "sitting", _SITTING, _SITTING.c.held_on, _SITTING.c.level, where))
    if actor.may(Permission.READ_BATCH):
        gathered = select(_GATHERED.c.batch_id).where(_GATHERED.c.list_id == list_id)
        where = _BATCH.c.id.in_(gathered)
        made_on = cast(_BATCH.c.made_at, Date)
        parts.append(_part(3, "batch", _BATCH, made_on, _BATCH.c.paper_number, where))
        where = _DECISION.c.batch_id.in_(gathered)
        signed = _DECISION.c.signed_on
        parts.append(_part(4, "decision", _DECISION, signed, _DECISION.c.number, where))
    if not parts:
        return []
    rows = union_all(*parts).subquery("rows")
    query = select(rows).order_by(rows.c.rank, rows.c.day, rows.c.id)
    return [dict(row) for row in (await session.execute(query)).mappings()]


def _posted(list_id: int) -> Any:
    return _POSTING.c.id.in_(select(_POSTED.c.posting_id).where(_POSTED.c.list_id == list_id))


def _part(rank: int, kind: str, of: Any, day: Any, words: Any, where: Any) -> Any:
    return select(
        literal(rank).label("rank"), literal(kind).label("kind"), of.c.id, day.label("day"),
        cast(words, Text).label("words"),
    ).where(where)  # fmt: skip
