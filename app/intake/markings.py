"""Marked workbooks: asking for one, what goes into it, keeping it once per version of a list."""

from typing import Any, ClassVar, NamedTuple

from sqlalchemy import Select, Text, cast, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import documents
from app.core.errors import Refused
from app.core.jobs import enqueue
from app.documents.tables import Document
from app.dossiers import ListNotReady
from app.dossiers.tables import DossierList
from app.intake import queries
from app.intake.forms import form_of
from app.intake.mapping import ColumnMapping as Mapping
from app.intake.marks import MarkingTask, Packing, packed_line
from app.intake.reading import limits
from app.intake.sources import XLSX
from app.intake.tables import ColumnMapping, ListRow, ListVersion, RowDoubt

MARK_WORKBOOK = "intake.mark_workbook"
# No upload can claim to be one: their media types are the service's own choice too.
_MARKED = f"{XLSX}; purpose=marked-list"
_AT_A_TIME = 2_000


class MarkingNotReady(Refused):
    """The marked workbook is still being made, or was not asked for: ask, then come again."""

    vi: ClassVar[str] = (
        "Tệp đánh dấu lỗi đang được tạo hoặc chưa được yêu cầu; hãy yêu cầu rồi thử lại sau."
    )


class Order(NamedTuple):
    """A marking to be made: the original bytes, what the child is told, where the result lies."""

    content: bytes
    task: MarkingTask
    unit_path: str


async def ask_for_marking(session: AsyncSession, list_id: int) -> tuple[int, bool]:
    """Ask for the version that counts to be marked; answers which, and whether it is there."""
    found = await queries.list_of(session, list_id)
    if found.state not in ("read", "submitted"):
        raise ListNotReady(state=found.state, wanted="read")
    ready = await is_kept(session, list_id, found.version)
    if not ready:
        await enqueue(session, MARK_WORKBOOK, {"list_id": list_id, "version": found.version})
    return found.version, ready


async def marked_workbook(session: AsyncSession, list_id: int) -> tuple[int, documents.Paper]:
    """The marked workbook of the version that counts; raises NotFound, MarkingNotReady."""
    found = await queries.list_of(session, list_id)
    paper = await _kept(session, list_id, found.version)
    if paper is None:
        raise MarkingNotReady
    return found.version, paper


async def _kept(session: AsyncSession, list_id: int, version: int) -> documents.Paper | None:
    return await documents.find_document(session, _file_name(list_id, version), _MARKED)


async def is_kept(session: AsyncSession, list_id: int, version: int) -> bool:
    """Whether the marked workbook of a version is there, without fetching it."""
    there = exists().where(
        Document.file_name == _file_name(list_id, version), Document.media_type == _MARKED
    )
    return bool(await session.scalar(select(there)))


def _file_name(list_id: int, version: int) -> str:
    return f"marked-{list_id}-{version}.xlsx"


async def order_of(session: AsyncSession, list_id: int, version: int) -> Order | None:
    """What is to be marked; None when it is done already, or nobody here may see it."""
    if await _kept(session, list_id, version) is not None:
        return None
    return await original_of(session, list_id, version)


async def original_of(session: AsyncSession, list_id: int, version: int) -> Order | None:
    """The file of a version that was read, and how to read it; None when nobody here may see it."""
    query = (
        select(
            DossierList.form, DossierList.policy_revision, DossierList.unit_path,
            Document.content, Document.media_type,
            ListVersion.row_count, ListVersion.good_count, ListVersion.faulty_count,
            ListVersion.doubt_count, ColumnMapping.columns, ColumnMapping.constants,
        )
        .select_from(ListVersion)
        .join(DossierList, DossierList.id == ListVersion.list_id)
        .join(Document, Document.id == ListVersion.document_id)
        .outerjoin(ColumnMapping, ColumnMapping.id == ListVersion.mapping_id)
        .where(
            ListVersion.list_id == list_id, ListVersion.version == version,
            ListVersion.state == "read",
        )
    )  # fmt: skip
    row = (await session.execute(query)).first()
    if row is None:
        return None
    mapping = None
    if row.columns is not None:
        mapping = Mapping(columns=row.columns, constants=row.constants or {})
    task = MarkingTask(
        row.form, row.media_type, limits(), list_id, version, row.row_count or 0,
        row.good_count or 0, row.faulty_count or 0, row.doubt_count or 0, mapping,
        programme_form=form_of(row.form, row.policy_revision),
    )  # fmt: skip
    return Order(row.content, task, row.unit_path)


async def packed_marks(session: AsyncSession, list_id: int, version: int) -> bytes:
    """All that is said of the rows of a version, packed; memory does not grow with them."""
    packing = Packing()
    query = _said(list_id, version).execution_options(yield_per=_AT_A_TIME)
    async for number, problems, warnings, codes in await session.stream(query):
        packing.add(packed_line(number, problems, warnings, codes))
    return packing.whole()


def _said(list_id: int, version: int) -> Select[Any]:
    codes = (
        select(func.array_agg(RowDoubt.code))
        .where(
            RowDoubt.list_id == ListRow.list_id, RowDoubt.version == ListRow.version,
            RowDoubt.row_number == ListRow.row_number,
        )
        .scalar_subquery()
    )  # fmt: skip
    problems, warnings = cast(ListRow.problems, Text()), cast(ListRow.warnings, Text())
    return (
        select(ListRow.row_number, problems, warnings, codes)
        .where(
            ListRow.list_id == list_id, ListRow.version == version,
            or_(
                ListRow.problems.is_not(None), ListRow.warnings.is_not(None), codes.is_not(None)
            ),
        )
        .order_by(ListRow.row_number)
    )  # fmt: skip


async def keep_marked(session: AsyncSession, order: Order, officer_id: int, content: bytes) -> None:
    """Keep the marked workbook where the list lies, once."""
    list_id, version = order.task.list_id, order.task.version
    await queries.alone_with(session, list_id)
    if await _kept(session, list_id, version) is None:
        await documents.keep_made(
            session, (order.unit_path, officer_id), content=content, media_type=_MARKED,
            file_name=_file_name(list_id, version),
        )  # fmt: skip
