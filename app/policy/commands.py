"""Entering a policy document, and the word of a second person that puts it in force."""

import hashlib
from typing import Final, NamedTuple

from pydantic_core import to_json
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access import Actor
from app.core import clock
from app.core.db import refuse_as
from app.policy import known, queries
from app.policy.drafting import drafted, edition_at, enacted_on
from app.policy.enacting import EnactmentWrong
from app.policy.policy import Policy
from app.policy.programmes import Enactment
from app.policy.rules import (
    AlreadyInForce,
    EnactmentKnown,
    Group,
    NotYourPolicy,
    TwoPeopleNeeded,
)
from app.policy.tables import EnactmentPaper
from app.policy.terms import Provision

refuse_as("uq_enactment_code", EnactmentKnown)
refuse_as("ck_enactment_two_people", TwoPeopleNeeded)


class Difference(NamedTuple):
    """A value of the policy that another document would change, before and after."""

    key: str
    before: Provision | None
    after: Provision


_NUMBERING: Final = 3_012
"""The lock under which approved documents take their numbers, one after the other."""


async def enter_enactment(
    session: AsyncSession, actor: Actor, document: Enactment
) -> EnactmentPaper:
    """Keep a document that the law can take; nothing changes until somebody else approves it.

    Raises NotYourPolicy, EnactmentWrong, EnactmentKnown, NoPolicyInForce.
    """
    check_own(actor, document.province)
    check_fits(document)
    content = to_json(document)
    made = await session.scalars(
        insert(EnactmentPaper)
        .values(
            code=document.code, title=document.title, province_code=document.province,
            effective_from=document.effective_from, document=document.model_dump(mode="json"),
            digest=hashlib.sha256(content).hexdigest(), entered_by=actor.officer_id,
        )
        .returning(EnactmentPaper)
    )  # fmt: skip
    return made.one()


async def approve_enactment(
    session: AsyncSession, actor: Actor, enactment_id: int
) -> EnactmentPaper:
    """Put a document in force: lists that come in from now on are judged and walk by it.

    Raises NotFound, NotYourPolicy, AlreadyInForce, TwoPeopleNeeded, EnactmentWrong.
    """
    paper = await queries.enactment(session, enactment_id, lock=True)
    check_own(actor, paper.province_code)
    if paper.revision is not None:
        raise AlreadyInForce
    if paper.entered_by == actor.officer_id:
        raise TwoPeopleNeeded
    await session.execute(select(func.pg_advisory_xact_lock(_NUMBERING)))
    last = await session.scalar(select(func.coalesce(func.max(EnactmentPaper.revision), 0))) or 0
    await queries.catch_up(session, last)
    check_fits(Enactment.model_validate_json(to_json(paper.document)))
    paper.revision = last + 1
    paper.approved_by, paper.approved_at = actor.officer_id, clock.now(session)
    await session.flush()
    return paper


def check_own(actor: Actor, province: str | None) -> None:
    """The nation's documents are the nation's office's, a province's its own; NotYourPolicy."""
    if actor.unit_path != (f"{province}." if province else ""):
        raise NotYourPolicy(territory=province or "VN")


def check_fits(document: Enactment) -> Policy:
    """The policy drafted with the document in it; raises EnactmentWrong where it does not fit."""
    for programme in document.programmes:
        _check_free(document, programme.code)
    edition = edition_at(document.effective_from)
    try:
        found = drafted(*enacted_on(edition, edition.law, [*_standing(), document]))
    except ValueError as error:
        raise _wrong(document, "programmes", str(error), str(error)) from error
    compared = found.precedence
    if not set(compared.competing) <= set(compared.ties):
        raise _wrong(document, "benefit.ties", "a group is missing", "thiếu một nhóm đối tượng")
    if strange := {*compared.competing, *compared.ties} - set(found.by_code):
        name = min(strange)
        raise _wrong(document, "benefit", f"{name} is no group", f"{name} không phải nhóm nào")
    return found


def _standing() -> list[Enactment]:
    return [one.document for one in known.upto(known.newest())]


def differences(document: Enactment) -> list[Difference]:
    """Which values the document changes and which groups it brings; raises EnactmentWrong."""
    edition = edition_at(document.effective_from)
    before = drafted(*enacted_on(edition, edition.law, _standing()))
    after = check_fits(document)
    return [
        Difference(key, before.provisions.get(key), now)
        for key, now in after.provisions.items()
        if key not in before.provisions or before.provisions[key].value != now.value
    ]


def _wrong(document: Enactment, where: str, reason: str, reason_vi: str) -> EnactmentWrong:
    return EnactmentWrong(code=document.code, where=where, reason=reason, reason_vi=reason_vi)


def _check_free(document: Enactment, group_code: str) -> None:
    """A group of the law is changed, not written anew; another province's is not touched."""
    owners = [
        one.document.province
        for one in known.upto(known.newest())
        if any(programme.code == group_code for programme in one.document.programmes)
    ]
    if group_code in Group.__members__ or any(one != document.province for one in owners):
        raise _wrong(
            document, group_code, "this group is somebody else's",
            "mã nhóm này đã có chủ thể khác dùng",
        )  # fmt: skip
