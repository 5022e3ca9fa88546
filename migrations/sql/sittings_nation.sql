insert into nation.stage_step (from_stage, to_stage) values
    ('at_district', 'confirming'), ('at_province', 'confirming');

create function nation.check_vote() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    sat record;
    empty_seats bigint;
begin
    -- Votes queue here: whoever comes second sees what the first has done.
    execute format('select level, state from %I.sitting where id = $1 for no key update',
                   tg_table_schema) into sat using new.sitting_id;
    if sat.state is distinct from 'open' then
        raise exception 'sitting % is closed', new.sitting_id
            using errcode = '23514', constraint = 'ck_sitting_vote_open';
    end if;
    execute format(
        'select count(*) from %1$I.sitting_list l where l.sitting_id = $1 and not exists'
        ' (select from %1$I.sitting_seat s where s.sitting_id = l.sitting_id'
        ' and s.list_id = l.list_id and s.officer_id = $2 and s.part = $3)', tg_table_schema)
        into empty_seats using new.sitting_id, new.officer_id, sat.level || '_council';
    if empty_seats > 0 then
        raise exception 'officer % has no seat in sitting %', new.officer_id, new.sitting_id
            using errcode = '23514', constraint = 'ck_sitting_vote_present';
    end if;
    return new;
end $$;

create function nation.check_sitting_closing() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    given bigint;
begin
    if old.state = 'closed' then
        raise exception 'sitting % is closed', new.id
            using errcode = '23514', constraint = 'ck_sitting_closed_once';
    end if;
    if new.state <> 'closed' or new.votes_needed = 0 then
        return new;
    end if;
    execute format('select count(*) from %I.sitting_vote where sitting_id = $1 and record = $2',
                   tg_table_schema) into given using new.id, new.record;
    if given < new.votes_needed then
        raise exception 'sitting % has % of % votes', new.id, given, new.votes_needed
            using errcode = '23514', constraint = 'ck_sitting_votes_given';
    end if;
    return new;
end $$;

create or replace function nation.live_holds(place text, out dossiers bigint[], out lists bigint[])
    language plpgsql stable security definer
    set search_path = pg_catalog set app.scope = '' set app.agent = '' as $$
declare
    any_held boolean;
begin
    -- A hold binds every office of the province, also those that may not read it; a council's
    -- question that nobody has answered holds its dossier as a complaint does.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    dossiers := '{}';
    lists := '{}';
    execute format(
        'select exists (select from %1$I.hold where state = ''live'')'
        ' or exists (select from %1$I.sitting_question where answered_at is null)', place)
        into any_held;
    if not any_held then
        return;
    end if;
    execute format(
        'select array(select h.dossier_id from %1$I.hold h'
        ' where h.state = ''live'' and h.about = ''dossier'''
        ' union select q.dossier_id from %1$I.sitting_question q'
        ' where q.answered_at is null),'
        ' array(select h.list_id from %1$I.hold h where h.state = ''live'' and h.about = ''list'''
        ' union all select b.list_id from %1$I.hold h join %1$I.batch_list b'
        ' on b.batch_id = h.batch_id and b.undecided'
        ' where h.state = ''live'' and h.about = ''batch'')', place)
        into dossiers, lists;
end $$;
