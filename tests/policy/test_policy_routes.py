"""The doors of the policy, asked as a client asks them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.core.web.problems import install_problems
from app.policy.routes import operator_overrides, router


@pytest.fixture
def service() -> FastAPI:
    """The policy's doors alone, without overrides."""
    app = FastAPI()
    app.include_router(router)
    install_problems(app)
    app.dependency_overrides[operator_overrides] = lambda: None
    return app


@pytest.fixture
async def client(service: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of those doors."""
    transport = httpx.ASGITransport(app=service)
    async with httpx.AsyncClient(transport=transport, base_url="http://policy") as client:
        yield client


async def test_the_whole_policy_of_a_day(client: httpx.AsyncClient) -> None:
    sheet = (await client.get("/policy", params={"on": "2020-10-19"})).json()
    assert sheet["on"] == "2020-10-19"
    assert sheet["version"]["code"] == "QD32"
    assert [group["code"] for group in sheet["groups"]][:4] == ["NCC", "BTXH", "HN", "HCN"]
    assert sheet["groups"][0]["monthly_rate"] == 500_000
    step = sheet["groups"][5]["road"][0]
    assert (step["working_days"], step["days_source"]["mark"]) == (5, "C")
    assert sheet["loan"]["minimum_wage"]["1"] == 4_420_000
    assert sheet["near_poor_lines"] == {"rural": 1_000_000, "urban": 1_300_000}
    assert sheet["quorums"]["commune"] == 3
    assert (sheet["posting_days"], sheet["compared_by"]) == (2, "total")
    assert len(sheet["forms"]) == 14
    assert len(sheet["jobs"]) == 6
    assert "DUPLICATE" in {reason["code"] for reason in sheet["refusal_reasons"]}
    assert {one["source"]["mark"] for one in sheet["unconfirmed"]} == {"A", "?"}
    assert sheet["overridden"] == []


async def test_the_operators_corrections_are_shown(
    service: FastAPI, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    file = tmp_path / "overrides.toml"
    file.write_text('[posting.days]\nvalue = 3\ncite = "Công văn 7"\n', "utf-8")
    service.dependency_overrides[operator_overrides] = lambda: file
    sheet = (await client.get("/policy", params={"on": "2020-05-04"})).json()
    assert sheet["posting_days"] == 3
    assert [(one["key"], one["value"]) for one in sheet["overridden"]] == [("posting.days", 3)]


async def test_one_group(client: httpx.AsyncClient) -> None:
    rule = (await client.get("/policy/groups/HKD", params={"on": "2020-04-24"})).json()
    assert (rule["monthly_rate"], rule["months_cap"], rule["form"]) == (1_000_000, 3, "02")
    requirement = next(one for one in rule["conditions"] if one["code"] == "REVENUE_BELOW_LINE")
    assert "dưới 100.000.000 đồng" in requirement["requirement_vi"]
    assert requirement["source"]["citation"]["document"] == "Quyết định 15/2020/QĐ-TTg"


@pytest.mark.parametrize(
    ("group", "claim", "eligible", "failed"),
    [
        ("NCC", {"monthly_allowance_dong": 0}, False, ["MERIT_ALLOWANCE"]),
        ("HN", {"list_kind": "near_poor"}, False, ["POOR_HOUSEHOLD"]),
        ("NLD_TAMHOAN", {"employer": "cooperative"}, False, ["OUTSIDE_COOPERATIVE"]),
        ("HKD", {"revenue_dong": 100_000_000}, False, ["REVENUE_BELOW_LINE"]),
        ("NLD_CHAMDUT", {"contract_ended_on": "2020-06-16"}, False, ["CONTRACT_ENDED"]),
        ("NLD_KHONGHD", {"job": "FISHING"}, False, ["ONE_OF_SIX_JOBS"]),
        ("NSDLD_VAY", {"bad_debt": True}, False, ["NO_BAD_DEBT"]),
    ],
)
async def test_eligibility(
    client: httpx.AsyncClient, group: str, claim: dict[str, Any], eligible: bool, failed: list[str]
) -> None:
    question = {"group": group, "day": "2020-05-04", "claim": claim}
    answer = (await client.post("/policy/eligibility", json=question)).json()
    assert (answer["group"], answer["on"], answer["eligible"]) == (group, "2020-05-04", eligible)
    assert [one["code"] for one in answer["failed"]] == failed
    assert answer["version"]["code"] == "QD15"
    assert {one["outcome"] for one in answer["unknown"]} == {"unknown"}


async def test_an_eligible_claim(client: httpx.AsyncClient) -> None:
    no = dict.fromkeys(("imprisoned", "moved_away", "abroad", "already_supported"), False)
    claim = {"months_asked": 3, "months_before": 0, "alive": True, "monthly_allowance_dong": 1} | no
    question = {"group": "BTXH", "day": "2020-05-04", "claim": claim}
    answer = (await client.post("/policy/eligibility", json=question)).json()
    assert answer["eligible"] is True
    assert answer["failed"] == answer["unknown"] == []
    assert "SOCIAL_ALLOWANCE" in {one["code"] for one in answer["met"]}


@pytest.mark.parametrize(
    "claim",
    [
        {"monthly_allowance_dong": False},
        {"monthly_allowance_dong": "5"},
        {"monthly_allowance_dong": 5.0},
        {"monthly_allowance_dong": -1},
        {"monthly_allowance_dong": 10**15 + 1},
        {"alive": 0},
        {"alive": "true"},
        {"died_on": 0},
        {"died_on": "0"},
        {"died_on": "2020-02-30"},
        {"died_on": "2020-04-01T00:00:00"},
        {"shoe_size": 42},
        [],
        None,
    ],
    ids=str,
)
async def test_facts_that_are_no_facts(client: httpx.AsyncClient, claim: object) -> None:
    question = {"group": "NCC", "day": "2020-05-04", "claim": claim}
    answer = await client.post("/policy/eligibility", json=question)
    assert answer.status_code == 422
    assert "claim" in answer.json()["errors"][0]["pointer"]


@pytest.mark.parametrize(
    "question",
    [
        {"group": "XX", "day": "2020-05-04", "claim": {}},
        {"group": "NCC", "day": "2019-12-31", "claim": {}},
        {"group": "NCC", "day": "2020-05-04"},
        {"group": "NCC", "day": "2020-05-04", "claim": {}, "more": 1},
        {"group": "HN", "day": "2020-05-04", "claim": {"monthly_allowance_dong": 1}},
        {"group": "NLD_KHONGHD", "day": "2020-05-04", "claim": {"job": "x" * 301}},
    ],
    ids=["group", "day", "no claim", "extra", "other family", "long job"],
)
async def test_questions_that_are_no_questions(
    client: httpx.AsyncClient, question: dict[str, object]
) -> None:
    assert (await client.post("/policy/eligibility", json=question)).status_code == 422


@pytest.mark.parametrize(
    ("group", "step", "started_on", "due_on"),
    [
        ("HKD", "TAX", "2020-04-29", "2020-05-05"),
        ("NCC", "DISTRICT", "2020-04-29", None),
        ("NSDLD_VAY", "BANK", "2020-10-19", None),
    ],
)
async def test_due_date(
    client: httpx.AsyncClient, group: str, step: str, started_on: str, due_on: str | None
) -> None:
    asked = {"group": group, "step": step, "started_on": started_on}
    answer = (await client.get("/policy/due-date", params=asked)).json()
    assert (answer["group"], answer["step"]["code"]) == (group, step)
    assert (answer["started_on"], answer["due_on"]) == (started_on, due_on)


@pytest.mark.parametrize(
    ("path", "asked", "code"),
    [
        ("/policy", {}, "invalid-input"),
        ("/policy", {"on": "1587945600"}, "invalid-input"),
        ("/policy", {"on": "2100-01-01"}, "invalid-input"),
        ("/policy", {"on": "2020-04-23"}, "no-policy-in-force"),
        ("/policy/groups/XX", {"on": "2020-05-04"}, "invalid-input"),
        (
            "/policy/due-date",
            {"group": "HN", "step": "TAX", "started_on": "2020-05-04"},
            "unknown-policy-term",
        ),
        (
            "/policy/due-date",
            {"group": "HN", "step": "x" * 41, "started_on": "2020-05-04"},
            "invalid-input",
        ),
    ],
)
async def test_what_cannot_be_answered(
    client: httpx.AsyncClient, path: str, asked: dict[str, str], code: str
) -> None:
    answer = await client.get(path, params=asked)
    assert answer.status_code == 422
    assert code in answer.text


async def test_the_overrides_come_from_the_settings() -> None:
    assert await operator_overrides() is None


def test_every_door_has_a_name_and_a_sentence(service: FastAPI) -> None:
    doors = [door for path in service.openapi()["paths"].values() for door in path.values()]
    names = {door["operationId"] for door in doors}
    assert names == {"readPolicy", "readPolicyGroup", "judgeEligibility", "readDueDate"}
    assert all(door["description"] for door in doors)
