"""pain.002 and camt.054 become lines; what they cannot say is refused line by line, in words."""

from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from typing import Any, BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents import CAMT054, PAIN002, check_xml, xml_elements, xml_files
from app.reconciliation.iso_answers import camt054_of, pain002_of
from app.reconciliation.iso_codes import REASON_OF_CODE, REASONS
from app.reconciliation.iso_statements import (
    FAULT_VI,
    RawLine,
    StatementHead,
    head_of,
    lines_of_camt054,
    lines_of_pain002,
)
from app.reconciliation.rules import StatementUnreadable

Reader = Callable[[BinaryIO], Iterator[RawLine]]
HEAD = StatementHead("BK-07", date(2020, 5, 6), None, None)
FIRST = "AS4200001234504"
PAID = RawLine(FIRST, "750000", "paid", "2020-05-05", "")
FAILED = RawLine("AS4200001234601", "1000000", "failed", "2020-05-05", "moved")
RETURNED = PAID._replace(result="returned", reason="dead")


def lines(content: str | bytes, read: Reader) -> list[RawLine]:
    return list(read(BytesIO(content if isinstance(content, bytes) else content.encode())))


def faults(content: str, read: Reader) -> list[tuple[str, str]]:
    """Pointer and code of every fault; the words are those of the code."""
    with pytest.raises(StatementUnreadable) as caught:
        lines(content, read)
    found = caught.value.facts["errors"]
    assert isinstance(found, list)
    assert all(FAULT_VI[one["code"]] in one["message"] for one in found)
    assert "không đọc được" in caught.value.sentence("vi").lower()
    return [(one["pointer"], one["code"]) for one in found]


def report(*said: str) -> str:
    """A status report whose transactions say what is given."""
    made = pain002_of([PAID], HEAD).decode()
    one = made[made.index("<TxInfAndSts>") : made.index("</OrgnlPmtInfAndSts>")]
    return made.replace(one, "".join(said))


def status(code: str = "ACSC", *, reason: str = "", after: str = "", original: str = "") -> str:
    told = original or '<Amt><InstdAmt Ccy="VND">750000</InstdAmt></Amt>'
    return (
        f"<TxInfAndSts><OrgnlEndToEndId>{FIRST}</OrgnlEndToEndId>"
        f"{f'<TxSts>{code}</TxSts>' if code else ''}{reason}{after}"
        f"<OrgnlTxRef>{told}</OrgnlTxRef></TxInfAndSts>"
    )


def why(code: str = "", words: str = "", kind: str = "Cd", element: str = "StsRsnInf") -> str:
    told = f"<Rsn><{kind}>{code}</{kind}></Rsn>" if code else ""
    said = f"<AddtlInf>{words}</AddtlInf>" if words else ""
    return f"<{element}>{told}{said}</{element}>"


def notice(*entries: str, summary: str = "") -> str:
    """A notification of these entries."""
    made = camt054_of([], HEAD).decode()
    start = made.index("<TxsSummry>")
    return (
        made[:start] + summary + "".join(entries) + "</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
    )


def dong(amount: str = "750000", currency: str = "VND") -> str:
    return f'<Amt Ccy="{currency}">{amount}</Amt>' if amount else ""


def entry(
    *details: str, way: str = "DBIT", amount: str = "750000", more: str = "", state: str = "BOOK",
    day: str = "<BookgDt><Dt>2020-05-05</Dt></BookgDt>",
) -> str:  # fmt: skip
    return (
        f"<Ntry>{dong(amount)}<CdtDbtInd>{way}</CdtDbtInd>{more}<Sts><Cd>{state}</Cd></Sts>{day}"
        f"<BkTxCd/><NtryDtls>{''.join(details)}</NtryDtls></Ntry>"
    )


