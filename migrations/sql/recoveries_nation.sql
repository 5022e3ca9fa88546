create or replace function nation.check_recovery_cases() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    strange bigint;
begin
    execute format(
        'select n.dossier_id from new_rows n left join %1$I.adjustment_line a'
        ' on a.adjustment_id = n.adjustment_id and a.dossier_id = n.dossier_id'
        ' left join %1$I.decision d on d.id = n.decision_id'
        ' where n.cause = ''decision'' and (a.dossier_id is null'
        ' or (n.owed_dong, n.decision_id, n.group_code, n.area_path, n.whole, n.source_id)'
        ' is distinct from (a.owed_dong, a.decision_id, a.group_code, a.area_path,'
        ' a.act = ''removed'', d.source_id) or n.since < a.signed_on) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'no decision says that this comes back from dossier %', strange
            using errcode = '23514', constraint = 'ck_recovery_case_decided';
    end if;
    execute format(
        'select n.dossier_id from new_rows n left join %1$I.payout_order o on o.id = n.order_id'
        ' left join %1$I.payout_run r on r.id = o.run_id'
        ' left join %1$I.order_cancellation c on c.order_id = n.order_id'
        ' left join %1$I.order_outcome f on f.order_id = n.order_id and f.kind = ''paid'''
        ' where n.cause in (''after_cancel'', ''overpaid'') and (o.id is null'
        ' or f.order_id is null or n.since < f.done_on'
        ' or (n.dossier_id, n.decision_id, n.source_id, n.group_code, n.area_path)'
        ' is distinct from (o.dossier_id, r.decision_id, r.source_id, o.group_code, o.area_path)'
        ' or n.cause = ''after_cancel'' and (c.order_id is null or f.amount_dong <> n.owed_dong))'
        ' limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'no order of dossier % was paid so', strange
            using errcode = '23514', constraint = 'ck_recovery_case_paid';
    end if;
    execute format(
        'select n.dossier_id from new_rows n'
        ' left join %1$I.benefit_adjustment b on b.id = n.benefit_adjustment_id'
        ' left join %1$I.decision_line l on l.dossier_id = n.dossier_id'
        ' left join %1$I.decision d on d.id = l.decision_id'
        ' where n.cause = ''double_benefit'' and (b.id is null or b.kind <> ''recovery'''
        ' or b.state <> ''open'' or (n.dossier_id, n.owed_dong, n.area_path, n.decision_id,'
        ' n.group_code, n.source_id) is distinct from (b.dossier_id, b.amount_dong, b.area_path,'
        ' l.decision_id, l.group_code, d.source_id)) limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'no settlement says that this comes back from dossier %', strange
            using errcode = '23514', constraint = 'ck_recovery_case_benefit';
    end if;
    return null;
end $$;

create function nation.hold_recovery_case(place text, number bigint) returns void
    language plpgsql security definer set search_path = pg_catalog as $$
begin
    -- Cases are written once and the service may not lock them; whoever asks has read the case.
    execute format('select from %I.recovery_case where id = $1 for no key update', place)
        using number;
end $$;

create function nation.check_recovery_entry() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    owed bigint;
    source bigint;
    settled bigint;
    strange bigint;
begin
    -- Asked at the commit and under the lock of the case: rivals are counted one after the other.
    execute format('select owed_dong, source_id from %I.recovery_case where id = $1'
        ' and area_path = $2 for no key update', tg_table_schema)
        into owed, source using new.case_id, new.area_path;
    execute format('select coalesce(sum(amount_dong), 0) from %I.recovery_entry where case_id = $1',
        tg_table_schema) into settled using new.case_id;
    if owed is null or settled not between 0 and owed then
        raise exception 'case % would be settled by %', new.case_id, settled
            using errcode = '23514', constraint = 'ck_recovery_entry_balance';
    end if;
    if new.reverses_id is not null then
        execute format(
            'select id from %I.recovery_entry where id = $1 and kind = ''receipt'''
            ' and case_id = $2 and amount_dong = - $3 and recorded_by <> $4', tg_table_schema)
            into strange using new.reverses_id, new.case_id, new.amount_dong, new.recorded_by;
        if strange is null then
            raise exception 'entry % does not take back another one''s receipt', new.id
                using errcode = '23514', constraint = 'ck_recovery_entry_other_hands';
        end if;
    end if;
    if new.journal_id is not null then
        execute format(
            'select j.id from %1$I.journal j join %1$I.journal_entry e on e.journal_id = j.id'
            ' and e.account = ''recovered'' where j.id = $1 and j.source_id = $2'
            ' and j.subject_id = $3 and e.amount_dong = $4 and j.kind ='
            ' case when $4 > 0 then ''recovery'' else ''recovery_undone'' end',
            tg_table_schema) into strange
            using new.journal_id, source, new.case_id, new.amount_dong;
        if strange is null then
            raise exception 'the money of entry % has not followed', new.id
                using errcode = '23514', constraint = 'ck_recovery_entry_booked';
        end if;
    end if;
    return null;
end $$;

create function nation.check_recovery_plan() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    number bigint := (to_jsonb(new) ->> tg_argv[0])::bigint;
    strange bigint;
begin
    execute format('select from %1$I.recovery_case c join %1$I.recovery_plan p on p.case_id = c.id'
        ' where p.id = $1 for no key update of c', tg_table_schema) using number;
    execute format(
        'select p.id from %1$I.recovery_plan p join %1$I.recovery_case c on c.id = p.case_id'
        ' and c.area_path = p.area_path, lateral (select count(*) as n, max(place) as last,'
        ' sum(i.amount_dong) as total from %1$I.recovery_instalment i'
        ' where i.plan_id = p.id and i.area_path = p.area_path) parts'
        ' where p.id = $1 and (parts.n, parts.last, parts.total)'
        ' = (p.instalment_count, p.instalment_count, p.total_dong)'
        ' and ($2 or p.total_dong = c.owed_dong - (select coalesce(sum(e.amount_dong), 0)'
        ' from %1$I.recovery_entry e where e.case_id = c.id))', tg_table_schema)
        into strange using number, tg_argv[0] <> 'id';
    if strange is null then
        raise exception 'plan % is not what is left of its case', number
            using errcode = '23514', constraint = 'ck_recovery_plan_sums';
    end if;
    return null;
end $$;

create function nation.check_payee_receipts() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog set app.agent = '' set app.scope = '' as $$
declare
    strange bigint;
begin
    -- The run may be a whole district's and the list an employer's: above who records.
    perform set_config('app.scope', substr(tg_table_schema, 2) || '.', true);
    execute format(
        'select n.order_id from new_rows n left join %1$I.payout_order o on o.id = n.order_id'
        ' left join %1$I.payout_run r on r.id = o.run_id where o.id is null'
        ' or r.state <> ''released'' or n.amount_dong > o.amount_dong'
        ' or n.signed_on < (r.released_at at time zone ''Asia/Ho_Chi_Minh'')::date'
        ' or (n.due_dong, n.dossier_id, n.agent_code, n.area_path)'
        ' is distinct from (o.amount_dong, o.dossier_id, o.agent_code, o.area_path) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'order % was not handed over so', strange
            using errcode = '23514', constraint = 'ck_payee_receipt_order';
    end if;
    execute format(
        'select n.order_id from new_rows n join %1$I.dossier d on d.id = n.dossier_id'
        ' join %1$I.dossier_list l on l.id = d.list_id where l.maker_id = n.recorded_by limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'the maker of its list says that order % was handed over', strange
            using errcode = '23514', constraint = 'ck_payee_receipt_other_hands';
    end if;
    return null;
end $$;

create function nation.orders_listed_by(place text, orders bigint[], officer bigint)
    returns bigint[]
    language plpgsql stable security definer
    set search_path = pg_catalog set app.agent = '' set app.scope = '' as $$
declare
    found bigint[];
begin
    -- A payer sees no lists, a commune none of its district: both are told what they once listed.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format(
        'select coalesce(array_agg(o.id), ''{}'') from %1$I.payout_order o'
        ' join %1$I.dossier d on d.id = o.dossier_id'
        ' join %1$I.dossier_list l on l.id = d.list_id'
        ' where o.id = any ($1) and l.maker_id = $2', place) into found using orders, officer;
    return found;
end $$;

create function nation.released_runs(place text) returns table (run_id bigint, released_on date)
    language plpgsql stable security definer
    set search_path = pg_catalog set app.agent = '' set app.scope = '' as $$
begin
    -- A run is a whole district's; its communes are told the day on which it went out.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    return query execute format(
        'select id, (released_at at time zone ''Asia/Ho_Chi_Minh'')::date from %I.payout_run'
        ' where state = ''released''', place);
end $$;
