"""How an office's own software names the columns of a form: named once, remembered, proposed.

An office sees and uses its own mappings; those below it may be read by whoever sees that territory.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Actor
from app.core.errors import NotFound, Refused
from app.intake.file_schemas import MappingOrder
from app.intake.forms import Form, form_of, header_key
from app.intake.mapping import headers_mark, propose
from app.intake.marks import OWN_HEADERS
from app.intake.refusals import ColumnMissing, Limits
from app.intake.search import HeaderUnknown
from app.intake.sources import open_source
from app.intake.tables import ColumnMapping


class MappingWrong(Refused):
    """The column mapping has {count} faults."""

    status: ClassVar[int] = 422
    vi: ClassVar[str] = "Bảng ghép cột có {count} chỗ chưa đúng."


async def mapping_of(session: AsyncSession, mapping_id: int) -> ColumnMapping:
    """One remembered mapping; raises NotFound outside the territory."""
    found = await session.get(ColumnMapping, mapping_id)
    if found is None:
        raise NotFound(what="bảng ghép cột")
    return found


async def mapping_for(
    session: AsyncSession, unit_path: str, form: str, headers_mark: str
) -> ColumnMapping | None:
    """The mapping that an office remembers for these headers of a form."""
    query = select(ColumnMapping).where(
        ColumnMapping.area_path == unit_path,
        ColumnMapping.form == form,
        ColumnMapping.headers_mark == headers_mark,
    )
    return (await session.scalars(query)).first()


async def mappings_of(
    session: AsyncSession, unit_path: str, form: str | None
) -> list[ColumnMapping]:
    """What an office remembers, for one form or for all, by form and name."""
    query = (
        select(ColumnMapping)
        .where(ColumnMapping.area_path == unit_path)
        .order_by(ColumnMapping.form, ColumnMapping.name, ColumnMapping.id)
    )
    if form is not None:
        query = query.where(ColumnMapping.form == form)
    return list(await session.scalars(query))


async def name_columns(session: AsyncSession, actor: Actor, order: MappingOrder) -> int:
    """Remember how an office's headers are read; the same headers named again replace it."""
    if faults := faults_in(order):
        raise MappingWrong(count=len(faults), errors=faults)
    told: dict[str, Any] = {
        "name": order.name, "columns": dict(order.columns), "constants": dict(order.constants),
    }  # fmt: skip
    statement = upsert(ColumnMapping).values(
        form=order.form, headers_mark=mark_of(order.headers), made_by=actor.officer_id,
        area_path=actor.unit_path, **told,
    )  # fmt: skip
    kept = await session.execute(
        statement.on_conflict_do_update(
            index_elements=["area_path", "form", "headers_mark"], set_=told
        ).returning(ColumnMapping.id)
    )
    return kept.scalar_one()


def mark_of(headers: Iterable[str]) -> str:
    """The digest by which headers are known again; what marking adds does not count."""
    return headers_mark(text for text in headers if header_key(text) not in OWN_HEADERS)


def faults_in(order: MappingOrder) -> list[dict[str, str]]:
    """What is wrong with a naming of columns, in words; empty when nothing is."""
    return list(_faults(form_of(order.form), order))


def _faults(form: Form, order: MappingOrder) -> Iterator[dict[str, str]]:
    keys = set(map(header_key, order.headers))
    head = {fact.field for fact in form.head}
    seen: set[str] = set()
    for header, field in order.columns.items():
        where = f"#/columns/{_escaped(header)}"
        if header_key(header) not in keys:
            yield _fault(where, "HEADER_UNKNOWN", "tệp không có tiêu đề cột này")
        if field not in form.fields:
            yield _fault(where, "FIELD_UNKNOWN", f"Mẫu số {form.code} không có trường này")
        elif field in seen:
            yield _fault(where, "FIELD_TWICE", "hai cột cùng ghép vào một trường")
        seen.add(field)
    for field in order.constants:
        where = f"#/constants/{_escaped(field)}"
        if field not in form.fields and field not in head:
            yield _fault(where, "FIELD_UNKNOWN", f"Mẫu số {form.code} không có trường này")
        elif field in seen:
            yield _fault(where, "FIELD_TWICE", "trường này đã được ghép với một cột")
    yield from _missing(form, order)


def _missing(form: Form, order: MappingOrder) -> Iterator[dict[str, str]]:
    said = {header_key(header): field for header, field in order.columns.items()}
    own = [form.field_of_header.get(header_key(text)) for text in order.headers]
    there = {*said.values(), *order.constants, *own}
    for column in form.columns:
        if column.required and column.field not in there:
            yield _fault("#/columns", "FIELD_MISSING", f"thiếu cột “{column.header}”")


def _fault(pointer: str, code: str, message: str) -> dict[str, str]:
    return {"pointer": pointer[:200], "code": code, "message": message}


def _escaped(text: str) -> str:
    return text.replace("~", "~0").replace("/", "~1")


def headers_of(
    content: bytes, form: Form, media_type: str, limits: Limits
) -> tuple[Sequence[str], dict[str, str]]:
    """In the child: the headers of a file, and the field that each is likely to mean."""
    try:
        source = open_source(form, content, media_type, limits)
    except (HeaderUnknown, ColumnMissing) as refusal:
        if "headers" not in refusal.facts:
            raise
        return _proposed(form, refusal.facts["headers"])
    return _proposed(form, source.headers)


def _proposed(form: Form, headers: Any) -> tuple[list[str], dict[str, str]]:
    texts = [text for text in headers if text and header_key(text) not in OWN_HEADERS]
    fields = propose(form, texts)
    return texts, {text: fields[header_key(text)] for text in texts if header_key(text) in fields}
