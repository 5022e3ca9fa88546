drop trigger check_enrolled on nation.enrolment;

drop function nation.check_enrolled();

drop function nation.use_assertion(bigint, bytea, timestamptz);

drop table nation.used_assertion;

drop table nation.key_revocation;

drop table nation.system_key;

drop table nation.agent_system;

drop index nation.uq_appointment_agent;

drop index nation.uq_account_machine;

alter table nation.account drop constraint ck_account_machine_without_password;

alter table nation.account drop column machine;
