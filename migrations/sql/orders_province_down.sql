drop table order_cancellation;

drop table payee_arrangement;

drop table lease_order;

drop table payout_lease;

alter table fund_source drop constraint ck_fund_source_level;

alter table fund_source add constraint ck_fund_source_level
    check (level in ('central','province','district','other'));

alter table journal_entry drop constraint ck_journal_entry_account;

alter table journal_entry add constraint ck_journal_entry_account
    check (account in ('allotment','available','committed','sent','paid'));
