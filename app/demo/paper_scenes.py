"""The lists on the other forms: handed in at their offices, judged, and submitted."""

import asyncio
from collections.abc import Mapping, Sequence

from app.client import CSV, JSON, XLSX, Client, Problem
from app.demo.areas import PROVINCE_CODE
from app.demo.cast import PROVINCE_PATH
from app.demo.dresses import Heading
from app.demo.files import LIST_DAY, PROVINCE_NAME
from app.demo.papers import Paper
from app.demo.stage import Stage
from app.demo.stories import settled
from app.demo.truth import ListKey

_MEDIA = {"xlsx": XLSX, "csv": CSV, "json": JSON}
APPLICATIONS_FORM, APPLICATIONS_DISTRICT = "04", "442"


async def maker_of(stage: Stage, code: str) -> Client:
    """Who makes lists in the office of a code: a commune's, a district's, or the department's."""
    if code == PROVINCE_CODE:
        return await stage.cast.as_officer(PROVINCE_PATH, "baocao")
    path = stage.cast.communes.get(code) or stage.cast.districts[code]
    return await stage.cast.as_officer(path, "canbo")


async def hand_in(stage: Stage, forms: Sequence[str]) -> None:
    """Hand in the lists on these forms, beside whatever else goes on."""
    papers = [paper for paper in stage.province.papers if paper.key.form in forms]
    async with asyncio.TaskGroup() as group:
        for paper in papers:
            group.create_task(_hand_in(stage, paper))
    done = sum(paper.key in stage.papers for paper in stage.province.papers)
    stage.report("các mẫu khác", done, len(stage.province.papers))


async def _hand_in(stage: Stage, paper: Paper) -> None:
    officer = await maker_of(stage, paper.key.area_code)
    names = stage.province.areas.names
    unit = names.get(paper.key.area_code, PROVINCE_NAME)
    content = paper.content(Heading(unit, PROVINCE_NAME, LIST_DAY))
    name = f"mau-{paper.key.form}-{paper.key.area_code}.{paper.media}"
    received = await officer.receive_list(
        paper.key.form, content, name, media_type=_MEDIA[paper.media]
    )
    stage.papers[paper.key] = received.id
    read = await settled(officer, received.id)
    await _judge(stage, officer, paper, received.id)
    await officer.submit_list(received.id, read.good_count or 0)


async def _judge(stage: Stage, officer: Client, paper: Paper, list_id: int) -> None:
    """Each planted fault and warning is there, in its row, and no other fault."""
    faulty: dict[int, set[str]] = {}
    warned: dict[int, set[str]] = {}
    async for row in officer.rows(list_id):
        warned[row.row_number] = {one["code"] for one in row.warnings or []}
        if not row.good:
            faulty[row.row_number] = {one["code"] for one in row.problems or []}
    for told in paper.told:
        number = paper.row_number(told.place)
        found = faulty.get(number) if told.fault else warned.get(number)
        where = f"Mẫu {paper.key.form} của {paper.key.area_code}, dòng {number}: {found}"
        caught = found == {told.code} if told.fault else told.code in (found or ())
        stage.tally.tell(told.kind, caught, where)
    for number in faulty.keys() - paper.faulty.keys():
        stage.tally.missed.append(
            f"Mẫu {paper.key.form} của {paper.key.area_code}: dòng {number} đúng mà bị bắt lỗi "
            f"{sorted(faulty[number])}"
        )


async def enter_applications(stage: Stage) -> None:
    """A commune enters applications one by one; a faulty one leaves nothing behind."""
    home = stage.province.areas.district_of()
    commune = min(code for code, district in home.items() if district == APPLICATIONS_DISTRICT)
    officer = await maker_of(stage, commune)
    asked = [
        {name: cell for name, cell in row.items() if not isinstance(cell, float)}
        for row in stage.province.applications
    ]
    await _refused_application(stage, officer, asked[0])
    for place, fields in enumerate(asked[1:], 1):
        made = await officer.enter_application(APPLICATIONS_FORM, fields)
        stage.papers[ListKey(APPLICATIONS_FORM, commune, place)] = made.list_id
        read = await settled(officer, made.list_id)
        await officer.submit_list(made.list_id, read.good_count or 0)


async def _refused_application(
    stage: Stage, officer: Client, fields: Mapping[str, str | int | None]
) -> None:
    try:
        await officer.enter_application(APPLICATIONS_FORM, fields)
    except Problem as refused:
        pointed = {error.get("pointer") for error in refused.errors}
        stage.tally.tell("APPLICATION_FAULTY", pointed == {"#/phone"}, pointed)
    else:
        stage.tally.tell("APPLICATION_FAULTY", caught=False, what=fields["phone"])
