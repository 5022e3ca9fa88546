"""Refusals, steps in time, sources, the half-year report and the pictures, counted by hand."""

from datetime import date
from typing import Any

import pytest

from app import funds, policy
from app.access import Role
from app.core.errors import BadInput
from app.pictures import StepKind
from app.reports import pictures, seen, standing
from app.reports.kinds import half_year, quick
from app.reports.report import Ask, ReportKind
from tests.money_rows import TODAY, acting, actor, count_statements
from tests.reports.kinds.ground import (
    CITY,
    COUNTRY,
    HERE,
    MAY,
    READER,
    SIGNED,
    TAKEN,
    TOLD,
    WARD,
    Village,
    cells,
    paper,
    sheets_in,
    total,
)


def asked(kind: str = "quick", as_of: date = TODAY, area: str = HERE, **more: Any) -> Ask:
    return Ask(kind=ReportKind(kind), as_of=as_of, area=area, **more)


async def test_refused(own: Village) -> None:
    found = sheets_in(await paper("refused"))
    sums = cells(found["refused_by_reason"], "kind", "place", "dossiers", "dong")
    assert sums == {
        "DIED_BEFORE/46.474.": ("Không đủ điều kiện", "Thành phố Huế", 1, 750_000),
        "DIED_BEFORE": ("Không đủ điều kiện", "Cộng", 1, 750_000),
        "OUTSIDE_COOPERATIVE/46.474.": (
            "Ngoài phạm vi chính sách", "Thành phố Huế", 2, 1_500_000,
        ),
        "OUTSIDE_COOPERATIVE": ("Ngoài phạm vi chính sách", "Cộng", 2, 1_500_000),
        "total": ("Tổng cộng", None, 3, 2_250_000),
    }  # fmt: skip
    listed = cells(found["refused"], "refused_on", "notice", "given_on", "step", "article")
    article, step = "Quyết định 15/2020/QĐ-TTg", "thẩm định cấp huyện"
    assert listed.pop("total") == (None,) * 5
    assert listed == {
        str(own.outside[0]): (TOLD, "15/TB-UBND", date(2020, 4, 30), step, article),
        str(own.outside[1]): (TOLD, None, None, step, article),
        str(own.dead[0]): (MAY, None, None, step, article),
    }  # fmt: skip
    assert total(found["refused"]).cells["dong"] == 2_250_000
    assert listed[str(own.dead[0])] is not None


async def test_refusals_as_they_stood(own: Village) -> None:
    before = sheets_in(await paper("refused", TOLD))
    assert total(before["refused_by_reason"]).cells["dossiers"] == 3, "not yet taken up again"
    assert {row.cells.get("notice") for row in before["refused"].rows} == {None}
    elsewhere = sheets_in(await paper("refused", area=COUNTRY))
    assert total(elsewhere["refused"]).cells["dong"] == 0


async def test_on_time(own: Village) -> None:
    found = sheets_in(await paper("on_time"))
    names = ("judged", "on_time", "late", "rate", "most_days_late", "without_limit")
    by_step = cells(found["on_time_by_step"], *names)
    # Two working days from 27/04 end on 29/04; 04/05 is a working day late (30/04 and 01/05 off).
    assert by_step == {
        "COMMUNE": (0, 0, 0, None, 0, 8), "DISTRICT": (7, 6, 1, "85.71", 1, 0),
        "total": (7, 6, 1, "85.71", 1, 8),
    }  # fmt: skip
    assert cells(found["on_time_by_district"], "district", *names)["474"] == (
        "Thành phố Huế", 7, 6, 1, "85.71", 1, 8,
    )  # fmt: skip
    assert cells(found["on_time_by_group"], *names)["HN"] == by_step["total"]
    early = sheets_in(await paper("on_time", known_on=TOLD))
    assert cells(early["on_time_by_step"], *names)["DISTRICT"] == (6, 6, 0, "100.00", 0, 0)
    elsewhere = sheets_in(await paper("on_time", area=COUNTRY))
    assert cells(elsewhere["on_time_by_step"], "judged") == {"total": (0,)}


