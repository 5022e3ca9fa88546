"""What offices do beside a list's own road: questions, complaints, samples, later decisions."""

from datetime import date, timedelta

from app import admin_units
from app.access import Role
from app.appraisal.rules import Office, Verdict
from app.appraisal.schemas import OpinionLine
from app.client import Client
from app.decisions.schemas import AdjustmentOrder
from app.loans.schemas import LoanOrder
from app.recoveries.schemas import ReceiptOrder
from app.reports.issued_schemas import IssueOrder
from app.supervision.schemas import ComplaintOrder, SampleOrder
from tests.access.matrix.named import Ground
from tests.builders import (
    DECISION_DAY,
    LIST_DAY,
    Town,
    a_cccd,
    a_name,
    dossiers_of,
    enrolled,
    hearing,
    read_now,
)
from tests.confirmations.test_roads import handed_in
from tests.grounds import set_clock
from tests.programmes import a_document, a_programme

BANK_DAY = date(2020, 10, 20)
"""The bank lends to employers from QĐ 32 on."""


async def an_officer(town: Town, role: Role, path: str) -> Client:
    """The service as somebody newly in office."""
    (officer,) = await enrolled((role, path))
    return await town.as_(officer)


async def enter_late_one(town: Town, ground: Ground) -> None:
    """An application that its commune leaves lying: on the day of decisions it is late."""
    officer = await town.at(ground.path)
    entered = await officer.enter_application(
        "03",
        {
            "full_name": a_name(), "birth": "12/03/1975", "sex": "Nữ", "id_number": a_cccd(),
            "hamlet": f"Tổ {ground.mark}", "address": "Ngõ 12", "job_before": "May",
            "permanent_address": "Phường Trần Phú", "income_before_dong": 3_000_000,
            "contract_ended_on": "05/04/2020",
        },
    )  # fmt: skip
    await read_now(entered.list_id, ground.path)
    await officer.submit_list(entered.list_id, 1)
    ground.target["late list"] = entered.list_id


async def put_before_council(town: Town, ground: Ground) -> None:
    """A closed sitting of the commune's council: one favoured, one sent back, one asked about."""
    listed = ground["list asked about"]
    sitting = await hearing(town, [listed], ground.path)
    back, asked, _ = await dossiers_of(listed, f"{ground.path[:2]}.")
    words = [
        OpinionLine(
            dossier_id=back, verdict=Verdict.RETURNED, reason_code="NOT_ELIGIBLE",
            answer=ground.mark,
        ),
        OpinionLine(
            dossier_id=asked, verdict=Verdict.ON_HOLD, asked_of=Office.MAKER,
            question=f"Hỏi {ground.mark}?",
        ),
    ]  # fmt: skip
    secretary = await town.at(ground.path, "thuky")
    await secretary.record_opinions(sitting.id, 3, words)
    await secretary.close_sitting(sitting.id, 3)
    (question,) = await secretary.questions(sitting.id)
    ground.target |= {"asking sitting": sitting.id, "question": question.id}


async def plant_matters(town: Town, house: str, ground: Ground) -> None:
    """What comes after the decisions, on their day; and what the bank has, in autumn."""
    await _complaints(town, ground)
    await _samples(town, ground)
    await _adjusted(town, ground)
    await _of_the_province(town, ground)
    await _reports(town, ground)
    await _loans(town, house, ground)


async def _complaints(town: Town, ground: Ground) -> None:
    """Two complaints to the commune, because of one of which a dossier stands still."""
    officer = await town.at(ground.path)
    inspector = await an_officer(town, Role.INSPECTOR, ground.path)

    def brought(dossier: str, **more: str) -> ComplaintOrder:
        said = {
            "kind": "citizen", "dossier_id": ground[dossier], "words": f"Sai {ground.mark}",
            "sender": f"Bà {ground.mark}", "means": ground.mark, "received_on": LIST_DAY,
        }  # fmt: skip
        return ComplaintOrder.model_validate(said | more)

    made = await officer.record_complaint(brought("claimed"))
    held = await inspector.record_complaint(brought("declined", hold=f"Giữ {ground.mark}"))
    ground.target |= {"complaint": made.id, "holding complaint": held.id}
    member = await town.at(ground.path, "uyvien3")
    await member.declare_interest(ground["handed in"], f"Anh ruột {ground.mark}")


