-- What the migrations build, for reading and for seeing changes; not run by anything.
-- Refresh with: python -m tests.migrations.dump

-- schema nation

table account
    id bigint generated always as identity not null
    officer_id bigint not null
    user_name text not null
    password_hash text
    failures integer default 0 not null
    locked_until timestamp with time zone
    disabled_at timestamp with time zone
    recorded_at timestamp with time zone default nation.house_now() not null
    machine boolean default false not null
table account_use
    number_digest uuid not null
    person_id bigint not null
    holder_digest uuid not null
    told bigint default ((pg_current_xact_id())::text)::bigint not null
table act_log
    id bigint generated always as identity not null
    subject text not null
    rows bigint not null
    at timestamp with time zone not null
    account_id bigint
    officer_id bigint
    because text
    told bigint not null
table admin_unit
    code text not null
    level text not null
    kind text not null
    name text not null
    name_key text not null
    parent_code text
    path text collate "C" not null
    valid_from date not null
    valid_to date
table admin_unit_alias
    unit_code text not null
    alias_key text not null
    alias text not null
table agent_system
    account_id bigint not null
    officer_id bigint not null
    machine boolean default true not null
    appointment_id bigint not null
    agent_code text not null
    name text not null
    document_number text not null
    registered_by bigint not null
    recorded_at timestamp with time zone default nation.house_now() not null
table appointment
    id bigint generated always as identity not null
    officer_id bigint not null
    role text not null
    unit_path text collate "C" not null
    agent_code text
    valid_from date not null
    valid_to date
    document_number text not null
    granted_by bigint
    recorded_at timestamp with time zone default nation.house_now() not null
table clock
    only_row boolean default true not null
    frozen_at timestamp with time zone not null
table coverage_delta
    area_path text collate "C" not null
    group_code text not null
    decision_id bigint not null
    agent_code text not null
    source_id bigint not null
    cause text not null
    day date not null
    known_on date not null
    approved_people bigint not null
    approved_months bigint not null
    approved_dong bigint not null
    paid_people bigint not null
    paid_dong bigint not null
table coverage_district
    province_code text not null
    district_code text not null
    group_code text not null
    span integer not null
    day date not null
    known_on date not null
    approved_people bigint not null
    approved_months bigint not null
    approved_dong bigint not null
    paid_people bigint not null
    paid_dong bigint not null
table coverage_fold
    province_code text not null
    cut text not null
    span integer not null
    area_path text collate "C" not null
    group_code text not null
    decision_id bigint not null
    agent_code text not null
    source_id bigint not null
    cause text not null
    day date not null
    known_on date not null
    approved_people bigint not null
    approved_months bigint not null
    approved_dong bigint not null
    paid_people bigint not null
    paid_dong bigint not null
table employer
    tax_code text not null
    name text not null
    address text
    industry text
    phone text
    recorded_at timestamp with time zone default nation.house_now() not null
table enactment
    id bigint generated always as identity not null
    code text not null
    title text not null
    province_code text
    effective_from date not null
    document jsonb not null
    digest text not null
    entered_by bigint not null
    entered_at timestamp with time zone default nation.house_now() not null
    revision integer
    approved_by bigint
    approved_at timestamp with time zone
table enrolment
    digest bytea not null
    account_id bigint not null
    expires_at timestamp with time zone not null
    used_at timestamp with time zone
table idempotency
    account_id bigint not null
    key text not null
    fingerprint bytea not null
    status integer
    body text
    taken_at timestamp with time zone default nation.house_now() not null
table issued_paper
    mark bytea not null
    kind text not null
    number text not null
    dated date not null
    office text not null
    case_count integer
    total_dong bigint
    batch_hash bytea
    recorded_at timestamp with time zone default nation.house_now() not null
table key_revocation
    kid text not null
    revoked_at timestamp with time zone not null
    revoked_by bigint not null
table look_up
    id bigint generated always as identity not null
    officer_id bigint not null
    at timestamp with time zone default nation.house_now() not null
    asked integer not null
    told integer not null
table office_event
    id bigint generated always as identity not null
    officer_id bigint not null
    account_id bigint
    appointment_id bigint
    kind text not null
    last_day date
    document_number text not null
    done_by bigint not null
    recorded_at timestamp with time zone default nation.house_now() not null
table officer
    id bigint generated always as identity not null
    full_name text not null
    identity_digest uuid
    recorded_at timestamp with time zone default nation.house_now() not null
table payment_agent
    code text not null
    name text not null
table person_claim
    dossier_id bigint not null
    province_code text not null
    person_id bigint not null
    group_code text not null
    amount_dong bigint not null
    tie_break text collate "C" not null
    state text not null
    told bigint default ((pg_current_xact_id())::text)::bigint not null
    entered_as bigint
table person_key
    digest uuid not null
    person_id bigint not null
    kind smallint not null
    flags smallint not null
    entered_as bigint
table person_notice
    digest uuid not null
    matter text not null
    from_area text collate "C" default ''::text not null
    kind smallint not null
    since date not null
    document_number text not null
    recorded_at timestamp with time zone default nation.house_now() not null
    recorded_by bigint not null
    told bigint default ((pg_current_xact_id())::text)::bigint not null
table province
    code text not null
    schema_name text not null
table second_factor
    account_id bigint not null
    secret bytea
    confirmed_at timestamp with time zone
    last_step bigint default 0 not null
    next_secret bytea
    next_at timestamp with time zone
table stage_step
    from_stage text not null
    to_stage text not null
table system_key
    kid text not null
    account_id bigint not null
    officer_id bigint not null
    algorithm text not null
    public_key text not null
    valid_from timestamp with time zone not null
    valid_to timestamp with time zone not null
    registered_by bigint not null
    recorded_at timestamp with time zone default nation.house_now() not null
table token
    digest bytea not null
    account_id bigint not null
    appointment_id bigint
    expires_at timestamp with time zone not null
    revoked_at timestamp with time zone
    kind text default 'api'::text not null
    started_at timestamp with time zone default now() not null
    seen_at timestamp with time zone default now() not null
    second_factor_at timestamp with time zone
    client text default ''::text not null
table trail_base
    only_row boolean default true not null
    base bigint not null
table used_assertion
    account_id bigint not null
    digest bytea not null
    kept_until timestamp with time zone not null

-- sequences
sequence dossier_number;
sequence order_number;
sequence person_number;

-- constraints
alter table account add constraint ck_account_machine_without_password CHECK (((NOT machine) OR (password_hash IS NULL)));
alter table account add constraint fk_account_officer_id FOREIGN KEY (officer_id) REFERENCES nation.officer(id);
alter table account add constraint pk_account PRIMARY KEY (id);
alter table account add constraint uq_account_user_name UNIQUE (user_name);
alter table account_use add constraint pk_account_use PRIMARY KEY (number_digest, person_id, holder_digest);
alter table act_log add constraint pk_act_log PRIMARY KEY (id);
alter table admin_unit add constraint ck_admin_unit_closing_dot CHECK ((path ~~ '%.'::text));
alter table admin_unit add constraint ck_admin_unit_level CHECK ((level = ANY (ARRAY['province'::text, 'district'::text, 'commune'::text])));
alter table admin_unit add constraint fk_admin_unit_parent_code FOREIGN KEY (parent_code) REFERENCES nation.admin_unit(code);
alter table admin_unit add constraint pk_admin_unit PRIMARY KEY (code);
alter table admin_unit_alias add constraint fk_admin_unit_alias_unit_code FOREIGN KEY (unit_code) REFERENCES nation.admin_unit(code);
alter table admin_unit_alias add constraint pk_admin_unit_alias PRIMARY KEY (unit_code, alias_key);
alter table agent_system add constraint ck_agent_system_machine CHECK (machine);
alter table agent_system add constraint ck_agent_system_not_by_oneself CHECK ((registered_by <> officer_id));
alter table agent_system add constraint fk_agent_system_account_id_officer_id_machine FOREIGN KEY (account_id, officer_id, machine) REFERENCES nation.account(id, officer_id, machine);
alter table agent_system add constraint fk_agent_system_appointment_id_officer_id_agent_code FOREIGN KEY (appointment_id, officer_id, agent_code) REFERENCES nation.appointment(id, officer_id, agent_code);
alter table agent_system add constraint fk_agent_system_registered_by FOREIGN KEY (registered_by) REFERENCES nation.officer(id);
alter table agent_system add constraint pk_agent_system PRIMARY KEY (account_id);
alter table appointment add constraint ck_appointment_agent CHECK (((role = 'payment_agent'::text) = (agent_code IS NOT NULL)));
alter table appointment add constraint ck_appointment_dates_in_order CHECK (((valid_to IS NULL) OR (valid_to >= valid_from)));
alter table appointment add constraint ck_appointment_not_by_oneself CHECK ((granted_by <> officer_id));
alter table appointment add constraint fk_appointment_agent_code FOREIGN KEY (agent_code) REFERENCES nation.payment_agent(code);
alter table appointment add constraint fk_appointment_granted_by FOREIGN KEY (granted_by) REFERENCES nation.officer(id);
alter table appointment add constraint fk_appointment_officer_id FOREIGN KEY (officer_id) REFERENCES nation.officer(id);
alter table appointment add constraint pk_appointment PRIMARY KEY (id);
alter table clock add constraint ck_clock_only_row CHECK (only_row);
alter table clock add constraint pk_clock PRIMARY KEY (only_row);
alter table coverage_delta add constraint ck_coverage_delta_cause CHECK ((cause = ANY (ARRAY['approved'::text, 'corrected'::text, 'paid'::text, 'returned'::text, 'recovered'::text])));
alter table coverage_district add constraint pk_coverage_district PRIMARY KEY (province_code, span, day, known_on, district_code, group_code);
alter table coverage_fold add constraint pk_coverage_fold PRIMARY KEY (province_code, cut, span, day, known_on, area_path, group_code, decision_id, agent_code, source_id, cause);
alter table employer add constraint pk_employer PRIMARY KEY (tax_code);
alter table enactment add constraint ck_enactment_approved_whole CHECK ((num_nulls(revision, approved_by, approved_at) = ANY (ARRAY[0, 3])));
alter table enactment add constraint ck_enactment_two_people CHECK ((approved_by <> entered_by));
alter table enactment add constraint fk_enactment_approved_by FOREIGN KEY (approved_by) REFERENCES nation.officer(id);
alter table enactment add constraint fk_enactment_entered_by FOREIGN KEY (entered_by) REFERENCES nation.officer(id);
alter table enactment add constraint fk_enactment_province_code FOREIGN KEY (province_code) REFERENCES nation.province(code);
alter table enactment add constraint pk_enactment PRIMARY KEY (id);
alter table enactment add constraint uq_enactment_code UNIQUE (code);
alter table enactment add constraint uq_enactment_revision UNIQUE (revision);
alter table enrolment add constraint fk_enrolment_account_id FOREIGN KEY (account_id) REFERENCES nation.account(id);
alter table enrolment add constraint pk_enrolment PRIMARY KEY (digest);
alter table idempotency add constraint pk_idempotency PRIMARY KEY (account_id, key);
alter table issued_paper add constraint ck_issued_paper_batch_hash CHECK ((octet_length(batch_hash) = 32));
alter table issued_paper add constraint ck_issued_paper_mark CHECK ((octet_length(mark) = 32));
alter table issued_paper add constraint pk_issued_paper PRIMARY KEY (mark);
alter table key_revocation add constraint fk_key_revocation_kid FOREIGN KEY (kid) REFERENCES nation.system_key(kid);
alter table key_revocation add constraint fk_key_revocation_revoked_by FOREIGN KEY (revoked_by) REFERENCES nation.officer(id);
alter table key_revocation add constraint pk_key_revocation PRIMARY KEY (kid);
alter table look_up add constraint pk_look_up PRIMARY KEY (id);
alter table office_event add constraint ck_office_event_account CHECK (((kind = 'appointment_ended'::text) = (account_id IS NULL)));
alter table office_event add constraint ck_office_event_appointment CHECK (((kind = 'appointment_ended'::text) = (appointment_id IS NOT NULL)));
alter table office_event add constraint ck_office_event_kind CHECK ((kind = ANY (ARRAY['account_closed'::text, 'account_opened'::text, 'factor_reset'::text, 'appointment_ended'::text])));
alter table office_event add constraint ck_office_event_last_day CHECK (((kind = 'appointment_ended'::text) = (last_day IS NOT NULL)));
alter table office_event add constraint ck_office_event_not_by_oneself CHECK ((done_by <> officer_id));
alter table office_event add constraint fk_office_event_account_id_officer_id FOREIGN KEY (account_id, officer_id) REFERENCES nation.account(id, officer_id);
alter table office_event add constraint fk_office_event_appointment_id_officer_id FOREIGN KEY (appointment_id, officer_id) REFERENCES nation.appointment(id, officer_id);
alter table office_event add constraint fk_office_event_done_by FOREIGN KEY (done_by) REFERENCES nation.officer(id);
alter table office_event add constraint fk_office_event_officer_id FOREIGN KEY (officer_id) REFERENCES nation.officer(id);
alter table office_event add constraint pk_office_event PRIMARY KEY (id);
alter table officer add constraint pk_officer PRIMARY KEY (id);
alter table officer add constraint uq_officer_identity_digest UNIQUE (identity_digest);
alter table payment_agent add constraint pk_payment_agent PRIMARY KEY (code);
alter table person_claim add constraint ck_person_claim_state CHECK ((state = ANY (ARRAY['open'::text, 'live'::text, 'closed'::text])));
alter table person_claim add constraint pk_person_claim PRIMARY KEY (dossier_id);
alter table person_key add constraint pk_person_key PRIMARY KEY (digest, person_id);
alter table person_notice add constraint ck_person_notice_matter CHECK ((matter = ANY (ARRAY['died'::text, 'moved'::text, 'imprisoned'::text, 'abroad'::text, 'staff_relative'::text])));
alter table person_notice add constraint pk_person_notice PRIMARY KEY (digest, matter, from_area);
alter table province add constraint fk_province_code FOREIGN KEY (code) REFERENCES nation.admin_unit(code);
alter table province add constraint pk_province PRIMARY KEY (code);
alter table province add constraint uq_province_schema_name UNIQUE (schema_name);
alter table second_factor add constraint ck_second_factor_confirmed CHECK (((secret IS NULL) = (confirmed_at IS NULL)));
alter table second_factor add constraint ck_second_factor_next CHECK (((next_secret IS NULL) = (next_at IS NULL)));
alter table second_factor add constraint fk_second_factor_account_id FOREIGN KEY (account_id) REFERENCES nation.account(id);
alter table second_factor add constraint pk_second_factor PRIMARY KEY (account_id);
alter table stage_step add constraint pk_stage_step PRIMARY KEY (from_stage, to_stage);
alter table system_key add constraint ck_system_key_algorithm CHECK ((algorithm = ANY (ARRAY['ES256'::text, 'EdDSA'::text])));
alter table system_key add constraint ck_system_key_not_by_oneself CHECK ((registered_by <> officer_id));
alter table system_key add constraint ck_system_key_times_in_order CHECK ((valid_to > valid_from));
alter table system_key add constraint fk_system_key_account_id_officer_id FOREIGN KEY (account_id, officer_id) REFERENCES nation.agent_system(account_id, officer_id);
alter table system_key add constraint fk_system_key_registered_by FOREIGN KEY (registered_by) REFERENCES nation.officer(id);
alter table system_key add constraint pk_system_key PRIMARY KEY (kid);
alter table token add constraint ck_token_appointment CHECK (((kind = 'session'::text) OR (appointment_id IS NOT NULL)));
alter table token add constraint ck_token_client CHECK ((length(client) <= 60));
alter table token add constraint ck_token_kind CHECK ((kind = ANY (ARRAY['api'::text, 'session'::text])));
alter table token add constraint fk_token_account_id FOREIGN KEY (account_id) REFERENCES nation.account(id);
alter table token add constraint fk_token_appointment_id FOREIGN KEY (appointment_id) REFERENCES nation.appointment(id);
alter table token add constraint pk_token PRIMARY KEY (digest);
alter table trail_base add constraint ck_trail_base_only_row CHECK (only_row);
alter table trail_base add constraint pk_trail_base PRIMARY KEY (only_row);
alter table used_assertion add constraint pk_used_assertion PRIMARY KEY (account_id, digest);

-- indexes
CREATE INDEX ix_account_officer_id ON nation.account USING btree (officer_id);
CREATE INDEX ix_account_use_person_id ON nation.account_use USING btree (person_id);
CREATE INDEX ix_act_log_told ON nation.act_log USING btree (told);
CREATE INDEX ix_admin_unit_parent_code ON nation.admin_unit USING btree (parent_code);
CREATE INDEX ix_agent_system_agent_code ON nation.agent_system USING btree (agent_code);
CREATE INDEX ix_appointment_officer_id ON nation.appointment USING btree (officer_id);
CREATE INDEX ix_appointment_unit_path ON nation.appointment USING btree (unit_path);
CREATE INDEX ix_coverage_district_span_day ON nation.coverage_district USING btree (span, day);
CREATE INDEX ix_coverage_district_span_known_on ON nation.coverage_district USING btree (span, known_on);
CREATE INDEX ix_issued_paper_batch_hash ON nation.issued_paper USING btree (batch_hash);
CREATE INDEX ix_look_up_officer_id ON nation.look_up USING btree (officer_id, at);
CREATE INDEX ix_office_event_officer_id ON nation.office_event USING btree (officer_id);
CREATE INDEX ix_person_claim_person_id ON nation.person_claim USING btree (person_id);
CREATE INDEX ix_person_claim_told ON nation.person_claim USING btree (told);
CREATE INDEX ix_person_key_entered_as ON nation.person_key USING btree (entered_as) WHERE (entered_as IS NOT NULL);
CREATE INDEX ix_person_key_person_id ON nation.person_key USING btree (person_id);
CREATE INDEX ix_person_notice_told ON nation.person_notice USING btree (told);
CREATE INDEX ix_system_key_account_id ON nation.system_key USING btree (account_id);
CREATE INDEX ix_token_account_id ON nation.token USING btree (account_id);
CREATE INDEX ix_used_assertion_kept_until ON nation.used_assertion USING btree (kept_until);
CREATE UNIQUE INDEX uq_account_machine ON nation.account USING btree (id, officer_id, machine);
CREATE UNIQUE INDEX uq_account_officer ON nation.account USING btree (id, officer_id);
CREATE UNIQUE INDEX uq_admin_unit_path ON nation.admin_unit USING btree (path);
CREATE UNIQUE INDEX uq_agent_system_officer ON nation.agent_system USING btree (account_id, officer_id);
CREATE UNIQUE INDEX uq_appointment_agent ON nation.appointment USING btree (id, officer_id, agent_code);
CREATE UNIQUE INDEX uq_appointment_officer ON nation.appointment USING btree (id, officer_id);
CREATE UNIQUE INDEX uq_person_claim_live ON nation.person_claim USING btree ((
CASE
    WHEN (state = 'live'::text) THEN person_id
    ELSE NULL::bigint
END));
CREATE UNIQUE INDEX uq_person_key_identity ON nation.person_key USING btree (digest) WHERE (kind = ANY (ARRAY[1, 4]));

-- row security
alter table coverage_delta enable force row level security;
alter table coverage_fold enable force row level security;
alter table idempotency enable force row level security;
policy own on idempotency for all to public
using (account_id = (NULLIF(current_setting('app.account_id'::text, true), ''::text))::bigint)
with check the same;
policy territory on coverage_delta for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF((COALESCE(current_setting('app.agent'::text, true), ''::text) = ''::text), false) IS NOT NULL))
with check the same;
policy territory on coverage_fold for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF((COALESCE(current_setting('app.agent'::text, true), ''::text) = ''::text), false) IS NOT NULL))
with check the same;

-- functions
function approved_deltas(place text, lines text) returns text language sql immutable as
    -- What these lines (people, months, money) add to what is approved, as a query.
    select format($q$
        select l.area_path, l.group_code, l.decision_id,
               nation.entrusted_to(d.agent_code, d.transfer_agent_code, x.account_number)
                   as agent_code,
               coalesce(d.source_id, 0) as source_id, l.cause, l.signed_on as day,
               nation.day_of(l.recorded_at) as known_on, sum(l.people)::bigint as approved_people,
               sum(l.months)::bigint as approved_months,
               sum(l.amount_dong)::bigint as approved_dong,
               0::bigint as paid_people, 0::bigint as paid_dong
          from (%2$s) l
          join %1$I.decision d on d.id = l.decision_id
          left join %1$I.dossier x on x.id = l.dossier_id and d.transfer_agent_code is not null
         group by 1, 2, 3, 4, 5, 6, 7, 8
        $q$, place, lines);
function arranged(place text, orders bigint[]) returns TABLE(order_id bigint, way text, receiver_name text, receiver_id_number text, receiver_paper text) language plpgsql stable security definer set search_path=pg_catalog, app.scope= as
declare
    agent text := nullif(current_setting('app.agent', true), '');
begin
    -- A payer is told how to hand over its own orders, and nothing about anybody else's.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    perform set_config('app.agent', '', true);
    return query execute format(
        'select o.id, case when o.account_number is not null then ''transfer'''
        ' else coalesce(a.way, ''counter'') end, a.receiver_name, a.receiver_id_number,'
        ' a.paper_number from %1$I.payout_order o'
        ' left join %1$I.payee_arrangement a on a.dossier_id = o.dossier_id and a.ended_at is null'
        ' and o.account_number is null'
        ' where o.id = any ($1) and o.agent_code = coalesce($2, o.agent_code)', place)
        using orders, agent;
    perform set_config('app.agent', coalesce(agent, ''), true);
end ;
function begun(day date, span integer) returns date language sql immutable parallel safe as
    -- The first of the so many days of a month in which a day lies; a span of 31 is the month.
    select day - (extract(day from day)::int - 1) % span;
function called_back() returns text language sql immutable as
    select $q$select dossier_id, id, 'owed' as what, owed_dong as amount_dong from %s$q$;
function called_off() returns text language sql immutable as
    select $q$select c.dossier_id, e.id, 'void' as what, e.amount_dong
                from %s e join %I.recovery_case c on c.id = e.case_id where e.kind = 'void'$q$;
function change_leaf(dossier_id bigint, act text, reason_code text, old_leaf bytea, new_leaf bytea) returns bytea language sql stable parallel safe as
RETURN sha256(('\x00'::bytea || convert_to((json_build_array(dossier_id, act, reason_code, encode(old_leaf, 'hex'::text), encode(new_leaf, 'hex'::text)))::text, 'UTF8'::name)));
function changed_lines() returns text language sql immutable as
    select $q$select dossier_id, area_path, group_code, decision_id, signed_on, recorded_at,
                     case when act = 'removed' then -1 else 0 end as people,
                     case when act = 'removed' then 0 else months end - was_months as months,
                     amount_dong - was_amount_dong as amount_dong, 'corrected' as cause from $q$;
function check_accounts() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    touched bigint[];
    long_ago bigint;
    grown bigint[];
    strange record;
