"""Issued reports: sealed, kept byte for byte, corrected by another one, and never rewritten."""

import hashlib
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import reports
from app.core.clock import VIETNAM
from app.core.errors import NotFound
from app.core.owner import owner_transaction
from app.reports import drafting, issued_queries
from app.reports.comparing import changed_cells
from app.reports.files import drawn
from app.reports.issued_rules import (
    DayToCome,
    FiguresChanged,
    NothingLearnt,
    ReportCorrected,
    ReportIssued,
    ReportMisdated,
    ReportNumberUsed,
    ReportsUnlike,
    SealBroken,
    SignerUnfit,
)
from app.reports.report import Ask, Report, ReportKind
from app.reports.sealing import Figures, canonical, sealed_from, sheets_of
from app.sheets import TableDoesNotFoot, check
from tests.adjustments.lines import HERE, adjusted, lines_of, removal, reported, standing
from tests.grounds import enter
from tests.money_rows import acting, released
from tests.reports.issued_ground import (
    BASE,
    CITY,
    COUNTRY,
    DISTRICT,
    JUNE_1,
    OTHER_DISTRICT,
    Desk,
    desk,
)

__all__ = ["desk"]
MAY_28, JUNE_3, SEPTEMBER = date(2020, 5, 28), date(2020, 6, 3), date(2020, 9, 15)


async def paid_in_part(desk: Desk) -> Any:
    """Five approved, two paid before June; the rest is told of later."""
    await desk.comes(MAY_28)
    made = await standing(desk.url, 5, area=CITY, signed_on=date(2020, 5, 20))
    run = await released(made, path=HERE)
    await reported(run, ["paid", "paid", "", "", ""], MAY_28)
    return made, run


async def test_in_september_the_same_bytes_and_beside_them_the_corrected_report(desk: Desk) -> None:
    made, run = await paid_in_part(desk)
    await desk.comes(JUNE_1, 17)
    first = await desk.issue()
    kept = await desk.files(first.shown.id)
    assert (first.shown.approved_people, first.shown.paid_people) == (5, 2)

    await desk.comes(JUNE_3)
    await reported(run, ["", "", "paid", "paid", ""], MAY_28)
    dossiers = await lines_of(desk.url, made.decision_id)
    await adjusted(made.decision_id, [removal(dossiers[0])], signed_on=date(2020, 5, 31))
    await desk.comes(SEPTEMBER)
    again = await desk.draft(known_on=JUNE_1)
    corrected = await desk.issue(dated=SEPTEMBER, corrects_id=first.shown.id)

    # The files of June are the same, and drawing again from the content alone gives them again.
    assert await desk.files(first.shown.id) == kept
    opened = await desk.opened(first.shown.id)
    assert {form: drawn(opened.said.paper, form, opened.said.figures) for form in kept} == kept
    assert opened.shown.corrected_by == corrected.shown.id
    # Counted anew with the knowledge of 1 June, the figures are those of June.
    assert again.figures == first.said.figures
    told = sheets_of(again.report)
    assert changed_cells(sheets_of(first.said.paper), told, naming=False) == []
    # What became known since stands in the corrected report, and why.
    assert (corrected.shown.approved_people, corrected.shown.paid_people) == (4, 3)
    annex = corrected.said.paper.annexes[-1]
    assert first.shown.number in annex.heading
    restated, causes = annex.sheets
    assert restated.rows[-1].cells["was_paid_people"] == 2
    assert restated.rows[-1].cells["now_paid_people"] == 3
    found = {str(row.key).split("/")[0]: row.cells for row in causes.rows[:-1]}
    assert set(found) == {"later_decision", "late_statement", "called_back"}
    assert found["late_statement"]["paid_people_up"] == 2
    assert found["called_back"]["paid_people_down"] == 1
    assert found["later_decision"]["approved_people_down"] == 1
    for sheet in (restated, causes):
        check(sheet)


async def test_content_reads_back_into_the_same_value(desk: Desk) -> None:
    await desk.comes(JUNE_1)
    issued = await desk.issue(addressees=["Bộ Lao động"], signer_title="Phó Giám đốc")
    content = canonical(issued.said)
    assert canonical(sealed_from(content)) == content
    assert hashlib.sha256(content).hexdigest() == issued.shown.sha256
    paper = issued.said.paper
    assert paper.letterhead.issuer.startswith("Sở Lao động")
    assert paper.signers[0].authority == ("KT. Giám đốc",)
    assert paper.signers[0].name is not None
    assert paper.proof.address == f"{BASE}/v/{issued.shown.paper_mark}"


