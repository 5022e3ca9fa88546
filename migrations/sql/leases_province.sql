CREATE TABLE order_to_send (
    order_id BIGINT NOT NULL,
    run_id BIGINT NOT NULL,
    agent_code TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_order_to_send PRIMARY KEY (order_id)
);

CREATE INDEX ix_order_to_send_run_id_order_id ON order_to_send (run_id, order_id);

set local app.scope = '{province}.';

insert into order_to_send (order_id, run_id, agent_code, area_path)
    select o.id, o.run_id, o.agent_code, o.area_path from payout_order o
      join payout_run r on r.id = o.run_id
     where o.live and r.state = 'released'
       and not exists (select from lease_order l where l.order_id = o.id);

set local app.scope = '';

create trigger queue_released_run after update of state on payout_run
    for each row when (new.state = 'released' and old.state <> 'released')
    execute function nation.queue_released_run();

create trigger queue_orders after insert on payout_order
    referencing new table as new_rows for each statement execute function nation.queue_orders();

create trigger unqueue_dead_orders after update on payout_order
    referencing new table as new_rows for each statement execute function nation.unqueue_dead_orders();

create trigger unqueue_leased_orders after insert on lease_order
    referencing new table as new_rows for each statement execute function nation.unqueue_leased_orders();

alter table order_to_send enable row level security;

alter table order_to_send force row level security;

create policy territory on order_to_send
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')))
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')));

grant select on order_to_send to house_app;
