CREATE TABLE confirmation (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    list_id BIGINT NOT NULL,
    round SMALLINT NOT NULL,
    body TEXT NOT NULL,
    document_number TEXT NOT NULL,
    said_on DATE NOT NULL,
    seen INTEGER NOT NULL,
    not_confirmed INTEGER NOT NULL,
    ends_round BOOLEAN NOT NULL,
    officer_id BIGINT NOT NULL,
    part TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_confirmation PRIMARY KEY (id),
    CONSTRAINT ck_confirmation_body CHECK (body in ('union','social_insurance','tax_branch')),
    CONSTRAINT ck_confirmation_part CHECK (part = 'confirming_body'),
    CONSTRAINT ck_confirmation_counts CHECK (seen > 0 and not_confirmed between 0 and seen),
    CONSTRAINT fk_confirmation_list_id FOREIGN KEY(list_id) REFERENCES dossier_list (id),
    CONSTRAINT fk_confirmation_part FOREIGN KEY(list_id, officer_id, part) REFERENCES part_taken (list_id, officer_id, part)
);

CREATE UNIQUE INDEX uq_confirmation_round ON confirmation (list_id, round, body);

CREATE TABLE confirmation_line (
    confirmation_id BIGINT NOT NULL,
    dossier_id BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    reason_code TEXT NOT NULL,
    words TEXT,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_confirmation_line PRIMARY KEY (confirmation_id, dossier_id),
    CONSTRAINT ck_confirmation_line_outcome CHECK (outcome in ('refused','returned')),
    CONSTRAINT fk_confirmation_line_confirmation_id FOREIGN KEY(confirmation_id) REFERENCES confirmation (id),
    CONSTRAINT fk_confirmation_line_dossier_id FOREIGN KEY(dossier_id) REFERENCES dossier (id)
);

CREATE INDEX ix_confirmation_line_dossier_id ON confirmation_line (dossier_id);

alter table confirmation enable row level security;

alter table confirmation force row level security;

create policy territory on confirmation
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on confirmation
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on confirmation
    for each statement execute function nation.refuse_change();

alter table confirmation_line enable row level security;

alter table confirmation_line force row level security;

create policy territory on confirmation_line
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on confirmation_line
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on confirmation_line
    for each statement execute function nation.refuse_change();

grant select, insert on confirmation, confirmation_line to house_app;

grant usage on all sequences in schema {schema} to house_app;
