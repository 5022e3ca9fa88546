"""XML from outside: held against the published schema piece by piece, hostile files refused."""

import hashlib
import socket
import time
from importlib.resources import files
from io import BytesIO, RawIOBase
from pathlib import Path
from typing import Any

import pytest

from app import documents
from app.documents import PAIN002, XmlUnreadable, check_xml, message_of, texts_at, xml_elements

NAMESPACE = f"urn:iso:std:iso:20022:tech:xsd:{PAIN002}"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
BEGINNING = (
    f'<Document xmlns="{NAMESPACE}"><CstmrPmtStsRpt>\n<GrpHdr><MsgId>B-1</MsgId>'
    "<CreDtTm>2020-05-06T12:00:00+07:00</CreDtTm></GrpHdr><OrgnlGrpInfAndSts>"
    "<OrgnlMsgId>L-1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts>"
    "\n<OrgnlPmtInfAndSts><OrgnlPmtInfId>L-1</OrgnlPmtInfId>\n"
)
END = "</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
PATH = "/Document/CstmrPmtStsRpt/OrgnlPmtInfAndSts[1]/TxInfAndSts[2]"


def transaction(number: int, more: str = "") -> str:
    return (
        f"<TxInfAndSts><OrgnlEndToEndId>AS{number:09}</OrgnlEndToEndId><TxSts>RJCT</TxSts>{more}"
        "</TxInfAndSts>\n"
    )


def report(more: str = "", *, head: str = DECLARATION, count: int = 3) -> str:
    """A small report whose second transaction says more."""
    told = (transaction(number, more if number == 1 else "") for number in range(count))
    return head + BEGINNING + "".join(told) + END


def refused(content: bytes, message: str = PAIN002) -> XmlUnreadable:
    with pytest.raises(XmlUnreadable) as caught:
        check_xml(content, message)
    return caught.value


def words(more: str) -> str:
    return f"<StsRsnInf><AddtlInf>{more}</AddtlInf></StsRsnInf>"


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (documents.PAIN001, "05440a7e84f695e7dbc6677082f43623cd7393881b76a5e8d648ae21d7d728e3"),
        (documents.PAIN002, "22a9dda9d006c21fd368f44e9fae812e7b5cde95b6774f31289c372242aac906"),
        (documents.CAMT054, "2b392a1f7e70e70902fd0d803ff85989613bd1cae351663240b0bb9243be2c28"),
    ],
)
def test_the_schemas_are_the_published_ones(message: str, digest: str) -> None:
    published = (files("app.documents.iso20022") / f"{message}.xsd").read_bytes()
    assert hashlib.sha256(published).hexdigest() == digest


def test_a_valid_report_passes_from_memory_and_from_disk(tmp_path: Path) -> None:
    content = report(words("không liên lạc được")).encode()
    check_xml(content, PAIN002)
    file = tmp_path / "report.xml"
    file.write_bytes(content)
    check_xml(file, PAIN002)
    check_xml(b"\xef\xbb\xbf" + report(head="<!-- of today --><?how so?>").encode(), PAIN002)


def test_every_part_is_handed_out_once_and_its_texts_are_read() -> None:
    texts = texts_at(PAIN002, "OrgnlEndToEndId", "StsRsnInf/AddtlInf", "StsRsnInf?", "../@x")
    source = BytesIO(report(words("  hai \n chữ ")).encode())
    found = [texts(one) for one in xml_elements(source, PAIN002) if one.tag.endswith("TxInfAndSts")]
    assert found == [
        ["AS000000000", "", "", ""],
        ["AS000000001", "hai chữ", "StsRsnInf", ""],
        ["AS000000002", "", "", ""],
    ]


def test_a_part_in_a_wrong_place_is_not_a_part() -> None:
    hidden = f"<SplmtryData><Envlp>{transaction(9)}</Envlp></SplmtryData>"
    source = BytesIO(report(hidden).encode())
    tags = [one.tag.rpartition("}")[2] for one in xml_elements(source, PAIN002)]
    assert tags.count("TxInfAndSts") == 3


