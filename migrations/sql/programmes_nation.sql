CREATE TABLE nation.enactment (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    province_code TEXT,
    effective_from DATE NOT NULL,
    document JSONB NOT NULL,
    digest TEXT NOT NULL,
    entered_by BIGINT NOT NULL,
    entered_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    revision INTEGER,
    approved_by BIGINT,
    approved_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_enactment PRIMARY KEY (id),
    CONSTRAINT ck_enactment_two_people CHECK (approved_by <> entered_by),
    CONSTRAINT ck_enactment_approved_whole CHECK (num_nulls(revision, approved_by, approved_at) in (0, 3)),
    CONSTRAINT uq_enactment_code UNIQUE (code),
    CONSTRAINT uq_enactment_revision UNIQUE (revision),
    CONSTRAINT fk_enactment_province_code FOREIGN KEY(province_code) REFERENCES nation.province (code),
    CONSTRAINT fk_enactment_entered_by FOREIGN KEY(entered_by) REFERENCES nation.officer (id),
    CONSTRAINT fk_enactment_approved_by FOREIGN KEY(approved_by) REFERENCES nation.officer (id)
);

create trigger written_once before update on nation.enactment
    for each row when (old.revision is not null) execute function nation.refuse_change();

grant select, insert on nation.enactment to house_app;

grant update (revision, approved_by, approved_at) on nation.enactment to house_app;

grant usage on all sequences in schema nation to house_app;

insert into nation.stage_step (from_stage, to_stage) values
    ('submitted', 'at_bank'), ('at_bank', 'approved'), ('at_bank', 'refused'),
    ('at_bank', 'draft'), ('at_bank', 'withdrawn');

create or replace function nation.stage_rank(stage text) returns integer
    language sql immutable parallel safe
    return array_position(array['draft', 'submitted', 'posted', 'at_commune', 'confirming',
                                'at_bank', 'at_district', 'at_province'], stage);
