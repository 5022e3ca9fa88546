CREATE TABLE batch (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    paper_number TEXT NOT NULL,
    state TEXT NOT NULL,
    made_by BIGINT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_batch PRIMARY KEY (id),
    CONSTRAINT ck_batch_state CHECK (state in ('open','approved','refused'))
);

CREATE TABLE change_log (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    subject TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    from_state TEXT,
    to_state TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    account_id BIGINT,
    officer_id BIGINT,
    because TEXT,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_change_log PRIMARY KEY (id)
);

CREATE INDEX ix_change_log_subject ON change_log (subject, subject_id);

CREATE TABLE delegation (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    document_number TEXT NOT NULL,
    officer_id BIGINT NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE NOT NULL,
    recorded_by BIGINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_delegation PRIMARY KEY (id),
    CONSTRAINT ck_delegation_dates_in_order CHECK (valid_to >= valid_from)
);

CREATE TABLE document (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    sha256 BYTEA NOT NULL,
    media_type TEXT NOT NULL,
    file_name TEXT NOT NULL,
    content BYTEA NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    kept_by BIGINT NOT NULL,
    kept_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    CONSTRAINT pk_document PRIMARY KEY (id),
    CONSTRAINT ck_document_sha256 CHECK (octet_length(sha256) = 32)
);

CREATE TABLE dossier_history (
    dossier_id BIGINT NOT NULL,
    version INTEGER NOT NULL,
    from_stage TEXT,
    to_stage TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    account_id BIGINT,
    officer_id BIGINT,
    because TEXT,
    reason_code TEXT,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_dossier_history PRIMARY KEY (dossier_id, version)
);

CREATE TABLE fund_source (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    level TEXT NOT NULL,
    CONSTRAINT pk_fund_source PRIMARY KEY (id),
    CONSTRAINT ck_fund_source_level CHECK (level in ('central','province','district','other')),
    CONSTRAINT uq_fund_source_code UNIQUE (code)
);

CREATE TABLE household (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    area_path TEXT COLLATE "C" NOT NULL,
    hamlet_key TEXT NOT NULL,
    list_year SMALLINT NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    head_name TEXT NOT NULL,
    CONSTRAINT pk_household PRIMARY KEY (id)
);

CREATE UNIQUE INDEX uq_household_number ON household (area_path, hamlet_key, list_year, kind, number);

CREATE TABLE list_row (
    list_id BIGINT NOT NULL,
    row_number INTEGER NOT NULL,
    good BOOLEAN NOT NULL,
    problems JSONB,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_list_row PRIMARY KEY (list_id, row_number)
);

CREATE TABLE person (
    id BIGINT NOT NULL,
    full_name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    birth_date DATE,
    birth_year SMALLINT,
    sex TEXT,
    cmnd TEXT,
    cccd TEXT,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_person PRIMARY KEY (id),
    CONSTRAINT ck_person_full_name_nfc CHECK (full_name is nfc normalized),
    CONSTRAINT ck_person_sex CHECK (sex in ('M','F')),
    CONSTRAINT ck_person_cmnd CHECK (cmnd ~ '^[0-9]{9}$'),
    CONSTRAINT ck_person_cccd CHECK (cccd ~ '^[0-9]{12}$'),
    CONSTRAINT ck_person_birth CHECK (birth_date is null or extract(year from birth_date) = birth_year)
);

CREATE INDEX ix_person_name_key ON person (name_key, birth_year);

CREATE TABLE posting (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    place TEXT NOT NULL,
    means TEXT NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    state TEXT NOT NULL,
    opened_by BIGINT NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_posting PRIMARY KEY (id),
    CONSTRAINT ck_posting_dates_in_order CHECK (ends_on >= starts_on),
    CONSTRAINT ck_posting_state CHECK (state in ('open','closed'))
);

CREATE TABLE sitting (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    level TEXT NOT NULL,
    state TEXT NOT NULL,
    held_on DATE NOT NULL,
    quorum INTEGER NOT NULL,
    present INTEGER NOT NULL,
    expected INTEGER NOT NULL,
    seen_until BIGINT NOT NULL,
    opened_by BIGINT NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_sitting PRIMARY KEY (id),
    CONSTRAINT ck_sitting_level CHECK (level in ('commune','district','province')),
    CONSTRAINT ck_sitting_state CHECK (state in ('open','closed'))
);

CREATE TABLE statement (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    agent_code TEXT NOT NULL,
    number TEXT NOT NULL,
    made_on DATE NOT NULL,
    sha256 BYTEA NOT NULL,
    line_count INTEGER NOT NULL,
    total_dong BIGINT NOT NULL,
    received_by BIGINT NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_statement PRIMARY KEY (id),
    CONSTRAINT ck_statement_has_lines CHECK (line_count > 0)
);

