drop trigger keep_approved_deltas on decision_line;

drop trigger keep_approved_deltas on adjustment_line;

drop trigger keep_paid_deltas on order_outcome;

drop trigger keep_paid_deltas on recovery_case;

drop trigger keep_paid_deltas on recovery_entry;
