"""Dossiers as the lines of a paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final, Generic, Literal, TypeVar

from sqlalchemy import BigInteger, LargeBinary, Select, cast, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from app import documents, policy
from app.core import clock
from app.documents.schemas import (
    ApprovalDecision,
    ListAnnex,
    ListPaper,
    PaperLine,
    Share,
    SubmissionPaper,
)
from app.dossiers.queries import LEAF, MASKED_ID
from app.dossiers.tables import Dossier

CLAIMED: Final[tuple[Any, ...]] = (
    Dossier.id.label("dossier_id"), Dossier.group_code, Dossier.months, Dossier.amount_dong,
)  # fmt: skip
"""What is claimed, as `paper_lines` wants it of every chosen dossier."""


P_co = TypeVar("P_co", bound=ListPaper, covariant=True)


@dataclass(frozen=True, slots=True)
class Filled(Generic[P_co]):
    """A paper filled from the database, and whose numbers stand on it in clear."""

    paper: P_co
    people: Sequence[int] | Select[int]


@dataclass(frozen=True, slots=True)
class Listed:
    """What a paper lists: every line; where they are too many, what its areas and groups sum to."""

    lines: tuple[PaperLine, ...]
    count: int
    total: int
    areas: tuple[Share, ...] = ()
    groups: tuple[Share, ...] = ()

    def parts(self) -> dict[str, Any]:
        """The same by the names that papers have for it."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


async def listed(
    session: AsyncSession, chosen: Select[Any], rules: policy.Policy, path: str, day: date
) -> Listed:
    """The chosen dossiers, numbers in clear, as `paper_lines`; summed up where they are too many.

    Raises NothingToPrint.
    """
    claim = chosen.subquery("claim")
    dong = cast(func.coalesce(func.sum(claim.c.amount_dong), 0), BigInteger)
    count, total = (await session.execute(select(func.count(), dong).select_from(claim))).one()
    if not documents.too_long(count):
        return Listed(await paper_lines(session, chosen, rules, path, day), count, total)
    by_area = await _sums(session, chosen, "area_path")
    by_group = await _sums(session, chosen, "group_code")
    communes, groups = await documents.communes_of(session, path, day), group_names(rules)
    return Listed((), count, total, _shares(by_area, communes), _shares(by_group, groups))


async def annexed(
    session: AsyncSession,
    paper: ApprovalDecision | SubmissionPaper,
    chosen: Select[Any],
    rules: policy.Policy,
    area: str,
) -> Filled[ListAnnex]:
    """The lines of one area (a path), as an annex of a paper on the chosen dossiers.

    Raises NotFound, NothingToPrint, PaperTooLong.
    """
    day = paper.letterhead.dated or clock.today(session)
    claim = chosen.subquery("claim")
    inside = (Dossier.area_path >= area) & (Dossier.area_path < area + "~")
    here = select(*claim.c).join(Dossier, Dossier.id == claim.c.dossier_id).where(inside)
    lines = await paper_lines(session, here, rules, area, day)
    offices = await documents.offices_at(session, area, day)
    annex = ListAnnex(
        letterhead=paper.letterhead, subject=paper.subject, signers=(), proof=paper.proof,
        lines=lines, count=len(lines), total=sum(line.amount for line in lines),
        of="decision" if isinstance(paper, ApprovalDecision) else "submission",
        area=", ".join(one.unit for one in offices[:-1] or offices), whole_count=paper.count,
        whole_total=paper.total,
    )  # fmt: skip
    return Filled(annex, people_of(here))


async def paper_lines(
    session: AsyncSession,
    chosen: Select[Any],
    rules: policy.Policy,
    path: str,
    day: date,
    *,
    masked: bool = False,
) -> tuple[PaperLine, ...]:
    """The chosen dossiers by commune, list and row; `path` and `day` name the communes.

    `chosen` says what of each is claimed or was approved (CLAIMED). Identities in clear unless
    `masked`. Raises NothingToPrint, PaperTooLong.
    """
    claim = chosen.subquery("claim")
    count = await session.scalar(select(func.count()).select_from(claim)) or 0
    documents.check_length(count)
    identity = MASKED_ID if masked else Dossier.id_number
    query = (
        select(
            Dossier.full_name, Dossier.birth_date, Dossier.birth_year, Dossier.sex,
            identity.label("identity"), Dossier.hamlet, Dossier.area_path, claim.c.group_code,
            claim.c.months, claim.c.amount_dong,
        )
        .join(claim, claim.c.dossier_id == Dossier.id)
        .order_by(Dossier.area_path, Dossier.list_id, Dossier.row_number)
    )  # fmt: skip
    communes = await documents.communes_of(session, path, day)
    groups = group_names(rules)
    return tuple(
        PaperLine(
            name=row.full_name, birth=row.birth_date or row.birth_year, sex=row.sex,
            identity=row.identity, group=groups.get(row.group_code, row.group_code),
            months=row.months,
            address=", ".join(one for one in (row.hamlet, communes.get(row.area_path)) if one),
            rate=None if row.amount_dong % row.months else row.amount_dong // row.months,
            amount=row.amount_dong,
        )
        for row in await session.execute(query)
    )  # fmt: skip


async def _sums(
    session: AsyncSession, chosen: Select[Any], by: Literal["area_path", "group_code"]
) -> Sequence[tuple[str, int, int]]:
    """Cases and đồng of the chosen dossiers by area or group."""
    claim = chosen.subquery("claim")
    key = claim.c.group_code if by == "group_code" else Dossier.area_path
    query = (
        select(key, func.count(), cast(func.sum(claim.c.amount_dong), BigInteger))
        .select_from(claim)
        .join(Dossier, Dossier.id == claim.c.dossier_id)
        .group_by(key)
        .order_by(key)
    )
    return [(row[0], row[1], row[2]) for row in await session.execute(query)]


def _shares(sums: Sequence[tuple[str, int, int]], names: Mapping[str, str]) -> tuple[Share, ...]:
    return tuple(
        Share(name=names.get(code, code), count=count, amount=dong) for code, count, dong in sums
    )


def group_names(rules: policy.Policy) -> dict[str, str]:
    """The groups by code as lists name them: "Người có công"."""
    named = {str(one.code): one.source.citation.subject for one in rules.groups}
    return {code: name[:1].upper() + name[1:] for code, name in named.items()}


async def root_of(session: AsyncSession, chosen: Select[Any]) -> bytes:
    """The tree hash (RFC 6962) of the chosen dossiers in order of dossier, as a signer sees it."""
    claim = chosen.subquery("claim")
    leaves = func.string_agg(LEAF, aggregate_order_by(literal(b"", LargeBinary()), Dossier.id))
    root = func.coalesce(func.nation.merkle_root(leaves), func.sha256(b""))
    query = select(root).join_from(Dossier, claim, claim.c.dossier_id == Dossier.id)
    return bytes((await session.execute(query)).scalar_one())


def people_of(chosen: Select[Any]) -> Select[int]:
    """Whose dossiers these are."""
    claim = chosen.subquery("claim")
    return select(Dossier.person_id).where(Dossier.id.in_(select(claim.c.dossier_id)))
