"""A zoo of hostile and clumsy workbooks, each built in memory."""

import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from app.core.errors import Refused
from app.intake.forms import FORMS
from app.intake.layout import write_workbook

DAY = date(2020, 4, 28)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

PERSON: Mapping[str, Any] = {
    "stt": 1,
    "full_name": "Nguyễn Thị Hòa",
    "birth": "12/03/1975",
    "sex": "Nữ",
    "id_number": "042175000123",
    "commune": "Xã Thạch Hải",
    "hamlet": "Thôn Đông",
    "address": "Thôn Đông, xã Thạch Hải",
    "category": "Người khuyết tật nặng",
    "allowance_dong": 540_000,
    "household_head": "Trần Văn Ân",
    "household_number": "17",
    "relation": "Vợ",
    "months": 3,
    "amount_dong": 750_000,
    "note": None,
    "district": "Huyện Thạch Hà",
    "insurance_number": "4216001234",
    "phone": "0912345678",
    "account_name": "NGUYEN THI HOA",
    "account_number": "3700205123456",
    "bank": "Agribank",
    "department": "Tổ may 2",
    "contract_kind": "Không xác định thời hạn",
    "contract_signed_on": "01/06/2018",
    "contract_ended_on": "20/04/2020",
    "suspended_from": "01/04/2020",
    "suspended_to": "30/06/2020",
    "business_place": "Chợ Cày, thị trấn Thạch Hà",
    "trade": "Ăn uống",
    "registration_number": "28A8001234",
    "tax_code": "3000123455",
    "ethnicity": "Kinh",
    "permanent_address": "Thôn Đông, xã Thạch Hải",
    "temporary_address": None,
    "job": "Bán lẻ vé số lưu động",
    "job_before": "Phục vụ bàn",
    "workplace": "Chợ tỉnh, phường Nam Hà",
    "income_before_dong": 3_000_000,
    "income_now_dong": 0,
    "job_lost_on": "02/04/2020",
    "employer_name": "Công ty TNHH May Hồng Lam",
    "industry": "May mặc",
    "zone": "III",
    "insured_workers": 120,
    "idle_workers": 45,
    "stoppage_due_dong": 154_350_000,
    "stoppage_paid_dong": 80_000_000,
    "loan_dong": 70_000_000,
    "bad_debt": "Không",
    "idle_from": "01/04/2020",
    "idle_to": "30/04/2020",
    "wage_dong": 3_430_000,
    "workers": 45,
    "disbursed_on": "25/06/2020",
    "document_number": "125/QĐ-UBND",
    "died_on": "15/02/2020",
    "moved_on": "10/03/2020",
    "poor_households": 12,
    "poor_members": 31,
    "poor_dong": 23_250_000,
    "near_poor_households": 20,
    "near_poor_members": 64,
    "near_poor_dong": 48_000_000,
}
RATES: Mapping[str, int] = {
    "NLD_TAMHOAN": 1_800_000, "HKD": 1_000_000, "NLD_CHAMDUT": 1_000_000,
    "NLD_KHONGHD": 1_000_000, "NCC": 500_000, "BTXH": 500_000, "HN": 250_000, "HCN": 250_000,
}  # fmt: skip


def cells(form_code: str, **changes: Any) -> list[Any]:
    """The cells of one person in the order of the form's columns."""
    form = FORMS[form_code]
    amount = 3 * RATES.get(form.group, 1_000_000)
    person = {**PERSON, "amount_dong": amount, **changes}
    return [person[field] for field in form.fields]


def facts(form_code: str) -> dict[str, Any]:
    """The facts above the table of a form that has some."""
    return {fact.field: PERSON[fact.field] for fact in FORMS[form_code].head}


def people(form_code: str, count: int) -> list[list[Any]]:
    """That many clean, distinct people."""
    return [
        cells(form_code, stt=i, full_name=_name(i), id_number=f"042175{i:06d}")
        for i in range(1, count + 1)
    ]


def _name(index: int) -> str:
    return f"Nguyễn Thị {'ABCDEFGHIK'[index % 10]}{'aeiou'[index // 10 % 5]}n"


def form_file(form_code: str, rows: Sequence[Sequence[Any]], **options: Any) -> bytes:
    """A filled official form."""
    out = BytesIO()
    options = {"head": facts(form_code)} | options
    write_workbook(
        FORMS[form_code],
        rows,
        unit_name="UBND xã Thạch Hải",
        parent_name="UBND huyện Thạch Hà",
        day=DAY,
        out=out,
        **options,
    )
    return out.getvalue()


def parts(
    sheet_data: str, strings: str | None = None, *, prolog: str = "", **more: str
) -> dict[str, str]:
    """The parts of a minimal workbook around the rows of its one sheet."""
    made = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Trang 1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(("rId1", "worksheet", "worksheets/sheet1.xml")),
        "xl/worksheets/sheet1.xml": f'{prolog}<worksheet xmlns="{MAIN}"><sheetData>{sheet_data}'
        "</sheetData></worksheet>",
    }
    if strings is not None:
        made["xl/sharedStrings.xml"] = f'{prolog}<sst xmlns="{MAIN}">{strings}</sst>'
    return made | more


