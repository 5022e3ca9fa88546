alter policy territory on document
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

drop table statement_exception;

drop trigger check_statement on statement;

drop trigger check_outcomes on order_outcome;

create trigger check_parents after insert on order_outcome
    referencing new table as new_rows for each statement execute function nation.check_parents('statement_id', 'statement');

alter table order_outcome drop constraint ck_order_outcome_reason_code;

alter table order_outcome drop constraint ck_order_outcome_amount;

alter table order_outcome drop constraint ck_order_outcome_kind;

alter table order_outcome add constraint ck_order_outcome_kind check (kind in ('paid','failed'));

alter table order_outcome drop constraint pk_order_outcome;

alter table order_outcome add constraint pk_order_outcome PRIMARY KEY (order_id);

alter table order_outcome add constraint fk_order_outcome_order_id
    FOREIGN KEY (order_id) REFERENCES payout_order (id);

alter table order_outcome drop column reason_code;

CREATE INDEX ix_order_outcome_statement_id ON order_outcome (statement_id);

alter table statement_line drop constraint ck_statement_line_verdict;

alter table statement_line add constraint ck_statement_line_verdict
    check (verdict in ('paid','failed','duplicate','unknown','wrong_amount','wrong_state'));

alter table statement_line drop column reason_code;

alter table statement drop column document_id;

alter table statement drop column mode;

alter table statement drop column format;
