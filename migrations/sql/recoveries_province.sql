alter table journal drop constraint ck_journal_kind;

alter table journal add constraint ck_journal_kind
    check (kind in ('allotment','advance','advance_repaid','given_back','commitment','release','withdrawal','payment','late_payment','return','return_of_paid','recovery','recovery_undone','recovered_given_back','recovered_advance_repaid','settlement_owed','settlement_received','decommitment','supplement','suspense','suspense_cleared'));

select set_config('app.scope', '{province}.', true);

alter table recovery_case disable trigger user;

alter table recovery_case add column id bigint generated always as identity;

alter table recovery_case add column cause text default 'decision' not null;

alter table recovery_case alter column cause drop default;

alter table recovery_case add column order_id bigint;

alter table recovery_case add column benefit_adjustment_id bigint;

alter table recovery_case add column source_id bigint;

update recovery_case c set source_id = d.source_id from decision d where d.id = c.decision_id;

alter table recovery_case alter column source_id set not null;

alter table recovery_case drop constraint pk_recovery_case;

alter table recovery_case add constraint pk_recovery_case primary key (id);

alter table recovery_case alter column adjustment_id drop not null;

create unique index uq_recovery_case_adjustment on recovery_case (adjustment_id, dossier_id);

create unique index uq_recovery_case_after_cancel on recovery_case (order_id) where cause = 'after_cancel';

create unique index uq_recovery_case_benefit_adjustment_id on recovery_case (benefit_adjustment_id);

alter table recovery_case add constraint ck_recovery_case_cause
    check (cause in ('decision','after_cancel','double_benefit','overpaid'));

alter table recovery_case add constraint ck_recovery_case_ground
    check ((cause = 'decision') = (adjustment_id is not null) and (cause in ('after_cancel','overpaid')) = (order_id is not null) and (cause = 'double_benefit') = (benefit_adjustment_id is not null));

alter table recovery_case add constraint fk_recovery_case_source_id
    foreign key (source_id) references fund_source (id);

alter table recovery_case enable trigger user;

insert into recovery_case (cause, benefit_adjustment_id, dossier_id, decision_id, source_id,
                           group_code, owed_dong, whole, since, area_path)
select 'double_benefit', b.id, b.dossier_id, l.decision_id, d.source_id, l.group_code,
       b.amount_dong, false, (b.made_at at time zone 'Asia/Ho_Chi_Minh')::date, b.area_path
  from benefit_adjustment b join decision_line l on l.dossier_id = b.dossier_id
  join decision d on d.id = l.decision_id
 where b.kind = 'recovery' and b.state = 'open' order by b.id;

select set_config('app.scope', '', true);

CREATE TABLE recovery_entry (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    case_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    amount_dong BIGINT NOT NULL,
    happened_on DATE NOT NULL,
    number TEXT,
    payer TEXT,
    reason TEXT,
    reverses_id BIGINT,
    journal_id BIGINT,
    recorded_by BIGINT,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_recovery_entry PRIMARY KEY (id),
    CONSTRAINT ck_recovery_entry_kind CHECK (kind in ('receipt','reversal','waiver','void')),
    CONSTRAINT ck_recovery_entry_sign CHECK (case kind when 'reversal' then amount_dong < 0 else amount_dong > 0 end),
    CONSTRAINT ck_recovery_entry_payer CHECK ((kind = 'receipt') = (payer is not null) and payer in ('payee','household','officer_at_fault','agent')),
    CONSTRAINT ck_recovery_entry_words CHECK ((kind in ('receipt','waiver')) = (number is not null) and (kind = 'receipt') = (reason is null)),
    CONSTRAINT ck_recovery_entry_reverses CHECK ((kind = 'reversal') = (reverses_id is not null)),
    CONSTRAINT ck_recovery_entry_journal CHECK ((kind in ('receipt','reversal')) = (journal_id is not null)),
    CONSTRAINT ck_recovery_entry_by_whom CHECK (kind = 'void' or recorded_by is not null),
    CONSTRAINT fk_recovery_entry_case_id FOREIGN KEY(case_id) REFERENCES recovery_case (id),
    CONSTRAINT fk_recovery_entry_reverses_id FOREIGN KEY(reverses_id) REFERENCES recovery_entry (id),
    CONSTRAINT fk_recovery_entry_journal_id FOREIGN KEY(journal_id) REFERENCES journal (id)
);

CREATE INDEX ix_recovery_entry_case_id ON recovery_entry (case_id);

CREATE UNIQUE INDEX uq_recovery_entry_number ON recovery_entry (number) WHERE kind = 'receipt';

