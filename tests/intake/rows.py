"""Rows of the forms as tests write them: one clean person, and the row that intake makes of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.intake.cells import Places
from app.intake.forms import FORMS
from app.intake.rules import CheckedRow, Frame, PolicyFacts, Raw, Twice, check_row, frame_of

DAY = date(2020, 6, 20)
COMMUNES = {"Xã Thạch Hải": "18562", "Thị trấn Thạch Hà": "18556", "Phường Nam Hà": "18073"}
HEAD: Mapping[str, Any] = {
    "employer_name": "Công ty TNHH May Hồng Lam",
    "tax_code": "0100233488",
    "address": "Phường Nam Hà, thành phố Hà Tĩnh",
    "zone": "II",
}

_PERSON: Mapping[str, Any] = {
    "full_name": "Nguyễn Thị Hòa",
    "birth": "12/03/1975",
    "sex": "Nữ",
    "id_number": "042175000123",
    "hamlet": "Thôn Đông",
    "address": "Thôn Đông, xã Thạch Hải",
}
_WORKER = {
    "full_name": "Nguyễn Thị Hòa", "department": "Xưởng 1", "contract_kind": "Xác định thời hạn",
    "contract_signed_on": "01/03/2019", "insurance_number": "4215001234",
    "account_name": "NGUYEN THI HOA", "account_number": "3700205001234", "bank": "Agribank",
}  # fmt: skip
_STATED = {"months": 3, "amount_dong": 1_500_000}
_HOME = {"household_head": "Trần Văn Ân", "household_number": "17", "relation": "Vợ"}

CLEAN: Mapping[str, Mapping[str, Any]] = {
    "01": {**_WORKER, "suspended_from": "01/04/2020", "suspended_to": "31/05/2020"},
    "02": {
        **_PERSON, "phone": "0912345678", "business_place": "Chợ Thạch Hải", "trade": "Ăn uống",
        "registration_number": "28A8001234", "tax_code": "0100233488",
        "suspended_from": "01/04/2020", "suspended_to": "30/04/2020",
    },
    "03": {
        **_PERSON, "permanent_address": "Xã Thạch Hải", "job_before": "Thợ may",
        "income_before_dong": 4_500_000, "contract_signed_on": "01/03/2019",
        "contract_ended_on": "10/04/2020",
    },
    "04": {
        **_PERSON, "permanent_address": "Xã Thạch Hải", "job": "Bán lẻ vé số lưu động",
        "workplace": "Chợ tỉnh", "income_before_dong": 2_000_000, "income_now_dong": 0,
        "job_lost_on": "01/04/2020",
    },
    "05": {**_PERSON, **_STATED, "commune": "Xã Thạch Hải", "category": "Thương binh"},
    "06": {
        **_PERSON, **_STATED, "commune": "Xã Thạch Hải", "district": "Huyện Thạch Hà",
        "category": "Thương binh",
    },
    "07": {
        **_PERSON, **_STATED, "category": "Người khuyết tật nặng", "allowance_dong": 540_000,
    },
    "08": {**_PERSON, **_HOME, "months": 3, "amount_dong": 750_000},
    "09": {**_PERSON, **_HOME, "months": 3, "amount_dong": 750_000},
    "10": {
        "hamlet": "Thôn Đông", "poor_households": 2, "poor_members": 5, "poor_dong": 3_750_000,
        "near_poor_households": 1, "near_poor_members": 4, "near_poor_dong": 3_000_000,
    },
    "11": {
        "employer_name": "Công ty TNHH May Hồng Lam", "tax_code": "0100233488",
        "insured_workers": 100, "idle_workers": 40, "stoppage_due_dong": 100_000_000,
        "stoppage_paid_dong": 60_000_000, "loan_dong": 70_000_000, "bad_debt": "Không",
    },
    "12": {
        **_WORKER, "idle_from": "01/04/2020", "idle_to": "31/05/2020", "wage_dong": 3_920_000,
    },
    "13": {
        "employer_name": "Công ty TNHH May Hồng Lam", "tax_code": "0100233488",
        "loan_dong": 70_000_000, "workers": 40, "disbursed_on": "15/06/2020",
    },
    "14": {
        **_WORKER, "district": "Huyện Thạch Hà", "employer_name": "Công ty TNHH May Hồng Lam",
        "idle_from": "01/04/2020", "idle_to": "31/05/2020", "wage_dong": 3_920_000,
    },
    "bao-tu": {**_PERSON, "commune": "Xã Thạch Hải", "died_on": "05/02/2020"},
    "chuyen-di": {**_PERSON, "commune": "Xã Thạch Hải", "moved_on": "05/02/2020"},
}  # fmt: skip


def frame(
    form_code: str = "08",
    *,
    places: Mapping[str, str] | Places = COMMUNES,
    day: date = DAY,
    head: Mapping[str, Any] = HEAD,
) -> Frame:
    """The frame of a list of a form, handed in by the office that hands it in."""
    own = "18562" if FORMS[form_code].handed_in_at == "commune" else None
    return frame_of(form_code, day, places, own, PolicyFacts(day), head)


def raw(form_code: str, **changes: Any) -> Raw:
    """The cells of a clean row of the form, some of them changed."""
    row = {**CLEAN[form_code], **changes}
    strangers = changes.keys() - set(FORMS[form_code].fields)
    assert not strangers, f"form {form_code} has no {strangers}"
    return tuple(row.get(field) for field in FORMS[form_code].fields)


def one(form_code: str = "08", **changes: Any) -> CheckedRow:
    """The checked row of a clean row with these changes."""
    return check_row(frame(form_code), 1, raw(form_code, **changes))


def many(form_code: str, *people: Mapping[str, Any]) -> list[CheckedRow]:
    """The checked rows of one list, the repeated ones marked."""
    framed = frame(form_code)
    rows = [check_row(framed, at, raw(form_code, **one)) for at, one in enumerate(people, 1)]
    Twice(framed).mark(rows)
    return rows


def codes(form_code: str = "08", **changes: Any) -> list[str]:
    """The codes of the problems of such a row."""
    return [problem["code"] for problem in one(form_code, **changes)["problems"]]


def warned(form_code: str, **changes: Any) -> list[str]:
    """The codes of the warnings of such a row."""
    return [warning["code"] for warning in one(form_code, **changes)["warnings"]]
