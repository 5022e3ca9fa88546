drop function nation.arranged(text, bigint[]);

create function nation.arranged(place text, orders bigint[])
    returns table (order_id bigint, way text, receiver_name text, receiver_id_number text,
                   receiver_paper text)
    language plpgsql stable security definer set search_path = pg_catalog set app.scope = '' as $$
declare
    agent text := nullif(current_setting('app.agent', true), '');
begin
    -- A payer is told how to hand over its own orders, and nothing about anybody else's.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    perform set_config('app.agent', '', true);
    return query execute format(
        'select o.id, case when o.account_number is not null then ''transfer'''
        ' else coalesce(a.way, ''counter'') end, a.receiver_name, a.receiver_id_number,'
        ' a.paper_number from %1$I.payout_order o'
        ' left join %1$I.payee_arrangement a on a.dossier_id = o.dossier_id and a.ended_at is null'
        ' and o.account_number is null'
        ' where o.id = any ($1) and o.agent_code = coalesce($2, o.agent_code)', place)
        using orders, agent;
    perform set_config('app.agent', coalesce(agent, ''), true);
end $$;

create or replace function nation.held_orders_of(place text, runs bigint[]) returns bigint[]
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
    -- From what is held to its orders: a run may have a million of them, and few that are held.
    execute format(
        'with held as materialized ('
        ' select h.dossier_id, case when h.about = ''order'' then h.first_month end as month'
        ' from %1$I.hold h where h.state = ''live'' and h.about in (''dossier'', ''order'')'
        ' union select d.id, null from %1$I.hold h join %1$I.dossier d on d.list_id = h.list_id'
        ' where h.state = ''live'' and h.about = ''list'''
        ' union select l.dossier_id, null from %1$I.hold h'
        ' join %1$I.decision c on c.batch_id = h.batch_id'
        ' join %1$I.decision_line l on l.decision_id = c.id'
        ' where h.state = ''live'' and h.about = ''batch'')'
        ' select coalesce(array_agg(distinct o.id order by o.id), ''{}'') from held'
        ' join %1$I.payout_order o on o.dossier_id = held.dossier_id'
        ' and o.first_month = coalesce(held.month, o.first_month)'
        ' where o.run_id = any ($1) and o.live', place)
        into found using runs;
    return found;
end $$;

create function nation.runs_to_send(place text, agent text, run bigint) returns bigint[]
    language plpgsql stable security definer
    set search_path = pg_catalog set app.scope = '' set app.agent = '' as $$
declare
    found bigint[];
begin
    -- One probe a run: what has nothing left to send is not looked through.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format(
        'select coalesce(array_agg(r.id order by r.id), ''{}'') from %1$I.payout_run r'
        ' cross join lateral (select from %1$I.order_to_send q where q.run_id = r.id limit 1) left_over'
        ' where r.agent_code = $1 and r.state = ''released'' and r.id = coalesce($2, r.id)'
        ' and coalesce((select s.kind from %1$I.suspension s'
        ' join %1$I.decision d on d.batch_id = s.batch_id where d.id = r.decision_id'
        ' order by s.id desc limit 1), '''') <> ''suspended''', place)
        into found using agent, run;
    return found;
end $$;

create function nation.lock_to_send(place text, runs bigint[], held bigint[], most integer)
    returns bigint[] language plpgsql security definer
    -- In the order of the index, stopping early: the planner would rather sort the whole queue.
    set search_path = pg_catalog set enable_sort = off set enable_bitmapscan = off
    set enable_seqscan = off as $$
declare
    found bigint[] := '{}';
    part bigint[];
    run bigint;
begin
    foreach run in array runs loop
        exit when cardinality(found) >= most;
        execute format(
            'select array(select order_id from %I.order_to_send where run_id = $1'
            ' and order_id <> all ($2) and area_path >= $3 and area_path < $3 || ''~'''
            ' order by order_id limit $4 for update skip locked)', place)
            into part using run, held, nullif(current_setting('app.scope', true), ''),
            most - cardinality(found);
        found := found || part;
    end loop;
    return found;
end $$;

create function nation.queue_released_run() returns trigger
    language plpgsql security definer set search_path = pg_catalog set app.agent = '' as $$
begin
    execute format(
        'insert into %1$I.order_to_send (order_id, run_id, agent_code, area_path)'
        ' select id, run_id, agent_code, area_path from %1$I.payout_order'
        ' where run_id = $1 and live', tg_table_schema) using new.id;
    return null;
end $$;

create function nation.queue_orders() returns trigger
    language plpgsql security definer set search_path = pg_catalog set app.agent = '' as $$
begin
    execute format(
        'insert into %1$I.order_to_send (order_id, run_id, agent_code, area_path)'
        ' select n.id, n.run_id, n.agent_code, n.area_path from new_rows n'
        ' join %1$I.payout_run r on r.id = n.run_id'
        ' where n.live and r.state = ''released''', tg_table_schema);
    return null;
end $$;

create function nation.unqueue_dead_orders() returns trigger
    language plpgsql security definer set search_path = pg_catalog set app.agent = '' as $$
begin
    execute format(
        'delete from %I.order_to_send q using new_rows n'
        ' where q.order_id = n.id and not n.live', tg_table_schema);
    return null;
end $$;

create function nation.unqueue_leased_orders() returns trigger
    language plpgsql security definer set search_path = pg_catalog set app.agent = '' as $$
begin
    execute format(
        'delete from %I.order_to_send q using new_rows n where q.order_id = n.order_id',
        tg_table_schema);
    return null;
end $$;
