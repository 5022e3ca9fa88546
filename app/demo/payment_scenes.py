"""The labour groups are paid: three agents with files of their own, and what goes wrong on the way.

The post office works with CSV and JSON, a bank with ISO 20022, the policy bank with the workbook to
sign. Somebody is absent, a transfer comes back, a reference is mistyped, an order is asked back,
a proxy signs, and what was wrongly paid is recovered in instalments.
"""

import asyncio
import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import openpyxl

from app import documents, reconciliation
from app.client import Client, Problem
from app.decisions.schemas import AdjustmentOrder, LineChange
from app.demo.cast import AGENT, PROVINCE_PATH
from app.demo.labour_roads import commune_of, lists_of, waiting
from app.demo.paper_scenes import maker_of
from app.demo.paperwork import COOPERATIVE_DISTRICT, OWNERS_DISTRICT
from app.demo.stage import Stage
from app.payouts.lease_schemas import LeasedOrderShown
from app.payouts.schemas import ArrangementOrder, FollowUpOrder
from app.reconciliation.schemas import SettlementOrder
from app.recoveries.schemas import InstalmentOrder, PlanOrder, ReceiptOrder, SignatureLine

_RELEASED: Final = date(2020, 6, 17)
_ASKED_BACK: Final = date(2020, 6, 18)
_TOLD: Final = date(2020, 6, 19)
_COME_BACK: Final = date(2020, 6, 22)
_PAID_ANEW: Final = date(2020, 6, 23)
_ADJUSTED: Final = date(2020, 6, 24)
_INSTALMENTS: Final = (date(2020, 6, 30), date(2020, 7, 31))
_WHOLE: Final = 10_000
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PROXY: Final = "Trần Thị Thay"


class Taken(NamedTuple):
    """A lease as its agent has it: the orders, and the file by which it pays."""

    lease_id: int
    orders: list[LeasedOrderShown]
    file: bytes


async def pay(stage: Stage) -> int:
    """Pay all that is prepared, up to the recovery of what was wrong; people taken out again."""
    async with stage.timed("chi trả nhóm lao động"):
        await stage.set_day(_RELEASED)
        await _arrange(stage)
        runs = await _release(stage, set(stage.decisions.values()))
        post = await _take(stage, "buudien", "csv")
        bank = await _take(stage, "nganhang", "xml")
        lender = await _take(stage, "nhcsxh", "xlsx")
        documents.check_xml(bank.file, documents.PAIN001)
        stage.tally.tell("PAIN001_TAKEN", bool(bank.orders), bank.lease_id)
        await stage.set_day(_ASKED_BACK)
        asked, wrongly, absent, mistyped = _chosen(post.orders)
        await _ask_back(stage, asked, runs)
        await stage.set_day(_TOLD)
        told = await _tell_by_csv(stage, post, {asked.id: "Không chi", absent.id: "Không chi được"},
                                  mistyped)  # fmt: skip
        await _match(stage, told, mistyped)
        refused, back = bank.orders[0], bank.orders[-1]
        await _tell_by_message(stage, bank, refused)
        await _tell_by_workbook(stage, lender)
        await stage.set_day(_COME_BACK)
        await _bring_back(stage, back)
        runs += await _follow_up(stage, [absent, refused, back])
        await _sign(stage, post, {asked.id, absent.id})
        await stage.set_day(_ADJUSTED)
        _, dossier_id = await _take_out(stage, [asked, wrongly])
        await _recover(stage, dossier_id)
        await _close(stage, runs)
    return 2


async def pay_last(stage: Stage, day: date, decision_id: int) -> None:
    """What the amendment brought in is paid by the bank on its day."""
    runs = await _release(stage, {decision_id})
    taken = await _take(stage, "nganhang", "xml")
    bank = await stage.cast.as_officer(PROVINCE_PATH, "nganhang")
    lines = [_raw(one, "paid", day) for one in taken.orders]
    head = reconciliation.StatementHead(f"NH-{day:%Y%m%d}", day, None, None)
    message = reconciliation.camt054_of(lines, head)
    answer = await bank.send_statement_file(message, "application/xml", mode="strict")
    paid = answer["verdicts"]["paid"]["count"]
    stage.tally.tell("PAID_BY_CAMT054", paid == len(lines), (paid, len(lines)))
    await _close(stage, runs)


async def _treasurer(stage: Stage) -> Client:
    return await stage.cast.as_officer(PROVINCE_PATH, "taichinh")


