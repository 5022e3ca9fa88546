drop function nation.unqueue_leased_orders();

drop function nation.unqueue_dead_orders();

drop function nation.queue_orders();

drop function nation.queue_released_run();

drop function nation.lock_to_send(text, bigint[], bigint[], integer);

drop function nation.runs_to_send(text, text, bigint);

create or replace function nation.held_orders_of(place text, runs bigint[]) returns bigint[]
    language plpgsql stable security definer
    set search_path = pg_catalog set app.scope = '' set app.agent = '' as $$
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
        ' join %1$I.dossier d on d.id = o.dossier_id where o.run_id = any ($1) and o.live'
        ' and exists (select from %1$I.hold h where h.state = ''live'' and ('
        ' (h.about = ''dossier'' and h.dossier_id = o.dossier_id)'
        ' or (h.about = ''order'' and h.dossier_id = o.dossier_id'
        ' and h.first_month = o.first_month)'
        ' or (h.about = ''list'' and h.list_id = d.list_id)'
        ' or (h.about = ''batch'' and h.batch_id = c.batch_id)))', place)
        into found using runs;
    return found;
end $$;

drop function nation.arranged(text, bigint[]);

create function nation.arranged(place text, orders bigint[])
    returns table (order_id bigint, way text, receiver_name text, receiver_id_number text,
                   receiver_paper text)
    language plpgsql stable security definer
    set search_path = pg_catalog set app.scope = '' as $$
begin
    -- A payer is told how to hand over its own orders, and nothing about anybody else's.
    perform set_config('app.scope', substr(place, 2) || '.', true);
    return query execute format(
        'select o.id, a.way, a.receiver_name, a.receiver_id_number, a.paper_number'
        ' from %1$I.payout_order o join %1$I.payee_arrangement a on a.dossier_id = o.dossier_id'
        ' and a.ended_at is null where o.id = any ($1) and o.agent_code ='
        ' coalesce(nullif(current_setting(''app.agent'', true), ''''), o.agent_code)', place)
        using orders;
end $$;
