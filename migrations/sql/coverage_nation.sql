CREATE TABLE nation.coverage_delta (
    area_path TEXT COLLATE "C" NOT NULL,
    group_code TEXT NOT NULL,
    decision_id BIGINT NOT NULL,
    agent_code TEXT NOT NULL,
    source_id BIGINT NOT NULL,
    cause TEXT NOT NULL,
    day DATE NOT NULL,
    known_on DATE NOT NULL,
    approved_people BIGINT NOT NULL,
    approved_months BIGINT NOT NULL,
    approved_dong BIGINT NOT NULL,
    paid_people BIGINT NOT NULL,
    paid_dong BIGINT NOT NULL,
    CONSTRAINT ck_coverage_delta_cause CHECK (cause in ('approved','corrected','paid','returned','recovered'))
);

CREATE TABLE nation.coverage_fold (
    province_code TEXT NOT NULL,
    cut TEXT NOT NULL,
    span INTEGER NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    group_code TEXT NOT NULL,
    decision_id BIGINT NOT NULL,
    agent_code TEXT NOT NULL,
    source_id BIGINT NOT NULL,
    cause TEXT NOT NULL,
    day DATE NOT NULL,
    known_on DATE NOT NULL,
    approved_people BIGINT NOT NULL,
    approved_months BIGINT NOT NULL,
    approved_dong BIGINT NOT NULL,
    paid_people BIGINT NOT NULL,
    paid_dong BIGINT NOT NULL,
    CONSTRAINT pk_coverage_fold PRIMARY KEY (province_code, cut, span, day, known_on, area_path, group_code, decision_id, agent_code, source_id, cause)
);

CREATE TABLE nation.coverage_district (
    province_code TEXT NOT NULL,
    district_code TEXT NOT NULL,
    group_code TEXT NOT NULL,
    span INTEGER NOT NULL,
    day DATE NOT NULL,
    known_on DATE NOT NULL,
    approved_people BIGINT NOT NULL,
    approved_months BIGINT NOT NULL,
    approved_dong BIGINT NOT NULL,
    paid_people BIGINT NOT NULL,
    paid_dong BIGINT NOT NULL,
    CONSTRAINT pk_coverage_district PRIMARY KEY (province_code, span, day, known_on, district_code, group_code)
);

CREATE INDEX ix_coverage_district_span_day ON nation.coverage_district (span, day);

CREATE INDEX ix_coverage_district_span_known_on ON nation.coverage_district (span, known_on);

create function nation.begun(day date, span integer) returns date
    language sql immutable parallel safe as $$
    -- The first of the so many days of a month in which a day lies; a span of 31 is the month.
    select day - (extract(day from day)::int - 1) % span
$$;

create function nation.cuts_of(path text, decision bigint, agent text, source bigint, why text)
    returns table (cut text, area_path text, decision_id bigint, agent_code text, source_id bigint,
                   cause text)
    language sql immutable parallel safe as $$
    -- The places at which a delta is kept: as it is; by group in its commune; by decision in its
    -- district.
    values ('full', path, decision, agent, source, why), ('commune', path, 0, '', 0, ''),
           ('decision', left(path, 7), decision, agent, source, '')
$$;

create function nation.day_of(moment timestamptz) returns date
    language sql immutable parallel safe as $$
    select (moment at time zone 'Asia/Ho_Chi_Minh')::date
$$;

create function nation.entrusted_to(cash text, bank text, account text) returns text
    language sql immutable parallel safe as $$
    -- The agent to which the decision gives a line: its bank, if the line names an account.
    select coalesce(case when bank is not null and account is not null then bank else cash end, '')
$$;

create function nation.signed_lines() returns text
    language sql immutable as $$
    select $q$select dossier_id, area_path, group_code, decision_id, signed_on, recorded_at,
                     1 as people, months, amount_dong, 'approved' as cause from $q$
$$;

