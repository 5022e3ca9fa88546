"""Real targets of every kind in three communes, each with secrets of its own in every text."""

import json
from collections.abc import Sequence
from datetime import timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import text

from app import admin_units
from app.appraisal.rules import Verdict
from app.appraisal.schemas import OpinionLine
from app.client.lists import JSON
from app.core import db
from app.core.owner import owner_transaction
from app.decisions.schemas import SuspensionOrder
from app.dossiers.rules import Stage
from app.funds.schemas import SettlementOrder as SettleOrder
from app.intake.marking_jobs import mark_workbook
from app.payouts.schemas import ArrangementOrder
from app.reconciliation.rules import Resolution
from app.reconciliation.schemas import SettlementOrder
from tests.access.matrix.machines import plant_system
from tests.access.matrix.matters import enter_late_one, plant_matters, put_before_council
from tests.access.matrix.named import Ground
from tests.builders import (
    COMMUNE,
    DECISION_DAY,
    DISTRICT_DAY,
    LIST_DAY,
    OTHER_COMMUNE,
    PROVINCE_DAY,
    SIBLING,
    Town,
    a_batch,
    a_list,
    a_name,
    a_row,
    advance,
    an_order,
    as_json_rows,
    dossiers_of,
    heard,
    hearing,
    ordered,
    read_now,
    submitted,
)
from tests.grounds import enter, set_clock

PLANTED = (COMMUNE, SIBLING, OTHER_COMMUNE)
_HEADERS = ["MAHS", "HOTENDT", "NTNS", "GT", "SOCMT", "LOAIDT", "SOTHANG", "SOTIEN"]
_COLUMNS = dict(
    zip(
        _HEADERS[1:],
        ("full_name", "birth", "sex", "id_number", "category", "months", "amount_dong"),
        strict=True,
    )
)
_EMPLOYER = {"employer_name": "Công ty Mốc", "tax_code": "0100233488", "address": "Hà Tĩnh"}


async def plant(town: Town, house: str, path: str) -> Ground:
    """A commune with something at every stage, by the real acts on their days."""
    if path == OTHER_COMMUNE:
        await _number_apart(house, "p40")
    ground = Ground(path, f"MOC{path.replace('.', '')}{token_hex(2).upper()}")
    clerk = town.officer(path)
    ground.target |= {
        "clerk": clerk.officer_id, "clerk's account": clerk.account_id,
        "clerk's office": clerk.appointment_id,
    }  # fmt: skip
    await _lists(town, house, ground)
    await _shown(town, house, ground)
    await _judged(town, house, ground)
    await _signed(town, house, ground)
    await _paid(town, house, ground)
    await plant_matters(town, house, ground)
    await plant_system(town, ground)
    await _in_words(house, ground)
    await _looked_at(town, ground)
    await _learn(town, house, ground)
    await set_clock(house, DECISION_DAY)
    return ground


async def _number_apart(house: str, schema: str) -> None:
    """Each province numbers by itself; here no number of one may name a thing of the other."""
    async with owner_transaction(house) as session:
        await session.execute(text(_APART), {"schema": schema})


def _rows(ground: Ground, how_many: int) -> list[dict[str, Any]]:
    return [a_row("07", hamlet=f"Thôn {ground.mark}", note=ground.mark) for _ in range(how_many)]


async def _submitted(town: Town, ground: Ground, how_many: int = 2) -> int:
    return (await submitted(town, "07", _rows(ground, how_many), ground.path)).id


