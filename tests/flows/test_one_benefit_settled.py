"""After an approval: the higher benefit wins, money is set against money, and what fell returns."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.appraisal.rules import Verdict
from app.appraisal.schemas import OpinionLine
from app.client import Problem
from app.dossiers.rules import Stage
from tests.books import closes
from tests.builders import (
    COMMUNE,
    DECISION_DAY,
    DISTRICT,
    FAR_COMMUNE,
    PROVINCE,
    SIBLING,
    Row,
    Town,
    advance,
    as_form,
    at_stage,
    dossiers_of,
    heard,
    hearing,
    stages_of,
)
from tests.dossiers.people import crowd, somebody
from tests.grounds import scalar, set_clock
from tests.jobs_at_hand import clear_desk, do_jobs, fetched, pay, release_all, take_all

__all__ = ["clear_desk"]

REFUSED = OpinionLine(dossier_id=1, verdict=Verdict.UNFAVOURABLE, reason_code="NOT_ELIGIBLE")


async def dossier(town: Town, number: int) -> Any:
    """One dossier as the auditor sees it."""
    reader = await town.at(PROVINCE, "kiemtra")
    return (await reader.send("GET", f"/dossiers/{number}")).json()


async def approved(
    house: str, town: Town, form: str, person: Row, path: str = COMMUNE
) -> tuple[int, int]:
    """List and dossier of one person carried to approval, its orders made."""
    found = await at_stage(
        town, house, Stage.APPROVED, [as_form(form, person)], form=form, path=path
    )
    await do_jobs(house)
    (case,) = await dossiers_of(found.id)
    return found.id, case


async def live_orders(house: str, case: int) -> int:
    """The sum of a dossier's live orders (đồng)."""
    query = "select coalesce(sum(amount_dong), 0)::bigint from payout_order where live"
    return int(await scalar(house, f"{query} and dossier_id = :d", d=case))


# --- money ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [COMMUNE, SIBLING, FAR_COMMUNE])
async def test_after_payment_only_the_difference_goes_out(
    house: str, town: Town, path: str
) -> None:
    person = somebody()
    _, poor = await approved(house, town, "08", person)
    await release_all(town)
    assert await pay(town, [poor]) == 1
    _, protected = await approved(house, town, "07", person, path)
    assert (await live_orders(house, poor), await live_orders(house, protected)) == (
        750_000,
        750_000,
    )
    lower, higher = await dossier(town, poor), await dossier(town, protected)
    assert (lower["stage"], lower["superseded_by"], lower["adjustments"]) == (
        "superseded", protected, [],
    )  # fmt: skip
    (top_up,) = higher["adjustments"]
    assert {name: top_up[name] for name in ("kind", "other_id", "amount_dong", "state")} == {
        "kind": "top_up", "other_id": poor, "amount_dong": 750_000, "state": "open",
    }  # fmt: skip
    assert await closes(town)
    await release_all(town)
    assert (await dossier(town, protected))["adjustments"][0]["state"] == "settled"
    assert await pay(town, [protected]) == 1
    assert await closes(town)


async def test_what_was_not_sent_is_withdrawn_and_the_higher_goes_out_whole(
    house: str, town: Town
) -> None:
    person = somebody()
    list_id, poor = await approved(house, town, "08", person)
    _, protected = await approved(house, town, "07", person)
    assert (await live_orders(house, poor), await live_orders(house, protected)) == (0, 1_500_000)
    assert (await dossier(town, protected))["adjustments"] == []
    assert await closes(town)
    treasurer = await town.at(PROVINCE, "taichinh")
    for run in await treasurer.payout_runs("prepared"):
        released = await treasurer.release_run(run.id)
        if released.order_count:
            text = await fetched(town, run.id)
            assert text.count("\r\n") - 1 == released.order_count
    assert await closes(town)
    order = "select min(id) from payout_order where dossier_id = :d"
    number = await scalar(house, order, d=poor)
    with pytest.raises(Problem) as refusal:
        await treasurer.send("POST", f"/payout-orders/{number}/reissue")
    assert refusal.value.code == "higher-benefit-won"
    assert await stages_of(list_id) == ["superseded"]


