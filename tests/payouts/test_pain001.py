"""The instruction as pain.001: valid, whole, the same bytes again, and no name cut."""

import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.text import tidy
from app.documents import PAIN001, check_xml, texts_at, xml_elements
from app.payouts.instructions import InstructionHead, InstructionLine
from app.payouts.pain001 import pain001
from app.payouts.rules import OrderUnsayable

BY_TRANSFER = InstructionLine(
    reference="AS4200001234504", payee_name="Nguyễn Thị Bưởi", payee_id_number="042158000123",
    account_number="3700205123456", account_name="NGUYEN THI BUOI", bank="Agribank Cẩm Xuyên",
    way="transfer", receiver_name=None, receiver_id_number=None, receiver_paper=None,
    hamlet="Thôn Đông", commune="Xã Cẩm Bình", district="Huyện Cẩm Xuyên", group_code="HN",
    month=date(2020, 4, 1), amount_dong=750_000,
)  # fmt: skip
AT_COUNTER = BY_TRANSFER._replace(
    reference="AS4200001234601", way="counter", account_number=None, account_name=None, bank=None
)
AT_HOME = AT_COUNTER._replace(reference="AS4200001234795", way="home")
BY_PROXY = AT_COUNTER._replace(
    reference="AS4200001234892", way="proxy", receiver_name="Trần Văn Cam",
    receiver_id_number="183000456", receiver_paper="Giấy ủy quyền 12/UQ ngày 02/5/2020",
)  # fmt: skip
BY_CENTRE = BY_TRANSFER._replace(
    reference="AS4200001234989", way="centre", receiver_name="Trung tâm Bảo trợ xã hội tỉnh",
)  # fmt: skip
CASH_TO_CENTRE = BY_CENTRE._replace(reference="AS4200001235086", account_number=None)
ALL = (BY_CENTRE, AT_COUNTER, BY_TRANSFER, AT_HOME, BY_PROXY, CASH_TO_CENTRE)

_TOLD = texts_at(
    PAIN001, "PmtId/EndToEndId", "../PmtInfId", "../PmtMtd", "ChqInstr/DlvryMtd/Cd",
    "InstrForCdtrAgt/Cd", "Cdtr/Nm", "UltmtCdtr/Nm", "CdtrAcct/Id/Othr/Id",
)  # fmt: skip
_HEAD = texts_at(PAIN001, "MsgId", "CreDtTm", "NbOfTxs", "CtrlSum")
_WAY = texts_at(
    PAIN001, "PmtInfId", "NbOfTxs", "CtrlSum", "ReqdExctnDt/Dt", "PmtTpInf/LclInstrm/Prtry"
)


def head_over(lines: Sequence[InstructionLine], **other: Any) -> InstructionHead:
    return InstructionHead(
        "LENH-BUUDIEN-12", "BUUDIEN", "Bưu điện tỉnh", "Sở Lao động - Thương binh và Xã hội",
        datetime(2020, 5, 4, 20, 30, 0, 123, tzinfo=UTC), len(lines),
        sum(line.amount_dong for line in lines),
    )._replace(**other)  # fmt: skip


def made(*lines: InstructionLine) -> bytes:
    content = b"".join(pain001(head_over(lines), iter(lines)))
    check_xml(content, PAIN001)
    return content


def read(content: bytes, kind: str, texts: Any) -> list[list[str]]:
    return [
        texts(one)
        for one in xml_elements(BytesIO(content), PAIN001)
        if one.tag.endswith(f"}}{kind}")
    ]


def test_every_way_has_its_own_part_and_structure() -> None:
    told = read(made(*ALL), "CdtTrfTxInf", _TOLD)
    number, payee, account = "LENH-BUUDIEN-12", "Nguyễn Thị Bưởi", "3700205123456"
    centre, proxy = "Trung tâm Bảo trợ xã hội tỉnh", "Trần Văn Cam"
    assert told == [
        [BY_TRANSFER.reference, f"{number}-CK", "TRF", "", "", payee, "", account],
        [AT_COUNTER.reference, f"{number}-TQ", "CHK", "PUCD", "HOLD", payee, "", ""],
        [AT_HOME.reference, f"{number}-TN", "CHK", "CRCD", "", payee, "", ""],
        [BY_PROXY.reference, f"{number}-UQ", "CHK", "PUCD", "HOLD", proxy, payee, ""],
        [BY_CENTRE.reference, f"{number}-TT", "TRF", "", "", centre, payee, account],
        [CASH_TO_CENTRE.reference, f"{number}-TM", "CHK", "PUCD", "HOLD", centre, payee, ""],
    ]


