"""ISO 20022 files: read piece by piece against their published schema, and nothing else of XML.

A file is fed to the parser in small chunks and validated as it comes. What repeats is forgotten
once it was looked at, so memory does not grow with the file. There is no document type, no entity,
no other encoding, no network and no file of others; a document that nests deeper than 256 or says
too much before its next part is refused where it does so.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias

from lxml import etree

from app.documents.rules import XmlUnreadable

Element: TypeAlias = Any
"""An element as lxml gives it; lxml tells no types."""

PAIN001: Final = "pain.001.001.09"
"""CustomerCreditTransferInitiation: what an agent is to pay."""
PAIN002: Final = "pain.002.001.10"
"""CustomerPaymentStatusReport: what became of each order."""
CAMT054: Final = "camt.054.001.08"
"""BankToCustomerDebitCreditNotification: what was booked on the account."""

_SPACE: Final = "urn:iso:std:iso:20022:tech:xsd:"
_PARTS: Final = {
    PAIN001: ("CstmrCdtTrfInitn/GrpHdr", "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf",
              "CstmrCdtTrfInitn/PmtInf"),
    PAIN002: ("CstmrPmtStsRpt/GrpHdr", "CstmrPmtStsRpt/OrgnlGrpInfAndSts",
              "CstmrPmtStsRpt/OrgnlPmtInfAndSts/TxInfAndSts", "CstmrPmtStsRpt/OrgnlPmtInfAndSts"),
    CAMT054: ("BkToCstmrDbtCdtNtfctn/GrpHdr", "BkToCstmrDbtCdtNtfctn/Ntfctn/TxsSummry",
              "BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry/NtryDtls/TxDtls",
              "BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry/NtryDtls", "BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry",
              "BkToCstmrDbtCdtNtfctn/Ntfctn"),
}  # fmt: skip
"""The parts handed out one by one, innermost first; whatever repeats without end is among them."""

_NARROW: Final = {
    "encoding": "utf-8", "resolve_entities": False, "load_dtd": False, "dtd_validation": False,
    "no_network": True, "huge_tree": False, "recover": False,
}  # fmt: skip
_CHUNK: Final = 1 << 16
_MOST_BETWEEN_PARTS: Final = 1 << 20
_DEEPEST_SHOWN: Final = 12
_MISC: Final = rb"(?:\s|<\?(?:[^?]|\?(?!>))*\?>|<!--(?:[^-]|-(?!->))*-->)*"
_BEFORE_ROOT: Final = re.compile(rb"(?:\xef\xbb\xbf)?" + _MISC)
_ENCODING: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)")
_MESSAGE: Final = re.compile(rb"<[^>]*" + _SPACE.encode() + rb"([a-z]{4}(?:\.[0-9]{2,3}){3})")
_TO_TAG_END: Final = re.compile(rb"[^>]*>|[^>]+\Z")
_TOO_DEEP: Final = "ERR_RESOURCE_LIMIT"
_NOT_THIS_ROOT: Final = "SCHEMAV_CVC_ELT_1"
_ENCODING_FAULTS: Final = {"ERR_INVALID_ENCODING", "ERR_INVALID_CHAR", "I18N_CONV_FAILED"}


def message_of(source: BinaryIO) -> str | None:
    """Which ISO 20022 message a file says it is ("pain.002.001.10"); leaves it at its start."""
    start = source.tell()
    head = source.read(_CHUNK)
    source.seek(start)
    found = _MESSAGE.match(head, _root_at(head))
    return found[1].decode() if found else None


def check_xml(content_or_path: bytes | Path, message: str) -> None:
    """Hold a file against the schema of a message; raises XmlUnreadable with line and path."""
    if isinstance(content_or_path, bytes):
        _read_through(BytesIO(content_or_path), message)
        return
    with content_or_path.open("rb") as source:
        _read_through(source, message)


def _read_through(source: BinaryIO, message: str) -> None:
    for _ in xml_elements(source, message):
        pass


def xml_elements(source: BinaryIO, message: str) -> Iterator[Element]:
    """The parts of a message as each ends, every one valid; forgotten when the next is asked for.

    The source can seek. Raises XmlUnreadable in words, located where the schema or XML is broken.
    """
    start = source.tell()
    reading = _Reading(message)
    while chunk := source.read(_CHUNK):
        before = reading.fed
        if not before:
            _check_beginning(chunk)
        if reading.broken_by(chunk):
            raise _located(source, start, before, message)
        yield from reading.parts()
        reading.check_size()
    if not reading.fed or reading.unfinished():
        raise _refusal("it ends before the message does", "tệp bị cắt, chưa hết thông điệp")


def texts_at(message: str, *paths: str) -> Callable[[Element], list[str]]:
    """Reads texts below an element: spaces collapsed, "" where there is none, of several the first.

    "Rsn/Cd" is an element, "Amt/@Ccy" an attribute, "../Sts" a child of the parent; "RtrInf?" is
    its own name if there is such an element.
    """
    # No text with its spaces collapsed holds a line break, so one call in C fetches them all.
    each = ", '\n', ".join(_xpath(path) for path in paths)
    names = {"n": f"{_SPACE}{message}"}
    found = etree.XPath(f"concat({each}, '')", namespaces=names, smart_strings=False)

    def texts(element: Element) -> list[str]:
        return str(found(element)).split("\n")

    return texts


def _xpath(path: str) -> str:
    steps = (
        step if step.startswith(("@", "..")) else f"n:{step}"
        for step in path.removesuffix("?").split("/")
    )
    return f"{'local-name' if path.endswith('?') else 'normalize-space'}({'/'.join(steps)})"


class _Nothing:
    """What the validating parser builds: a parser that builds a tree hides what it stumbled on."""

    def close(self) -> None:
        """The end of the message."""


class _Reading:
    """Two parsers fed alike, one for the parts and one for the schema, and where they are."""

    def __init__(self, message: str) -> None:
        self.fed = self.seen_until = 0
        self.counts: Counter[str] = Counter()
        self.root: Element = None
        self.message = message
        space = f"{{{_SPACE}{message}}}"
        self.parents = {
            f"{space}{path.rpartition('/')[2]}": [
                f"{space}{tag}" for tag in reversed(["Document", *path.split("/")[:-1]])
            ]
            for path in _PARTS[message]
        }
        self.parser = etree.XMLPullParser(
            events=("start", "end"), tag=[f"{space}Document", *self.parents],
            remove_comments=True, remove_pis=True, **_NARROW,
        )  # fmt: skip
        self.judge = etree.XMLParser(target=_Nothing(), schema=schema_of(message), **_NARROW)

    def broken_by(self, piece: bytes) -> str | None:
        """Feed a piece; the name of the first fault, if it holds one."""
        self.fed += len(piece)
        for parser in (self.parser, self.judge):
            try:
                parser.feed(piece)
            except etree.XMLSyntaxError:
                return _fault_in(parser) or "ERR"
            if fault := _fault_in(parser):
                return fault
        return None

    def parts(self) -> Iterator[Element]:
        """What has ended since the last piece."""
        for event, element in self.parser.read_events():
            if event == "start":
                self.root = element if self.root is None else self.root
            elif self.parents.get(element.tag) == [one.tag for one in element.iterancestors()]:
                self.counts[element.tag] += 1
                self.seen_until = self.fed
                yield element
                _forget(element)

    def check_size(self) -> None:
        """A part is small; a file that says more before the next one ends is not a message."""
        if self.fed - self.seen_until > _MOST_BETWEEN_PARTS:
            place = self.place()
            raise _refusal(f"too much in one part, at {place}", f"phần quá lớn, tại {place}")

    def unfinished(self) -> bool:
        """Whether the end of the file is not the end of the message."""
        try:
            self.parser.close()
            self.judge.close()
        except etree.XMLSyntaxError:
            return True
        return False

    def place(self) -> str:
        """The path of the last element so far; a part carries its number in the file."""
        if self.root is None:
            return "/"
        path, node = ["Document"], self.root
        while len(node) and len(path) < _DEEPEST_SHOWN:
            node = node[-1]
            number = f"[{self.counts[node.tag] + 1}]" if node.tag in self.parents else ""
            path.append(str(node.tag).rpartition("}")[2][:60] + number)
        return "/" + "/".join(path)


def _forget(element: Element) -> None:
    """Empty what was looked at, and drop its like before it; its own place is still needed."""
    element.clear(keep_tail=False)
    before = element.getprevious()
    while before is not None and before.tag == element.tag:
        element.getparent().remove(before)
        before = element.getprevious()


@cache
def schema_of(message: str) -> etree.XMLSchema:
    """The schema of a message, compiled once in a process."""
    with (files("app.documents.iso20022") / f"{message}.xsd").open("rb") as published:
        return etree.XMLSchema(etree.parse(published))


def _root_at(head: bytes) -> int:
    before = _BEFORE_ROOT.match(head)
    return before.end() if before else 0


def _check_beginning(head: bytes) -> None:
    """The first bytes are UTF-8, declare no document type and come to the root element."""
    declared = _ENCODING.match(head)
    known = declared is None or declared[1].lower() in (b"utf-8", b"us-ascii")
    if not known or head[:2] in (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00"):
        raise _not_utf8("")
    root = head[_root_at(head) :]
    if root.startswith(b"<!DOCTYPE"):
        raise _refusal("it declares a document type", "tệp khai báo DOCTYPE, không được nhận")
    if not root.startswith(b"<"):
        raise _refusal("it does not begin as XML", "phần đầu tệp không phải XML")


def _fault_in(parser: Any) -> str | None:
    for entry in parser.feed_error_log:
        if entry.level >= etree.ErrorLevels.ERROR:
            return str(entry.type_name)
    return None


def _located(source: BinaryIO, start: int, before: int, message: str) -> XmlUnreadable:
    """The refusal with line and path: the broken chunk is read once more, tag by tag."""
    source.seek(start)
    again, line = _Reading(message), 1
    while again.fed < before:
        chunk = source.read(min(_CHUNK, before - again.fed))
        line += chunk.count(b"\n")
        again.broken_by(chunk)
        for _ in again.parts():
            pass
    for piece in _TO_TAG_END.findall(source.read(_CHUNK)):
        fault = again.broken_by(piece)
        line += piece.count(b"\n")
        for _ in again.parts() if fault is None else ():
            pass
        if fault:
            return _fault(fault, line, again)
    return _fault("ERR", line, again)


def _fault(name: str, line: int, reading: _Reading) -> XmlUnreadable:
    if name == _NOT_THIS_ROOT:
        what = reading.message
        return _refusal(f"it is not a {what} message", f"tệp không phải thông điệp {what}")
    if name in _ENCODING_FAULTS:
        return _not_utf8(f" (line {line})", f" (dòng {line})")
    reading_it, doc_it = f"line {line}, {reading.place()}", f"dòng {line}, {reading.place()}"
    located = {"pointer": reading.place(), "code": name.lower(), "message": f"Dòng {line}."}
    if name == _TOO_DEEP:
        words = f"too deep or too large: {reading_it}", f"lồng quá sâu hoặc quá lớn: {doc_it}"
    elif name.startswith("SCHEMAV"):
        words = f"not as the schema wants it: {reading_it}", f"không đúng lược đồ: {doc_it}"
    else:
        words = f"broken XML: {reading_it}", f"XML bị hỏng: {doc_it}"
    return XmlUnreadable(reason=words[0], reason_vi=words[1], errors=[located])


def _not_utf8(where: str, where_vi: str = "") -> XmlUnreadable:
    return _refusal(f"not UTF-8{where}", f"không phải mã UTF-8{where_vi}")


def _refusal(reason: str, reason_vi: str) -> XmlUnreadable:
    return XmlUnreadable(reason=reason, reason_vi=reason_vi)
