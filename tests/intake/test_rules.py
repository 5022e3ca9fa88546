"""Every problem of a row is found, named, told in Vietnamese, and tells no identity number."""

import json
import unicodedata
from datetime import date, datetime
from typing import Any

import pytest

from app.intake import checks, rules
from app.intake.cells import masked
from app.intake.forms import FORMS
from app.intake.rows import BLANK_ROW
from app.intake.rules import Twice, check_row
from tests.intake.rows import CLEAN, DAY, HEAD, codes, frame, many, one, raw, warned


@pytest.mark.parametrize("form_code", sorted(CLEAN))
def test_a_clean_row_of_each_form_has_no_problem(form_code: str) -> None:
    row = one(form_code)
    assert row["problems"] == []
    assert row["warnings"] == []
    assert row.keys() == BLANK_ROW.keys()
    json.dumps(row["facts"])
    if "full_name" in FORMS[form_code].fields:
        assert row["name_key"] == "nguyen thi hoa"


def test_every_form_has_a_clean_row() -> None:
    assert CLEAN.keys() == FORMS.keys()


FAULTS: list[tuple[str, dict[str, Any], str]] = [
    ("08", {"full_name": None}, "NAME_MISSING"),
    ("08", {"full_name": " \u00a0 "}, "NAME_MISSING"),
    ("08", {"full_name": "Nguyễn Thị 5"}, "NAME_CHARACTERS"),
    ("08", {"full_name": "Nguyễn\u200b An"}, "NAME_CHARACTERS"),
    ("08", {"full_name": "Nguyễn \u202eAn"}, "NAME_CHARACTERS"),
    ("08", {"full_name": "Nguyễn\x00An"}, "NAME_CHARACTERS"),
    ("08", {"full_name": "Nguyễn \ud800"}, "NAME_CHARACTERS"),
    ("08", {"full_name": "Nguyễn \ue000"}, "NAME_CHARACTERS"),
    ("08", {"full_name": "Nguyễn \u0378"}, "NAME_CHARACTERS"),
    ("08", {"full_name": "Nguyễn Аn"}, "NAME_CHARACTERS"),
    ("08", {"full_name": "Nguy?n V?n"}, "NAME_CHARACTERS"),
    ("08", {"full_name": "..."}, "NAME_CHARACTERS"),
    ("08", {"full_name": 12.0}, "NAME_CHARACTERS"),
    ("08", {"full_name": "Nguyễn " * 20}, "TOO_LONG"),
    ("08", {"note": "ghi\u200bchú"}, "NAME_CHARACTERS"),
    ("08", {"address": "x" * 501}, "TOO_LONG"),
    ("08", {"full_name": "NguyÔn V¨n ¢n"}, "LEGACY_FONT"),
    ("08", {"address": "Th«n §«ng, x· Th¹ch H¶i"}, "LEGACY_FONT"),
    ("08", {"household_head": "Ñaëng Thò Thuùy"}, "LEGACY_FONT"),
    ("08", {"full_name": "Nguyễn Văn An".encode().decode("latin-1")}, "MOJIBAKE"),
    ("08", {"full_name": "Lê Hà".encode().decode("latin-1")}, "MOJIBAKE"),
    ("08", {"hamlet": "Hà".encode().decode("latin-1")}, "MOJIBAKE"),
    ("08", {"hamlet": "Thôn Nam".encode().decode("cp1252")}, "MOJIBAKE"),
    ("08", {"birth": None}, "BIRTH_MISSING"),
    ("08", {"birth": "30/02/1975", "id_number": None}, "BIRTH_IMPOSSIBLE"),
    ("08", {"birth": "không rõ"}, "BIRTH_IMPOSSIBLE"),
    ("08", {"birth": "12/03/1889", "id_number": None}, "BIRTH_IMPOSSIBLE"),
    ("08", {"birth": 1950.5}, "BIRTH_IMPOSSIBLE"),
    ("08", {"birth": True}, "BIRTH_IMPOSSIBLE"),
    ("08", {"birth": float("nan")}, "BIRTH_IMPOSSIBLE"),
    ("08", {"birth": "１２/03/1975"}, "BIRTH_IMPOSSIBLE"),
    ("08", {"birth": 27465.0}, "DATE_DAMAGED"),
    ("08", {"birth": "12/13/1975", "id_number": None}, "DATE_DAMAGED"),
    ("08", {"birth": "12/03/75"}, "DATE_DAMAGED"),
    ("08", {"birth": "21/06/2020", "id_number": None}, "BIRTH_FUTURE"),
    ("08", {"birth": 2021.0, "id_number": None}, "BIRTH_FUTURE"),
    ("08", {"birth": "19/06/1899", "id_number": None}, "AGE_IMPOSSIBLE"),
    ("05", {"birth": "21/06/2004", "id_number": None}, "AGE_IMPOSSIBLE"),
    ("08", {"sex": None}, "SEX_UNKNOWN"),
    ("08", {"sex": "khác"}, "SEX_UNKNOWN"),
    ("08", {"sex": 1.0}, "SEX_UNKNOWN"),
    ("08", {"id_number": "1234567"}, "ID_SHAPE"),
    ("08", {"id_number": "chưa có"}, "ID_SHAPE"),
    ("08", {"id_number": "18x456789"}, "ID_SHAPE"),
    ("08", {"id_number": "１８３４５６７８９"}, "ID_SHAPE"),
    ("08", {"id_number": "183456789/183456788"}, "ID_SHAPE"),
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
    ("08", {"id_number": "183456789/042176000123"}, "ID_BIRTH_YEAR"),
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
    ("01", {"insurance_number": "421500123"}, "INSURANCE_SHAPE"),
    ("01", {"insurance_number": None}, "INSURANCE_SHAPE"),
    ("01", {"account_number": "12345"}, "ACCOUNT"),
    ("01", {"suspended_from": None}, "DAY_WRONG"),
    ("01", {"suspended_from": 43922.0}, "DATE_DAMAGED"),
    ("01", {"suspended_to": "2020"}, "DAY_WRONG"),
    ("01", {"suspended_to": "15/03/2020"}, "DAY_WRONG"),
    ("01", {"months": 3}, "MONTHS_WRONG"),
    ("01", {"amount_dong": 1_800_000}, "AMOUNT_WRONG"),
    ("01", {"suspended_to": "15/04/2020"}, "MONTHS_WRONG"),
    ("02", {"tax_code": "0100233480"}, "TAX_CODE"),
    ("02", {"tax_code": None}, "TAX_CODE"),
    ("02", {"phone": "01688123456"}, "PHONE"),
    ("03", {"contract_ended_on": "10/04/2019", "contract_signed_on": "01/03/2020"}, "DAY_WRONG"),
    ("03", {"months": 3}, "MONTHS_WRONG"),
    ("03", {"months": 4}, "MONTHS_WRONG"),
    ("04", {"job": "Thợ xây"}, "CHOICE_UNKNOWN"),
    ("04", {"job": None}, "CHOICE_UNKNOWN"),
    ("04", {"income_now_dong": "ít"}, "AMOUNT_WRONG"),
    ("10", {"poor_dong": 3_750_001}, "AMOUNT_WRONG"),
    ("10", {"near_poor_members": 0, "near_poor_dong": 0}, "COUNT_WRONG"),
    ("10", {"poor_members": "năm"}, "COUNT_WRONG"),
    ("10", {"hamlet": None}, "NAME_MISSING"),
    ("11", {"employer_name": None}, "EMPLOYER_MISSING"),
    ("11", {"tax_code": None}, "TAX_CODE"),
    ("11", {"idle_workers": 101}, "COUNT_WRONG"),
    ("11", {"loan_dong": None}, "AMOUNT_WRONG"),
    ("11", {"bad_debt": "có lẽ"}, "CHOICE_UNKNOWN"),
    ("12", {"amount_dong": 3_920_001}, "AMOUNT_WRONG"),
    ("13", {"disbursed_on": "21/06/2020"}, "DAY_WRONG"),
    ("bao-tu", {"died_on": None}, "DAY_WRONG"),
    ("chuyen-di", {"moved_on": "21/06/2020"}, "DAY_WRONG"),
]
_NUMBERS = {
    "ID_": "id_number", "INSURANCE_SHAPE": "insurance_number", "ACCOUNT": "account_number",
    "PHONE": "phone",
}  # fmt: skip


