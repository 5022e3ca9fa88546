"""How the cells of a form are read: a reader per column, put together once per list."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeAlias

from app.core.text import fold
from app.intake.cells import (
    YOUNGEST_MERIT_AGE,
    Fault,
    clean_words,
    read_account,
    read_birth,
    read_choice,
    read_count,
    read_day,
    read_flag,
    read_household_number,
    read_identity,
    read_insurance,
    read_money,
    read_name,
    read_phone,
    read_sex,
    read_tax_code,
    read_words,
    shown_text,
    whole,
)
from app.intake.forms import KNOWN, Column, Form
from app.intake.frame import Frame
from app.intake.rows import BLANK_ROW, CheckedRow

Reader: TypeAlias = Callable[[object, CheckedRow, list[Fault]], None]
Step: TypeAlias = tuple[int, Reader, Fault | None]

MONEY_FIELDS = frozenset({"months", "amount_dong"})
"""Read together with the rest of the row, because each is checked against the other."""

_REMEMBERED = 65_536
"""Days of birth kept as read: the people of a list share them."""

_JOB_WORDS: Mapping[str, tuple[str, ...]] = {
    "STREET_TRADE": ("bán hàng rong", "buôn bán nhỏ lẻ", "buôn bán nhỏ"),
    "SCRAP": ("thu gom rác", "thu gom phế liệu", "thu mua phế liệu", "ve chai", "đồng nát"),
    "PORTER": ("bốc vác", "vận chuyển hàng hóa", "bốc xếp"),
    "MOTORBIKE_TAXI": ("xe ôm", "lái xe ôm", "chạy xe ôm", "xích lô", "lái xe xích lô"),
    "LOTTERY": ("bán vé số", "vé số", "bán lẻ vé số", "bán vé số dạo"),
    "SERVICE": ("ăn uống", "lưu trú", "du lịch", "chăm sóc sức khỏe"),
}
"""Short words that offices write for the six jobs of the policy."""


def steps_of(frame: Frame) -> tuple[Step, ...]:
    """Place of the cell, its reader, and the fault of a blank cell, for each column to be read."""
    return tuple(
        (place, _reader(frame, column), _fault_of_blank(frame, column))
        for place, column in enumerate(frame.form.columns)
        if column.field not in MONEY_FIELDS
    )


_BLANK_NAMED: Mapping[str, tuple[str, str]] = {
    "birth": ("BIRTH_MISSING", "ngày/tháng/năm hoặc năm sinh"),
    "sex": ("SEX_UNKNOWN", "Nam hoặc Nữ"),
    "tax_code": ("TAX_CODE", "mã số thuế"),
    "loan_dong": ("AMOUNT_WRONG", "số tiền vay, số đồng nguyên"),
    "insured_workers": ("COUNT_WRONG", "số lao động"),
    "idle_workers": ("COUNT_WRONG", "số lao động"),
    "workers": ("COUNT_WRONG", "số lao động"),
    "job": ("CHOICE_UNKNOWN", "một trong các công việc được hỗ trợ"),
}
_BLANK_ALWAYS: Mapping[str, tuple[str, str]] = {
    "full_name": ("NAME_MISSING", "họ và tên"),
    "household_number": ("HOUSEHOLD_MISSING", "số hộ"),
    "household_head": ("HOUSEHOLD_MISSING", "tên chủ hộ"),
    "employer_name": ("EMPLOYER_MISSING", "tên người sử dụng lao động"),
}
_BLANK_OWN: Mapping[str, tuple[str, str]] = {
    "words": ("CELL_MISSING", "nội dung của cột này"),
    "choice": ("CHOICE_UNKNOWN", "một trong các lựa chọn của cột"),
    "money": ("AMOUNT_WRONG", "số đồng nguyên"),
    "count": ("COUNT_WRONG", "số nguyên từ 0"),
    "flag": ("CELL_MISSING", "Có hoặc Không"),
    "day": ("DAY_WRONG", "ngày/tháng/năm, ví dụ 1/6/2020"),
}
"""A programme's own columns: a required one is required in every row."""
_BLANK_DAYS_ALLOWED = frozenset({"contract_signed_on"})


