drop table nation.office_event;

drop index nation.uq_appointment_officer;

drop index nation.uq_account_officer;

drop table nation.second_factor;

delete from nation.token where kind = 'session';

alter table nation.token
    drop column client,
    drop column second_factor_at,
    drop column seen_at,
    drop column started_at,
    drop column kind;

alter table nation.token drop constraint if exists ck_token_appointment;

alter table nation.token alter column appointment_id set not null;
