"""Lists: handing in, following the reading, correcting, and what offices need around it."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from typing import Any, Literal, TypeAlias

import httpx

from app.client.transport import Problem, Transport
from app.dossiers.schemas import ListPage, ListShown
from app.intake.application_schemas import ApplicationReceived
from app.intake.file_schemas import MappingOrder, MappingShown, Proposal
from app.intake.schemas import (
    ChangeShown,
    ListCheck,
    RowPage,
    RowShown,
    Submitted,
    VersionShown,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
JSON = "application/json"
Outcome: TypeAlias = Literal[
    "all", "good", "faulty", "doubtful", "changed", "approved", "not_approved"
]  # fmt: skip
_MEDIA_TYPES = {".csv": CSV, ".json": JSON}
_NOT_MADE_YET = "marking-not-ready"


def media_type_of(file_name: str) -> str:
    """What a file holds, by the end of its name: a workbook unless it says CSV or JSON."""
    return _MEDIA_TYPES.get(file_name[file_name.rfind(".") :].lower(), XLSX)


class Lists(Transport):
    """The doors of intake."""

    async def receive_list(
        self,
        form: str,
        content: bytes,
        file_name: str = "danh-sach.xlsx",
        *,
        media_type: str = XLSX,
        mapping_id: int | None = None,
        key: str | None = None,
    ) -> ListShown:
        """Hand in a list (XLSX, CSV or JSON); the answer is the list, soon to be read.

        `mapping_id` names the office's column mapping for a file of another software. The same
        `key` after a lost answer finds the same list.
        """
        return await self.ask(
            ListShown, "POST", "/lists", params=_asked(form, file_name, mapping_id),
            content=content, headers={"Content-Type": media_type}, key=key,
        )  # fmt: skip

    async def check_list(
        self,
        form: str,
        content: bytes,
        file_name: str = "danh-sach.xlsx",
        *,
        media_type: str = XLSX,
        mapping_id: int | None = None,
    ) -> ListCheck:
        """What reading this file would say of it; nothing is kept (dry run)."""
        asked = _asked(form, file_name, mapping_id) | {"dry_run": "true"}
        return await self.ask(
            ListCheck, "POST", "/lists", params=asked, content=content,
            headers={"Content-Type": media_type},
        )  # fmt: skip

    async def fix_list(
        self,
        list_id: int,
        content: bytes,
        file_name: str = "danh-sach.xlsx",
        *,
        media_type: str = XLSX,
        key: str | None = None,
    ) -> VersionShown:
        """A corrected file of the same list: only what changed in it changes."""
        return await self.ask(
            VersionShown, "POST", f"/lists/{list_id}/versions", params={"file_name": file_name},
            content=content, headers={"Content-Type": media_type}, key=key,
        )  # fmt: skip

    async def accept_conversion(
        self, list_id: int, encoding: Literal["tcvn3", "vni"]
    ) -> VersionShown:
        """Say in which old font the list was typed; it is read again, converted."""
        return await self.ask(
            VersionShown, "POST", f"/lists/{list_id}/conversion", json={"encoding": encoding}
        )

    async def lists(self, ids: Sequence[int] = (), state: str | None = None) -> ListPage:
        """Lists of the territory: up to 200 by number, or a page by state."""
        asked: dict[str, Any] = {"limit": 1000}
        asked |= {"list_id": list(ids)} if ids else {}
        asked |= {"state": state} if state else {}
        return await self.ask(ListPage, "GET", "/lists", params=asked)

    async def list_of(self, list_id: int) -> ListShown:
        """One list."""
        return await self.ask(ListShown, "GET", f"/lists/{list_id}")

    async def read_lists(self, ids: Sequence[int], *, every: float = 0.25) -> list[ListShown]:
        """The lists once all of them have been read (or found unreadable)."""
        while True:
            found = (await self.lists(ids)).items
            if all(one.state != "received" for one in found):
                return found
            await asyncio.sleep(every)

    async def reading(self, list_id: int) -> VersionShown:
        """How far the reading of the latest upload has come."""
        return await self.ask(VersionShown, "GET", f"/lists/{list_id}/reading")

    async def watch_reading(
        self, list_id: int, *, every: float = 0.5
    ) -> AsyncIterator[VersionShown]:
        """The reading each time it has changed, to its end; `every` is in seconds.

        Told by events; where a stream is refused or its line breaks, by asking again and again.
        """
        told: VersionShown | None = None
        try:
            async with aclosing(
                self.events(VersionShown, f"/lists/{list_id}/reading/events")
            ) as events:
                async for told in events:
                    yield told
        except (httpx.TransportError, Problem):
            pass  # whatever stands in the way of a stream; asking says what is really wrong
        while told is None or told.state == "received":
            now = await self.reading(list_id)
            if now != told:
                yield now
            told = now
            if told.state == "received":
                await asyncio.sleep(every)

    async def cancel_reading(self, list_id: int) -> None:
        """Stop a reading that has not ended."""
        await self.send("DELETE", f"/lists/{list_id}/reading")

    async def versions(self, list_id: int) -> list[VersionShown]:
        """Every upload of a list, latest first."""
        return await self.ask(list[VersionShown], "GET", f"/lists/{list_id}/versions")

    async def changes(self, list_id: int, before: int, after: int) -> list[ChangeShown]:
        """What differs between two versions, by entry."""
        asked = {"from_version": before, "to_version": after}
        return await self.ask(list[ChangeShown], "GET", f"/lists/{list_id}/changes", params=asked)

    async def rows(self, list_id: int, outcome: Outcome = "all") -> AsyncIterator[RowShown]:
        """Every row of a list with its verdict and what became of it."""
        last: int | None = 0
        while last is not None:
            asked: dict[str, Any] = {"after": last, "limit": 1000, "outcome": outcome}
            page = await self.ask(RowPage, "GET", f"/lists/{list_id}/rows", params=asked)
            for row in page.items:
                yield row
            last = page.next_after

    async def original_file(self, list_id: int, version: int | None = None) -> bytes:
        """The bytes as they were handed in."""
        asked = {} if version is None else {"version": version}
        return (await self.send("GET", f"/lists/{list_id}/file", params=asked)).content

    async def marked_workbook(self, list_id: int, *, every: float = 0.5) -> bytes:
        """The office's own workbook with every fault marked in its cell, once it is made."""
        await self.send("POST", f"/lists/{list_id}/marking")
        while True:
            try:
                return (await self.send("GET", f"/lists/{list_id}/marked.xlsx")).content
            except Problem as problem:
                if problem.code != _NOT_MADE_YET:
                    raise
            await asyncio.sleep(every)

    async def submit_list(self, list_id: int, expected: int) -> Submitted:
        """Hand the good rows in as claims; `expected` is how many were seen."""
        return await self.ask(
            Submitted, "POST", f"/lists/{list_id}/submission", json={"expected": expected}
        )

    async def withdraw_list(self, list_id: int) -> Submitted:
        """Take back a list that has not been handed in."""
        return await self.ask(Submitted, "POST", f"/lists/{list_id}/withdrawal")

    async def templates(self) -> Any:
        """The forms, as JSON: code, title, who hands them in, columns."""
        return (await self.send("GET", "/templates")).json()

    async def template(self, form: str) -> bytes:
        """The empty workbook of a form, with the communes of one's own area."""
        return (await self.send("GET", f"/templates/{form}.xlsx")).content

    async def mappings(self, form: str | None = None) -> list[MappingShown]:
        """The column mappings that one's office has named."""
        asked = {"form": form} if form else {}
        return await self.ask(list[MappingShown], "GET", "/column-mappings", params=asked)

    async def propose_columns(
        self, form: str, content: bytes, *, media_type: str = XLSX
    ) -> Proposal:
        """The headers of a file of another software, and what each is likely to mean."""
        return await self.ask(
            Proposal, "POST", "/column-mappings/proposal", params={"form": form},
            content=content, headers={"Content-Type": media_type},
        )  # fmt: skip

    async def name_columns(self, order: MappingOrder) -> MappingShown:
        """Remember which field each header of an office's own software is."""
        return await self.ask(
            MappingShown, "POST", "/column-mappings", json=order.model_dump(mode="json")
        )

    async def enter_application(
        self, form: str, fields: Mapping[str, str | int | None], key: str | None = None
    ) -> ApplicationReceived:
        """Enter one application (02, 03, 04): a list of one row.

        A faulty one is refused with a `Problem` whose errors point at its fields.
        """
        return await self.ask(
            ApplicationReceived, "POST", f"/applications/{form}", json=dict(fields), key=key
        )


def _asked(form: str, file_name: str, mapping_id: int | None) -> dict[str, Any]:
    asked: dict[str, Any] = {"form": form, "file_name": file_name}
    return asked if mapping_id is None else asked | {"mapping_id": mapping_id}
