"""What the entry page asks of an applicant: each column of a form as a question with its words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from app.core.html import Part, Question, Wrong
from app.core.language import ENGLISH, spoken
from app.intake.applications import fields_of
from app.intake.forms import NUMBER_KINDS, form_of
from app.policy import Step

NAMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "02": ("Hộ kinh doanh tạm ngừng kinh doanh", "chủ hộ kinh doanh đề nghị"),
        "03": ("Người lao động bị chấm dứt hợp đồng", "người lao động đề nghị"),
        "04": ("Người lao động không có giao kết hợp đồng", "người lao động đề nghị"),
    }
)
"""Form -> what its page is called, and who applies."""

SAID: Mapping[str, str] = MappingProxyType(
    {
        "received": "Hồ sơ đang được ghi vào sổ; trang này tự xem lại sau vài giây.",
        "read": "Hồ sơ đã được ghi thành bản nháp của xã, chờ nộp.",
        "unreadable": "Hồ sơ chưa ghi được; hãy nhập lại đơn hoặc báo người quản trị.",
        "submitted": "Hồ sơ đã được nộp.",
        "withdrawn": "Hồ sơ đã được rút.",
    }
)
"""State of the list of one row -> what the receipt says of the dossier."""


class NextStep(NamedTuple):
    """What happens next, and within how many working days if a limit is known."""

    words: str
    working_days: int | None


def next_steps(road: Sequence[Step]) -> list[NextStep]:
    """What happens to a received application: the road of its group, with its working days."""
    told = [NextStep(one.en if spoken() == ENGLISH else one.vi, one.working_days) for one in road]
    return [NextStep("Cán bộ xã xem lại bản nháp rồi nộp danh sách.", None), *told]


_PARTS: tuple[tuple[str, str], ...] = (
    ("Người đề nghị", "full_name birth sex ethnicity id_number phone insurance_number"),
    ("Nơi ở", "hamlet address permanent_address temporary_address"),
    (
        "Hộ kinh doanh",
        "business_place trade registration_number tax_code suspended_from suspended_to",
    ),
    (
        "Việc làm và thu nhập",
        "job job_before workplace income_before_dong income_now_dong contract_signed_on "
        "contract_ended_on job_lost_on",
    ),
    ("Tài khoản nhận tiền", "account_name account_number bank"),
    ("Ghi chú", "note"),
)
_HINTS: Mapping[str, str] = MappingProxyType(
    {
        "birth": "Ví dụ 05/03/1975; chỉ biết năm thì ghi 1975",
        "day": "Ví dụ 15/04/2020",
        "identity": "9 hoặc 12 chữ số",
        "insurance": "10 chữ số",
        "tax_code": "10 hoặc 13 chữ số",
        "phone": "10 chữ số",
        "account": "6 đến 19 chữ số",
        "money": "Ghi bằng chữ số, ví dụ 2.500.000",
    }
)
_SIZES: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("birth", "day", "identity", "insurance", "phone", "money"), "short")
    | dict.fromkeys(("tax_code", "account", "name"), "middle")
)
_DIGITS_ONLY = {"identity", "insurance", "tax_code", "account", "money", "count"}
_MOST_DIGITS = 15
_GROUPED = re.compile(r"[0-9]+|[0-9]{1,3}(?:[ .,][0-9]{3})+")


def parts(
    form: str, jobs: Sequence[str], values: Mapping[str, str], wrong: Sequence[Wrong] = ()
) -> list[Part]:
    """The questions of a form with the answers given so far; `jobs` are those the policy knows."""
    errors = {one.field: one.words for one in wrong}
    found = []
    for title, names in _PARTS:
        asked = [name for name in names.split() if name in fields_of(form)]
        if asked:
            questions = [_question(form, name, jobs, values, errors) for name in asked]
            found.append(Part(title, questions))
    return found


def _question(
    form: str, name: str, jobs: Sequence[str], values: Mapping[str, str], errors: Mapping[str, str]
) -> Question:
    column = form_of(form).column(name)
    return Question(
        name, column.header, values.get(name, ""), errors.get(name, ""),
        hint=_HINTS.get(column.kind, ""), size=_SIZES.get(column.kind, ""),
        type="tel" if column.kind == "phone" else "text",
        numeric=column.kind in _DIGITS_ONLY, required=column.required,
        choices=jobs if name == "job" else column.choices,
    )  # fmt: skip


def wrongs(form: str, faults: Sequence[Mapping[str, Any]]) -> list[Wrong]:
    """The faults of an application in the order of its questions."""
    order = {name: place for place, name in enumerate(_asked())}
    told = [_wrong(form, one) for one in faults]
    return sorted(told, key=lambda one: order.get(one.field, len(order)))


def _wrong(form: str, fault: Mapping[str, Any]) -> Wrong:
    field = str(fault["pointer"]).removeprefix("#/")
    if field not in fields_of(form):
        return Wrong("", "", str(fault["message"]))
    return Wrong(field, form_of(form).column(field).header, str(fault["message"]))


def _asked() -> Iterator[str]:
    for _, names in _PARTS:
        yield from names.split()


def values_of(form: str, posted: Mapping[str, str]) -> dict[str, str]:
    """What was typed into the questions of a form, and nothing else that was sent."""
    return {name: posted.get(name, "").strip() for name in fields_of(form)}


def cells_of(form: str, values: Mapping[str, str]) -> dict[str, str | int | None]:
    """The same as the cells of a row: numbers as numbers ("2.500.000"), blanks as nothing."""
    return {name: _cell(form, name, value) for name, value in values.items()}


def _cell(form: str, name: str, value: str) -> str | int | None:
    digits = re.sub(r"[ .,]", "", value)
    is_number = _GROUPED.fullmatch(value) and len(digits) <= _MOST_DIGITS
    if is_number and form_of(form).column(name).kind in NUMBER_KINDS:
        return int(digits)
    return value or None