begin
    -- Whoever moves money of a source waits for whoever came first, and then reads what they left.
    execute format(
        'select array_agg(id) from (select s.id from %I.fund_source s where s.id in'
        ' (select source_id from new_rows) order by s.id for no key update) held', tg_table_schema)
        into touched;
    execute format(
        'select n.journal_id from new_rows n join %I.fund_source s on s.id = n.source_id'
        ' where (s.level = ''suspense'') <> (n.account in (''claimed'', ''suspense'')) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'journal % mixes suspense with a source of money', strange.journal_id
            using errcode = '23514', constraint = 'ck_journal_suspense';
    end if;
    execute format(
        'select n.journal_id from (select distinct journal_id, source_id from new_rows) n'
        ' where n.journal_id <= (select max(c.up_to_journal) from %I.account_checkpoint c'
        ' where c.source_id = n.source_id) limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'journal % is older than what was counted already', strange.journal_id
            using errcode = '23514', constraint = 'ck_account_checkpoint_before';
    end if;
    -- What was given stands below zero until it is given back, and never above; what one source
    -- owes another, and what a payer claims, may stand on either side.
    for strange in select * from nation.standing(tg_table_schema, touched, null) loop
        if strange.account in ('allotment', 'advance') and strange.amount_dong > 0 then
            raise exception 'source % gives back too much of its %', strange.source_id,
                strange.account using errcode = '23514', constraint = 'ck_fund_account_given_back';
        elsif strange.account not in ('allotment', 'advance', 'settlement', 'claimed')
            and strange.amount_dong < 0 then
            raise exception 'source % is short in %', strange.source_id, strange.account
                using errcode = '23514', constraint = 'ck_fund_account_not_negative';
        elsif strange.newer >= 250 then
            grown := grown || strange.source_id;
        end if;
    end loop;
    if grown is not null then
        -- All that is older stands still: the source is held, and older journals are refused.
        execute 'select min(journal_id) - 1 from new_rows' into long_ago;
        execute format(
            'insert into %I.account_checkpoint (source_id, up_to_journal, account, amount_dong)'
            ' select source_id, $2, account, amount_dong from nation.standing($3, $1, $2)'
            ' on conflict do nothing',
            tg_table_schema)
            using (select array_agg(distinct id) from unnest(grown) g (id)), long_ago,
            tg_table_schema;
    end if;
    return null;
end ;
function check_adjusted_accounts() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    strange bigint;
begin
    -- The account was appraised: the leaf that stood, made again with the account that is to
    -- stand, must be the same.
    execute format(
        'select n.dossier_id from new_rows n join %1$I.dossier o on o.id = n.dossier_id'
        ' left join %1$I.adjustment_line p on p.dossier_id = n.dossier_id'
        ' and p.version = n.version - 1 where n.act = ''corrected'''
        ' and n.old_leaf <> nation.line_leaf(o.id, o.person_id, n.group_code, n.was_months,'
        ' n.was_amount_dong,'
        ' case when p.dossier_id is null then o.full_name else p.payee_name end,'
        ' case when p.dossier_id is null then o.id_number else p.id_number end,'
        ' case when p.dossier_id is null then o.hamlet else p.hamlet end,'
        ' n.account_number, n.account_name, n.bank, n.area_path) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'the account of dossier % is not the one that was appraised', strange
            using errcode = '23514', constraint = 'ck_adjustment_line_account';
    end if;
    return null;
end ;
function check_adjustment() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    strange bigint;
begin
    -- Asked at the commit, when stages, claims, orders and money have followed.
    execute format(
        'select 1 from (select count(*) as n, coalesce(sum(freed_dong), 0) as freed,'
        ' coalesce(sum(added_dong), 0) as added, coalesce(sum(owed_dong), 0) as owed,'
        ' nation.merkle_root(string_agg(change_leaf, '''' order by dossier_id)) as root'
        ' from %1$I.adjustment_line where adjustment_id = $1.id'
        ' and decision_id = $1.decision_id and signed_on = $1.signed_on) changes,'
        ' (select count(*) as n, coalesce(sum(amount_dong), 0) as total,'
        ' coalesce(nation.merkle_root(string_agg(leaf, '''' order by dossier_id)), sha256(''''))'
        ' as root from %1$I.line_in_force where decision_id = $1.decision_id) stand,'
        ' %1$I.decision d left join lateral (select a.root, a.place, a.signed_on'
        ' from %1$I.decision_adjustment a where a.decision_id = d.id and a.id <> $1.id'
        ' order by a.place desc limit 1) before on true'
        ' where d.id = $1.decision_id and d.kind = ''approved'' and d.area_path = $1.area_path'
        ' and $1.place = coalesce(before.place, 0) + 1'
        ' and $1.signed_on >= coalesce(before.signed_on, d.signed_on)'
        ' and $1.seen_root = coalesce(before.root, d.root)'
        ' and (changes.n, changes.freed, changes.added, changes.owed, changes.root)'
        ' = ($1.line_count, $1.freed_dong, $1.added_dong, $1.owed_dong, $1.changes_root)'
        ' and (stand.n, stand.total, stand.root) = ($1.case_count, $1.total_dong, $1.root)'
        ' and ($1.kind <> ''revoked'' or stand.n = 0)',
        tg_table_schema) into strange using new;
    if strange is null then
        raise exception 'adjustment % does not match its lines', new.id
            using errcode = '23514', constraint = 'ck_decision_adjustment_frozen';
    end if;
    execute format(
        'select count(*) from %1$I.decision_list l where l.decision_id = $1 and not exists'
        ' (select from %1$I.part_taken p where p.list_id = l.list_id and p.officer_id = $2'
        ' and p.part = ''signer'')', tg_table_schema) into strange
        using new.decision_id, new.signer_id;
    if strange > 0 then
        raise exception 'the signer of adjustment % has another part', new.id
            using errcode = '23514', constraint = 'ck_decision_adjustment_signer';
    end if;
    execute format(
        'select a.dossier_id from %1$I.adjustment_line a'
        ' left join %1$I.dossier_stage s on s.dossier_id = a.dossier_id'
        ' left join nation.person_claim c on c.dossier_id = a.dossier_id'
        ' where a.adjustment_id = $1 and case a.act when ''removed'' then'
        ' s.stage is distinct from ''revoked'' or coalesce(c.state, ''closed'') <> ''closed'''
        ' else s.stage is distinct from ''approved'' end limit 1',
        tg_table_schema) into strange using new.id;
    if strange is not null then
        raise exception 'dossier % does not stand as its decision says', strange
            using errcode = '23514', constraint = 'ck_decision_adjustment_stage';
    end if;
    execute format(
        'select 1 from %1$I.decision d, (select'
        ' coalesce(sum(e.amount_dong) filter (where j.kind = ''decommitment''), 0) as freed,'
        ' coalesce(-sum(e.amount_dong) filter (where j.kind = ''supplement''), 0) as added,'
        ' count(distinct j.source_id) as sources, min(j.source_id) as source'
        ' from %1$I.journal j join %1$I.journal_entry e on e.journal_id = j.id'
        ' where j.subject_id = $1.id and j.kind in (''decommitment'', ''supplement'')'
        ' and e.account = ''available'') booked,'
        ' (select coalesce(sum(owed_dong), 0) as owed from %1$I.recovery_case'
        ' where adjustment_id = $1.id) back where d.id = $1.decision_id'
        ' and (booked.freed, booked.added, back.owed)'
        ' = ($1.freed_dong, $1.added_dong, $1.owed_dong)'
        ' and (booked.sources = 0 or booked.sources = 1 and booked.source = d.source_id)',
        tg_table_schema) into strange using new;
    if strange is null then
        raise exception 'the money of adjustment % has not followed', new.id
            using errcode = '23514', constraint = 'ck_decision_adjustment_money';
    end if;
    execute format(
        'select o.dossier_id from %1$I.payout_order o join %1$I.adjustment_line a'
        ' on a.dossier_id = o.dossier_id and a.adjustment_id = $1'
        ' left join lateral (select sum(owed_dong) as owed from %1$I.adjustment_line e'
        ' where e.dossier_id = a.dossier_id) back on true'
        ' where o.live group by o.dossier_id, a.amount_dong, back.owed'
        ' having sum(o.amount_dong) > a.amount_dong + back.owed limit 1',
        tg_table_schema) into strange using new.id;
    if strange is not null then
        raise exception 'orders of dossier % exceed what is left of its line', strange
            using errcode = '23514', constraint = 'ck_decision_adjustment_orders';
    end if;
    return null;
end ;
function check_adjustment_lines() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    strange bigint;
begin
    -- What stood before is the last correction, or the line as it was first signed.
    execute format(
        'select n.dossier_id from new_rows n'
        ' left join %1$I.decision_line l on l.dossier_id = n.dossier_id'
        ' left join %1$I.adjustment_line p on p.dossier_id = n.dossier_id'
        ' and p.version = n.version - 1'
        ' where l.dossier_id is null or (n.decision_id, n.group_code, n.area_path)'
        ' is distinct from (l.decision_id, l.group_code, l.area_path)'
        ' or (p.dossier_id is null) <> (n.version = 1) or p.act = ''removed'''
        ' or (n.was_months, n.was_amount_dong, n.old_leaf) is distinct from'
        ' (coalesce(p.months, l.months), coalesce(p.amount_dong, l.amount_dong),'
        ' coalesce(p.leaf, l.leaf)) limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'the line of dossier % does not stand as this would change it', strange
            using errcode = '23514', constraint = 'ck_adjustment_line_chain';
    end if;
    execute format(
        'select n.dossier_id from new_rows n join %1$I.dossier o on o.id = n.dossier_id'
        ' where n.change_leaf <> nation.change_leaf(n.dossier_id, n.act, n.reason_code,'
        ' n.old_leaf, n.leaf) or n.act = ''corrected'' and n.leaf <> nation.line_leaf('
        ' o.id, o.person_id, n.group_code, n.months, n.amount_dong, n.payee_name, n.id_number,'
        ' n.hamlet, n.account_number, n.account_name, n.bank, n.area_path) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'the changed line of dossier % is not what its leaf says', strange
            using errcode = '23514', constraint = 'ck_adjustment_line_hashes';
    end if;
    return null;
end ;
function check_alert_answer() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    heard boolean;
begin
    execute format(
        'select exists (select from %I.part_taken p where p.list_id = $1 and p.officer_id = $2'
        ' and p.part ~ ''_council$'')', tg_table_schema)
        into heard using new.list_id, new.answered_by;
    if not heard then
        raise exception 'officer % answers for no council over list %', new.answered_by, new.list_id
            using errcode = '23503', constraint = 'fk_list_alert_part';
    end if;
    return null;
end ;
function check_arrangements() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    strange bigint;
begin
    -- Whoever takes orders holds them: whichever comes second sees what the first has done.
    execute format(
        'select from %1$I.payout_order o where o.live'
        ' and o.dossier_id in (select n.dossier_id from new_rows n)'
        ' order by o.id for no key update', tg_table_schema);
    execute format(
        'select o.id from %1$I.payout_order o join %1$I.lease_order l on l.order_id = o.id'
        ' where o.live and o.dossier_id in (select n.dossier_id from new_rows n)'
        ' and not exists (select from %1$I.order_outcome e where e.order_id = o.id) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'order % is with its agent', strange
            using errcode = '23514', constraint = 'ck_payee_arrangement_taken';
    end if;
    execute format(
        'select n.dossier_id from new_rows n left join %1$I.dossier d on d.id = n.dossier_id'
        ' where d.area_path is distinct from n.area_path limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'dossier % lies elsewhere', strange
            using errcode = '23514', constraint = 'ck_payee_arrangement_place';
    end if;
    return null;
end ;
function check_cancellation() returns trigger language plpgsql security definer set search_path=pg_catalog, app.agent= as
declare
    strange bigint;
begin
    -- What no payer holds is cancelled at once; what one holds is only asked back.
    execute format(
        'select n.order_id from new_rows n join %1$I.payout_order o on o.id = n.order_id'
        ' left join %1$I.lease_order l on l.order_id = n.order_id'
        ' where (n.kind = ''direct'') <> (l.order_id is null)'
        ' or n.kind = ''direct'' and o.live'
        ' or (n.agent_code, n.area_path) is distinct from (o.agent_code, o.area_path) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'order % cannot be cancelled so', strange
            using errcode = '23514', constraint = 'ck_order_cancellation_kind';
    end if;
    return null;
end ;
function check_cancellation_open() returns trigger language plpgsql security definer set search_path=pg_catalog, app.agent= as
declare
    strange bigint;
begin
    -- What has ended, or was answered for, cannot be asked back.
    execute format(
        'select n.order_id from new_rows n join %1$I.payout_order o on o.id = n.order_id'
        ' where n.kind = ''requested'' and (not o.live or exists'
        ' (select from %1$I.order_outcome e where e.order_id = n.order_id)) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'order % was answered for already', strange
            using errcode = '23514', constraint = 'ck_order_cancellation_open';
    end if;
    return null;
end ;
function check_changed_at_draft() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    standing text;
begin
    -- What an office handed in is never rewritten: only a draft may be corrected.
    execute format('select stage from %I.dossier_stage where dossier_id = $1', tg_table_schema)
        into standing using old.id;
    if standing is distinct from 'draft' then
        raise exception 'dossier % stands at %', old.id, standing
            using errcode = '23514', constraint = 'ck_dossier_changed_at_draft';
    end if;
    return new;
end ;
function check_complaint_event() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    lists bigint[];
begin
    execute format(
        'select nation.lists_of_target($1, c.dossier_id, c.list_id, c.batch_id)'
        ' from %I.complaint c where c.id = $2', tg_table_schema)
        into lists using tg_table_schema, new.complaint_id;
    if nation.is_party(tg_table_schema, new.officer_id, lists) then
        raise exception 'complaint % cannot be answered by who made the list', new.complaint_id
            using errcode = '23514', constraint = 'ck_complaint_event_party';
    end if;
    return new;
end ;
function check_decision() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    strange bigint;
    living bigint;
begin
    execute format(
        'select d.id from %1$I.decision d left join lateral (select count(*) as n,'
        ' coalesce(sum(amount_dong), 0) as total,'
        ' coalesce(nation.merkle_root(string_agg(l.leaf, '''' order by l.dossier_id)),'
        ' sha256('''')) as root'
        ' from %1$I.decision_line l'
        ' where l.decision_id = d.id) found on true where d.id = $1 and d.kind = ''approved'''
        ' and (found.n <> d.case_count or found.total <> d.total_dong or found.root <> d.root)',
        tg_table_schema) into strange using new.id;
    if strange is not null then
        raise exception 'decision % does not match its lines', strange
            using errcode = '23514', constraint = 'ck_decision_frozen';
    end if;
    -- Counted, and the state asked of each claim found: the statistics do not know claims that
    -- have just come alive, and a search among the live ones walks all of them for every line.
    execute format(
        'select count(*) filter (where c.state = ''live'') from %1$I.decision_line l'
        ' join nation.person_claim c on c.dossier_id = l.dossier_id where l.decision_id = $1',
        tg_table_schema) into living using new.id;
    if new.kind = 'approved' and living <> new.case_count then
        raise exception 'decision % approves without live claims', new.id
            using errcode = '23514', constraint = 'ck_decision_live_claims';
    end if;
    return null;
end ;
function check_decision_lines() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    strange bigint;
begin
    execute format(
        'select n.decision_id from (select distinct decision_id from new_rows) n'
        ' left join %1$I.decision d on d.id = n.decision_id'
        ' left join lateral (select count(*) as n, sum(amount_dong) as total'
        ' from %1$I.decision_line l where l.decision_id = d.id) found on true'
        ' where d.id is null or d.kind <> ''approved'' or found.n <> d.case_count'
        ' or found.total <> d.total_dong'
        ' limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'decision % does not match its lines', strange
            using errcode = '23514', constraint = 'ck_decision_frozen';
    end if;
    execute format(
        'select n.dossier_id from new_rows n join %1$I.dossier o on o.id = n.dossier_id'
        ' where (n.group_code, n.months, n.amount_dong, n.area_path)'
        ' is distinct from (o.group_code, o.months, o.amount_dong, o.area_path)'
        ' or n.leaf <> nation.line_leaf(o.id, o.person_id, n.group_code, n.months,'
        ' n.amount_dong, o.full_name, o.id_number, o.hamlet, o.account_number,'
        ' o.account_name, o.bank, n.area_path)'
        ' limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'the line of dossier % is not what its leaf says', strange
            using errcode = '23514', constraint = 'ck_decision_line_leaf';
    end if;
    return null;
end ;
function check_enrolled() returns trigger language plpgsql security definer set search_path=pg_catalog as
begin
    if exists (select from new_rows n join nation.account a on a.id = n.account_id
                where a.machine) then
        raise exception 'a machine signs with its key, never with a code'
            using errcode = '23514', constraint = 'ck_enrolment_of_a_person';
    end if;
    return null;
end ;
function check_hold_release() returns trigger language plpgsql security definer set search_path=pg_catalog as
begin
    if old.state <> 'live' or new.state <> 'released' then
        raise exception 'a hold ends once' using errcode = '23514', constraint = 'ck_hold_ended';
    end if;
    if nation.is_party(tg_table_schema, new.released_by, nation.lists_of_target(
            tg_table_schema, new.dossier_id, new.list_id, new.batch_id)) then
        raise exception 'hold % cannot be ended by who made the list', new.id
            using errcode = '23514', constraint = 'ck_hold_party';
    end if;
    return new;
end ;
function check_journal() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    total numeric;
    legs bigint;
    sources bigint;
begin
    execute format(
        'select coalesce(sum(amount_dong), 0), count(*), count(distinct source_id)'
        ' from %I.journal_entry where journal_id = $1',
        tg_table_schema) into total, legs, sources using new.journal_id;
    if total <> 0 or legs < 2 or sources > 1 then
        raise exception 'journal % sums to %', new.journal_id, total
            using errcode = '23514', constraint = 'ck_journal_sums_to_zero';
    end if;
    return null;
end ;
function check_journal_has_legs() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    legs bigint;
begin
    execute format('select count(*) from %I.journal_entry where journal_id = $1',
                   tg_table_schema) into legs using new.id;
    if legs < 2 then
        raise exception 'journal % has no two legs', new.id
            using errcode = '23514', constraint = 'ck_journal_sums_to_zero';
    end if;
    return null;
end ;
function check_journal_kinds() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    strange bigint;
begin
    execute format(
        'select n.id from new_rows n join %I.fund_source s on s.id = n.source_id'
        ' where (s.level = ''suspense'') <> (n.kind in (''suspense'', ''suspense_cleared''))'
        ' limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'journal % is not of the kind its source carries', strange
            using errcode = '23514', constraint = 'ck_journal_suspense';
    end if;
    return null;
end ;
function check_lease_orders() returns trigger language plpgsql security definer set search_path=pg_catalog, app.agent= as
declare
    strange bigint;
    runs bigint[];
    leased bigint[];
begin
    execute format(
        'select n.order_id from new_rows n left join %1$I.payout_order o on o.id = n.order_id'
        ' left join %1$I.payout_run r on r.id = o.run_id'
        ' left join %1$I.payout_lease l on l.id = n.lease_id'
        ' where o.id is null or not o.live or r.state <> ''released'' or l.id is null'
        ' or l.acknowledged_at is not null or (n.agent_code, n.run_id, n.area_path)'
        ' is distinct from (o.agent_code, o.run_id, o.area_path)'
        ' or l.agent_code <> o.agent_code limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'order % is not to be sent by this lease', strange
            using errcode = '23514', constraint = 'ck_lease_order_ready';
    end if;
    select array_agg(distinct run_id), array_agg(order_id) into runs, leased from new_rows;
    execute format(
        'select r.id from %I.payout_run r where r.id = any ($1)'
        ' and nation.is_suspended(r.decision_id) limit 1', tg_table_schema)
        into strange using runs;
    if strange is not null then
        raise exception 'run % is suspended', strange
            using errcode = '23514', constraint = 'ck_payout_run_not_suspended';
    end if;
    if nation.held_orders_of(tg_table_schema, runs) && leased then
        raise exception 'an order of this lease is held'
            using errcode = '23514', constraint = 'ck_payout_order_not_held';
    end if;
    return null;
end ;
function check_lease_ways() returns trigger language plpgsql security definer set search_path=pg_catalog, app.agent= as
declare
    strange bigint;
begin
    -- Whose line names an account is paid there; nobody else receives it in their place.
    execute format(
        'select n.order_id from new_rows n join %1$I.payout_order o on o.id = n.order_id'
        ' where (n.way = ''transfer'') <> (o.account_number is not null)'
        ' or n.way = ''transfer'' and num_nonnulls(n.receiver_name, n.receiver_id_number,'
        ' n.receiver_paper) > 0 limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'order % is not handed over so', strange
            using errcode = '23514', constraint = 'ck_lease_order_transfer';
    end if;
    return null;
end ;
function check_lines_not_held() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    held record;
    stopped bigint;
begin
    select * into held from nation.live_holds(tg_table_schema);
    if held.dossiers = '{}' and held.lists = '{}' then
        return null;
    end if;
    execute format(
        'select n.dossier_id from new_rows n join %I.dossier d on d.id = n.dossier_id'
        ' where n.dossier_id = any ($1) or d.list_id = any ($2) limit 1', tg_table_schema)
        into stopped using held.dossiers, held.lists;
    if stopped is not null then
        raise exception 'dossier % is held', stopped
            using errcode = '23514', constraint = 'ck_decision_line_not_held';
    end if;
    return null;
end ;
function check_not_suspended() returns trigger language plpgsql security definer set search_path=pg_catalog, app.agent= as
begin
    -- Who suspends holds the batch: whichever comes second sees what the first has done.
    execute format(
        'select from %1$I.batch b join %1$I.decision d on d.batch_id = b.id where d.id = $1'
        ' for share of b', tg_table_schema) using new.decision_id;
    if nation.is_suspended(new.decision_id) then
        raise exception 'decision % is suspended', new.decision_id
            using errcode = '23514', constraint = 'ck_payout_run_not_suspended';
    end if;
    return new;
end ;
function check_objections_answered() returns trigger language plpgsql security definer set search_path=pg_catalog, app.agent= as
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
end ;
function check_opinions() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    strange bigint;
begin
    execute format(
        'select said.officer from ('
        ' select distinct n.sitting_id, d.list_id, n.given_by as officer from new_rows n'
        ' join %1$I.dossier d on d.id = n.dossier_id) said'
        ' join %1$I.sitting s on s.id = said.sitting_id'
        ' where not exists (select from %1$I.sitting_list a where a.sitting_id = said.sitting_id'
        ' and a.list_id = said.list_id) or not exists (select from %1$I.part_taken p'
        ' where p.list_id = said.list_id and p.officer_id = said.officer'
        ' and p.part = s.level || ''_council'') limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'officer % gives no word in this council', strange
            using errcode = '23503', constraint = 'fk_opinion_part';
    end if;
    return null;
end ;
function check_orders_not_held() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    sent record;
begin
    for sent in execute format(
        'select r.id, array_agg(n.id) as orders from new_rows n join %I.payout_run r'
        ' on r.id = n.run_id where n.live and r.state = ''released'' group by r.id',
        tg_table_schema)
    loop
        if nation.held_orders(tg_table_schema, sent.id) && sent.orders then
            raise exception 'run % would send an order that is held', sent.id
                using errcode = '23514', constraint = 'ck_payout_order_not_held';
        end if;
    end loop;
    return null;
end ;
function check_outcomes() returns trigger language plpgsql security definer set search_path=pg_catalog, app.agent= as
declare
    strange bigint;
begin
    -- Each fact is of an order that its payer holds, told by a statement of that payer.
    execute format(
        'select n.order_id from new_rows n left join %1$I.payout_order o on o.id = n.order_id'
        ' left join %1$I.lease_order l on l.order_id = n.order_id'
        ' left join %1$I.statement s on s.id = n.statement_id'
        ' where o.id is null or l.order_id is null or s.id is null'
        ' or s.agent_code <> o.agent_code or n.agent_code <> o.agent_code'
        ' or n.dossier_id <> o.dossier_id or n.group_code <> o.group_code'
        ' or n.area_path <> o.area_path or n.amount_dong > o.amount_dong'
        ' or (n.kind = ''partial'') <> (n.amount_dong < o.amount_dong)'
        ' or (n.kind in (''failed'', ''returned'')) <> (n.reason_code is not null) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'this cannot have become of order %', strange
            using errcode = '23514', constraint = 'ck_order_outcome_of_its_order';
    end if;
    return null;
end ;
function check_own_case() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    own bigint;
begin
    execute format(
        'select d.id from new_rows n join nation.officer f on f.id = n.%2$I'
        ' join nation.person_key k on k.digest = f.identity_digest and k.kind in (1, 4)'
        ' join nation.person_claim c on c.person_id = k.person_id and c.state in (''open'', ''live'')'
        ' join %1$I.dossier d on d.id = c.dossier_id and d.list_id = n.list_id'
        ' where n.part not in (''maker'', ''recused'') limit 1', tg_table_schema, tg_argv[0])
        into own;
    if own is not null then
        raise exception 'dossier % is the own case of who would judge it', own
            using errcode = '23514', constraint = 'ck_part_taken_own_case';
    end if;
    return null;
end ;
function check_parents() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    orphan bigint;
begin
    -- A foreign key that ten thousand rows of one statement share, looked up once.
    execute format(
        'select n.%2$I from (select distinct %2$I from new_rows) n'
        ' where not exists (select from %1$I.%3$I p where p.id = n.%2$I) limit 1',
        tg_table_schema, tg_argv[0], tg_argv[1]) into orphan;
    if orphan is not null then
        raise exception 'no % with number %', tg_argv[1], orphan
            using errcode = '23503', constraint = format('parent_%s_%s', tg_table_name, tg_argv[0]);
    end if;
    return null;
end ;
function check_payee_receipts() returns trigger language plpgsql security definer set search_path=pg_catalog, app.agent=, app.scope= as
declare
    strange bigint;
begin
    -- The run may be a whole district's and the list an employer's: above who records.
    perform set_config('app.scope', substr(tg_table_schema, 2) || '.', true);
    execute format(
        'select n.order_id from new_rows n left join %1$I.payout_order o on o.id = n.order_id'
        ' left join %1$I.payout_run r on r.id = o.run_id where o.id is null'
        ' or r.state <> ''released'' or n.amount_dong > o.amount_dong'
        ' or n.signed_on < (r.released_at at time zone ''Asia/Ho_Chi_Minh'')::date'
        ' or (n.due_dong, n.dossier_id, n.agent_code, n.area_path)'
        ' is distinct from (o.amount_dong, o.dossier_id, o.agent_code, o.area_path) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'order % was not handed over so', strange
            using errcode = '23514', constraint = 'ck_payee_receipt_order';
    end if;
    execute format(
        'select n.order_id from new_rows n join %1$I.dossier d on d.id = n.dossier_id'
        ' join %1$I.dossier_list l on l.id = d.list_id where l.maker_id = n.recorded_by limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'the maker of its list says that order % was handed over', strange
            using errcode = '23514', constraint = 'ck_payee_receipt_other_hands';
    end if;
    return null;
end ;
function check_payout_orders() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    strange bigint;
begin
    -- Whoever suspends or adjusts holds the batch; an order issued again waits and then looks.
    execute format(
        'select from %1$I.batch b join %1$I.decision d on d.batch_id = b.id where d.id in ('
        ' select r.decision_id from %1$I.payout_run r where r.state = ''released'''
        ' and r.id in (select n.run_id from new_rows n where n.live))'
        ' order by b.id for share of b', tg_table_schema);
    execute format(
        'select promised.dossier_id from %1$I.line_in_force l right join ('
        ' select o.dossier_id, sum(o.amount_dong) as total, min(o.group_code) as group_code'
        ' from %1$I.payout_order o where o.live'
        ' and o.dossier_id in (select n.dossier_id from new_rows n where n.live)'
        ' group by o.dossier_id'
        ' ) promised using (dossier_id)'
        ' where l.dossier_id is null or promised.total > l.amount_dong'
        ' or promised.group_code <> l.group_code limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'orders of dossier % exceed what was approved', strange
            using errcode = '23514', constraint = 'ck_payout_order_within_decision';
    end if;
    execute format(
        'select n.dossier_id from (select distinct dossier_id from new_rows) n where not exists'
        ' (select from %1$I.decision_line l where l.dossier_id = n.dossier_id) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'an order of dossier %, which no decision names', strange
            using errcode = '23503', constraint = 'parent_payout_order_dossier_id';
    end if;
    execute format(
        'select n.dossier_id from new_rows n join %1$I.dossier o on o.id = n.dossier_id'
        ' join %1$I.line_in_force l on l.dossier_id = n.dossier_id where n.live'
        ' and ((n.payee_name, n.payee_id_number, n.payee_hamlet)'
        ' is distinct from (l.payee_name, l.id_number, l.hamlet)'
        ' or n.account_number is not null and (n.account_number, n.account_name, n.bank)'
        ' is distinct from (l.account_number, l.account_name, l.bank)'
        ' or l.leaf <> nation.line_leaf(o.id, o.person_id, l.group_code, l.months,'
        ' l.amount_dong, l.payee_name, l.id_number, l.hamlet, l.account_number,'
        ' l.account_name, l.bank, l.area_path))'
        ' limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'an order of dossier % pays somebody who was not approved', strange
            using errcode = '23514', constraint = 'ck_payout_order_payee';
    end if;
    -- Runs made before they were one commune and one month name no month.
    execute format(
        'select n.id from new_rows n join %1$I.payout_run r on r.id = n.run_id'
        ' where r.first_month is not null and (n.agent_code, n.area_path, n.first_month)'
        ' is distinct from (r.agent_code, r.area_path, r.first_month) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'order % is of another agent, commune or month than its run', strange
            using errcode = '23514', constraint = 'ck_payout_order_run';
    end if;
    execute format(
        'select r.decision_id from %1$I.payout_run r where r.state = ''released'''
        ' and r.id in (select n.run_id from new_rows n where n.live)'
        ' and nation.is_suspended(r.decision_id) limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'decision % is suspended', strange
            using errcode = '23514', constraint = 'ck_payout_run_not_suspended';
    end if;
    return null;
end ;
function check_posting_answered() returns trigger language plpgsql security definer set search_path=pg_catalog, app.agent= as
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
end ;
function check_recovery_cases() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    strange bigint;
begin
    execute format(
        'select n.dossier_id from new_rows n left join %1$I.adjustment_line a'
        ' on a.adjustment_id = n.adjustment_id and a.dossier_id = n.dossier_id'
        ' left join %1$I.decision d on d.id = n.decision_id'
        ' where n.cause = ''decision'' and (a.dossier_id is null'
        ' or (n.owed_dong, n.decision_id, n.group_code, n.area_path, n.whole, n.source_id)'
        ' is distinct from (a.owed_dong, a.decision_id, a.group_code, a.area_path,'
        ' a.act = ''removed'', d.source_id) or n.since < a.signed_on) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'no decision says that this comes back from dossier %', strange
            using errcode = '23514', constraint = 'ck_recovery_case_decided';
    end if;
    execute format(
        'select n.dossier_id from new_rows n left join %1$I.payout_order o on o.id = n.order_id'
        ' left join %1$I.payout_run r on r.id = o.run_id'
        ' left join %1$I.order_cancellation c on c.order_id = n.order_id'
        ' left join %1$I.order_outcome f on f.order_id = n.order_id and f.kind = ''paid'''
        ' where n.cause in (''after_cancel'', ''overpaid'') and (o.id is null'
        ' or f.order_id is null or n.since < f.done_on'
        ' or (n.dossier_id, n.decision_id, n.source_id, n.group_code, n.area_path)'
        ' is distinct from (o.dossier_id, r.decision_id, r.source_id, o.group_code, o.area_path)'
        ' or n.cause = ''after_cancel'' and (c.order_id is null or f.amount_dong <> n.owed_dong))'
        ' limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'no order of dossier % was paid so', strange
            using errcode = '23514', constraint = 'ck_recovery_case_paid';
    end if;
    execute format(
        'select n.dossier_id from new_rows n'
        ' left join %1$I.benefit_adjustment b on b.id = n.benefit_adjustment_id'
        ' left join %1$I.decision_line l on l.dossier_id = n.dossier_id'
        ' left join %1$I.decision d on d.id = l.decision_id'
        ' where n.cause = ''double_benefit'' and (b.id is null or b.kind <> ''recovery'''
        ' or b.state <> ''open'' or (n.dossier_id, n.owed_dong, n.area_path, n.decision_id,'
        ' n.group_code, n.source_id) is distinct from (b.dossier_id, b.amount_dong, b.area_path,'
        ' l.decision_id, l.group_code, d.source_id)) limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'no settlement says that this comes back from dossier %', strange
            using errcode = '23514', constraint = 'ck_recovery_case_benefit';
    end if;
    return null;
end ;
function check_recovery_entry() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    owed bigint;
    source bigint;
    settled bigint;
    strange bigint;
begin
    -- Asked at the commit and under the lock of the case: rivals are counted one after the other.
    execute format('select owed_dong, source_id from %I.recovery_case where id = $1'
        ' and area_path = $2 for no key update', tg_table_schema)
        into owed, source using new.case_id, new.area_path;
    execute format('select coalesce(sum(amount_dong), 0) from %I.recovery_entry where case_id = $1',
        tg_table_schema) into settled using new.case_id;
    if owed is null or settled not between 0 and owed then
        raise exception 'case % would be settled by %', new.case_id, settled
            using errcode = '23514', constraint = 'ck_recovery_entry_balance';
    end if;
    if new.reverses_id is not null then
        execute format(
            'select id from %I.recovery_entry where id = $1 and kind = ''receipt'''
            ' and case_id = $2 and amount_dong = - $3 and recorded_by <> $4', tg_table_schema)
            into strange using new.reverses_id, new.case_id, new.amount_dong, new.recorded_by;
        if strange is null then
            raise exception 'entry % does not take back another one''s receipt', new.id
                using errcode = '23514', constraint = 'ck_recovery_entry_other_hands';
        end if;
    end if;
    if new.journal_id is not null then
        execute format(
            'select j.id from %1$I.journal j join %1$I.journal_entry e on e.journal_id = j.id'
            ' and e.account = ''recovered'' where j.id = $1 and j.source_id = $2'
            ' and j.subject_id = $3 and e.amount_dong = $4 and j.kind ='
            ' case when $4 > 0 then ''recovery'' else ''recovery_undone'' end',
            tg_table_schema) into strange
            using new.journal_id, source, new.case_id, new.amount_dong;
        if strange is null then
            raise exception 'the money of entry % has not followed', new.id
                using errcode = '23514', constraint = 'ck_recovery_entry_booked';
        end if;
    end if;
    return null;
end ;
function check_recovery_plan() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    number bigint := (to_jsonb(new) ->> tg_argv[0])::bigint;
    strange bigint;
begin
    execute format('select from %1$I.recovery_case c join %1$I.recovery_plan p on p.case_id = c.id'
        ' where p.id = $1 for no key update of c', tg_table_schema) using number;
    execute format(
        'select p.id from %1$I.recovery_plan p join %1$I.recovery_case c on c.id = p.case_id'
        ' and c.area_path = p.area_path, lateral (select count(*) as n, max(place) as last,'
        ' sum(i.amount_dong) as total from %1$I.recovery_instalment i'
        ' where i.plan_id = p.id and i.area_path = p.area_path) parts'
        ' where p.id = $1 and (parts.n, parts.last, parts.total)'
        ' = (p.instalment_count, p.instalment_count, p.total_dong)'
        ' and ($2 or p.total_dong = c.owed_dong - (select coalesce(sum(e.amount_dong), 0)'
        ' from %1$I.recovery_entry e where e.case_id = c.id))', tg_table_schema)
        into strange using number, tg_argv[0] <> 'id';
    if strange is null then
        raise exception 'plan % is not what is left of its case', number
            using errcode = '23514', constraint = 'ck_recovery_plan_sums';
    end if;
    return null;
end ;
function check_run_closing() returns trigger language plpgsql security definer set search_path=pg_catalog, app.agent= as
declare
    strange bigint;
begin
    -- Who closes holds the run; every order of it has come to an end, and the ends sum up.
    execute format('select from %I.payout_run where id in (select run_id from new_rows)'
        ' order by id for no key update', tg_table_schema);
    execute format(
        'select n.run_id from new_rows n join lateral (select count(*) as n,'
        ' coalesce(sum(s.amount_dong), 0) as total,'
        ' coalesce(sum(s.paid_dong), 0) as paid,'
        ' coalesce(sum(s.amount_dong - s.paid_dong) filter (where s.state in'
        ' (''failed'', ''partial'')), 0) as failed,'
        ' coalesce(sum(s.amount_dong) filter (where s.state = ''returned''), 0) as returned,'
        ' coalesce(sum(s.amount_dong) filter (where s.state = ''cancelled''), 0) as cancelled'
        ' from %1$I.order_standing s where s.run_id = n.run_id and s.lease_id is not null'
        ' ) found on true'
        ' where (found.n, found.total, found.paid, found.failed, found.returned, found.cancelled)'
        ' is distinct from (n.order_count, n.total_dong, n.paid_dong, n.failed_dong,'
        ' n.returned_dong, n.cancelled_dong) or exists (select from %1$I.order_standing s'
        ' where s.run_id = n.run_id and not s.followed'
        ' and s.state in (''prepared'', ''released'', ''leased'', ''sent'')) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'run % does not close', strange
            using errcode = '23514', constraint = 'ck_run_closing_stands';
    end if;
    return null;
end ;
function check_run_not_held() returns trigger language plpgsql security definer set search_path=pg_catalog as
begin
    if nation.held_orders(tg_table_schema, new.id) <> '{}' then
        raise exception 'run % sends orders that are held', new.id
            using errcode = '23514', constraint = 'ck_payout_run_not_held';
    end if;
    return null;
end ;
function check_run_open() returns trigger language plpgsql security definer set search_path=pg_catalog, app.agent= as
declare
    strange bigint;
begin
    execute format('select exists (select from %I.run_closing)::int', tg_table_schema) into strange;
    if strange = 0 then
        return null;
    end if;
    if tg_argv[0] = 'run_id' then
        execute format('select c.run_id from (select distinct run_id from new_rows where live) n'
            ' join %I.run_closing c using (run_id) limit 1', tg_table_schema) into strange;
    else
        execute format('select c.run_id from new_rows n join %1$I.payout_order o on o.id = n.order_id'
            ' join %1$I.run_closing c on c.run_id = o.run_id limit 1', tg_table_schema)
            into strange;
    end if;
    if strange is not null then
        raise exception 'run % is closed', strange
            using errcode = '23514', constraint = 'ck_run_closing_open';
    end if;
    return null;
end ;
function check_sample() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    strange bigint;
begin
    -- Drawn again by the database: no line is chosen by hand, none left out.
    execute format(
        'select s.id from %1$I.inspection_sample s join %1$I.decision d on d.id = s.decision_id'
        ' where s.id in (select n.sample_id from new_rows n) and (d.kind <> ''approved'''
        ' or d.root <> s.root or d.case_count <> s.population or array(select l.dossier_id'
        ' from %1$I.decision_line l where l.decision_id = s.decision_id'
        ' order by sha256(convert_to(s.seed, ''UTF8'') || l.leaf) limit s.size)'
        ' is distinct from array(select m.dossier_id from %1$I.sample_line m'
        ' where m.sample_id = s.id order by m.place)) limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'sample % is not what its seed draws', strange
            using errcode = '23514', constraint = 'ck_sample_line_drawn';
    end if;
    return null;
end ;
function check_seats() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    strange bigint;
begin
    execute format(
        'select n.officer_id from new_rows n join %1$I.sitting s on s.id = n.sitting_id'
        ' where n.part <> s.level || ''_council'' or not exists (select from %1$I.sitting_list a'
        ' where a.sitting_id = n.sitting_id and a.list_id = n.list_id) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'officer % sits in a council of another level or list', strange
            using errcode = '23503', constraint = 'fk_sitting_seat_level';
    end if;
    return null;
end ;
function check_settlement_journals() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    strange bigint;
begin
    execute format(
        'select n.id from new_rows n where not exists (select from %1$I.journal j'
        ' join %1$I.journal_entry e on e.journal_id = j.id and e.account = ''settlement'''
        ' where j.id = n.owed_journal_id and j.kind = ''settlement_owed'''
        ' and j.source_id = n.from_source_id and e.amount_dong = n.amount_dong)'
        ' or not exists (select from %1$I.journal j'
        ' join %1$I.journal_entry e on e.journal_id = j.id and e.account = ''settlement'''
        ' where j.id = n.received_journal_id and j.kind = ''settlement_received'''
        ' and j.source_id = n.to_source_id and e.amount_dong = - n.amount_dong) limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'settlement % is not what its journals say', strange
            using errcode = '23514', constraint = 'ck_fund_settlement_journals';
    end if;
    return null;
end ;
function check_settlements_sum() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    total numeric;
begin
    execute format(
        'select coalesce(sum(amount_dong), 0) from %I.journal_entry where account = ''settlement''',
        tg_table_schema) into total;
    if total <> 0 then
        raise exception 'what sources owe one another sums to %', total
            using errcode = '23514', constraint = 'ck_fund_settlements_sum_to_zero';
    end if;
    return null;
end ;
function check_settler() returns trigger language plpgsql security definer set search_path=pg_catalog, app.agent= as
declare
    strange bigint;
begin
    -- Whoever sent the statement judges nothing of it, and neither rules on what they proposed.
    execute format('select s.received_by from %I.statement s where s.id = $1'
        ' and s.received_by in ($2, $3)', tg_table_schema)
        into strange using new.statement_id, new.proposed_by, new.ruled_by;
    if strange is not null then
        raise exception 'officer % sent statement %', strange, new.statement_id
            using errcode = '23514', constraint = 'ck_exception_settlement_two_people';
    end if;
    return null;
end ;
function check_signed() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    strange bigint;
begin
    -- Every list that a decision is about bears the signer's part, or it was nobody's to sign.
    execute format(
        'select list_id from ('
        ' select b.list_id from %1$I.batch_list b where b.batch_id = $1'
        ' union select d.list_id from %1$I.decision_line l'
        ' join %1$I.dossier d on d.id = l.dossier_id where l.decision_id = $2) about'
        ' where not exists (select from %1$I.decision_list s where s.decision_id = $2'
        ' and s.list_id = about.list_id) limit 1', tg_table_schema)
        into strange using new.batch_id, new.id;
    if strange is not null then
        raise exception 'list % is decided without its signer', strange
            using errcode = '23503', constraint = 'fk_decision_signed_lists';
    end if;
    return null;
end ;
function check_sitting_closing() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    given bigint;
begin
    if old.state = 'closed' then
        raise exception 'sitting % is closed', new.id
            using errcode = '23514', constraint = 'ck_sitting_closed_once';
    end if;
    if new.state <> 'closed' or new.votes_needed = 0 then
        return new;
    end if;
    execute format('select count(*) from %I.sitting_vote where sitting_id = $1 and record = $2',
                   tg_table_schema) into given using new.id, new.record;
    if given < new.votes_needed then
        raise exception 'sitting % has % of % votes', new.id, given, new.votes_needed
            using errcode = '23514', constraint = 'ck_sitting_votes_given';
    end if;
    return new;
end ;
function check_speakers() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    strange bigint;
begin
    execute format(
        'select n.list_id from new_rows n join %1$I.sitting s on s.id = n.sitting_id'
        ' where not exists (select from %1$I.part_taken p where p.list_id = n.list_id'
        ' and p.officer_id = s.opened_by and p.part = s.level || ''_council'') limit 1',
        tg_table_schema) into strange;
    if strange is not null then
        raise exception 'who opens the sitting is none of its council over list %', strange
            using errcode = '23503', constraint = 'fk_sitting_list_part';
    end if;
    return null;
end ;
function check_statement() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    judged record;
    queued bigint;
begin
    execute format(
        'select count(*) as lines, coalesce(sum(amount_dong), 0) as total,'
        ' count(*) filter (where verdict not in (''paid'', ''partial'', ''failed'', ''returned'','
        ' ''cancelled'', ''duplicate'')) as open from %I.statement_line where statement_id = $1',
        tg_table_schema) into judged using new.id;
    execute format('select count(*) from %I.statement_exception where statement_id = $1',
                   tg_table_schema) into queued using new.id;
    if judged.lines <> new.line_count or judged.total <> new.total_dong
        or judged.open <> queued or new.mode = 'strict' and queued > 0 then
        raise exception 'statement %: % lines, % in all, % open, % queued', new.id, judged.lines,
            judged.total, judged.open, queued
            using errcode = '23514', constraint = 'ck_statement_adds_up';
    end if;
    return null;
end ;
function check_steps_not_held() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    road text[] := array['at_commune', 'confirming', 'at_district', 'at_province', 'approved'];
    held record;
    stopped bigint;
begin
    select * into held from nation.live_holds(tg_table_schema);
    if held.dossiers = '{}' and held.lists = '{}' then
        return null;
    end if;
    -- What a hold stops: a council's favour and the signature. Whatever leads back or ends a
    -- claim goes on, and so does what only brings it before a council.
    select n.dossier_id into stopped from new_rows n
     where n.from_stage in ('at_commune', 'at_district', 'at_province')
       and (array_position(road, n.stage) > array_position(road, n.from_stage)
            or (n.from_stage = 'at_province' and n.stage = 'at_province'))
       and (n.dossier_id = any (held.dossiers) or n.list_id = any (held.lists))
     limit 1;
    if stopped is not null then
        raise exception 'dossier % is held', stopped
            using errcode = '23514', constraint = 'ck_dossier_stage_not_held';
    end if;
    return null;
end ;
function check_suspender() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    strange bigint;
begin
    execute format(
        'select b.list_id from %1$I.batch_list b where b.batch_id = $1 and not exists ('
        ' select from %1$I.part_taken p where p.list_id = b.list_id and p.officer_id = $2'
        ' and p.part = ''signer'') limit 1', tg_table_schema)
        into strange using new.batch_id, new.signer_id;
    if strange is not null then
        raise exception 'officer % signs nothing about list %', new.signer_id, strange
            using errcode = '23503', constraint = 'fk_suspension_part';
    end if;
    return null;
end ;
function check_vote() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    sat record;
    empty_seats bigint;
begin
    -- Votes queue here: whoever comes second sees what the first has done.
    execute format('select level, state from %I.sitting where id = $1 for no key update',
                   tg_table_schema) into sat using new.sitting_id;
    if sat.state is distinct from 'open' then
        raise exception 'sitting % is closed', new.sitting_id
            using errcode = '23514', constraint = 'ck_sitting_vote_open';
    end if;
    execute format(
        'select count(*) from %1$I.sitting_list l where l.sitting_id = $1 and not exists'
        ' (select from %1$I.sitting_seat s where s.sitting_id = l.sitting_id'
        ' and s.list_id = l.list_id and s.officer_id = $2 and s.part = $3)', tg_table_schema)
        into empty_seats using new.sitting_id, new.officer_id, sat.level || '_council';
    if empty_seats > 0 then
        raise exception 'officer % has no seat in sitting %', new.officer_id, new.sitting_id
            using errcode = '23514', constraint = 'ck_sitting_vote_present';
    end if;
    return new;
end ;
function coverage_differing(place text) returns bigint language plpgsql security definer set search_path=pg_catalog, app.scope=, app.agent=, enable_nestloop=off as
declare
    found bigint;
    province text := substr(place, 2);
begin
    -- Cells in which what is kept is not what the facts come to, and folds that say otherwise.
    perform set_config('app.scope', province || '.', true);
    execute format($q$
        with kept as materialized (
            select area_path, group_code, decision_id, agent_code, source_id, cause, day, known_on,
                   approved_people, approved_months, approved_dong, paid_people, paid_dong
              from nation.coverage_fold
             where province_code = $2 and cut = 'full' and span = 1),
        fresh as (
            select area_path, group_code, decision_id, agent_code, source_id, cause, day, known_on,
                   approved_people, approved_months, approved_dong, paid_people, paid_dong
              from nation.coverage_delta where area_path >= $1 and area_path < $1 || '~'),
        told as (
            select area_path, group_code, decision_id, agent_code, source_id, cause, day, known_on,
                   approved_people, approved_months, approved_dong, paid_people, paid_dong
              from (%1$s) recounted),
        spanned as materialized (
            select k.*, s.span, nation.begun(day, s.span) as since,
                   nation.begun(known_on, s.span) as known_since
              from kept k cross join (values (1), (3), (9), (31)) as s (span)),
        cell as (
            select 'cell' as kind, area_path, group_code, decision_id, agent_code, source_id, cause,
                   day, known_on, approved_people, approved_months, approved_dong, paid_people,
                   paid_dong from kept
            union all select 'cell', * from fresh
            union all select 'cell', area_path, group_code, decision_id, agent_code, source_id,
                   cause, day, known_on, -approved_people, -approved_months, -approved_dong, -paid_people,
                   -paid_dong from told
            union all select cut || ' ' || span, s.area_path, group_code, s.decision_id,
                   s.agent_code, s.source_id, s.cause, since, known_since, approved_people, approved_months,
                   approved_dong, paid_people, paid_dong
              from spanned l cross join lateral nation.cuts_of(
                       l.area_path, l.decision_id, l.agent_code, l.source_id, l.cause) s
            union all select cut || ' ' || span, area_path, group_code, decision_id, agent_code,
                   source_id, cause, day, known_on, -approved_people, -approved_months, -approved_dong,
                   -paid_people, -paid_dong from nation.coverage_fold where province_code = $2
            union all select 'district ' || span, left(area_path, 7), group_code, 0, '', 0, '', since,
                   known_since, approved_people, approved_months, approved_dong, paid_people,
                   paid_dong from spanned
            union all select 'district ' || span, $1 || district_code || '.', group_code, 0, '', 0, '',
                   day, known_on, -approved_people, -approved_months, -approved_dong, -paid_people,
                   -paid_dong from nation.coverage_district where province_code = $2)
        select count(*) from (
            select from cell
             group by kind, area_path, group_code, decision_id, agent_code, source_id, cause, day,
                      known_on
            having sum(approved_people) <> 0 or sum(approved_months) <> 0
                or sum(approved_dong) <> 0 or sum(paid_people) <> 0 or sum(paid_dong) <> 0) wrong
        $q$, nation.recounted_deltas(place)) into found using province || '.', province;
    return found;
end ;
function cuts_of(path text, decision bigint, agent text, source bigint, why text) returns TABLE(cut text, area_path text, decision_id bigint, agent_code text, source_id bigint, cause text) language sql immutable parallel safe as
    -- The places at which a delta is kept: as it is; by group in its commune; by decision in its
    -- district.
    values ('full', path, decision, agent, source, why), ('commune', path, 0, '', 0, ''),
           ('decision', left(path, 7), decision, agent, source, '');
function day_of(moment timestamp with time zone) returns date language sql immutable parallel safe as
    select (moment at time zone 'Asia/Ho_Chi_Minh')::date;
function entrusted_to(cash text, bank text, account text) returns text language sql immutable parallel safe as
    -- The agent to which the decision gives a line: its bank, if the line names an account.
    select coalesce(case when bank is not null and account is not null then bank else cash end, '');
function first_deltas(place text) returns text language sql immutable as
    -- What first payments change of what is paid, as a query: one step each, nothing unrolled.
    select format($q$
        select l.area_path, l.group_code, l.decision_id,
               nation.entrusted_to(d.agent_code, d.transfer_agent_code, x.account_number),
               coalesce(d.source_id, 0), 'paid', n.done_on, nation.day_of(n.recorded_at), 0, 0, 0,
               count(*), sum(n.amount_dong)
          from new_rows n
          join %1$I.decision_line l on l.dossier_id = n.dossier_id
          join %1$I.decision d on d.id = l.decision_id
          left join %1$I.dossier x on x.id = l.dossier_id and d.transfer_agent_code is not null
         where n.kind = 'paid'
         group by 1, 2, 3, 4, 5, 7, 8
        $q$, place);
function first_payments(place text) returns text language sql immutable as
    -- Whether the new rows are nothing but first payments of people of whom no more is known.
    select format($q$
        select not exists (select from new_rows n where n.kind in ('partial', 'returned'))
           and not exists (
               select from new_rows n
                 join %1$I.payout_order o on o.dossier_id = n.dossier_id
                 join %1$I.order_outcome f on f.order_id = o.id
                where n.kind = 'paid' and f.kind in ('paid', 'partial', 'returned')
                  and (f.order_id, f.kind, f.amount_dong)
                      <> (n.order_id, n.kind, n.amount_dong))
           and not exists (
               select from new_rows n
                 join %1$I.recovery_case c on c.dossier_id = n.dossier_id)
        $q$, place);
function fold_coverage(place text) returns bigint language plpgsql security definer set search_path=pg_catalog, app.scope=, app.agent= as
declare
    folded bigint;
    province text := substr(place, 2);
begin
    -- One folder at a time; what is written meanwhile stays for the next. Rows are entered in the
    -- order of their keys, so that what is read together lies together.
    if not pg_try_advisory_xact_lock(hashtext('fold coverage of ' || place)) then
        return 0;
    end if;
    perform set_config('app.scope', province || '.', true);
    with moved as (
        delete from nation.coverage_delta
         where area_path >= province || '.' and area_path < province || '.~' returning *),
    added as materialized (
        select area_path, group_code, decision_id, agent_code, source_id, cause, day, known_on,
               sum(approved_people) as approved_people, sum(approved_months) as approved_months,
               sum(approved_dong) as approved_dong, sum(paid_people) as paid_people,
               sum(paid_dong) as paid_dong
          from moved group by 1, 2, 3, 4, 5, 6, 7, 8),
    spanned as materialized (
        select a.*, s.span, nation.begun(a.day, s.span) as since,
               nation.begun(a.known_on, s.span) as known_since
          from added a cross join (values (1), (3), (9), (31)) as s (span)),
    fine as (
        insert into nation.coverage_fold as d
        select province, cut, span, s.area_path, group_code, s.decision_id, s.agent_code,
               s.source_id, s.cause, since, known_since, sum(approved_people),
               sum(approved_months), sum(approved_dong), sum(paid_people), sum(paid_dong)
          from spanned l cross join lateral nation.cuts_of(
                   l.area_path, l.decision_id, l.agent_code, l.source_id, l.cause) s
         group by 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 order by 2, 3, 10, 11, 4
        on conflict on constraint pk_coverage_fold do update
           set approved_people = d.approved_people + excluded.approved_people,
               approved_months = d.approved_months + excluded.approved_months,
               approved_dong = d.approved_dong + excluded.approved_dong,
               paid_people = d.paid_people + excluded.paid_people,
               paid_dong = d.paid_dong + excluded.paid_dong),
    district as (
        insert into nation.coverage_district as d
        select province, split_part(area_path, '.', 2), group_code, span, since, known_since,
               sum(approved_people), sum(approved_months), sum(approved_dong), sum(paid_people),
               sum(paid_dong)
          from spanned group by 2, 3, 4, 5, 6 order by 4, 5, 6, 2
        on conflict on constraint pk_coverage_district do update
           set approved_people = d.approved_people + excluded.approved_people,
               approved_months = d.approved_months + excluded.approved_months,
               approved_dong = d.approved_dong + excluded.approved_dong,
               paid_people = d.paid_people + excluded.paid_people,
               paid_dong = d.paid_dong + excluded.paid_dong)
    select count(*) into folded from moved;
    return folded;
end ;
function follow_trail() returns bigint language plpgsql set search_path=pg_catalog as
declare
    place text;
    highest bigint := 0;
    found_here bigint;
begin
    -- After a dump was loaded into another server transactions count anew: go on above the old.
    for place in select schema_name from nation.province order by 1 loop
        perform set_config('app.scope', substr(place, 2) || '.', true);
        execute format(
            'select greatest((select max(upto) from %1$I.seal_block),'
            ' (select max(told) + 1 from %1$I.dossier_history),'
            ' (select max(told) + 1 from %1$I.change_log),'
            ' (select max(told) + 1 from %1$I.access_log))', place) into found_here;
        highest := greatest(highest, found_here);
    end loop;
    update nation.trail_base
       set base = highest - pg_snapshot_xmin(pg_current_snapshot())::text::bigint
     where base + pg_snapshot_xmax(pg_current_snapshot())::text::bigint < highest;
    perform set_config('app.scope', '', true);
    return (select base from nation.trail_base);
end ;
function followed_orders(place text, orders bigint[]) returns bigint[] language plpgsql stable security definer set search_path=pg_catalog, app.scope=, app.agent= as
declare
    found bigint[];
begin
    if orders is null then
        return '{}';
    end if;
    -- Whoever follows an order may be another payer's.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format(
        'select coalesce(array_agg(o.id), ''{}'') from %1$I.payout_order o where o.id = any ($1)'
        ' and exists (select from %1$I.payout_order f where f.dossier_id = o.dossier_id'
        ' and (f.replaces_id = o.id or f.live and f.first_month = o.first_month and f.id <> o.id))',
        place) into found using orders;
    return found;
end ;
function held_among(place text, among bigint[]) returns bigint[] language plpgsql stable security definer set search_path=pg_catalog, app.scope=, app.agent= as
declare
    held record;
    found bigint[];
begin
    select * into held from nation.live_holds(place);
    if held.dossiers = '{}' and held.lists = '{}' then
        return '{}';
    end if;
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format(
        'select coalesce(array_agg(s.dossier_id order by s.dossier_id), ''{}'')'
        ' from %I.dossier_stage s where s.list_id = any ($1)'
        ' and (s.dossier_id = any ($2) or s.list_id = any ($3))', place)
        into found using among, held.dossiers, held.lists;
    return found;
end ;
function held_orders(place text, run bigint) returns bigint[] language plpgsql stable security definer set search_path=pg_catalog, app.scope=, app.agent= as
declare
    any_held boolean;
    found bigint[];
begin
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format('select exists (select from %I.hold where state = ''live'')', place)
        into any_held;
    if not any_held then
        return '{}';
    end if;
    execute format(
        'select coalesce(array_agg(o.id order by o.id), ''{}'') from %1$I.payout_order o'
        ' join %1$I.payout_run r on r.id = o.run_id join %1$I.decision c on c.id = r.decision_id'
        ' join %1$I.dossier d on d.id = o.dossier_id where o.run_id = $1 and o.live'
        ' and exists (select from %1$I.hold h where h.state = ''live'' and ('
        ' (h.about = ''dossier'' and h.dossier_id = o.dossier_id)'
        ' or (h.about = ''order'' and h.dossier_id = o.dossier_id'
        ' and h.first_month = o.first_month)'
        ' or (h.about = ''list'' and h.list_id = d.list_id)'
        ' or (h.about = ''batch'' and h.batch_id = c.batch_id)))', place)
        into found using run;
    return found;
end ;
function held_orders_of(place text, runs bigint[]) returns bigint[] language plpgsql stable security definer set search_path=pg_catalog, app.scope=, app.agent= as
declare
    any_held boolean;
    found bigint[];
begin
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format('select exists (select from %I.hold where state = ''live'')', place)
        into any_held;
    if not any_held then
        return '{}';
    end if;
    -- From what is held to its orders: a run may have a million of them, and few that are held.
    execute format(
        'with held as materialized ('
        ' select h.dossier_id, case when h.about = ''order'' then h.first_month end as month'
        ' from %1$I.hold h where h.state = ''live'' and h.about in (''dossier'', ''order'')'
        ' union select d.id, null from %1$I.hold h join %1$I.dossier d on d.list_id = h.list_id'
        ' where h.state = ''live'' and h.about = ''list'''
        ' union select l.dossier_id, null from %1$I.hold h'
        ' join %1$I.decision c on c.batch_id = h.batch_id'
        ' join %1$I.decision_line l on l.decision_id = c.id'
        ' where h.state = ''live'' and h.about = ''batch'')'
        ' select coalesce(array_agg(distinct o.id order by o.id), ''{}'') from held'
        ' join %1$I.payout_order o on o.dossier_id = held.dossier_id'
        ' and o.first_month = coalesce(held.month, o.first_month)'
        ' where o.run_id = any ($1) and o.live', place)
        into found using runs;
    return found;
end ;
function hold_lines(place text, number bigint) returns void language plpgsql security definer set search_path=pg_catalog, app.scope=, app.agent= as
begin
    -- A later decision takes its lines before orders and money, as whoever tells of them does.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format('select from %I.decision_line where decision_id = $1'
        ' order by dossier_id for no key update', place) using number;
end ;
function hold_recovery_case(place text, number bigint) returns void language plpgsql security definer set search_path=pg_catalog as
begin
    -- Cases are written once and the service may not lock them; whoever asks has read the case.
    execute format('select from %I.recovery_case where id = $1 for no key update', place)
        using number;
end ;
function hold_sources(place text, sources bigint[]) returns TABLE(source_id bigint, account text, amount_dong bigint) language plpgsql set search_path=pg_catalog as
declare
    held bigint[];
begin
    execute format(
        'select array_agg(id) from (select s.id from %I.fund_source s where s.id = any ($1)'
        ' order by s.id for no key update) locked', place) into held using sources;
    -- Read after the lock: who waited sees what whoever was before left behind.
    return query select h.id, a.account, a.amount_dong from unnest(held) h (id)
        left join nation.standing(place, held, null) a on a.source_id = h.id;
end ;
function house_now() returns timestamp with time zone language sql stable parallel safe as
RETURN COALESCE((NULLIF(current_setting('app.now'::text, true), ''::text))::timestamp with time zone, now());
function is_party(place text, officer bigint, among bigint[]) returns boolean language plpgsql stable security definer set search_path=pg_catalog, app.scope=, app.agent= as
declare
    found boolean;
begin
    -- Who made a list, or declared an interest in it, is no judge of what is said against it.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format(
        'select exists (select from %I.part_taken where officer_id = $1 and list_id = any ($2)'
        ' and part in (''maker'', ''recused''))', place) into found using officer, among;
    return found;
end ;
function is_standing(stage text) returns boolean language sql immutable parallel safe as
RETURN (stage = ANY (ARRAY['draft'::text, 'submitted'::text, 'posted'::text, 'at_commune'::text, 'confirming'::text, 'at_bank'::text, 'at_district'::text, 'at_province'::text, 'refused'::text]));
function is_suspended(decision bigint) returns boolean language plpgsql stable security definer set search_path=pg_catalog, app.agent= as
declare
    last text;
begin
    -- A payer must be told without seeing why: what is asked is only whether.
    execute format(
        'select s.kind from %1$I.suspension s join %1$I.decision d on d.batch_id = s.batch_id'
        ' where d.id = $1 order by s.id desc limit 1', 'p' || nation.province_of_scope())
        into last using decision;
    return coalesce(last = 'suspended', false);
end ;
function keep_approved_deltas() returns trigger language plpgsql security definer set search_path=pg_catalog, app.scope=, app.agent= as
declare
    lines text := case tg_table_name when 'decision_line' then nation.signed_lines()
                                     else nation.changed_lines() end;
begin
    perform set_config('app.scope', substr(tg_table_schema, 2) || '.', true);
    execute 'insert into nation.coverage_delta '
        || nation.approved_deltas(tg_table_schema, lines || 'new_rows');
    return null;
end ;
function keep_clocks() returns trigger language plpgsql security definer set search_path=pg_catalog as
begin
    -- No day changes while a clock is being opened or judged.
    perform pg_advisory_xact_lock_shared(hashtextextended('days/' || tg_table_schema, 0));
    -- Clocks of the steps that were entered, and what became of those that were left; by sets.
    -- Dossiers alike went one way and are counted before they are joined; where a statement sent
    -- some of them another way, each is looked at.
    execute format(
        'with came as materialized (select list_id, area_path, from_stage, stage, since, resumed'
        ' from new_rows group by 1, 2, 3, 4, 5, 6),'
        ' went as (select distinct list_id, area_path, from_stage, stage from came),'
        ' parted as (select from went group by list_id, area_path, from_stage having count(*) > 1),'
        ' moved as (select o.*, w.stage from (select list_id, area_path, stage as was,'
        ' from_stage as was_from, since, resumed, count(*) as dossiers from old_rows'
        ' group by 1, 2, 3, 4, 5, 6) o join went w on w.list_id = o.list_id'
        ' and w.area_path = o.area_path and w.from_stage = o.was'
        ' where not exists (select from parted)'
        ' union all select o.list_id, o.area_path, o.stage, o.from_stage, o.since, o.resumed,'
        ' count(*), n.stage from old_rows o join new_rows n using (dossier_id)'
        ' where exists (select from parted) group by 1, 2, 3, 4, 5, 6, 8),'
        ' left_steps as (select m.*, l.step from moved m join %1$I.list_road l'
        ' on l.list_id = m.list_id and l.stage = m.was'
        ' and l.again = coalesce(m.was_from = m.was, false)'
        ' left join %1$I.list_road r on r.list_id = m.list_id and r.stage = m.stage'
        ' and r.again = (m.was = m.stage) where r.step is distinct from l.step),'
        ' opened as (insert into %1$I.step_clock (list_id, group_code, step, level, entered_on,'
        ' resumed, working_days, due_on, area_path)'
        ' select distinct c.list_id, r.group_code, r.step, r.level, c.since, c.resumed, d.granted,'
        ' case d.granted when 0 then c.since else due.day end, c.area_path'
        ' from came c join %1$I.list_road r on r.list_id = c.list_id and r.stage = c.stage'
        ' and r.again = (c.from_stage = c.stage)'
        ' cross join lateral (select case c.resumed when 0 then r.working_days else c.resumed end)'
        ' as d (granted) left join %1$I.working_day began on began.day = c.since'
        ' left join %1$I.working_day due on due.is_working'
        ' and due.number = began.number + d.granted'
        ' on conflict (list_id, area_path, step, entered_on, resumed) do nothing)'
        ' insert into %1$I.step_done (clock_id, left_on, due_on, late_days, to_stage, outcome,'
        ' dossiers, area_path)'
        ' select c.id, $1, c.due_on, case when $1 <= c.due_on then 0'
        ' when $1 > c.due_on then greatest(now.number - due.number, 1) end, k.stage,'
        ' case when k.stage in (''declined'', ''withdrawn'') then ''stopped'''
        ' when nation.stage_rank(k.stage) < nation.stage_rank(k.was) then ''returned'''
        ' else ''done'' end, sum(k.dossiers), c.area_path'
        ' from left_steps k join %1$I.step_clock c on c.list_id = k.list_id'
        ' and c.area_path = k.area_path and c.step = k.step and c.entered_on = k.since'
        ' and c.resumed = k.resumed left join %1$I.working_day now on now.day = $1'
        ' left join %1$I.working_day due on due.day = c.due_on group by 1, 2, 3, 4, 5, 6, 8',
        tg_table_schema)
    using current_setting('app.day')::date;
    return null;
end ;
function keep_maker() returns trigger language plpgsql as
begin
    perform nation.take_part(
        tg_table_schema, array[(to_jsonb(new) ->> tg_argv[0])::bigint], new.maker_id, 'maker');
    return null;
end ;
function keep_note(note text, signer text) returns void language plpgsql security definer set search_path=pg_catalog, app.agent= as
declare
    province text := nation.province_of_scope();
    block bigint;
begin
    execute format(
        'select b.number from %I.seal_block b where b.first_seq + b.row_count - 1 = $1'
        ' and encode(b.head, ''base64'') = $2', 'p' || province)
        into block using split_part(note, E'\n', 2)::bigint, split_part(note, E'\n', 3);
    if block is null then
        raise exception 'no block is what this note says' using errcode = '23503';
    end if;
    execute format('insert into %I.seal_note (block, note, signer, area_path)'
                   ' values ($1, $2, $3, $4)', 'p' || province)
        using block, note, signer, province || '.';
end ;
function keep_paid_deltas() returns trigger language plpgsql security definer set search_path=pg_catalog, app.scope=, app.agent= as
declare
    first boolean := false;
    fresh text := case tg_table_name when 'order_outcome' then nation.order_facts()
                                     when 'recovery_case' then nation.called_back()
                                     else nation.called_off() end;
    nested text := current_setting('enable_nestloop');
    many boolean;
begin
    perform set_config('app.scope', substr(tg_table_schema, 2) || '.', true);
    fresh := format(fresh, 'new_rows', tg_table_schema);
    -- Who tells of the same people waits until the other is done, and then counts what it told:
    -- two months paid at the same moment are one person.
    execute format(
        'select from %I.decision_line where dossier_id in (select dossier_id from (%s) fresh)'
        ' order by dossier_id for no key update', tg_table_schema, fresh);
    if tg_table_name = 'order_outcome' then
        execute nation.first_payments(tg_table_schema) into first;
    end if;
    if first then
        execute 'insert into nation.coverage_delta ' || nation.first_deltas(tg_table_schema);
        return null;
    end if;
    -- Nobody knows beforehand how much there is to unroll: of much, each against each takes minutes.
    execute format('select count(*) > 5000 from (%s) fresh', fresh) into many;
    if many then
        perform set_config('enable_nestloop', 'off', true);
    end if;
    execute 'insert into nation.coverage_delta ' || nation.paid_deltas(tg_table_schema, fresh);
    perform set_config('enable_nestloop', nested, true);
    return null;
end ;
function keep_payers() returns trigger language plpgsql security definer set search_path=pg_catalog, app.agent= as
declare
    told record;
begin
    -- Who tells that money was paid is nobody who had a part in its being paid.
    for told in execute format(
        'select s.received_by as officer, array_agg(distinct n.list_id) as lists from'
        ' (select distinct n.statement_id, d.list_id from new_rows n'
        ' join %1$I.dossier d on d.id = n.dossier_id) n'
        ' join %1$I.statement s on s.id = n.statement_id'
        ' group by s.received_by order by s.received_by', tg_table_schema)
    loop
        perform nation.take_part(tg_table_schema, told.lists, told.officer, 'payer');
    end loop;
    return null;
end ;
function keep_releaser() returns trigger language plpgsql security definer set search_path=pg_catalog, app.agent= as
declare
    lists bigint[];
begin
    execute format(
        'select array_agg(list_id) from %I.decision_list where decision_id = $1',
        tg_table_schema) into lists using new.decision_id;
    perform nation.take_part(tg_table_schema, lists, new.released_by, 'releaser');
    return null;
end ;
function keep_stage_honest() returns trigger language plpgsql as
begin
    if tg_op = 'INSERT' then
        new.from_stage := null;
        new.version := 1;
        new.paused := null;
    else
        new.from_stage := old.stage;
        new.version := old.version + 1;
    end if;
    new.since := current_setting('app.day')::date;
    new.resumed := 0;
    return new;
end ;
function keep_standing() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    changes text := 'select list_id, area_path, stage,'
        ' coalesce(from_stage = stage, false) as again, since, resumed, count(*) as dossiers'
        ' from new_rows where nation.is_standing(stage) group by 1, 2, 3, 4, 5, 6';
begin
    if tg_op = 'UPDATE' then
        changes := changes || ' union all select list_id, area_path, stage,'
            ' coalesce(from_stage = stage, false), since, resumed, -count(*)'
            ' from old_rows where nation.is_standing(stage) group by 1, 2, 3, 4, 5, 6';
    end if;
    -- Nobody waits for a count: rows that another transaction is folding stay as they are, and the
    -- change stands beside them until the next one folds both. Only the sum is the count.
    execute format(
        'with change as materialized (select list_id, area_path, stage, again, since, resumed,'
        ' sum(dossiers) as dossiers from (%2$s) c group by 1, 2, 3, 4, 5, 6'
        ' having sum(dossiers) <> 0),'
        ' free as (select k.id from %1$I.standing_count k join change'
        ' using (list_id, area_path, stage, again, since, resumed) for update of k skip locked),'
        ' folded as (delete from %1$I.standing_count k using free where k.id = free.id returning k.*)'
        ' insert into %1$I.standing_count (list_id, area_path, stage, again, since, resumed,'
        ' dossiers)'
        ' select list_id, area_path, stage, again, since, resumed, sum(dossiers) from ('
        ' select * from change union all select list_id, area_path, stage, again, since, resumed,'
        ' dossiers from folded) u group by 1, 2, 3, 4, 5, 6 having sum(dossiers) <> 0',
        tg_table_schema, changes);
    return null;
end ;
function keep_step_honest() returns trigger language plpgsql as
declare
    asked text := concat(old.list_id, '|', old.area_path, '|', old.from_stage, '|', old.stage, '|',
                         new.stage, '|', old.since, '|', old.resumed, '|', old.paused);
    told text[];
begin
    -- Rows alike get one answer: it is looked up for the first and remembered for the others.
    if asked <> current_setting('app.step_asked') then
        told := nation.step_passage(tg_table_schema, to_jsonb(old), new.stage);
        perform set_config('app.step_asked', asked, true);
        perform set_config('app.step_told', told::text, true);
    else
        told := current_setting('app.step_told')::text[];
    end if;
    new.from_stage := old.stage;
    new.version := old.version + 1;
    new.since := told[1]::date;
    new.resumed := told[2]::smallint;
    new.paused := told[3]::jsonb;
    return new;
end ;
function line_leaf(dossier_id bigint, person_id bigint, group_code text, months smallint, amount_dong bigint, payee_name text, id_number text, hamlet text, account_number text, account_name text, bank text, area_path text) returns bytea language sql stable parallel safe as
RETURN sha256(('\x00'::bytea || convert_to((json_build_array(dossier_id, person_id, group_code, months, amount_dong, payee_name, id_number, hamlet, account_number, account_name, bank, area_path))::text, 'UTF8'::name)));
function lists_of_target(place text, dossier bigint, list bigint, batch bigint) returns bigint[] language plpgsql stable security definer set search_path=pg_catalog, app.scope=, app.agent= as
declare
    found bigint[];
begin
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format(
        'select array(select $2 where $2 is not null union all select d.list_id from %1$I.dossier d'
        ' where d.id = $1 union all select b.list_id from %1$I.batch_list b'
        ' where b.batch_id = $3)', place) into found using dossier, list, batch;
    return found;
end ;
function live_holds(place text, OUT dossiers bigint[], OUT lists bigint[]) returns record language plpgsql stable security definer set search_path=pg_catalog, app.scope=, app.agent= as
declare
    any_held boolean;
begin
    -- A hold binds every office of the province, also those that may not read it; a council's
    -- question that nobody has answered holds its dossier as a complaint does.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    dossiers := '{}';
    lists := '{}';
    execute format(
        'select exists (select from %1$I.hold where state = ''live'')'
        ' or exists (select from %1$I.sitting_question where answered_at is null)', place)
        into any_held;
    if not any_held then
        return;
    end if;
    execute format(
        'select array(select h.dossier_id from %1$I.hold h'
        ' where h.state = ''live'' and h.about = ''dossier'''
        ' union select q.dossier_id from %1$I.sitting_question q'
        ' where q.answered_at is null),'
        ' array(select h.list_id from %1$I.hold h where h.state = ''live'' and h.about = ''list'''
        ' union all select b.list_id from %1$I.hold h join %1$I.batch_list b'
        ' on b.batch_id = h.batch_id and b.undecided'
        ' where h.state = ''live'' and h.about = ''batch'')', place)
        into dossiers, lists;
end ;
function lock_to_send(place text, runs bigint[], held bigint[], most integer) returns bigint[] language plpgsql security definer set search_path=pg_catalog, enable_sort=off, enable_bitmapscan=off, enable_seqscan=off as
declare
    found bigint[] := '{}';
    part bigint[];
    run bigint;
begin
    foreach run in array runs loop
        exit when cardinality(found) >= most;
        execute format(
            'select array(select order_id from %I.order_to_send where run_id = $1'
            ' and order_id <> all ($2) and area_path >= $3 and area_path < $3 || ''~'''
            ' order by order_id limit $4 for update skip locked)', place)
            into part using run, held, nullif(current_setting('app.scope', true), ''),
            most - cardinality(found);
        found := found || part;
    end loop;
    return found;
end ;
function merkle_root(leaves bytea) returns bytea language plpgsql immutable set search_path=pg_catalog as
declare
    nodes bytea := leaves;
    n integer := length(leaves) / 32;
begin
    -- RFC 6962, level by level: pairs are hashed under 0x01, a node left alone goes up as it is.
    while n > 1 loop
        select string_agg(
                   case when 2 * i + 1 < n
                        then sha256('\x01'::bytea || substr(nodes, 64 * i + 1, 64))
                        else substr(nodes, 64 * i + 1, 32) end, ''::bytea order by i)
          into nodes from generate_series(0, (n - 1) / 2) as i;
        n := (n + 1) / 2;
    end loop;
    return nodes;
end ;
function note_view(about text, about_id bigint, about_version integer, shown bigint, appointment_id bigint, people bigint[]) returns bigint language plpgsql security definer set search_path=pg_catalog, app.agent= as
declare
    place text := 'p' || nation.province_of_scope();
    scope text := current_setting('app.scope');
    seen bigint[] := array(select distinct unnest(people) order by 1);
    mark bytea := sha256(convert_to(array_to_string(seen, ','), 'UTF8'));
    set_number bigint;
    number bigint;
begin
    -- The same people seen again by the same office are the same set, kept once.
    execute format(
        'insert into %I.seen_set (digest, size, area_path) values ($1, $2, $3)'
        ' on conflict (area_path, digest) do nothing returning id', place)
        into set_number using mark, cardinality(seen), scope;
    if set_number is not null then
        execute format(
            'insert into %I.seen_person (person_id, set_id, area_path)'
            ' select one, $2, $3 from unnest($1) as one', place) using seen, set_number, scope;
    else
        execute format('select id from %I.seen_set where area_path = $1 and digest = $2', place)
            into strict set_number using scope, mark;
    end if;
    execute format(
        'insert into %I.access_log (at, account_id, officer_id, appointment_id, act, about,'
        ' about_id, about_version, shown, set_id, area_path, told)'
        ' values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id', place)
        into strict number
        using nation.house_now(),
              nullif(current_setting('app.account_id', true), '')::bigint,
              nullif(current_setting('app.officer_id', true), '')::bigint,
              appointment_id, nullif(current_setting('app.because', true), ''),
              about, about_id, about_version, shown, set_number, scope, nation.trail_now();
    return number;
end ;
function open_step_day() returns trigger language plpgsql as
begin
    -- Once a statement: the house's day, and an empty memory of what the rows have asked.
    perform set_config('app.day', to_char(
        nation.house_now() at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD'), true);
    perform set_config('app.step_asked', '', true);
    return null;
end ;
function order_facts() returns text language sql immutable as
    select $q$select dossier_id, order_id as id, kind as what, amount_dong from %s
               where kind in ('paid', 'partial', 'returned')$q$;
function orders_listed_by(place text, orders bigint[], officer bigint) returns bigint[] language plpgsql stable security definer set search_path=pg_catalog, app.agent=, app.scope= as
declare
    found bigint[];
begin
    -- A payer sees no lists, a commune none of its district: both are told what they once listed.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format(
        'select coalesce(array_agg(o.id), ''{}'') from %1$I.payout_order o'
        ' join %1$I.dossier d on d.id = o.dossier_id'
        ' join %1$I.dossier_list l on l.id = d.list_id'
        ' where o.id = any ($1) and l.maker_id = $2', place) into found using orders, officer;
    return found;
end ;
function paid_deltas(place text, fresh text) returns text language sql immutable as
    -- What fresh facts change of what is paid, as a query. What a person holds on a day, as known
    -- on another, is a surface of steps over both; its steps with the fresh facts, less those
    -- without them, are the deltas. Most persons are plain: one payment, nothing ever taken back,
    -- each told after the last; their step is the payment itself and nothing is unrolled.
    select format($q$
        with fresh as materialized (%2$s),
        touched as materialized (select distinct dossier_id from fresh),
        event as (
            select o.dossier_id, 'order' as kin, f.order_id as id, f.kind as what, f.amount_dong,
                   f.done_on as day, nation.day_of(f.recorded_at) as known_on
              from touched t
              join %1$I.payout_order o on o.dossier_id = t.dossier_id
              join %1$I.order_outcome f on f.order_id = o.id
             where f.kind in ('paid', 'partial', 'returned')
            union all
            select c.dossier_id, 'owed', c.id, 'owed', c.owed_dong, c.since, nation.day_of(c.recorded_at)
              from touched t join %1$I.recovery_case c on c.dossier_id = t.dossier_id
            union all
            select c.dossier_id, 'void', e.id, 'void', e.amount_dong, c.since, nation.day_of(e.recorded_at)
              from touched t
              join %1$I.recovery_case c on c.dossier_id = t.dossier_id
              join %1$I.recovery_entry e on e.case_id = c.id and e.kind = 'void'),
        told as materialized (
            select e.*, n.id is not null as fresh
              from event e
              left join fresh n
                on n.id = e.id and n.what = e.what and n.amount_dong = e.amount_dong),
        person as materialized (
            select dossier_id, count(*) = 1 as alone,
                   sum(amount_dong) filter (where fresh) as dong,
                   min(day) filter (where fresh) as day,
                   min(known_on) filter (where fresh) as known_on,
                   bool_or(what = 'returned') as returns,
                   bool_or(what in ('owed', 'void')) as owes,
                   bool_and(what = 'paid') and count(*) filter (where fresh) = 1
                       and coalesce(min(day) filter (where not fresh)
                                    <= min(day) filter (where fresh), true)
                       and coalesce(max(known_on) filter (where not fresh)
                                    <= min(known_on) filter (where fresh), true) as plain
              from told group by dossier_id),
        corner as materialized (
            select d.dossier_id, d.day, k.known_on
              from (select distinct dossier_id, day from told) d
              join (select distinct dossier_id, known_on from told) k using (dossier_id)
              join person p on p.dossier_id = d.dossier_id and not p.plain),
        held as (
            -- What one order or one call back comes to at a corner, with the fresh facts and without.
            select c.dossier_id, c.day, c.known_on, e.kin,
                   coalesce(max(e.amount_dong) filter (where e.what <> 'returned'), 0) as dong,
                   coalesce(max(e.amount_dong) filter (where e.what <> 'returned' and not e.fresh),
                            0) as was_dong,
                   bool_or(e.what = 'returned') as back,
                   bool_or(e.what = 'returned' and not e.fresh) as was_back
              from corner c
              join told e on e.dossier_id = c.dossier_id and e.day <= c.day
                         and e.known_on <= c.known_on
             group by 1, 2, 3, 4, e.id),
        surface as (
            -- What was paid, what is left of it after returns, and what after calls back.
            select c.dossier_id, c.day, c.known_on,
                   coalesce(sum(dong) filter (where kin = 'order'), 0) as paid,
                   coalesce(sum(dong) filter (where kin = 'order' and not back), 0) as kept,
                   coalesce(sum(dong) filter (where kin = 'void'), 0)
                       - coalesce(sum(dong) filter (where kin = 'owed'), 0) as owed,
                   coalesce(sum(was_dong) filter (where kin = 'order'), 0) as was_paid,
                   coalesce(sum(was_dong) filter (where kin = 'order' and not was_back), 0)
                       as was_kept,
                   coalesce(sum(was_dong) filter (where kin = 'void'), 0)
                       - coalesce(sum(was_dong) filter (where kin = 'owed'), 0) as was_owed
              from corner c left join held h using (dossier_id, day, known_on)
             group by 1, 2, 3),
        change as (
            -- Each cause by itself: their sum is what the person holds, whatever came first.
            select s.dossier_id, s.day, s.known_on, x.cause, x.people, x.dong
              from surface s
              join person p on p.dossier_id = s.dossier_id
             cross join lateral (
                values ('paid', true, (paid > 0)::int - (was_paid > 0)::int, paid - was_paid),
                       ('returned', p.returns,
                        (kept > 0)::int - (paid > 0)::int
                            - (was_kept > 0)::int + (was_paid > 0)::int,
                        kept - paid - was_kept + was_paid),
                       ('recovered', p.owes,
                        (kept + owed > 0)::int - (kept > 0)::int
                            - (was_kept + was_owed > 0)::int + (was_kept > 0)::int,
                        owed - was_owed)) x (cause, concerns, people, dong)
             where x.concerns),
        along as (
            select dossier_id, day, known_on, cause,
                   people - lag(people, 1, 0) over by_day as people,
                   dong - lag(dong, 1, 0::numeric) over by_day as dong
              from change
            window by_day as (partition by dossier_id, cause, known_on order by day)),
        step as (
            select dossier_id, day, known_on, 'paid' as cause, alone::int as people, dong
              from person where plain
            union all
            select dossier_id, day, known_on, cause, people - lag(people, 1, 0) over by_known,
                   dong - lag(dong, 1, 0::numeric) over by_known
              from along
            window by_known as (partition by dossier_id, cause, day order by known_on))
        select l.area_path, l.group_code, l.decision_id,
               nation.entrusted_to(d.agent_code, d.transfer_agent_code, x.account_number)
                   as agent_code,
               coalesce(d.source_id, 0) as source_id, s.cause,
               s.day, s.known_on, 0::bigint as approved_people, 0::bigint as approved_months,
               0::bigint as approved_dong, sum(s.people)::bigint as paid_people,
               sum(s.dong)::bigint as paid_dong
          from step s
          join %1$I.decision_line l on l.dossier_id = s.dossier_id
          join %1$I.decision d on d.id = l.decision_id
          left join %1$I.dossier x on x.id = l.dossier_id and d.transfer_agent_code is not null
         where s.people <> 0 or s.dong <> 0
         group by 1, 2, 3, 4, 5, 6, 7, 8
        $q$, place, fresh);
function province_of_scope() returns text language plpgsql stable set search_path=pg_catalog as
declare
    scope text := nullif(current_setting('app.scope', true), '');
begin
    if scope is null or scope !~ '^[0-9]{2}[.]' then
        raise exception 'no province is entered' using errcode = '42501';
    end if;
    return left(scope, 2);
end ;
function queue_orders() returns trigger language plpgsql security definer set search_path=pg_catalog, app.agent= as
begin
    execute format(
        'insert into %1$I.order_to_send (order_id, run_id, agent_code, area_path)'
        ' select n.id, n.run_id, n.agent_code, n.area_path from new_rows n'
        ' join %1$I.payout_run r on r.id = n.run_id'
        ' where n.live and r.state = ''released''', tg_table_schema);
    return null;
end ;
function queue_released_run() returns trigger language plpgsql security definer set search_path=pg_catalog, app.agent= as
begin
    execute format(
        'insert into %1$I.order_to_send (order_id, run_id, agent_code, area_path)'
        ' select id, run_id, agent_code, area_path from %1$I.payout_order'
        ' where run_id = $1 and live', tg_table_schema) using new.id;
    return null;
end ;
function recount_coverage(place text) returns bigint language plpgsql security definer set search_path=pg_catalog, app.scope=, app.agent=, enable_nestloop=off as
declare
    written bigint;
    province text := substr(place, 2);
begin
    -- Forget what was kept of a province and count it anew; no fact is written meanwhile.
    perform set_config('app.scope', province || '.', true);
    execute format('lock table %1$I.decision_line, %1$I.adjustment_line, %1$I.order_outcome,'
        ' %1$I.recovery_case, %1$I.recovery_entry in share row exclusive mode', place);
    perform pg_advisory_xact_lock(hashtext('fold coverage of ' || place));
    delete from nation.coverage_delta
     where area_path >= province || '.' and area_path < province || '.~';
    delete from nation.coverage_fold where province_code = province;
    delete from nation.coverage_district where province_code = province;
    execute 'insert into nation.coverage_delta ' || nation.recounted_deltas(place);
    get diagnostics written = row_count;
    return written;
end ;
function recount_standing(place text) returns bigint language plpgsql security definer set search_path=pg_catalog, app.scope=, app.agent= as
declare
    written bigint;
begin
    -- No dossier moves while they are counted anew.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format('lock table %I.dossier_stage in share row exclusive mode', place);
    execute format('delete from %I.standing_count', place);
    execute format(
        'insert into %1$I.standing_count (list_id, area_path, stage, again, since, resumed,'
        ' dossiers)'
        ' select list_id, area_path, stage, coalesce(from_stage = stage, false), since, resumed,'
        ' count(*) from %1$I.dossier_stage where nation.is_standing(stage)'
        ' group by 1, 2, 3, 4, 5, 6', place);
    get diagnostics written = row_count;
    return written;
end ;
function recounted_deltas(place text) returns text language sql immutable as
    -- Every delta of a province counted anew from all its facts, as a query.
    select 'select * from (' || nation.approved_deltas(place, nation.signed_lines() || at.lines)
        || ') signed union all select * from ('
        || nation.approved_deltas(place, nation.changed_lines() || at.changes)
        || ') changed union all select * from ('
        || nation.paid_deltas(place, format(nation.order_facts(), at.facts)
               || ' union all ' || format(nation.called_back(), at.cases)
               || ' union all ' || format(nation.called_off(), at.entries, place)) || ') paid'
      from (select format('%I.decision_line', place), format('%I.adjustment_line', place),
                   format('%I.order_outcome', place), format('%I.recovery_case', place),
                   format('%I.recovery_entry', place)) as at (lines, changes, facts, cases, entries);
function references_elsewhere(place text, agent text, told text[]) returns text[] language plpgsql stable security definer set search_path=pg_catalog, app.scope=, app.agent= as
declare
    found text[];
begin
    if told is null then
        return '{}';
    end if;
    -- Whether another payer has such an order, and nothing of it.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format(
        'select coalesce(array_agg(o.reference), ''{}'') from %I.payout_order o'
        ' where o.reference = any ($1) and o.agent_code <> $2', place)
        into found using told, agent;
    return found;
end ;
function refuse_change() returns trigger language plpgsql as
begin
    raise exception '% is written once', tg_table_name
        using errcode = '42501', constraint = 'append_only';
end ;
function released_runs(place text) returns TABLE(run_id bigint, released_on date) language plpgsql stable security definer set search_path=pg_catalog, app.agent=, app.scope= as
begin
    -- A run is a whole district's; its communes are told the day on which it went out.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    return query execute format(
        'select id, (released_at at time zone ''Asia/Ho_Chi_Minh'')::date from %I.payout_run'
        ' where state = ''released''', place);
end ;
function runs_to_send(place text, agent text, run bigint) returns bigint[] language plpgsql stable security definer set search_path=pg_catalog, app.scope=, app.agent= as
declare
    found bigint[];
begin
    -- One probe a run: what has nothing left to send is not looked through.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format(
        'select coalesce(array_agg(r.id order by r.id), ''{}'') from %1$I.payout_run r'
        ' cross join lateral (select from %1$I.order_to_send q where q.run_id = r.id limit 1) left_over'
        ' where r.agent_code = $1 and r.state = ''released'' and r.id = coalesce($2, r.id)'
        ' and coalesce((select s.kind from %1$I.suspension s'
        ' join %1$I.decision d on d.batch_id = s.batch_id where d.id = r.decision_id'
        ' order by s.id desc limit 1), '''') <> ''suspended''', place)
        into found using agent, run;
    return found;
end ;
function seal_trail(OUT sealed bigint, OUT size bigint, OUT head bytea) returns record language plpgsql security definer set search_path=pg_catalog, app.agent= as
declare
    province text := nation.province_of_scope();
    place text := 'p' || province;
    scope text := province || '.';
    block bigint;
    since bigint;
    before bigint;
    part record;
    root bytea;
begin
    if current_setting('app.scope') <> scope then
        raise exception 'a trail is sealed for a whole province' using errcode = '42501';
    end if;
    if not pg_try_advisory_xact_lock(hashtextextended('seal/' || place, 0)) then
        return;
    end if;
    execute format('select b.number, b.first_seq + b.row_count - 1, b.upto, b.head'
                   ' from %I.seal_block b order by b.number desc limit 1', place)
        into block, size, since, head;
    if block is null then
        block := 0;
        size := 0;
        since := 0;
        head := sha256(convert_to('ansinh/' || province, 'UTF8'));
    end if;
    -- All transactions below this number are over: their rows are there, and no more will come.
    select pg_snapshot_xmin(pg_current_snapshot())::text::bigint + b.base into before
      from nation.trail_base b;
    if before < since then
        raise exception 'transactions count from %, the trail is sealed up to %', before, since
            using errcode = '55000', constraint = 'ck_seal_block_forward';
    end if;
    sealed := 0;
    for part in execute format(
        'select string_agg(t.leaf, ''''::bytea order by t.n) as leaves, count(*) as n'
        ' from (select sha256(''\x00''::bytea || convert_to(r.line, ''UTF8'')) as leaf,'
        ' row_number() over (order by r.told, r.source, r.k1, r.k2) - 1 as n from %I.trail r'
        ' where r.told >= $1 and r.told < $2'
        ' and r.area_path >= $3 and r.area_path < $3 || ''~'') t'
        ' group by t.n / 4096 order by t.n / 4096', place) using since, before, scope
    loop
        block := block + 1;
        root := nation.merkle_root(part.leaves);
        head := sha256('\x02'::bytea || head || convert_to(json_build_array(
            block, size + 1, part.n, before, encode(root, 'hex'))::text, 'UTF8'));
        execute format(
            'insert into %I.seal_block (number, first_seq, row_count, upto, leaves, root, head,'
            ' area_path) values ($1, $2, $3, $4, $5, $6, $7, $8)', place)
            using block, size + 1, part.n, before, part.leaves, root, head, scope;
        size := size + part.n;
        sealed := sealed + part.n;
    end loop;
end ;
function signed_lines() returns text language sql immutable as
    select $q$select dossier_id, area_path, group_code, decision_id, signed_on, recorded_at,
                     1 as people, months, amount_dong, 'approved' as cause from $q$;
function stage_rank(stage text) returns integer language sql immutable parallel safe as
RETURN array_position(ARRAY['draft'::text, 'submitted'::text, 'posted'::text, 'at_commune'::text, 'confirming'::text, 'at_bank'::text, 'at_district'::text, 'at_province'::text], stage);
function standing(place text, sources bigint[], up_to bigint) returns TABLE(source_id bigint, account text, amount_dong bigint, newer bigint) language plpgsql stable set search_path=pg_catalog as
begin
    -- From the last checkpoint on: what is asked of a source costs the same whatever its history.
    return query execute format(
        'select s.id, h.account, sum(h.amount_dong)::bigint, count(*) filter (where h.after)'
        ' from unnest($1) s (id) cross join lateral (select coalesce(max(c.up_to_journal), 0)'
        ' as journal from %1$I.account_checkpoint c where c.source_id = s.id) seen'
        ' cross join lateral (select c.account, c.amount_dong, false as after'
        ' from %1$I.account_checkpoint c where c.source_id = s.id'
        ' and c.up_to_journal = seen.journal union all'
        ' select e.account, e.amount_dong, true from %1$I.journal_entry e'
        ' where e.source_id = s.id and e.journal_id > seen.journal and e.journal_id <= $2) h'
        ' group by s.id, h.account', place) using sources, coalesce(up_to, 9223372036854775807);
end ;
function step_passage(place text, was jsonb, to_stage text) returns text[] language plpgsql stable security definer set search_path=pg_catalog as
declare
    leaves text;
    enters text;
    days_left integer;
    resumed text := '0';
    paused jsonb := nullif(was -> 'paused', 'null');
    today date := current_setting('app.day')::date;
begin
    execute format('select step from %I.list_road where list_id = $1 and stage = $2 and again = $3',
                   place)
        into leaves using (was ->> 'list_id')::bigint, was ->> 'stage',
                          coalesce(was ->> 'from_stage' = was ->> 'stage', false);
    execute format('select step from %I.list_road where list_id = $1 and stage = $2 and again = $3',
                   place)
        into enters using (was ->> 'list_id')::bigint, to_stage, was ->> 'stage' = to_stage;
    if leaves = enters then
        return array[was ->> 'since', was ->> 'resumed', paused::text];
    end if;
    if leaves is not null and nation.stage_rank(to_stage) < nation.stage_rank(was ->> 'stage') then
        -- Sent back: what was left of the limit waits for the dossier, at least a day.
        execute format(
            'select greatest(due.number - now.number, 1) from %1$I.step_clock c'
            ' join %1$I.working_day due on due.day = c.due_on join %1$I.working_day now'
            ' on now.day = $6 where c.list_id = $1 and c.area_path = $2 and c.step = $3'
            ' and c.entered_on = $4 and c.resumed = $5', place)
            into days_left
            using (was ->> 'list_id')::bigint, was ->> 'area_path', leaves,
                  (was ->> 'since')::date, (was ->> 'resumed')::smallint, today;
        if days_left is not null then
            paused := coalesce(paused, '{}') || jsonb_build_object(leaves, days_left);
        end if;
    end if;
    if enters is not null and paused ? enters then
        resumed := paused ->> enters;
        paused := nullif(paused - enters, '{}');
    end if;
    return array[today::text, resumed, paused::text];
end ;
function take_part(place text, lists bigint[], officer bigint, wanted text) returns void language plpgsql security definer set search_path=pg_catalog, app.agent= as
declare
    other text;
begin
    execute format(
        'insert into %1$I.part_taken (list_id, officer_id, part, area_path)'
        ' select l.id, $2, $3, l.unit_path from %1$I.dossier_list l where l.id = any ($1)'
        ' on conflict do nothing', place) using lists, officer, wanted;
    execute format(
        'select p.part from %I.part_taken p where p.list_id = any ($1) and p.officer_id = $2'
        ' and p.part <> $3 limit 1', place) into other using lists, officer, wanted;
    if other is not null then
        raise exception 'officer % is % of a list already', officer, other
            using errcode = '23505', constraint = 'pk_part_taken';
    end if;
end ;
function take_stock(schema_name text, table_names text[]) returns void language plpgsql security definer set search_path=pg_catalog as
declare
    grown record;
begin
    -- The planner must not take a table that has just doubled for the small one it was.
    for grown in
        select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname in (schema_name, 'nation') and c.relname = any (table_names)
           and pg_relation_size(c.oid) / 8192 > 2 * greatest(c.relpages, 4)
         order by 1, 2
    loop
        execute format('analyze (skip_locked) %I.%I', grown.nspname, grown.relname);
    end loop;
end ;
function to_follow(place text, orders bigint[]) returns TABLE(order_id bigint, paid_dong bigint) language plpgsql stable security definer set search_path=pg_catalog, app.scope=, app.agent= as
begin
    -- Of these ended orders those that nothing holds, and what of each was paid in part so far.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    return query execute format(
        'select o.id, coalesce((select max(e.amount_dong) from %1$I.order_outcome e'
        ' where e.order_id = o.id and e.kind = ''partial''), 0)::bigint'
        ' from %1$I.payout_order o join %1$I.payout_run r on r.id = o.run_id'
        ' join %1$I.decision c on c.id = r.decision_id'
        ' join %1$I.dossier d on d.id = o.dossier_id where o.id = any ($1)'
        ' and not exists (select from %1$I.hold h where h.state = ''live'' and ('
        ' (h.about = ''dossier'' and h.dossier_id = o.dossier_id)'
        ' or (h.about = ''order'' and h.dossier_id = o.dossier_id'
        ' and h.first_month = o.first_month)'
        ' or (h.about = ''list'' and h.list_id = d.list_id)'
        ' or (h.about = ''batch'' and h.batch_id = c.batch_id)))', place)
        using orders;
end ;
function trail_now() returns bigint language sql set search_path=pg_catalog as
    -- The transaction that speaks, counted on across databases that were loaded from a dump.
    select pg_current_xact_id()::text::bigint + base from nation.trail_base;
function unqueue_dead_orders() returns trigger language plpgsql security definer set search_path=pg_catalog, app.agent= as
begin
    execute format(
        'delete from %I.order_to_send q using new_rows n'
        ' where q.order_id = n.id and not n.live', tg_table_schema);
    return null;
end ;
function unqueue_leased_orders() returns trigger language plpgsql security definer set search_path=pg_catalog, app.agent= as
begin
    execute format(
        'delete from %I.order_to_send q using new_rows n where q.order_id = n.order_id',
        tg_table_schema);
    return null;
end ;
function use_assertion(whose bigint, mark bytea, until timestamp with time zone) returns boolean language plpgsql security definer set search_path=pg_catalog as
begin
    -- What has run out is refused by its own time; the memory of it goes with the next one.
    delete from nation.used_assertion where ctid = any (array(
        select u.ctid from nation.used_assertion u where u.kept_until < now()
         order by u.kept_until limit 100 for update skip locked));
    insert into nation.used_assertion (account_id, digest, kept_until)
        values (whose, mark, until) on conflict do nothing;
    return found;
end ;
function with_payer(place text, orders bigint[]) returns bigint[] language plpgsql stable security definer set search_path=pg_catalog, app.scope=, app.agent= as
declare
    found bigint[];
begin
    -- Of these orders those that an agent has taken, or has answered for.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format(
        'select coalesce(array_agg(o.number), ''{}'') from unnest($1) as o (number)'
        ' where exists (select from %1$I.lease_order l where l.order_id = o.number)'
        ' or exists (select from %1$I.order_outcome e where e.order_id = o.number)', place)
        into found using orders;
    return found;
end ;
function write_act_log() returns trigger language plpgsql security definer set search_path=pg_catalog as
begin
    -- One line for an act, however many rows it wrote; none for an act that changed nothing.
    insert into nation.act_log (subject, rows, at, account_id, officer_id, because, told)
    select tg_table_name, count(*), nation.house_now(),
           nullif(current_setting('app.account_id', true), '')::bigint,
           nullif(current_setting('app.officer_id', true), '')::bigint,
           nullif(current_setting('app.because', true), ''), nation.trail_now()
      from new_rows having count(*) > 0;
    return null;
end ;
function write_change_log() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    column_name text := tg_argv[0];
    was text;
    becomes text := to_jsonb(new) ->> column_name;
begin
    if tg_op = 'UPDATE' then
        was := to_jsonb(old) ->> column_name;
        if was is not distinct from becomes then
            return null;
        end if;
    end if;
    execute format(
        'insert into %I.change_log (subject, subject_id, from_state, to_state, at, account_id,'
        ' officer_id, because, area_path, told) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
        tg_table_schema)
    using tg_table_name, (to_jsonb(new) ->> coalesce(tg_argv[2], 'id'))::bigint, was, becomes,
          nation.house_now(),
          nullif(current_setting('app.account_id', true), '')::bigint,
          nullif(current_setting('app.officer_id', true), '')::bigint,
          nullif(current_setting('app.because', true), ''),
          to_jsonb(new) ->> tg_argv[1],
          nation.trail_now();
    return null;
end ;
function write_dossier_history() returns trigger language plpgsql security definer set search_path=pg_catalog as
declare
    strange record;
begin
    select n.from_stage, n.stage into strange
      from (select distinct from_stage, stage from new_rows) n
     where not exists (select from nation.stage_step s
                        where s.from_stage = coalesce(n.from_stage, '') and s.to_stage = n.stage)
     limit 1;
    if found then
        raise exception 'no step from % to %', strange.from_stage, strange.stage
            using errcode = '23514', constraint = 'ck_dossier_history_step';
    end if;
    execute format(
        'insert into %I.dossier_history (dossier_id, version, from_stage, to_stage, at,'
        ' account_id, officer_id, because, reason_code, area_path, told)'
        ' select dossier_id, version, from_stage, stage, $1, $2, $3, because, reason_code,'
        ' area_path, $4 from new_rows', tg_table_schema)
    using nation.house_now(),
          nullif(current_setting('app.account_id', true), '')::bigint,
          nullif(current_setting('app.officer_id', true), '')::bigint,
          nation.trail_now();
    return null;
end ;
function write_money_log() returns trigger language plpgsql security definer set search_path=pg_catalog as
begin
    -- Money by source has no place but the province.
    execute format(
        'insert into %I.change_log (subject, subject_id, to_state, at, account_id, officer_id,'
        ' because, area_path, told) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', tg_table_schema)
    using tg_table_name, new.id, to_jsonb(new) ->> tg_argv[0], nation.house_now(),
          nullif(current_setting('app.account_id', true), '')::bigint,
          nullif(current_setting('app.officer_id', true), '')::bigint,
          nullif(current_setting('app.because', true), ''),
          substr(tg_table_schema, 2) || '.', nation.trail_now();
    return null;
end ;
function write_word_log() returns trigger language plpgsql security definer set search_path=pg_catalog as
begin
    -- For words given by the thousand: one line an act and subject, not one a row.
    execute format(
        'insert into %1$I.change_log (subject, subject_id, to_state, at, account_id, officer_id,'
        ' because, area_path, told) select $1, n.%2$I, $2, $3, $4, $5, $6,'
        ' coalesce($7, min(n.area_path)), $8 from new_rows n group by n.%2$I order by n.%2$I',
        tg_table_schema, tg_argv[0])
    using tg_table_name, tg_argv[1], nation.house_now(),
          nullif(current_setting('app.account_id', true), '')::bigint,
          nullif(current_setting('app.officer_id', true), '')::bigint,
          nullif(current_setting('app.because', true), ''),
          nullif(current_setting('app.scope', true), ''), nation.trail_now();
    return null;
end ;

-- triggers
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON nation.act_log FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON nation.agent_system FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON nation.issued_paper FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON nation.key_revocation FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON nation.office_event FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON nation.system_key FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON nation.act_log FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON nation.agent_system FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON nation.issued_paper FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON nation.key_revocation FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON nation.office_event FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON nation.system_key FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER check_enrolled AFTER INSERT ON nation.enrolment REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_enrolled();
CREATE TRIGGER write_act_log AFTER INSERT ON nation.agent_system REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.write_act_log();
CREATE TRIGGER write_act_log AFTER INSERT ON nation.appointment REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.write_act_log();
CREATE TRIGGER write_act_log AFTER INSERT ON nation.enactment REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.write_act_log();
CREATE TRIGGER write_act_log AFTER INSERT ON nation.key_revocation REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.write_act_log();
CREATE TRIGGER write_act_log AFTER INSERT ON nation.office_event REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.write_act_log();
CREATE TRIGGER write_act_log AFTER INSERT ON nation.payment_agent REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.write_act_log();
CREATE TRIGGER write_act_log AFTER INSERT ON nation.person_notice REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.write_act_log();
CREATE TRIGGER write_act_log AFTER INSERT ON nation.system_key REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.write_act_log();
CREATE TRIGGER write_act_log_of_approval AFTER UPDATE ON nation.enactment REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.write_act_log();
CREATE TRIGGER written_once BEFORE UPDATE ON nation.enactment FOR EACH ROW WHEN ((old.revision IS NOT NULL)) EXECUTE FUNCTION nation.refuse_change();

-- rights of the service
grant delete, insert, select on clock to house_app;
grant insert, select on account to house_app;
grant insert, select on account_use to house_app;
grant insert, select on agent_system to house_app;
grant insert, select on appointment to house_app;
grant insert, select on employer to house_app;
grant insert, select on enactment to house_app;
grant insert, select on enrolment to house_app;
grant insert, select on idempotency to house_app;
grant insert, select on issued_paper to house_app;
grant insert, select on key_revocation to house_app;
grant insert, select on look_up to house_app;
grant insert, select on office_event to house_app;
grant insert, select on officer to house_app;
grant insert, select on payment_agent to house_app;
grant insert, select on person_claim to house_app;
grant insert, select on person_key to house_app;
grant insert, select on person_notice to house_app;
grant insert, select on second_factor to house_app;
grant insert, select on system_key to house_app;
grant insert, select on token to house_app;
grant select on admin_unit to house_app;
grant select on admin_unit_alias to house_app;
grant select on coverage_delta to house_app;
grant select on coverage_district to house_app;
grant select on coverage_fold to house_app;
grant select on province to house_app;
grant select on stage_step to house_app;
grant select on trail_base to house_app;
grant update (frozen_at) on clock to house_app;
grant update (password_hash, failures, locked_until, disabled_at) on account to house_app;
grant update (revision, approved_by, approved_at) on enactment to house_app;
grant update (revoked_at, seen_at) on token to house_app;
grant update (secret, confirmed_at, last_step, next_secret, next_at) on second_factor to house_app;
grant update (state, told) on person_claim to house_app;
grant update (status, body) on idempotency to house_app;
grant update (used_at) on enrolment to house_app;
grant update (valid_to) on appointment to house_app;
grant usage on account_id_seq to house_app;
grant usage on appointment_id_seq to house_app;
grant usage on dossier_number to house_app;
grant usage on enactment_id_seq to house_app;
grant usage on look_up_id_seq to house_app;
grant usage on officer_id_seq to house_app;
grant usage on order_number to house_app;
grant usage on person_number to house_app;

-- schema of each province

table access_log
    id bigint generated always as identity not null
    at timestamp with time zone not null
    account_id bigint not null
    officer_id bigint not null
    appointment_id bigint not null
    act text not null
    about text not null
    about_id bigint not null
    about_version integer
    shown bigint not null
    set_id bigint not null
    area_path text collate "C" not null
    told bigint not null
table account_checkpoint
    source_id bigint not null
    up_to_journal bigint not null
    account text not null
    amount_dong bigint not null
table adjustment_line
    adjustment_id bigint not null
    dossier_id bigint not null
    decision_id bigint not null
    version integer not null
    act text not null
    reason_code text not null
    group_code text not null
    was_months smallint not null
    was_amount_dong bigint not null
    months smallint not null
    amount_dong bigint not null
    freed_dong bigint not null
    added_dong bigint not null
    owed_dong bigint not null
    payee_name text
    id_number text
    hamlet text
    account_number text
    account_name text
    bank text
    old_leaf bytea not null
    leaf bytea
    change_leaf bytea not null
    signed_on date not null
    recorded_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table batch
    id bigint generated always as identity not null
    paper_number text not null
    state text not null
    made_by bigint not null
    made_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table batch_list
    batch_id bigint not null
    list_id bigint not null
    undecided boolean not null
    area_path text collate "C" not null
table benefit_adjustment
    id bigint generated always as identity not null
    kind text not null
    dossier_id bigint not null
    other_id bigint not null
    amount_dong bigint not null
    state text not null
    made_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table calendar_change
    id bigint generated always as identity not null
    day date not null
    is_working boolean not null
    reason text not null
    document_number text not null
    made_by bigint not null
    made_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table candidate_pair
    id bigint generated always as identity not null
    person_a bigint not null
    person_b bigint not null
    reasons jsonb not null
    score smallint not null
    found_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table change_log
    id bigint generated always as identity not null
    subject text not null
    subject_id bigint not null
    from_state text
    to_state text not null
    at timestamp with time zone not null
    account_id bigint
    officer_id bigint
    because text
    area_path text collate "C" not null
    told bigint not null
table column_mapping
    id bigint generated always as identity not null
    form text not null
    name text not null
    headers_mark text not null
    columns jsonb not null
    constants jsonb not null
    made_by bigint not null
    made_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table complaint
    id bigint generated always as identity not null
    kind text not null
    about text not null
    dossier_id bigint
    list_id bigint
    batch_id bigint
    order_id bigint
    words text not null
    sender text
    means text not null
    received_on date not null
    policy_version text not null
    recorded_by bigint not null
    recorded_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table complaint_event
    id bigint generated always as identity not null
    complaint_id bigint not null
    kind text not null
    office_path text collate "C" not null
    due_on date not null
    words text not null
    hold_id bigint
    document_number text
    document_on date
    outcome text
    officer_id bigint not null
    at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table confirmation
    id bigint generated always as identity not null
    list_id bigint not null
    round smallint not null
    body text not null
    document_number text not null
    said_on date not null
    seen integer not null
    not_confirmed integer not null
    ends_round boolean not null
    officer_id bigint not null
    part text not null
    recorded_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table confirmation_line
    confirmation_id bigint not null
    dossier_id bigint not null
    outcome text not null
    reason_code text not null
    words text
    area_path text collate "C" not null
table decision
    id bigint generated always as identity not null
    batch_id bigint not null
    kind text not null
    number text not null
    signed_on date not null
    signer_id bigint not null
    delegation_id bigint
    source_id bigint
    case_count integer not null
    total_dong bigint not null
    root bytea not null
    policy_version text not null
    recorded_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
    agent_code text
    transfer_agent_code text
table decision_adjustment
    id bigint not null
    decision_id bigint not null
    place integer not null
    kind text not null
    number text not null
    signed_on date not null
    reason text not null
    signer_id bigint not null
    delegation_id bigint
    line_count integer not null
    freed_dong bigint not null
    added_dong bigint not null
    owed_dong bigint not null
    changes_root bytea not null
    seen_root bytea not null
    case_count integer not null
    total_dong bigint not null
    root bytea not null
    policy_version text not null
    recorded_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table decision_line
    dossier_id bigint not null
    decision_id bigint not null
    group_code text not null
    months smallint not null
    amount_dong bigint not null
    signed_on date not null
    recorded_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
    leaf bytea not null
table decision_list
    decision_id bigint not null
    list_id bigint not null
    signer_id bigint not null
    part text not null
    area_path text collate "C" not null
table declination
    id bigint generated always as identity not null
    dossier_id bigint not null
    list_id bigint not null
    statement text not null
    stated_at timestamp with time zone not null
    witness text not null
    from_stage text not null
    recorded_by bigint not null
    recorded_at timestamp with time zone default nation.house_now() not null
    revoked_at timestamp with time zone
    revoked_by bigint
    revocation text
    area_path text collate "C" not null
table delegation
    id bigint generated always as identity not null
    document_number text not null
    officer_id bigint not null
    valid_from date not null
    valid_to date not null
    recorded_by bigint not null
    recorded_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table document
    id bigint generated always as identity not null
    sha256 bytea not null
    media_type text not null
    file_name text not null
    content bytea not null
    area_path text collate "C" not null
    kept_by bigint not null
    kept_at timestamp with time zone default nation.house_now() not null
table dossier
    id bigint not null
    list_id bigint not null
    row_number integer not null
    person_id bigint not null
    household_id bigint
    group_code text not null
    months smallint not null
    amount_dong bigint not null
    full_name text not null
    birth_date date
    birth_year smallint
    sex text
    id_number text
    hamlet text
    category text
    note text
    area_path text collate "C" not null
    insurance_number text
    phone text
    account_number text
    account_name text
    bank text
    tax_code text
    business_id bigint
    facts jsonb
table dossier_history
    dossier_id bigint not null
    version integer not null
    from_stage text
    to_stage text not null
    at timestamp with time zone not null
    account_id bigint
    officer_id bigint
    because text
    reason_code text
    area_path text collate "C" not null
    told bigint not null
table dossier_list
    id bigint generated always as identity not null
    form text not null
    group_code text not null
    unit_path text collate "C" not null
    compiled_on date not null
    state text not null
    sha256 bytea not null
    document_id bigint not null
    policy_version text not null
    row_count integer
    good_count integer
    faulty_count integer
    total_dong bigint
    problem text
    problem_code text
    maker_id bigint not null
    received_at timestamp with time zone default nation.house_now() not null
    submitted_at timestamp with time zone
    version smallint not null
    doubt_count integer
    policy_revision integer default 0 not null
table dossier_stage
    dossier_id bigint not null
    list_id bigint not null
    stage text not null
    from_stage text
    version integer not null
    because text
    reason_code text
    area_path text collate "C" not null
    since date not null
    resumed smallint not null
    paused jsonb
table exception_settlement
    id bigint generated always as identity not null
    statement_id bigint not null
    line_number integer not null
    resolution text not null
    order_id bigint
    words text not null
    state text default 'proposed'::text not null
    proposed_by bigint not null
    proposed_at timestamp with time zone default nation.house_now() not null
    ruled_by bigint
    ruled_at timestamp with time zone
    agent_code text not null
    area_path text collate "C" not null
table finding
    sitting_id bigint not null
    dossier_id bigint not null
    code text not null
    other_group text
    found_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table fund_settlement
    id bigint generated always as identity not null
    from_source_id bigint not null
    to_source_id bigint not null
    amount_dong bigint not null
    document_number text not null
    booked_on date not null
    beyond_because text
    owed_journal_id bigint not null
    received_journal_id bigint not null
    recorded_by bigint
    recorded_at timestamp with time zone default nation.house_now() not null
table fund_source
    id bigint generated always as identity not null
    code text not null
    name text not null
    level text not null
    given_by text
table hold
    id bigint generated always as identity not null
    about text not null
    dossier_id bigint
    list_id bigint
    batch_id bigint
    order_id bigint
    first_month date
    state text not null
    reason text not null
    office_path text collate "C" not null
    placed_by bigint not null
    placed_at timestamp with time zone default nation.house_now() not null
    released_at timestamp with time zone
    released_by bigint
    release_words text
    area_path text collate "C" not null
table household
    id bigint generated always as identity not null
    area_path text collate "C" not null
    hamlet_key text not null
    list_year smallint not null
    kind text not null
    number text not null
    head_name text not null
table household_business
    id bigint generated always as identity not null
    business_key text not null
    owner_person_id bigint not null
    tax_code text
    registration_number text
    trade text
    place text
    area_path text collate "C" not null
table identity_ruling
    id bigint generated always as identity not null
    person_a bigint not null
    person_b bigint not null
    ruling text not null
    kept_id bigint
    because text not null
    ruled_by bigint not null
    ruled_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table inspection_sample
    id bigint generated always as identity not null
    decision_id bigint not null
    seed text not null
    seed_source text not null
    size integer not null
    population integer not null
    root bytea not null
    drawn_by bigint not null
    drawn_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table interest
    id bigint generated always as identity not null
    officer_id bigint not null
    list_id bigint not null
    dossier_id bigint
    words text not null
    part text not null
    declared_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table issued_report
    id bigint generated always as identity not null
    kind text not null
    number text not null
    dated date not null
    office text not null
    signer_id bigint not null
    as_of date not null
    known_on date not null
    known_at timestamp with time zone not null
    area_path text collate "C" not null
    title text not null
    corrects_id bigint
    approved_people bigint not null
    paid_people bigint not null
    approved_dong bigint not null
    paid_dong bigint not null
    content bytea not null
    sha256 bytea not null
    figures_sha256 bytea not null
    seal bytea not null
    paper_mark bytea not null
    docx_id bigint not null
    pdf_id bigint not null
    xlsx_id bigint not null
    issued_by bigint not null
    issued_at timestamp with time zone default nation.house_now() not null
table journal
    id bigint generated always as identity not null
    source_id bigint not null
    kind text not null
    document_number text not null
    booked_on date not null
    subject_id bigint
    recorded_by bigint
    recorded_at timestamp with time zone default nation.house_now() not null
    group_code text
table journal_entry
    journal_id bigint not null
    account text not null
    source_id bigint not null
    amount_dong bigint not null
table lease_order
    order_id bigint not null
    lease_id bigint not null
    run_id bigint not null
    way text not null
    receiver_name text
    receiver_id_number text
    receiver_paper text
    agent_code text not null
    area_path text collate "C" not null
table list_alert
    id bigint generated always as identity not null
    list_id bigint not null
    code text not null
    told_of text not null
    count integer not null
    raised_at timestamp with time zone default nation.house_now() not null
    raised_in bigint not null
    answer text
    answered_by bigint
    answered_at timestamp with time zone
    area_path text collate "C" not null
table list_road
    list_id bigint not null
    stage text not null
    again boolean not null
    step text not null
    level text not null
    group_code text not null
    working_days smallint
table list_row
    list_id bigint not null
    row_number integer not null
    good boolean not null
    problems jsonb
    area_path text collate "C" not null
    version smallint not null
    entry integer not null
    change text not null
    digest uuid not null
    mark uuid
    warnings jsonb
table list_version
    list_id bigint not null
    version integer not null
    document_id bigint not null
    sha256 bytea not null
    conversion text
    mapping_id bigint
    state text not null
    phase text
    rows_done integer default 0 not null
    rows_total integer
    started_at timestamp with time zone
    read_at timestamp with time zone
    row_count integer
    good_count integer
    faulty_count integer
    doubt_count integer
    added_count integer
    changed_count integer
    same_count integer
    gone_count integer
    locked_count integer
    head jsonb
    legacy jsonb
    problem text
    problem_code text
    maker_id bigint not null
    received_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table loan_answer
    id bigint generated always as identity not null
    list_id bigint not null
    document_number text not null
    said_on date not null
    seen integer not null
    lent integer not null
    lent_dong bigint not null
    officer_id bigint not null
    part text not null
    recorded_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table loan_line
    answer_id bigint not null
    dossier_id bigint not null
    outcome text not null
    amount_dong bigint not null
    reason_code text
    words text
    area_path text collate "C" not null
table objection
    id bigint generated always as identity not null
    posting_id bigint not null
    list_id bigint not null
    row_number integer
    text text not null
    sender text
    received_on date not null
    recorded_by bigint not null
    recorded_at timestamp with time zone default nation.house_now() not null
    answer text
    answered_by bigint
    answered_at timestamp with time zone
    area_path text collate "C" not null
table opinion
    sitting_id bigint not null
    dossier_id bigint not null
    verdict text not null
    reason_code text
    answer text
    given_by bigint not null
    given_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
    version integer not null
    return_to text
    asked_of text
    question text
table order_cancellation
    order_id bigint not null
    kind text not null
    reason text not null
    requested_by bigint not null
    requested_at timestamp with time zone default nation.house_now() not null
    agent_code text not null
    area_path text collate "C" not null
table order_outcome
    order_id bigint not null
    kind text not null
    done_on date not null
    amount_dong bigint not null
    group_code text not null
    dossier_id bigint not null
    reason text
    statement_id bigint not null
    line_number integer not null
    agent_code text not null
    recorded_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
    reason_code text
table order_to_send
    order_id bigint not null
    run_id bigint not null
    agent_code text not null
    area_path text collate "C" not null
table paper_number
    id bigint generated always as identity not null
    paper text not null
    number text not null
    dated date not null
    given_by bigint not null
    recorded_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table part_taken
    list_id bigint not null
    officer_id bigint not null
    part text not null
    area_path text collate "C" not null
table payee_arrangement
    id bigint generated always as identity not null
    dossier_id bigint not null
    way text not null
    receiver_name text
    receiver_id_number text
    paper_number text
    reason text not null
    recorded_by bigint not null
    recorded_at timestamp with time zone default nation.house_now() not null
    ended_by bigint
    ended_at timestamp with time zone
    area_path text collate "C" not null
table payee_receipt
    order_id bigint not null
    amount_dong bigint not null
    due_dong bigint not null
    signed_on date not null
    signer text not null
    paper_number text not null
    dossier_id bigint not null
    agent_code text not null
    recorded_by bigint not null
    recorded_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table payout_lease
    id bigint generated always as identity not null
    agent_code text not null
    account_id bigint not null
    taken_by bigint not null
    order_count integer not null
    total_dong bigint not null
    taken_at timestamp with time zone default nation.house_now() not null
    acknowledged_at timestamp with time zone
    area_path text collate "C" not null
table payout_order
    id bigint not null
    reference text not null
    run_id bigint not null
    dossier_id bigint not null
    first_month date not null
    amount_dong bigint not null
    agent_code text not null
    group_code text not null
    payee_name text not null
    payee_id_number text
    payee_hamlet text
    replaces_id bigint
    live boolean default true not null
    area_path text collate "C" not null
    account_number text
    account_name text
    bank text
table payout_run
    id bigint generated always as identity not null
    decision_id bigint not null
    source_id bigint not null
    agent_code text not null
    state text not null
    order_count integer not null
    total_dong bigint not null
    prepared_at timestamp with time zone default nation.house_now() not null
    released_at timestamp with time zone
    released_by bigint
    area_path text collate "C" not null
    adjustment_id bigint
    first_month date
    follows_run_id bigint
table person
    id bigint not null
    full_name text not null
    name_key text not null
    birth_date date
    birth_year smallint
    sex text
    cmnd text
    cccd text
    area_path text collate "C" not null
    insurance_number text
table posting
    id bigint generated always as identity not null
    place text not null
    means text not null
    starts_on date not null
    ends_on date not null
    state text not null
    opened_by bigint not null
    opened_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table posting_list
    posting_id bigint not null
    list_id bigint not null
    showing boolean not null
    area_path text collate "C" not null
table recovery_case
    adjustment_id bigint
    dossier_id bigint not null
    decision_id bigint not null
    group_code text not null
    owed_dong bigint not null
    whole boolean not null
    since date not null
    recorded_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
    id bigint generated always as identity not null
    cause text not null
    order_id bigint
    benefit_adjustment_id bigint
    source_id bigint not null
table recovery_entry
    id bigint generated always as identity not null
    case_id bigint not null
    kind text not null
    amount_dong bigint not null
    happened_on date not null
    number text
    payer text
    reason text
    reverses_id bigint
    journal_id bigint
    recorded_by bigint
    recorded_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table recovery_instalment
    plan_id bigint not null
    place integer not null
    due_on date not null
    amount_dong bigint not null
    area_path text collate "C" not null
table recovery_plan
    id bigint generated always as identity not null
    case_id bigint not null
    place integer not null
    paper_number text not null
    agreed_on date not null
    total_dong bigint not null
    instalment_count integer not null
    recorded_by bigint not null
    recorded_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table refusal_notice
    dossier_id bigint not null
    version integer not null
    number text not null
    given_on date not null
    given_by bigint not null
    recorded_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table row_doubt
    list_id bigint not null
    version smallint not null
    row_number integer not null
    code text not null
    area_path text collate "C" not null
table run_closing
    run_id bigint not null
    order_count integer not null
    total_dong bigint not null
    paid_dong bigint not null
    failed_dong bigint not null
    returned_dong bigint not null
    cancelled_dong bigint not null
    closed_by bigint not null
    closed_at timestamp with time zone default nation.house_now() not null
    agent_code text not null
    area_path text collate "C" not null
table sample_line
    sample_id bigint not null
    dossier_id bigint not null
    place integer not null
    area_path text collate "C" not null
table sample_result
    sample_id bigint not null
    dossier_id bigint not null
    result text not null
    words text not null
    seen_on date not null
    complaint_id bigint
    recorded_by bigint not null
    recorded_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table seal_block
    number bigint not null
    first_seq bigint not null
    row_count integer not null
    upto bigint not null
    leaves bytea not null
    root bytea not null
    head bytea not null
    sealed_at timestamp with time zone default now() not null
    area_path text collate "C" not null
table seal_note
    block bigint not null
    note text not null
    signer text not null
    made_at timestamp with time zone default now() not null
    area_path text collate "C" not null
table seen_person
    person_id bigint not null
    set_id bigint not null
    area_path text collate "C" not null
table seen_set
    id bigint generated always as identity not null
    digest bytea not null
    size integer not null
    area_path text collate "C" not null
table sitting
    id bigint generated always as identity not null
    level text not null
    state text not null
    held_on date not null
    quorum integer not null
    present integer not null
    expected integer not null
    seen_until bigint not null
    opened_by bigint not null
    opened_at timestamp with time zone default nation.house_now() not null
    closed_at timestamp with time zone
    area_path text collate "C" not null
    chair_id bigint
    place text
    votes_needed smallint default 0 not null
    seen_mark bigint
    record bytea
    considered integer
    favoured integer
    favoured_dong bigint
    refused integer
    superseded integer
    returned integer
    held integer
table sitting_list
    sitting_id bigint not null
    list_id bigint not null
    area_path text collate "C" not null
table sitting_question
    id bigint generated always as identity not null
    sitting_id bigint not null
    dossier_id bigint not null
    list_id bigint not null
    asked_from text collate "C" not null
    asked_of text not null
    asked_path text collate "C"
    question text not null
    asked_by bigint not null
    asked_at timestamp with time zone default nation.house_now() not null
    answer text
    answered_by bigint
    answered_at timestamp with time zone
    area_path text collate "C" not null
table sitting_seat
    sitting_id bigint not null
    list_id bigint not null
    officer_id bigint not null
    part text not null
    area_path text collate "C" not null
table sitting_vote
    sitting_id bigint not null
    record bytea not null
    officer_id bigint not null
    ordinal smallint not null
    votes_needed smallint not null
    cast_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table standing_count
    id bigint generated always as identity not null
    list_id bigint not null
    area_path text collate "C" not null
    stage text not null
    again boolean not null
    since date not null
    resumed smallint not null
    dossiers integer not null
table statement
    id bigint generated always as identity not null
    agent_code text not null
    number text not null
    made_on date not null
    sha256 bytea not null
    line_count integer not null
    total_dong bigint not null
    received_by bigint not null
    received_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
    format text not null
    mode text not null
    document_id bigint
table statement_exception
    statement_id bigint not null
    line_number integer not null
    verdict text not null
    order_id bigint
    amount_dong bigint not null
    agent_code text not null
    area_path text collate "C" not null
table statement_line
    statement_id bigint not null
    line_number integer not null
    reference text not null
    amount_dong bigint not null
    result text not null
    done_on date not null
    reason text
    verdict text not null
    order_id bigint
    agent_code text not null
    area_path text collate "C" not null
    reason_code text
table step_clock
    id bigint generated always as identity not null
    list_id bigint not null
    group_code text not null
    step text not null
    level text not null
    entered_on date not null
    resumed smallint not null
    working_days smallint
    due_on date
    area_path text collate "C" not null
table step_done
    id bigint generated always as identity not null
    clock_id bigint not null
    left_on date not null
    due_on date
    late_days integer
    to_stage text not null
    outcome text not null
    dossiers integer not null
    area_path text collate "C" not null
table supersession
    id bigint generated always as identity not null
    dossier_id bigint not null
    winner_id bigint not null
    reason_code text not null
    at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table suspension
    id bigint generated always as identity not null
    batch_id bigint not null
    kind text not null
    number text not null
    signed_on date not null
    reason text not null
    signer_id bigint not null
    delegation_id bigint
    recorded_at timestamp with time zone default nation.house_now() not null
    area_path text collate "C" not null
table webhook_delivery
    message_id text not null
    attempt integer not null
    run_id bigint not null
    agent_code text not null
    status_code integer
    error text
    at timestamp with time zone not null
    area_path text collate "C" not null
table working_day
    day date not null
    is_working boolean not null
    number integer not null

-- sequences
sequence adjustment_number;

-- views
view decision_money with (security_invoker=true) as
 SELECT d.id AS decision_id,
    d.number,
    d.signed_on,
    d.source_id,
    d.area_path,
    d.total_dong AS signed_dong,
    COALESCE(later.added, 0::numeric)::bigint AS added_dong,
    (d.total_dong::numeric + COALESCE(later.added, 0::numeric))::bigint AS approved_dong,
    COALESCE(lines.total, 0::numeric)::bigint AS lines_dong,
    (COALESCE(orders.to_send, 0::numeric) +
        CASE
            WHEN orders.decision_id IS NULL THEN COALESCE(lines.total, 0::numeric)
            ELSE 0::numeric
        END)::bigint AS to_send_dong,
    COALESCE(orders.leased, 0::numeric)::bigint AS leased_dong,
    COALESCE(orders.sent, 0::numeric)::bigint AS sent_dong,
    (COALESCE(orders.paid, 0::numeric) - COALESCE(back.recovered, 0::numeric))::bigint AS paid_dong,
    COALESCE(orders.failed, 0::numeric)::bigint AS failed_dong,
    COALESCE(orders.returned, 0::numeric)::bigint AS returned_dong,
    (COALESCE(orders.cancelled, 0::numeric) + COALESCE(later.freed, 0::numeric))::bigint AS cancelled_dong,
    COALESCE(back.recovered, 0::numeric)::bigint AS recovered_dong,
    COALESCE(orders.released, 0::numeric)::bigint AS released_dong,
    COALESCE(later.freed, 0::numeric)::bigint AS freed_dong,
    COALESCE(later.owed, 0::numeric)::bigint AS called_back_dong,
    COALESCE(back.still_owed, 0::numeric)::bigint AS to_recover_dong
   FROM province.decision d
     LEFT JOIN ( SELECT line_in_force.decision_id,
            sum(line_in_force.amount_dong) AS total
           FROM province.line_in_force
          GROUP BY line_in_force.decision_id) lines ON lines.decision_id = d.id
     LEFT JOIN ( SELECT decision_adjustment.decision_id,
            sum(decision_adjustment.added_dong) AS added,
            sum(decision_adjustment.freed_dong) AS freed,
            sum(decision_adjustment.owed_dong) AS owed
           FROM province.decision_adjustment
          GROUP BY decision_adjustment.decision_id) later ON later.decision_id = d.id
     LEFT JOIN ( SELECT order_standing.decision_id,
            sum(order_standing.amount_dong) FILTER (WHERE (order_standing.state = ANY (ARRAY['prepared'::text, 'released'::text])) AND NOT order_standing.followed) AS to_send,
            sum(order_standing.amount_dong) FILTER (WHERE order_standing.state = 'released'::text AND NOT order_standing.followed) AS released,
            sum(order_standing.amount_dong) FILTER (WHERE order_standing.state = 'leased'::text AND NOT order_standing.followed) AS leased,
            sum(order_standing.amount_dong) FILTER (WHERE order_standing.state = 'sent'::text AND NOT order_standing.followed) AS sent,
            sum(order_standing.paid_dong) AS paid,
            sum(order_standing.open_dong) FILTER (WHERE (order_standing.state = ANY (ARRAY['failed'::text, 'partial'::text])) AND NOT order_standing.followed) AS failed,
            sum(order_standing.amount_dong) FILTER (WHERE order_standing.state = 'returned'::text AND NOT order_standing.followed) AS returned,
            sum(order_standing.open_dong) FILTER (WHERE order_standing.state = 'cancelled'::text AND NOT order_standing.followed) AS cancelled
           FROM province.order_standing
          GROUP BY order_standing.decision_id) orders ON orders.decision_id = d.id
     LEFT JOIN ( SELECT c.decision_id,
            sum(c.owed_dong::numeric - COALESCE(e.settled, 0::numeric)) AS still_owed,
            sum(COALESCE(e.recovered, 0::numeric)) AS recovered
           FROM province.recovery_case c
             LEFT JOIN ( SELECT recovery_entry.case_id,
                    sum(recovery_entry.amount_dong) AS settled,
                    sum(recovery_entry.amount_dong) FILTER (WHERE recovery_entry.journal_id IS NOT NULL) AS recovered
                   FROM province.recovery_entry
                  GROUP BY recovery_entry.case_id) e ON e.case_id = c.id
          GROUP BY c.decision_id) back ON back.decision_id = d.id
  WHERE d.kind = 'approved'::text;
view line_in_force with (security_invoker=true) as
 SELECT l.dossier_id,
    l.decision_id,
    l.group_code,
    l.area_path,
    COALESCE(a.months, l.months) AS months,
    COALESCE(a.amount_dong, l.amount_dong) AS amount_dong,
    COALESCE(a.leaf, l.leaf) AS leaf,
    COALESCE(a.version, 0) AS version,
        CASE
            WHEN a.version IS NULL THEN d.full_name
            ELSE a.payee_name
        END AS payee_name,
        CASE
            WHEN a.version IS NULL THEN d.id_number
            ELSE a.id_number
        END AS id_number,
        CASE
            WHEN a.version IS NULL THEN d.hamlet
            ELSE a.hamlet
        END AS hamlet,
        CASE
            WHEN a.version IS NULL THEN d.account_number
            ELSE a.account_number
        END AS account_number,
        CASE
            WHEN a.version IS NULL THEN d.account_name
            ELSE a.account_name
        END AS account_name,
        CASE
            WHEN a.version IS NULL THEN d.bank
            ELSE a.bank
        END AS bank
   FROM province.decision_line l
     LEFT JOIN province.adjustment_line a ON a.dossier_id = l.dossier_id AND NOT (EXISTS ( SELECT
           FROM province.adjustment_line b
          WHERE b.dossier_id = a.dossier_id AND b.version > a.version))
     LEFT JOIN province.dossier d ON d.id = l.dossier_id
  WHERE a.act IS DISTINCT FROM 'removed'::text;
view order_standing with (security_invoker=true) as
 SELECT o.id AS order_id,
    o.reference,
    o.run_id,
    r.decision_id,
    r.source_id,
    o.agent_code,
    o.area_path,
    o.group_code,
    o.dossier_id,
    o.first_month,
    o.amount_dong,
        CASE
            WHEN o.payee_name = '(hủy lệnh)'::text THEN 'freed'::text
            WHEN o.payee_name = ANY (ARRAY['(rút lệnh)'::text, '(không chi lại)'::text]) THEN 'cancelled'::text
            WHEN facts.returned THEN 'returned'::text
            WHEN facts.paid THEN 'paid'::text
            WHEN facts.partial THEN 'partial'::text
            WHEN facts.cancelled OR asked.kind = 'direct'::text OR asked.order_id IS NOT NULL AND facts.failed THEN 'cancelled'::text
            WHEN facts.failed THEN 'failed'::text
            WHEN NOT o.live THEN 'cancelled'::text
            WHEN e.acknowledged_at IS NOT NULL THEN 'sent'::text
            WHEN l.order_id IS NOT NULL THEN 'leased'::text
            WHEN r.state = 'released'::text THEN 'released'::text
            ELSE 'prepared'::text
        END AS state,
        CASE
            WHEN facts.returned THEN 0::bigint
            ELSE COALESCE(facts.handed_dong, 0::bigint)
        END AS paid_dong,
    o.amount_dong -
        CASE
            WHEN facts.returned THEN 0::bigint
            ELSE COALESCE(facts.handed_dong, 0::bigint)
        END -
        CASE
            WHEN stood.returned THEN 0::bigint
            ELSE COALESCE(stood.handed_dong, 0::bigint)
        END AS open_dong,
    l.lease_id,
    e.taken_at,
    asked.kind AS asked_back,
    facts.done_on,
    (EXISTS ( SELECT
           FROM province.payout_order f
          WHERE f.replaces_id = o.id)) AS followed
   FROM province.payout_order o
     JOIN province.payout_run r ON r.id = o.run_id
     LEFT JOIN province.lease_order l ON l.order_id = o.id
     LEFT JOIN province.payout_lease e ON e.id = l.lease_id
     LEFT JOIN province.order_cancellation asked ON asked.order_id = o.id
     LEFT JOIN LATERAL ( SELECT bool_or(f.kind = 'returned'::text) AS returned,
            bool_or(f.kind = 'paid'::text) AS paid,
            bool_or(f.kind = 'partial'::text) AS partial,
            bool_or(f.kind = 'cancelled'::text) AS cancelled,
            bool_or(f.kind = 'failed'::text) AS failed,
            max(f.done_on) AS done_on,
            max(f.amount_dong) FILTER (WHERE f.kind = ANY (ARRAY['paid'::text, 'partial'::text])) AS handed_dong
           FROM province.order_outcome f
          WHERE f.order_id = o.id) facts ON true
     LEFT JOIN LATERAL ( SELECT bool_or(f.kind = 'returned'::text) AS returned,
            max(f.amount_dong) FILTER (WHERE f.kind = ANY (ARRAY['paid'::text, 'partial'::text])) AS handed_dong
           FROM province.order_outcome f
          WHERE f.order_id = o.replaces_id AND (o.payee_name = ANY (ARRAY['(rút lệnh)'::text, '(không chi lại)'::text]))) stood ON true;
view trail with (security_invoker=true) as
 SELECT dossier_history.told,
    1::smallint AS source,
    dossier_history.dossier_id AS k1,
    dossier_history.version::bigint AS k2,
    dossier_history.area_path,
    json_build_array('dossier_history', dossier_history.told, dossier_history.dossier_id, dossier_history.version, dossier_history.from_stage, dossier_history.to_stage, (EXTRACT(epoch FROM dossier_history.at) * 1000000::numeric)::bigint, dossier_history.account_id, dossier_history.officer_id, dossier_history.because, dossier_history.reason_code, dossier_history.area_path)::text AS line
   FROM province.dossier_history
UNION ALL
 SELECT change_log.told,
    2::smallint AS source,
    change_log.id AS k1,
    0::bigint AS k2,
    change_log.area_path,
    json_build_array('change_log', change_log.told, change_log.id, change_log.subject, change_log.subject_id, change_log.from_state, change_log.to_state, (EXTRACT(epoch FROM change_log.at) * 1000000::numeric)::bigint, change_log.account_id, change_log.officer_id, change_log.because, change_log.area_path)::text AS line
   FROM province.change_log
UNION ALL
 SELECT l.told,
    3::smallint AS source,
    l.id AS k1,
    0::bigint AS k2,
    l.area_path,
    json_build_array('access_log', l.told, l.id, (EXTRACT(epoch FROM l.at) * 1000000::numeric)::bigint, l.account_id, l.officer_id, l.appointment_id, l.act, l.about, l.about_id, l.about_version, l.shown, encode(s.digest, 'hex'::text), s.size, l.area_path)::text AS line
   FROM province.access_log l
     LEFT JOIN province.seen_set s ON s.id = l.set_id;

-- constraints
alter table access_log add constraint fk_access_log_set_id FOREIGN KEY (set_id) REFERENCES province.seen_set(id);
alter table access_log add constraint pk_access_log PRIMARY KEY (id);
alter table account_checkpoint add constraint fk_account_checkpoint_source_id FOREIGN KEY (source_id) REFERENCES province.fund_source(id);
alter table account_checkpoint add constraint pk_account_checkpoint PRIMARY KEY (source_id, up_to_journal, account);
alter table adjustment_line add constraint ck_adjustment_line_act CHECK (
CASE act
    WHEN 'removed'::text THEN ((leaf IS NULL) AND (payee_name IS NULL) AND (amount_dong = 0) AND (months = 0))
    WHEN 'corrected'::text THEN ((octet_length(leaf) = 32) AND (payee_name IS NOT NULL) AND (amount_dong > 0) AND (months > 0) AND (leaf <> old_leaf))
    ELSE false
END);
alter table adjustment_line add constraint ck_adjustment_line_change_leaf CHECK ((octet_length(change_leaf) = 32));
alter table adjustment_line add constraint ck_adjustment_line_money CHECK (((freed_dong >= 0) AND (added_dong >= 0) AND (owed_dong >= 0) AND ((was_amount_dong - amount_dong) = ((freed_dong + owed_dong) - added_dong)) AND ((added_dong = 0) OR ((freed_dong + owed_dong) = 0))));
alter table adjustment_line add constraint fk_adjustment_line_adjustment_id FOREIGN KEY (adjustment_id) REFERENCES province.decision_adjustment(id) DEFERRABLE INITIALLY DEFERRED;
alter table adjustment_line add constraint pk_adjustment_line PRIMARY KEY (adjustment_id, dossier_id);
alter table batch add constraint ck_batch_state CHECK ((state = ANY (ARRAY['open'::text, 'approved'::text, 'refused'::text])));
alter table batch add constraint pk_batch PRIMARY KEY (id);
alter table batch_list add constraint fk_batch_list_batch_id FOREIGN KEY (batch_id) REFERENCES province.batch(id);
alter table batch_list add constraint fk_batch_list_list_id FOREIGN KEY (list_id) REFERENCES province.dossier_list(id);
alter table batch_list add constraint pk_batch_list PRIMARY KEY (batch_id, list_id);
alter table benefit_adjustment add constraint ck_benefit_adjustment_amount_positive CHECK ((amount_dong > 0));
alter table benefit_adjustment add constraint ck_benefit_adjustment_kind CHECK ((kind = ANY (ARRAY['top_up'::text, 'recovery'::text])));
alter table benefit_adjustment add constraint ck_benefit_adjustment_state CHECK ((state = ANY (ARRAY['open'::text, 'settled'::text])));
alter table benefit_adjustment add constraint fk_benefit_adjustment_dossier_id FOREIGN KEY (dossier_id) REFERENCES province.dossier(id);
alter table benefit_adjustment add constraint pk_benefit_adjustment PRIMARY KEY (id);
alter table calendar_change add constraint pk_calendar_change PRIMARY KEY (id);
alter table candidate_pair add constraint ck_candidate_pair_ordered CHECK ((person_a < person_b));
alter table candidate_pair add constraint ck_candidate_pair_score CHECK (((score >= 1) AND (score <= 100)));
alter table candidate_pair add constraint pk_candidate_pair PRIMARY KEY (id);
alter table change_log add constraint pk_change_log PRIMARY KEY (id);
alter table column_mapping add constraint pk_column_mapping PRIMARY KEY (id);
alter table complaint add constraint ck_complaint_kind CHECK ((kind = ANY (ARRAY['citizen'::text, 'fatherland_front'::text, 'inspection'::text, 'audit'::text, 'press'::text, 'other'::text])));
alter table complaint add constraint ck_complaint_target CHECK (((num_nonnulls(dossier_id, list_id, batch_id) = 1) AND (about =
CASE
    WHEN (order_id IS NOT NULL) THEN 'order'::text
    WHEN (dossier_id IS NOT NULL) THEN 'dossier'::text
    WHEN (list_id IS NOT NULL) THEN 'list'::text
    ELSE 'batch'::text
END) AND ((order_id IS NULL) OR (dossier_id IS NOT NULL))));
alter table complaint add constraint fk_complaint_batch_id FOREIGN KEY (batch_id) REFERENCES province.batch(id);
alter table complaint add constraint fk_complaint_dossier_id FOREIGN KEY (dossier_id) REFERENCES province.dossier(id);
alter table complaint add constraint fk_complaint_list_id FOREIGN KEY (list_id) REFERENCES province.dossier_list(id);
alter table complaint add constraint fk_complaint_order_id FOREIGN KEY (order_id) REFERENCES province.payout_order(id);
alter table complaint add constraint pk_complaint PRIMARY KEY (id);
alter table complaint_event add constraint ck_complaint_event_answer CHECK ((num_nonnulls(document_number, document_on, outcome) =
CASE kind
    WHEN 'answered'::text THEN 3
    ELSE 0
END));
alter table complaint_event add constraint ck_complaint_event_hold CHECK (((kind = ANY (ARRAY['held'::text, 'let_go'::text])) = (hold_id IS NOT NULL)));
alter table complaint_event add constraint ck_complaint_event_kind CHECK ((kind = ANY (ARRAY['received'::text, 'forwarded'::text, 'extended'::text, 'held'::text, 'let_go'::text, 'answered'::text])));
alter table complaint_event add constraint ck_complaint_event_outcome CHECK ((outcome = ANY (ARRAY['upheld'::text, 'partly_upheld'::text, 'rejected'::text, 'withdrawn'::text])));
alter table complaint_event add constraint fk_complaint_event_complaint_id FOREIGN KEY (complaint_id) REFERENCES province.complaint(id);
alter table complaint_event add constraint fk_complaint_event_hold_id FOREIGN KEY (hold_id) REFERENCES province.hold(id);
alter table complaint_event add constraint pk_complaint_event PRIMARY KEY (id);
alter table confirmation add constraint ck_confirmation_body CHECK ((body = ANY (ARRAY['union'::text, 'social_insurance'::text, 'tax_branch'::text])));
alter table confirmation add constraint ck_confirmation_counts CHECK (((seen > 0) AND ((not_confirmed >= 0) AND (not_confirmed <= seen))));
alter table confirmation add constraint ck_confirmation_part CHECK ((part = 'confirming_body'::text));
alter table confirmation add constraint fk_confirmation_list_id FOREIGN KEY (list_id) REFERENCES province.dossier_list(id);
alter table confirmation add constraint fk_confirmation_part FOREIGN KEY (list_id, officer_id, part) REFERENCES province.part_taken(list_id, officer_id, part);
alter table confirmation add constraint pk_confirmation PRIMARY KEY (id);
alter table confirmation_line add constraint ck_confirmation_line_outcome CHECK ((outcome = ANY (ARRAY['refused'::text, 'returned'::text])));
alter table confirmation_line add constraint fk_confirmation_line_confirmation_id FOREIGN KEY (confirmation_id) REFERENCES province.confirmation(id);
alter table confirmation_line add constraint fk_confirmation_line_dossier_id FOREIGN KEY (dossier_id) REFERENCES province.dossier(id);
alter table confirmation_line add constraint pk_confirmation_line PRIMARY KEY (confirmation_id, dossier_id);
alter table decision add constraint ck_decision_kind CHECK ((kind = ANY (ARRAY['approved'::text, 'refused'::text])));
alter table decision add constraint ck_decision_not_negative CHECK (((case_count >= 0) AND (total_dong >= 0)));
alter table decision add constraint ck_decision_root CHECK ((octet_length(root) = 32));
alter table decision add constraint fk_decision_batch_id FOREIGN KEY (batch_id) REFERENCES province.batch(id);
alter table decision add constraint fk_decision_delegate FOREIGN KEY (delegation_id, signer_id) REFERENCES province.delegation(id, officer_id);
alter table decision add constraint fk_decision_delegation_id FOREIGN KEY (delegation_id) REFERENCES province.delegation(id);
alter table decision add constraint fk_decision_source_id FOREIGN KEY (source_id) REFERENCES province.fund_source(id);
alter table decision add constraint pk_decision PRIMARY KEY (id);
alter table decision_adjustment add constraint ck_decision_adjustment_changes CHECK ((line_count > 0));
alter table decision_adjustment add constraint ck_decision_adjustment_kind CHECK ((kind = ANY (ARRAY['adjusted'::text, 'revoked'::text])));
alter table decision_adjustment add constraint ck_decision_adjustment_not_negative CHECK (((freed_dong >= 0) AND (added_dong >= 0) AND (owed_dong >= 0) AND (case_count >= 0) AND (total_dong >= 0)));
alter table decision_adjustment add constraint ck_decision_adjustment_roots CHECK (((octet_length(changes_root) = 32) AND (octet_length(seen_root) = 32) AND (octet_length(root) = 32)));
alter table decision_adjustment add constraint fk_decision_adjustment_decision_id FOREIGN KEY (decision_id) REFERENCES province.decision(id);
alter table decision_adjustment add constraint fk_decision_adjustment_delegation_id FOREIGN KEY (delegation_id) REFERENCES province.delegation(id);
alter table decision_adjustment add constraint pk_decision_adjustment PRIMARY KEY (id);
alter table decision_line add constraint ck_decision_line_amount_positive CHECK ((amount_dong > 0));
alter table decision_line add constraint ck_decision_line_leaf_length CHECK ((octet_length(leaf) = 32));
alter table decision_line add constraint fk_decision_line_dossier_id FOREIGN KEY (dossier_id) REFERENCES province.dossier(id);
alter table decision_line add constraint pk_decision_line PRIMARY KEY (dossier_id);
alter table decision_list add constraint ck_decision_list_part CHECK ((part = 'signer'::text));
alter table decision_list add constraint fk_decision_list_decision_id FOREIGN KEY (decision_id) REFERENCES province.decision(id);
alter table decision_list add constraint fk_decision_list_part FOREIGN KEY (list_id, signer_id, part) REFERENCES province.part_taken(list_id, officer_id, part);
alter table decision_list add constraint fk_decision_list_signer FOREIGN KEY (decision_id, signer_id) REFERENCES province.decision(id, signer_id);
alter table decision_list add constraint pk_decision_list PRIMARY KEY (decision_id, list_id);
alter table declination add constraint fk_declination_dossier_id FOREIGN KEY (dossier_id) REFERENCES province.dossier(id);
alter table declination add constraint pk_declination PRIMARY KEY (id);
alter table delegation add constraint ck_delegation_dates_in_order CHECK ((valid_to >= valid_from));
alter table delegation add constraint pk_delegation PRIMARY KEY (id);
alter table document add constraint ck_document_sha256 CHECK ((octet_length(sha256) = 32));
alter table document add constraint pk_document PRIMARY KEY (id);
alter table dossier add constraint ck_dossier_amount_positive CHECK ((amount_dong > 0));
alter table dossier add constraint ck_dossier_full_name_nfc CHECK ((full_name IS NFC NORMALIZED));
alter table dossier add constraint ck_dossier_months CHECK (((months >= 1) AND (months <= 12)));
alter table dossier add constraint fk_dossier_household_id FOREIGN KEY (household_id) REFERENCES province.household(id);
alter table dossier add constraint fk_dossier_person_id FOREIGN KEY (person_id) REFERENCES province.person(id);
alter table dossier add constraint pk_dossier PRIMARY KEY (id);
alter table dossier_history add constraint pk_dossier_history PRIMARY KEY (dossier_id, version);
alter table dossier_list add constraint ck_dossier_list_state CHECK ((state = ANY (ARRAY['received'::text, 'read'::text, 'unreadable'::text, 'submitted'::text, 'withdrawn'::text])));
alter table dossier_list add constraint fk_dossier_list_document_id FOREIGN KEY (document_id) REFERENCES province.document(id);
alter table dossier_list add constraint pk_dossier_list PRIMARY KEY (id);
alter table dossier_stage add constraint fk_dossier_stage_dossier_id FOREIGN KEY (dossier_id) REFERENCES province.dossier(id);
alter table dossier_stage add constraint pk_dossier_stage PRIMARY KEY (dossier_id);
alter table exception_settlement add constraint ck_exception_settlement_order CHECK (((resolution = 'dismiss'::text) = (order_id IS NULL)));
alter table exception_settlement add constraint ck_exception_settlement_resolution CHECK ((resolution = ANY (ARRAY['accept'::text, 'match'::text, 'dismiss'::text])));
alter table exception_settlement add constraint ck_exception_settlement_ruled CHECK ((((state = 'proposed'::text) = (ruled_by IS NULL)) AND ((ruled_by IS NULL) = (ruled_at IS NULL))));
alter table exception_settlement add constraint ck_exception_settlement_state CHECK ((state = ANY (ARRAY['proposed'::text, 'confirmed'::text, 'rejected'::text])));
alter table exception_settlement add constraint ck_exception_settlement_two_people CHECK ((ruled_by <> proposed_by));
alter table exception_settlement add constraint fk_exception_settlement_line FOREIGN KEY (statement_id, line_number) REFERENCES province.statement_exception(statement_id, line_number);
alter table exception_settlement add constraint pk_exception_settlement PRIMARY KEY (id);
alter table finding add constraint fk_finding_dossier_id FOREIGN KEY (dossier_id) REFERENCES province.dossier(id);
alter table finding add constraint fk_finding_sitting_id FOREIGN KEY (sitting_id) REFERENCES province.sitting(id);
alter table finding add constraint pk_finding PRIMARY KEY (sitting_id, dossier_id, code);
alter table fund_settlement add constraint ck_fund_settlement_amount_positive CHECK ((amount_dong > 0));
alter table fund_settlement add constraint ck_fund_settlement_two_sources CHECK ((from_source_id <> to_source_id));
alter table fund_settlement add constraint fk_fund_settlement_from_source_id FOREIGN KEY (from_source_id) REFERENCES province.fund_source(id);
alter table fund_settlement add constraint fk_fund_settlement_owed_journal_id FOREIGN KEY (owed_journal_id) REFERENCES province.journal(id);
alter table fund_settlement add constraint fk_fund_settlement_received_journal_id FOREIGN KEY (received_journal_id) REFERENCES province.journal(id);
alter table fund_settlement add constraint fk_fund_settlement_to_source_id FOREIGN KEY (to_source_id) REFERENCES province.fund_source(id);
alter table fund_settlement add constraint pk_fund_settlement PRIMARY KEY (id);
alter table fund_settlement add constraint uq_fund_settlement_owed_journal_id UNIQUE (owed_journal_id);
alter table fund_settlement add constraint uq_fund_settlement_received_journal_id UNIQUE (received_journal_id);
alter table fund_source add constraint ck_fund_source_level CHECK ((level = ANY (ARRAY['central'::text, 'province'::text, 'district'::text, 'other'::text, 'suspense'::text])));
alter table fund_source add constraint ck_fund_source_suspense_code CHECK (((level = 'suspense'::text) = (code ~ '^TREO-'::text)));
alter table fund_source add constraint pk_fund_source PRIMARY KEY (id);
alter table fund_source add constraint uq_fund_source_code UNIQUE (code);
alter table hold add constraint ck_hold_month CHECK (((order_id IS NULL) = (first_month IS NULL)));
alter table hold add constraint ck_hold_released CHECK ((num_nonnulls(released_at, released_by, release_words) =
CASE state
    WHEN 'live'::text THEN 0
    ELSE 3
END));
alter table hold add constraint ck_hold_state CHECK ((state = ANY (ARRAY['live'::text, 'released'::text])));
alter table hold add constraint ck_hold_target CHECK (((num_nonnulls(dossier_id, list_id, batch_id) = 1) AND (about =
CASE
    WHEN (order_id IS NOT NULL) THEN 'order'::text
    WHEN (dossier_id IS NOT NULL) THEN 'dossier'::text
    WHEN (list_id IS NOT NULL) THEN 'list'::text
    ELSE 'batch'::text
END) AND ((order_id IS NULL) OR (dossier_id IS NOT NULL))));
alter table hold add constraint fk_hold_batch_id FOREIGN KEY (batch_id) REFERENCES province.batch(id);
alter table hold add constraint fk_hold_dossier_id FOREIGN KEY (dossier_id) REFERENCES province.dossier(id);
alter table hold add constraint fk_hold_list_id FOREIGN KEY (list_id) REFERENCES province.dossier_list(id);
alter table hold add constraint pk_hold PRIMARY KEY (id);
alter table household add constraint pk_household PRIMARY KEY (id);
alter table household_business add constraint fk_household_business_owner_person_id FOREIGN KEY (owner_person_id) REFERENCES province.person(id);
alter table household_business add constraint pk_household_business PRIMARY KEY (id);
alter table identity_ruling add constraint ck_identity_ruling_ordered CHECK ((person_a < person_b));
alter table identity_ruling add constraint ck_identity_ruling_ruling CHECK ((ruling = ANY (ARRAY['same'::text, 'different'::text, 'undone'::text])));
alter table identity_ruling add constraint pk_identity_ruling PRIMARY KEY (id);
alter table inspection_sample add constraint ck_inspection_sample_size CHECK (((size >= 1) AND (size <= population)));
alter table inspection_sample add constraint fk_inspection_sample_decision_id FOREIGN KEY (decision_id) REFERENCES province.decision(id);
alter table inspection_sample add constraint pk_inspection_sample PRIMARY KEY (id);
alter table interest add constraint fk_interest_dossier_id FOREIGN KEY (dossier_id) REFERENCES province.dossier(id);
alter table interest add constraint fk_interest_part FOREIGN KEY (list_id, officer_id, part) REFERENCES province.part_taken(list_id, officer_id, part);
alter table interest add constraint pk_interest PRIMARY KEY (id);
alter table issued_report add constraint ck_issued_report_content CHECK ((sha256 = sha256(content)));
alter table issued_report add constraint ck_issued_report_days CHECK (((as_of <= dated) AND (known_on <= dated) AND (known_at <= issued_at)));
alter table issued_report add constraint ck_issued_report_hashes CHECK (((octet_length(figures_sha256) = 32) AND (octet_length(seal) = 32) AND (octet_length(paper_mark) = 32)));
alter table issued_report add constraint ck_issued_report_kind CHECK ((kind = ANY (ARRAY['quick'::text, 'half_year'::text, 'places'::text, 'decisions'::text, 'unpaid'::text, 'refused'::text, 'on_time'::text, 'sources'::text])));
alter table issued_report add constraint ck_issued_report_not_itself CHECK ((corrects_id <> id));
alter table issued_report add constraint fk_issued_report_corrects FOREIGN KEY (corrects_id, kind, area_path, as_of) REFERENCES province.issued_report(id, kind, area_path, as_of);
alter table issued_report add constraint fk_issued_report_docx_id FOREIGN KEY (docx_id) REFERENCES province.document(id);
alter table issued_report add constraint fk_issued_report_pdf_id FOREIGN KEY (pdf_id) REFERENCES province.document(id);
alter table issued_report add constraint fk_issued_report_xlsx_id FOREIGN KEY (xlsx_id) REFERENCES province.document(id);
alter table issued_report add constraint pk_issued_report PRIMARY KEY (id);
alter table journal add constraint ck_journal_kind CHECK ((kind = ANY (ARRAY['allotment'::text, 'advance'::text, 'advance_repaid'::text, 'given_back'::text, 'commitment'::text, 'release'::text, 'withdrawal'::text, 'payment'::text, 'late_payment'::text, 'return'::text, 'return_of_paid'::text, 'recovery'::text, 'recovery_undone'::text, 'recovered_given_back'::text, 'recovered_advance_repaid'::text, 'settlement_owed'::text, 'settlement_received'::text, 'decommitment'::text, 'supplement'::text, 'suspense'::text, 'suspense_cleared'::text])));
alter table journal add constraint fk_journal_source_id FOREIGN KEY (source_id) REFERENCES province.fund_source(id);
alter table journal add constraint pk_journal PRIMARY KEY (id);
alter table journal_entry add constraint ck_journal_entry_account CHECK ((account = ANY (ARRAY['allotment'::text, 'advance'::text, 'available'::text, 'committed'::text, 'sent'::text, 'paid'::text, 'recovered'::text, 'settlement'::text, 'claimed'::text, 'suspense'::text])));
alter table journal_entry add constraint ck_journal_entry_amount_not_zero CHECK ((amount_dong <> 0));
alter table journal_entry add constraint fk_journal_entry_journal_id FOREIGN KEY (journal_id) REFERENCES province.journal(id);
alter table journal_entry add constraint fk_journal_entry_source_id FOREIGN KEY (source_id) REFERENCES province.fund_source(id);
alter table journal_entry add constraint pk_journal_entry PRIMARY KEY (journal_id, account);
alter table lease_order add constraint ck_lease_order_receiver CHECK (((way <> ALL (ARRAY['proxy'::text, 'centre'::text])) OR ((receiver_name IS NOT NULL) AND (receiver_paper IS NOT NULL))));
alter table lease_order add constraint ck_lease_order_way CHECK ((way = ANY (ARRAY['counter'::text, 'home'::text, 'proxy'::text, 'centre'::text, 'transfer'::text])));
alter table lease_order add constraint pk_lease_order PRIMARY KEY (order_id);
alter table list_alert add constraint fk_list_alert_list_id FOREIGN KEY (list_id) REFERENCES province.dossier_list(id);
alter table list_alert add constraint fk_list_alert_raised_in FOREIGN KEY (raised_in) REFERENCES province.sitting(id);
alter table list_alert add constraint pk_list_alert PRIMARY KEY (id);
alter table list_road add constraint ck_list_road_working_days CHECK (((working_days >= 0) AND (working_days <= 366)));
alter table list_road add constraint fk_list_road_list_id FOREIGN KEY (list_id) REFERENCES province.dossier_list(id);
alter table list_road add constraint pk_list_road PRIMARY KEY (list_id, stage, again);
alter table list_row add constraint pk_list_row PRIMARY KEY (list_id, version, row_number);
alter table list_version add constraint ck_list_version_state CHECK ((state = ANY (ARRAY['received'::text, 'read'::text, 'unreadable'::text, 'cancelled'::text])));
alter table list_version add constraint fk_list_version_document_id FOREIGN KEY (document_id) REFERENCES province.document(id);
alter table list_version add constraint fk_list_version_list_id FOREIGN KEY (list_id) REFERENCES province.dossier_list(id);
alter table list_version add constraint pk_list_version PRIMARY KEY (list_id, version);
alter table loan_answer add constraint ck_loan_answer_counts CHECK (((seen > 0) AND ((lent >= 0) AND (lent <= seen)) AND (lent_dong >= 0)));
alter table loan_answer add constraint ck_loan_answer_part CHECK ((part = 'lender'::text));
alter table loan_answer add constraint fk_loan_answer_list_id FOREIGN KEY (list_id) REFERENCES province.dossier_list(id);
alter table loan_answer add constraint fk_loan_answer_part FOREIGN KEY (list_id, officer_id, part) REFERENCES province.part_taken(list_id, officer_id, part);
alter table loan_answer add constraint pk_loan_answer PRIMARY KEY (id);
alter table loan_line add constraint ck_loan_line_amount CHECK ((((outcome = 'lent'::text) = (amount_dong > 0)) AND (amount_dong >= 0)));
alter table loan_line add constraint ck_loan_line_outcome CHECK ((outcome = ANY (ARRAY['lent'::text, 'refused'::text, 'returned'::text])));
alter table loan_line add constraint ck_loan_line_reason CHECK (((outcome = 'lent'::text) = (reason_code IS NULL)));
alter table loan_line add constraint fk_loan_line_answer_id FOREIGN KEY (answer_id) REFERENCES province.loan_answer(id);
alter table loan_line add constraint fk_loan_line_dossier_id FOREIGN KEY (dossier_id) REFERENCES province.dossier(id);
alter table loan_line add constraint pk_loan_line PRIMARY KEY (answer_id, dossier_id);
alter table objection add constraint fk_objection_list_id FOREIGN KEY (list_id) REFERENCES province.dossier_list(id);
alter table objection add constraint fk_objection_posting_id FOREIGN KEY (posting_id) REFERENCES province.posting(id);
alter table objection add constraint pk_objection PRIMARY KEY (id);
alter table opinion add constraint ck_opinion_question CHECK ((((verdict = 'on_hold'::text) = (question IS NOT NULL)) AND ((question IS NULL) = (asked_of IS NULL))));
alter table opinion add constraint ck_opinion_reason_for_the_unfavoured CHECK (((verdict = ANY (ARRAY['favourable'::text, 'on_hold'::text])) OR (reason_code IS NOT NULL)));
alter table opinion add constraint ck_opinion_return_to CHECK (((return_to IS NULL) OR ((verdict = 'returned'::text) AND (return_to = ANY (ARRAY['maker'::text, 'commune'::text, 'confirming'::text, 'district'::text])))));
alter table opinion add constraint ck_opinion_verdict CHECK ((verdict = ANY (ARRAY['favourable'::text, 'unfavourable'::text, 'superseded'::text, 'returned'::text, 'on_hold'::text])));
alter table opinion add constraint fk_opinion_dossier_id FOREIGN KEY (dossier_id) REFERENCES province.dossier(id);
alter table opinion add constraint fk_opinion_sitting_id FOREIGN KEY (sitting_id) REFERENCES province.sitting(id);
alter table opinion add constraint pk_opinion PRIMARY KEY (sitting_id, dossier_id);
alter table order_cancellation add constraint ck_order_cancellation_kind CHECK ((kind = ANY (ARRAY['direct'::text, 'requested'::text])));
alter table order_cancellation add constraint fk_order_cancellation_order_id FOREIGN KEY (order_id) REFERENCES province.payout_order(id);
alter table order_cancellation add constraint pk_order_cancellation PRIMARY KEY (order_id);
alter table order_outcome add constraint ck_order_outcome_amount CHECK ((amount_dong > 0));
alter table order_outcome add constraint ck_order_outcome_kind CHECK ((kind = ANY (ARRAY['paid'::text, 'partial'::text, 'failed'::text, 'returned'::text, 'cancelled'::text])));
alter table order_outcome add constraint ck_order_outcome_reason_code CHECK ((reason_code = ANY (ARRAY['absent'::text, 'dead'::text, 'refused'::text, 'wrong_details'::text, 'moved'::text, 'other'::text])));
alter table order_outcome add constraint pk_order_outcome PRIMARY KEY (order_id, kind, amount_dong);
alter table order_to_send add constraint pk_order_to_send PRIMARY KEY (order_id);
alter table paper_number add constraint pk_paper_number PRIMARY KEY (id);
alter table part_taken add constraint fk_part_taken_list_id FOREIGN KEY (list_id) REFERENCES province.dossier_list(id);
alter table part_taken add constraint pk_part_taken PRIMARY KEY (list_id, officer_id);
alter table payee_arrangement add constraint ck_payee_arrangement_ended CHECK (((ended_by IS NULL) = (ended_at IS NULL)));
alter table payee_arrangement add constraint ck_payee_arrangement_receiver CHECK (((way = 'home'::text) OR ((receiver_name IS NOT NULL) AND (paper_number IS NOT NULL))));
alter table payee_arrangement add constraint ck_payee_arrangement_way CHECK ((way = ANY (ARRAY['home'::text, 'proxy'::text, 'centre'::text])));
alter table payee_arrangement add constraint fk_payee_arrangement_dossier_id FOREIGN KEY (dossier_id) REFERENCES province.dossier(id);
alter table payee_arrangement add constraint pk_payee_arrangement PRIMARY KEY (id);
alter table payee_receipt add constraint ck_payee_receipt_amount CHECK (((amount_dong >= 1) AND (amount_dong <= due_dong)));
alter table payee_receipt add constraint ck_payee_receipt_signer CHECK ((signer = ANY (ARRAY['payee'::text, 'receiver'::text])));
alter table payee_receipt add constraint fk_payee_receipt_order_id FOREIGN KEY (order_id) REFERENCES province.payout_order(id);
alter table payee_receipt add constraint pk_payee_receipt PRIMARY KEY (order_id);
alter table payout_lease add constraint ck_payout_lease_has_orders CHECK (((order_count > 0) AND (total_dong > 0)));
alter table payout_lease add constraint pk_payout_lease PRIMARY KEY (id);
alter table payout_order add constraint ck_payout_order_account CHECK (((account_number IS NOT NULL) OR ((account_name IS NULL) AND (bank IS NULL))));
alter table payout_order add constraint ck_payout_order_amount_positive CHECK ((amount_dong > 0));
alter table payout_order add constraint pk_payout_order PRIMARY KEY (id);
alter table payout_run add constraint ck_payout_run_released_by CHECK (((state = 'prepared'::text) OR (released_by IS NOT NULL)));
alter table payout_run add constraint ck_payout_run_state CHECK ((state = ANY (ARRAY['prepared'::text, 'released'::text])));
alter table payout_run add constraint fk_payout_run_adjustment_id FOREIGN KEY (adjustment_id) REFERENCES province.decision_adjustment(id);
alter table payout_run add constraint fk_payout_run_decision_id FOREIGN KEY (decision_id) REFERENCES province.decision(id);
alter table payout_run add constraint fk_payout_run_follows_run_id FOREIGN KEY (follows_run_id) REFERENCES province.payout_run(id);
alter table payout_run add constraint fk_payout_run_source_id FOREIGN KEY (source_id) REFERENCES province.fund_source(id);
alter table payout_run add constraint pk_payout_run PRIMARY KEY (id);
alter table person add constraint ck_person_birth CHECK (((birth_date IS NULL) OR (EXTRACT(year FROM birth_date) = (birth_year)::numeric)));
alter table person add constraint ck_person_cccd CHECK ((cccd ~ '^[0-9]{12}$'::text));
alter table person add constraint ck_person_cmnd CHECK ((cmnd ~ '^[0-9]{9}$'::text));
alter table person add constraint ck_person_full_name_nfc CHECK ((full_name IS NFC NORMALIZED));
alter table person add constraint ck_person_insurance_number CHECK ((insurance_number ~ '^[0-9]{10}$'::text));
alter table person add constraint ck_person_sex CHECK ((sex = ANY (ARRAY['M'::text, 'F'::text])));
alter table person add constraint pk_person PRIMARY KEY (id);
alter table posting add constraint ck_posting_dates_in_order CHECK ((ends_on >= starts_on));
alter table posting add constraint ck_posting_state CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text])));
alter table posting add constraint pk_posting PRIMARY KEY (id);
alter table posting_list add constraint fk_posting_list_list_id FOREIGN KEY (list_id) REFERENCES province.dossier_list(id);
alter table posting_list add constraint fk_posting_list_posting_id FOREIGN KEY (posting_id) REFERENCES province.posting(id);
alter table posting_list add constraint pk_posting_list PRIMARY KEY (posting_id, list_id);
alter table recovery_case add constraint ck_recovery_case_cause CHECK ((cause = ANY (ARRAY['decision'::text, 'after_cancel'::text, 'double_benefit'::text, 'overpaid'::text])));
alter table recovery_case add constraint ck_recovery_case_ground CHECK ((((cause = 'decision'::text) = (adjustment_id IS NOT NULL)) AND ((cause = ANY (ARRAY['after_cancel'::text, 'overpaid'::text])) = (order_id IS NOT NULL)) AND ((cause = 'double_benefit'::text) = (benefit_adjustment_id IS NOT NULL))));
alter table recovery_case add constraint ck_recovery_case_owed_positive CHECK ((owed_dong > 0));
alter table recovery_case add constraint fk_recovery_case_source_id FOREIGN KEY (source_id) REFERENCES province.fund_source(id);
alter table recovery_case add constraint pk_recovery_case PRIMARY KEY (id);
alter table recovery_entry add constraint ck_recovery_entry_by_whom CHECK (((kind = 'void'::text) OR (recorded_by IS NOT NULL)));
alter table recovery_entry add constraint ck_recovery_entry_journal CHECK (((kind = ANY (ARRAY['receipt'::text, 'reversal'::text])) = (journal_id IS NOT NULL)));
alter table recovery_entry add constraint ck_recovery_entry_kind CHECK ((kind = ANY (ARRAY['receipt'::text, 'reversal'::text, 'waiver'::text, 'void'::text])));
alter table recovery_entry add constraint ck_recovery_entry_payer CHECK ((((kind = 'receipt'::text) = (payer IS NOT NULL)) AND (payer = ANY (ARRAY['payee'::text, 'household'::text, 'officer_at_fault'::text, 'agent'::text]))));
alter table recovery_entry add constraint ck_recovery_entry_reverses CHECK (((kind = 'reversal'::text) = (reverses_id IS NOT NULL)));
alter table recovery_entry add constraint ck_recovery_entry_sign CHECK (
CASE kind
    WHEN 'reversal'::text THEN (amount_dong < 0)
    ELSE (amount_dong > 0)
END);
alter table recovery_entry add constraint ck_recovery_entry_words CHECK ((((kind = ANY (ARRAY['receipt'::text, 'waiver'::text])) = (number IS NOT NULL)) AND ((kind = 'receipt'::text) = (reason IS NULL))));
alter table recovery_entry add constraint fk_recovery_entry_case_id FOREIGN KEY (case_id) REFERENCES province.recovery_case(id);
alter table recovery_entry add constraint fk_recovery_entry_journal_id FOREIGN KEY (journal_id) REFERENCES province.journal(id);
alter table recovery_entry add constraint fk_recovery_entry_reverses_id FOREIGN KEY (reverses_id) REFERENCES province.recovery_entry(id);
alter table recovery_entry add constraint pk_recovery_entry PRIMARY KEY (id);
alter table recovery_instalment add constraint ck_recovery_instalment_amount_positive CHECK (((amount_dong > 0) AND (place > 0)));
alter table recovery_instalment add constraint fk_recovery_instalment_plan_id FOREIGN KEY (plan_id) REFERENCES province.recovery_plan(id);
alter table recovery_instalment add constraint pk_recovery_instalment PRIMARY KEY (plan_id, place);
alter table recovery_plan add constraint ck_recovery_plan_has_instalments CHECK (((instalment_count > 0) AND (total_dong > 0)));
alter table recovery_plan add constraint fk_recovery_plan_case_id FOREIGN KEY (case_id) REFERENCES province.recovery_case(id);
alter table recovery_plan add constraint pk_recovery_plan PRIMARY KEY (id);
alter table refusal_notice add constraint fk_refusal_notice_dossier_id_version FOREIGN KEY (dossier_id, version) REFERENCES province.dossier_history(dossier_id, version);
alter table refusal_notice add constraint pk_refusal_notice PRIMARY KEY (dossier_id, version);
alter table row_doubt add constraint pk_row_doubt PRIMARY KEY (list_id, version, row_number, code);
alter table run_closing add constraint ck_run_closing_closes CHECK ((total_dong = (((paid_dong + failed_dong) + returned_dong) + cancelled_dong)));
alter table run_closing add constraint fk_run_closing_run_id FOREIGN KEY (run_id) REFERENCES province.payout_run(id);
alter table run_closing add constraint pk_run_closing PRIMARY KEY (run_id);
alter table sample_line add constraint fk_sample_line_dossier_id FOREIGN KEY (dossier_id) REFERENCES province.decision_line(dossier_id);
alter table sample_line add constraint fk_sample_line_sample_id FOREIGN KEY (sample_id) REFERENCES province.inspection_sample(id);
alter table sample_line add constraint pk_sample_line PRIMARY KEY (sample_id, dossier_id);
alter table sample_result add constraint ck_sample_result_complaint CHECK (((complaint_id IS NULL) OR (result = 'finding'::text)));
alter table sample_result add constraint ck_sample_result_result CHECK ((result = ANY (ARRAY['in_order'::text, 'finding'::text])));
alter table sample_result add constraint fk_sample_result_complaint_id FOREIGN KEY (complaint_id) REFERENCES province.complaint(id);
alter table sample_result add constraint fk_sample_result_sample_id_dossier_id FOREIGN KEY (sample_id, dossier_id) REFERENCES province.sample_line(sample_id, dossier_id);
alter table sample_result add constraint pk_sample_result PRIMARY KEY (sample_id, dossier_id);
alter table seal_block add constraint pk_seal_block PRIMARY KEY (number);
alter table seal_note add constraint fk_seal_note_block FOREIGN KEY (block) REFERENCES province.seal_block(number);
alter table seal_note add constraint pk_seal_note PRIMARY KEY (block);
alter table seen_person add constraint pk_seen_person PRIMARY KEY (person_id, set_id);
alter table seen_set add constraint pk_seen_set PRIMARY KEY (id);
alter table sitting add constraint ck_sitting_chair_not_secretary CHECK ((chair_id <> opened_by));
alter table sitting add constraint ck_sitting_level CHECK ((level = ANY (ARRAY['commune'::text, 'district'::text, 'province'::text])));
alter table sitting add constraint ck_sitting_state CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text])));
alter table sitting add constraint ck_sitting_votes_needed CHECK (((votes_needed >= 0) AND (votes_needed <= present)));
alter table sitting add constraint pk_sitting PRIMARY KEY (id);
alter table sitting_list add constraint fk_sitting_list_list_id FOREIGN KEY (list_id) REFERENCES province.dossier_list(id);
alter table sitting_list add constraint fk_sitting_list_sitting_id FOREIGN KEY (sitting_id) REFERENCES province.sitting(id);
alter table sitting_list add constraint pk_sitting_list PRIMARY KEY (sitting_id, list_id);
alter table sitting_question add constraint ck_sitting_question_answer CHECK ((num_nulls(answer, answered_by, answered_at) = ANY (ARRAY[0, 3])));
alter table sitting_question add constraint ck_sitting_question_asked_of CHECK ((asked_of = ANY (ARRAY['maker'::text, 'commune'::text, 'district'::text, 'union'::text, 'social_insurance'::text, 'tax_branch'::text])));
alter table sitting_question add constraint fk_sitting_question_dossier_id FOREIGN KEY (dossier_id) REFERENCES province.dossier(id);
alter table sitting_question add constraint fk_sitting_question_sitting_id FOREIGN KEY (sitting_id) REFERENCES province.sitting(id);
alter table sitting_question add constraint pk_sitting_question PRIMARY KEY (id);
alter table sitting_seat add constraint ck_sitting_seat_part CHECK ((part = ANY (ARRAY['commune_council'::text, 'district_council'::text, 'province_council'::text])));
alter table sitting_seat add constraint fk_sitting_seat_part FOREIGN KEY (list_id, officer_id, part) REFERENCES province.part_taken(list_id, officer_id, part);
alter table sitting_seat add constraint fk_sitting_seat_sitting_id FOREIGN KEY (sitting_id) REFERENCES province.sitting(id);
alter table sitting_seat add constraint pk_sitting_seat PRIMARY KEY (sitting_id, list_id, officer_id);
alter table sitting_vote add constraint ck_sitting_vote_needed CHECK (((ordinal >= 1) AND (ordinal <= votes_needed)));
alter table sitting_vote add constraint ck_sitting_vote_record_length CHECK ((octet_length(record) = 32));
alter table sitting_vote add constraint fk_sitting_vote_sitting_id_votes_needed FOREIGN KEY (sitting_id, votes_needed) REFERENCES province.sitting(id, votes_needed);
alter table sitting_vote add constraint pk_sitting_vote PRIMARY KEY (sitting_id, record, officer_id);
alter table standing_count add constraint ck_standing_count_dossiers CHECK ((dossiers <> 0));
alter table standing_count add constraint fk_standing_count_list_id FOREIGN KEY (list_id) REFERENCES province.dossier_list(id);
alter table standing_count add constraint pk_standing_count PRIMARY KEY (id);
alter table statement add constraint ck_statement_format CHECK ((format = ANY (ARRAY['json'::text, 'csv'::text, 'xlsx'::text, 'pain.002'::text, 'camt.054'::text])));
alter table statement add constraint ck_statement_has_lines CHECK ((line_count > 0));
alter table statement add constraint ck_statement_mode CHECK ((mode = ANY (ARRAY['strict'::text, 'lenient'::text])));
alter table statement add constraint fk_statement_document_id FOREIGN KEY (document_id) REFERENCES province.document(id);
alter table statement add constraint pk_statement PRIMARY KEY (id);
alter table statement_exception add constraint ck_statement_exception_verdict CHECK ((verdict = ANY (ARRAY['unknown'::text, 'wrong_amount'::text, 'wrong_state'::text, 'after_cancel'::text, 'not_yours'::text])));
alter table statement_exception add constraint pk_statement_exception PRIMARY KEY (statement_id, line_number);
alter table statement_line add constraint ck_statement_line_verdict CHECK ((verdict = ANY (ARRAY['paid'::text, 'partial'::text, 'failed'::text, 'returned'::text, 'cancelled'::text, 'duplicate'::text, 'unknown'::text, 'wrong_amount'::text, 'wrong_state'::text, 'after_cancel'::text, 'not_yours'::text])));
alter table statement_line add constraint pk_statement_line PRIMARY KEY (statement_id, line_number);
alter table step_clock add constraint fk_step_clock_list_id FOREIGN KEY (list_id) REFERENCES province.dossier_list(id);
alter table step_clock add constraint pk_step_clock PRIMARY KEY (id);
alter table step_done add constraint ck_step_done_dossiers CHECK ((dossiers > 0));
alter table step_done add constraint ck_step_done_outcome CHECK ((outcome = ANY (ARRAY['done'::text, 'returned'::text, 'stopped'::text])));
alter table step_done add constraint fk_step_done_clock_id FOREIGN KEY (clock_id) REFERENCES province.step_clock(id);
alter table step_done add constraint pk_step_done PRIMARY KEY (id);
alter table supersession add constraint fk_supersession_dossier_id FOREIGN KEY (dossier_id) REFERENCES province.dossier(id);
alter table supersession add constraint pk_supersession PRIMARY KEY (id);
alter table suspension add constraint ck_suspension_kind CHECK ((kind = ANY (ARRAY['suspended'::text, 'resumed'::text])));
alter table suspension add constraint fk_suspension_batch_id FOREIGN KEY (batch_id) REFERENCES province.batch(id);
alter table suspension add constraint fk_suspension_delegate FOREIGN KEY (delegation_id, signer_id) REFERENCES province.delegation(id, officer_id);
alter table suspension add constraint fk_suspension_delegation_id FOREIGN KEY (delegation_id) REFERENCES province.delegation(id);
alter table suspension add constraint pk_suspension PRIMARY KEY (id);
alter table webhook_delivery add constraint ck_webhook_delivery_attempt CHECK ((attempt > 0));
alter table webhook_delivery add constraint ck_webhook_delivery_error CHECK ((error = ANY (ARRAY['timeout'::text, 'no_connection'::text, 'broken_line'::text, 'no_endpoint'::text])));
alter table webhook_delivery add constraint ck_webhook_delivery_outcome CHECK (((status_code IS NULL) <> (error IS NULL)));
alter table webhook_delivery add constraint ck_webhook_delivery_status_code CHECK (((status_code >= 100) AND (status_code <= 599)));
alter table webhook_delivery add constraint fk_webhook_delivery_run_id FOREIGN KEY (run_id) REFERENCES province.payout_run(id);
alter table webhook_delivery add constraint pk_webhook_delivery PRIMARY KEY (message_id, attempt);
alter table working_day add constraint pk_working_day PRIMARY KEY (day);

-- indexes
CREATE INDEX ix_access_log_at ON province.access_log USING btree (at);
CREATE INDEX ix_access_log_officer_id ON province.access_log USING btree (officer_id, at);
CREATE INDEX ix_access_log_set_id ON province.access_log USING btree (set_id, at);
CREATE INDEX ix_access_log_told ON province.access_log USING btree (told);
CREATE INDEX ix_adjustment_line_decision_id ON province.adjustment_line USING btree (decision_id);
CREATE INDEX ix_candidate_pair_person_b ON province.candidate_pair USING btree (person_b);
CREATE INDEX ix_change_log_subject ON province.change_log USING btree (subject, subject_id);
CREATE INDEX ix_change_log_told ON province.change_log USING btree (told);
CREATE INDEX ix_complaint_event_complaint_id ON province.complaint_event USING btree (complaint_id, id);
CREATE INDEX ix_confirmation_line_dossier_id ON province.confirmation_line USING btree (dossier_id);
CREATE INDEX ix_decision_line_decision_id ON province.decision_line USING btree (decision_id);
CREATE INDEX ix_dossier_history_ended ON province.dossier_history USING btree (area_path, dossier_id) WHERE (to_stage = ANY (ARRAY['refused'::text, 'withdrawn'::text, 'declined'::text, 'superseded'::text, 'revoked'::text]));
CREATE INDEX ix_dossier_history_told ON province.dossier_history USING btree (told);
CREATE INDEX ix_dossier_list_unit_path ON province.dossier_list USING btree (unit_path);
CREATE INDEX ix_dossier_person_id ON province.dossier USING btree (person_id);
CREATE INDEX ix_dossier_stage_list_id ON province.dossier_stage USING btree (list_id);
CREATE INDEX ix_hold_state ON province.hold USING btree (state);
CREATE INDEX ix_household_business_owner ON province.household_business USING btree (owner_person_id);
CREATE INDEX ix_identity_ruling_pair ON province.identity_ruling USING btree (person_a, person_b);
CREATE INDEX ix_interest_list_id ON province.interest USING btree (list_id);
CREATE INDEX ix_journal_entry_settlement ON province.journal_entry USING btree (source_id, amount_dong) WHERE (account = 'settlement'::text);
CREATE INDEX ix_journal_entry_source_id_journal_id ON province.journal_entry USING btree (source_id, journal_id) INCLUDE (account, amount_dong);
CREATE INDEX ix_journal_source_id ON province.journal USING btree (source_id);
CREATE INDEX ix_lease_order_lease_id ON province.lease_order USING btree (lease_id);
CREATE INDEX ix_lease_order_run_id ON province.lease_order USING btree (run_id);
CREATE INDEX ix_list_version_sha256 ON province.list_version USING btree (sha256);
CREATE INDEX ix_loan_answer_list_id ON province.loan_answer USING btree (list_id);
CREATE INDEX ix_loan_line_dossier_id ON province.loan_line USING btree (dossier_id);
CREATE INDEX ix_objection_posting_id ON province.objection USING btree (posting_id);
CREATE INDEX ix_opinion_dossier_id ON province.opinion USING btree (dossier_id);
CREATE INDEX ix_order_outcome_done_on ON province.order_outcome USING brin (done_on date_minmax_multi_ops) WITH (pages_per_range='32', autosummarize='on');
CREATE INDEX ix_order_outcome_failed ON province.order_outcome USING btree (area_path) WHERE (kind = 'failed'::text);
CREATE INDEX ix_order_outcome_unpaid ON province.order_outcome USING btree (order_id) WHERE (kind = 'failed'::text);
CREATE INDEX ix_order_to_send_run_id_order_id ON province.order_to_send USING btree (run_id, order_id);
CREATE INDEX ix_payee_receipt_short ON province.payee_receipt USING btree (order_id) WHERE (amount_dong < due_dong);
CREATE INDEX ix_payout_order_dossier_id ON province.payout_order USING btree (dossier_id);
CREATE INDEX ix_payout_order_replaces_id ON province.payout_order USING btree (replaces_id) WHERE (replaces_id IS NOT NULL);
CREATE INDEX ix_payout_order_run_id ON province.payout_order USING btree (run_id);
CREATE INDEX ix_payout_run_decision_id ON province.payout_run USING btree (decision_id);
CREATE INDEX ix_person_birth_date ON province.person USING btree (birth_date);
CREATE INDEX ix_person_name_key ON province.person USING btree (name_key, birth_year);
CREATE INDEX ix_recovery_case_dossier_id ON province.recovery_case USING btree (dossier_id);
CREATE INDEX ix_recovery_entry_case_id ON province.recovery_entry USING btree (case_id);
CREATE INDEX ix_sitting_list_list_id ON province.sitting_list USING btree (list_id);
CREATE INDEX ix_sitting_question_list_id ON province.sitting_question USING btree (list_id);
CREATE INDEX ix_standing_count_list_id ON province.standing_count USING btree (list_id);
CREATE INDEX ix_statement_line_done_on ON province.statement_line USING brin (done_on date_minmax_multi_ops) WITH (pages_per_range='32', autosummarize='on');
CREATE INDEX ix_step_done_left_on ON province.step_done USING btree (left_on);
CREATE INDEX ix_supersession_dossier_id ON province.supersession USING btree (dossier_id);
CREATE INDEX ix_supersession_winner_id ON province.supersession USING btree (winner_id);
CREATE INDEX ix_suspension_batch_id ON province.suspension USING btree (batch_id);
CREATE INDEX ix_webhook_delivery_run_id ON province.webhook_delivery USING btree (run_id);
CREATE INDEX ix_working_day_number ON province.working_day USING btree (number);
CREATE UNIQUE INDEX uq_adjustment_line_version ON province.adjustment_line USING btree (dossier_id, version);
CREATE UNIQUE INDEX uq_batch_list_undecided ON province.batch_list USING btree (list_id) WHERE undecided;
CREATE UNIQUE INDEX uq_benefit_adjustment ON province.benefit_adjustment USING btree (dossier_id, other_id, kind);
CREATE UNIQUE INDEX uq_candidate_pair ON province.candidate_pair USING btree (person_a, person_b);
CREATE UNIQUE INDEX uq_column_mapping ON province.column_mapping USING btree (area_path, form, headers_mark);
CREATE UNIQUE INDEX uq_complaint_event_answered ON province.complaint_event USING btree ((
CASE
    WHEN (kind = 'answered'::text) THEN complaint_id
    ELSE NULL::bigint
END));
CREATE UNIQUE INDEX uq_complaint_event_extended ON province.complaint_event USING btree ((
CASE
    WHEN (kind = 'extended'::text) THEN complaint_id
    ELSE NULL::bigint
END));
CREATE UNIQUE INDEX uq_confirmation_round ON province.confirmation USING btree (list_id, round, body);
CREATE UNIQUE INDEX uq_decision_adjustment_number ON province.decision_adjustment USING btree (number);
CREATE UNIQUE INDEX uq_decision_adjustment_place ON province.decision_adjustment USING btree (decision_id, place);
CREATE UNIQUE INDEX uq_decision_batch_id ON province.decision USING btree (batch_id);
CREATE UNIQUE INDEX uq_decision_number ON province.decision USING btree (number);
CREATE UNIQUE INDEX uq_decision_signer ON province.decision USING btree (id, signer_id);
CREATE UNIQUE INDEX uq_declination_standing ON province.declination USING btree (dossier_id) WHERE (revoked_at IS NULL);
CREATE UNIQUE INDEX uq_delegation_officer ON province.delegation USING btree (id, officer_id);
CREATE UNIQUE INDEX uq_dossier_list_file ON province.dossier_list USING btree (unit_path, form, sha256) WHERE (state <> 'withdrawn'::text);
CREATE UNIQUE INDEX uq_dossier_row ON province.dossier USING btree (list_id, row_number);
CREATE UNIQUE INDEX uq_exception_settlement_standing ON province.exception_settlement USING btree (statement_id, line_number) WHERE ((state = 'rejected'::text) IS FALSE);
CREATE UNIQUE INDEX uq_household_business_key ON province.household_business USING btree (area_path, business_key);
CREATE UNIQUE INDEX uq_household_number ON province.household USING btree (area_path, hamlet_key, list_year, kind, number);
CREATE UNIQUE INDEX uq_inspection_sample_seed ON province.inspection_sample USING btree (decision_id, seed);
CREATE UNIQUE INDEX uq_issued_report_corrects_id ON province.issued_report USING btree (corrects_id);
CREATE UNIQUE INDEX uq_issued_report_first ON province.issued_report USING btree (kind, area_path, as_of, known_on) WHERE (corrects_id IS NULL);
CREATE UNIQUE INDEX uq_issued_report_number ON province.issued_report USING btree (number);
CREATE UNIQUE INDEX uq_issued_report_told ON province.issued_report USING btree (id, kind, area_path, as_of);
CREATE UNIQUE INDEX uq_list_alert ON province.list_alert USING btree (list_id, code, told_of);
CREATE UNIQUE INDEX uq_paper_number_paper ON province.paper_number USING btree (paper);
CREATE UNIQUE INDEX uq_part_taken_part ON province.part_taken USING btree (list_id, officer_id, part);
CREATE UNIQUE INDEX uq_payee_arrangement_standing ON province.payee_arrangement USING btree (dossier_id) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX uq_payout_lease_open ON province.payout_lease USING btree (account_id) WHERE (acknowledged_at IS NULL);
CREATE UNIQUE INDEX uq_payout_order_live ON province.payout_order USING btree (dossier_id, first_month) WHERE live;
CREATE UNIQUE INDEX uq_payout_order_reference ON province.payout_order USING btree (reference);
CREATE UNIQUE INDEX uq_payout_run_adjustment_agent ON province.payout_run USING btree (adjustment_id, agent_code, area_path, first_month) NULLS NOT DISTINCT WHERE ((adjustment_id IS NOT NULL) AND (follows_run_id IS NULL));
CREATE UNIQUE INDEX uq_payout_run_decision_agent ON province.payout_run USING btree (decision_id, agent_code, area_path, first_month) NULLS NOT DISTINCT WHERE ((adjustment_id IS NULL) AND (follows_run_id IS NULL));
CREATE UNIQUE INDEX uq_posting_list_open ON province.posting_list USING btree (list_id) WHERE showing;
CREATE UNIQUE INDEX uq_recovery_case_adjustment ON province.recovery_case USING btree (adjustment_id, dossier_id);
CREATE UNIQUE INDEX uq_recovery_case_after_cancel ON province.recovery_case USING btree (order_id) WHERE (cause = 'after_cancel'::text);
CREATE UNIQUE INDEX uq_recovery_case_benefit_adjustment_id ON province.recovery_case USING btree (benefit_adjustment_id);
CREATE UNIQUE INDEX uq_recovery_entry_journal_id ON province.recovery_entry USING btree (journal_id);
CREATE UNIQUE INDEX uq_recovery_entry_number ON province.recovery_entry USING btree (number) WHERE (kind = 'receipt'::text);
CREATE UNIQUE INDEX uq_recovery_entry_reverses_id ON province.recovery_entry USING btree (reverses_id);
CREATE UNIQUE INDEX uq_recovery_plan_place ON province.recovery_plan USING btree (case_id, place);
CREATE UNIQUE INDEX uq_sample_line_place ON province.sample_line USING btree (sample_id, place);
CREATE UNIQUE INDEX uq_seen_set_digest ON province.seen_set USING btree (area_path, digest);
CREATE UNIQUE INDEX uq_sitting_question_open ON province.sitting_question USING btree ((
CASE
    WHEN (answered_at IS NULL) THEN dossier_id
    ELSE NULL::bigint
END));
CREATE UNIQUE INDEX uq_sitting_vote_ordinal ON province.sitting_vote USING btree (sitting_id, record, ordinal);
CREATE UNIQUE INDEX uq_sitting_votes_needed ON province.sitting USING btree (id, votes_needed);
CREATE UNIQUE INDEX uq_statement_number ON province.statement USING btree (agent_code, number);
CREATE UNIQUE INDEX uq_step_clock ON province.step_clock USING btree (list_id, area_path, step, entered_on, resumed);
CREATE UNIQUE INDEX uq_suspension_number ON province.suspension USING btree (number);

-- row security
alter table access_log enable force row level security;
alter table adjustment_line enable force row level security;
alter table batch enable force row level security;
alter table batch_list enable force row level security;
alter table benefit_adjustment enable force row level security;
alter table calendar_change enable force row level security;
alter table candidate_pair enable force row level security;
alter table change_log enable force row level security;
alter table column_mapping enable force row level security;
alter table complaint enable force row level security;
alter table complaint_event enable force row level security;
alter table confirmation enable force row level security;
alter table confirmation_line enable force row level security;
alter table decision enable force row level security;
alter table decision_adjustment enable force row level security;
alter table decision_line enable force row level security;
alter table decision_list enable force row level security;
alter table declination enable force row level security;
alter table delegation enable force row level security;
alter table document enable force row level security;
alter table dossier enable force row level security;
alter table dossier_history enable force row level security;
alter table dossier_list enable force row level security;
alter table dossier_stage enable force row level security;
alter table exception_settlement enable force row level security;
alter table finding enable force row level security;
alter table hold enable force row level security;
alter table household enable force row level security;
alter table household_business enable force row level security;
alter table identity_ruling enable force row level security;
alter table inspection_sample enable force row level security;
alter table interest enable force row level security;
alter table issued_report enable force row level security;
alter table lease_order enable force row level security;
alter table list_alert enable force row level security;
alter table list_row enable force row level security;
alter table list_version enable force row level security;
alter table loan_answer enable force row level security;
alter table loan_line enable force row level security;
alter table objection enable force row level security;
alter table opinion enable force row level security;
alter table order_cancellation enable force row level security;
alter table order_outcome enable force row level security;
alter table order_to_send enable force row level security;
alter table paper_number enable force row level security;
alter table part_taken enable force row level security;
alter table payee_arrangement enable force row level security;
alter table payee_receipt enable force row level security;
alter table payout_lease enable force row level security;
alter table payout_order enable force row level security;
alter table payout_run enable force row level security;
alter table person enable force row level security;
alter table posting enable force row level security;
alter table posting_list enable force row level security;
alter table recovery_case enable force row level security;
alter table recovery_entry enable force row level security;
alter table recovery_instalment enable force row level security;
alter table recovery_plan enable force row level security;
alter table refusal_notice enable force row level security;
alter table row_doubt enable force row level security;
alter table run_closing enable force row level security;
alter table sample_line enable force row level security;
alter table sample_result enable force row level security;
alter table seal_block enable force row level security;
alter table seal_note enable force row level security;
alter table seen_person enable force row level security;
alter table seen_set enable force row level security;
alter table sitting enable force row level security;
alter table sitting_list enable force row level security;
alter table sitting_question enable force row level security;
alter table sitting_seat enable force row level security;
alter table sitting_vote enable force row level security;
alter table standing_count enable force row level security;
alter table statement enable force row level security;
alter table statement_exception enable force row level security;
alter table statement_line enable force row level security;
alter table step_clock enable force row level security;
alter table step_done enable force row level security;
alter table supersession enable force row level security;
alter table suspension enable force row level security;
alter table webhook_delivery enable force row level security;
policy territory on access_log for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on adjustment_line for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on batch for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on batch_list for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on benefit_adjustment for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on calendar_change for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on candidate_pair for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on change_log for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text)))
with check the same;
policy territory on column_mapping for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on complaint for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on complaint_event for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on confirmation for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on confirmation_line for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on decision for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on decision_adjustment for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on decision_line for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on decision_list for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on declination for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on delegation for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on document for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and ((NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL) OR (kept_by = (NULLIF(current_setting('app.officer_id'::text, true), ''::text))::bigint)))
with check the same;
policy territory on dossier for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on dossier_history for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on dossier_list for all to public
using ((unit_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (unit_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on dossier_stage for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on exception_settlement for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and ((NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL) OR ((agent_code = NULLIF(current_setting('app.agent'::text, true), ''::text))
    and (state = 'confirmed'::text))))
with check the same;
policy territory on finding for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on hold for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on household for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on household_business for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on identity_ruling for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on inspection_sample for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on interest for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on issued_report for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on lease_order for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and ((NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL) OR (agent_code = NULLIF(current_setting('app.agent'::text, true), ''::text))))
with check the same;
policy territory on list_alert for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on list_row for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on list_version for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on loan_answer for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on loan_line for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on objection for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on opinion for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on order_cancellation for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and ((NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL) OR (agent_code = NULLIF(current_setting('app.agent'::text, true), ''::text))))
with check the same;
policy territory on order_outcome for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and ((NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL) OR (agent_code = NULLIF(current_setting('app.agent'::text, true), ''::text))))
with check the same;
policy territory on order_to_send for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and ((NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL) OR (agent_code = NULLIF(current_setting('app.agent'::text, true), ''::text))))
with check the same;
policy territory on paper_number for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on part_taken for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on payee_arrangement for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on payee_receipt for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and ((NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL) OR (agent_code = NULLIF(current_setting('app.agent'::text, true), ''::text))))
with check the same;
policy territory on payout_lease for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and ((NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL) OR (agent_code = NULLIF(current_setting('app.agent'::text, true), ''::text))))
with check the same;
policy territory on payout_order for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and ((NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL) OR (agent_code = NULLIF(current_setting('app.agent'::text, true), ''::text))))
with check the same;
policy territory on payout_run for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and ((NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL) OR (agent_code = NULLIF(current_setting('app.agent'::text, true), ''::text))))
with check the same;
policy territory on person for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on posting for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on posting_list for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on recovery_case for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on recovery_entry for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on recovery_instalment for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on recovery_plan for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on refusal_notice for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on row_doubt for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on run_closing for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and ((NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL) OR (agent_code = NULLIF(current_setting('app.agent'::text, true), ''::text))))
with check the same;
policy territory on sample_line for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on sample_result for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on seal_block for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on seal_note for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text)))
with check the same;
policy territory on seen_person for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on seen_set for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on sitting for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on sitting_list for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on sitting_question for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on sitting_seat for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on sitting_vote for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on standing_count for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on statement for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and ((NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL) OR (agent_code = NULLIF(current_setting('app.agent'::text, true), ''::text))))
with check the same;
policy territory on statement_exception for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and ((NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL) OR (agent_code = NULLIF(current_setting('app.agent'::text, true), ''::text))))
with check the same;
policy territory on statement_line for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and ((NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL) OR (agent_code = NULLIF(current_setting('app.agent'::text, true), ''::text))))
with check the same;
policy territory on step_clock for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on step_done for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on supersession for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on suspension for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;
policy territory on webhook_delivery for all to public
using ((area_path >= NULLIF(current_setting('app.scope'::text, true), ''::text))
    and (area_path < (NULLIF(current_setting('app.scope'::text, true), ''::text) || '~'::text))
    and (NULLIF(current_setting('app.agent'::text, true), ''::text) IS NULL))
with check the same;

-- functions
function different_people() returns TABLE(person_a bigint, person_b bigint) language plpgsql security definer set search_path=pg_catalog as
-- Pairs whose last ruling is "different", by the numbers people have after all mergers: two
-- people stay different when one of them turns out to be a third. Numbers only, so it may tell
-- of the whole province whoever asks.
declare
    asker text := coalesce(current_setting('app.scope', true), '');
begin
    perform set_config('app.scope', substr('province', 2) || '.', true);
    return query
        with latest as (
            select distinct on (r.person_a, r.person_b) r.person_a as a, r.person_b as b, r.ruling
              from province.identity_ruling r order by r.person_a, r.person_b, r.id desc
        ), merged as materialized (
            select m.person_id, m.kept_id from province.merged_people() m
        ), kept as (
            select coalesce(ma.kept_id, l.a) as a, coalesce(mb.kept_id, l.b) as b
              from latest l left join merged ma on ma.person_id = l.a
              left join merged mb on mb.person_id = l.b
             where l.ruling = 'different'
        )
        select distinct least(k.a, k.b), greatest(k.a, k.b) from kept k where k.a <> k.b;
    perform set_config('app.scope', asker, true);
end ;
function doubtful_entries(wanted_list bigint) returns TABLE(entry integer) language plpgsql security definer set search_path=pg_catalog as
-- Which entries of a list are about somebody who has an open pair.
declare
    asker text := coalesce(current_setting('app.scope', true), '');
begin
    perform set_config('app.scope', substr('province', 2) || '.', true);
    return query
        with merged as materialized (
            select m.person_id, m.kept_id from province.merged_people() m
        ), people as materialized (
            select d.row_number, coalesce(m.kept_id, d.person_id) as id
              from province.dossier d left join merged m on m.person_id = d.person_id
             where d.list_id = wanted_list
        ), paired as (
            select o.row_number, p.person_a as a, p.person_b as b
              from people o join province.candidate_pair p on p.person_a = o.id
            union all
            select o.row_number, p.person_a, p.person_b
              from people o join province.candidate_pair p on p.person_b = o.id
        )
        select distinct p.row_number from paired p
         where p.a not in (select m.person_id from merged m)
           and p.b not in (select m.person_id from merged m)
           and (p.a, p.b) not in (select x.person_a, x.person_b from province.different_people() x);
    perform set_config('app.scope', asker, true);
end ;
function find_likely(wanted_list bigint, wanted_version integer) returns integer language plpgsql security definer set search_path=pg_catalog as
-- Weaker evidence than an exact number, between the people of a list's drafts and everybody whom
-- a list of the province names. It decides nothing: an officer rules on each pair.
--   ID_CLOSE           95  name and birth date agree, and the numbers differ by one slip of a key
--   NAME_BIRTH_SEX     90  all that most papers say; twins with one name are the exception
--   NAME_BIRTH         80  the same, where one list does not give the sex
--   NAME_DAY_MONTH_SWAPPED       75  03/12 and 12/03: the usual slip between two date formats
--   NAME_YEAR_COMMUNE  70  only the year is known of one of them (or 1 January, which says no
--                          more), but both live in one commune
--   NAME_HOUSEHOLD     65  a household does not give two of its members one name
--   NAME_CLOSE_BIRTH_SEX         60  a letter or two of the name misread, the rest agrees
--   NAME_BIRTH_FIRST_OF_JANUARY  50  as NAME_YEAR_COMMUNE, from another commune of the district,
--                          or of the province when both are told so: many have one name there
-- The strongest reason counts, and three more for each further one. Two people with two numbers
-- of one kind are two people, slips excepted; so are a man and a woman. Blank equals nothing.
declare
    asker text := coalesce(current_setting('app.scope', true), '');
    entries integer;
begin
    -- Two lists entered at once would not see each other's people: the second waits for the first.
    perform pg_advisory_xact_lock(hashtextextended('find_likely/province', 0));
    perform set_config('app.scope', substr('province', 2) || '.', true);
    insert into province.candidate_pair (person_a, person_b, reasons, score, area_path)
    with told as materialized (
        -- Of a corrected version only what it wrote itself.
        select d.person_id as id, max(d.household_id) as household_id
          from province.dossier d join province.dossier_stage s on s.dossier_id = d.id
         where d.list_id = wanted_list and s.stage = 'draft'
           and (wanted_version = 1 or d.xmin = pg_current_xact_id()::xid)
         group by d.person_id
    ), mine as materialized (
        select p.id, p.name_key, p.birth_date, p.birth_year, p.sex, p.cmnd, p.cccd, p.area_path,
               t.household_id, coalesce(extract(doy from p.birth_date) = 1, true) as only_year
          from told t join province.person p on p.id = t.id
    ), namesakes as (
        select a.id as a, b.id as b, a.area_path as path_a, b.area_path as path_b,
               a.birth_date as born_a, b.birth_date as born_b, a.sex as sex_a, b.sex as sex_b,
               a.cmnd as cmnd_a, b.cmnd as cmnd_b, a.cccd as cccd_a, b.cccd as cccd_b,
               a.only_year as year_a, coalesce(extract(doy from b.birth_date) = 1, true) as year_b,
               a.birth_year = b.birth_year as same_year, a.household_id
          from mine a join province.person b
            on b.name_key = a.name_key and b.birth_year = a.birth_year
         where b.id <> a.id
        union all
        select a.id, b.id, a.area_path, b.area_path, a.birth_date, b.birth_date, a.sex, b.sex,
               a.cmnd, b.cmnd, a.cccd, b.cccd, true, true, null, a.household_id
          from mine a join province.person b on b.name_key = a.name_key and b.birth_year is null
         where b.id <> a.id and a.household_id is not null
        union all
        select a.id, b.id, a.area_path, b.area_path, a.birth_date, b.birth_date, a.sex, b.sex,
               a.cmnd, b.cmnd, a.cccd, b.cccd, true, true, null, a.household_id
          from mine a join province.person b on b.name_key = a.name_key
         where b.id <> a.id and a.household_id is not null and a.birth_year is null
           and b.birth_year is not null
    ), compared as (
        select n.*, numbers.slips
          from namesakes n cross join lateral (
            select count(*) filter (where slip) as slips, count(*) filter (where not slip) as others
              from (select n.born_a = n.born_b and (
                           public.levenshtein_less_equal(one, other, 1) = 1
                        or exists (select from generate_series(1, length(one) - 1) i
                                    where one = overlay(other placing reverse(substr(other, i, 2))
                                                        from i for 2))) is true as slip
                      from (values (n.cmnd_a, n.cmnd_b), (n.cccd_a, n.cccd_b)) two (one, other)
                     where one <> other) differing
         ) numbers
         where numbers.others = 0
    ), likely (a, b, path_a, path_b, reason, score) as (
        select c.a, c.b, c.path_a, c.path_b, why.reason, why.score
          from compared c cross join lateral (values
            (c.slips > 0 and c.born_a = c.born_b, 'ID_CLOSE', 95),
            (c.slips = 0 and c.born_a = c.born_b and not c.year_a and c.sex_a = c.sex_b,
             'NAME_BIRTH_SEX', 90),
            (c.slips = 0 and c.born_a = c.born_b and not c.year_a
             and (c.sex_a is null or c.sex_b is null), 'NAME_BIRTH', 80),
            (c.slips = 0 and c.same_year and c.born_a <> c.born_b
             and extract(day from c.born_a) = extract(month from c.born_b)
             and extract(month from c.born_a) = extract(day from c.born_b),
             'NAME_DAY_MONTH_SWAPPED', 75),
            (c.slips = 0 and c.same_year and (c.year_a or c.year_b) and c.path_a = c.path_b
             and length(c.path_a) > 7, 'NAME_YEAR_COMMUNE', 70),
            (c.slips = 0 and c.household_id is not null and c.household_id = any (
                select d.household_id from province.dossier d where d.person_id = c.b),
             'NAME_HOUSEHOLD', 65),
            (c.slips = 0 and c.same_year and (c.year_a or c.year_b) and c.path_a <> c.path_b
             and c.sex_a = c.sex_b and c.born_a is not null and c.born_b is not null
             and (left(c.path_a, 7) = left(c.path_b, 7) or (c.year_a and c.year_b)),
             'NAME_BIRTH_FIRST_OF_JANUARY', 50)
          ) why (holds, reason, score)
         where why.holds and (c.slips > 0 or c.sex_a = c.sex_b or c.sex_a is null or c.sex_b is null)
        union all
        select a.id, b.id, a.area_path, b.area_path, 'NAME_CLOSE_BIRTH_SEX', 60
          from mine a join province.person b on b.birth_date = a.birth_date
         where not a.only_year and b.sex = a.sex and b.name_key <> a.name_key
           and public.levenshtein_less_equal(a.name_key, b.name_key, 2) <= 2
           and a.cmnd <> b.cmnd is not true and a.cccd <> b.cccd is not true
    ), merged as materialized (
        select m.person_id, m.kept_id from province.merged_people() m
    ), standing as (
        -- Whoever only withdrawn rows ever named is nobody's double: their row was put right.
        select coalesce(ma.kept_id, l.a) as a, coalesce(mb.kept_id, l.b) as b,
               l.path_a, l.path_b, l.reason, l.score
          from likely l left join merged ma on ma.person_id = l.a
          left join merged mb on mb.person_id = l.b
         where exists (select from province.dossier d
                         join province.dossier_stage s on s.dossier_id = d.id
                        where d.person_id = l.b and s.stage <> 'withdrawn')
    )
    select least(a, b), greatest(a, b), jsonb_agg(distinct reason),
           least(99, max(score) + 3 * (count(distinct reason) - 1)),
           min(case when path_a = path_b then path_a
                    when left(path_a, 7) = left(path_b, 7) then left(path_a, 7)
                    else left(path_a, 3) end)
      from standing
     where a <> b and (least(a, b), greatest(a, b)) not in (
           select x.person_a, x.person_b from province.different_people() x)
     group by 1, 2 order by 1, 2
    on conflict do nothing;
    select count(*) into entries from province.doubtful_entries(wanted_list);
    perform set_config('app.scope', asker, true);
    return entries;
end ;
function join_people(kept bigint, gone bigint) returns bigint language plpgsql security definer set search_path=pg_catalog as
-- Two numbers are one person: keys and claims of `gone`, wherever they are, become those of
-- `kept`, and remember in entered_as whose they were. Of two live claims the higher stays, of
-- equal ones the older; answers the dossier that lost. A key of kind 0 (of nothing but the number)
-- tells who was put into whom, so that everybody can be traced and the merger undone.
declare
    asker text := coalesce(current_setting('app.scope', true), '');
    mark uuid := md5('merged/' || gone)::uuid;
    lost bigint;
begin
    perform from nation.person_claim c where c.person_id in (kept, gone)
      order by c.dossier_id for update;
    if (select count(*) from nation.person_claim c
         where c.person_id in (kept, gone) and c.state = 'live') > 1 then
        update nation.person_claim c set state = 'closed'
         where c.dossier_id = (select l.dossier_id from nation.person_claim l
                                where l.person_id in (kept, gone) and l.state = 'live'
                                order by l.amount_dong, l.dossier_id desc limit 1)
        returning c.dossier_id into lost;
    end if;
    update nation.person_claim c
       set person_id = kept, entered_as = coalesce(c.entered_as, c.person_id),
           told = pg_current_xact_id()::text::bigint
     where c.person_id = gone;
    -- A key that both have stays where it is: it tells nothing new of the one who is kept.
    update nation.person_key k
       set person_id = kept, entered_as = coalesce(k.entered_as, k.person_id)
     where k.person_id = gone and k.kind <> 0
       and not exists (select from nation.person_key o
                        where o.digest = k.digest and o.person_id = kept);
    update nation.person_key k set person_id = kept, entered_as = gone where k.digest = mark;
    if not found then
        insert into nation.person_key (digest, person_id, kind, flags, entered_as)
        values (mark, kept, 0, 0, gone);
    end if;
    perform set_config('app.scope', substr('province', 2) || '.', true);
    insert into province.candidate_pair (person_a, person_b, reasons, score, area_path)
    select least(o.id, kept), greatest(o.id, kept), p.reasons, p.score,
           case when o.area_path = q.area_path then o.area_path
                when left(o.area_path, 7) = left(q.area_path, 7) then left(o.area_path, 7)
                else left(o.area_path, 3) end
      from province.candidate_pair p
      join province.person o on o.id = case p.person_a when gone then p.person_b else p.person_a end
      join province.person q on q.id = kept
     where gone in (p.person_a, p.person_b) and o.id <> kept
       and o.id not in (select m.person_id from province.merged_people() m)
    on conflict do nothing;
    perform set_config('app.scope', asker, true);
    return lost;
end ;
function merged_people() returns TABLE(person_id bigint, kept_id bigint) language sql stable security definer set search_path=pg_catalog as
-- Everybody a standing merger has put into somebody else, and who that is in the end.
with recursive step (person_id, kept_id) as (
    select k.entered_as, k.person_id from nation.person_key k
     where k.kind = 0 and k.entered_as is not null
    union
    select s.person_id, k.person_id
      from step s join nation.person_key k on k.kind = 0 and k.entered_as = s.kept_id
)
select s.person_id, s.kept_id from step s
 where not exists (select from nation.person_key k where k.kind = 0 and k.entered_as = s.kept_id);
function pair_linked(ones bigint[], others bigint[]) returns integer language plpgsql security definer set search_path=pg_catalog as
-- LINKED_ELSEWHERE (85): a list gives one person two numbers that belong to two people. Which of
-- them is mistyped, or whether the two are one, an officer must say. Answers how many are new.
declare
    asker text := coalesce(current_setting('app.scope', true), '');
    made integer;
begin
    perform set_config('app.scope', substr('province', 2) || '.', true);
    insert into province.candidate_pair (person_a, person_b, reasons, score, area_path)
    select distinct on (1, 2) least(p.id, q.id), greatest(p.id, q.id), '["LINKED_ELSEWHERE"]'::jsonb,
           85, case when p.area_path = q.area_path then p.area_path
                    when left(p.area_path, 7) = left(q.area_path, 7) then left(p.area_path, 7)
                    else left(p.area_path, 3) end
      from unnest(ones, others) as linked (one, other)
      join province.person p on p.id = linked.one join province.person q on q.id = linked.other
     where p.id <> q.id and (least(p.id, q.id), greatest(p.id, q.id)) not in (
           select x.person_a, x.person_b from province.different_people() x)
     order by 1, 2
    on conflict do nothing;
    get diagnostics made = row_count;
    perform set_config('app.scope', asker, true);
    return made;
end ;
function part_people(back bigint) returns void language plpgsql security definer set search_path=pg_catalog as
-- Undoes a merger: what `back` (and whoever had been put into `back`) brought goes back with it;
-- what came later under the other number stays there. A claim that the merger had closed lives
-- again if its dossier still stands approved and its person has no other live claim.
declare
    asker text := coalesce(current_setting('app.scope', true), '');
    people bigint[];
    above bigint[];
begin
    with recursive below (id) as (
        select back
        union
        select k.entered_as from below b
          join nation.person_key k on k.person_id = b.id and k.kind = 0 and k.entered_as is not null
    ) select array_agg(id) into people from below;
    with recursive up (id) as (
        select k.person_id from nation.person_key k where k.kind = 0 and k.entered_as = back
        union
        select k.person_id from up u
          join nation.person_key k on k.kind = 0 and k.entered_as = u.id
    ) select array_agg(id) into above from up;
    perform from nation.person_claim c where c.person_id = any (above || back)
      order by c.dossier_id for update;
    update nation.person_claim c
       set person_id = back, entered_as = nullif(c.entered_as, back),
           told = pg_current_xact_id()::text::bigint
     where c.person_id = any (above) and c.entered_as = any (people);
    update nation.person_key k set person_id = back, entered_as = nullif(k.entered_as, back)
     where k.person_id = any (above) and k.entered_as = any (people) and k.kind <> 0
       and not exists (select from nation.person_key o
                        where o.digest = k.digest and o.person_id = back);
    update nation.person_key k set person_id = back, entered_as = null
     where k.kind = 0 and k.entered_as = back;
    perform set_config('app.scope', substr('province', 2) || '.', true);
    update nation.person_claim c set state = 'live', told = pg_current_xact_id()::text::bigint
     where c.dossier_id in (
           select distinct on (l.person_id) l.dossier_id from nation.person_claim l
             join province.dossier_stage s on s.dossier_id = l.dossier_id and s.stage = 'approved'
            where l.person_id = any (above || back) and l.state = 'closed'
              and not exists (select from nation.person_claim o
                               where o.person_id = l.person_id and o.state = 'live')
            order by l.person_id, l.amount_dong desc, l.dossier_id);
    perform set_config('app.scope', asker, true);
end ;

-- triggers
CREATE CONSTRAINT TRIGGER check_adjustment AFTER INSERT ON province.decision_adjustment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION nation.check_adjustment();
CREATE CONSTRAINT TRIGGER check_decision AFTER INSERT ON province.decision DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION nation.check_decision();
CREATE CONSTRAINT TRIGGER check_journal AFTER INSERT ON province.journal_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION nation.check_journal();
CREATE CONSTRAINT TRIGGER check_journal_has_legs AFTER INSERT ON province.journal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION nation.check_journal_has_legs();
CREATE CONSTRAINT TRIGGER check_recovery_entry AFTER INSERT ON province.recovery_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION nation.check_recovery_entry();
CREATE CONSTRAINT TRIGGER check_recovery_plan AFTER INSERT ON province.recovery_instalment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION nation.check_recovery_plan('plan_id');
CREATE CONSTRAINT TRIGGER check_recovery_plan AFTER INSERT ON province.recovery_plan DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION nation.check_recovery_plan('id');
CREATE CONSTRAINT TRIGGER check_run_not_held AFTER UPDATE ON province.payout_run DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.state = 'released'::text) AND (old.state <> 'released'::text))) EXECUTE FUNCTION nation.check_run_not_held();
CREATE CONSTRAINT TRIGGER check_settlements_sum AFTER INSERT ON province.journal_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.account = 'settlement'::text)) EXECUTE FUNCTION nation.check_settlements_sum();
CREATE CONSTRAINT TRIGGER check_signed AFTER INSERT ON province.decision DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION nation.check_signed();
CREATE CONSTRAINT TRIGGER check_statement AFTER INSERT ON province.statement DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION nation.check_statement();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.access_log FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.account_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.adjustment_line FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.calendar_change FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.candidate_pair FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.change_log FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.complaint FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.complaint_event FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.confirmation FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.confirmation_line FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.decision FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.decision_adjustment FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.decision_line FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.decision_list FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.document FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.dossier_history FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.finding FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.fund_settlement FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.identity_ruling FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.inspection_sample FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.interest FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.issued_report FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.journal FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.journal_entry FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.lease_order FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.list_road FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.list_row FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.loan_answer FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.loan_line FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.order_cancellation FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.order_outcome FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.paper_number FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.part_taken FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.payee_receipt FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.recovery_case FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.recovery_entry FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.recovery_instalment FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.recovery_plan FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.refusal_notice FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.row_doubt FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.run_closing FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.sample_line FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.sample_result FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.seal_block FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.seal_note FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.seen_person FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.seen_set FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.sitting_list FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.sitting_seat FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.sitting_vote FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.statement FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.statement_exception FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.statement_line FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.step_done FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.supersession FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.suspension FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON province.webhook_delivery FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.access_log FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.account_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.adjustment_line FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.calendar_change FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.candidate_pair FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.change_log FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.complaint FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.complaint_event FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.confirmation FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.confirmation_line FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.decision FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.decision_adjustment FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.decision_line FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.decision_list FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.document FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.dossier_history FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.finding FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.fund_settlement FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.identity_ruling FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.inspection_sample FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.interest FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.issued_report FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.journal FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.journal_entry FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.lease_order FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.list_road FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.list_row FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.loan_answer FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.loan_line FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.order_cancellation FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.order_outcome FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.paper_number FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.part_taken FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.payee_receipt FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.recovery_case FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.recovery_entry FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.recovery_instalment FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.recovery_plan FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.refusal_notice FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.row_doubt FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.run_closing FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.sample_line FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.sample_result FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.seal_block FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.seal_note FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.seen_person FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.seen_set FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.sitting_list FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.sitting_seat FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.sitting_vote FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.statement FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.statement_exception FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.statement_line FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.step_done FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.supersession FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.suspension FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON province.webhook_delivery FOR EACH STATEMENT EXECUTE FUNCTION nation.refuse_change();
CREATE TRIGGER check_accounts AFTER INSERT ON province.journal_entry REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_accounts();
CREATE TRIGGER check_adjusted_accounts AFTER INSERT ON province.adjustment_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_adjusted_accounts();
CREATE TRIGGER check_adjustment_lines AFTER INSERT ON province.adjustment_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_adjustment_lines();
CREATE TRIGGER check_alert_answer AFTER UPDATE OF answered_by ON province.list_alert FOR EACH ROW WHEN ((new.answered_by IS NOT NULL)) EXECUTE FUNCTION nation.check_alert_answer();
CREATE TRIGGER check_arrangements AFTER INSERT ON province.payee_arrangement REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_arrangements();
CREATE TRIGGER check_cancellation AFTER INSERT ON province.order_cancellation REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_cancellation();
CREATE TRIGGER check_cancellation_open AFTER INSERT ON province.order_cancellation REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_cancellation_open();
CREATE TRIGGER check_changed_at_draft BEFORE UPDATE ON province.dossier FOR EACH ROW EXECUTE FUNCTION nation.check_changed_at_draft();
CREATE TRIGGER check_changed_opinions AFTER UPDATE ON province.opinion REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_opinions();
CREATE TRIGGER check_complaint_event BEFORE INSERT ON province.complaint_event FOR EACH ROW WHEN ((new.kind = 'answered'::text)) EXECUTE FUNCTION nation.check_complaint_event();
CREATE TRIGGER check_decision_lines AFTER INSERT ON province.decision_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_decision_lines();
CREATE TRIGGER check_ended_arrangements AFTER UPDATE ON province.payee_arrangement REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_arrangements();
CREATE TRIGGER check_hold_release BEFORE UPDATE ON province.hold FOR EACH ROW EXECUTE FUNCTION nation.check_hold_release();
CREATE TRIGGER check_journal_kinds AFTER INSERT ON province.journal REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_journal_kinds();
CREATE TRIGGER check_lease_orders AFTER INSERT ON province.lease_order REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_lease_orders();
CREATE TRIGGER check_lease_ways AFTER INSERT ON province.lease_order REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_lease_ways();
CREATE TRIGGER check_lines_not_held AFTER INSERT ON province.decision_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_lines_not_held();
CREATE TRIGGER check_not_suspended BEFORE UPDATE OF state ON province.payout_run FOR EACH ROW WHEN (((new.state = 'released'::text) AND (old.state <> 'released'::text))) EXECUTE FUNCTION nation.check_not_suspended();
CREATE TRIGGER check_objections_answered AFTER UPDATE ON province.dossier_stage REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_objections_answered();
CREATE TRIGGER check_opinions AFTER INSERT ON province.opinion REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_opinions();
CREATE TRIGGER check_orders_not_held AFTER INSERT ON province.payout_order REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_orders_not_held();
CREATE TRIGGER check_outcomes AFTER INSERT ON province.order_outcome REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_outcomes();
CREATE TRIGGER check_own_case AFTER INSERT ON province.decision_list REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_own_case('signer_id');
CREATE TRIGGER check_own_case AFTER INSERT ON province.part_taken REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_own_case('officer_id');
CREATE TRIGGER check_own_case AFTER INSERT ON province.sitting_seat REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_own_case('officer_id');
CREATE TRIGGER check_parents AFTER INSERT ON province.decision_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_parents('decision_id', 'decision');
CREATE TRIGGER check_parents AFTER INSERT ON province.dossier REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_parents('list_id', 'dossier_list');
CREATE TRIGGER check_parents AFTER INSERT ON province.dossier_stage REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_parents('list_id', 'dossier_list');
CREATE TRIGGER check_parents AFTER INSERT ON province.lease_order REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_parents('lease_id', 'payout_lease');
CREATE TRIGGER check_parents AFTER INSERT ON province.list_row REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_parents('list_id', 'dossier_list');
CREATE TRIGGER check_parents AFTER INSERT ON province.payout_order REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_parents('run_id', 'payout_run');
CREATE TRIGGER check_parents AFTER INSERT ON province.row_doubt REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_parents('list_id', 'dossier_list');
CREATE TRIGGER check_parents AFTER INSERT ON province.statement_exception REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_parents('statement_id', 'statement');
CREATE TRIGGER check_parents AFTER INSERT ON province.statement_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_parents('statement_id', 'statement');
CREATE TRIGGER check_payee_receipts AFTER INSERT ON province.payee_receipt REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_payee_receipts();
CREATE TRIGGER check_payout_orders AFTER INSERT ON province.payout_order REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_payout_orders();
CREATE TRIGGER check_posting_answered BEFORE UPDATE OF state ON province.posting FOR EACH ROW WHEN (((new.state = 'closed'::text) AND (old.state <> 'closed'::text))) EXECUTE FUNCTION nation.check_posting_answered();
CREATE TRIGGER check_recovery_cases AFTER INSERT ON province.recovery_case REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_recovery_cases();
CREATE TRIGGER check_run_closing AFTER INSERT ON province.run_closing REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_run_closing();
CREATE TRIGGER check_run_open AFTER INSERT ON province.order_outcome REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_run_open('order_id');
CREATE TRIGGER check_run_open AFTER INSERT ON province.payout_order REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_run_open('run_id');
CREATE TRIGGER check_sample AFTER INSERT ON province.sample_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_sample();
CREATE TRIGGER check_seats AFTER INSERT ON province.sitting_seat REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_seats();
CREATE TRIGGER check_settlement_journals AFTER INSERT ON province.fund_settlement REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_settlement_journals();
CREATE TRIGGER check_settler AFTER INSERT OR UPDATE ON province.exception_settlement FOR EACH ROW EXECUTE FUNCTION nation.check_settler();
CREATE TRIGGER check_sitting_closing BEFORE UPDATE OF state ON province.sitting FOR EACH ROW EXECUTE FUNCTION nation.check_sitting_closing();
CREATE TRIGGER check_speakers AFTER INSERT ON province.sitting_list REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_speakers();
CREATE TRIGGER check_steps_not_held AFTER UPDATE ON province.dossier_stage REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.check_steps_not_held();
CREATE TRIGGER check_suspender AFTER INSERT ON province.suspension FOR EACH ROW EXECUTE FUNCTION nation.check_suspender();
CREATE TRIGGER check_vote BEFORE INSERT ON province.sitting_vote FOR EACH ROW EXECUTE FUNCTION nation.check_vote();
CREATE TRIGGER keep_approved_deltas AFTER INSERT ON province.adjustment_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.keep_approved_deltas();
CREATE TRIGGER keep_approved_deltas AFTER INSERT ON province.decision_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.keep_approved_deltas();
CREATE TRIGGER keep_clocks_of_moved AFTER UPDATE ON province.dossier_stage REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.keep_clocks();
CREATE TRIGGER keep_maker AFTER INSERT ON province.dossier_list FOR EACH ROW EXECUTE FUNCTION nation.keep_maker('id');
CREATE TRIGGER keep_maker AFTER INSERT ON province.list_version FOR EACH ROW EXECUTE FUNCTION nation.keep_maker('list_id');
CREATE TRIGGER keep_paid_deltas AFTER INSERT ON province.order_outcome REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.keep_paid_deltas();
CREATE TRIGGER keep_paid_deltas AFTER INSERT ON province.recovery_case REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.keep_paid_deltas();
CREATE TRIGGER keep_paid_deltas AFTER INSERT ON province.recovery_entry REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.keep_paid_deltas();
CREATE TRIGGER keep_payers AFTER INSERT ON province.order_outcome REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.keep_payers();
CREATE TRIGGER keep_releaser AFTER INSERT OR UPDATE OF state ON province.payout_run FOR EACH ROW WHEN ((new.state = 'released'::text)) EXECUTE FUNCTION nation.keep_releaser();
CREATE TRIGGER keep_stage_honest BEFORE INSERT ON province.dossier_stage FOR EACH ROW EXECUTE FUNCTION nation.keep_stage_honest();
CREATE TRIGGER keep_stage_honest_forward BEFORE UPDATE ON province.dossier_stage FOR EACH ROW WHEN (((old.paused IS NULL) AND ((old.stage = 'draft'::text) OR (new.stage = ANY (ARRAY['approved'::text, 'refused'::text, 'superseded'::text, 'declined'::text, 'withdrawn'::text])) OR ((new.stage = 'at_district'::text) AND (old.stage = ANY (ARRAY['at_commune'::text, 'confirming'::text]))) OR ((new.stage = 'at_province'::text) AND (old.stage = 'at_district'::text))))) EXECUTE FUNCTION nation.keep_stage_honest();
CREATE TRIGGER keep_stage_honest_within BEFORE UPDATE ON province.dossier_stage FOR EACH ROW WHEN ((NOT ((old.paused IS NULL) AND ((old.stage = 'draft'::text) OR (new.stage = ANY (ARRAY['approved'::text, 'refused'::text, 'superseded'::text, 'declined'::text, 'withdrawn'::text])) OR ((new.stage = 'at_district'::text) AND (old.stage = ANY (ARRAY['at_commune'::text, 'confirming'::text]))) OR ((new.stage = 'at_province'::text) AND (old.stage = 'at_district'::text)))))) EXECUTE FUNCTION nation.keep_step_honest();
CREATE TRIGGER keep_standing_of_moved AFTER UPDATE ON province.dossier_stage REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.keep_standing();
CREATE TRIGGER keep_standing_of_new AFTER INSERT ON province.dossier_stage REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.keep_standing();
CREATE TRIGGER open_step_day BEFORE INSERT OR UPDATE ON province.dossier_stage FOR EACH STATEMENT EXECUTE FUNCTION nation.open_step_day();
CREATE TRIGGER queue_orders AFTER INSERT ON province.payout_order REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.queue_orders();
CREATE TRIGGER queue_released_run AFTER UPDATE OF state ON province.payout_run FOR EACH ROW WHEN (((new.state = 'released'::text) AND (old.state <> 'released'::text))) EXECUTE FUNCTION nation.queue_released_run();
CREATE TRIGGER unqueue_dead_orders AFTER UPDATE ON province.payout_order REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.unqueue_dead_orders();
CREATE TRIGGER unqueue_leased_orders AFTER INSERT ON province.lease_order REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.unqueue_leased_orders();
CREATE TRIGGER write_change_log AFTER INSERT ON province.calendar_change FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('document_number', 'area_path');
CREATE TRIGGER write_change_log AFTER INSERT ON province.complaint_event FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('kind', 'area_path', 'complaint_id');
CREATE TRIGGER write_change_log AFTER INSERT ON province.confirmation FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('body', 'area_path');
CREATE TRIGGER write_change_log AFTER INSERT ON province.decision FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('kind', 'area_path');
CREATE TRIGGER write_change_log AFTER INSERT ON province.decision_adjustment FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('kind', 'area_path');
CREATE TRIGGER write_change_log AFTER INSERT ON province.delegation FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('document_number', 'area_path');
CREATE TRIGGER write_change_log AFTER INSERT ON province.identity_ruling FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('ruling', 'area_path');
CREATE TRIGGER write_change_log AFTER INSERT ON province.inspection_sample FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('seed', 'area_path');
CREATE TRIGGER write_change_log AFTER INSERT ON province.interest FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('part', 'area_path');
CREATE TRIGGER write_change_log AFTER INSERT ON province.issued_report FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('number', 'area_path');
CREATE TRIGGER write_change_log AFTER INSERT ON province.loan_answer FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('document_number', 'area_path');
CREATE TRIGGER write_change_log AFTER INSERT ON province.objection FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('received_on', 'area_path');
CREATE TRIGGER write_change_log AFTER INSERT ON province.order_cancellation FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('kind', 'area_path', 'order_id');
CREATE TRIGGER write_change_log AFTER INSERT ON province.paper_number FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('number', 'area_path');
CREATE TRIGGER write_change_log AFTER INSERT ON province.payee_arrangement FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('way', 'area_path', 'dossier_id');
CREATE TRIGGER write_change_log AFTER INSERT ON province.payee_receipt FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('amount_dong', 'area_path', 'order_id');
CREATE TRIGGER write_change_log AFTER INSERT ON province.payout_lease FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('order_count', 'area_path');
CREATE TRIGGER write_change_log AFTER INSERT ON province.payout_order FOR EACH ROW WHEN ((new.replaces_id IS NOT NULL)) EXECUTE FUNCTION nation.write_change_log('reference', 'area_path');
CREATE TRIGGER write_change_log AFTER INSERT ON province.recovery_case FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('owed_dong', 'area_path', 'dossier_id');
CREATE TRIGGER write_change_log AFTER INSERT ON province.recovery_entry FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('amount_dong', 'area_path', 'case_id');
CREATE TRIGGER write_change_log AFTER INSERT ON province.recovery_plan FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('total_dong', 'area_path', 'case_id');
CREATE TRIGGER write_change_log AFTER INSERT ON province.refusal_notice FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('number', 'area_path', 'dossier_id');
CREATE TRIGGER write_change_log AFTER INSERT ON province.run_closing FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('total_dong', 'area_path', 'run_id');
CREATE TRIGGER write_change_log AFTER INSERT ON province.sample_result FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('result', 'area_path', 'dossier_id');
CREATE TRIGGER write_change_log AFTER INSERT ON province.sitting_question FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('asked_of', 'area_path');
CREATE TRIGGER write_change_log AFTER INSERT ON province.sitting_vote FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('ordinal', 'area_path', 'sitting_id');
CREATE TRIGGER write_change_log AFTER INSERT ON province.statement FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('number', 'area_path');
CREATE TRIGGER write_change_log AFTER INSERT ON province.suspension FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('kind', 'area_path');
CREATE TRIGGER write_change_log AFTER INSERT OR UPDATE OF state ON province.exception_settlement FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('state', 'area_path');
CREATE TRIGGER write_change_log AFTER INSERT OR UPDATE ON province.batch FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('state', 'area_path');
CREATE TRIGGER write_change_log AFTER INSERT OR UPDATE ON province.benefit_adjustment FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('state', 'area_path');
CREATE TRIGGER write_change_log AFTER INSERT OR UPDATE ON province.dossier_list FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('state', 'unit_path');
CREATE TRIGGER write_change_log AFTER INSERT OR UPDATE ON province.hold FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('state', 'area_path');
CREATE TRIGGER write_change_log AFTER INSERT OR UPDATE ON province.list_version FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('state', 'area_path', 'list_id');
CREATE TRIGGER write_change_log AFTER INSERT OR UPDATE ON province.payout_run FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('state', 'area_path');
CREATE TRIGGER write_change_log AFTER INSERT OR UPDATE ON province.posting FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('state', 'area_path');
CREATE TRIGGER write_change_log AFTER INSERT OR UPDATE ON province.sitting FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('state', 'area_path');
CREATE TRIGGER write_change_log AFTER UPDATE OF answered_at ON province.list_alert FOR EACH ROW WHEN ((new.answered_at IS NOT NULL)) EXECUTE FUNCTION nation.write_change_log('answered_at', 'area_path');
CREATE TRIGGER write_change_log_of_acknowledgement AFTER UPDATE OF acknowledged_at ON province.payout_lease FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('acknowledged_at', 'area_path');
CREATE TRIGGER write_change_log_of_answer AFTER UPDATE OF answered_at ON province.objection FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('answered_at', 'area_path');
CREATE TRIGGER write_change_log_of_answer AFTER UPDATE ON province.sitting_question FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('answered_by', 'area_path');
CREATE TRIGGER write_change_log_of_end AFTER UPDATE OF ended_at ON province.payee_arrangement FOR EACH ROW EXECUTE FUNCTION nation.write_change_log('ended_at', 'area_path', 'dossier_id');
CREATE TRIGGER write_history_of_moved AFTER UPDATE ON province.dossier_stage REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.write_dossier_history();
CREATE TRIGGER write_history_of_new AFTER INSERT ON province.dossier_stage REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.write_dossier_history();
CREATE TRIGGER write_money_log AFTER INSERT ON province.fund_settlement FOR EACH ROW EXECUTE FUNCTION nation.write_money_log('amount_dong');
CREATE TRIGGER write_money_log AFTER INSERT ON province.fund_source FOR EACH ROW EXECUTE FUNCTION nation.write_money_log('level');
CREATE TRIGGER write_money_log AFTER INSERT ON province.journal FOR EACH ROW EXECUTE FUNCTION nation.write_money_log('kind');
CREATE TRIGGER write_word_log AFTER INSERT ON province.column_mapping REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.write_word_log('id', 'named');
CREATE TRIGGER write_word_log AFTER INSERT ON province.opinion REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.write_word_log('sitting_id', 'given');
CREATE TRIGGER write_word_log_of_changed AFTER UPDATE ON province.column_mapping REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.write_word_log('id', 'renamed');
CREATE TRIGGER write_word_log_of_changed AFTER UPDATE ON province.opinion REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION nation.write_word_log('sitting_id', 'changed');

-- rights of the service
grant insert, select on adjustment_line to house_app;
grant insert, select on batch to house_app;
grant insert, select on batch_list to house_app;
grant insert, select on benefit_adjustment to house_app;
grant insert, select on calendar_change to house_app;
grant insert, select on candidate_pair to house_app;
grant insert, select on column_mapping to house_app;
grant insert, select on complaint to house_app;
grant insert, select on complaint_event to house_app;
grant insert, select on confirmation to house_app;
grant insert, select on confirmation_line to house_app;
grant insert, select on decision to house_app;
grant insert, select on decision_adjustment to house_app;
grant insert, select on decision_line to house_app;
grant insert, select on decision_list to house_app;
grant insert, select on declination to house_app;
grant insert, select on delegation to house_app;
grant insert, select on document to house_app;
grant insert, select on dossier to house_app;
grant insert, select on dossier_list to house_app;
grant insert, select on dossier_stage to house_app;
grant insert, select on exception_settlement to house_app;
grant insert, select on finding to house_app;
grant insert, select on fund_settlement to house_app;
grant insert, select on fund_source to house_app;
grant insert, select on hold to house_app;
grant insert, select on household to house_app;
grant insert, select on household_business to house_app;
grant insert, select on identity_ruling to house_app;
grant insert, select on inspection_sample to house_app;
grant insert, select on interest to house_app;
grant insert, select on issued_report to house_app;
grant insert, select on journal to house_app;
grant insert, select on journal_entry to house_app;
grant insert, select on lease_order to house_app;
grant insert, select on list_alert to house_app;
grant insert, select on list_road to house_app;
grant insert, select on list_row to house_app;
grant insert, select on list_version to house_app;
grant insert, select on loan_answer to house_app;
grant insert, select on loan_line to house_app;
grant insert, select on objection to house_app;
grant insert, select on opinion to house_app;
grant insert, select on order_cancellation to house_app;
grant insert, select on order_outcome to house_app;
grant insert, select on paper_number to house_app;
grant insert, select on part_taken to house_app;
grant insert, select on payee_arrangement to house_app;
grant insert, select on payee_receipt to house_app;
grant insert, select on payout_lease to house_app;
grant insert, select on payout_order to house_app;
grant insert, select on payout_run to house_app;
grant insert, select on person to house_app;
grant insert, select on posting to house_app;
grant insert, select on posting_list to house_app;
grant insert, select on recovery_case to house_app;
grant insert, select on recovery_entry to house_app;
grant insert, select on recovery_instalment to house_app;
grant insert, select on recovery_plan to house_app;
grant insert, select on refusal_notice to house_app;
grant insert, select on row_doubt to house_app;
grant insert, select on run_closing to house_app;
grant insert, select on sample_line to house_app;
grant insert, select on sample_result to house_app;
grant insert, select on sitting to house_app;
grant insert, select on sitting_list to house_app;
grant insert, select on sitting_question to house_app;
grant insert, select on sitting_seat to house_app;
grant insert, select on sitting_vote to house_app;
grant insert, select on statement to house_app;
grant insert, select on statement_exception to house_app;
grant insert, select on statement_line to house_app;
grant insert, select on supersession to house_app;
grant insert, select on suspension to house_app;
grant insert, select on webhook_delivery to house_app;
grant insert, select on working_day to house_app;
grant select on access_log to house_app;
grant select on account_checkpoint to house_app;
grant select on change_log to house_app;
grant select on decision_money to house_app;
grant select on dossier_history to house_app;
grant select on line_in_force to house_app;
grant select on order_standing to house_app;
grant select on order_to_send to house_app;
grant select on seal_block to house_app;
grant select on seal_note to house_app;
grant select on seen_person to house_app;
grant select on seen_set to house_app;
grant select on standing_count to house_app;
grant select on step_clock to house_app;
grant select on step_done to house_app;
grant select on trail to house_app;
grant update (acknowledged_at) on payout_lease to house_app;
grant update (answer, answered_by, answered_at) on objection to house_app;
grant update (answer, answered_by, answered_at) on sitting_question to house_app;
grant update (cmnd, cccd, insurance_number) on person to house_app;
grant update (count, answer, answered_by, answered_at) on list_alert to house_app;
grant update (due_on) on step_clock to house_app;
grant update (ended_by, ended_at) on payee_arrangement to house_app;
grant update (is_working, number) on working_day to house_app;
grant update (live) on payout_order to house_app;
grant update (name) on fund_source to house_app;
grant update (name, columns, constants) on column_mapping to house_app;
grant update (person_id, household_id, months, amount_dong, full_name, birth_date, birth_year, sex, id_number, hamlet, category, note, insurance_number, phone, account_number, account_name, bank, tax_code, business_id, facts) on dossier to house_app;
grant update (revoked_at, revoked_by, revocation) on declination to house_app;
grant update (showing) on posting_list to house_app;
grant update (stage, because, reason_code) on dossier_stage to house_app;
grant update (state) on batch to house_app;
grant update (state) on benefit_adjustment to house_app;
grant update (state) on posting to house_app;
grant update (state, closed_at, seen_mark, record, considered, favoured, favoured_dong, refused, superseded, returned, held) on sitting to house_app;
grant update (state, phase, rows_done, rows_total, started_at, read_at, row_count, good_count, faulty_count, doubt_count, added_count, changed_count, same_count, gone_count, locked_count, head, legacy, problem, problem_code) on list_version to house_app;
grant update (state, released_at, released_by) on payout_run to house_app;
grant update (state, released_at, released_by, release_words) on hold to house_app;
grant update (state, ruled_by, ruled_at) on exception_settlement to house_app;
grant update (state, sha256, document_id, row_count, good_count, faulty_count, total_dong, problem, problem_code, submitted_at, version, doubt_count) on dossier_list to house_app;
grant update (undecided) on batch_list to house_app;
grant update (verdict, reason_code, answer, given_by, given_at, version, return_to, asked_of, question) on opinion to house_app;
grant usage on access_log_id_seq to house_app;
grant usage on adjustment_number to house_app;
grant usage on batch_id_seq to house_app;
grant usage on benefit_adjustment_id_seq to house_app;
grant usage on calendar_change_id_seq to house_app;
grant usage on candidate_pair_id_seq to house_app;
grant usage on change_log_id_seq to house_app;
grant usage on column_mapping_id_seq to house_app;
grant usage on complaint_event_id_seq to house_app;
grant usage on complaint_id_seq to house_app;
grant usage on confirmation_id_seq to house_app;
grant usage on decision_id_seq to house_app;
grant usage on declination_id_seq to house_app;
grant usage on delegation_id_seq to house_app;
grant usage on document_id_seq to house_app;
grant usage on dossier_list_id_seq to house_app;
grant usage on exception_settlement_id_seq to house_app;
grant usage on fund_settlement_id_seq to house_app;
grant usage on fund_source_id_seq to house_app;
grant usage on hold_id_seq to house_app;
grant usage on household_business_id_seq to house_app;
grant usage on household_id_seq to house_app;
grant usage on identity_ruling_id_seq to house_app;
grant usage on inspection_sample_id_seq to house_app;
grant usage on interest_id_seq to house_app;
grant usage on journal_id_seq to house_app;
grant usage on list_alert_id_seq to house_app;
grant usage on loan_answer_id_seq to house_app;
grant usage on objection_id_seq to house_app;
grant usage on paper_number_id_seq to house_app;
grant usage on payee_arrangement_id_seq to house_app;
grant usage on payout_lease_id_seq to house_app;
grant usage on payout_run_id_seq to house_app;
grant usage on posting_id_seq to house_app;
grant usage on recovery_case_id_seq to house_app;
grant usage on recovery_entry_id_seq to house_app;
grant usage on recovery_plan_id_seq to house_app;
grant usage on seen_set_id_seq to house_app;
grant usage on sitting_id_seq to house_app;
grant usage on sitting_question_id_seq to house_app;
grant usage on statement_id_seq to house_app;
grant usage on step_clock_id_seq to house_app;
grant usage on step_done_id_seq to house_app;
grant usage on supersession_id_seq to house_app;
grant usage on suspension_id_seq to house_app;
