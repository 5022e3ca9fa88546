"""Pages of statements: hand one in, and see what became of every line."""

from pathlib import Path as File
from typing import Annotated

from fastapi import Path, Query, Response

from app.access import Actor, Desk, Permission, Reading, Writing, allow
from app.core.web import following
from app.core.web.forms import Form, each, filled
from app.core.web.page import Posted, page_doors, see
from app.reconciliation import answers, commands, files, labels, overview, places, queries
from app.reconciliation.rules import OPEN, Verdict
from app.reconciliation.schemas import StatementFile

router = page_doors()
Agent = Annotated[Actor, allow(Permission.REPORT_PAYMENT)]
Reader = Annotated[Actor, allow(Permission.READ_STATEMENT)]
_HERE = File(__file__).parent / "templates"
_ROWS = 50
_TYPES = {".csv": files.CSV, ".xlsx": files.XLSX, ".xml": files.XML[0]}


@router.get("/nop-bang-ke")
async def ask(actor: Agent, desk: Desk) -> str:
    """The form with which an agent hands its statement in."""
    return desk.show(_HERE / "hand_in.html", modes=labels.MODES)


@router.post("/nop-bang-ke", operation_id="reportPaymentsByFile")
async def hand_in(actor: Agent, posted: Posted, session: Writing, response: Response) -> str:
    """A statement file: a verdict on every line, or the lines at fault."""
    (content, media_type), order = each(
        lambda: _file_of(posted), lambda: filled(StatementFile, posted)
    )
    came = commands.Came(files.form_of(media_type, content), order.mode, content)
    last = await overview.last_statement(session)
    head = files.Head(order.number, order.made_on)
    made = await commands.receive_file(session, actor, came, head)
    told = "moi" if made.id > last else "lap"
    return see(response, f"/doi-soat/bang-ke/{made.id}?xong={told}")


def _file_of(posted: Form) -> tuple[bytes, str]:
    """The file and what it is, by its name: browsers tell the type of a CSV file in many ways."""
    sent = posted.files.get("tep")
    if sent is None or not sent.content:
        raise posted.wrong("tep", "chưa chọn tệp bảng kê, hoặc tệp rỗng")
    media_type = _TYPES.get(File(sent.name).suffix.lower())
    if media_type is None:
        raise posted.wrong("tep", "tệp phải có đuôi .csv, .xlsx hoặc .xml")
    return sent.content, media_type


@router.get("/doi-soat/bang-ke/{statement_id}")
async def statement(  # noqa: PLR0913 - a door names all that it takes
    actor: Reader, session: Reading, desk: Desk,
    statement_id: Annotated[int, Path(ge=1, lt=2**62)],
    ket_qua: Verdict | None = None,
    sau: Annotated[int, Query(ge=0, lt=2**31)] = 0,
    xong: Annotated[str, Query(max_length=10)] = "",
) -> str:  # fmt: skip
    """A statement, its lines counted and summed by verdict, then line by line."""
    shown = await queries.statement_shown(session, statement_id)
    rows = await queries.lines_after(session, statement_id, sau, _ROWS, ket_qua)
    tallies = {str(one): tally for one, tally in shown.verdicts.items() if tally.count}
    odd = sum(tally.count for one, tally in shown.verdicts.items() if one in OPEN)
    told = await answers.answers_of(session, statement_id) if odd and actor.agent else {}
    waiting = await overview.waiting_of(session, statement_id) if odd else 0
    releaser = actor.may(Permission.RELEASE_PAYOUT)
    return desk.show(
        _HERE / "statement.html", shown=shown, tallies=tallies, rows=rows, labels=labels,
        verdict=str(ket_qua or ""), after=sau, next=following(rows, _ROWS, "line_number"),
        done=xong, odd=odd, waiting=waiting, open=[str(one) for one in OPEN],
        answers=told, settler=actor.may(Permission.SETTLE_EXCEPTION),
        agents=await overview.agents(session),
        places=(await places.places_of(session, [statement_id]))[statement_id],
        unpaid=await overview.unpaid_of(session, statement_id) if releaser else None,
    )  # fmt: skip