async def test_sources_agree_with_the_ledger(own: Village) -> None:
    for day in (SIGNED, TAKEN, TOLD, MAY, TODAY):
        sheet = sheets_in(await paper("sources", day))["sources"]
        async with acting(READER) as session:
            ledger = await funds.balances(session, day)
        names = ("allotted_dong", "advanced_dong", "committed_dong", "sent_dong", "paid_dong")
        own_names = (*names, "settled_dong", "recovered_dong", "left_dong")
        told = {
            one.code: (*(getattr(one, name) for name in names), one.settlement_dong,
                       one.recovered_dong, one.available_dong)
            for one in ledger
        }  # fmt: skip
        rows = cells(sheet, *own_names)
        rows.pop("total")
        assert rows == told
    whole = total(sheets_in(await paper("sources"))["sources"]).cells
    assert whole["given_dong"] == whole["stands_dong"] == 4_500_000 + 3_000_000 + 10_800_000
    # 750.000 freed by the later decision; paid 1.8 million to a worker, 250.000 in part, and
    # 750.000 that is to come back.
    assert (whole["left_dong"], whole["paid_dong"]) == (750_000, 2_800_000)
    flows = total(sheets_in(await paper("sources"))["source_flows"]).cells
    assert (flows["paid_out_dong"], flows["returned_dong"]) == (3_550_000, 750_000)


async def test_sources_as_known(own: Village) -> None:
    found = sheets_in(await paper("sources", TODAY, TAKEN))
    assert total(found["sources"]).cells["paid_dong"] == 0
    with pytest.raises(BadInput, match="whole province"):
        await paper("sources", area=CITY)