async def _lists(town: Town, house: str, ground: Ground) -> None:
    """Lists that have not gone on: never read, read, faulty and marked, handed in, confirming."""
    await set_clock(house, LIST_DAY)
    officer, clerk = await town.at(ground.path), town.officer(ground.path)
    told = {"rows": as_json_rows("07", _rows(ground, 1))}
    unread = await officer.receive_list("07", json.dumps(told).encode(), "x.json", media_type=JSON)
    ground.target["unread"] = unread.id
    ground.target["draft"] = (await a_list(town, "07", _rows(ground, 2), ground.path)).id
    faulty = (await a_list(town, "07", [*_rows(ground, 1), a_row(sex="?")], ground.path)).id
    await town.raw(clerk, "POST", f"/lists/{faulty}/marking")
    standing = db.Standing(ground.path, officer_id=clerk.officer_id)
    await mark_workbook(standing, {"list_id": faulty, "version": 1})
    ground.target["marked"] = faulty
    ground.target["handed in"] = await _submitted(town, ground)
    await enter_late_one(town, ground)
    await _confirming(town, ground)
    mapping = {
        "form": "07", "name": ground.mark, "headers": [*_HEADERS, ground.mark],
        "columns": _COLUMNS, "constants": {},
    }  # fmt: skip
    await town.raw(clerk, "POST", "/column-mappings", json=mapping)


async def _confirming(town: Town, ground: Ground) -> None:
    """A list of an employer, handed in at the district, waits for two bodies."""
    district = admin_units.district_of(ground.path)
    officer = await town.at(district)
    number = f"42{abs(hash(ground.mark)) % 10**8:08d}"
    row = {
        "full_name": a_name(), "department": ground.mark, "contract_kind": "Xác định thời hạn",
        "contract_signed_on": "01/03/2019", "insurance_number": number,
        "account_name": "TRAN MOC", "account_number": f"37{number}", "bank": "Agribank",
        "suspended_from": "01/04/2020", "suspended_to": "31/05/2020",
    }  # fmt: skip
    told = {"rows": [row], "head": _EMPLOYER}
    received = await officer.receive_list(
        "01", json.dumps(told).encode(), "m.json", media_type=JSON
    )
    await read_now(received.id, district)
    await officer.submit_list(received.id, 1)
    ground.target["confirming"] = received.id


async def _shown(town: Town, house: str, ground: Ground) -> None:
    """A posting that runs, with an objection not answered yet; and who declined."""
    officer, clerk = await town.at(ground.path), town.officer(ground.path)
    listed = await _submitted(town, ground)
    posting = await officer.post_lists([listed], f"Nhà văn hóa {ground.mark}", "Bảng tin")
    told = {
        "list_id": listed, "text": f"Không đúng {ground.mark}", "received_on": str(LIST_DAY),
    }  # fmt: skip
    said = await town.raw(clerk, "POST", f"/postings/{posting.id}/objections", json=told)
    ground.target |= {"shown": listed, "posting": posting.id, "objection": said.json()["id"]}
    declined, claimed = await dossiers_of(ground["handed in"], f"{ground.path[:2]}.")
    words = {
        "statement": ground.mark, "witness": ground.mark,
        "stated_at": (f"{LIST_DAY - timedelta(days=1)}T09:00:00+00:00"),
    }  # fmt: skip
    await town.raw(clerk, "POST", f"/dossiers/{declined}/declination", json=words)
    ground.target |= {"declined": declined, "claimed": claimed}


async def _judged(town: Town, house: str, ground: Ground) -> None:
    """Lists on their way up; one sitting is open, and in another somebody was refused."""
    lists = {name: await _submitted(town, ground) for name in ("heard", "batched", "stopped")}
    lists |= {"asked about": await _submitted(town, ground, 3)}
    lists |= {name: await _submitted(town, ground) for name in ("signed", "paid")}
    ground.target |= {f"list {name}": number for name, number in lists.items()}
    await advance(town, house, list(lists.values()), Stage.AT_COMMUNE, path=ground.path)
    ground.target["sitting"] = (await hearing(town, [lists["heard"]], ground.path)).id
    ground.target["heard"], _ = await dossiers_of(lists["heard"], f"{ground.path[:2]}.")
    await put_before_council(town, ground)
    up = [lists[name] for name in ("batched", "stopped", "signed", "paid")]
    await _refuse_one(town, ground, lists["batched"])
    await heard(town, up[1:], ground.path)
    await set_clock(house, DISTRICT_DAY)
    await heard(town, up, admin_units.district_of(ground.path))
    await set_clock(house, PROVINCE_DAY)
    await heard(town, up, f"{ground.path[:2]}.")


