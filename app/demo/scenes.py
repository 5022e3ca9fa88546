"""The scenes of the demonstration, each through the service's own API as the right persons."""

import asyncio
import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from app.appraisal import Verdict
from app.appraisal.schemas import FindingShown, OpinionLine
from app.client import Client
from app.decisions.schemas import ApprovalOrder
from app.demo import doors
from app.demo.cast import AGENT, PROVINCE_PATH
from app.demo.stage import Stage
from app.demo.stories import file_of, has_story
from app.demo.stories import hand_in as tell_story
from app.demo.truth import PAID, UNPAID_CODES, UNPAID_VI, ListKey, Quota, Spot, portions

COMMUNE_FORMS = ("07", "08", "09")
MERIT_FORM = "05"
_KEPT = "Đã đối chiếu hồ sơ gốc: giữ hồ sơ này."
_ANOTHER = "Đã đối chiếu hồ sơ gốc: hai người khác nhau, trùng họ tên và ngày sinh."
_LOOKED = "Đã đối chiếu giấy tờ gốc và hỏi tại thôn: đúng người, đúng chế độ."
_FREE_WORD = "Đã đến từng nhà hỏi lại: các hộ tự nguyện, không ai ép."


async def hand_in(stage: Stage, keys: Sequence[ListKey]) -> None:
    """Every office uploads its lists; the service reads them in the background.

    An office whose list has a story goes on with it until it submits.
    """
    by_office: dict[str, list[ListKey]] = defaultdict(list)
    for key in keys:
        by_office[key.area_code].append(key)

    async def told(officer: Client, stories: Sequence[ListKey]) -> None:
        for key in stories:
            await tell_story(stage, officer, key)

    async def office(code: str) -> None:
        path = stage.cast.communes.get(code) or stage.cast.districts[code]
        officer = await stage.cast.as_officer(path, "canbo")
        stories = [key for key in by_office[code] if has_story(stage, key)]
        if stories:
            stage.stories[code] = asyncio.create_task(told(officer, stories))
        for key in by_office[code]:
            if key not in stories:
                name, content = await file_of(stage, key)
                received = await officer.receive_list(key.form, content, name)
                stage.enter(key, received.id)

    await stage.each("nộp danh sách", by_office, office)


async def submit_and_post(stage: Stage, keys: Sequence[ListKey]) -> dict[str, int]:
    """Each office sees its three numbers, hands the good rows in, and posts what must be posted."""
    by_office: dict[str, list[ListKey]] = defaultdict(list)
    for key in keys:
        by_office[key.area_code].append(key)
    postings: dict[str, int] = {}

    async def office(code: str) -> None:
        commune = stage.cast.communes.get(code)
        officer = await stage.cast.as_officer(commune or stage.cast.districts[code], "canbo")
        if story := stage.stories.pop(code, None):
            await story
        lists = [stage.numbers[key] for key in by_office[code]]
        for one in await officer.read_lists(lists):
            stage.good_rows[one.id] = one.good_count or 0
            await officer.submit_list(one.id, one.good_count or 0)
        if commune:
            shown = await officer.post_lists(
                lists + stage.papers_to_post(code), "Trụ sở UBND và nhà văn hóa thôn",
                "Bảng tin và loa truyền thanh",
            )  # fmt: skip
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
        await sit(stage, path, lists + stage.papers_to_post(code))

    await stage.each("thẩm định cấp xã", postings, commune)


async def sit_for_districts(stage: Stage, districts: Iterable[str], *, province: bool) -> None:
    """The district councils, or the provincial team, sit over each district's lists."""

    async def one(district: str) -> None:
        lists = stage.lists_of(district, (MERIT_FORM, *COMMUNE_FORMS))
        await sit(stage, PROVINCE_PATH if province else stage.cast.districts[district], lists)

    name = "thẩm định cấp tỉnh" if province else "thẩm định cấp huyện"
    await stage.each(name, districts, one)


