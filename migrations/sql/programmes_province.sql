alter table dossier_list add column policy_revision integer default 0 not null;

alter table dossier drop constraint ck_dossier_months;

alter table dossier add constraint ck_dossier_months check (months between 1 and 12);

CREATE TABLE loan_answer (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    list_id BIGINT NOT NULL,
    document_number TEXT NOT NULL,
    said_on DATE NOT NULL,
    seen INTEGER NOT NULL,
    lent INTEGER NOT NULL,
    lent_dong BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    part TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_loan_answer PRIMARY KEY (id),
    CONSTRAINT ck_loan_answer_part CHECK (part = 'lender'),
    CONSTRAINT ck_loan_answer_counts CHECK (seen > 0 and lent between 0 and seen and lent_dong >= 0),
    CONSTRAINT fk_loan_answer_list_id FOREIGN KEY(list_id) REFERENCES dossier_list (id),
    CONSTRAINT fk_loan_answer_part FOREIGN KEY(list_id, officer_id, part) REFERENCES part_taken (list_id, officer_id, part)
);

CREATE INDEX ix_loan_answer_list_id ON loan_answer (list_id);

CREATE TABLE loan_line (
    answer_id BIGINT NOT NULL,
    dossier_id BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    amount_dong BIGINT NOT NULL,
    reason_code TEXT,
    words TEXT,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_loan_line PRIMARY KEY (answer_id, dossier_id),
    CONSTRAINT ck_loan_line_outcome CHECK (outcome in ('lent','refused','returned')),
    CONSTRAINT ck_loan_line_amount CHECK ((outcome = 'lent') = (amount_dong > 0) and amount_dong >= 0),
    CONSTRAINT ck_loan_line_reason CHECK ((outcome = 'lent') = (reason_code is null)),
    CONSTRAINT fk_loan_line_answer_id FOREIGN KEY(answer_id) REFERENCES loan_answer (id),
    CONSTRAINT fk_loan_line_dossier_id FOREIGN KEY(dossier_id) REFERENCES dossier (id)
);

CREATE INDEX ix_loan_line_dossier_id ON loan_line (dossier_id);

alter table loan_answer enable row level security;

alter table loan_answer force row level security;

create policy territory on loan_answer
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on loan_answer
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on loan_answer
    for each statement execute function nation.refuse_change();

create trigger write_change_log after insert on loan_answer
    for each row execute function nation.write_change_log('document_number', 'area_path');

alter table loan_line enable row level security;

alter table loan_line force row level security;

create policy territory on loan_line
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on loan_line
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on loan_line
    for each statement execute function nation.refuse_change();

grant select, insert on loan_answer, loan_line to house_app;

grant usage on all sequences in schema {schema} to house_app;
