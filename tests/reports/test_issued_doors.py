"""The doors of issued reports, through the client and the command line."""

import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.access import Role
from app.cli import account, issued
from app.client import Client, Problem
from app.reports.issued_schemas import IssuedReportDetail, IssueOrder
from tests.adjustments.lines import HERE, lines_of, reported, standing
from tests.builders import Town, enrolled
from tests.grounds import scalar
from tests.money_rows import released
from tests.reports.issued_ground import CITY, COUNTRY, JUNE_1, Desk, desk
from tests.service import the_service

__all__ = ["desk"]
MAY_20, MAY_28, JUNE_5 = date(2020, 5, 20), date(2020, 5, 28), date(2020, 6, 5)
LOOKS = "select count(*) from access_log where about = :about and shown = :shown"


@pytest.fixture
async def town(desk: Desk) -> AsyncIterator[Town]:
    """The service itself."""
    found = Town(httpx.ASGITransport(the_service(), raise_app_exceptions=False))
    async with found.api:
        yield found


async def june(desk: Desk) -> Any:
    """Seven approved in two districts, two of the three in town paid."""
    await desk.comes(MAY_28)
    made = await standing(desk.url, 3, area=CITY, signed_on=MAY_20)
    await standing(desk.url, 4, area=COUNTRY, signed_on=MAY_20)
    run = await released(made, path=HERE)
    await reported(run, ["paid", "paid", ""], MAY_28)
    await desk.comes(JUNE_1)
    return made, run


async def issue(client: Client, kind: str = "quick", **told: Any) -> IssuedReportDetail:
    """See a report, then issue it as it was seen."""
    facts = {"kind": kind, "as_of": str(JUNE_1), "dated": str(JUNE_1)} | told
    asked = {"area": facts.get("area"), "corrects": facts.get("corrects_id")}
    _, sha256 = await client.preview_report(kind, facts["as_of"], "json", **asked)
    facts |= {"expected_sha256": sha256, "number": facts.get("number", f"{kind}-1/BC")}
    return await client.issue_report(IssueOrder.model_validate_json(json.dumps(facts)))


async def test_seen_issued_listed_read_again_and_known_by_everybody(desk: Desk, town: Town) -> None:
    _, run = await june(desk)
    client = await town.as_(desk.reporter)
    kinds = await client.report_kinds()
    assert [str(one.kind) for one in kinds if one.names_people] == ["unpaid", "refused"]
    draft, sha256 = await client.preview_report("quick", str(JUNE_1), "json")
    assert json.loads(draft)["sha256"] == sha256
    for form, start in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")):
        content, tag = await client.preview_report("quick", str(JUNE_1), form)  # type: ignore[arg-type]
        assert (content[: len(start)], tag) == (start, sha256)

    made = await issue(client)
    assert (made.approved_people, made.paid_people, made.paid_dong) == (7, 2, 1_500_000)
    assert made.figures_sha256 == sha256
    files = {one.form: one for one in made.files}
    for form, file in files.items():
        content = await client.issued_paper(made.id, form)  # type: ignore[arg-type]
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (file.sha256, file.bytes)
    page = await town.api.http.get(f"http://an-sinh/v/{made.paper_mark}")
    assert page.status_code == 200
    assert made.number in page.text

    second = await issue(client, "on_time")
    first_page = await client.issued_reports(limit=1)
    assert [one.id for one in first_page.items] == [made.id]
    last_page = await client.issued_reports(first_page.next_after or 0, limit=1)
    assert [one.id for one in last_page.items] == [second.id]
    only = await client.issued_reports(kind="on_time", as_of=str(JUNE_1), area=HERE)
    assert [one.id for one in only.items] == [second.id]

    await desk.comes(JUNE_5)
    await reported(run, ["", "", "paid"], MAY_28)
    now = await client.compare_reports(made.id)
    assert (now.adds_up, [one.cause for one in now.causes]) == (True, ["late_statement"])
    corrected = await issue(client, corrects_id=made.id, dated=str(JUNE_5), number="2/BC")
    assert (await client.issued_report(made.id)).corrected_by == corrected.id
    both = await client.compare_reports(corrected.id, made.id, cells=1)
    assert (both.was.id, both.now.id, len(both.cells)) == (made.id, corrected.id, 1)
    assert both.cell_count > 1


