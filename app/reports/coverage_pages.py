"""Pages of coverage: how far we are on a day, as known on another, down to single decisions."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlencode

from fastapi import Query, Response
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from app import policy
from app.access import Actor, Desk, Permission, Reading, allow
from app.core import clock
from app.core.errors import NotFound
from app.core.html import Typed, Wrong, day
from app.core.language import spoken
from app.core.shapes import AreaPathText
from app.core.web.forms import day_in
from app.core.web.page import page_doors
from app.reports import page_pictures, pictures, queries, seen
from app.reports.coverage_lines import Line, lines_of, sheet_of, unnamed
from app.reports.files import MEDIA_TYPES, table_file
from app.reports.issued_rules import DayToCome
from app.reports.kinds import quick
from app.reports.page_words import KEY_SLUGS, KEYS
from app.reports.report import Ask, ReportKind
from app.reports.schemas import Coverage
from app.sheets import check

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_REPORT)]
_HERE = Path(__file__).parent / "templates"
_ROWS, _DRAWN = 50, 30
_LABELS: Final = {
    "tinh_den": "Tính đến hết ngày", "biet_den": "Theo những gì đã biết hết ngày",
}  # fmt: skip
_BELOW: Final = {1: "huyen", 2: "xa", 3: "quyet-dinh"}
TABS: Final = (
    ("/bao-phu", "Bảng số"), ("/bao-phu/ban-do", "Bản đồ"),
    ("/bao-phu/pheu", "Các bước theo nhóm"), ("/bao-phu/dien-bien", "Diễn biến theo ngày"),
)  # fmt: skip


class Wish(BaseModel):
    """Which figures a page is asked for, as people type it."""

    tinh_den: Annotated[str, Field(max_length=20)] = ""
    """The last day whose events are counted; none: today."""
    biet_den: Annotated[str, Field(max_length=20)] = ""
    """The last day whose knowledge is counted; none: all that is known."""
    dia_ban: AreaPathText = ""
    """Path of the area; none: one's own territory."""


class CoverageWish(Wish):
    """The same of the table: by which key, and after which row."""

    theo: Annotated[str, Field(max_length=20)] = ""
    truoc: Annotated[str, Field(max_length=100)] = ""


@dataclass(frozen=True)
class Asked:
    """What a page is asked for, understood; `wrongs` where it was not."""

    as_of: date
    known_on: date | None
    area: str
    home: str
    names: Mapping[str, str]
    """Path -> name of every place of the reader's territory."""
    typed: Typed = field(default_factory=Typed)

    @property
    def ask(self) -> Ask:
        """For what is counted as a quick report counts it."""
        return Ask(
            kind=ReportKind.QUICK, as_of=self.as_of, known_on=self.known_on, area=self.area
        )  # fmt: skip

    @property
    def days(self) -> dict[str, str]:
        """The days as an address carries them."""
        known = {"biet_den": str(self.known_on)} if self.known_on else {}
        return {"tinh_den": str(self.as_of), **known}

    def address(self, path: str, area: str = "", **more: str) -> str:
        """A page of the same days, of this or another area."""
        return f"{path}?{urlencode({**self.days, 'dia_ban': area or self.area, **more})}"

    @property
    def trail(self) -> list[tuple[str, str]]:
        """The areas around this one, the widest first, each with its page."""
        around = [
            path for path in (self.area[:3], self.area[:7], self.area)
            if path.startswith(self.home) and path != self.area
        ]  # fmt: skip
        return [
            (self.address("/bao-phu", path), self.names[path]) for path in dict.fromkeys(around)
        ]

    @property
    def areas(self) -> list[tuple[str, str]]:
        """What a form offers besides one's whole territory: what lies right below, and this one."""
        offered = dict.fromkeys((*seen.parts_of(self.home, self.names), self.area))
        return [(path, self.names[path]) for path in offered if path != self.home]


async def asked_of(session: AsyncSession, actor: Actor, wish: Wish) -> Asked:
    """What is asked for; a day that is none or still to come is told beside its field.

    Raises NotFound for an area that is none, or not the reader's.
    """
    names = await seen.place_names(session, actor.unit_path)
    area = wish.dia_ban or actor.unit_path
    if area not in names:
        raise NotFound(what="địa bàn")
    today = clock.today(session)
    told = {"tinh_den": wish.tinh_den, "biet_den": wish.biet_den}
    wrongs = [
        Wrong(name, _LABELS[name], words)
        for name, text in told.items()
        if (words := day_wrong(text, today))
    ]
    typed = Typed(told, wrongs) if wrongs else Typed()
    return Asked(
        day_in(wish.tinh_den) or today, day_in(wish.biet_den), area, actor.unit_path, names, typed
    )


def day_wrong(text: str, today: date) -> str:
    """What is wrong with a day that was typed; nothing when it may stay away or is right."""
    if not text.strip():
        return ""
    found = day_in(text)
    if found is None:
        return "must be a day" if spoken() == "en" else "phải là ngày, ví dụ 1/6/2020"
    if found > today:
        return DayToCome(day=day(found)).sentence(spoken())
    try:
        seen.rules_on(found)
    except policy.NoPolicyInForce as none:
        told = {
            name: day(one) if isinstance(one, date) else one for name, one in none.facts.items()
        }
        return policy.NoPolicyInForce(**told).sentence(spoken())
    return ""


