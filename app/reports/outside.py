"""Who asked and lies outside the policy, counted for the department by reason and district."""

from datetime import date

from sqlalchemy import Date, Integer, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import policy
from app.core import clock
from app.core.settings import settings
from app.dossiers import Stage, ended_at
from app.dossiers.tables import DossierHistory
from app.reports.schemas import OutsideRow


async def outside_policy(
    session: AsyncSession, first: date, last: date, area: str = ""
) -> list[OutsideRow]:
    """Dossiers refused from one day to another, both counted, for a reason outside the policy.

    By reason and district, inside an area where one is given; a dossier refused twice for one
    reason counts once. Reasons that a later amendment took in stay counted for the days on which
    they were given.
    """
    rules = policy.policy_at(clock.today(session), settings().policy_overrides)
    reasons = {one.code: one for one in rules.refusal_reasons.values() if one.kind == "outside"}
    day = cast(func.timezone(clock.VIETNAM.key, DossierHistory.at), Date)
    district = func.left(DossierHistory.area_path, 7)
    query = (
        select(
            DossierHistory.reason_code, district.label("district"),
            cast(func.count(DossierHistory.dossier_id.distinct()), Integer).label("dossiers"),
        )
        .where(
            ended_at(Stage.REFUSED),
            DossierHistory.reason_code.in_(reasons),
            day.between(first, last), DossierHistory.area_path.startswith(area, autoescape=True),
        )
        .group_by(DossierHistory.reason_code, district)
        .order_by(DossierHistory.reason_code, district)
    )  # fmt: skip
    return [
        OutsideRow(
            reason_code=code, reason=reasons[code].vi, reopened_by=reasons[code].reopened_by,
            district=path, dossiers=count,
        )
        for code, path, count in await session.execute(query)
    ]  # fmt: skip
