"""The least that money needs to stand on: sources, approved decisions, people who act."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app import funds, payouts
from app.access import Actor, Role
from app.core.db import transaction
from app.core.owner import owner_transaction
from app.funds.schemas import AllotmentOrder, NewSource

NOON = datetime(2020, 5, 5, 5, tzinfo=UTC)
TODAY = date(2020, 5, 5)
COMMUNE = "42.436.18070."
AMOUNTS = {"NCC": 1_500_000, "BTXH": 1_500_000, "HN": 750_000, "HCN": 750_000}
_numbers = count(1)
SIGNER = 2


def actor(role: Role, path: str = "42.", agent: str | None = None) -> Actor:
    """Somebody in office; the rows of money keep only the number of the officer.

    Who signs, who sends the money and who tells that it was paid are three people.
    """
    officer = 8 if agent else SIGNER if role is Role.CHAIRMAN else 7
    return Actor(1, officer, 1, role, path, agent)


FINANCE = actor(Role.FINANCE_OFFICER)
CHAIRMAN = actor(Role.CHAIRMAN)
REPORTER = actor(Role.DEPARTMENT_REPORTER)
POST = actor(Role.PAYMENT_AGENT, agent="BUUDIEN")
BANK = actor(Role.PAYMENT_AGENT, agent="NHCSXH")


def acting(who: Actor) -> Any:
    """One act of somebody, all or nothing."""
    return transaction(who.standing)


@asynccontextmanager
async def owning(url: str, province: str = "42") -> AsyncIterator[AsyncSession]:
    """One transaction of the owner inside a province."""
    async with owner_transaction(url) as session:
        await session.execute(
            text(
                "select set_config('search_path', :path, true),"
                " set_config('app.scope', :scope, true), set_config('app.now', :now, true)"
            ),
            {"path": f"p{province}, nation", "scope": f"{province}.", "now": NOON.isoformat()},
        )
        yield session


async def stand_still(url: str, moment: datetime = NOON) -> None:
    """Set the house's clock, and the two payment agents."""
    async with owner_transaction(url) as session:
        await session.execute(
            text(
                "insert into nation.clock (frozen_at) values (:moment)"
                " on conflict (only_row) do update set frozen_at = excluded.frozen_at"
            ),
            {"moment": moment},
        )
        await session.execute(
            text(
                "insert into nation.payment_agent values ('BUUDIEN', 'Bưu điện tỉnh'),"
                " ('NHCSXH', 'Ngân hàng Chính sách xã hội') on conflict do nothing"
            )
        )


async def run_on(url: str) -> None:
    """Let real time run again."""
    async with owner_transaction(url) as session:
        await session.execute(text("delete from nation.clock"))


async def funded(allotted: int, who: Actor = FINANCE, booked_on: date = TODAY) -> int:
    """A new source with an allotment (đồng)."""
    async with acting(who) as session:
        order = NewSource(code=f"SOURCE-{next(_numbers)}", name="Ngân sách tỉnh", level="province")
        source_id = await funds.add_source(session, who, order)
        allotment = AllotmentOrder(
            amount_dong=allotted, document_number="12/QĐ-UBND", booked_on=booked_on
        )
        await funds.allot(session, who, source_id, allotment)
    return source_id


@dataclass(frozen=True)
class Approved:
    """A decision with its money committed."""

    decision_id: int
    source_id: int
    count: int
    total_dong: int


