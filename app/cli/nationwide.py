"""`ansinh db coverage`: the country's coverage, for who runs the service of several provinces."""

import asyncio
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli import words
from app.cli.database import owner_url
from app.cli.frame import Json, console, print_json
from app.cli.people import DAY_FORMATS
from app.cli.reports import coverage_table

if TYPE_CHECKING:
    from app.reports.schemas import Coverage

_KEYS = ("policy_group", "group", "province", "district", "month")


def coverage(
    as_of: Annotated[
        datetime, typer.Option("--as-of", formats=DAY_FORMATS, help="Tính đến hết ngày.")
    ],
    by: Annotated[str, typer.Option("--by", help=f"Chia theo {', '.join(_KEYS)}.")] = "province",
    known_on: Annotated[
        datetime | None,
        typer.Option("--known-on", formats=DAY_FORMATS, help="Theo những gì đã biết ngày này."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Approved and paid of all provinces as of a day."""
    keys = tuple(key for key in _KEYS if key in by.split(","))
    if len(keys) != len(by.split(",")):
        raise typer.BadParameter(f"chỉ chia theo {', '.join(_KEYS)}", param_hint="--by")
    known = known_on.date() if known_on else None
    table = asyncio.run(_counted(owner_url(), (as_of.date(), known), keys))
    found: dict[str, Any] = table.model_dump(mode="json", exclude_unset=True)
    if as_json:
        print_json(found)
    else:
        title = f"Cả nước, kết quả chi trả đến hết {words.day(as_of)}"
        console().print(coverage_table(found["rows"], title))


async def _counted(url: str, days: tuple[date, date | None], by: tuple[str, ...]) -> "Coverage":
    """Folded first, so that nothing waits: the country is counted from what is folded."""
    from app import admin_units, coverage, reports
    from app.core.db import NOBODY, Standing, enter
    from app.core.owner import owner_transaction

    async with owner_transaction(url) as session:
        provinces = await admin_units.open_provinces(session)
    for province in provinces:
        async with owner_transaction(url) as session:
            await enter(session, Standing(f"{province}."))
            await coverage.fold(session, province)
    async with owner_transaction(url) as session:
        await enter(session, NOBODY)
        return await reports.coverage_nationwide(session, *days, by)
