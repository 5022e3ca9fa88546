create or replace function nation.check_recovery_cases() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    strange bigint;
begin
    execute format(
        'select n.dossier_id from new_rows n left join %1$I.adjustment_line a'
        ' on a.adjustment_id = n.adjustment_id and a.dossier_id = n.dossier_id'
        ' where a.dossier_id is null or (n.owed_dong, n.decision_id, n.group_code, n.area_path,'
        ' n.whole) is distinct from (a.owed_dong, a.decision_id, a.group_code, a.area_path,'
        ' a.act = ''removed'') or n.since < a.signed_on limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'no decision says that this comes back from dossier %', strange
            using errcode = '23514', constraint = 'ck_recovery_case_decided';
    end if;
    return null;
end $$;

drop function nation.released_runs(text);

drop function nation.orders_listed_by(text, bigint[], bigint);

drop function nation.check_payee_receipts, nation.check_recovery_plan, nation.check_recovery_entry;

drop function nation.hold_recovery_case(text, bigint);
