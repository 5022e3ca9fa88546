"""The reminder to late offices: by office and step, the latest first."""

from datetime import date
from typing import Any

from app import documents, policy
from app.access import Role
from app.documents.issuing import mark_of
from app.reports.reminders import reminder_of
from app.reports.schemas import Escalation
from tests.money_rows import acting, actor

DAY = date(2020, 5, 12)


def late(
    group: str, step: str, level: str, names: tuple[str | None, str | None], *what: Any
) -> Escalation:
    """What the clocks say of one list: cases, last day, working days past it."""
    district, commune = names
    dossiers, due_on, late_days = what
    return Escalation(
        list_id=1, group=group, step=step, level=level, district=None, district_name=district,
        commune=None, commune_name=commune, dossiers=dossiers, since=due_on, due_on=due_on,
        late_days=late_days,
    )  # fmt: skip


_HERE = ("Huyện Cẩm Xuyên", "Xã Cẩm Nhượng")
LATE = (
    late("BTXH", "COMMUNE", "commune", _HERE, 40, date(2020, 5, 8), 2),
    late("HN", "COMMUNE", "commune", _HERE, 5, date(2020, 5, 7), 3),
    late("BTXH", "DISTRICT", "district", (_HERE[0], None), 1_200, date(2020, 5, 5), 5),
    late("BTXH", "PROVINCE", "province", (None, None), 9, date(2020, 5, 11), 1),
)


async def test_every_late_office_is_named_with_its_steps(house: str) -> None:
    rules = policy.policy_at(DAY)
    async with acting(actor(Role.DEPARTMENT_REPORTER)) as session:
        department = await documents.issuer_at(session, "42.", DAY)
    paper = reminder_of(department, LATE, rules, DAY, on_time=(4_310, 4_311))
    told = [(one.office, one.count, one.due, one.days_late) for one in paper.late]
    assert told == [
        ("Ủy ban nhân dân huyện Cẩm Xuyên", 1_200, date(2020, 5, 5), 5),
        ("Ủy ban nhân dân xã Cẩm Nhượng, huyện Cẩm Xuyên", 45, date(2020, 5, 7), 3),
        ("Tổ thẩm định cấp tỉnh", 9, date(2020, 5, 11), 1),
    ]
    assert paper.addressees == tuple(office for office, *_ in told)
    assert paper.late[1].step == rules.step(policy.Group.BTXH, "COMMUNE").vi
    assert paper.letterhead.issuer == "Sở Lao động - Thương binh và Xã hội tỉnh Hà Tĩnh"
    assert paper.letterhead.superior == "Ủy ban nhân dân tỉnh Hà Tĩnh"
    assert paper.letterhead.symbol == "SLĐTBXH"
    assert documents.render_pdf(paper).startswith(b"%PDF")
    assert mark_of(paper) == mark_of(reminder_of(department, LATE, rules, DAY, (4_310, 4_311)))
