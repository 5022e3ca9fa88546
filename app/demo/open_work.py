"""What the demonstration leaves undone, for whoever sits down at its pages afterwards.

A commune finds a filled workbook to hand in, its council a list to sit over, the chairman a batch
to sign, the treasury a run to release, and the post office orders to pull.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from app.core.settings import settings
from app.demo.cast import AGENT, PROVINCE_PATH
from app.demo.dresses import Heading, write_plain
from app.demo.people import Person
from app.demo.rows import sheet_rows
from app.demo.scenes import sit
from app.demo.stage import Stage
from app.payouts.schemas import FollowUpOrder

HANDED_IN: Final = date(2020, 10, 26)
LAST_DAY: Final = date(2020, 11, 2)
WORKBOOK: Final = "danh-sach-de-nop-mau-07.xlsx"
_MISTYPED: Final = 150_000
_AGAIN: Final = 8


@dataclass(frozen=True)
class _Shown:
    """A list that was handed in, and the posting that shows it."""

    number: int
    posting: int


async def leave(stage: Stage) -> None:
    """Bring everything to where a person takes over; the workbook goes into the data folder."""
    late = stage.province.latecomers
    async with stage.timed("việc để lại"):
        await stage.set_day(HANDED_IN, at=9)
        to_sign = await _shown(stage, "08", late.to_sign)
        to_sit_over = await _shown(stage, "07", late.to_sit_over)
        await _pay_again(stage)
        await stage.set_day(LAST_DAY)
        path = stage.cast.communes[late.commune]
        officer = await stage.cast.as_officer(path, "canbo")
        for one in (to_sign, to_sit_over):
            await officer.close_posting(one.posting)
        await _bring_to_the_chairman(stage, path, to_sign.number)
        _workbook(stage)


async def _shown(stage: Stage, form: str, people: Sequence[Person]) -> _Shown:
    """Handed in by the commune's officer, read, submitted and shown to the public."""
    late = stage.province.latecomers
    officer = await stage.cast.as_officer(stage.cast.communes[late.commune], "canbo")
    file = stage.folder / f"{form}-{late.commune}-sau.xlsx"
    _write(stage, form, people, file)
    received = await officer.receive_list(form, file.read_bytes(), file.name)
    (read,) = await officer.read_lists([received.id])
    await officer.submit_list(read.id, read.good_count or 0)
    shown = await officer.post_lists([read.id], "Trụ sở UBND", "Bảng tin")
    return _Shown(read.id, shown.id)


async def _bring_to_the_chairman(stage: Stage, path: str, number: int) -> None:
    """Three councils favour a list, and the district hands it up for signature."""
    district = f"{path.rsplit('.', 2)[0]}."
    for unit in (path, district, PROVINCE_PATH):
        await sit(stage, unit, [number])
    officer = await stage.cast.as_officer(district, "canbo")
    await officer.open_batch([number], "BS-01/TTr-UBND")


async def _pay_again(stage: Stage) -> None:
    """Two communes' absent people are to be paid once more: one run is out, one waits."""
    treasurer = await stage.cast.as_officer(PROVINCE_PATH, "taichinh")
    page = await treasurer.not_received(limit=1000)
    by_commune: dict[str, list[int]] = defaultdict(list)
    for one in page.items:
        if one.agent_code == AGENT and one.reason == "absent":
            by_commune[one.area_path].append(one.order_id)
    for orders, released in zip(list(by_commune.values())[:2], (True, False), strict=False):
        made = await treasurer.follow_up(FollowUpOrder(order_ids=orders[:_AGAIN]))
        if released:
            await treasurer.release_runs(made.run_ids)


def _workbook(stage: Stage) -> None:
    """The commune's workbook as its officer would have filled it in; one amount is mistyped."""
    people = list(stage.province.latecomers.to_hand_in)
    people[3] = people[3]._replace(amount=_MISTYPED)
    _write(stage, "07", people, settings().data_folder / WORKBOOK)


def _write(stage: Stage, form: str, people: Sequence[Person], file: Path) -> None:
    names, commune = stage.province.areas.names, stage.province.latecomers.commune
    district = stage.province.areas.district_of()[commune]
    heading = Heading(names[commune], names[district], HANDED_IN)
    write_plain(form, sheet_rows(form, people, names), heading, file)
