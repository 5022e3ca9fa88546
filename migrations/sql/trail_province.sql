alter table dossier_history add column told bigint default 0 not null;

alter table dossier_history alter column told drop default;

create index ix_dossier_history_told on dossier_history (told);

alter table change_log add column told bigint default 0 not null;

alter table change_log alter column told drop default;

create index ix_change_log_told on change_log (told);

CREATE TABLE seen_set (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    digest BYTEA NOT NULL,
    size INTEGER NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_seen_set PRIMARY KEY (id)
);

CREATE UNIQUE INDEX uq_seen_set_digest ON seen_set (area_path, digest);

CREATE TABLE seen_person (
    person_id BIGINT NOT NULL,
    set_id BIGINT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_seen_person PRIMARY KEY (person_id, set_id)
);

CREATE TABLE access_log (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    account_id BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    appointment_id BIGINT NOT NULL,
    act TEXT NOT NULL,
    about TEXT NOT NULL,
    about_id BIGINT NOT NULL,
    about_version INTEGER,
    shown BIGINT NOT NULL,
    set_id BIGINT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    told BIGINT NOT NULL,
    CONSTRAINT pk_access_log PRIMARY KEY (id),
    CONSTRAINT fk_access_log_set_id FOREIGN KEY(set_id) REFERENCES seen_set (id)
);

CREATE INDEX ix_access_log_told ON access_log (told);

CREATE INDEX ix_access_log_at ON access_log (at);

CREATE INDEX ix_access_log_officer_id ON access_log (officer_id, at);

CREATE INDEX ix_access_log_set_id ON access_log (set_id, at);

CREATE TABLE seal_block (
    number BIGINT NOT NULL,
    first_seq BIGINT NOT NULL,
    row_count INTEGER NOT NULL,
    upto BIGINT NOT NULL,
    leaves BYTEA NOT NULL,
    root BYTEA NOT NULL,
    head BYTEA NOT NULL,
    sealed_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_seal_block PRIMARY KEY (number)
);

alter table seal_block alter column leaves set storage external;

CREATE TABLE seal_note (
    block BIGINT NOT NULL,
    note TEXT NOT NULL,
    signer TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_seal_note PRIMARY KEY (block),
    CONSTRAINT fk_seal_note_block FOREIGN KEY(block) REFERENCES seal_block (number)
);

alter table access_log enable row level security;

alter table access_log force row level security;

create policy territory on access_log
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on access_log
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on access_log
    for each statement execute function nation.refuse_change();

alter table seal_block enable row level security;

alter table seal_block force row level security;

create policy territory on seal_block
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on seal_block
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on seal_block
    for each statement execute function nation.refuse_change();

alter table seal_note enable row level security;

alter table seal_note force row level security;

create policy territory on seal_note
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~')
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~');

create trigger append_only before update or delete on seal_note
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on seal_note
    for each statement execute function nation.refuse_change();

alter table seen_person enable row level security;

alter table seen_person force row level security;

create policy territory on seen_person
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on seen_person
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on seen_person
    for each statement execute function nation.refuse_change();

alter table seen_set enable row level security;

alter table seen_set force row level security;

create policy territory on seen_set
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on seen_set
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on seen_set
    for each statement execute function nation.refuse_change();

create view trail with (security_invoker = true) as
    select told, 1::smallint as source, dossier_id as k1, version::bigint as k2, area_path,
           json_build_array('dossier_history', told, dossier_id, version, from_stage, to_stage,
               (extract(epoch from at) * 1000000)::bigint, account_id, officer_id, because,
               reason_code, area_path)::text as line
      from dossier_history
    union all
    select told, 2::smallint, id, 0::bigint, area_path,
           json_build_array('change_log', told, id, subject, subject_id, from_state, to_state,
               (extract(epoch from at) * 1000000)::bigint, account_id, officer_id, because,
               area_path)::text
      from change_log
    union all
    select l.told, 3::smallint, l.id, 0::bigint, l.area_path,
           json_build_array('access_log', l.told, l.id,
               (extract(epoch from l.at) * 1000000)::bigint, l.account_id, l.officer_id,
               l.appointment_id, l.act, l.about, l.about_id, l.about_version, l.shown,
               encode(s.digest, 'hex'), s.size, l.area_path)::text
      from access_log l left join seen_set s on s.id = l.set_id;

grant select on access_log, seen_set, seen_person, seal_block, seal_note, trail to house_app;
