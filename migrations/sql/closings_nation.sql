create function nation.check_run_closing() returns trigger
    language plpgsql security definer set search_path = pg_catalog set app.agent = '' as $$
declare
    strange bigint;
begin
    -- Who closes holds the run; every order of it has come to an end, and the ends sum up.
    execute format('select from %I.payout_run where id in (select run_id from new_rows)'
        ' order by id for no key update', tg_table_schema);
    execute format(
        'select n.run_id from new_rows n join lateral (select count(*) as n,'
        ' coalesce(sum(s.amount_dong), 0) as total,'
        ' coalesce(sum(s.paid_dong), 0) as paid,'
        ' coalesce(sum(s.amount_dong - s.paid_dong) filter (where s.state in'
        ' (''failed'', ''partial'')), 0) as failed,'
        ' coalesce(sum(s.amount_dong) filter (where s.state = ''returned''), 0) as returned,'
        ' coalesce(sum(s.amount_dong) filter (where s.state = ''cancelled''), 0) as cancelled'
        ' from %1$I.order_standing s where s.run_id = n.run_id and s.lease_id is not null'
        ' ) found on true'
        ' where (found.n, found.total, found.paid, found.failed, found.returned, found.cancelled)'
        ' is distinct from (n.order_count, n.total_dong, n.paid_dong, n.failed_dong,'
        ' n.returned_dong, n.cancelled_dong) or exists (select from %1$I.order_standing s'
        ' where s.run_id = n.run_id and not s.followed'
        ' and s.state in (''prepared'', ''released'', ''leased'', ''sent'')) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'run % does not close', strange
            using errcode = '23514', constraint = 'ck_run_closing_stands';
    end if;
    return null;
end $$;

create function nation.check_run_open() returns trigger
    language plpgsql security definer set search_path = pg_catalog set app.agent = '' as $$
declare
    strange bigint;
begin
    execute format('select exists (select from %I.run_closing)::int', tg_table_schema) into strange;
    if strange = 0 then
        return null;
    end if;
    if tg_argv[0] = 'run_id' then
        execute format('select c.run_id from (select distinct run_id from new_rows where live) n'
            ' join %I.run_closing c using (run_id) limit 1', tg_table_schema) into strange;
    else
        execute format('select c.run_id from new_rows n join %1$I.payout_order o on o.id = n.order_id'
            ' join %1$I.run_closing c on c.run_id = o.run_id limit 1', tg_table_schema)
            into strange;
    end if;
    if strange is not null then
        raise exception 'run % is closed', strange
            using errcode = '23514', constraint = 'ck_run_closing_open';
    end if;
    return null;
end $$;

create function nation.check_settler() returns trigger
    language plpgsql security definer set search_path = pg_catalog set app.agent = '' as $$
declare
    strange bigint;
begin
    -- Whoever sent the statement judges nothing of it, and neither rules on what they proposed.
    execute format('select s.received_by from %I.statement s where s.id = $1'
        ' and s.received_by in ($2, $3)', tg_table_schema)
        into strange using new.statement_id, new.proposed_by, new.ruled_by;
    if strange is not null then
        raise exception 'officer % sent statement %', strange, new.statement_id
            using errcode = '23514', constraint = 'ck_exception_settlement_two_people';
    end if;
    return null;
end $$;
