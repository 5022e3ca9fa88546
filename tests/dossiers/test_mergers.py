"""Two people ruled to be one: of their benefits the highest stays, and the ruling can be undone."""

from typing import Any

import pytest
from sqlalchemy import text

from app.core.owner import owner_transaction
from app.dossiers.rules import Stage
from tests.books import closes
from tests.builders import (
    COMMUNE,
    DECISION_DAY,
    DISTRICT,
    PROVINCE,
    Town,
    as_form,
    at_stage,
    decided,
    dossiers_of,
    heard,
    stages_of,
    submitted,
)
from tests.dossiers.people import somebody
from tests.grounds import scalar, set_clock
from tests.jobs_at_hand import clear_desk, do_jobs, fetched, pay, release_all, take_all

__all__ = ["clear_desk"]


async def dossier(town: Town, number: int) -> Any:
    reader = await town.at(PROVINCE, "kiemtra")
    return (await reader.send("GET", f"/dossiers/{number}")).json()


async def approved(house: str, town: Town, form: str) -> int:
    """A dossier of a new person carried to approval, its orders made."""
    found = await at_stage(town, house, Stage.APPROVED, [as_form(form, somebody())], form=form)
    await do_jobs(house)
    (case,) = await dossiers_of(found.id)
    return case


async def paired(house: str, cases: tuple[int, int]) -> int:
    """The register's pair of the two people, as the search would have entered it."""
    async with owner_transaction(house) as session:
        people = await session.scalars(
            text("select person_id from p42.dossier where id = any(:ids)"), {"ids": list(cases)}
        )
        one, other = sorted(people)
        made = await session.scalar(
            text(
                "insert into p42.candidate_pair (person_a, person_b, reasons, score, area_path)"
                " values (:a, :b, '[\"NAME_BIRTH\"]', 80, :area) returning id"
            ),
            {"a": one, "b": other, "area": COMMUNE},
        )
    return int(made or 0)


async def merged(house: str, town: Town, *cases: int) -> int:
    """The two people are ruled one; the number of their pair."""
    one, other = cases
    pair = await paired(house, (one, other))
    officer = await town.at(COMMUNE)
    body = {"ruling": "same", "because": "Cùng một người", "expected_ruling_count": 0}
    await officer.send("POST", f"/identity/pairs/{pair}/ruling", json=body)
    await do_jobs(house)
    return pair


async def undone(house: str, town: Town, pair: int) -> None:
    officer = await town.at(COMMUNE)
    await officer.send("POST", f"/identity/pairs/{pair}/undoing", json={"because": "Nhầm"})
    await do_jobs(house)


async def sums(house: str, *cases: int) -> list[int]:
    """Live orders of each dossier (đồng)."""
    query = "select coalesce(sum(amount_dong), 0)::bigint from payout_order where live"
    return [int(await scalar(house, f"{query} and dossier_id = :d", d=case)) for case in cases]


async def stages(town: Town, *cases: int) -> list[str]:
    return [(await dossier(town, case))["stage"] for case in cases]


async def test_of_two_approved_the_higher_stays_and_nothing_unsent_is_lost(
    house: str, town: Town
) -> None:
    poor, protected = await approved(house, town, "08"), await approved(house, town, "07")
    await merged(house, town, poor, protected)
    assert await stages(town, poor, protected) == ["superseded", "approved"]
    assert (await dossier(town, poor))["superseded_by"] == protected
    assert await sums(house, poor, protected) == [0, 1_500_000]
    assert await closes(town)


async def test_the_higher_is_the_policys_not_the_larger_sum(house: str, town: Town) -> None:
    """Equal sums, another group: the order of the law decides whichever was approved first."""
    protected = await approved(house, town, "07")
    merit_list = await submitted(town, "05", [as_form("05", somebody())], DISTRICT)
    await heard(town, [merit_list.id], DISTRICT)
    await heard(town, [merit_list.id], PROVINCE)
    await set_clock(house, DECISION_DAY)
    await decided(town, [merit_list.id])
    await do_jobs(house)
    (merit,) = await dossiers_of(merit_list.id)
    await merged(house, town, protected, merit)
    assert await stages(town, protected, merit) == ["superseded", "approved"]
    live = (
        "select dossier_id from nation.person_claim where state = 'live' and dossier_id = any(:d)"
    )
    assert await scalar(house, live, d=[protected, merit]) == merit


