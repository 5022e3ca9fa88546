"""The steps are a table and the history writes itself: the service can bend neither."""

import pytest
from sqlalchemy import text

from app.core import db
from app.core.db import transaction
from app.dossiers import commands
from app.dossiers.rules import STEPS, Stage, StepUnknown
from tests.builders import COMMUNE, PROVINCE, Town, at_stage, dossiers_of
from tests.grounds import become_service, enter, owning, raw_service, refused, scalar, set_clock

MOVE = "update dossier_stage set stage = :stage where dossier_id = :id"
UNKNOWN_STEP = "ck_dossier_history_step"


async def test_the_table_of_steps_is_the_codes_own(house: str) -> None:
    async with owning(house) as session:
        known = {tuple(row) for row in await session.execute(text("table nation.stage_step"))}
    assert known == {(one or "", other) for one, others in STEPS.items() for other in others}


async def test_every_step_not_in_the_table_is_refused_by_the_database(
    house: str, town: Town
) -> None:
    """From draft and from the commune's council, to every stage there is."""
    for stage in (Stage.DRAFT, Stage.AT_COMMUNE):
        found = await at_stage(town, house, stage, 1)
        (dossier,) = await dossiers_of(found.id)
        async with raw_service(house) as session:
            for target in Stage:
                async with session.begin_nested() as point:
                    why = await refused(session, MOVE, stage=target, id=dossier)
                    await point.rollback()
                assert why == (None if target in STEPS[stage] else UNKNOWN_STEP), (stage, target)


@pytest.mark.parametrize("stage", [*sorted(set(Stage) - {Stage.DRAFT}), "paid", ""])
async def test_a_dossier_begins_at_draft_and_nowhere_else(
    house: str, town: Town, stage: str
) -> None:
    found = await at_stage(town, house, Stage.DRAFT, 1)
    (dossier,) = await dossiers_of(found.id)
    async with owning(house) as session:
        await session.execute(text("set local session_replication_role = replica"))
        await session.execute(
            text("delete from dossier_stage where dossier_id = :d"), {"d": dossier}
        )
        await session.execute(text("set local session_replication_role = origin"))
        await become_service(session)
        insert = (
            "insert into dossier_stage (dossier_id, list_id, stage, version, area_path)"
            " values (:d, :l, :s, 1, :a)"
        )
        why = await refused(session, insert, d=dossier, l=found.id, s=stage, a=COMMUNE)
        assert why == UNKNOWN_STEP


async def test_control_without_the_trigger_any_step_is_taken(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.DRAFT, 1)
    (dossier,) = await dossiers_of(found.id)
    async with owning(house) as session:
        await session.execute(text("drop trigger write_history_of_moved on dossier_stage"))
        await become_service(session)
        assert await refused(session, MOVE, stage="approved", id=dossier) is None


async def test_the_act_names_the_refusal(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.DRAFT, 1)
    with pytest.raises(StepUnknown):
        async with transaction(db.Standing(PROVINCE)) as session:
            await commands.move(session, [found.id], Stage.DRAFT, Stage.APPROVED, because="x")


async def test_every_step_is_written_with_who_when_from_to_and_why(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_DISTRICT, 2)
    officer, secretary = town.officer(COMMUNE), town.officer(COMMUNE, "thuky")
    reader = await town.at(PROVINCE, "kiemtra")
    for dossier in await dossiers_of(found.id):
        steps = await reader.history(dossier)
        assert [(one.from_stage, one.to_stage) for one in steps] == [
            (None, "draft"), ("draft", "submitted"), ("submitted", "posted"),
            ("posted", "at_commune"), ("at_commune", "at_district"),
        ]  # fmt: skip
        assert [one.version for one in steps] == [1, 2, 3, 4, 5]
        assert steps[1].officer_id == officer.officer_id
        assert steps[4].officer_id == secretary.officer_id
        assert [one.because.split()[0] for one in steps[1:] if one.because] == [
            "list", "posting", "posting", "sitting",
        ]  # fmt: skip
        assert [one.at.date().isoformat() for one in steps] == [
            "2020-04-27", "2020-04-27", "2020-04-27", "2020-05-04", "2020-05-04",
        ]  # fmt: skip


