"""Row checks, pure: the cells of one row become a checked row with its problems in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.intake import legacy
from app.intake.cells import Fault, shown_text
from app.intake.checks import checks_of
from app.intake.conditions import condition_checks
from app.intake.digest import digest_of
from app.intake.frame import Frame, PolicyFacts, frame_of
from app.intake.plan import Step, steps_of
from app.intake.rows import BLANK_ROW, Check, CheckedRow, Problem, Raw, problem
from app.intake.twice import Twice

__all__ = [
    "CheckedRow",
    "Frame",
    "PolicyFacts",
    "Problem",
    "Raw",
    "Twice",
    "check_row",
    "frame_of",
    "problem",
]

_HEAD_FACTS: Mapping[str, str] = {"address": "employer_address", "phone": "employer_phone"}


@dataclass(frozen=True)
class _Plan:
    """What checking a row of one list needs, put together once per list.

    `above` is what the head says: a corrected head makes every row a changed one.
    """

    blank: CheckedRow
    facts: dict[str, Any]
    steps: tuple[Step, ...]
    checks: tuple[Check, ...]
    stt: int | None
    above: Raw


@lru_cache(maxsize=8)
def _plan(frame: Frame) -> _Plan:
    head, fields = frame.head, frame.form.fields
    blank: CheckedRow = {
        **BLANK_ROW,
        "commune_code": frame.own_commune,
        "employer_name": head.get("employer_name"),
        "tax_code": head.get("tax_code"),
    }
    facts = {
        _HEAD_FACTS.get(field, field): value
        for field, value in head.items()
        if field not in ("employer_name", "tax_code")
    }
    stt = fields.index("stt") if "stt" in fields else None
    checks = checks_of(frame) + condition_checks(frame)
    above = (*map(repr, sorted(head.items())), *map(repr, frame.head_faults))
    return _Plan(blank, facts, steps_of(frame), checks, stt, above)


def check_row(frame: Frame, number: int, raw: Raw) -> CheckedRow:
    """The checked row of one sheet row; `raw` holds its cells in the order of the form's columns.

    Never raises, whatever the cells hold.
    """
    plan = _plan(frame)
    row = plan.blank.copy()
    row["row_number"] = number
    row["digest"] = digest_of((*raw, *plan.above) if plan.above else raw, plan.stt)
    row["facts"] = plan.facts.copy()
    faults: list[Fault] = []
    warnings: list[Fault] = []
    for place, read, blank in plan.steps:
        cell = raw[place]
        if cell is not None and cell != "":
            read(cell, row, faults)
        elif blank is not None:
            faults.append(blank)
    for check in plan.checks:
        check(raw, row, faults, warnings)
    if frame.legacy:
        faults = _with_old_columns(frame, raw, faults)
    if frame.head_faults:
        faults += frame.head_faults
    row["problems"] = [problem(frame.form, number, one) for one in faults] if faults else []
    row["warnings"] = [problem(frame.form, number, one) for one in warnings] if warnings else []
    return row


def _with_old_columns(frame: Frame, raw: Raw, faults: list[Fault]) -> list[Fault]:
    """In columns typed in an old font, the font is the fault of a cell, and not what follows."""
    found: dict[str, Fault] = {}
    for encoding in set(frame.legacy.values()):
        places = [
            place
            for place, field in enumerate(frame.form.fields)
            if frame.legacy.get(field) == encoding
        ]
        converted = legacy.convert(raw, places, encoding)
        for place in places:
            if converted[place] != raw[place]:
                field, shown = frame.form.fields[place], converted[place]
                wanted = f"chữ Unicode, có thể là “{shown[:60]}”"
                reason = f"chữ gõ bằng phông cũ {legacy.FONTS[encoding]}"
                there = shown_text(raw[place])
                found[field] = Fault(field, "LEGACY_FONT", there, wanted, reason)
    return [fault for fault in faults if fault.field not in found] + list(found.values())
