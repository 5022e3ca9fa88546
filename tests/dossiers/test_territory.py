"""No row outside one's territory: read or written, through the service or by raw SQL."""

from typing import Any

import pytest
from sqlalchemy import text

from app.core import db
from app.dossiers.rules import Stage
from tests.builders import (
    AGENT,
    COMMUNE,
    DECISION_DAY,
    DISTRICT,
    FAR_COMMUNE,
    FAR_DISTRICT,
    OTHER_COMMUNE,
    OTHER_PROVINCE,
    PROVINCE,
    PROVINCE_DAY,
    SIBLING,
    Town,
    at_stage,
    decided,
    dossiers_of,
    heard,
    ordered,
    rows,
    submitted,
)
from tests.grounds import become_service, owning, raw_service, refused, set_clock

PERSONAL = (
    "person", "household", "dossier", "dossier_stage", "dossier_history", "dossier_list",
    "list_row", "document", "part_taken", "posting", "posting_list", "objection", "sitting",
    "sitting_list", "sitting_seat", "finding", "opinion", "batch", "batch_list", "decision",
    "decision_list", "decision_line", "delegation",
)  # fmt: skip
CASES = ("person", "dossier", "dossier_stage", "dossier_history")


@pytest.fixture(scope="module")
async def carried(house: str, town: Town) -> dict[str, int]:
    """A list of each commune, that of the first carried to its orders."""
    first = await at_stage(town, house, Stage.AT_PROVINCE, 2)
    await set_clock(house, PROVINCE_DAY)
    await heard(town, [first.id], PROVINCE)
    await set_clock(house, DECISION_DAY)
    await ordered(await decided(town, [first.id]))
    lists = {COMMUNE: first.id}
    for path in (SIBLING, FAR_COMMUNE, OTHER_COMMUNE):
        lists[path] = (await at_stage(town, house, Stage.AT_COMMUNE, 2, path=path)).id
    return lists


async def paths_seen(scope: str, table: str, province: str = "42") -> set[str]:
    column = "unit_path" if table == "dossier_list" else "area_path"
    async with db.transaction(db.Standing(scope)) as session:
        return set(await session.scalars(text(f"select {column} from p{province}.{table}")))


@pytest.mark.parametrize("table", PERSONAL)
@pytest.mark.parametrize("scope", [COMMUNE, SIBLING, DISTRICT, FAR_DISTRICT, PROVINCE])
async def test_a_scope_sees_what_lies_inside_it_and_nothing_else(
    carried: dict[str, int], scope: str, table: str
) -> None:
    seen = await paths_seen(scope, table)
    if table == "decision":  # an office is told the decision that its own cases are in
        seen = {path for path in seen if not scope.startswith(path)}
    assert all(path.startswith(scope) for path in seen)
    if scope != FAR_DISTRICT and table in CASES:
        assert seen, "an empty table proves nothing"
    if scope == DISTRICT and table in CASES:
        assert {COMMUNE, SIBLING} <= seen


@pytest.mark.parametrize("table", PERSONAL)
async def test_another_province_sees_nothing_even_by_naming_the_schema(
    carried: dict[str, int], table: str
) -> None:
    assert await paths_seen(OTHER_PROVINCE, table) == set()
    assert await paths_seen(PROVINCE, table, "40") == set()


@pytest.mark.parametrize(
    "table",
    [
        "person", "dossier", "dossier_stage", "dossier_history", "dossier_list", "list_row",
        "document", "part_taken", "sitting", "sitting_seat", "batch", "decision", "decision_line",
        "payout_order", "payout_run", "change_log",
    ],
)  # fmt: skip
async def test_without_a_scope_a_used_connection_sees_nothing(
    house: str, carried: dict[str, int], table: str
) -> None:
    """After the first scope has gone, the setting is empty text and not null: it must fail shut."""
    async with owning(house) as session:
        await become_service(session)
        assert await session.scalar(text(f"select count(*) from p42.{table}"))
        await session.execute(text("reset role"))
        await session.commit()
        for scope in ("", None):
            if scope is not None:
                await session.execute(text("select set_config('app.scope', '', true)"))
            await become_service(session)
            assert await session.scalar(text(f"select count(*) from p42.{table}")) == 0


@pytest.mark.parametrize("table", PERSONAL)
async def test_a_payment_agent_sees_no_row_of_people(
    house: str, carried: dict[str, int], table: str
) -> None:
    async with raw_service(house, PROVINCE, AGENT) as session:
        assert await session.scalar(text(f"select count(*) from {table}")) == 0


async def test_another_agent_sees_no_order(house: str, carried: dict[str, int]) -> None:
    async with raw_service(house, PROVINCE, AGENT) as session:
        assert await session.scalar(text("select count(*) from payout_order"))
    async with raw_service(house, PROVINCE, "KHAC") as session:
        for table in ("payout_order", "payout_run", "statement", "statement_line", "order_outcome"):
            assert await session.scalar(text(f"select count(*) from {table}")) == 0


