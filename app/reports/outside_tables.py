"""Somebody's table held against what must hold in it: sums, rates, money by the policy's rates."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from app import policy, sheets
from app.core.settings import settings
from app.sheets import Fault, OutsideSheet, Rate

ALSO_CALLED: Final = {
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


def rates_and_names(
    day: date, names_too: Mapping[str, str]
) -> tuple[Mapping[str, Rate], Mapping[str, str]]:
    """What each group gets a month, and what the groups are called; `names_too` by code."""
    rules = policy.policy_at(day, settings().policy_overrides)
    lent = max(rules.loan.minimum_wage.values()) * rules.loan.wage_percent_cap // 100
    rates: dict[str, Rate] = {}
    names: dict[str, str] = {}
    for rule in rules.groups:
        code = str(rule.code)
        if rule.amount_cap is not None:
            rates[code] = Rate(rule.amount_cap, 1, fixed=False)
        else:
            is_fixed = rule.monthly_rate is not None
            rates[code] = Rate(rule.monthly_rate or lent, rule.months_cap, fixed=is_fixed)
        said = (code, rule.vi, rule.source.citation.subject, names_too.get(code, code))
        names |= dict.fromkeys((*said, *ALSO_CALLED.get(code, ())), code)
    return rates, names


def judged(sheet: OutsideSheet, rates: Mapping[str, Rate]) -> dict[str, Any]:
    """What is said of one table, as data."""
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


def _told(sheet: OutsideSheet, fault: Fault) -> dict[str, Any]:
    return {
        "cell": fault.cell, "row": fault.row, "column": fault.column, "said": fault.said,
        "fits": list(fault.fits), "why": fault.why_vi,
        "instead": [
            {"cell": sheet.places.get((row, column), ""), "row": row, "column": column,
             "value": value}
            for row, column, value in fault.instead
        ],
    }  # fmt: skip
