"""Exports of other software are read through a mapping that is proposed, named once, remembered."""

from typing import Any

import pytest
from pydantic import ValidationError

from app.intake.forms import FORMS
from app.intake.mapping import ColumnMapping, MappingUnfit, headers_mark, propose
from app.intake.refusals import ColumnMissing, Limits, WrongForm
from app.intake.search import HeaderUnknown
from app.intake.sources import CSV, XLSX, open_source
from tests.intake import zoo

MERIT_EXPORT = [
    "STT", "HOTEN", "NAMSINH", "GIOITINH", "SOCMND", "TENXA", "DIACHI", "LOAIDT", "MUCTC", "MASO",
]  # fmt: skip
MERIT_ROW = [
    1, "Trần Văn Ân", 1942, "Nam", "183000001", "Xã Thạch Hải", "Thôn Đông", "Thương binh",
    2_082_000, "HT-01",
]  # fmt: skip
PROTECTION_EXPORT = [
    "TT", "HO_TEN_DT", "NGAY_SINH", "GIOI_TINH", "SO_CMND", "TEN_THON", "LOAI_DOI_TUONG",
    "MUC_TRO_CAP", "SO_QD",
]  # fmt: skip
POOR_EXPORT = [
    "Mã hộ", "Chủ hộ", "Họ tên thành viên", "QH chủ hộ", "Ngày sinh", "Giới tính",
    "Số CMND/CCCD", "Thôn", "Dân tộc",
]  # fmt: skip
TOLD = {"months": "3", "amount_dong": "1500000"}


def exported(headers: list[str], row: list[object]) -> bytes:
    return zoo.packed(zoo.parts(zoo.sheet([headers, row])))  # type: ignore[list-item]


def test_a_merit_export_is_understood() -> None:
    assert propose(FORMS["05"], MERIT_EXPORT) == {
        "stt": "stt",
        "hoten": "full_name",
        "namsinh": "birth",
        "gioitinh": "sex",
        "socmnd": "id_number",
        "tenxa": "commune",
        "diachi": "address",
        "loaidt": "category",
        "muctc": "allowance_dong",
    }


def test_a_protection_export_is_understood() -> None:
    found = propose(FORMS["07"], PROTECTION_EXPORT)
    assert found["ho ten dt"] == "full_name"
    assert found["ngay sinh"] == "birth"
    assert found["loai doi tuong"] == "category"
    assert found["muc tro cap"] == "allowance_dong"
    assert "so qd" not in found


def test_a_poor_household_export_is_understood() -> None:
    found = propose(FORMS["08"], POOR_EXPORT)
    assert found["ma ho"] == "household_number"
    assert found["chu ho"] == "household_head"
    assert found["ho ten thanh vien"] == "full_name"
    assert found["qh chu ho"] == "relation"
    assert "dan toc" not in found


def test_a_header_with_a_slip_of_the_pen_is_understood() -> None:
    found = propose(FORMS["08"], ["Họ vầ tên thành viên hộ", "Ngày thágn năm sinh", "Cân nặng"])
    assert found == {"ho va ten thanh vien ho": "full_name", "ngay thagn nam sinh": "birth"}


@pytest.mark.parametrize("form_code", FORMS)
def test_every_form_proposes_itself(form_code: str) -> None:
    form = FORMS[form_code]
    found = propose(form, zoo.headers(form_code))
    assert sorted(found.values()) == sorted(form.fields)


def test_no_field_is_proposed_twice() -> None:
    found = propose(FORMS["08"], ["Họ tên", "HOTEN", "Họ và tên", "TEN", "Tên chủ hộ", "CHUHO"])
    assert sorted(found.values()) == ["full_name", "household_head"]


def test_the_mark_is_that_of_the_set_of_headers() -> None:
    mark = headers_mark(MERIT_EXPORT)
    assert mark == headers_mark([*MERIT_EXPORT[::-1], " stt ", ""])
    assert mark != headers_mark(MERIT_EXPORT[:-1])


