"""Statements as ISO 20022: pain.002.001.10 and camt.054.001.08 become lines as a CSV file has.

| a line's | from pain.002 `TxInfAndSts` | from camt.054 `TxDtls` in its `Ntry` |
|---|---|---|
| reference | `OrgnlEndToEndId` | `Refs/EndToEndId` |
| amount | `Amt/InstdAmt`, else `IntrBkSttlmAmt` | `Amt`, else `AmtDtls/TxAmt`, else the entry's |
| result | `TxSts` | `CdtDbtInd`, `RvslInd`, `RtrInf` of a booked entry |
| done_on | `IntrBkSttlmDt`, else `AccptncDtTm`, else `CreDtTm` | `BookgDt`, else `ValDt` |
| reason | `StsRsnInf` | `RtrInf` |

Amount and settlement day of pain.002 stand in its `OrgnlTxRef`. Codes are in `iso_codes`. A day is
Vietnam's, and a moment without an offset too. Amounts are whole VND (`.0` and `.00` are read). What
a line cannot say is a fault of that line; the file is refused with up to 100 of them, after all
lines were looked at. A batch entry must be the sum of its transactions, and a notification's
`TtlNtries` the count and sum of its entries.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO, Final, NamedTuple

from app import documents
from app.core.clock import VIETNAM
from app.core.text import tidy
from app.reconciliation.iso_codes import (
    BOOKED,
    NOT_FINAL,
    REASON_OF_CODE,
    REASONS,
    RESULT_OF_STATUS,
)
from app.reconciliation.rules import StatementUnreadable

_WHOLE: Final = re.compile(r"([0-9]{1,15})(?:\.0{1,2})?")
_TOTAL: Final = re.compile(r"([0-9]{1,18})(?:\.0+)?")
_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_SHOWN_FAULTS: Final = 100
_TRUE: Final = ("true", "1")
_LONGEST_REASON: Final = 300
_HEAD: Final = {
    message: documents.texts_at(message, "MsgId", "CreDtTm")
    for message in (documents.PAIN002, documents.CAMT054)
}
_STATUS: Final = documents.texts_at(
    documents.PAIN002, "OrgnlEndToEndId", "TxSts", "AccptncDtTm",
    "OrgnlTxRef/Amt/InstdAmt", "OrgnlTxRef/Amt/InstdAmt/@Ccy",
    "OrgnlTxRef/IntrBkSttlmAmt", "OrgnlTxRef/IntrBkSttlmAmt/@Ccy", "OrgnlTxRef/IntrBkSttlmDt",
    "StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry",
)  # fmt: skip
_PER_STATUS: Final = documents.texts_at(documents.PAIN002, "DtldNbOfTxs", "DtldCtrlSum")
_SUMMARY: Final = documents.texts_at(documents.CAMT054, "TtlNtries/NbOfNtries", "TtlNtries/Sum")
_ENTRY: Final = documents.texts_at(
    documents.CAMT054, "Sts/Cd", "CdtDbtInd", "RvslInd", "Amt", "Amt/@Ccy",
    "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm",
)  # fmt: skip
_TRANSACTION: Final = documents.texts_at(
    documents.CAMT054, "Refs/EndToEndId", "CdtDbtInd", "Amt", "Amt/@Ccy",
    "AmtDtls/TxAmt/Amt", "AmtDtls/TxAmt/Amt/@Ccy", "RtrInf?", "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry",
)  # fmt: skip
FAULT_VI: Final = {
    "no_reference": "thiếu mã lệnh chi (EndToEndId) hoặc mã có ký tự lạ",
    "no_amount": "thiếu số tiền hoặc số tiền bằng 0",
    "decimals": "số tiền phải là số đồng nguyên",
    "currency": "loại tiền không phải VND",
    "no_status": "thiếu trạng thái của giao dịch",
    "not_final": "trạng thái chưa phải kết quả cuối cùng",
    "unknown_status": "không hiểu trạng thái của giao dịch",
    "no_day": "thiếu ngày hoặc ngày không đúng",
    "not_booked": "bút toán chưa được ghi sổ",
    "credit": "ghi có nhưng không phải hoàn trả của một lệnh chi",
    "contradiction": "ghi nợ nhưng lại mang dấu hoàn trả hoặc đảo bút toán",
    "no_details": "bút toán không nêu từng giao dịch",
    "sums_differ": "số tiền bút toán khác tổng các giao dịch của nó",
    "summary_differs": "số lượng hoặc tổng các bút toán khác phần tổng hợp (TxsSummry)",
}


class RawLine(NamedTuple):
    """A line as the agent wrote it: digits, paid|failed|returned|partial|not_paid, ISO day.

    The reason is one of ours (`absent`, …) when the agent's code says so, else free text, or "".
    """

    reference: str
    amount: str
    result: str
    done_on: str
    reason: str


class StatementHead(NamedTuple):
    """What a statement says of itself; counts of lines and đồng only if it declares them."""

    number: str
    made_on: date
    declared_count: int | None
    declared_total: int | None


def head_of(source: BinaryIO) -> StatementHead:
    """The head of either message; the source is left at its start. Raises StatementUnreadable.

    pain.002 declares by `NbOfTxsPerSts` of the whole group. camt.054 declares entries, not lines:
    they are checked while its lines are read.
    """
    start = source.tell()
    message = documents.message_of(source)
    if message not in (documents.PAIN002, documents.CAMT054):
        raise StatementUnreadable(
            reason=f"neither {documents.PAIN002} nor {documents.CAMT054}",
            reason_vi=f"không phải {documents.PAIN002} hoặc {documents.CAMT054}",
        )
    declared: tuple[int | None, int | None] = (None, None)
    number = made_at = ""
    for part in _parts(source, message):
        kind = _kind(part)
        if kind == "GrpHdr":
            number, made_at = _HEAD[message](part)
        if kind == "OrgnlGrpInfAndSts":
            declared = _declared(part)
        if kind == "OrgnlGrpInfAndSts" or message == documents.CAMT054:
            break
    source.seek(start)
    day = _day_of_moment(made_at)
    if not number or day is None:
        raise StatementUnreadable(reason="its head", reason_vi="phần đầu thông điệp")
    return StatementHead(number, date.fromisoformat(day), *declared)


def lines_of_pain002(source: BinaryIO) -> Iterator[RawLine]:
    """The lines of a status report, as they come; raises StatementUnreadable at a fault."""
    faults, made_on = _Faults(), None
    for part in _parts(source, documents.PAIN002):
        kind = _kind(part)
        if kind == "GrpHdr":
            made_on = _day_of_moment(_HEAD[documents.PAIN002](part)[1])
        elif kind == "TxInfAndSts":
            faults.lines += 1
            if isinstance(found := _status_line(part, made_on), str):
                faults.add(found)
            else:
                yield found
    faults.refuse()


def lines_of_camt054(source: BinaryIO) -> Iterator[RawLine]:
    """The lines of a notification, as they come; raises StatementUnreadable at a fault."""
    faults, books = _Faults(), _Books()
    for part in _parts(source, documents.CAMT054):
        kind = _kind(part)
        if kind == "TxDtls":
            faults.lines += 1
            found = books.transaction(part)
            if isinstance(found, str):
                faults.add(found)
            elif found:
                yield found
        elif kind == "Ntry":
            found = books.entry(part)
            if isinstance(found, str):
                faults.add(found, f"entries/{books.number}", f"Bút toán {books.number}")
            elif found:
                yield found
        elif kind == "TxsSummry":
            books.told = _SUMMARY(part)
        elif kind == "Ntfctn" and (fault := books.notification()):
            faults.add(fault, "summary", "Phần tổng hợp")
    faults.refuse()


def _parts(source: BinaryIO, message: str) -> Iterator[Any]:
    try:
        yield from documents.xml_elements(source, message)
    except documents.XmlUnreadable as error:
        raise StatementUnreadable(**error.facts) from None


@dataclass(slots=True)
class _Faults:
    """Lines that cannot be read, each in words; up to a hundred, then the file is given back."""

    lines: int = 0
    found: list[dict[str, str]] = field(default_factory=list)

    def add(self, code: str, pointer: str = "", place: str = "") -> None:
        """One more fault: of the last transaction, unless it is told where."""
        pointer = f"#/{pointer}" if pointer else f"#/lines/{self.lines - 1}"
        words = f"{place or f'Giao dịch {self.lines}'}: {FAULT_VI[code]}."
        self.found.append({"pointer": pointer, "code": code, "message": words})
        if len(self.found) == _SHOWN_FAULTS:
            self.refuse()

    def refuse(self) -> None:
        """Give the file back if anything in it was at fault, or nothing was in it."""
        if self.found:
            count = len(self.found)
            raise StatementUnreadable(
                reason=f"{count} faults", reason_vi=f"{count} chỗ sai", errors=self.found
            )
        if not self.lines:
            raise StatementUnreadable(
                reason="it names no transaction", reason_vi="không nêu giao dịch nào"
            )


def _status_line(part: Any, made_on: str | None) -> RawLine | str:
    """One transaction's status, or the code of its fault."""
    reference, status, accepted, told, currency, moved, moved_in, settled, *codes = _STATUS(part)
    result = RESULT_OF_STATUS.get(status)
    if result is None:
        return "not_final" if status in NOT_FINAL else "unknown_status" if status else "no_status"
    amount = (told, currency) if told else (moved, moved_in)
    day = _day(settled) if settled else _day_of_moment(accepted) if accepted else made_on
    reason = "" if result == "paid" else _reason(codes, part, "StsRsnInf")
    return _line(reference, amount, result, day, reason)


