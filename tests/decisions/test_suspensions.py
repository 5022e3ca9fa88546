"""A batch that is stopped is neither signed nor paid until a later word lets it go on."""

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from typing import Any

import pytest
from sqlalchemy import text

from app import payouts
from app.access import Role
from app.client import Problem
from app.decisions.schemas import SuspensionOrder
from tests import money_rows
from tests.builders import (
    DECISION_DAY,
    DISTRICT,
    OTHER_PROVINCE,
    PROVINCE,
    Town,
    a_source,
    an_order,
    another_account,
    enrolled,
    ordered,
)
from tests.decisions.shelf import carry, ready, signing
from tests.decisions.test_signers import delegation
from tests.grounds import become_service, owning, raw_service, refused, scalar
from tests.money_rows import POST, acting, taken, told_in

_numbers = count(1)
GUARD = "ck_payout_run_not_suspended"
RELEASE = "update payout_run set state = 'released', released_by = 990002 where id = :r"


@pytest.fixture(scope="module", autouse=True)
async def _carried(house: str, town: Town) -> None:
    await carry(house, town)


LET_GO = """
insert into suspension (batch_id, kind, number, signed_on, reason, signer_id, area_path)
select batch_id, 'resumed', 'het/' || id, signed_on, 'Kết thúc', signer_id, area_path
  from (select distinct on (batch_id) * from suspension order by batch_id, id desc) last
 where kind = 'suspended'
"""


@pytest.fixture(autouse=True)
async def _let_go(house: str) -> AsyncIterator[None]:
    """Nothing stays stopped: other tests release every run there is."""
    yield
    async with money_rows.owning(house) as session:
        await session.execute(text(LET_GO))


def word(**changes: Any) -> SuspensionOrder:
    said = {
        "number": f"{next(_numbers)}/QĐ-ĐC", "signed_on": DECISION_DAY,
        "reason": "Có đơn phản ánh, chờ kết luận của đoàn kiểm tra.",
    }  # fmt: skip
    return SuspensionOrder.model_validate(said | changes)


async def paying(house: str, town: Town) -> tuple[int, int]:
    """A batch of one case that was approved, and the prepared run of its orders."""
    batch_id = await ready(house, town, 1)
    made = await signing(town, batch_id, await an_order(town, batch_id, await a_source(town)))
    await ordered(made)
    run = "select id from payout_run where decision_id = :d"
    return batch_id, await scalar(house, run, d=made.id)


async def test_a_stopped_batch_is_not_signed_until_it_goes_on(house: str, town: Town) -> None:
    batch_id = await ready(house, town, 1)
    chairman = await town.at(PROVINCE, "chutich")
    said = await chairman.suspend_batch(batch_id, word())
    assert (said.batch_id, said.kind) == (batch_id, "suspended")
    order = await an_order(town, batch_id, await a_source(town))
    with pytest.raises(Problem) as refusal:
        await signing(town, batch_id, order)
    assert (refusal.value.status, refusal.value.code) == (409, "suspended")
    body = {"number": "x/QĐ", "signed_on": "2020-05-07", "reason_code": "NOT_ELIGIBLE"}
    answer = await town.raw(
        town.officer(PROVINCE, "chutich"), "POST", f"/batches/{batch_id}/refusal",
        json={**body, "expected_count": 1},
    )  # fmt: skip
    assert answer.json()["type"] == "/problems/suspended"
    await chairman.resume_batch(batch_id, word())
    assert (await signing(town, batch_id, order)).case_count == 1
    told = await town.raw(
        town.officer(PROVINCE, "chutich"), "GET", f"/batches/{batch_id}/suspensions"
    )
    assert [one["kind"] for one in told.json()] == ["suspended", "resumed"]


async def test_each_word_is_said_once(house: str, town: Town) -> None:
    batch_id = await ready(house, town, 1)
    chairman = await town.at(PROVINCE, "chutich")
    with pytest.raises(Problem) as refusal:
        await chairman.resume_batch(batch_id, word())
    assert refusal.value.code == "not-suspended"
    both = await asyncio.gather(
        *(chairman.suspend_batch(batch_id, word()) for _ in range(2)), return_exceptions=True
    )
    assert [one.code for one in both if isinstance(one, Problem)] == ["suspended"]
    query = "select count(*) from suspension where batch_id = :b"
    assert await scalar(house, query, b=batch_id) == 1
    taken = word()
    await chairman.resume_batch(batch_id, taken)
    with pytest.raises(Problem) as second:
        await chairman.suspend_batch(batch_id, word(number=taken.number))
    assert second.value.code == "number-taken"
    with pytest.raises(Problem) as early:
        await chairman.suspend_batch(batch_id, word(signed_on="2020-05-08"))
    assert early.value.code == "signed-too-early"


