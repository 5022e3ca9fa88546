drop trigger unqueue_leased_orders on lease_order;

drop trigger unqueue_dead_orders on payout_order;

drop trigger queue_orders on payout_order;

drop trigger queue_released_run on payout_run;

drop table order_to_send;
