"""What intake says of one row: the checked row, its problems and warnings in words."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeAlias

from typing_extensions import TypedDict

from app.intake.cells import Fault
from app.intake.forms import Form

Raw: TypeAlias = tuple[Any, ...]


class Problem(TypedDict):
    """One fault (or warning) of one cell, with its sentence in Vietnamese."""

    code: str
    column: str
    field: str
    found: str
    wanted: str
    vi: str


class CheckedRow(TypedDict):
    """One row of a list as intake gives it on; a row with problems is faulty. Money in đồng.

    `facts` holds what else the form states, days as ISO text; warnings are for the council to see.
    """

    row_number: int
    stt: str | None
    digest: str
    full_name: str
    raw_name: str
    name_key: str
    birth_date: date | None
    birth_year: int | None
    sex: str | None
    cmnd: str | None
    cccd: str | None
    insurance_number: str | None
    phone: str | None
    tax_code: str | None
    employer_name: str | None
    commune_code: str | None
    hamlet: str | None
    address: str | None
    category: str | None
    household_head: str | None
    household_number: str | None
    relation: str | None
    months: int
    amount_dong: int
    account_number: str | None
    account_name: str | None
    bank: str | None
    note: str | None
    facts: dict[str, str | int | bool]
    problems: list[Problem]
    warnings: list[Problem]


Check: TypeAlias = Callable[[Raw, CheckedRow, list[Fault], list[Fault]], None]
"""Raw cells, the row read so far, its faults, its warnings."""

BLANK_ROW: CheckedRow = {
    "row_number": 0,
    "stt": None,
    "digest": "",
    "full_name": "",
    "raw_name": "",
    "name_key": "",
    "birth_date": None,
    "birth_year": None,
    "sex": None,
    "cmnd": None,
    "cccd": None,
    "insurance_number": None,
    "phone": None,
    "tax_code": None,
    "employer_name": None,
    "commune_code": None,
    "hamlet": None,
    "address": None,
    "category": None,
    "household_head": None,
    "household_number": None,
    "relation": None,
    "months": 0,
    "amount_dong": 0,
    "account_number": None,
    "account_name": None,
    "bank": None,
    "note": None,
    "facts": {},
    "problems": [],
    "warnings": [],
}
"""A row of which nothing is known yet; a copy needs its own `facts`, `problems`, `warnings`."""


def problem(form: Form, number: int, fault: Fault) -> Problem:
    """A fault told with its row and column: what is there and what is wanted."""
    label = next((one.label for one in form.head if one.field == fault.field), None)
    header = next((one.header for one in form.columns if one.field == fault.field), None)
    if header is None and label is not None:
        where = f"mục “{label}” ở đầu danh sách"
    else:
        where = f"cột “{header or fault.field}”"
    there = f" (đang ghi “{fault.found}”)" if fault.found else ""
    return {
        "code": fault.code,
        "column": header or label or fault.field,
        "field": fault.field,
        "found": fault.found,
        "wanted": fault.wanted,
        "vi": f"Dòng {number}, {where}: {fault.reason}{there}; cần {fault.wanted}.",
    }
