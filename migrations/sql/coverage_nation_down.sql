drop function nation.coverage_differing(text);

drop function nation.recount_coverage(text);

drop function nation.fold_coverage(text);

drop function nation.recounted_deltas(text);

drop function nation.keep_paid_deltas();

drop function nation.hold_lines(text, bigint);

drop function nation.first_deltas(text);

drop function nation.first_payments(text);

drop function nation.called_off();

drop function nation.called_back();

drop function nation.order_facts();

drop function nation.paid_deltas(text, text);

drop function nation.keep_approved_deltas();

drop function nation.approved_deltas(text, text);

drop function nation.changed_lines();

drop function nation.signed_lines();

drop function nation.entrusted_to(text, text, text);

drop function nation.day_of(timestamptz);

drop function nation.cuts_of(text, bigint, text, bigint, text);

drop function nation.begun(date, integer);

drop table nation.coverage_district;

drop table nation.coverage_fold;

drop table nation.coverage_delta;
