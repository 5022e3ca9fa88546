alter table statement add column format text not null default 'json';

alter table statement add column mode text not null default 'lenient';

alter table statement add column document_id bigint;

alter table statement alter column format drop default;

alter table statement alter column mode drop default;

alter table statement add constraint ck_statement_format
    check (format in ('json','csv','xlsx','pain.002','camt.054'));

alter table statement add constraint ck_statement_mode check (mode in ('strict','lenient'));

alter table statement add constraint fk_statement_document_id
    FOREIGN KEY (document_id) REFERENCES document (id);

alter table statement_line add column reason_code text;

alter table statement_line drop constraint ck_statement_line_verdict;

alter table statement_line add constraint ck_statement_line_verdict
    check (verdict in ('paid','partial','failed','returned','cancelled','duplicate','unknown','wrong_amount','wrong_state','after_cancel','not_yours'));

alter table order_outcome add column reason_code text;

alter table order_outcome drop constraint fk_order_outcome_order_id;

alter table order_outcome drop constraint pk_order_outcome;

alter table order_outcome add constraint pk_order_outcome PRIMARY KEY (order_id, kind, amount_dong);

drop index ix_order_outcome_statement_id;

alter table order_outcome drop constraint ck_order_outcome_kind;

alter table order_outcome add constraint ck_order_outcome_kind
    check (kind in ('paid','partial','failed','returned','cancelled'));

alter table order_outcome add constraint ck_order_outcome_amount check (amount_dong > 0);

alter table order_outcome add constraint ck_order_outcome_reason_code
    check (reason_code in ('absent','dead','refused','wrong_details','moved','other'));

CREATE TABLE statement_exception (
    statement_id BIGINT NOT NULL,
    line_number INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    order_id BIGINT,
    amount_dong BIGINT NOT NULL,
    agent_code TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_statement_exception PRIMARY KEY (statement_id, line_number),
    CONSTRAINT ck_statement_exception_verdict CHECK (verdict in ('unknown','wrong_amount','wrong_state','after_cancel','not_yours'))
);

drop trigger check_parents on order_outcome;

create trigger check_outcomes after insert on order_outcome
    referencing new table as new_rows for each statement execute function nation.check_outcomes();

create trigger check_parents after insert on statement_exception
    referencing new table as new_rows for each statement execute function nation.check_parents('statement_id', 'statement');

create constraint trigger check_statement after insert on statement
    deferrable initially deferred for each row execute function nation.check_statement();

create trigger append_only before update or delete on statement_exception
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on statement_exception
    for each statement execute function nation.refuse_change();

alter table statement_exception enable row level security;

alter table statement_exception force row level security;

create policy territory on statement_exception
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')))
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')));

grant select, insert on statement_exception to house_app;

alter policy territory on document
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null
            or kept_by = nullif(current_setting('app.officer_id', true), '')::bigint))
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null
            or kept_by = nullif(current_setting('app.officer_id', true), '')::bigint));
