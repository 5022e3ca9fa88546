create or replace function nation.check_journal() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    total numeric;
    legs bigint;
    sources bigint;
begin
    execute format(
        'select coalesce(sum(amount_dong), 0), count(*), count(distinct source_id)'
        ' from %I.journal_entry where journal_id = $1',
        tg_table_schema) into total, legs, sources using new.journal_id;
    if total <> 0 or legs < 2 or sources > 1 then
        raise exception 'journal % sums to %', new.journal_id, total
            using errcode = '23514', constraint = 'ck_journal_sums_to_zero';
    end if;
    return null;
end $$;

create function nation.standing(place text, sources bigint[], up_to bigint)
    returns table (source_id bigint, account text, amount_dong bigint, newer bigint)
    language plpgsql stable set search_path = pg_catalog as $$
begin
    -- From the last checkpoint on: what is asked of a source costs the same whatever its history.
    return query execute format(
        'select s.id, h.account, sum(h.amount_dong)::bigint, count(*) filter (where h.after)'
        ' from unnest($1) s (id) cross join lateral (select coalesce(max(c.up_to_journal), 0)'
        ' as journal from %1$I.account_checkpoint c where c.source_id = s.id) seen'
        ' cross join lateral (select c.account, c.amount_dong, false as after'
        ' from %1$I.account_checkpoint c where c.source_id = s.id'
        ' and c.up_to_journal = seen.journal union all'
        ' select e.account, e.amount_dong, true from %1$I.journal_entry e'
        ' where e.source_id = s.id and e.journal_id > seen.journal and e.journal_id <= $2) h'
        ' group by s.id, h.account', place) using sources, coalesce(up_to, 9223372036854775807);
end $$;

create function nation.hold_sources(place text, sources bigint[])
    returns table (source_id bigint, account text, amount_dong bigint)
    language plpgsql set search_path = pg_catalog as $$
declare
    held bigint[];
begin
    execute format(
        'select array_agg(id) from (select s.id from %I.fund_source s where s.id = any ($1)'
        ' order by s.id for no key update) locked', place) into held using sources;
    -- Read after the lock: who waited sees what whoever was before left behind.
    return query select h.id, a.account, a.amount_dong from unnest(held) h (id)
        left join nation.standing(place, held, null) a on a.source_id = h.id;
end $$;

create function nation.check_accounts() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    touched bigint[];
    long_ago bigint;
    grown bigint[];
    strange record;
begin
    -- Whoever moves money of a source waits for whoever came first, and then reads what they left.
    execute format(
        'select array_agg(id) from (select s.id from %I.fund_source s where s.id in'
        ' (select source_id from new_rows) order by s.id for no key update) held', tg_table_schema)
        into touched;
    execute format(
        'select n.journal_id from new_rows n join %I.fund_source s on s.id = n.source_id'
        ' where (s.level = ''suspense'') <> (n.account in (''claimed'', ''suspense'')) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'journal % mixes suspense with a source of money', strange.journal_id
            using errcode = '23514', constraint = 'ck_journal_suspense';
    end if;
    execute format(
        'select n.journal_id from (select distinct journal_id, source_id from new_rows) n'
        ' where n.journal_id <= (select max(c.up_to_journal) from %I.account_checkpoint c'
        ' where c.source_id = n.source_id) limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'journal % is older than what was counted already', strange.journal_id
            using errcode = '23514', constraint = 'ck_account_checkpoint_before';
    end if;
    -- What was given stands below zero until it is given back, and never above; what one source
    -- owes another, and what a payer claims, may stand on either side.
    for strange in select * from nation.standing(tg_table_schema, touched, null) loop
        if strange.account in ('allotment', 'advance') and strange.amount_dong > 0 then
            raise exception 'source % gives back too much of its %', strange.source_id,
                strange.account using errcode = '23514', constraint = 'ck_fund_account_given_back';
        elsif strange.account not in ('allotment', 'advance', 'settlement', 'claimed')
            and strange.amount_dong < 0 then
            raise exception 'source % is short in %', strange.source_id, strange.account
                using errcode = '23514', constraint = 'ck_fund_account_not_negative';
        elsif strange.newer >= 250 then
            grown := grown || strange.source_id;
        end if;
    end loop;
    if grown is not null then
        -- All that is older stands still: the source is held, and older journals are refused.
        execute 'select min(journal_id) - 1 from new_rows' into long_ago;
        execute format(
            'insert into %I.account_checkpoint (source_id, up_to_journal, account, amount_dong)'
            ' select source_id, $2, account, amount_dong from nation.standing($3, $1, $2)'
            ' on conflict do nothing',
            tg_table_schema)
            using (select array_agg(distinct id) from unnest(grown) g (id)), long_ago,
            tg_table_schema;
    end if;
    return null;
end $$;

create function nation.check_journal_kinds() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    strange bigint;
begin
    execute format(
        'select n.id from new_rows n join %I.fund_source s on s.id = n.source_id'
        ' where (s.level = ''suspense'') <> (n.kind in (''suspense'', ''suspense_cleared''))'
        ' limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'journal % is not of the kind its source carries', strange
            using errcode = '23514', constraint = 'ck_journal_suspense';
    end if;
    return null;
end $$;

create function nation.check_settlements_sum() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    total numeric;
begin
    execute format(
        'select coalesce(sum(amount_dong), 0) from %I.journal_entry where account = ''settlement''',
        tg_table_schema) into total;
    if total <> 0 then
        raise exception 'what sources owe one another sums to %', total
            using errcode = '23514', constraint = 'ck_fund_settlements_sum_to_zero';
    end if;
    return null;
end $$;

create function nation.check_settlement_journals() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    strange bigint;
begin
    execute format(
        'select n.id from new_rows n where not exists (select from %1$I.journal j'
        ' join %1$I.journal_entry e on e.journal_id = j.id and e.account = ''settlement'''
        ' where j.id = n.owed_journal_id and j.kind = ''settlement_owed'''
        ' and j.source_id = n.from_source_id and e.amount_dong = n.amount_dong)'
        ' or not exists (select from %1$I.journal j'
        ' join %1$I.journal_entry e on e.journal_id = j.id and e.account = ''settlement'''
        ' where j.id = n.received_journal_id and j.kind = ''settlement_received'''
        ' and j.source_id = n.to_source_id and e.amount_dong = - n.amount_dong) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'settlement % is not what its journals say', strange
            using errcode = '23514', constraint = 'ck_fund_settlement_journals';
    end if;
    return null;
end $$;
