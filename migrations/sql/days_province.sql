-- Statements come in the order of their days, so that the first and last days of a stretch of a table
-- say whether to look there: a few pages for any number of rows, next to nothing to write. Several
-- spans a stretch, since a statement may tell of one day long past.
CREATE INDEX ix_order_outcome_done_on ON order_outcome USING brin (done_on date_minmax_multi_ops) WITH (pages_per_range=32, autosummarize=on);

CREATE INDEX ix_statement_line_done_on ON statement_line USING brin (done_on date_minmax_multi_ops) WITH (pages_per_range=32, autosummarize=on);
