drop function nation.write_money_log();

drop function nation.write_word_log();

drop trigger write_act_log_of_approval on nation.enactment;

drop trigger write_act_log on nation.enactment;

drop trigger write_act_log on nation.person_notice;

drop trigger write_act_log on nation.payment_agent;

drop trigger write_act_log on nation.appointment;

drop function nation.write_act_log();

drop table nation.act_log;

alter table nation.appointment drop constraint ck_appointment_not_by_oneself;

drop function nation.check_suspender();

drop function nation.check_signed();

drop function nation.check_alert_answer();

drop function nation.check_opinions();

drop function nation.check_seats();

drop function nation.check_speakers();

drop function nation.keep_payers();

drop function nation.keep_releaser();

drop function nation.keep_maker();

drop function nation.take_part(text, bigint[], bigint, text);