_HEAD = """
with paper as (
  insert into document (sha256, media_type, file_name, content, area_path, kept_by)
  values (sha256(cast(:key as bytea)), 'x', 'x', '', :area, 1) returning id),
list as (
  insert into dossier_list (form, group_code, unit_path, compiled_on, state, sha256, document_id,
                            policy_version, maker_id, version)
  select '08', :group, :area, :day, 'submitted', sha256(cast(:key as bytea)), id, 'QD15', 1, 1
    from paper returning id),
batch as (
  insert into batch (paper_number, state, made_by, area_path)
  values ('1/TTr', 'approved', 1, :area) returning id)
select (select id from list), (select id from batch)
"""
_PEOPLE = """
insert into person (id, full_name, name_key, area_path)
select nextval('nation.person_number'), 'Nguyễn Thị ' || n, 'nguyen thi ' || n, :area
  from generate_series(1, :count) n returning id
"""
_DOSSIERS = """
insert into dossier (id, list_id, row_number, person_id, group_code, months, amount_dong,
                     full_name, id_number, hamlet, area_path, account_number, account_name, bank)
select nextval('nation.dossier_number'), :list, n, p, :group, :months, :amount,
       'Nguyễn Thị ' || n, '042' || lpad(n::text, 9, '0'), 'Thôn ' || n,
       (cast(:areas as text[]))[1 + (n - 1) % cardinality(cast(:areas as text[]))],
       case when n <= :banked then '0101' || lpad(n::text, 8, '0') end,
       case when n <= :banked then 'NGUYEN THI ' || n end,
       case when n <= :banked then 'Ngân hàng Chính sách xã hội' end
  from unnest(cast(:people as bigint[])) with ordinality as t (p, n)
"""
LEAF = """nation.line_leaf(id, person_id, group_code, months, amount_dong, full_name, id_number,
       hamlet, account_number, account_name, bank, area_path)"""
_CLAIMS = """
insert into nation.person_claim (dossier_id, province_code, person_id, group_code, amount_dong,
                                 tie_break, state)
select id, left(:area, 2), person_id, group_code, amount_dong, :area || row_number, 'live'
  from dossier where list_id = :list
"""
_DECISION = f"""
insert into decision (batch_id, kind, number, signed_on, signer_id, source_id, case_count,
                      total_dong, root, policy_version, area_path, transfer_agent_code)
select :batch, 'approved', :number, :day, 2, :source, :count, :total,
       nation.merkle_root(string_agg({LEAF}, '' order by id)), 'QD15', :area,
       case when :banked > 0 then 'NHCSXH' end
  from dossier where list_id = :list
returning id
"""
_SIGNED = """
with part as (
  insert into part_taken (list_id, officer_id, part, area_path)
  values (:list, 2, 'signer', :area))
insert into decision_list (decision_id, list_id, signer_id, part, area_path)
values (:decision, :list, 2, 'signer', :area)
"""
_LINES = f"""
insert into decision_line (dossier_id, decision_id, group_code, months, amount_dong, signed_on,
                           area_path, leaf)
select id, :decision, group_code, months, amount_dong, :day, area_path, {LEAF}
  from dossier where list_id = :list
"""


async def approved(
    url: str,
    people: int,
    *,
    group: str = "HN",
    months: int = 3,
    amount: int | None = None,
    area: str = COMMUNE,
    signed_on: date = date(2020, 4, 27),
    source_id: int | None = None,
    banked: int = 0,
    areas: Sequence[str] = (),
) -> Approved:
    """A signed decision over so many dossiers, with its money committed.

    The first `banked` of them name an account, which the policy bank pays; their communes are
    `areas` in turn, or all the same.
    """
    each = amount or AMOUNTS[group]
    total = each * people
    who = actor(Role.FINANCE_OFFICER, f"{area[:2]}.")
    source = source_id or await funded(total, who, signed_on)
    number = f"{next(_numbers)}/QĐ-TIEN"  # not a number that the builders give
    facts = {"group": group, "area": area, "day": signed_on, "count": people, "months": months}
    async with owning(url, area[:2]) as session:
        head = (await session.execute(text(_HEAD), {**facts, "key": number.encode()})).one()
        made = await session.scalars(text(_PEOPLE), {"area": area, "count": people})
        row = {**facts, "list": head[0], "amount": each, "people": list(made), "banked": banked}
        row["areas"] = list(areas) or [area]
        await session.execute(text(_DOSSIERS), row)
        await session.execute(text(_CLAIMS), {"list": head[0], "area": area})
        row |= {"batch": head[1], "number": number, "source": source, "total": total}
        decision_id = (await session.scalars(text(_DECISION), row)).one()
        signed = {"decision": decision_id, "list": head[0], "area": area}
        await session.execute(text(_SIGNED), signed)
        await session.execute(
            text(_LINES), {"decision": decision_id, "list": head[0], "day": signed_on}
        )
    async with acting(who) as session:
        await funds.commit_for(session, who, source, total, decision_id, number)
    return Approved(decision_id, source, people, total)


