insert into nation.stage_step (from_stage, to_stage) values
    ('', 'draft'),
    ('draft', 'submitted'), ('draft', 'withdrawn'),
    ('submitted', 'posted'), ('submitted', 'confirming'), ('submitted', 'at_district'),
    ('submitted', 'draft'), ('submitted', 'withdrawn'),
    ('posted', 'at_commune'), ('posted', 'withdrawn'),
    ('at_commune', 'confirming'), ('at_commune', 'at_district'), ('at_commune', 'draft'),
    ('at_commune', 'refused'), ('at_commune', 'superseded'), ('at_commune', 'declined'),
    ('at_commune', 'withdrawn'),
    ('confirming', 'at_district'), ('confirming', 'at_commune'), ('confirming', 'draft'),
    ('confirming', 'refused'), ('confirming', 'withdrawn'),
    ('at_district', 'at_province'), ('at_district', 'at_commune'), ('at_district', 'draft'),
    ('at_district', 'refused'), ('at_district', 'superseded'), ('at_district', 'declined'),
    ('at_district', 'withdrawn'),
    ('at_province', 'at_province'), ('at_province', 'approved'),
    ('at_province', 'at_district'), ('at_province', 'at_commune'),
    ('at_province', 'draft'), ('at_province', 'refused'), ('at_province', 'superseded'),
    ('at_province', 'declined'), ('at_province', 'withdrawn'),
    ('declined', 'draft');

create function nation.keep_stage_honest() returns trigger
    language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        new.from_stage := null;
        new.version := 1;
    else
        new.from_stage := old.stage;
        new.version := old.version + 1;
    end if;
    return new;
end $$;

create function nation.write_dossier_history() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    strange record;
begin
    select n.from_stage, n.stage into strange
      from (select distinct from_stage, stage from new_rows) n
     where not exists (select from nation.stage_step s
                        where s.from_stage = coalesce(n.from_stage, '') and s.to_stage = n.stage)
     limit 1;
    if found then
        raise exception 'no step from % to %', strange.from_stage, strange.stage
            using errcode = '23514', constraint = 'ck_dossier_history_step';
    end if;
    execute format(
        'insert into %I.dossier_history (dossier_id, version, from_stage, to_stage, at,'
        ' account_id, officer_id, because, reason_code, area_path)'
        ' select dossier_id, version, from_stage, stage, $1, $2, $3, because, reason_code,'
        ' area_path from new_rows', tg_table_schema)
    using nation.house_now(),
          nullif(current_setting('app.account_id', true), '')::bigint,
          nullif(current_setting('app.officer_id', true), '')::bigint;
    return null;
end $$;

create function nation.write_change_log() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    column_name text := tg_argv[0];
    was text;
    becomes text := to_jsonb(new) ->> column_name;
begin
    if tg_op = 'UPDATE' then
        was := to_jsonb(old) ->> column_name;
        if was is not distinct from becomes then
            return null;
        end if;
    end if;
    execute format(
        'insert into %I.change_log (subject, subject_id, from_state, to_state, at, account_id,'
        ' officer_id, because, area_path) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
        tg_table_schema)
    using tg_table_name, (to_jsonb(new) ->> 'id')::bigint, was, becomes, nation.house_now(),
          nullif(current_setting('app.account_id', true), '')::bigint,
          nullif(current_setting('app.officer_id', true), '')::bigint,
          nullif(current_setting('app.because', true), ''),
          to_jsonb(new) ->> tg_argv[1];
    return null;
end $$;

create function nation.refuse_change() returns trigger
    language plpgsql as $$
begin
    raise exception '% is written once', tg_table_name
        using errcode = '42501', constraint = 'append_only';
end $$;

create function nation.check_parents() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    orphan bigint;
begin
    -- A foreign key that ten thousand rows of one statement share, looked up once.
    execute format(
        'select n.%2$I from (select distinct %2$I from new_rows) n'
        ' where not exists (select from %1$I.%3$I p where p.id = n.%2$I) limit 1',
        tg_table_schema, tg_argv[0], tg_argv[1]) into orphan;
    if orphan is not null then
        raise exception 'no % with number %', tg_argv[1], orphan
            using errcode = '23503', constraint = format('parent_%s_%s', tg_table_name, tg_argv[0]);
    end if;
    return null;
end $$;

create function nation.check_journal_has_legs() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    legs bigint;
begin
    execute format('select count(*) from %I.journal_entry where journal_id = $1',
                   tg_table_schema) into legs using new.id;
    if legs < 2 then
        raise exception 'journal % has no two legs', new.id
            using errcode = '23514', constraint = 'ck_journal_sums_to_zero';
    end if;
    return null;
end $$;

