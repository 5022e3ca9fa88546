alter table journal_entry drop constraint ck_journal_entry_account;

alter table journal_entry add constraint ck_journal_entry_account
    check (account in ('allotment','advance','available','committed','sent','paid','recovered','settlement','claimed','suspense'));

alter table fund_source drop constraint ck_fund_source_level;

alter table fund_source add constraint ck_fund_source_level
    check (level in ('central','province','district','other','suspense'));

CREATE TABLE payout_lease (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    agent_code TEXT NOT NULL,
    account_id BIGINT NOT NULL,
    taken_by BIGINT NOT NULL,
    order_count INTEGER NOT NULL,
    total_dong BIGINT NOT NULL,
    taken_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    acknowledged_at TIMESTAMP WITH TIME ZONE,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_payout_lease PRIMARY KEY (id),
    CONSTRAINT ck_payout_lease_has_orders CHECK (order_count > 0 and total_dong > 0)
);

CREATE UNIQUE INDEX uq_payout_lease_open ON payout_lease (account_id) WHERE acknowledged_at IS NULL;

CREATE TABLE lease_order (
    order_id BIGINT NOT NULL,
    lease_id BIGINT NOT NULL,
    run_id BIGINT NOT NULL,
    way TEXT NOT NULL,
    receiver_name TEXT,
    receiver_id_number TEXT,
    receiver_paper TEXT,
    agent_code TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_lease_order PRIMARY KEY (order_id),
    CONSTRAINT ck_lease_order_way CHECK (way in ('counter','home','proxy','centre','transfer')),
    CONSTRAINT ck_lease_order_receiver CHECK (way not in ('proxy','centre') or receiver_name is not null and receiver_paper is not null)
);

CREATE INDEX ix_lease_order_lease_id ON lease_order (lease_id);

CREATE INDEX ix_lease_order_run_id ON lease_order (run_id);

CREATE TABLE payee_arrangement (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    dossier_id BIGINT NOT NULL,
    way TEXT NOT NULL,
    receiver_name TEXT,
    receiver_id_number TEXT,
    paper_number TEXT,
    reason TEXT NOT NULL,
    recorded_by BIGINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    ended_by BIGINT,
    ended_at TIMESTAMP WITH TIME ZONE,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_payee_arrangement PRIMARY KEY (id),
    CONSTRAINT ck_payee_arrangement_way CHECK (way in ('home','proxy','centre')),
    CONSTRAINT ck_payee_arrangement_receiver CHECK (way = 'home' or receiver_name is not null and paper_number is not null),
    CONSTRAINT ck_payee_arrangement_ended CHECK ((ended_by is null) = (ended_at is null)),
    CONSTRAINT fk_payee_arrangement_dossier_id FOREIGN KEY(dossier_id) REFERENCES dossier (id)
);

CREATE UNIQUE INDEX uq_payee_arrangement_standing ON payee_arrangement (dossier_id) WHERE ended_at IS NULL;

CREATE TABLE order_cancellation (
    order_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    requested_by BIGINT NOT NULL,
    requested_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    agent_code TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_order_cancellation PRIMARY KEY (order_id),
    CONSTRAINT ck_order_cancellation_kind CHECK (kind in ('direct','requested')),
    CONSTRAINT fk_order_cancellation_order_id FOREIGN KEY(order_id) REFERENCES payout_order (id)
);

set local app.scope = '{province}.';

insert into payout_lease (agent_code, account_id, taken_by, order_count, total_dong, taken_at,
                          acknowledged_at, area_path)
    -- What was released before there were leases is with its agent.
    select o.agent_code, 0, min(r.released_by), count(*), sum(o.amount_dong), min(r.released_at),
           min(r.released_at), '{province}.'
      from payout_order o join payout_run r on r.id = o.run_id
     where r.state = 'released' and o.payee_name not in ('(rút lệnh)', '(không chi lại)', '(hủy lệnh)')
       and not exists (select from payout_order m where m.replaces_id = o.id
                          and m.payee_name = '(rút lệnh)')
     group by o.agent_code;

insert into lease_order (order_id, lease_id, run_id, way, agent_code, area_path)
    select o.id, l.id, o.run_id, 'counter', o.agent_code, o.area_path
      from payout_order o join payout_run r on r.id = o.run_id
      join payout_lease l on l.agent_code = o.agent_code
     where r.state = 'released' and o.payee_name not in ('(rút lệnh)', '(không chi lại)', '(hủy lệnh)')
       and not exists (select from payout_order m where m.replaces_id = o.id
                          and m.payee_name = '(rút lệnh)');

set local app.scope = '';

create trigger check_parents after insert on lease_order
    referencing new table as new_rows for each statement execute function nation.check_parents('lease_id', 'payout_lease');

create trigger check_lease_orders after insert on lease_order
    referencing new table as new_rows for each statement execute function nation.check_lease_orders();

create trigger check_cancellation after insert on order_cancellation
    referencing new table as new_rows for each statement execute function nation.check_cancellation();

create trigger write_change_log after insert on payout_lease
    for each row execute function nation.write_change_log('order_count', 'area_path');

create trigger write_change_log_of_acknowledgement after update of acknowledged_at on payout_lease
    for each row execute function nation.write_change_log('acknowledged_at', 'area_path');

create trigger write_change_log after insert on payee_arrangement
    for each row execute function nation.write_change_log('way', 'area_path', 'dossier_id');

create trigger write_change_log_of_end after update of ended_at on payee_arrangement
    for each row execute function nation.write_change_log('ended_at', 'area_path', 'dossier_id');

create trigger write_change_log after insert on order_cancellation
    for each row execute function nation.write_change_log('kind', 'area_path', 'order_id');

create trigger append_only before update or delete on lease_order
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on lease_order
    for each statement execute function nation.refuse_change();

create trigger append_only before update or delete on order_cancellation
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on order_cancellation
    for each statement execute function nation.refuse_change();

alter table payout_lease enable row level security;

alter table payout_lease force row level security;

create policy territory on payout_lease
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')))
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')));

grant select, insert on payout_lease to house_app;

alter table lease_order enable row level security;

alter table lease_order force row level security;

create policy territory on lease_order
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')))
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')));

grant select, insert on lease_order to house_app;

alter table order_cancellation enable row level security;

alter table order_cancellation force row level security;

create policy territory on order_cancellation
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')))
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')));

grant select, insert on order_cancellation to house_app;

alter table payee_arrangement enable row level security;

alter table payee_arrangement force row level security;

create policy territory on payee_arrangement
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

grant select, insert on payee_arrangement to house_app;

grant update (acknowledged_at) on payout_lease to house_app;

grant update (ended_by, ended_at) on payee_arrangement to house_app;

grant usage on all sequences in schema {schema} to house_app;