async def _refuse_one(town: Town, ground: Ground, list_id: int) -> None:
    one, _ = await dossiers_of(list_id, f"{ground.path[:2]}.")
    sitting = await hearing(town, [list_id], ground.path)
    secretary = await town.at(ground.path, "thuky")
    word = OpinionLine(
        dossier_id=one, verdict=Verdict.UNFAVOURABLE, reason_code="OUTSIDE_GENERAL_SCHOOL"
    )
    await secretary.record_opinions(sitting.id, 2, [word])
    await secretary.close_sitting(sitting.id, 2)
    ground.target |= {"refused": one, "closed sitting": sitting.id}


async def _signed(town: Town, house: str, ground: Ground) -> None:
    """Money, batches open and stopped, decisions."""
    province, district = f"{ground.path[:2]}.", admin_units.district_of(ground.path)
    await set_clock(house, DECISION_DAY)
    treasurer = await town.at(province, "taichinh")
    code = f"{ground.path.split('.')[2]}-{token_hex(2).upper()}"
    name = f"Nguồn {ground.mark[:5]}-NS"
    source = await treasurer.add_source(f"NS-{code}", name, "province")
    await treasurer.allot(source, 10**12, "15/QĐ-STC", LIST_DAY)
    other = f"Nguồn {ground.mark[:5]}-TW"
    central = await treasurer.add_source(f"TW-{code}", other, "central")
    moved = {"from_source_id": source, "to_source_id": central, "amount_dong": 1}
    paid_back = moved | {"document_number": "16/QĐ-STC", "booked_on": LIST_DAY}
    await treasurer.settle_funds(
        SettleOrder.model_validate(paid_back | {"beyond_because": ground.mark[:5]})
    )
    ground.of_province |= {name, other, f"NS-{code}", f"TW-{code}"}
    ground.of_province |= {f'href="/kinh-phi/{source}"'}
    ground.target |= {"source": source, "central source": central}
    batches = {
        name: await a_batch(town, [ground[f"list {name}"]], district)
        for name in ("batched", "stopped", "signed", "paid")
    }
    ground.target |= {f"batch {name}": number for name, number in batches.items()}
    chairman = await town.at(province, "chutich")
    word = SuspensionOrder(number=f"D-{ground.mark}", signed_on=DECISION_DAY, reason=ground.mark)
    await chairman.suspend_batch(batches["stopped"], word)
    for name in ("signed", "paid"):
        number = f"{name}-{ground.mark}"
        order = await an_order(town, batches[name], source, province, number=number)
        decision = await chairman.approve(batches[name], order)
        await ordered(decision, province)
        ground.fact[f"root {name}"] = decision.root
        ground.target[f"decision {name}"] = decision.id
    ground.fact["batch"] = await chairman.batch(batches["batched"])
    line, _ = await dossiers_of(ground["list signed"], province)
    ground.target["line"] = line


