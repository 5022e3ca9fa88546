"""Lists on the other forms: employers', owners' and workers' requests, and what offices compile.

A few of each, of invented people who stand in no other list unless it is said. They are handed in
at the office where the form belongs; claims among them stand where handing in has brought them.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Literal, NamedTuple, TypeAlias

from app.demo.dresses import Heading
from app.demo.people import Person
from app.demo.rows import SEX, birth_cell
from app.demo.truth import ListKey
from app.intake.forms import FORMS
from app.intake.json_rows import list_adapter
from app.intake.layout import first_data_row, write_csv, write_workbook

Cell: TypeAlias = str | int | float | None
Row: TypeAlias = Mapping[str, Cell]
Media: TypeAlias = Literal["xlsx", "csv", "json"]


class Told(NamedTuple):
    """What the service must say of a row of a paper: a fault, or a warning to the council.

    `place` counts the rows from 0.
    """

    place: int
    code: str
    kind: str
    fault: bool = True


class Paper(NamedTuple):
    """A list on one of the other forms: who hands it in, its rows by field, and what is told."""

    key: ListKey
    rows: Sequence[Row]
    told: Sequence[Told] = ()
    head: Mapping[str, str] = {}
    media: Media = "xlsx"

    @property
    def faulty(self) -> dict[int, set[str]]:
        """Sheet row -> the faults that it must have."""
        return self._by_row(fault=True)

    @property
    def warned(self) -> dict[int, set[str]]:
        """Sheet row -> the warnings that it must have among others."""
        return self._by_row(fault=False)

    def _by_row(self, *, fault: bool) -> dict[int, set[str]]:
        found: dict[int, set[str]] = {}
        for one in self.told:
            if one.fault is fault:
                found.setdefault(self.row_number(one.place), set()).add(one.code)
        return found

    def row_number(self, place: int) -> int:
        """The row of the file in which a data row stands."""
        form = FORMS[self.key.form]
        first = {"json": 1, "csv": 2 + len(self.head)}
        return first.get(self.media, first_data_row(form) + 1) + place

    def content(self, heading: Heading) -> bytes:
        """The file."""
        form = FORMS[self.key.form]
        if self.media == "json":
            return self._as_json()
        cells = [tuple(row.get(field) for field in form.fields) for row in self.rows]
        out = BytesIO()
        if self.media == "csv":
            write_csv(form, cells, out, self.head)
        else:
            unit, parent, day = heading
            write_workbook(
                form, cells, unit_name=unit, parent_name=parent, day=day, out=out, head=self.head
            )  # fmt: skip
        return out.getvalue()

    def _as_json(self) -> bytes:
        rows = [{name: cell for name, cell in row.items() if cell is not None} for row in self.rows]
        return list_adapter(self.key.form).dump_json({"rows": rows})


def told_person(number: int, person: Person) -> Row:
    """The columns that every list of people begins with."""
    return {
        "stt": number, "full_name": person.full_name, "birth": birth_cell(person.birth),
        "sex": SEX[person.sex], "id_number": person.id_number,
    }  # fmt: skip
