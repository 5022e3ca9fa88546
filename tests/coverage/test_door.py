"""GET /reports/coverage: every way to divide it, pages, tags, and who sees how far."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.access import Actor, Role, guards
from app.cli.reports import coverage_table
from app.client import Client
from app.core.web import install_problems
from app.coverage import KEYS, MEASURES
from app.reports.routes import router
from tests.adjustments.lines import reported
from tests.coverage.histories import CODE
from tests.money_rows import actor, approved, leased, run_on, stand_still

HERE = f"{CODE}."
CITY, OTHER, COUNTRY = "45.461.19336.", "45.461.19339.", "45.464.19372."
READER = actor(Role.DEPARTMENT_REPORTER, HERE)
DOOR = "/reports/coverage"


@dataclass
class House:
    """The doors of reports, asked by whoever is named."""

    client: httpx.AsyncClient
    who: Actor = READER
    seen: list[Any] = field(default_factory=list)

    async def ask(self, status: int = 200, tag: str | None = None, **asked: Any) -> Any:
        """The answer's JSON; the response itself is the last one seen."""
        headers = {"If-None-Match": tag} if tag else {}
        query = {"as_of": "2020-06-01"} | asked
        answer = await self.client.get(DOOR, params=query, headers=headers)
        assert answer.status_code == status, answer.text
        self.seen.append(answer)
        return answer.json() if answer.content else None


@pytest.fixture(scope="module")
async def filled(own_province: str) -> AsyncIterator[str]:
    """Three decisions in three communes of two districts; some of the people are paid."""
    await stand_still(own_province)
    poor = await approved(own_province, 5, areas=(CITY, OTHER, COUNTRY), banked=2, area=CITY)
    await approved(own_province, 2, group="NCC", area=COUNTRY)
    near = await approved(own_province, 3, group="HCN", area=CITY, signed_on=date(2020, 5, 4))
    for decision in (poor, near):
        await reported(await leased(decision, path=HERE), ["paid", "failed", "paid"])
    yield own_province
    await run_on(own_province)


@pytest.fixture
async def house_(filled: str) -> AsyncIterator[House]:
    app = FastAPI()
    install_problems(app)
    app.include_router(router, prefix="/api/v1")
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://house/api/v1") as client:
        made = House(client)

        async def somebody() -> Actor:
            return made.who

        app.dependency_overrides[guards._actor] = somebody
        yield made


def _sum(rows: Iterable[dict[str, Any]]) -> tuple[int, ...]:
    found = list(rows)
    return tuple(sum(row[name] for row in found) for name in MEASURES)


@pytest.mark.parametrize("key", KEYS)
async def test_divided_by_any_key_it_sums_to_the_total(house_: House, key: str) -> None:
    table = await house_.ask(by=key)
    *rows, total = table["rows"]
    whole = (await house_.ask(by=""))["rows"][0]
    assert rows
    assert _sum(rows) == _sum([total]) == _sum([whole])
    assert 10 <= whole["approved_people"] > whole["paid_people"] > 0
    assert all(row[key] is not None for row in rows)
    has_rate = [row["rate_people"] is not None for row in rows]
    assert has_rate == [key != "month" and row["approved_people"] > 0 for row in rows]


async def test_names_stand_beside_codes(house_: House) -> None:
    table = await house_.ask(by="district,decision,agent,source")
    named = table["rows"][0]
    assert named["district_name"] == "Thành phố Đông Hà"
    assert named["decision_name"].endswith("/QĐ-TIEN")
    assert named["source_name"] == "Ngân sách tỉnh"
    assert {row["agent"] for row in table["rows"][:-1]} == {"", "NHCSXH"}
    numbers = (await house_.ask(by="policy_group"))["rows"]
    assert [row["policy_group"] for row in numbers[:-1]] == ["1", "3"]


async def test_an_area_inside_the_territory_is_a_table_of_its_own(house_: House) -> None:
    district = await house_.ask(by="commune", area="45.461.")
    assert [row.get("commune") for row in district["rows"]] == ["19336", "19339", None]
    commune = await house_.ask(by="group", area=COUNTRY)
    assert [row["group"] for row in commune["rows"]] == ["NCC", "HN", "total"]
    whole = await house_.ask(by="")
    parts = [await house_.ask(by="", area=path) for path in ("45.461.", "45.464.")]
    assert _sum(part["rows"][0] for part in parts) == _sum(whole["rows"])


