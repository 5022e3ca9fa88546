create trigger keep_maker after insert on dossier_list
    for each row execute function nation.keep_maker('id');

create trigger keep_maker after insert on list_version
    for each row execute function nation.keep_maker('list_id');

create trigger check_speakers after insert on sitting_list
    referencing new table as new_rows for each statement execute function nation.check_speakers();

create trigger check_seats after insert on sitting_seat
    referencing new table as new_rows for each statement execute function nation.check_seats();

create trigger check_opinions after insert on opinion
    referencing new table as new_rows for each statement execute function nation.check_opinions();

create trigger check_changed_opinions after update on opinion
    referencing new table as new_rows for each statement execute function nation.check_opinions();

create trigger check_alert_answer after update of answered_by on list_alert
    for each row when (new.answered_by is not null)
    execute function nation.check_alert_answer();

CREATE UNIQUE INDEX uq_decision_signer ON decision (id, signer_id);

CREATE UNIQUE INDEX uq_delegation_officer ON delegation (id, officer_id);

alter table decision_list add constraint fk_decision_list_signer
    FOREIGN KEY (decision_id, signer_id) REFERENCES decision (id, signer_id);

alter table decision add constraint fk_decision_delegate
    FOREIGN KEY (delegation_id, signer_id) REFERENCES delegation (id, officer_id);

alter table suspension add constraint fk_suspension_delegate
    FOREIGN KEY (delegation_id, signer_id) REFERENCES delegation (id, officer_id);

create constraint trigger check_signed after insert on decision
    deferrable initially deferred for each row execute function nation.check_signed();

create trigger check_suspender after insert on suspension
    for each row execute function nation.check_suspender();

alter table payout_run add constraint ck_payout_run_released_by
    check (state = 'prepared' or released_by is not null);

create trigger keep_releaser after insert or update of state on payout_run
    for each row when (new.state = 'released') execute function nation.keep_releaser();

create trigger keep_payers after insert on order_outcome
    referencing new table as new_rows for each statement execute function nation.keep_payers();

create trigger write_change_log after insert on delegation
    for each row execute function nation.write_change_log('document_number', 'area_path');

create trigger write_change_log after insert on objection
    for each row execute function nation.write_change_log('received_on', 'area_path');

create trigger write_change_log_of_answer after update of answered_at on objection
    for each row execute function nation.write_change_log('answered_at', 'area_path');

create trigger write_change_log after update of answered_at on list_alert
    for each row when (new.answered_at is not null)
    execute function nation.write_change_log('answered_at', 'area_path');

create trigger write_change_log after insert on identity_ruling
    for each row execute function nation.write_change_log('ruling', 'area_path');

create trigger write_change_log after insert on confirmation
    for each row execute function nation.write_change_log('body', 'area_path');

create trigger write_change_log after insert on payout_order
    for each row when (new.replaces_id is not null)
    execute function nation.write_change_log('reference', 'area_path');

create trigger write_change_log after insert on calendar_change
    for each row execute function nation.write_change_log('document_number', 'area_path');

create trigger write_word_log after insert on opinion
    referencing new table as new_rows for each statement
    execute function nation.write_word_log('sitting_id', 'given');

create trigger write_word_log_of_changed after update on opinion
    referencing new table as new_rows for each statement
    execute function nation.write_word_log('sitting_id', 'changed');

create trigger write_word_log after insert on column_mapping
    referencing new table as new_rows for each statement
    execute function nation.write_word_log('id', 'named');

create trigger write_word_log_of_changed after update on column_mapping
    referencing new table as new_rows for each statement
    execute function nation.write_word_log('id', 'renamed');

create trigger write_money_log after insert on fund_source
    for each row execute function nation.write_money_log('level');

create trigger write_money_log after insert on journal
    for each row execute function nation.write_money_log('kind');
