create function nation.open_step_day() returns trigger
    language plpgsql as $$
begin
    -- Once a statement: the house's day, and an empty memory of what the rows have asked.
    perform set_config('app.day', to_char(
        nation.house_now() at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD'), true);
    perform set_config('app.step_asked', '', true);
    return null;
end $$;

create function nation.stage_rank(stage text) returns integer
    language sql immutable parallel safe
    return array_position(array['draft', 'submitted', 'posted', 'at_commune', 'confirming',
                                'at_district', 'at_province'], stage);

create function nation.step_passage(place text, was jsonb, to_stage text) returns text[]
    language plpgsql stable security definer set search_path = pg_catalog as $$
declare
    leaves text;
    enters text;
    days_left integer;
    resumed text := '0';
    paused jsonb := nullif(was -> 'paused', 'null');
    today date := current_setting('app.day')::date;
begin
    execute format('select step from %I.list_road where list_id = $1 and stage = $2 and again = $3',
                   place)
        into leaves using (was ->> 'list_id')::bigint, was ->> 'stage',
                          coalesce(was ->> 'from_stage' = was ->> 'stage', false);
    execute format('select step from %I.list_road where list_id = $1 and stage = $2 and again = $3',
                   place)
        into enters using (was ->> 'list_id')::bigint, to_stage, was ->> 'stage' = to_stage;
    if leaves = enters then
        return array[was ->> 'since', was ->> 'resumed', paused::text];
    end if;
    if leaves is not null and nation.stage_rank(to_stage) < nation.stage_rank(was ->> 'stage') then
        -- Sent back: what was left of the limit waits for the dossier, at least a day.
        execute format(
            'select greatest(due.number - now.number, 1) from %1$I.step_clock c'
            ' join %1$I.working_day due on due.day = c.due_on join %1$I.working_day now'
            ' on now.day = $6 where c.list_id = $1 and c.area_path = $2 and c.step = $3'
            ' and c.entered_on = $4 and c.resumed = $5', place)
            into days_left
            using (was ->> 'list_id')::bigint, was ->> 'area_path', leaves,
                  (was ->> 'since')::date, (was ->> 'resumed')::smallint, today;
        if days_left is not null then
            paused := coalesce(paused, '{}') || jsonb_build_object(leaves, days_left);
        end if;
    end if;
    if enters is not null and paused ? enters then
        resumed := paused ->> enters;
        paused := nullif(paused - enters, '{}');
    end if;
    return array[today::text, resumed, paused::text];
end $$;

create or replace function nation.keep_stage_honest() returns trigger
    language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        new.from_stage := null;
        new.version := 1;
        new.paused := null;
    else
        new.from_stage := old.stage;
        new.version := old.version + 1;
    end if;
    new.since := current_setting('app.day')::date;
    new.resumed := 0;
    return new;
end $$;

create function nation.keep_step_honest() returns trigger
    language plpgsql as $$
declare
    asked text := concat(old.list_id, '|', old.area_path, '|', old.from_stage, '|', old.stage, '|',
                         new.stage, '|', old.since, '|', old.resumed, '|', old.paused);
    told text[];
begin
    -- Rows alike get one answer: it is looked up for the first and remembered for the others.
    if asked <> current_setting('app.step_asked') then
        told := nation.step_passage(tg_table_schema, to_jsonb(old), new.stage);
        perform set_config('app.step_asked', asked, true);
        perform set_config('app.step_told', told::text, true);
    else
        told := current_setting('app.step_told')::text[];
    end if;
    new.from_stage := old.stage;
    new.version := old.version + 1;
    new.since := told[1]::date;
    new.resumed := told[2]::smallint;
    new.paused := told[3]::jsonb;
    return new;
end $$;

create function nation.keep_clocks() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
begin
    -- No day changes while a clock is being opened or judged.
    perform pg_advisory_xact_lock_shared(hashtextextended('days/' || tg_table_schema, 0));
    -- Clocks of the steps that were entered, and what became of those that were left; by sets.
    -- Dossiers alike went one way and are counted before they are joined; where a statement sent
    -- some of them another way, each is looked at.
    execute format(
        'with came as materialized (select list_id, area_path, from_stage, stage, since, resumed'
        ' from new_rows group by 1, 2, 3, 4, 5, 6),'
        ' went as (select distinct list_id, area_path, from_stage, stage from came),'
        ' parted as (select from went group by list_id, area_path, from_stage having count(*) > 1),'
        ' moved as (select o.*, w.stage from (select list_id, area_path, stage as was,'
        ' from_stage as was_from, since, resumed, count(*) as dossiers from old_rows'
        ' group by 1, 2, 3, 4, 5, 6) o join went w on w.list_id = o.list_id'
        ' and w.area_path = o.area_path and w.from_stage = o.was'
        ' where not exists (select from parted)'
        ' union all select o.list_id, o.area_path, o.stage, o.from_stage, o.since, o.resumed,'
        ' count(*), n.stage from old_rows o join new_rows n using (dossier_id)'
        ' where exists (select from parted) group by 1, 2, 3, 4, 5, 6, 8),'
        ' left_steps as (select m.*, l.step from moved m join %1$I.list_road l'
        ' on l.list_id = m.list_id and l.stage = m.was'
        ' and l.again = coalesce(m.was_from = m.was, false)'
        ' left join %1$I.list_road r on r.list_id = m.list_id and r.stage = m.stage'
        ' and r.again = (m.was = m.stage) where r.step is distinct from l.step),'
        ' opened as (insert into %1$I.step_clock (list_id, group_code, step, level, entered_on,'
        ' resumed, working_days, due_on, area_path)'
        ' select distinct c.list_id, r.group_code, r.step, r.level, c.since, c.resumed, d.granted,'
        ' case d.granted when 0 then c.since else due.day end, c.area_path'
        ' from came c join %1$I.list_road r on r.list_id = c.list_id and r.stage = c.stage'
        ' and r.again = (c.from_stage = c.stage)'
        ' cross join lateral (select case c.resumed when 0 then r.working_days else c.resumed end)'
        ' as d (granted) left join %1$I.working_day began on began.day = c.since'
        ' left join %1$I.working_day due on due.is_working'
        ' and due.number = began.number + d.granted'
        ' on conflict (list_id, area_path, step, entered_on, resumed) do nothing)'
        ' insert into %1$I.step_done (clock_id, left_on, due_on, late_days, to_stage, outcome,'
        ' dossiers, area_path)'
        ' select c.id, $1, c.due_on, case when $1 <= c.due_on then 0'
        ' when $1 > c.due_on then greatest(now.number - due.number, 1) end, k.stage,'
        ' case when k.stage in (''declined'', ''withdrawn'') then ''stopped'''
        ' when nation.stage_rank(k.stage) < nation.stage_rank(k.was) then ''returned'''
        ' else ''done'' end, sum(k.dossiers), c.area_path'
        ' from left_steps k join %1$I.step_clock c on c.list_id = k.list_id'
        ' and c.area_path = k.area_path and c.step = k.step and c.entered_on = k.since'
        ' and c.resumed = k.resumed left join %1$I.working_day now on now.day = $1'
        ' left join %1$I.working_day due on due.day = c.due_on group by 1, 2, 3, 4, 5, 6, 8',
        tg_table_schema)
    using current_setting('app.day')::date;
    return null;
end $$;