async def test_nothing_of_a_stopped_decision_is_released_leased_or_issued_again(
    house: str, town: Town
) -> None:
    batch_id, run_id = await paying(house, town)
    chairman = await town.at(PROVINCE, "chutich")
    treasurer = await town.at(PROVINCE, "taichinh")
    await chairman.suspend_batch(batch_id, word())
    with pytest.raises(Problem) as refusal:
        await treasurer.release_run(run_id)
    assert (refusal.value.status, refusal.value.code) == (409, "suspended")
    assert await scalar(house, "select state from payout_run where id = :r", r=run_id) == "prepared"
    await chairman.resume_batch(batch_id, word())
    assert (await treasurer.release_run(run_id)).order_count == 1
    await chairman.suspend_batch(batch_id, word())
    async with acting(POST) as session:
        assert await payouts.take(session, POST, run_id, 1000) is None
    await chairman.resume_batch(batch_id, word())
    lease_id = await taken(run_id)
    whole = await told_in(lease_id)
    assert whole.count(b"\r\n") - 1 == 1
    await chairman.suspend_batch(batch_id, word())
    assert await told_in(lease_id) == whole, "what an agent has stays in its file"
    failed = "update payout_order set live = false where run_id = :r returning id"
    async with raw_service(house) as session:
        order_id = (await session.scalars(text(failed), {"r": run_id})).one()
        assert await _issued_again(session, order_id) == GUARD
        await chairman.resume_batch(batch_id, word())
        assert await _issued_again(session, order_id) is None


async def _issued_again(session: Any, order_id: int) -> str | None:
    again = (
        "insert into payout_order (id, reference, run_id, dossier_id, first_month, amount_dong,"
        " agent_code, group_code, payee_name, payee_id_number, payee_hamlet, replaces_id,"
        " area_path) select nextval('nation.order_number'), reference || '+', run_id, dossier_id,"
        " first_month, amount_dong, agent_code, group_code, payee_name, payee_id_number,"
        " payee_hamlet, id, area_path from payout_order where id = :o"
    )
    return await refused(session, again, o=order_id)


async def test_a_release_and_a_suspension_at_once_leave_one_of_two_stories(
    house: str, town: Town
) -> None:
    batch_id, run_id = await paying(house, town)
    chairman = await town.at(PROVINCE, "chutich")
    treasurer = await town.at(PROVINCE, "taichinh")
    stopped, sent = await asyncio.gather(
        chairman.suspend_batch(batch_id, word()), treasurer.release_run(run_id),
        return_exceptions=True,
    )  # fmt: skip
    assert not isinstance(stopped, BaseException)
    state = await scalar(house, "select state from payout_run where id = :r", r=run_id)
    assert state == ("prepared" if isinstance(sent, Problem) else "released")


async def test_control_without_the_trigger_a_stopped_run_goes_out(house: str, town: Town) -> None:
    batch_id, run_id = await paying(house, town)
    await (await town.at(PROVINCE, "chutich")).suspend_batch(batch_id, word())
    async with raw_service(house) as session:
        assert await refused(session, RELEASE, r=run_id) == GUARD
    async with owning(house) as session:
        await session.execute(text("drop trigger check_not_suspended on payout_run"))
        await become_service(session)
        assert await refused(session, RELEASE, r=run_id) is None


async def test_who_may_stop_a_batch(house: str, town: Town) -> None:
    """The chairman or a delegate in force, and nobody who made or judged it."""
    batch_id = await ready(house, town, 1)
    judge = await another_account(town.officer(PROVINCE, "thuky"), Role.CHAIRMAN, PROVINCE)
    with pytest.raises(Problem) as refusal:
        await (await town.as_(judge)).suspend_batch(batch_id, word())
    assert (refusal.value.status, refusal.value.code) == (403, "already-took-another-part")
    (delegate,) = await enrolled((Role.CHAIRMAN, DISTRICT))
    signer = await town.as_(delegate)
    with pytest.raises(Problem) as alone:
        await signer.suspend_batch(batch_id, word())
    assert alone.value.code == "not-delegated"
    chairman = town.officer(PROVINCE, "chutich")
    handed = delegation(delegate.officer_id)
    assert (await town.raw(chairman, "POST", "/delegations", json=handed)).status_code == 201
    assert (await signer.suspend_batch(batch_id, word())).kind == "suspended"
    body = word().model_dump(mode="json")
    door = f"/batches/{batch_id}/resumption"
    for path, seat, status in (
        (PROVINCE, "taichinh", 403), (DISTRICT, "canbo", 403), (OTHER_PROVINCE, "chutich", 404),
    ):  # fmt: skip
        answer = await town.raw(town.officer(path, seat), "POST", door, json=body)
        assert answer.status_code == status


async def test_what_was_said_is_kept(house: str, town: Town) -> None:
    batch_id = await ready(house, town, 1)
    said = await (await town.at(PROVINCE, "chutich")).suspend_batch(batch_id, word())
    for statement in ("update suspension set reason = 'x'", "delete from suspension"):
        async with raw_service(house) as session:
            assert await refused(session, statement) == "42501"
        async with owning(house) as session:
            assert await refused(session, statement) == "append_only"
    logged = "select from_state, to_state from change_log where subject = 'suspension'"
    async with owning(house) as session:
        found = await session.execute(text(f"{logged} and subject_id = :i"), {"i": said.id})
        assert [tuple(row) for row in found] == [(None, "suspended")]
