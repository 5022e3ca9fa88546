alter table decision rename column digest to root;

alter table decision rename constraint ck_decision_digest to ck_decision_root;

alter table decision_line add column leaf bytea;

alter table decision_line disable trigger append_only;

update decision_line l
   set leaf = nation.line_leaf(d.id, d.person_id, l.group_code, l.months, l.amount_dong,
       d.full_name, d.id_number, d.hamlet, d.account_number, d.account_name, d.bank, l.area_path)
  from dossier d where d.id = l.dossier_id;

alter table decision_line enable trigger append_only;

alter table decision_line alter column leaf set not null;

alter table decision_line add constraint ck_decision_line_leaf_length check (octet_length(leaf) = 32);

alter table decision disable trigger append_only;

update decision d
   set root = (select coalesce(nation.merkle_root(string_agg(l.leaf, '' order by l.dossier_id)),
                                sha256(''))
                 from decision_line l where l.decision_id = d.id)
 where d.kind = 'approved';

alter table decision enable trigger append_only;

CREATE TABLE suspension (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    batch_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    signed_on DATE NOT NULL,
    reason TEXT NOT NULL,
    signer_id BIGINT NOT NULL,
    delegation_id BIGINT,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_suspension PRIMARY KEY (id),
    CONSTRAINT ck_suspension_kind CHECK (kind in ('suspended','resumed')),
    CONSTRAINT fk_suspension_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id),
    CONSTRAINT fk_suspension_delegation_id FOREIGN KEY(delegation_id) REFERENCES delegation (id)
);

CREATE INDEX ix_suspension_batch_id ON suspension (batch_id);

CREATE UNIQUE INDEX uq_suspension_number ON suspension (number);

alter table suspension enable row level security;

alter table suspension force row level security;

create policy territory on suspension
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on suspension
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on suspension
    for each statement execute function nation.refuse_change();

create trigger write_change_log after insert on suspension
    for each row execute function nation.write_change_log('kind', 'area_path');

create trigger check_not_suspended before update of state on payout_run
    for each row when (new.state = 'released' and old.state <> 'released')
    execute function nation.check_not_suspended();

grant select, insert on suspension to house_app;

CREATE TABLE refusal_notice (
    dossier_id BIGINT NOT NULL,
    version INTEGER NOT NULL,
    number TEXT NOT NULL,
    given_on DATE NOT NULL,
    given_by BIGINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_refusal_notice PRIMARY KEY (dossier_id, version),
    CONSTRAINT fk_refusal_notice_dossier_id_version FOREIGN KEY(dossier_id, version) REFERENCES dossier_history (dossier_id, version)
);

alter table refusal_notice enable row level security;

alter table refusal_notice force row level security;

create policy territory on refusal_notice
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on refusal_notice
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on refusal_notice
    for each statement execute function nation.refuse_change();

create trigger write_change_log after insert on refusal_notice
    for each row execute function nation.write_change_log('number', 'area_path', 'dossier_id');

grant select, insert on refusal_notice to house_app;
