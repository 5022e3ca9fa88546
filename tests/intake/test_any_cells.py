"""Any cells at all: each row gets a verdict, and what is kept is what may be kept."""

import json
import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.core.text import fold
from app.intake.digest import digest_of
from app.intake.forms import FORMS
from app.intake.rows import BLANK_ROW
from app.intake.rules import Twice, check_row
from tests.intake.rows import HEAD, codes, frame, one, raw

# --- digests ------------------------------------------------------------------------------------


def test_a_digest_tells_changed_rows_from_unchanged_ones() -> None:
    row = raw("08")
    assert one("08")["digest"] == one("08", stt=9)["digest"] == digest_of(row, 0)
    assert len({one("08", note=note)["digest"] for note in (None, "a", "b", "1", 1)}) == 5
    assert one("08", note=1.0)["digest"] == one("08", note=1)["digest"]
    assert one("08", note="")["digest"] == one("08")["digest"]


def test_a_corrected_head_changes_every_row() -> None:
    marks = {
        check_row(frame("01", head=head), 1, raw("01"))["digest"]
        for head in (HEAD, {**HEAD, "tax_code": None}, {**HEAD, "address": "Nơi khác"}, {**HEAD})
    }
    assert len(marks) == 3


def test_a_digest_does_not_run_two_cells_together() -> None:
    assert digest_of(("ab", "c"), None) != digest_of(("a", "bc"), None)
    assert digest_of(("a\x1f", ""), None) != digest_of(("a", "\x1f"), None)


# --- any text, any cell -------------------------------------------------------------------------

_TEXT = st.text(max_size=30)
_CELLS = st.one_of(
    st.none(), _TEXT, st.text(st.characters(), max_size=8), st.integers(), st.booleans(),
    st.floats(), st.dates(), st.datetimes(), st.just(10**5000), st.just("x" * 3000),
    st.from_regex(r"[0-9]{1,3}[/.-][0-9]{1,3}[/.-][0-9]{1,4}", fullmatch=True),
)  # fmt: skip


@settings(max_examples=30)
@pytest.mark.parametrize("form_code", sorted(FORMS))
@given(data=st.data())
def test_any_cells_at_all_get_a_verdict(form_code: str, data: st.DataObject) -> None:
    width = len(FORMS[form_code].fields)
    cells = tuple(data.draw(st.lists(_CELLS, min_size=width, max_size=width)))
    head = {field.field: data.draw(_CELLS) for field in FORMS[form_code].head}
    framed = frame(form_code, head=head)
    row = check_row(framed, 1, cells)
    Twice(framed).mark([row])
    assert row.keys() == BLANK_ROW.keys()
    told = {key: str(value) if isinstance(value, date) else value for key, value in row.items()}
    text = json.dumps(told, ensure_ascii=False, allow_nan=False)
    text.encode()
    assert "\0" not in text
    assert row["problems"] or cells[1] is not None
    assert 0 <= row["months"] <= 3
    assert 0 <= row["amount_dong"] <= 10**13


@given(st.text(max_size=40))
@example("Nguyễn Thị Hòa")
@example("e\u0302\u0323\u0300")
@example("NguyÔn V¨n ¢n")
def test_any_text_as_a_name_is_kept_safely(text: str) -> None:
    row = one("08", full_name=text, note=text)
    for kept in (row["full_name"], row["raw_name"], row["note"] or ""):
        kept.encode()
        assert "\0" not in kept
    if not row["problems"]:
        for kept in (row["full_name"], row["note"] or ""):
            assert kept == unicodedata.normalize("NFC", kept)
            assert not {unicodedata.category(sign) for sign in kept} & {"Cc", "Cf", "Co", "Cs"}
        assert row["name_key"] == fold(row["full_name"])
        assert any(letter.isalpha() for letter in row["full_name"])
        assert not set(row["full_name"]) & set("<>=+@\t\r\n\u200b\u202e0123456789")


@given(st.from_regex(r"[a-zA-Zăâđêôơưàáảãạ]{1,7}( [a-zA-Zăâđêôơưàáảãạ]{1,7}){1,4}", fullmatch=True))
@example("Nguyễn")
def test_the_two_forms_of_unicode_are_one_name(name: str) -> None:
    decomposed = one("08", full_name=unicodedata.normalize("NFD", name))
    composed = one("08", full_name=name)
    assert decomposed["full_name"] == composed["full_name"]
    assert decomposed["name_key"] == composed["name_key"]
    assert len(decomposed["problems"]) == len(composed["problems"])


@given(st.one_of(st.text(max_size=20), st.integers(), st.floats(), st.booleans(), st.none()))
def test_any_cell_as_an_identity_number_is_judged(cell: Any) -> None:
    row = one("08", id_number=cell)
    for number, length in ((row["cmnd"], 9), (row["cccd"], 12)):
        assert number is None or (number.isascii() and number.isdigit() and len(number) == length)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        assert [problem["code"] for problem in row["problems"]] == ["ID_DAMAGED"]


@given(st.from_regex(r"0(01|42|96)[0-3][0-9]{8}", fullmatch=True))
def test_a_cccd_is_taken_only_when_it_agrees(number: str) -> None:
    row = one("08", id_number=number)
    agrees = number[3] == "1" and number[4:6] == "75"
    assert (row["cccd"] == number) == agrees == (row["problems"] == [])


@given(st.one_of(st.text(max_size=12), st.integers(), st.floats(), st.booleans(), st.none()))
def test_only_the_exact_amount_is_taken(cell: Any) -> None:
    row = one("08", amount_dong=cell, months=cell)
    assert row["problems"]
    assert isinstance(row["amount_dong"], int)
    assert 0 <= row["amount_dong"] < 10**12


@given(st.integers(1, 3), st.integers(0, 3_000_000))
def test_an_amount_is_good_only_when_it_is_rate_times_months(months: int, amount: int) -> None:
    rate = frame("08").rate
    assert (codes("08", months=months, amount_dong=amount) == []) == (amount == months * rate)
    assert codes("08", months=months, amount_dong=months * rate) == []
