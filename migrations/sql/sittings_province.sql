alter table sitting add column chair_id BIGINT;

alter table sitting add column place TEXT;

alter table sitting add column votes_needed SMALLINT DEFAULT 0 NOT NULL;

alter table sitting add column seen_mark BIGINT;

alter table sitting add column record BYTEA;

alter table sitting add column considered INTEGER;

alter table sitting add column favoured INTEGER;

alter table sitting add column favoured_dong BIGINT;

alter table sitting add column refused INTEGER;

alter table sitting add column superseded INTEGER;

alter table sitting add column returned INTEGER;

alter table sitting add column held INTEGER;

alter table sitting add constraint ck_sitting_chair_not_secretary CHECK (chair_id <> opened_by);

alter table sitting add constraint ck_sitting_votes_needed CHECK (votes_needed between 0 and present);

create unique index uq_sitting_votes_needed on sitting (id, votes_needed);

create trigger check_sitting_closing before update of state on sitting
    for each row execute function nation.check_sitting_closing();

grant update (seen_mark, record, considered, favoured, favoured_dong, refused, superseded, returned, held) on sitting to house_app;

alter table opinion add column version INTEGER;

update opinion o
   set version = coalesce(
       (select min(h.version) - 1 from dossier_history h
         where h.dossier_id = o.dossier_id and h.because = 'sitting ' || o.sitting_id),
       (select s.version from dossier_stage s where s.dossier_id = o.dossier_id));

alter table opinion alter column version set not null;

alter table opinion add column return_to TEXT;

alter table opinion add column asked_of TEXT;

alter table opinion add column question TEXT;

alter table opinion drop constraint ck_opinion_verdict;

alter table opinion add constraint ck_opinion_verdict CHECK (verdict in ('favourable','unfavourable','superseded','returned','on_hold'));

alter table opinion drop constraint ck_opinion_reason_for_the_unfavoured;

alter table opinion add constraint ck_opinion_reason_for_the_unfavoured CHECK (verdict in ('favourable','on_hold') or reason_code is not null);

alter table opinion add constraint ck_opinion_return_to CHECK (return_to is null or (verdict = 'returned' and return_to in ('maker','commune','confirming','district')));

alter table opinion add constraint ck_opinion_question CHECK ((verdict = 'on_hold') = (question is not null) and (question is null) = (asked_of is null));

grant update (version, return_to, asked_of, question) on opinion to house_app;

CREATE TABLE sitting_vote (
    sitting_id BIGINT NOT NULL,
    record BYTEA NOT NULL,
    officer_id BIGINT NOT NULL,
    ordinal SMALLINT NOT NULL,
    votes_needed SMALLINT NOT NULL,
    cast_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_sitting_vote PRIMARY KEY (sitting_id, record, officer_id),
    CONSTRAINT ck_sitting_vote_needed CHECK (ordinal between 1 and votes_needed),
    CONSTRAINT ck_sitting_vote_record_length CHECK (octet_length(record) = 32),
    CONSTRAINT fk_sitting_vote_sitting_id_votes_needed FOREIGN KEY(sitting_id, votes_needed) REFERENCES sitting (id, votes_needed)
);

CREATE UNIQUE INDEX uq_sitting_vote_ordinal ON sitting_vote (sitting_id, record, ordinal);

alter table sitting_vote enable row level security;

alter table sitting_vote force row level security;

create policy territory on sitting_vote
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger check_vote before insert on sitting_vote
    for each row execute function nation.check_vote();

create trigger append_only before update or delete on sitting_vote
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on sitting_vote
    for each statement execute function nation.refuse_change();

create trigger write_change_log after insert on sitting_vote
    for each row execute function nation.write_change_log('ordinal', 'area_path', 'sitting_id');

grant select, insert on sitting_vote to house_app;

CREATE TABLE sitting_question (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    sitting_id BIGINT NOT NULL,
    dossier_id BIGINT NOT NULL,
    list_id BIGINT NOT NULL,
    asked_from TEXT COLLATE "C" NOT NULL,
    asked_of TEXT NOT NULL,
    asked_path TEXT COLLATE "C",
    question TEXT NOT NULL,
    asked_by BIGINT NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    answer TEXT,
    answered_by BIGINT,
    answered_at TIMESTAMP WITH TIME ZONE,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_sitting_question PRIMARY KEY (id),
    CONSTRAINT ck_sitting_question_asked_of CHECK (asked_of in ('maker','commune','district','union','social_insurance','tax_branch')),
    CONSTRAINT ck_sitting_question_answer CHECK (num_nulls(answer, answered_by, answered_at) in (0, 3)),
    CONSTRAINT fk_sitting_question_sitting_id FOREIGN KEY(sitting_id) REFERENCES sitting (id),
    CONSTRAINT fk_sitting_question_dossier_id FOREIGN KEY(dossier_id) REFERENCES dossier (id)
);

CREATE UNIQUE INDEX uq_sitting_question_open ON sitting_question ((case when answered_at is null then dossier_id end));

CREATE INDEX ix_sitting_question_list_id ON sitting_question (list_id);

alter table sitting_question enable row level security;

alter table sitting_question force row level security;

create policy territory on sitting_question
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger write_change_log after insert on sitting_question
    for each row execute function nation.write_change_log('asked_of', 'area_path');

create trigger write_change_log_of_answer after update on sitting_question
    for each row execute function nation.write_change_log('answered_by', 'area_path');

grant select, insert, update (answer, answered_by, answered_at) on sitting_question to house_app;
