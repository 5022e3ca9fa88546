drop index ix_payout_order_dossier_id;

drop view line_in_force;

drop index uq_payout_run_decision_agent;

alter table payout_run drop column adjustment_id;

create unique index uq_payout_run_decision_agent on payout_run (decision_id, agent_code);

drop table recovery_case, adjustment_line, decision_adjustment;

drop sequence adjustment_number;