async def _arrange(stage: Stage) -> None:
    """An owner too ill to come has a neighbour with a mandate; somebody old is paid at home."""
    reader = await stage.cast.as_officer(PROVINCE_PATH, "thuky")

    async def first_of(district: str, form: str) -> int:
        (number,) = lists_of(stage, district, form)
        return (await waiting(reader, number, "approved"))[0].id

    proxy = ArrangementOrder(
        way="proxy", receiver_name=PROXY, receiver_id_number="042199000777",
        paper_number="12/UQ-UBND", reason="Đang điều trị nội trú",
    )  # fmt: skip
    officer = await maker_of(stage, commune_of(stage, OWNERS_DISTRICT, "02"))
    await officer.arrange_payee(await first_of(OWNERS_DISTRICT, "02"), proxy)
    officer = await maker_of(stage, commune_of(stage, COOPERATIVE_DISTRICT, "03"))
    at_home = ArrangementOrder(way="home", reason="Không đi lại được")
    await officer.arrange_payee(await first_of(COOPERATIVE_DISTRICT, "03"), at_home)


async def _release(stage: Stage, decisions: set[int]) -> list[int]:
    """All runs of these decisions in one act, once their orders are there."""
    treasurer = await _treasurer(stage)
    runs = await treasurer.payout_runs("prepared")
    while not decisions <= {run.decision_id for run in runs}:
        await asyncio.sleep(0.1)
        runs = await treasurer.payout_runs("prepared")
    mine = [run.id for run in runs if run.decision_id in decisions]
    await treasurer.release_runs(mine)
    return mine


async def _take(stage: Stage, seat: str, kind: str) -> Taken:
    """One pull of an agent; the same again until it is acknowledged."""
    agent = await stage.cast.as_officer(PROVINCE_PATH, seat)
    lease = (await agent.take_lease(_WHOLE)).lease
    assert lease is not None
    again = await agent.take_lease(_WHOLE)
    stage.tally.tell("LEASED_AGAIN", again.again and again.lease == lease, lease.id)
    orders = (await agent.lease_orders(lease.id)).items
    taken = Taken(lease.id, orders, await agent.lease_file(lease.id, kind))
    await agent.acknowledge_lease(lease.id)
    return taken


def _chosen(
    orders: Sequence[LeasedOrderShown],
) -> tuple[LeasedOrderShown, LeasedOrderShown, LeasedOrderShown, LeasedOrderShown]:
    """Who gets into trouble: asked back, paid wrongly, absent, and reported under a slip."""
    at_counter = [one for one in orders if one.way == "counter"]
    asked, wrongly, absent, *_ = [one for one in at_counter if one.group_code == "HKD"]
    mistyped = next(one for one in at_counter if one.group_code == "NLD_CHAMDUT")
    return asked, wrongly, absent, mistyped


async def _ask_back(stage: Stage, order: LeasedOrderShown, runs: Sequence[int]) -> None:
    """An order that its agent has is only asked back; and nothing closes before it has ended."""
    treasurer = await _treasurer(stage)
    asked = await treasurer.cancel_order(order.id, "Hộ này đã kinh doanh trở lại từ tháng 4")
    stage.tally.tell("ASKED_BACK", asked.kind == "requested", asked.kind)
    agent = await stage.cast.as_officer(PROVINCE_PATH, "buudien")
    seen = [one.reference for one in (await agent.cancellations()).items]
    stage.tally.tell("ASKED_BACK", order.reference in seen, seen)
    refused = 0
    for run in runs:
        try:
            await treasurer.close_run(run)
        except Problem as problem:
            refused += problem.code == "run-does-not-close" and bool(problem.errors)
    stage.tally.tell("RUN_LEFT_OPEN", refused == len(runs), refused)


