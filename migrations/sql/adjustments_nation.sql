insert into nation.stage_step (from_stage, to_stage) values
    ('approved', 'revoked'), ('superseded', 'revoked');

create function nation.change_leaf(
    dossier_id bigint, act text, reason_code text, old_leaf bytea, new_leaf bytea) returns bytea
    language sql stable parallel safe
    -- Of a line that a later decision changes: what stood, and what stands in its place, or nothing.
    return sha256('\x00'::bytea || convert_to(json_build_array(dossier_id, act, reason_code,
        encode(old_leaf, 'hex'), encode(new_leaf, 'hex'))::text, 'UTF8'));

create function nation.check_adjustment_lines() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
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
end $$;

create function nation.check_recovery_cases() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    strange bigint;
begin
    execute format(
        'select n.dossier_id from new_rows n left join %1$I.adjustment_line a'
        ' on a.adjustment_id = n.adjustment_id and a.dossier_id = n.dossier_id'
        ' where a.dossier_id is null or (n.owed_dong, n.decision_id, n.group_code, n.area_path,'
        ' n.whole) is distinct from (a.owed_dong, a.decision_id, a.group_code, a.area_path,'
        ' a.act = ''removed'') or n.since < a.signed_on limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'no decision says that this comes back from dossier %', strange
            using errcode = '23514', constraint = 'ck_recovery_case_decided';
    end if;
    return null;
end $$;

create function nation.check_adjustment() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
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
end $$;

create or replace function nation.check_payout_orders() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
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
        'select n.dossier_id from new_rows n join %1$I.dossier o on o.id = n.dossier_id'
        ' join %1$I.line_in_force l on l.dossier_id = n.dossier_id where n.live'
        ' and ((n.payee_name, n.payee_id_number, n.payee_hamlet)'
        ' is distinct from (l.payee_name, l.id_number, l.hamlet)'
        ' or l.leaf <> nation.line_leaf(o.id, o.person_id, l.group_code, l.months,'
        ' l.amount_dong, l.payee_name, l.id_number, l.hamlet, l.account_number,'
        ' l.account_name, l.bank, l.area_path))'
        ' limit 1', tg_table_schema) into strange;
    if strange is not null then
        raise exception 'an order of dossier % pays somebody who was not approved', strange
            using errcode = '23514', constraint = 'ck_payout_order_payee';
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
end $$;
