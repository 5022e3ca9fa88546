"""Receiving a list and its corrections, entering its rows, handing it in, taking it back."""

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    SmallInteger,
    Text,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app import admin_units, clocks, documents, dossiers, policy, register
from app.access import Actor
from app.core import clock
from app.core.bulk import take_stock
from app.core.db import refuse_as
from app.core.errors import Refused
from app.core.jobs import enqueue
from app.core.settings import settings
from app.core.staging import count_stage, fill_stage, make_stage
from app.dossiers import BatchChanged, ListNotReady, Stage
from app.dossiers.tables import DossierList
from app.intake import doubts, queries, versions
from app.intake.forms import Form, form_of
from app.intake.queries import Waiting
from app.intake.reader import Summary
from app.intake.refusals import NothingToCorrect, NotOffered, ReadingUnderWay, WrongOffice
from app.intake.schemas import Upload
from app.intake.stage import CHOSEN_BY, COPIED, STAGE, Incoming
from app.intake.tables import ListRow, ListVersion

READ_LIST = "intake.read_list"
refuse_as("pk_list_version", ReadingUnderWay)
_S = STAGE.c


async def receive_list(
    session: AsyncSession, actor: Actor, form_code: str, upload: Upload, file_name: str
) -> int:
    """Keep the office's file and ask for it to be read; the same bytes twice are the same list."""
    form = form_of(form_code)
    level = admin_units.level_of(actor.unit_path)
    if form.handed_in_at != level:
        raise WrongOffice(form=form_code, level=level)
    seal = documents.seal_of(upload.content)
    known = await queries.same_file(session, actor.unit_path, form_code, seal)
    if known is not None:
        return known
    today, revision = clock.today(session), policy.revision_known()
    rules = policy.policy_at(today, settings().policy_overrides, revision)
    check_offered(rules, form, actor.standing.province, today)
    document_id = await documents.keep(
        session,
        actor,
        content=upload.content,
        media_type=upload.media_type,
        file_name=file_name,
    )
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
        policy_revision=revision,
        version=1,
    )
    await clocks.keep_road(session, list_id, form.group, rules)
    await dossiers.take_part(session, [list_id], [actor.officer_id], "maker")
    await _enter_version(
        session, actor, list_id, version=1, document_id=document_id, sha256=seal,
        mapping_id=upload.mapping_id,
    )  # fmt: skip
    return list_id


def check_offered(rules: policy.Policy, form: Form, province: str | None, today: date) -> None:
    """A programme's list comes from its own province, while it is taken; raises NotOffered."""
    if form.code != form.group:
        return
    rule = rules.by_code.get(form.group)
    if rule is None or rule.programme is None or not rule.is_for(province):
        raise NotOffered(group=form.group)
    if rule.programme.lists_until is not None and today > rule.programme.lists_until:
        raise NotOffered(group=form.group)


async def _enter_version(
    session: AsyncSession, actor: Actor, list_id: int, *, version: int, **facts: Any
) -> None:
    await session.execute(
        insert(ListVersion).values(
            list_id=list_id, version=version, state="received", phase="waiting",
            maker_id=actor.officer_id, area_path=actor.unit_path, **facts,
        )
    )  # fmt: skip
    await enqueue(session, READ_LIST, {"list_id": list_id, "version": version})


async def correct_list(
    session: AsyncSession, actor: Actor, list_id: int, upload: Upload, file_name: str
) -> int:
    """Keep a corrected file of the same list and ask for it to be read; answers its version.

    The bytes that already count change nothing: the answer is the version that has them.
    """
    found = await _correctable(session, actor, list_id)
    seal = documents.seal_of(upload.content)
    if found.sha256 == seal and found.state != "unreadable":
        return found.version
    document_id = await documents.keep(
        session,
        actor,
        content=upload.content,
        media_type=upload.media_type,
        file_name=file_name,
    )
    return await _next_version(
        session, actor, found, document_id=document_id, sha256=seal,
        mapping_id=await queries.mapping_used(session, list_id),
    )  # fmt: skip


async def convert_list(session: AsyncSession, actor: Actor, list_id: int, encoding: str) -> int:
    """The officer says in which old font the list was typed: the same bytes are read again."""
    found = await _correctable(session, actor, list_id)
    if not await queries.has_legacy_text(session, list_id, found.version, encoding):
        raise NothingToCorrect
    return await _next_version(
        session, actor, found, document_id=found.document_id, sha256=found.sha256,
        conversion=encoding, mapping_id=await queries.mapping_used(session, list_id),
    )  # fmt: skip


async def _correctable(session: AsyncSession, actor: Actor, list_id: int) -> DossierList:
    (found,) = await dossiers.lock_lists(session, [list_id], "read", "submitted", "unreadable")
    _check_own(actor, found)
    if await queries.reading_under_way(session, list_id):
        raise ReadingUnderWay
    return found