def _fault_of_blank(frame: Frame, column: Column) -> Fault | None:
    found = _BLANK_ALWAYS.get(column.field)
    if found is None and column.required:
        found = _BLANK_NAMED.get(column.field)
        if column.kind == "day" and column.field not in _BLANK_DAYS_ALLOWED:
            found = "DAY_WRONG", "ngày/tháng/năm, ví dụ 1/6/2020"
        if column.kind == "commune" and frame.own_commune is None:
            found = "COMMUNE_UNKNOWN", "tên xã, phường, thị trấn của huyện"
        if column.field == "hamlet" and frame.form.naming_field == "hamlet":
            found = "NAME_MISSING", "tên thôn, tổ dân phố"
        if found is None and column.field not in KNOWN and frame.form.code == frame.form.group:
            found = _BLANK_OWN.get(column.kind)
    if found is None:
        return None
    code, wanted = found
    return Fault(column.field, code, "", wanted, f"thiếu {column.header.lower()}")


def _reader(frame: Frame, column: Column) -> Reader:
    if column.field == "district":
        return _district(frame)
    by_kind: Mapping[str, Callable[[], Reader]] = {
        "stt": lambda: _stt,
        "name": lambda: _full_name,
        "birth": lambda: _birth(frame),
        "sex": lambda: _sex,
        "identity": lambda: _identity,
        "insurance": lambda: _unless_blank(_insurance),
        "tax_code": lambda: _unless_blank(_tax_code),
        "phone": lambda: _unless_blank(_phone),
        "account": lambda: _unless_blank(_account),
        "commune": lambda: _commune(frame),
        "choice": lambda: _choice(frame, column),
        "money": lambda: _unless_blank(_fact(column.field, read_money)),
        "count": lambda: _unless_blank(_fact(column.field, read_count)),
        "flag": lambda: _flag(column.field),
        "day": lambda: _unless_blank(_day(column.field)),
        "household_number": lambda: _household_number(frame, column),
    }
    made = by_kind.get(column.kind)
    return made() if made else _words(column.field, _fault_of_blank(frame, column))


def _unless_blank(read: Reader) -> Reader:
    """Spaces alone are a blank cell."""

    def asked(cell: object, row: CheckedRow, faults: list[Fault]) -> None:
        if not (isinstance(cell, str) and not cell.strip()):
            read(cell, row, faults)

    return asked


def _stt(cell: object, row: CheckedRow, _: list[Fault]) -> None:
    number = whole(cell)
    row["stt"] = str(number) if number is not None else shown_text(cell)[:20] or None


def _full_name(cell: object, row: CheckedRow, faults: list[Fault]) -> None:
    row["full_name"], row["raw_name"], row["name_key"] = read_name("full_name", cell, faults)


def _birth(frame: Frame) -> Reader:
    day = frame.day
    youngest = YOUNGEST_MERIT_AGE if frame.form.group == "NCC" else 0
    good: dict[str, tuple[date | None, int | None]] = {}

    def read(cell: object, row: CheckedRow, faults: list[Fault]) -> None:
        born = good.get(cell) if type(cell) is str else None
        if born is None:
            before = len(faults)
            born = read_birth(cell, day, youngest, faults)
            if type(cell) is str and len(faults) == before and len(good) < _REMEMBERED:
                good[cell] = born
        row["birth_date"], row["birth_year"] = born

    return read


def _sex(cell: object, row: CheckedRow, faults: list[Fault]) -> None:
    row["sex"] = read_sex(cell, faults)


def _identity(cell: object, row: CheckedRow, faults: list[Fault]) -> None:
    row["cmnd"], row["cccd"] = read_identity(cell, faults)


