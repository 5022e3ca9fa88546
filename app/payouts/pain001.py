"""The instruction as ISO 20022 pain.001.001.09 (CustomerCreditTransferInitiation), for đồng.

| what we say | where it stands |
|---|---|
| number of the instruction | `GrpHdr/MsgId`; `PmtInfId` is it with the way's ending |
| when it was leased, in Vietnam's time | `CreDtTm`; its day `ReqdExctnDt` |
| how many orders, how many đồng | `NbOfTxs`, `CtrlSum`: of the file and of each `PmtInf` |
| who pays | `InitgPty`, `Dbtr`: the payer's name |
| the agent | `DbtrAgt` (name, our code); `DbtrAcct`: the account agreed with it, by our code |
| charges | `ChrgBr` DEBT: the payee gets the full amount |
| what it is for | `CtgyPurp` SSBE, social security benefit |
| the order's reference | `EndToEndId`: every answer names it |
| the amount | `InstdAmt Ccy="VND"`, whole đồng |
| who receives the money | `Cdtr`, with identity number (`PrvtId`, NIDN; a centre: `OrgId`) |
| who is entitled, when another receives | `UltmtCdtr`, with identity number |
| where the payee lives | `PstlAdr` of the payee: country and lines of 70 characters |
| account and its holder | `CdtrAcct`, bank by name in `CdtrAgt` |
| a holder's name above 70 characters, the proxy's paper | `InstrForCdtrAgt/InstrInf` |
| group and month | `RmtInf/Strd/RfrdDocInf`: type NHOM, number the group, day the month's first |

One `PmtInf` for each way, in this order; `LclInstrm` names the way.

| way | ending | `PmtMtd` | structure |
|---|---|---|---|
| transfer | CK | TRF | to the account |
| counter | TQ | CHK | no account; `DlvryMtd` PUCD (picked up), `HOLD`: pay on identification |
| home | TN | CHK | no account; `DlvryMtd` CRCD (brought by courier) |
| proxy | UQ | CHK | as counter, received by the proxy |
| centre, with account | TT | TRF | to the centre's account |
| centre, without | TM | CHK | as counter, received by the centre |

pain.001 knows no cash; CHK, the order to pay out to a named person, is how post offices take it.
No text is cut: what has no room is refused. Text is NFC; the bytes depend on nothing but the input.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from tempfile import SpooledTemporaryFile
from textwrap import wrap
from typing import Final

from app.core.clock import VIETNAM
from app.core.text import tidy
from app.payouts.instructions import InstructionHead, InstructionLine
from app.payouts.rules import OrderUnsayable

_SPACE: Final = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_MEMORY: Final = 4 << 20
_CHUNK: Final = 1 << 16
_NAME, _HOLDER, _ADDRESS_LINE, _INFORMATION, _CODE, _ACCOUNT = 140, 70, 70, 140, 35, 34
_MOST_ADDRESS_LINES: Final = 7


@dataclass(frozen=True, slots=True)
class _Way:
    """How one way is said: its ending, method, words for the agent, and who takes the money."""

    name: str
    ending: str
    method: str
    delivery: str = ""
    held: bool = False
    other_receives: bool = False


_WAYS: Final = (
    _Way("transfer", "CK", "TRF"),
    _Way("counter", "TQ", "CHK", "PUCD", held=True),
    _Way("home", "TN", "CHK", "CRCD"),
    _Way("proxy", "UQ", "CHK", "PUCD", held=True, other_receives=True),
    _Way("centre", "TT", "TRF", other_receives=True),
    _Way("centre", "TM", "CHK", "PUCD", held=True, other_receives=True),
)
_WAY_OF: Final = {(way.name, way.method): way for way in _WAYS}


class _Part:
    """The orders of one way, written aside until their number and sum are known."""

    def __init__(self, kept: ExitStack) -> None:
        self.count = self.total = 0
        self.aside = kept.enter_context(SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115

    def add(self, transaction: str, amount: int) -> None:
        self.count += 1
        self.total += amount
        self.aside.write(transaction.encode())

    def pieces(self) -> Iterator[bytes]:
        self.aside.seek(0)
        while piece := self.aside.read(_CHUNK):
            yield piece


def pain001(head: InstructionHead, lines: Iterable[InstructionLine]) -> Iterator[bytes]:
    """The bytes of the instruction, in pieces; the same for the same head and lines.

    Every line is written aside before the first byte goes out, so a refusal leaves no half file.
    Raises OrderUnsayable for an order that the message has no room for.
    """
    with ExitStack() as kept:
        parts: dict[_Way, _Part] = {}
        for line in lines:
            way = _way_of(line)
            if way not in parts:
                parts[way] = _Part(kept)
            parts[way].add(_transaction(way, line), line.amount_dong)
        _check_head(head, parts.values())
        yield _opening(head).encode()
        for way in _WAYS:
            if way in parts:
                yield _part_opening(head, way, parts[way]).encode()
                yield from parts[way].pieces()
                yield b"</PmtInf>\n"
        yield b"</CstmrCdtTrfInitn></Document>\n"


def _check_head(head: InstructionHead, parts: Iterable[_Part]) -> None:
    """The head tells the count and total (đồng) of the lines, and there is one."""
    found = [sum(numbers) for numbers in zip(*((p.count, p.total) for p in parts), strict=True)]
    if found != [head.order_count, head.total_dong]:
        raise AssertionError(f"instruction {head.number}: {found} found, {head[-2:]} told")


def _way_of(line: InstructionLine) -> _Way:
    method = "TRF" if line.way == "centre" and line.account_number else "CHK"
    way = _WAY_OF.get((line.way, "TRF" if line.way == "transfer" else method))
    if way is None:
        raise _unsayable(line, "its way is unknown", "không rõ hình thức chi trả")
    if way.method == "TRF" and not line.account_number:
        raise _unsayable(
            line, "a transfer needs an account", "chuyển khoản nhưng không có tài khoản"
        )
    if way.other_receives and not line.receiver_name:
        raise _unsayable(line, "nobody is named to receive it", "không ghi người nhận thay")
    if line.amount_dong <= 0:
        raise _unsayable(line, "it pays nothing", "số tiền không lớn hơn 0")
    return way


def _opening(head: InstructionHead) -> str:
    text = _texts(head.number)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{_SPACE}"><CstmrCdtTrfInitn>\n'
        f"<GrpHdr><MsgId>{text(head.number, 32)}</MsgId><CreDtTm>{_moment(head)}</CreDtTm>"
        f"<NbOfTxs>{head.order_count}</NbOfTxs><CtrlSum>{head.total_dong}</CtrlSum>"
        f"<InitgPty><Nm>{text(head.payer_name, _NAME)}</Nm></InitgPty></GrpHdr>\n"
    )


def _part_opening(head: InstructionHead, way: _Way, part: _Part) -> str:
    text = _texts(head.number)
    agent = text(head.agent_code, _ACCOUNT)
    return (
        f"<PmtInf><PmtInfId>{text(head.number, 32)}-{way.ending}</PmtInfId>"
        f"<PmtMtd>{way.method}</PmtMtd><NbOfTxs>{part.count}</NbOfTxs>"
        f"<CtrlSum>{part.total}</CtrlSum>"
        f"<PmtTpInf><LclInstrm><Prtry>{way.name}</Prtry></LclInstrm>"
        "<CtgyPurp><Cd>SSBE</Cd></CtgyPurp></PmtTpInf>"
        f"<ReqdExctnDt><Dt>{_moment(head)[:10]}</Dt></ReqdExctnDt>"
        f"<Dbtr><Nm>{text(head.payer_name, _NAME)}</Nm></Dbtr>"
        f"<DbtrAcct><Id><Othr><Id>{agent}</Id>"
        "<SchmeNm><Prtry>AGENT</Prtry></SchmeNm></Othr></Id><Ccy>VND</Ccy></DbtrAcct>"
        f"<DbtrAgt><FinInstnId><Nm>{text(head.agent_name, _NAME)}</Nm>"
        f"<Othr><Id>{agent}</Id></Othr></FinInstnId></DbtrAgt><ChrgBr>DEBT</ChrgBr>\n"
    )


def _moment(head: InstructionHead) -> str:
    return head.made_at.astimezone(VIETNAM).isoformat(timespec="seconds")


def _transaction(way: _Way, line: InstructionLine) -> str:
    text = _texts(line.reference)
    payee = (
        f"<Nm>{text(line.payee_name, _NAME)}</Nm>{_address(line)}"
        f"{_person(line.payee_id_number, text)}"
    )
    creditor, entitled = payee, ""
    if way.other_receives:
        creditor, entitled = _receiver(way, line), f"<UltmtCdtr>{payee}</UltmtCdtr>"
    cheque = bank = account = ""
    notes: list[str] = []
    if way.delivery:
        cheque = f"<ChqInstr><DlvryMtd><Cd>{way.delivery}</Cd></DlvryMtd></ChqInstr>"
    else:
        bank, account, notes = _account(line)
    return (
        f"<CdtTrfTxInf><PmtId><EndToEndId>{text(line.reference, _CODE)}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="VND">{line.amount_dong}</InstdAmt></Amt>{cheque}{bank}'
        f"<Cdtr>{creditor}</Cdtr>{account}{entitled}{_for_the_agent(way, line, notes)}"
        f"{_remittance(line)}</CdtTrfTxInf>\n"
    )


def _receiver(way: _Way, line: InstructionLine) -> str:
    """The proxy as a person, the centre as an organisation."""
    text = _texts(line.reference)
    name = f"<Nm>{text(line.receiver_name or '', _NAME)}</Nm>"
    if way.name == "proxy":
        return name + _person(line.receiver_id_number, text)
    if not line.receiver_id_number:
        return name
    number = text(line.receiver_id_number, _CODE)
    return f"{name}<Id><OrgId><Othr><Id>{number}</Id></Othr></OrgId></Id>"


def _person(number: str | None, text: Callable[[str, int], str]) -> str:
    if not number:
        return ""
    return (
        f"<Id><PrvtId><Othr><Id>{text(number, _CODE)}</Id>"
        "<SchmeNm><Cd>NIDN</Cd></SchmeNm></Othr></PrvtId></Id>"
    )


def _address(line: InstructionLine) -> str:
    place = ", ".join(filter(None, (line.hamlet, line.commune, line.district)))
    rows = _rows(tidy(place))
    if len(rows) > _MOST_ADDRESS_LINES:
        raise _unsayable(line, "the address has no room", "địa chỉ quá dài")
    text = _texts(line.reference)
    told = "".join(f"<AdrLine>{text(row, _ADDRESS_LINE)}</AdrLine>" for row in rows)
    return f"<PstlAdr><Ctry>VN</Ctry>{told}</PstlAdr>"


@lru_cache(maxsize=4096)
def _rows(place: str) -> tuple[str, ...]:
    return tuple(wrap(place, _ADDRESS_LINE, break_on_hyphens=False))


def _account(line: InstructionLine) -> tuple[str, str, list[str]]:
    """The bank, the account, and what of its holder's name has no room beside it."""
    text = _texts(line.reference)
    bank = holder = ""
    notes: list[str] = []
    if line.bank:
        name = text(line.bank, _NAME)
        bank = f"<CdtrAgt><FinInstnId><Nm>{name}</Nm></FinInstnId></CdtrAgt>"
    if line.account_name and len(tidy(line.account_name)) > _HOLDER:
        notes.append(text(f"Chủ tài khoản: {line.account_name}", _INFORMATION))
    elif line.account_name:
        holder = f"<Nm>{text(line.account_name, _HOLDER)}</Nm>"
    number = text(line.account_number or "", _ACCOUNT)
    account = f"<CdtrAcct><Id><Othr><Id>{number}</Id></Othr></Id><Ccy>VND</Ccy>{holder}</CdtrAcct>"
    return bank, account, notes


