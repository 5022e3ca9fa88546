"""Reading lists, their versions and their rows."""

from datetime import date
from typing import Any, Literal, NamedTuple

from sqlalchemy import BigInteger, Select, case, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.core.errors import NotFound
from app.documents.tables import Document
from app.dossiers.tables import Dossier, DossierList, DossierStage
from app.intake.stage import STAGE
from app.intake.tables import ColumnMapping, ListRow, ListVersion, RowDoubt


class Waiting(NamedTuple):
    """A version of a list that waits to be read."""

    list_id: int
    version: int
    form: str
    group_code: str
    unit_path: str
    compiled_on: date
    conversion: str | None
    document_id: int
    sha256: bytes
    content: bytes
    media_type: str
    before: int
    """The version that counts until this one has been read."""
    columns: dict[str, str] | None
    constants: dict[str, str] | None
    policy_revision: int
    """How many policy documents the list was compiled under."""


async def waiting_version(session: AsyncSession, list_id: int, version: int) -> Waiting | None:
    """The version with its original bytes, if it still waits to be read."""
    query = (
        select(
            DossierList.id, ListVersion.version, DossierList.form, DossierList.group_code,
            DossierList.unit_path, DossierList.compiled_on, ListVersion.conversion,
            Document.id, Document.sha256, Document.content, Document.media_type,
            DossierList.version, ColumnMapping.columns, ColumnMapping.constants,
            DossierList.policy_revision,
        )
        .select_from(ListVersion)
        .join(DossierList, DossierList.id == ListVersion.list_id)
        .join(Document, Document.id == ListVersion.document_id)
        .outerjoin(ColumnMapping, ColumnMapping.id == ListVersion.mapping_id)
        .where(
            ListVersion.list_id == list_id, ListVersion.version == version,
            ListVersion.state == "received", DossierList.state != "withdrawn",
        )
    )  # fmt: skip
    row = (await session.execute(query)).first()
    return Waiting._make(row) if row else None


async def alone_with(session: AsyncSession, list_id: int) -> None:
    """Wait until nobody else is entering this list."""
    await session.execute(select(func.pg_advisory_xact_lock(_ENTERING, list_id % 2**31)))


_ENTERING = 3_020


async def still_waits(session: AsyncSession, list_id: int, version: int) -> bool:
    """Whether a version is still to be read: nobody has read or cancelled it meanwhile."""
    query = select(ListVersion.state).where(
        ListVersion.list_id == list_id, ListVersion.version == version
    )
    return await session.scalar(query) == "received"


async def same_file(session: AsyncSession, unit_path: str, form: str, sha256: bytes) -> int | None:
    """The living list of this office that has, or once had, the same bytes."""
    query = (
        select(DossierList.id)
        .join(ListVersion, ListVersion.list_id == DossierList.id)
        .where(
            ListVersion.sha256 == sha256, DossierList.unit_path == unit_path,
            DossierList.form == form, DossierList.state != "withdrawn",
        )
        .limit(1)
    )  # fmt: skip
    return await session.scalar(query)


async def list_of(session: AsyncSession, list_id: int) -> DossierList:
    """One list; raises NotFound outside the territory."""
    found = await session.get(DossierList, list_id)
    if found is None:
        raise NotFound(what="danh sách")
    return found


async def last_version(session: AsyncSession, list_id: int) -> int:
    """The number of the latest upload of a list."""
    query = select(func.max(ListVersion.version)).where(ListVersion.list_id == list_id)
    return await session.scalar(query) or 0


async def reading_under_way(session: AsyncSession, list_id: int) -> bool:
    """Whether an upload of this list still waits to be read."""
    query = select(ListVersion.version).where(
        ListVersion.list_id == list_id, ListVersion.state == "received"
    )
    return await session.scalar(query) is not None


async def mapping_used(session: AsyncSession, list_id: int) -> int | None:
    """The column mapping that the list's last version was read with."""
    query = (
        select(ListVersion.mapping_id)
        .where(ListVersion.list_id == list_id)
        .order_by(ListVersion.version.desc())
        .limit(1)
    )
    return await session.scalar(query)


async def has_legacy_text(session: AsyncSession, list_id: int, version: int, encoding: str) -> bool:
    """Whether a version was found to be typed in this old font."""
    query = select(ListVersion.legacy).where(
        ListVersion.list_id == list_id, ListVersion.version == version
    )
    found = await session.scalar(query) or {}
    return any(one.get("encoding") == encoding for one in found.values())


class Tally(NamedTuple):
    """What a staged list comes to: its rows, the good ones with their đồng, and the changes."""

    rows: int
    good: int
    total_dong: int
    changes: dict[str, int]


_CHANGES = ("added", "changed", "same", "locked")


async def tally_of_stage(session: AsyncSession) -> Tally:
    """Count the rows on the stage, once."""
    good = STAGE.c.good
    query = select(
        func.count(),
        func.count().filter(good),
        cast(func.coalesce(func.sum(STAGE.c.amount_dong).filter(good), 0), BigInteger),
        *(func.count().filter(STAGE.c.change == change) for change in _CHANGES),
    ).select_from(STAGE)
    rows, well, total, *changed = (await session.execute(query)).one()
    return Tally(rows, well, total, dict(zip(_CHANGES, changed, strict=True)))


