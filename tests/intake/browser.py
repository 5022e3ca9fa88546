"""A visitor without JavaScript: keeps cookies, reads forms, fills them in and sends them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx

ORIGIN = "http://an-sinh"
BUTTONS = {"buoc", "cach"}


@dataclass
class Read(HTMLParser):
    """What stands in a page: every tag, every form with its fields, the visible text."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    forms: list[dict[str, Any]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag == "form":
            self.forms.append({"action": found["action"], "fields": {}, "names": set()})
        elif tag == "input" and found.get("name"):
            name = str(found["name"])
            self.forms[-1]["names"].add(name)
            if found.get("type") != "radio" or "checked" in found:
                self.forms[-1]["fields"][name] = found.get("value") or ""

    def handle_data(self, data: str) -> None:
        self.words.append(data)

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
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url=origin
        )

    async def look(self, address: str) -> httpx.Response:
        """One page; redirections are not followed."""
        return await self.http.get(address)

    async def send(self, page: httpx.Response, typed: dict[str, str]) -> httpx.Response:
        """Fill in the form of a page that asks for what is typed (a button counts) and send it."""
        asked = typed.keys() - BUTTONS
        form = next(
            one
            for one in read(page).forms
            if one["action"] != "/dang-xuat" and asked <= one["names"]
        )
        return await self.post(form["action"], form["fields"] | typed)

    async def post(self, address: str, fields: dict[str, str], **headers: str) -> httpx.Response:
        """Send fields as a page of the service would; `headers` change that."""
        sent = {"Origin": self.origin} | headers
        return await self.http.post(address, data=fields, headers=sent)