@pytest.mark.parametrize("table", ["dossier_history", "change_log"])
@pytest.mark.parametrize(
    "statement",
    [
        "update {table} set because = 'khác'",
        "delete from {table}",
        "truncate {table}",
        "insert into {table} default values",
        "drop table {table}",
        "alter table {table} disable trigger all",
    ],
)
async def test_the_service_cannot_touch_history(
    house: str, town: Town, table: str, statement: str
) -> None:
    await at_stage(town, house, Stage.DRAFT, 1)
    async with raw_service(house) as session:
        assert await refused(session, statement.format(table=table)) == "42501"


@pytest.mark.parametrize("table", ["dossier_history", "change_log"])
async def test_even_the_owner_is_stopped_by_the_trigger_and_not_without_it(
    house: str, town: Town, table: str
) -> None:
    await at_stage(town, house, Stage.DRAFT, 1)
    newest = f"where told = (select max(told) from {table})"  # on older lines notices may hang
    for act in (f"update {table} set because = 'khác'", f"delete from {table}"):
        statement = f"{act} {newest}"
        async with owning(house) as session:
            assert await refused(session, statement) == "append_only"
            await session.execute(text(f"alter table {table} disable trigger append_only"))
            assert await refused(session, statement) is None


async def test_control_with_the_right_granted_only_the_trigger_stops_the_service(
    house: str, town: Town
) -> None:
    await at_stage(town, house, Stage.DRAFT, 1)
    forge = "update dossier_history set because = 'khác'"
    async with owning(house) as session:
        await session.execute(text("grant update on dossier_history to house_app"))
        await become_service(session)
        assert await refused(session, forge) == "append_only"
    async with owning(house) as session:
        await session.execute(text("grant update on dossier_history to house_app"))
        await session.execute(text("drop trigger append_only on dossier_history"))
        await become_service(session)
        assert await refused(session, forge) is None


async def test_version_and_origin_cannot_be_forged(house: str, town: Town) -> None:
    """The trigger writes them itself, and the service may not even name them."""
    found = await at_stage(town, house, Stage.DRAFT, 1)
    async with raw_service(house) as session:
        for column in ("version = 9", "from_stage = 'at_province'", f"list_id = {found.id}"):
            assert await refused(session, f"update dossier_stage set {column}") == "42501"
    async with owning(house) as session:
        forged = "update dossier_stage set stage = 'submitted', version = 9, from_stage = 'x'"
        assert await refused(session, f"{forged} where list_id = {found.id}") is None
        row = (
            await session.execute(
                text("select version, from_stage from dossier_stage where list_id = :l"),
                {"l": found.id},
            )
        ).one()
        assert tuple(row) == (2, "draft")


async def test_history_has_one_line_for_every_change(house: str, town: Town) -> None:
    await at_stage(town, house, Stage.AT_PROVINCE, 3)
    await set_clock(house, None)
    for query in (
        "select count(*) from dossier_stage s where s.version <> (select count(*) from"
        " dossier_history h where h.dossier_id = s.dossier_id)",
        "select count(*) from dossier_stage s where s.stage <> (select to_stage from"
        " dossier_history h where h.dossier_id = s.dossier_id order by version desc limit 1)",
        "select count(*) from dossier_history h where h.version > 1 and h.from_stage is distinct"
        " from (select to_stage from dossier_history o where o.dossier_id = h.dossier_id"
        " and o.version = h.version - 1)",
    ):
        assert await scalar(house, query) == 0


async def test_a_move_out_of_sight_moves_nothing(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.SUBMITTED, 2)
    async with owning(house) as session:
        await enter(session, "42.437.")
        await become_service(session)
        moved = await session.execute(
            text("update dossier_stage set stage = 'withdrawn' where list_id = :l returning 1"),
            {"l": found.id},
        )
        assert moved.all() == []
