alter table dossier_stage add column since date, add column resumed smallint default 0 not null,
    add column paused jsonb;

alter table dossier_stage no force row level security;

alter table dossier_history no force row level security;

alter table dossier_stage disable trigger user;

update dossier_stage s set since = coalesce(
    (select (h.at at time zone 'Asia/Ho_Chi_Minh')::date from dossier_history h
      where h.dossier_id = s.dossier_id and h.version = s.version),
    (nation.house_now() at time zone 'Asia/Ho_Chi_Minh')::date);

alter table dossier_stage enable trigger user;

alter table dossier_history force row level security;

alter table dossier_stage force row level security;

alter table dossier_stage alter column since set not null, alter column resumed drop default;

CREATE TABLE working_day (
    day DATE NOT NULL,
    is_working BOOLEAN NOT NULL,
    number INTEGER NOT NULL,
    CONSTRAINT pk_working_day PRIMARY KEY (day)
);

CREATE INDEX ix_working_day_number ON working_day (number);

CREATE TABLE calendar_change (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    day DATE NOT NULL,
    is_working BOOLEAN NOT NULL,
    reason TEXT NOT NULL,
    document_number TEXT NOT NULL,
    made_by BIGINT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_calendar_change PRIMARY KEY (id)
);

CREATE TABLE list_road (
    list_id BIGINT NOT NULL,
    stage TEXT NOT NULL,
    again BOOLEAN NOT NULL,
    step TEXT NOT NULL,
    level TEXT NOT NULL,
    group_code TEXT NOT NULL,
    working_days SMALLINT,
    CONSTRAINT pk_list_road PRIMARY KEY (list_id, stage, again),
    CONSTRAINT fk_list_road_list_id FOREIGN KEY(list_id) REFERENCES dossier_list (id),
    CONSTRAINT ck_list_road_working_days CHECK (working_days between 0 and 366)
);

CREATE TABLE step_clock (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    list_id BIGINT NOT NULL,
    group_code TEXT NOT NULL,
    step TEXT NOT NULL,
    level TEXT NOT NULL,
    entered_on DATE NOT NULL,
    resumed SMALLINT NOT NULL,
    working_days SMALLINT,
    due_on DATE,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_step_clock PRIMARY KEY (id),
    CONSTRAINT fk_step_clock_list_id FOREIGN KEY(list_id) REFERENCES dossier_list (id)
);

CREATE UNIQUE INDEX uq_step_clock ON step_clock (list_id, area_path, step, entered_on, resumed);

CREATE TABLE step_done (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    clock_id BIGINT NOT NULL,
    left_on DATE NOT NULL,
    due_on DATE,
    late_days INTEGER,
    to_stage TEXT NOT NULL,
    outcome TEXT NOT NULL,
    dossiers INTEGER NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_step_done PRIMARY KEY (id),
    CONSTRAINT fk_step_done_clock_id FOREIGN KEY(clock_id) REFERENCES step_clock (id),
    CONSTRAINT ck_step_done_outcome CHECK (outcome in ('done','returned','stopped')),
    CONSTRAINT ck_step_done_dossiers CHECK (dossiers > 0)
);

CREATE INDEX ix_step_done_left_on ON step_done (left_on);

alter table calendar_change enable row level security;

alter table calendar_change force row level security;

create policy territory on calendar_change
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table step_clock enable row level security;

alter table step_clock force row level security;

create policy territory on step_clock
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table step_done enable row level security;

alter table step_done force row level security;

create policy territory on step_done
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on calendar_change
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on calendar_change
    for each statement execute function nation.refuse_change();

create trigger append_only before update or delete on list_road
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on list_road
    for each statement execute function nation.refuse_change();

create trigger append_only before update or delete on step_done
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on step_done
    for each statement execute function nation.refuse_change();

create trigger open_step_day before insert or update on dossier_stage
    for each statement execute function nation.open_step_day();

drop trigger keep_stage_honest on dossier_stage;

create trigger keep_stage_honest before insert on dossier_stage
    for each row execute function nation.keep_stage_honest();

create trigger keep_stage_honest_forward before update on dossier_stage
    for each row when (old.paused is null and (old.stage = 'draft'
        or new.stage in ('approved', 'refused', 'superseded', 'declined', 'withdrawn')
        or (new.stage = 'at_district' and old.stage in ('at_commune', 'confirming'))
        or (new.stage = 'at_province' and old.stage = 'at_district')))
    execute function nation.keep_stage_honest();

create trigger keep_stage_honest_within before update on dossier_stage
    for each row when (not (old.paused is null and (old.stage = 'draft'
        or new.stage in ('approved', 'refused', 'superseded', 'declined', 'withdrawn')
        or (new.stage = 'at_district' and old.stage in ('at_commune', 'confirming'))
        or (new.stage = 'at_province' and old.stage = 'at_district'))))
    execute function nation.keep_step_honest();

create trigger keep_clocks_of_moved after update on dossier_stage
    referencing old table as old_rows new table as new_rows
    for each statement execute function nation.keep_clocks();

grant select on working_day, calendar_change, list_road, step_clock, step_done to house_app;

grant insert on working_day, calendar_change, list_road to house_app;

grant update (is_working, number) on working_day to house_app;

grant update (due_on) on step_clock to house_app;