def detail(amount: str = dong(), back: str = "", way: str = "", reference: str = FIRST) -> str:
    told = f"<Refs><EndToEndId>{reference}</EndToEndId></Refs>" if reference else ""
    direction = f"<CdtDbtInd>{way}</CdtDbtInd>" if way else ""
    return f"<TxDtls>{told}{amount}{direction}{back}</TxDtls>"


# --- the head


def test_the_head_says_number_day_and_what_it_declares() -> None:
    source = BytesIO(pain002_of([PAID, FAILED], HEAD))
    assert head_of(source) == StatementHead("BK-07", date(2020, 5, 6), 2, 1_750_000)
    assert source.tell() == 0
    assert head_of(BytesIO(camt054_of([PAID], HEAD))) == HEAD


def test_a_head_of_another_message_is_refused() -> None:
    for content in (b"<html/>", pain002_of([PAID], HEAD).replace(b"002.001.10", b"002.001.03")):
        with pytest.raises(StatementUnreadable, match="neither"):
            head_of(BytesIO(content))


def test_the_day_is_vietnams() -> None:
    late = pain002_of([PAID], HEAD).replace(b"2020-05-06T12:00:00+07:00", b"2020-05-06T20:00:00Z")
    assert head_of(BytesIO(late)).made_on == date(2020, 5, 7)


# --- pain.002


@pytest.mark.parametrize(
    ("code", "result"),
    [("ACSC", "paid"), ("ACCC", "paid"), ("RJCT", "failed"), ("CANC", "not_paid")],
)
def test_a_final_status_is_a_result(code: str, result: str) -> None:
    (line,) = lines(report(status(code)), lines_of_pain002)
    assert line == RawLine(FIRST, "750000", result, "2020-05-06", "")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        *((why(code), reason) for code, reason in REASON_OF_CODE.items()),
        *((why(reason, kind="Prtry"), reason) for reason in REASONS),
        (why("AC01", "số tài khoản sai"), "wrong_details"),
        (why("ZZ99", "vắng nhà  ba lần"), "ZZ99 vắng nhà ba lần"),
        (why("", "vắng nhà"), "vắng nhà"),
        ("", ""),
    ],
)
def test_a_reason_is_ours_when_a_code_says_it_and_words_otherwise(said: str, reason: str) -> None:
    (line,) = lines(report(status("RJCT", reason=said)), lines_of_pain002)
    assert line.reason == reason


@pytest.mark.parametrize(
    ("after", "original", "day"),
    [
        ("<AccptncDtTm>2020-05-04T23:30:00</AccptncDtTm>", "", "2020-05-04"),
        ("<AccptncDtTm>2020-05-04T23:30:00Z</AccptncDtTm>", "", "2020-05-05"),
        (
            "<AccptncDtTm>2020-05-04T23:30:00</AccptncDtTm>",
            '<IntrBkSttlmAmt Ccy="VND">750000</IntrBkSttlmAmt>'
            "<IntrBkSttlmDt>2020-05-03</IntrBkSttlmDt>",
            "2020-05-03",
        ),
        ("", "", "2020-05-06"),
    ],
)
def test_the_day_is_the_settlements_then_the_acceptances(
    after: str, original: str, day: str
) -> None:
    (line,) = lines(report(status(after=after, original=original)), lines_of_pain002)
    assert (line.done_on, line.amount) == (day, "750000")


def told(amount: str, currency: str = "VND") -> str:
    return f'<Amt><InstdAmt Ccy="{currency}">{amount}</InstdAmt></Amt>'


@pytest.mark.parametrize("amount", ["750000", "750000.0", "750000.00", "0750000", " 750000 "])
def test_whole_amounts_are_read(amount: str) -> None:
    (line,) = lines(report(status(original=told(amount))), lines_of_pain002)
    assert line.amount == "750000"


