"""A sample is drawn by seed after an approval; anybody draws it again and gets the same lines."""

import hashlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from app.client import Client, Problem
from app.decisions.schemas import DecisionShown
from app.dossiers.rules import Stage
from app.supervision.draw import drawn, size_of
from app.supervision.schemas import ResultOrder, SampleOrder
from tests.builders import (
    DECISION_DAY,
    PROVINCE,
    PROVINCE_DAY,
    Town,
    at_stage,
    decided,
    dossiers_of,
    heard,
)
from tests.grounds import become_service, owning, raw_service, refused, scalar, set_clock
from tests.supervision.matters import end_all, inspector

SEED = "XSMB 07/05/2020: 48213 90754"


def seeded(seed: str = SEED, **measure: Any) -> SampleOrder:
    """A public seed, and how many lines."""
    found = {"seed": seed, "seed_source": "Kết quả xổ số miền Bắc ngày 07/05/2020"}
    return SampleOrder.model_validate(found | (measure or {"size": 3}))


@pytest.fixture(scope="module")
async def decision(house: str, town: Town) -> DecisionShown:
    """A decision over nine people."""
    found = await at_stage(town, house, Stage.AT_PROVINCE, 9)
    await set_clock(house, PROVINCE_DAY)
    await heard(town, [found.id], PROVINCE)
    await set_clock(house, DECISION_DAY)
    return await decided(town, [found.id])


@pytest.fixture(autouse=True)
async def _day(house: str, morning: None) -> AsyncIterator[None]:
    await set_clock(house, DECISION_DAY)
    yield
    await end_all(house)


async def leaves(client: Client, decision_id: int) -> list[tuple[int, bytes]]:
    found = client.leaves(decision_id)
    return [(one.dossier_id, bytes.fromhex(one.leaf)) async for one in found]


async def test_anybody_draws_the_same_lines(town: Town, decision: DecisionShown) -> None:
    team = await inspector(town)
    sample = await team.draw_sample(decision.id, seeded("Hạt".replace("ạ", "a") + " 2020-05-07"))
    mine = [one.dossier_id for one in sample.lines]
    clerk = await town.at(PROVINCE, "baocao")  # draws again with nothing but public pieces
    all_leaves = await leaves(clerk, decision.id)
    assert len(all_leaves) == decision.case_count == 9
    assert drawn(sample.seed, all_leaves, sample.size) == mine
    by_hand = sorted(
        all_leaves, key=lambda one: hashlib.sha256(b"Hat 2020-05-07" + one[1]).digest()
    )
    assert [one[0] for one in by_hand[:3]] == mine
    assert (sample.root, sample.population) == (decision.root, 9)
    assert [one.place for one in sample.lines] == [1, 2, 3]
    assert await clerk.sample(sample.id) == sample


async def test_the_seed_decides_and_more_lines_begin_with_the_same(
    town: Town, decision: DecisionShown
) -> None:
    all_leaves = await leaves(await town.at(PROVINCE, "baocao"), decision.id)
    few, many = drawn(SEED, all_leaves, 4), drawn(SEED, all_leaves, 8)
    assert many[:4] == few
    others = {tuple(drawn(f"{SEED}{number}", all_leaves, 4)) for number in range(20)}
    assert len(others) > 10
    assert drawn(SEED, reversed(all_leaves), 4) == few


@pytest.mark.parametrize(
    ("size", "percent", "population", "lines"),
    [
        (3, None, 9, 3), (50, None, 9, 9), (None, 5, 9, 1), (None, 20, 9, 2), (None, 100, 9, 9),
        (None, 5, 2039, 102), (None, 10, 200, 20), (None, 10, 201, 21),
    ],
)  # fmt: skip
def test_how_many_lines(size: int | None, percent: int | None, population: int, lines: int) -> None:
    assert size_of(population, size=size, percent=percent) == lines


async def test_every_draw_is_kept_and_a_seed_draws_once(
    house: str, town: Town, decision: DecisionShown
) -> None:
    team = await inspector(town)
    sample = await team.draw_sample(decision.id, seeded(percent=50))
    assert sample.size == 5
    with pytest.raises(Problem) as again:
        await team.draw_sample(decision.id, seeded(percent=10))
    assert (again.value.status, again.value.code) == (409, "seed-used")
    assert sample.id in [one.id for one in await team.samples(decision.id)]
    logged = (
        "select to_state from change_log where subject = 'inspection_sample' and subject_id = :i"
    )
    assert await scalar(house, logged, i=sample.id) == SEED
    for table in ("inspection_sample", "sample_line"):
        async with raw_service(house) as session:
            assert await refused(session, f"delete from {table}") == "42501"


