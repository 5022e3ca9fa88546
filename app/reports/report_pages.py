"""Pages of reports: asked for, seen, taken home and issued; two acts to a paper for Word."""

import asyncio
import hashlib
from pathlib import Path
from typing import Annotated, Final, Literal

from fastapi import Query, Request, Response
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from app import sheets
from app.access import Actor, Confirmed, Desk, Permission, Reading, Revealing, Writing, allow
from app.core import clock
from app.core.errors import NotFound
from app.core.web import public_base
from app.core.web.forms import filled
from app.core.web.making import takes_long
from app.core.web.page import Posted, page_doors, see
from app.reports import issued_queries, issuing, seen
from app.reports.coverage_pages import Asked, Wish, asked_of
from app.reports.drafting import Draft, correctable, draft_of, figures_in, paper_of
from app.reports.explaining import TOTAL
from app.reports.files import drawn, facts_of, table_file
from app.reports.issued_routes import FileForm, TableForm, TableKey, sent
from app.reports.issued_rules import NAMING, TITLES, may_be_public
from app.reports.issued_schemas import IssueOrder
from app.reports.kinds import check_asked
from app.reports.looking import draft_seen, table_in
from app.reports.page_words import CONTENTS, KINDS, SENTENCES, SLUGS
from app.reports.report import Ask, ReportKind
from app.reports.rules import rate
from app.reports.sealing import sheets_of
from app.reports.sheet_views import views_of

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_REPORT)]
Issuer = Annotated[Actor, allow(Permission.ISSUE_REPORT)]
Slug = Literal[
    "bao-cao-nhanh", "sau-thang", "theo-dia-ban", "theo-quyet-dinh", "chua-chi",
    "khong-du-dieu-kien", "dung-han", "nguon-kinh-phi",
]  # fmt: skip
"""The kinds, by their words in an address."""
_HERE = Path(__file__).parent / "templates"
_ROWS: Final = 60


class ChoiceWish(Wish):
    """What the form of reports is sent with."""

    loai: Annotated[str, Field(max_length=30)] = ""


class ReportWish(Wish):
    """A report's days and area, and which issued one it would correct."""

    dinh_chinh: Annotated[int | None, Field(ge=1, lt=2**62)] = None


@router.get("/bao-cao")
async def choose(
    actor: Reader,
    session: Reading,
    desk: Desk,
    response: Response,
    wish: Annotated[ChoiceWish, Query()],
) -> str:
    """Which report, of which day, knowing what, of which area: then straight to its preview."""
    asked = await asked_of(session, actor, wish)
    if wish.loai and wish.loai not in KINDS:
        raise NotFound(what="loại báo cáo")
    if wish.loai and not asked.typed.wrongs:
        return see(response, asked.address(f"/bao-cao/{wish.loai}"))
    if asked.typed.wrongs:
        response.status_code = 422
    return desk.show(_HERE / "reports.html", asked=asked, kinds=_kinds(), chosen=wish.loai)


def _kinds() -> list[tuple[str, str, str]]:
    return [(SLUGS[kind], title, SENTENCES[kind]) for kind, title in TITLES.items()]


def _ask(asked: Asked, kind: ReportKind) -> Ask:
    return Ask(kind=kind, as_of=asked.as_of, known_on=asked.known_on, area=asked.area)


async def _understood(session: AsyncSession, actor: Actor, wish: Wish) -> Asked:
    """What a file or a form is asked for; a page before has told what is wrong with the days."""
    asked = await asked_of(session, actor, wish)
    if asked.typed.wrongs:
        raise NotFound(what="báo cáo")
    return asked


@router.get("/bao-cao/{slug}")
async def preview(
    actor: Reader,
    session: Reading,
    desk: Desk,
    response: Response,
    slug: Slug,
    wish: Annotated[ReportWish, Query()],
) -> str:
    """What a report will tell: its main figures, its tables by name, where all of it stands."""
    asked = await asked_of(session, actor, wish)
    kind = KINDS[slug]
    if asked.typed.wrongs:
        response.status_code = 422
        return desk.show(_HERE / "reports.html", asked=asked, kinds=_kinds(), chosen=slug)
    ask = _ask(asked, kind)
    check_asked(ask)
    if wish.dinh_chinh:
        await correctable(session, ask, wish.dinh_chinh)
    figures = await figures_in(session, ask)
    return desk.show(
        _HERE / "preview.html", asked=asked, slug=slug, title=TITLES[kind], figures=figures,
        order=seen.in_order_of_law(set(figures) - {TOTAL}), groups=seen.group_names(ask),
        rate=rate, about=SENTENCES[kind], contents=CONTENTS[kind], naming=kind in NAMING,
        more=_more(wish), can_issue=actor.may(Permission.ISSUE_REPORT), corrects=wish.dinh_chinh,
    )  # fmt: skip


def _more(wish: ReportWish) -> dict[str, str]:
    return {"dinh_chinh": str(wish.dinh_chinh)} if wish.dinh_chinh else {}