NAMELESS = status().replace(f"<OrgnlEndToEndId>{FIRST}</OrgnlEndToEndId>", "")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        *(
            pytest.param(status(code), "not_final", id=code)
            for code in ("PDNG", "ACTC", "ACCP", "ACSP", "RCVD")
        ),
        pytest.param(status("WHAT"), "unknown_status", id="unknown status"),
        pytest.param(status(""), "no_status", id="no status"),
        pytest.param(status(original=told("750000.50")), "decimals", id="half a đồng"),
        pytest.param(status(original=told("750000.001")), "decimals", id="less than half"),
        pytest.param(status(original=told("+750000")), "decimals", id="a sign"),
        pytest.param(status(original=told("750000", "USD")), "currency", id="dollars"),
        pytest.param(status(original="<PmtMtd>TRF</PmtMtd>"), "no_amount", id="no amount"),
        pytest.param(status(original=told("0.00")), "no_amount", id="nothing"),
        pytest.param(NAMELESS, "no_reference", id="no reference"),
        pytest.param(status().replace(FIRST, "AS 42"), "no_reference", id="a space inside"),
        pytest.param(status().replace(FIRST, "AS\u200b42"), "no_reference", id="an unseen sign"),
        pytest.param(
            status(after="<AccptncDtTm>2020-05-05T24:00:00</AccptncDtTm>"), "no_day", id="hour 24"
        ),
        pytest.param(
            status(after="<AccptncDtTm>9999-12-31T23:00:00-12:00</AccptncDtTm>"), "no_day",
            id="after all days",
        ),
    ],
)  # fmt: skip
def test_what_a_status_cannot_say_is_a_fault_of_its_line(said: str, code: str) -> None:
    content = report(status(), said, status(), said)
    assert faults(content, lines_of_pain002) == [("#/lines/1", code), ("#/lines/3", code)]


def test_the_good_lines_come_before_the_refusal() -> None:
    reading = lines_of_pain002(BytesIO(report(status(), status("PDNG"), status()).encode()))
    assert next(reading).reference == FIRST
    assert next(reading).reference == FIRST
    with pytest.raises(StatementUnreadable):
        next(reading)


def test_a_hundred_faults_are_enough() -> None:
    assert len(faults(report(*[status("PDNG")] * 300), lines_of_pain002)) == 100


@pytest.mark.parametrize(
    ("content", "read"),
    [(report(), lines_of_pain002), (notice(), lines_of_camt054)],
    ids=["pain.002", "camt.054"],
)
def test_a_statement_of_nothing_is_refused(content: str, read: Reader) -> None:
    with pytest.raises(StatementUnreadable, match="no transaction"):
        lines(content, read)


# --- camt.054


@pytest.mark.parametrize(
    ("said", "result"),
    [
        pytest.param(entry(detail()), "paid", id="debit"),
        pytest.param(entry(detail(""), day="<ValDt><Dt>2020-05-05</Dt></ValDt>"), "paid",
                     id="the entry's amount"),
        pytest.param(entry(detail("<AmtDtls><TxAmt>" + dong() + "</TxAmt></AmtDtls>")), "paid",
                     id="the amount in detail"),
        pytest.param(entry(detail(), more="<RvslInd>false</RvslInd>"), "paid", id="not reversed"),
        pytest.param(entry(detail(), way="CRDT", more="<RvslInd>true</RvslInd>"), "returned",
                     id="reversal"),
        pytest.param(entry(detail(back="<RtrInf/>"), way="CRDT"), "returned", id="return"),
        pytest.param(
            entry(detail(), day="<BookgDt><DtTm>2020-05-04T20:00:00Z</DtTm></BookgDt>"), "paid",
            id="a moment",
        ),
    ],
)  # fmt: skip
def test_a_booked_entry_is_a_result(said: str, result: str) -> None:
    (line,) = lines(notice(said), lines_of_camt054)
    assert line == RawLine(FIRST, "750000", result, "2020-05-05", "")


