"""The main job at a hundredth of the size: every room, every act, every planted fault."""

import asyncio
import gc
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn

from app.access import Role
from app.core.jobs import engine_room, raw_connection
from app.demo import run_demo
from app.demo.tally import VIETNAMESE
from app.worker import HANDLERS
from tests.builders import enrolled
from tests.grounds import a_house_of_its_own, scalar, set_clock


@asynccontextmanager
async def serving() -> AsyncIterator[str]:
    """The service on a free port of this machine."""
    from app.main import build

    door = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(build(), log_config=None, lifespan="off", ws="none")
    server = uvicorn.Server(config)
    task = asyncio.ensure_future(server.serve(sockets=[door]))
    while not server.started:
        await asyncio.sleep(0.02)
    yield f"http://127.0.0.1:{door.getsockname()[1]}"
    server.should_exit = True
    await task


@asynccontextmanager
async def working() -> AsyncIterator[None]:
    """The engine room beside it."""
    raw = await raw_connection()
    gc.collect()
    queue = engine_room(raw, HANDLERS)
    task = asyncio.ensure_future(queue.run(batch_size=2))
    yield
    queue.shutdown.set()
    await asyncio.wait_for(task, 30)
    await raw.close()


INVARIANTS = {
    "two live benefits": "select count(*) from (select person_id from nation.person_claim"
    " where state = 'live' group by person_id having count(*) > 1) twice",
    "approved without a live claim": "select count(*) from dossier_stage s left join"
    " nation.person_claim c on c.dossier_id = s.dossier_id and c.state = 'live'"
    " where s.stage = 'approved' and c.dossier_id is null",
    "a live claim not approved": "select count(*) from nation.person_claim c join dossier_stage s"
    " using (dossier_id) where c.state = 'live' and s.stage <> 'approved'",
    "two live orders": "select count(*) from (select 1 from payout_order where live"
    " group by dossier_id, first_month having count(*) > 1) twice",
    "journals that do not balance": "select count(*) from (select 1 from journal_entry"
    " group by journal_id having sum(amount_dong) <> 0) uneven",
    "decisions unlike their lines": "select count(*) from decision d where d.kind = 'approved' and"
    " (d.case_count, d.total_dong) <> (select count(*), sum(amount_dong)"
    " from decision_line l where l.decision_id = d.id)",
    "a step out of the table": "select count(*) from dossier_history h where not exists (select"
    " from nation.stage_step s where s.from_stage = coalesce(h.from_stage, '')"
    " and s.to_stage = h.to_stage)",
    "history unlike the stage": "select count(*) from dossier_stage s where s.version <>"
    " (select count(*) from dossier_history h where h.dossier_id = s.dossier_id)",
    "a person with two parts": "select count(*) from (select 1 from part_taken"
    " group by list_id, officer_id having count(*) > 1) twice",
    "jobs left or broken": "select count(*) from nation.pgqueuer",
    "lists not read": "select count(*) from dossier_list where state <> 'submitted'"
    " and (state <> 'withdrawn' or good_count > 0)",
    "rows without a verdict": "select count(*) from list_version v where v.row_count <>"
    " (select count(*) from list_row r where (r.list_id, r.version) = (v.list_id, v.version))",
    "versions not read": "select count(*) from list_version where state <> 'read'",
    "an order paid otherwise than ordered": "select count(*) from order_outcome o"
    " join payout_order p on p.id = o.order_id where o.kind = 'paid'"
    " and o.amount_dong <> p.amount_dong",
    "paid more than approved": "select count(*) from (select dossier_id, sum(paid_dong) as paid"
    " from order_standing group by dossier_id) o join decision_line l using (dossier_id)"
    " where o.paid > l.amount_dong",
    "money in no place or in two": "select count(*) from decision_money where approved_dong <>"
    " to_send_dong + leased_dong + sent_dong + paid_dong + failed_dong + returned_dong"
    " + cancelled_dong + recovered_dong",
    "lines that nobody settled": "select count(*) from statement_exception e where not exists"
    " (select from exception_settlement s where s.state = 'confirmed'"
    " and (s.statement_id, s.line_number) = (e.statement_id, e.line_number))",
}


@pytest.mark.slow
async def test_a_small_province_from_the_lists_to_the_report(house: str) -> None:
    told: list[str] = []

    def report(stage: str, done: int, whole: int) -> None:
        assert 0 <= done <= whole
        told.append(stage)

    before = os.environ["DATABASE_URL"]
    async with a_house_of_its_own(house) as url:
        (administrator,) = await enrolled((Role.ADMINISTRATOR, ""))
        async with serving() as address, working():
            outcome = await run_demo(
                base_url=address, enrolment_code=administrator.code, scale=0.01, report=report
            )
        shown: dict[str, Any] = outcome.as_json()
        assert outcome.differences == []
        assert shown["ok"] is True
        assert shown["faults"]["planted"] == shown["faults"]["caught"] > 0
        assert shown["faults"]["clean_lost"] == 0
        assert {row["group"] for row in shown["table"]} == {"NCC", "BTXH", "HN", "HCN", "total"}
        assert set(told) >= {"nộp danh sách", "các mẫu khác", "quyết định phê duyệt", "đối soát"}
        kinds = shown["faults"]["by_reason"]
        assert set(kinds) == set(VIETNAMESE)
        assert all(one["planted"] == one["caught"] > 0 for one in kinds.values())
        assert await scalar(url, "select count(distinct form) from dossier_list") == 14
        broken = {name: await scalar(url, query) for name, query in INVARIANTS.items()}
        assert {name: count for name, count in broken.items() if count} == {}
        await set_clock(url, None)
    assert os.environ["DATABASE_URL"] == before
