"""What a report prints: its parts, its tables cell by cell, its pictures."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from app.documents.papers.wording import Words, day, figures
from app.documents.schemas import ReportPaper, ReportPicture, ReportSection
from app.sheets import Column, Kind, Row, Sheet, Value

NOTHING: Final = "–"
"""Stands in a cell that has no value: nothing approved has no rate."""
_UNITS: Final = ("người", "đồng", "ngày làm việc")
_ALIGNED: Final = {Kind.TEXT: "left", Kind.DAY: "center"}
_ANNEX: Final = re.compile(r"(Phụ lục(?: (?:[IVXLC]+|\d+)\b)?)[.:]?\s*(.*)", re.DOTALL)
_ROMAN: Final = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def report_words(paper: ReportPaper) -> Words:
    """Every word of a report beside its frame; a subject stands alone, and so has a capital."""
    return {
        "subject": paper.subject[:1].upper() + paper.subject[1:],
        "addressees": paper.addressees,
        "told": _told(paper),
        "hashed": "số liệu",
        "sections": [
            {"heading": one.heading, **_part(one)} for one in paper.sections
        ],
        "annexes": [
            {**_annex_name(place, one.heading, len(paper.annexes)), **_part(one)}
            for place, one in enumerate(paper.annexes, 1)
        ],
    }  # fmt: skip


def _told(paper: ReportPaper) -> str:
    told = f"Số liệu đến hết ngày {day(paper.as_of)}"
    if paper.known_on is None:
        return told
    return f"{told}, theo thông tin ghi nhận đến hết ngày {day(paper.known_on)}"


def _annex_name(place: int, heading: str, of: int) -> Words:
    """Its number, in Roman figures where there are several, and its name in capitals."""
    if given := _ANNEX.fullmatch(heading):
        number, name = given[1], given[2]
    else:
        number, name = f"Phụ lục {_roman(place)}" if of > 1 else "Phụ lục", heading
    return {"number": number, "name": name.upper()}


def _roman(number: int) -> str:
    for size, sign in _ROMAN:
        if number >= size:
            return sign + _roman(number - size)
    return ""


def _part(part: ReportSection) -> Words:
    return {
        "paragraphs": part.paragraphs,
        "sheets": [_sheet(one) for one in part.sheets],
        "pictures": [_picture(one) for one in part.pictures],
    }


def _picture(one: ReportPicture) -> Words:
    return {"title": one.title, "svg": one.svg}


def _sheet(sheet: Sheet) -> Words:
    return {
        "title": sheet.title,
        "unit": unit_line(sheet.columns),
        "note": sheet.note,
        "columns": [
            {"title": one.title, "align": _aligned(one), "wordy": one.kind == Kind.TEXT}
            for one in sheet.columns
        ],
        "rows": [
            {"level": row.level, "cells": [_in_row(row, one) for one in sheet.columns]}
            for row in sheet.rows
        ],
    }  # fmt: skip


def _in_row(row: Row, column: Column) -> str:
    """A sum has no words of its own where the rows that it adds up have theirs."""
    value = row.cells.get(column.key)
    return (
        "" if row.level and value is None and column.kind == Kind.TEXT else cell(column.kind, value)
    )


def cell(kind: Kind, value: Value) -> str:
    """A value as papers write it: 1.234.567, 97,33%, 05/06/2020; "–" where there is none."""
    if value is None:
        return NOTHING
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int):
        return figures(value)
    return f"{value.replace('.', ',')}%" if kind == Kind.RATE else value


def unit_line(columns: Sequence[Column]) -> str:
    """ "Đơn vị: người, đồng": the units that the columns' own titles do not say."""
    unsaid = {unit for one in columns if (unit := _unit(one)) and f"({unit}" not in one.title}
    return f"Đơn vị: {', '.join(one for one in _UNITS if one in unsaid)}" if unsaid else ""


def _unit(column: Column) -> str:
    if column.kind == Kind.COUNT:
        return "người" if column.key.endswith("people") else ""
    return {Kind.DONG: "đồng", Kind.DAYS: "ngày làm việc"}.get(column.kind, "")


def _aligned(column: Column) -> str:
    return "center" if column.key == "stt" else _ALIGNED.get(column.kind, "right")