@pytest.mark.parametrize(("form_code", "change", "code"), FAULTS)
def test_each_fault_has_its_code_and_sentence(
    form_code: str, change: dict[str, Any], code: str
) -> None:
    row = one(form_code, **change)
    assert code in {problem["code"] for problem in row["problems"]}
    for problem in row["problems"]:
        assert problem["vi"].startswith(f"Dòng 1, cột “{problem['column']}”: ")
        assert problem["column"] == FORMS[form_code].column(problem["field"]).header
        assert problem["wanted"] in problem["vi"]
        assert problem["found"] in problem["vi"]
        json.dumps(problem, ensure_ascii=False).encode()
        assert problem["found"].isprintable()
    for start, field in _NUMBERS.items():
        if code.startswith(start) and isinstance(change.get(field), str):
            kept = (row["cmnd"], row["cccd"]) if field == "id_number" else (row[field],)  # type: ignore[literal-required]
            assert not [one for one in kept if one and one in change[field]] or "/" in change[field]
            assert str(change[field])[:6] not in str(row["problems"])


def test_an_amount_with_dots_or_letters_is_told_how_to_be_written() -> None:
    for cell in ("750.000", "750000 đ"):
        (fault,) = one("08", amount_dong=cell)["problems"]
        assert fault["wanted"] == "750000, viết liền, không dấu chấm, không chữ"
        assert "không bằng mức hỗ trợ" not in fault["vi"]
    (fault,) = one("08", amount_dong=None)["problems"]
    assert fault["wanted"] == "250.000 đồng x 3 tháng = 750.000 đồng"


