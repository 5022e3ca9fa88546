"""Receiving a list, writing its rows, handing it in, taking it back."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Integer, Text, insert, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from app import admin_units, documents, dossiers, policy, register
from app.access import Actor
from app.core import clock
from app.core.bulk import rows_of, take_stock
from app.core.errors import Refused
from app.core.jobs import enqueue
from app.core.settings import settings
from app.core.text import fold
from app.dossiers import BatchChanged, ListNotReady, NewDossier, Stage
from app.dossiers.tables import DossierList
from app.intake import queries
from app.intake.forms import FORMS
from app.intake.queries import Waiting
from app.intake.reader import ReadList
from app.intake.refusals import WrongOffice
from app.intake.rules import CheckedRow
from app.intake.tables import ListRow

READ_LIST = "intake.read_list"


async def receive_list(
    session: AsyncSession, actor: Actor, form_code: str, content: bytes, media_type: str,
    file_name: str,
) -> int:  # fmt: skip
    """Keep the office's file and ask for it to be read; the same bytes twice are the same list."""
    form = FORMS[form_code]
    level = admin_units.level_of(actor.unit_path)
    if form.compiled_by != level:
        raise WrongOffice(form=form_code, level=level)
    seal = documents.seal_of(content)
    known = await queries.same_file(session, actor.unit_path, form_code, seal)
    if known is not None:
        return known
    document_id = await documents.keep(
        session, actor, content=content, media_type=media_type, file_name=file_name
    )
    today = clock.today(session)
    rules = policy.policy_at(today, settings().policy_overrides)
    list_id = await dossiers.enter_list(
        session,
        form=form_code,
        group_code=form.group,
        unit_path=actor.unit_path,
        compiled_on=today,
        sha256=seal,
        document_id=document_id,
        maker_id=actor.officer_id,
        policy_version=rules.version.code,
    )
    await dossiers.take_part(session, [list_id], [actor.officer_id], "maker")
    await enqueue(session, READ_LIST, {"list_id": list_id})
    return list_id


async def mark_unreadable(session: AsyncSession, list_id: int, refusal: Refused) -> None:
    """The file is no list: say why, keep the bytes, make nothing of it."""
    await dossiers.settle_list(
        session,
        list_id,
        "received",
        "unreadable",
        problem=refusal.sentence("vi"),
        problem_code=type(refusal).__name__,
    )


async def write_rows(session: AsyncSession, waiting: Waiting, found: ReadList) -> bool:
    """The verdict of every row, people into the register, good rows as drafts: all or nothing.

    False when another worker was quicker; the number of statements does not grow with the rows.
    """
    good = [row for row in found.rows if not row["problems"]]
    taken = await dossiers.settle_list(
        session,
        waiting.id,
        "received",
        "read",
        row_count=len(found.rows),
        good_count=len(good),
        faulty_count=len(found.rows) - len(good),
        total_dong=sum(row["amount_dong"] for row in good),
    )
    if not taken:
        return False
    await _write_verdicts(session, waiting, found.rows)
    if good:
        await _write_dossiers(session, waiting, good)
        await take_stock(session, "dossier", "dossier_stage", "person", "person_key", "list_row")
    return True


async def _write_verdicts(session: AsyncSession, waiting: Waiting, rows: list[CheckedRow]) -> None:
    given = rows_of(
        row_number=(Integer(), [row["row_number"] for row in rows]),
        good=(Boolean(), [not row["problems"] for row in rows]),
        problems=(JSONB(none_as_null=True), [row["problems"] or None for row in rows]),
    )
    await session.execute(
        insert(ListRow).from_select(
            ["list_id", "area_path", *given.c.keys()],
            select(
                literal(waiting.id, BigInteger()), literal(waiting.unit_path, Text()),
                *given.c.values(),
            ),
        )
    )  # fmt: skip


async def _write_dossiers(session: AsyncSession, waiting: Waiting, good: list[CheckedRow]) -> None:
    areas = [_area(waiting.unit_path, row) for row in good]
    people = await register.find_or_add(
        session, [_claimant(row, area) for row, area in zip(good, areas, strict=True)]
    )
    households = await _households(session, waiting, good, areas)
    drafts = [
        _dossier(row, person, household, area)
        for row, person, household, area in zip(good, people, households, areas, strict=True)
    ]
    await dossiers.draft(session, waiting.id, waiting.group_code, drafts)


