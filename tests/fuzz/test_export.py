"""What the service writes it reads back, and no cell of it starts a formula."""

import csv
import io
import os
import re
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake.forms import FORMS
from app.intake.layout import write_csv, write_workbook
from app.intake.marking import mark_file
from app.intake.refusals import Limits
from app.intake.sources import CSV, XLSX, Source, open_source
from tests.fuzz.dirt import Dirt, as_file, media_of
from tests.intake import marked
from tests.intake.rows import CLEAN

EXAMPLES = int(os.environ.get("FUZZ_EXPORTS", "60"))
_STARTS = "=+-@\t\r"
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_NUMBER = re.compile(r"-?[0-9.]+(?:E[+-][0-9]+)?")
# Whatever a text may hold at all: no control characters but tab and line end, no half characters.
_TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
    | st.sampled_from("\t\n\r=+-@'\";,_x0041 "),
    max_size=40,
) | st.builds(str.__add__, st.sampled_from(["=", "+", "-", "@", "\t", "\r", "'=", "''", "_x000D_"]),
              st.text("a1(!|') ", max_size=8))  # fmt: skip
_WORDS = frozenset({"name", "words", "account", "phone", "identity", "category", "choice"})


def said_in(form_code: str) -> list[int]:
    """The places of the form's columns that hold words; the first two make a person of a row."""
    form = FORMS[form_code]
    return [
        place
        for place, column in enumerate(form.columns)
        if column.kind in _WORDS and column.field not in ("full_name", "id_number", "employer_name")
    ]


def written(
    kind: str, form_code: str, rows: Sequence[Sequence[Any]], head: dict[str, Any]
) -> bytes:
    """The rows on their form."""
    out, form = io.BytesIO(), FORMS[form_code]
    if kind == CSV:
        write_csv(form, rows, out, head)
    else:
        write_workbook(
            form, rows, unit_name="UBND", parent_name="UBND", day=date(2020, 4, 28), out=out,
            head=head,
        )  # fmt: skip
    return out.getvalue()


def opened(kind: str, form_code: str, content: bytes) -> Source:
    """The list in a file."""
    return open_source(FORMS[form_code], content, kind, Limits())


def formulas_in(kind: str, content: bytes) -> list[Any]:
    """Cells that a spreadsheet would run."""
    if kind == CSV:
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
        return [
            cell
            for row in rows
            for cell in row
            if cell[:1] in tuple(_STARTS) and not _NUMBER.fullmatch(cell)
        ]
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        return [name for name in sheets if _FORMULA.search(book.read(name))]


@pytest.mark.parametrize("kind", [XLSX, CSV])
@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_any_words_in_any_column_come_back(kind: str, data: st.DataObject) -> None:
    form_code = data.draw(st.sampled_from(sorted(FORMS)))
    form, words = FORMS[form_code], said_in(form_code)
    rows = []
    for _ in range(data.draw(st.integers(1, 3))):
        row = [CLEAN[form_code].get(field) for field in form.fields]
        for place in words:
            row[place] = data.draw(_TEXTS)
        rows.append(row)
    content = written(kind, form_code, rows, {})
    assert formulas_in(kind, content) == []
    found = [cells for _, cells in opened(kind, form_code, content).rows()]
    assert [[cells[place] or "" for place in words] for cells in found] == [
        [row[place] for place in words] for row in rows
    ]


@pytest.mark.parametrize("kind", [XLSX, CSV])
@settings(max_examples=EXAMPLES // 2, deadline=None)
@given(text=_TEXTS)
def test_any_fact_above_the_table_comes_back(kind: str, text: str) -> None:
    row = [CLEAN["01"].get(field) for field in FORMS["01"].fields]
    content = written(kind, "01", [row], {"employer_name": text, "tax_code": "0100233488"})
    assert formulas_in(kind, content) == []
    source = opened(kind, "01", content)
    assert (source.head.get("employer_name") or "").strip() == text.strip()


def test_a_formula_would_be_seen() -> None:
    assert formulas_in(CSV, b'"1";"=1+1"\r\n') == ["=1+1"]
    with zipfile.ZipFile(book := io.BytesIO(), "w") as whole:
        whole.writestr("xl/worksheets/sheet1.xml", '<c r="A1"><f>1+1</f></c>')
    assert formulas_in(XLSX, book.getvalue())


@pytest.mark.parametrize("turn", range(max(6, EXAMPLES // 5)))
def test_a_marked_dirty_list_is_the_same_list(turn: int) -> None:
    """Whatever was sent, the marked workbook holds the same cells and nothing to run."""
    codes = [code for code in FORMS if FORMS[code].purpose != "notice"]
    form_code, dirt = codes[turn % len(codes)], Dirt(f"marked/{turn}")
    dirt.hostile = False
    kind = media_of(form_code)[turn % 3]
    form = FORMS[form_code]
    sent = as_file(form, dirt.rows(form, 40, kind), kind, dirt.luck)
    back = mark_file(sent, *marked.order(marked.read(sent, form_code, kind), form_code, kind))
    assert formulas_in(XLSX, back) == []
    before = [cells for _, cells in opened(kind, form_code, sent).rows()]
    after = [cells for _, cells in opened(XLSX, form_code, back).rows()]
    if kind == XLSX:
        assert after == before
    else:
        assert [texts(row) for row in after] == [texts(row) for row in before]


def texts(row: Sequence[Any]) -> list[str]:
    """Cells as words; JSON and CSV have no types that a workbook keeps."""
    return ["" if cell is None else str(cell).removesuffix(".0") for cell in row]
