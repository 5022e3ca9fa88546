CREATE TABLE standing_count (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    list_id BIGINT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    stage TEXT NOT NULL,
    again BOOLEAN NOT NULL,
    since DATE NOT NULL,
    resumed SMALLINT NOT NULL,
    dossiers INTEGER NOT NULL,
    CONSTRAINT pk_standing_count PRIMARY KEY (id),
    CONSTRAINT fk_standing_count_list_id FOREIGN KEY(list_id) REFERENCES dossier_list (id),
    CONSTRAINT ck_standing_count_dossiers CHECK (dossiers <> 0)
);

CREATE INDEX ix_standing_count_list_id ON standing_count (list_id);

CREATE INDEX ix_order_outcome_failed ON order_outcome (area_path) WHERE kind = 'failed';

CREATE INDEX ix_order_outcome_unpaid ON order_outcome (order_id) WHERE kind = 'failed';

alter table standing_count enable row level security;

alter table standing_count force row level security;

create policy territory on standing_count
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger keep_standing_of_new after insert on dossier_stage
    referencing new table as new_rows
    for each statement execute function nation.keep_standing();

create trigger keep_standing_of_moved after update on dossier_stage
    referencing old table as old_rows new table as new_rows
    for each statement execute function nation.keep_standing();

select nation.recount_standing('{schema}');

grant select on standing_count to house_app;
