create function nation.is_standing(stage text) returns boolean
    language sql immutable parallel safe
    return stage = any (array['draft', 'submitted', 'posted', 'at_commune', 'confirming', 'at_bank',
                              'at_district', 'at_province', 'refused']);

create function nation.keep_standing() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    changes text := 'select list_id, area_path, stage,'
        ' coalesce(from_stage = stage, false) as again, since, resumed, count(*) as dossiers'
        ' from new_rows where nation.is_standing(stage) group by 1, 2, 3, 4, 5, 6';
begin
    if tg_op = 'UPDATE' then
        changes := changes || ' union all select list_id, area_path, stage,'
            ' coalesce(from_stage = stage, false), since, resumed, -count(*)'
            ' from old_rows where nation.is_standing(stage) group by 1, 2, 3, 4, 5, 6';
    end if;
    -- Nobody waits for a count: rows that another transaction is folding stay as they are, and the
    -- change stands beside them until the next one folds both. Only the sum is the count.
    execute format(
        'with change as materialized (select list_id, area_path, stage, again, since, resumed,'
        ' sum(dossiers) as dossiers from (%2$s) c group by 1, 2, 3, 4, 5, 6'
        ' having sum(dossiers) <> 0),'
        ' free as (select k.id from %1$I.standing_count k join change'
        ' using (list_id, area_path, stage, again, since, resumed) for update of k skip locked),'
        ' folded as (delete from %1$I.standing_count k using free where k.id = free.id returning k.*)'
        ' insert into %1$I.standing_count (list_id, area_path, stage, again, since, resumed,'
        ' dossiers)'
        ' select list_id, area_path, stage, again, since, resumed, sum(dossiers) from ('
        ' select * from change union all select list_id, area_path, stage, again, since, resumed,'
        ' dossiers from folded) u group by 1, 2, 3, 4, 5, 6 having sum(dossiers) <> 0',
        tg_table_schema, changes);
    return null;
end $$;

create function nation.recount_standing(place text) returns bigint
    language plpgsql security definer
    set search_path = pg_catalog set app.scope = '' set app.agent = '' as $$
declare
    written bigint;
begin
    -- No dossier moves while they are counted anew.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format('lock table %I.dossier_stage in share row exclusive mode', place);
    execute format('delete from %I.standing_count', place);
    execute format(
        'insert into %1$I.standing_count (list_id, area_path, stage, again, since, resumed,'
        ' dossiers)'
        ' select list_id, area_path, stage, coalesce(from_stage = stage, false), since, resumed,'
        ' count(*) from %1$I.dossier_stage where nation.is_standing(stage)'
        ' group by 1, 2, 3, 4, 5, 6', place);
    get diagnostics written = row_count;
    return written;
end $$;

revoke all on function nation.recount_standing(text) from public;
