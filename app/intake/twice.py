"""The same person, employer or hamlet twice in one list: the later row is the faulty one."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from app.core.text import fold
from app.intake.cells import Fault
from app.intake.frame import Frame
from app.intake.rows import CheckedRow, problem


class _Seen(NamedTuple):
    """What is kept of a row: enough to tell whether a later one is about the same person."""

    row_number: int
    cccd: str | None
    cmnd: str | None
    insurance_number: str | None
    hamlet: str | None
    household_number: str | None


class Twice:
    """Marks the repeated rows of one list, part by part; keeps a few words of each row seen."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.by_household = frame.form.by_household
        # The kinds of numbers differ in length, so one table holds them all.
        self.by_number: dict[str, int] = {}
        self.by_person: dict[tuple[str, date, str], list[_Seen]] = {}
        self.by_name: dict[str, int] = {}

    def mark(self, rows: Iterable[CheckedRow]) -> None:
        """Give every row that repeats an earlier one of the list its problem."""
        mark = self._person if "full_name" in self.frame.form.fields else self._other
        for row in rows:
            mark(row)

    def _person(self, row: CheckedRow) -> None:
        number = row["row_number"]
        field, first = "id_number", number
        for kind, value in (
            ("id_number", row["cccd"]),
            ("id_number", row["cmnd"]),
            ("insurance_number", row["insurance_number"]),
        ):
            if value is not None:
                known = self.by_number.setdefault(value, number)
                if first == number != known:
                    field, first = kind, known
        if first == number:
            field, first = "full_name", self._first_of_name(row)
        if first != number:
            self._tell(row, field, first)

    def _first_of_name(self, row: CheckedRow) -> int:
        born, sex, number = row["birth_date"], row["sex"], row["row_number"]
        if born is None or sex is None or not row["name_key"]:
            return number
        seen = _Seen(
            number, row["cccd"], row["cmnd"], row["insurance_number"],
            row["hamlet"], row["household_number"],
        )  # fmt: skip
        known = self.by_person.setdefault((row["name_key"], born, sex), [])
        known.append(seen)
        if len(known) == 1:
            return number
        same = (one.row_number for one in known if self._is_same(one, seen))
        return next(same, number)

    def _is_same(self, one: _Seen, other: _Seen) -> bool:
        # Two different numbers of one kind are two people; a CMND and a CCCD can be one person's.
        for first, second in zip(one[1:4], other[1:4], strict=True):
            if first and second and first != second:
                return False
        if self.by_household and not any(one[1:4]) and not any(other[1:4]):
            return bool(one.household_number) and (
                fold(one.hamlet or ""), one.household_number
            ) == (fold(other.hamlet or ""), other.household_number)  # fmt: skip
        return True

    def _other(self, row: CheckedRow) -> None:
        """Employers are one by their tax code, rows of a summary by their hamlet."""
        field, key = "tax_code", row["tax_code"]
        if "tax_code" not in self.frame.form.fields:
            field, key = "hamlet", fold(row["hamlet"] or "")
        if key:
            first = self.by_name.setdefault(key, row["row_number"])
            if first != row["row_number"]:
                self._tell(row, field, first)

    def _tell(self, row: CheckedRow, field: str, first: int) -> None:
        who = {"tax_code": "đơn vị này", "hamlet": "thôn, tổ này"}.get(field, "người này")
        reason = f"{who} đã có ở dòng {first} của cùng danh sách"
        fault = Fault(field, "TWICE_IN_LIST", f"dòng {first}", "mỗi dòng một tên", reason)
        row["problems"].append(problem(self.frame.form, row["row_number"], fault))
