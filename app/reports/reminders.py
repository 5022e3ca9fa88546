"""The reminder (công văn đôn đốc) to offices that are late, filled from what their clocks say."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from app import documents, policy
from app.access import Actor
from app.core import clock
from app.core.settings import settings
from app.documents import Office
from app.documents.issue_schemas import NumberOrder, NumberShown
from app.documents.schemas import LateReminder, LateStep, Proof
from app.reports import punctuality
from app.reports.schemas import Escalation, OverdueRow


async def reminder_for(session: AsyncSession, area_path: str, today: date) -> LateReminder:
    """What an office writes today to every office late inside its territory.

    With the on-time rate of the month so far; a draft until it is numbered. Raises
    NothingToPrint when nobody is late.
    """
    late = await punctuality.escalations(session, 0, today)
    if not late:
        raise documents.NothingToPrint
    rules = policy.policy_at(today, settings().policy_overrides)
    month = await punctuality.on_time(session, today.replace(day=1), today, "step")
    judged = (month.total.on_time, month.total.judged) if month.total.judged else None
    issuer = await documents.issuer_at(session, area_path, today)
    paper = reminder_of(issuer, late, rules, today, judged)
    number, dated = await documents.number_of(session, reminder_name(area_path, today))
    return replace(paper, letterhead=issuer.letterhead("", number, dated))


def reminder_name(area_path: str, today: date) -> str:
    """Under what its number is recorded: one reminder of an office a day."""
    return f"reminder {area_path} {today}"


async def number(session: AsyncSession, actor: Actor, order: NumberOrder) -> NumberShown:
    """Record the number under which one's office sends today's reminder, once.

    Raises PaperNumbered, PaperOutOfTime.
    """
    today = clock.today(session)
    name = reminder_name(actor.unit_path, today)
    return await documents.number_paper(
        session, actor, name, order, office=actor.unit_path, since=today
    )


def reminder_of(
    department: Office,
    late: Iterable[Escalation],
    rules: policy.Policy,
    as_of: date,
    on_time: tuple[int, int] | None = None,
) -> LateReminder:
    """What the department writes to every late office: cases by office and step, latest first.

    A draft without number or day; the office sets the last day by hand.
    """
    steps = _by_step(late, rules)
    return LateReminder(
        letterhead=department.letterhead("", None, None),
        subject="đôn đốc giải quyết hồ sơ hỗ trợ quá hạn", signers=(department.signer,),
        recipients=("Như trên", "Lưu: VT"), proof=Proof(address=""),
        addressees=tuple(dict.fromkeys(one.office for one in steps)), as_of=as_of, late=steps,
        on_time=on_time, report_to=department.name,
    )  # fmt: skip


def _by_step(late: Iterable[Escalation], rules: policy.Policy) -> tuple[LateStep, ...]:
    found: dict[tuple[str, str], list[Escalation]] = {}
    for one in late:
        step = rules.step(policy.Group(one.group), one.step).vi
        found.setdefault((office_of(one), step), []).append(one)
    steps = [
        LateStep(
            office=office, step=step, count=sum(one.dossiers for one in clocks),
            due=min(one.due_on for one in clocks), days_late=max(one.late_days for one in clocks),
        )
        for (office, step), clocks in found.items()
    ]  # fmt: skip
    return tuple(sorted(steps, key=lambda one: (-one.days_late, one.office, one.step)))


def office_of(one: Escalation | OverdueRow) -> str:
    """The office as a paper names it."""
    if one.district_name is None:
        return "Tổ thẩm định cấp tỉnh"
    names = [name for name in (one.commune_name, one.district_name) if name]
    return "Ủy ban nhân dân " + ", ".join(name[:1].lower() + name[1:] for name in names)
