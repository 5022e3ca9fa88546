"""Sheets as data: the canonical JSON that is sealed, its inverse, CSV, and the data dictionary.

What has its default is left out of the JSON: a field that comes later changes no older table.
"""

import csv
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date
from io import StringIO
from typing import Any, Final

from app.sheets.rules import Column, Kind, NotATable, Row, Sheet, Value

UNITS: Final[Mapping[Kind, str]] = {
    Kind.TEXT: "",
    Kind.COUNT: "số đếm",
    Kind.DONG: "đồng",
    Kind.RATE: "%",
    Kind.DAY: "ngày (năm-tháng-ngày)",
    Kind.DAYS: "ngày làm việc",
}
LEVELS: Final = ("item", "subtotal", "total")
_LEADING: Final = ("row", "level")
_LEADING_MEANINGS: Final = (
    ("row", "Mã dòng", "Mã của dòng, không đổi giữa hai lần xuất."),
    ("level", "Cấp", "item: dòng chi tiết; subtotal: cộng nhóm; total: tổng cộng. Đừng cộng lẫn."),
)
_DANGEROUS: Final = re.compile(r"'*[=+\-@\t\r]")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def data_of(sheet: Sheet) -> dict[str, Any]:
    """A sheet as plain data for JSON; `sheet_from` makes the same sheet of it again."""
    kinds = {column.key: column.kind for column in sheet.columns}
    return {
        **_told(sheet, Sheet, ("columns", "rows")),
        "columns": [_told(column, Column, ()) for column in sheet.columns],
        "rows": [
            {
                **_told(row, Row, ("cells",)),
                "cells": {key: _cell(value, kinds.get(key)) for key, value in row.cells.items()},
            }
            for row in sheet.rows
        ],
    }


def canonical(sheets: Sequence[Sheet]) -> bytes:
    """Sheets as canonical JSON (a list): sorted, compact, UTF-8; reports are sealed over it."""
    return _json([data_of(sheet) for sheet in sheets])


def sheet_from(data: Any) -> Sheet:
    """The sheet that `data_of` told; raises NotATable for what is none."""
    try:
        columns = tuple(_column(one) for one in data["columns"])
        kinds = {column.key: column.kind for column in columns}
        rows = tuple(_row(one, kinds) for one in data["rows"])
        return Sheet(
            key=_text(data["key"]), title=_text(data["title"]), columns=columns, rows=rows,
            note=_text(data.get("note", "")),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError):
        raise NotATable(
            reason="it is no exported table", reason_vi="không phải bảng do hệ thống xuất"
        ) from None


def to_json(sheets: Sequence[Sheet], facts: Mapping[str, str]) -> bytes:
    """Sheets with what holds for all of them (office, days) and their dictionary, as JSON."""
    told = {
        "facts": dict(facts),
        "sheets": [data_of(sheet) for sheet in sheets],
        "dictionary": dictionary(sheets),
    }
    return _json(told)


def to_csv(sheet: Sheet) -> bytes:
    """A sheet as CSV: UTF-8 with its mark, comma, English keys, no cell a spreadsheet runs."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*_LEADING, *(column.key for column in sheet.columns)])
    for row in sheet.rows:
        cells = [_csv_cell(row.cells.get(column.key)) for column in sheet.columns]
        writer.writerow([_csv_cell(row.key), LEVELS[min(row.level, 2)], *cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def dictionary(sheets: Sequence[Sheet]) -> list[dict[str, str]]:
    """What every column of every sheet is called, measures and means (Vietnamese)."""
    found = []
    for sheet in sheets:
        found += [
            _entry(sheet, key, title, Kind.TEXT, meaning)
            for key, title, meaning in _LEADING_MEANINGS
        ]
        found += [
            _entry(sheet, one.key, one.title, one.kind, _meaning(one)) for one in sheet.columns
        ]
    return found


def dictionary_json(sheets: Sequence[Sheet]) -> bytes:
    """The dictionary that goes beside CSV files."""
    return _json(dictionary(sheets))


def _entry(sheet: Sheet, key: str, title: str, kind: Kind, meaning: str) -> dict[str, str]:
    return {
        "sheet": sheet.key, "sheet_title": sheet.title, "key": key, "title": title,
        "kind": kind.value, "unit": UNITS[kind], "meaning": meaning,
    }  # fmt: skip


def _meaning(column: Column) -> str:
    """What a column means, and what it is made of."""
    made = [column.meaning]
    if column.sum_of:
        made.append(f"Bằng {' + '.join(column.sum_of)}.")
    if column.part_of:
        way = "bỏ phần lẻ" if column.cut else "làm tròn nửa lên"
        made.append(f"Bằng {column.part_of[0]} / {column.part_of[1]} × 100, hai số lẻ, {way}.")
    return " ".join(part for part in made if part)


def _json(told: Any) -> bytes:
    text = json.dumps(
        told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


def _told(one: Any, shape: type[Any], but: tuple[str, ...]) -> dict[str, Any]:
    """The fields of a value that do not have their defaults."""
    found = {}
    for field in fields(shape):
        value = getattr(one, field.name)
        if field.name in but or (field.default is not MISSING and value == field.default):
            continue
        found[field.name] = list(value) if isinstance(value, tuple) else value
    return found


def _cell(value: Value, kind: Kind | None) -> Any:
    """Days as text in columns of days; what is of another type than its column says so."""
    if isinstance(value, date):
        return value.isoformat() if kind is Kind.DAY else {"day": value.isoformat()}
    return {"text": value} if isinstance(value, str) and kind is Kind.DAY else value


def _cell_from(told: Any, kind: Kind | None) -> Value:
    if isinstance(told, dict):
        ((name, text),) = told.items()
        return _day(text) if name == "day" else _text(text)
    if kind is Kind.DAY and isinstance(told, str):
        return _day(told)
    if told is None or type(told) in (int, str):
        found: Value = told
        return found
    raise ValueError(type(told).__name__)


def _day(text: Any) -> date:
    if not (isinstance(text, str) and _DAY.fullmatch(text)):
        raise ValueError("no day")
    return date.fromisoformat(text)


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise TypeError(type(told).__name__)
    return told


def _texts(told: Any) -> tuple[str, ...]:
    if not isinstance(told, list):
        raise TypeError(type(told).__name__)
    return tuple(map(_text, told))


def _column(told: Mapping[str, Any]) -> Column:
    more: dict[str, Any] = {
        name: bool(told[name]) for name in ("cut", "adds", "signed", "persons") if name in told
    }
    more |= {name: _text(told[name]) for name in ("units", "months", "group") if name in told}
    if "part_of" in told:
        part, whole = _texts(told["part_of"])
        more["part_of"] = (part, whole)
    return Column(
        key=_text(told["key"]), title=_text(told["title"]), kind=Kind(told["kind"]),
        meaning=_text(told["meaning"]), sum_of=_texts(told.get("sum_of", [])), **more,
    )  # fmt: skip


def _row(told: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Row:
    group, level = told.get("group"), told.get("level", 0)
    if type(level) is not int or level < 0:
        raise ValueError("no level")
    return Row(
        key=_text(told["key"]),
        cells={_text(k): _cell_from(v, kinds.get(k)) for k, v in told["cells"].items()},
        sum_of=_texts(told.get("sum_of", [])), group=None if group is None else _text(group),
        level=level,
    )  # fmt: skip


def _csv_cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return f"'{value}" if _DANGEROUS.match(value) else value
    return str(value)
