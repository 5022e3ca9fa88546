"""Many rows in one statement: every type there and back, any length, one bind a column."""

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.types import TypeEngine

from app.core import db
from app.core.bulk import rows_of

ROUND_TRIPS: list[tuple[TypeEngine[Any], Sequence[Any]]] = [
    (Text(), ["Nguyễn Thị Đào", "", "a'b\"c\\,{}", "NULL", None, "😀"]),
    (Text(collation="C"), ["42.436.18070.", None]),
    (BigInteger(), [0, -(2**63), 2**63 - 1, None]),
    (Integer(), [1, None]),
    (SmallInteger(), [3, None]),
    (Boolean(), [True, False, None]),
    (Date(), [date(1, 1, 1), date(2020, 6, 1), date(9999, 12, 31), None]),
    (DateTime(timezone=True), [datetime(2020, 6, 1, 8, 30, tzinfo=UTC), None]),
    (LargeBinary(), [b"", b"\x00\xff", None]),
    (UUID(), [uuid.UUID(int=2**100 + 15), None]),
    (JSONB(), [{"có": [1, None]}, [], "chữ"]),
]


@pytest.mark.parametrize(("kind", "values"), ROUND_TRIPS, ids=lambda one: str(one)[:20])
async def test_values_come_back_as_they_went(
    house: str, kind: TypeEngine[Any], values: Sequence[Any]
) -> None:
    async with db.transaction(db.NOBODY) as session:
        given = rows_of(value=(kind, values), place=(Integer(), range(len(values))))
        found = await session.scalars(select(given.c.value).order_by(given.c.place))
        assert list(found) == list(values)


async def test_no_rows_are_no_rows(house: str) -> None:
    async with db.transaction(db.NOBODY) as session:
        given = rows_of(name=(Text(), []), number=(BigInteger(), []))
        assert (await session.execute(select(given))).all() == []


async def test_the_statement_does_not_grow_with_the_rows(house: str) -> None:
    async with db.transaction(db.NOBODY) as session:
        texts = []
        for count in (1, 20_000):
            given = rows_of(number=(BigInteger(), range(count)), name=(Text(), ["x"] * count))
            query = select(func.count(given.c.number))
            assert await session.scalar(query) == count
            texts.append(str(query.compile(dialect=session.get_bind().dialect)))
        assert texts[0] == texts[1]


def test_columns_of_unequal_length_are_refused() -> None:
    """PostgreSQL would fill the shorter one up with NULL and say nothing."""
    with pytest.raises(ValueError, match="different lengths"):
        rows_of(name=(Text(), ["a", "b"]), number=(BigInteger(), [1]))


async def test_without_the_refusal_the_database_fills_up(house: str) -> None:
    """The control: what the refusal above keeps out."""
    async with db.transaction(db.NOBODY) as session:
        filled = text("select n, t from unnest(array[1, 2], array['a']) as given (n, t)")
        assert (await session.execute(filled)).all() == [(1, "a"), (2, None)]
