create or replace function nation.write_dossier_history() returns trigger
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

create or replace function nation.write_change_log() returns trigger
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
    using tg_table_name, (to_jsonb(new) ->> coalesce(tg_argv[2], 'id'))::bigint, was, becomes,
          nation.house_now(),
          nullif(current_setting('app.account_id', true), '')::bigint,
          nullif(current_setting('app.officer_id', true), '')::bigint,
          nullif(current_setting('app.because', true), ''),
          to_jsonb(new) ->> tg_argv[1];
    return null;
end $$;

drop function nation.follow_trail, nation.keep_note, nation.seal_trail, nation.merkle_root, nation.note_view, nation.province_of_scope, nation.trail_now;

drop table nation.trail_base;
