"""One live benefit for one person in the whole country, kept by the database itself."""

import pytest

from app.dossiers.rules import Stage
from tests.builders import (
    OTHER_PROVINCE,
    PROVINCE,
    Town,
    a_cccd,
    a_row,
    advance,
    at_stage,
    dossiers_of,
    submitted,
)
from tests.grounds import enter, owning, raw_service, refused

LIVE = "update nation.person_claim set state = 'live' where province_code = :p and dossier_id = :d"
ADD = (
    "insert into nation.person_claim (province_code, dossier_id, person_id, group_code,"
    " amount_dong, tie_break, state) values (:p, :d, :person, 'HN', 750000, '', 'live')"
)


async def test_a_second_live_claim_is_refused(house: str) -> None:
    async with raw_service(house) as session:
        assert await refused(session, ADD, p="42", d=-1, person=-7) is None
        assert await refused(session, ADD, p="42", d=-2, person=-7) == "uq_person_claim_live"
        assert await refused(session, ADD, p="42", d=-3, person=-8) is None


async def test_a_second_live_claim_is_refused_across_provinces(house: str) -> None:
    async with raw_service(house) as session:
        assert await refused(session, ADD, p="42", d=-1, person=-7) is None
        await enter(session, OTHER_PROVINCE)
        assert await refused(session, ADD, p="40", d=-2, person=-7) == "uq_person_claim_live"


async def test_control_without_the_index_a_person_lives_twice(house: str) -> None:
    async with owning(house) as session:
        assert await refused(session, "drop index nation.uq_person_claim_live") is None
        for number, province in ((-1, "42"), (-2, "40")):
            assert await refused(session, ADD, p=province, d=number, person=-7) is None


async def test_the_service_cannot_take_a_claim_away_or_hand_it_over(house: str) -> None:
    async with raw_service(house) as session:
        for statement in (
            "delete from nation.person_claim",
            "update nation.person_claim set person_id = 1",
            "update nation.person_claim set amount_dong = 1",
            "update nation.person_key set person_id = 1",
            "delete from nation.person_key",
            "update dossier set list_id = 1",
            "update dossier set area_path = '42.'",
            "delete from dossier",
            "delete from dossier_stage",
        ):
            assert await refused(session, statement) == "42501", statement


@pytest.mark.parametrize("change", ["person_id = person_id", "amount_dong = 1", "facts = '{}'"])
async def test_what_was_handed_in_is_not_rewritten_only_a_draft_is(
    house: str, town: Town, change: str
) -> None:
    rewritten = f"update dossier set {change} where id = :d"
    draft = await at_stage(town, house, Stage.DRAFT, [a_row("07")])
    handed_in = await at_stage(town, house, Stage.SUBMITTED, [a_row("07")])
    (one,), (other,) = await dossiers_of(draft.id), await dossiers_of(handed_in.id)
    async with raw_service(house) as session:
        assert await refused(session, rewritten, d=one) is None
        assert await refused(session, rewritten, d=other) == "ck_dossier_changed_at_draft"


async def test_the_same_person_in_two_provinces_has_one_claim_made_live(
    house: str, town: Town
) -> None:
    """One national number for one identity number, whichever province wrote it down first."""
    from tests.builders import OTHER_COMMUNE

    person = a_row("07", id_number=a_cccd())
    here = await at_stage(town, house, Stage.AT_COMMUNE, [person])
    there = await submitted(town, "07", [person], OTHER_COMMUNE)
    await advance(town, house, [there.id], Stage.AT_COMMUNE, path=OTHER_COMMUNE)
    async with owning(house) as session:
        from sqlalchemy import text

        query = (
            "select c.province_code, c.dossier_id from nation.person_claim c"
            " where c.person_id = (select person_id from p42.dossier where list_id = :l)"
        )
        claims = (await session.execute(text(query), {"l": here.id})).all()
        assert sorted(one.province_code for one in claims) == ["40", "42"]
        first, second = claims
        assert await refused(session, LIVE, p=first.province_code, d=first.dossier_id) is None
        assert (
            await refused(session, LIVE, p=second.province_code, d=second.dossier_id)
            == "uq_person_claim_live"
        )
    assert PROVINCE != OTHER_PROVINCE