@pytest.mark.parametrize(
    ("content", "code", "path"),
    [
        pytest.param(report("<Nonsense/>"), "schemav_element_content", "/Nonsense", id="unknown"),
        pytest.param(
            report(words("Nguyễn" * 40)), "schemav_cvc_maxlength_valid", "/StsRsnInf/AddtlInf",
            id="too long",
        ),
        pytest.param(report("<X>"), "schemav_element_content", "/X", id="not closed"),
        pytest.param(
            report(words("&who;")), "err_undeclared_entity", "/StsRsnInf/AddtlInf", id="entity"
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_located_and_not_repeated(content: str, code: str, path: str) -> None:
    refusal = refused(content.encode())
    located = refusal.facts["errors"]
    assert located == [{"pointer": PATH + path, "code": code, "message": "Dòng 6."}]
    assert "dòng 6" in refusal.sentence("vi")
    assert "Nguyễn" not in str(refusal.facts) + refusal.sentence("en")


def test_a_fault_far_inside_is_located(tmp_path: Path) -> None:
    told = [transaction(number) for number in range(4000)]
    told[3456] = transaction(3456, "<Nonsense/>")
    refusal = refused((DECLARATION + BEGINNING + "".join(told) + END).encode())
    assert "line 3461, " in refusal.sentence("en")
    assert "TxInfAndSts[3457]/Nonsense" in refusal.sentence("en")


BOMB = (
    '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("bcdefgh", "cdefghi", strict=True)
    )
    + "]>\n"
)
OUTSIDE = '<!DOCTYPE Document [<!ENTITY who SYSTEM "file:///etc/hostname">]>\n'
TELLING = "<SplmtryData><Envlp>" + "<b>" * 300


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(report(words("&i;"), head=BOMB).encode(), "document type", id="bomb"),
        pytest.param(report(words("&who;"), head=OUTSIDE).encode(), "document type", id="outside"),
        pytest.param(
            report(head=f"<!-- x --> <?y?>\n{OUTSIDE}").encode(), "document type", id="after words"
        ),
        pytest.param(b" " * 70_000 + report(head="").encode(), "begin as XML", id="late beginning"),
        pytest.param(report(TELLING).encode(), "too deep", id="nested"),
        pytest.param(report(words("x" * (3 << 20))).encode(), "too much in one part", id="text"),
        pytest.param(report(words("x") * 60_000).encode(), "too much in one part", id="many"),
        pytest.param(
            report().replace(PAIN002, "pain.002.001.03").encode(),
            "not a pain.002.001.10 message", id="another version",
        ),
        pytest.param(b"<html></html>", "not a pain.002.001.10 message", id="another root"),
        pytest.param(report().encode()[:-30], "ends before", id="cut"),
        pytest.param(report().encode()[: -len(END)], "ends before", id="cut between"),
        pytest.param(b"", "ends before", id="empty"),
        pytest.param(report().encode() + b"<again/>", "broken XML", id="more after the end"),
        pytest.param(b"PK\x03\x04", "begin as XML", id="a workbook"),
        pytest.param(report(words("đồng")).encode("utf-16"), "not UTF-8", id="utf-16"),
        pytest.param(
            report(words("Ngô"), head="").encode("latin-1"), "not UTF-8 (line 5)", id="latin-1"
        ),
        pytest.param(
            report(head='<?xml version="1.0" encoding="ISO-8859-1"?>').encode(), "not UTF-8",
            id="latin-1 declared",
        ),
    ],
)  # fmt: skip
def test_hostile_and_broken_files_are_refused_in_words_at_once(content: bytes, said: str) -> None:
    began = time.process_time()
    refusal = refused(content)
    assert said in refusal.sentence("en")
    assert time.process_time() - began < 1


class Endless(RawIOBase):
    """A source that goes on: a hundred megabytes of it, counted as it is read."""

    def __init__(self, head: str, again: bytes) -> None:
        self.head, self.again, self.given = head.encode(), again, 0

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.given

    def seek(self, offset: int, whence: int = 0) -> int:
        self.given = offset
        return offset

    def read(self, size: int = -1) -> bytes:
        if self.given > 100 << 20:
            return b""
        whole = self.head + self.again * ((self.given + size) // len(self.again) + 1)
        piece = whole[self.given : self.given + size]
        self.given += size
        return piece


@pytest.mark.parametrize(
    ("head", "again"),
    [
        pytest.param("", b"<a>", id="nesting"),
        pytest.param(DECLARATION + BEGINNING + "<TxInfAndSts><StsId>", b"x", id="a text"),
        pytest.param(DECLARATION + BEGINNING + "<TxInfAndSts StsId='", b"x", id="an attribute"),
        pytest.param(DECLARATION + BEGINNING + "<TxInfAndSts>", b"<!-- -->", id="comments"),
        pytest.param(DECLARATION + BEGINNING, b"\n", id="nothing"),
    ],
)
def test_a_hundred_megabytes_are_not_read_to_the_end(head: str, again: bytes) -> None:
    source: Any = Endless(head, again)
    with pytest.raises(XmlUnreadable):
        list(xml_elements(source, PAIN002))
    assert source.given < 2 << 20


def test_a_reader_asks_nobody_else() -> None:
    """Neither a schema nor an entity that a file names is fetched."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        place = f"http://127.0.0.1:{server.getsockname()[1]}/pain.xsd"
        hint = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation='
        content = report().replace("<Document ", f'<Document {hint}"{NAMESPACE} {place}" ')
        check_xml(content.encode(), PAIN002)
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (report().encode(), PAIN002),
        (b"\xef\xbb\xbf<!-- x -->" + report(head="").encode(), PAIN002),
        (b"<html>", None),
        (f"<!-- {NAMESPACE} --><html>".encode(), None),
    ],
)
def test_a_file_says_which_message_it_is(content: bytes, message: str | None) -> None:
    source = BytesIO(content)
    assert message_of(source) == message
    assert source.tell() == 0
