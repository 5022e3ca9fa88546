"""The minutes of a sitting say who sat over what, what was said of whom, and how it ended."""

import asyncio
import re
from io import BytesIO
from typing import Any

import docx
import pypdf
import pytest

from app.appraisal.rules import Desk, Office, Verdict
from app.appraisal.schemas import OpinionLine
from app.client import Client, Problem
from app.documents.issue_schemas import NumberOrder
from app.dossiers.rules import Stage
from tests.builders import (
    COMMUNE,
    DISTRICT,
    SIBLING,
    Town,
    a_name,
    a_row,
    as_form,
    at_stage,
    dossiers_of,
    hearing,
    rows,
    submitted,
)
from tests.grounds import scalar
from tests.intake.browser import Visitor
from tests.service import the_service


async def pdf_of(reader: Client, sitting: int) -> str:
    """The text of the minutes, on one line."""
    content = await reader.paper("minutes", sitting)
    pages = await asyncio.to_thread(lambda: pypdf.PdfReader(BytesIO(content)).pages)
    return " ".join(" ".join(page.extract_text() for page in pages).split())


async def docx_of(reader: Client, sitting: int) -> str:
    content = await reader.paper("minutes", sitting, "docx")
    made: Any = docx.Document(BytesIO(content))
    cells = (cell.text for table in made.tables for row in table.rows for cell in row.cells)
    return " ".join((*(one.text for one in made.paragraphs), *cells))


@pytest.mark.usefixtures("two_votes")
async def test_the_minutes_hold_everything_a_sitting_did(house: str, town: Town) -> None:
    one = a_row("07", full_name=a_name(), birth="01/02/1960", id_number=None)
    people = [one, *rows("07", 4)]
    found = await at_stage(town, house, Stage.AT_COMMUNE, people)
    same = {name: one[name] for name in ("full_name", "birth", "sex", "id_number")}
    await submitted(town, "07", [a_row("07", **same)], SIBLING)
    cases = await dossiers_of(found.id)
    secretary, council = await town.at(COMMUNE, "thuky"), town.councils[COMMUNE]
    sitting = await secretary.open_sitting(
        [found.id], council[:3], chair=council[2], place="Hội trường UBND phường"
    )
    assert [one.dossier_id for one in await secretary.findings(sitting.id)] == cases[:1]
    words = [
        OpinionLine(dossier_id=cases[0], verdict=Verdict.FAVOURABLE, answer="Đã gặp cả hai."),
        OpinionLine(
            dossier_id=cases[1], verdict=Verdict.UNFAVOURABLE, reason_code="NOT_ELIGIBLE"
        ),
        OpinionLine(
            dossier_id=cases[2], verdict=Verdict.RETURNED, reason_code="NOT_ELIGIBLE",
            answer="Thiếu giấy tờ", return_to=Desk.MAKER,
        ),
        OpinionLine(
            dossier_id=cases[3], verdict=Verdict.ON_HOLD, asked_of=Office.MAKER,
            question="Có hồ sơ khuyết tật không?",
        ),
    ]  # fmt: skip
    await secretary.record_opinions(sitting.id, 5, words)
    draft = await pdf_of(secretary, sitting.id)
    assert "đề nghị hỗ trợ 2 hồ sơ" in draft
    for seat in ("uyvien1", "uyvien2"):
        member = await town.at(COMMUNE, seat)
        seen = await member.sitting(sitting.id)
        await member.vote(sitting.id, 5, seen.record)
    names = "select string_agg(full_name, '|' order by id) from nation.officer where id = any(:o)"
    officers = (await scalar(house, names, o=council[:3])).split("|")
    for text in (await pdf_of(secretary, sitting.id), await docx_of(secretary, sitting.id)):
        for word in (
            *officers,
            *(row["full_name"] for row in people[1:4]),
            "Hội đồng thẩm định phường Trần Phú",
            "Hội trường UBND phường",
            "Chủ trì",
            "thành viên; có mặt 3, vắng mặt",
            f"Danh sách số {found.id}, mẫu 07",
            "xem xét 5 hồ sơ",
            "1 hồ sơ không đủ điều kiện, 1 hồ sơ trả lại, 1 hồ sơ tạm dừng xem xét",
            "Trả lại nơi lập danh sách",
            "Thiếu giấy tờ",
            "Tạm dừng xem xét",
            "Có hồ sơ khuyết tật không?",
            "Đã gặp cả hai",
            "đề nghị hỗ trợ 2 hồ sơ",
            "3.000.000",
            "2 tán thành, 0 không tán thành, 1 không có ý kiến",
        ):
            assert word in text, word
        assert people[4]["full_name"] not in text