def test_every_fault_of_the_table_is_one_the_control_lacks() -> None:
    for form_code, _, code in FAULTS:
        assert code not in codes(form_code)


RIGHT: list[tuple[str, dict[str, Any], str, object]] = [
    ("08", {"birth": "1/2/1975"}, "birth_date", date(1975, 2, 1)),
    ("08", {"birth": "12-03-1975"}, "birth_date", date(1975, 3, 12)),
    ("08", {"birth": "1975-03-12"}, "birth_date", date(1975, 3, 12)),
    ("08", {"birth": datetime(1975, 3, 12, 0, 0)}, "birth_date", date(1975, 3, 12)),  # noqa: DTZ001
    ("08", {"birth": date(1975, 3, 12)}, "birth_year", 1975),
    ("08", {"birth": 1975.0}, "birth_date", None),
    ("08", {"birth": "1975"}, "birth_year", 1975),
    ("08", {"birth": "00/00/1975"}, "birth_date", None),
    ("08", {"birth": "20/06/2020", "id_number": "042320000001"}, "cccd", "042320000001"),
    ("08", {"sex": "NỮ "}, "sex", "F"),
    ("08", {"sex": "nam", "id_number": "183456789"}, "cmnd", "183456789"),
    ("08", {"id_number": " 042 175 000123 "}, "cccd", "042175000123"),
    ("08", {"id_number": "'183456789"}, "cmnd", "183456789"),
    ("08", {"id_number": "183456789/042175000123"}, "cmnd", "183456789"),
    ("08", {"id_number": "183456789/042175000123"}, "cccd", "042175000123"),
    ("08", {"id_number": ""}, "cccd", None),
    ("08", {"months": 2.0, "amount_dong": "500000"}, "amount_dong", 500_000),
    ("08", {"household_number": 17.0}, "household_number", "17"),
    ("08", {"full_name": "  nguyễn   văn\nA "}, "full_name", "nguyễn văn A"),
    ("08", {"full_name": unicodedata.normalize("NFD", "Đặng Thuỷ")}, "full_name", "Đặng Thuỷ"),
    ("08", {"full_name": "Ðặng Văn Ân"}, "full_name", "Đặng Văn Ân"),
    ("08", {"full_name": "H’Bích Niê"}, "full_name", "H'Bích Niê"),
    ("08", {"full_name": "H' Bích Ê Ban"}, "full_name", "H' Bích Ê Ban"),
    ("08", {"full_name": "NGUYỄN THỊ THÙY-DƯƠNG"}, "name_key", "nguyen thi thuy duong"),
    ("08", {"full_name": "Y Čil Niê"}, "full_name", "Y Čil Niê"),
    ("08", {"stt": 4.0}, "stt", "4"),
    ("01", {}, "months", 2),
    ("01", {}, "amount_dong", 3_600_000),
    ("01", {"months": 2, "amount_dong": 3_600_000}, "amount_dong", 3_600_000),
    ("01", {"suspended_from": "15/03/2020", "suspended_to": "30/09/2020"}, "months", 3),
    ("01", {}, "tax_code", "0100233488"),
    ("01", {}, "employer_name", "Công ty TNHH May Hồng Lam"),
    ("02", {"suspended_to": None}, "months", 3),
    ("02", {"phone": "+84 912 345 678"}, "phone", "0912345678"),
    ("02", {"tax_code": "0100233488-001"}, "tax_code", "0100233488001"),
    ("03", {"months": 1}, "amount_dong", 1_000_000),
    ("12", {}, "amount_dong", 3_920_000),
    ("12", {"amount_dong": 3_000_000}, "amount_dong", 3_000_000),
    ("10", {"near_poor_households": None, "near_poor_members": None, "near_poor_dong": None},
     "amount_dong", 3_750_000),
    ("08", {}, "commune_code", "18562"),
    ("01", {}, "commune_code", None),
]  # fmt: skip


