CREATE TABLE hold (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    about TEXT NOT NULL,
    dossier_id BIGINT,
    list_id BIGINT,
    batch_id BIGINT,
    order_id BIGINT,
    first_month DATE,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    office_path TEXT COLLATE "C" NOT NULL,
    placed_by BIGINT NOT NULL,
    placed_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    released_at TIMESTAMP WITH TIME ZONE,
    released_by BIGINT,
    release_words TEXT,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_hold PRIMARY KEY (id),
    CONSTRAINT ck_hold_target CHECK (num_nonnulls(dossier_id, list_id, batch_id) = 1 and about = case when order_id is not null then 'order' when dossier_id is not null then 'dossier' when list_id is not null then 'list' else 'batch' end and (order_id is null or dossier_id is not null)),
    CONSTRAINT ck_hold_month CHECK ((order_id is null) = (first_month is null)),
    CONSTRAINT ck_hold_state CHECK (state in ('live','released')),
    CONSTRAINT ck_hold_released CHECK (num_nonnulls(released_at, released_by, release_words) = case state when 'live' then 0 else 3 end),
    CONSTRAINT fk_hold_dossier_id FOREIGN KEY(dossier_id) REFERENCES dossier (id),
    CONSTRAINT fk_hold_list_id FOREIGN KEY(list_id) REFERENCES dossier_list (id),
    CONSTRAINT fk_hold_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
);

CREATE INDEX ix_hold_state ON hold (state);

CREATE TABLE interest (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    officer_id BIGINT NOT NULL,
    list_id BIGINT NOT NULL,
    dossier_id BIGINT,
    words TEXT NOT NULL,
    part TEXT NOT NULL,
    declared_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_interest PRIMARY KEY (id),
    CONSTRAINT fk_interest_dossier_id FOREIGN KEY(dossier_id) REFERENCES dossier (id),
    CONSTRAINT fk_interest_part FOREIGN KEY(list_id, officer_id, part) REFERENCES part_taken (list_id, officer_id, part)
);

CREATE INDEX ix_interest_list_id ON interest (list_id);

CREATE TABLE complaint (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    dossier_id BIGINT,
    list_id BIGINT,
    batch_id BIGINT,
    order_id BIGINT,
    words TEXT NOT NULL,
    sender TEXT,
    means TEXT NOT NULL,
    received_on DATE NOT NULL,
    policy_version TEXT NOT NULL,
    recorded_by BIGINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_complaint PRIMARY KEY (id),
    CONSTRAINT ck_complaint_kind CHECK (kind in ('citizen','fatherland_front','inspection','audit','press','other')),
    CONSTRAINT ck_complaint_target CHECK (num_nonnulls(dossier_id, list_id, batch_id) = 1 and about = case when order_id is not null then 'order' when dossier_id is not null then 'dossier' when list_id is not null then 'list' else 'batch' end and (order_id is null or dossier_id is not null)),
    CONSTRAINT fk_complaint_dossier_id FOREIGN KEY(dossier_id) REFERENCES dossier (id),
    CONSTRAINT fk_complaint_list_id FOREIGN KEY(list_id) REFERENCES dossier_list (id),
    CONSTRAINT fk_complaint_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id),
    CONSTRAINT fk_complaint_order_id FOREIGN KEY(order_id) REFERENCES payout_order (id)
);

CREATE TABLE complaint_event (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    complaint_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    office_path TEXT COLLATE "C" NOT NULL,
    due_on DATE NOT NULL,
    words TEXT NOT NULL,
    hold_id BIGINT,
    document_number TEXT,
    document_on DATE,
    outcome TEXT,
    officer_id BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_complaint_event PRIMARY KEY (id),
    CONSTRAINT ck_complaint_event_kind CHECK (kind in ('received','forwarded','extended','held','let_go','answered')),
    CONSTRAINT ck_complaint_event_hold CHECK ((kind in ('held','let_go')) = (hold_id is not null)),
    CONSTRAINT ck_complaint_event_answer CHECK (num_nonnulls(document_number, document_on, outcome) = case kind when 'answered' then 3 else 0 end),
    CONSTRAINT ck_complaint_event_outcome CHECK (outcome in ('upheld','partly_upheld','rejected','withdrawn')),
    CONSTRAINT fk_complaint_event_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaint (id),
    CONSTRAINT fk_complaint_event_hold_id FOREIGN KEY(hold_id) REFERENCES hold (id)
);

CREATE INDEX ix_complaint_event_complaint_id ON complaint_event (complaint_id, id);

CREATE UNIQUE INDEX uq_complaint_event_answered ON complaint_event ((case when kind = 'answered' then complaint_id end));

CREATE UNIQUE INDEX uq_complaint_event_extended ON complaint_event ((case when kind = 'extended' then complaint_id end));

