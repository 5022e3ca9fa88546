CREATE INDEX ix_payout_order_replaces_id ON payout_order (replaces_id) WHERE replaces_id IS NOT NULL;

create view order_standing with (security_invoker = true) as
    select o.id as order_id, o.reference, o.run_id, r.decision_id, r.source_id, o.agent_code,
           o.area_path, o.group_code, o.dossier_id, o.first_month, o.amount_dong,
           case when o.payee_name = '(hủy lệnh)' then 'freed'
                when o.payee_name in ('(rút lệnh)', '(không chi lại)') then 'cancelled'
                when facts.returned then 'returned'
                when facts.paid then 'paid'
                when facts.partial then 'partial'
                when facts.cancelled or asked.kind = 'direct'
                    or asked.order_id is not null and facts.failed then 'cancelled'
                when facts.failed then 'failed'
                when not o.live then 'cancelled'
                when e.acknowledged_at is not null then 'sent'
                when l.order_id is not null then 'leased'
                when r.state = 'released' then 'released'
                else 'prepared' end as state,
           case when facts.returned then 0 else coalesce(facts.handed_dong, 0) end as paid_dong,
           -- Of an order what was not handed over; a mark counts what was open of its order.
           o.amount_dong - case when facts.returned then 0 else coalesce(facts.handed_dong, 0) end
               - case when stood.returned then 0 else coalesce(stood.handed_dong, 0) end as open_dong,
           l.lease_id, e.taken_at, asked.kind as asked_back, facts.done_on,
           exists (select from payout_order f where f.replaces_id = o.id) as followed
      from payout_order o
      join payout_run r on r.id = o.run_id
      left join lease_order l on l.order_id = o.id
      left join payout_lease e on e.id = l.lease_id
      left join order_cancellation asked on asked.order_id = o.id
      -- By the key of each order, never by all facts at once: linear whatever the planner guesses.
      left join lateral (
        select bool_or(f.kind = 'returned') as returned, bool_or(f.kind = 'paid') as paid,
               bool_or(f.kind = 'partial') as partial, bool_or(f.kind = 'cancelled') as cancelled,
               bool_or(f.kind = 'failed') as failed, max(f.done_on) as done_on,
               max(f.amount_dong) filter (where f.kind in ('paid', 'partial')) as handed_dong
          from order_outcome f where f.order_id = o.id) facts on true
      left join lateral (
        select bool_or(f.kind = 'returned') as returned,
               max(f.amount_dong) filter (where f.kind in ('paid', 'partial')) as handed_dong
          from order_outcome f where f.order_id = o.replaces_id
           and o.payee_name in ('(rút lệnh)', '(không chi lại)')) stood on true;

create view decision_money with (security_invoker = true) as
    -- Where every approved đồng stands, by decision: what was signed, and what later decisions
    -- added, is in exactly one of eight places.
    select d.id as decision_id, d.number, d.signed_on, d.source_id, d.area_path,
           d.total_dong as signed_dong, coalesce(later.added, 0)::bigint as added_dong,
           (d.total_dong + coalesce(later.added, 0))::bigint as approved_dong,
           coalesce(lines.total, 0)::bigint as lines_dong,
           (coalesce(orders.to_send, 0)
               + case when orders.decision_id is null then coalesce(lines.total, 0) else 0 end
           )::bigint as to_send_dong,
           coalesce(orders.leased, 0)::bigint as leased_dong,
           coalesce(orders.sent, 0)::bigint as sent_dong,
           (coalesce(orders.paid, 0) - coalesce(back.recovered, 0))::bigint as paid_dong,
           coalesce(orders.failed, 0)::bigint as failed_dong,
           coalesce(orders.returned, 0)::bigint as returned_dong,
           (coalesce(orders.cancelled, 0) + coalesce(later.freed, 0))::bigint as cancelled_dong,
           coalesce(back.recovered, 0)::bigint as recovered_dong,
           coalesce(orders.released, 0)::bigint as released_dong,
           coalesce(later.freed, 0)::bigint as freed_dong,
           coalesce(later.owed, 0)::bigint as called_back_dong,
           coalesce(back.still_owed, 0)::bigint as to_recover_dong
      from decision d
      left join (select decision_id, sum(amount_dong) as total from line_in_force
                  group by decision_id) lines on lines.decision_id = d.id
      left join (select decision_id, sum(added_dong) as added, sum(freed_dong) as freed,
                        sum(owed_dong) as owed
                   from decision_adjustment group by decision_id) later on later.decision_id = d.id
      left join (
        select decision_id,
               sum(amount_dong) filter (where state in ('prepared', 'released') and not followed)
                   as to_send,
               sum(amount_dong) filter (where state = 'released' and not followed) as released,
               sum(amount_dong) filter (where state = 'leased' and not followed) as leased,
               sum(amount_dong) filter (where state = 'sent' and not followed) as sent,
               sum(paid_dong) as paid,
               sum(open_dong) filter (where state in ('failed', 'partial')
                   and not followed) as failed,
               sum(amount_dong) filter (where state = 'returned' and not followed) as returned,
               sum(open_dong) filter (where state = 'cancelled' and not followed) as cancelled
          from order_standing group by decision_id) orders on orders.decision_id = d.id
      left join (
        select c.decision_id, sum(c.owed_dong - coalesce(e.settled, 0)) as still_owed,
               sum(coalesce(e.recovered, 0)) as recovered
          from recovery_case c
          left join (
            select case_id, sum(amount_dong) as settled,
                   sum(amount_dong) filter (where journal_id is not null) as recovered
              from recovery_entry group by case_id) e on e.case_id = c.id
         group by c.decision_id) back on back.decision_id = d.id
     where d.kind = 'approved';