def test_a_strange_header_is_told_with_what_it_may_mean() -> None:
    data = exported(["MA", "NGUOI_HUONG", "NSINH", "GTINH", "SO"], ["1", "An", "1942", "Nam", "2"])
    with pytest.raises(HeaderUnknown) as caught:
        open_source(FORMS["07"], data, XLSX, Limits())
    refusal = caught.value
    assert isinstance(refusal, WrongForm)
    assert refusal.status == 422
    assert refusal.facts["headers"] == ["MA", "NGUOI_HUONG", "NSINH", "GTINH", "SO"]
    assert refusal.facts["proposal"] == {
        "nguoi huong": "full_name", "nsinh": "birth", "gtinh": "sex",
    }  # fmt: skip
    assert "5 cột" in refusal.sentence("vi")
    assert "NSINH" not in refusal.sentence("vi") + refusal.sentence("en")


def test_rows_of_people_are_never_told_as_headers() -> None:
    data = exported(["Trần Văn Ân", "Nam", "Thương binh", "Thôn"], ["Lê Thị Ba", "Nữ", "x", "y"])
    with pytest.raises(WrongForm) as caught:
        open_source(FORMS["05"], data, XLSX, Limits())
    assert "headers" not in caught.value.facts


def test_a_missing_column_is_told_with_the_headers_too() -> None:
    data = exported(["Họ và tên", "Giới tính", "Năm sinh", "CMND", "Tình trạng"], ["An"] * 5)
    with pytest.raises(ColumnMissing) as caught:
        open_source(FORMS["07"], data, XLSX, Limits())
    facts: dict[str, Any] = caught.value.facts
    assert facts["headers"][4] == "Tình trạng"
    assert facts["proposal"]["cmnd"] == "id_number"


def test_an_export_is_read_as_the_office_said() -> None:
    columns = propose(FORMS["05"], MERIT_EXPORT)
    mapping = ColumnMapping(columns=columns, constants=TOLD)
    source = open_source(FORMS["05"], exported(MERIT_EXPORT, MERIT_ROW), XLSX, Limits(), mapping)
    ((number, cells),) = source.rows()
    found = dict(zip(FORMS["05"].fields, cells, strict=True))
    assert number == 2
    assert found["full_name"] == "Trần Văn Ân"
    assert found["birth"] == 1942
    assert found["allowance_dong"] == 2_082_000
    assert (found["months"], found["amount_dong"]) == ("3", "1500000")
    assert found["hamlet"] is None
    with pytest.raises(WrongForm):
        open_source(FORMS["05"], exported(MERIT_EXPORT, MERIT_ROW), XLSX, Limits())


def test_the_same_export_as_csv() -> None:
    columns = propose(FORMS["05"], MERIT_EXPORT)
    lines = [",".join(MERIT_EXPORT), ",".join(map(str, MERIT_ROW))]
    mapping = ColumnMapping(columns=columns, constants=TOLD)
    source = open_source(FORMS["05"], "\n".join(lines).encode(), CSV, Limits(), mapping)
    ((_, cells),) = source.rows()
    assert cells[1] == "Trần Văn Ân"


def test_what_the_office_said_goes_before_what_a_header_says() -> None:
    headers = ["Họ và tên", "Tên", "Ngày sinh", "Giới tính", "CMND", "Đối tượng"]
    mapping = ColumnMapping(columns={"Tên": "full_name", "Ngày sinh": "birth"}, constants=TOLD)
    data = exported(headers, ["HO-7", "Lê Thị Ba", "1950", "Nữ", "", "Người cao tuổi"])
    ((_, cells),) = open_source(FORMS["07"], data, XLSX, Limits(), mapping).rows()
    assert cells[1] == "Lê Thị Ba"


def test_the_facts_above_a_table_may_be_said_once() -> None:
    said = {"employer_name": "Công ty May", "tax_code": "3000123455"}
    columns = dict(zip(zoo.headers("12"), FORMS["12"].fields, strict=True))
    data = exported(zoo.headers("12"), zoo.cells("12"))
    mapping = ColumnMapping(columns=columns, constants=said)
    assert open_source(FORMS["12"], data, XLSX, Limits(), mapping).head == said


def test_a_mapping_names_only_fields_of_its_form() -> None:
    data = exported(MERIT_EXPORT, MERIT_ROW)
    for wrong in (
        ColumnMapping(columns={"HOTEN": "household_head"}),
        ColumnMapping(columns={"HOTEN": "full_name"}, constants={"zone": "I"}),
    ):
        with pytest.raises(MappingUnfit):
            open_source(FORMS["05"], data, XLSX, Limits(), wrong)
    with pytest.raises(ValidationError):
        ColumnMapping(columns={})
    with pytest.raises(ValidationError):
        ColumnMapping(columns={"a": "b"}, more={})  # type: ignore[call-arg]