create function nation.check_journal() returns trigger
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
    execute format(
        'select account from %I.journal_entry where source_id = $1 and account <> ''allotment'''
        ' group by account having sum(amount_dong) < 0 limit 1',
        tg_table_schema) into negative using new.source_id;
    if negative is not null then
        raise exception 'source % is short in %', new.source_id, negative
            using errcode = '23514', constraint = 'ck_fund_account_not_negative';
    end if;
    return null;
end $$;

create function nation.check_decision() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    strange bigint;
begin
    execute format(
        'select d.id from %1$I.decision d left join lateral (select count(*) as n,'
        ' coalesce(sum(amount_dong), 0) as total from %1$I.decision_line l'
        ' where l.decision_id = d.id) found on true where d.id = $1 and d.kind = ''approved'''
        ' and (found.n <> d.case_count or found.total <> d.total_dong)',
        tg_table_schema) into strange using new.id;
    if strange is not null then
        raise exception 'decision % does not match its lines', strange
            using errcode = '23514', constraint = 'ck_decision_frozen';
    end if;
    execute format(
        'select l.dossier_id from %1$I.decision_line l where l.decision_id = $1 and not exists'
        ' (select from nation.person_claim c where c.dossier_id = l.dossier_id'
        ' and c.state = ''live'') limit 1', tg_table_schema) into strange using new.id;
    if strange is not null then
        raise exception 'dossier % is approved without a live claim', strange
            using errcode = '23514', constraint = 'ck_decision_live_claims';
    end if;
    return null;
end $$;

create function nation.check_decision_lines() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    strange bigint;
begin
    execute format(
        'select n.decision_id from (select distinct decision_id from new_rows) n'
        ' left join %1$I.decision d on d.id = n.decision_id'
        ' left join lateral (select count(*) as n, sum(amount_dong) as total'
        ' from %1$I.decision_line l where l.decision_id = d.id) found on true'
        ' where d.id is null or d.kind <> ''approved'' or found.n <> d.case_count'
        ' or found.total <> d.total_dong'
        ' limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'decision % does not match its lines', strange
            using errcode = '23514', constraint = 'ck_decision_frozen';
    end if;
    return null;
end $$;

create function nation.check_payout_orders() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    strange bigint;
begin
    execute format(
        'select promised.dossier_id from %1$I.decision_line l right join ('
        ' select o.dossier_id, sum(o.amount_dong) as total, min(o.group_code) as group_code'
        ' from %1$I.payout_order o where o.live'
        ' and o.dossier_id in (select n.dossier_id from new_rows n) group by o.dossier_id'
        ' ) promised using (dossier_id)'
        ' where l.dossier_id is null or promised.total > l.amount_dong'
        ' or promised.group_code <> l.group_code limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'orders of dossier % exceed what was approved', strange
            using errcode = '23514', constraint = 'ck_payout_order_within_decision';
    end if;
    return null;
end $$;

create function nation.take_stock(schema_name text, table_names text[]) returns void
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    grown record;
begin
    -- The planner must not take a table that has just doubled for the small one it was.
    for grown in
        select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname in (schema_name, 'nation') and c.relname = any (table_names)
           and pg_relation_size(c.oid) / 8192 > 2 * greatest(c.relpages, 4)
         order by 1, 2
    loop
        execute format('analyze (skip_locked) %I.%I', grown.nspname, grown.relname);
    end loop;
end $$;

do $$
begin
    if not exists (select from pg_roles where rolname = 'house_app') then
        create role house_app login nosuperuser nobypassrls nocreatedb nocreaterole;
    end if;
end $$;

alter table nation.idempotency enable row level security;

alter table nation.idempotency force row level security;

create policy own on nation.idempotency
    using (account_id = nullif(current_setting('app.account_id', true), '')::bigint)
    with check (account_id = nullif(current_setting('app.account_id', true), '')::bigint);

grant usage on schema nation to house_app;

grant select, insert on all tables in schema nation to house_app;

revoke insert on nation.admin_unit, nation.admin_unit_alias, nation.province, nation.stage_step from house_app;

revoke all on nation.alembic_version from house_app;

grant usage on all sequences in schema nation to house_app;

grant update (password_hash, failures, locked_until, disabled_at) on nation.account to house_app;

grant update (valid_to) on nation.appointment to house_app;

grant update (used_at) on nation.enrolment to house_app;

grant update (revoked_at) on nation.token to house_app;

grant update (state, told) on nation.person_claim to house_app;

grant update (frozen_at), delete on nation.clock to house_app;

grant update (status, body) on nation.idempotency to house_app;

grant select, insert, update, delete on nation.pgqueuer, nation.pgqueuer_log, nation.pgqueuer_schedules, nation.pgqueuer_statistics to house_app;