async def sit(stage: Stage, path: str, lists: Sequence[int]) -> None:
    """A whole sitting of the council of a unit over lists; every finding gets its answer."""
    secretary = await stage.cast.as_officer(path, "thuky")
    sitting = await secretary.open_sitting(lists, stage.cast.offices[path].council)
    if sitting.findings:
        exceptions = _answers(stage, await secretary.findings(sitting.id))
        stage.answered += len(exceptions)
        await secretary.record_opinions(sitting.id, sitting.expected, exceptions)
    if stage.declined & set(lists):
        await _answer_alerts(stage, secretary, sitting.id)
    await secretary.close_sitting(sitting.id, sitting.expected)


async def _answer_alerts(stage: Stage, secretary: Client, sitting_id: int) -> None:
    """What is odd about a whole list gets an answer in words."""
    for alert in await doors.alerts(secretary, sitting_id):
        if alert.answer is None:
            stage.tally.tell("BULK_DECLINE_ALERT", alert.code == "BULK_DECLINE", alert.code)
            await doors.answer_alert(secretary, sitting_id, alert.id, _FREE_WORD)


def _answers(stage: Stage, findings: Sequence[FindingShown]) -> list[OpinionLine]:
    """The council's word: one for each dossier; a word against it outweighs one for it."""
    said: dict[int, OpinionLine] = {}
    for finding in findings:
        spot = stage.spot_of(finding.list_id, finding.row_number)
        stage.shown.add((spot or Spot(_ELSEWHERE, finding.row_number), finding.code))
        word = _answer(stage, spot, finding)
        earlier = said.get(finding.dossier_id)
        if earlier is None or earlier.verdict is Verdict.FAVOURABLE:
            said[finding.dossier_id] = word
    return list(said.values())


_ELSEWHERE = ListKey("04", "")
"""Stands for the lists on other forms."""


def _answer(stage: Stage, spot: Spot | None, finding: FindingShown) -> OpinionLine:
    """What the council decides with the papers on its table (here: the truth of the province)."""
    if spot is None or spot in stage.kept or finding.suggested_verdict is None:
        return _favoured(finding, _LOOKED)
    if finding.code != "SUSPECTED_SAME":
        return OpinionLine(
            dossier_id=finding.dossier_id,
            verdict=finding.suggested_verdict,
            reason_code=finding.suggested_reason,
        )
    fault = stage.planted.get(spot)
    if fault is None or fault.finding != finding.code:
        return _favoured(finding, _ANOTHER if spot in stage.namesakes else _KEPT)
    superseded = fault.kind == "POOR_AND_PROTECTED"
    return OpinionLine(
        dossier_id=finding.dossier_id,
        verdict=Verdict.SUPERSEDED if superseded else Verdict.UNFAVOURABLE,
        reason_code="SUPERSEDED" if superseded else "DUPLICATE",
    )


def _favoured(finding: FindingShown, answer: str) -> OpinionLine:
    return OpinionLine(dossier_id=finding.dossier_id, verdict=Verdict.FAVOURABLE, answer=answer)


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
                expected_root=batch.root,
                source_id=sources[label],
                agent_code=AGENT,
            )
            await chairman.approve(batch.id, order)

    await stage.each("quyết định phê duyệt", districts, one)


async def found_sources(stage: Stage, day: date) -> dict[str, int]:
    """The money: central budget for merit, the province's advance, the bank's own (đồng)."""
    treasurer = await stage.cast.as_officer(PROVINCE_PATH, "taichinh")
    central = await treasurer.add_source("NSTW", "Ngân sách trung ương", "central")
    province = await treasurer.add_source("NSDP", "Ngân sách tỉnh tạm ứng", "province")
    await treasurer.allot(central, 60_000_000_000, "12/QĐ-BTC", day)
    await treasurer.allot(province, 150_000_000_000, "15/QĐ-STC", day)
    labour = await treasurer.add_source("NSDP-LD", "Ngân sách tỉnh, nhóm lao động", "province")
    bank = await treasurer.add_source("NHCSXH", "Ngân hàng Chính sách xã hội", "other")
    await treasurer.allot(labour, 5_000_000_000, "19/QĐ-STC", day)
    await treasurer.allot(bank, 1_000_000_000, "03/TB-NHCSXH", day)
    return {"NCC": central, "BTXH-HN-HCN": province, "LD": labour, "VAY": bank}


