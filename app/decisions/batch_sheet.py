"""One batch as a signer looks at it: where it stands, what it holds, and what was checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from app import dossiers, funds, policy
from app.access import Actor, Permission
from app.core import clock
from app.core.html import day, dong, number
from app.core.money import words_of
from app.core.settings import settings
from app.decisions import batch_reading as reading
from app.decisions import queries
from app.decisions.submissions import batch_seen
from app.decisions.tables import Decision, Suspension
from app.dossiers import Cases, Stage
from app.dossiers.tables import Batch
from app.funds.schemas import Balance

_SAME_PERSON: Final = {
    "ALREADY_SUPPORTED", "HIGHER_BENEFIT", "DUPLICATE", "SUSPECTED_SAME", "SAME_ACCOUNT",
}  # fmt: skip
_BEFORE: Final = {
    "commune": {Stage.DRAFT, Stage.SUBMITTED, Stage.POSTED, Stage.AT_COMMUNE},
    "district": {Stage.CONFIRMING, Stage.AT_DISTRICT},
}
"""Stages at which a case is still with a level; what is at the province is told apart."""


@dataclass(frozen=True)
class Check:
    """What was looked at without anybody asking: passed, or what is wrong and where to see it."""

    name: str
    passed: bool
    words: str
    facts: Mapping[str, object] = field(default_factory=dict)
    address: str = ""
    kind: str = "wrong"
    """Of what did not pass: "wrong" stops the signature, "heed" only asks for a look."""


@dataclass(frozen=True)
class Sheet:
    """A batch with all that its pages show; amounts in đồng, sums without what is held."""

    batch: Batch
    lists: Sequence[int]
    decision: Decision | None
    cases: Cases
    case_count: int
    total_dong: int
    root: str
    unappraised: int
    held: int
    groups: Sequence[tuple[str, int, int]]
    areas: Sequence[tuple[str, int, int]]
    last_word: Suspension | None
    rules: policy.Policy

    @property
    def words(self) -> str:
        """The total in words."""
        return words_of(self.total_dong)

    @property
    def stopped(self) -> bool:
        """Whether the last word on the batch stops it."""
        return self.last_word is not None and self.last_word.kind == "suspended"

    @property
    def group_names(self) -> dict[str, str]:
        """What the groups are called, by code."""
        return {str(rule.code): rule.vi for rule in self.rules.groups}

    @property
    def root_parts(self) -> list[str]:
        """The root in groups of four signs, to be read aloud and compared."""
        return in_fours(self.root)


def in_fours(root: str) -> list[str]:
    """A root in groups of four signs."""
    return [root[at : at + 4] for at in range(0, len(root), 4)]


async def sheet_of(session: AsyncSession, batch_id: int) -> Sheet:
    """What a batch would have decided now, or what was decided; raises NotFound."""
    batch, lists, decision, cases = await batch_seen(session, batch_id)
    said = await queries.suspensions_of(session, batch_id)
    unappraised, held = 0, 0
    if decision is None:
        found = await dossiers.holding(session, lists)
        count, total, root, unappraised, held = found
        if held:
            free = dossiers.free_of(await dossiers.held_among(session, lists))
            cases = cases._replace(statement=cases.statement.where(free))
    else:
        count, total, root = decision.case_count, decision.total_dong, decision.root
    sums = await dossiers.sums_of(session, cases)
    signed_on = decision.signed_on if decision else clock.today(session)
    return Sheet(
        batch=batch, lists=lists, decision=decision, cases=cases, case_count=count,
        total_dong=total, root=root.hex(), unappraised=unappraised, held=held,
        groups=added(sums, 0), areas=added(sums, 1), last_word=said[-1] if said else None,
        rules=policy.policy_at(signed_on, settings().policy_overrides),
    )  # fmt: skip


def added(sums: Sequence[tuple[str, str, int, int]], place: int) -> list[tuple[str, int, int]]:
    """The sums of groups and places, added up by one of the two."""
    found: dict[str, tuple[int, int]] = {}
    for row in sums:
        name, (count, total) = str(row[place]), found.get(str(row[place]), (0, 0))
        found[name] = (count + row[2], total + row[3])
    return [(name, *found[name]) for name in sorted(found)]


@dataclass(frozen=True)
class StepShown:
    """One step of the stepper: its name, "done", "now" or "later", and what is told of it."""

    name: str
    state: str
    words: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


async def steps_of(session: AsyncSession, sheet: Sheet) -> list[StepShown]:
    """Xã → Huyện → Tỉnh → Chủ tịch, each with its days or with how much still waits there."""
    stands = await dossiers.where_they_stand(session, list(sheet.lists))
    sat = await reading.sittings_over(session, sheet.lists)
    waiting = {
        level: sum(stands.get(stage, 0) for stage in stages) for level, stages in _BEFORE.items()
    }
    waiting["province"] = sheet.unappraised
    names = (("commune", "Xã"), ("district", "Huyện"), ("province", "Tỉnh"))
    steps = [_step(name, waiting[level], sat.get(level)) for level, name in names]
    return [*steps, await _last_step(session, sheet)]


def _step(name: str, waiting: int, sat: reading.Sat | None) -> StepShown:
    if waiting:
        return StepShown(name, "now", "{n} hồ sơ đang chờ", {"n": number(waiting)})
    if sat is None:
        return StepShown(name, "done", "không qua cấp này")
    facts = {"day": day(sat.last_on), "n": number(sat.sittings)}
    return StepShown(name, "done", "{day} · {n} phiên", facts)


async def _last_step(session: AsyncSession, sheet: Sheet) -> StepShown:
    name = "Chủ tịch"
    if sheet.decision is not None:
        said = "ký duyệt {day}" if sheet.decision.kind == "approved" else "từ chối {day}"
        return StepShown(name, "done", said, {"day": day(sheet.decision.signed_on)})
    if sheet.unappraised:
        return StepShown(name, "later")
    facts = {"n": number(sheet.case_count)}
    due = await reading.due_of(session, sheet.batch.id, sheet.lists)
    if due is None:
        return StepShown(name, "now", "{n} hồ sơ chờ ký", facts)
    return StepShown(name, "now", "{n} hồ sơ chờ ký, hạn {day}", facts | {"day": day(due)})


# --- what was checked ---------------------------------------------------------------------------


class Raised(NamedTuple):
    """What is odd about whole lists, and what holds a batch, its lists or their dossiers."""

    alerts: list[dict[str, Any]]
    holds: list[dict[str, Any]]


async def raised_on(session: AsyncSession, sheet: Sheet) -> Raised:
    """What was raised against a batch by the service and by complaints."""
    alerts = await reading.alerts_on(session, sheet.lists)
    return Raised(alerts, await reading.holds_on(session, sheet.batch.id, sheet.lists))


async def sources_for(session: AsyncSession, actor: Actor) -> list[Balance] | None:
    """Where the money stands; None for whoever is not told."""
    return await funds.balances(session) if actor.may(Permission.READ_FUNDS) else None


async def checks_of(
    session: AsyncSession, sheet: Sheet, raised: Raised, sources: Sequence[Balance] | None
) -> list[Check]:
    """What must be looked at before a signature, each with its answer."""
    own = f"/dot/{sheet.batch.id}"
    found = await reading.findings_on(session, sheet.lists, sheet.cases)
    checks = [
        _heard(sheet),
        _answered("Trùng người", [one for one in found if one[0] in _SAME_PERSON], own),
        await _one_benefit(session, sheet, own),
        _answered("Điều kiện", [one for one in found if one[0] not in _SAME_PERSON], own),
        _alerts(raised.alerts, own),
        _held(sheet, raised.holds),
        _suspended(sheet, own),
    ]
    if sources is not None:
        checks.append(_money(sheet, sources))
    return checks


def _heard(sheet: Sheet) -> Check:
    name = "Ba cấp thẩm định"
    if sheet.unappraised:
        return Check(
            name, False, "Còn {n} hồ sơ chưa được Tổ thẩm định cấp tỉnh chấp thuận",
            {"n": number(sheet.unappraised)}, "/phien-hop",
        )  # fmt: skip
    return Check(
        name, True, "Tổ thẩm định cấp tỉnh đã chấp thuận cả {n} hồ sơ",
        {"n": number(sheet.case_count)},
    )  # fmt: skip


def _answered(name: str, found: Sequence[tuple[str, int, int]], own: str) -> Check:
    raised, left = sum(one[1] for one in found), sum(one[2] for one in found)
    address = f"{own}/nguoi?loc=ghi-chu"
    if left:
        facts = {"n": number(left)}
        return Check(name, False, "Còn {n} điểm hội đồng chưa trả lời", facts, "/phien-hop")
    if raised:
        facts = {"n": number(raised)}
        return Check(name, True, "Hội đồng đã trả lời cả {n} điểm hệ thống nêu", facts, address)
    return Check(name, True, "Hệ thống không thấy điểm nào")


async def _one_benefit(session: AsyncSession, sheet: Sheet, own: str) -> Check:
    name = "Một người một chế độ"
    others = await reading.supported_elsewhere(session, sheet.cases) if not sheet.decision else 0
    if others:
        words = "{n} người đang hưởng chế độ khác; khi ký, chế độ thấp hơn nhường chế độ cao hơn"
        return Check(name, False, words, {"n": number(others)}, f"{own}/nguoi?loc=ghi-chu", "heed")
    return Check(name, True, "Không ai trong đợt đang hưởng chế độ khác")


def _alerts(alerts: Sequence[Mapping[str, Any]], own: str) -> Check:
    name, left = "Cảnh báo", sum(one["answered_at"] is None for one in alerts)
    if left:
        return Check(
            name, False, "Còn {n} cảnh báo chưa có hội đồng nào trả lời", {"n": number(left)},
            "/phien-hop",
        )  # fmt: skip
    if alerts:
        facts = {"n": number(len(alerts))}
        return Check(name, True, "Cả {n} cảnh báo đã được trả lời", facts, f"{own}#canh-bao")
    return Check(name, True, "Không có cảnh báo nào")


def _held(sheet: Sheet, holds: Sequence[Mapping[str, Any]]) -> Check:
    name = "Đơn thư, kết luận kiểm tra"
    if sheet.held or holds:
        facts = {"n": number(max(sheet.held, len(holds)))}
        words = "{n} hồ sơ đang bị giữ lại, không nằm trong số ký duyệt"
        return Check(name, False, words, facts, "/don-thu", "heed")
    return Check(name, True, "Không hồ sơ nào bị giữ lại")


def _suspended(sheet: Sheet, own: str) -> Check:
    name, word = "Tạm đình chỉ", sheet.last_word
    if sheet.stopped and word is not None:
        facts = {"number": word.number, "day": day(word.signed_on), "reason": word.reason}
        words = "Đang tạm đình chỉ theo văn bản số {number} ngày {day}: {reason}"
        return Check(name, False, words, facts, f"{own}/tiep-tuc")
    return Check(name, True, "Đợt không bị tạm đình chỉ")


def _money(sheet: Sheet, sources: Sequence[Balance]) -> Check:
    name = "Kinh phí"
    if sheet.decision is not None:
        return Check(name, True, "Tiền đã được giữ chỗ khi ký")
    most = max(sources, key=lambda one: one.available_dong, default=None)
    if most is None:
        return Check(name, False, "Chưa ghi nhận nguồn kinh phí nào", {}, "/kinh-phi")
    left = most.available_dong - sheet.total_dong
    facts = {"name": most.name, "has": dong(most.available_dong), "left": dong(abs(left))}
    if left < 0:
        words = "Vượt kinh phí: nguồn “{name}” còn nhiều nhất {has}, thiếu {left}"
        return Check(name, False, words, facts, "/kinh-phi")
    return Check(name, True, "Nguồn “{name}” còn {has}; ký xong còn {left}", facts, "/kinh-phi")


def today_of(session: AsyncSession) -> date:
    """The day on which the page is looked at."""
    return clock.today(session)
