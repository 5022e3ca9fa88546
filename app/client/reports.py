"""The department's reports: seen, issued, read again, given out as data, compared."""

from typing import Any, Literal, TypeAlias

from app.client.transport import Transport
from app.reports.issued_schemas import (
    Comparison,
    IssuedReportDetail,
    IssuedReportPage,
    IssueOrder,
    KindShown,
)

FileForm: TypeAlias = Literal["pdf", "docx", "xlsx"]
TableForm: TypeAlias = Literal["csv", "json", "xlsx"]


class IssuedReports(Transport):
    """The doors of issued reports."""

    async def report_kinds(self) -> list[KindShown]:
        """The department's papers."""
        return await self.ask(list[KindShown], "GET", "/reports/kinds")

    async def preview_report(
        self, kind: str, as_of: str, form: FileForm | Literal["json"] = "pdf", **asked: Any
    ) -> tuple[bytes, str]:
        """A draft and the hash of what it says; `asked`: known_on, area, corrects."""
        told = {"as_of": as_of} | {name: one for name, one in asked.items() if one is not None}
        answer = await self.send("GET", f"/reports/{kind}/preview.{form}", params=told)
        return answer.content, answer.headers["ETag"].strip('"')

    async def report_table(
        self, kind: str, as_of: str, key: str, form: TableForm = "csv", **asked: Any
    ) -> bytes:
        """One table of a report as of a day; `asked`: known_on, area, public."""
        told = {"as_of": as_of} | {name: one for name, one in asked.items() if one is not None}
        door = f"/reports/{kind}/tables/{key}.{form}"
        return (await self.send("GET", door, params=told)).content

    async def issue_report(self, order: IssueOrder) -> IssuedReportDetail:
        """Issue a report as its preview was seen."""
        body = order.model_dump(mode="json", exclude_none=True)
        return await self.ask(IssuedReportDetail, "POST", "/reports/issued", json=body)

    async def issued_reports(self, after: int = 0, **wanted: Any) -> IssuedReportPage:
        """A page of issued reports; `wanted`: kind, as_of, area, limit."""
        told = {"after": after} | {name: one for name, one in wanted.items() if one is not None}
        return await self.ask(IssuedReportPage, "GET", "/reports/issued", params=told)

    async def issued_report(self, report_id: int) -> IssuedReportDetail:
        """One issued report with its files and tables."""
        return await self.ask(IssuedReportDetail, "GET", f"/reports/issued/{report_id}")

    async def issued_paper(self, report_id: int, form: FileForm = "pdf") -> bytes:
        """The very file that was issued."""
        return (await self.send("GET", f"/reports/issued/{report_id}/paper.{form}")).content

    async def issued_table(
        self, report_id: int, key: str, form: TableForm = "csv", *, public: bool = False
    ) -> bytes:
        """One table of an issued report as open data."""
        door = f"/reports/issued/{report_id}/tables/{key}.{form}"
        return (await self.send("GET", door, params={"public": public})).content

    async def compare_reports(
        self, report_id: int, other: int | None = None, cells: int = 1000
    ) -> Comparison:
        """An issued report beside another one, or beside what is known now."""
        asked = {"with": other or "now", "cells": cells}
        door = f"/reports/issued/{report_id}/comparison"
        return await self.ask(Comparison, "GET", door, params=asked)