def test_counts_and_sums_are_of_the_file_and_of_each_way() -> None:
    more = AT_COUNTER._replace(reference="AS4200001235183", amount_dong=1_000_001)
    content = made(more, BY_TRANSFER, AT_COUNTER)
    assert read(content, "GrpHdr", _HEAD) == [
        ["LENH-BUUDIEN-12", "2020-05-05T03:30:00+07:00", "3", "2500001"]
    ]
    assert read(content, "PmtInf", _WAY) == [
        ["LENH-BUUDIEN-12-CK", "1", "750000", "2020-05-05", "transfer"],
        ["LENH-BUUDIEN-12-TQ", "2", "1750001", "2020-05-05", "counter"],
    ]


def test_money_is_whole_dong_and_the_remittance_says_group_and_month() -> None:
    texts = texts_at(
        PAIN001, "Amt/InstdAmt", "Amt/InstdAmt/@Ccy", "RmtInf/Strd/RfrdDocInf/Nb",
        "RmtInf/Strd/RfrdDocInf/RltdDt", "RmtInf/Strd/AddtlRmtInf",
    )  # fmt: skip
    assert read(made(BY_TRANSFER), "CdtTrfTxInf", texts) == [
        ["750000", "VND", "HN", "2020-04-01", "Hỗ trợ nhóm HN tháng 04/2020"]
    ]


def test_a_proxy_is_named_with_number_and_paper() -> None:
    texts = texts_at(
        PAIN001, "Cdtr/Id/PrvtId/Othr/Id", "UltmtCdtr/Id/PrvtId/Othr/Id",
        "InstrForCdtrAgt/InstrInf",
    )  # fmt: skip
    assert read(made(BY_PROXY), "CdtTrfTxInf", texts) == [
        ["183000456", "042158000123", "Giấy tờ nhận thay: Giấy ủy quyền 12/UQ ngày 02/5/2020"]
    ]


def test_the_same_input_makes_the_same_bytes_whatever_the_order_of_ways() -> None:
    again = head_over(ALL)._replace(made_at=datetime(2020, 5, 5, 3, 30, tzinfo=UTC))
    assert made(*ALL) == made(*ALL)
    assert made(*ALL) == made(*reversed(ALL))
    assert made(*ALL) != b"".join(pain001(again, ALL))


def test_a_long_holder_is_said_in_full_elsewhere() -> None:
    holder = "Trung tâm Chăm sóc và Phục hồi chức năng cho người tâm thần tỉnh Hà Tĩnh cơ sở hai"
    texts = texts_at(PAIN001, "CdtrAcct/Nm", "InstrForCdtrAgt/InstrInf")
    content = made(BY_TRANSFER._replace(account_name=holder))
    assert read(content, "CdtTrfTxInf", texts) == [["", f"Chủ tài khoản: {holder}"]]


