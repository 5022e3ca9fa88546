"""Pages of issued reports: listed, opened, their files as they were, and what is known since."""

import asyncio
import hashlib
from pathlib import Path
from typing import Annotated, Final

from fastapi import Query, Response

from app.access import Actor, Desk, Permission, Reading, Revealing, allow
from app.core.errors import NotFound
from app.core.web import following
from app.core.web.making import takes_long
from app.core.web.page import page_doors
from app.reports import issued_queries, issuing, seen
from app.reports.files import facts_of, table_file
from app.reports.issued_queries import detail_of
from app.reports.issued_routes import FileForm, Number, Public, TableForm, TableKey, sent
from app.reports.issued_rules import TITLES
from app.reports.looking import looked_at, table_in
from app.reports.page_words import KINDS, SLUGS
from app.reports.sealing import sheets_of

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_REPORT)]
_HERE = Path(__file__).parent / "templates"
_ROWS: Final = 50
_CELLS: Final = 100


@router.get("/bao-cao/da-phat-hanh")
async def issued(
    actor: Reader,
    session: Reading,
    desk: Desk,
    truoc: Annotated[int | None, Query(ge=1, lt=2**62)] = None,
    loai: Annotated[str, Query(max_length=30)] = "",
) -> str:
    """Issued reports of the territory, the newest first."""
    if loai and loai not in KINDS:
        raise NotFound(what="loại báo cáo")
    rows = await issued_queries.reports_before(session, KINDS.get(loai), truoc, _ROWS)
    names = await seen.place_names(session, actor.unit_path)
    last = following([{"id": one.id} for one in rows], _ROWS)
    kinds = {slug: TITLES[kind] for slug, kind in KINDS.items()}
    return desk.show(
        _HERE / "issued_list.html", rows=rows, names=names, titles=TITLES, kinds=kinds, kind=loai,
        before=truoc, next=last,
    )  # fmt: skip


@router.get("/bao-cao/da-phat-hanh/{report_id}")
async def report(
    actor: Reader, session: Reading, desk: Desk, report_id: Number, xong: int = 0
) -> str:
    """One issued report: its files with their hashes, its tables, who corrects it."""
    found = await issued_queries.opened(session, report_id)
    names = await seen.place_names(session, actor.unit_path)
    signers = found.said.paper.signers
    return desk.show(
        _HERE / "issued.html", one=detail_of(found), done=xong, names=names, titles=TITLES,
        slugs=SLUGS, groups=seen.group_names_on(found.shown.as_of),
        order=[*seen.in_order_of_law(set(found.said.figures) - {"total"}), "total"],
        signer=signers[0].name if signers else "", can_issue=actor.may(Permission.ISSUE_REPORT),
    )  # fmt: skip


@router.get("/bao-cao/da-phat-hanh/{report_id}/so-sanh")
@takes_long
async def compare(actor: Reader, session: Reading, desk: Desk, report_id: Number) -> str:
    """An issued report beside what is known now, every difference with its cause."""
    found = await issuing.compared(session, report_id, None, _CELLS)
    return desk.show(
        _HERE / "compared.html", found=found, report_id=report_id, titles=TITLES,
        slug=SLUGS[found.kind], groups=seen.group_names_on(found.as_of) | {"total": "Tổng cộng"},
        can_issue=actor.may(Permission.ISSUE_REPORT),
    )  # fmt: skip


@router.get(
    "/bao-cao/da-phat-hanh/{report_id}/tep.{form}", response_class=Response,
    operation_id="readIssuedPaper",
)  # fmt: skip
async def paper(actor: Reader, session: Revealing, report_id: Number, form: FileForm) -> Response:
    """The very file that was issued, byte for byte."""
    found = await issued_queries.opened(session, report_id)
    await looked_at(session, actor, found)
    kept = await issued_queries.file_of(session, found, form)
    tag = (found.files[form][1].hex(), None)
    return sent(kept.content, form, kept.file_name.rpartition(".")[0], tag)


@router.get(
    "/bao-cao/da-phat-hanh/{report_id}/bang/{key}.{form}", response_class=Response,
    operation_id="readIssuedTable",
)  # fmt: skip
async def table(
    actor: Reader,
    session: Revealing,
    report_id: Number,
    key: TableKey,
    form: TableForm,
    cong_khai: Public = False,
) -> Response:
    """One table of an issued report as open data; for the public without small counts."""
    found = await issued_queries.opened(session, report_id)
    await looked_at(session, actor, found)
    said = found.said.paper
    made = await asyncio.to_thread(
        table_file, table_in(sheets_of(said), key), form, facts_of(said),
        naming=found.naming, public=cong_khai,
    )  # fmt: skip
    name = f"bao-cao-{report_id}-{key.replace('_', '-')}{'-cong-khai' if cong_khai else ''}"
    return sent(made, form, name, (hashlib.sha256(made).hexdigest(), None))
