"""`ansinh report check` as an office runs it: no service, no database."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli.codes import OK, REFUSED
from app.cli.commands import program
from app.sheets import Rate, to_xlsx
from tests.sheets.tables import reference

runner = CliRunner()
CSV = """Kết quả hỗ trợ đến 01/06/2020
Nhóm;Được duyệt (người);Đã chi (người);Tỷ lệ;Đã chi (đồng)
Người có công;38.038;37.125;97,6 %;55.687.500.000
Bảo trợ xã hội;53.452;52.025;97,33%;78.037.500.000
Hộ nghèo;24.125;20.895;86,61%;15.671.250.000
Hộ cận nghèo;57.979;49.381;85,17%;37.035.750.000
Tổng cộng;173.594;159.426;trên 91,83%;186.432.000.000
"""


def checked(tmp_path: Path, content: str | bytes, *options: str, name: str = "bieu.csv") -> Result:
    file = tmp_path / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return runner.invoke(program, ["report", "check", str(file), *options])


def test_a_table_that_foots_passes(tmp_path: Path) -> None:
    told = checked(tmp_path, CSV)
    assert told.exit_code == OK, told.output
    assert "5 dòng; đã kiểm tra 3 tổng, 5 tỷ lệ, 5 số tiền." in told.stdout
    assert "Mọi số đã kiểm tra đều khớp." in told.stdout
    assert checked(tmp_path, to_xlsx([reference()], {}), name="a.xlsx").exit_code == OK


def test_a_slip_is_told_with_its_cell_and_what_would_fit(tmp_path: Path) -> None:
    told = checked(tmp_path, CSV.replace("20.895", "20.985"))
    assert told.exit_code == REFUSED
    assert "bieu!C7" in told.stdout
    assert "159.516" in told.stdout
    assert (
        "Sửa một ô là khớp cả bảng: bieu!C5 (Hộ nghèo, Đã chi (người)): 20.985 → 20.895"
        in told.stdout
    )
    assert "KHÔNG KHỚP: 2 ô." in told.stdout


def test_impossible_money_is_told_by_the_rates_of_the_policy(tmp_path: Path) -> None:
    table = "Nhóm;Số người;Số tiền\nNLĐ tạm hoãn HĐLĐ;10;{}\n"
    assert checked(tmp_path, table.format("18.000.000")).exit_code == OK
    told = checked(tmp_path, table.format("17.000.000"), "--json")
    (fault,) = json.loads(told.stdout)["sheets"][0]["faults"]
    assert (fault["cell"], fault["fits"]) == ("bieu!C2", [18_000_000])
    assert told.exit_code == REFUSED


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Người có công với cách mạng", "NCC"),
        ("Đối tượng bảo trợ xã hội", "BTXH"),
        ("Người thuộc hộ nghèo", "HN"),
        ("Hộ cận nghèo", "HCN"),
        ("NLĐ tạm hoãn thực hiện HĐLĐ", "NLD_TAMHOAN"),
        ("Hộ kinh doanh cá thể", "HKD"),
        ("Người lao động bị chấm dứt HĐLĐ", "NLD_CHAMDUT"),
        ("NLĐ không có giao kết HĐLĐ", "NLD_KHONGHD"),
        ("Doanh nghiệp vay vốn trả lương ngừng việc", "NSDLD_VAY"),
        ("NSDLĐ vay vốn", "NSDLD_VAY"),
        ("NLD_KHONGHD", "NLD_KHONGHD"),
    ],
)
def test_groups_as_offices_call_them(tmp_path: Path, label: str, code: str) -> None:
    """The money tells: what is one đồng less than the group's most is found only by its rate."""
    from datetime import date

    from app.cli import words
    from app.core.text import fold
    from app.reports.outside_tables import rates_and_names
    from app.sheets.heads import group_in, spelled_out

    rates, names = rates_and_names(date(2020, 6, 1), words.GROUPS)
    assert group_in(label, {spelled_out(fold(one)): to for one, to in names.items()}) == code
    assert rates["NSDLD_VAY"] == Rate(2_210_000, 3, fixed=False)
    assert rates["HN"] == Rate(250_000, 3)


def test_nothing_to_check_is_no_praise(tmp_path: Path) -> None:
    told = checked(tmp_path, "Tên;Ghi chú\nA;b\n")
    assert told.exit_code == REFUSED
    assert "KHÔNG TÌM THẤY GÌ ĐỂ KIỂM TRA" in told.stdout


def test_the_data_for_machines(tmp_path: Path) -> None:
    told = json.loads(checked(tmp_path, CSV.replace("85,17", "85,71"), "--json").stdout)
    assert told["foots"] is False
    (sheet,) = told["sheets"]
    assert sheet["checked"] == {"sums": 3, "rates": 5, "money": 5}
    assert sheet["faults"][0]["cell"] == "bieu!D6"
    assert sheet["faults"][0]["fits"] == ["85.17"]
    assert sheet["repairs"] == [
        {
            "cell": "bieu!D6", "row": "Hộ cận nghèo", "column": "rate_people", "said": "85.71",
            "value": "85.17",
        }
    ]  # fmt: skip


def test_hostile_files_end_in_one_line(tmp_path: Path) -> None:
    told = runner.invoke(program, ["report", "check", str(tmp_path / "none.csv")])
    assert told.exit_code == 2
    assert checked(tmp_path, b"PK\x03\x04" + b"\0" * 50, name="a.xlsx").exit_code == REFUSED