async def test_what_one_has_already_is_not_sent_again(desk: Desk, town: Town) -> None:
    await june(desk)
    client = await town.as_(desk.reporter)
    made = await issue(client)
    for door in (
        f"/reports/issued/{made.id}", f"/reports/issued/{made.id}/paper.pdf",
        f"/reports/issued/{made.id}/tables/by_group.csv",
        f"/reports/issued/{made.id}/comparison?with={made.id}",
        f"/reports/quick/preview.json?as_of={JUNE_1}",
    ):  # fmt: skip
        first = await town.raw(desk.reporter, "GET", door)
        assert first.status_code == 200, first.text
        known = {"If-None-Match": first.headers["ETag"]}
        again = await town.raw(desk.reporter, "GET", door, headers=known)
        assert (again.status_code, again.content) == (304, b""), door
    await desk.comes(JUNE_5)
    known = {"If-None-Match": (await town.raw(
        desk.reporter, "GET", f"/reports/issued/{made.id}")).headers["ETag"]}  # fmt: skip
    await issue(client, corrects_id=made.id, dated=str(JUNE_5), number="2/BC")
    changed = await town.raw(desk.reporter, "GET", f"/reports/issued/{made.id}", headers=known)
    assert changed.status_code == 200


async def test_only_the_department_issues(desk: Desk, town: Town) -> None:
    await june(desk)
    reader, chairman = await enrolled((Role.AUDITOR, HERE), (Role.CHAIRMAN, HERE))
    for officer in (reader, chairman):
        with pytest.raises(Problem) as refused:
            await issue(await town.as_(officer))
        assert (refused.value.status, refused.value.code) == (403, "forbidden")


@asynccontextmanager
async def refused(code: str) -> AsyncIterator[None]:
    with pytest.raises(Problem) as told:
        yield
    assert told.value.code == code


async def test_the_public_is_given_no_names_and_no_small_counts(desk: Desk, town: Town) -> None:
    await june(desk)
    client = await town.as_(desk.reporter)
    made = await issue(client)
    whole = (await client.issued_table(made.id, "by_group")).decode()
    shown = (await client.issued_table(made.id, "by_group", public=True)).decode()
    assert whole != shown
    named = await issue(client, "unpaid")
    tables = {one.key: one.public for one in named.tables}
    people = [key for key in tables if key not in {"unpaid_by_reason_and_group"} and
              not tables[key]]  # fmt: skip
    assert people
    for key in people:
        assert await client.issued_table(named.id, key)
        async with refused("not-for-public"):
            await client.issued_table(named.id, key, public=True)
        async with refused("not-for-public"):
            await client.report_table("unpaid", str(JUNE_1), key, public=True)
    name = "Nguyễn Thị"
    private = [await client.issued_table(named.id, key) for key in people]
    assert any(name in one.decode() for one in private)
    for key in [key for key in tables if tables[key]]:
        for form in ("csv", "json"):
            told = await client.issued_table(named.id, key, form, public=True)
            assert name not in told.decode()
    found = await client.compare_reports(named.id)
    assert name not in found.model_dump_json()
    async with refused("not-found"):
        await client.issued_table(made.id, "no_such_table")


async def test_who_looks_at_people_is_kept_and_at_sums_is_not(desk: Desk, town: Town) -> None:
    made, _ = await june(desk)
    client = await town.as_(desk.reporter)
    sums, named = await issue(client), await issue(client, "unpaid")
    before = await looks(desk, "issued_report", 5)
    await client.issued_paper(sums.id)
    assert await looks(desk, "issued_report", 5) == before
    await client.issued_paper(named.id)
    await client.issued_table(named.id, named.tables[-1].key)
    assert await looks(desk, "issued_report", 5) == before + 2
    unpaid = (await lines_of(desk.url, made.decision_id))[-1]
    people = "select count(*) from seen_person p join dossier d using (person_id) where d.id = :d"
    assert await scalar(desk.url, people, HERE, d=unpaid)
    assert await looks(desk, "report_draft", 5) == 1


async def looks(desk: Desk, about: str, shown: int) -> int:
    return int(await scalar(desk.url, LOOKS, HERE, about=about, shown=shown))


async def test_the_command_line_issues_fetches_and_compares(
    desk: Desk, town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Each command hands its words on to the client; what comes back is told."""
    await june(desk)
    client = await town.as_(desk.reporter)

    @asynccontextmanager
    async def here(_server: str | None) -> AsyncIterator[Client]:
        yield client

    monkeypatch.setattr(account, "service", here)
    monkeypatch.chdir(tmp_path)
    draft, seen = await client.preview_report("quick", str(JUNE_1), "json")
    issued._show_draft(json.loads(draft), seen)
    told = {"kind": "quick", "as_of": str(JUNE_1), "number": "9/BC", "dated": str(JUNE_1),
            "expected_sha256": seen, "signer_title": None}  # fmt: skip
    made = await issued._issue(None, told)
    issued._show(made, as_json=False)
    issued._show_comparison(await issued._ask(None, "compare_reports", made.id, None))
    said = capsys.readouterr()
    assert seen in said.err
    for word in ("9/BC", made.sha256, made.paper_mark, "by_group", "1.500.000", "Khớp."):
        assert word in said.out, word
