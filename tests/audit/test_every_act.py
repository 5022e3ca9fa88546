"""Every act that succeeds leaves a line that names its account and its officer, in its transaction.

A new door that acts is one more line in ACTS, in an order in which all of them can be done: the
door as in tests/access/matrix/routes.py (whose body and targets are used unless others are said),
who does it, and the record that must grow. A door that is missing fails. What is enacted and what
day is a holiday here holds nowhere else: the house is the module's own.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from app.core.owner import owner_transaction
from app.payouts.schemas import FollowUpOrder
from app.policy.known import forget
from tests.access.matrix.cells import address_of, body_of, in_openapi
from tests.access.matrix.ground import plant
from tests.access.matrix.laws import TERRITORY
from tests.access.matrix.line import Route
from tests.access.matrix.named import Ground
from tests.access.matrix.routes import ROUTES
from tests.audit.matters import BANK_DAY, add_matters
from tests.builders import (
    DECISION_DAY,
    FAR_COMMUNE,
    FAR_DISTRICT,
    LIST_DAY,
    PROVINCE,
    Officer,
    Town,
    a_list,
    a_row,
    dossiers_of,
    submitted,
)
from tests.grounds import (
    a_house_of_its_own,
    become_service,
    enter,
    owning,
    refused,
    set_clock,
)
from tests.programmes import a_document, a_programme
from tests.service import the_service
from tests.supervision.matters import answered, brought
from tests.supervision.test_samples import seeded

CHANGE, HISTORY, NATION = "change_log", "dossier_history", "nation.act_log"
LOOK_UP = "nation.look_up"
NO_LINE = {
    "POST /tokens": "a token names its account and appointment; nobody acts yet",
    "POST /tokens/machine": "the same; what was signed is remembered, and its key is named",
    "DELETE /tokens/current": "the token itself keeps when it was given back",
    "PUT /clock": "the clock of demonstrations and tests; no house in use has one",
    "POST /policy/eligibility": "a question about the law; nothing is kept",
    "POST /column-mappings/proposal": "a question about a file; nothing is kept",
    "POST /lists/{list_id}/marking": "asks for a copy; who reads it is kept as a look",
}
"""Doors that act on nothing of which a line could tell."""


@dataclass(frozen=True)
class Act:
    """A door, the seat from which it is used, and the record in which it leaves its line."""

    door: str
    path: str
    seat: str
    record: str = CHANGE
    body: Any = None
    at: dict[str, str] = field(default_factory=dict)
    day: Any = DECISION_DAY


def _objection(ground: Ground) -> dict[str, Any]:
    return {"list_id": ground["running list"], "text": "x", "received_on": str(LIST_DAY)}


def _council(ground: Ground) -> dict[str, Any]:
    return {"list_ids": [ground["list heard"]], "present": ground.fact["council"]}


def _word(ground: Ground) -> dict[str, Any]:
    one = {"dossier_id": ground["before the council"], "verdict": "favourable", "answer": "Đúng."}
    return {"expected": 2, "exceptions": [one]}


def _report(ground: Ground) -> dict[str, Any]:
    return _REPORT | {
        "number": "ma-tran/16",
        "dated": _DAY,
        "expected_sha256": ground.fact["draft"],
    }


def _vote(ground: Ground) -> dict[str, Any]:
    return {"expected": 1, "record": ground.fact["record"]}


def _complaint(ground: Ground) -> Any:
    return brought(list_id=ground["contested"]).model_dump(mode="json")


def _later(name: str, ground: Ground, **said: Any) -> dict[str, Any]:
    seen = {"number": f"ma-tran/{name}", "signed_on": _DAY, "expected_root": ground.fact[name]}
    return seen | {"reason": "Rà soát lại"} | said


def _adjustment(ground: Ground) -> dict[str, Any]:
    line = {"dossier_id": ground["removed"], "act": "remove", "reason_code": "NOT_ELIGIBLE"}
    return _later("adjusted", ground, lines=[line])


def _revocation(ground: Ground) -> dict[str, Any]:
    return _later("revoked", ground, reason_code="NOT_ELIGIBLE")


_REPORT = {"kind": "quick", "as_of": str(LIST_DAY), "area": "42.449."}
_C, _D = FAR_COMMUNE, FAR_DISTRICT
_DAY = str(DECISION_DAY)
_NUMBER = {"number": "ma-tran/10", "dated": _DAY}
_WORDS = {"words": "Cần xác minh thêm"}
_SAMPLE = seeded("second seed 2020", size=1).model_dump(mode="json")
_RESULT = {"result": "in_order", "words": "Đúng người.", "seen_on": _DAY}
_DAY_OFF = {
    "day": "2020-12-24", "is_working": False, "reason": "Bão", "document_number": "15/UBND-VX",
}  # fmt: skip
_LOAN = {"document_number": "45/NHCS", "said_on": str(BANK_DAY), "expected": 1}
ACTS = (
    Act("POST /lists", _C, "canbo"),
    Act("POST /applications/{form}", _C, "canbo"),
    Act("DELETE /lists/{list_id}/reading", _C, "canbo"),
    Act("POST /lists/{list_id}/conversion", _C, "canbo", at={"list_id": "old font"}),
    Act("POST /lists/{list_id}/submission", _C, "canbo"),
    Act("POST /lists/{list_id}/versions", _C, "canbo"),
    Act("POST /lists/{list_id}/withdrawal", _C, "canbo", at={"list_id": "marked"}),
    Act("POST /lists/{list_id}/confirmations", _D, "bhxh"),
    Act("POST /column-mappings", _C, "canbo"),
    Act("POST /deaths", PROVINCE, "hotich", NATION),
    Act("POST /notices", PROVINCE, "hotich", NATION),
    Act("POST /notices/file", PROVINCE, "hotich", NATION),
    Act("POST /staff-relatives", _C, "canbo", NATION),
    Act("POST /identity/pairs/{pair_id}/ruling", _C, "canbo"),
    Act("POST /identity/pairs/{pair_id}/undoing", _C, "canbo"),
    Act("POST /person-lookups", _C, "canbo", LOOK_UP),
    Act("POST /dossiers/{dossier_id}/declination", _C, "canbo", HISTORY),
    Act("POST /dossiers/{dossier_id}/declination/revocation", _C, "canbo", HISTORY),
    Act("POST /dossiers/{dossier_id}/refusal-notice", _C, "canbo"),
    Act("POST /dossiers/{dossier_id}/reopening", _C, "canbo", HISTORY, day=date(2020, 10, 19)),
    Act("POST /postings", _C, "canbo", day=LIST_DAY),
    Act("POST /postings/{posting_id}/objections", _C, "canbo", day=LIST_DAY, body=_objection,
        at={"posting_id": "running"}),
    Act("POST /objections/{objection_id}/answer", _C, "canbo"),
    Act("POST /postings/{posting_id}/closing", _C, "canbo"),
    Act("POST /sittings", _C, "thuky", body=_council),
    Act("POST /sittings/{sitting_id}/alerts/{alert_id}/answer", _C, "thuky"),
    Act("POST /sittings/{sitting_id}/opinions", _C, "thuky", body=_word),
    Act("POST /sittings/{sitting_id}/closing", _C, "thuky"),
    Act("POST /sittings/{sitting_id}/votes", _C, "uyvien1", body=_vote,
        at={"sitting_id": "voting"}),
    Act("POST /questions/{question_id}/answer", _C, "canbo", body={"answer": "Còn cư trú."},
        at={"question_id": "question"}),
    Act("POST /postings/{posting_id}/notice", _C, "canbo", body=_NUMBER,
        at={"posting_id": "running"}),
    Act("POST /sittings/{sitting_id}/submission", _C, "canbo", body=_NUMBER,
        at={"sitting_id": "closed sitting"}),
    Act("POST /sittings/{sitting_id}/minutes", _C, "thuky", body=_NUMBER,
        at={"sitting_id": "closed sitting"}),
    Act("POST /sittings/{sitting_id}/return-slips/{list_id}", _C, "canbo", body=_NUMBER,
        at={"sitting_id": "asking", "list_id": "sent back"}),
    Act("POST /reports/reminder", PROVINCE, "baocao", body=_NUMBER),
    Act("POST /reports/issued", PROVINCE, "baocao", body=_report),
    Act("POST /complaints", _C, "canbo", body=_complaint),
    Act("POST /complaints/{complaint_id}/forwarding", _C, "canbo", at={"complaint_id": "handed on"},
        body={"office_path": _D, "words": "Xã tự lập danh sách"}),
    Act("POST /complaints/{complaint_id}/extension", _C, "canbo", body=_WORDS,
        at={"complaint_id": "extended"}),
    Act("POST /complaints/{complaint_id}/answer", _D, "canbo", at={"complaint_id": "answered"},
        body=answered().model_dump(mode="json")),
    Act("POST /complaints/{complaint_id}/hold", _D, "canbo", body=_WORDS,
        at={"complaint_id": "held"}),
    Act("POST /complaints/{complaint_id}/release", _D, "canbo", body=_WORDS,
        at={"complaint_id": "held"}),
    Act("POST /lists/{list_id}/interests", _C, "uyvien3", body=_WORDS,
        at={"list_id": "contested"}),
    Act("POST /lists/{list_id}/loan-answers", _D, "nganhang", body=_LOAN, day=BANK_DAY,
        at={"list_id": "lent"}),
    Act("POST /batches", _D, "canbo"),
    Act("POST /delegations", PROVINCE, "chutich"),
    Act("POST /batches/{batch_id}/resumption", PROVINCE, "chutich"),
    Act("POST /batches/{batch_id}/approval", PROVINCE, "chutich"),
    Act("POST /batches/{batch_id}/refusal", PROVINCE, "chutich", at={"batch_id": "batch stopped"},
        body={"number": "ma-tran/9", "signed_on": str(DECISION_DAY), "reason_code": "NOT_ELIGIBLE",
              "expected_count": 2}),
    Act("POST /decisions/{decision_id}/adjustments", PROVINCE, "chutich", body=_adjustment,
        at={"decision_id": "adjusted"}),
    Act("POST /decisions/{decision_id}/samples", PROVINCE, "thanhtra", body=_SAMPLE,
        at={"decision_id": "revoked"}),
    Act("POST /samples/{sample_id}/lines/{dossier_id}/result", PROVINCE, "thanhtra", body=_RESULT,
        at={"sample_id": "sample", "dossier_id": "drawn"}),
    Act("POST /decisions/{decision_id}/revocation", PROVINCE, "chutich", body=_revocation,
        at={"decision_id": "revoked"}),
    Act("POST /recovery-cases/{case_id}/plan", _C, "canbo"),
    Act("POST /recovery-cases/{case_id}/receipts", _C, "canbo"),
    Act("POST /recovery-cases/{case_id}/receipts/{entry_id}/reversal", _C, "canbo"),
    Act("POST /recovery-cases/{case_id}/waiver", PROVINCE, "chutich"),
    Act("POST /payment-receipts", PROVINCE, "buudien"),
    Act("POST /fund-sources", PROVINCE, "taichinh"),
    Act("POST /fund-sources/{source_id}/allotments", PROVINCE, "taichinh"),
    Act("POST /fund-sources/{source_id}/advances", PROVINCE, "taichinh"),
    Act("POST /fund-sources/{source_id}/returns", PROVINCE, "taichinh"),
    Act("POST /fund-settlements", PROVINCE, "taichinh"),
    Act("POST /payout-orders/{order_id}/cancellation", PROVINCE, "taichinh"),
    Act("POST /payout-orders/{order_id}/reissue", PROVINCE, "taichinh",
        at={"order_id": "unsent order"}),
    Act("POST /payout-runs/follow-up", PROVINCE, "taichinh",
        body=lambda ground: {"order_ids": [ground["ended order"]]}),
    Act("POST /payout-runs/{run_id}/release", PROVINCE, "taichinh", at={"run_id": "second run"}),
    Act("POST /payout-runs/release", PROVINCE, "taichinh"),
    Act("POST /payout-leases", PROVINCE, "buudien"),
    Act("POST /payout-leases/{lease_id}/acknowledgement", PROVINCE, "buudien",
        at={"lease_id": "open lease"}),
    Act("POST /dossiers/{dossier_id}/payee-arrangement", _C, "canbo"),
    Act("DELETE /dossiers/{dossier_id}/payee-arrangement", _C, "canbo"),
    Act("POST /payee-arrangements", PROVINCE, "baocao"),
    Act("POST /statements/{statement_id}/lines/{line_number}/settlement", PROVINCE, "baocao"),
    Act("POST /exception-settlements/{settlement_id}/confirmation", PROVINCE, "baocao"),
    Act("POST /exception-settlements/{settlement_id}/rejection", PROVINCE, "baocao"),
    Act("POST /payout-runs/{run_id}/closing", PROVINCE, "taichinh"),
    Act("POST /statements", PROVINCE, "buudien"),
    Act("POST /statements/file", PROVINCE, "buudien"),
    Act("POST /batches/{batch_id}/suspension", PROVINCE, "chutich", at={"batch_id": "batch paid"}),
    Act("POST /officers", "", "quantri", NATION),
    Act("POST /payment-agents", "", "quantri", NATION),
    Act("POST /payment-agents/{code}/systems", "", "quantri", NATION),
    Act("POST /payment-agents/{code}/systems/{account_id}/keys", "", "quantri", NATION),
    Act("DELETE /payment-agents/{code}/systems/{account_id}/keys/{kid}", "", "quantri", NATION),
    Act("POST /calendar/changes", PROVINCE, "baocao", body=_DAY_OFF),
    Act("POST /policy/enactments", PROVINCE, "baocao", NATION, body=a_document(a_programme())),
    Act("POST /policy/enactments/{enactment_id}/approval", PROVINCE, "chutich", NATION,
        at={"enactment_id": "enactment"}),
)  # fmt: skip


@pytest.fixture(scope="module")
async def house(house: str) -> AsyncIterator[str]:
    """A database of its own: nothing that is enacted here is law elsewhere."""
    async with a_house_of_its_own(house) as url:
        forget()
        yield url
        forget()


@pytest.fixture(scope="module")
async def ground(house: str, town: Town, tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """A commune with something of every kind."""
    found = await plant(town, house, FAR_COMMUNE)
    await add_matters(town, house, found, tmp_path_factory.mktemp("votes"))
    await set_clock(house, LIST_DAY)
    reporter = await town.at(PROVINCE, "baocao")
    _, seen = await reporter.preview_report("quick", str(LIST_DAY), "json", area=_REPORT["area"])
    found.fact["draft"] = seen
    typed = [a_row("07", full_name="TrÇn ThÞ ¸nh")]
    shown = (await submitted(town, "07", [a_row("07")], FAR_COMMUNE)).id
    posting = await (await town.at(FAR_COMMUNE)).post_lists([shown], "Trụ sở", "Bảng tin")
    found.target |= {"running list": shown, "running": posting.id}
    found.target["before the council"], _ = await dossiers_of(found["list heard"])
    found.fact["council"] = town.councils[FAR_COMMUNE]
    follow = FollowUpOrder(run_ids=[found["sent run"]])
    treasurer = await town.at(PROVINCE, "taichinh")
    (found.target["second run"],) = (await treasurer.follow_up(follow)).run_ids
    async with owner_transaction(house) as session:
        await enter(session, PROVINCE)
        ended = text("update payout_order set live = false where id = :o")
        await session.execute(ended, {"o": found["ended order"]})
    found.target["old font"] = (await a_list(town, "07", typed, FAR_COMMUNE)).id
    return found


def test_every_door_that_acts_is_named_here() -> None:
    acting = {door for door in in_openapi(the_service()) if not door.startswith("GET ")}
    assert acting - {act.door for act in ACTS} == set(NO_LINE)
    assert {act.door for act in ACTS} - acting == set()


async def lines_of(house: str, record: str, officer: Officer) -> list[Any]:
    """The transactions in which a record speaks of an officer and the account they act by."""
    whose = "officer_id = :o" + (" and account_id = :a" if record != LOOK_UP else "")
    told = "id" if record == LOOK_UP else "told"
    async with owner_transaction(house) as session:
        await enter(session, PROVINCE)
        query = text(f"select {told} from {record} where {whose}")
        found = await session.scalars(query, {"o": officer.officer_id, "a": officer.account_id})
        return list(found)


async def done(town: Town, ground: Ground, act: Act) -> Any:
    """The act in earnest."""
    route = next((one for one in ROUTES if one.door == act.door), Route(act.door, TERRITORY))
    route = replace(route, at=route.at | act.at, body=act.body or route.body)
    content, path = body_of(route, ground), address_of(route, ground)
    headers = {"Content-Type": route.media_type}
    query = route.query(ground) if callable(route.query) else route.query
    address = f"http://an-sinh{path}{'?' + query if query else ''}"
    return await town.raw(
        town.officer(act.path, act.seat), route.method, address, content=content, headers=headers
    )


async def test_every_act_leaves_its_line(house: str, town: Town, ground: Ground) -> None:
    silent = []
    for act in ACTS:
        officer = town.officer(act.path, act.seat)
        await set_clock(house, act.day)
        before = await lines_of(house, act.record, officer)
        answer = await done(town, ground, act)
        if answer.status_code >= 300:
            silent.append(f"{act.door}: {answer.text}")
            continue
        if act.door == "POST /payout-leases":
            ground.target["open lease"] = answer.json()["lease"]["id"]
        new = set(await lines_of(house, act.record, officer)) - set(before)
        if len(new) != 1:
            silent.append(f"{act.door}: {len(new)} transactions in {act.record}")
    assert not silent, "\n".join(silent)


async def test_an_act_that_is_refused_leaves_none(house: str, town: Town, ground: Ground) -> None:
    act = Act("POST /fund-sources", PROVINCE, "taichinh")
    treasurer = town.officer(PROVINCE, "taichinh")
    before = await lines_of(house, CHANGE, treasurer)
    assert (await done(town, ground, act)).status_code == 409
    assert set(await lines_of(house, CHANGE, treasurer)) == set(before)


async def test_control_without_the_trigger_an_act_is_silent(house: str, ground: Ground) -> None:
    change = "insert into fund_source (code, name, level) values ('{}', 'x', 'province')"
    count = text("select count(*) from change_log where subject = 'fund_source'")
    for drop, more in ((False, 1), (True, 0)):
        async with owning(house) as session:
            if drop:
                await session.execute(text("drop trigger write_money_log on fund_source"))
            await become_service(session)
            before = await session.scalar(count) or 0
            await session.execute(text(change.format(f"raw-{drop}")))
            assert await session.scalar(count) == before + more


async def test_the_record_of_the_nation_is_written_by_triggers_alone(house: str) -> None:
    async with owning(house) as session:
        await become_service(session)
        for statement in (
            "insert into nation.act_log (subject, rows, at, told) values ('x', 1, now(), 1)",
            "update nation.act_log set rows = 0", "delete from nation.act_log",
            "select count(*) from nation.act_log",
        ):  # fmt: skip
            assert await refused(session, statement) == "42501", statement