async def by_owner(desk: Desk, *statements: str, **values: Any) -> None:
    """One transaction of whoever owns the tables; the last statement takes the values."""
    async with owner_transaction(desk.url) as session:
        await enter(session, HERE)
        for statement in statements[:-1]:
            await session.execute(text(statement))
        await session.execute(text(statements[-1]), values)


async def forge(desk: Desk, table: str, change: str, **values: Any) -> None:
    """A change by somebody who took the trigger away for it."""
    off = f"alter table {table} disable trigger append_only"
    await by_owner(desk, off, f"update {table} {change}", **values)
    await by_owner(desk, f"alter table {table} enable trigger append_only")


async def test_an_issued_report_is_written_once(desk: Desk) -> None:
    await desk.comes(JUNE_1)
    await desk.issue()
    for change in ("update issued_report set number = number", "delete from issued_report"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with acting(desk.reporter.actor) as session:
                await session.execute(text(change))
        with pytest.raises(DBAPIError, match="is written once"):
            await by_owner(desk, change)


FORGERIES = {
    "content": ("content = convert_to(replace(convert_from(content, 'UTF8'), :was, :now), 'UTF8')"
                ", sha256 = sha256(convert_to(replace(convert_from(content, 'UTF8'), :was, :now),"
                " 'UTF8'))"),
    "head": "dated = dated + 1",
    "file": "pdf_id = docx_id",
}  # fmt: skip


async def test_what_is_forged_in_the_database_is_seen(desk: Desk) -> None:
    await paid_in_part(desk)
    await desk.comes(JUNE_1)
    for days, change in enumerate(FORGERIES.values()):
        issued = await desk.issue(as_of=JUNE_1 - timedelta(days=days))
        told: dict[str, Any] = {"id": issued.shown.id}
        if ":was" in change:
            told |= {"was": '"paid_people":2', "now": '"paid_people":5'}
        await forge(desk, "issued_report", f"set {change} where id = :id", **told)
        with pytest.raises(SealBroken):
            await desk.opened(issued.shown.id)
    issued = await desk.issue(as_of=MAY_28)
    number = issued.files["pdf"][0]
    await forge(desk, "document", "set content = content || '\\x20' where id = :id", id=number)
    with pytest.raises(SealBroken):
        await desk.opened(issued.shown.id)
    sound = await desk.issue(as_of=JUNE_1 - timedelta(days=9))
    async with acting(desk.reporter.actor) as session:
        found = await reports.broken_seals(session)
    assert len(found) == 4
    assert sound.shown.number not in found
    # Hash and content that disagree are not even written.
    off = "alter table issued_report disable trigger append_only"
    with pytest.raises(DBAPIError, match="ck_issued_report_content"):
        await by_owner(desk, off, "update issued_report set content = '\\x00'")


async def test_a_number_is_given_once_and_a_second_issue_says_what_it_corrects(desk: Desk) -> None:
    await desk.comes(JUNE_1)
    first = await desk.issue(number="7/BC")
    with pytest.raises(ReportNumberUsed):
        await desk.issue(number="7/BC", area=DISTRICT)
    with pytest.raises(ReportIssued):
        await desk.issue(number="8/BC")
    with pytest.raises(NothingLearnt):
        await desk.issue(corrects_id=first.shown.id)
    await desk.comes(JUNE_3)
    with pytest.raises(ReportsUnlike):
        await desk.issue(corrects_id=first.shown.id, area=DISTRICT, dated=JUNE_3)
    second = await desk.issue(corrects_id=first.shown.id, dated=JUNE_3)
    with pytest.raises(ReportCorrected):
        await desk.issue(corrects_id=first.shown.id, dated=JUNE_3)
    await desk.comes(SEPTEMBER)
    third = await desk.issue(corrects_id=second.shown.id, dated=SEPTEMBER)
    assert third.shown.corrects_id == second.shown.id


async def test_what_was_seen_is_what_is_signed(desk: Desk) -> None:
    _, run = await paid_in_part(desk)
    await desk.comes(JUNE_1)
    seen = await desk.seen()
    await reported(run, ["", "", "paid", "", ""], MAY_28)
    with pytest.raises(FiguresChanged):
        await desk.issue(expected_sha256=seen)
    await desk.issue()


async def test_days_to_come_days_in_disorder_and_strange_signers_are_refused(desk: Desk) -> None:
    await desk.comes(JUNE_1)
    with pytest.raises(DayToCome):
        await desk.issue(as_of=JUNE_3)
    with pytest.raises(DayToCome):
        await desk.issue(known_on=JUNE_3)
    for dated in (MAY_28, JUNE_3):
        with pytest.raises(ReportMisdated):
            await desk.issue(dated=dated)
    with pytest.raises(SignerUnfit):
        await desk.issue(signer_id=desk.below.officer_id)


async def test_knowledge_of_an_earlier_day_ends_with_that_day(desk: Desk) -> None:
    await desk.comes(JUNE_3)
    issued = await desk.issue(known_on=JUNE_1, dated=JUNE_3)
    midnight = datetime(2020, 6, 2, tzinfo=VIETNAM)
    assert issued.said.head.known_at == midnight - timedelta(microseconds=1)
    today = await desk.issue(known_on=JUNE_3, dated=JUNE_3)
    assert today.said.head.known_at == datetime(2020, 6, 3, 8, tzinfo=VIETNAM)


def spoilt(report: Report) -> Report:
    """The same report with a total that its rows do not give."""
    section = report.sections[0]
    sheet = section.sheets[0]
    *rows, total = sheet.rows
    total = replace(total, cells={**total.cells, "paid_people": 99})
    section = replace(section, sheets=(replace(sheet, rows=(*rows, total)),))
    return replace(report, sections=(section,))


async def test_a_table_that_does_not_foot_is_not_issued(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await paid_in_part(desk)
    await desk.comes(JUNE_1)
    honest: Any = vars(drafting)["report_of"]

    async def careless(session: Any, ask: Ask) -> Report:
        found: Report = await honest(session, ask)
        return spoilt(found)

    monkeypatch.setattr(drafting, "report_of", careless)
    with pytest.raises(TableDoesNotFoot, match="paid_people: 99 ≠ 2"):
        await desk.issue()
    # The control: it is the check that refuses; the drawing has one of its own.
    monkeypatch.setattr(drafting, "check", lambda *_: None)
    assert await desk.seen()


async def test_a_report_stays_in_its_territory(desk: Desk) -> None:
    await desk.comes(JUNE_1)
    whole, own = await desk.issue(), await desk.issue(area=DISTRICT)
    assert (await desk.opened(own.shown.id, desk.below)).shown.area_path == DISTRICT
    with pytest.raises(NotFound):
        await desk.opened(whole.shown.id, desk.below)
    for area in (HERE, OTHER_DISTRICT, "42."):
        with pytest.raises(NotFound):
            await desk.issue(who=desk.below, area=area, expected_sha256="0" * 64)
    async with acting(desk.below.actor) as session:
        listed = await issued_queries.reports_after(session, issued_queries.Wanted(), 0, 100)
    assert [one.id for one in listed] == [own.shown.id]


async def test_a_report_of_an_area_counts_that_area_alone(desk: Desk) -> None:
    await desk.comes(MAY_28)
    await standing(desk.url, 3, area=CITY)
    await standing(desk.url, 4, area=COUNTRY)
    await desk.comes(JUNE_1)
    counts = [
        (await desk.issue(area=area)).shown.approved_people
        for area in (HERE, DISTRICT, OTHER_DISTRICT, CITY)
    ]
    assert counts == [7, 3, 4, 3]


async def test_every_kind_is_drawn_checked_and_reads_back(desk: Desk) -> None:
    await paid_in_part(desk)
    await desk.comes(JUNE_1)
    # Which class this province is of, and so its sources, is not known.
    for kind in set(ReportKind) - {ReportKind.SOURCES}:
        issued = await desk.issue(kind=kind, area=DISTRICT)
        assert issued.shown.kind is kind
        assert drawn(issued.said.paper, "docx", {}) == (await desk.files(issued.shown.id))["docx"]


async def test_what_comes_in_while_a_report_is_counted_is_seen(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.comes(JUNE_1)
    counted: Any = drafting.figures_in
    times = count()

    async def unsteady(session: Any, ask: Ask) -> Any:
        found = await counted(session, ask)
        return found | {"HN": Figures(paid_people=next(times))}

    monkeypatch.setattr(drafting, "figures_in", unsteady)
    with pytest.raises(FiguresChanged):
        await desk.seen()
