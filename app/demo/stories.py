"""Lists that have a story: broken and sent anew, corrected, converted, exported, sent twice."""

import asyncio
import time
from pathlib import Path

from app.client import CSV, XLSX, Client, Problem
from app.demo import dresses
from app.demo.dresses import SOFTWARE_COLUMNS, SOFTWARE_DISTRICT
from app.demo.files import FIRST_TRY, file_name
from app.demo.stage import Stage
from app.demo.truth import ListKey
from app.intake.file_schemas import MappingOrder
from app.intake.schemas import VersionShown

_FONTS = {dresses.TCVN3: "FONT_TCVN3", dresses.VNI: "FONT_VNI"}
_EVERY_SECONDS = 0.2
_MARKS = {"FFFFE066", "FFB00020"}
"""Yellow for what is wrong, red for what is missing."""


def has_story(stage: Stage, key: ListKey) -> bool:
    """Whether handing the list in takes more than one step."""
    told = stage.truth.dressing
    return key in {*told.dresses, told.mojibake, told.corrected, told.sent_twice, told.marked}


def workbook(path: Path) -> bytes:
    """The office's file, once another process has finished writing it."""
    while not path.exists():
        time.sleep(0.02)
    return path.read_bytes()


async def file_of(stage: Stage, key: ListKey, what: str = "") -> tuple[str, bytes]:
    """Name and bytes of the file of a list."""
    name = file_name(key, stage.truth.dressing, what)
    return name, await asyncio.to_thread(workbook, stage.folder / name)


async def settled(officer: Client, list_id: int) -> VersionShown:
    """The reading of the latest upload once it has ended."""
    while True:
        found = await officer.reading(list_id)
        if found.state != "received":
            return found
        await asyncio.sleep(_EVERY_SECONDS)


async def hand_in(stage: Stage, officer: Client, key: ListKey) -> None:
    """Hand in a list as its story goes; afterwards the right version of it has been read."""
    told = stage.truth.dressing
    dress = told.dresses.get(key)
    if key == told.corrected:
        await _correct(stage, officer, key)
    elif key[:2] == ("05", SOFTWARE_DISTRICT):
        await _export(stage, officer, key)
    else:
        if key == told.mojibake:
            await _broken_first(stage, officer, key)
        name, content = await file_of(stage, key)
        media_type = CSV if dress == dresses.CSV else XLSX
        received = await officer.receive_list(key.form, content, name, media_type=media_type)
        stage.enter(key, received.id)
        if key == told.sent_twice:
            again = await officer.receive_list(key.form, content, name)
            stage.tally.tell("SAME_BYTES_TWICE", again.id == received.id, name)
    if dress in _FONTS:
        await _convert(stage, officer, key, dress)
    read = await settled(officer, stage.numbers[key])
    if dress in (dresses.OFFICE, dresses.CSV):
        kind = "OFFICE_FURNITURE" if dress == dresses.OFFICE else "CSV_FILE"
        stage.tally.tell(kind, _as_planned(stage, key, read), key)
    if key == told.marked:
        await _fetch_marked(stage, officer, key)


def _as_planned(stage: Stage, key: ListKey, read: VersionShown) -> bool:
    """Every data row was read, and neither a heading nor a total beside them."""
    truth = stage.list_truths[key]
    return (read.row_count, read.good_count) == (truth.rows, truth.good_rows)


async def _broken_first(stage: Stage, officer: Client, key: ListKey) -> None:
    """The list comes with its text broken: no row of it is taken, and the office withdraws it."""
    name, content = await file_of(stage, key, FIRST_TRY)
    first = await officer.receive_list(key.form, content, name)
    read = await settled(officer, first.id)
    codes = [
        {problem["code"] for problem in row.problems or []}
        async for row in officer.rows(first.id, "faulty")
    ]
    broken = read.good_count == 0 and all("MOJIBAKE" in found for found in codes)
    stage.tally.tell("MOJIBAKE", broken and bool(codes), name)
    await officer.withdraw_list(first.id)
    withdrawn = (await officer.list_of(first.id)).state
    stage.tally.tell("LIST_WITHDRAWN", withdrawn == "withdrawn", name)


