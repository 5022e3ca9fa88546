create function nation.live_holds(place text, out dossiers bigint[], out lists bigint[])
    language plpgsql stable security definer
    set search_path = pg_catalog set app.scope = '' set app.agent = '' as $$
declare
    any_held boolean;
begin
    -- A hold binds every office of the province, also those that may not read it.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    dossiers := '{}';
    lists := '{}';
    execute format('select exists (select from %I.hold where state = ''live'')', place)
        into any_held;
    if not any_held then
        return;
    end if;
    execute format(
        'select array(select h.dossier_id from %1$I.hold h'
        ' where h.state = ''live'' and h.about = ''dossier''),'
        ' array(select h.list_id from %1$I.hold h where h.state = ''live'' and h.about = ''list'''
        ' union all select b.list_id from %1$I.hold h join %1$I.batch_list b'
        ' on b.batch_id = h.batch_id and b.undecided'
        ' where h.state = ''live'' and h.about = ''batch'')', place)
        into dossiers, lists;
end $$;

create function nation.held_among(place text, among bigint[]) returns bigint[]
    language plpgsql stable security definer
    set search_path = pg_catalog set app.scope = '' set app.agent = '' as $$
declare
    held record;
    found bigint[];
begin
    select * into held from nation.live_holds(place);
    if held.dossiers = '{}' and held.lists = '{}' then
        return '{}';
    end if;
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format(
        'select coalesce(array_agg(s.dossier_id order by s.dossier_id), ''{}'')'
        ' from %I.dossier_stage s where s.list_id = any ($1)'
        ' and (s.dossier_id = any ($2) or s.list_id = any ($3))', place)
        into found using among, held.dossiers, held.lists;
    return found;
end $$;

create function nation.held_orders(place text, run bigint) returns bigint[]
    language plpgsql stable security definer
    set search_path = pg_catalog set app.scope = '' set app.agent = '' as $$
declare
    any_held boolean;
    found bigint[];
begin
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format('select exists (select from %I.hold where state = ''live'')', place)
        into any_held;
    if not any_held then
        return '{}';
    end if;
    execute format(
        'select coalesce(array_agg(o.id order by o.id), ''{}'') from %1$I.payout_order o'
        ' join %1$I.payout_run r on r.id = o.run_id join %1$I.decision c on c.id = r.decision_id'
        ' join %1$I.dossier d on d.id = o.dossier_id where o.run_id = $1 and o.live'
        ' and exists (select from %1$I.hold h where h.state = ''live'' and ('
        ' (h.about = ''dossier'' and h.dossier_id = o.dossier_id)'
        ' or (h.about = ''order'' and h.dossier_id = o.dossier_id'
        ' and h.first_month = o.first_month)'
        ' or (h.about = ''list'' and h.list_id = d.list_id)'
        ' or (h.about = ''batch'' and h.batch_id = c.batch_id)))', place)
        into found using run;
    return found;
end $$;

create function nation.check_steps_not_held() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    road text[] := array['at_commune', 'confirming', 'at_district', 'at_province', 'approved'];
    held record;
    stopped bigint;
begin
    select * into held from nation.live_holds(tg_table_schema);
    if held.dossiers = '{}' and held.lists = '{}' then
        return null;
    end if;
    -- What a hold stops: a council's favour and the signature. Whatever leads back or ends a
    -- claim goes on, and so does what only brings it before a council.
    select n.dossier_id into stopped from new_rows n
     where n.from_stage in ('at_commune', 'at_district', 'at_province')
       and (array_position(road, n.stage) > array_position(road, n.from_stage)
            or (n.from_stage = 'at_province' and n.stage = 'at_province'))
       and (n.dossier_id = any (held.dossiers) or n.list_id = any (held.lists))
     limit 1;
    if stopped is not null then
        raise exception 'dossier % is held', stopped
            using errcode = '23514', constraint = 'ck_dossier_stage_not_held';
    end if;
    return null;
end $$;

create function nation.check_lines_not_held() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    held record;
    stopped bigint;
begin
    select * into held from nation.live_holds(tg_table_schema);
    if held.dossiers = '{}' and held.lists = '{}' then
        return null;
    end if;
    execute format(
        'select n.dossier_id from new_rows n join %I.dossier d on d.id = n.dossier_id'
        ' where n.dossier_id = any ($1) or d.list_id = any ($2) limit 1', tg_table_schema)
        into stopped using held.dossiers, held.lists;
    if stopped is not null then
        raise exception 'dossier % is held', stopped
            using errcode = '23514', constraint = 'ck_decision_line_not_held';
    end if;
    return null;
