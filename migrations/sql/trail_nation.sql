CREATE TABLE nation.trail_base (
    only_row BOOLEAN DEFAULT true NOT NULL,
    base BIGINT NOT NULL,
    CONSTRAINT pk_trail_base PRIMARY KEY (only_row),
    CONSTRAINT ck_trail_base_only_row CHECK (only_row)
);

insert into nation.trail_base (base) values (0);

create function nation.trail_now() returns bigint
    language sql volatile set search_path = pg_catalog as $$
    -- The transaction that speaks, counted on across databases that were loaded from a dump.
    select pg_current_xact_id()::text::bigint + base from nation.trail_base
$$;

create function nation.province_of_scope() returns text
    language plpgsql stable set search_path = pg_catalog as $$
declare
    scope text := nullif(current_setting('app.scope', true), '');
begin
    if scope is null or scope !~ '^[0-9]{2}[.]' then
        raise exception 'no province is entered' using errcode = '42501';
    end if;
    return left(scope, 2);
end $$;

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
        ' account_id, officer_id, because, reason_code, area_path, told)'
        ' select dossier_id, version, from_stage, stage, $1, $2, $3, because, reason_code,'
        ' area_path, $4 from new_rows', tg_table_schema)
    using nation.house_now(),
          nullif(current_setting('app.account_id', true), '')::bigint,
          nullif(current_setting('app.officer_id', true), '')::bigint,
          nation.trail_now();
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
        ' officer_id, because, area_path, told) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
        tg_table_schema)
    using tg_table_name, (to_jsonb(new) ->> coalesce(tg_argv[2], 'id'))::bigint, was, becomes,
          nation.house_now(),
          nullif(current_setting('app.account_id', true), '')::bigint,
          nullif(current_setting('app.officer_id', true), '')::bigint,
          nullif(current_setting('app.because', true), ''),
          to_jsonb(new) ->> tg_argv[1],
          nation.trail_now();
    return null;
end $$;

create function nation.note_view(
    about text, about_id bigint, about_version integer, shown bigint, appointment_id bigint,
    people bigint[]) returns bigint
    language plpgsql security definer set search_path = pg_catalog set app.agent = '' as $$
declare
    place text := 'p' || nation.province_of_scope();
    scope text := current_setting('app.scope');
    seen bigint[] := array(select distinct unnest(people) order by 1);
    mark bytea := sha256(convert_to(array_to_string(seen, ','), 'UTF8'));
    set_number bigint;
    number bigint;
begin
    -- The same people seen again by the same office are the same set, kept once.
    execute format(
        'insert into %I.seen_set (digest, size, area_path) values ($1, $2, $3)'
        ' on conflict (area_path, digest) do nothing returning id', place)
        into set_number using mark, cardinality(seen), scope;
    if set_number is not null then
        execute format(
            'insert into %I.seen_person (person_id, set_id, area_path)'
            ' select one, $2, $3 from unnest($1) as one', place) using seen, set_number, scope;
    else
        execute format('select id from %I.seen_set where area_path = $1 and digest = $2', place)
            into strict set_number using scope, mark;
    end if;
    execute format(
        'insert into %I.access_log (at, account_id, officer_id, appointment_id, act, about,'
        ' about_id, about_version, shown, set_id, area_path, told)'
        ' values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id', place)
        into strict number
        using nation.house_now(),
              nullif(current_setting('app.account_id', true), '')::bigint,
              nullif(current_setting('app.officer_id', true), '')::bigint,
              appointment_id, nullif(current_setting('app.because', true), ''),
              about, about_id, about_version, shown, set_number, scope, nation.trail_now();
    return number;
end $$;

create function nation.merkle_root(leaves bytea) returns bytea
    language plpgsql immutable set search_path = pg_catalog as $$
declare
    nodes bytea := leaves;
    n integer := length(leaves) / 32;
begin
    -- RFC 6962, level by level: pairs are hashed under 0x01, a node left alone goes up as it is.
    while n > 1 loop
        select string_agg(
                   case when 2 * i + 1 < n
                        then sha256('\x01'::bytea || substr(nodes, 64 * i + 1, 64))
                        else substr(nodes, 64 * i + 1, 32) end, ''::bytea order by i)
          into nodes from generate_series(0, (n - 1) / 2) as i;
        n := (n + 1) / 2;
    end loop;
    return nodes;
end $$;

create function nation.seal_trail(out sealed bigint, out size bigint, out head bytea)
    language plpgsql security definer set search_path = pg_catalog set app.agent = '' as $$
