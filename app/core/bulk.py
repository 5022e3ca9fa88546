"""Many rows in one statement: parallel arrays through unnest, whatever the length."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, TableValuedAlias, Text, bindparam, cast, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine

Column = tuple[TypeEngine[Any], Sequence[Any]]


THIS_TRANSACTION = cast(cast(func.pg_current_xact_id(), Text()), BigInteger())
"""The number of the running transaction."""

IN_SIGHT = cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), Text()), BigInteger())
"""All transactions numbered below this one are over: what they said can be seen."""

_TAKE_STOCK = text("select nation.take_stock(current_schema(), :tables)").bindparams(
    bindparam("tables", type_=ARRAY(Text()))
)


async def take_stock(session: AsyncSession, *tables: str) -> None:
    """After many rows: tables that have doubled since they were last counted are counted again.

    Under row policies the planner guesses very low without fresh counts, and then walks the wrong
    way round. Cheap when nothing has doubled.
    """
    await session.execute(_TAKE_STOCK, {"tables": list(tables)})


def rows_of(**columns: Column) -> TableValuedAlias:
    """A table made of parallel arrays: one bind per column; every column as long as the others.

    The arrays have one dimension, so that a JSON value that is a list stays one value.
    """
    if len({len(values) for _, values in columns.values()}) > 1:
        raise ValueError("columns of different lengths would be filled up with NULL")
    flat = [(ARRAY(kind, dimensions=1), values) for kind, values in columns.values()]
    arrays = [cast(bindparam(None, list(values), type_=kind), kind) for kind, values in flat]
    return func.unnest(*arrays).table_valued(*columns).render_derived()


def rows_told(**columns: TypeEngine[Any]) -> TableValuedAlias:
    """The same for a statement that is put together once: arrays are told when it is run.

    The bind of column `x` is named `told_x`, so that no column of a table is called so.
    """
    arrays = [
        cast(bindparam(f"told_{name}", type_=kind), kind)
        for name, one in columns.items()
        for kind in [ARRAY(one, dimensions=1)]
    ]
    return func.unnest(*arrays).table_valued(*columns).render_derived()
