"""Doors of the register: notices, pairs and rulings, people, look-ups."""

from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import AwareDatetime

from app import audit
from app.access import Actor, Permission, Reading, Writing, allow
from app.audit import Window
from app.audit.schemas import ViewPage, ViewShown
from app.core.web import Cursor, Doors, PageSize, after
from app.register import lookups, notices, queries, rulings
from app.register.schemas import (
    DeathList,
    LookUpAnswer,
    LookUpOrder,
    NoticeList,
    NoticesKept,
    PairPage,
    PairPerson,
    PairShown,
    PersonShown,
    Reason,
    RelativeList,
    Reported,
    RulingMade,
    RulingOrder,
    RulingShown,
    UndoingOrder,
)

router = Doors(tags=["register"])
Reporter = Annotated[Actor, allow(Permission.REPORT_NOTICE)]
Reader = Annotated[Actor, allow(Permission.READ_IDENTITY)]
Judge = Annotated[Actor, allow(Permission.RULE_ON_IDENTITY)]
Number = Annotated[int, Path(ge=1, lt=2**62)]


@router.post("/deaths", status_code=201, operation_id="reportDeaths")
async def report_deaths(actor: Reporter, session: Writing, order: DeathList) -> dict[str, int]:
    """Deaths known to the competent office; kept as keyed digests, compared at every appraisal."""
    told = [Reported(one.as_known(), one.died_on) for one in order.deaths]
    keys = await notices.report_notices(session, actor, "died", order.document_number, told)
    return {"deaths": len(told), "keys": keys}


@router.post("/notices", status_code=201, operation_id="reportNotices")
async def report_notices(actor: Reporter, session: Writing, order: NoticeList) -> NoticesKept:
    """Who died, moved away, is in prison or abroad; kept as keyed digests, never by name."""
    told = [Reported(one.as_known(), one.since) for one in order.people]
    keys = await notices.report_notices(session, actor, order.matter, order.document_number, told)
    return NoticesKept(notices=len(told), keys=keys)


@router.post("/staff-relatives", status_code=201, operation_id="declareRelatives")
async def declare_relatives(
    actor: Annotated[Actor, allow(Permission.DECLARE_RELATIVE)],
    session: Writing,
    order: RelativeList,
) -> NoticesKept:
    """An officer names relatives; an appraisal of a list of that office is told, by digest."""
    keys = await notices.declare_relatives(session, actor, order.relatives)
    return NoticesKept(notices=len(order.relatives), keys=keys)


@router.get("/identity/pairs", operation_id="readPairs")
async def read_pairs(
    actor: Reader,
    session: Reading,
    last: Cursor = 0,
    limit: PageSize = 100,
    history: Annotated[bool, Query(description="settled pairs too")] = False,
) -> PairPage:
    """Two people of the territory who may be one: why, how much, and what was ruled."""
    rows = await queries.pairs_after(session, last, limit, history=history)
    words = await queries.rulings_on(session, [(row["person_a"], row["person_b"]) for row in rows])
    items = [_pair(row, words[row["person_a"], row["person_b"]]) for row in rows]
    return PairPage(items=items, next_after=after(rows, limit, "pair_id"))


def _pair(row: dict[str, Any], words: list[Any]) -> PairShown:
    def person(prefix: str) -> PairPerson:
        return PairPerson(**{name: row[prefix + name] for name in PairPerson.model_fields})

    return PairShown(
        id=row["pair_id"],
        state=row["state"],
        score=row["score"],
        reasons=[Reason(code=one, vi=queries.REASONS[one]) for one in row["reasons"]],
        area_path=row["pair_path"],
        found_at=row["found_at"],
        one=person("one_"),
        other=person("other_"),
        rulings=[RulingShown.model_validate(word) for word in words],
    )


@router.post("/identity/pairs/{pair_id}/ruling", status_code=201, operation_id="ruleOnPair")
async def rule_on_pair(
    actor: Judge, session: Writing, pair_id: Number, order: RulingOrder
) -> RulingMade:
    """Declare the two one and the same (their claims are then one person's), or different."""
    return await rulings.rule(session, actor, pair_id, order)


@router.post("/identity/pairs/{pair_id}/undoing", status_code=201, operation_id="undoRuling")
async def undo_ruling(
    actor: Judge, session: Writing, pair_id: Number, order: UndoingOrder
) -> RulingMade:
    """Take back the ruling that stands; both stay in the history."""
    return await rulings.undo(session, actor, pair_id, order)


@router.get("/persons/{person_id}", operation_id="readPerson")
async def read_person(actor: Reader, session: Reading, person_id: Number) -> PersonShown:
    """One person of the territory, numbers masked, with households and rulings."""
    return PersonShown.model_validate(dict(await queries.person_shown(session, person_id)))


@router.get("/persons/{person_id}/viewers", operation_id="readViewers")
async def read_viewers(  # noqa: PLR0913 - a door names all that it takes
    actor: Annotated[Actor, allow(Permission.READ_HISTORY)],
    session: Reading,
    person_id: Number,
    last: Cursor = 0,
    limit: PageSize = 100,
    since: Annotated[AwareDatetime | None, Query(alias="from")] = None,
    before: Annotated[AwareDatetime | None, Query(alias="to")] = None,
) -> ViewPage:
    """Who saw this person's numbers in clear, under whichever number the register had them."""
    numbers = await queries.numbers_of(session, person_id)
    rows = await audit.viewers_of(session, numbers, last, limit, Window(since, before))
    return ViewPage(
        items=[ViewShown.model_validate(row) for row in rows], next_after=after(rows, limit)
    )


@router.post("/person-lookups", operation_id="lookUpPerson")
async def look_up_person(
    actor: Annotated[Actor, allow(Permission.LOOK_UP_PERSON)], order: LookUpOrder
) -> LookUpAnswer:
    """Whether somebody is claimed already, here or elsewhere: a code, and nothing more.

    Opens its own transactions: there is no rehearsal of a question, and a refused one is kept too.
    """
    return await lookups.asked(actor, order)
