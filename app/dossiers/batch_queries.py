"""Reading what batches are made of: lists ready for one, and the people of one, page by page."""

from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    cast,
    exists,
    func,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app.dossiers.queries import MASKED_ID, any_given
from app.dossiers.rules import Stage
from app.dossiers.tables import BatchList, Dossier, DossierList, DossierStage

_MOST_LISTS = 500
_KINDS_OF_CASES: Final = 8
"""Waiting, approved, refused: so many statements stay put together."""


async def ready_lists(session: AsyncSession, path: str) -> list[dict[str, Any]]:
    """Lists of a territory with cases before the province and in no undecided batch, by office.

    `unheard` counts the cases that the provincial team has not favoured yet.
    """
    travelling = exists().where(BatchList.list_id == DossierList.id, BatchList.undecided)
    unheard = func.count().filter(DossierStage.from_stage != Stage.AT_PROVINCE)
    query = (
        select(
            DossierList.id, DossierList.form, DossierList.group_code, DossierList.unit_path,
            DossierList.compiled_on, func.count().label("cases"), _dong(Dossier.amount_dong),
            unheard.label("unheard"),
        )
        .join(DossierStage, DossierStage.list_id == DossierList.id)
        .join(Dossier, Dossier.id == DossierStage.dossier_id)
        .where(
            DossierList.state == "submitted", DossierStage.stage == Stage.AT_PROVINCE, ~travelling,
            DossierList.unit_path.startswith(path, autoescape=True),
        )
        .group_by(DossierList.id)
        .order_by(DossierList.unit_path, DossierList.id)
        .limit(_MOST_LISTS)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]


def _dong(amount: Any) -> Any:
    return cast(func.coalesce(func.sum(amount), 0), BigInteger).label("dong")


async def where_they_stand(session: AsyncSession, list_ids: list[int]) -> dict[str, int]:
    """How many dossiers of these lists stand at each stage."""
    found = await session.execute(_WHERE_THEY_STAND, {"lists": list_ids})
    return {row.stage: row.cases for row in found}


_WHERE_THEY_STAND: Final = (
    select(DossierStage.stage, func.count().label("cases"))
    .where(DossierStage.list_id == any_given("lists"))
    .group_by(DossierStage.stage)
)


class Cases(NamedTuple):
    """The cases of a batch: a statement of `CLAIMED`, put together once, and what it is given."""

    statement: Select[Any]
    given: dict[str, Any]

    def alone(self) -> Select[Any]:
        """The statement with what it is given."""
        return self.statement.params(self.given)


async def sums_of(session: AsyncSession, cases: Cases) -> list[tuple[str, str, int, int]]:
    """Chosen cases by group and place: how many, how much (đồng)."""
    found = await session.execute(_sums(cases.statement), cases.given)
    return [(*row,) for row in found]


@lru_cache(_KINDS_OF_CASES)
def _sums(cases: Select[Any]) -> Select[Any]:
    claim = cases.subquery("claim")
    total = cast(func.sum(claim.c.amount_dong), BigInteger)
    return (
        select(claim.c.group_code, Dossier.area_path, func.count(), total)
        .join(Dossier, Dossier.id == claim.c.dossier_id)
        .group_by(claim.c.group_code, Dossier.area_path)
        .order_by(claim.c.group_code, Dossier.area_path)
    )


class PageOfPeople(NamedTuple):
    """Which of the chosen cases: after a number, so many, narrowed."""

    after: int = 0
    limit: int = 50
    where: ColumnElement[bool] | None = None


async def people_among(
    session: AsyncSession, cases: Cases, page: PageOfPeople, *, clear: bool = False
) -> list[dict[str, Any]]:
    """The people of chosen cases by number; identity numbers masked, or in clear for a witness."""
    query = _people(cases.statement, clear)
    if page.where is not None:
        query = query.where(page.where)
    given = cases.given | {"after": page.after, "most": page.limit}
    return [dict(row) for row in (await session.execute(query, given)).mappings()]


@lru_cache(2 * _KINDS_OF_CASES)
def _people(cases: Select[Any], clear: bool) -> Select[Any]:
    claim = cases.subquery("claim")
    number = Dossier.id_number if clear else MASKED_ID
    return (
        select(
            Dossier.id, Dossier.list_id, Dossier.row_number, Dossier.person_id, Dossier.full_name,
            Dossier.birth_date, Dossier.birth_year, number.label("id_number"), Dossier.hamlet,
            Dossier.area_path, claim.c.group_code, claim.c.months, claim.c.amount_dong,
        )
        .join(Dossier, Dossier.id == claim.c.dossier_id)
        .where(claim.c.dossier_id > bindparam("after"))
        .order_by(claim.c.dossier_id)
        .limit(bindparam("most", type_=Integer()))
    )  # fmt: skip
