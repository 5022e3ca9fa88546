"""Reading runs and orders; an agent sees only what was released to it."""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, NamedTuple

import xlsxwriter
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    and_,
    exists,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app import decisions
from app.admin_units.tables import AdminUnit
from app.core.db import standing_of
from app.core.errors import NotFound
from app.core.money import spoken
from app.decisions.tables import DecisionLine
from app.dossiers import all_of, any_of
from app.dossiers.tables import BenefitAdjustment, PersonClaim
from app.payouts.rules import (
    CANCELLED,
    MARKS,
    NOT_AGAIN,
    WITHDRAWN,
    NotReleased,
    RunState,
    csv_line,
)
from app.payouts.tables import PayoutOrder, PayoutRun

_RUN = (
    PayoutRun.id, PayoutRun.decision_id, PayoutRun.agent_code, PayoutRun.state,
    PayoutRun.order_count, PayoutRun.total_dong, PayoutRun.prepared_at, PayoutRun.released_at,
    PayoutRun.area_path,
)  # fmt: skip
_ORDER = (
    PayoutOrder.id, PayoutOrder.reference, PayoutOrder.dossier_id, PayoutOrder.group_code,
    PayoutOrder.first_month, PayoutOrder.amount_dong, PayoutOrder.payee_name,
    PayoutOrder.payee_id_number, PayoutOrder.payee_hamlet, PayoutOrder.area_path,
    PayoutOrder.live,
)  # fmt: skip
HEADINGS = (
    "STT", "Mã lệnh chi", "Họ và tên", "Số CMND/CCCD", "Thôn, tổ dân phố", "Xã, phường",
    "Huyện, thị xã", "Nhóm", "Tháng", "Số tiền (đồng)",
)  # fmt: skip
_WIDTHS = (6, 19, 28, 16, 20, 20, 20, 10, 10, 16)


class Instruction(NamedTuple):
    """The file that an agent executes; the same bytes whenever it is asked for."""

    content: bytes
    media_type: str
    file_name: str
    orders: int

    @property
    def seal(self) -> str:
        """SHA-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def _seen(session: AsyncSession) -> ColumnElement[bool]:
    """Agents see released runs; row policies already keep other agents' away."""
    return PayoutRun.state == RunState.RELEASED if standing_of(session).agent else true()


async def run_shown(session: AsyncSession, run_id: int) -> dict[str, Any]:
    """One run; raises NotFound outside the territory, and for an agent before its release."""
    query = select(*_RUN).where(PayoutRun.id == run_id, _seen(session))
    row = (await session.execute(query)).mappings().first()
    if row is None:
        raise NotFound(what="danh sách chi trả")
    return dict(row)


async def runs_after(
    session: AsyncSession, after: int, limit: int, state: RunState | None
) -> list[dict[str, Any]]:
    """Runs of the territory by number, page by page."""
    query = select(*_RUN).where(PayoutRun.id > after, _seen(session))
    if state:
        query = query.where(PayoutRun.state == state)
    found = await session.execute(query.order_by(PayoutRun.id).limit(limit))
    return [dict(row) for row in found.mappings()]


async def orders_after(
    session: AsyncSession, run_id: int, after: int, limit: int
) -> list[dict[str, Any]]:
    """Orders of a run by number, page by page; raises NotFound."""
    await run_shown(session, run_id)
    query = select(*_ORDER).where(
        PayoutOrder.run_id == run_id, PayoutOrder.id > after, PayoutOrder.payee_name.not_in(MARKS)
    )
    found = await session.execute(query.order_by(PayoutOrder.id).limit(limit))
    held = set(await held_orders(session, run_id))
    return [dict(row) | {"held": row["id"] in held} for row in found.mappings()]


async def instruction_csv(
    session: AsyncSession, run_id: int, *, reissued: bool = False
) -> Instruction:
    """The run as CSV (UTF-8 with mark, every cell quoted and guarded); raises NotReleased."""
    run, rows = await _instructed(session, run_id, reissued)
    content = await asyncio.to_thread(_as_csv, rows)
    name = f"{_file_name(run, reissued)}.csv"
    return Instruction(content, "text/csv; charset=utf-8", name, len(rows))


