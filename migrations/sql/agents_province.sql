CREATE TABLE webhook_delivery (
    message_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    run_id BIGINT NOT NULL,
    agent_code TEXT NOT NULL,
    status_code INTEGER,
    error TEXT,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_webhook_delivery PRIMARY KEY (message_id, attempt),
    CONSTRAINT ck_webhook_delivery_attempt CHECK (attempt > 0),
    CONSTRAINT ck_webhook_delivery_status_code CHECK (status_code between 100 and 599),
    CONSTRAINT ck_webhook_delivery_error CHECK (error in ('timeout','no_connection','broken_line','no_endpoint')),
    CONSTRAINT ck_webhook_delivery_outcome CHECK ((status_code is null) <> (error is null)),
    CONSTRAINT fk_webhook_delivery_run_id FOREIGN KEY(run_id) REFERENCES payout_run (id)
);

CREATE INDEX ix_webhook_delivery_run_id ON webhook_delivery (run_id);

alter table webhook_delivery enable row level security;

alter table webhook_delivery force row level security;

create policy territory on webhook_delivery
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on webhook_delivery
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on webhook_delivery
    for each statement execute function nation.refuse_change();

grant select, insert on webhook_delivery to house_app;
