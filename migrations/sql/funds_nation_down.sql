create or replace function nation.check_journal() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    total numeric;
    legs bigint;
    sources bigint;
    negative text;
begin
    execute format(
        'select coalesce(sum(amount_dong), 0), count(*), count(distinct source_id)'
        ' from %I.journal_entry where journal_id = $1',
        tg_table_schema) into total, legs, sources using new.journal_id;
    if total <> 0 or legs < 2 or sources > 1 then
        raise exception 'journal % sums to %', new.journal_id, total
            using errcode = '23514', constraint = 'ck_journal_sums_to_zero';
    end if;
    execute format('select 1 from %I.fund_source where id = $1 for no key update', tg_table_schema)
        using new.source_id;
    -- Money's ways in, what one source owes another, and what a payer claims may fall below zero.
    execute format(
        'select account from %I.journal_entry where source_id = $1'
        ' and account not in (''allotment'', ''advance'', ''settlement'', ''claimed'')'
        ' group by account having sum(amount_dong) < 0 limit 1',
        tg_table_schema) into negative using new.source_id;
    if negative is not null then
        raise exception 'source % is short in %', new.source_id, negative
            using errcode = '23514', constraint = 'ck_fund_account_not_negative';
    end if;
    return null;
end $$;

drop function nation.check_settlement_journals();

drop function nation.check_settlements_sum();

drop function nation.check_journal_kinds();

drop function nation.check_accounts();

drop function nation.hold_sources(text, bigint[]);

drop function nation.standing(text, bigint[], bigint);