@router.get("/bao-phu")
async def coverage(
    actor: Reader,
    session: Reading,
    desk: Desk,
    response: Response,
    wish: Annotated[CoverageWish, Query()],
) -> str:
    """Approved and paid as of a day: in all, by a key, and further down."""
    asked = await asked_of(session, actor, wish)
    if asked.typed.wrongs:
        response.status_code = 422
        return desk.show(_HERE / "coverage.html", asked=asked, tabs=TABS, table=None)
    slug = _slug(wish, asked)
    table, lines = await _counted(session, asked, slug)
    shown = queries.page_of(table, wish.truoc or None, _ROWS)
    start = [one.code for one in lines].index(wish.truoc) + 1 if wish.truoc else 0
    target = seen.rules_on(clock.today(session)).finished_percent
    drawn = slug != "thang" and 1 < len(lines) <= _DRAWN
    named = [(one.name, one.row) for one in lines]
    picture = page_pictures.bars(named, table.rows[-1], target) if drawn else ""
    return desk.show(
        _HERE / "coverage.html", asked=asked, tabs=TABS, table=table, total=table.rows[-1],
        lines=lines[start : start + _ROWS], next=shown.next_after, before=wish.truoc, slug=slug,
        label=KEYS[KEY_SLUGS[slug]], keys=_keys(asked), picture=picture,
    )  # fmt: skip


def _slug(wish: CoverageWish, asked: Asked) -> str:
    """By what the table is divided: as asked, else by what lies right below the area."""
    if wish.theo and wish.theo not in KEY_SLUGS:
        raise NotFound(what="cách chia")
    if wish.theo in _keys(asked):
        return wish.theo
    return _BELOW[seen.depth(asked.area)]


def _keys(asked: Asked) -> dict[str, str]:
    """The keys by which an area can be divided, with their labels."""
    above = {"huyen"} if seen.depth(asked.area) > 1 else set()
    above |= {"xa"} if seen.depth(asked.area) > 2 else set()
    return {slug: KEYS[key] for slug, key in KEY_SLUGS.items() if slug not in above}


async def _counted(session: AsyncSession, asked: Asked, slug: str) -> tuple[Coverage, list[Line]]:
    """The very table of the JSON door, and its rows as people read them."""
    key = KEY_SLUGS[slug]
    table = await queries.coverage_at(session, asked.as_of, asked.known_on, (key,), area=asked.area)
    groups = seen.group_names_on(clock.today(session))
    signed = await queries.signed_on(session, unnamed(table)) if key == "decision" else {}
    return table, lines_of(table, asked.area, asked.names, groups, signed)


@router.get("/bao-phu/bang.{form}", response_class=Response)
async def coverage_file(
    actor: Reader,
    session: Reading,
    form: Literal["csv", "xlsx"],
    wish: Annotated[CoverageWish, Query()],
) -> Response:
    """The table of the page as a file of open data, with its data dictionary."""
    asked = await asked_of(session, actor, wish)
    if asked.typed.wrongs:
        raise NotFound(what="bảng số liệu")
    slug = _slug(wish, asked)
    _, lines = await _counted(session, asked, slug)
    sheet = sheet_of(KEY_SLUGS[slug], f"{asked.names[asked.area]}: kết quả chi trả", lines)
    check(sheet)
    facts = {"Địa bàn": asked.names[asked.area], "Tính đến hết ngày": day(asked.as_of)}
    if asked.known_on:
        facts["Theo những gì đã biết hết ngày"] = day(asked.known_on)
    made = await asyncio.to_thread(table_file, sheet, form, facts, naming=False, public=False)
    name = f"bao-phu-{asked.area.rstrip('.')}-{asked.as_of}-{slug}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(made, media_type=MEDIA_TYPES[form], headers=headers)


@router.get("/bao-phu/ban-do")
async def coverage_map(
    actor: Reader, session: Reading, desk: Desk, response: Response, wish: Annotated[Wish, Query()]
) -> str:
    """The districts of a province where they lie, each with its rate, and the same as a list."""
    asked = await asked_of(session, actor, wish)
    lines: list[Line] = []
    if asked.typed.wrongs:
        response.status_code = 422
    elif seen.depth(asked.area) == 1:
        _, lines = await _counted(session, asked, "huyen")
    picture = (
        page_pictures.tile_map(asked.area[:2], [(one.name, one.row) for one in lines])
        if lines else ""
    )  # fmt: skip
    return desk.show(
        _HERE / "coverage_map.html", asked=asked, tabs=TABS, lines=lines, picture=picture
    )


@router.get("/bao-phu/pheu")
async def funnel(
    actor: Reader, session: Reading, desk: Desk, response: Response, wish: Annotated[Wish, Query()]
) -> str:
    """How far each group has come, from the application to the money."""
    asked = await asked_of(session, actor, wish)
    picture = ""
    if asked.typed.wrongs:
        response.status_code = 422
    else:
        known = await quick.groups_of(session, asked.ask)
        groups = await pictures.stages_kept(session, asked.ask, known)
        picture = page_pictures.funnel(groups) if groups else ""
    return desk.show(_HERE / "coverage_picture.html", asked=asked, tabs=TABS, at=2, picture=picture)


@router.get("/bao-phu/dien-bien")
async def timeline(
    actor: Reader, session: Reading, desk: Desk, response: Response, wish: Annotated[Wish, Query()]
) -> str:
    """Approved against paid, summed up day by day."""
    asked = await asked_of(session, actor, wish)
    picture = ""
    if asked.typed.wrongs:
        response.status_code = 422
    else:
        series = await pictures.days(session, asked.ask)
        picture = page_pictures.timeline(series) if any(one.points for one in series) else ""
    return desk.show(_HERE / "coverage_picture.html", asked=asked, tabs=TABS, at=3, picture=picture)
