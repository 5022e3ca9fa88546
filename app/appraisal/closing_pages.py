"""Pages where a sitting ends: check your answers and close, or vote for the record as it is."""

from typing import Annotated, Any

from fastapi import Path, Query, Response

from app import dossiers
from app.access import Actor, Desk, Permission, Reading, Writing, allow
from app.appraisal import case_queries, closing, hearing, queries, votes
from app.appraisal import minutes_facts as facts
from app.appraisal.labels import COUNCIL_NAMES, DESKS, LEADS_TO, VERDICTS
from app.appraisal.page_facts import HERE, case_facts, rules_on, say
from app.appraisal.rules import COUNCILS, RecordChanged
from app.appraisal.schemas import ClosingOrder, VoteOrder
from app.appraisal.tables import Sitting
from app.core.money import words_of
from app.core.web import following
from app.core.web.forms import filled
from app.core.web.page import Posted, page_doors, see
from app.dossiers import Stage

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_SITTING)]
Member = Annotated[Actor, allow(Permission.SIT)]
Number = Annotated[int, Path(ge=1, lt=2**62)]
After = Annotated[int, Query(ge=0, lt=2**62)]
_ROWS = 50


@router.get("/phien-hop/{sitting_id}/kiem-tra")
async def check(
    actor: Reader, session: Reading, desk: Desk, sitting_id: Number, sau: After = 0
) -> str:
    """Check your answers: what becomes of everybody when the sitting closes, exceptions by name."""
    found = await queries.sitting_of(session, sitting_id)
    ends = found.state == "open" and found.area_path == actor.unit_path and not found.votes_needed
    told = await _record(session, found, sau)
    return desk.show(
        HERE / "check.html", **told, closes=ends and actor.may(Permission.SIT), after=sau
    )


@router.post("/phien-hop/{sitting_id}/kiem-tra", operation_id="closeSitting")
async def close(
    actor: Member, posted: Posted, session: Writing, response: Response, sitting_id: Number
) -> str:
    """Close the sitting over exactly what the page showed; all the others are favoured."""
    order = filled(ClosingOrder, posted)
    if order.record is None:
        raise RecordChanged  # whoever closes has seen the exceptions
    if not posted.get("con-lai"):
        words = say("Hãy xác nhận đã xem các ngoại lệ và mọi hồ sơ còn lại đều đạt")
        raise posted.wrong("con-lai", words)
    await closing.close_sitting(session, actor, sitting_id, order)
    return see(response, f"/phien-hop/{sitting_id}?xong=ket-thuc")


@router.get("/phien-hop/{sitting_id}/bieu-quyet")
async def ballot(
    actor: Member, session: Reading, desk: Desk, sitting_id: Number, sau: After = 0
) -> str:
    """The record as it stands, for a member to vote on."""
    found = await queries.sitting_of(session, sitting_id)
    told = await _record(session, found, sau)
    given = await queries.voters(session, sitting_id, bytes.fromhex(told["record"]))
    return desk.show(
        HERE / "ballot.html", **told, voters=given, voted=actor.officer_id in given, after=sau,
        present=await queries.is_present(session, sitting_id, actor.officer_id),
        people=[one for one in await facts.people_of(session, found) if one.present],
    )  # fmt: skip


@router.post("/phien-hop/{sitting_id}/bieu-quyet", operation_id="vote")
async def vote(
    actor: Member, posted: Posted, session: Writing, response: Response, sitting_id: Number
) -> str:
    """A member's vote for what they saw; the last one needed closes the sitting."""
    taken = await votes.vote(session, actor, sitting_id, filled(VoteOrder, posted))
    done = "ket-thuc" if taken.closing else "phieu"
    return see(response, f"/phien-hop/{sitting_id}?xong={done}")


async def _record(session: Reading, found: Sitting, after: int) -> dict[str, Any]:
    """What a sitting saw and said, and what would become of it now."""
    here = await case_queries.before(session, found)
    counts = await case_queries.counted(session, here)
    rules = rules_on(found)
    cases = await case_queries.exceptions_after(session, here, after, _ROWS)
    record = found.record or await hearing.record_now(session, found)
    alerts = await queries.alerts_of(session, found.id)
    return {
        "sitting": found, "counts": counts, "record": record.hex(), "verdicts": VERDICTS,
        "council": COUNCIL_NAMES[found.level], "in_words": words_of(counts.favoured_dong),
        "words": _words(await case_queries.by_verdict(session, here)),
        "cases": [case_facts(rules, one) for one in cases], "rules": rules,
        "next": following(cases, _ROWS), "onward": await _onward(session, found, here.lists),
        "alerts": [one for one in alerts if one["answer"] is None],
    }  # fmt: skip


def _words(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines of the verdicts, in their order."""
    order = list(VERDICTS)
    return [_word(one) for one in sorted(found, key=lambda one: order.index(one["verdict"]))]


def _word(one: dict[str, Any]) -> dict[str, Any]:
    """One line of the verdicts: what it is called and where it leads."""
    leads = say(LEADS_TO[one["verdict"]])
    if one["return_to"]:
        leads = f"{say(DESKS[one['return_to']])}. {leads}"
    return {**one, "leads": leads}


async def _onward(session: Reading, found: Sitting, lists: list[int]) -> list[str]:
    """To which next steps the roads of the lists lead from this council, in words."""
    agenda = await case_queries.lists_on(session, lists)
    stages = closing.by_next_stage(COUNCILS[found.level], agenda)
    waits = say("chờ người có thẩm quyền ký quyết định")
    return [
        waits
        if one is Stage.AT_PROVINCE and found.level == "province"
        else say(dossiers.VIETNAMESE[one])
        for one in stages
    ]