def relations(*links: tuple[str, str, str]) -> str:
    """A relations part with links of (id, kind, target)."""
    inner = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for key, kind, target in links
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def packed(contents: Mapping[str, str | bytes]) -> bytes:
    """An archive of the parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of an archive."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sheet(rows: Sequence[Sequence[str | float | None]], first: int = 1) -> str:
    """Rows as sheet XML with inline strings."""
    return "".join(_row(number, row) for number, row in enumerate(rows, first))


def _row(number: int, row: Sequence[str | float | None]) -> str:
    inner = "".join(
        cell_xml(f"{chr(65 + place)}{number}", cell)
        for place, cell in enumerate(row)
        if cell is not None
    )
    return f'<row r="{number}">{inner}</row>'


def cell_xml(reference: str, cell: str | float) -> str:
    """One cell as XML."""
    if isinstance(cell, str):
        return f'<c r="{reference}" t="inlineStr"><is><t>{cell}</t></is></c>'
    return f'<c r="{reference}"><v>{cell}</v></c>'


def headers(form_code: str) -> list[str]:
    """The official header texts."""
    return [column.header for column in FORMS[form_code].columns]


def plain_file(form_code: str, tail: str = "", *, prolog: str = "", **more: str) -> bytes:
    """A minimal list of one person, and whatever XML shall follow its rows."""
    rows = sheet([headers(form_code), cells(form_code)])
    return packed(parts(rows + tail, prolog=prolog, **more))


def shared_file(text: str, *, attributes: str = "") -> bytes:
    """A list of one person whose name is a shared string."""
    row = cells("08", full_name=None)
    body = sheet([headers("08"), row]).replace(
        '<c r="C2"', '<c r="B2" t="s"><v>0</v></c><c r="C2"', 1
    )
    made = parts(body, f"<si><t>{text}</t></si>")
    made["xl/sharedStrings.xml"] = made["xl/sharedStrings.xml"].replace("<sst", f"<sst{attributes}")
    return packed(made)


def ratio_bomb(size: int = 100 << 20) -> bytes:
    """A sheet of honest directory entries that unpacks a thousandfold."""
    return packed(parts(" " * size))


def lying_bomb(size: int = 64 << 20) -> bytes:
    """A sheet whose directory entry declares fewer bytes than its stream unpacks to."""
    name = b"xl/worksheets/sheet1.xml"
    honest = packed(parts('<row r="1"/>' * (size // 12)))
    stated = struct.pack("<L", zipfile.ZipFile(BytesIO(honest)).getinfo(name.decode()).file_size)
    return honest.replace(stated, struct.pack("<L", 900_000))


def huge_part(size: int) -> bytes:
    """A part larger than allowed, of little ratio: an archive may store it plainly."""
    noise = b"".join(zlib.compress(bytes([i])) for i in range(256)) * (size // 2000)
    return packed({**parts(""), "xl/media/image1.png": noise})


def many_entries(count: int = 100_000) -> bytes:
    """An archive of very many empty parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts("").items():
            archive.writestr(name, content)
        for index in range(count):
            archive.writestr(f"xl/x{index}", b"")
    return out.getvalue()


def duplicate_names() -> bytes:
    """Two sheets of one name (but for case): which one a reader takes is its own affair."""
    return packed({**parts(""), "xl/worksheets/Sheet1.xml": "<worksheet/>"})


def overlapping() -> bytes:
    """Two directory entries over the same bytes."""
    data = bytearray(packed({**parts(""), "xl/y": b"", "xl/z": b""}))
    entries = zipfile.ZipFile(BytesIO(bytes(data))).infolist()
    place = data.rfind(b"PK\x01\x02")
    struct.pack_into("<L", data, place + 42, entries[-3].header_offset)
    return bytes(data)


def billion_laughs() -> bytes:
    """Entities that multiply."""
    levels = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
    return plain_file("08", prolog=f'<!DOCTYPE x [<!ENTITY l0 "ha">{levels}]>')


def external_entity() -> bytes:
    """An entity that would read a file of the server."""
    return plain_file("08", prolog='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>')


def keep_watch(act: Callable[[bytes], Any], data: bytes) -> tuple[str, float, int]:
    """What an act on hostile bytes raised, its processor seconds, and the MiB it needed at most.

    To be called in a process of its own: the highest memory use is that of a process.
    """
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew from what is used now
    before, start = _peak_mib(), time.process_time()
    try:
        act(data)
        caught = ""
    except Refused as refusal:
        caught = type(refusal).__name__
    return caught, time.process_time() - start, _peak_mib() - before


def _peak_mib() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) >> 10