async def test_what_was_released_and_not_taken_is_withdrawn_with_its_money(
    house: str, town: Town
) -> None:
    person = somebody()
    _, poor = await approved(house, town, "08", person)
    await release_all(town)
    _, protected = await approved(house, town, "07", person)
    assert (await live_orders(house, poor), await live_orders(house, protected)) == (0, 1_500_000)
    assert (await dossier(town, protected))["adjustments"] == []
    assert await closes(town)
    await release_all(town)
    await take_all()
    assert await pay(town, [poor, protected]) == 1
    assert await closes(town)


async def test_nobody_is_sent_what_they_gave_up_even_before_the_job_has_run(
    house: str, town: Town
) -> None:
    person = somebody()
    _, poor = await approved(house, town, "08", person)
    late = await at_stage(town, house, Stage.APPROVED, [as_form("07", person)])
    await release_all(town)  # the orders of the second decision are not made yet
    assert await live_orders(house, poor) == 0
    await do_jobs(house)
    (protected,) = await dossiers_of(late.id)
    assert await live_orders(house, protected) == 1_500_000
    assert await closes(town)


async def test_a_payment_that_fails_afterwards_is_issued_again_where_it_was_counted(
    house: str, town: Town
) -> None:
    person = somebody()
    _, poor = await approved(house, town, "08", person)
    await release_all(town)
    await take_all()
    _, protected = await approved(house, town, "07", person)
    assert await pay(town, [poor], "failed") == 1
    assert await closes(town)
    treasurer = await town.at(PROVINCE, "taichinh")
    number = await scalar(house, "select id from payout_order where dossier_id = :d", d=poor)
    again = (await treasurer.send("POST", f"/payout-orders/{number}/reissue")).json()
    assert again["amount_dong"] == 750_000
    assert await live_orders(house, poor) + await live_orders(house, protected) == 1_500_000
    assert await closes(town)


async def test_a_payment_that_had_failed_before_is_not_issued_again(house: str, town: Town) -> None:
    person = somebody()
    _, poor = await approved(house, town, "08", person)
    await release_all(town)
    await pay(town, [poor], "failed")
    number = await scalar(house, "select id from payout_order where dossier_id = :d", d=poor)
    _, protected = await approved(house, town, "07", person)
    assert await live_orders(house, protected) == 1_500_000
    treasurer = await town.at(PROVINCE, "taichinh")
    with pytest.raises(Problem) as refusal:
        await treasurer.send("POST", f"/payout-orders/{number}/reissue")
    assert refusal.value.code == "higher-benefit-won"
    assert await closes(town)


async def test_what_was_paid_above_the_higher_benefit_is_to_be_recovered(
    house: str, town: Town
) -> None:
    """One month of protection puts three months of the poor household out, whatever the amounts."""
    person = somebody()
    _, poor = await approved(house, town, "08", person)
    await release_all(town)
    await pay(town, [poor])
    short = as_form("07", person) | {"months": 1, "amount_dong": 500_000}
    found = await at_stage(town, house, Stage.APPROVED, [short])
    await do_jobs(house)
    (protected,) = await dossiers_of(found.id)
    assert await live_orders(house, protected) == 0
    (recovery,) = (await dossier(town, poor))["adjustments"]
    assert (recovery["kind"], recovery["amount_dong"], recovery["other_id"]) == (
        "recovery", 250_000, protected,
    )  # fmt: skip
    finance = await town.at(PROVINCE, "taichinh")
    (case,) = (await finance.recovery_cases(dossier=poor)).items
    assert (case.cause, case.balance_dong) == ("double_benefit", 250_000)
    shown = (await finance.benefit_adjustments(kind="recovery", state="open")).items
    assert case.id in [one.case_id for one in shown]
    assert await closes(town)
    await release_all(town)
    assert await closes(town)


async def test_a_third_higher_benefit_takes_all_that_went_out_before_into_account(
    house: str, town: Town
) -> None:
    person = somebody()
    _, near_poor = await approved(house, town, "09", person)
    await release_all(town)
    await take_all()
    _, poor = await approved(house, town, "08", person, SIBLING)
    await release_all(town)
    assert (await live_orders(house, near_poor), await live_orders(house, poor)) == (750_000, 0)
    _, protected = await approved(house, town, "07", person, FAR_COMMUNE)
    sums = [await live_orders(house, case) for case in (near_poor, poor, protected)]
    assert sums == [750_000, 0, 750_000]
    assert await closes(town)


