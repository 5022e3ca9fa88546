"""A programme that came as data names whose money it is: its decisions bind no other money."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import dossiers, policy
from app.core.errors import Refused
from app.dossiers import Stage
from app.dossiers.tables import Dossier, DossierStage
from app.funds.tables import FundSource


class WrongSource(Refused):
    """{group} is paid from a source of level {level}, code {source}; this is another one."""

    status = 422
    field = "source_id"
    vi = "Nhóm {group} chi từ nguồn cấp {level}, mã {source}; nguồn kinh phí này là nguồn khác."


async def check_source(
    session: AsyncSession, rules: policy.Policy, lists: Sequence[int], source_id: int
) -> None:
    """Refuse a source that a programme among the cases to be approved does not name."""
    own = {rule.code: rule.programme.fund for rule in rules.groups if rule.programme}
    if not own:
        return
    present = (
        select(Dossier.group_code)
        .join(DossierStage, DossierStage.dossier_id == Dossier.id)
        .where(
            DossierStage.list_id == dossiers.any_of(lists),
            DossierStage.stage == Stage.AT_PROVINCE, Dossier.group_code.in_(list(own)),
        )
        .distinct()
    )  # fmt: skip
    source = await session.get(FundSource, source_id)
    level, code = (source.level, source.code) if source else (None, None)
    for group in sorted(await session.scalars(present)):
        fund = own[policy.Group(group)]
        if level != fund.level or fund.source not in (None, code):
            raise WrongSource(group=group, level=fund.level, source=fund.source or "*")
