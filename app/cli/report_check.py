"""`ansinh report check`: does somebody's table foot? Works without service and database."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli import words
from app.cli.codes import OK, REFUSED
from app.cli.frame import Json, console, print_json, table
from app.cli.people import DAY_FORMATS

if TYPE_CHECKING:
    from app.sheets import OutsideSheet, Value

File = Annotated[Path, typer.Argument(metavar="TỆP", exists=True, dir_okay=False)]
Day = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=DAY_FORMATS, help="Mức hỗ trợ của ngày; bỏ trống: mới nhất."),
]
_READ_AT_MOST = 9 * 1024 * 1024
_SHOWN = 40
_REMARKS = 10


def check_file(file: File, as_of: Day = None, as_json: Json = False) -> int:
    """Check every table of a file; 1 when one does not foot or there was nothing to check."""
    from app import sheets
    from app.reports.outside_tables import judged, rates_and_names

    rates, names = rates_and_names(as_of.date() if as_of else date.max, words.GROUPS)
    with file.open("rb") as source:
        content = source.read(_READ_AT_MOST)
    found = sheets.read_outside(content, file.name, names)
    told = [judged(one, rates) for one in found]
    foots = all(one["foots"] for one in told) and any(map(_was_checked, told))
    if as_json:
        print_json({"file": file.name, "foots": foots, "sheets": told})
    else:
        for sheet, one in zip(found, told, strict=True):
            _show(sheet, one)
        typer.echo(_conclusion(told, foots=foots))
    return OK if foots else REFUSED


def _was_checked(told: Mapping[str, Any]) -> bool:
    return any(told["checked"].values())


def _show(sheet: "OutsideSheet", told: Mapping[str, Any]) -> None:
    """One table: what was understood, what cannot be, what would mend it."""
    done = told["checked"]
    typer.echo(
        f"{sheet.title}: {told['rows']} dòng; đã kiểm tra {done['sums']} tổng, "
        f"{done['rates']} tỷ lệ, {done['money']} số tiền."
    )
    titles = {column.key: column.title for column in sheet.columns}
    kinds = {column.key: column.kind.value for column in sheet.columns}
    if told["faults"]:
        made = table("Ô không thể đúng", ["Ô", "Dòng", "Cột", "Ghi", "Khớp nếu là", "Vì"])
        for one in told["faults"][:_SHOWN]:
            kind = kinds.get(one["column"], "")
            fits = " hoặc ".join(_written(value, kind) for value in one["fits"])
            cells = (one["cell"], one["row"], titles.get(one["column"], ""))
            made.add_row(*cells, _written(one["said"], kind), fits, one["why"])
        console().print(made)
        left = len(told["faults"]) - _SHOWN
        if left > 0:
            typer.echo(f"… và {left} ô nữa; xem đủ bằng --json.")
    for one in told["repairs"]:
        kind = kinds.get(one["column"], "")
        typer.echo(
            f"Sửa một ô là khớp cả bảng: {one['cell']} ({one['row']}, "
            f"{titles.get(one['column'], '')}): {_written(one['said'], kind)} → "
            f"{_written(one['value'], kind)}"
        )
    for one in told["remarks"][:_REMARKS]:
        typer.echo(f"Lưu ý {one['cell']}: {one['why']}.")
    if len(told["remarks"]) > _REMARKS:
        typer.echo(f"… và {len(told['remarks']) - _REMARKS} lưu ý nữa; xem đủ bằng --json.")


def _written(value: "Value", kind: str) -> str:
    if value is None:
        return "–"
    if kind == "rate":
        return words.rate(value)
    return words.number(value) if isinstance(value, int) else str(value)


def _conclusion(told: list[dict[str, Any]], *, foots: bool) -> str:
    if foots:
        return "Mọi số đã kiểm tra đều khớp."
    if not any(map(_was_checked, told)):
        return "KHÔNG TÌM THẤY GÌ ĐỂ KIỂM TRA: cần cột số người, số tiền, tỷ lệ và dòng tổng."
    count = sum(len(one["faults"]) for one in told)
    return f"KHÔNG KHỚP: {count} ô."