async def document_of(session: AsyncSession, list_id: int, version: int | None = None) -> int:
    """The number of the original file of a version; raises NotFound outside the territory."""
    if version is None:
        query = select(DossierList.document_id).where(DossierList.id == list_id)
    else:
        query = select(ListVersion.document_id).where(
            ListVersion.list_id == list_id, ListVersion.version == version
        )
    found = await session.scalar(query)
    if found is None:
        raise NotFound(what="danh sách")
    return found


async def version_shown(
    session: AsyncSession, list_id: int, version: int | None = None
) -> ListVersion:
    """A version of a list, or the one that counts; raises NotFound outside the territory."""
    query = select(ListVersion).where(ListVersion.list_id == list_id)
    if version is None:
        counts = select(DossierList.version).where(DossierList.id == list_id)
        query = query.where(ListVersion.version == counts.scalar_subquery())
    else:
        query = query.where(ListVersion.version == version)
    found = (await session.scalars(query)).first()
    if found is None:
        raise NotFound(what="danh sách")
    return found


def people_in_version(list_id: int, version: int) -> Select[int]:
    """Whom the register knows of the rows of a version."""
    return (
        select(Dossier.person_id)
        .join(
            ListRow,
            (ListRow.list_id == Dossier.list_id) & (ListRow.entry == Dossier.row_number),
        )
        .where(ListRow.list_id == list_id, ListRow.version == version)
    )


_VERSION = [column for column in ListVersion.__table__.c if column.name != "sha256"]


async def versions_of(session: AsyncSession, list_id: int) -> list[dict[str, Any]]:
    """Every upload of a list, latest first; raises NotFound outside the territory."""
    query = (
        select(*_VERSION, func.encode(ListVersion.sha256, "hex").label("sha256"))
        .where(ListVersion.list_id == list_id)
        .order_by(ListVersion.version.desc())
    )
    found = [dict(row) for row in (await session.execute(query)).mappings()]
    if not found:
        raise NotFound(what="danh sách")
    return found


Outcome = Literal["all", "good", "faulty", "doubtful", "changed", "approved", "not_approved"]


async def rows_after(
    session: AsyncSession, list_id: int, after: int, limit: int, outcome: Outcome
) -> list[dict[str, Any]]:
    """Rows of the version that counts, in the order of the sheet, and what became of each."""
    doubts = (
        select(func.array_agg(aggregate_order_by(RowDoubt.code, RowDoubt.code)))
        .where(
            RowDoubt.list_id == ListRow.list_id, RowDoubt.version == ListRow.version,
            RowDoubt.row_number == ListRow.row_number,
        )
        .scalar_subquery()
    )  # fmt: skip
    query = (
        select(
            ListRow.row_number, ListRow.version, ListRow.entry, ListRow.change, ListRow.good,
            ListRow.problems, ListRow.warnings, doubts.label("doubts"),
            Dossier.id.label("dossier_id"), DossierStage.stage, DossierStage.reason_code,
            Dossier.full_name,
        )
        .join(
            DossierList,
            (DossierList.id == ListRow.list_id) & (DossierList.version == ListRow.version),
        )
        .outerjoin(
            Dossier, (Dossier.list_id == ListRow.list_id) & (Dossier.row_number == ListRow.entry)
        )
        .outerjoin(DossierStage, DossierStage.dossier_id == Dossier.id)
        .where(ListRow.list_id == list_id, ListRow.row_number > after)
        .order_by(ListRow.row_number)
        .limit(limit)
    )  # fmt: skip
    wanted = {
        "good": ListRow.good,
        "faulty": ~ListRow.good,
        "doubtful": doubts.is_not(None),
        "changed": ListRow.change != "same",
        "approved": DossierStage.stage == "approved",
        "not_approved": DossierStage.stage.is_distinct_from("approved"),
    }.get(outcome)
    query = query if wanted is None else query.where(wanted)
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def changes_between(
    session: AsyncSession, list_id: int, before: int, after: int
) -> list[dict[str, Any]]:
    """The entries that differ between two versions: added, changed or gone."""
    was, now = aliased(ListRow), aliased(ListRow)
    old = select(was).where(was.list_id == list_id, was.version == before).subquery("old")
    new = select(now).where(now.list_id == list_id, now.version == after).subquery("new")
    change = case(
        (old.c.entry.is_(None), "added"), (new.c.entry.is_(None), "gone"), else_="changed"
    )
    query = (
        select(
            func.coalesce(new.c.entry, old.c.entry).label("entry"), change.label("change"),
            old.c.row_number.label("row_before"), new.c.row_number.label("row_after"),
            old.c.good.label("good_before"), new.c.good.label("good_after"),
        )
        .select_from(old)
        .join(new, new.c.entry == old.c.entry, full=True)
        .where(old.c.digest.is_distinct_from(new.c.digest))
        .order_by("entry")
        .limit(1_000)
    )  # fmt: skip
    return [dict(row) for row in (await session.execute(query)).mappings()]