async def instruction_xlsx(
    session: AsyncSession, run_id: int, *, reissued: bool = False
) -> Instruction:
    """The run as a workbook of text cells; raises NotReleased."""
    run, rows = await _instructed(session, run_id, reissued)
    content = await asyncio.to_thread(_as_xlsx, run, rows)
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Instruction(content, media_type, f"{_file_name(run, reissued)}.xlsx", len(rows))


def _file_name(run: dict[str, Any], reissued: bool) -> str:
    return f"lenh-chi-{run['agent_code']}-{run['id']}{'-lap-lai' if reissued else ''}"


async def _instructed(
    session: AsyncSession, run_id: int, reissued: bool
) -> tuple[dict[str, Any], Sequence[Row[Any]]]:
    run = await run_shown(session, run_id)
    if run["state"] != RunState.RELEASED:
        raise NotReleased
    if await decisions.decision_suspended(session, run["decision_id"]):
        raise decisions.Suspended
    held = await held_orders(session, run_id)
    commune, district = aliased(AdminUnit), aliased(AdminUnit)
    query = (
        select(
            PayoutOrder.reference, PayoutOrder.payee_name,
            func.coalesce(PayoutOrder.payee_id_number, ""),
            func.coalesce(PayoutOrder.payee_hamlet, ""), func.coalesce(commune.name, ""),
            func.coalesce(district.name, ""), PayoutOrder.group_code,
            func.to_char(PayoutOrder.first_month, "MM/YYYY"), PayoutOrder.amount_dong,
        )
        .outerjoin(commune, commune.path == PayoutOrder.area_path)
        .outerjoin(district, district.code == commune.parent_code)
        .where(_goes_into_the_file(run_id, reissued), PayoutOrder.id != all_of(held))
        .order_by(PayoutOrder.id)
    )  # fmt: skip
    return run, (await session.execute(query)).all()


def _goes_into_the_file(run_id: int, reissued: bool) -> ColumnElement[bool]:
    """A reissued order goes out in a file of its own, so the first file stays what it was."""
    again = _issued_again(run_id)
    return and_(
        PayoutOrder.run_id == run_id,
        PayoutOrder.payee_name.not_in(MARKS),
        PayoutOrder.id.not_in(_taken_back(run_id)),
        again if reissued else ~again,
    )


def people_instructed(run_id: int, *, reissued: bool) -> Select[int]:
    """Whose numbers stand in the file that an agent executes."""
    return (
        select(PersonClaim.person_id)
        .join(PayoutOrder, PayoutOrder.dossier_id == PersonClaim.dossier_id)
        .where(_goes_into_the_file(run_id, reissued))
    )


def people_of_orders(rows: Sequence[dict[str, Any]]) -> Select[int]:
    """Whose numbers stand on a page of orders."""
    dossiers = any_of([row["dossier_id"] for row in rows])
    return select(PersonClaim.person_id).where(PersonClaim.dossier_id == dossiers)


def _taken_back(run_id: int) -> Select[Any]:
    """Orders withdrawn before they were sent; a mark stands in the place of each."""
    mark = aliased(PayoutOrder)
    return select(mark.replaces_id).where(mark.run_id == run_id, mark.payee_name == WITHDRAWN)


def _issued_again(run_id: int) -> ColumnElement[bool]:
    """An order made after its run went out: not the rest of one that was reduced before."""
    return PayoutOrder.replaces_id.is_not(None) & PayoutOrder.replaces_id.not_in(
        _taken_back(run_id)
    )


async def held_orders(session: AsyncSession, run_id: int) -> list[int]:
    """The live orders of a run that a complaint or finding holds; their payer may ask too."""
    among = func.nation.held_orders(
        func.current_schema(), literal(run_id, BigInteger()), type_=ARRAY(BigInteger())
    )
    return list(await session.scalar(select(among)) or ())


class Going(NamedTuple):
    """What a run sends: live orders, their sum (đồng), and whether some were reduced."""

    order_count: int
    total_dong: int
    reduced: bool


