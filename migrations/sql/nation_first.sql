create function nation.house_now() returns timestamptz
    language sql stable parallel safe
    return coalesce(nullif(current_setting('app.now', true), '')::timestamptz, now());

comment on function nation.house_now() is
    'The moment of the act: set by the opener from the real or the controlled clock.';

create sequence nation.person_number;

create sequence nation.dossier_number;

create sequence nation.order_number;
