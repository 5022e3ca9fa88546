create or replace function merged_people() returns table (person_id bigint, kept_id bigint)
    language sql stable security definer set search_path = pg_catalog rows 100 as $$
-- Everybody a standing merger has put into somebody else, and who that is in the end.
with recursive step (person_id, kept_id) as (
    select k.entered_as, k.person_id from nation.person_key k
     where k.kind = 0 and k.entered_as is not null
    union
    select s.person_id, k.person_id
      from step s join nation.person_key k on k.kind = 0 and k.entered_as = s.kept_id
)
select s.person_id, s.kept_id from step s
 where not exists (select from nation.person_key k where k.kind = 0 and k.entered_as = s.kept_id)
$$;

create or replace function different_people() returns table (person_a bigint, person_b bigint)
    language plpgsql security definer set search_path = pg_catalog rows 100 as $$
-- Pairs whose last ruling is "different", by the numbers people have after all mergers: two
-- people stay different when one of them turns out to be a third. Numbers only, so it may tell
-- of the whole province whoever asks.
declare
    asker text := coalesce(current_setting('app.scope', true), '');
begin
    perform set_config('app.scope', substr('{schema}', 2) || '.', true);
    return query
        with latest as (
            select distinct on (r.person_a, r.person_b) r.person_a as a, r.person_b as b, r.ruling
              from {schema}.identity_ruling r order by r.person_a, r.person_b, r.id desc
        ), merged as materialized (
            select m.person_id, m.kept_id from {schema}.merged_people() m
        ), kept as (
            select coalesce(ma.kept_id, l.a) as a, coalesce(mb.kept_id, l.b) as b
              from latest l left join merged ma on ma.person_id = l.a
              left join merged mb on mb.person_id = l.b
             where l.ruling = 'different'
        )
        select distinct least(k.a, k.b), greatest(k.a, k.b) from kept k where k.a <> k.b;
    perform set_config('app.scope', asker, true);
end $$;

create or replace function doubtful_entries(wanted_list bigint) returns table (entry integer)
    language plpgsql security definer set search_path = pg_catalog as $$
-- Which entries of a list are about somebody who has an open pair.
declare
    asker text := coalesce(current_setting('app.scope', true), '');
begin
    perform set_config('app.scope', substr('{schema}', 2) || '.', true);
    return query
        with merged as materialized (
            select m.person_id, m.kept_id from {schema}.merged_people() m
        ), people as materialized (
            select d.row_number, coalesce(m.kept_id, d.person_id) as id
              from {schema}.dossier d left join merged m on m.person_id = d.person_id
             where d.list_id = wanted_list
        ), paired as (
            select o.row_number, p.person_a as a, p.person_b as b
              from people o join {schema}.candidate_pair p on p.person_a = o.id
            union all
            select o.row_number, p.person_a, p.person_b
              from people o join {schema}.candidate_pair p on p.person_b = o.id
        )
        select distinct p.row_number from paired p
         where p.a not in (select m.person_id from merged m)
           and p.b not in (select m.person_id from merged m)
           and (p.a, p.b) not in (select x.person_a, x.person_b from {schema}.different_people() x);
    perform set_config('app.scope', asker, true);
end $$;

