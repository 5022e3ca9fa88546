"""The scenes of the demonstration, each through the service's own API as the right persons."""

import asyncio
import csv
import io
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from app.appraisal import Verdict
from app.appraisal.schemas import FindingShown, OpinionLine
from app.client import Client
from app.core.text import fold, tidy
from app.decisions.schemas import ApprovalOrder
from app.demo.cast import AGENT, PROVINCE_PATH
from app.demo.files import file_name
from app.demo.stage import Stage
from app.demo.truth import PAID, UNPAID_VI, ListKey, Quota, Spot, portions
from app.register.schemas import DeathList, DeathReport

COMMUNE_FORMS = ("07", "08", "09")
MERIT_FORM = "05"
_KEPT = "Đã đối chiếu hồ sơ gốc: giữ hồ sơ này."
_ANOTHER = "Đã đối chiếu hồ sơ gốc: hai người khác nhau, trùng họ tên và ngày sinh."


async def report_deaths(stage: Stage) -> None:
    """The civil registry tells who died before the programme began."""
    registry = await stage.cast.as_officer(PROVINCE_PATH, "hotich")
    by_document: dict[str, list[DeathReport]] = defaultdict(list)
    for death in stage.truth.deaths:
        whole = death.birth.count("/") == 2
        born = date(*map(int, reversed(death.birth.split("/")))) if whole else None
        by_document[death.document].append(
            DeathReport(
                full_name=tidy(death.full_name),
                birth_date=born,
                birth_year=None if whole else int(death.birth),
                sex="M" if fold(death.sex) in ("nam", "m") else "F",
                id_number=death.id_number,
                area_path=stage.cast.communes[death.commune_code],
                died_on=date.fromisoformat(death.died_on),
            )
        )
    for document, deaths in by_document.items():
        await registry.report_deaths(DeathList(document_number=document, deaths=deaths))


def _workbook(path: Path) -> bytes:
    """The office's file, once another process has finished writing it."""
    while not path.exists():
        time.sleep(0.02)
    return path.read_bytes()


async def hand_in(stage: Stage, keys: Sequence[ListKey]) -> None:
    """Every office uploads its lists; the service reads them in the background."""
    by_office: dict[str, list[ListKey]] = defaultdict(list)
    for key in keys:
        by_office[key.area_code].append(key)

    async def office(code: str) -> None:
        path = stage.cast.communes.get(code) or stage.cast.districts[code]
        officer = await stage.cast.as_officer(path, "canbo")
        for key in by_office[code]:
            name = file_name(key)
            content = await asyncio.to_thread(_workbook, stage.folder / name)
            received = await officer.receive_list(key.form, content, name)
            stage.numbers[key] = received.id

    await stage.each("nộp danh sách", by_office, office)


async def submit_and_post(stage: Stage, keys: Sequence[ListKey]) -> dict[str, int]:
    """Each office sees its three numbers, hands the good rows in, and posts what must be posted."""
    by_office: dict[str, list[int]] = defaultdict(list)
    for key in keys:
        by_office[key.area_code].append(stage.numbers[key])
    postings: dict[str, int] = {}

    async def office(code: str) -> None:
        commune = stage.cast.communes.get(code)
        officer = await stage.cast.as_officer(commune or stage.cast.districts[code], "canbo")
        for one in await officer.read_lists(by_office[code]):
            stage.good_rows[one.id] = one.good_count or 0
            await officer.submit_list(one.id, one.good_count or 0)
        if commune:
            shown = await officer.post_lists(
                by_office[code], "Trụ sở UBND và nhà văn hóa thôn", "Bảng tin và loa truyền thanh"
            )
            postings[code] = shown.id

    await stage.each("đọc, kiểm tra, niêm yết", by_office, office)
    return postings


async def sit_in_communes(stage: Stage, postings: dict[str, int]) -> None:
    """The posting days are over: each commune closes its posting and its council sits."""

    async def commune(code: str) -> None:
        path = stage.cast.communes[code]
        officer = await stage.cast.as_officer(path, "canbo")
        await officer.close_posting(postings[code])
        lists = [
            stage.numbers[key]
            for form in COMMUNE_FORMS
            if (key := ListKey(form, code)) in stage.numbers
        ]
        await _sit(stage, path, lists)

    await stage.each("thẩm định cấp xã", postings, commune)


async def sit_for_districts(stage: Stage, districts: Iterable[str], *, province: bool) -> None:
    """The district councils, or the provincial team, sit over each district's lists."""

    async def one(district: str) -> None:
        lists = stage.lists_of(district, (MERIT_FORM, *COMMUNE_FORMS))
        await _sit(stage, PROVINCE_PATH if province else stage.cast.districts[district], lists)

    name = "thẩm định cấp tỉnh" if province else "thẩm định cấp huyện"
    await stage.each(name, districts, one)


async def _sit(stage: Stage, path: str, lists: Sequence[int]) -> None:
    secretary = await stage.cast.as_officer(path, "thuky")
    sitting = await secretary.open_sitting(lists, stage.cast.offices[path].council)
    if sitting.findings:
        exceptions = _answers(stage, await secretary.findings(sitting.id))
        stage.answered += len(exceptions)
        await secretary.record_opinions(sitting.id, sitting.expected, exceptions)
    await secretary.close_sitting(sitting.id, sitting.expected)


def _answers(stage: Stage, findings: Sequence[FindingShown]) -> list[OpinionLine]:
    """The council's word: one for each dossier; a word against it outweighs one for it."""
    keys = stage.keys
    said: dict[int, OpinionLine] = {}
    for finding in findings:
        word = _answer(stage, Spot(keys[finding.list_id], finding.row_number), finding)
        earlier = said.get(finding.dossier_id)
        if earlier is None or earlier.verdict is Verdict.FAVOURABLE:
            said[finding.dossier_id] = word
    return list(said.values())


