"""A department that issues reports: a province of its own, people in office, days that pass."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import text

from app.access import Role
from app.admin_units import open_province
from app.core.clock import VIETNAM
from app.core.owner import owner_transaction
from app.core.schema import upgrade
from app.reports import issued_queries, issuing
from app.reports.drafting import Draft, draft_of
from app.reports.issued_queries import Opened
from app.reports.issued_schemas import IssueOrder
from app.reports.report import Ask, ReportKind
from tests import money_rows
from tests.adjustments.lines import HERE, PROVINCE
from tests.builders import Officer, enrolled
from tests.money_rows import acting, run_on, stand_still

BASE = "https://ansinh.example"
DISTRICT, OTHER_DISTRICT = "45.461.", "45.464."
CITY, COUNTRY = "45.461.19336.", "45.464.19372."
JUNE_1 = date(2020, 6, 1)
_numbers = count(1)


class Desk:
    """The department's desk: who issues, and the clock."""

    def __init__(self, url: str, reporter: Officer, below: Officer) -> None:
        self.url, self.reporter, self.below = url, reporter, below

    async def comes(self, day: date, hour: int = 8) -> None:
        """It is this day and hour, for what is recorded by hand too."""
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=VIETNAM)
        money_rows.NOON = moment
        await stand_still(self.url, moment)

    async def seen(self, **asked: Any) -> str:
        """The hash of a preview."""
        return (await self.draft(**asked)).sha256.hex()

    async def draft(self, **asked: Any) -> Draft:
        """A preview."""
        corrects = asked.pop("corrects_id", None)
        actor = asked.pop("who", self.reporter).actor
        told: Any = {"kind": ReportKind.QUICK, "as_of": JUNE_1, "area": HERE} | asked
        ask = Ask(**told)
        async with acting(actor) as session:
            return await draft_of(session, actor, ask, corrects)

    async def issue(self, **told: Any) -> Opened:
        """A report issued as its preview was seen; `told` changes the order."""
        who = told.pop("who", self.reporter)
        facts = {"kind": ReportKind.QUICK, "as_of": JUNE_1, "dated": JUNE_1} | told
        asked = {k: facts[k] for k in ("kind", "as_of", "known_on", "area", "corrects_id")
                 if k in facts}  # fmt: skip
        if "expected_sha256" not in facts:
            facts["expected_sha256"] = await self.seen(who=who, **asked)
        facts.setdefault("number", f"{next(_numbers)}/BC-SLĐTBXH")
        async with acting(who.actor) as session:
            order = IssueOrder.model_validate(facts)
            made = await issuing.issue(session, who.actor, order, BASE)
        return await self.opened(made)

    async def opened(self, report_id: int, who: Officer | None = None) -> Opened:
        """An issued report, its seal checked."""
        async with acting((who or self.reporter).actor) as session:
            return await issued_queries.opened(session, report_id)

    async def files(self, report_id: int) -> dict[str, bytes]:
        """The three files of an issued report."""
        async with acting(self.reporter.actor) as session:
            report = await issued_queries.opened(session, report_id)
            return {
                form: (await issued_queries.file_of(session, report, form)).content
                for form in issued_queries.FORMS
            }


def next_day(day: date, days: int = 1) -> date:
    return day + timedelta(days=days)


@pytest.fixture
async def desk(house: str) -> AsyncIterator[Desk]:
    """A province that is gone afterwards, at noon of an early day."""
    noon = money_rows.NOON
    await upgrade(house, (PROVINCE,))
    async with owner_transaction(house) as session:
        await open_province(session, PROVINCE)
    await stand_still(house)
    seats = ((Role.DEPARTMENT_REPORTER, HERE), (Role.DEPARTMENT_REPORTER, DISTRICT))
    reporter, below = await enrolled(*seats)
    yield Desk(house, reporter, below)
    money_rows.NOON = noon
    async with owner_transaction(house) as session:
        await session.execute(text(f"drop schema p{PROVINCE} cascade"))
        await session.execute(
            text("delete from nation.province where code = :code"), {"code": PROVINCE}
        )
    await run_on(house)