# --- the example ---------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["08", "07"])
async def test_of_845_poor_members_21_are_paid_as_protection(
    house: str, town: Town, first: str
) -> None:
    """Whichever list came first, and was approved first."""
    people = crowd("08", 845)
    protected = [as_form("07", one) for one in people[::40][:21]]
    lists = {"08": people, "07": protected}
    second = "07" if first == "08" else "08"
    one = await at_stage(town, house, Stage.APPROVED, lists[first], form=first)
    await do_jobs(house)
    two = await at_stage(town, house, Stage.APPROVED, lists[second], form=second)
    await do_jobs(house)
    numbers = {first: one.id, second: two.id}
    poor = await stages_of(numbers["08"])
    assert (poor.count("approved"), poor.count("superseded")) == (824, 21)
    assert await stages_of(numbers["07"]) == ["approved"] * 21
    await release_all(town)
    everybody = await dossiers_of(numbers["08"]) + await dossiers_of(numbers["07"])
    assert await pay(town, everybody) == 845
    paid = (
        "select d.group_code || ' ' || count(*) || ' ' || sum(o.amount_dong) from order_outcome o"
        " join dossier d on d.id = o.dossier_id where d.list_id = :l and o.kind = 'paid'"
        " group by d.group_code"
    )
    assert await scalar(house, paid, l=numbers["08"]) == "HN 824 618000000"
    assert await scalar(house, paid, l=numbers["07"]) == "BTXH 21 31500000"
    named = "select count(*) from supersession s join dossier d on d.id = s.dossier_id"
    assert await scalar(house, f"{named} where d.list_id = :l", l=numbers["08"]) == 21
    assert await closes(town)


# --- coming back ---------------------------------------------------------------------------------


async def refuse(town: Town, list_id: int, path: str) -> None:
    """The council of a unit refuses every dossier of a list."""
    sitting = await hearing(town, [list_id], path)
    secretary = await town.at(path, "thuky")
    words = [REFUSED.model_copy(update={"dossier_id": case}) for case in await dossiers_of(list_id)]
    await secretary.record_opinions(sitting.id, sitting.expected, words)
    await secretary.close_sitting(sitting.id, sitting.expected)


@pytest.mark.parametrize("path", [COMMUNE, FAR_COMMUNE])
async def test_when_the_winner_is_refused_the_loser_comes_back_by_itself(
    house: str, town: Town, path: str
) -> None:
    """Also where the officers who refuse it see nothing of the loser's district."""
    person = somebody()
    poor = await at_stage(town, house, Stage.AT_COMMUNE, [person], form="08")
    rival = await at_stage(town, house, Stage.AT_COMMUNE, [as_form("07", person)], path=path)
    assert (await heard(town, [poor.id], COMMUNE)).superseded == 1
    (case,) = await dossiers_of(poor.id)
    state = "select state from nation.person_claim where dossier_id = :d"
    assert await scalar(house, state, d=case) == "closed"
    await do_jobs(house)
    await refuse(town, rival.id, path)
    assert await stages_of(poor.id) == ["superseded"]
    assert await do_jobs(house) == ["dossiers.reinstate"]
    assert await stages_of(poor.id) == ["at_commune"]
    assert await scalar(house, state, d=case) == "open"
    last = (await (await town.at(COMMUNE)).history(case))[-1]
    (winner,) = await dossiers_of(rival.id)
    assert (last.reason_code, last.because) == ("REINSTATED", f"dossier {winner}")
    assert (await dossier(town, case))["superseded_by"] is None
    await advance(town, house, [poor.id], Stage.APPROVED, since=Stage.AT_COMMUNE)
    assert await stages_of(poor.id) == ["approved"]


async def test_nobody_comes_back_without_a_rival_that_fell(house: str, town: Town) -> None:
    """The control: a refusal of somebody else wakes nobody."""
    person = somebody()
    poor = await at_stage(town, house, Stage.AT_COMMUNE, [person], form="08")
    await at_stage(town, house, Stage.AT_COMMUNE, [as_form("07", person)])
    await heard(town, [poor.id], COMMUNE)
    other = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    await do_jobs(house)
    await refuse(town, other.id, COMMUNE)
    assert await do_jobs(house) == []
    assert await stages_of(poor.id) == ["superseded"]


