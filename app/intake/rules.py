"""Row checks, pure: the cells of one row become a checked row with its problems in words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeAlias, TypedDict

from app.core.text import fold
from app.intake.cells import (
    Fault,
    read_allowance,
    read_birth,
    read_identity,
    read_months_and_amount,
    read_name,
    read_sex,
    read_words,
)
from app.intake.forms import Form

RAW_FIELDS = (
    "full_name", "birth", "sex", "id_number", "commune", "hamlet", "address", "category",
    "allowance_dong", "household_head", "household_number", "relation", "months", "amount_dong",
    "note",
)  # fmt: skip
Raw: TypeAlias = tuple[Any, ...]

MONTHLY_RATES: Mapping[str, int] = MappingProxyType(
    {"NCC": 500_000, "BTXH": 500_000, "HN": 250_000, "HCN": 250_000}
)


class Problem(TypedDict):
    """One fault of one cell, with its sentence in Vietnamese."""

    code: str
    column: str
    found: str
    wanted: str
    vi: str


class CheckedRow(TypedDict):
    """One row of a list as intake gives it on; a row with problems is faulty. Money in đồng."""

    row_number: int
    full_name: str
    raw_name: str
    name_key: str
    birth_date: date | None
    birth_year: int | None
    sex: str | None
    id_kind: str | None
    id_number: str | None
    commune_code: str | None
    hamlet: str | None
    address: str | None
    category: str | None
    allowance_dong: int | None
    household_head: str | None
    household_number: str | None
    relation: str | None
    months: int
    amount_dong: int
    note: str | None
    problems: list[Problem]


@dataclass(frozen=True)
class Frame:
    """What the rows of one list are checked against; the rate is đồng a month."""

    form: Form
    day: date
    rate: int
    communes: Mapping[str, str]
    own_commune: str | None


def check_row(frame: Frame, number: int, raw: Raw) -> CheckedRow:
    """The checked row of one sheet row; `raw` holds its cells in the order of RAW_FIELDS."""
    (name_cell, birth_cell, sex_cell, id_cell, commune_cell, hamlet, address, category) = raw[:8]
    (allowance, head, household, relation, months_cell, amount_cell, note) = raw[8:]
    faults: list[Fault] = []
    name, raw_name = read_name(name_cell, faults)
    born, year = read_birth(birth_cell, frame.day, frame.form.group == "NCC", faults)
    sex = read_sex(sex_cell, faults)
    kind, identity = read_identity(id_cell, sex, year, faults)
    months, amount = read_months_and_amount(months_cell, amount_cell, frame.rate, faults)
    row: CheckedRow = {
        "row_number": number,
        "full_name": name,
        "raw_name": raw_name,
        "name_key": fold(name),
        "birth_date": born,
        "birth_year": year,
        "sex": sex,
        "id_kind": kind,
        "id_number": identity,
        "commune_code": _commune(commune_cell, frame, faults),
        "hamlet": read_words("hamlet", hamlet, faults),
        "address": read_words("address", address, faults),
        "category": read_words("category", category, faults),
        "allowance_dong": read_allowance(allowance, faults),
        "household_head": read_words("household_head", head, faults),
        "household_number": read_words("household_number", household, faults),
        "relation": read_words("relation", relation, faults),
        "months": months,
        "amount_dong": amount,
        "note": read_words("note", note, faults),
        "problems": [],
    }
    if frame.form.by_household:
        _household(row, faults)
    if faults:
        row["problems"] = [problem(frame.form, number, fault) for fault in faults]
    return row


def problem(form: Form, number: int, fault: Fault) -> Problem:
    """A fault told with its row and column."""
    header = next((c.header for c in form.columns if c.field == fault.field), fault.field)
    return {
        "code": fault.code,
        "column": header,
        "found": fault.found,
        "wanted": fault.wanted,
        "vi": f"Dòng {number}, cột “{header}”: {fault.reason}; cần {fault.wanted}.",
    }


def mark_twice(frame: Frame, rows: Iterable[CheckedRow]) -> None:
    """Give every row that repeats an earlier person of the same list its problem."""
    by_id: dict[str, CheckedRow] = {}
    by_person: dict[tuple[object, ...], list[CheckedRow]] = {}
    for row in rows:
        number, born = row["id_number"], row["birth_date"]
        first = by_id.setdefault(number, row) if number else row
        if first is row and born and row["sex"] and row["name_key"]:
            known = by_person.setdefault((row["name_key"], born, row["sex"]), [])
            first = next((one for one in known if _same_person(frame, one, row)), row)
            known.append(row)
        if first is not row:
            field = "id_number" if number and number == first["id_number"] else "full_name"
            where = first["row_number"]
            reason = f"người này đã có ở dòng {where} của cùng danh sách"
            fault = Fault(field, "TWICE_IN_LIST", f"dòng {where}", "mỗi người một dòng", reason)
            row["problems"].append(problem(frame.form, row["row_number"], fault))


def _same_person(frame: Frame, one: CheckedRow, other: CheckedRow) -> bool:
    # Two different numbers of one kind are two people; a CMND and a CCCD can be one person's.
    if one["id_number"] and other["id_number"]:
        return one["id_kind"] != other["id_kind"]
    if frame.form.by_household and not one["id_number"] and not other["id_number"]:
        return bool(one["household_number"]) and (
            fold(one["hamlet"] or ""), one["household_number"]
        ) == (fold(other["hamlet"] or ""), other["household_number"])  # fmt: skip
    return True


def commune_index(communes: Mapping[str, str]) -> dict[str, str]:
    """Names of communes -> codes, made findable with and without "xã", "phường", "thị trấn".

    Without its kind a name that two communes share finds neither; a code finds itself.
    """
    index = {fold(name): code for name, code in communes.items()}
    bare: dict[str, set[str]] = {}
    for name, code in index.items():
        bare.setdefault(_KIND.sub("", name), set()).add(code)
    index |= {name: min(codes) for name, codes in bare.items() if len(codes) == 1 and name}
    return index | {code: code for code in communes.values()}


_KIND = re.compile(r"^(?:xa|phuong|thi tran) (?=.)")
_SHORT_KIND = re.compile(r"^(x|p|tt) (?=.)")


_commune_key = lru_cache(maxsize=4_096)(fold)


def _kind_in_full(short: re.Match[str]) -> str:
    return {"x": "xa ", "p": "phuong ", "tt": "thi tran "}[short[1]]


def _commune(cell: object, frame: Frame, faults: list[Fault]) -> str | None:
    if frame.form.compiled_by == "commune":
        return frame.own_commune
    text = read_words("commune", cell, faults) or ""
    key = _commune_key(text)
    code = frame.communes.get(key) or frame.communes.get(_SHORT_KIND.sub(_kind_in_full, key))
    if code is None and "," in text:
        code = frame.communes.get(fold(text.split(",")[0]))
    if code is None:
        wanted = "tên xã, phường, thị trấn của huyện"
        faults.append(Fault("commune", "COMMUNE_UNKNOWN", text[:60], wanted, "không có xã này"))
    return code


def _household(row: CheckedRow, faults: list[Fault]) -> None:
    for field, name in (("household_number", "số hộ"), ("household_head", "tên chủ hộ")):
        if not row[field]:  # type: ignore[literal-required]
            faults.append(Fault(field, "HOUSEHOLD_MISSING", "", name, f"thiếu {name}"))
