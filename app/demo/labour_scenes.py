"""After the report of 1 June: workers, owners and employers walk their own roads to a decision.

Third parties state what they know, neighbours object, a council sends back, a delegate signs, the
refused are answered in writing, an amendment takes some of them in, and all of them are paid.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from app.demo import labour_decisions, labour_roads, oversight_scenes, payment_scenes
from app.demo.paper_scenes import APPLICATIONS_DISTRICT, maker_of
from app.demo.paperwork import SCHOOL_DISTRICT
from app.demo.stage import Stage


async def play(stage: Stage, sources: labour_decisions.Sources) -> Counter[str]:
    """Walk every list of the labour groups to its end; approved people by group."""
    async with stage.timed("lao động, hộ kinh doanh, vay vốn"):
        await stage.set_day(labour_roads.CONFIRMED)
        await labour_roads.confirm_employers_lists(stage)
        postings = await labour_roads.post(stage)
        await stage.set_day(labour_roads.COMMUNES_SIT)
        await labour_roads.sit_in_communes(stage, postings)
        await stage.set_day(labour_roads.DISTRICTS_SIT)
        held = await labour_roads.find_fault(stage)
        asked = await labour_roads.sit_in_districts(stage)
        await stage.set_day(labour_roads.PROVINCE_SITS)
        back = await labour_roads.sit_in_province(stage)
        await stage.set_day(labour_roads.HEARD_AGAIN)
        await oversight_scenes.answer_fault(stage, held, labour_roads.HEARD_AGAIN)
        commune = labour_roads.commune_of(stage, APPLICATIONS_DISTRICT, "04")
        await oversight_scenes.answer_question(stage, await maker_of(stage, commune), asked)
        await labour_roads.hear_again(stage, {back, held.dossier_id, asked})
        await stage.set_day(labour_roads.DECIDED)
        approved = await labour_decisions.decide(stage, sources)
        await labour_decisions.answer_in_writing(stage)
        await stage.set_day(labour_roads.ADJUSTED)
        await labour_decisions.take_one_out(stage)
        approved["NLD_CHAMDUT"] -= 1
        approved["HKD"] -= await payment_scenes.pay(stage)
        await stage.set_day(labour_roads.AMENDED)
        await labour_decisions.reopen(stage)
        await stage.set_day(labour_roads.LAST_DAY)
        signer = await labour_decisions.the_chairman(stage)
        made = await labour_decisions.approve(stage, signer, SCHOOL_DISTRICT, sources)
        approved["NLD_TAMHOAN"] += made.case_count
        await payment_scenes.pay_last(stage, labour_roads.LAST_DAY, made.id)
    stage.report("lao động, hộ kinh doanh, vay vốn", len(approved), len(labour_roads.GROUP_OF))
    return approved


# --- what must come out ---


def expected(stage: Stage) -> Counter[str]:
    """Approved people by group, from what was written in the papers (people)."""
    people: Counter[str] = Counter()
    for paper in stage.province.papers:
        if paper.key.form in labour_roads.GROUP_OF:
            people[labour_roads.GROUP_OF[paper.key.form]] += len(paper.rows) - len(paper.faulty)
    people["NLD_KHONGHD"] += len(stage.province.applications) - 1  # the first was refused
    people["NLD_KHONGHD"] -= 2  # whose two numbers it names together are supported already
    people["NLD_CHAMDUT"] -= 1  # taken out by a later decision
    people["HKD"] -= 2  # taken out after the payment, of one the money came back
    people["NLD_TAMHOAN"] -= 1 + 3  # not confirmed; of a cooperative
    return people


def differences(
    approved: Mapping[str, int], table: Sequence[Mapping[str, Any]], wanted: Mapping[str, int]
) -> list[str]:
    """Groups of which not exactly the right people were approved, reported, and paid."""
    reported = {row["group"]: row["approved_people"] for row in table}
    paid = {row["group"]: row["paid_people"] for row in table}
    return [
        f"{group}: {approved.get(group, 0)} người được duyệt,"
        f" {reported.get(group, 0)} trong báo cáo, {paid.get(group, 0)} đã chi ≠ {count}"
        for group, count in sorted(wanted.items())
        if not approved.get(group, 0) == reported.get(group, 0) == paid.get(group, 0) == count
    ]