@pytest.mark.parametrize(("form_code", "change", "field", "value"), RIGHT)
def test_clean_variants_are_read(
    form_code: str, change: dict[str, Any], field: str, value: object
) -> None:
    row: dict[str, Any] = dict(one(form_code, **change))
    assert row["problems"] == []
    assert row[field] == value


def test_the_facts_of_a_form_are_kept_as_plain_values() -> None:
    facts = one("11")["facts"]
    assert (facts["bad_debt"], facts["insured_workers"]) == (False, 100)
    assert one("04", job="Xe ôm")["facts"]["job"] == "MOTORBIKE_TAXI"
    assert one("01")["facts"]["suspended_from"] == "2020-04-01"
    assert one("12")["facts"]["zone"] == "II"


def test_a_province_may_add_jobs() -> None:
    known = frame("04").policy.jobs
    assert len(known) >= 6
    for code, job in known.items():
        assert one("04", job=job.vi.upper())["facts"]["job"] == code


def test_what_stands_above_the_table_is_checked_once_and_told_in_every_row() -> None:
    for change, code in (
        ({"tax_code": None}, "EMPLOYER_MISSING"),
        ({"employer_name": ""}, "EMPLOYER_MISSING"),
        ({"tax_code": "0100233480"}, "TAX_CODE"),
        ({"phone": "123"}, "PHONE"),
        ({"zone": "V"}, "CHOICE_UNKNOWN"),
    ):
        framed = frame("12", head={**HEAD, **change})
        (problem,) = check_row(framed, 7, raw("12", amount_dong=1))["problems"]
        assert problem["code"] == code
        assert problem["vi"].startswith("Dòng 7, mục “")
    for zone in ("II", "Vùng II", "2", 2.0):
        assert frame("12", head={**HEAD, "zone": zone}).zone == 2
    without = check_row(frame("12", head={**HEAD, "zone": None}), 1, raw("12"))
    assert [problem["field"] for problem in without["problems"]] == ["zone"]


OUTLIERS = [
    ("08", {"birth": "01/01/1915", "id_number": None}, ["AGE_OUTLIER"]),
    ("08", {"birth": "1919", "id_number": None}, ["AGE_OUTLIER"]),
    ("08", {"birth": "01/01/2020", "id_number": None}, []),
    ("02", {"birth": "01/01/2006", "id_number": None}, ["AGE_OUTLIER"]),
    ("02", {"birth": "01/01/1940", "id_number": None}, ["AGE_OUTLIER"]),
    ("02", {"birth": "01/01/1960", "id_number": None}, []),
    ("01", {"account_name": "TRAN VAN BA"}, ["ACCOUNT_NAME"]),
    ("01", {"account_name": "Nguyen Thi Hoà"}, []),
    ("01", {"account_name": None}, []),
]


