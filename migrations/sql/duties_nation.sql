create function nation.take_part(place text, lists bigint[], officer bigint, wanted text)
    returns void
    language plpgsql security definer set search_path = pg_catalog set app.agent = '' as $$
declare
    other text;
begin
    execute format(
        'insert into %1$I.part_taken (list_id, officer_id, part, area_path)'
        ' select l.id, $2, $3, l.unit_path from %1$I.dossier_list l where l.id = any ($1)'
        ' on conflict do nothing', place) using lists, officer, wanted;
    execute format(
        'select p.part from %I.part_taken p where p.list_id = any ($1) and p.officer_id = $2'
        ' and p.part <> $3 limit 1', place) into other using lists, officer, wanted;
    if other is not null then
        raise exception 'officer % is % of a list already', officer, other
            using errcode = '23505', constraint = 'pk_part_taken';
    end if;
end $$;

create function nation.keep_maker() returns trigger
    language plpgsql as $$
begin
    perform nation.take_part(
        tg_table_schema, array[(to_jsonb(new) ->> tg_argv[0])::bigint], new.maker_id, 'maker');
    return null;
end $$;

create function nation.keep_releaser() returns trigger
    language plpgsql security definer set search_path = pg_catalog set app.agent = '' as $$
declare
    lists bigint[];
begin
    execute format(
        'select array_agg(list_id) from %I.decision_list where decision_id = $1',
        tg_table_schema) into lists using new.decision_id;
    perform nation.take_part(tg_table_schema, lists, new.released_by, 'releaser');
    return null;
end $$;

create function nation.keep_payers() returns trigger
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

