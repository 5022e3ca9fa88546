"""Which sheet of a file holds the list of a form, and what to say when none does."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, ClassVar, TypeAlias

from app.core.text import tidy
from app.intake.forms import FORMS, Form, header_key
from app.intake.headers import Header, find_header
from app.intake.mapping import ColumnMapping, propose
from app.intake.refusals import ColumnMissing, ColumnTwice, WrongForm

Book: TypeAlias = Iterator[tuple[str, Iterator[list[Any]]]]

LOOKED_AT = 61
"""The rows in which a header is looked for: sixty, and the second row of the last."""

_LEAST_KNOWN = 2
_SHOWN_CHARS = 80
_FORM_NAMED = re.compile(r"\bmau so (\d\d)\b|\bansinh (\d\d|bao tu|chuyen di)\b")


class HeaderUnknown(WrongForm):
    """This is not form {form}: the headers of its {columns} columns are others; map them first."""

    vi: ClassVar[str] = (
        "Đây không phải Mẫu số {form}: tiêu đề của {columns} cột trong tệp khác với mẫu; "
        "hãy ghép cột của tệp với cột của mẫu."
    )


@dataclass(frozen=True)
class Table:
    """The table found: its sheet, its header, the rows above it, the rows below still to come."""

    sheet: str
    header: Header
    above: list[list[Any]]
    below: Iterator[list[Any]]


@dataclass(frozen=True)
class Search:
    """What is looked for: the header of a form, by its own headers or an office's mapping."""

    form: Form
    mapping: ColumnMapping | None = None

    @property
    def known(self) -> Mapping[str, str]:
        """Folded header text -> field."""
        if self.mapping is None:
            return self.form.field_of_header
        return self.mapping.fields_of_headers(self.form)

    @property
    def constants(self) -> Mapping[str, str]:
        """What stands in every row, by the office's mapping."""
        return self.mapping.constants if self.mapping else {}

    def header_in(self, rows: Sequence[list[Any]]) -> Header | None:
        """The header among the first rows of a sheet."""
        wanted = min(4, len(self.mapping.columns)) if self.mapping else 4
        return find_header(self.form, self.known, rows, wanted)

    def table_in(self, book: Book) -> Table:
        """The table of the first sheet that has the header; refuses a file without it."""
        strange: list[str] = []
        for sheet, rows in book:
            first = list(islice(rows, LOOKED_AT))
            header = self.header_in(first)
            above = first[: header.first_row - 1] if header else first
            self.check_named_form(above)
            if header:
                self.check_columns(sheet, header)
                return Table(sheet, header, above, chain(first[header.last_row :], rows))
            strange = max(strange, self.like_a_header(first), key=self.understood)
        if self.understood(strange) < _LEAST_KNOWN:
            raise WrongForm(
                form=self.form.code,
                reason="no sheet has its header row",
                reason_vi="không trang tính nào có dòng tiêu đề cột của mẫu",
            )
        raise HeaderUnknown(form=self.form.code, columns=len(strange), **self.seen(strange))

    def check_named_form(self, above: Sequence[Sequence[Any]]) -> None:
        """Refuse a paper whose title or hidden mark names another form."""
        for cell in chain.from_iterable(above):
            for found in _FORM_NAMED.finditer(header_key(cell)) if isinstance(cell, str) else ():
                named = found[1] or found[2].replace(" ", "-")
                if named != self.form.code:
                    raise WrongForm(
                        form=self.form.code,
                        reason=f"its title says form {named}",
                        reason_vi=f"tiêu đề ghi Mẫu số {named}",
                    )

    def check_columns(self, sheet: str, header: Header) -> None:
        """Refuse a table that has a column twice, or lacks one that the form cannot do without."""
        if header.twice:
            raise ColumnTwice(sheet=sheet, column=self.form.column(header.twice).header)
        there = {*header.places, *self.constants}
        if header.halves:
            there |= {header.halves.field, "sex"}
        missing = [c for c in self.form.columns if c.required and c.field not in there]
        if missing:
            self.refuse_missing(sheet, missing[0].header, header)

    def refuse_missing(self, sheet: str, column: str, header: Header) -> None:
        """Say which column is missing, or of which other form these columns are."""
        keys = set(map(header_key, header.texts))
        for other in FORMS.values():
            fits = all(not c.keys.isdisjoint(keys) for c in other.columns if c.required)
            if fits and other.group != self.form.group:
                raise WrongForm(
                    form=self.form.code,
                    reason=f"its columns are those of form {other.code}",
                    reason_vi=f"các cột là của Mẫu số {other.code}",
                )
        seen = self.seen([text for text in header.texts if text])
        raise ColumnMissing(sheet=sheet, column=column, form=self.form.code, **seen)

    def like_a_header(self, rows: Sequence[Sequence[Any]]) -> list[str]:
        """Of the rows that hold only texts, the one most of whose cells could be headers."""
        texts = [
            [tidy(cell) for cell in row if cell not in (None, "")]
            for row in rows
            if all(isinstance(cell, str) or cell is None for cell in row)
        ]
        return max(texts, key=self.understood, default=[])

    def understood(self, texts: Collection[str]) -> int:
        """How many of the texts could be headers of the form."""
        return len(propose(self.form, texts)) if len(texts) > 1 else 0

    def seen(self, texts: Sequence[str]) -> dict[str, Any]:
        """What the door may show for a mapping to be made: the headers, and what they may mean."""
        shown = [text[:_SHOWN_CHARS] for text in texts]
        return {"headers": shown, "proposal": propose(self.form, shown)}
