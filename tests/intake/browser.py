"""A visitor without JavaScript: keeps cookies, reads forms, fills them in and sends them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx
from sqlalchemy import text

from app.access import second_factor
from app.core import clock, db

ORIGIN = "http://an-sinh"
CODE = {"ma-6-so": "(mã đang hiện)"}
"""The second factor, given once more: the visitor types what the authenticator shows then."""
_FURTHER_BACK = 10
BUTTONS = {"buoc", "cach", "viec"}
_FIELDS = {"input", "select", "textarea"}
_TICKED = {"radio", "checkbox"}
_NO_FORM = {"/dang-xuat"}
"""Forms that stand on every page."""


@dataclass
class Read(HTMLParser):
    """What stands in a page: every tag, every form with its fields, the visible text."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    forms: list[dict[str, Any]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag == "form":
            self.forms.append(
                {"action": found.get("action"), "fields": {}, "names": set(), "pairs": []}
            )
        elif tag in _FIELDS and found.get("name") and self.forms:
            self._field(tag, str(found["name"]), found)
        elif tag == "option" and "selected" in found and self._inside:
            self.forms[-1]["fields"][self._inside] = found.get("value") or ""

    def _field(self, tag: str, name: str, found: dict[str, str | None]) -> None:
        self._inside = name if tag != "input" else ""
        self.forms[-1]["names"].add(name)
        if found.get("type") not in _TICKED or "checked" in found:
            self.forms[-1]["fields"][name] = found.get("value") or ""
            self.forms[-1]["pairs"].append((name, found.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in _FIELDS:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._inside and self.tags[-1][0] == "textarea":
            self.forms[-1]["fields"][self._inside] += data

    @property
    def text(self) -> str:
        """What a person reads."""
        return " ".join(" ".join(self.words).split())

    def attributes(self, name: str, tag: str | None = None) -> list[str]:
        """Every value of one attribute."""
        return [str(a[name]) for t, a in self.tags if name in a and tag in (None, t)]


def read(answer: httpx.Response) -> Read:
    """The page of an answer."""
    page = Read()
    page.feed(answer.text)
    return page


class Visitor:
    """A browser at the service's pages."""

    def __init__(self, app: Any, origin: str = ORIGIN) -> None:
        self.origin = origin
        self.key = ""
        """The key of the visitor's second factor, once there is one."""
        self.account_id = 0
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url=origin
        )

    async def look(self, address: str) -> httpx.Response:
        """One page; redirections are not followed."""
        return await self.http.get(address)

    async def send(self, page: httpx.Response, typed: Mapping[str, Any]) -> httpx.Response:
        """Fill in the form of a page that asks for what is typed (a button counts) and send it."""
        asked = typed.keys() - BUTTONS
        form = next(
            one
            for one in read(page).forms
            if one["action"] not in _NO_FORM and asked <= one["names"]
        )
        action = form["action"] or str(page.request.url.raw_path, "ascii")
        several = Counter(name for name, _ in form["pairs"])
        lists = {
            name: [text for one, text in form["pairs"] if one == name]
            for name, count in several.items()
            if count > 1
        }
        return await self.post(action, {**form["fields"], **lists, **typed})

    async def post(self, address: str, fields: Mapping[str, Any], **headers: str) -> httpx.Response:
        """Send fields as a page of the service would; `headers` change that."""
        if fields.get("ma-6-so") == CODE["ma-6-so"]:
            fields = {**fields, "ma-6-so": await self.code()}
        sent = {"Origin": self.origin} | headers
        return await self.http.post(address, data=fields, headers=sent)

    async def code(self) -> str:
        """Six digits that are good now, whatever was used a moment ago."""
        back = "update nation.second_factor set last_step = last_step - :far where account_id = :id"
        async with db.transaction(db.NOBODY) as session:
            await session.execute(text(back), {"far": _FURTHER_BACK, "id": self.account_id})
        return second_factor.code_at(self.key, second_factor.step_now(clock.wall_clock()))
