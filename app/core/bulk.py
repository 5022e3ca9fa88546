"""Many rows in one statement: parallel arrays through unnest, whatever the length."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import TableValuedAlias, bindparam, cast, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

Column = tuple[TypeEngine[Any], Sequence[Any]]


def rows_of(**columns: Column) -> TableValuedAlias:
    """A table made of parallel arrays: one bind per column; every column as long as the others."""
    if len({len(values) for _, values in columns.values()}) > 1:
        raise ValueError("columns of different lengths would be filled up with NULL")
    arrays = [
        cast(bindparam(None, list(values), type_=ARRAY(kind)), ARRAY(kind))
        for kind, values in columns.values()
    ]
    return func.unnest(*arrays).table_valued(*columns).render_derived()
