"""Drafts and issued reports as somebody looks at them: looks at people are kept."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from app import audit
from app.access import Actor
from app.audit import Seen
from app.core.db import mark_viewed
from app.core.errors import NotFound
from app.reports import issued_queries
from app.reports.drafting import Draft, draft_of
from app.reports.issued_queries import Opened
from app.reports.report import Ask
from app.reports.sealing import dossiers_in, sheets_of
from app.sheets import Sheet


async def draft_seen(
    session: AsyncSession, actor: Actor, ask: Ask, corrects_id: int | None = None
) -> Draft:
    """The draft, and who looks at it where it names people; raises what `draft_of` does."""
    draft = await draft_of(session, actor, ask, corrects_id)
    await _keep_look(session, actor, ("report_draft", 0), sheets_of(draft.report), draft.naming)
    return draft


async def looked_at(session: AsyncSession, actor: Actor, report: Opened) -> None:
    """Keep who looks at an issued report that names people."""
    about = ("issued_report", report.shown.id)
    await _keep_look(session, actor, about, sheets_of(report.said.paper), report.naming)


async def _keep_look(
    session: AsyncSession,
    actor: Actor,
    about: tuple[str, int],
    sheets: Sequence[Sheet],
    naming: bool,
) -> None:
    """Looks at people are kept; sums and counts are nobody's, and would only drown those looks."""
    if naming:
        seen = Seen(*about, len(dossiers_in(sheets)))
        await audit.viewed(session, actor, seen, issued_queries.people_in(sheets))
    else:
        mark_viewed(session)


def table_in(sheets: Sequence[Sheet], key: str) -> Sheet:
    """The table of this key; raises NotFound."""
    found = next((one for one in sheets if one.key == key), None)
    if found is None:
        raise NotFound(what="bảng số liệu")
    return found
