"""Pages of samples for inspection: drawn by a public seed, looked at line by line."""

from pathlib import Path
from typing import Annotated

from fastapi import Path as InPath
from fastapi import Query, Response

from app import audit, decisions
from app.access import Actor, Desk, Permission, Reading, Writing, allow
from app.core import clock
from app.core.errors import NotFound
from app.core.web import following
from app.core.web.forms import filled, whole_in
from app.core.web.page import Posted, page_doors, see
from app.supervision import queries, samples
from app.supervision.schemas import ResultOrder, SampleOrder
from app.supervision.words import RESULTS

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_BATCH)]
Inspector = Annotated[Actor, allow(Permission.INSPECT)]
Number = Annotated[int, InPath(ge=1, lt=2**62)]
Chosen = Annotated[int | None, Query(ge=1, lt=2**62)]
_HERE = Path(__file__).parent / "templates"
_ROWS, _LINES = 50, 100


@router.get("/mau-kiem-tra")
async def samples_of_territory(
    actor: Reader, session: Reading, desk: Desk, truoc: Chosen = None
) -> str:
    """Samples of the territory, the newest first, and how far each has been looked at."""
    rows = await queries.samples_before(session, truoc, _ROWS)
    return desk.show(
        _HERE / "samples.html", rows=rows, before=truoc, next=following(rows, _ROWS),
        may_draw=actor.may(Permission.INSPECT),
    )  # fmt: skip


@router.get("/mau-kiem-tra/moi")
async def ask_draw(
    actor: Inspector,
    session: Reading,
    desk: Desk,
    quyet_dinh: Annotated[int | None, Query(alias="quyet-dinh", ge=1, lt=2**62)] = None,
) -> str:
    """From which decision, by which public seed, and how many lines are to be drawn."""
    chosen = await decisions.decision_of(session, quyet_dinh) if quyet_dinh else None
    return desk.show(
        _HERE / "draw.html", options=await queries.decisions_to_inspect(session),
        chosen=chosen.id if chosen else "",
    )  # fmt: skip


@router.post("/mau-kiem-tra/moi", operation_id="drawSample")
async def draw(actor: Inspector, posted: Posted, session: Writing, response: Response) -> str:
    """Draw lines of an approving decision by a public seed; anybody can draw them again."""
    decision_id = whole_in(posted.get("decision_id", ""))
    if decision_id is None or not 1 <= decision_id < 2**62:
        raise posted.wrong("decision_id", "hãy chọn một quyết định")
    if bool(posted.get("size", "").strip()) == bool(posted.get("percent", "").strip()):
        raise posted.wrong("size", "điền số hồ sơ hoặc tỷ lệ, chỉ một trong hai")
    sample = await samples.draw(session, actor, decision_id, filled(SampleOrder, posted))
    return see(response, f"/mau-kiem-tra/{sample.id}?xong=chon")


@router.get("/mau-kiem-tra/{sample_id}")
async def sample(
    actor: Reader,
    session: Reading,
    desk: Desk,
    sample_id: Number,
    sau: Annotated[int, Query(ge=0, lt=2**31)] = 0,
    xong: str = "",
) -> str:
    """A sample with its lines in the order of the draw, and what was found of them."""
    found = await queries.sample_of(session, sample_id)
    every = await queries.lines_of(session, sample_id)
    lines = [one for one in every if one["place"] > sau][:_LINES]
    seats = await audit.seats_of(session, [found.drawn_by])
    return desk.show(
        _HERE / "sample.html", one=found, lines=lines, results=RESULTS, seat=seats.get(
            found.drawn_by
        ), looked=sum(one["result"] is not None for one in every),
        faults=sum(one["result"] == "finding" for one in every), after=sau,
        number=await queries.decision_number(session, found.decision_id),
        next=following(lines, _LINES, "place"), may_record=actor.may(Permission.INSPECT), done=xong,
    )  # fmt: skip


@router.get("/mau-kiem-tra/{sample_id}/{dossier_id}")
async def ask_result(
    actor: Inspector, session: Reading, desk: Desk, sample_id: Number, dossier_id: Number
) -> str:
    """What was found of one line of a sample, for whoever sees the whole sample."""
    await queries.sample_of(session, sample_id)
    lines = await queries.lines_of(session, sample_id)
    line = next((one for one in lines if one["dossier_id"] == dossier_id), None)
    if line is None:
        raise NotFound(what="hồ sơ trong mẫu")
    return desk.show(_HERE / "result.html", number=sample_id, line=line, today=clock.today(session))


@router.post("/mau-kiem-tra/{sample_id}/{dossier_id}", operation_id="recordResult")
async def record(
    actor: Inspector,
    posted: Posted,
    session: Writing,
    response: Response,
    sample_id: Number,
    dossier_id: Number,
) -> str:
    """What was found of a line drawn, once; a finding can become a complaint."""
    finding = posted.get("result") == "finding"
    if not finding and (posted.get("complain") or posted.get("hold", "").strip()):
        raise posted.wrong("result", "chỉ hồ sơ có sai sót mới lập phản ánh hoặc giữ lại")
    if posted.get("hold", "").strip() and not posted.get("complain"):
        raise posted.wrong("complain", "muốn giữ lại thì phải lập phản ánh")
    order = filled(ResultOrder, posted)
    await samples.record_result(session, actor, sample_id, dossier_id, order)
    return see(response, f"/mau-kiem-tra/{sample_id}?xong=ghi")
