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
        'select n.dossier_id from new_rows n join %1$I.dossier o on o.id = n.dossier_id'
        ' join %1$I.line_in_force l on l.dossier_id = n.dossier_id where n.live'
        ' and ((n.payee_name, n.payee_id_number, n.payee_hamlet)'
        ' is distinct from (l.payee_name, l.id_number, l.hamlet)'
        ' or l.leaf <> nation.line_leaf(o.id, o.person_id, l.group_code, l.months,'
        ' l.amount_dong, l.payee_name, l.id_number, l.hamlet, l.account_number,'
        ' l.account_name, l.bank, l.area_path))'
        ' limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'an order of dossier % pays somebody who was not approved', strange
            using errcode = '23514', constraint = 'ck_payout_order_payee';
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

drop function nation.check_arrangements();

drop function nation.check_adjusted_accounts();

drop function nation.check_cancellation_open();

drop function nation.check_lease_ways();

drop function nation.to_follow(text, bigint[]);

drop function nation.with_payer(text, bigint[]);