async def _next_version(
    session: AsyncSession, actor: Actor, found: DossierList, **facts: Any
) -> int:
    version = await queries.last_version(session, found.id) + 1
    await dossiers.take_part(session, [found.id], [actor.officer_id], "maker")
    await _enter_version(session, actor, found.id, version=version, **facts)
    return version


async def cancel_reading(session: AsyncSession, actor: Actor, list_id: int) -> None:
    """Stop reading what has not been read; a list never read is withdrawn with it."""
    found = await queries.list_of(session, list_id)
    _check_own(actor, found)
    stopped = await session.execute(
        update(ListVersion)
        .where(ListVersion.list_id == list_id, ListVersion.state == "received")
        .values(state="cancelled", phase=None)
        .returning(ListVersion.version)
    )
    if stopped.first() is None:
        raise ListNotReady(state=found.state, wanted="received")
    await dossiers.settle_list(session, list_id, "received", "withdrawn")


async def mark_unreadable(session: AsyncSession, waiting: Waiting, refusal: Refused) -> None:
    """The file is no list: say why, keep the bytes, make nothing of it."""
    problem = {"problem": refusal.sentence("vi"), "problem_code": type(refusal).__name__}
    if await _settle_version(session, waiting, "unreadable", **problem):
        await dossiers.settle_list(session, waiting.list_id, "received", "unreadable", **problem)


async def _settle_version(
    session: AsyncSession, waiting: Waiting, state: str, **facts: Any
) -> bool:
    done = await session.execute(
        update(ListVersion)
        .where(
            ListVersion.list_id == waiting.list_id, ListVersion.version == waiting.version,
            ListVersion.state == "received",
        )
        .values(state=state, phase="done", read_at=func.nation.house_now(), **facts)
        .returning(ListVersion.version)
    )  # fmt: skip
    return done.first() is not None


async def tell_progress(
    session: AsyncSession, waiting: Waiting, phase: str, rows_done: int
) -> None:
    """Say how far the reading of a version has come."""
    await session.execute(
        update(ListVersion)
        .where(
            ListVersion.list_id == waiting.list_id, ListVersion.version == waiting.version,
            ListVersion.state == "received",
        )
        .values(
            phase=phase, rows_done=rows_done,
            started_at=func.coalesce(ListVersion.started_at, func.nation.house_now()),
        )
    )  # fmt: skip


async def take_in(session: AsyncSession, incoming: Incoming) -> Summary:
    """Copy the rows of a list onto the stage as they come from the child."""
    await make_stage(session, STAGE)
    await fill_stage(session, STAGE, COPIED, incoming.records())
    await count_stage(session, STAGE, CHOSEN_BY)
    assert incoming.summary is not None
    return incoming.summary


async def enter_rows(
    session: AsyncSession, waiting: Waiting, summary: Summary, officer_id: int
) -> None:
    """Enter a staged list: people, drafts, the verdict of every row; all of it or nothing.

    The number of statements does not grow with the rows.
    """
    form = form_of(waiting.form, waiting.policy_revision)
    first = waiting.version == 1
    if not first:
        await versions.match_rows(session, waiting.list_id, waiting.before)
    await _enter_people_and_drafts(session, waiting, form, first=first)
    if form.purpose == "compilation":
        await doubts.compare_with_lists_below(session, waiting)
    await _write_verdicts(session, waiting)
    doubtful = await doubts.find(session, waiting, officer_id)
    tally = await queries.tally_of_stage(session)
    numbers = {
        "row_count": tally.rows, "good_count": tally.good, "faulty_count": tally.rows - tally.good,
        "doubt_count": doubtful,
    }  # fmt: skip
    told = {f"{change}_count": number for change, number in tally.changes.items()}
    await _settle_version(
        session, waiting, "read", **numbers, **told, rows_done=summary.rows,
        gone_count=0 if first else await versions.count_gone(session),
        rows_total=summary.rows, head=summary.head or None, legacy=summary.legacy,
    )  # fmt: skip
    await _settle_list(session, waiting, numbers | {"total_dong": tally.total_dong})


async def _settle_list(session: AsyncSession, waiting: Waiting, numbers: dict[str, int]) -> None:
    counted = {
        **numbers, "version": waiting.version, "sha256": waiting.sha256,
        "document_id": waiting.document_id, "problem": None, "problem_code": None,
    }  # fmt: skip
    for state, becomes in (("received", "read"), ("unreadable", "read"), ("read", "read"),
                           ("submitted", "submitted")):  # fmt: skip
        if await dossiers.settle_list(session, waiting.list_id, state, becomes, **counted):
            return