create function nation.check_speakers() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    strange bigint;
begin
    execute format(
        'select n.list_id from new_rows n join %1$I.sitting s on s.id = n.sitting_id'
        ' where not exists (select from %1$I.part_taken p where p.list_id = n.list_id'
        ' and p.officer_id = s.opened_by and p.part = s.level || ''_council'') limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'who opens the sitting is none of its council over list %', strange
            using errcode = '23503', constraint = 'fk_sitting_list_part';
    end if;
    return null;
end $$;

create function nation.check_seats() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    strange bigint;
begin
    execute format(
        'select n.officer_id from new_rows n join %1$I.sitting s on s.id = n.sitting_id'
        ' where n.part <> s.level || ''_council'' or not exists (select from %1$I.sitting_list a'
        ' where a.sitting_id = n.sitting_id and a.list_id = n.list_id) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'officer % sits in a council of another level or list', strange
            using errcode = '23503', constraint = 'fk_sitting_seat_level';
    end if;
    return null;
end $$;

create function nation.check_opinions() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    strange bigint;
begin
    execute format(
        'select said.officer from ('
        ' select distinct n.sitting_id, d.list_id, n.given_by as officer from new_rows n'
        ' join %1$I.dossier d on d.id = n.dossier_id) said'
        ' join %1$I.sitting s on s.id = said.sitting_id'
        ' where not exists (select from %1$I.sitting_list a where a.sitting_id = said.sitting_id'
        ' and a.list_id = said.list_id) or not exists (select from %1$I.part_taken p'
        ' where p.list_id = said.list_id and p.officer_id = said.officer'
        ' and p.part = s.level || ''_council'') limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'officer % gives no word in this council', strange
            using errcode = '23503', constraint = 'fk_opinion_part';
    end if;
    return null;
end $$;

create function nation.check_alert_answer() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    heard boolean;
begin
    execute format(
        'select exists (select from %I.part_taken p where p.list_id = $1 and p.officer_id = $2'
        ' and p.part ~ ''_council$'')', tg_table_schema)
        into heard using new.list_id, new.answered_by;
    if not heard then
        raise exception 'officer % answers for no council over list %', new.answered_by, new.list_id
            using errcode = '23503', constraint = 'fk_list_alert_part';
    end if;
    return null;
end $$;

create function nation.check_signed() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    strange bigint;
begin
    -- Every list that a decision is about bears the signer's part, or it was nobody's to sign.
    execute format(
        'select list_id from ('
        ' select b.list_id from %1$I.batch_list b where b.batch_id = $1'
        ' union select d.list_id from %1$I.decision_line l'
        ' join %1$I.dossier d on d.id = l.dossier_id where l.decision_id = $2) about'
        ' where not exists (select from %1$I.decision_list s where s.decision_id = $2'
        ' and s.list_id = about.list_id) limit 1', tg_table_schema)
        into strange using new.batch_id, new.id;
    if strange is not null then
        raise exception 'list % is decided without its signer', strange
            using errcode = '23503', constraint = 'fk_decision_signed_lists';
    end if;
    return null;
end $$;

create function nation.check_suspender() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    strange bigint;
begin
    execute format(
        'select b.list_id from %1$I.batch_list b where b.batch_id = $1 and not exists ('
        ' select from %1$I.part_taken p where p.list_id = b.list_id and p.officer_id = $2'
        ' and p.part = ''signer'') limit 1', tg_table_schema)
        into strange using new.batch_id, new.signer_id;
    if strange is not null then
        raise exception 'officer % signs nothing about list %', new.signer_id, strange
            using errcode = '23503', constraint = 'fk_suspension_part';
    end if;
    return null;
end $$;

alter table nation.appointment add constraint ck_appointment_not_by_oneself
    check (granted_by <> officer_id);

CREATE TABLE nation.act_log (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    subject TEXT NOT NULL,
    rows BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    account_id BIGINT,
    officer_id BIGINT,
    because TEXT,
    told BIGINT NOT NULL,
    CONSTRAINT pk_act_log PRIMARY KEY (id)
);

CREATE INDEX ix_act_log_told ON nation.act_log (told);

create trigger append_only before update or delete on nation.act_log
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on nation.act_log
    for each statement execute function nation.refuse_change();

create function nation.write_act_log() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
begin
    -- One line for an act, however many rows it wrote; none for an act that changed nothing.
    insert into nation.act_log (subject, rows, at, account_id, officer_id, because, told)
    select tg_table_name, count(*), nation.house_now(),
           nullif(current_setting('app.account_id', true), '')::bigint,
           nullif(current_setting('app.officer_id', true), '')::bigint,
           nullif(current_setting('app.because', true), ''), nation.trail_now()
      from new_rows having count(*) > 0;
    return null;
end $$;

create trigger write_act_log after insert on nation.appointment
    referencing new table as new_rows for each statement execute function nation.write_act_log();

create trigger write_act_log after insert on nation.payment_agent
    referencing new table as new_rows for each statement execute function nation.write_act_log();

create trigger write_act_log after insert on nation.person_notice
    referencing new table as new_rows for each statement execute function nation.write_act_log();

create trigger write_act_log after insert on nation.enactment
    referencing new table as new_rows for each statement execute function nation.write_act_log();

create trigger write_act_log_of_approval after update on nation.enactment
    referencing new table as new_rows for each statement execute function nation.write_act_log();

create function nation.write_word_log() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
begin
    -- For words given by the thousand: one line an act and subject, not one a row.
    execute format(
        'insert into %1$I.change_log (subject, subject_id, to_state, at, account_id, officer_id,'
        ' because, area_path, told) select $1, n.%2$I, $2, $3, $4, $5, $6,'
        ' coalesce($7, min(n.area_path)), $8 from new_rows n group by n.%2$I order by n.%2$I',
        tg_table_schema, tg_argv[0])
    using tg_table_name, tg_argv[1], nation.house_now(),
          nullif(current_setting('app.account_id', true), '')::bigint,
          nullif(current_setting('app.officer_id', true), '')::bigint,
          nullif(current_setting('app.because', true), ''),
          nullif(current_setting('app.scope', true), ''), nation.trail_now();
    return null;
end $$;

create function nation.write_money_log() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
begin
    -- Money by source has no place but the province.
    execute format(
        'insert into %I.change_log (subject, subject_id, to_state, at, account_id, officer_id,'
        ' because, area_path, told) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', tg_table_schema)
    using tg_table_name, new.id, to_jsonb(new) ->> tg_argv[0], nation.house_now(),
          nullif(current_setting('app.account_id', true), '')::bigint,
          nullif(current_setting('app.officer_id', true), '')::bigint,
          nullif(current_setting('app.because', true), ''),
          substr(tg_table_schema, 2) || '.', nation.trail_now();
    return null;
end $$;

revoke all on nation.act_log from house_app;
