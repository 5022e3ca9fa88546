"""From QĐ 32 a list of idle workers ends with the bank: lent, lent less, refused, returned."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.access import Role
from app.dossiers.rules import Stage
from app.loans.schemas import LoanOrder
from tests.builders import (
    DISTRICT,
    FAR_DISTRICT,
    Officer,
    Town,
    another_account,
    dossiers_of,
    enrolled,
    stages_of,
)
from tests.confirmations.test_roads import handed_in, somebody
from tests.grounds import owning, scalar, set_clock
from tests.town import logged, morning, town

__all__ = ["logged", "morning", "town"]

BANK_DAY = date(2020, 10, 20)


@pytest.fixture(scope="module")
async def bank(town: Town) -> list[Officer]:
    """Two officers of the bank: of this district, of another."""
    return await enrolled((Role.BANK_OFFICER, DISTRICT), (Role.BANK_OFFICER, FAR_DISTRICT))


@pytest.fixture(autouse=True)
async def autumn(morning: None, house: str) -> None:
    """Every test begins after QĐ 32 has come into force."""
    await set_clock(house, BANK_DAY)


async def asked(town: Town, count: int) -> int:
    return await handed_in(town, "12", count, DISTRICT)


def an_answer(seen: int, *lines: dict[str, Any], **other: Any) -> dict[str, Any]:
    """The bank's answer as its officer sends it."""
    whole = {
        "document_number": "45/NHCS", "said_on": f"{BANK_DAY}", "expected": seen,
        "exceptions": list(lines),
    }  # fmt: skip
    return whole | other


async def answering(town: Town, who: Officer, list_id: int, body: dict[str, Any]) -> Any:
    return await town.raw(who, "POST", f"/lists/{list_id}/loan-answers", json=body)


async def sums_of(house: str, list_id: int) -> list[int]:
    query = "select array_agg(amount_dong order by row_number) from dossier where list_id = :l"
    found = await scalar(house, query, l=list_id)
    assert isinstance(found, list)
    return found


async def test_the_bank_lends_lends_less_refuses_and_sends_back(
    house: str, town: Town, bank: list[Officer]
) -> None:
    number = await asked(town, 4)
    assert set(await stages_of(number)) == {Stage.AT_BANK}
    officer = await town.as_(bank[0])
    waiting = await officer.waiting_loans(number - 1)
    sums = await sums_of(house, number)
    assert [(one.list_id, one.waiting, one.asked_dong) for one in waiting] == [
        (number, 4, sum(sums))
    ]
    _, less, refused, back = await dossiers_of(number)
    told = await officer.answer_loans(
        number,
        LoanOrder.model_validate(
            an_answer(
                4,
                {"dossier_id": less, "outcome": "lent", "amount_dong": 1_000_000},
                {"dossier_id": refused, "outcome": "refused", "reason_code": "NO_BAD_DEBT"},
                {"dossier_id": back, "outcome": "returned", "reason_code": "NOT_ELIGIBLE"},
            )
        ),
    )
    assert (told.seen, told.lent, told.lent_dong) == (4, 2, sums[0] + 1_000_000)
    assert await stages_of(number) == [
        Stage.APPROVED, Stage.APPROVED, Stage.REFUSED, Stage.DRAFT,
    ]  # fmt: skip
    assert await officer.waiting_loans(number - 1) == []
    assert await officer.loan_answers(number) == [told]
    reason = "select reason_code from dossier_stage where dossier_id = :d"
    assert await scalar(house, reason, d=refused) == "NO_BAD_DEBT"
    claims = (
        "select count(*) from nation.person_claim where dossier_id = any(:d) and state <> 'closed'"
    )
    assert not await scalar(house, claims, d=await dossiers_of(number))
    maker = await town.at(DISTRICT)
    await maker.submit_list(number, 1)  # what came back is put right and asked again
    assert (await stages_of(number))[3] == Stage.AT_BANK


