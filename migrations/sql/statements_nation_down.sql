drop function nation.check_statement();

drop function nation.check_outcomes();

drop function nation.followed_orders(text, bigint[]);

drop function nation.references_elsewhere(text, text, text[]);

create or replace function nation.keep_payers() returns trigger
    language plpgsql security definer set search_path = pg_catalog set app.agent = '' as $$
declare
    told record;
begin
    -- Who tells that money was paid is nobody who had a part in its being paid.
    for told in execute format(
        'select s.received_by as officer, array_agg(distinct d.list_id) as lists from new_rows n'
        ' join %1$I.statement s on s.id = n.statement_id join %1$I.dossier d on d.id = n.dossier_id'
        ' group by s.received_by order by s.received_by', tg_table_schema)
    loop
        perform nation.take_part(tg_table_schema, told.lists, told.officer, 'payer');
    end loop;
    return null;
end $$;
