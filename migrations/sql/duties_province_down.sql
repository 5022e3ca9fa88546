drop trigger write_money_log on journal;

drop trigger write_money_log on fund_source;

drop trigger write_word_log_of_changed on column_mapping;

drop trigger write_word_log on column_mapping;

drop trigger write_word_log_of_changed on opinion;

drop trigger write_word_log on opinion;

drop trigger write_change_log on calendar_change;

drop trigger write_change_log on payout_order;

drop trigger write_change_log on confirmation;

drop trigger write_change_log on identity_ruling;

drop trigger write_change_log on list_alert;

drop trigger write_change_log_of_answer on objection;

drop trigger write_change_log on objection;

drop trigger write_change_log on delegation;

drop trigger keep_payers on order_outcome;

drop trigger keep_releaser on payout_run;

alter table payout_run drop constraint ck_payout_run_released_by;

drop trigger check_suspender on suspension;

drop trigger check_signed on decision;

alter table suspension drop constraint fk_suspension_delegate;

alter table decision drop constraint fk_decision_delegate;

alter table decision_list drop constraint fk_decision_list_signer;

drop index uq_delegation_officer;

drop index uq_decision_signer;

drop trigger check_alert_answer on list_alert;

drop trigger check_changed_opinions on opinion;

drop trigger check_opinions on opinion;

drop trigger check_seats on sitting_seat;

drop trigger check_speakers on sitting_list;

drop trigger keep_maker on list_version;

drop trigger keep_maker on dossier_list;