async def going_out(session: AsyncSession, run_id: int) -> Going:
    """The orders of a run that are to be paid."""
    live, amount = PayoutOrder.live, PayoutOrder.amount_dong
    query = select(
        func.count().filter(live),
        func.coalesce(func.sum(amount).filter(live), 0).cast(BigInteger),
        func.coalesce(func.bool_or(PayoutOrder.payee_name == WITHDRAWN), False),
    ).where(PayoutOrder.run_id == run_id)
    return Going(*(await session.execute(query)).one())


def topped_up_in(run_id: int) -> Select[int]:
    """The dossiers whose difference goes out with a run."""
    return select(PayoutOrder.dossier_id).where(PayoutOrder.run_id == run_id, PayoutOrder.live)


async def people_to_settle(session: AsyncSession, decision_id: int) -> list[int]:
    """People of a decision whose other benefit was merged into theirs before they were ordered."""
    open_ones = select(BenefitAdjustment.dossier_id).where(
        BenefitAdjustment.kind == "top_up", BenefitAdjustment.state == "open"
    )
    waiting = list(await session.scalars(open_ones))
    if not waiting:
        return []
    query = (
        select(PersonClaim.person_id)
        .join(DecisionLine, DecisionLine.dossier_id == PersonClaim.dossier_id)
        .where(PersonClaim.dossier_id == any_of(waiting), DecisionLine.decision_id == decision_id)
    )
    return sorted(set(await session.scalars(query)))


async def order_to_replace(session: AsyncSession, order_id: int) -> Any:
    """Whether an order is live, its run, the mark that stands in its place, its claim's state.

    And whether a later decision changed its line.
    """
    mark, end = aliased(PayoutOrder), aliased(PayoutOrder)
    # What is left of a changed line is ordered in another run.
    cancelled = exists().where(
        end.payee_name == CANCELLED,
        end.run_id == PayoutOrder.run_id,
        end.dossier_id == PayoutOrder.dossier_id,
    )
    query = (
        select(
            PayoutOrder.live, PayoutRun.source_id, PayoutRun.state, mark.id.label("mark_id"),
            PersonClaim.state.label("claim"), cancelled.label("cancelled"),
        )
        .join(PayoutRun, PayoutRun.id == PayoutOrder.run_id)
        .outerjoin(PersonClaim, PersonClaim.dossier_id == PayoutOrder.dossier_id)
        .outerjoin(
            mark,
            (mark.run_id == PayoutOrder.run_id)
            & (mark.replaces_id == PayoutOrder.id)
            & mark.payee_name.in_((WITHDRAWN, NOT_AGAIN)),
        )
        .where(PayoutOrder.id == order_id, PayoutOrder.payee_name.not_in(MARKS))
    )  # fmt: skip
    return (await session.execute(query)).first()


def _as_csv(rows: Sequence[Row[Any]]) -> bytes:
    lines = [csv_line(HEADINGS)]
    lines += [
        csv_line((str(number), *row[:-1], str(row[-1]))) for number, row in enumerate(rows, 1)
    ]
    return ("\ufeff" + "".join(lines)).encode()


def _as_xlsx(run: dict[str, Any], rows: Sequence[Row[Any]]) -> bytes:
    target = BytesIO()
    settings = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, settings)
    # The file's own date is the run's, or two makings would differ.
    released: datetime = run["released_at"]
    book.set_properties(
        {"title": "Danh sách chi trả", "created": released.astimezone(UTC).replace(tzinfo=None)}
    )
    sheet = book.add_worksheet("Lenh chi")
    bold = book.add_format({"bold": True})
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    total = sum(row[-1] for row in rows)
    sheet.write_string(0, 0, f"DANH SÁCH CHI TRẢ SỐ {run['id']} - {run['agent_code']}", bold)
    sheet.write_string(1, 0, f"{spoken(len(rows))} lệnh chi, tổng số {spoken(total)} đồng")
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(3, column, heading, bold)
    for number, row in enumerate(rows, 1):
        sheet.write_string(3 + number, 0, str(number))
        for column, value in enumerate(tuple(row)[:-1], 1):
            sheet.write_string(3 + number, column, value)
        sheet.write_number(3 + number, len(row), row[-1])
    book.close()
    return target.getvalue()
