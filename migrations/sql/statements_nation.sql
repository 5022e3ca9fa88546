create function nation.references_elsewhere(place text, agent text, told text[]) returns text[]
    language plpgsql stable security definer
    set search_path = pg_catalog set app.scope = '' set app.agent = '' as $$
declare
    found text[];
begin
    if told is null then
        return '{}';
    end if;
    -- Whether another payer has such an order, and nothing of it.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format(
        'select coalesce(array_agg(o.reference), ''{}'') from %I.payout_order o'
        ' where o.reference = any ($1) and o.agent_code <> $2', place)
        into found using told, agent;
    return found;
end $$;

create function nation.followed_orders(place text, orders bigint[]) returns bigint[]
    language plpgsql stable security definer
    set search_path = pg_catalog set app.scope = '' set app.agent = '' as $$
declare
    found bigint[];
begin
    if orders is null then
        return '{}';
    end if;
    -- Whoever follows an order may be another payer's.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format(
        'select coalesce(array_agg(o.id), ''{}'') from %1$I.payout_order o where o.id = any ($1)'
        ' and exists (select from %1$I.payout_order f where f.dossier_id = o.dossier_id'
        ' and (f.replaces_id = o.id or f.live and f.first_month = o.first_month and f.id <> o.id))',
        place) into found using orders;
    return found;
end $$;

create function nation.check_outcomes() returns trigger
    language plpgsql security definer set search_path = pg_catalog set app.agent = '' as $$
declare
    strange bigint;
begin
    -- Each fact is of an order that its payer holds, told by a statement of that payer.
    execute format(
        'select n.order_id from new_rows n left join %1$I.payout_order o on o.id = n.order_id'
        ' left join %1$I.lease_order l on l.order_id = n.order_id'
        ' left join %1$I.statement s on s.id = n.statement_id'
        ' where o.id is null or l.order_id is null or s.id is null'
        ' or s.agent_code <> o.agent_code or n.agent_code <> o.agent_code'
        ' or n.dossier_id <> o.dossier_id or n.group_code <> o.group_code'
        ' or n.area_path <> o.area_path or n.amount_dong > o.amount_dong'
        ' or (n.kind = ''partial'') <> (n.amount_dong < o.amount_dong)'
        ' or (n.kind in (''failed'', ''returned'')) <> (n.reason_code is not null) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'this cannot have become of order %', strange
            using errcode = '23514', constraint = 'ck_order_outcome_of_its_order';
    end if;
    return null;
end $$;

create function nation.check_statement() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    judged record;
    queued bigint;
begin
    execute format(
        'select count(*) as lines, coalesce(sum(amount_dong), 0) as total,'
        ' count(*) filter (where verdict not in (''paid'', ''partial'', ''failed'', ''returned'','
        ' ''cancelled'', ''duplicate'')) as open from %I.statement_line where statement_id = $1',
        tg_table_schema) into judged using new.id;
    execute format('select count(*) from %I.statement_exception where statement_id = $1',
                   tg_table_schema) into queued using new.id;
    if judged.lines <> new.line_count or judged.total <> new.total_dong
        or judged.open <> queued or new.mode = 'strict' and queued > 0 then
        raise exception 'statement %: % lines, % in all, % open, % queued', new.id, judged.lines,
            judged.total, judged.open, queued
            using errcode = '23514', constraint = 'ck_statement_adds_up';
    end if;
    return null;
end $$;

create or replace function nation.keep_payers() returns trigger
    language plpgsql security definer set search_path = pg_catalog set app.agent = '' as $$
declare
    told record;
begin
    -- Who tells that money was paid is nobody who had a part in its being paid.
    for told in execute format(
        'select s.received_by as officer, array_agg(distinct n.list_id) as lists from'
        ' (select distinct n.statement_id, d.list_id from new_rows n'
        ' join %1$I.dossier d on d.id = n.dossier_id) n'
        ' join %1$I.statement s on s.id = n.statement_id'
        ' group by s.received_by order by s.received_by', tg_table_schema)
    loop
        perform nation.take_part(tg_table_schema, told.lists, told.officer, 'payer');
    end loop;
    return null;
end $$;
