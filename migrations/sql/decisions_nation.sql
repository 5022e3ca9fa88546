insert into nation.stage_step (from_stage, to_stage) values ('refused', 'draft');

create function nation.line_leaf(
    dossier_id bigint, person_id bigint, group_code text, months smallint, amount_dong bigint,
    payee_name text, id_number text, hamlet text, account_number text, account_name text,
    bank text, area_path text) returns bytea
    language sql stable parallel safe
    -- 0x00 as in RFC 6962; JSON keeps apart what a separator in a name would run together.
    return sha256('\x00'::bytea || convert_to(json_build_array(dossier_id, person_id, group_code,
        months, amount_dong, payee_name, id_number, hamlet, account_number, account_name, bank,
        area_path)::text, 'UTF8'));

create or replace function nation.check_decision() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    strange bigint;
    living bigint;
begin
    execute format(
        'select d.id from %1$I.decision d left join lateral (select count(*) as n,'
        ' coalesce(sum(amount_dong), 0) as total,'
        ' coalesce(nation.merkle_root(string_agg(l.leaf, '''' order by l.dossier_id)),'
        ' sha256('''')) as root'
        ' from %1$I.decision_line l'
        ' where l.decision_id = d.id) found on true where d.id = $1 and d.kind = ''approved'''
        ' and (found.n <> d.case_count or found.total <> d.total_dong or found.root <> d.root)',
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
    execute format(
        'select n.dossier_id from new_rows n join %1$I.dossier o on o.id = n.dossier_id'
        ' where (n.group_code, n.months, n.amount_dong, n.area_path)'
        ' is distinct from (o.group_code, o.months, o.amount_dong, o.area_path)'
        ' or n.leaf <> nation.line_leaf(o.id, o.person_id, n.group_code, n.months,'
        ' n.amount_dong, o.full_name, o.id_number, o.hamlet, o.account_number,'
        ' o.account_name, o.bank, n.area_path)'
        ' limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'the line of dossier % is not what its leaf says', strange
            using errcode = '23514', constraint = 'ck_decision_line_leaf';
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
    execute format(
        'select n.dossier_id from new_rows n join %1$I.dossier o on o.id = n.dossier_id'
        ' join %1$I.decision_line l on l.dossier_id = n.dossier_id where n.live'
        ' and ((n.payee_name, n.payee_id_number, n.payee_hamlet)'
        ' is distinct from (o.full_name, o.id_number, o.hamlet)'
        ' or l.leaf <> nation.line_leaf(o.id, o.person_id, l.group_code, l.months,'
        ' l.amount_dong, o.full_name, o.id_number, o.hamlet, o.account_number,'
        ' o.account_name, o.bank, l.area_path))'
        ' limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'an order of dossier % pays somebody who was not approved', strange
            using errcode = '23514', constraint = 'ck_payout_order_payee';
    end if;
    -- Whoever suspends holds the batch; an order issued again waits and then looks.
    execute format(
        'select from %1$I.batch b join %1$I.decision d on d.batch_id = b.id where d.id in ('
        ' select r.decision_id from %1$I.payout_run r where r.state = ''released'''
        ' and r.id in (select n.run_id from new_rows n where n.live))'
        ' order by b.id for share of b', tg_table_schema);
    execute format(
        'select r.decision_id from %1$I.payout_run r where r.state = ''released'''
        ' and r.id in (select n.run_id from new_rows n where n.live)'
        ' and nation.is_suspended(r.decision_id) limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'decision % is suspended', strange
            using errcode = '23514', constraint = 'ck_payout_run_not_suspended';
    end if;
    return null;
end $$;

create function nation.is_suspended(decision bigint) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog set app.agent = '' as $$
declare
    last text;
begin
    -- A payer must be told without seeing why: what is asked is only whether.
    execute format(
        'select s.kind from %1$I.suspension s join %1$I.decision d on d.batch_id = s.batch_id'
        ' where d.id = $1 order by s.id desc limit 1', 'p' || nation.province_of_scope())
        into last using decision;
    return coalesce(last = 'suspended', false);
end $$;

create function nation.check_not_suspended() returns trigger
    language plpgsql security definer set search_path = pg_catalog set app.agent = '' as $$
begin
    -- Who suspends holds the batch: whichever comes second sees what the first has done.
    execute format(
        'select from %1$I.batch b join %1$I.decision d on d.batch_id = b.id where d.id = $1'
        ' for share of b', tg_table_schema) using new.decision_id;
    if nation.is_suspended(new.decision_id) then
        raise exception 'decision % is suspended', new.decision_id
            using errcode = '23514', constraint = 'ck_payout_run_not_suspended';
    end if;
    return new;
end $$;
