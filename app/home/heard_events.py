"""What lists, councils and confirming bodies did with a dossier."""

from typing import Any

from sqlalchemy import Select, and_, case, func, literal, or_, select

from app.appraisal.tables import Finding, Opinion, Sitting, SittingQuestion
from app.confirmations.tables import Confirmation, ConfirmationLine
from app.dossiers.tables import DossierHistory, DossierList
from app.home.event_columns import Whose, as_
from app.intake.tables import ListVersion
from app.loans.tables import LoanAnswer, LoanWord
from app.postings.tables import Objection, Posting, PostingList


def received(one: Whose) -> Select[Any]:
    """The list came in, with the dossier's row."""
    told = DossierList
    return select(
        *as_(
            10, "received", at=told.received_at, officer_id=told.maker_id, place=told.unit_path,
            ref=told.id, number=literal(str(one.row_number)),
        )
    ).where(told.id == one.list_id)  # fmt: skip


def versions(one: Whose) -> Select[Any]:
    """Its list was handed in again."""
    told = ListVersion
    return select(
        *as_(11, "version", at=told.read_at, number=told.version, code=told.state, ref=told.list_id)
    ).where(told.list_id == one.list_id, told.read_at.is_not(None), told.version > 1)


def steps(one: Whose) -> Select[Any]:
    """Every step from stage to stage."""
    told = DossierHistory
    same = func.coalesce(told.from_stage == told.to_stage, False)
    return select(
        *as_(
            50, "step", at=told.at, code=told.to_stage, number=told.reason_code,
            words=told.because, officer_id=told.officer_id,
            ref=case((same, 1), else_=0), nth=told.version,
        )
    ).where(told.dossier_id == one.dossier_id, told.from_stage.is_not(None))  # fmt: skip


def postings(one: Whose) -> Select[Any]:
    """Its list was shown to the community."""
    told, part = Posting, PostingList
    return (
        select(
            *as_(
                20, "posted", at=told.opened_at, words=told.place, code=told.means,
                number=func.to_char(told.ends_on, "DD/MM/YYYY"), officer_id=told.opened_by,
                place=told.area_path, ref=told.id,
            )
        )
        .join(part, part.posting_id == told.id)
        .where(part.list_id == one.list_id)
    )  # fmt: skip


def _against(one: Whose) -> Any:
    told = Objection
    return and_(
        told.list_id == one.list_id,
        or_(told.row_number.is_(None), told.row_number == one.row_number),
    )


def objections(one: Whose) -> Select[Any]:
    """What people said of it or of its list."""
    told = Objection
    return select(
        *as_(
            21, "objection", at=told.recorded_at, words=told.text, officer_id=told.recorded_by,
            ref=told.posting_id,
        )
    ).where(_against(one))  # fmt: skip


def objection_answers(one: Whose) -> Select[Any]:
    """What was answered to that."""
    told = Objection
    return select(
        *as_(
            22, "objection_answered", at=told.answered_at, words=told.answer,
            officer_id=told.answered_by, ref=told.posting_id,
        )
    ).where(_against(one), told.answered_at.is_not(None))  # fmt: skip


def findings(one: Whose) -> Select[Any]:
    """What the service found before a council."""
    told = Finding
    return (
        select(
            *as_(
                30, "finding", at=told.found_at, code=told.code, number=told.other_group,
                place=Sitting.area_path, ref=told.sitting_id,
            )
        )
        .join(Sitting, Sitting.id == told.sitting_id)
        .where(told.dossier_id == one.dossier_id)
    )  # fmt: skip


def opinions(one: Whose) -> Select[Any]:
    """What a council said of it by name."""
    told = Opinion
    return (
        select(
            *as_(
                31, "opinion", at=told.given_at, code=told.verdict, number=told.reason_code,
                words=func.coalesce(told.answer, told.question), officer_id=told.given_by,
                place=Sitting.area_path, ref=told.sitting_id,
            )
        )
        .join(Sitting, Sitting.id == told.sitting_id)
        .where(told.dossier_id == one.dossier_id)
    )  # fmt: skip


def questions(one: Whose) -> Select[Any]:
    """What a council asked of it."""
    told = SittingQuestion
    return select(
        *as_(
            32, "question", at=told.asked_at, words=told.question, code=told.asked_of,
            officer_id=told.asked_by, place=told.asked_from, ref=told.sitting_id,
        )
    ).where(told.list_id == one.list_id, told.dossier_id == one.dossier_id)  # fmt: skip


def answers(one: Whose) -> Select[Any]:
    """What was answered to a council."""
    told = SittingQuestion
    return select(
        *as_(
            33, "question_answered", at=told.answered_at, words=told.answer, code=told.asked_of,
            officer_id=told.answered_by, ref=told.sitting_id,
        )
    ).where(
        told.list_id == one.list_id, told.dossier_id == one.dossier_id,
        told.answered_at.is_not(None),
    )  # fmt: skip


def confirmations(one: Whose) -> Select[Any]:
    """What a confirming body stated."""
    told, line = Confirmation, ConfirmationLine
    return (
        select(
            *as_(
                34, "confirmation", at=told.recorded_at, code=told.body,
                number=told.document_number, officer_id=told.officer_id, words=line.words,
                place=func.coalesce(line.outcome, ""), ref=told.list_id,
            )
        )
        .outerjoin(
            line, (line.confirmation_id == told.id) & (line.dossier_id == one.dossier_id)
        )
        .where(told.list_id == one.list_id)
    )  # fmt: skip


def loans(one: Whose) -> Select[Any]:
    """What the bank answered."""
    told, line = LoanAnswer, LoanWord
    return (
        select(
            *as_(
                35, "loan", at=told.recorded_at, number=told.document_number, dong=line.amount_dong,
                officer_id=told.officer_id, words=line.words,
                code=func.coalesce(line.outcome, "lent"), ref=told.list_id,
            )
        )
        .outerjoin(line, (line.answer_id == told.id) & (line.dossier_id == one.dossier_id))
        .where(told.list_id == one.list_id)
    )  # fmt: skip