def _for_the_agent(way: _Way, line: InstructionLine, notes: list[str]) -> str:
    told = "<InstrForCdtrAgt><Cd>HOLD</Cd></InstrForCdtrAgt>" if way.held else ""
    if line.receiver_paper and way.other_receives:
        text = _texts(line.reference)
        notes = [*notes, text(f"Giấy tờ nhận thay: {line.receiver_paper}", _INFORMATION)]
    return told + "".join(
        f"<InstrForCdtrAgt><InstrInf>{note}</InstrInf></InstrForCdtrAgt>" for note in notes
    )


def _remittance(line: InstructionLine) -> str:
    group = _texts(line.reference)(line.group_code, _CODE)
    return (
        "<RmtInf><Strd><RfrdDocInf><Tp><CdOrPrtry><Prtry>NHOM</Prtry></CdOrPrtry></Tp>"
        f"<Nb>{group}</Nb><RltdDt>{line.month.replace(day=1)}</RltdDt></RfrdDocInf>"
        f"<AddtlRmtInf>Hỗ trợ nhóm {group} tháng {line.month:%m/%Y}</AddtlRmtInf></Strd></RmtInf>"
    )


def _texts(reference: str) -> Callable[[str, int], str]:
    """How the texts of one order become XML; what XML cannot say or has no room is refused."""

    def text(said: str, most: int) -> str:
        kept = tidy(said)
        if not kept or len(kept) > most or _NOT_XML.search(kept):
            raise OrderUnsayable(
                reference=reference,
                reason=f"a text is empty, longer than {most} characters or not text",
                reason_vi=f"có nội dung trống, dài quá {most} ký tự hoặc chứa ký tự lạ",
            )
        return escape(kept, quote=False)

    return text


def _unsayable(line: InstructionLine, reason: str, reason_vi: str) -> OrderUnsayable:
    return OrderUnsayable(reference=line.reference, reason=reason, reason_vi=reason_vi)
