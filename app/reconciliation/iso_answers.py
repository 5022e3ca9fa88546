"""Sample answers in ISO 20022, as an agent would send them: for conformance and demonstration."""

from collections import Counter
from collections.abc import Iterable
from html import escape
from textwrap import wrap
from typing import Final

from app import documents
from app.reconciliation.iso_codes import CODE_OF_REASON, REASONS
from app.reconciliation.iso_statements import RawLine, StatementHead

_STATUS_OF: Final = {"paid": "ACSC", "failed": "RJCT", "not_paid": "CANC"}
_LONGEST_WORDS: Final = 105
_AT_NOON: Final = "T12:00:00+07:00"


def pain002_of(lines: Iterable[RawLine], head: StatementHead, answers: str = "NONE") -> bytes:
    """A status report on the instruction `answers`: paid, failed and not_paid lines.

    Raises ValueError for a result that a status report cannot say.
    """
    told = list(lines)
    statuses = [_status(line) for line in told]
    counts = Counter(statuses)
    sums = Counter[str]()
    for line, status in zip(told, statuses, strict=True):
        sums[status] += int(line.amount)
    per_status = "".join(
        f"<NbOfTxsPerSts><DtldNbOfTxs>{counts[status]}</DtldNbOfTxs><DtldSts>{status}</DtldSts>"
        f"<DtldCtrlSum>{sums[status]}</DtldCtrlSum></NbOfTxsPerSts>"
        for status in sorted(counts)
    )
    body = "".join(map(_status_of_line, told, statuses))
    return _document(
        documents.PAIN002,
        f"""<CstmrPmtStsRpt>
<GrpHdr><MsgId>{_xml(head.number)}</MsgId><CreDtTm>{head.made_on}{_AT_NOON}</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>{_xml(answers)}</OrgnlMsgId>\
<OrgnlMsgNmId>{documents.PAIN001}</OrgnlMsgNmId>{per_status}</OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>{_xml(answers)}</OrgnlPmtInfId>
{body}</OrgnlPmtInfAndSts></CstmrPmtStsRpt>""",
    )


def camt054_of(lines: Iterable[RawLine], head: StatementHead, account: str = "AGENT") -> bytes:
    """A notification of booked entries on an account, one for each line: paid and returned.

    Raises ValueError for a result that a booked entry cannot say.
    """
    told = list(lines)
    number, total = _xml(head.number), sum(int(line.amount) for line in told)
    return _document(
        documents.CAMT054,
        f"""<BkToCstmrDbtCdtNtfctn>
<GrpHdr><MsgId>{number}</MsgId><CreDtTm>{head.made_on}{_AT_NOON}</CreDtTm></GrpHdr>
<Ntfctn><Id>{number}</Id><Acct><Id><Othr><Id>{_xml(account)}</Id></Othr></Id><Ccy>VND</Ccy></Acct>
<TxsSummry><TtlNtries><NbOfNtries>{len(told)}</NbOfNtries><Sum>{total}</Sum></TtlNtries></TxsSummry>
{"".join(map(_entry, told))}</Ntfctn></BkToCstmrDbtCdtNtfctn>""",
    )


def _document(message: str, body: str) -> bytes:
    opening = f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{message}">'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{opening}{body}</Document>\n'.encode()


def _status(line: RawLine) -> str:
    if line.result not in _STATUS_OF:
        raise ValueError(f"a status report cannot say {line.result}")
    return _STATUS_OF[line.result]


def _status_of_line(line: RawLine, status: str) -> str:
    reason = _reason("StsRsnInf", line.reason) if line.result != "paid" else ""
    return (
        f"<TxInfAndSts><OrgnlEndToEndId>{_xml(line.reference)}</OrgnlEndToEndId>"
        f"<TxSts>{status}</TxSts>{reason}<AccptncDtTm>{line.done_on}{_AT_NOON}</AccptncDtTm>"
        f'<OrgnlTxRef><Amt><InstdAmt Ccy="VND">{line.amount}</InstdAmt></Amt></OrgnlTxRef>'
        "</TxInfAndSts>\n"
    )


def _entry(line: RawLine) -> str:
    if line.result not in ("paid", "returned"):
        raise ValueError(f"a booked entry cannot say {line.result}")
    back = line.result == "returned"
    amount = f'<Amt Ccy="VND">{line.amount}</Amt>'
    direction = f"<CdtDbtInd>{'CRDT' if back else 'DBIT'}</CdtDbtInd>"
    returned = (_reason("RtrInf", line.reason) or "<RtrInf/>") if back else ""
    return (
        f"<Ntry>{amount}{direction}<Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt><Dt>{line.done_on}</Dt></BookgDt><BkTxCd/><NtryDtls><TxDtls>"
        f"<Refs><EndToEndId>{_xml(line.reference)}</EndToEndId></Refs>{amount}{direction}"
        f"{returned}</TxDtls></NtryDtls></Ntry>\n"
    )


def _reason(element: str, reason: str) -> str:
    """Our reason by its code, or as it stands; free text in lines of 105 characters."""
    if not reason:
        return ""
    if reason in REASONS:
        code = CODE_OF_REASON.get(reason)
        said = f"<Cd>{code}</Cd>" if code else f"<Prtry>{reason}</Prtry>"
        return f"<{element}><Rsn>{said}</Rsn></{element}>"
    rows = wrap(reason, _LONGEST_WORDS, break_on_hyphens=False)
    words = "".join(f"<AddtlInf>{_xml(row)}</AddtlInf>" for row in rows)
    return f"<{element}>{words}</{element}>"


def _xml(text: str) -> str:
    return escape(text, quote=False)
