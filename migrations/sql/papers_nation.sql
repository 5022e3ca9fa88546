CREATE TABLE nation.issued_paper (
    mark BYTEA NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    dated DATE NOT NULL,
    office TEXT NOT NULL,
    case_count INTEGER,
    total_dong BIGINT,
    batch_hash BYTEA,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    CONSTRAINT pk_issued_paper PRIMARY KEY (mark),
    CONSTRAINT ck_issued_paper_mark CHECK (octet_length(mark) = 32),
    CONSTRAINT ck_issued_paper_batch_hash CHECK (octet_length(batch_hash) = 32)
);

CREATE INDEX ix_issued_paper_batch_hash ON nation.issued_paper (batch_hash);

create trigger append_only before update or delete on nation.issued_paper
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on nation.issued_paper
    for each statement execute function nation.refuse_change();

grant select, insert on nation.issued_paper to house_app;

create function nation.check_posting_answered() returns trigger
    language plpgsql security definer set search_path = pg_catalog set app.agent = '' as $$
declare
    waiting bigint;
begin
    execute format(
        'select id from %I.objection where posting_id = $1 and answered_at is null limit 1',
        tg_table_schema) into waiting using new.id;
    if waiting is not null then
        raise exception 'objection % has no answer', waiting
            using errcode = '23514', constraint = 'ck_posting_answered';
    end if;
    return new;
end $$;

create function nation.check_objections_answered() returns trigger
    language plpgsql security definer set search_path = pg_catalog set app.agent = '' as $$
declare
    waiting bigint;
begin
    execute format('select id from %I.objection where answered_at is null limit 1',
        tg_table_schema) into waiting;
    if waiting is null then
        return null;
    end if;
    execute format(
        'select o.id from %I.objection o where o.answered_at is null and exists ('
        'select from new_rows n where n.list_id = o.list_id and n.from_stage = ''posted'''
        ' and n.stage = ''at_commune'') limit 1', tg_table_schema) into waiting;
    if waiting is not null then
        raise exception 'objection % has no answer', waiting
            using errcode = '23514', constraint = 'ck_posting_answered';
    end if;
    return null;
end $$;