async def _correct(stage: Stage, officer: Client, key: ListKey) -> None:
    """One row put right, one changed, one added, one taken out; the service says exactly that."""
    name, content = await file_of(stage, key, FIRST_TRY)
    first = await officer.receive_list(key.form, content, name)
    before = await settled(officer, first.id)
    stage.enter(key, first.id)
    name, content = await file_of(stage, key)
    await officer.fix_list(first.id, content, name)
    read = await settled(officer, first.id)
    same = stage.list_truths[key].rows - 3
    numbers = (read.added_count, read.changed_count, read.gone_count, read.same_count)
    changes = await officer.changes(first.id, before.version, read.version)
    told = sorted(change.change for change in changes)
    expected = ["added", "changed", "changed", "gone"]
    exact = numbers == (1, 2, 1, same) and told == expected and _as_planned(stage, key, read)
    stage.tally.tell("CORRECTED_UPLOAD", exact, (name, numbers, told))
    async for row in officer.rows(first.id):
        stage.rows_of_entries[first.id, row.entry] = row.row_number


async def _export(stage: Stage, officer: Client, key: ListKey) -> None:
    """The first export is refused until its columns are named; the next needs no more words."""
    name, content = await file_of(stage, key)
    try:
        received = await officer.receive_list(key.form, content, name)
    except Problem as refused:
        if key.part > 1:
            raise
        mapping = await _name_columns(officer, content)
        received = await officer.receive_list(key.form, content, name, mapping_id=mapping)
        stage.tally.tell("OWN_SOFTWARE", refused.status == 422, name)
    else:
        stage.tally.tell("COLUMNS_REMEMBERED" if key.part > 1 else "OWN_SOFTWARE", key.part > 1)
    stage.enter(key, received.id)


async def _name_columns(officer: Client, content: bytes) -> int:
    proposed = await officer.propose_columns("05", content)
    order = MappingOrder(
        form="05", name="Phần mềm chi trả người có công", headers=proposed.headers,
        columns=dict(SOFTWARE_COLUMNS), constants={},
    )  # fmt: skip
    return (await officer.name_columns(order)).id


async def _convert(stage: Stage, officer: Client, key: ListKey, font: str) -> None:
    """The font is recognised and shown converted; on the officer's word the list is read again."""
    list_id = stage.numbers[key]
    found = await settled(officer, list_id)
    names = (found.legacy or {}).get("full_name", {})
    samples = {sample["wanted"] for sample in names.get("samples", [])}
    people = {person.full_name for person in stage.province.lists[key]}
    recognised = names.get("encoding") == font and bool(samples) and samples <= people
    await officer.accept_conversion(list_id, "vni" if font == dresses.VNI else "tcvn3")
    read = await settled(officer, list_id)
    right = recognised and found.good_count == 0 and _as_planned(stage, key, read)
    stage.tally.tell(_FONTS[font], right, (key, names, found.good_count, read.good_count))


async def _fetch_marked(stage: Stage, officer: Client, key: ListKey) -> None:
    """The office fetches its own workbook with each faulty cell marked."""
    content = await officer.marked_workbook(stage.numbers[key])
    marked = await asyncio.to_thread(_marked_rows, content)
    faults = {
        fault.row
        for fault in stage.truth.faults
        if fault.list_key == key and fault.stage == "INTAKE"
    }
    stage.tally.tell("MARKED_WORKBOOK", marked == faults, (key, marked, faults))


def _marked_rows(content: bytes) -> set[int]:
    """The rows of a marked workbook with a coloured cell that has a note."""
    # Imported here: nothing else in the play reads a workbook.
    from io import BytesIO

    from openpyxl import load_workbook

    sheet = load_workbook(BytesIO(content)).worksheets[0]
    return {
        cell.row
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None and cell.fill.fgColor.rgb in _MARKS
    }
