"""What watches over a decision, and what corrects it: questions, findings, samples, adjustments."""

from datetime import date
from hashlib import sha256
from typing import Final, NamedTuple

from app.appraisal import Office, Verdict
from app.appraisal.schemas import OpinionLine
from app.client import Client
from app.decisions.schemas import AdjustmentOrder, LineChange
from app.demo.cast import PROVINCE_PATH
from app.demo.stage import Stage
from app.supervision.schemas import AnswerOrder, ComplaintOrder, SampleOrder

_SEED: Final = "XSMB 12/06/2020 59342"
_SAMPLE: Final = 3


class Held(NamedTuple):
    """A dossier that a finding of the Fatherland Front keeps back."""

    complaint_id: int
    dossier_id: int


async def find_fault(stage: Stage, dossier_id: int, day: date) -> Held:
    """The Fatherland Front asks about an owner; the dossier stands still until it is answered."""
    front = await stage.cast.as_officer(PROVINCE_PATH, "mttq")
    order = ComplaintOrder(
        kind="fatherland_front", dossier_id=dossier_id, received_on=day,
        words="Đề nghị xác minh hộ kinh doanh có tạm ngừng thật hay không.",
        means="văn bản của Ban Thường trực", office_path=PROVINCE_PATH,
        hold="Chờ kết quả xác minh",
    )  # fmt: skip
    made = await front.record_complaint(order)
    return Held(made.id, dossier_id)


async def answer_fault(stage: Stage, held: Held, day: date) -> None:
    """The department answers; what was held goes on."""
    department = await stage.cast.as_officer(PROVINCE_PATH, "baocao")
    answer = AnswerOrder(
        document_number="515/SLĐTBXH", document_on=day, outcome="rejected",
        words="Đã xác minh cùng Chi cục Thuế: hộ có thông báo tạm ngừng kinh doanh.",
    )  # fmt: skip
    given = await department.answer_complaint(held.complaint_id, answer)
    right = not given.still_held and given.late_days == 0
    stage.tally.tell("HELD_BY_FINDING", right, held)


def question_about(dossier_id: int) -> OpinionLine:
    """A council keeps one dossier back and asks the commune."""
    return OpinionLine(
        dossier_id=dossier_id, verdict=Verdict.ON_HOLD, asked_of=Office.COMMUNE,
        question="Người này còn làm việc tại chợ trong tháng 4 hay không?",
    )  # fmt: skip


async def answer_question(stage: Stage, officer: Client, dossier_id: int) -> None:
    """The commune answers what was asked of it."""
    page = await officer.waiting_questions()
    (asked,) = [one for one in page.items if one.dossier_id == dossier_id]
    answer = "Đã hỏi Ban quản lý chợ: nghỉ hẳn từ 01/04/2020."
    told = await officer.answer_question(asked.id, answer)
    stage.tally.tell("QUESTION_ANSWERED", told.answer == answer, told.id)


async def draw_sample(stage: Stage, decision_id: int) -> None:
    """An inspector draws by a seed that nobody could choose; anybody can draw it again."""
    front = await stage.cast.as_officer(PROVINCE_PATH, "mttq")
    order = SampleOrder(seed=_SEED, seed_source="Kết quả mở thưởng công bố", size=_SAMPLE)
    drawn = await front.draw_sample(decision_id, order)
    leaves = [one async for one in front.leaves(decision_id)]
    again = sorted(
        leaves, key=lambda one: sha256(_SEED.encode() + bytes.fromhex(one.leaf)).digest()
    )
    same = [one.dossier_id for one in drawn.lines] == [one.dossier_id for one in again[:_SAMPLE]]
    stage.tally.tell("SAMPLE_REPEATED", same, decision_id)


async def take_out(stage: Stage, decision_id: int, dossier_id: int, day: date) -> None:
    """A later decision takes out somebody who had found other work; the rest stands."""
    chairman = await stage.cast.as_officer(PROVINCE_PATH, "chutich")
    seen = await chairman.decision(decision_id)
    line = LineChange(dossier_id=dossier_id, act="remove", reason_code="NOT_ELIGIBLE")
    order = AdjustmentOrder(
        number=f"{seen.number}-ĐC", signed_on=day, lines=[line],
        reason="Người lao động đã có việc làm mới từ 20/04/2020",
        expected_root=seen.in_force_root,
    )  # fmt: skip
    made = await chairman.adjust_decision(decision_id, order)
    right = made.case_count == seen.in_force_count - 1 and made.freed_dong > 0
    stage.tally.tell("LINE_TAKEN_OUT", right, made.number)
