"""Pages of one list: its reading, its three numbers, its faulty rows, and where it goes."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import Path as InPath
from fastapi import Query, Response

from app import dossiers, policy
from app.access import Actor, Desk, Desktop, Permission, Reading, Revealing, Writing, allow
from app.core.money import words_of
from app.core.web import following
from app.core.web.forms import filled
from app.core.web.page import Posted, page_doors, see
from app.dossiers import Stage
from app.dossiers.tables import DossierList
from app.intake import commands, list_queries, markings, queries, seen_files
from app.intake.faulty_names import faulty_names
from app.intake.forms import form_of
from app.intake.onward import onward_of
from app.intake.schemas import PHASES, ConversionOrder, SubmissionOrder
from app.intake.sources import XLSX
from app.intake.words import CHANGES, COUNCILS, OUTCOMES, VERSION_STATES, remarks_of, road_shown

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_LIST)]
CaseReader = Annotated[Actor, allow(Permission.READ_DOSSIER)]
Maker = Annotated[Actor, allow(Permission.SUBMIT_LIST)]
Number = Annotated[int, InPath(ge=1, lt=2**62)]
Key = Annotated[int, Query(ge=0, lt=2**31)]
Short = Annotated[str, Query(max_length=40)]
_HERE = Path(__file__).parent / "templates"
_ROWS = 50


@router.get("/danh-sach/{list_id}")
async def one_list(  # noqa: PLR0913 - a door names all that it takes
    actor: Reader,
    session: Reading,
    desk: Desk,
    list_id: Number,
    dong: Short = "",
    sau: Key = 0,
    xong: Short = "",
) -> str:
    """A list: how its reading goes; then its numbers, its rows by verdict, and what to do next."""
    found = await queries.list_of(session, list_id)
    versions = await queries.versions_of(session, list_id)
    last = versions[0]
    facts = await _facts(session, actor, found)
    if last["state"] == "received":
        return desk.show(_HERE / "list_reading.html", **facts, version=last, phases=PHASES)
    counted = list_queries.version_of(versions, found.version)
    narrowed = dong if dong in OUTCOMES else _first_wanted(counted)
    rows = await queries.rows_after(session, list_id, sau, _ROWS, OUTCOMES[narrowed])  # type: ignore[arg-type]
    names = await faulty_names(session, list_id, counted)
    return desk.show(
        _HERE / "list.html", **facts, last=last, version=counted, versions=len(versions),
        rows=[{**row, "said": remarks_of(row)} for row in rows], narrowed=narrowed, names=names,
        onward=await onward_of(session, actor, list_id) if found.state == "submitted" else [],
        councils=COUNCILS,
        after=sau, next=following(rows, _ROWS, "row_number"), done=xong, changes=CHANGES,
        stages=dossiers.STAGES,
    )  # fmt: skip


def _first_wanted(version: dict[str, Any]) -> str:
    """What a reader looks for first: the faulty rows, where there are some."""
    if version["faulty_count"]:
        return "co-loi"
    return "nghi-trung" if version["doubt_count"] else "tat-ca"


async def _facts(session: Reading, actor: Actor, found: DossierList) -> dict[str, Any]:
    """What every page of a list says of it."""
    counts = await dossiers.stages_in(session, found.id)
    claims = form_of(found.form, found.policy_revision).purpose == "claims"
    rules = dossiers.rules_of(found)
    waiting = counts.get(Stage.DRAFT, 0) if claims else 0
    if not claims and found.state == "read":
        waiting = found.good_count or 0
    return {
        "found": found, "claims": claims, "counts": counts, "to_submit": waiting,
        "office": await list_queries.office_of(session, found),
        "form_name": dossiers.form_name(rules, found.form),
        "total_words": words_of(found.total_dong or 0), "list_states": dossiers.LIST_STATES,
        "own": found.unit_path == actor.unit_path and actor.may(Permission.SUBMIT_LIST),
        "may_post": actor.may(Permission.POST_LIST) and counts.get(Stage.SUBMITTED, 0) > 0
        and rules.group(found.group_code).posted,
    }  # fmt: skip


# --- its dossiers, once they are there ----------------------------------------------------------


@router.get("/danh-sach/{list_id}/ho-so")
async def dossiers_of_list(
    actor: CaseReader,
    session: Reading,
    desk: Desk,
    list_id: Number,
    buoc: Short = "",
    sau: Annotated[int, Query(ge=0, lt=2**62)] = 0,
) -> str:
    """The dossiers of a list by stage, and where the list stands on its road."""
    found = await queries.list_of(session, list_id)
    stage = buoc if buoc in dossiers.STAGES else None
    rows = await dossiers.dossiers_by_row(session, list_id, sau, _ROWS, stage)
    facts = await _facts(session, actor, found)
    places = await list_queries.places_of(session, list_id)
    road = dossiers.rules_of(found).road(policy.Group(found.group_code))
    ended = found.state == "submitted" and not places
    return desk.show(
        _HERE / "list_dossiers.html", **facts, rows=rows, stage=stage or "", after=sau,
        road=road_shown(road, places, ended) if facts["claims"] else (), stages=dossiers.STAGES,
        next=following(rows, _ROWS, "row_number"),
    )  # fmt: skip


# --- handing in and taking back -----------------------------------------------------------------


@router.get("/danh-sach/{list_id}/nop")
async def before_submitting(actor: Maker, session: Reading, desk: Desk, list_id: Number) -> str:
    """Check once more: how many rows are handed in, what they come to, what stays behind."""
    return await _small_page(desk, session, actor, list_id, "list_submit.html")


@router.post("/danh-sach/{list_id}/nop", operation_id="submitList")
async def submit(
    actor: Maker, posted: Posted, session: Writing, response: Response, list_id: Number
) -> str:
    """Hand the good rows in, if they are still as many as were seen."""
    order = filled(SubmissionOrder, posted)
    await commands.submit_list(session, actor, list_id, order.expected)
    return see(response, f"/danh-sach/{list_id}?xong=nop")


@router.get("/danh-sach/{list_id}/rut")
async def before_withdrawing(actor: Maker, session: Reading, desk: Desk, list_id: Number) -> str:
    """What taking a list back means."""
    return await _small_page(desk, session, actor, list_id, "list_withdraw.html")


@router.post("/danh-sach/{list_id}/rut", operation_id="withdrawList")
async def withdraw(
    actor: Maker, posted: Posted, session: Writing, response: Response, list_id: Number
) -> str:
    """Take back a list that has not been handed in."""
    await commands.withdraw_list(session, actor, list_id)
    return see(response, f"/danh-sach/{list_id}?xong=rut")


@router.get("/danh-sach/{list_id}/dung")
async def before_stopping(actor: Maker, session: Reading, desk: Desk, list_id: Number) -> str:
    """What stopping a reading means."""
    return await _small_page(desk, session, actor, list_id, "list_stop.html")


@router.post("/danh-sach/{list_id}/dung", operation_id="cancelReading")
async def stop(
    actor: Maker, posted: Posted, session: Writing, response: Response, list_id: Number
) -> str:
    """Stop a reading that has not ended."""
    await commands.cancel_reading(session, actor, list_id)
    return see(response, f"/danh-sach/{list_id}?xong=dung")


@router.get("/danh-sach/{list_id}/phong-chu")
async def before_converting(actor: Maker, session: Reading, desk: Desk, list_id: Number) -> str:
    """Columns that seem to be typed in an old font, with what they would become."""
    return await _small_page(desk, session, actor, list_id, "list_font.html")


@router.post("/danh-sach/{list_id}/phong-chu", operation_id="convertList")
async def convert(
    actor: Maker, posted: Posted, session: Writing, response: Response, list_id: Number
) -> str:
    """The officer confirms the old font: the same bytes are read again, converted."""
    order = filled(ConversionOrder, posted)
    await commands.convert_list(session, actor, list_id, order.encoding)
    return see(response, f"/danh-sach/{list_id}")


async def _small_page(
    desk: Desktop, session: Reading, actor: Actor, list_id: int, template: str
) -> str:
    found = await queries.list_of(session, list_id)
    versions = await queries.versions_of(session, list_id)
    fonts = list_queries.version_of(versions, found.version)["legacy"] or {}
    facts = await _facts(session, actor, found)
    return desk.show(_HERE / template, **facts, fonts=fonts)


# --- its files and versions ---------------------------------------------------------------------


@router.get("/danh-sach/{list_id}/danh-dau")
async def marking(
    actor: Reader, session: Reading, desk: Desk, list_id: Number, cho: Short = ""
) -> str:
    """The workbook with its faults marked: asked for, being made, or ready to be fetched."""
    found = await queries.list_of(session, list_id)
    ready = await list_queries.is_marked(session, found)
    facts = await _facts(session, actor, found)
    return desk.show(_HERE / "list_marking.html", **facts, ready=ready, waiting=bool(cho))


@router.post("/danh-sach/{list_id}/danh-dau", operation_id="markWorkbook")
async def ask_for_marking(
    actor: Reader, posted: Posted, session: Writing, response: Response, list_id: Number
) -> str:
    """Ask for the marked workbook of the version that counts; once is enough."""
    await markings.ask_for_marking(session, list_id)
    return see(response, f"/danh-sach/{list_id}/danh-dau?cho=1")


@router.get("/danh-sach/{list_id}/danh-dau.xlsx", operation_id="readMarkedWorkbook")
async def marked_workbook(actor: Reader, session: Revealing, list_id: Number) -> Response:
    """The office's own workbook with its faults marked, numbers in clear; who looks is kept."""
    paper, name = await seen_files.marked_file(session, actor, list_id)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(paper.content, media_type=XLSX, headers=headers)