CREATE UNIQUE INDEX uq_statement_number ON statement (agent_code, number);

CREATE TABLE statement_line (
    statement_id BIGINT NOT NULL,
    line_number INTEGER NOT NULL,
    reference TEXT NOT NULL,
    amount_dong BIGINT NOT NULL,
    result TEXT NOT NULL,
    done_on DATE NOT NULL,
    reason TEXT,
    verdict TEXT NOT NULL,
    order_id BIGINT,
    agent_code TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_statement_line PRIMARY KEY (statement_id, line_number),
    CONSTRAINT ck_statement_line_verdict CHECK (verdict in ('paid','failed','duplicate','unknown','wrong_amount','wrong_state'))
);

CREATE TABLE decision (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    batch_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    signed_on DATE NOT NULL,
    signer_id BIGINT NOT NULL,
    delegation_id BIGINT,
    source_id BIGINT,
    case_count INTEGER NOT NULL,
    total_dong BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    policy_version TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_decision PRIMARY KEY (id),
    CONSTRAINT ck_decision_kind CHECK (kind in ('approved','refused')),
    CONSTRAINT ck_decision_digest CHECK (octet_length(digest) = 32),
    CONSTRAINT ck_decision_not_negative CHECK (case_count >= 0 and total_dong >= 0),
    CONSTRAINT fk_decision_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id),
    CONSTRAINT fk_decision_delegation_id FOREIGN KEY(delegation_id) REFERENCES delegation (id),
    CONSTRAINT fk_decision_source_id FOREIGN KEY(source_id) REFERENCES fund_source (id)
);

CREATE UNIQUE INDEX uq_decision_batch_id ON decision (batch_id);

CREATE UNIQUE INDEX uq_decision_number ON decision (number);

CREATE TABLE dossier (
    id BIGINT NOT NULL,
    list_id BIGINT NOT NULL,
    row_number INTEGER NOT NULL,
    person_id BIGINT NOT NULL,
    household_id BIGINT,
    group_code TEXT NOT NULL,
    months SMALLINT NOT NULL,
    amount_dong BIGINT NOT NULL,
    full_name TEXT NOT NULL,
    birth_date DATE,
    birth_year SMALLINT,
    sex TEXT,
    id_number TEXT,
    hamlet TEXT,
    category TEXT,
    note TEXT,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_dossier PRIMARY KEY (id),
    CONSTRAINT ck_dossier_amount_positive CHECK (amount_dong > 0),
    CONSTRAINT ck_dossier_months CHECK (months between 1 and 3),
    CONSTRAINT ck_dossier_full_name_nfc CHECK (full_name is nfc normalized),
    CONSTRAINT fk_dossier_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_dossier_household_id FOREIGN KEY(household_id) REFERENCES household (id)
);

CREATE INDEX ix_dossier_person_id ON dossier (person_id);

CREATE UNIQUE INDEX uq_dossier_row ON dossier (list_id, row_number);

CREATE TABLE dossier_list (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    form TEXT NOT NULL,
    group_code TEXT NOT NULL,
    unit_path TEXT COLLATE "C" NOT NULL,
    compiled_on DATE NOT NULL,
    state TEXT NOT NULL,
    sha256 BYTEA NOT NULL,
    document_id BIGINT NOT NULL,
    policy_version TEXT NOT NULL,
    row_count INTEGER,
    good_count INTEGER,
    faulty_count INTEGER,
    total_dong BIGINT,
    problem TEXT,
    problem_code TEXT,
    maker_id BIGINT NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    submitted_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_dossier_list PRIMARY KEY (id),
    CONSTRAINT ck_dossier_list_state CHECK (state in ('received','read','unreadable','submitted','withdrawn')),
    CONSTRAINT fk_dossier_list_document_id FOREIGN KEY(document_id) REFERENCES document (id)
);

CREATE INDEX ix_dossier_list_unit_path ON dossier_list (unit_path);

CREATE UNIQUE INDEX uq_dossier_list_file ON dossier_list (unit_path, form, sha256) WHERE state <> 'withdrawn';

CREATE TABLE journal (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    source_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    document_number TEXT NOT NULL,
    booked_on DATE NOT NULL,
    subject_id BIGINT,
    recorded_by BIGINT,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    CONSTRAINT pk_journal PRIMARY KEY (id),
    CONSTRAINT fk_journal_source_id FOREIGN KEY(source_id) REFERENCES fund_source (id)
);

CREATE INDEX ix_journal_source_id ON journal (source_id);

CREATE TABLE batch_list (
    batch_id BIGINT NOT NULL,
    list_id BIGINT NOT NULL,
    undecided BOOLEAN NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_batch_list PRIMARY KEY (batch_id, list_id),
    CONSTRAINT fk_batch_list_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id),
    CONSTRAINT fk_batch_list_list_id FOREIGN KEY(list_id) REFERENCES dossier_list (id)
);