CREATE TABLE inspection_sample (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    decision_id BIGINT NOT NULL,
    seed TEXT NOT NULL,
    seed_source TEXT NOT NULL,
    size INTEGER NOT NULL,
    population INTEGER NOT NULL,
    root BYTEA NOT NULL,
    drawn_by BIGINT NOT NULL,
    drawn_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_inspection_sample PRIMARY KEY (id),
    CONSTRAINT ck_inspection_sample_size CHECK (size between 1 and population),
    CONSTRAINT fk_inspection_sample_decision_id FOREIGN KEY(decision_id) REFERENCES decision (id)
);

CREATE UNIQUE INDEX uq_inspection_sample_seed ON inspection_sample (decision_id, seed);

CREATE TABLE sample_line (
    sample_id BIGINT NOT NULL,
    dossier_id BIGINT NOT NULL,
    place INTEGER NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_sample_line PRIMARY KEY (sample_id, dossier_id),
    CONSTRAINT fk_sample_line_sample_id FOREIGN KEY(sample_id) REFERENCES inspection_sample (id),
    CONSTRAINT fk_sample_line_dossier_id FOREIGN KEY(dossier_id) REFERENCES decision_line (dossier_id)
);

CREATE UNIQUE INDEX uq_sample_line_place ON sample_line (sample_id, place);

CREATE TABLE sample_result (
    sample_id BIGINT NOT NULL,
    dossier_id BIGINT NOT NULL,
    result TEXT NOT NULL,
    words TEXT NOT NULL,
    seen_on DATE NOT NULL,
    complaint_id BIGINT,
    recorded_by BIGINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_sample_result PRIMARY KEY (sample_id, dossier_id),
    CONSTRAINT ck_sample_result_result CHECK (result in ('in_order','finding')),
    CONSTRAINT ck_sample_result_complaint CHECK (complaint_id is null or result = 'finding'),
    CONSTRAINT fk_sample_result_sample_id_dossier_id FOREIGN KEY(sample_id, dossier_id) REFERENCES sample_line (sample_id, dossier_id),
    CONSTRAINT fk_sample_result_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaint (id)
);

alter table hold enable row level security;

alter table hold force row level security;

create policy territory on hold
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table interest enable row level security;

alter table interest force row level security;

create policy territory on interest
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on interest
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on interest
    for each statement execute function nation.refuse_change();

alter table complaint enable row level security;

alter table complaint force row level security;

create policy territory on complaint
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on complaint
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on complaint
    for each statement execute function nation.refuse_change();

alter table complaint_event enable row level security;

alter table complaint_event force row level security;

create policy territory on complaint_event
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on complaint_event
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on complaint_event
    for each statement execute function nation.refuse_change();

alter table inspection_sample enable row level security;

alter table inspection_sample force row level security;

create policy territory on inspection_sample
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on inspection_sample
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on inspection_sample
    for each statement execute function nation.refuse_change();

alter table sample_line enable row level security;

alter table sample_line force row level security;

create policy territory on sample_line
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on sample_line
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on sample_line
    for each statement execute function nation.refuse_change();

alter table sample_result enable row level security;

alter table sample_result force row level security;

create policy territory on sample_result
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on sample_result
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on sample_result
    for each statement execute function nation.refuse_change();

create trigger check_hold_release before update on hold
    for each row execute function nation.check_hold_release();

create trigger check_complaint_event before insert on complaint_event
    for each row when (new.kind = 'answered') execute function nation.check_complaint_event();

create trigger check_sample after insert on sample_line
    referencing new table as new_rows for each statement execute function nation.check_sample();

create trigger check_own_case after insert on part_taken
    referencing new table as new_rows for each statement execute function nation.check_own_case('officer_id');

create trigger check_own_case after insert on sitting_seat
    referencing new table as new_rows for each statement execute function nation.check_own_case('officer_id');

create trigger check_own_case after insert on decision_list
    referencing new table as new_rows for each statement execute function nation.check_own_case('signer_id');

create trigger check_steps_not_held after update on dossier_stage
    referencing new table as new_rows for each statement execute function nation.check_steps_not_held();

create trigger check_lines_not_held after insert on decision_line
    referencing new table as new_rows for each statement execute function nation.check_lines_not_held();

create trigger check_orders_not_held after insert on payout_order
    referencing new table as new_rows for each statement execute function nation.check_orders_not_held();

create constraint trigger check_run_not_held after update on payout_run
    deferrable initially deferred for each row
    when (new.state = 'released' and old.state <> 'released')
    execute function nation.check_run_not_held();

create trigger write_change_log after insert or update on hold
    for each row execute function nation.write_change_log('state', 'area_path');

create trigger write_change_log after insert on interest
    for each row execute function nation.write_change_log('part', 'area_path');

create trigger write_change_log after insert on complaint_event
    for each row execute function nation.write_change_log('kind', 'area_path', 'complaint_id');

create trigger write_change_log after insert on inspection_sample
    for each row execute function nation.write_change_log('seed', 'area_path');

create trigger write_change_log after insert on sample_result
    for each row execute function nation.write_change_log('result', 'area_path', 'dossier_id');

grant select, insert on hold, interest, complaint, complaint_event, inspection_sample, sample_line, sample_result to house_app;

grant update (state, released_at, released_by, release_words) on hold to house_app;

grant usage on all sequences in schema {schema} to house_app;
