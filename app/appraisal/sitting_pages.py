"""Pages of one sitting: automatic checks first, then alerts, then the people, one by one."""

from typing import Annotated, Any

from fastapi import Path, Query, Response
from pydantic import BaseModel, Field

from app import policy
from app.access import Actor, Desk, Permission, Reading, Writing, allow
from app.appraisal import agenda_queries, case_queries, commands, queries
from app.appraisal import minutes_facts as facts
from app.appraisal.labels import CASE_FILTERS, COUNCIL_NAMES, SITTING_STATES, VERDICTS
from app.appraisal.page_facts import (
    HERE,
    case_facts,
    desks_of,
    finding_facts,
    offices_of,
    rules_on,
    say,
)
from app.appraisal.rules import SENTENCES, Verdict, sentence_of, suggestion_of
from app.appraisal.schemas import AlertAnswer, OpinionLine, OpinionOrder
from app.core.errors import NotFound
from app.core.money import words_of
from app.core.web import following
from app.core.web.forms import Form, filled
from app.core.web.page import Posted, page_doors, see

router = page_doors()
Reader = Annotated[Actor, allow(Permission.READ_SITTING)]
Secretary = Annotated[Actor, allow(Permission.HOLD_SITTING)]
Number = Annotated[int, Path(ge=1, lt=2**62)]
_ROWS, _TICKED = 50, 30
"""Lines of a page; of one with ticks, which are heavier."""
_SPOKEN = {
    Verdict.FAVOURABLE: {"answer"},
    Verdict.UNFAVOURABLE: {"reason_code", "answer"},
    Verdict.SUPERSEDED: {"reason_code", "answer"},
    Verdict.RETURNED: {"reason_code", "answer", "return_to"},
    Verdict.ON_HOLD: {"asked_of", "question"},
}
"""Which fields of the form go with a verdict; the others were offered and not meant."""


class Walk(BaseModel):
    """Whom of a sitting a reader wants to see, from where on, and after which act."""

    loc: Annotated[str, Field(max_length=20)] = ""
    sau: Annotated[int, Field(ge=0, lt=2**62)] = 0
    xong: Annotated[str, Field(max_length=20)] = ""


@router.get("/phien-hop/{sitting_id}")
async def sitting(
    actor: Reader, session: Reading, desk: Desk, sitting_id: Number, walk: Annotated[Walk, Query()]
) -> str:
    """A sitting: what was found, what must be answered, and everybody before it."""
    found = await queries.sitting_of(session, sitting_id)
    rules, here = rules_on(found), await case_queries.before(session, found)
    counts = await case_queries.counted(session, here)
    cases = await case_queries.cases_after(session, here, walk.loc, walk.sau, _ROWS)
    kinds = await case_queries.kinds_found(session, sitting_id)
    alerts = await queries.alerts_of(session, sitting_id)
    people = await facts.people_of(session, found)
    return desk.show(
        HERE / "sitting.html", sitting=found, counts=counts, in_words=words_of(counts.dong),
        kinds=[{**one, **finding_facts(rules, one["code"])} for one in kinds], alerts=alerts,
        alert_words=SENTENCES, people=people, names={one.id: one.full_name for one in people},
        lists=await facts.lists_heard(session, found), rules=rules,
        groups=await case_queries.by_group(session, here),
        cases=[case_facts(rules, one) for one in cases], chips=_chips(counts), kind=walk.loc,
        filters=CASE_FILTERS, after=walk.sau, next=following(cases, _ROWS), done=walk.xong,
        verdicts=VERDICTS, council=COUNCIL_NAMES[found.level], states=SITTING_STATES,
        speaks=_speaks(actor, found),
    )  # fmt: skip


def _speaks(actor: Actor, found: Any) -> bool:
    """Whether the reader writes for this very council while it sits."""
    own = found.area_path == actor.unit_path and found.state == "open"
    return own and actor.may(Permission.HOLD_SITTING)