CREATE UNIQUE INDEX uq_batch_list_undecided ON batch_list (list_id) WHERE undecided;

CREATE TABLE decision_line (
    dossier_id BIGINT NOT NULL,
    decision_id BIGINT NOT NULL,
    group_code TEXT NOT NULL,
    months SMALLINT NOT NULL,
    amount_dong BIGINT NOT NULL,
    signed_on DATE NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_decision_line PRIMARY KEY (dossier_id),
    CONSTRAINT ck_decision_line_amount_positive CHECK (amount_dong > 0),
    CONSTRAINT fk_decision_line_dossier_id FOREIGN KEY(dossier_id) REFERENCES dossier (id)
);

CREATE INDEX ix_decision_line_decision_id ON decision_line (decision_id);

CREATE TABLE dossier_stage (
    dossier_id BIGINT NOT NULL,
    list_id BIGINT NOT NULL,
    stage TEXT NOT NULL,
    from_stage TEXT,
    version INTEGER NOT NULL,
    because TEXT,
    reason_code TEXT,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_dossier_stage PRIMARY KEY (dossier_id),
    CONSTRAINT fk_dossier_stage_dossier_id FOREIGN KEY(dossier_id) REFERENCES dossier (id)
)
 WITH (fillfactor = 50);

CREATE INDEX ix_dossier_stage_list_id ON dossier_stage (list_id);

CREATE TABLE finding (
    sitting_id BIGINT NOT NULL,
    dossier_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    other_group TEXT,
    found_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_finding PRIMARY KEY (sitting_id, dossier_id, code),
    CONSTRAINT fk_finding_sitting_id FOREIGN KEY(sitting_id) REFERENCES sitting (id),
    CONSTRAINT fk_finding_dossier_id FOREIGN KEY(dossier_id) REFERENCES dossier (id)
);

CREATE TABLE journal_entry (
    journal_id BIGINT NOT NULL,
    account TEXT NOT NULL,
    source_id BIGINT NOT NULL,
    amount_dong BIGINT NOT NULL,
    CONSTRAINT pk_journal_entry PRIMARY KEY (journal_id, account),
    CONSTRAINT ck_journal_entry_amount_not_zero CHECK (amount_dong <> 0),
    CONSTRAINT ck_journal_entry_account CHECK (account in ('allotment','available','committed','sent','paid')),
    CONSTRAINT fk_journal_entry_journal_id FOREIGN KEY(journal_id) REFERENCES journal (id),
    CONSTRAINT fk_journal_entry_source_id FOREIGN KEY(source_id) REFERENCES fund_source (id)
);

CREATE TABLE objection (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    posting_id BIGINT NOT NULL,
    list_id BIGINT NOT NULL,
    row_number INTEGER,
    text TEXT NOT NULL,
    sender TEXT,
    received_on DATE NOT NULL,
    recorded_by BIGINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    answer TEXT,
    answered_by BIGINT,
    answered_at TIMESTAMP WITH TIME ZONE,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_objection PRIMARY KEY (id),
    CONSTRAINT fk_objection_posting_id FOREIGN KEY(posting_id) REFERENCES posting (id),
    CONSTRAINT fk_objection_list_id FOREIGN KEY(list_id) REFERENCES dossier_list (id)
);

CREATE INDEX ix_objection_posting_id ON objection (posting_id);

CREATE TABLE opinion (
    sitting_id BIGINT NOT NULL,
    dossier_id BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    reason_code TEXT,
    answer TEXT,
    given_by BIGINT NOT NULL,
    given_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_opinion PRIMARY KEY (sitting_id, dossier_id),
    CONSTRAINT ck_opinion_verdict CHECK (verdict in ('favourable','unfavourable','superseded','returned')),
    CONSTRAINT ck_opinion_reason_for_the_unfavoured CHECK (verdict = 'favourable' or reason_code is not null),
    CONSTRAINT fk_opinion_sitting_id FOREIGN KEY(sitting_id) REFERENCES sitting (id),
    CONSTRAINT fk_opinion_dossier_id FOREIGN KEY(dossier_id) REFERENCES dossier (id)
);

CREATE INDEX ix_opinion_dossier_id ON opinion (dossier_id);

CREATE TABLE part_taken (
    list_id BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    part TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_part_taken PRIMARY KEY (list_id, officer_id),
    CONSTRAINT fk_part_taken_list_id FOREIGN KEY(list_id) REFERENCES dossier_list (id)
);

CREATE UNIQUE INDEX uq_part_taken_part ON part_taken (list_id, officer_id, part);

