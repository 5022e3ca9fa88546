drop table exception_settlement;

drop trigger check_run_open on order_outcome;

drop trigger check_run_open on payout_order;

drop table run_closing;

drop view decision_money;

drop view order_standing;

drop index ix_payout_order_replaces_id;

create or replace view order_fact with (security_invoker = true) as
    select o.order_id, o.kind, o.done_on, o.amount_dong, o.dossier_id, o.reason,
           to_jsonb(o) ->> 'reason_code' as reason_code, o.statement_id, o.agent_code, o.area_path
      from order_outcome o;
