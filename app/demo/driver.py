"""The main job: a whole province, from the communes' workbooks to the report of 1 June 2020."""

import asyncio
import multiprocessing
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, Self

from app.access.schemas import NewAgent
from app.client import Client
from app.demo import (
    labour_roads,
    labour_scenes,
    open_work,
    paper_scenes,
    people_scenes,
    report_scenes,
    scenes,
)
from app.demo.areas import late_commune
from app.demo.cast import AGENT, BANK, PROVINCE_PATH, TRANSFERS, Cast
from app.demo.files import write_lists
from app.demo.outcome import (
    Outcome,
    fates,
    judge_faults,
    judge_watches,
    table_differences,
)
from app.demo.province import SEED, Province, build_province
from app.demo.stage import Report, Stage
from app.demo.truth import FAST_DISTRICTS, REFERENCE_DAY, ListKey

_PREPARATION = date(2020, 4, 22)
_FIRST_LISTS = date(2020, 4, 24)
_OTHER_LISTS = date(2020, 4, 27)
_FAST_DECISION = date(2020, 4, 28)
_LATE_LISTS = date(2020, 4, 29)
_COMMUNES_SIT = date(2020, 5, 4)
_DISTRICTS_SIT = date(2020, 5, 5)
_PROVINCE_SITS = date(2020, 5, 6)
_DECISION = date(2020, 5, 7)
_FORMS_POSTED = ("04",)
_FORMS_BY_THEMSELVES = ("01", "02", "03", "11", "12", "13")
_FORMS_THAT_SUM_UP = ("06", "10", "14")


async def run_demo(
    *, base_url: str, enrolment_code: str, scale: float = 1.0, report: Report
) -> Outcome:
    """Play the programme of Hà Tĩnh through the service at `base_url` and compare with the report.

    `enrolment_code` is a fresh administrator's; `scale` below 1 plays a smaller province.
    """
    with tempfile.TemporaryDirectory(prefix="ansinh-demo-") as folder:
        province = build_province(SEED, scale)
        keys = Keys.of(province)
        writer = _start_writer(Path(folder), keys.fast + keys.slow + keys.late, scale)
        try:
            async with Client(base_url) as administrator:
                await administrator.sign_in(enrolment_code=enrolment_code)
                cast = Cast(administrator, province.areas)
                stage = Stage(province, cast, administrator, Path(folder), report)
                return await _play(stage, keys)
        finally:
            writer.kill()
            writer.join()


class Keys(NamedTuple):
    """The lists of the fast districts, those of the slow ones, and the commune that is late."""

    fast: list[ListKey]
    slow: list[ListKey]
    late: list[ListKey]

    @classmethod
    def of(cls, province: Province) -> Self:
        """All lists of a province, each once."""
        late, district_of = late_commune(province.areas), province.areas.district_of()
        keys = cls([], [], [])
        for key in province.lists:
            fast = district_of.get(key.area_code, key.area_code) in FAST_DISTRICTS
            (keys.late if key.area_code == late else keys.fast if fast else keys.slow).append(key)
        return keys


def _start_writer(
    folder: Path, keys: Sequence[ListKey], scale: float
) -> multiprocessing.process.BaseProcess:
    """The communes' own work: their workbooks are written by another process meanwhile."""
    writer = multiprocessing.get_context("spawn").Process(
        target=_write, args=(folder, list(keys), scale), daemon=True
    )
    writer.start()
    return writer


def _write(folder: Path, keys: list[ListKey], scale: float) -> None:
    for _ in write_lists(folder, keys, province=build_province(SEED, scale)):
        pass


