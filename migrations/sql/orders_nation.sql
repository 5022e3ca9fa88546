create function nation.held_orders_of(place text, runs bigint[]) returns bigint[]
    language plpgsql stable security definer
    set search_path = pg_catalog set app.scope = '' set app.agent = '' as $$
declare
    any_held boolean;
    found bigint[];
begin
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format('select exists (select from %I.hold where state = ''live'')', place)
        into any_held;
    if not any_held then
        return '{}';
    end if;
    execute format(
        'select coalesce(array_agg(o.id order by o.id), ''{}'') from %1$I.payout_order o'
        ' join %1$I.payout_run r on r.id = o.run_id join %1$I.decision c on c.id = r.decision_id'
        ' join %1$I.dossier d on d.id = o.dossier_id where o.run_id = any ($1) and o.live'
        ' and exists (select from %1$I.hold h where h.state = ''live'' and ('
        ' (h.about = ''dossier'' and h.dossier_id = o.dossier_id)'
        ' or (h.about = ''order'' and h.dossier_id = o.dossier_id'
        ' and h.first_month = o.first_month)'
        ' or (h.about = ''list'' and h.list_id = d.list_id)'
        ' or (h.about = ''batch'' and h.batch_id = c.batch_id)))', place)
        into found using runs;
    return found;
end $$;

create function nation.arranged(place text, orders bigint[])
    returns table (order_id bigint, way text, receiver_name text, receiver_id_number text,
                   receiver_paper text)
    language plpgsql stable security definer
    set search_path = pg_catalog set app.scope = '' as $$
begin
    -- A payer is told how to hand over its own orders, and nothing about anybody else's.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    return query execute format(
        'select o.id, a.way, a.receiver_name, a.receiver_id_number, a.paper_number'
        ' from %1$I.payout_order o join %1$I.payee_arrangement a on a.dossier_id = o.dossier_id'
        ' and a.ended_at is null where o.id = any ($1) and o.agent_code ='
        ' coalesce(nullif(current_setting(''app.agent'', true), ''''), o.agent_code)', place)
        using orders;
end $$;

create function nation.check_lease_orders() returns trigger
    language plpgsql security definer set search_path = pg_catalog set app.agent = '' as $$
declare
    strange bigint;
    runs bigint[];
    leased bigint[];
begin
    execute format(
        'select n.order_id from new_rows n left join %1$I.payout_order o on o.id = n.order_id'
        ' left join %1$I.payout_run r on r.id = o.run_id'
        ' left join %1$I.payout_lease l on l.id = n.lease_id'
        ' where o.id is null or not o.live or r.state <> ''released'' or l.id is null'
        ' or l.acknowledged_at is not null or (n.agent_code, n.run_id, n.area_path)'
        ' is distinct from (o.agent_code, o.run_id, o.area_path)'
        ' or l.agent_code <> o.agent_code limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'order % is not to be sent by this lease', strange
            using errcode = '23514', constraint = 'ck_lease_order_ready';
    end if;
    select array_agg(distinct run_id), array_agg(order_id) into runs, leased from new_rows;
    execute format(
        'select r.id from %I.payout_run r where r.id = any ($1)'
        ' and nation.is_suspended(r.decision_id) limit 1', tg_table_schema)
        into strange using runs;
    if strange is not null then
        raise exception 'run % is suspended', strange
            using errcode = '23514', constraint = 'ck_payout_run_not_suspended';
    end if;
    if nation.held_orders_of(tg_table_schema, runs) && leased then
        raise exception 'an order of this lease is held'
            using errcode = '23514', constraint = 'ck_payout_order_not_held';
    end if;
    return null;
end $$;

create function nation.check_cancellation() returns trigger
    language plpgsql security definer set search_path = pg_catalog set app.agent = '' as $$
declare
    strange bigint;
begin
    -- What no payer holds is cancelled at once; what one holds is only asked back.
    execute format(
        'select n.order_id from new_rows n join %1$I.payout_order o on o.id = n.order_id'
        ' left join %1$I.lease_order l on l.order_id = n.order_id'
        ' where (n.kind = ''direct'') <> (l.order_id is null)'
        ' or n.kind = ''direct'' and o.live'
        ' or (n.agent_code, n.area_path) is distinct from (o.agent_code, o.area_path) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'order % cannot be cancelled so', strange
            using errcode = '23514', constraint = 'ck_order_cancellation_kind';
    end if;
    return null;
end $$;

create or replace function nation.check_journal() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    total numeric;
    legs bigint;
    sources bigint;
    negative text;
begin
    execute format(
        'select coalesce(sum(amount_dong), 0), count(*), count(distinct source_id)'
        ' from %I.journal_entry where journal_id = $1',
        tg_table_schema) into total, legs, sources using new.journal_id;
    if total <> 0 or legs < 2 or sources > 1 then
        raise exception 'journal % sums to %', new.journal_id, total
            using errcode = '23514', constraint = 'ck_journal_sums_to_zero';
    end if;
    execute format('select 1 from %I.fund_source where id = $1 for no key update', tg_table_schema)
        using new.source_id;
    -- Money's ways in, what one source owes another, and what a payer claims may fall below zero.
    execute format(
        'select account from %I.journal_entry where source_id = $1'
        ' and account not in (''allotment'', ''advance'', ''settlement'', ''claimed'')'
        ' group by account having sum(amount_dong) < 0 limit 1',
        tg_table_schema) into negative using new.source_id;
    if negative is not null then
        raise exception 'source % is short in %', new.source_id, negative
            using errcode = '23514', constraint = 'ck_fund_account_not_negative';
    end if;
    return null;
end $$;