def test_a_return_says_why() -> None:
    back = why("AC04", element="RtrInf")
    (line,) = lines(notice(entry(detail(back=back), way="CRDT")), lines_of_camt054)
    assert line.reason == "wrong_details"


def test_a_batch_is_its_transactions() -> None:
    batch = entry(
        detail(dong("500000"), reference="A"), detail(dong("400000"), reference="B"),
        detail(dong("150000"), "<RtrInf/>", "CRDT", "C"),
    )  # fmt: skip
    found = lines(notice(batch), lines_of_camt054)
    assert [(line.reference, line.amount, line.result) for line in found] == [
        ("A", "500000", "paid"), ("B", "400000", "paid"), ("C", "150000", "returned"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "found"),
    [
        pytest.param(entry(detail(), way="CRDT"), ("lines/0", "credit"), id="credit"),
        pytest.param(entry(detail(back="<RtrInf/>")), ("lines/0", "contradiction"), id="both"),
        pytest.param(entry(detail(), more="<RvslInd>true</RvslInd>"),
                     ("lines/0", "contradiction"), id="debit reversed"),
        pytest.param(entry(detail(), state="PDNG"), ("lines/0", "not_booked"), id="pending"),
        pytest.param(entry(detail(reference="")), ("lines/0", "no_reference"), id="no reference"),
        pytest.param(entry(detail(), day=""), ("lines/0", "no_day"), id="no day"),
        pytest.param(entry(detail(dong("750000", "EUR"))), ("lines/0", "currency"), id="euro"),
        pytest.param(entry(detail(dong("750000.5"))), ("lines/0", "decimals"), id="half a đồng"),
        pytest.param(entry(), ("entries/1", "no_details"), id="no transactions"),
        pytest.param(entry(detail(), detail()), ("entries/1", "sums_differ"), id="more inside"),
        pytest.param(entry(detail(dong("1"))), ("entries/1", "sums_differ"), id="less inside"),
        pytest.param(entry(detail(""), detail("")), ("entries/1", "no_amount"), id="no amounts"),
    ],
)  # fmt: skip
def test_what_an_entry_cannot_say_is_a_fault(said: str, found: tuple[str, str]) -> None:
    expected = [(f"#/{found[0]}", found[1])]
    assert (
        faults(
            notice(
                said,
            ),
            lines_of_camt054,
        )
        == expected
    )


@pytest.mark.parametrize(
    ("count", "total", "right"),
    [("2", "1500000", True), ("2", "1500000.00", True), ("3", "1500000", False),
     ("2", "1500001", False), ("2", "1500000.01", False)],
)  # fmt: skip
def test_a_notification_is_the_sum_of_its_entries(count: str, total: str, right: bool) -> None:
    summary = (
        f"<TxsSummry><TtlNtries><NbOfNtries>{count}</NbOfNtries><Sum>{total}</Sum></TtlNtries>"
        "</TxsSummry>"
    )
    content = notice(entry(detail()), entry(detail()), summary=summary)
    if right:
        assert len(lines(content, lines_of_camt054)) == 2
    else:
        assert faults(content, lines_of_camt054) == [("#/summary", "summary_differs")]


# --- hostile files come as the statement's own refusal


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(report(status("TOOLONG")), "TxInfAndSts[1]/TxSts", id="schema"),
        pytest.param(notice(entry(detail())), "not a pain.002", id="the other message"),
        pytest.param(report(status())[:-40], "ends before", id="cut"),
        pytest.param(
            report(status()).replace("?>", "?><!DOCTYPE x [<!ENTITY y 'z'>]>", 1),
            "document type", id="document type",
        ),
    ],
)  # fmt: skip
def test_a_broken_file_is_a_statement_unreadable(content: str, said: str) -> None:
    with pytest.raises(StatementUnreadable) as caught:
        lines(content, lines_of_pain002)
    assert said in caught.value.sentence("en")


# --- samples and what is read of them


