alter table fund_source add column given_by text;

alter table fund_source add constraint ck_fund_source_suspense_code
    check ((level = 'suspense') = (code ~ '^TREO-'));

alter table journal add column group_code text;

alter table journal add constraint ck_journal_kind
    check (kind in ('allotment','advance','advance_repaid','given_back','commitment','release','withdrawal','payment','late_payment','return','return_of_paid','recovery','recovered_given_back','recovered_advance_repaid','settlement_owed','settlement_received','decommitment','supplement','suspense','suspense_cleared'));

CREATE INDEX ix_journal_entry_source_id_journal_id ON journal_entry (source_id, journal_id) INCLUDE (account, amount_dong);

CREATE INDEX ix_journal_entry_settlement ON journal_entry (source_id, amount_dong) WHERE account = 'settlement';

CREATE TABLE account_checkpoint (
    source_id BIGINT NOT NULL,
    up_to_journal BIGINT NOT NULL,
    account TEXT NOT NULL,
    amount_dong BIGINT NOT NULL,
    CONSTRAINT pk_account_checkpoint PRIMARY KEY (source_id, up_to_journal, account),
    CONSTRAINT fk_account_checkpoint_source_id FOREIGN KEY(source_id) REFERENCES fund_source (id)
);

create trigger append_only before update or delete on account_checkpoint
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on account_checkpoint
    for each statement execute function nation.refuse_change();

grant select on account_checkpoint to house_app;

CREATE TABLE fund_settlement (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    from_source_id BIGINT NOT NULL,
    to_source_id BIGINT NOT NULL,
    amount_dong BIGINT NOT NULL,
    document_number TEXT NOT NULL,
    booked_on DATE NOT NULL,
    beyond_because TEXT,
    owed_journal_id BIGINT NOT NULL,
    received_journal_id BIGINT NOT NULL,
    recorded_by BIGINT,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    CONSTRAINT pk_fund_settlement PRIMARY KEY (id),
    CONSTRAINT ck_fund_settlement_two_sources CHECK (from_source_id <> to_source_id),
    CONSTRAINT ck_fund_settlement_amount_positive CHECK (amount_dong > 0),
    CONSTRAINT fk_fund_settlement_from_source_id FOREIGN KEY(from_source_id) REFERENCES fund_source (id),
    CONSTRAINT fk_fund_settlement_to_source_id FOREIGN KEY(to_source_id) REFERENCES fund_source (id),
    CONSTRAINT uq_fund_settlement_owed_journal_id UNIQUE (owed_journal_id),
    CONSTRAINT uq_fund_settlement_received_journal_id UNIQUE (received_journal_id),
    CONSTRAINT fk_fund_settlement_owed_journal_id FOREIGN KEY(owed_journal_id) REFERENCES journal (id),
    CONSTRAINT fk_fund_settlement_received_journal_id FOREIGN KEY(received_journal_id) REFERENCES journal (id)
);

create trigger check_accounts after insert on journal_entry
    referencing new table as new_rows for each statement execute function nation.check_accounts();

create trigger check_journal_kinds after insert on journal
    referencing new table as new_rows for each statement execute function nation.check_journal_kinds();

create constraint trigger check_settlements_sum after insert on journal_entry
    deferrable initially deferred for each row when (new.account = 'settlement')
    execute function nation.check_settlements_sum();

create trigger check_settlement_journals after insert on fund_settlement
    referencing new table as new_rows for each statement execute function nation.check_settlement_journals();

create trigger write_money_log after insert on fund_settlement
    for each row execute function nation.write_money_log('amount_dong');

create trigger append_only before update or delete on fund_settlement
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on fund_settlement
    for each statement execute function nation.refuse_change();

grant select, insert on fund_settlement to house_app;

grant usage on all sequences in schema {schema} to house_app;
