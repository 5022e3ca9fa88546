drop table exception_settlement;

drop trigger check_run_open on order_outcome;

drop trigger check_run_open on payout_order;

drop table run_closing;

drop view decision_money;

drop view order_standing;

drop index ix_payout_order_replaces_id;
