"""The working days of the tests' province."""

from sqlalchemy import text

from app import policy
from app.clocks.rules import last_day, numbered
from tests.money_rows import TODAY, owning


async def days_written(house: str) -> None:
    """The days of the province, as the first list of a year writes them."""
    days = numbered(policy.policy_at(TODAY), last_day(TODAY), {})
    columns = [list(column) for column in zip(*days, strict=True)]
    query = (
        "insert into working_day (day, is_working, number) select * from unnest(cast(:day as"
        " date[]), cast(:works as boolean[]), cast(:number as integer[])) on conflict do nothing"
    )
    async with owning(house) as session:
        given = dict(zip(("day", "works", "number"), columns, strict=True))
        await session.execute(text(query), given)
