"""Drawing a sample by seed after an approval, and what was found of each line."""

from sqlalchemy import BigInteger, Integer, LargeBinary, cast, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Actor
from app.core import clock
from app.core.db import refuse_as
from app.core.errors import NotFound
from app.decisions.tables import Decision, DecisionLine
from app.supervision import queries
from app.supervision.commands import record
from app.supervision.draw import size_of
from app.supervision.rules import (
    Kind,
    NothingToDraw,
    OutOfTime,
    Result,
    ResultRecorded,
    SeedUsed,
)
from app.supervision.schemas import ComplaintOrder, ResultOrder, SampleOrder
from app.supervision.tables import InspectionSample, SampleLine, SampleResult

refuse_as("uq_inspection_sample_seed", SeedUsed)
refuse_as("pk_sample_result", ResultRecorded)
_INSPECTORS_MEANS = "biên bản kiểm tra mẫu"


async def draw(
    session: AsyncSession, actor: Actor, decision_id: int, order: SampleOrder
) -> InspectionSample:
    """Draw lines of an approving decision by a public seed; every draw is kept.

    In order of SHA-256(seed, leaf), the same as `draw.drawn`; the database draws again and
    compares. Raises NotFound, NothingToDraw, SeedUsed.
    """
    decision = await session.get(Decision, decision_id)
    if decision is None:
        raise NotFound(what="quyết định")
    if decision.kind != "approved" or not decision.case_count:
        raise NothingToDraw
    size = size_of(decision.case_count, size=order.size, percent=order.percent)
    sample = InspectionSample(
        decision_id=decision_id, seed=order.seed, seed_source=order.seed_source, size=size,
        population=decision.case_count, root=decision.root, drawn_by=actor.officer_id,
        area_path=decision.area_path,
    )  # fmt: skip
    session.add(sample)
    await session.flush()
    await _write_lines(session, sample)
    return sample


async def _write_lines(session: AsyncSession, sample: InspectionSample) -> None:
    seed = func.convert_to(sample.seed, "UTF8", type_=LargeBinary())
    place = func.sha256(seed.op("||")(DecisionLine.leaf))
    ordered = func.row_number().over(order_by=place)
    chosen = (
        select(
            literal(sample.id, BigInteger()), DecisionLine.dossier_id,
            cast(ordered, Integer).label("place"), DecisionLine.area_path,
        )
        .where(DecisionLine.decision_id == sample.decision_id)
        .order_by(place)
        .limit(sample.size)
    )  # fmt: skip
    columns = ["sample_id", "dossier_id", "place", "area_path"]
    await session.execute(insert(SampleLine).from_select(columns, chosen))


async def record_result(
    session: AsyncSession, actor: Actor, sample_id: int, dossier_id: int, order: ResultOrder
) -> int | None:
    """What was found of a line, once; a finding can become a complaint, whose number is answered.

    Raises NotFound, OutOfTime, ResultRecorded.
    """
    sample = await queries.sample_of(session, sample_id)
    line = await session.get(SampleLine, (sample_id, dossier_id))
    if line is None:
        raise NotFound(what="hồ sơ trong mẫu")
    if order.seen_on > clock.today(session):
        raise OutOfTime
    if await session.get(SampleResult, (sample_id, dossier_id)) is not None:
        raise ResultRecorded
    complaint_id = None
    if order.result is Result.FINDING and order.complain:
        brought = ComplaintOrder(
            kind=Kind.INSPECTION, dossier_id=dossier_id, words=order.words,
            means=f"{_INSPECTORS_MEANS} {sample.id}", received_on=clock.today(session),
            hold=order.hold,
        )  # fmt: skip
        complaint_id = (await record(session, actor, brought)).id
    session.add(
        SampleResult(
            sample_id=sample_id, dossier_id=dossier_id, result=order.result, words=order.words,
            seen_on=order.seen_on, complaint_id=complaint_id, recorded_by=actor.officer_id,
            area_path=line.area_path,
        )
    )  # fmt: skip
    await session.flush()
    return complaint_id
