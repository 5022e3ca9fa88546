"""A dossier on hold: who is asked, who answers, and that nothing happens to it meanwhile."""

from typing import Any

import pytest
from sqlalchemy import text

from app.access import Role
from app.appraisal.rules import Office, Verdict
from app.appraisal.schemas import OpinionLine
from app.client import Client, Problem
from app.dossiers.rules import Stage
from tests.builders import (
    COMMUNE,
    DISTRICT,
    PROVINCE,
    SIBLING,
    Town,
    at_stage,
    dossiers_of,
    enrolled,
    hearing,
    stages_of,
)
from tests.confirmations.test_roads import handed_in, stated
from tests.grounds import owning, raw_service, refused, scalar

QUESTION = "Người này còn cư trú tại xã không?"


async def why_not(call: Any) -> tuple[int, str]:
    """Status and code of the refusal."""
    with pytest.raises(Problem) as refusal:
        await call
    return refusal.value.status, refusal.value.code


def on_hold(dossier: int, of: Office = Office.COMMUNE) -> OpinionLine:
    return OpinionLine(dossier_id=dossier, verdict=Verdict.ON_HOLD, asked_of=of, question=QUESTION)


async def held(
    house: str, town: Town, stage: Stage, path: str, of: Office = Office.COMMUNE
) -> tuple[int, int]:
    """A list of two before a council that holds the first and closes: list and dossier."""
    found = await at_stage(town, house, stage, 2)
    case, _ = await dossiers_of(found.id)
    sitting = await hearing(town, [found.id], path)
    secretary = await town.at(path, "thuky")
    await secretary.put_on_hold(sitting.id, 2, case, of, QUESTION)
    closing = await secretary.close_sitting(sitting.id, 2)
    assert (closing.held, closing.favoured) == (1, 1)
    return found.id, case


async def asked(who: Client, dossier: int) -> Any:
    """The question about a dossier that waits for this office, if any does."""
    page = await who.waiting_questions()
    return next((one for one in page.items if one.dossier_id == dossier), None)


async def test_what_is_on_hold_stays_and_the_rest_goes_on(house: str, town: Town) -> None:
    list_id, case = await held(house, town, Stage.AT_DISTRICT, DISTRICT)
    assert await stages_of(list_id) == ["at_district", "at_province"]
    claim = "select state from nation.person_claim where dossier_id = :d"
    assert await scalar(house, claim, d=case) == "open"
    question = await asked(await town.at(COMMUNE), case)
    assert (question.level, question.list_id, question.question) == ("district", list_id, QUESTION)


async def test_it_is_not_heard_before_the_answer_and_is_heard_after_it(
    house: str, town: Town
) -> None:
    list_id, case = await held(house, town, Stage.AT_DISTRICT, DISTRICT)
    secretary, clerk = await town.at(DISTRICT, "thuky"), await town.at(COMMUNE)
    early = await hearing(town, [list_id], DISTRICT)
    word = OpinionLine(dossier_id=case, verdict=Verdict.FAVOURABLE, answer="Đồng ý.")
    call = secretary.record_opinions(early.id, 1, [word])
    assert await why_not(call) == (409, "question-unanswered")
    closing = await secretary.close_sitting(early.id, 1)
    assert (closing.favoured, closing.held) == (0, 1)
    assert await stages_of(list_id) == ["at_district", "at_province"]
    question = await asked(clerk, case)
    answered = await clerk.answer_question(question.id, "Còn cư trú, có xác nhận của thôn.")
    assert answered.answer == "Còn cư trú, có xác nhận của thôn."
    assert await asked(clerk, case) is None
    later = await hearing(town, [list_id], DISTRICT)
    (shown,) = await secretary.questions(later.id)
    assert (shown.id, shown.answer) == (question.id, answered.answer)
    assert (await secretary.close_sitting(later.id, 1)).favoured == 1
    assert await stages_of(list_id) == ["at_province"] * 2


async def test_an_answer_is_given_once(house: str, town: Town) -> None:
    _, case = await held(house, town, Stage.AT_DISTRICT, DISTRICT)
    clerk = await town.at(COMMUNE)
    question = await asked(clerk, case)
    await clerk.answer_question(question.id, "Có.")
    again = clerk.answer_question(question.id, "Không.")
    assert await why_not(again) == (409, "question-answered")
    unknown = clerk.answer_question(2**40, "Có.")
    assert await why_not(unknown) == (404, "not-found")


@pytest.mark.parametrize(
    ("of", "path", "seat"),
    [
        (Office.MAKER, COMMUNE, "canbo"),
        (Office.COMMUNE, COMMUNE, "canbo"),
        (Office.COMMUNE, COMMUNE, "thuky"),
        (Office.DISTRICT, DISTRICT, "canbo"),
        (Office.DISTRICT, DISTRICT, "thuky"),
    ],
)
async def test_the_office_asked_sees_the_question_and_the_others_do_not(
    house: str, town: Town, of: Office, path: str, seat: str
) -> None:
    _, case = await held(house, town, Stage.AT_PROVINCE, PROVINCE, of)
    question = await asked(await town.at(path, seat), case)
    assert question is not None
    for other, chair in ((SIBLING, "canbo"), (PROVINCE, "thuky"), (PROVINCE, "baocao")):
        assert await asked(await town.at(other, chair), case) is None
    elsewhere = DISTRICT if path == COMMUNE else COMMUNE
    stranger = await town.at(elsewhere, "canbo")
    assert await asked(stranger, case) is None
    call = stranger.answer_question(question.id, "Có.")
    assert await why_not(call) == (403, "question-not-yours")
    sibling = (await town.at(SIBLING)).answer_question(question.id, "Có.")
    assert await why_not(sibling) == (404, "not-found")


