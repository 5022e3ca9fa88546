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
    from app.sheets import Fault, OutsideSheet, Rate, Value

File = Annotated[Path, typer.Argument(metavar="TỆP", exists=True, dir_okay=False)]
Day = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=DAY_FORMATS, help="Mức hỗ trợ của ngày; bỏ trống: mới nhất."),
]
_READ_AT_MOST = 9 * 1024 * 1024
_SHOWN = 40
_REMARKS = 10
_ALSO_CALLED = {
    "NCC": ("có công với cách mạng", "có công"),
    "BTXH": ("đối tượng bảo trợ", "bảo trợ", "trợ cấp xã hội"),
    "HN": ("nghèo",),
    "HCN": ("cận nghèo",),
    "NLD_TAMHOAN": ("tạm hoãn", "nghỉ việc không lương", "nghỉ không lương"),
    "NLD_CHAMDUT": ("bị chấm dứt",),
    "NLD_KHONGHD": (
        "không có giao kết hợp đồng", "không giao kết hợp đồng", "lao động tự do", "mất việc làm",
    ),
    "NSDLD_VAY": ("vay vốn", "vay trả lương", "người sử dụng lao động"),
}  # fmt: skip
"""What offices write for the groups in reports, beside the words of the policy."""


def check_file(file: File, as_of: Day = None, as_json: Json = False) -> int:
    """Check every table of a file; 1 when one does not foot or there was nothing to check."""
    from app import sheets

    rates, names = _rates_and_names(as_of.date() if as_of else date.max)
    with file.open("rb") as source:
        content = source.read(_READ_AT_MOST)
    found = sheets.read_outside(content, file.name, names)
    told = [_judged(one, rates) for one in found]
    foots = all(one["foots"] for one in told) and any(map(_was_checked, told))
    if as_json:
        print_json({"file": file.name, "foots": foots, "sheets": told})
    else:
        for sheet, one in zip(found, told, strict=True):
            _show(sheet, one)
        typer.echo(_conclusion(told, foots=foots))
    return OK if foots else REFUSED


def _rates_and_names(day: date) -> tuple[Mapping[str, "Rate"], Mapping[str, str]]:
    """What each group gets a month, and what the groups are called."""
    from app.core.settings import settings
    from app.policy import policy_at
    from app.sheets import Rate

    policy = policy_at(day, settings().policy_overrides)
    lent = max(policy.loan.minimum_wage.values()) * policy.loan.wage_percent_cap // 100
    rates: dict[str, Rate] = {}
    names: dict[str, str] = {}
    for rule in policy.groups:
        code = str(rule.code)
        if rule.amount_cap is not None:
            rates[code] = Rate(rule.amount_cap, 1, fixed=False)
        else:
            is_fixed = rule.monthly_rate is not None
            rates[code] = Rate(rule.monthly_rate or lent, rule.months_cap, fixed=is_fixed)
        said = (code, rule.vi, rule.source.citation.subject, words.group(code))
        names |= dict.fromkeys((*said, *_ALSO_CALLED.get(code, ())), code)
    return rates, names


def _judged(sheet: "OutsideSheet", rates: Mapping[str, "Rate"]) -> dict[str, Any]:
    """What is said of one table, as data."""
    from app import sheets

    found = sheets.faults(sheet, rates)
    return {
        "title": sheet.title,
        "rows": len(sheet.rows),
        "columns": [{"key": one.key, "title": one.title} for one in sheet.columns],
        "checked": sheets.checked(sheet, rates),
        "foots": not found,
        "faults": [_told(sheet, one) for one in found],
        "repairs": [
            {
                "cell": one.cell, "row": one.row, "column": one.column, "said": one.said,
                "value": one.value,
            }
            for one in sheets.repairs(sheet, rates)
        ],
        "remarks": [{"cell": one.cell, "why": one.why_vi} for one in sheet.remarks],
    }  # fmt: skip


def _told(sheet: "OutsideSheet", fault: "Fault") -> dict[str, Any]:
    return {
        "cell": fault.cell, "row": fault.row, "column": fault.column, "said": fault.said,
        "fits": list(fault.fits), "why": fault.why_vi,
        "instead": [
            {"cell": sheet.places.get((row, column), ""), "row": row, "column": column,
             "value": value}
            for row, column, value in fault.instead
        ],
    }  # fmt: skip


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