async def test_not_before_an_approval_nor_by_anybody(
    house: str, town: Town, decision: DecisionShown
) -> None:
    team = await inspector(town)
    with pytest.raises(Problem) as none_yet:
        await team.draw_sample(10**12, seeded("another seed"))
    assert none_yet.value.status == 404
    copied = (
        "insert into decision (batch_id, kind, number, signed_on, signer_id, case_count,"
        " total_dong, root, policy_version, area_path) select (select max(id) from batch where id"
        " not in (select batch_id from decision)), 'refused', 'tu choi', signed_on, signer_id,"
        " 1, 1, root, policy_version, area_path from decision where id = :d returning id"
    )
    open_batch = (
        "insert into batch (paper_number, state, made_by, area_path)"
        " values ('1/TTr', 'refused', 1, '42.436.') returning id"
    )
    async with owning(house) as session:
        await session.execute(text(open_batch))
        refusal_id = await session.scalar(text(copied), {"d": decision.id})
        await session.commit()
    with pytest.raises(Problem) as refused_one:
        await team.draw_sample(refusal_id, seeded("another seed"))
    assert refused_one.value.code == "nothing-to-draw"
    body = seeded("another seed").model_dump(mode="json")
    for seat in ("chutich", "baocao", "kiemtra", "taichinh"):
        answer = await town.raw(
            town.officer(PROVINCE, seat), "POST", f"/decisions/{decision.id}/samples", json=body
        )
        assert answer.status_code == 403


@pytest.mark.parametrize("seed", ["short", "Hạt giống tiếng Việt", " begins 2020", "ends 2020 "])
def test_a_seed_that_not_everybody_types_alike(seed: str) -> None:
    with pytest.raises(ValueError, match="seed"):
        seeded(seed)


async def test_control_the_database_draws_again(
    house: str, town: Town, decision: DecisionShown
) -> None:
    """A sample chosen by hand is refused; without the trigger it would stand."""
    all_leaves = await leaves(await town.at(PROVINCE, "baocao"), decision.id)
    right = drawn("by the hand", all_leaves, 2)
    wrong = [right[1], right[0]]
    by_hand = (
        "with drawn as (insert into inspection_sample (decision_id, seed, seed_source, size,"
        " population, root, drawn_by, area_path) select id, 'by the hand', 'x', 2, case_count,"
        " root, 1, area_path from decision where id = :d returning id, area_path)"
        " insert into sample_line (sample_id, dossier_id, place, area_path)"
        " select id, d, n, area_path from drawn,"
        " unnest(cast(:lines as bigint[])) with ordinality t (d, n)"
    )
    for lines, guard in (
        (right, None),
        (wrong, "ck_sample_line_drawn"),
        (right[:1], "ck_sample_line_drawn"),
    ):
        async with raw_service(house) as session:
            assert await refused(session, by_hand, d=decision.id, lines=lines) == guard
    async with owning(house) as session:
        await session.execute(text("drop trigger check_sample on sample_line"))
        await become_service(session)
        assert await refused(session, by_hand, d=decision.id, lines=wrong) is None


async def test_a_result_is_recorded_once_and_a_finding_becomes_a_complaint(
    house: str, town: Town, decision: DecisionShown
) -> None:
    team = await inspector(town)
    sample = await team.draw_sample(decision.id, seeded("results 2020"))
    first, second, _ = (one.dossier_id for one in sample.lines)
    fine = ResultOrder(result="in_order", words="Đúng người, đúng tiền.", seen_on=DECISION_DAY)
    assert (await team.record_result(sample.id, first, fine)).complaint_id is None
    with pytest.raises(Problem) as twice:
        await team.record_result(sample.id, first, fine)
    assert twice.value.code == "result-recorded"
    bad = ResultOrder(
        result="finding", words="Người này đã chuyển đi.", seen_on=DECISION_DAY, complain=True,
        hold="Dừng chi trả",
    )  # fmt: skip
    complaint_id = (await team.record_result(sample.id, second, bad)).complaint_id
    assert complaint_id is not None
    complaint = await team.complaint(complaint_id)
    assert (complaint.kind, complaint.dossier_id, complaint.held) == ("inspection", second, True)
    results = [one.result for one in (await team.sample(sample.id)).lines]
    assert results == ["in_order", "finding", None]
    chosen = {one.dossier_id for one in sample.lines}
    outside = next(one for one, _ in await leaves(team, decision.id) if one not in chosen)
    with pytest.raises(Problem) as strange:
        await team.record_result(sample.id, outside, fine)
    assert strange.value.status == 404
    assert await dossiers_of(complaint.list_id or sample.lines[0].list_id)


def test_only_a_finding_complains() -> None:
    for changes in ({"result": "in_order", "complain": True}, {"result": "finding", "hold": "x"}):
        with pytest.raises(ValueError, match="only"):
            ResultOrder.model_validate({"words": "x", "seen_on": "2020-05-07"} | changes)