def _answer(stage: Stage, spot: Spot, finding: FindingShown) -> OpinionLine:
    """What the council decides with the papers on its table (here: the truth of the province)."""
    if finding.code != "SUSPECTED_SAME":
        return OpinionLine(
            dossier_id=finding.dossier_id,
            verdict=finding.suggested_verdict,
            reason_code=finding.suggested_reason,
        )
    fault = stage.planted.get(spot)
    if fault is None:
        answer = _ANOTHER if spot in stage.namesakes else _KEPT
        return OpinionLine(dossier_id=finding.dossier_id, verdict=Verdict.FAVOURABLE, answer=answer)
    superseded = fault.kind == "POOR_AND_PROTECTED"
    return OpinionLine(
        dossier_id=finding.dossier_id,
        verdict=Verdict.SUPERSEDED if superseded else Verdict.UNFAVOURABLE,
        reason_code="SUPERSEDED" if superseded else "DUPLICATE",
    )


async def decide(
    stage: Stage, districts: Iterable[str], day: date, sources: dict[str, int]
) -> None:
    """Two decisions a district: people with merit, and the communes' groups."""
    chairman = await stage.cast.as_officer(PROVINCE_PATH, "chutich")

    async def one(district: str) -> None:
        officer = await stage.cast.as_officer(stage.cast.districts[district], "canbo")
        for label, forms in (("NCC", (MERIT_FORM,)), ("BTXH-HN-HCN", COMMUNE_FORMS)):
            lists = stage.lists_of(district, forms)
            paper = f"{district}-{label}/TTr-UBND"
            batch = await chairman.batch(await officer.open_batch(lists, paper))
            order = ApprovalOrder(
                number=f"{district}-{label}/QĐ-UBND",
                signed_on=day,
                expected_count=batch.case_count,
                expected_total_dong=batch.total_dong,
                expected_digest=batch.digest,
                source_id=sources[label],
                agent_code=AGENT,
            )
            await chairman.approve(batch.id, order)

    await stage.each("quyết định phê duyệt", districts, one)


async def found_sources(stage: Stage, day: date) -> dict[str, int]:
    """The money: central budget for merit, the province's advance for the rest (đồng)."""
    treasurer = await stage.cast.as_officer(PROVINCE_PATH, "taichinh")
    central = await treasurer.add_source("NSTW", "Ngân sách trung ương", "central")
    province = await treasurer.add_source("NSDP", "Ngân sách tỉnh tạm ứng", "province")
    await treasurer.allot(central, 60_000_000_000, "12/QĐ-BTC", day)
    await treasurer.allot(province, 150_000_000_000, "15/QĐ-STC", day)
    return {"NCC": central, "BTXH-HN-HCN": province}


async def release(stage: Stage, decisions: int) -> None:
    """The treasury sends the prepared runs to the post office, once all orders are there."""
    treasurer = await stage.cast.as_officer(PROVINCE_PATH, "taichinh")
    runs = await treasurer.payout_runs("prepared")
    while len(runs) < decisions:
        await asyncio.sleep(0.1)
        runs = await treasurer.payout_runs("prepared")

    async def one(run: str) -> None:
        await treasurer.release_run(int(run))

    await stage.each("lệnh chi", [str(run.id) for run in runs], one)


async def take_orders(stage: Stage) -> dict[tuple[str, str], list[tuple[str, int]]]:
    """The post office fetches its instruction files: (district, group) -> (reference, đồng)."""
    agent = await stage.cast.as_officer(PROVINCE_PATH, "buudien")
    runs = {str(run.id): run.area_path for run in await agent.payout_runs("released")}
    orders: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)

    async def one(run: str) -> None:
        content = await agent.instruction(int(run))
        for line in csv.DictReader(io.StringIO(content.decode("utf-8-sig"))):
            key = (runs[run].split(".")[1], line["Nhóm"])
            orders[key].append((line["Mã lệnh chi"], int(line["Số tiền (đồng)"])))

    await stage.each("bưu điện nhận lệnh", runs, one)
    return {key: sorted(found) for key, found in orders.items()}


def statements_due(
    stage: Stage, orders: dict[tuple[str, str], list[tuple[str, int]]]
) -> dict[date, dict[str, list[dict[str, Any]]]]:
    """What the post office will report: day -> district -> lines."""
    quotas: dict[tuple[str, str], list[Quota]] = defaultdict(list)
    for quota in stage.truth.quotas:
        quotas[quota.district, quota.group].append(quota)
    due: dict[date, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for (district, group), found in sorted(orders.items()):
        for portion in portions(quotas[district, group], found):
            paid = portion.outcome == PAID
            due[portion.day][district] += [
                {
                    "reference": reference,
                    "amount_dong": amount,
                    "result": "paid" if paid else "failed",
                    "done_on": portion.day.isoformat(),
                    "reason": None if paid else UNPAID_VI[portion.outcome],
                }
                for reference, amount in portion.orders
            ]
    return due


async def report_payments(
    stage: Stage, agent: Client, day: date, by_district: dict[str, list[dict[str, Any]]]
) -> None:
    """The post office's statements of one day, one for each district."""

    async def one(district: str) -> None:
        number = f"BD-{district}-{day:%Y%m%d}"
        await agent.send_statement(number, day, by_district[district], strict=True)

    await stage.each("đối soát", sorted(by_district), one)