async def test_of_two_that_gave_way_only_the_higher_comes_back(house: str, town: Town) -> None:
    person = somebody()
    lists = {
        form: await at_stage(town, house, Stage.AT_COMMUNE, [as_form(form, person)], form=form)
        for form in ("07", "08", "09")
    }
    for form in ("09", "08"):
        assert (await heard(town, [lists[form].id], COMMUNE)).superseded == 1
    await refuse(town, lists["07"].id, COMMUNE)
    await do_jobs(house)
    assert await stages_of(lists["08"].id) == ["at_commune"]
    assert await stages_of(lists["09"].id) == ["superseded"]
    (near_poor,), (poor,) = [await dossiers_of(lists[form].id) for form in ("09", "08")]
    assert (await dossier(town, near_poor))["superseded_by"] == poor
    await refuse(town, lists["08"].id, COMMUNE)
    await do_jobs(house)
    assert await stages_of(lists["09"].id) == ["at_commune"]


async def test_who_gave_way_to_a_likeness_comes_back_with_its_fall(house: str, town: Town) -> None:
    person = somebody(id_number=None)
    poor = await at_stage(town, house, Stage.AT_COMMUNE, [person], form="08")
    rival = await at_stage(town, house, Stage.AT_COMMUNE, [as_form("07", person)], path=SIBLING)
    word = OpinionLine(dossier_id=1, verdict=Verdict.SUPERSEDED, reason_code="SUPERSEDED")
    assert (await heard(town, [poor.id], COMMUNE, {"SUSPECTED_SAME": word})).superseded == 1
    (case,), (winner,) = await dossiers_of(poor.id), await dossiers_of(rival.id)
    assert (await dossier(town, case))["superseded_by"] == winner
    await do_jobs(house)
    await refuse(town, rival.id, SIBLING)
    assert await do_jobs(house) == ["dossiers.reinstate"]
    assert await stages_of(poor.id) == ["at_commune"]


# --- declining -----------------------------------------------------------------------------------


def statement(**changes: Any) -> dict[str, Any]:
    """What a person says when they decline."""
    moment = datetime(2020, 4, 26, 9, tzinfo=UTC).isoformat()
    told = {"statement": "Tôi tự nguyện không nhận.", "stated_at": moment, "witness": "Ông Bảy"}
    return told | changes


async def test_a_declined_higher_claim_gives_the_lower_one_back(house: str, town: Town) -> None:
    person = somebody()
    poor = await at_stage(town, house, Stage.AT_COMMUNE, [person], form="08")
    rival = await at_stage(town, house, Stage.AT_COMMUNE, [as_form("07", person)], path=SIBLING)
    await heard(town, [poor.id], COMMUNE)
    (winner,) = await dossiers_of(rival.id)
    officer = await town.at(SIBLING)
    await officer.send("POST", f"/dossiers/{winner}/declination", json=statement())
    await do_jobs(house)
    assert await stages_of(rival.id) == ["declined"]
    assert await stages_of(poor.id) == ["at_commune"]


async def test_of_a_batch_signed_far_away_the_loser_is_moved_by_the_provinces_job(
    house: str, town: Town
) -> None:
    """A delegate of one district sees nothing of the other; its dossier gives way all the same."""
    person = somebody()
    _, poor = await approved(house, town, "08", person, FAR_COMMUNE)
    late = await at_stage(town, house, Stage.AT_PROVINCE, [as_form("07", person)])
    await heard(town, [late.id], PROVINCE)
    await set_clock(house, DECISION_DAY)
    await signed_by_delegate(town, late.id)
    state = "select state from nation.person_claim where dossier_id = :d"
    assert await scalar(house, state, d=poor) == "closed"
    assert "dossiers.give_way" in await do_jobs(house)
    assert (await dossier(town, poor))["stage"] == "superseded"
    (protected,) = await dossiers_of(late.id)
    assert await live_orders(house, protected) == 1_500_000
    assert await closes(town)


async def signed_by_delegate(town: Town, list_id: int) -> None:
    """The list's batch signed by a district chairman with the power for the district."""
    from app.access import Role
    from tests.builders import a_batch, a_source, an_order, enrolled

    (delegate,) = await enrolled((Role.CHAIRMAN, DISTRICT))
    chairman = await town.at(PROVINCE, "chutich")
    await chairman.send(
        "POST", "/delegations",
        json={
            "document_number": f"1/UQ-{list_id}", "officer_id": delegate.officer_id,
            "area_path": DISTRICT, "valid_from": "2020-05-01", "valid_to": "2020-05-31",
        },
    )  # fmt: skip
    batch = await a_batch(town, [list_id])
    order = await an_order(town, batch, await a_source(town))
    await (await town.as_(delegate)).approve(batch, order)