@router.get("/danh-sach/{list_id}/tep-goc", operation_id="readListFile")
async def original(
    actor: Reader, session: Revealing, list_id: Number, ban: int | None = None
) -> Response:
    """The original bytes of a version, numbers in clear; who looks is kept."""
    paper = await seen_files.original_file(session, actor, list_id, ban)
    ending = "xlsx" if paper.media_type == XLSX else "csv" if "csv" in paper.media_type else "json"
    name = f"danh-sach-{list_id}-goc.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(paper.content, media_type=paper.media_type, headers=headers)


@router.get("/danh-sach/{list_id}/cac-ban")
async def versions_of_list(
    actor: Reader,
    session: Reading,
    desk: Desk,
    list_id: Number,
    tu: Key = 0,
    den: Key = 0,
) -> str:
    """Every upload of a list, and what differs between two of them."""
    found = await queries.list_of(session, list_id)
    versions = await queries.versions_of(session, list_id)
    read = [one["version"] for one in versions if one["state"] == "read"]
    after, before = den or (read[0] if read else 0), tu or (read[1] if len(read) > 1 else 0)
    changes = []
    if before and after:
        changes = await queries.changes_between(session, list_id, before, after)
    facts = await _facts(session, actor, found)
    return desk.show(
        _HERE / "list_versions.html", **facts, versions=versions, before=before, after=after,
        changes=changes[:200], more=max(0, len(changes) - 200), words=CHANGES,
        states=VERSION_STATES,
    )  # fmt: skip
