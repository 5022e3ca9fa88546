alter table dossier_list add column version smallint default 1 not null;

alter table dossier_list alter column version drop default;

alter table dossier_list add column doubt_count integer;

alter table person add column insurance_number text;

alter table person add constraint ck_person_insurance_number check (insurance_number ~ '^[0-9]{10}$');

create index ix_person_birth_date on person (birth_date);

alter table dossier add column insurance_number text, add column phone text,
    add column account_number text, add column account_name text, add column bank text,
    add column tax_code text, add column business_id bigint, add column facts jsonb;

alter table list_row disable trigger append_only;

alter table list_row no force row level security;

alter table list_row add column version smallint default 1 not null,
    add column entry integer, add column change text default 'added' not null,
    add column digest uuid, add column mark uuid, add column warnings jsonb;

update list_row set entry = row_number,
    digest = md5(list_id::text || '/' || row_number::text)::uuid;

alter table list_row alter column version drop default, alter column change drop default,
    alter column entry set not null, alter column digest set not null;

alter table list_row drop constraint pk_list_row;

alter table list_row add constraint pk_list_row primary key (list_id, version, row_number);

alter table list_row force row level security;

alter table list_row enable trigger append_only;

alter table dossier_list no force row level security;

CREATE TABLE candidate_pair (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    person_a BIGINT NOT NULL,
    person_b BIGINT NOT NULL,
    reasons JSONB NOT NULL,
    score SMALLINT NOT NULL,
    found_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_candidate_pair PRIMARY KEY (id),
    CONSTRAINT ck_candidate_pair_ordered CHECK (person_a < person_b),
    CONSTRAINT ck_candidate_pair_score CHECK (score between 1 and 100)
);

CREATE INDEX ix_candidate_pair_person_b ON candidate_pair (person_b);

CREATE UNIQUE INDEX uq_candidate_pair ON candidate_pair (person_a, person_b);

CREATE TABLE column_mapping (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    form TEXT NOT NULL,
    name TEXT NOT NULL,
    headers_mark TEXT NOT NULL,
    columns JSONB NOT NULL,
    constants JSONB NOT NULL,
    made_by BIGINT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_column_mapping PRIMARY KEY (id)
);

CREATE UNIQUE INDEX uq_column_mapping ON column_mapping (area_path, form, headers_mark);

CREATE TABLE identity_ruling (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    person_a BIGINT NOT NULL,
    person_b BIGINT NOT NULL,
    ruling TEXT NOT NULL,
    kept_id BIGINT,
    because TEXT NOT NULL,
    ruled_by BIGINT NOT NULL,
    ruled_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_identity_ruling PRIMARY KEY (id),
    CONSTRAINT ck_identity_ruling_ordered CHECK (person_a < person_b),
    CONSTRAINT ck_identity_ruling_ruling CHECK (ruling in ('same','different','undone'))
);

CREATE INDEX ix_identity_ruling_pair ON identity_ruling (person_a, person_b);

CREATE TABLE row_doubt (
    list_id BIGINT NOT NULL,
    version SMALLINT NOT NULL,
    row_number INTEGER NOT NULL,
    code TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_row_doubt PRIMARY KEY (list_id, version, row_number, code)
);

CREATE TABLE household_business (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    business_key TEXT NOT NULL,
    owner_person_id BIGINT NOT NULL,
    tax_code TEXT,
    registration_number TEXT,
    trade TEXT,
    place TEXT,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_household_business PRIMARY KEY (id),
    CONSTRAINT fk_household_business_owner_person_id FOREIGN KEY(owner_person_id) REFERENCES person (id)
);

CREATE INDEX ix_household_business_owner ON household_business (owner_person_id);

CREATE UNIQUE INDEX uq_household_business_key ON household_business (area_path, business_key);

CREATE TABLE benefit_adjustment (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    dossier_id BIGINT NOT NULL,
    other_id BIGINT NOT NULL,
    amount_dong BIGINT NOT NULL,
    state TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_benefit_adjustment PRIMARY KEY (id),
    CONSTRAINT ck_benefit_adjustment_kind CHECK (kind in ('top_up','recovery')),
    CONSTRAINT ck_benefit_adjustment_amount_positive CHECK (amount_dong > 0),
    CONSTRAINT ck_benefit_adjustment_state CHECK (state in ('open','settled')),
    CONSTRAINT fk_benefit_adjustment_dossier_id FOREIGN KEY(dossier_id) REFERENCES dossier (id)
);

CREATE UNIQUE INDEX uq_benefit_adjustment ON benefit_adjustment (dossier_id, other_id, kind);

CREATE TABLE declination (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    dossier_id BIGINT NOT NULL,
    list_id BIGINT NOT NULL,
    statement TEXT NOT NULL,
    stated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    witness TEXT NOT NULL,
    from_stage TEXT NOT NULL,
    recorded_by BIGINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    revoked_by BIGINT,
    revocation TEXT,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_declination PRIMARY KEY (id),
    CONSTRAINT fk_declination_dossier_id FOREIGN KEY(dossier_id) REFERENCES dossier (id)
);

CREATE UNIQUE INDEX uq_declination_standing ON declination (dossier_id) WHERE revoked_at is null;

CREATE TABLE list_alert (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    list_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    told_of TEXT NOT NULL,
    count INTEGER NOT NULL,
    raised_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    raised_in BIGINT NOT NULL,
    answer TEXT,
    answered_by BIGINT,
    answered_at TIMESTAMP WITH TIME ZONE,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_list_alert PRIMARY KEY (id),
    CONSTRAINT fk_list_alert_list_id FOREIGN KEY(list_id) REFERENCES dossier_list (id),
    CONSTRAINT fk_list_alert_raised_in FOREIGN KEY(raised_in) REFERENCES sitting (id)
);

