"""The notice that is put up: what it shows, what it hides; and what was objected to it."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader
from sqlalchemy import text

from app.access import Role
from app.client import Problem
from app.documents.issue_schemas import NumberOrder
from app.documents.schemas import PostingNotice
from app.dossiers.rules import Stage
from app.postings import notices
from app.postings.schemas import ObjectionOrder
from tests.builders import (
    COMMUNE,
    DISTRICT,
    LIST_DAY,
    OTHER_PROVINCE,
    PROVINCE,
    SIBLING,
    Town,
    at_stage,
    dossiers_of,
    posted,
    rows,
    submitted,
)
from tests.grounds import owning, raw_service, refused, scalar, set_clock
from tests.money_rows import acting, actor

CLOSE = "update posting set state = 'closed' where id = :p"
MOVE = (
    "update dossier_stage set stage = 'at_commune', because = 'x' where list_id = :l"
    " and stage = 'posted'"
)


async def shown(town: Town, house: str, people: int = 3) -> tuple[int, int]:
    """A list that is being shown: the posting's number, and the list's."""
    found = await at_stage(town, house, Stage.SUBMITTED, people)
    return (await posted(town, [found.id])).id, found.id


async def said(posting_id: int, list_id: int | None = None) -> PostingNotice:
    async with acting(actor(Role.COMMUNE_OFFICER, COMMUNE)) as session:
        return await notices.notice_of(session, posting_id, list_id)


async def why_not(call: Any) -> tuple[int, str]:
    with pytest.raises(Problem) as refusal:
        await call
    return refusal.value.status, refusal.value.code


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


async def test_the_notice_shows_the_list_and_hides_the_numbers(house: str, town: Town) -> None:
    posting, list_id = await shown(town, house)
    paper = await said(posting)
    numbers = (
        "select array_agg(id_number) from dossier where list_id = :l and id_number is not null"
    )
    clear = await scalar(house, numbers, l=list_id)
    assert clear
    assert not set(clear) & {line.identity for line in paper.lines}
    assert (paper.count, paper.starts_on) == (3, LIST_DAY)
    assert paper.letterhead.issuer == paper.objections_to == "Ủy ban nhân dân phường Trần Phú"
    assert (paper.letterhead.number, paper.letterhead.symbol) == (None, "TB-UBND")
    assert paper.places == ("Trụ sở UBND phường", "Bảng tin")
    officer = await town.at(COMMUNE)
    for form in ("pdf", "docx"):
        content = await officer.paper("posting", posting, form)
        printed = words(content) if form == "pdf" else docx_words(content)
        without_address = re.sub(r"\b[0-9a-f]{16,}", "", printed)
        assert not re.search(r"[0-9]{9}", without_address.split("Mã băm")[0])
        for one in clear:
            assert one not in printed
            assert f"*{one[-3:]}" in printed
        assert content == await officer.paper("posting", posting, form)


def docx_words(content: bytes) -> str:
    made = Document(BytesIO(content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return " ".join([*(one.text for one in made.paragraphs), *cells])


async def test_the_office_gives_the_notice_its_number_once(house: str, town: Town) -> None:
    posting, _ = await shown(town, house)
    officer = await town.at(COMMUNE)
    order = NumberOrder(number="15/TB-UBND", dated=LIST_DAY)
    for day in (LIST_DAY - timedelta(days=1), LIST_DAY + timedelta(days=1)):
        wrong = NumberOrder(number="15/TB-UBND", dated=day)
        refusal = await why_not(officer.number_paper("posting", posting, wrong))
        assert refusal == (422, "paper-out-of-time")
    given = await officer.number_paper("posting", posting, order)
    assert given.paper == f"postings/{posting}/notice"
    assert await why_not(officer.number_paper("posting", posting, order)) == (409, "paper-numbered")
    head = (await said(posting)).letterhead
    assert (head.number, head.dated) == ("15/TB-UBND", LIST_DAY)
    secretary = await town.at(COMMUNE, "thuky")
    assert (await why_not(secretary.number_paper("posting", posting, order)))[0] == 403
    sibling = await town.at(SIBLING)
    assert (await why_not(sibling.number_paper("posting", posting, order)))[0] == 404


async def test_a_number_given_is_kept(house: str, town: Town) -> None:
    posting, _ = await shown(town, house, 1)
    officer = await town.at(COMMUNE)
    await officer.number_paper("posting", posting, NumberOrder(number="16/TB", dated=LIST_DAY))
    for statement in ("update paper_number set number = 'x'", "delete from paper_number"):
        async with raw_service(house) as session:
            assert await refused(session, statement) == "42501"
        async with owning(house) as session:
            assert await refused(session, statement) == "append_only"


async def test_one_list_of_a_posting_has_a_notice_of_its_own(house: str, town: Town) -> None:
    await set_clock(house, LIST_DAY)
    lists = [(await submitted(town, form, rows(form, 2))).id for form in ("07", "08")]
    posting = (await posted(town, lists)).id
    assert (await said(posting)).count == 4
    assert (await said(posting, lists[1])).count == 2
    officer = await town.at(COMMUNE)
    assert (await why_not(officer.paper("posting", posting, list_id=999_999)))[0] == 404


@pytest.mark.parametrize(
    ("path", "seat", "status"),
    [(DISTRICT, "canbo", 200), (PROVINCE, "chutich", 200), (PROVINCE, "taichinh", 403),
     (SIBLING, "canbo", 404), (OTHER_PROVINCE, "chutich", 404)],
)  # fmt: skip
async def test_who_reads_it(house: str, town: Town, path: str, seat: str, status: int) -> None:
    posting, _ = await shown(town, house, 1)
    for door in (f"/postings/{posting}", f"/postings/{posting}/notice.pdf"):
        assert (await town.raw(town.officer(path, seat), "GET", door)).status_code == status
    odd = await town.raw(town.officer(COMMUNE), "GET", f"/postings/{posting}/notice.exe")
    assert odd.status_code == 422


async def test_what_was_said_is_listed_with_its_answer(house: str, town: Town) -> None:
    posting, list_id = await shown(town, house)
    row = await scalar(house, "select min(row_number) from dossier where list_id = :l", l=list_id)
    officer = await town.at(COMMUNE)
    order = ObjectionOrder(
        list_id=list_id, row_number=row, text="Người này đã chuyển đi.", received_on=LIST_DAY
    )
    number = await officer.object_to(posting, order)
    found = await officer.posting(posting)
    assert (found.list_ids, found.objections, found.unanswered) == ([list_id], 1, 1)
    await officer.answer_objection(number, "Đã xác minh: vẫn ở tại địa phương.")
    (heard,) = await officer.objections(posting)
    assert (heard.row_number, heard.sender) == (row, None)
    assert heard.answer == "Đã xác minh: vẫn ở tại địa phương."
    assert (await officer.posting(posting)).unanswered == 0
    assert posting in [one.id for one in (await officer.postings(posting - 1, "open")).items]


async def test_an_objection_has_its_line_and_its_day(house: str, town: Town) -> None:
    posting, list_id = await shown(town, house)
    officer = await town.at(COMMUNE)

    def order(**changes: Any) -> ObjectionOrder:
        said = {"list_id": list_id, "text": "x", "received_on": LIST_DAY} | changes
        return ObjectionOrder.model_validate(said)

    no_line = order(row_number=10_000_000)
    assert (await why_not(officer.object_to(posting, no_line)))[0] == 404
    for day in (LIST_DAY - timedelta(days=1), LIST_DAY + timedelta(days=1)):
        refusal = await why_not(officer.object_to(posting, order(received_on=day)))
        assert refusal == (422, "objection-out-of-time")
    assert await officer.object_to(posting, order())


@pytest.mark.parametrize(
    ("statement", "guard"),
    [(CLOSE, "posting disable trigger check_posting_answered"),
     (MOVE, "dossier_stage disable trigger check_objections_answered")],
)  # fmt: skip
async def test_the_database_waits_for_the_answer_too(
    house: str, town: Town, statement: str, guard: str
) -> None:
    """Also for raw SQL of the service; with the guard taken away it would not: the control."""
    posting, list_id = await shown(town, house)
    officer = await town.at(COMMUNE)
    order = ObjectionOrder(list_id=list_id, text="x", received_on=LIST_DAY)
    number = await officer.object_to(posting, order)
    whom = {"p": posting} if statement == CLOSE else {"l": list_id}
    async with raw_service(house, COMMUNE) as session:
        assert await refused(session, statement, **whom) == "ck_posting_answered"
    async with owning(house) as session:
        await session.execute(text(f"alter table {guard}"))
        assert await refused(session, statement, **whom) is None
    await officer.answer_objection(number, "Đã xác minh.")
    async with raw_service(house, COMMUNE) as session:
        assert await refused(session, statement, **whom) is None
    assert len(await dossiers_of(list_id)) == 3