async def _tell_by_csv(
    stage: Stage, taken: Taken, others: dict[int, str], mistyped: LeasedOrderShown
) -> int:
    """The post office's own file, lenient: what it cannot be right about waits."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    writer.writerow(["Mã lệnh chi", "Số tiền (đồng)", "Kết quả", "Ngày chi", "Lý do"])
    for one in taken.orders:
        reference = one.reference if one.id != mistyped.id else f"{one.reference[:-1]}X"
        result = others.get(one.id, "Đã chi")
        reason = "Vắng mặt" if result == "Không chi được" else ""
        writer.writerow([reference, one.amount_dong, result, f"{_TOLD:%d/%m/%Y}", reason])
    agent = await stage.cast.as_officer(PROVINCE_PATH, "buudien")
    content = target.getvalue().encode("utf-8-sig")
    head = {"number": f"BD-LD-{_TOLD:%Y%m%d}", "made_on": _TOLD.isoformat()}
    answer = await agent.send_statement_file(content, "text/csv", mode="lenient", **head)
    again = await agent.send_statement_file(content, "text/csv", mode="lenient", **head)
    counts = {name: tally["count"] for name, tally in answer["verdicts"].items() if tally["count"]}
    wanted = {"paid": len(taken.orders) - 3, "failed": 1, "cancelled": 1, "unknown": 1}
    stage.tally.tell("TOLD_BY_CSV", counts == wanted and again == answer, counts)
    return int(answer["id"])


async def _match(stage: Stage, statement_id: int, mistyped: LeasedOrderShown) -> None:
    """The treasury says which order was meant, the department agrees; suspense is empty again."""
    treasurer = await _treasurer(stage)
    (waits,) = (await treasurer.exceptions(waiting=True)).items
    order = SettlementOrder(
        resolution=reconciliation.Resolution.MATCH, reference=mistyped.reference,
        words="Bưu điện gõ sai ký tự cuối; đã đối chiếu danh sách ký nhận",
    )  # fmt: skip
    proposed = await treasurer.propose_settlement(statement_id, waits.line_number, order)
    try:
        await treasurer.confirm_settlement(proposed.id)
        alone = True
    except Problem as problem:
        alone = problem.code != "same-person"
    department = await stage.cast.as_officer(PROVINCE_PATH, "baocao")
    settled = await department.confirm_settlement(proposed.id)
    left = (await treasurer.exceptions(waiting=True)).items
    right = settled.state == "confirmed" and not left and not alone
    stage.tally.tell("EXCEPTION_MATCHED", right, settled)


def _raw(one: LeasedOrderShown, result: str, day: date, reason: str = "") -> reconciliation.RawLine:
    return reconciliation.RawLine(
        one.reference, str(one.amount_dong), result, day.isoformat(), reason
    )


async def _tell_by_message(stage: Stage, taken: Taken, refused: LeasedOrderShown) -> None:
    """The bank's pain.002: all transfers went out but one, whose account is wrong."""
    bank = await stage.cast.as_officer(PROVINCE_PATH, "nganhang")
    lines = [
        _raw(one, *(("failed", _TOLD, "wrong_details") if one == refused else ("paid", _TOLD)))
        for one in taken.orders
    ]
    head = reconciliation.StatementHead(f"NH-{_TOLD:%Y%m%d}", _TOLD, None, None)
    message = reconciliation.pain002_of(lines, head)
    answer = await bank.send_statement_file(message, "application/xml", mode="strict")
    failed = answer["verdicts"]["failed"]["count"]
    stage.tally.tell("TOLD_BY_PAIN002", failed == 1, answer["verdicts"])


async def _bring_back(stage: Stage, back: LeasedOrderShown) -> None:
    """A transfer that was paid comes back: the bank's camt.054 tells it days later."""
    bank = await stage.cast.as_officer(PROVINCE_PATH, "nganhang")
    head = reconciliation.StatementHead(f"NH-{_COME_BACK:%Y%m%d}", _COME_BACK, None, None)
    line = _raw(back, "returned", _COME_BACK, "wrong_details")
    message = reconciliation.camt054_of([line], head)
    answer = await bank.send_statement_file(message, "application/xml", mode="strict")
    returned = answer["verdicts"]["returned"]["count"]
    stage.tally.tell("RETURNED_BY_CAMT054", returned == 1, answer["verdicts"])


async def _tell_by_workbook(stage: Stage, taken: Taken) -> None:
    """The policy bank hands its list to sign back with the results written into it."""
    book = openpyxl.load_workbook(io.BytesIO(taken.file))
    references = {one.reference for one in taken.orders}
    for sheet in book.worksheets:
        places: dict[str, int] = {}
        for row in sheet.iter_rows():
            told = {str(cell.value): cell.column for cell in row if cell.value}
            if {"Mã lệnh chi", "Kết quả", "Ngày chi"} <= set(told):
                places = told
            elif places and str(row[places["Mã lệnh chi"] - 1].value) in references:
                sheet.cell(row[0].row, places["Kết quả"], "Đã chi")
                sheet.cell(row[0].row, places["Ngày chi"], f"{_TOLD:%d/%m/%Y}")
    target = io.BytesIO()
    book.save(target)
    lender = await stage.cast.as_officer(PROVINCE_PATH, "nhcsxh")
    head = {"number": f"NHCSXH-{_TOLD:%Y%m%d}", "made_on": _TOLD.isoformat()}
    answer = await lender.send_statement_file(target.getvalue(), XLSX, mode="strict", **head)
    paid = answer["verdicts"]["paid"]["count"]
    stage.tally.tell("TOLD_BY_WORKBOOK", paid == len(references), answer["verdicts"])