CREATE TABLE payout_run (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    decision_id BIGINT NOT NULL,
    source_id BIGINT NOT NULL,
    agent_code TEXT NOT NULL,
    state TEXT NOT NULL,
    order_count INTEGER NOT NULL,
    total_dong BIGINT NOT NULL,
    prepared_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    released_at TIMESTAMP WITH TIME ZONE,
    released_by BIGINT,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_payout_run PRIMARY KEY (id),
    CONSTRAINT ck_payout_run_state CHECK (state in ('prepared','released')),
    CONSTRAINT fk_payout_run_decision_id FOREIGN KEY(decision_id) REFERENCES decision (id),
    CONSTRAINT fk_payout_run_source_id FOREIGN KEY(source_id) REFERENCES fund_source (id)
);

CREATE UNIQUE INDEX uq_payout_run_decision_agent ON payout_run (decision_id, agent_code);

CREATE TABLE posting_list (
    posting_id BIGINT NOT NULL,
    list_id BIGINT NOT NULL,
    showing BOOLEAN NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_posting_list PRIMARY KEY (posting_id, list_id),
    CONSTRAINT fk_posting_list_posting_id FOREIGN KEY(posting_id) REFERENCES posting (id),
    CONSTRAINT fk_posting_list_list_id FOREIGN KEY(list_id) REFERENCES dossier_list (id)
);

CREATE UNIQUE INDEX uq_posting_list_open ON posting_list (list_id) WHERE showing;

CREATE TABLE sitting_list (
    sitting_id BIGINT NOT NULL,
    list_id BIGINT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_sitting_list PRIMARY KEY (sitting_id, list_id),
    CONSTRAINT fk_sitting_list_sitting_id FOREIGN KEY(sitting_id) REFERENCES sitting (id),
    CONSTRAINT fk_sitting_list_list_id FOREIGN KEY(list_id) REFERENCES dossier_list (id)
);

CREATE INDEX ix_sitting_list_list_id ON sitting_list (list_id);

CREATE TABLE decision_list (
    decision_id BIGINT NOT NULL,
    list_id BIGINT NOT NULL,
    signer_id BIGINT NOT NULL,
    part TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_decision_list PRIMARY KEY (decision_id, list_id),
    CONSTRAINT fk_decision_list_part FOREIGN KEY(list_id, signer_id, part) REFERENCES part_taken (list_id, officer_id, part),
    CONSTRAINT ck_decision_list_part CHECK (part = 'signer'),
    CONSTRAINT fk_decision_list_decision_id FOREIGN KEY(decision_id) REFERENCES decision (id)
);

CREATE TABLE payout_order (
    id BIGINT NOT NULL,
    reference TEXT NOT NULL,
    run_id BIGINT NOT NULL,
    dossier_id BIGINT NOT NULL,
    first_month DATE NOT NULL,
    amount_dong BIGINT NOT NULL,
    agent_code TEXT NOT NULL,
    group_code TEXT NOT NULL,
    payee_name TEXT NOT NULL,
    payee_id_number TEXT,
    payee_hamlet TEXT,
    replaces_id BIGINT,
    live BOOLEAN DEFAULT true NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_payout_order PRIMARY KEY (id),
    CONSTRAINT ck_payout_order_amount_positive CHECK (amount_dong > 0),
    CONSTRAINT fk_payout_order_dossier_id FOREIGN KEY(dossier_id) REFERENCES decision_line (dossier_id)
);

CREATE INDEX ix_payout_order_run_id ON payout_order (run_id);

CREATE UNIQUE INDEX uq_payout_order_live ON payout_order (dossier_id, first_month) WHERE live;

CREATE UNIQUE INDEX uq_payout_order_reference ON payout_order (reference);

CREATE TABLE sitting_seat (
    sitting_id BIGINT NOT NULL,
    list_id BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    part TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_sitting_seat PRIMARY KEY (sitting_id, list_id, officer_id),
    CONSTRAINT fk_sitting_seat_part FOREIGN KEY(list_id, officer_id, part) REFERENCES part_taken (list_id, officer_id, part),
    CONSTRAINT ck_sitting_seat_part CHECK (part in ('commune_council','district_council','province_council')),
    CONSTRAINT fk_sitting_seat_sitting_id FOREIGN KEY(sitting_id) REFERENCES sitting (id)
);

CREATE TABLE order_outcome (
    order_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    done_on DATE NOT NULL,
    amount_dong BIGINT NOT NULL,
    group_code TEXT NOT NULL,
    dossier_id BIGINT NOT NULL,
    reason TEXT,
    statement_id BIGINT NOT NULL,
    line_number INTEGER NOT NULL,
    agent_code TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_order_outcome PRIMARY KEY (order_id),
    CONSTRAINT ck_order_outcome_kind CHECK (kind in ('paid','failed')),
    CONSTRAINT fk_order_outcome_order_id FOREIGN KEY(order_id) REFERENCES payout_order (id)
);

CREATE INDEX ix_order_outcome_statement_id ON order_outcome (statement_id);