def test_a_long_address_takes_more_lines_and_loses_nothing() -> None:
    hamlet = "Khu tái định cư Đồng Vĩnh, tổ dân phố số 14, ngõ 27, ngách 5 " * 3
    content = made(BY_TRANSFER._replace(hamlet=hamlet))
    rows = next(
        [row.text for row in one.iterfind("{*}Cdtr/{*}PstlAdr/{*}AdrLine")]
        for one in xml_elements(BytesIO(content), PAIN001)
        if one.tag.endswith("CdtTrfTxInf")
    )
    assert max(map(len, rows)) <= 70
    assert " ".join(rows) == tidy(f"{hamlet}, Xã Cẩm Bình, Huyện Cẩm Xuyên")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(BY_TRANSFER._replace(payee_name="Ă" * 141), id="a name without room"),
        pytest.param(BY_TRANSFER._replace(payee_name="  "), id="no name"),
        pytest.param(BY_TRANSFER._replace(payee_name="Bưởi\x00"), id="no XML"),
        pytest.param(BY_TRANSFER._replace(payee_name="Bưởi\ud800"), id="half a letter"),
        pytest.param(BY_TRANSFER._replace(bank="\ufffe"), id="no letter"),
        pytest.param(BY_TRANSFER._replace(account_number="1" * 35), id="an account"),
        pytest.param(BY_TRANSFER._replace(account_name="x" * 130), id="a holder"),
        pytest.param(BY_TRANSFER._replace(hamlet="x " * 300), id="an address"),
        pytest.param(BY_TRANSFER._replace(account_number=None), id="a transfer to nowhere"),
        pytest.param(BY_TRANSFER._replace(way="pigeon"), id="a way unknown"),
        pytest.param(BY_TRANSFER._replace(amount_dong=0), id="nothing"),
        pytest.param(BY_PROXY._replace(receiver_name=None), id="a proxy without name"),
        pytest.param(BY_PROXY._replace(receiver_paper="x" * 130), id="a paper"),
    ],
)
def test_what_has_no_room_is_refused_before_the_first_byte(line: InstructionLine) -> None:
    lines = (AT_HOME, line)
    with pytest.raises(OrderUnsayable) as caught:
        next(pain001(head_over(lines), lines))
    assert line.reference in caught.value.sentence("vi")
    assert "Bưởi" not in caught.value.sentence("vi") + str(caught.value.facts)


@pytest.mark.parametrize(
    ("other", "lines"),
    [({"order_count": 1}, ALL), ({"total_dong": 1}, ALL), ({}, ())],
    ids=["another count", "another sum", "no orders"],
)
def test_a_head_that_is_not_of_its_lines_is_a_bug(other: dict[str, int], lines: Any) -> None:
    with pytest.raises(AssertionError, match="LENH-BUUDIEN-12"):
        next(pain001(head_over(lines, **other), lines))


def test_a_large_instruction_leaves_memory_in_pieces() -> None:
    count = 6000
    lines = [BY_TRANSFER._replace(reference=f"AS{number:013}") for number in range(count)]
    pieces = list(pain001(head_over(lines), lines))
    assert max(map(len, pieces)) <= 1 << 16
    assert len(pieces) > 50
    check_xml(b"".join(pieces), PAIN001)


_LETTERS = "aăâđeêioôơuưyAĂÂĐ&<>\"'`]]>;%\u0300\u0301\u0303\u0309\u0323\u031b\u0306\u0302 \t-.,’"
_NAMES = st.one_of(
    st.text(alphabet=_LETTERS, min_size=1, max_size=60),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=60),
    st.sampled_from(["Nguyễn", "Hoà", "Thuỷ", "Đỗ", "Ngô"]).map(
        lambda name: unicodedata.normalize("NFD", name)
    ),
).filter(lambda name: bool(tidy(name)) and len(tidy(name)) <= 70)


@settings(max_examples=150, deadline=None)
@given(name=_NAMES, holder=_NAMES, hamlet=_NAMES)
def test_any_name_comes_out_as_it_went_in(name: str, holder: str, hamlet: str) -> None:
    line = BY_TRANSFER._replace(payee_name=name, account_name=holder, hamlet=hamlet)
    content = made(line)
    for one in xml_elements(BytesIO(content), PAIN001):
        if one.tag.endswith("CdtTrfTxInf"):
            assert one.findtext("{*}Cdtr/{*}Nm") == tidy(name)
            assert one.findtext("{*}CdtrAcct/{*}Nm") == tidy(holder)
            rows = [row.text for row in one.iterfind("{*}Cdtr/{*}PstlAdr/{*}AdrLine")]
            assert "".join(rows).replace(" ", "") == tidy(
                f"{hamlet}, Xã Cẩm Bình, Huyện Cẩm Xuyên"
            ).replace(" ", "")
