alter table nation.token alter column appointment_id drop not null;

alter table nation.token
    add column kind text default 'api' not null,
    add column started_at timestamp with time zone default now() not null,
    add column seen_at timestamp with time zone default now() not null,
    add column second_factor_at timestamp with time zone,
    add column client text default '' not null;

alter table nation.token
    add constraint ck_token_kind check (kind in ('api','session')),
    add constraint ck_token_appointment check (kind = 'session' or appointment_id is not null),
    add constraint ck_token_client check (length(client) <= 60);

CREATE TABLE nation.second_factor (
    account_id BIGINT NOT NULL,
    secret BYTEA,
    confirmed_at TIMESTAMP WITH TIME ZONE,
    last_step BIGINT DEFAULT 0 NOT NULL,
    next_secret BYTEA,
    next_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_second_factor PRIMARY KEY (account_id),
    CONSTRAINT ck_second_factor_confirmed CHECK ((secret is null) = (confirmed_at is null)),
    CONSTRAINT ck_second_factor_next CHECK ((next_secret is null) = (next_at is null)),
    CONSTRAINT fk_second_factor_account_id FOREIGN KEY(account_id) REFERENCES nation.account (id)
);

CREATE UNIQUE INDEX uq_account_officer ON nation.account (id, officer_id);

CREATE UNIQUE INDEX uq_appointment_officer ON nation.appointment (id, officer_id);

CREATE TABLE nation.office_event (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    officer_id BIGINT NOT NULL,
    account_id BIGINT,
    appointment_id BIGINT,
    kind TEXT NOT NULL,
    last_day DATE,
    document_number TEXT NOT NULL,
    done_by BIGINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    CONSTRAINT pk_office_event PRIMARY KEY (id),
    CONSTRAINT ck_office_event_kind CHECK (kind in ('account_closed','account_opened','factor_reset','appointment_ended')),
    CONSTRAINT ck_office_event_appointment CHECK ((kind = 'appointment_ended') = (appointment_id is not null)),
    CONSTRAINT ck_office_event_account CHECK ((kind = 'appointment_ended') = (account_id is null)),
    CONSTRAINT ck_office_event_last_day CHECK ((kind = 'appointment_ended') = (last_day is not null)),
    CONSTRAINT ck_office_event_not_by_oneself CHECK (done_by <> officer_id),
    CONSTRAINT fk_office_event_officer_id FOREIGN KEY(officer_id) REFERENCES nation.officer (id),
    CONSTRAINT fk_office_event_account_id_officer_id FOREIGN KEY(account_id, officer_id) REFERENCES nation.account (id, officer_id),
    CONSTRAINT fk_office_event_appointment_id_officer_id FOREIGN KEY(appointment_id, officer_id) REFERENCES nation.appointment (id, officer_id),
    CONSTRAINT fk_office_event_done_by FOREIGN KEY(done_by) REFERENCES nation.officer (id)
);

CREATE INDEX ix_office_event_officer_id ON nation.office_event (officer_id);

create trigger append_only before update or delete on nation.office_event
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on nation.office_event
    for each statement execute function nation.refuse_change();

create trigger write_act_log after insert on nation.office_event
    referencing new table as new_rows for each statement execute function nation.write_act_log();

grant update (seen_at) on nation.token to house_app;

grant select, insert on nation.second_factor, nation.office_event to house_app;

grant update (secret, confirmed_at, last_step, next_secret, next_at) on nation.second_factor
    to house_app;
