drop table fund_settlement;

drop table account_checkpoint;

drop trigger check_settlements_sum on journal_entry;

drop trigger check_journal_kinds on journal;

drop trigger check_accounts on journal_entry;

drop index ix_journal_entry_settlement;

drop index ix_journal_entry_source_id_journal_id;

alter table journal drop constraint ck_journal_kind;

alter table journal drop column group_code;

alter table fund_source drop constraint ck_fund_source_suspense_code;

alter table fund_source drop column given_by;
