"""The office's own workbook back: faulty cells yellow with notes, a column "Lỗi", a summary.

Pure, and run in the bounded child. What the office made stays: contents, formats, order and widths
of the columns, hidden sheets, dropdowns. A marked workbook corrected and sent again is read as it
is, and marking it again takes the old marks away first.
"""

import contextlib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import islice

from app.intake.headers import Header
from app.intake.marked_copy import marked_copy
from app.intake.marks import (
    ERRORS,
    REMARKS,
    Counts,
    MarkingTask,
    RowMarks,
    counted,
    doubt_sentence,
    errors_of,
    remarks_of,
    summary_lines,
    unpacked,
)
from app.intake.office_book import Look, OfficeBook, Page
from app.intake.search import LOOKED_AT, Search
from app.intake.sheet_rows import NotInPlace, Row, restyled, row_style, rows_of
from app.intake.sources import XLSX
from app.intake.workbook import guarded, sheets


def mark_file(content: bytes, packed: bytes, task: MarkingTask) -> bytes:
    """The marked workbook of a list: the office's own where that can be done, else a copy."""
    if task.in_place and task.media_type == XLSX:
        # The editing library breaks in many ways over what Excel itself reads; the officer gets
        # every mark all the same, on a copy.
        with contextlib.suppress(Exception):
            return mark_in_place(content, packed, task)
    return marked_copy(content, packed, task)


def mark_in_place(content: bytes, packed: bytes, task: MarkingTask) -> bytes:
    """The office's own workbook with the marks in it; raises NotInPlace, or what the library does.

    The bytes are those of a list that has been read: the guard has seen them and sees them again.
    """
    name, header = _where(content, task)
    counts = counted(packed)
    out = BytesIO()
    with contextlib.ExitStack() as stack:
        book = OfficeBook(stack.enter_context(zipfile.ZipFile(BytesIO(content))), stack)
        marked_before = book.take_summary_away()
        page = book.page(name, header, marked_before)
        _Marker(page, task, counts).mark(packed)
        book.add_summary(summary_lines(task, counts))
        book.save(out)
    return out.getvalue()


def _where(content: bytes, task: MarkingTask) -> tuple[str, Header]:
    """The name of the list's sheet, and its header."""
    search = Search(task.form, task.mapping)
    for name, rows in sheets(guarded(content, task.limits)):
        header = search.header_in(list(islice(rows, LOOKED_AT)))
        if header is not None:
            return name, header
    raise NotInPlace("the header is not where it was read")


@dataclass
class _Said:
    """What is said of one row, by place (columns count from 1)."""

    notes: Mapping[int, list[str]]
    looks: Mapping[int, Look]
    texts: Mapping[int, str]


class _Marker:
    """Writes the rows of a page anew, with their marks."""

    def __init__(self, page: Page, task: MarkingTask, counts: Counts) -> None:
        self.page = page
        self.header = page.header
        naming = self.header.places.get(task.form.naming_field)
        self.naming = None if naming is None else naming + 1
        own = [ERRORS, REMARKS] if counts.warnings or counts.doubts else [ERRORS]
        self.own = page.add_columns(own, task.limits.max_columns)

    def mark(self, packed: bytes) -> None:
        """Give the page its marked rows."""
        marks = unpacked(packed)
        waiting = next(marks, None)
        for row in rows_of(self.page.parts.rows):
            while waiting is not None and waiting.row_number < row.number:
                waiting = next(marks, None)
            own = waiting if waiting and waiting.row_number == row.number else None
            self.page.sink.write(self.marked(row, own))
        self.page.rewritten()

    def marked(self, row: Row, marks: RowMarks | None) -> bytes:
        """The row as it goes out; untouched where nothing is to be said or taken away."""
        page = self.page
        if row.number == self.header.first_row:
            looks: dict[int, Look] = dict.fromkeys(self.own.values(), "header")
            said = _Said({}, looks, {place: text for text, place in self.own.items()})
        elif marks is not None:
            said = self.said_of(marks)
        elif page.marked_before:
            said = _Said({}, {}, {})
        else:
            return row.whole()
        wanted = {place: said.texts.get(place) for place in said.looks}

        def style_of(column: int, own: int | None, empty: bool) -> int:
            base = own if own is not None else page.default_style(row_style(row), column)
            return page.style(base, said.looks.get(column), empty)

        old = page.old_columns if row.number >= self.header.first_row else frozenset()
        made = restyled(row, style_of, wanted, old, page.marked_before)
        for place, sentences in said.notes.items():
            page.note(row.number, place, "\n".join(sentences))
        return made

    def said_of(self, marks: RowMarks) -> _Said:
        """The notes, looks and texts of one row."""
        notes: dict[int, list[str]] = {}
        for one in marks.problems:
            for place in self.places_of(one.field, marks.row_number):
                notes.setdefault(place, []).append(one.vi)
        looks: dict[int, Look] = dict.fromkeys(notes, "faulty")
        if marks.doubts and self.naming is not None and self.naming not in notes:
            notes[self.naming] = list(map(doubt_sentence, marks.doubts))
            looks[self.naming] = "doubtful"
        texts = {
            self.own[name]: text
            for name, text in ((ERRORS, errors_of(marks)), (REMARKS, remarks_of(marks)))
            if text and name in self.own
        }
        return _Said(notes, looks | dict.fromkeys(texts, "text"), texts)

    def places_of(self, field: str, row: int) -> Iterator[int]:
        """Where a field stands: nowhere, in a column, or in two halves of one."""
        halves = self.header.halves
        found = self.header.places.get(field)
        places = [found] if found is not None else []
        if halves and halves.field == field:
            places = [halves.men, halves.women]
        for place in places:
            if not self.page.hidden_by_merge(row, place + 1):
                yield place + 1
