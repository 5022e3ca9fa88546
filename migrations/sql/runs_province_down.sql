drop trigger check_ended_arrangements on payee_arrangement;

drop trigger check_arrangements on payee_arrangement;

drop trigger check_adjusted_accounts on adjustment_line;

drop trigger check_cancellation_open on order_cancellation;

drop trigger check_lease_ways on lease_order;

alter table payout_order add constraint fk_payout_order_dossier_id
    FOREIGN KEY (dossier_id) REFERENCES decision_line (dossier_id);

alter table payout_order drop constraint ck_payout_order_account;

alter table payout_order drop column bank;

alter table payout_order drop column account_name;

alter table payout_order drop column account_number;

drop index ix_payout_run_decision_id;

drop index uq_payout_run_adjustment_agent;

create unique index uq_payout_run_adjustment_agent on payout_run (adjustment_id, agent_code);

drop index uq_payout_run_decision_agent;

create unique index uq_payout_run_decision_agent on payout_run (decision_id, agent_code) where adjustment_id is null;

alter table payout_run drop column follows_run_id;

alter table payout_run drop column first_month;

alter table decision drop column transfer_agent_code;