async def test_shares(own: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(sheets_in(await paper("sources"))) == {"sources", "source_flows"}, "class unknown"
    monkeypatch.setattr(policy.Policy, "class_of", lambda self, province: "class_2")
    found = sheets_in(await paper("sources"))
    assert cells(found["shares_by_group"], "central_percent", "spent_dong", "central_dong") == {
        "HN/50": ("50", 1_000_000, 500_000), "NLD_TAMHOAN/50": ("50", 1_800_000, 900_000),
        "total": (None, 2_800_000, 1_400_000),
    }  # fmt: skip
    carried = total(found["shares_by_source"]).cells
    # There is no central source that could owe what was spent for it.
    assert (carried["spent_dong"], carried["advanced_dong"]) == (2_800_000, 1_400_000)
    early = sheets_in(await paper("sources", TODAY, TAKEN))
    assert total(early["shares_by_source"]).cells["spent_dong"] == 0


async def test_half_year(own: Village) -> None:
    found = sheets_in(await paper("half_year"))
    acts = cells(found["steering"], "count", "dong")
    assert {key: value for key, value in acts.items() if value[0]} == {
        "decisions": (3, 18_300_000), "later_decisions": (1, None), "notices": (1, None),
    }  # fmt: skip
    assert acts["complaints"] == (0, None)
    assert cells(found["finished"], "state", "mostly_on")[CITY] == ("Chưa hoàn thành", None)
    assert cells(found["outside"], "dossiers") == {"OUTSIDE_COOPERATIVE": (2,), "total": (2,)}
    assert cells(found["late"], "office", "dossiers", "oldest_due_on")["district/474"] == (
        "Thành phố Huế", 1, TOLD,
    )  # fmt: skip
    async with acting(READER) as session:
        figures = await half_year.figures_of(session, asked("half_year"))
    assert (figures.waiting_dong, figures.short_dong) == (2_250_000, 1_500_000)
    assert figures.finished_percent == 95
    elsewhere = sheets_in(await paper("half_year", area=COUNTRY))
    assert "short" not in elsewhere
    assert cells(elsewhere["steering"], "count")["decisions"] == (1,)


async def test_a_commune_has_its_own_papers(own: Village) -> None:
    for kind in ReportKind:
        if kind is not ReportKind.SOURCES:
            await paper(kind, area=WARD)
    found = sheets_in(await paper("quick", area=WARD))
    assert cells(found["by_place"], "approved_people", "paid_dong") == {
        WARD: (6, 2_050_000), "total": (6, 2_050_000),
    }  # fmt: skip


async def test_a_place_that_finished(own: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    """With half of the people as enough, the ward had basically finished on a day."""
    rules = seen.rules_of(asked())

    class Half:
        finished_percent = 50

        def __getattr__(self, name: str) -> Any:
            return getattr(rules, name)

    monkeypatch.setattr(seen, "rules_of", lambda ask: Half())
    found = sheets_in(await paper("half_year", TOLD))
    assert cells(found["finished"], "state", "mostly_on", "wholly_on")[CITY] == (
        "Cơ bản hoàn thành", TOLD, None,
    )  # fmt: skip


async def test_what_pictures_are_drawn_from(own: Village) -> None:
    async with acting(READER) as session:
        figures = await quick.figures_of(session, asked())
        approved, paid = await pictures.days(session, asked())
        stages = {one.name: one.stages for one in await pictures.stages(session, figures)}
    assert [(one.day, one.dong) for one in approved.points] == [
        (SIGNED, 7_500_000), (MAY, 18_300_000), (TODAY, 16_800_000),
    ]  # fmt: skip
    assert [(one.day, one.dong) for one in paid.points] == [
        (TOLD, 1_750_000), (MAY, 3_550_000), (TODAY, 2_050_000),
    ]  # fmt: skip
    poor = stages[seen.group_names(asked())["HN"]]
    assert [(one.name, one.people) for one in poor] == [
        ("Nộp hồ sơ", 14), ("Cấp huyện", 14), ("Cấp tỉnh", 9), ("Phê duyệt", 4),
        ("Giao lệnh chi", 4), ("Đã chi", 1),
    ]  # fmt: skip
    assert set(pictures._BETWEEN) == set(standing.REASONS_VI)
    first, *between, last = pictures.steps(figures)
    off = sum(one.dong if one.kind is StepKind.MINUS else -one.dong for one in between)
    assert first.dong - off == last.dong == 2_050_000


async def test_the_papers_carry_their_pictures(own: Village) -> None:
    report = await paper("quick")
    keys = [one.key for part in report.sections for one in part.pictures]
    assert keys == ["coverage_by_place", "coverage_map", "approved_and_paid", "stages_by_group"]
    section = await paper("half_year")
    keys = [one.key for part in section.sections for one in part.pictures]
    assert keys == ["coverage_by_place", "approved_to_paid", "overdue", "budget"]
    first = report.sections[0].paragraphs[0]
    assert first.startswith("Tính đến ngày ")
    assert "toàn tỉnh đã chi trả" in first
    assert "vắng mặt tại địa phương 01 trường hợp" in report.sections[1].paragraphs[0]
    assert any("thiếu 1.500.000 đồng" in one for one in section.sections[2].paragraphs)


async def test_figures_agree_between_papers(own: Village) -> None:
    for day, known_on in ((TAKEN, None), (TOLD, None), (MAY, TOLD), (TODAY, None)):
        whole = total(sheets_in(await paper("quick", day, known_on))["by_group"]).cells
        decided = total(sheets_in(await paper("decisions", day, known_on))["decisions"]).cells
        closing = total(sheets_in(await paper("unpaid", day, known_on))["closing"]).cells
        for name in ("approved_people", "paid_people", "approved_dong", "paid_dong"):
            assert whole[name] == decided[name] == closing[name]
        assert closing["unpaid_people"] == decided["unpaid_people"]
        placed = sheets_in(await paper("places", day, known_on))["by_place_and_group"]
        assert total(placed).cells["paid_dong"] == whole["paid_dong"]


async def test_a_reader_sees_the_own_territory(own: Village) -> None:
    district = actor(Role.DISTRICT_OFFICER, COUNTRY)
    found = sheets_in(await paper("decisions", area=COUNTRY, who=district))["decisions"]
    assert total(found).cells["approved_people"] == 2
    people = sheets_in(await paper("unpaid", area=COUNTRY, who=district))["unpaid"]
    assert len(people.rows) == 3


async def test_papers_ask_little(own: Village) -> None:
    most = {
        "quick": 9, "half_year": 12, "places": 4, "decisions": 3, "unpaid": 3, "refused": 2,
        "on_time": 4, "sources": 4,
    }  # fmt: skip
    from app.reports.kinds import report_of

    for kind, allowed in most.items():
        async with acting(READER) as session:
            statements = await count_statements(session)
            await report_of(session, asked(kind))
        assert len(statements) <= allowed, kind


async def test_a_reason_that_is_lost_is_found(
    own: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a list that forgets those who were never sent does not close."""
    whole = standing.unpaid

    def lossy(ask: Ask) -> Any:
        rows = whole(ask).subquery("whole")
        return rows.select().where(rows.c.reason != standing.NEVER_SENT)

    monkeypatch.setattr(standing, "unpaid", lossy)
    with pytest.raises(AssertionError):
        await paper("unpaid")
