"""Writing the kit to a folder: leases in every format, statements, and what is to come of them."""

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from app import payouts, reconciliation
from app.kit.judging import Ledger, NumberReused
from app.kit.samples import (
    LETTERHEAD,
    SampleLease,
    SampleStatement,
    asked_back,
    leases,
    statements,
)
from app.reconciliation import RawLine, StatementHead

_KINDS: Final = ("csv", "xlsx", "xml")
_HEADINGS: Final = ("Mã lệnh chi", "Số tiền (đồng)", "Kết quả", "Ngày chi", "Lý do", "Mã lý do")
_RESULTS: Final = {
    "paid": "Đã chi", "partial": "Chi một phần", "failed": "Không chi được",
    "returned": "Tiền bị trả lại", "not_paid": "Không chi",
}  # fmt: skip
_MESSAGES: Final = (
    ("pain002.xml", {"paid", "failed", "not_paid"}, reconciliation.pain002_of),
    ("camt054.xml", {"paid", "returned"}, reconciliation.camt054_of),
)
"""What each message of ISO 20022 can say of an order."""


def write_kit(folder: Path) -> list[Path]:
    """Write the whole kit; answers the files, in order. What lies there already is replaced."""
    made = [_lease_file(folder, lease, kind) for lease in leases() for kind in _KINDS]
    for statement in statements():
        for ending, content in told(statement).items():
            made.append(folder / "bang-ke" / f"{statement.file}.{ending}")
            _put(made[-1], content)
    guide = resources.files("app.kit").joinpath("README.md").read_bytes()
    for name, content in (("expected.json", _expected()), ("README.md", guide)):
        made.append(folder / name)
        _put(made[-1], content)
    return made


def _lease_file(folder: Path, lease: SampleLease, kind: str) -> Path:
    target = folder / lease.name / payouts.file_name(lease.head, kind)
    target.parent.mkdir(parents=True, exist_ok=True)
    payouts.make_file(kind, lease.head, LETTERHEAD, lease.lines, target)
    return target


def _put(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def told(statement: SampleStatement) -> dict[str, bytes]:
    """A statement in each format that the service reads: ending -> bytes."""
    return {
        "json": _as_json(statement), "csv": _as_csv(statement), "xlsx": _as_xlsx(statement),
        **xml_forms(statement),
    }  # fmt: skip


def xml_forms(statement: SampleStatement) -> dict[str, bytes]:
    """The same as the messages of ISO 20022 that can say it: "pain002.xml", "camt054.xml"."""
    head = StatementHead(statement.number, statement.made_on, None, None)
    lines = [_raw(line) for line in statement.lines]
    results = {line.result for line in lines}
    return {ending: write(lines, head) for ending, says, write in _MESSAGES if results <= says}


def _raw(line: Mapping[str, Any]) -> RawLine:
    amount, day = str(line["amount_dong"]), line["done_on"].isoformat()
    return RawLine(line["reference"], amount, line["result"], day, line.get("reason", ""))


def _as_json(statement: SampleStatement) -> bytes:
    body = {
        "number": statement.number, "made_on": statement.made_on.isoformat(), "mode": "lenient",
        "lines": [{**line, "done_on": line["done_on"].isoformat()} for line in statement.lines],
    }  # fmt: skip
    return _json(body)


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _cells(line: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        line["reference"], str(line["amount_dong"]), _RESULTS[line["result"]],
        f"{line['done_on']:%d/%m/%Y}", line.get("reason", ""), line.get("reason_code", ""),
    )  # fmt: skip


def _as_csv(statement: SampleStatement) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target).writerows([_HEADINGS, *map(_cells, statement.lines)])
    return ("\ufeff" + target.getvalue()).encode()


def _as_xlsx(statement: SampleStatement) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": datetime(2020, 5, 5, tzinfo=UTC).replace(tzinfo=None)})
    sheet = book.add_worksheet("Bảng kê")
    for row, cells in enumerate([_HEADINGS, *map(_cells, statement.lines)]):
        for column, cell in enumerate(cells):
            if column == 1 and row:
                sheet.write_number(row, column, int(cell))
            else:
                sheet.write_string(row, column, cell)
    book.close()
    return target.getvalue()


def _expected() -> bytes:
    """The verdicts of every line of every statement, sent in order, and what became of orders."""
    ledger, found = Ledger(), []
    for statement in statements():
        facts: dict[str, Any] = {
            "file": statement.file, "number": statement.number,
            "made_on": statement.made_on.isoformat(), "about": statement.about,
        }  # fmt: skip
        try:
            verdicts = ledger.judge(statement.number, statement.made_on, statement.lines)
        except NumberReused:
            found.append({**facts, "refused": "statement-number-reused"})
            continue
        lines = [
            {"line_number": number, "reference": line["reference"], "verdict": str(verdict)}
            for number, (line, verdict) in enumerate(zip(statement.lines, verdicts, strict=True), 1)
        ]
        total = sum(line["amount_dong"] for line in statement.lines)
        counts = dict(sorted(Counter(map(str, verdicts)).items()))
        found.append({**facts, "total_dong": total, "verdicts": counts, "lines": lines})
    heads = [
        {"name": lease.name, "number": lease.head.number, "order_count": lease.head.order_count,
         "total_dong": lease.head.total_dong}
        for lease in leases()
    ]  # fmt: skip
    ends = [
        {"reference": reference, "state": end.state, "paid_dong": end.paid_dong}
        for reference, end in sorted(ledger.ends().items())
    ]
    return _json(
        {"leases": heads, "asked_back": sorted(asked_back()), "statements": found, "orders": ends}
    )
