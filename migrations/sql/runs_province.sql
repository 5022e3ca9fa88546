alter table decision add column transfer_agent_code text;

alter table payout_run add column first_month date;

alter table payout_run add column follows_run_id bigint
    constraint fk_payout_run_follows_run_id references payout_run (id);

drop index uq_payout_run_decision_agent;

create unique index uq_payout_run_decision_agent on payout_run (decision_id, agent_code, area_path, first_month) nulls not distinct where adjustment_id is null and follows_run_id is null;

drop index uq_payout_run_adjustment_agent;

create unique index uq_payout_run_adjustment_agent on payout_run (adjustment_id, agent_code, area_path, first_month) nulls not distinct where adjustment_id is not null and follows_run_id is null;

create index ix_payout_run_decision_id on payout_run (decision_id);

alter table payout_order add column account_number text;

alter table payout_order add column account_name text;

alter table payout_order add column bank text;

alter table payout_order add constraint ck_payout_order_account
    check (account_number is not null or account_name is null and bank is null);

alter table payout_order drop constraint fk_payout_order_dossier_id;

create trigger check_lease_ways after insert on lease_order
    referencing new table as new_rows for each statement execute function nation.check_lease_ways();

create trigger check_cancellation_open after insert on order_cancellation
    referencing new table as new_rows for each statement execute function nation.check_cancellation_open();

create trigger check_adjusted_accounts after insert on adjustment_line
    referencing new table as new_rows for each statement execute function nation.check_adjusted_accounts();

create trigger check_arrangements after insert on payee_arrangement
    referencing new table as new_rows for each statement execute function nation.check_arrangements();

create trigger check_ended_arrangements after update on payee_arrangement
    referencing new table as new_rows for each statement execute function nation.check_arrangements();
