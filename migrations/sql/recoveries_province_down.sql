drop table payee_receipt, recovery_instalment, recovery_plan, recovery_entry;

select set_config('app.scope', '{province}.', true);

alter table recovery_case disable trigger user;

delete from recovery_case where cause <> 'decision';

drop index uq_recovery_case_benefit_adjustment_id;

drop index uq_recovery_case_after_cancel;

drop index uq_recovery_case_adjustment;

alter table recovery_case drop constraint pk_recovery_case;

alter table recovery_case drop column id, drop column cause, drop column order_id,
    drop column benefit_adjustment_id, drop column source_id;

alter table recovery_case add constraint pk_recovery_case primary key (adjustment_id, dossier_id);

alter table recovery_case enable trigger user;

select set_config('app.scope', '', true);

alter table journal drop constraint ck_journal_kind;

alter table journal add constraint ck_journal_kind
    check (kind in ('allotment','advance','advance_repaid','given_back','commitment','release','withdrawal','payment','late_payment','return','return_of_paid','recovery','recovered_given_back','recovered_advance_repaid','settlement_owed','settlement_received','decommitment','supplement','suspense','suspense_cleared'));