async def _paid(town: Town, house: str, ground: Ground) -> None:
    """One run with its agent, which tells what it paid and what came back; one not sent yet."""
    province = f"{ground.path[:2]}."
    async with owner_transaction(house) as session:
        await enter(session, province)
        decided = {name: ground[f"decision {name}"] for name in ("signed", "paid")}
        found = await session.execute(text(_RUNS), {"decisions": list(decided.values())})
        run_of = {row.decision_id: row.id for row in found}
        runs = {name: run_of[number] for name, number in decided.items()}
        orders = (await session.execute(text(_ORDERS), {"run": runs["paid"]})).all()
        unsent = (await session.execute(text(_ORDERS), {"run": runs["signed"]})).all()
    ground.target |= {"ended order": unsent[0].id, "unsent order": unsent[1].id}
    ground.fact["unsent"] = (len(unsent), sum(one.amount_dong for one in unsent))
    arranged = ArrangementOrder(way="home", reason=ground.mark)
    await (await town.at(ground.path)).arrange_payee(ground["line"], arranged)
    treasurer = await town.at(province, "taichinh")
    await treasurer.release_run(runs["paid"])
    lines = [
        {
            "reference": one.reference, "amount_dong": one.amount_dong, "result": result,
            "done_on": str(DECISION_DAY), "reason": None if result == "paid" else ground.mark,
        }
        for one, result in zip(orders, ("paid", "failed"), strict=True)
    ]  # fmt: skip
    lines += [
        {**lines[0], "reference": f"LA-{ground.mark}-{number}"} for number in range(3)
    ]  # fmt: skip
    agent = await town.at(province, "buudien")
    lease = (await agent.take_lease(run_id=runs["paid"])).lease
    assert lease is not None
    await agent.acknowledge_lease(lease.id)
    told = await agent.send_statement(f"SK-{ground.mark}", DECISION_DAY, lines, mode="lenient")
    ground.target |= {
        "run": runs["signed"], "sent run": runs["paid"], "order": orders[1].id,
        "statement": told["id"], "lease": lease.id,
    }  # fmt: skip
    dismissed = SettlementOrder(resolution=Resolution.DISMISS, words=ground.mark)
    proposed = [await treasurer.propose_settlement(told["id"], line, dismissed) for line in (3, 4)]
    ground.target |= {
        "settlement": proposed[0].id, "other settlement": proposed[1].id, "open line": 5,
    }  # fmt: skip
    ground.target["paid line"] = orders[0].dossier_id
    ground.fact["reference"] = orders[0].reference
    ground.secrets |= {one.reference for one in orders}


async def _in_words(house: str, ground: Ground) -> None:
    """What only a search or a scandal brings about: pairs of people, one ruled on, and an alert."""
    one, other = sorted(await _people(house, ground, "shown"))
    third, fourth = sorted(await _people(house, ground, "handed in"))
    async with owner_transaction(house) as session:
        await enter(session, f"{ground.path[:2]}.")
        for name, a, b in (("pair", one, other), ("ruled pair", third, fourth)):
            told = {"a": a, "b": b, "path": ground.path}
            ground.target[name] = await session.scalar(text(_PAIR), told) or 0
        told = {"a": third, "b": fourth, "path": ground.path, "why": ground.mark}
        await session.execute(text(_RULING), told)
        told = {
            "list": ground["list heard"], "why": ground.mark, "sitting": ground["sitting"],
            "path": ground.path,
        }  # fmt: skip
        ground.target["alert"] = await session.scalar(text(_ALERT), told) or 0
        told = {"sitting": ground["sitting"], "dossier": ground["heard"], "path": ground.path}
        await session.execute(text(_FINDING), told)
    ground.target["person"] = one


async def _looked_at(town: Town, ground: Ground) -> None:
    """Somebody of the commune looks at identity numbers in clear."""
    answer = await town.raw(town.officer(ground.path), "GET", f"/lists/{ground['draft']}/file")
    assert answer.status_code == 200, answer.text


async def _people(house: str, ground: Ground, name: str) -> Sequence[int]:
    async with owner_transaction(house) as session:
        await enter(session, f"{ground.path[:2]}.")
        query = text("select person_id from dossier where list_id = :l")
        return list(await session.scalars(query, {"l": ground[name]}))


