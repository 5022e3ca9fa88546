create or replace function nation.check_payout_orders() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    strange bigint;
begin
    -- Whoever suspends or adjusts holds the batch; an order issued again waits and then looks.
    execute format(
        'select from %1$I.batch b join %1$I.decision d on d.batch_id = b.id where d.id in ('
        ' select r.decision_id from %1$I.payout_run r where r.state = ''released'''
        ' and r.id in (select n.run_id from new_rows n where n.live))'
        ' order by b.id for share of b', tg_table_schema);
    execute format(
        'select promised.dossier_id from %1$I.line_in_force l right join ('
        ' select o.dossier_id, sum(o.amount_dong) as total, min(o.group_code) as group_code'
        ' from %1$I.payout_order o where o.live'
        ' and o.dossier_id in (select n.dossier_id from new_rows n where n.live)'
        ' group by o.dossier_id'
        ' ) promised using (dossier_id)'
        ' where l.dossier_id is null or promised.total > l.amount_dong'
        ' or promised.group_code <> l.group_code limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'orders of dossier % exceed what was approved', strange
            using errcode = '23514', constraint = 'ck_payout_order_within_decision';
    end if;
    execute format(
        'select n.dossier_id from (select distinct dossier_id from new_rows) n where not exists'
        ' (select from %1$I.decision_line l where l.dossier_id = n.dossier_id) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'an order of dossier %, which no decision names', strange
            using errcode = '23503', constraint = 'parent_payout_order_dossier_id';
    end if;
    execute format(
        'select n.dossier_id from new_rows n join %1$I.dossier o on o.id = n.dossier_id'
        ' join %1$I.line_in_force l on l.dossier_id = n.dossier_id where n.live'
        ' and ((n.payee_name, n.payee_id_number, n.payee_hamlet)'
        ' is distinct from (l.payee_name, l.id_number, l.hamlet)'
        ' or n.account_number is not null and (n.account_number, n.account_name, n.bank)'
        ' is distinct from (l.account_number, l.account_name, l.bank)'
        ' or l.leaf <> nation.line_leaf(o.id, o.person_id, l.group_code, l.months,'
        ' l.amount_dong, l.payee_name, l.id_number, l.hamlet, l.account_number,'
        ' l.account_name, l.bank, l.area_path))'
        ' limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'an order of dossier % pays somebody who was not approved', strange
            using errcode = '23514', constraint = 'ck_payout_order_payee';
    end if;
    -- Runs made before they were one commune and one month name no month.
    execute format(
        'select n.id from new_rows n join %1$I.payout_run r on r.id = n.run_id'
        ' where r.first_month is not null and (n.agent_code, n.area_path, n.first_month)'
        ' is distinct from (r.agent_code, r.area_path, r.first_month) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'order % is of another agent, commune or month than its run', strange
            using errcode = '23514', constraint = 'ck_payout_order_run';
    end if;
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

create function nation.with_payer(place text, orders bigint[]) returns bigint[]
    language plpgsql stable security definer
    set search_path = pg_catalog set app.scope = '' set app.agent = '' as $$
declare
    found bigint[];
begin
    -- Of these orders those that an agent has taken, or has answered for.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format(
        'select coalesce(array_agg(o.number), ''{}'') from unnest($1) as o (number)'
        ' where exists (select from %1$I.lease_order l where l.order_id = o.number)'
        ' or exists (select from %1$I.order_outcome e where e.order_id = o.number)', place)
        into found using orders;
    return found;
end $$;

create function nation.to_follow(place text, orders bigint[])
    returns table (order_id bigint, paid_dong bigint)
    language plpgsql stable security definer
    set search_path = pg_catalog set app.scope = '' set app.agent = '' as $$
begin
    -- Of these ended orders those that nothing holds, and what of each was paid in part so far.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    return query execute format(
        'select o.id, coalesce((select max(e.amount_dong) from %1$I.order_outcome e'
        ' where e.order_id = o.id and e.kind = ''partial''), 0)::bigint'
        ' from %1$I.payout_order o join %1$I.payout_run r on r.id = o.run_id'
        ' join %1$I.decision c on c.id = r.decision_id'
        ' join %1$I.dossier d on d.id = o.dossier_id where o.id = any ($1)'
        ' and not exists (select from %1$I.hold h where h.state = ''live'' and ('
        ' (h.about = ''dossier'' and h.dossier_id = o.dossier_id)'
        ' or (h.about = ''order'' and h.dossier_id = o.dossier_id'
        ' and h.first_month = o.first_month)'
        ' or (h.about = ''list'' and h.list_id = d.list_id)'
        ' or (h.about = ''batch'' and h.batch_id = c.batch_id)))', place)
        using orders;
end $$;

create function nation.check_lease_ways() returns trigger
    language plpgsql security definer set search_path = pg_catalog set app.agent = '' as $$
declare
    strange bigint;
begin
    -- Whose line names an account is paid there; nobody else receives it in their place.
    execute format(
        'select n.order_id from new_rows n join %1$I.payout_order o on o.id = n.order_id'
        ' where (n.way = ''transfer'') <> (o.account_number is not null)'
        ' or n.way = ''transfer'' and num_nonnulls(n.receiver_name, n.receiver_id_number,'
        ' n.receiver_paper) > 0 limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'order % is not handed over so', strange
            using errcode = '23514', constraint = 'ck_lease_order_transfer';
    end if;
    return null;
end $$;

create function nation.check_cancellation_open() returns trigger
    language plpgsql security definer set search_path = pg_catalog set app.agent = '' as $$
declare
    strange bigint;
begin
    -- What has ended, or was answered for, cannot be asked back.
    execute format(
        'select n.order_id from new_rows n join %1$I.payout_order o on o.id = n.order_id'
        ' where n.kind = ''requested'' and (not o.live or exists'
        ' (select from %1$I.order_outcome e where e.order_id = n.order_id)) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'order % was answered for already', strange
            using errcode = '23514', constraint = 'ck_order_cancellation_open';
    end if;
    return null;
end $$;

create function nation.check_adjusted_accounts() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    strange bigint;
begin
    -- The account was appraised: the leaf that stood, made again with the account that is to
    -- stand, must be the same.
    execute format(
        'select n.dossier_id from new_rows n join %1$I.dossier o on o.id = n.dossier_id'
        ' left join %1$I.adjustment_line p on p.dossier_id = n.dossier_id'
        ' and p.version = n.version - 1 where n.act = ''corrected'''
        ' and n.old_leaf <> nation.line_leaf(o.id, o.person_id, n.group_code, n.was_months,'
        ' n.was_amount_dong,'
        ' case when p.dossier_id is null then o.full_name else p.payee_name end,'
        ' case when p.dossier_id is null then o.id_number else p.id_number end,'
        ' case when p.dossier_id is null then o.hamlet else p.hamlet end,'
        ' n.account_number, n.account_name, n.bank, n.area_path) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'the account of dossier % is not the one that was appraised', strange
            using errcode = '23514', constraint = 'ck_adjustment_line_account';
    end if;
    return null;
end $$;

create function nation.check_arrangements() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    strange bigint;
begin
    -- Whoever takes orders holds them: whichever comes second sees what the first has done.
    execute format(
        'select from %1$I.payout_order o where o.live'
        ' and o.dossier_id in (select n.dossier_id from new_rows n)'
        ' order by o.id for no key update', tg_table_schema);
    execute format(
        'select o.id from %1$I.payout_order o join %1$I.lease_order l on l.order_id = o.id'
        ' where o.live and o.dossier_id in (select n.dossier_id from new_rows n)'
        ' and not exists (select from %1$I.order_outcome e where e.order_id = o.id) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'order % is with its agent', strange
            using errcode = '23514', constraint = 'ck_payee_arrangement_taken';
    end if;
    execute format(
        'select n.dossier_id from new_rows n left join %1$I.dossier d on d.id = n.dossier_id'
        ' where d.area_path is distinct from n.area_path limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'dossier % lies elsewhere', strange
            using errcode = '23514', constraint = 'ck_payee_arrangement_place';
    end if;
    return null;
end $$;