async def _follow_up(stage: Stage, unpaid: Sequence[LeasedOrderShown]) -> list[int]:
    """Only who was not paid is paid anew, by the post office in cash."""
    treasurer = await _treasurer(stage)
    order = FollowUpOrder(order_ids=[one.id for one in unpaid], agent_code=AGENT)
    made = await treasurer.follow_up(order)
    await treasurer.release_runs(made.run_ids)
    taken = await _take(stage, "buudien", "csv")
    await stage.set_day(_PAID_ANEW)
    agent = await stage.cast.as_officer(PROVINCE_PATH, "buudien")
    lines: list[dict[str, Any]] = [
        {
            "reference": one.reference, "amount_dong": one.amount_dong, "result": "paid",
            "done_on": _PAID_ANEW.isoformat(),
        }
        for one in taken.orders
    ]  # fmt: skip
    answer = await agent.send_statement("BD-LD-BS", _PAID_ANEW, lines, mode="strict")
    paid = answer["verdicts"]["paid"]["count"]
    stage.tally.tell("PAID_ANEW", paid == len(unpaid) == made.order_count, answer["verdicts"])
    return made.run_ids


async def _sign(stage: Stage, taken: Taken, unpaid: set[int]) -> None:
    """Who received has signed for the full amount; for the ill person the proxy did."""
    agent = await stage.cast.as_officer(PROVINCE_PATH, "buudien")
    lines = [
        SignatureLine(
            reference=one.reference, amount_dong=one.amount_dong, signed_on=_TOLD,
            signer="receiver" if one.way == "proxy" else "payee", paper_number="DS-01",
        )
        for one in taken.orders
        if one.id not in unpaid
    ]  # fmt: skip
    kept = await agent.record_payment_receipts(lines)
    proxies = [one for one in taken.orders if one.way == "proxy" and one.receiver_name == PROXY]
    right = kept.recorded == len(lines) and not kept.shortfalls and bool(proxies)
    stage.tally.tell("SIGNED_FOR", right, kept)


async def _take_out(stage: Stage, orders: Sequence[LeasedOrderShown]) -> list[int]:
    """A later decision takes two people out: one was not paid, of the other money comes back."""
    treasurer = await _treasurer(stage)
    chairman = await stage.cast.as_officer(PROVINCE_PATH, "chutich")
    stand = {
        one.order_id: one
        for order in orders
        for one in (await treasurer.compare_orders(after=order.id - 1, limit=1)).items
    }
    cases = [stand[order.id] for order in orders]
    run_ids = {one.run_id for one in cases}
    released = await treasurer.payout_runs("released")
    (decision_id,) = {run.decision_id for run in released if run.id in run_ids}
    seen = await chairman.decision(decision_id)
    lines = [
        LineChange(dossier_id=one.dossier_id, act="remove", reason_code="NOT_ELIGIBLE")
        for one in cases
    ]
    made = await chairman.adjust_decision(decision_id, AdjustmentOrder(
        number=f"{seen.number}-ĐC", signed_on=_ADJUSTED, lines=lines,
        reason="Hai hộ đã kinh doanh trở lại từ tháng 4", expected_root=seen.in_force_root,
    ))  # fmt: skip
    stage.tally.tell("OWED_BY_LATER_DECISION", made.freed_dong > 0 < made.owed_dong, made)
    return [one.dossier_id for one in cases]


async def _recover(stage: Stage, dossier_id: int) -> None:
    """The household pays back in two instalments, each by a receipt."""
    officer = await maker_of(stage, commune_of(stage, OWNERS_DISTRICT, "02"))
    (case,) = (await officer.recovery_cases(dossier=dossier_id)).items
    half = case.owed_dong // 2
    amounts = (half, case.owed_dong - half)
    plan = PlanOrder(
        paper_number="05/BB-UBND", agreed_on=_ADJUSTED,
        instalments=[
            InstalmentOrder(due_on=day, amount_dong=amount)
            for day, amount in zip(_INSTALMENTS, amounts, strict=True)
        ],
    )  # fmt: skip
    await officer.agree_recovery_plan(case.id, plan)
    for number, (day, amount) in enumerate(zip(_INSTALMENTS, amounts, strict=True), 1):
        await stage.set_day(day)
        receipt = ReceiptOrder.model_validate({
            "amount_dong": amount, "received_on": day, "receipt_number": f"BL-{case.id}-{number}",
            "from": "household",
        })  # fmt: skip
        await officer.record_recovery(case.id, receipt)
    left = (await officer.recovery_case(case.id)).balance_dong
    stage.tally.tell("RECOVERED", left == 0, left)


async def _close(stage: Stage, runs: Sequence[int]) -> None:
    """Every run closes with its figures."""
    treasurer = await _treasurer(stage)
    for run in runs:
        closed = await treasurer.close_run(run)
        ends = closed.paid_dong + closed.failed_dong + closed.returned_dong + closed.cancelled_dong
        stage.tally.tell("RUN_CLOSED", closed.total_dong == ends, run)
