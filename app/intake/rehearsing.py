"""Reading a file on the spot, to say what would be found, with nothing kept."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Actor
from app.intake import commands, queries
from app.intake.reader import read_parts
from app.intake.reading import reader
from app.intake.schemas import ListCheck
from app.intake.stage import Incoming
from app.intake.tables import ListRow
from app.intake.tasks import commune_paths, task_of

_SHOWN_ROWS = 1_000


async def read_now(session: AsyncSession, actor: Actor, list_id: int) -> ListCheck:
    """The numbers of a list just received in this transaction, as its reading would give them."""
    waiting = await queries.waiting_version(session, list_id, 1)
    if waiting is not None:
        task = await task_of(session, waiting)
        paths = await commune_paths(session, waiting.unit_path)
        parts = reader().stream(read_parts, waiting.content, task)
        incoming = Incoming(parts, waiting.unit_path, paths)
        summary = await commands.take_in(session, incoming)
        await commands.enter_rows(session, waiting, summary, actor.officer_id)
    found = (await queries.versions_of(session, list_id))[0]
    return ListCheck(
        **{name: found[name] or 0 for name in _NUMBERS},
        problems=await _problems(session, list_id, found["version"]),
        legacy=found["legacy"],
    )


_NUMBERS = ("row_count", "good_count", "faulty_count", "doubt_count")


async def _problems(session: AsyncSession, list_id: int, version: int) -> list[dict[str, object]]:
    query = (
        select(ListRow.row_number, ListRow.problems)
        .where(ListRow.list_id == list_id, ListRow.version == version, ~ListRow.good)
        .order_by(ListRow.row_number)
        .limit(_SHOWN_ROWS)
    )
    return [
        {"row_number": number, **problem}
        for number, problems in await session.execute(query)
        for problem in problems or ()
    ]
