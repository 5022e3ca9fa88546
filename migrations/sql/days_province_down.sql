drop index ix_statement_line_done_on;

drop index ix_order_outcome_done_on;
