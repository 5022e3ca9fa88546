create table nation.death (
    digest uuid not null,
    kind smallint not null,
    died_on date not null,
    document_number text not null,
    recorded_at timestamp with time zone default nation.house_now() not null,
    recorded_by bigint not null,
    told bigint default pg_current_xact_id()::text::bigint not null,
    constraint pk_death primary key (digest)
);

create index ix_death_told on nation.death (told);

insert into nation.death (digest, kind, died_on, document_number, recorded_at, recorded_by, told)
    select digest, kind, since, document_number, recorded_at, recorded_by, told
      from nation.person_notice where matter = 'died' and from_area = '';

grant select, insert on nation.death to house_app;

drop table nation.person_notice, nation.employer, nation.account_use, nation.look_up;

delete from nation.person_key where kind in (0, 4);

drop index nation.uq_person_key_identity;

create unique index uq_person_key_identity on nation.person_key (digest) where kind = 1;

alter table nation.person_key drop column entered_as;

alter table nation.person_claim drop column entered_as;

delete from nation.stage_step where (from_stage, to_stage) in (
    ('withdrawn', 'draft'), ('draft', 'declined'), ('submitted', 'declined'), ('posted', 'declined'),
    ('declined', 'submitted'), ('declined', 'posted'), ('declined', 'at_commune'),
    ('declined', 'at_district'), ('declined', 'at_province'),
    ('approved', 'superseded'), ('superseded', 'draft'), ('superseded', 'at_commune'),
    ('superseded', 'at_district'), ('superseded', 'at_province'), ('superseded', 'approved'));

drop function nation.check_changed_at_draft;