async def _samples(town: Town, ground: Ground) -> None:
    """Every line of a decision drawn for inspection."""
    inspector = await an_officer(town, Role.INSPECTOR, f"{ground.path[:2]}.")
    order = SampleOrder(seed=f"xo-so-{ground.mark}", seed_source=ground.mark, percent=100)
    drawn = await inspector.draw_sample(ground["decision signed"], order)
    ground.target["sample"] = drawn.id


async def _adjusted(town: Town, ground: Ground) -> None:
    """A later decision removes a line that was paid: its money is to come back, and begins to."""
    order = AdjustmentOrder.model_validate(
        {
            "number": f"sua-{ground.mark}", "signed_on": DECISION_DAY, "reason": ground.mark,
            "expected_root": ground.fact["root paid"],
            "lines": [
                {
                    "dossier_id": ground["paid line"], "act": "remove",
                    "reason_code": "NOT_ELIGIBLE",
                }
            ],
        }
    )  # fmt: skip
    chairman = await town.at(f"{ground.path[:2]}.", "chutich")
    made = await chairman.adjust_decision(ground["decision paid"], order)
    treasurer = await town.at(f"{ground.path[:2]}.", "taichinh")
    (case,) = (await treasurer.recovery_cases(dossier=ground["paid line"])).items
    told = {
        "amount_dong": 1000, "received_on": DECISION_DAY, "receipt_number": f"BL-{ground.mark}",
        "from": "payee",
    }  # fmt: skip
    entry = await treasurer.record_recovery(case.id, ReceiptOrder.model_validate(told))
    ground.fact["left of the case"] = case.balance_dong - 1000
    ground.target |= {"adjustment": made.id, "case": case.id, "money back": entry.id}


async def _of_the_province(town: Town, ground: Ground) -> None:
    """A policy document that waits, and a day made free and again a working day."""
    province = f"{ground.path[:2]}."
    reporter = await town.at(province, "baocao")
    title, reason = f"Nghị quyết {ground.mark[:5]}-NQ", f"Lý do {ground.mark[:5]}-LICH"
    document = a_document(
        a_programme(), code=f"NQ-{ground.mark}", title=title, province=province[:2]
    )
    ground.target["enactment"] = (await reporter.enter_enactment(document)).id
    for works in (False, True):
        order = {
            "day": "2021-12-30", "is_working": works, "reason": reason, "document_number": "1/UBND",
        }  # fmt: skip
        answer = await town.raw(
            town.officer(province, "baocao"), "POST", "/calendar/changes", json=order
        )
        assert answer.status_code == 201, answer.text
    ground.of_province |= {title, reason}


async def _reports(town: Town, ground: Ground) -> None:
    """A report of the commune, issued by the department; of a day that has none yet."""
    reporter = await town.at(f"{ground.path[:2]}.", "baocao")
    earlier = (await reporter.issued_reports(kind="quick", area=ground.path)).items
    day = DECISION_DAY - timedelta(days=len(earlier))
    _, seen = await reporter.preview_report("quick", str(day), "json", area=ground.path)
    told = {
        "kind": "quick", "as_of": day, "area": ground.path, "dated": DECISION_DAY,
        "number": f"BC-{ground.mark}", "expected_sha256": seen,
    }  # fmt: skip
    made = await reporter.issue_report(IssueOrder.model_validate(told))
    ground.target["issued report"] = made.id


async def _loans(town: Town, house: str, ground: Ground) -> None:
    """Employers' lists with the bank: one waits, the other is answered."""
    district = admin_units.district_of(ground.path)
    await set_clock(house, BANK_DAY)
    for name in ("with the bank", "lent"):
        ground.target[name] = await handed_in(town, "12", 1, district)
    lender = await an_officer(town, Role.BANK_OFFICER, district)
    order = LoanOrder(document_number=ground.mark, said_on=BANK_DAY, expected=1, exceptions=[])
    await lender.answer_loans(ground["lent"], order)
    await set_clock(house, DECISION_DAY)
