"""The report of 1 June: issued as it was known, then late news, then issued again both ways."""

import json
from datetime import date
from typing import Any, Final, NamedTuple

from app.demo.cast import PROVINCE_PATH
from app.demo.stage import Stage
from app.demo.truth import LATE_DISTRICT, REFERENCE_DAY, UNPAID_VI
from app.reports.issued_schemas import IssuedReportDetail, IssueOrder

_TOLD: Final = date(2020, 6, 2)
_PAID_ON: Final = date(2020, 5, 29)
_LATE: Final = 20
_BACK: Final = 2
_FORMS: Final = ("pdf", "docx", "xlsx")
_WORDS: Final = ("159.426 người", "trên 91,83%", "hơn 186 tỷ đồng", "37.125 người, đạt 97,6%")
"""From the department's own report of that day."""


class Issued(NamedTuple):
    """A report that was issued, and its files as they were then."""

    shown: IssuedReportDetail
    files: dict[str, bytes]


class News(NamedTuple):
    """What was told too late: people paid before the report, and whose money had come back."""

    paid: list[dict[str, Any]]
    back: list[dict[str, Any]]

    @property
    def people(self) -> int:
        """By so many more the day of the report had supported."""
        return len(self.paid) - len(self.back)

    @property
    def dong(self) -> int:
        """And with so much more (đồng)."""
        paid, back = (sum(line["amount_dong"] for line in lines) for lines in self)
        return int(paid - back)


async def issue(stage: Stage) -> Issued:
    """The department sees its quick report, and signs exactly that."""
    async with stage.timed("báo cáo 01/06"):
        first = await _issued(stage, "101/BC-SLĐTBXH", REFERENCE_DAY)
        content, _ = await (await _reporter(stage)).preview_report(
            "quick", REFERENCE_DAY.isoformat(), "json"
        )
        said = json.dumps(json.loads(content), ensure_ascii=False)
        whole = stage.truth.scale < 1 or all(words in said for words in _WORDS)
        stage.tally.tell("REPORT_ISSUED", whole, first.shown.number)
    return first


async def hear_late_news(stage: Stage) -> News:
    """A day later the post office tells of slips that had lain in a commune."""
    lines = [line for day in sorted(stage.told) for line in stage.told[day].get(LATE_DISTRICT, ())]
    absent = [line for line in lines if line["reason"] == UNPAID_VI["ABSENT"]]
    earlier = [one for one in lines if one["result"] == "paid" and one["done_on"] < "2020-06"]
    paid = {"result": "paid", "done_on": _PAID_ON.isoformat(), "reason": None, "reason_code": None}

    back = {
        "result": "returned", "done_on": REFERENCE_DAY.isoformat(), "reason": "Nhận thay sai người",
    }  # fmt: skip
    news = News([line | paid for line in absent[:_LATE]], [one | back for one in earlier[:_BACK]])
    await stage.set_day(_TOLD)
    agent = await stage.cast.as_officer(PROVINCE_PATH, "buudien")
    number = f"BD-{LATE_DISTRICT}-BS-{_TOLD:%Y%m%d}"
    await agent.send_statement(number, _TOLD, [*news.paid, *news.back], mode="strict")
    return news


async def issue_again(stage: Stage, first: Issued, news: News, today: date) -> None:
    """Months later: the very files once more, and the corrected report with its explanation."""
    reporter = await _reporter(stage)
    async with stage.timed("báo cáo 01/06"):
        for form, content in first.files.items():
            again = await reporter.issued_paper(first.shown.id, form)
            stage.tally.tell("REPORT_AGAIN", again == content, form)
        corrected = await _issued(stage, "215/BC-SLĐTBXH", today, corrects=first.shown.id)
        moved = (
            corrected.shown.paid_people - first.shown.paid_people,
            corrected.shown.paid_dong - first.shown.paid_dong,
        )
        right = moved == (news.people, news.dong) and corrected.files != first.files
        stage.tally.tell("REPORT_CORRECTED", right, moved)
        compared = await reporter.compare_reports(first.shown.id, corrected.shown.id)
        causes = {one.cause for one in compared.causes}
        told = sum(one.paid_people for one in compared.causes)
        explained = compared.adds_up and told == news.people and len(causes) > 1
        stage.tally.tell("REPORT_EXPLAINED", explained, compared.causes)


async def _reporter(stage: Stage) -> Any:
    return await stage.cast.as_officer(PROVINCE_PATH, "baocao")


async def _issued(stage: Stage, number: str, dated: date, corrects: int | None = None) -> Issued:
    reporter = await _reporter(stage)
    day = REFERENCE_DAY.isoformat()
    _, seen = await reporter.preview_report("quick", day, "json", corrects=corrects)
    order = IssueOrder.model_validate(
        {"kind": "quick", "as_of": day, "number": number, "dated": dated.isoformat(),
         "corrects_id": corrects, "expected_sha256": seen}
    )  # fmt: skip
    shown = await reporter.issue_report(order)
    return Issued(shown, {form: await reporter.issued_paper(shown.id, form) for form in _FORMS})