async def test_what_is_wrong_with_an_answer_leaves_everything(
    house: str, town: Town, bank: list[Officer]
) -> None:
    number, other = await asked(town, 1), await asked(town, 1)
    (mine,), (strange,) = await dossiers_of(number), await dossiers_of(other)
    (most,) = await sums_of(house, number)

    async def refusal(body: dict[str, Any], who: Officer = bank[0]) -> tuple[int, str]:
        answer = await answering(town, who, number, body)
        return answer.status_code, answer.json()["type"].removeprefix("/problems/")

    less = {"outcome": "lent", "amount_dong": most}
    assert await refusal(an_answer(2)) == (412, "batch-changed")
    assert await refusal(an_answer(1, {"dossier_id": strange} | less)) == (422, "line-unfit")
    over = {"dossier_id": mine, "outcome": "lent", "amount_dong": most + 1}
    assert await refusal(an_answer(1, over)) == (422, "line-unfit")
    twice = [{"dossier_id": mine} | less] * 2
    assert await refusal(an_answer(1, *twice)) == (422, "line-unfit")
    unknown = {"dossier_id": mine, "outcome": "refused", "reason_code": "KHONG_CO"}
    assert await refusal(an_answer(1, unknown)) == (422, "unknown-policy-term")
    bare = {"dossier_id": mine, "outcome": "refused"}
    assert await refusal(an_answer(1, bare)) == (422, "invalid-input")
    assert await refusal(an_answer(1, said_on="2020-10-21")) == (422, "lending-over")
    assert await refusal(an_answer(1), bank[1]) == (404, "not-found")
    assert await refusal(an_answer(1), town.officer(DISTRICT)) == (403, "forbidden")
    assert set(await stages_of(number)) == {Stage.AT_BANK}
    assert not await scalar(house, "select count(*) from loan_answer where list_id=:l", l=number)


async def test_after_the_last_day_of_lending_nothing_is_lent(
    house: str, town: Town, bank: list[Officer]
) -> None:
    """QĐ 32: loans are paid out until 31/01/2021."""
    number = await asked(town, 1)
    await set_clock(house, date(2021, 2, 1))
    late = await answering(town, bank[0], number, an_answer(1, said_on="2021-02-01"))
    assert late.json()["type"] == "/problems/lending-over"
    await set_clock(house, date(2021, 1, 31))
    last = await answering(town, bank[0], number, an_answer(1, said_on="2021-01-31"))
    assert last.status_code == 201, last.text


async def test_a_list_whose_road_has_councils_is_not_the_banks(
    house: str, town: Town, bank: list[Officer]
) -> None:
    await set_clock(house, date(2020, 10, 16))
    number = await asked(town, 1)
    await set_clock(house, BANK_DAY)
    answer = await answering(town, bank[0], number, an_answer(1))
    assert answer.json()["type"] == "/problems/not-the-banks"
    assert set(await stages_of(number)) == {Stage.AT_DISTRICT}


async def test_the_bank_answers_once(town: Town, bank: list[Officer]) -> None:
    number = await asked(town, 1)
    assert (await answering(town, bank[0], number, an_answer(1))).status_code == 201
    again = await answering(town, bank[0], number, an_answer(1))
    assert again.json()["type"] == "/problems/nothing-to-answer"


async def test_one_worker_is_not_lent_for_twice(town: Town, bank: list[Officer]) -> None:
    worker = somebody("12")
    first = await handed_in(town, "12", 1, DISTRICT, worker)
    assert (await answering(town, bank[0], first, an_answer(1))).status_code == 201
    second = await handed_in(town, "12", 1, DISTRICT, worker | {"note": "Bổ sung"})
    again = await answering(town, bank[0], second, an_answer(1))
    assert again.json()["type"] == "/problems/already-lent"
    (mine,) = await dossiers_of(second)
    twice = {"dossier_id": mine, "outcome": "refused", "reason_code": "DUPLICATE"}
    assert (await answering(town, bank[0], second, an_answer(1, twice))).status_code == 201


async def test_whoever_made_the_list_does_not_lend(town: Town) -> None:
    number = await asked(town, 1)
    disguised = await another_account(town.officer(DISTRICT), Role.BANK_OFFICER, DISTRICT)
    answer = await answering(town, disguised, number, an_answer(1))
    assert answer.json()["type"] == "/problems/already-took-another-part"


async def test_control_the_database_too_knows_who_lent(
    house: str, town: Town, bank: list[Officer]
) -> None:
    """By raw SQL as the service: no answer without the part, none changed, no sum with a reason."""
    number = await asked(town, 1)
    query = text(
        "insert into loan_answer (list_id, document_number, said_on, seen, lent, lent_dong,"
        " officer_id, part, area_path) values (:l, 'x', '2020-10-20', 1, 1, 1, :o, 'lender',"
        " '42.436.')"
    )
    async with owning(house) as session:
        await session.execute(text("set local role house_app"))
        with pytest.raises(IntegrityError, match="fk_loan_answer_part"):
            await session.execute(query, {"l": number, "o": town.officer(DISTRICT).officer_id})
    assert (await answering(town, bank[0], number, an_answer(1))).status_code == 201
    for wrong in (
        "update loan_line set amount_dong = 1",
        "delete from loan_answer",
    ):
        async with owning(house) as session:
            with pytest.raises(DBAPIError, match="written once"):
                await session.execute(text(wrong))