_LINES = st.builds(
    RawLine,
    reference=st.integers(0, 10**13 - 1).map("AS{:013}".format),
    amount=st.integers(1, 10**15 - 1).map(str),
    result=st.sampled_from(["paid", "failed", "returned", "not_paid"]),
    done_on=st.dates(date(2020, 4, 1), date(2021, 12, 31)).map(str),
    reason=st.sampled_from(
        [*REASONS, "", "đi vắng <ba> lần & không hẹn", "vắng nhà " * 20 + "hẹn lại"]
    ),
).map(lambda line: line._replace(reason="") if line.result == "paid" else line)


@settings(max_examples=40, deadline=None)
@given(st.lists(_LINES, min_size=1, max_size=8))
def test_samples_are_valid_and_read_back_as_they_were(told: list[RawLine]) -> None:
    for message, write, read, sayable in (
        (PAIN002, pain002_of, lines_of_pain002, {"paid", "failed", "not_paid"}),
        (CAMT054, camt054_of, lines_of_camt054, {"paid", "returned"}),
    ):
        said = [line for line in told if line.result in sayable]
        if said:
            content = write(said, HEAD)
            check_xml(content, message)
            assert lines(content, read) == said
            assert content == write(said, HEAD)


_WHOLE = {
    lines_of_pain002: pain002_of([PAID, FAILED], HEAD),
    lines_of_camt054: camt054_of([PAID, RETURNED], HEAD),
}
_HURT = st.one_of(
    st.binary(max_size=6),
    st.sampled_from([b"", b"<", b">", b"/", b"&", b"]]>", b"\x00", b"<a>", b"0", b"-", b"<!--"]),
)


@settings(max_examples=300, deadline=None)
@given(read=st.sampled_from(list(_WHOLE)), data=st.data(), hurt=_HURT)
def test_a_hurt_file_is_read_or_refused_and_nothing_else(read: Any, data: Any, hurt: bytes) -> None:
    whole = _WHOLE[read]
    start = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 30))
    content = whole[:start] + hurt + whole[start + length :]
    try:
        assert all(line.amount.isdecimal() for line in lines(content, read))
        head_of(BytesIO(content))
    except StatementUnreadable:
        pass


@pytest.mark.parametrize(("write", "line"), [(pain002_of, RETURNED), (camt054_of, FAILED)])
def test_a_sample_does_not_say_what_its_message_cannot(write: Any, line: RawLine) -> None:
    with pytest.raises(ValueError, match=line.result):
        write([line], HEAD)


@pytest.mark.parametrize(("write", "message"), [(pain002_of, PAIN002), (camt054_of, CAMT054)])
def test_what_was_read_is_forgotten(
    write: Any, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long a statement is, what is held of it stays small: so memory stays flat."""
    content = write([PAID] * 3000, HEAD)
    assert _held_of(content, message) < 5000
    monkeypatch.setattr(xml_files, "_forget", lambda element: None)
    assert _held_of(content, message) > 15000


def _held_of(content: bytes, message: str) -> int:
    """The most elements of a message that are held at once; a chunk is read ahead."""
    return max(
        sum(1 for _ in one.getroottree().iter())
        for number, one in enumerate(xml_elements(BytesIO(content), message))
        if number % 499 == 0
    )


def test_every_code_leads_to_a_reason_of_ours() -> None:
    assert set(REASON_OF_CODE.values()) | {"absent", "moved"} == set(REASONS)


@pytest.mark.parametrize("name", ["CreDtTm", "MsgId", "GrpHdr"])
def test_a_name_that_begins_with_a_colon_is_refused_where_it_stands(name: str) -> None:
    hurt = _WHOLE[lines_of_pain002].replace(f"<{name}>".encode(), f"<:{name}>".encode(), 1)
    hurt = hurt.replace(f"</{name}>".encode(), f"</:{name}>".encode(), 1)
    with pytest.raises(StatementUnreadable):
        lines(hurt, lines_of_pain002)