async def prepared(decision: Approved, agent: str = "BUUDIEN", path: str = "42.") -> int:
    """The number of the first run that holds the decision's orders; of one month, the only one."""
    async with acting(actor(Role.CHAIRMAN, path)) as session:
        await payouts.prepare_orders(session, decision.decision_id, agent)
    return (await runs_of(decision, agent, path))[0]


async def runs_of(
    decision: Approved, agent: str = "BUUDIEN", path: str = "42.", state: str = "%"
) -> list[int]:
    """The runs of a decision for an agent, by number."""
    query = "select id from payout_run where decision_id = :id and agent_code = :agent"
    asked = {"id": decision.decision_id, "agent": agent, "state": state}
    async with acting(actor(Role.FINANCE_OFFICER, path)) as session:
        found = await session.scalars(text(f"{query} and state like :state order by id"), asked)
        return list(found)


async def released(decision: Approved, agent: str = "BUUDIEN", path: str = "42.") -> int:
    """The first of the decision's runs, all of which its agent may execute."""
    run_id = await prepared(decision, agent, path)
    who = actor(Role.FINANCE_OFFICER, path)
    async with acting(who) as session:
        await payouts.release_runs(session, who, await runs_of(decision, agent, path, "prepared"))
    return run_id


async def leased(decision: Approved, agent: str = "BUUDIEN", path: str = "42.") -> int:
    """A released run whose orders its agent has."""
    run_id = await released(decision, agent, path)
    await taken(run_id, agent, path)
    return run_id


async def taken(run_id: int, agent: str = "BUUDIEN", path: str = "42.") -> int:
    """The lease by which the agent took what is to be sent of a run."""
    who = actor(Role.PAYMENT_AGENT, path, agent)
    async with acting(who) as session:
        lease = await payouts.take(session, who, run_id, 200_000)
        assert lease is not None
        await payouts.acknowledge(session, who, lease.id)
        return lease.id


async def lease_file(
    lease_id: int, kind: str = "csv", who: Actor | None = None
) -> payouts.LeaseFile:
    """The file of a lease, open at its beginning."""
    reader = who or actor(Role.FINANCE_OFFICER)
    async with acting(reader) as session:
        return await payouts.lease_file(session, lease_id, kind)


async def told_in(lease_id: int, kind: str = "csv", who: Actor | None = None) -> bytes:
    """The bytes of a lease's file."""
    with (await lease_file(lease_id, kind, who)).content as content:
        return content.read()


async def orders_of(run_id: int, path: str = "42.") -> list[Any]:
    """The orders of a run: id, reference, amount_dong, live."""
    query = "select id, reference, amount_dong, live, dossier_id, first_month from payout_order"
    async with acting(actor(Role.FINANCE_OFFICER, path)) as session:
        found = await session.execute(
            text(f"{query} where run_id = :run order by id"), {"run": run_id}
        )
        return list(found)


async def held_by(source_id: int) -> tuple[int, ...]:
    """What a source holds: allotted, available, committed, sent, paid (đồng)."""
    async with acting(FINANCE) as session:
        (one,) = [row for row in await funds.balances(session) if row.id == source_id]
    return (
        one.allotted_dong,
        one.available_dong,
        one.committed_dong,
        one.sent_dong,
        one.paid_dong,
    )


async def count_statements(session: AsyncSession) -> list[str]:
    """A list that grows with every statement of this session's connection."""
    from sqlalchemy import event

    seen: list[str] = []
    connection = await session.connection()

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(connection.sync_connection, "before_cursor_execute", note)
    return seen
