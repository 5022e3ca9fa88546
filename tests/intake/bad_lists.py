"""Bad lists by name: what makes them, and what must be said of them."""

import json
from typing import Any

from tests.builders import a_row, a_workbook, as_json_rows, rows

from . import zoo


def without_column(form: str, header: str) -> bytes:
    """The form without one of its columns."""
    at = zoo.headers(form).index(header)
    table = [zoo.headers(form), zoo.cells(form)]
    return zoo.packed(zoo.parts(zoo.sheet([row[:at] + row[at + 1 :] for row in table])))


BAD_WORKBOOKS: dict[str, tuple[Any, str, str]] = {
    "no workbook": (lambda: b"day khong phai la Excel", "not-a-workbook", ".xlsx"),
    "nothing": (lambda: b"", "not-a-workbook", "tệp rỗng"),
    "cut short": (lambda: a_workbook("07", rows("07", 3))[:2000], "not-a-workbook", "cắt cụt"),
    "zip of something else": (lambda: zoo.packed({"a.txt": "x"}), "not-a-workbook", "bảng tính"),
    "zip bomb": (lambda: zoo.ratio_bomb(60 << 20), "workbook-bomb", "giải nén"),
    "lying zip bomb": (zoo.lying_bomb, "", ""),
    "many parts": (lambda: zoo.many_entries(5000), "workbook-bomb", ""),
    "one-cell bomb": (
        lambda: zoo.plain_file("07", '<row r="100000"><c r="XFD100000"><v>1</v></c></row>'),
        "cell-out-of-bounds", "XFD100000",
    ),
    "billion laughs": (zoo.billion_laughs, "", ""),
    "another form": (lambda: a_workbook("08", rows("08", 1)), "wrong-form", "Mẫu số 08"),
    "no header": (lambda: zoo.packed(zoo.parts(zoo.sheet([["a", "b"]]))), "wrong-form", "tiêu đề"),
    "missing column": (
        lambda: without_column("07", "Số CMND/CCCD"), "column-missing", "“Số CMND/CCCD”",
    ),
    "formula": (
        lambda: zoo.plain_file("07", '<row r="9"><c r="B9"><f>1+1</f><v>2</v></c></row>'),
        "formula-found", "B9",
    ),
    "error value": (
        lambda: zoo.plain_file("07", '<row r="9"><c r="B9" t="e"><v>#REF!</v></c></row>'),
        "cell-broken", "B9",
    ),
    "no rows": (lambda: a_workbook("07", []), "no-rows", "không có người nào"),
    "NUL": (lambda: zoo.shared_file("Trần_x0000_An"), "", ""),
}  # fmt: skip


def written(*found: dict[str, Any]) -> bytes:
    return json.dumps({"rows": list(found)}, ensure_ascii=False).encode()


_ROW = as_json_rows("07", [a_row("07")])[0]
BAD_JSON: dict[str, tuple[bytes, str]] = {
    "not JSON": (b"{", "#/"),
    "not UTF-8": (b'{"rows": ["\xff"]}', "#/"),
    "UTF-16": ('{"rows": []}'.encode("utf-16"), "#/"),
    "NaN": (written(_ROW).replace(b"1500000", b"NaN"), "#/"),
    "Infinity": (written(_ROW).replace(b"1500000", b"Infinity"), "#/"),
    "endless number": (written(_ROW).replace(b"1500000", b"9" * 400), "#/"),
    "NUL": (written({**_ROW, "full_name": "Trần\x00An"}), "#/"),
    "lone surrogate": (
        written(_ROW).replace(_ROW["full_name"].encode(), b"\\ud800"), "#/",
    ),
    "twin keys": (written(_ROW).replace(b'"months"', b'"months": 1, "months"'), "#/"),
    "deep tower": (b'{"rows": ' + b"[" * 5000 + b"]" * 5000 + b"}", "#/"),
    "money as text": (written({**_ROW, "amount_dong": "5"}), "#/rows/0/amount_dong"),
    "money as float": (
        written(_ROW).replace(b"1500000", b"1.5e6"), "#/rows/0/amount_dong",
    ),
    "money as 1e6": (written(_ROW).replace(b"1500000", b"1e6"), "#/rows/0/amount_dong"),
    "money as false": (written({**_ROW, "amount_dong": False}), "#/rows/0/amount_dong"),
    "money as null": (written({**_ROW, "amount_dong": None}), "#/rows/0/amount_dong"),
    "months as true": (written({**_ROW, "months": True}), "#/rows/0/months"),
    "debt": (written({**_ROW, "amount_dong": -5}), "#/rows/0/amount_dong"),
    "unknown field": (written({**_ROW, "so_tai_khoan": "1"}), "#/rows/0/so_tai_khoan"),
    "no name": (
        written({key: value for key, value in _ROW.items() if key != "full_name"}),
        "#/rows/0/full_name",
    ),
    "number as name": (written({**_ROW, "full_name": 5}), "#/rows/0/full_name"),
    "a novel": (written({**_ROW, "note": "x" * 2001}), "#/rows/0/note"),
    "second row": (written(_ROW, {**_ROW, "months": "3"}), "#/rows/1/months"),
    "no rows": (b'{"rows": []}', "#/rows"),
    "no list": (b"[]", "#/"),
    "nothing": (b"", "#/"),
}  # fmt: skip