async def test_control_without_the_policy_the_sibling_is_seen(
    house: str, carried: dict[str, int]
) -> None:
    count = "select count(*) from dossier where area_path = :path"
    async with raw_service(house, COMMUNE) as session:
        assert await session.scalar(text(count), {"path": SIBLING}) == 0
    async with owning(house, COMMUNE) as session:
        await session.execute(text("drop policy territory on dossier"))
        await session.execute(text("create policy open_house on dossier using (true)"))
        await become_service(session)
        assert await session.scalar(text(count), {"path": SIBLING})


async def test_control_the_textbook_policy_shows_everything_without_a_scope(
    house: str, carried: dict[str, int]
) -> None:
    async with owning(house, "") as session:
        await session.execute(text("set local search_path to p42, nation"))
        await session.execute(text("drop policy territory on dossier"))
        await session.execute(
            text(
                "create policy territory on dossier using"
                " (area_path like current_setting('app.scope', true) || '%')"
            )
        )
        await become_service(session)
        assert await session.scalar(text("select count(*) from dossier"))


@pytest.mark.parametrize("scope", [SIBLING, FAR_DISTRICT, OTHER_PROVINCE])
async def test_no_write_reaches_outside(house: str, carried: dict[str, int], scope: str) -> None:
    household = (
        "insert into p42.household (area_path, hamlet_key, list_year, kind, number, head_name)"
        " values (:path, 'x', 2019, 'HN', '1', 'Trần Văn Thử')"
    )
    async with raw_service(house, scope) as session:
        assert await refused(session, household, path=COMMUNE) == "42501"
        for statement in (
            "update p42.dossier_stage set stage = 'withdrawn' where list_id = :l returning 1",
            "update p42.dossier_list set state = 'withdrawn' where id = :l returning 1",
        ):
            touched = await session.execute(text(statement), {"l": carried[COMMUNE]})
            assert touched.all() == []


async def answered(town: Town, path: str, seat: str, door: str, **body: Any) -> int:
    """The status of the answer to somebody at a door."""
    method = "POST" if body else "GET"
    answer = await town.raw(town.officer(path, seat), method, door, json=body or None)
    return answer.status_code


@pytest.mark.parametrize("path", [SIBLING, FAR_COMMUNE])
async def test_the_doors_answer_404_outside_the_territory(
    town: Town, carried: dict[str, int], path: str
) -> None:
    """Not 403: whether the thing exists is nobody's business."""
    list_id = carried[COMMUNE]
    (dossier, *_) = await dossiers_of(list_id)
    for door in (
        f"/lists/{list_id}", f"/lists/{list_id}/rows", f"/lists/{list_id}/file",
        f"/dossiers/{dossier}", f"/dossiers/{dossier}/history",
    ):  # fmt: skip
        assert await answered(town, COMMUNE, "canbo", door) == 200, door
        assert await answered(town, path, "canbo", door) == 404, door
    assert (await (await town.at(path)).dossiers(list_id)).items == []
    for act, body in (
        (f"/lists/{list_id}/submission", {"expected": 2}),
        ("/postings", {"list_ids": [list_id], "place": "x", "means": "x"}),
    ):
        assert await answered(town, path, "canbo", act, **body) == 404, act


async def test_acts_of_councils_do_not_reach_outside(town: Town, carried: dict[str, int]) -> None:
    agenda = {"list_ids": [carried[COMMUNE]], "present": town.councils[FAR_DISTRICT]}
    assert await answered(town, FAR_DISTRICT, "thuky", "/sittings", **agenda) == 404
    number = await sitting_of(carried[COMMUNE])
    assert await answered(town, DISTRICT, "thuky", f"/sittings/{number}/findings") == 200
    assert await answered(town, FAR_DISTRICT, "thuky", f"/sittings/{number}/findings") == 404
    for act in ("opinions", "closing"):
        door = f"/sittings/{number}/{act}"
        assert await answered(town, FAR_DISTRICT, "thuky", door, expected=2) == 404
    batch = {"list_ids": [carried[COMMUNE]], "paper_number": "1/TTr"}
    assert await answered(town, FAR_DISTRICT, "canbo", "/batches", **batch) == 404


async def sitting_of(list_id: int) -> int:
    """The commune's sitting over a list."""
    async with db.transaction(db.Standing(PROVINCE)) as session:
        query = text("select min(sitting_id) from sitting_list where list_id = :l")
        return int(await session.scalar(query, {"l": list_id}) or 0)


async def test_a_district_reads_its_communes(town: Town, carried: dict[str, int]) -> None:
    officer = await town.at(DISTRICT)
    seen = {one.id for one in (await officer.lists()).items}
    assert {carried[COMMUNE], carried[SIBLING]} <= seen
    assert carried[FAR_COMMUNE] not in seen


async def test_one_person_in_two_communes_stays_hidden_from_the_other(
    house: str, town: Town
) -> None:
    """The register knows the person once; each commune sees its own claim and no more."""
    people = rows("07", 1)
    one, other = await submitted(town, "07", people), await submitted(town, "07", people, SIBLING)
    async with raw_service(house, SIBLING) as session:
        query = text("select list_id from dossier where list_id in (:a, :b)")
        assert list(await session.scalars(query, {"a": one.id, "b": other.id})) == [other.id]
    async with raw_service(house, PROVINCE) as session:
        query = text("select count(distinct person_id) from dossier where list_id in (:a, :b)")
        assert await session.scalar(query, {"a": one.id, "b": other.id}) == 1
