"""Long answers come in pages, walked by key and never by offset."""

from typing import Annotated

from fastapi import Query

Cursor = Annotated[int, Query(alias="after", ge=0, le=2**62, description="last id already seen")]
PageSize = Annotated[int, Query(alias="limit", ge=1, le=1000)]


def after(rows: list[dict[str, object]], limit: int, key: str = "id") -> int | None:
    """The cursor of the next page, or None at the end."""
    if len(rows) < limit:
        return None
    last = rows[-1][key]
    assert isinstance(last, int)
    return last


def following(rows: list[dict[str, object]], limit: int, key: str = "id") -> object | None:
    """Where the next page of a list begins, or None at its end."""
    return rows[-1][key] if len(rows) >= limit else None