def _chips(counts: case_queries.Counted) -> dict[str, int]:
    numbers = (counts.cases, counts.found, counts.left, counts.said, counts.held)
    return dict(zip(CASE_FILTERS, numbers, strict=True))


# --- one person ----------------------------------------------------------------------------------


@router.get("/phien-hop/{sitting_id}/ho-so/{dossier_id}")
async def case(
    actor: Reader, session: Reading, desk: Desk, sitting_id: Number, dossier_id: Number
) -> str:
    """One person before a sitting: what was found, and the council's own word on the dossier."""
    found = await queries.sitting_of(session, sitting_id)
    rules, here = rules_on(found), await case_queries.before(session, found)
    row = await case_queries.case_of(session, here, dossier_id)
    counts = await case_queries.counted(session, here)
    home = await case_queries.list_of(session, row["list_id"])
    desks, one_down = desks_of(home, found.level)
    return desk.show(
        HERE / "case.html", sitting=found, one=case_facts(rules, row), rules=rules,
        findings=[finding_facts(rules, code) for code in row["codes"] or ()],
        other_groups=await case_queries.other_groups(session, sitting_id, dossier_id),
        expected=counts.cases, verdicts=VERDICTS, reasons=policy.reasons_in_words(rules),
        desks=desks, one_down=one_down, offices=offices_of(found.level), suggested=_suggested(row),
        due=(await agenda_queries.due_days(session, [dossier_id])).get(dossier_id),
        speaks=_speaks(actor, found),
    )  # fmt: skip


def _suggested(row: dict[str, Any]) -> str:
    """The reason that the first finding points to, if any does."""
    reasons = (suggestion_of(code)[1] for code in row["codes"] or ())
    return next((one for one in reasons if one), "")


@router.post("/phien-hop/{sitting_id}/ho-so/{dossier_id}", operation_id="recordOpinions")
async def speak(
    actor: Secretary,
    posted: Posted,
    session: Writing,
    response: Response,
    sitting_id: Number,
    dossier_id: Number,
) -> str:
    """The council's word on one person; the later word counts."""
    line = _line(posted, dossier_id)
    order = filled(OpinionOrder, posted, exceptions=[line])
    await commands.record_opinions(session, actor, sitting_id, order)
    return see(response, f"/phien-hop/{sitting_id}?loc=chua-tra-loi&xong=y-kien#tung-nguoi")


def _line(posted: Form, dossier_id: int) -> OpinionLine:
    """What the form says of a dossier, complete; raises FormWrong."""
    verdict = posted.get("verdict", "")
    if verdict not in _SPOKEN:
        raise posted.wrong("verdict", say("Hãy chọn một kết luận"))
    kept = _SPOKEN[Verdict(verdict)]
    missing = {
        "reason_code": say("Hãy chọn lý do"),
        "asked_of": say("Hãy chọn nơi được hỏi"),
        "question": say("Hãy viết câu hỏi"),
    } | ({"answer": say("Hãy nêu bằng lời vì sao vẫn đạt")} if kept == {"answer"} else {})
    for name, words in missing.items():
        if name in kept and not posted.get(name, "").strip():
            raise posted.wrong(name, words)
    meant = Form([one for one in posted.pairs if one[0] in kept | {"verdict"}])
    return filled(OpinionLine, meant, dossier_id=dossier_id)


# --- many people of one kind ---------------------------------------------------------------------


@router.get("/phien-hop/{sitting_id}/phat-hien/{code}")
async def kind_found(
    actor: Reader,
    session: Reading,
    desk: Desk,
    sitting_id: Number,
    code: Annotated[str, Path(max_length=80)],
    xong: bool = False,
) -> str:
    """The people of one kind of finding without a word yet; the policy's word can be given."""
    found = await queries.sitting_of(session, sitting_id)
    if code not in {one["code"] for one in await case_queries.kinds_found(session, sitting_id)}:
        raise NotFound(what="phát hiện")
    rules, here = rules_on(found), await case_queries.before(session, found)
    cases = await case_queries.cases_found(session, here, code, _TICKED)
    counts = await case_queries.counted(session, here)
    facts_of_kind = finding_facts(rules, code)
    return desk.show(
        HERE / "kind.html", sitting=found, cases=[case_facts(rules, one) for one in cases],
        expected=counts.cases, kind=facts_of_kind, verdicts=VERDICTS, rules=rules,
        reason=policy.reason_words(rules, facts_of_kind["reason"]), speaks=_speaks(actor, found),
        sentence=sentence_of(code, rules.refusal_reasons), done=xong, full=len(cases) == _TICKED,
    )  # fmt: skip


