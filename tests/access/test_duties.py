"""Duties that one natural person must not unite, tried by raw SQL with the service's rights.

Each line of DUTIES is somebody who had a part in a list and takes another one by the row that names
them; each key or trigger that holds it is taken away once, to see the same row pass.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.dossiers.rules import Stage
from tests.builders import (
    COMMUNE,
    DECISION_DAY,
    DISTRICT,
    PROVINCE,
    PROVINCE_DAY,
    Town,
    a_batch,
    a_source,
    advance,
    an_order,
    heard,
    hearing,
    ordered,
    rows,
    submitted,
)
from tests.grounds import become_service, owning, raw_service, refused, scalar, set_clock
from tests.town import logged, morning, town

__all__ = ["logged", "morning", "town"]

SITTING = (
    "insert into sitting (level, state, held_on, quorum, present, expected, seen_until, opened_by,"
    " area_path) values ('commune', 'open', '2020-05-05', 3, 3, 1, 0, :o, '42.436.18070.')"
    " returning id as sitting"
)
AGENDA = (
    "insert into sitting_list (sitting_id, list_id, area_path)"
    " values (:sitting, :l, '42.436.18070.')"
)
PART = (
    "insert into part_taken (list_id, officer_id, part, area_path)"
    " values (:l, :o, '{part}', '42.436.18070.')"
)
SEAT = (
    "insert into sitting_seat (sitting_id, list_id, officer_id, part, area_path)"
    " values (:sitting, :l, :o, 'district_council', '42.436.18070.')"
)
OPINION = (
    "insert into opinion (sitting_id, dossier_id, verdict, answer, given_by, version, area_path)"
    " values (:sitting, :dossier, 'favourable', 'x', :{by}, 1, '42.436.18070.')"
)
ALERT = (
    "insert into list_alert (list_id, code, told_of, count, raised_in, area_path)"
    " values (:l, 'BULK_DECLINE', 'raw', 5, :sitting, '42.436.18070.')"
)
DELEGATION = (
    "insert into delegation (document_number, officer_id, valid_from, valid_to, recorded_by,"
    " area_path) values ('raw', 990003, '2020-01-01', '2020-12-31', 1, '42.436.')"
    " returning id as delegation"
)
DECISION = (
    "insert into decision (batch_id, kind, number, signed_on, signer_id, case_count, total_dong,"
    " root, policy_version, area_path{more}) values (:b, 'refused', 'raw/duty', '2020-05-07', :o,"
    " 0, 0, sha256(''), 'QD15', '42.436.'{value}) returning id as decision"
)
NAMED = (
    "insert into decision_list (decision_id, list_id, signer_id, part, area_path)"
    " values (:decision, :batched, :signer, 'signer', '42.436.')"
)
_AS_DELEGATE = DECISION.format(more=", delegation_id", value=", :delegation")
DELEGATED = (
    f"with made as ({_AS_DELEGATE}) insert into decision_list"
    " (decision_id, list_id, signer_id, part, area_path)"
    " select decision, :batched, :signer, 'signer', '42.436.' from made"
)
RENAMED = "update opinion set given_by = :o where dossier_id = :dossier"
SUSPENSION = (
    "insert into suspension (batch_id, kind, number, signed_on, reason, signer_id, area_path)"
    " values (:b, 'suspended', 'raw/duty', '2020-05-07', 'x', :o, '42.436.')"
)
STATEMENT = (
    "insert into statement (agent_code, number, made_on, sha256, line_count, total_dong,"
    " received_by, area_path, format, mode) values ('BUUDIEN', 'raw/duty', '2020-05-07',"
    " sha256('x'), 1, 1, :o, '42.', 'json', 'lenient') returning id as paper"
)
OUTCOME = (
    "insert into order_outcome (order_id, kind, done_on, amount_dong, group_code, dossier_id,"
    " statement_id, line_number, agent_code, area_path) select o.id, 'paid', '2020-05-07',"
    " o.amount_dong, o.group_code, o.dossier_id, :paper, 1, o.agent_code, o.area_path"
    " from payout_order o where o.run_id = :r order by o.id limit 1"
)
TAKEN = (
    "insert into statement_line (statement_id, line_number, reference, amount_dong, result,"
    " done_on, verdict, agent_code, area_path) values (:paper, 1, 'raw', 1, 'paid', '2020-05-07',"
    " 'paid', 'BUUDIEN', '42.')",
    "update payout_run set state = 'released', released_by = 990099"
    " where id = :r and state = 'prepared'",
    "insert into payout_lease (agent_code, account_id, taken_by, order_count, total_dong,"
    " area_path) select agent_code, 990099, 990099, 1, amount_dong, area_path from payout_order"
    " where run_id = :r order by id limit 1 returning id as lease",
    "insert into lease_order (order_id, lease_id, run_id, way, agent_code, area_path)"
    " select id, :lease, run_id, 'counter', agent_code, area_path from payout_order"
    " where run_id = :r order by id limit 1",
)
"""The line of the statement, and an order that its agent has."""
RELEASE = "update payout_run set state = 'released', released_by = :o where id = :r"
SIGNER = PART.format(part="signer").replace(":l", ":batched").replace(":o", ":signer")
LIST = (
    "insert into dossier_list (form, group_code, unit_path, compiled_on, state, sha256,"
    " document_id, policy_version, maker_id, version) select form, group_code, unit_path,"
    " compiled_on, 'read', sha256('raw/duty'), document_id, policy_version, :o, 1"
    " from dossier_list where id = :l returning id as l"
)
VERSION = (
    "insert into list_version (list_id, version, document_id, sha256, state, maker_id, area_path)"
    " select id, 99, document_id, sha256, 'cancelled', :o, unit_path from dossier_list"
    " where id = :l"
)
CASE = "select min(id) from dossier where list_id = :l"
APPOINTMENT = (
    "insert into nation.appointment (officer_id, role, unit_path, valid_from, document_number,"
    " granted_by) values (:o, 'chairman', '42.', '2020-01-01', 'raw', :o)"
)


@dataclass(frozen=True)
class Duty:
    """Who takes what they must not, by which rows, what refuses it, and how that is taken away."""

    told: str
    who: str
    steps: tuple[str, ...]
    refused_by: str
    without: tuple[str, ...]


def trigger(name: str, table: str) -> str:
    """Take a trigger away."""
    return f"drop trigger {name} on {table}"


def key(name: str, table: str) -> str:
    """Take a key or a check away."""
    return f"alter table {table} drop constraint {name}"


_FREE = (trigger("keep_releaser", "payout_run"),)
_UNTOLD = (trigger("keep_payers", "order_outcome"),)
DUTIES = (
    Duty("a list's maker is its maker by its own row", "stranger",
         (LIST, PART.format(part="commune_council")), "pk_part_taken",
         (trigger("keep_maker", "dossier_list"),)),
    Duty("who judged a list does not hand in another version", "judge", (VERSION,),
         "pk_part_taken", (trigger("keep_maker", "list_version"),)),
    Duty("the maker opens no sitting over the list", "maker", (SITTING, AGENDA),
         "fk_sitting_list_part", (trigger("check_speakers", "sitting_list"),)),
    Duty("a judge of the district sits in no commune's council", "stranger",
         (PART.format(part="district_council"), SEAT), "fk_sitting_seat_level",
         (trigger("check_seats", "sitting_seat"),)),
    Duty("the maker gives no word in the council", "maker", (OPINION.format(by="o"),),
         "fk_opinion_part", (trigger("check_opinions", "opinion"),)),
    Duty("nor puts a name under another's word", "maker",
         (OPINION.format(by="judge"), RENAMED),
         "fk_opinion_part", (trigger("check_changed_opinions", "opinion"),)),
    Duty("nor answers an alert", "maker",
         (ALERT, "update list_alert set answer = 'x', answered_by = :o where told_of = 'raw'"),
         "fk_list_alert_part", (trigger("check_alert_answer", "list_alert"),)),
    Duty("nobody decides a list without the signer's part in it", "maker",
         (DECISION.format(more="", value=""),), "fk_decision_signed_lists",
         (trigger("check_signed", "decision"),)),
    Duty("the maker decides under no other name", "maker",
         (SIGNER, DECISION.format(more="", value=""), NAMED), "fk_decision_list_signer",
         (key("fk_decision_list_signer", "decision_list"),)),
    Duty("nobody decides by another's delegation", "signer",
         (SIGNER, DELEGATION, DELEGATED),
         "fk_decision_delegate", (key("fk_decision_delegate", "decision"),)),
    Duty("the maker stops no batch", "maker", (SUSPENSION,), "fk_suspension_part",
         (trigger("check_suspender", "suspension"),)),
    *(Duty(f"the {who} sends no money", who, (RELEASE,), "pk_part_taken", _FREE)
      for who in ("maker of the signed", "judge", "judge above", "signer")),
    Duty("nobody is named who sends the money", "nobody", (RELEASE,), "ck_payout_run_released_by",
         (key("ck_payout_run_released_by", "payout_run"), *_FREE)),
    *(Duty(f"the {who} does not tell that it was paid", who, (STATEMENT, *TAKEN, OUTCOME),
           "pk_part_taken", _UNTOLD)
      for who in ("maker of the signed", "judge", "judge above", "signer")),
    Duty("who sent the money does not tell that it was paid", "treasurer",
         (RELEASE, STATEMENT, *TAKEN, OUTCOME), "pk_part_taken", _UNTOLD),
    Duty("nobody appoints himself", "treasurer", (APPOINTMENT,), "ck_appointment_not_by_oneself",
         (key("ck_appointment_not_by_oneself", "nation.appointment"),)),
)  # fmt: skip


@dataclass(frozen=True)
class Road:
    """A list in an open sitting, one in an open batch, one signed and ordered; and its people."""

    facts: dict[str, int]
    people: dict[str, int | None]


@pytest.fixture(scope="module")
async def road(house: str, town: Town) -> Road:
    listed = [await submitted(town, "07", rows("07", 2)) for _ in range(3)]
    heard_one, batched, signed = (one.id for one in listed)
    await advance(town, house, [heard_one, batched, signed], Stage.AT_COMMUNE)
    sitting = await hearing(town, [heard_one], COMMUNE)
    await heard(town, [batched, signed], COMMUNE)
    await advance(town, house, [batched, signed], Stage.AT_PROVINCE, since=Stage.AT_DISTRICT)
    await set_clock(house, PROVINCE_DAY)
    await heard(town, [batched, signed], PROVINCE)
    await set_clock(house, DECISION_DAY)
    source, open_batch = await a_source(town), await a_batch(town, [batched])
    batch = await a_batch(town, [signed])
    chairman = await town.at(PROVINCE, "chutich")
    decision = await chairman.approve(batch, await an_order(town, batch, source))
    await ordered(decision)
    run = await scalar(house, "select id from payout_run where decision_id = :d", d=decision.id)
    facts = {
        "l": heard_one, "batched": batched, "signed": signed, "sitting": sitting.id,
        "b": open_batch, "r": run, "d": decision.id,
        "dossier": await scalar(house, CASE, l=heard_one),
    }  # fmt: skip
    people: dict[str, int | None] = {
        "maker": town.officer(COMMUNE).officer_id,
        "maker of the signed": town.officer(COMMUNE).officer_id,
        "judge": town.officer(COMMUNE, "uyvien1").officer_id,
        "judge above": town.officer(DISTRICT, "uyvien1").officer_id,
        "signer": town.officer(PROVINCE, "chutich").officer_id,
        "treasurer": town.officer(PROVINCE, "taichinh").officer_id,
        "stranger": 990_003, "nobody": None,
    }  # fmt: skip
    facts |= {name: people[name] or 0 for name in ("judge", "signer")}
    return Road(facts, people)


async def tried(session: AsyncSession, duty: Duty, road: Road) -> str | None:
    """By what the last of the rows is refused; numbers that a row answers with go to the next."""
    facts: dict[str, Any] = road.facts | {"o": road.people[duty.who]}
    *before, last = duty.steps
    for step in before:
        found = await session.execute(text(step), facts)
        if " returning " in step:
            facts |= dict(found.one()._mapping)
    return await refused(session, last, **facts)


@pytest.mark.parametrize("duty", DUTIES, ids=[duty.told for duty in DUTIES])
async def test_no_natural_person_unites_two_duties(house: str, road: Road, duty: Duty) -> None:
    async with raw_service(house) as session:
        assert await tried(session, duty, road) == duty.refused_by


@pytest.mark.parametrize("duty", DUTIES, ids=[duty.told for duty in DUTIES])
async def test_control_without_the_key_they_do(house: str, road: Road, duty: Duty) -> None:
    async with owning(house) as session:
        for statement in duty.without:
            await session.execute(text(statement))
        await become_service(session)
        assert await tried(session, duty, road) is None


async def test_whoever_has_no_other_part_sends_and_tells(house: str, road: Road) -> None:
    free = Duty("", "stranger", (RELEASE,), "", ())
    async with raw_service(house) as session:
        assert await tried(session, free, road) is None
        part = "select part from part_taken where list_id = :signed and officer_id = 990003"
        assert await session.scalar(text(part), road.facts) == "releaser"
    free = Duty("", "stranger", (STATEMENT, *TAKEN, OUTCOME), "", ())
    async with raw_service(house) as session:
        assert await tried(session, free, road) is None