create or replace function find_likely(wanted_list bigint, wanted_version integer) returns integer
    language plpgsql security definer set search_path = pg_catalog as $$
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
    perform pg_advisory_xact_lock(hashtextextended('find_likely/{schema}', 0));
    perform set_config('app.scope', substr('{schema}', 2) || '.', true);
    insert into {schema}.candidate_pair (person_a, person_b, reasons, score, area_path)
    with told as materialized (
        -- Of a corrected version only what it wrote itself.
        select d.person_id as id, max(d.household_id) as household_id
          from {schema}.dossier d join {schema}.dossier_stage s on s.dossier_id = d.id
         where d.list_id = wanted_list and s.stage = 'draft'
           and (wanted_version = 1 or d.xmin = pg_current_xact_id()::xid)
         group by d.person_id
    ), mine as materialized (
        select p.id, p.name_key, p.birth_date, p.birth_year, p.sex, p.cmnd, p.cccd, p.area_path,
               t.household_id, coalesce(extract(doy from p.birth_date) = 1, true) as only_year
          from told t join {schema}.person p on p.id = t.id
    ), namesakes as (
        select a.id as a, b.id as b, a.area_path as path_a, b.area_path as path_b,
               a.birth_date as born_a, b.birth_date as born_b, a.sex as sex_a, b.sex as sex_b,
               a.cmnd as cmnd_a, b.cmnd as cmnd_b, a.cccd as cccd_a, b.cccd as cccd_b,
               a.only_year as year_a, coalesce(extract(doy from b.birth_date) = 1, true) as year_b,
               a.birth_year = b.birth_year as same_year, a.household_id
          from mine a join {schema}.person b
            on b.name_key = a.name_key and b.birth_year = a.birth_year
         where b.id <> a.id
        union all
        select a.id, b.id, a.area_path, b.area_path, a.birth_date, b.birth_date, a.sex, b.sex,
               a.cmnd, b.cmnd, a.cccd, b.cccd, true, true, null, a.household_id
          from mine a join {schema}.person b on b.name_key = a.name_key and b.birth_year is null
         where b.id <> a.id and a.household_id is not null
        union all
        select a.id, b.id, a.area_path, b.area_path, a.birth_date, b.birth_date, a.sex, b.sex,
               a.cmnd, b.cmnd, a.cccd, b.cccd, true, true, null, a.household_id
          from mine a join {schema}.person b on b.name_key = a.name_key
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
                select d.household_id from {schema}.dossier d where d.person_id = c.b),
             'NAME_HOUSEHOLD', 65),
            (c.slips = 0 and c.same_year and (c.year_a or c.year_b) and c.path_a <> c.path_b
             and c.sex_a = c.sex_b and c.born_a is not null and c.born_b is not null
             and (left(c.path_a, 7) = left(c.path_b, 7) or (c.year_a and c.year_b)),
             'NAME_BIRTH_FIRST_OF_JANUARY', 50)
          ) why (holds, reason, score)
         where why.holds and (c.slips > 0 or c.sex_a = c.sex_b or c.sex_a is null or c.sex_b is null)
        union all
        select a.id, b.id, a.area_path, b.area_path, 'NAME_CLOSE_BIRTH_SEX', 60
          from mine a join {schema}.person b on b.birth_date = a.birth_date
         where not a.only_year and b.sex = a.sex and b.name_key <> a.name_key
           and public.levenshtein_less_equal(a.name_key, b.name_key, 2) <= 2
           and a.cmnd <> b.cmnd is not true and a.cccd <> b.cccd is not true
    ), merged as materialized (
        select m.person_id, m.kept_id from {schema}.merged_people() m
    ), standing as (
        -- Whoever only withdrawn rows ever named is nobody's double: their row was put right.
        select coalesce(ma.kept_id, l.a) as a, coalesce(mb.kept_id, l.b) as b,
               l.path_a, l.path_b, l.reason, l.score
          from likely l left join merged ma on ma.person_id = l.a
          left join merged mb on mb.person_id = l.b
         where exists (select from {schema}.dossier d
                         join {schema}.dossier_stage s on s.dossier_id = d.id
                        where d.person_id = l.b and s.stage <> 'withdrawn')
    )
    select least(a, b), greatest(a, b), jsonb_agg(distinct reason),
           least(99, max(score) + 3 * (count(distinct reason) - 1)),
           min(case when path_a = path_b then path_a
                    when left(path_a, 7) = left(path_b, 7) then left(path_a, 7)
                    else left(path_a, 3) end)
      from standing
     where a <> b and (least(a, b), greatest(a, b)) not in (
           select x.person_a, x.person_b from {schema}.different_people() x)
     group by 1, 2 order by 1, 2
    on conflict do nothing;
    select count(*) into entries from {schema}.doubtful_entries(wanted_list);
    perform set_config('app.scope', asker, true);
    return entries;
end $$;

create or replace function pair_linked(ones bigint[], others bigint[]) returns integer
    language plpgsql security definer set search_path = pg_catalog as $$
-- LINKED_ELSEWHERE (85): a list gives one person two numbers that belong to two people. Which of
-- them is mistyped, or whether the two are one, an officer must say. Answers how many are new.
declare
    asker text := coalesce(current_setting('app.scope', true), '');
    made integer;
begin
    perform set_config('app.scope', substr('{schema}', 2) || '.', true);
    insert into {schema}.candidate_pair (person_a, person_b, reasons, score, area_path)
    select distinct on (1, 2) least(p.id, q.id), greatest(p.id, q.id), '["LINKED_ELSEWHERE"]'::jsonb,
           85, case when p.area_path = q.area_path then p.area_path
                    when left(p.area_path, 7) = left(q.area_path, 7) then left(p.area_path, 7)
                    else left(p.area_path, 3) end
      from unnest(ones, others) as linked (one, other)
      join {schema}.person p on p.id = linked.one join {schema}.person q on q.id = linked.other
     where p.id <> q.id and (least(p.id, q.id), greatest(p.id, q.id)) not in (
           select x.person_a, x.person_b from {schema}.different_people() x)
     order by 1, 2
    on conflict do nothing;
    get diagnostics made = row_count;
    perform set_config('app.scope', asker, true);
    return made;
end $$;

create or replace function join_people(kept bigint, gone bigint) returns bigint
    language plpgsql security definer set search_path = pg_catalog as $$
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
    perform set_config('app.scope', substr('{schema}', 2) || '.', true);
    insert into {schema}.candidate_pair (person_a, person_b, reasons, score, area_path)
    select least(o.id, kept), greatest(o.id, kept), p.reasons, p.score,
           case when o.area_path = q.area_path then o.area_path
                when left(o.area_path, 7) = left(q.area_path, 7) then left(o.area_path, 7)
                else left(o.area_path, 3) end
      from {schema}.candidate_pair p
      join {schema}.person o on o.id = case p.person_a when gone then p.person_b else p.person_a end
      join {schema}.person q on q.id = kept
     where gone in (p.person_a, p.person_b) and o.id <> kept
       and o.id not in (select m.person_id from {schema}.merged_people() m)
    on conflict do nothing;
    perform set_config('app.scope', asker, true);
    return lost;
end $$;

create or replace function part_people(back bigint) returns void
    language plpgsql security definer set search_path = pg_catalog as $$
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
    perform set_config('app.scope', substr('{schema}', 2) || '.', true);
    update nation.person_claim c set state = 'live', told = pg_current_xact_id()::text::bigint
     where c.dossier_id in (
           select distinct on (l.person_id) l.dossier_id from nation.person_claim l
             join {schema}.dossier_stage s on s.dossier_id = l.dossier_id and s.stage = 'approved'
            where l.person_id = any (above || back) and l.state = 'closed'
              and not exists (select from nation.person_claim o
                               where o.person_id = l.person_id and o.state = 'live')
            order by l.person_id, l.amount_dong desc, l.dossier_id);
    perform set_config('app.scope', asker, true);
end $$;