async def release(stage: Stage, decisions: int) -> None:
    """The treasury sends the prepared runs to the post office, once all orders are there."""
    treasurer = await stage.cast.as_officer(PROVINCE_PATH, "taichinh")
    runs = await treasurer.payout_runs("prepared")
    while len({run.decision_id for run in runs}) < decisions:
        await asyncio.sleep(0.1)
        runs = await treasurer.payout_runs("prepared")

    async def some(first: str) -> None:
        chosen = runs[int(first) : int(first) + _RUNS_AT_ONCE]
        await treasurer.release_runs([run.id for run in chosen])

    await stage.each("lệnh chi", [str(first) for first in range(0, len(runs), _RUNS_AT_ONCE)], some)


_RUNS_AT_ONCE = 50
_LOWER_GROUPS = {"HN", "HCN"}
_WHOLE_LEASE = 200_000
"""As many orders as a lease holds."""


class Order(NamedTuple):
    """An order as the post office has it; one that is held cannot be paid."""

    reference: str
    amount_dong: int
    held: bool


async def take_orders(stage: Stage) -> dict[tuple[str, str], list[Order]]:
    """The post office takes its orders lease by lease, until none is left: (district, group)."""
    agent = await stage.cast.as_officer(PROVINCE_PATH, "buudien")
    places = await agent.units(PROVINCE_PATH, "district")
    districts = {f"{place.kind} {place.name}": place.code for place in places}
    orders: dict[tuple[str, str], list[Order]] = defaultdict(list)

    async def one(_: str) -> None:
        while (lease := (await agent.take_lease(_WHOLE_LEASE)).lease) is not None:
            content = await agent.lease_file(lease.id)
            for line in csv.DictReader(io.StringIO(content.decode("utf-8-sig"))):
                key = (districts[line["Huyện, thị xã"]], line["Nhóm"])
                held = line["Nhóm"] in _LOWER_GROUPS and line["Số CMND/CCCD"] in stage.truth.unpaid
                orders[key].append(Order(line["Mã lệnh chi"], int(line["Số tiền (đồng)"]), held))
            await agent.acknowledge_lease(lease.id)

    await stage.each("bưu điện nhận lệnh", [AGENT], one)
    return {key: sorted(found) for key, found in orders.items()}


def statements_due(
    stage: Stage, orders: dict[tuple[str, str], list[Order]]
) -> dict[date, dict[str, list[dict[str, Any]]]]:
    """What the post office will report: day -> district -> lines."""
    quotas: dict[tuple[str, str], list[Quota]] = defaultdict(list)
    for quota in stage.truth.quotas:
        quotas[quota.district, quota.group].append(quota)
    due: dict[date, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for (district, group), found in sorted(orders.items()):
        held = {order for order in found if order.held}
        for portion in portions(quotas[district, group], found, held):
            paid = portion.outcome == PAID
            due[portion.day][district] += [
                {
                    "reference": order.reference,
                    "amount_dong": order.amount_dong,
                    "result": "paid" if paid else "failed",
                    "done_on": portion.day.isoformat(),
                    "reason": None if paid else UNPAID_VI[portion.outcome],
                    "reason_code": None if paid else UNPAID_CODES[portion.outcome],
                }
                for order in portion.orders
            ]
    return due


async def report_payments(
    stage: Stage, agent: Client, day: date, by_district: dict[str, list[dict[str, Any]]]
) -> None:
    """The post office's statements of one day, one for each district."""

    async def one(district: str) -> None:
        number = f"BD-{district}-{day:%Y%m%d}"
        await agent.send_statement(number, day, by_district[district], mode="strict")

    await stage.each("đối soát", sorted(by_district), one)