def _insurance(cell: object, row: CheckedRow, faults: list[Fault]) -> None:
    row["insurance_number"] = read_insurance(cell, faults)


def _tax_code(cell: object, row: CheckedRow, faults: list[Fault]) -> None:
    row["tax_code"] = read_tax_code(cell, faults)


def _phone(cell: object, row: CheckedRow, faults: list[Fault]) -> None:
    row["phone"] = read_phone(cell, faults)


def _account(cell: object, row: CheckedRow, faults: list[Fault]) -> None:
    row["account_number"] = read_account(cell, faults)


def _commune(frame: Frame) -> Reader:
    def read(cell: object, row: CheckedRow, faults: list[Fault]) -> None:
        if frame.own_commune is None:
            district = row["facts"].get("district")
            code = frame.places.read_commune(cell, str(district) if district else None, faults)
            row["commune_code"] = code

    return read


def _district(frame: Frame) -> Reader:
    def read(cell: object, row: CheckedRow, faults: list[Fault]) -> None:
        if (code := frame.places.read_district(cell, faults)) is not None:
            row["facts"]["district"] = code

    return read


def _words(field: str, blank: Fault | None) -> Reader:
    kept_in_row = field in BLANK_ROW

    def read(cell: object, row: CheckedRow, faults: list[Fault]) -> None:
        words, trouble = clean_words(cell) if type(cell) is str else (None, None)
        if words is None or trouble is not None:
            words = read_words(field, cell, faults)
        if not words:
            if blank is not None:
                faults.append(blank)
        elif kept_in_row:
            row[field] = words  # type: ignore[literal-required]
        else:
            row["facts"][field] = words

    return read


def _household_number(frame: Frame, column: Column) -> Reader:
    blank = _fault_of_blank(frame, column)

    def read(cell: object, row: CheckedRow, faults: list[Fault]) -> None:
        row["household_number"] = read_household_number(cell, faults)
        if row["household_number"] is None and blank is not None:
            faults.append(blank)

    return read


def _fact(field: str, ask: Callable[[str, object, list[Fault]], int | None]) -> Reader:
    def read(cell: object, row: CheckedRow, faults: list[Fault]) -> None:
        if (value := ask(field, cell, faults)) is not None:
            row["facts"][field] = value

    return read


def _day(field: str) -> Reader:
    def read(cell: object, row: CheckedRow, faults: list[Fault]) -> None:
        if (day := read_day(field, cell, faults)) is not None:
            row["facts"][field] = day.isoformat()

    return read


def _flag(field: str) -> Reader:
    def read(cell: object, row: CheckedRow, faults: list[Fault]) -> None:
        if (flag := read_flag(field, cell, faults)) is not None:
            row["facts"][field] = flag

    return read


def _choice(frame: Frame, column: Column) -> Reader:
    field = column.field
    if field == "job":
        choices = job_choices(frame)
        wanted = "một trong các công việc được hỗ trợ, chọn trong danh sách của ô"
    else:
        choices = {fold(choice): choice for choice in column.choices}
        wanted = ", ".join(column.choices)[:200]

    def read(cell: object, row: CheckedRow, faults: list[Fault]) -> None:
        if (choice := read_choice(field, cell, choices, wanted, faults)) is not None:
            row["facts"][field] = choice

    return read


def job_choices(frame: Frame) -> dict[str, str]:
    """Folded words -> code of a job: the policy's, those a province adds, and what offices say."""
    choices = {fold(job.vi): code for code, job in frame.policy.jobs.items()}
    choices |= {fold(code): code for code in frame.policy.jobs}
    for code, said in _JOB_WORDS.items():
        if code in frame.policy.jobs:
            choices |= {fold(words): code for words in said}
    return choices


def places_of(form: Form, *fields: str) -> tuple[int | None, ...]:
    """Where the cells of these fields stand in a raw row; None for a field the form has not."""
    return tuple(form.fields.index(one) if one in form.fields else None for one in fields)