async def test_paid_once_the_higher_goes_out_less_that_sum(house: str, town: Town) -> None:
    poor = await approved(house, town, "08")
    await release_all(town)
    await pay(town, [poor])
    protected = await approved(house, town, "07")
    assert await sums(house, poor, protected) == [750_000, 1_500_000]
    await merged(house, town, poor, protected)
    assert await sums(house, poor, protected) == [750_000, 750_000]
    assert [one["kind"] for one in (await dossier(town, protected))["adjustments"]] == ["top_up"]
    assert await closes(town)
    treasurer = await town.at(PROVINCE, "taichinh")
    (run,) = await treasurer.payout_runs("prepared")
    assert (await treasurer.release_run(run.id)).total_dong == 750_000
    assert '"750000"' in await fetched(town, run.id)
    assert await closes(town)


async def test_both_paid_the_lower_is_to_be_recovered_until_the_ruling_is_undone(
    house: str, town: Town
) -> None:
    poor, protected = await approved(house, town, "08"), await approved(house, town, "07")
    await release_all(town)
    await pay(town, [poor, protected])
    pair = await merged(house, town, poor, protected)
    (recovery,) = (await dossier(town, poor))["adjustments"]
    assert {name: recovery[name] for name in ("kind", "amount_dong", "other_id", "state")} == {
        "kind": "recovery", "amount_dong": 750_000, "other_id": protected, "state": "open",
    }  # fmt: skip
    assert await sums(house, poor, protected) == [750_000, 1_500_000]
    assert await closes(town)
    await undone(house, town, pair)
    assert await stages(town, poor, protected) == ["approved", "approved"]
    live = "select count(*) from nation.person_claim where state = 'live' and dossier_id = any(:d)"
    assert await scalar(house, live, d=[poor, protected]) == 2
    assert (await dossier(town, poor))["adjustments"][0]["state"] == "settled"
    assert await closes(town)


async def test_after_an_undone_merger_what_was_withdrawn_is_issued_again(
    house: str, town: Town
) -> None:
    poor, protected = await approved(house, town, "08"), await approved(house, town, "07")
    await release_all(town)
    await take_all()
    pair = await merged(house, town, poor, protected)
    await undone(house, town, pair)
    assert await sums(house, poor, protected) == [750_000, 1_500_000]
    late = await approved(house, town, "08")
    pair = await merged(house, town, late, protected)
    await undone(house, town, pair)
    assert await sums(house, late) == [0]
    number = await scalar(house, "select min(id) from payout_order where dossier_id = :d", d=late)
    treasurer = await town.at(PROVINCE, "taichinh")
    again = (await treasurer.send("POST", f"/payout-orders/{number}/reissue")).json()
    assert again["amount_dong"] == 750_000
    assert await closes(town)
    await release_all(town)
    assert await closes(town)


@pytest.mark.parametrize("times", [1, 3])
async def test_asked_again_it_says_the_same(house: str, town: Town, times: int) -> None:
    """A job may be done twice: a worker that stops half way leaves it to the next."""
    from app.core.db import Standing
    from app.dossiers.jobs import settle_merger
    from app.payouts.jobs import settle_claims

    poor, protected = await approved(house, town, "08"), await approved(house, town, "07")
    await release_all(town)
    await take_all()
    await merged(house, town, poor, protected)
    person = await scalar(
        house, "select person_id from nation.person_claim where dossier_id = :d", d=protected
    )
    for _ in range(times):
        await settle_merger(Standing(PROVINCE), {"kept": person})
        await settle_claims(Standing(PROVINCE), {"people": [person]})
    await do_jobs(house)
    assert [one["state"] for one in (await dossier(town, poor))["adjustments"]] == ["open"]
    rows = "select count(*) from supersession where dossier_id = :d"
    assert await scalar(house, rows, d=poor) == 1
    assert await closes(town)


async def test_a_claim_handed_in_after_the_merger_is_the_merged_persons(
    house: str, town: Town
) -> None:
    """The draft still names who was merged away; the nation is told who they are by now."""
    first = await approved(house, town, "07")
    person = somebody()
    drafts = await at_stage(town, house, Stage.DRAFT, [person], form="08")
    (late,) = await dossiers_of(drafts.id)
    pair = await merged(house, town, first, late)
    await (await town.at(COMMUNE)).submit_list(drafts.id, 1)
    query = "select person_id from nation.person_claim where dossier_id = :d"
    one, other = await scalar(house, query, d=first), await scalar(house, query, d=late)
    assert one == other
    await undone(house, town, pair)
    one, other = await scalar(house, query, d=first), await scalar(house, query, d=late)
    assert one != other
    assert await stages_of(drafts.id) == ["submitted"]


async def test_control_strangers_are_not_settled(house: str, town: Town) -> None:
    poor, protected = await approved(house, town, "08"), await approved(house, town, "07")
    await do_jobs(house)
    assert await stages(town, poor, protected) == ["approved", "approved"]
    other = await submitted(town, "08", [somebody()])
    assert await stages_of(other.id) == ["submitted"]
