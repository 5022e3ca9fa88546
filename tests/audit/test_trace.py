"""Every change of state leaves one line: of what, from, to, who, when."""

import pytest
from sqlalchemy import text

from app.client import Problem
from app.core import db
from app.dossiers.rules import Stage
from tests.builders import COMMUNE, DISTRICT, OTHER_PROVINCE, PROVINCE, SIBLING, Town, at_stage
from tests.grounds import become_service, owning, scalar


async def test_a_whole_road_leaves_its_trace(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.APPROVED, 1)
    async with db.transaction(db.Standing(PROVINCE)) as session:
        query = (
            "select from_state, to_state, officer_id, account_id from change_log"
            " where subject = 'dossier_list' and subject_id = :l order by id"
        )
        lines = (await session.execute(text(query), {"l": found.id})).all()
    officer = town.officer(COMMUNE)
    assert [(one.from_state, one.to_state) for one in lines] == [
        (None, "received"), ("received", "read"), ("read", "submitted"),
    ]  # fmt: skip
    assert {lines[0].officer_id, lines[2].officer_id} == {officer.officer_id}
    assert {lines[0].account_id, lines[2].account_id} == {officer.account_id}
    for subject, states in {
        "posting": {"open", "closed"}, "sitting": {"open", "closed"}, "batch": {"open", "approved"},
        "decision": {"approved"},
    }.items():  # fmt: skip
        told = "select string_agg(distinct to_state, ' ') from change_log where subject = :s"
        assert states <= set(str(await scalar(house, told, s=subject)).split())
    signer = "select officer_id from change_log where subject = 'decision' order by id desc limit 1"
    assert await scalar(house, signer) == town.officer(PROVINCE, "chutich").officer_id


async def test_an_act_undone_leaves_no_trace(house: str, town: Town) -> None:
    count = "select count(*) from change_log"
    found = await at_stage(town, house, Stage.DRAFT, 2)
    before = await scalar(house, count)
    with pytest.raises(Problem):
        await (await town.at(COMMUNE)).submit_list(found.id, 1)
    door = f"/lists/{found.id}/submission?dry_run=true"
    answer = await town.raw(town.officer(COMMUNE), "POST", door, json={"expected": 2})
    assert answer.json()["dossiers"] == 2
    assert await scalar(house, count) == before


async def test_the_trace_is_read_by_the_auditor_of_the_territory(house: str, town: Town) -> None:
    await at_stage(town, house, Stage.SUBMITTED, 1, path=SIBLING)
    auditor = town.officer(PROVINCE, "kiemtra")
    lines = (await town.raw(auditor, "GET", "/changes?limit=1000")).json()
    assert {SIBLING} <= {one["area_path"] for one in lines}
    page = (await town.raw(auditor, "GET", "/changes?limit=2")).json()
    following = (await town.raw(auditor, "GET", f"/changes?limit=2&after={page[-1]['id']}")).json()
    assert page + following == lines[:4]
    stranger = town.officer(OTHER_PROVINCE, "kiemtra")
    theirs = (await town.raw(stranger, "GET", "/changes?limit=1000")).json()
    assert all(one["area_path"].startswith(OTHER_PROVINCE) for one in theirs)
    for path, seat in ((COMMUNE, "canbo"), (DISTRICT, "canbo"), (PROVINCE, "chutich")):
        assert (await town.raw(town.officer(path, seat), "GET", "/changes")).status_code == 403


async def test_the_trace_tells_no_name_and_no_number_of_anybody(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.APPROVED, 2)
    people = "select string_agg(full_name || '|' || id_number, '|') from dossier where list_id = :l"
    told = str(await scalar(house, people, l=found.id)).split("|")
    whole = str(await scalar(house, "select string_agg(t::text, ' ') from change_log t"))
    assert [one for one in told if one in whole] == []


async def test_control_without_the_trigger_a_change_leaves_no_trace(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.DRAFT, 1)
    count, change = (
        text("select count(*) from change_log where subject_id = :l and subject = 'dossier_list'"),
        text("update dossier_list set state = 'withdrawn' where id = :l"),
    )
    for drop, more in ((False, 1), (True, 0)):
        async with owning(house) as session:
            if drop:
                await session.execute(text("drop trigger write_change_log on dossier_list"))
            await become_service(session)
            before = await session.scalar(count, {"l": found.id})
            await session.execute(change, {"l": found.id})
            assert await session.scalar(count, {"l": found.id}) == (before or 0) + more