@router.post("/phien-hop/{sitting_id}/phat-hien/{code}", operation_id="recordOpinions")
async def speak_of_kind(
    actor: Secretary,
    posted: Posted,
    session: Writing,
    response: Response,
    sitting_id: Number,
    code: Annotated[str, Path(max_length=80)],
) -> str:
    """What the policy points to, said of those who were ticked; favour is never said of many."""
    verdict, reason = suggestion_of(code)
    chosen = [int(one) for one in posted.all("ho-so") if one.isascii() and one.isdecimal()]
    if verdict is None or verdict is Verdict.FAVOURABLE:
        raise posted.wrong("ho-so", say("Loại phát hiện này phải trả lời từng hồ sơ"))
    if not chosen:
        raise posted.wrong("ho-so", say("Hãy chọn ít nhất một hồ sơ"))
    lines = [OpinionLine(dossier_id=one, verdict=verdict, reason_code=reason) for one in chosen]
    order = filled(OpinionOrder, posted, exceptions=lines)
    await commands.record_opinions(session, actor, sitting_id, order)
    return see(response, f"/phien-hop/{sitting_id}/phat-hien/{code}?xong=1")


# --- alerts, and looking once more ---------------------------------------------------------------


@router.get("/phien-hop/{sitting_id}/canh-bao/{alert_id}")
async def alert(
    actor: Reader, session: Reading, desk: Desk, sitting_id: Number, alert_id: Number
) -> str:
    """What is odd about a list, and the council's answer."""
    found = await queries.sitting_of(session, sitting_id)
    told = await queries.alerts_of(session, sitting_id, alert_id)
    if not told:
        raise NotFound(what="cảnh báo")
    return desk.show(
        HERE / "alert.html", sitting=found, one=told[0], words=SENTENCES[told[0]["code"]],
        speaks=_speaks(actor, found),
    )  # fmt: skip


@router.post("/phien-hop/{sitting_id}/canh-bao/{alert_id}", operation_id="answerAlert")
async def answer_alert(
    actor: Secretary,
    posted: Posted,
    session: Writing,
    response: Response,
    sitting_id: Number,
    alert_id: Number,
) -> str:
    """The council's answer to an alert, once; raises AlertAnswered."""
    order = filled(AlertAnswer, posted)
    await commands.answer_alert(session, actor, sitting_id, alert_id, order.answer)
    return see(response, f"/phien-hop/{sitting_id}?xong=canh-bao")


@router.get("/phien-hop/{sitting_id}/xem-lai")
async def look_again(actor: Secretary, session: Reading, desk: Desk, sitting_id: Number) -> str:
    """Run the automatic checks once more over what is before the council now."""
    found = await queries.sitting_of(session, sitting_id)
    counts = await case_queries.counted(session, await case_queries.before(session, found))
    return desk.show(HERE / "look_again.html", sitting=found, expected=counts.cases)


@router.post("/phien-hop/{sitting_id}/xem-lai", operation_id="recordOpinions")
async def found_again(
    actor: Secretary, posted: Posted, session: Writing, response: Response, sitting_id: Number
) -> str:
    """What has come to light since is written down, to be answered too."""
    order = filled(OpinionOrder, posted, exceptions=[])
    await commands.record_opinions(session, actor, sitting_id, order)
    return see(response, f"/phien-hop/{sitting_id}?xong=xem-lai")
