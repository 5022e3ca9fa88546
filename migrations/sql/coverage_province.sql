create trigger keep_approved_deltas after insert on decision_line
    referencing new table as new_rows for each statement execute function nation.keep_approved_deltas();

create trigger keep_approved_deltas after insert on adjustment_line
    referencing new table as new_rows for each statement execute function nation.keep_approved_deltas();

create trigger keep_paid_deltas after insert on order_outcome
    referencing new table as new_rows for each statement execute function nation.keep_paid_deltas();

create trigger keep_paid_deltas after insert on recovery_case
    referencing new table as new_rows for each statement execute function nation.keep_paid_deltas();

create trigger keep_paid_deltas after insert on recovery_entry
    referencing new table as new_rows for each statement execute function nation.keep_paid_deltas();

select nation.recount_coverage('{schema}');

select nation.fold_coverage('{schema}');
