"""Who has an interest in a list judges nothing of it; nobody decides their own case."""

from typing import Any

import pytest
from sqlalchemy import text

from app.client import Client, Problem
from app.core.digests import keyed_digest
from app.core.owner import owner_transaction
from app.dossiers.rules import Stage
from tests.builders import (
    COMMUNE,
    DECISION_DAY,
    DISTRICT,
    PROVINCE,
    PROVINCE_DAY,
    Officer,
    Town,
    a_batch,
    a_row,
    a_source,
    advance,
    an_order,
    at_stage,
    dossiers_of,
    heard,
    hearing,
    submitted,
)
from tests.decisions.shelf import signing
from tests.grounds import become_service, owning, raw_service, refused, scalar, set_clock
from tests.supervision.matters import inspector

WHY = "Chủ hộ là em ruột tôi"


async def is_really(house: str, officer: Officer, number: str) -> None:
    """The officer's identity number is this one."""
    whose = {"o": officer.officer_id, "d": keyed_digest("id", number)}
    async with owner_transaction(house) as session:
        change = "update nation.officer set identity_digest = :d where id = :o"
        await session.execute(text(change), whose)


async def sitting_with(town: Town, list_id: int, path: str = COMMUNE) -> Any:
    return await hearing(town, [list_id], path)


async def codes(client: Client, sitting_id: int) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for one in await client.findings(sitting_id):
        found.setdefault(one.dossier_id, []).append(one.code)
    return found


# --- declared -----------------------------------------------------------------------------------


async def test_who_declares_an_interest_takes_no_part(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 2)
    member = town.officer(COMMUNE, "uyvien1")
    said = await (await town.as_(member)).declare_interest(found.id, WHY)
    assert (said.part, said.officer_id) == ("recused", member.officer_id)
    with pytest.raises(Problem) as refusal:
        await sitting_with(town, found.id)
    assert (refusal.value.status, refusal.value.code) == (403, "recused")
    rest = [one for one in town.councils[COMMUNE] if one != member.officer_id]
    secretary = await town.at(COMMUNE, "thuky")
    sitting = await secretary.open_sitting([found.id], rest)
    seat = (
        "insert into sitting_seat (sitting_id, list_id, officer_id, part, area_path)"
        " values (:s, :l, :o, 'commune_council', '42.436.18070.')"
    )
    facts = {"s": sitting.id, "l": found.id, "o": member.officer_id}
    async with raw_service(house) as session:
        assert await refused(session, seat, **facts) == "fk_sitting_seat_part"
    async with owning(house) as session:
        await session.execute(text("alter table sitting_seat drop constraint fk_sitting_seat_part"))
        await become_service(session)
        assert await refused(session, seat, **facts) is None
    assert (await secretary.close_sitting(sitting.id, 2)).favoured == 2


async def test_a_word_that_comes_late_is_shown_to_those_who_come_after(
    house: str, town: Town
) -> None:
    found = await at_stage(town, house, Stage.AT_DISTRICT, 2)
    numbers = await dossiers_of(found.id)
    member = await town.at(COMMUNE, "uyvien2")
    said = await member.declare_interest(found.id, WHY, numbers[1])
    assert (said.part, said.dossier_id) == ("commune_council", numbers[1])
    sitting = await sitting_with(town, found.id, DISTRICT)
    secretary = await town.at(DISTRICT, "thuky")
    assert await codes(secretary, sitting.id) == {numbers[1]: ["HANDLER_INTEREST"]}
    with pytest.raises(Problem) as unanswered:
        await secretary.close_sitting(sitting.id, 2)
    assert unanswered.value.code == "findings-unanswered"
    shown = await secretary.interests(found.id)
    assert [(one.dossier_id, one.words) for one in shown] == [(numbers[1], WHY)]