def _line(
    reference: str, amount: tuple[str, str], result: str, day: str | None, reason: str
) -> RawLine | str:
    if not _is_reference(reference):
        return "no_reference"
    dong = _dong(*amount)
    if isinstance(dong, str):
        return dong
    return "no_day" if day is None else RawLine(reference, str(dong), result, day, reason)


@dataclass(slots=True)
class _Books:
    """Where a notification stands: its entries so far, and the transactions of the open one."""

    told: Sequence[str] = ("", "")
    number: int = 0
    entries: int = 0
    entries_sum: int = 0
    transactions: int = 0
    net: int = 0
    sound: bool = True
    entry_said: Sequence[str] = ()
    waiting: tuple[str, str, str] | None = None
    """Reference, result and reason of a transaction that leaves its amount to the entry."""

    def transaction(self, part: Any) -> RawLine | str | None:
        """A transaction of the open entry: its line, the code of its fault, or later."""
        self.transactions += 1
        if not self.entry_said:
            self.entry_said = _ENTRY(part.getparent().getparent())
        found = self._transaction(part)
        self.sound = self.sound and not isinstance(found, str)
        return found

    def _transaction(self, part: Any) -> RawLine | str | None:
        status, whole_way, turned, _, _, *days = self.entry_said
        reference, way, told, currency, booked, booked_in, back, *codes = _TRANSACTION(part)
        direction = way or whole_way
        result = _booked_result(status, direction, bool(back) or turned in _TRUE)
        if result not in ("paid", "returned"):
            return result
        reason = "" if result == "paid" else _reason(codes, part, "RtrInf")
        amount = (told, currency) if told else (booked, booked_in)
        if not amount[0]:
            self.waiting = (reference, result, reason)
            return None
        line = _line(reference, amount, result, _booked_day(days), reason)
        if isinstance(line, RawLine):
            self.net += int(line.amount) if direction == whole_way else -int(line.amount)
        return line

    def entry(self, part: Any) -> RawLine | str | None:
        """The entry ends: the line that waited for its amount, or the code of its fault."""
        _, _, _, amount, currency, *days = self.entry_said or _ENTRY(part)
        waiting, count, net, sound = self.waiting, self.transactions, self.net, self.sound
        self.transactions, self.net, self.sound, self.waiting = 0, 0, True, None
        self.number, self.entries, self.entry_said = self.number + 1, self.entries + 1, ()
        dong = _dong(amount, currency)
        if isinstance(dong, str):
            return dong
        self.entries_sum += dong
        if waiting and count == 1:
            reference, result, reason = waiting
            return _line(reference, (amount, currency), result, _booked_day(days), reason)
        if waiting or not count:
            return "no_amount" if waiting else "no_details"
        return "sums_differ" if sound and net != dong else None

    def notification(self) -> str | None:
        """The notification ends: whether its own summary is that of its entries."""
        told, found = self.told, (self.entries, self.entries_sum)
        self.told, self.entries, self.entries_sum = ("", ""), 0, 0
        count, total = told
        wrong_count = bool(count) and int(count) != found[0]
        whole = _TOTAL.fullmatch(total)
        wrong_total = bool(total) and (whole is None or int(whole[1]) != found[1])
        return "summary_differs" if wrong_count or wrong_total else None


