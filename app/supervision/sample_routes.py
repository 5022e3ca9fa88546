"""Doors of samples for inspection."""

from typing import Annotated

from app.access import Actor, Permission, Reading, Writing, allow
from app.core.web import Cursor, Doors, PageSize
from app.supervision import queries, samples
from app.supervision.schemas import (
    DrawnLine,
    LeafPage,
    LeafShown,
    ResultMade,
    ResultOrder,
    SampleDetail,
    SampleOrder,
    SampleShown,
)

router = Doors(tags=["supervision"])
Reader = Annotated[Actor, allow(Permission.READ_BATCH)]
Inspector = Annotated[Actor, allow(Permission.INSPECT)]


@router.post("/decisions/{decision_id}/samples", status_code=201, operation_id="drawSample")
async def draw(
    actor: Inspector, session: Writing, decision_id: int, order: SampleOrder
) -> SampleDetail:
    """Draw lines of an approving decision by a public seed; anybody can draw them again."""
    sample = await samples.draw(session, actor, decision_id, order)
    return await _detail(session, sample.id)


@router.get("/decisions/{decision_id}/samples", operation_id="readSamples")
async def read_samples(actor: Reader, session: Reading, decision_id: int) -> list[SampleShown]:
    """Every sample ever drawn from a decision."""
    found = await queries.samples_of(session, decision_id)
    return [SampleShown.model_validate(one) for one in found]


@router.get("/decisions/{decision_id}/leaves", operation_id="readLeaves")
async def read_leaves(
    actor: Reader, session: Reading, decision_id: int, last: Cursor = 0, limit: PageSize = 100
) -> LeafPage:
    """The leaves of a decision in order of dossier: they make its root, and any sample again."""
    rows = await queries.leaves_after(session, decision_id, last, limit)
    more = rows[-1]["dossier_id"] if len(rows) == limit else None
    return LeafPage(items=[LeafShown.model_validate(row) for row in rows], next_after=more)


@router.get("/samples/{sample_id}", operation_id="readSample")
async def read_sample(actor: Reader, session: Reading, sample_id: int) -> SampleDetail:
    """A sample with its lines, and what was found of them."""
    return await _detail(session, sample_id)


@router.post(
    "/samples/{sample_id}/lines/{dossier_id}/result", status_code=201, operation_id="recordResult"
)
async def record_result(
    actor: Inspector, session: Writing, sample_id: int, dossier_id: int, order: ResultOrder
) -> ResultMade:
    """What was found of a line drawn, once; a finding can become a complaint."""
    made = await samples.record_result(session, actor, sample_id, dossier_id, order)
    return ResultMade(complaint_id=made)


async def _detail(session: Reading, sample_id: int) -> SampleDetail:
    sample = await queries.sample_of(session, sample_id)
    shown = SampleShown.model_validate(sample).model_dump() | {"root": sample.root}
    lines = [DrawnLine.model_validate(row) for row in await queries.lines_of(session, sample_id)]
    return SampleDetail.model_validate(shown | {"lines": lines})
