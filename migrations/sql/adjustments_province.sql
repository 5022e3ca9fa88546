create sequence adjustment_number;

CREATE TABLE decision_adjustment (
    id BIGINT NOT NULL,
    decision_id BIGINT NOT NULL,
    place INTEGER NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    signed_on DATE NOT NULL,
    reason TEXT NOT NULL,
    signer_id BIGINT NOT NULL,
    delegation_id BIGINT,
    line_count INTEGER NOT NULL,
    freed_dong BIGINT NOT NULL,
    added_dong BIGINT NOT NULL,
    owed_dong BIGINT NOT NULL,
    changes_root BYTEA NOT NULL,
    seen_root BYTEA NOT NULL,
    case_count INTEGER NOT NULL,
    total_dong BIGINT NOT NULL,
    root BYTEA NOT NULL,
    policy_version TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_decision_adjustment PRIMARY KEY (id),
    CONSTRAINT ck_decision_adjustment_kind CHECK (kind in ('adjusted','revoked')),
    CONSTRAINT ck_decision_adjustment_changes CHECK (line_count > 0),
    CONSTRAINT ck_decision_adjustment_not_negative CHECK (freed_dong >= 0 and added_dong >= 0 and owed_dong >= 0 and case_count >= 0 and total_dong >= 0),
    CONSTRAINT ck_decision_adjustment_roots CHECK (octet_length(changes_root) = 32 and octet_length(seen_root) = 32 and octet_length(root) = 32),
    CONSTRAINT fk_decision_adjustment_decision_id FOREIGN KEY(decision_id) REFERENCES decision (id),
    CONSTRAINT fk_decision_adjustment_delegation_id FOREIGN KEY(delegation_id) REFERENCES delegation (id)
);

CREATE UNIQUE INDEX uq_decision_adjustment_place ON decision_adjustment (decision_id, place);

CREATE UNIQUE INDEX uq_decision_adjustment_number ON decision_adjustment (number);

CREATE TABLE adjustment_line (
    adjustment_id BIGINT NOT NULL,
    dossier_id BIGINT NOT NULL,
    decision_id BIGINT NOT NULL,
    version INTEGER NOT NULL,
    act TEXT NOT NULL,
    reason_code TEXT NOT NULL,
    group_code TEXT NOT NULL,
    was_months SMALLINT NOT NULL,
    was_amount_dong BIGINT NOT NULL,
    months SMALLINT NOT NULL,
    amount_dong BIGINT NOT NULL,
    freed_dong BIGINT NOT NULL,
    added_dong BIGINT NOT NULL,
    owed_dong BIGINT NOT NULL,
    payee_name TEXT,
    id_number TEXT,
    hamlet TEXT,
    account_number TEXT,
    account_name TEXT,
    bank TEXT,
    old_leaf BYTEA NOT NULL,
    leaf BYTEA,
    change_leaf BYTEA NOT NULL,
    signed_on DATE NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_adjustment_line PRIMARY KEY (adjustment_id, dossier_id),
    CONSTRAINT ck_adjustment_line_act CHECK (case act when 'removed' then leaf is null and payee_name is null and amount_dong = 0 and months = 0 when 'corrected' then octet_length(leaf) = 32 and payee_name is not null and amount_dong > 0 and months > 0 and leaf <> old_leaf else false end),
    CONSTRAINT ck_adjustment_line_money CHECK (freed_dong >= 0 and added_dong >= 0 and owed_dong >= 0 and was_amount_dong - amount_dong = freed_dong + owed_dong - added_dong and (added_dong = 0 or freed_dong + owed_dong = 0)),
    CONSTRAINT ck_adjustment_line_change_leaf CHECK (octet_length(change_leaf) = 32),
    CONSTRAINT fk_adjustment_line_adjustment_id FOREIGN KEY(adjustment_id) REFERENCES decision_adjustment (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE UNIQUE INDEX uq_adjustment_line_version ON adjustment_line (dossier_id, version);

CREATE INDEX ix_adjustment_line_decision_id ON adjustment_line (decision_id);

CREATE TABLE recovery_case (
    adjustment_id BIGINT NOT NULL,
    dossier_id BIGINT NOT NULL,
    decision_id BIGINT NOT NULL,
    group_code TEXT NOT NULL,
    owed_dong BIGINT NOT NULL,
    whole BOOLEAN NOT NULL,
    since DATE NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_recovery_case PRIMARY KEY (adjustment_id, dossier_id),
    CONSTRAINT ck_recovery_case_owed_positive CHECK (owed_dong > 0)
);

CREATE INDEX ix_recovery_case_dossier_id ON recovery_case (dossier_id);

create view line_in_force with (security_invoker = true) as
    select l.dossier_id, l.decision_id, l.group_code, l.area_path,
           coalesce(a.months, l.months) as months,
           coalesce(a.amount_dong, l.amount_dong) as amount_dong,
           coalesce(a.leaf, l.leaf) as leaf,
           coalesce(a.version, 0) as version,
           case when a.version is null then d.full_name else a.payee_name end as payee_name,
           case when a.version is null then d.id_number else a.id_number end as id_number,
           case when a.version is null then d.hamlet else a.hamlet end as hamlet,
           case when a.version is null then d.account_number else a.account_number end
               as account_number,
           case when a.version is null then d.account_name else a.account_name end as account_name,
           case when a.version is null then d.bank else a.bank end as bank
      from decision_line l
      left join adjustment_line a on a.dossier_id = l.dossier_id
       and not exists (select from adjustment_line b
                        where b.dossier_id = a.dossier_id and b.version > a.version)
      left join dossier d on d.id = l.dossier_id
     where a.act is distinct from 'removed';

alter table payout_run add column adjustment_id bigint
    constraint fk_payout_run_adjustment_id references decision_adjustment (id);

drop index uq_payout_run_decision_agent;

create unique index uq_payout_run_decision_agent on payout_run (decision_id, agent_code) where adjustment_id is null;

create unique index uq_payout_run_adjustment_agent on payout_run (adjustment_id, agent_code);

create index ix_payout_order_dossier_id on payout_order (dossier_id);

create constraint trigger check_adjustment after insert on decision_adjustment
    deferrable initially deferred for each row execute function nation.check_adjustment();

create trigger check_adjustment_lines after insert on adjustment_line
    referencing new table as new_rows for each statement execute function nation.check_adjustment_lines();

create trigger check_recovery_cases after insert on recovery_case
    referencing new table as new_rows for each statement execute function nation.check_recovery_cases();

alter table decision_adjustment enable row level security;

alter table decision_adjustment force row level security;

create policy territory on decision_adjustment
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on decision_adjustment
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on decision_adjustment
    for each statement execute function nation.refuse_change();

create trigger write_change_log after insert on decision_adjustment
    for each row execute function nation.write_change_log('kind', 'area_path');

grant select, insert on decision_adjustment to house_app;

alter table adjustment_line enable row level security;

alter table adjustment_line force row level security;

create policy territory on adjustment_line
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on adjustment_line
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on adjustment_line
    for each statement execute function nation.refuse_change();

grant select, insert on adjustment_line to house_app;

alter table recovery_case enable row level security;

alter table recovery_case force row level security;

create policy territory on recovery_case
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on recovery_case
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on recovery_case
    for each statement execute function nation.refuse_change();

create trigger write_change_log after insert on recovery_case
    for each row execute function nation.write_change_log('owed_dong', 'area_path', 'dossier_id');

grant select, insert on recovery_case to house_app;

grant select on line_in_force to house_app;

grant usage on sequence adjustment_number to house_app;