declare
    province text := nation.province_of_scope();
    place text := 'p' || province;
    scope text := province || '.';
    block bigint;
    since bigint;
    before bigint;
    part record;
    root bytea;
begin
    if current_setting('app.scope') <> scope then
        raise exception 'a trail is sealed for a whole province' using errcode = '42501';
    end if;
    if not pg_try_advisory_xact_lock(hashtextextended('seal/' || place, 0)) then
        return;
    end if;
    execute format('select b.number, b.first_seq + b.row_count - 1, b.upto, b.head'
                   ' from %I.seal_block b order by b.number desc limit 1', place)
        into block, size, since, head;
    if block is null then
        block := 0;
        size := 0;
        since := 0;
        head := sha256(convert_to('ansinh/' || province, 'UTF8'));
    end if;
    -- All transactions below this number are over: their rows are there, and no more will come.
    select pg_snapshot_xmin(pg_current_snapshot())::text::bigint + b.base into before
      from nation.trail_base b;
    if before < since then
        raise exception 'transactions count from %, the trail is sealed up to %', before, since
            using errcode = '55000', constraint = 'ck_seal_block_forward';
    end if;
    sealed := 0;
    for part in execute format(
        'select string_agg(t.leaf, ''''::bytea order by t.n) as leaves, count(*) as n'
        ' from (select sha256(''\x00''::bytea || convert_to(r.line, ''UTF8'')) as leaf,'
        ' row_number() over (order by r.told, r.source, r.k1, r.k2) - 1 as n from %I.trail r'
        ' where r.told >= $1 and r.told < $2'
        ' and r.area_path >= $3 and r.area_path < $3 || ''~'') t'
        ' group by t.n / 4096 order by t.n / 4096', place) using since, before, scope
    loop
        block := block + 1;
        root := nation.merkle_root(part.leaves);
        head := sha256('\x02'::bytea || head || convert_to(json_build_array(
            block, size + 1, part.n, before, encode(root, 'hex'))::text, 'UTF8'));
        execute format(
            'insert into %I.seal_block (number, first_seq, row_count, upto, leaves, root, head,'
            ' area_path) values ($1, $2, $3, $4, $5, $6, $7, $8)', place)
            using block, size + 1, part.n, before, part.leaves, root, head, scope;
        size := size + part.n;
        sealed := sealed + part.n;
    end loop;
end $$;

create function nation.keep_note(note text, signer text) returns void
    language plpgsql security definer set search_path = pg_catalog set app.agent = '' as $$
declare
    province text := nation.province_of_scope();
    block bigint;
begin
    execute format(
        'select b.number from %I.seal_block b where b.first_seq + b.row_count - 1 = $1'
        ' and encode(b.head, ''base64'') = $2', 'p' || province)
        into block using split_part(note, E'\n', 2)::bigint, split_part(note, E'\n', 3);
    if block is null then
        raise exception 'no block is what this note says' using errcode = '23503';
    end if;
    execute format('insert into %I.seal_note (block, note, signer, area_path)'
                   ' values ($1, $2, $3, $4)', 'p' || province)
        using block, note, signer, province || '.';
end $$;

create function nation.follow_trail() returns bigint
    language plpgsql set search_path = pg_catalog as $$
declare
    place text;
    highest bigint := 0;
    found_here bigint;
begin
    -- After a dump was loaded into another server transactions count anew: go on above the old.
    for place in select schema_name from nation.province order by 1 loop
        perform set_config('app.scope', substr(place, 2) || '.', true);
        execute format(
            'select greatest((select max(upto) from %1$I.seal_block),'
            ' (select max(told) + 1 from %1$I.dossier_history),'
            ' (select max(told) + 1 from %1$I.change_log),'
            ' (select max(told) + 1 from %1$I.access_log))', place) into found_here;
        highest := greatest(highest, found_here);
    end loop;
    update nation.trail_base
       set base = highest - pg_snapshot_xmin(pg_current_snapshot())::text::bigint
     where base + pg_snapshot_xmax(pg_current_snapshot())::text::bigint < highest;
    perform set_config('app.scope', '', true);
    return (select base from nation.trail_base);
end $$;

revoke all on function nation.note_view, nation.seal_trail, nation.keep_note, nation.follow_trail from public;

grant execute on function nation.note_view, nation.seal_trail, nation.keep_note to house_app;

grant select on nation.trail_base to house_app;