def _booked_result(status: str, direction: str, back: bool) -> str:
    """What a booked transaction says, or the code of its fault."""
    if status != BOOKED:
        return "not_booked"
    if direction == "DBIT":
        return "contradiction" if back else "paid"
    return "returned" if back else "credit"


def _booked_day(days: Sequence[str]) -> str | None:
    booked, booked_at, value, value_at = days[:4]
    if booked or (value and not booked_at):
        return _day(booked or value)
    return _day_of_moment(booked_at or value_at)


def _declared(part: Any) -> tuple[int | None, int | None]:
    """Count and total over the statuses that a report lists, each if all are told whole."""
    told = [_PER_STATUS(one) for one in part.iterchildren("{*}NbOfTxsPerSts")]
    sums = [_TOTAL.fullmatch(total) for _, total in told]
    count = sum(int(count) for count, _ in told) if told else None
    total = sum(int(whole[1]) for whole in sums if whole)
    return count, total if sums and all(sums) else None


def _reason(codes: Sequence[str], part: Any, told_in: str) -> str:
    """One of our reasons if a code says it, else the agent's code and words; "" if it is silent."""
    code = codes[0] or codes[1]
    if found := code if code in REASONS else REASON_OF_CODE.get(code):
        return found
    words = part.iterfind(f"{{*}}{told_in}/{{*}}AddtlInf")
    return tidy(" ".join((code, *(one.text or "" for one in words))))[:_LONGEST_REASON]


def _dong(amount: str, currency: str) -> int | str:
    """Whole đồng, or the code of the fault."""
    if not amount:
        return "no_amount"
    if currency != "VND":
        return "currency"
    whole = _WHOLE.fullmatch(amount)
    if not whole:
        return "decimals"
    return int(whole[1]) or "no_amount"


def _is_reference(text: str) -> bool:
    # No other space is printable.
    return bool(text) and text.isprintable() and " " not in text


def _day(text: str) -> str | None:
    found = _DAY.fullmatch(text)
    try:
        return date.fromisoformat(found[1]).isoformat() if found else None
    except ValueError:
        return None


def _day_of_moment(text: str | None) -> str | None:
    """The Vietnamese day of a moment; one without an offset is Vietnam's own."""
    try:
        moment = datetime.fromisoformat(text or "")
        return (moment.astimezone(VIETNAM) if moment.tzinfo else moment).date().isoformat()
    except (ValueError, OverflowError):
        return None


def _kind(part: Any) -> str:
    return str(part.tag).rpartition("}")[2]
