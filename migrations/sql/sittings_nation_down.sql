create or replace function nation.live_holds(place text, out dossiers bigint[], out lists bigint[])
    language plpgsql stable security definer
    set search_path = pg_catalog set app.scope = '' set app.agent = '' as $$
declare
    any_held boolean;
begin
    -- A hold binds every office of the province, also those that may not read it.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    dossiers := '{}';
    lists := '{}';
    execute format('select exists (select from %I.hold where state = ''live'')', place)
        into any_held;
    if not any_held then
        return;
    end if;
    execute format(
        'select array(select h.dossier_id from %1$I.hold h'
        ' where h.state = ''live'' and h.about = ''dossier''),'
        ' array(select h.list_id from %1$I.hold h where h.state = ''live'' and h.about = ''list'''
        ' union all select b.list_id from %1$I.hold h join %1$I.batch_list b'
        ' on b.batch_id = h.batch_id and b.undecided'
        ' where h.state = ''live'' and h.about = ''batch'')', place)
        into dossiers, lists;
end $$;

drop function nation.check_vote();

drop function nation.check_sitting_closing();

delete from nation.stage_step where (from_stage, to_stage) in (
    ('at_district', 'confirming'), ('at_province', 'confirming'));
