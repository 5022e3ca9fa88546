"""The cells: who asks at which door from where, what must come of it, and what did."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Permission, Role
from app.core.owner import owner_transaction
from app.core.web.cookies import NONCE, TOKEN, mark_for
from app.core.web.forms import MARK
from app.core.web.page import Page
from tests.access.matrix.laws import PAGE_STATUSES, STATUSES, expected
from tests.access.matrix.line import Route
from tests.access.matrix.named import Ground
from tests.access.matrix.places import POSITIONS, STALE, Cast, relation, session_of
from tests.builders import PROVINCE
from tests.house.test_doors import doors_of, permission_of

API = "/api/v1"
ORIGIN = "http://an-sinh"
STRANGER = "nguoi-la"
"""The nonce of a browser in which nobody has signed in."""
_OUTSIDE = ("/healthz", "/readyz")
RIVAL = "other agent"
_QUOTES = '"<>'
_ROLES = tuple(Role)
_NO_TEXT = (".jpeg", ".jpg", ".png", ".ttf")


@dataclass(frozen=True)
class Cell:
    """One question to the service, and the word for the answer that the law promises."""

    route: Route
    role: Role | None
    position: str
    unit: str
    token: str | None
    word: str
    dry_run: bool = False

    @property
    def shut_out(self) -> bool:
        """Whether the law lets nothing through: such an act is sent in earnest."""
        return self.word not in ("open", "empty", "thin")

    @property
    def at_home(self) -> bool:
        """Whether the law lets in from the target's own place: what is sent must get there."""
        return self.word == "open" and self.position in ("own", "parent")

    def __str__(self) -> str:
        return f"{self.route.door} by {self.role} from {self.position} ({self.unit or 'nation'})"


def permissions_of(app: FastAPI) -> dict[str, Permission | None]:
    """The permission that each door names, by 'GET /lists'."""
    return {
        f"{verb} {one.path.removeprefix(API)}": permission_of(one)
        for one in doors_of(app.routes)
        for verb in one.methods or ()
    }


def in_openapi(app: FastAPI) -> set[str]:
    """Every door of the OpenAPI, as the table names it."""
    return {
        f"{verb.upper()} {path.removeprefix(API)}"
        for path, verbs in app.openapi()["paths"].items()
        for verb in verbs
    }


def described(app: FastAPI) -> set[str]:
    """Every door of the OpenAPI and every page."""
    pages = [one for one in doors_of(app.routes) if isinstance(one, Page)]
    return in_openapi(app) | {f"{verb} {one.path}" for one in pages for verb in one.methods or ()}


def cells(
    routes: Iterable[Route], permissions: Mapping[str, Permission | None], cast: Cast
) -> Iterator[Cell]:
    """Every route × every role × every position, and the same with no token and stale ones.

    A stale token is nobody's any more: each kind is shown at each door, by one role after the
    other. Who lacks the permission is asked at home and from one other place, one after the other.
    """
    for number, route in enumerate(routes):
        permission = permissions.get(route.door)
        stranger = "open" if route.law.asks == "nothing" else "stranger"
        yield Cell(route, None, "none", "", None, stranger)
        for place, kind in enumerate(STALE):
            role = _ROLES[(number * len(STALE) + place) % len(_ROLES)]
            yield Cell(route, role, kind, "", cast.stale[role, kind], stranger)
        forbidden = 0
        for role in Role:
            asked = list(_from_everywhere(route, permission, role, cast))
            if asked[0].word == "forbidden":
                forbidden += 1
                asked = [asked[0], asked[1 + forbidden % (len(asked) - 1)]]
            yield from asked
        word = expected(route.law, permission, Role.PAYMENT_AGENT, "elsewhere")
        yield Cell(route, Role.PAYMENT_AGENT, RIVAL, "-", cast.rival, word)


def _from_everywhere(
    route: Route, permission: Permission | None, role: Role, cast: Cast
) -> Iterator[Cell]:
    """One role from every position, its own place first."""
    for position, units in POSITIONS[route.home].items():
        for unit in units:
            word = expected(route.law, permission, role, relation(route.home, unit))
            yield Cell(route, role, position, unit, cast.tokens[role, unit], word)