async def _enter_people_and_drafts(
    session: AsyncSession, waiting: Waiting, form: Form, *, first: bool
) -> None:
    if form.purpose == "employers":
        await register.enter_employers(session, STAGE, _S.good)
    if form.purpose != "claims":
        return
    if not first:
        await versions.take_back_gone(session, waiting.list_id)
    wanted = _S.act.in_(["make", "correct", "revive"])
    await register.link_people(session, STAGE, wanted)
    await register.note_conflicts(session, STAGE, wanted)
    if form.by_household:
        await register.link_households(
            session, STAGE, wanted, kind=waiting.group_code, list_year=_POOR_LIST_YEAR
        )
    if "tax_code" in form.fields or form.head:
        await register.enter_employers(session, STAGE, wanted)
    if form.group == "HKD":
        await register.link_businesses(session, STAGE, wanted)
    if "account_number" in form.fields:
        await register.note_accounts(session, STAGE, wanted)
    await dossiers.apply_stage(session, waiting.list_id, waiting.group_code, STAGE, first=first)
    await take_stock(session, "dossier", "dossier_stage", "person", "person_key")
    await register.find_likely(session, waiting.list_id, waiting.version)


_POOR_LIST_YEAR = 2019
"""The poor and near-poor lists that the programme pays by (QĐ 15: list of 2019)."""


async def _write_verdicts(session: AsyncSession, waiting: Waiting) -> None:
    given = (
        "row_number", "entry", "change", "digest", "mark", "good", "problems", "warnings",
    )  # fmt: skip
    await session.execute(
        insert(ListRow).from_select(
            ["list_id", "version", "area_path", *given],
            select(
                literal(waiting.list_id, BigInteger()), literal(waiting.version, SmallInteger()),
                literal(waiting.unit_path, Text()), *(_S[name] for name in given),
            ),
        )
    )  # fmt: skip


async def submit_list(
    session: AsyncSession, actor: Actor, list_id: int, expected: int
) -> tuple[int, Stage]:
    """Hand the good rows in as claims; they wait where the first step of their road does.

    Good rows go on while faulty ones wait: rows corrected later are handed in again in the same
    way. Raises BatchChanged when the drafts are not as many as the officer saw, or none.
    """
    (found,) = await dossiers.lock_lists(session, [list_id], "read", "submitted")
    _check_own(actor, found)
    if await queries.reading_under_way(session, list_id):
        raise ReadingUnderWay
    if form_of(found.form, found.policy_revision).purpose != "claims":
        return await _hand_in_paper(session, found, expected)
    drafts = await dossiers.count_at(session, [list_id], Stage.DRAFT)
    if found.state == "submitted" and not drafts:
        raise ListNotReady(state=found.state, wanted="read")
    if drafts != expected or not drafts:
        raise BatchChanged(expected=expected, found=drafts)
    await register.hold_people(session)
    await dossiers.take_part(session, [list_id], [actor.officer_id], "maker")
    await dossiers.settle_list(
        session, list_id, "read", "submitted", submitted_at=clock.now(session)
    )
    moved = await dossiers.move(
        session, [list_id], Stage.DRAFT, Stage.SUBMITTED, because=f"list {list_id}"
    )
    await dossiers.open_claims(session, [list_id])
    await take_stock(session, "person_claim")
    rules = dossiers.rules_of(found)
    waits_at = Stage(rules.waits_at(policy.Group(found.group_code)))
    if waits_at is not Stage.SUBMITTED:
        await dossiers.move(
            session, [list_id], Stage.SUBMITTED, waits_at, because=f"list {list_id}"
        )
    return moved, waits_at


async def _hand_in_paper(
    session: AsyncSession, found: DossierList, expected: int
) -> tuple[int, Stage]:
    """Forms that make no claims (06, 10, 11, 13, 14) are handed in as papers."""
    if found.good_count != expected or found.state != "read":
        raise BatchChanged(expected=expected, found=found.good_count or 0)
    await dossiers.settle_list(
        session, found.id, "read", "submitted", submitted_at=clock.now(session)
    )
    return expected, Stage.SUBMITTED


def _check_own(actor: Actor, found: DossierList) -> None:
    """An office hands in and takes back its own lists, not those of offices below it."""
    if found.unit_path != actor.unit_path:
        raise WrongOffice(form=found.form, level=admin_units.level_of(actor.unit_path))


async def withdraw_list(session: AsyncSession, actor: Actor, list_id: int) -> int:
    """Take back a list that has not been handed in; its rows and bytes stay on record."""
    (found,) = await dossiers.lock_lists(session, [list_id], "read", "unreadable")
    _check_own(actor, found)
    await dossiers.settle_list(session, list_id, found.state, "withdrawn")
    return await dossiers.move(
        session, [list_id], Stage.DRAFT, Stage.WITHDRAWN, because=f"list {list_id}"
    )
