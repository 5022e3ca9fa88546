"""Sources of money: what each was given, where it stands, who carries what in the end."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import BigInteger, and_, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import funds, policy
from app.core.errors import BadInput
from app.documents.schemas import ReportSection
from app.funds import Account, Move, Shares
from app.funds.tables import FundSource, Journal, JournalEntry
from app.reports import seen
from app.reports.figures import SourceMoney
from app.reports.kinds.frame import dong, sheet_with_total, text
from app.reports.report import Ask, Report
from app.sheets import Column, Kind, Row, Sheet

_LEVELS_VI: Final = {
    "central": "Ngân sách trung ương", "province": "Ngân sách tỉnh",
    "district": "Ngân sách huyện", "other": "Nguồn khác",
}  # fmt: skip
_NO_GROUP_VI: Final = "Chưa ghi nhóm"
_CLASS_UNKNOWN: Final = (
    "Chính sách chưa xếp loại tỉnh này nên chưa tính được phần ngân sách trung ương gánh."
)
_NAMED: Final = (
    text("code", "Mã nguồn", "Mã của nguồn kinh phí."),
    text("name", "Nguồn kinh phí", "Tên nguồn kinh phí."),
    text("level", "Cấp", "Cấp ngân sách hoặc nguồn khác."),
)
BALANCES: Final = (
    *_NAMED,
    dong(
        "given_dong", "Tổng kinh phí (đồng)",
        "Kinh phí nguồn đã có: được cấp, tạm ứng và nhận từ nguồn khác, trừ số đã trả lại.",
        ("allotted_dong", "advanced_dong", "settled_dong"),
    ),
    dong("allotted_dong", "Được cấp (đồng)", "Kinh phí được cấp, trừ số đã nộp trả."),
    dong("advanced_dong", "Tạm ứng (đồng)", "Kinh phí tạm ứng, trừ số đã hoàn trả."),
    dong(
        "settled_dong", "Quyết toán với nguồn khác (đồng)",
        "Số nhận của nguồn khác trừ số trả nguồn khác.", signed=True,
    ),
    dong(
        "stands_dong", "Đang ở (đồng)",
        "Cùng số kinh phí đó, cộng theo nơi đang đứng.",
        ("left_dong", "committed_dong", "sent_dong", "paid_dong", "recovered_dong"),
    ),
    dong("committed_dong", "Đã cam kết (đồng)", "Đã phê duyệt, chưa chuyển đơn vị chi trả."),
    dong("sent_dong", "Đã chuyển (đồng)", "Đang ở đơn vị chi trả."),
    dong("paid_dong", "Đã chi (đồng)", "Ở người hưởng, trừ tiền trả lại và tiền thu hồi."),
    dong("recovered_dong", "Thu hồi còn giữ (đồng)", "Đã thu hồi, chưa nộp trả nơi cấp."),
    dong("left_dong", "Còn được dùng (đồng)", "Chưa cam kết cho quyết định nào."),
)  # fmt: skip
FLOWS: Final = (
    *_NAMED,
    dong(
        "paid_out_dong", "Đã chi ra (đồng)",
        "Mọi khoản đã đến tay người hưởng, kể cả khoản sau đó trở lại.",
        ("paid_dong", "returned_dong", "came_back_dong"),
    ),
    dong("paid_dong", "Còn ở người hưởng (đồng)", "Đã chi trừ tiền trả lại và tiền thu hồi."),
    dong("returned_dong", "Ngân hàng trả lại (đồng)", "Đã chi và bị ngân hàng trả lại."),
    dong(
        "came_back_dong", "Đã thu hồi (đồng)",
        "Đã chi sai và đã thu hồi.", ("recovered_dong", "given_back_dong"),
    ),
    dong("recovered_dong", "Thu hồi còn giữ (đồng)", "Đã thu hồi, chưa nộp trả nơi cấp."),
    dong("given_back_dong", "Thu hồi đã nộp (đồng)", "Đã thu hồi và nộp trả nơi cấp."),
)  # fmt: skip
SHARES: Final = (
    *_NAMED,
    dong(
        "spent_dong", "Đã chi (đồng)", "Số nguồn đã chi cho người hưởng.",
        ("carries_dong", "advanced_dong"),
    ),
    dong("carries_dong", "Phải gánh (đồng)", "Phần nguồn phải gánh theo tỷ lệ của chính sách."),
    dong(
        "advanced_dong", "Ứng thay nguồn khác (đồng)",
        "Số nguồn chi thay nguồn khác; số âm là nguồn khác chi thay.",
        ("settled_dong", "remaining_dong"), signed=True,
    ),
    dong(
        "settled_dong", "Đã quyết toán (đồng)",
        "Số nhận của nguồn khác trừ số trả nguồn khác.", signed=True,
    ),
    dong(
        "remaining_dong", "Còn phải quyết toán (đồng)",
        "Số còn được nhận; số âm là còn phải trả.", signed=True,
    ),
)  # fmt: skip
BY_GROUP: Final = (
    text("group", "Nhóm đối tượng", "Nhóm được hỗ trợ theo chính sách."),
    Column(
        key="central_percent", title="Trung ương (%)", kind=Kind.TEXT, adds=False,
        meaning="Tỷ lệ phần ngân sách trung ương gánh theo chính sách vào ngày chi.",
    ),
    dong(
        "spent_dong", "Đã chi (đồng)",
        "Số đã chi cho nhóm; số âm là tiền trở lại mà sổ không ghi của nhóm nào.",
        ("central_dong", "own_dong"), signed=True,
    ),
    dong("central_dong", "Trung ương (đồng)", "Phần ngân sách trung ương gánh.", signed=True),
    dong(
        "own_dong", "Địa phương (đồng)", "Phần ngân sách địa phương và nguồn khác gánh.",
        signed=True,
    ),
)  # fmt: skip


def check_area(ask: Ask) -> None:
    """A source serves its whole province; raises BadInput of less."""
    if seen.depth(ask.area) != 1:
        raise BadInput(
            reason="Sources of money serve a whole province: ask for the province.",
            reason_vi="Nguồn kinh phí là của toàn tỉnh: hãy chọn phạm vi toàn tỉnh.",
            pointer="query: area",
        )


async def report_of(session: AsyncSession, ask: Ask) -> Report:
    """Sources and their settlement; raises BadInput of less than a province, NoPolicyInForce."""
    check_area(ask)
    money = await sources_of(session, ask)
    return Report(
        ask=ask, subject="nguồn kinh phí và quyết toán",
        sections=(
            ReportSection(
                heading="1. Kinh phí theo nguồn", sheets=(_balances(money), _flows(money)),
            ),
            await _settlement(session, ask),
        ),
    )  # fmt: skip


async def _settlement(session: AsyncSession, ask: Ask) -> ReportSection:
    """Who carries what; of a province whose class nobody has entered that alone is said."""
    heading = "2. Trách nhiệm chi và quyết toán giữa các nguồn"
    try:
        shares = await funds.shares(session, ask.as_of, seen.known_before(ask))
    except policy.ProvinceClassUnknown:
        return ReportSection(heading=heading, paragraphs=(_CLASS_UNKNOWN,))
    sheets = (_by_group(ask, shares), await _shares(session, shares))
    return ReportSection(heading=heading, sheets=sheets)


def _held(account: Account, sign: int = 1) -> Any:
    total = func.sum(JournalEntry.amount_dong).filter(JournalEntry.account == account)
    return cast(sign * func.coalesce(total, 0), BigInteger)


def _moved(account: Account, *moves: Move) -> Any:
    ours = and_(JournalEntry.account == account, Journal.kind.in_(moves))
    total = func.sum(JournalEntry.amount_dong).filter(ours)
    return cast(func.coalesce(total, 0), BigInteger)


async def sources_of(session: AsyncSession, ask: Ask) -> tuple[SourceMoney, ...]:
    """Where the money of every source stood, by the ledger as it was known; by code."""
    booked = funds.booked_by(ask.as_of, seen.known_before(ask))
    figures = {
        "allotted_dong": _held(Account.ALLOTMENT, -1), "advanced_dong": _held(Account.ADVANCE, -1),
        "settled_dong": _held(Account.SETTLEMENT, -1), "left_dong": _held(Account.AVAILABLE),
        "committed_dong": _held(Account.COMMITTED), "sent_dong": _held(Account.SENT),
        "paid_dong": _held(Account.PAID), "recovered_dong": _held(Account.RECOVERED),
        "paid_out_dong": _moved(Account.PAID, Move.PAY, Move.PAY_LATE),
        "returned_dong": -_moved(Account.PAID, Move.RETURN_PAID),
        "came_back_dong": -_moved(Account.PAID, Move.RECOVER, Move.UNDO_RECOVERY),
        "given_back_dong": -_moved(
            Account.RECOVERED, Move.GIVE_BACK_RECOVERED, Move.REPAY_RECOVERED
        ),
    }  # fmt: skip
    query = (
        select(
            FundSource.code, FundSource.name, FundSource.level,
            *(figure.label(name) for name, figure in figures.items()),
        )
        .outerjoin(Journal, and_(Journal.source_id == FundSource.id, booked))
        .outerjoin(JournalEntry, JournalEntry.journal_id == Journal.id)
        .where(FundSource.level != "suspense")
        .group_by(FundSource.id)
        .order_by(FundSource.code)
    )  # fmt: skip
    return tuple(SourceMoney(**row) for row in (await session.execute(query)).mappings())


def _named(code: str, name: str, level: str) -> dict[str, str]:
    return {"code": code, "name": name, "level": _LEVELS_VI.get(level, level)}


def _balances(money: tuple[SourceMoney, ...]) -> Sheet:
    keys = [one.key for one in BALANCES[3:] if one.key not in ("given_dong", "stands_dong")]
    rows = []
    for one in money:
        cells = {key: getattr(one, key) for key in keys}
        # Each from the other side, so that a sum across is also the closing of the ledger.
        cells["given_dong"] = one.stands_dong
        cells["stands_dong"] = one.given_dong
        rows.append(Row(key=one.code, cells={**_named(one.code, one.name, one.level), **cells}))
    note = "Tổng kinh phí và tổng theo nơi đang đứng của mỗi nguồn luôn bằng nhau."
    return sheet_with_total("sources", "Kinh phí theo nguồn", BALANCES, rows, note)


def _flows(money: tuple[SourceMoney, ...]) -> Sheet:
    rows = [
        Row(
            key=one.code,
            cells={
                **_named(one.code, one.name, one.level),
                **{column.key: getattr(one, column.key) for column in FLOWS[3:]},
            },
        )
        for one in money
    ]
    return sheet_with_total("source_flows", "Tiền chi ra và trở lại", FLOWS, rows)


def _by_group(ask: Ask, shares: Shares) -> Sheet:
    names: Mapping[str, str] = seen.group_names(ask)
    rows = [
        Row(
            key=f"{one.group_code or 'none'}/{one.central_percent}",
            cells={
                "group": names.get(one.group_code or "", one.group_code or _NO_GROUP_VI),
                "central_percent": str(one.central_percent), "spent_dong": one.spent_dong,
                "central_dong": one.central_dong, "own_dong": one.own_dong,
            },
        )
        for one in shares.groups
    ]  # fmt: skip
    note = (
        "Phần trung ương được cắt xuống đồng nguyên một lần trên tổng số; từng phần làm tròn theo "
        "số dư lớn nhất để cộng lại luôn bằng tổng."
    )
    return sheet_with_total("shares_by_group", "Phần gánh theo nhóm", BY_GROUP, rows, note)


async def _shares(session: AsyncSession, shares: Shares) -> Sheet:
    query = select(FundSource.id, FundSource.code, FundSource.name, FundSource.level)
    named = {row.id: _named(row.code, row.name, row.level) for row in await session.execute(query)}
    rows = [
        Row(
            key=named[one.id]["code"],
            cells={
                **named[one.id],
                **{column.key: getattr(one, column.key) for column in SHARES[3:]},
            },
        )
        for one in shares.sources
    ]
    return sheet_with_total("shares_by_source", "Phần gánh theo nguồn", SHARES, rows)