async def test_what_an_earlier_sitting_asked_is_in_the_minutes_of_the_later_one(
    house: str, town: Town
) -> None:
    found = await at_stage(town, house, Stage.AT_DISTRICT, 2)
    held, _ = await dossiers_of(found.id)
    secretary = await town.at(DISTRICT, "thuky")
    first = await hearing(town, [found.id], DISTRICT)
    await secretary.put_on_hold(first.id, 2, held, Office.COMMUNE, "Còn ở xã không?")
    await secretary.close_sitting(first.id, 2)
    second = await hearing(town, [found.id], DISTRICT)
    await secretary.close_sitting(second.id, 1)
    for sitting, seen, up in ((first.id, 2, 1), (second.id, 1, 0)):
        text = await pdf_of(secretary, sitting)
        assert f"xem xét {seen} hồ sơ" in text
        assert "Hỏi cấp xã: Còn ở xã không?" in text
        assert f"đề nghị hỗ trợ {up} hồ sơ" in text


async def test_the_minutes_stay_what_they_were_after_a_return(house: str, town: Town) -> None:
    """The commune's minutes do not change when the district sends a dossier back."""
    person = a_row("08")
    found = await at_stage(town, house, Stage.AT_COMMUNE, [person, a_row("08")], form="08")
    await submitted(town, "07", [as_form("07", person)], SIBLING)
    secretary = await town.at(COMMUNE, "thuky")
    sitting = await hearing(town, [found.id], COMMUNE)
    gone, back = await dossiers_of(found.id)
    word = OpinionLine(dossier_id=gone, verdict=Verdict.SUPERSEDED, reason_code="SUPERSEDED")
    await secretary.record_opinions(sitting.id, 2, [word])
    await secretary.close_sitting(sitting.id, 2)
    before = await secretary.paper("minutes", sitting.id)
    above = await town.at(DISTRICT, "thuky")
    again = await hearing(town, [found.id], DISTRICT)
    word = OpinionLine(dossier_id=back, verdict=Verdict.RETURNED, reason_code="NOT_ELIGIBLE")
    await above.record_opinions(again.id, 1, [word])
    await above.close_sitting(again.id, 1)
    assert await secretary.paper("minutes", sitting.id) == before


async def test_who_reads_the_minutes_is_kept_with_whom_they_name(house: str, town: Town) -> None:
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    (case,) = await dossiers_of(found.id)
    secretary = await town.at(COMMUNE, "thuky")
    sitting = await hearing(town, [found.id], COMMUNE)
    word = OpinionLine(dossier_id=case, verdict=Verdict.UNFAVOURABLE, reason_code="NOT_ELIGIBLE")
    await secretary.record_opinions(sitting.id, 1, [word])
    await secretary.paper("minutes", sitting.id)
    looks = (
        "select count(*) from access_log l join seen_person s on s.set_id = l.set_id"
        " join dossier d on d.person_id = s.person_id"
        " where l.about = 'sitting' and l.about_id = :s and d.id = :d"
    )
    assert await scalar(house, looks, s=sitting.id, d=case) == 1
    sibling = town.officer(SIBLING, "thuky")
    for kind in ("pdf", "docx"):
        answer = await town.raw(sibling, "GET", f"/sittings/{sitting.id}/minutes.{kind}")
        assert answer.status_code == 404


async def test_numbered_minutes_are_known_to_whoever_asks(house: str, town: Town) -> None:
    """Numbered once, and only when the sitting is closed; the QR leads to the page that knows."""
    found = await at_stage(town, house, Stage.AT_COMMUNE, 1)
    secretary = await town.at(COMMUNE, "thuky")
    sitting = await hearing(town, [found.id], COMMUNE)
    day = (await secretary.sitting(sitting.id)).held_on
    order = NumberOrder(number="7", dated=day)
    with pytest.raises(Problem, match="sitting-still-open"):
        await secretary.number_paper("minutes", sitting.id, order)
    await secretary.close_sitting(sitting.id, 1)
    await secretary.number_paper("minutes", sitting.id, order)
    with pytest.raises(Problem, match="paper-numbered"):
        await secretary.number_paper("minutes", sitting.id, order)
    printed = await pdf_of(secretary, sitting.id)
    issued = (
        "select encode(mark, 'hex') from nation.issued_paper where batch_hash ="
        " (select record from sitting where id = :s)"
    )
    mark = await scalar(house, issued, s=sitting.id)
    assert mark in re.sub(r"\s", "", printed)
    visitor = Visitor(the_service())
    async with visitor.http:
        page = await visitor.look(f"/v/{mark}")
    assert (page.status_code, "Biên bản" in page.text) == (200, True)