@pytest.mark.parametrize(("form_code", "change", "expected"), OUTLIERS)
def test_what_is_only_unlikely_is_a_warning(
    form_code: str, change: dict[str, Any], expected: list[str]
) -> None:
    assert warned(form_code, **change) == expected
    assert codes(form_code, **change) == []


TWICE: list[tuple[str, dict[str, Any], dict[str, Any], bool]] = [
    ("08", {}, {"full_name": "Ai Khác"}, True),
    ("07", {}, {"id_number": None}, True),
    ("07", {"id_number": None}, {"id_number": None, "full_name": "NGUYỄN THỊ HOÀ"}, True),
    ("07", {"id_number": "183456789"}, {}, True),
    ("07", {"id_number": "183456789/042175000123"}, {"id_number": "183456789", "sex": "Nam",
     "full_name": "Ai Khác"}, True),
    ("07", {}, {"id_number": "042175000124"}, False),
    ("07", {"id_number": None}, {"id_number": None, "birth": "13/03/1975"}, False),
    ("07", {"id_number": None, "birth": "1975"}, {"id_number": None, "birth": "1975"}, False),
    ("08", {"id_number": None}, {"id_number": None}, True),
    ("08", {"id_number": None}, {"id_number": None, "household_number": "18"}, False),
    ("08", {"id_number": None}, {"id_number": None, "hamlet": "Thôn Tây"}, False),
    ("01", {}, {"full_name": "Ai Khác", "account_name": None}, True),
    ("01", {}, {"insurance_number": "4215001235"}, False),
    ("11", {}, {"employer_name": "Tên Khác"}, True),
    ("11", {}, {"tax_code": "0101243150"}, False),
    ("10", {}, {"hamlet": "THÔN ĐÔNG"}, True),
    ("10", {}, {"hamlet": "Thôn Tây"}, False),
]  # fmt: skip


@pytest.mark.parametrize(("form_code", "first", "second", "twice"), TWICE)
def test_the_second_row_of_one_person_is_the_faulty_one(
    form_code: str, first: dict[str, Any], second: dict[str, Any], twice: bool
) -> None:
    rows = many(form_code, first, second)
    assert rows[0]["problems"] == []
    assert [problem["code"] for problem in rows[1]["problems"]] == ["TWICE_IN_LIST"] * twice


def test_repeated_people_are_found_across_the_parts_of_a_list() -> None:
    framed = frame("08")
    twice = Twice(framed)
    rows = [check_row(framed, number, raw("08")) for number in (1, 2)]
    for row in rows:
        twice.mark([row])
    assert [len(row["problems"]) for row in rows] == [0, 1]
    assert "dòng 1" in rows[1]["problems"][0]["vi"]


def test_rows_that_are_numbered_backwards_are_compared_all_the_same() -> None:
    framed = frame("08")
    rows = [
        check_row(framed, number, raw("08", full_name=name))
        for number, name in ((9, "A"), (2, "B"))
    ]
    Twice(framed).mark(rows)
    assert [len(row["problems"]) for row in rows] == [0, 1]


def test_masks() -> None:
    assert masked("042175000123") == "*********123"
    assert masked("12") == "***"


def test_control_a_check_left_out_lets_the_fault_through(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {"amount_dong": 1, "id_number": "042176000123"}
    assert codes("08", **wrong) == ["ID_BIRTH_YEAR", "AMOUNT_WRONG"]
    monkeypatch.setattr(rules, "checks_of", lambda _: ())
    assert codes("08", **wrong) == []
    monkeypatch.undo()
    monkeypatch.setattr(checks, "check_cccd", lambda number, *_: number)
    assert codes("08", **wrong) == ["AMOUNT_WRONG"]


def test_the_rules_of_the_day_decide() -> None:
    assert frame("08").rule is not None
    assert frame("bao-tu").rule is None
    later = frame("05", day=date(2020, 11, 1))
    assert later.policy.version.code == "QD32"
    assert frame("05", day=DAY).policy.version.code == "QD15"