@router.get("/bao-cao/{slug}/toan-van", operation_id="previewReport")
@takes_long
async def whole(
    actor: Reader,
    session: Revealing,
    desk: Desk,
    slug: Slug,
    wish: Annotated[ReportWish, Query()],
) -> str:
    """A report as it would be issued now: its words, its tables, its pictures; nothing is kept."""
    asked = await _understood(session, actor, wish)
    kind = KINDS[slug]
    draft = await draft_seen(session, actor, _ask(asked, kind), wish.dinh_chinh)
    report = draft.report
    shown, named = views_of(sheets_of(report), _ROWS, lambda area: _opened(asked, area))
    return desk.show(
        _HERE / "whole.html", asked=asked, slug=slug, title=TITLES[kind], report=report,
        shown={one.key: one for one in shown}, named=named, checked=await _checked(draft),
        naming=draft.naming, sha256=draft.sha256.hex(), more=_more(wish),
        can_issue=actor.may(Permission.ISSUE_REPORT), corrects=wish.dinh_chinh,
    )  # fmt: skip


def _opened(asked: Asked, area: str) -> str:
    """Where the figures of a place are told further; nowhere outside the reader's territory."""
    return asked.address("/bao-phu", area) if area in asked.names else ""


async def _checked(draft: Draft) -> dict[str, int]:
    """How many sums, rates and amounts of all tables were checked."""
    rates, found = seen.rates_of(draft.ask), {"sums": 0, "rates": 0, "money": 0}
    for one in sheets_of(draft.report):
        told = await asyncio.to_thread(sheets.checked, one, rates)
        found = {name: count + told[name] for name, count in found.items()}
    return found


@router.get("/bao-cao/{slug}/tai-ve.{form}", response_class=Response, operation_id="previewReport")
async def take_home(
    actor: Reader,
    session: Revealing,
    slug: Slug,
    form: FileForm,
    wish: Annotated[ReportWish, Query()],
) -> Response:
    """The draft as a file: for Word, as PDF, or its tables for Excel."""
    asked = await _understood(session, actor, wish)
    ask = _ask(asked, KINDS[slug])
    draft = await draft_seen(session, actor, ask, wish.dinh_chinh)
    content = await asyncio.to_thread(drawn, paper_of(draft), form, draft.figures)
    name = f"{issuing.file_name(ask.kind, ask)}-du-thao"
    return sent(content, form, name, (draft.sha256.hex(), None))


@router.get(
    "/bao-cao/{slug}/bang/{key}.{form}", response_class=Response, operation_id="readReportTable"
)
async def take_table(
    actor: Reader,
    session: Revealing,
    slug: Slug,
    key: TableKey,
    form: TableForm,
    wish: Annotated[Wish, Query()],
) -> Response:
    """One table of the draft as open data."""
    asked = await _understood(session, actor, wish)
    draft = await draft_seen(session, actor, _ask(asked, KINDS[slug]))
    sheet = table_in(sheets_of(draft.report), key)
    facts = facts_of(paper_of(draft))
    made = await asyncio.to_thread(
        table_file, sheet, form, facts, naming=draft.naming, public=False
    )
    name = f"{issuing.file_name(KINDS[slug], draft.ask)}-{key.replace('_', '-')}-du-thao"
    return sent(made, form, name, (hashlib.sha256(made).hexdigest(), None))


@router.get("/bao-cao/{slug}/phat-hanh")
@takes_long
async def issue_form(
    actor: Issuer, session: Reading, desk: Desk, slug: Slug, wish: Annotated[ReportWish, Query()]
) -> str:
    """What is about to be issued, in figures; its number, its day, who signs, the code again."""
    asked = await _understood(session, actor, wish)
    draft = await draft_of(session, actor, _ask(asked, KINDS[slug]), wish.dinh_chinh)
    today = clock.today(session)
    signers = await issued_queries.signers_at(session, actor.unit_path, today)
    return desk.show(
        _HERE / "issue.html", asked=asked, slug=slug, title=TITLES[KINDS[slug]], draft=draft,
        figures=draft.figures["total"], today=today, signers=signers, more=_more(wish),
        sha256=draft.sha256.hex(), symbol=draft.office.letterhead("BC", None, None).symbol,
        public=sum(may_be_public(one, draft.naming) for one in sheets_of(draft.report)),
        naming=KINDS[slug] in NAMING, corrects=wish.dinh_chinh,
    )  # fmt: skip


@router.post("/bao-cao/{slug}/phat-hanh", operation_id="issueReport")
async def issue(  # noqa: PLR0913 - a page names all that it takes
    actor: Issuer,
    posted: Posted,
    confirmed: Confirmed,
    session: Writing,
    request: Request,
    response: Response,
    slug: Slug,
) -> str:
    """Issue the report exactly as it was seen: numbered, drawn, sealed and kept."""
    order = filled(IssueOrder, posted, kind=KINDS[slug])
    made = await issuing.issue(session, actor, order, public_base(request))
    return see(response, f"/bao-cao/da-phat-hanh/{made}?xong=1")
