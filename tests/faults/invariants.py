"""What must be true of money whatever happened: each a query that answers with the rows at fault.

Any operator can run them: `set search_path = p46, nation; set app.scope = '46.';`, then the query.
No row is good news. `python -m tests.faults --queries 46` prints them for a province.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.owner import owner_transaction

NAMED_ROWS: Final = 5

INVARIANTS: Final[Mapping[str, str]] = {
    # --- I1: once for a person, a dossier, a month --------------------------------------------
    "person lives twice": """
        select person_id from person_claim where state = 'live'
         group by person_id having count(*) > 1""",
    "order lives twice": """
        select dossier_id, first_month from payout_order where live
         group by dossier_id, first_month having count(*) > 1""",
    "orders beyond what was approved": """
        select o.dossier_id, sum(o.amount_dong), l.amount_dong from payout_order o
          join decision_line l on l.dossier_id = o.dossier_id
         where o.live and not exists (
               select from adjustment_line a where a.dossier_id = o.dossier_id)
         group by o.dossier_id, l.amount_dong having sum(o.amount_dong) > l.amount_dong""",
    "orders do not cover their line": """
        with counting as (
          select o.dossier_id, case when exists (
                   select from payout_order f where f.replaces_id = o.id)
                 then coalesce((select max(p.amount_dong) from order_outcome p
                                 where p.order_id = o.id and p.kind = 'partial'), 0)
                 else o.amount_dong end as dong
            from payout_order o)
        select l.dossier_id, l.amount_dong, sum(c.dong) from line_in_force l
          join counting c on c.dossier_id = l.dossier_id
         where not exists (select from adjustment_line a where a.dossier_id = l.dossier_id)
         group by l.dossier_id, l.amount_dong having sum(c.dong) <> l.amount_dong""",
    # --- I2: nothing comes from nowhere -------------------------------------------------------
    "journal does not balance": """
        select j.id, sum(e.amount_dong), count(e.*) from journal j
          left join journal_entry e on e.journal_id = j.id
         group by j.id having coalesce(sum(e.amount_dong), 1) <> 0 or count(e.*) < 2""",
    "postings do not sum to zero": """
        select sum(amount_dong) from journal_entry having sum(amount_dong) <> 0""",
    "account is not what the facts say": """
        with ended as (
          select o.id, r.source_id, o.amount_dong, o.live, r.state, count(f.kind) as facts,
                 case when bool_or(f.kind = 'returned') then 0
                      else coalesce(max(f.amount_dong) filter (
                                    where f.kind in ('paid', 'partial')), 0) end as paid
            from payout_order o join payout_run r on r.id = o.run_id
            left join order_outcome f on f.order_id = o.id
           group by o.id, r.source_id, o.amount_dong, o.live, r.state),
        wanted as (
          select source_id, 'paid' as account, sum(paid) as dong from ended group by source_id
           union all
          select source_id, 'sent', coalesce(sum(amount_dong)
                 filter (where live and facts = 0 and state = 'released'), 0)
            from ended group by source_id),
        booked as (
          select source_id, case account when 'recovered' then 'paid' else account end as account,
                 sum(amount_dong) as dong
            from journal_entry where account in ('paid', 'recovered', 'sent') group by 1, 2)
        select source_id, account, b.dong as booked, w.dong as wanted
          from wanted w full join booked b using (source_id, account)
         where coalesce(b.dong, 0) <> coalesce(w.dong, 0)""",
    "committed money is not what decisions left": """
        with promised as (
          select d.source_id, sum(l.amount_dong) as dong from decision d
            join line_in_force l on l.decision_id = d.id group by d.source_id)
        select source_id, p.dong as promised, sum(e.amount_dong) as booked
          from promised p join journal_entry e using (source_id)
         where e.account in ('committed', 'sent', 'paid', 'recovered')
           and not exists (select from decision_adjustment)
         group by source_id, p.dong having sum(e.amount_dong) <> p.dong""",
    "decision does not close": """
        select decision_id from decision_money where approved_dong <> to_send_dong + leased_dong
               + sent_dong + paid_dong + failed_dong + returned_dong + cancelled_dong
               + recovered_dong""",
    # --- I3: paid once, and booked once -------------------------------------------------------
    "order paid twice": """
        select f.order_id, f.kind, f.amount_dong, count(*) from order_outcome f
         group by f.order_id, f.kind, f.amount_dong having count(*) > 1""",
    "order lives other than it ended": """
        select o.id, array_agg(f.kind) from payout_order o join order_outcome f on f.order_id = o.id
         group by o.id, o.live
        having o.live <> (bool_or(f.kind = 'paid') and not bool_or(f.kind = 'returned'))""",
    "order paid by two lines": """
        select order_id, array_agg(statement_id) from statement_line where verdict = 'paid'
         group by order_id having count(*) > 1""",
    "statement booked other money than it settled": """
        with stood as (
          select order_id, statement_id, case
                 when bool_or(kind = 'returned') over told then 0
                 else coalesce(max(amount_dong) filter (where kind in ('paid', 'partial'))
                               over told, 0) end as dong
            from order_outcome
          window told as (partition by order_id order by statement_id)),
        changed as (
          select order_id, statement_id,
                 dong - lag(dong, 1, 0::bigint) over (
                   partition by order_id order by statement_id) as dong
            from (select distinct * from stood) s),
        facts as (
          select c.statement_id, r.source_id, sum(c.dong) as dong from changed c
            join payout_order o on o.id = c.order_id join payout_run r on r.id = o.run_id
           group by 1, 2),
        booked as (
          select j.subject_id as statement_id, j.source_id, sum(e.amount_dong) as dong
            from journal j join journal_entry e on e.journal_id = j.id
           where j.kind in ('payment', 'late_payment', 'return_of_paid') and e.account = 'paid'
           group by 1, 2)
        select statement_id, source_id, f.dong as settled, b.dong as booked
          from facts f full join booked b using (statement_id, source_id)
         where coalesce(f.dong, 0) <> coalesce(b.dong, 0)""",
    "run released other money than its orders": """
        with sent as (
          select r.source_id, sum(o.amount_dong) as dong from payout_run r
            join payout_order o on o.run_id = r.id
           where r.state = 'released' and (o.live or exists (
                 select from order_outcome f where f.order_id = o.id))
           group by r.source_id),
        booked as (
          select j.source_id, sum(e.amount_dong) as dong from journal j
            join journal_entry e on e.journal_id = j.id
           where j.kind in ('release', 'withdrawal') and e.account = 'sent' group by j.source_id)
        select source_id, s.dong as orders, b.dong as booked
          from sent s full join booked b using (source_id)
         where s.dong is distinct from b.dong""",
    "fact of an order that nobody sent": """
        select f.order_id, r.state from order_outcome f join payout_order o on o.id = f.order_id
          join payout_run r on r.id = o.run_id where r.state <> 'released'""",
    # --- I5: every act of money has its one row in the trail ----------------------------------
    "statement without its trail": """
        select s.id, count(c.*) from statement s
          left join change_log c on c.subject = 'statement' and c.subject_id = s.id
         group by s.id having count(c.*) <> 1""",
    "release without its trail": """
        select r.id, count(c.*) from payout_run r left join change_log c
            on c.subject = 'payout_run' and c.subject_id = r.id and c.to_state = 'released'
         group by r.id, r.state having count(c.*) <> (r.state = 'released')::int""",
    "lease without its trail": """
        select l.id, count(c.*) from payout_lease l
          left join change_log c on c.subject = 'payout_lease' and c.subject_id = l.id
         group by l.id, l.acknowledged_at
        having count(c.*) <> 1 + (l.acknowledged_at is not null)::int""",
    "trail of what never was": """
        select c.subject, c.subject_id from change_log c where c.subject = 'statement'
           and not exists (select from statement s where s.id = c.subject_id)""",
    # --- I6: who signs, who sends and who tells that it was paid ------------------------------
    "one person in two parts": """
        select r.id, s.id, s.received_by from order_outcome f
          join statement s on s.id = f.statement_id join payout_order o on o.id = f.order_id
          join payout_run r on r.id = o.run_id join decision d on d.id = r.decision_id
         where s.received_by in (r.released_by, d.signer_id) or r.released_by = d.signer_id""",
    # --- I7: nothing across agents ------------------------------------------------------------
    "order of another agent": """
        select f.order_id, s.agent_code, o.agent_code from order_outcome f
          join statement s on s.id = f.statement_id join payout_order o on o.id = f.order_id
         where s.agent_code <> o.agent_code or f.agent_code <> o.agent_code""",
    "line tells of another agent's order": """
        select l.statement_id, l.line_number from statement_line l
          join payout_order o on o.id = l.order_id where l.agent_code <> o.agent_code""",
    "statement in another agent's name": """
        select s.id, s.agent_code, a.agent_code from statement s
          join appointment a on a.officer_id = s.received_by and a.role = 'payment_agent'
         where a.agent_code <> s.agent_code""",
    "lease of another agent's order": """
        select l.id, lo.order_id from payout_lease l join lease_order lo on lo.lease_id = l.id
          join payout_order o on o.id = lo.order_id where l.agent_code <> o.agent_code""",
    "lease is not the sum of its orders": """
        select l.id, l.order_count, count(lo.*) from payout_lease l
          left join lease_order lo on lo.lease_id = l.id
          left join payout_order o on o.id = lo.order_id
         group by l.id having count(lo.*) <> l.order_count or sum(o.amount_dong) <> l.total_dong""",
    "system with two open leases": """
        select account_id, array_agg(id) from payout_lease where acknowledged_at is null
         group by account_id having count(*) > 1""",
    # --- I8: every line has its verdict -------------------------------------------------------
    "statement number taken twice": """
        select agent_code, number from statement group by agent_code, number having count(*) > 1""",
    "statement is not the sum of its verdicts": """
        select s.id, s.line_count, count(l.*), s.total_dong, sum(l.amount_dong) from statement s
          left join statement_line l on l.statement_id = s.id
         group by s.id having count(l.*) <> s.line_count or sum(l.amount_dong) <> s.total_dong
            or count(distinct l.line_number) <> s.line_count or max(l.line_number) <> s.line_count
        """,
    "verdict without its fact, or fact without its verdict": """
        select statement_id, line_number, l.verdict, f.kind
          from (select * from statement_line
                 where verdict in ('paid', 'partial', 'failed', 'returned', 'cancelled')) l
          full join order_outcome f using (statement_id, line_number)
         where l.verdict is distinct from f.kind or l.order_id is distinct from f.order_id""",
    "line that nobody is shown to settle": """
        select s.id, l.line_number, l.verdict, x.verdict from statement s
          join statement_line l on l.statement_id = s.id
           and l.verdict in ('unknown', 'wrong_amount', 'wrong_state', 'after_cancel', 'not_yours')
          left join statement_exception x using (statement_id, line_number)
         where x.verdict is distinct from l.verdict or x.amount_dong <> l.amount_dong""",
    # --- I9: what is paid is what was approved ------------------------------------------------
    "paid other than ordered": """
        select f.order_id, f.amount_dong, o.amount_dong from order_outcome f
          join payout_order o on o.id = f.order_id
         where (f.kind = 'paid' and f.amount_dong <> o.amount_dong)
            or f.amount_dong > o.amount_dong or f.dossier_id <> o.dossier_id""",
    "paid somebody other than approved": """
        select f.order_id from order_outcome f join payout_order o on o.id = f.order_id
          join dossier d on d.id = o.dossier_id join decision_line l on l.dossier_id = d.id
         where f.kind in ('paid', 'partial')
           and not exists (select from adjustment_line a where a.dossier_id = d.id)
           and ((o.payee_name, o.payee_id_number, o.payee_hamlet, o.group_code)
                is distinct from (d.full_name, d.id_number, d.hamlet, l.group_code)
             or l.leaf <> line_leaf(d.id, d.person_id, d.group_code, d.months, d.amount_dong,
                  d.full_name, d.id_number, d.hamlet, d.account_number, d.account_name, d.bank,
                  d.area_path))""",
    # --- idempotency: a key that is kept has its answer ---------------------------------------
    "key without its answer": """
        select i.account_id, i.key from idempotency i join account a on a.id = i.account_id
          join appointment p on p.officer_id = a.officer_id
         where p.unit_path like current_setting('app.scope') || '%'
           and (i.status is null or i.body is null)""",
}

_LATER: Final = {"decision does not close": "decision_money"}
"""Queries that need a view which an older schema does not have."""


@asynccontextmanager
async def looking(url: str, province: str) -> AsyncIterator[AsyncSession]:
    """A look of the owner into one province."""
    async with owner_transaction(url) as session:
        where = {"path": f"p{province}, nation", "scope": f"{province}."}
        await session.execute(
            text(
                "select set_config('search_path', :path, true),"
                " set_config('app.scope', :scope, true)"
            ),
            where,
        )
        yield session


async def broken(url: str, province: str) -> dict[str, list[str]]:
    """The invariants that do not hold in a province, each with its first rows at fault."""
    found: dict[str, list[str]] = {}
    async with looking(url, province) as session:
        for name, query in INVARIANTS.items():
            view = _LATER.get(name)
            if view and not await session.scalar(text("select to_regclass(:v)"), {"v": view}):
                continue
            rows = (await session.execute(text(query))).all()
            if rows:
                found[name] = [str(tuple(row)) for row in rows[:NAMED_ROWS]]
    return found


def printed(province: str) -> str:
    """All queries as one script for psql."""
    head = f"set search_path = p{province}, nation;\nset app.scope = '{province}.';\n"
    return head + "".join(f"\n-- {name}{query.rstrip()};\n" for name, query in INVARIANTS.items())