CREATE UNIQUE INDEX uq_recovery_entry_reverses_id ON recovery_entry (reverses_id);

CREATE UNIQUE INDEX uq_recovery_entry_journal_id ON recovery_entry (journal_id);

CREATE TABLE recovery_plan (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    case_id BIGINT NOT NULL,
    place INTEGER NOT NULL,
    paper_number TEXT NOT NULL,
    agreed_on DATE NOT NULL,
    total_dong BIGINT NOT NULL,
    instalment_count INTEGER NOT NULL,
    recorded_by BIGINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_recovery_plan PRIMARY KEY (id),
    CONSTRAINT ck_recovery_plan_has_instalments CHECK (instalment_count > 0 and total_dong > 0),
    CONSTRAINT fk_recovery_plan_case_id FOREIGN KEY(case_id) REFERENCES recovery_case (id)
);

CREATE UNIQUE INDEX uq_recovery_plan_place ON recovery_plan (case_id, place);

CREATE TABLE recovery_instalment (
    plan_id BIGINT NOT NULL,
    place INTEGER NOT NULL,
    due_on DATE NOT NULL,
    amount_dong BIGINT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_recovery_instalment PRIMARY KEY (plan_id, place),
    CONSTRAINT ck_recovery_instalment_amount_positive CHECK (amount_dong > 0 and place > 0),
    CONSTRAINT fk_recovery_instalment_plan_id FOREIGN KEY(plan_id) REFERENCES recovery_plan (id)
);

CREATE TABLE payee_receipt (
    order_id BIGINT NOT NULL,
    amount_dong BIGINT NOT NULL,
    due_dong BIGINT NOT NULL,
    signed_on DATE NOT NULL,
    signer TEXT NOT NULL,
    paper_number TEXT NOT NULL,
    dossier_id BIGINT NOT NULL,
    agent_code TEXT NOT NULL,
    recorded_by BIGINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_payee_receipt PRIMARY KEY (order_id),
    CONSTRAINT ck_payee_receipt_amount CHECK (amount_dong between 1 and due_dong),
    CONSTRAINT ck_payee_receipt_signer CHECK (signer in ('payee','receiver')),
    CONSTRAINT fk_payee_receipt_order_id FOREIGN KEY(order_id) REFERENCES payout_order (id)
);

CREATE INDEX ix_payee_receipt_short ON payee_receipt (order_id) WHERE amount_dong < due_dong;

create constraint trigger check_recovery_entry after insert on recovery_entry
    deferrable initially deferred for each row execute function nation.check_recovery_entry();

create constraint trigger check_recovery_plan after insert on recovery_plan
    deferrable initially deferred for each row execute function nation.check_recovery_plan('id');

create constraint trigger check_recovery_plan after insert on recovery_instalment
    deferrable initially deferred for each row execute function nation.check_recovery_plan('plan_id');

create trigger check_payee_receipts after insert on payee_receipt
    referencing new table as new_rows for each statement execute function nation.check_payee_receipts();

create trigger write_change_log after insert on recovery_entry
    for each row execute function nation.write_change_log('amount_dong', 'area_path', 'case_id');

create trigger write_change_log after insert on recovery_plan
    for each row execute function nation.write_change_log('total_dong', 'area_path', 'case_id');

create trigger write_change_log after insert on payee_receipt
    for each row execute function nation.write_change_log('amount_dong', 'area_path', 'order_id');

alter table recovery_entry enable row level security;

alter table recovery_entry force row level security;

create policy territory on recovery_entry
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on recovery_entry
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on recovery_entry
    for each statement execute function nation.refuse_change();

grant select, insert on recovery_entry to house_app;

alter table recovery_plan enable row level security;

alter table recovery_plan force row level security;

create policy territory on recovery_plan
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on recovery_plan
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on recovery_plan
    for each statement execute function nation.refuse_change();

grant select, insert on recovery_plan to house_app;

alter table recovery_instalment enable row level security;

alter table recovery_instalment force row level security;

create policy territory on recovery_instalment
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on recovery_instalment
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on recovery_instalment
    for each statement execute function nation.refuse_change();

grant select, insert on recovery_instalment to house_app;

alter table payee_receipt enable row level security;

alter table payee_receipt force row level security;

create policy territory on payee_receipt
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')))
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')));

create trigger append_only before update or delete on payee_receipt
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on payee_receipt
    for each statement execute function nation.refuse_change();

grant select, insert on payee_receipt to house_app;

grant usage on all sequences in schema {schema} to house_app;