@dataclass(frozen=True)
class Matrix:
    """The service, what stands where, and the questions put to it."""

    http: httpx.AsyncClient
    pages: httpx.AsyncClient
    """The same service to browsers; the second factor is taken as given, to see what is behind."""
    home: Ground
    others: Sequence[Ground]

    async def fault(self, cell: Cell) -> str | None:
        """What is wrong with the answer to a cell; None when the law holds."""
        answer = await self.ask(cell)
        statuses = PAGE_STATUSES if cell.route.page else STATUSES
        if answer.status_code not in statuses[cell.word]:
            return f"{cell}: {answer.status_code} where the law says {cell.word}: {_start(answer)}"
        words = _words(answer)
        if cell.route.law.asks == "nothing":
            return None
        if cell.at_home and bool(cell.route.halts) != (answer.status_code == 422):
            return f"{cell}: {cell.route.halts or 'never gets to the act'}? {_start(answer)}"
        sent = self._typed(cell.route)
        foreign = (one for one in self._foreign(cell) if one.strip(_QUOTES) not in sent)
        if leaked := sorted(one for one in foreign if one in words):
            return f"{cell}: tells {leaked[:3]} of another place"
        if self._must_show(cell) and not any(one in words for one in self._known(cell)):
            return f"{cell}: an empty listing proves nothing: {_start(answer)}"
        return None

    async def ask(self, cell: Cell) -> httpx.Response:
        """The answer; an act that the law lets in is only rehearsed."""
        route = cell.route
        place = address_of(route, self.home)
        told = route.query(self.home) if callable(route.query) else route.query
        queries = [one for one in (told, _rehearsed(cell)) if one]
        address = f"{ORIGIN}{place}{'?' if queries else ''}{'&'.join(queries)}"
        if route.page:
            return await self._ask_by_page(cell, address)
        headers = {"Authorization": f"Bearer {cell.token}"} if cell.token else {}
        content = body_of(route, self.home)
        if content is not None:
            headers["Content-Type"] = route.media_type
        return await self.http.request(route.method, address, headers=headers, content=content)

    async def _ask_by_page(self, cell: Cell, address: str) -> httpx.Response:
        """What a browser is shown, whose forms carry the mark of its own session.

        An act open to anybody is a stranger's: signing out would end the sessions asked with later.
        """
        known = cell.token and not (cell.route.acts and cell.route.law.asks == "nothing")
        token = session_of(cell.token or "") if known else ""
        headers = {"Cookie": f"{TOKEN}={token}" if token else f"{NONCE}=nguoi-la"}
        if not cell.route.acts:
            return await self.pages.get(address, headers=headers)
        fields = self._fields(cell.route)
        files = {name: one for name, one in fields.items() if isinstance(one, tuple)}
        sent = {name: one for name, one in fields.items() if name not in files}
        return await self.pages.post(
            address, data={**sent, MARK: mark_for(token or STRANGER)}, files=files or None,
            headers=headers | {"Origin": ORIGIN},
        )  # fmt: skip

    def _fields(self, route: Route) -> dict[str, Any]:
        """The fields of the form that a page is sent."""
        told = route.body(self.home) if callable(route.body) else route.body
        return dict(told or {})

    def _typed(self, route: Route) -> str:
        """What was typed into a form: a page may show it again to whoever sent it."""
        return "\n".join(map(str, self._fields(route).values())) if route.page else ""

    def _foreign(self, cell: Cell) -> Iterator[str]:
        """Secrets of every planted place that does not lie in the unit of who asks."""
        if cell.route.law.lists and cell.word == "open" and not cell.unit:
            return  # a listing of the nation's own office
        province = PROVINCE if cell.position == RIVAL else cell.unit[:3]
        for ground in (self.home, *self.others):
            if not cell.unit or not ground.path.startswith(cell.unit):
                yield from ground.secrets
            if ground.path[:3] != province:
                yield from ground.of_province

    def _known(self, cell: Cell) -> set[str]:
        """What a listing may show of the home; the heading of a page names its reader's place."""
        known = self.home.secrets | self.home.of_province
        if not cell.route.page:
            return known
        return {one for one in known if one[0] != '"' and one != f"dia_ban={cell.unit}"}

    @staticmethod
    def _must_show(cell: Cell) -> bool:
        route = cell.route
        theirs = cell.word == "open" and cell.position in ("own", "parent")
        return route.law.lists and route.shows and theirs


def _rehearsed(cell: Cell) -> str:
    in_earnest = cell.shut_out and not cell.dry_run
    return "dry_run=true" if cell.route.acts and not in_earnest else ""


def address_of(route: Route, ground: Ground) -> str:
    """The path of a door with its targets named."""
    path = route.door.partition(" ")[2]
    for name, target in route.at.items():
        named = ground.target.get(target) or ground.fact.get(target)
        found = target[1:] if target.startswith("=") else str(named)
        path = path.replace(f"{{{name}}}", found)
    return path if route.page or path in _OUTSIDE else API + path


def body_of(route: Route, ground: Ground) -> bytes | None:
    """What is sent to a door; None when it takes nothing."""
    told = route.body(ground) if callable(route.body) else route.body
    if told is None:
        return None
    return (told if isinstance(told, str) else json.dumps(told)).encode()


def _words(answer: httpx.Response) -> str:
    """The answer as text; a workbook's or document's parts one after the other."""
    if not answer.content.startswith(b"PK"):
        return answer.content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        parts = [file.read(name) for name in file.namelist() if not name.endswith(_NO_TEXT)]
        return b"\n".join(parts).decode("utf-8", "replace")


def _start(answer: httpx.Response) -> str:
    return _words(answer)[:200]


async def fingerprint(owner_url: str) -> dict[str, Any]:
    """Every row of the nation and of both provinces, hashed by table.

    But for when a session was last seen: whoever asks, is seen.
    """
    async with owner_transaction(owner_url) as session:
        found = (await session.execute(text(_TABLES))).all()
        return {f"{one.schema}.{one.name}": await _hashed(session, *one) for one in found}


async def _hashed(session: AsyncSession, schema: str, name: str) -> str:
    row = "(to_jsonb(t) - 'seen_at')::text" if name == "token" else "t::text"
    every = f"select string_agg({row}, '' order by {row}) from {schema}.{name} t"
    return hashlib.sha256(str(await session.scalar(text(every))).encode()).hexdigest()


_TABLES = (
    "select n.nspname as schema, c.relname as name from pg_class c"
    " join pg_namespace n on n.oid = c.relnamespace"
    " where c.relkind = 'r' and n.nspname in ('nation', 'p42', 'p40') order by 1, 2"
)