async def test_who_may_declare_and_about_what(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    other = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    (strange,) = await dossiers_of(other.id)
    member = await town.at(COMMUNE, "uyvien3")
    with pytest.raises(Problem) as elsewhere:
        await member.declare_interest(found.id, WHY, strange)
    assert elsewhere.value.status == 404
    team = await inspector(town)
    with pytest.raises(Problem) as forbidden:
        await team.declare_interest(found.id, WHY)
    assert forbidden.value.status == 403
    chairman = await town.at(PROVINCE, "chutich")
    said = await chairman.declare_interest(found.id, WHY)
    logged = "select to_state from change_log where subject = 'interest' and subject_id = :i"
    assert await scalar(house, logged, i=said.id) == "recused"
    async with raw_service(house) as session:
        assert await refused(session, "delete from interest") == "42501"


async def test_a_signer_who_declared_an_interest_does_not_sign(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_PROVINCE, 1)
    await set_clock(house, PROVINCE_DAY)
    await heard(town, [found.id], PROVINCE)
    await set_clock(house, DECISION_DAY)
    batch_id = await a_batch(town, [found.id])
    await (await town.at(PROVINCE, "chutich")).declare_interest(found.id, WHY)
    with pytest.raises(Problem) as refusal:
        await signing(town, batch_id, await an_order(town, batch_id, await a_source(town)))
    assert (refusal.value.status, refusal.value.code) == (403, "recused")


# --- found --------------------------------------------------------------------------------------


async def test_nobody_sits_over_their_own_case(house: str, town: Town) -> None:
    row = a_row()
    member = town.officer(DISTRICT, "uyvien1")
    found = await at_stage(town, house, Stage.AT_DISTRICT, [row, a_row()])
    await is_really(house, member, row["id_number"])
    with pytest.raises(Problem) as refusal:
        await sitting_with(town, found.id, DISTRICT)
    assert (refusal.value.status, refusal.value.code) == (403, "own-case")
    part = (
        "insert into part_taken (list_id, officer_id, part, area_path)"
        " values (:l, :o, 'district_council', '42.436.18070.')"
    )
    facts = {"l": found.id, "o": member.officer_id}
    async with raw_service(house) as session:
        assert await refused(session, part, **facts) == "ck_part_taken_own_case"
    async with owning(house) as session:
        await session.execute(text("drop trigger check_own_case on part_taken"))
        await become_service(session)
        assert await refused(session, part, **facts) is None
    await is_really(house, member, "001075000000")


async def test_a_part_taken_before_does_not_help(house: str, town: Town) -> None:
    """The own row comes with a later version of a list that one has judged before."""
    row = a_row()
    found = await submitted(town, "07", [row, a_row()])
    await advance(town, house, [found.id], Stage.AT_COMMUNE)
    member = town.officer(COMMUNE, "uyvien1")
    await sitting_with(town, found.id)
    await is_really(house, member, row["id_number"])
    with pytest.raises(Problem) as refusal:
        await sitting_with(town, found.id)
    assert refusal.value.code == "own-case"
    await is_really(house, member, "001075000001")


async def test_a_signer_does_not_sign_their_own_case(house: str, town: Town) -> None:
    row = a_row()
    found = await at_stage(town, house, Stage.AT_PROVINCE, [row])
    await set_clock(house, PROVINCE_DAY)
    await heard(town, [found.id], PROVINCE)
    await set_clock(house, DECISION_DAY)
    batch_id = await a_batch(town, [found.id])
    chairman = town.officer(PROVINCE, "chutich")
    await is_really(house, chairman, row["id_number"])
    with pytest.raises(Problem) as refusal:
        await signing(town, batch_id, await an_order(town, batch_id, await a_source(town)))
    assert refusal.value.code == "own-case"
    await is_really(house, chairman, "001075000002")
    assert (await signing(town, batch_id, await an_order(town, batch_id, await a_source(town)))).id


async def test_the_maker_hands_in_their_household_and_the_council_is_told(
    house: str, town: Town
) -> None:
    """Whoever makes a list has a household too: it is not refused, it is looked at by others."""
    house_number = {"household_number": "7731", "household_head": "Trần Văn Lập"}
    wife, child = a_row("08", **house_number), a_row("08", **house_number, relation="Con")
    stranger = a_row("08")
    maker = town.officer(COMMUNE)
    await is_really(house, maker, wife["id_number"])
    found = await at_stage(town, house, Stage.AT_COMMUNE, [wife, child, stranger], form="08")
    sitting = await sitting_with(town, found.id)
    told = await codes(await town.at(COMMUNE, "thuky"), sitting.id)
    hers, childs, _ = await dossiers_of(found.id)
    assert told == {
        hers: ["HANDLER_INTEREST", "STAFF_RELATIVE"], childs: ["HANDLER_INTEREST"],
    }  # fmt: skip
    await is_really(house, maker, "001075000003")