async def test_the_asking_council_may_enter_the_answer_it_got_on_paper(
    house: str, town: Town
) -> None:
    _, case = await held(house, town, Stage.AT_PROVINCE, PROVINCE)
    question = await asked(await town.at(COMMUNE), case)
    secretary = await town.at(PROVINCE, "thuky")
    assert (await secretary.answer_question(question.id, "Công văn 12/UBND: còn.")).answered_at


async def test_a_third_party_is_asked_in_its_own_territory(house: str, town: Town) -> None:
    """Form 01: the district asks the social insurance once more, without sending it back."""
    roles = ((Role.INSURANCE_OFFICER, DISTRICT), (Role.INSURANCE_OFFICER, "42.437."))
    own, far = await enrolled(*roles)
    number = await handed_in(town, "01", 1, DISTRICT)
    await stated(town, own, number, 1)
    (case,) = await dossiers_of(number)
    sitting = await hearing(town, [number], DISTRICT)
    secretary = await town.at(DISTRICT, "thuky")
    await secretary.record_opinions(sitting.id, 1, [on_hold(case, Office.SOCIAL_INSURANCE)])
    await secretary.close_sitting(sitting.id, 1)
    assert await asked(await town.as_(far), case) is None
    insurance = await town.as_(own)
    question = await asked(insurance, case)
    await insurance.answer_question(question.id, "Có tham gia đến 31/3.")
    assert await stages_of(number) == ["at_district"]


@pytest.mark.parametrize(
    ("stage", "path", "office"),
    [
        (Stage.AT_COMMUNE, COMMUNE, Office.COMMUNE),
        (Stage.AT_COMMUNE, COMMUNE, Office.DISTRICT),
        (Stage.AT_DISTRICT, DISTRICT, Office.DISTRICT),
    ],
)
async def test_nobody_asks_itself_or_who_comes_after(
    house: str, town: Town, stage: Stage, path: str, office: Office
) -> None:
    found = await at_stage(town, house, stage, 1)
    (case,) = await dossiers_of(found.id)
    sitting = await hearing(town, [found.id], path)
    call = (await town.at(path, "thuky")).record_opinions(sitting.id, 1, [on_hold(case, office)])
    assert await why_not(call) == (422, "not-to-be-asked")


@pytest.mark.parametrize(
    "changes",
    [
        {"question": None},
        {"asked_of": None},
        {"question": None, "asked_of": None},
        {"verdict": Verdict.FAVOURABLE, "answer": "Có."},
        {"verdict": Verdict.UNFAVOURABLE, "reason_code": "NOT_ELIGIBLE", "asked_of": None},
    ],
)
async def test_a_hold_has_a_question_and_only_a_hold_has_one(
    house: str, town: Town, changes: dict[str, Any]
) -> None:
    found = await at_stage(town, house, Stage.AT_DISTRICT, 1)
    (case,) = await dossiers_of(found.id)
    sitting = await hearing(town, [found.id], DISTRICT)
    word = on_hold(case).model_copy(update=changes)
    call = (await town.at(DISTRICT, "thuky")).record_opinions(sitting.id, 1, [word])
    assert await why_not(call) == (422, "words-do-not-fit")


async def test_the_secretary_may_take_a_question_back_before_closing(
    house: str, town: Town
) -> None:
    found = await at_stage(town, house, Stage.AT_DISTRICT, 1)
    (case,) = await dossiers_of(found.id)
    sitting = await hearing(town, [found.id], DISTRICT)
    secretary = await town.at(DISTRICT, "thuky")
    await secretary.record_opinions(sitting.id, 1, [on_hold(case)])
    assert await asked(await town.at(COMMUNE), case) is None
    word = OpinionLine(dossier_id=case, verdict=Verdict.FAVOURABLE, answer="Đã rõ.")
    await secretary.record_opinions(sitting.id, 1, [word])
    closing = await secretary.close_sitting(sitting.id, 1)
    assert (closing.favoured, closing.held) == (1, 0)


# --- the database itself -------------------------------------------------------------------------

ASK = (
    "insert into sitting_question (sitting_id, dossier_id, list_id, asked_from, asked_of,"
    " asked_path, question, asked_by, area_path) select sitting_id, dossier_id, list_id,"
    " asked_from, asked_of, asked_path, question, asked_by, area_path from sitting_question"
    " where dossier_id = :d"
)


async def test_the_database_keeps_one_open_question_a_dossier(house: str, town: Town) -> None:
    _, case = await held(house, town, Stage.AT_DISTRICT, DISTRICT)
    async with raw_service(house) as session:
        assert await refused(session, ASK, d=case) == "uq_sitting_question_open"
        half = "update sitting_question set answer = 'x' where dossier_id = :d"
        assert await refused(session, half, d=case) == "ck_sitting_question_answer"
        other = "update sitting_question set question = 'x' where dossier_id = :d"
        assert await refused(session, other, d=case) == "42501"
    async with owning(house) as session:  # the control
        await session.execute(text("drop index uq_sitting_question_open"))
        assert await refused(session, ASK, d=case) is None