end $$;

create function nation.check_run_not_held() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
begin
    if nation.held_orders(tg_table_schema, new.id) <> '{}' then
        raise exception 'run % sends orders that are held', new.id
            using errcode = '23514', constraint = 'ck_payout_run_not_held';
    end if;
    return null;
end $$;

create function nation.check_orders_not_held() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    sent record;
begin
    for sent in execute format(
        'select r.id, array_agg(n.id) as orders from new_rows n join %I.payout_run r'
        ' on r.id = n.run_id where n.live and r.state = ''released'' group by r.id',
        tg_table_schema)
    loop
        if nation.held_orders(tg_table_schema, sent.id) && sent.orders then
            raise exception 'run % would send an order that is held', sent.id
                using errcode = '23514', constraint = 'ck_payout_order_not_held';
        end if;
    end loop;
    return null;
end $$;

create function nation.lists_of_target(
    place text, dossier bigint, list bigint, batch bigint) returns bigint[]
    language plpgsql stable security definer set search_path = pg_catalog set app.scope = ''
    set app.agent = '' as $$
declare
    found bigint[];
begin
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format(
        'select array(select $2 where $2 is not null union all select d.list_id from %1$I.dossier d'
        ' where d.id = $1 union all select b.list_id from %1$I.batch_list b'
        ' where b.batch_id = $3)', place) into found using dossier, list, batch;
    return found;
end $$;

create function nation.is_party(place text, officer bigint, among bigint[]) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog set app.scope = ''
    set app.agent = '' as $$
declare
    found boolean;
begin
    -- Who made a list, or declared an interest in it, is no judge of what is said against it.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format(
        'select exists (select from %I.part_taken where officer_id = $1 and list_id = any ($2)'
        ' and part in (''maker'', ''recused''))', place) into found using officer, among;
    return found;
end $$;

create function nation.check_hold_release() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
begin
    if old.state <> 'live' or new.state <> 'released' then
        raise exception 'a hold ends once' using errcode = '23514', constraint = 'ck_hold_ended';
    end if;
    if nation.is_party(tg_table_schema, new.released_by, nation.lists_of_target(
            tg_table_schema, new.dossier_id, new.list_id, new.batch_id)) then
        raise exception 'hold % cannot be ended by who made the list', new.id
            using errcode = '23514', constraint = 'ck_hold_party';
    end if;
    return new;
end $$;

create function nation.check_complaint_event() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    lists bigint[];
begin
    execute format(
        'select nation.lists_of_target($1, c.dossier_id, c.list_id, c.batch_id)'
        ' from %I.complaint c where c.id = $2', tg_table_schema)
        into lists using tg_table_schema, new.complaint_id;
    if nation.is_party(tg_table_schema, new.officer_id, lists) then
        raise exception 'complaint % cannot be answered by who made the list', new.complaint_id
            using errcode = '23514', constraint = 'ck_complaint_event_party';
    end if;
    return new;
end $$;

create function nation.check_own_case() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    own bigint;
begin
    execute format(
        'select d.id from new_rows n join nation.officer f on f.id = n.%2$I'
        ' join nation.person_key k on k.digest = f.identity_digest and k.kind in (1, 4)'
        ' join nation.person_claim c on c.person_id = k.person_id and c.state in (''open'', ''live'')'
        ' join %1$I.dossier d on d.id = c.dossier_id and d.list_id = n.list_id'
        ' where n.part not in (''maker'', ''recused'') limit 1', tg_table_schema, tg_argv[0])
        into own;
    if own is not null then
        raise exception 'dossier % is the own case of who would judge it', own
            using errcode = '23514', constraint = 'ck_part_taken_own_case';
    end if;
    return null;
end $$;

create function nation.check_sample() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    strange bigint;
begin
    -- Drawn again by the database: no line is chosen by hand, none left out.
    execute format(
        'select s.id from %1$I.inspection_sample s join %1$I.decision d on d.id = s.decision_id'
        ' where s.id in (select n.sample_id from new_rows n) and (d.kind <> ''approved'''
        ' or d.root <> s.root or d.case_count <> s.population or array(select l.dossier_id'
        ' from %1$I.decision_line l where l.decision_id = s.decision_id'
        ' order by sha256(convert_to(s.seed, ''UTF8'') || l.leaf) limit s.size)'
        ' is distinct from array(select m.dossier_id from %1$I.sample_line m'
        ' where m.sample_id = s.id order by m.place)) limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'sample % is not what its seed draws', strange
            using errcode = '23514', constraint = 'ck_sample_line_drawn';
    end if;
    return null;
end $$;