async def _play(stage: Stage, keys: Keys) -> Outcome:
    slow = sorted(set(stage.cast.districts) - set(FAST_DISTRICTS))
    async with stage.timed("chuẩn bị"):
        await stage.set_day(_PREPARATION)
        await stage.administrator.add_agents([
            NewAgent(code=AGENT, name="Bưu điện tỉnh"),
            NewAgent(code=BANK, name="Ngân hàng Chính sách xã hội tỉnh"),
            NewAgent(code=TRANSFERS, name="Ngân hàng thương mại, chi nhánh tỉnh"),
        ])  # fmt: skip
        await stage.cast.enrol()
        await people_scenes.declare_relatives(stage)
        sources = await scenes.found_sources(stage, _PREPARATION)

    await stage.set_day(_FIRST_LISTS)
    async with stage.timed("báo tử, chuyển đi"):
        await people_scenes.report_notices(stage)
    await paper_scenes.hand_in(stage, _FORMS_POSTED)
    await scenes.hand_in(stage, keys.fast)
    fast_postings = await scenes.submit_and_post(stage, keys.fast)

    await stage.set_day(_OTHER_LISTS)
    await scenes.hand_in(stage, keys.slow)
    papers = asyncio.create_task(paper_scenes.hand_in(stage, _FORMS_BY_THEMSELVES))
    await scenes.sit_in_communes(stage, fast_postings)
    await scenes.sit_for_districts(stage, FAST_DISTRICTS, province=False)
    slow_postings = await scenes.submit_and_post(stage, keys.slow)
    await papers
    await _after_the_lists(stage)

    await stage.set_day(_FAST_DECISION)
    await scenes.sit_for_districts(stage, FAST_DISTRICTS, province=True)
    await scenes.decide(stage, FAST_DISTRICTS, _FAST_DECISION, sources)
    await scenes.release(stage, 2 * len(FAST_DISTRICTS))
    await _report_until(stage, _LATE_LISTS)
    await scenes.hand_in(stage, keys.late)
    slow_postings |= await scenes.submit_and_post(stage, keys.late)

    await stage.set_day(_COMMUNES_SIT)
    await scenes.sit_in_communes(stage, slow_postings)
    await stage.set_day(_DISTRICTS_SIT)
    await scenes.sit_for_districts(stage, slow, province=False)
    await stage.set_day(_PROVINCE_SITS)
    await scenes.sit_for_districts(stage, slow, province=True)
    await stage.set_day(_DECISION)
    await scenes.decide(stage, slow, _DECISION, sources)
    await scenes.release(stage, 2 * len(slow))
    await _report_until(stage, REFERENCE_DAY)
    table = await _table(stage)
    first = await report_scenes.issue(stage)
    news = await report_scenes.hear_late_news(stage)
    approved = await labour_scenes.play(stage, sources)
    await report_scenes.issue_again(stage, first, news, labour_roads.LAST_DAY)
    outcome = await _compare(stage, table, approved)
    await open_work.leave(stage)
    return outcome


async def _after_the_lists(stage: Stage) -> None:
    """What offices do while the lists hang: other forms, rulings, people's own word."""
    async with stage.timed("trong thời gian niêm yết"), asyncio.TaskGroup() as group:
        for scene in (
            paper_scenes.hand_in(stage, _FORMS_THAT_SUM_UP),
            paper_scenes.enter_applications(stage),
            people_scenes.judge_doubts(stage),
            people_scenes.rule_on_pairs(stage),
            people_scenes.decline(stage),
        ):
            group.create_task(scene)


async def _report_until(stage: Stage, last: date) -> None:
    """The post office fetches what is released, pays, and reports day by day."""
    orders = await scenes.take_orders(stage)
    agent = await stage.cast.as_officer(PROVINCE_PATH, "buudien")
    due = scenes.statements_due(stage, orders)
    stage.told |= due
    for day in sorted(day for day in due if _first_day(last) <= day <= last):
        await stage.set_day(day, at=17)
        await scenes.report_payments(stage, agent, day, due[day])


def _first_day(last: date) -> date:
    return date(2020, 4, 29) if last < _COMMUNES_SIT else _COMMUNES_SIT


async def _table(
    stage: Stage, day: date = REFERENCE_DAY, known_on: date | None = None
) -> list[dict[str, Any]]:
    reporter = await stage.cast.as_officer(PROVINCE_PATH, "baocao")
    known = known_on.isoformat() if known_on else None
    rows: list[dict[str, Any]] = (await reporter.coverage(day.isoformat(), known_on=known))["rows"]
    return rows


async def _compare(
    stage: Stage, table: list[dict[str, Any]], approved: Mapping[str, int]
) -> Outcome:
    """The table of 1 June as it was given then, all that was planted, and the groups after it."""
    reporter = await stage.cast.as_officer(PROVINCE_PATH, "baocao")
    async with stage.timed("báo cáo"):
        again = await _table(stage, known_on=REFERENCE_DAY)
        last = await _table(stage, labour_roads.LAST_DAY)
        conservation = await reporter.conservation()
    people_scenes.judge_rulings(stage)
    judge_watches(stage)
    faults, missed = judge_faults(stage, await fates(stage, reporter))
    differences = table_differences(
        table, stage.truth.approved, stage.truth.paid, full=stage.truth.scale == 1.0
    )
    differences += labour_scenes.differences(approved, last, labour_scenes.expected(stage))
    if again != table:
        differences.append("số liệu ngày 01/06 như đã biết ngày đó đã thay đổi về sau")
    if not conservation["closes"]:
        differences.append("tiền không khép: " + str(conservation))
    outcome = Outcome(table, faults, stage.seconds, differences + missed)
    outcome.sheet, outcome.all_groups = stage.cast.sheet(), last
    return outcome
