CREATE TABLE nation.account_use (
    number_digest UUID NOT NULL,
    person_id BIGINT NOT NULL,
    holder_digest UUID NOT NULL,
    told BIGINT DEFAULT pg_current_xact_id()::text::bigint NOT NULL,
    CONSTRAINT pk_account_use PRIMARY KEY (number_digest, person_id, holder_digest)
);

CREATE INDEX ix_account_use_person_id ON nation.account_use (person_id);

CREATE TABLE nation.employer (
    tax_code TEXT NOT NULL,
    name TEXT NOT NULL,
    address TEXT,
    industry TEXT,
    phone TEXT,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    CONSTRAINT pk_employer PRIMARY KEY (tax_code)
);

CREATE TABLE nation.look_up (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    officer_id BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    asked INTEGER NOT NULL,
    told INTEGER NOT NULL,
    CONSTRAINT pk_look_up PRIMARY KEY (id)
);

CREATE INDEX ix_look_up_officer_id ON nation.look_up (officer_id, at);

CREATE TABLE nation.person_notice (
    digest UUID NOT NULL,
    matter TEXT NOT NULL,
    from_area TEXT COLLATE "C" DEFAULT '' NOT NULL,
    kind SMALLINT NOT NULL,
    since DATE NOT NULL,
    document_number TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    recorded_by BIGINT NOT NULL,
    told BIGINT DEFAULT pg_current_xact_id()::text::bigint NOT NULL,
    CONSTRAINT pk_person_notice PRIMARY KEY (digest, matter, from_area),
    CONSTRAINT ck_person_notice_matter CHECK (matter in ('died','moved','imprisoned','abroad','staff_relative'))
);

CREATE INDEX ix_person_notice_told ON nation.person_notice (told);

alter table nation.person_key add column entered_as bigint;

create index ix_person_key_entered_as on nation.person_key (entered_as) where entered_as is not null;

drop index nation.uq_person_key_identity;

create unique index uq_person_key_identity on nation.person_key (digest) where kind in (1, 4);

alter table nation.person_claim add column entered_as bigint;

insert into nation.person_notice (digest, matter, kind, since, document_number, recorded_at, recorded_by, told)
    select digest, 'died', kind, died_on, document_number, recorded_at, recorded_by, told from nation.death;

drop table nation.death;

insert into nation.stage_step (from_stage, to_stage) values
    ('withdrawn', 'draft'), ('draft', 'declined'), ('submitted', 'declined'), ('posted', 'declined'),
    ('declined', 'submitted'), ('declined', 'posted'), ('declined', 'at_commune'),
    ('declined', 'at_district'), ('declined', 'at_province'),
    ('approved', 'superseded'), ('superseded', 'draft'), ('superseded', 'at_commune'),
    ('superseded', 'at_district'), ('superseded', 'at_province'), ('superseded', 'approved');

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

create or replace function nation.check_decision() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    strange bigint;
    living bigint;
begin
    execute format(
        'select d.id from %1$I.decision d left join lateral (select count(*) as n,'
        ' coalesce(sum(amount_dong), 0) as total from %1$I.decision_line l'
        ' where l.decision_id = d.id) found on true where d.id = $1 and d.kind = ''approved'''
        ' and (found.n <> d.case_count or found.total <> d.total_dong)',
        tg_table_schema) into strange using new.id;
    if strange is not null then
        raise exception 'decision % does not match its lines', strange
            using errcode = '23514', constraint = 'ck_decision_frozen';
    end if;
    -- Counted, and the state asked of each claim found: the statistics do not know claims that
    -- have just come alive, and a search among the live ones walks all of them for every line.
    execute format(
        'select count(*) filter (where c.state = ''live'') from %1$I.decision_line l'
        ' join nation.person_claim c on c.dossier_id = l.dossier_id where l.decision_id = $1',
        tg_table_schema) into living using new.id;
    if new.kind = 'approved' and living <> new.case_count then
        raise exception 'decision % approves without live claims', new.id
            using errcode = '23514', constraint = 'ck_decision_live_claims';
    end if;
    return null;
end $$;

create function nation.check_changed_at_draft() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    standing text;
begin
    -- What an office handed in is never rewritten: only a draft may be corrected.
    execute format('select stage from %I.dossier_stage where dossier_id = $1', tg_table_schema)
        into standing using old.id;
    if standing is distinct from 'draft' then
        raise exception 'dossier % stands at %', old.id, standing
            using errcode = '23514', constraint = 'ck_dossier_changed_at_draft';
    end if;
    return new;
end $$;

create extension if not exists fuzzystrmatch with schema public;

do $$
begin
    execute format('grant temporary on database %I to house_app', current_database());
end $$;

grant select, insert on nation.employer, nation.person_notice, nation.account_use, nation.look_up to house_app;

grant usage on all sequences in schema nation to house_app;