@pytest.mark.parametrize("area", ["42.", "42.436.18070.", "45.464."])
async def test_an_area_outside_is_refused(house_: House, area: str) -> None:
    house_.who = actor(Role.DISTRICT_OFFICER, "45.461.")
    assert (await house_.ask(404, by="group", area=area))["type"].endswith("/not-found")
    await house_.ask(404, by="group", area="45.")
    await house_.ask(422, by="group", area="45.4")


async def test_everybody_counts_their_own_territory(house_: House) -> None:
    house_.who = actor(Role.COMMUNE_OFFICER, CITY)
    own = await house_.ask(by="group,district,commune")
    assert {row.get("commune") for row in own["rows"][:-1]} == {"19336"}
    house_.who = READER
    same = await house_.ask(by="group,district,commune", area=CITY)
    assert same["rows"] == own["rows"]
    house_.who = actor(Role.DISTRICT_OFFICER, "45.464.")
    assert (await house_.ask(by=""))["rows"][0]["approved_people"] == 3
    house_.who = actor(Role.PAYMENT_AGENT, HERE, "BUUDIEN")
    await house_.ask(403)


@pytest.mark.parametrize("by", ["group,district,commune", "decision,agent", "month"])
async def test_pages_of_one_row_join_to_the_whole(house_: House, by: str) -> None:
    whole = await house_.ask(by=by)
    rows: list[Any] = []
    after: dict[str, Any] = {}
    while True:
        page = await house_.ask(by=by, limit=1, **after)
        rows += page["rows"]
        if "next_after" not in page:
            break
        assert (len(page["rows"]), page["margins"]) == (1, [])
        after = {"after": page["next_after"]}
    assert rows == whole["rows"]
    assert page["margins"] == whole["margins"]
    client = Client("http://house", transport=house_.client._transport)
    async with client:
        assert (await client.coverage("2020-06-01", by))["rows"] == whole["rows"]


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"by": "group,district,commune,agent,month"}, "by"), ({"by": "group,group"}, "by"),
        ({"by": "colour"}, "by"), ({"after": "HN/999"}, "after"), ({"after": "total"}, "after"),
        ({"limit": 0}, "limit"), ({"as_of": "31/12/2020"}, "as_of"),
        ({"as_of": "9999-12-31"}, "as_of"), ({"until": "2020-01-01"}, "until"),
    ],
)  # fmt: skip
async def test_what_is_asked_wrong_is_named(
    house_: House, asked: dict[str, Any], pointer: str
) -> None:
    answer = await house_.ask(422, **asked)
    assert pointer in str(answer["errors"])


async def test_what_one_has_already_is_not_sent_again(house_: House, filled: str) -> None:
    await house_.ask(by="group")
    tag = house_.seen[-1].headers["ETag"]
    assert await house_.ask(304, tag, by="group") is None
    await house_.ask(200, tag, by="group", known_on="2020-05-03")
    assert house_.seen[-1].headers["ETag"] != tag
    await approved(filled, 1, area=OTHER, group="BTXH")
    await house_.ask(200, tag, by="group")
    assert house_.seen[-1].headers["ETag"] != tag


async def test_before_anything_was_known_there_is_nothing_and_no_rate(house_: House) -> None:
    table = await house_.ask(by="group,district", known_on="2019-12-31")
    (total,) = table["rows"]
    assert _sum([total]) == (0,) * len(MEASURES)
    assert [total[name] for name in total if name.startswith("rate")] == [None] * 4
    assert table["margins"] == []


async def test_the_command_line_prints_it(house_: House) -> None:
    table = await house_.ask(by="district,agent", area="45.461.")
    made = coverage_table(table["rows"], "Kết quả")
    headers = [str(column.header) for column in made.columns]
    assert headers[:3] == ["Huyện", "Đơn vị được giao chi", "Duyệt (người)"]
    first = [next(iter(column.cells)) for column in made.columns]
    assert first[:2] == ["Thành phố Đông Hà", "(chưa giao)"]
    last = [list(column.cells)[-1] for column in made.columns]
    assert last[:2] == ["Tổng cộng", ""]
    assert str(last[4]).startswith("trên ")
    assert "None" not in str([list(column.cells) for column in made.columns])