CREATE UNIQUE INDEX uq_list_alert ON list_alert (list_id, code, told_of);

CREATE TABLE list_version (
    list_id BIGINT NOT NULL,
    version INTEGER NOT NULL,
    document_id BIGINT NOT NULL,
    sha256 BYTEA NOT NULL,
    conversion TEXT,
    mapping_id BIGINT,
    state TEXT NOT NULL,
    phase TEXT,
    rows_done INTEGER DEFAULT '0' NOT NULL,
    rows_total INTEGER,
    started_at TIMESTAMP WITH TIME ZONE,
    read_at TIMESTAMP WITH TIME ZONE,
    row_count INTEGER,
    good_count INTEGER,
    faulty_count INTEGER,
    doubt_count INTEGER,
    added_count INTEGER,
    changed_count INTEGER,
    same_count INTEGER,
    gone_count INTEGER,
    locked_count INTEGER,
    head JSONB,
    legacy JSONB,
    problem TEXT,
    problem_code TEXT,
    maker_id BIGINT NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_list_version PRIMARY KEY (list_id, version),
    CONSTRAINT ck_list_version_state CHECK (state in ('received','read','unreadable','cancelled')),
    CONSTRAINT fk_list_version_list_id FOREIGN KEY(list_id) REFERENCES dossier_list (id),
    CONSTRAINT fk_list_version_document_id FOREIGN KEY(document_id) REFERENCES document (id)
);

CREATE INDEX ix_list_version_sha256 ON list_version (sha256);

CREATE TABLE supersession (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    dossier_id BIGINT NOT NULL,
    winner_id BIGINT NOT NULL,
    reason_code TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_supersession PRIMARY KEY (id),
    CONSTRAINT fk_supersession_dossier_id FOREIGN KEY(dossier_id) REFERENCES dossier (id)
);

CREATE INDEX ix_supersession_dossier_id ON supersession (dossier_id);

CREATE INDEX ix_supersession_winner_id ON supersession (winner_id);

insert into list_version (list_id, version, document_id, sha256, state, maker_id, received_at,
        row_count, good_count, faulty_count, problem, problem_code, area_path)
    select id, 1, document_id, sha256,
           case state when 'received' then 'received' when 'unreadable' then 'unreadable'
                      else 'read' end,
           maker_id, received_at, row_count, good_count, faulty_count, problem, problem_code,
           unit_path
      from dossier_list;

alter table dossier_list force row level security;

alter table benefit_adjustment enable row level security;

alter table benefit_adjustment force row level security;

create policy territory on benefit_adjustment
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table candidate_pair enable row level security;

alter table candidate_pair force row level security;

create policy territory on candidate_pair
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table column_mapping enable row level security;

alter table column_mapping force row level security;

create policy territory on column_mapping
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table declination enable row level security;

alter table declination force row level security;

create policy territory on declination
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table household_business enable row level security;

alter table household_business force row level security;

create policy territory on household_business
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table identity_ruling enable row level security;

alter table identity_ruling force row level security;

create policy territory on identity_ruling
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table list_alert enable row level security;

alter table list_alert force row level security;

create policy territory on list_alert
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table list_version enable row level security;

alter table list_version force row level security;

create policy territory on list_version
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table row_doubt enable row level security;

alter table row_doubt force row level security;

create policy territory on row_doubt
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table supersession enable row level security;

alter table supersession force row level security;

create policy territory on supersession
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on candidate_pair
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on candidate_pair
    for each statement execute function nation.refuse_change();

create trigger append_only before update or delete on identity_ruling
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on identity_ruling
    for each statement execute function nation.refuse_change();

create trigger append_only before update or delete on supersession
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on supersession
    for each statement execute function nation.refuse_change();

create trigger append_only before update or delete on row_doubt
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on row_doubt
    for each statement execute function nation.refuse_change();

create trigger check_parents after insert on row_doubt
    referencing new table as new_rows for each statement execute function nation.check_parents('list_id', 'dossier_list');

create trigger check_changed_at_draft before update on dossier
    for each row execute function nation.check_changed_at_draft();

create trigger write_change_log after insert or update on list_version
    for each row execute function nation.write_change_log('state', 'area_path', 'list_id');

create trigger write_change_log after insert or update on benefit_adjustment
    for each row execute function nation.write_change_log('state', 'area_path');

grant select, insert on household_business, candidate_pair, identity_ruling, supersession, benefit_adjustment, declination, list_version, row_doubt, column_mapping, list_alert to house_app;

grant usage on all sequences in schema {schema} to house_app;

grant update (version, sha256, document_id, doubt_count) on dossier_list to house_app;

grant update (insurance_number) on person to house_app;

grant update (person_id, household_id, months, amount_dong, full_name, birth_date, birth_year, sex, id_number, hamlet, category, note, insurance_number, phone, account_number, account_name, bank, tax_code, business_id, facts) on dossier to house_app;

grant update (state, phase, rows_done, rows_total, started_at, read_at, row_count, good_count, faulty_count, doubt_count, added_count, changed_count, same_count, gone_count, locked_count, head, legacy, problem, problem_code) on list_version to house_app;

grant update (state) on benefit_adjustment to house_app;

grant update (revoked_at, revoked_by, revocation) on declination to house_app;

grant update (name, columns, constants) on column_mapping to house_app;

grant update (answer, answered_by, answered_at, count) on list_alert to house_app;