create function nation.changed_lines() returns text
    language sql immutable as $$
    select $q$select dossier_id, area_path, group_code, decision_id, signed_on, recorded_at,
                     case when act = 'removed' then -1 else 0 end as people,
                     case when act = 'removed' then 0 else months end - was_months as months,
                     amount_dong - was_amount_dong as amount_dong, 'corrected' as cause from $q$
$$;

create function nation.approved_deltas(place text, lines text) returns text
    language sql immutable as $$
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
        $q$, place, lines)
$$;

create function nation.keep_approved_deltas() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog set app.scope = '' set app.agent = '' as $$
declare
    lines text := case tg_table_name when 'decision_line' then nation.signed_lines()
                                     else nation.changed_lines() end;
begin
    perform set_config('app.scope', substr(tg_table_schema, 2) || '.', true);
    execute 'insert into nation.coverage_delta '
        || nation.approved_deltas(tg_table_schema, lines || 'new_rows');
    return null;
end $$;

create function nation.paid_deltas(place text, fresh text) returns text
    language sql immutable as $$
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
        $q$, place, fresh)
$$;

create function nation.order_facts() returns text
    language sql immutable as $$
    select $q$select dossier_id, order_id as id, kind as what, amount_dong from %s
               where kind in ('paid', 'partial', 'returned')$q$
$$;

create function nation.called_back() returns text
    language sql immutable as $$
    select $q$select dossier_id, id, 'owed' as what, owed_dong as amount_dong from %s$q$
$$;

create function nation.called_off() returns text
    language sql immutable as $$
    select $q$select c.dossier_id, e.id, 'void' as what, e.amount_dong
                from %s e join %I.recovery_case c on c.id = e.case_id where e.kind = 'void'$q$
$$;

create function nation.hold_lines(place text, number bigint) returns void
    language plpgsql security definer
    set search_path = pg_catalog set app.scope = '' set app.agent = '' as $$
begin
    -- A later decision takes its lines before orders and money, as whoever tells of them does.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    execute format('select from %I.decision_line where decision_id = $1'
        ' order by dossier_id for no key update', place) using number;
end $$;

create function nation.first_payments(place text) returns text
    language sql immutable as $$
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
        $q$, place)
$$;

create function nation.first_deltas(place text) returns text
    language sql immutable as $$
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
        $q$, place)
$$;

create function nation.keep_paid_deltas() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog set app.scope = '' set app.agent = '' as $$
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
end $$;

create function nation.recounted_deltas(place text) returns text
    language sql immutable as $$
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
                   format('%I.recovery_entry', place)) as at (lines, changes, facts, cases, entries)
$$;

create function nation.fold_coverage(place text) returns bigint
    language plpgsql security definer
    set search_path = pg_catalog set app.scope = '' set app.agent = '' as $$
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
end $$;

create function nation.recount_coverage(place text) returns bigint
    language plpgsql security definer
    set search_path = pg_catalog set app.scope = '' set app.agent = ''
    set enable_nestloop = off as $$
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
end $$;

create function nation.coverage_differing(place text) returns bigint
    language plpgsql security definer
    set search_path = pg_catalog set app.scope = '' set app.agent = ''
    set enable_nestloop = off as $$
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
end $$;

revoke all on function nation.recount_coverage(text) from public;

revoke all on function nation.coverage_differing(text) from public;

alter table nation.coverage_delta enable row level security;

alter table nation.coverage_delta force row level security;

create policy territory on nation.coverage_delta
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(coalesce(current_setting('app.agent', true), '') = '', false) is not null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(coalesce(current_setting('app.agent', true), '') = '', false) is not null);

alter table nation.coverage_fold enable row level security;

alter table nation.coverage_fold force row level security;

create policy territory on nation.coverage_fold
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(coalesce(current_setting('app.agent', true), '') = '', false) is not null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(coalesce(current_setting('app.agent', true), '') = '', false) is not null);

grant select on nation.coverage_delta, nation.coverage_fold, nation.coverage_district to house_app;
