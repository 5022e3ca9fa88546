"""The sealed trail as lines of JSON, for whoever verifies it elsewhere; see verify_trail.py."""

import base64
import json
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import (
    BigInteger,
    Select,
    SmallInteger,
    Text,
    cast,
    column,
    func,
    literal,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncResult, AsyncSession

from app.audit import queries
from app.audit.rules import ScopeTooNarrow, origin_of
from app.audit.tables import AccessLog, SealBlock, SealNote, SeenPerson, SeenSet
from app.audit.verify_trail import first_head
from app.core.db import Standing, transaction

_AT_A_TIME = 2_000
_TRAIL = table(
    "trail",
    column("told", BigInteger()), column("source", SmallInteger()),
    column("k1", BigInteger()), column("k2", BigInteger()),
    column("line", Text()), column("area_path", Text(collation="C")),
)  # fmt: skip
"""A view over everything that is sealed: each row in the one form that is hashed."""


def whole_province_of(standing: Standing) -> str:
    """The province whose whole trail this standing sees; raises ScopeTooNarrow."""
    province = standing.province or ""
    if standing.scope != f"{province}." or standing.agent or not province:
        raise ScopeTooNarrow
    return province


async def trail_lines(standing: Standing) -> AsyncIterator[str]:
    """Header, then each block before its rows and its note after them, people seen, and the end.

    In its own transaction; memory does not grow with the trail. Raises ScopeTooNarrow.
    """
    province = whole_province_of(standing)
    async with transaction(standing, "exportTrail") as session:
        async for part in lines_of(session, province):
            yield part


async def lines_of(session: AsyncSession, province: str) -> AsyncIterator[str]:
    """The same within an open transaction."""
    origin = origin_of(province)
    last = await queries.newest_block(session)
    size = last.first_seq + last.row_count - 1 if last else 0
    head = last.head if last else first_head(origin)
    yield _line({"trail": origin, "version": 1, "size": size, "head": head.hex()})
    if last is not None:
        async for part in _blocks_and_rows(session, last, f"{province}."):
            yield part
        async for part in _sets(session, last.upto):
            yield part
    yield _line({"end": True})


async def _blocks_and_rows(
    session: AsyncSession, last: SealBlock, scope: str
) -> AsyncIterator[str]:
    rows = _Rows(await _streamed(session, _rows_before(last.upto, scope)))
    seq = 0
    async for found in await _streamed(session, _blocks_until(last.number), 1):
        block = dict(found._mapping)
        note, signer = block.pop("note"), block.pop("signer")
        leaves = base64.b64encode(block.pop("leaves")).decode()
        yield _line(block | {"leaves": leaves})
        async for lines in rows.next(block["count"]):
            yield _numbered(lines, seq)
            seq += len(lines)
        if note is not None:
            yield _line({"note": note, "signer": signer, "block": block["block"]})
    async for lines in rows.next(None):  # more than were sealed: the verifier will say so
        yield _numbered(lines, seq)
        seq += len(lines)


class _Rows:
    """The rows of the trail, handed out by number."""

    def __init__(self, result: AsyncResult[Any]) -> None:
        self._parts = result.scalars().partitions(_AT_A_TIME)
        self._held: list[str] = []

    async def next(self, count: int | None) -> AsyncIterator[list[str]]:
        """The next so many rows, or all that are left, in handfuls."""
        while count is None or count > 0:
            if not self._held:
                async for part in self._parts:
                    self._held = list(part)
                    break
            if not self._held:
                return
            given = self._held if count is None else self._held[:count]
            self._held = self._held[len(given) :]
            count = None if count is None else count - len(given)
            yield given


async def _sets(session: AsyncSession, upto: int) -> AsyncIterator[str]:
    people = func.coalesce(
        func.array_agg(aggregate_order_by(SeenPerson.person_id, SeenPerson.person_id)).filter(
            SeenPerson.person_id.is_not(None)
        ),
        literal([], ARRAY(BigInteger())),
    )
    query = (
        select(func.encode(SeenSet.digest, "hex").label("set"), people.label("ids"))
        .outerjoin(SeenPerson, SeenPerson.set_id == SeenSet.id)
        .where(SeenSet.id.in_(select(AccessLog.set_id).where(AccessLog.told < upto)))
        .group_by(SeenSet.id)
        .order_by(SeenSet.id)
    )
    async for row in await _streamed(session, query, 10):
        yield _line({"set": row.set, "ids": row.ids})


def _blocks_until(number: int) -> Select[Any]:
    return (
        select(
            SealBlock.number.label("block"), SealBlock.first_seq.label("first"),
            SealBlock.row_count.label("count"), SealBlock.upto,
            func.encode(SealBlock.root, "hex").label("root"),
            func.encode(SealBlock.head, "hex").label("head"),
            SealBlock.leaves, SealNote.note, SealNote.signer,
        )
        .outerjoin(SealNote, SealNote.block == SealBlock.number)
        .where(SealBlock.number <= number)
        .order_by(SealBlock.number)
    )  # fmt: skip


def _rows_before(upto: int, scope: str) -> Select[Any]:
    own = (_TRAIL.c.area_path >= scope) & (_TRAIL.c.area_path < f"{scope}~")
    return (
        select(cast(_TRAIL.c.line, Text()))
        .where(_TRAIL.c.told < upto, own)
        .order_by(_TRAIL.c.told, _TRAIL.c.source, _TRAIL.c.k1, _TRAIL.c.k2)
    )


async def _streamed(
    session: AsyncSession, query: Select[Any], at_a_time: int = _AT_A_TIME
) -> AsyncResult[Any]:
    found: AsyncResult[Any] = await session.stream(query.execution_options(yield_per=at_a_time))
    return found


def _numbered(lines: list[str], seq: int) -> str:
    rows = (f'{{"seq": {number}, "row": {line}}}\n' for number, line in enumerate(lines, seq + 1))
    return "".join(rows)


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