def _area(unit_path: str, row: CheckedRow) -> str:
    """A commune's list lies in the commune; a district's rows name theirs."""
    if admin_units.level_of(unit_path) == "commune":
        return unit_path
    return f"{unit_path}{row['commune_code']}."


def _claimant(row: CheckedRow, area: str) -> register.Claimant:
    return register.Claimant(
        row["full_name"], row["name_key"], row["birth_date"], row["birth_year"], row["sex"],
        row["id_kind"], row["id_number"], area,
    )  # fmt: skip


async def _households(
    session: AsyncSession, waiting: Waiting, good: list[CheckedRow], areas: list[str]
) -> list[int | None]:
    if not FORMS[waiting.form].by_household:
        return [None] * len(good)
    keys = [
        (area, fold(row["hamlet"] or ""), row["household_number"] or "")
        for row, area in zip(good, areas, strict=True)
    ]
    asked: list[dict[str, Any]] = [
        {"area_path": area, "hamlet_key": hamlet, "number": number,
         "head_name": row["household_head"] or row["full_name"]}
        for (area, hamlet, number), row in zip(keys, good, strict=True)
    ]  # fmt: skip
    found = await register.find_or_add_households(
        session, asked, kind=waiting.group_code, list_year=_POOR_LIST_YEAR
    )
    return [found[key] for key in keys]


_POOR_LIST_YEAR = 2019
"""The poor and near-poor lists that the programme pays by (QĐ 15: list of 2019)."""


def _dossier(row: CheckedRow, person: int, household: int | None, area: str) -> NewDossier:
    return NewDossier(
        row["row_number"], person, household, row["months"], row["amount_dong"],
        row["full_name"], row["birth_date"], row["birth_year"], row["sex"], row["id_number"],
        row["hamlet"], row["category"], row["note"], area,
    )  # fmt: skip


async def submit_list(
    session: AsyncSession, actor: Actor, list_id: int, expected: int
) -> tuple[int, Stage]:
    """Hand in what lies on the office's desk: its drafts become claims under way.

    The first time these are the good rows of the list, later the cases that a council returned.
    Groups that are not posted on their road (people with merit) go straight to the district.
    Raises BatchChanged when the drafts are not as many as the officer saw, or none.
    """
    (found,) = await dossiers.lock_lists(session, [list_id], "read", "submitted")
    _check_own(actor, found)
    drafts = await dossiers.count_at(session, [list_id], Stage.DRAFT)
    if found.state == "submitted" and not drafts:
        raise ListNotReady(state=found.state, wanted="read")
    if drafts != expected or not drafts:
        raise BatchChanged(expected=expected, found=drafts)
    await dossiers.take_part(session, [list_id], [actor.officer_id], "maker")
    await dossiers.settle_list(
        session, list_id, "read", "submitted", submitted_at=clock.now(session)
    )
    moved = await dossiers.move(
        session, [list_id], Stage.DRAFT, Stage.SUBMITTED, because=f"list {list_id}"
    )
    await dossiers.open_claims(session, [list_id])
    await take_stock(session, "person_claim")
    rules = policy.policy_at(clock.today(session), settings().policy_overrides)
    if rules.group(found.group_code).posted:
        return moved, Stage.SUBMITTED
    await dossiers.move(
        session, [list_id], Stage.SUBMITTED, Stage.AT_DISTRICT, because=f"list {list_id}"
    )
    return moved, Stage.AT_DISTRICT


def _check_own(actor: Actor, found: DossierList) -> None:
    """An office hands in and takes back its own lists, not those of offices below it."""
    if found.unit_path != actor.unit_path:
        raise WrongOffice(form=found.form, level=admin_units.level_of(actor.unit_path))


async def withdraw_list(session: AsyncSession, actor: Actor, list_id: int) -> int:
    """Take back a list that has not been handed in; its rows and bytes stay on record."""
    (found,) = await dossiers.lock_lists(session, [list_id], "read")
    _check_own(actor, found)
    await dossiers.settle_list(session, list_id, "read", "withdrawn")
    return await dossiers.move(
        session, [list_id], Stage.DRAFT, Stage.WITHDRAWN, because=f"list {list_id}"
    )
