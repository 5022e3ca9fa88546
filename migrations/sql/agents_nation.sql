alter table nation.account add column machine boolean default false not null;

alter table nation.account add constraint ck_account_machine_without_password
    check (not machine or password_hash is null);

CREATE UNIQUE INDEX uq_account_machine ON nation.account (id, officer_id, machine);

CREATE UNIQUE INDEX uq_appointment_agent ON nation.appointment (id, officer_id, agent_code);

CREATE TABLE nation.agent_system (
    account_id BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    machine BOOLEAN DEFAULT true NOT NULL,
    appointment_id BIGINT NOT NULL,
    agent_code TEXT NOT NULL,
    name TEXT NOT NULL,
    document_number TEXT NOT NULL,
    registered_by BIGINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    CONSTRAINT pk_agent_system PRIMARY KEY (account_id),
    CONSTRAINT ck_agent_system_machine CHECK (machine),
    CONSTRAINT ck_agent_system_not_by_oneself CHECK (registered_by <> officer_id),
    CONSTRAINT fk_agent_system_account_id_officer_id_machine FOREIGN KEY(account_id, officer_id, machine) REFERENCES nation.account (id, officer_id, machine),
    CONSTRAINT fk_agent_system_appointment_id_officer_id_agent_code FOREIGN KEY(appointment_id, officer_id, agent_code) REFERENCES nation.appointment (id, officer_id, agent_code),
    CONSTRAINT fk_agent_system_registered_by FOREIGN KEY(registered_by) REFERENCES nation.officer (id)
);

CREATE INDEX ix_agent_system_agent_code ON nation.agent_system (agent_code);

CREATE UNIQUE INDEX uq_agent_system_officer ON nation.agent_system (account_id, officer_id);

CREATE TABLE nation.system_key (
    kid TEXT NOT NULL,
    account_id BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    algorithm TEXT NOT NULL,
    public_key TEXT NOT NULL,
    valid_from TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_to TIMESTAMP WITH TIME ZONE NOT NULL,
    registered_by BIGINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    CONSTRAINT pk_system_key PRIMARY KEY (kid),
    CONSTRAINT ck_system_key_algorithm CHECK (algorithm in ('ES256','EdDSA')),
    CONSTRAINT ck_system_key_times_in_order CHECK (valid_to > valid_from),
    CONSTRAINT ck_system_key_not_by_oneself CHECK (registered_by <> officer_id),
    CONSTRAINT fk_system_key_account_id_officer_id FOREIGN KEY(account_id, officer_id) REFERENCES nation.agent_system (account_id, officer_id),
    CONSTRAINT fk_system_key_registered_by FOREIGN KEY(registered_by) REFERENCES nation.officer (id)
);

CREATE INDEX ix_system_key_account_id ON nation.system_key (account_id);

CREATE TABLE nation.key_revocation (
    kid TEXT NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_by BIGINT NOT NULL,
    CONSTRAINT pk_key_revocation PRIMARY KEY (kid),
    CONSTRAINT fk_key_revocation_kid FOREIGN KEY(kid) REFERENCES nation.system_key (kid),
    CONSTRAINT fk_key_revocation_revoked_by FOREIGN KEY(revoked_by) REFERENCES nation.officer (id)
);

CREATE TABLE nation.used_assertion (
    account_id BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    kept_until TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_used_assertion PRIMARY KEY (account_id, digest)
);

CREATE INDEX ix_used_assertion_kept_until ON nation.used_assertion (kept_until);

create function nation.use_assertion(whose bigint, mark bytea, until timestamptz) returns boolean
    language plpgsql security definer set search_path = pg_catalog as $$
begin
    -- What has run out is refused by its own time; the memory of it goes with the next one.
    delete from nation.used_assertion where ctid = any (array(
        select u.ctid from nation.used_assertion u where u.kept_until < now()
         order by u.kept_until limit 100 for update skip locked));
    insert into nation.used_assertion (account_id, digest, kept_until)
        values (whose, mark, until) on conflict do nothing;
    return found;
end $$;

revoke all on function nation.use_assertion from public;

create function nation.check_enrolled() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
begin
    if exists (select from new_rows n join nation.account a on a.id = n.account_id
                where a.machine) then
        raise exception 'a machine signs with its key, never with a code'
            using errcode = '23514', constraint = 'ck_enrolment_of_a_person';
    end if;
    return null;
end $$;

create trigger check_enrolled after insert on nation.enrolment
    referencing new table as new_rows for each statement execute function nation.check_enrolled();

create trigger append_only before update or delete on nation.agent_system
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on nation.agent_system
    for each statement execute function nation.refuse_change();

create trigger append_only before update or delete on nation.system_key
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on nation.system_key
    for each statement execute function nation.refuse_change();

create trigger append_only before update or delete on nation.key_revocation
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on nation.key_revocation
    for each statement execute function nation.refuse_change();

create trigger write_act_log after insert on nation.agent_system
    referencing new table as new_rows for each statement execute function nation.write_act_log();

create trigger write_act_log after insert on nation.system_key
    referencing new table as new_rows for each statement execute function nation.write_act_log();

create trigger write_act_log after insert on nation.key_revocation
    referencing new table as new_rows for each statement execute function nation.write_act_log();

grant select, insert on nation.agent_system, nation.system_key, nation.key_revocation to house_app;

revoke all on nation.used_assertion from house_app;

grant execute on function nation.use_assertion to house_app;
