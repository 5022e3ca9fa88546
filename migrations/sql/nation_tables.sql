CREATE TABLE nation.admin_unit (
    code TEXT NOT NULL,
    level TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    parent_code TEXT,
    path TEXT COLLATE "C" NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    CONSTRAINT pk_admin_unit PRIMARY KEY (code),
    CONSTRAINT ck_admin_unit_level CHECK (level in ('province','district','commune')),
    CONSTRAINT ck_admin_unit_closing_dot CHECK (path like '%.'),
    CONSTRAINT fk_admin_unit_parent_code FOREIGN KEY(parent_code) REFERENCES nation.admin_unit (code)
);

CREATE INDEX ix_admin_unit_parent_code ON nation.admin_unit (parent_code);

CREATE UNIQUE INDEX uq_admin_unit_path ON nation.admin_unit (path);

CREATE TABLE nation.clock (
    only_row BOOLEAN DEFAULT true NOT NULL,
    frozen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_clock PRIMARY KEY (only_row),
    CONSTRAINT ck_clock_only_row CHECK (only_row)
);

CREATE TABLE nation.death (
    digest UUID NOT NULL,
    kind SMALLINT NOT NULL,
    died_on DATE NOT NULL,
    document_number TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    recorded_by BIGINT NOT NULL,
    told BIGINT DEFAULT pg_current_xact_id()::text::bigint NOT NULL,
    CONSTRAINT pk_death PRIMARY KEY (digest)
);

CREATE INDEX ix_death_told ON nation.death (told);

CREATE TABLE nation.idempotency (
    account_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    fingerprint BYTEA NOT NULL,
    status INTEGER,
    body TEXT,
    taken_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    CONSTRAINT pk_idempotency PRIMARY KEY (account_id, key)
);

CREATE TABLE nation.officer (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    full_name TEXT NOT NULL,
    identity_digest UUID,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    CONSTRAINT pk_officer PRIMARY KEY (id),
    CONSTRAINT uq_officer_identity_digest UNIQUE (identity_digest)
);

CREATE TABLE nation.payment_agent (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT pk_payment_agent PRIMARY KEY (code)
);

CREATE TABLE nation.person_claim (
    dossier_id BIGINT NOT NULL,
    province_code TEXT NOT NULL,
    person_id BIGINT NOT NULL,
    group_code TEXT NOT NULL,
    amount_dong BIGINT NOT NULL,
    tie_break TEXT COLLATE "C" NOT NULL,
    state TEXT NOT NULL,
    told BIGINT DEFAULT pg_current_xact_id()::text::bigint NOT NULL,
    CONSTRAINT pk_person_claim PRIMARY KEY (dossier_id),
    CONSTRAINT ck_person_claim_state CHECK (state in ('open','live','closed'))
);

CREATE INDEX ix_person_claim_person_id ON nation.person_claim (person_id);

CREATE INDEX ix_person_claim_told ON nation.person_claim (told);

CREATE UNIQUE INDEX uq_person_claim_live ON nation.person_claim (person_id) WHERE state='live';

CREATE TABLE nation.person_key (
    digest UUID NOT NULL,
    person_id BIGINT NOT NULL,
    kind SMALLINT NOT NULL,
    flags SMALLINT NOT NULL,
    CONSTRAINT pk_person_key PRIMARY KEY (digest, person_id)
);

CREATE INDEX ix_person_key_person_id ON nation.person_key (person_id);

CREATE UNIQUE INDEX uq_person_key_identity ON nation.person_key (digest) WHERE kind = 1;

CREATE TABLE nation.stage_step (
    from_stage TEXT NOT NULL,
    to_stage TEXT NOT NULL,
    CONSTRAINT pk_stage_step PRIMARY KEY (from_stage, to_stage)
);

CREATE TABLE nation.account (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    officer_id BIGINT NOT NULL,
    user_name TEXT NOT NULL,
    password_hash TEXT,
    failures INTEGER DEFAULT '0' NOT NULL,
    locked_until TIMESTAMP WITH TIME ZONE,
    disabled_at TIMESTAMP WITH TIME ZONE,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (id),
    CONSTRAINT fk_account_officer_id FOREIGN KEY(officer_id) REFERENCES nation.officer (id),
    CONSTRAINT uq_account_user_name UNIQUE (user_name)
);

CREATE INDEX ix_account_officer_id ON nation.account (officer_id);

CREATE TABLE nation.admin_unit_alias (
    unit_code TEXT NOT NULL,
    alias_key TEXT NOT NULL,
    alias TEXT NOT NULL,
    CONSTRAINT pk_admin_unit_alias PRIMARY KEY (unit_code, alias_key),
    CONSTRAINT fk_admin_unit_alias_unit_code FOREIGN KEY(unit_code) REFERENCES nation.admin_unit (code)
);

CREATE TABLE nation.appointment (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    officer_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    unit_path TEXT COLLATE "C" NOT NULL,
    agent_code TEXT,
    valid_from DATE NOT NULL,
    valid_to DATE,
    document_number TEXT NOT NULL,
    granted_by BIGINT,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    CONSTRAINT pk_appointment PRIMARY KEY (id),
    CONSTRAINT ck_appointment_dates_in_order CHECK (valid_to is null or valid_to >= valid_from),
    CONSTRAINT ck_appointment_agent CHECK ((role = 'payment_agent') = (agent_code is not null)),
    CONSTRAINT fk_appointment_officer_id FOREIGN KEY(officer_id) REFERENCES nation.officer (id),
    CONSTRAINT fk_appointment_agent_code FOREIGN KEY(agent_code) REFERENCES nation.payment_agent (code),
    CONSTRAINT fk_appointment_granted_by FOREIGN KEY(granted_by) REFERENCES nation.officer (id)
);

CREATE INDEX ix_appointment_officer_id ON nation.appointment (officer_id);

CREATE INDEX ix_appointment_unit_path ON nation.appointment (unit_path);

CREATE TABLE nation.province (
    code TEXT NOT NULL,
    schema_name TEXT NOT NULL,
    CONSTRAINT pk_province PRIMARY KEY (code),
    CONSTRAINT fk_province_code FOREIGN KEY(code) REFERENCES nation.admin_unit (code),
    CONSTRAINT uq_province_schema_name UNIQUE (schema_name)
);

CREATE TABLE nation.enrolment (
    digest BYTEA NOT NULL,
    account_id BIGINT NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_enrolment PRIMARY KEY (digest),
    CONSTRAINT fk_enrolment_account_id FOREIGN KEY(account_id) REFERENCES nation.account (id)
);

CREATE TABLE nation.token (
    digest BYTEA NOT NULL,
    account_id BIGINT NOT NULL,
    appointment_id BIGINT NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_token PRIMARY KEY (digest),
    CONSTRAINT fk_token_account_id FOREIGN KEY(account_id) REFERENCES nation.account (id),
    CONSTRAINT fk_token_appointment_id FOREIGN KEY(appointment_id) REFERENCES nation.appointment (id)
);

CREATE INDEX ix_token_account_id ON nation.token (account_id);