async def _learn(town: Town, house: str, ground: Ground) -> None:
    """What nobody outside may read: the mark in every text, names, numbers, paths."""
    async with owner_transaction(house) as session:
        await enter(session, f"{ground.path[:2]}.")
        for name, number in await session.execute(text(_SECRETS), {"path": ground.path}):
            ground.secrets |= {f'"{name}"', f">{name}<"} | ({number} if number else set())
        (office,) = await session.scalars(text(_OFFICE), {"path": ground.path})
        ground.fact["mark"] = await session.scalar(text(_MARK))
        clerk, claimed = {"id": ground["clerk"]}, {"id": ground["claimed"]}
        ground.fact["clerk's name"] = await session.scalar(text(_CLERK), clerk)
        ground.fact["claimant"] = await session.scalar(text(_CLAIMANT), claimed)
    ground.fact["council"] = town.councils[ground.path]
    code = admin_units.code_of(ground.path)
    ground.secrets |= {office, f"{code},item,"}  # as papers name who is late, and a table a place
    ground.secrets |= {f'href="{page}/{ground[name]}"' for page, name in _LINKED}
    ground.secrets |= {f'href="/nhat-ky?can_bo={ground["clerk"]}"'}  # as pages name who did it
    ground.secrets |= {f'href="/phien-hop/{ground["closed sitting"]}/van-ban"'}
    ground.secrets |= {f"dia_ban={ground.path}"}  # as pages lead to a place
    ground.secrets |= {ground.mark, f'"{ground.path}"', f'"{code}"'}
    ground.of_province |= {f'"{ground.path[:7]}', f'"{ground.path[:3]}"'}


_APART = (
    "select setval(format('%I.%I', schemaname, sequencename)::regclass,"
    " greatest(coalesce(last_value, 1), 10000000)) from pg_sequences where schemaname = :schema"
)
_RUNS = "select id, decision_id from payout_run where decision_id = any(:decisions)"
_ORDERS = (
    "select id, reference, amount_dong, dossier_id from payout_order"
    " where run_id = :run order by id"
)
_PAIR = (
    "insert into candidate_pair (person_a, person_b, reasons, score, area_path)"
    " values (:a, :b, '[\"NAME_CLOSE_BIRTH_SEX\"]', 60, :path) returning id"
)
_RULING = (
    "insert into identity_ruling (person_a, person_b, ruling, because, ruled_by, area_path)"
    " values (:a, :b, 'different', :why, 1, :path)"
)
_ALERT = (
    "insert into list_alert (list_id, code, told_of, count, raised_in, area_path)"
    " values (:list, 'BULK_DECLINE', :why, 9, :sitting, :path) returning id"
)
_FINDING = (
    "insert into finding (sitting_id, dossier_id, code, area_path)"
    " values (:sitting, :dossier, 'SUSPECTED_SAME', :path)"
)
_LINKED = (
    ("/ho-so", "refused"), ("/chi-tra", "run"), ("/chi-tra", "sent run"),
    ("/thu-hoi", "case"), ("/ho-so", "claimed"), ("/danh-sach", "draft"),
    ("/danh-sach", "confirming"), ("/xac-nhan", "confirming"), ("/khoan-vay", "with the bank"),
    ("/phien-hop", "sitting"), ("/phien-hop", "closed sitting"), ("/don-thu", "complaint"),
    ("/lenh-chi", "lease"), ("/quan-tri", "clerk"),
)  # fmt: skip
"""What the listings of pages name by its number alone."""
_OFFICE = (
    "select 'Ủy ban nhân dân ' || lower(c.kind) || ' ' || c.name || ', ' || lower(d.kind) || ' '"
    " || d.name from nation.admin_unit c join nation.admin_unit d on d.code = c.parent_code"
    " where c.path = :path and c.valid_to is null"
)
_MARK = "select encode(mark, 'hex') from issued_paper order by recorded_at limit 1"
_CLERK = "select full_name from nation.officer where id = :id"
_CLAIMANT = "select full_name from dossier where id = :id"
_SECRETS = "select full_name, id_number from dossier where area_path = :path"