CREATE TABLE run_closing (
    run_id BIGINT NOT NULL,
    order_count INTEGER NOT NULL,
    total_dong BIGINT NOT NULL,
    paid_dong BIGINT NOT NULL,
    failed_dong BIGINT NOT NULL,
    returned_dong BIGINT NOT NULL,
    cancelled_dong BIGINT NOT NULL,
    closed_by BIGINT NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    agent_code TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_run_closing PRIMARY KEY (run_id),
    CONSTRAINT ck_run_closing_closes CHECK (total_dong = paid_dong + failed_dong + returned_dong + cancelled_dong),
    CONSTRAINT fk_run_closing_run_id FOREIGN KEY(run_id) REFERENCES payout_run (id)
);

create trigger check_run_closing after insert on run_closing
    referencing new table as new_rows for each statement execute function nation.check_run_closing();

create trigger check_run_open after insert on payout_order
    referencing new table as new_rows for each statement execute function nation.check_run_open('run_id');

create trigger check_run_open after insert on order_outcome
    referencing new table as new_rows for each statement execute function nation.check_run_open('order_id');

create trigger append_only before update or delete on run_closing
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on run_closing
    for each statement execute function nation.refuse_change();

create trigger write_change_log after insert on run_closing
    for each row execute function nation.write_change_log('total_dong', 'area_path', 'run_id');

alter table run_closing enable row level security;

alter table run_closing force row level security;

create policy territory on run_closing
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')))
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')));

grant select, insert on run_closing to house_app;

grant select on order_standing, decision_money to house_app;

CREATE TABLE exception_settlement (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    statement_id BIGINT NOT NULL,
    line_number INTEGER NOT NULL,
    resolution TEXT NOT NULL,
    order_id BIGINT,
    words TEXT NOT NULL,
    state TEXT DEFAULT 'proposed' NOT NULL,
    proposed_by BIGINT NOT NULL,
    proposed_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    ruled_by BIGINT,
    ruled_at TIMESTAMP WITH TIME ZONE,
    agent_code TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_exception_settlement PRIMARY KEY (id),
    CONSTRAINT ck_exception_settlement_resolution CHECK (resolution in ('accept','match','dismiss')),
    CONSTRAINT ck_exception_settlement_state CHECK (state in ('proposed','confirmed','rejected')),
    CONSTRAINT ck_exception_settlement_ruled CHECK ((state = 'proposed') = (ruled_by is null) and (ruled_by is null) = (ruled_at is null)),
    CONSTRAINT ck_exception_settlement_two_people CHECK (ruled_by <> proposed_by),
    CONSTRAINT ck_exception_settlement_order CHECK ((resolution = 'dismiss') = (order_id is null)),
    CONSTRAINT fk_exception_settlement_line FOREIGN KEY(statement_id, line_number) REFERENCES statement_exception (statement_id, line_number)
);

CREATE UNIQUE INDEX uq_exception_settlement_standing ON exception_settlement (statement_id, line_number) WHERE (state = 'rejected') IS FALSE;

create trigger check_settler after insert or update on exception_settlement
    for each row execute function nation.check_settler();

create trigger write_change_log after insert or update of state on exception_settlement
    for each row execute function nation.write_change_log('state', 'area_path');

alter table exception_settlement enable row level security;

alter table exception_settlement force row level security;

create policy territory on exception_settlement
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

grant select, insert on exception_settlement to house_app;

grant update (state, ruled_by, ruled_at) on exception_settlement to house_app;

grant usage on all sequences in schema {schema} to house_app;
