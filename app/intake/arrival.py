"""A list at the door: what it is, whether it can be read at all, and by which column mapping."""

from collections.abc import Sequence
from typing import cast

from app.access import Actor
from app.core.db import transaction
from app.intake import mappings
from app.intake.forms import FORMS, Form, form_of
from app.intake.mapping import ColumnMapping
from app.intake.reading import limits, reader
from app.intake.refusals import ColumnMissing, not_a_workbook
from app.intake.schemas import Upload
from app.intake.search import HeaderUnknown
from app.intake.sources import look_at


async def inspected(
    actor: Actor, form: Form, content: bytes, media_type: str, mapping_id: int | None
) -> Upload:
    """The file, once known to be a list of this form; refuses what is not.

    A file with unknown headers is read by the mapping that the office named for them before.
    """
    if not content:
        raise not_a_workbook("empty", "tệp rỗng")
    told = (form, content, media_type, limits())
    try:
        await reader().run(look_at, *told, await _mapping(actor, mapping_id))
    except (HeaderUnknown, ColumnMissing) as refusal:
        known = await _remembered(
            actor, form.code, cast(list[str], refusal.facts.get("headers", []))
        )
        if known is None or mapping_id is not None:
            raise
        mapping_id, mapping = known
        await reader().run(look_at, *told, mapping)
    return Upload(content, media_type, mapping_id)


async def known_form(actor: Actor, code: str) -> Form:
    """The form of a list at the door; raises NotFound.

    A programme may have come into force since this process last looked: a transaction looks.
    """
    if code in FORMS:
        return FORMS[code]
    async with transaction(actor.standing):
        return form_of(code)


async def _mapping(actor: Actor, mapping_id: int | None) -> ColumnMapping | None:
    if mapping_id is None:
        return None
    async with transaction(actor.standing) as session:
        found = await mappings.mapping_of(session, mapping_id)
    return ColumnMapping(columns=found.columns, constants=found.constants)


async def _remembered(
    actor: Actor, form: str, headers: Sequence[str]
) -> tuple[int, ColumnMapping] | None:
    async with transaction(actor.standing) as session:
        mark = mappings.mark_of(headers)
        found = await mappings.mapping_for(session, actor.unit_path, form, mark)
    if found is None:
        return None
    return found.id, ColumnMapping(columns=found.columns, constants=found.constants)
