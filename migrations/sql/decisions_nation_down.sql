delete from nation.stage_step where (from_stage, to_stage) = ('refused', 'draft');

create or replace function nation.check_decision() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    strange bigint;
    living bigint;
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
    -- Counted, and the state asked of each claim found: the statistics do not know claims that
    -- have just come alive, and a search among the live ones walks all of them for every line.
    execute format(
        'select count(*) filter (where c.state = ''live'') from %1$I.decision_line l'
        ' join nation.person_claim c on c.dossier_id = l.dossier_id where l.decision_id = $1',
        tg_table_schema) into living using new.id;
    if new.kind = 'approved' and living <> new.case_count then
        raise exception 'decision % approves without live claims', new.id
            using errcode = '23514', constraint = 'ck_decision_live_claims';
    end if;
    return null;
end $$;

create or replace function nation.check_decision_lines() returns trigger
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

create or replace function nation.check_payout_orders() returns trigger
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

drop function nation.check_not_suspended, nation.is_suspended, nation.line_leaf;
