"""Deaths and moves as files: the competent office's list, read and checked like any other."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from app import documents, register
from app.access import Actor
from app.core import clock
from app.core.db import transaction
from app.core.errors import Refused
from app.core.settings import settings
from app.intake.child import BoundedChild
from app.intake.csv_cells import CSV
from app.intake.file_schemas import Matter, NoticesFiled
from app.intake.frame import PolicyFacts
from app.intake.reader import STAGED, Summary, Task, read_parts
from app.intake.reading import limits
from app.intake.sources import XLSX
from app.intake.tasks import commune_paths, places_of
from app.register.schemas import Known, Reported

FORM_OF: dict[Matter, str] = {"died": "bao-tu", "moved": "chuyen-di"}
_SINCE: dict[str, str] = {"bao-tu": "died_on", "chuyen-di": "moved_on"}
_SHOWN_PROBLEMS = 100
_KNOWN = (
    "name_key", "birth_date", "birth_year", "sex", "cmnd", "cccd", "insurance_number",
)  # fmt: skip


class NoticesFaulty(Refused):
    """{faulty} of {rows} rows are at fault, nothing was taken in; correct them, or be lenient."""

    status: ClassVar[int] = 422
    vi: ClassVar[str] = (
        "{faulty} trong {rows} dòng có lỗi, chưa ghi nhận dòng nào; hãy sửa rồi gửi lại, "
        "hoặc chọn chỉ nhận các dòng đúng."
    )


class NoticeFile(NamedTuple):
    """A file of notices that has been read: its bytes, the people, and the faults by row."""

    content: bytes
    media_type: str
    people: list[Reported]
    faulty: int
    problems: list[dict[str, Any]]


class Told(NamedTuple):
    """One good row: who, in which commune (None where it is not said), since when."""

    known: Known
    commune: str | None
    since: date


async def read_file(
    child: BoundedChild, actor: Actor, matter: Matter, content: bytes, media_type: str
) -> NoticeFile:
    """Read and check a file of notices in the child; refuses what is no such list."""
    kind = CSV if media_type in (CSV, "application/csv", "text/plain") else XLSX
    async with transaction(actor.standing) as session:
        paths = await commune_paths(session, actor.unit_path)
        task = Task(
            form_code=FORM_OF[matter],
            day=clock.today(session),
            media_type=kind,
            limits=limits(),
            places=await places_of(session, actor.unit_path),
            own_commune=None,
            policy=PolicyFacts(clock.today(session), settings().policy_overrides),
        )
    told, faulty, problems = await child.run(read_notices, content, task)
    people = [
        Reported(
            one.known._replace(area_path=paths.get(one.commune or "", actor.unit_path)), one.since
        )
        for one in told
    ]
    return NoticeFile(content, kind, people, faulty, problems)


def read_notices(content: bytes, task: Task) -> tuple[list[Told], int, list[dict[str, Any]]]:
    """In the child: the good rows, how many are at fault, and the first faults with their rows."""
    since = _SINCE[task.form_code]
    told: list[Told] = []
    problems: list[dict[str, Any]] = []
    faulty = 0
    for part in read_parts(content, task):
        for staged in part if not isinstance(part, Summary) else ():
            row = dict(zip(STAGED, staged, strict=True))
            if row["problems"]:
                faulty += 1
                if len(problems) < _SHOWN_PROBLEMS:
                    problems += _problems(row["row_number"], json.loads(row["problems"]))
                continue
            day = date.fromisoformat(json.loads(row["facts"])[since])
            known = Known(**{name: row[name] for name in _KNOWN}, area_path="")
            told.append(Told(known, row["commune_code"], day))
    return told, faulty, problems[:_SHOWN_PROBLEMS]


def _problems(number: int, found: Iterable[dict[str, str]]) -> list[dict[str, Any]]:
    return [{"row_number": number, **one} for one in found]


async def take_in(
    session: AsyncSession, actor: Actor, matter: Matter, document_number: str, found: NoticeFile,
    *, lenient: bool,
) -> NoticesFiled:  # fmt: skip
    """Keep the file under its seal and report its people: all of them, or the good rows alone."""
    rows = len(found.people) + found.faulty
    if found.faulty and not lenient:
        raise NoticesFaulty(
            faulty=found.faulty, rows=rows, errors=[_located(one) for one in found.problems]
        )
    await documents.keep(
        session, actor, content=found.content, media_type=found.media_type,
        file_name=f"notice-{matter}",
    )  # fmt: skip
    keys = 0
    if found.people:
        keys = await register.report_notices(session, actor, matter, document_number, found.people)
    return NoticesFiled(
        rows=rows, notices=len(found.people), faulty=found.faulty, keys=keys,
        problems=found.problems,
    )  # fmt: skip


def _located(problem: dict[str, Any]) -> dict[str, str]:
    pointer = f"#/rows/{problem['row_number']}/{problem.get('field', '')}"
    return {"pointer": pointer, "code": problem["code"], "message": problem["vi"]}
