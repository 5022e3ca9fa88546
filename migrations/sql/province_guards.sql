create trigger keep_stage_honest before insert or update on dossier_stage
    for each row execute function nation.keep_stage_honest();

create trigger write_history_of_new after insert on dossier_stage
    referencing new table as new_rows for each statement execute function nation.write_dossier_history();

create trigger write_history_of_moved after update on dossier_stage
    referencing new table as new_rows for each statement execute function nation.write_dossier_history();

create constraint trigger check_journal after insert on journal_entry
    deferrable initially deferred for each row execute function nation.check_journal();

create trigger check_parents after insert on list_row
    referencing new table as new_rows for each statement execute function nation.check_parents('list_id', 'dossier_list');

create trigger check_parents after insert on dossier
    referencing new table as new_rows for each statement execute function nation.check_parents('list_id', 'dossier_list');

create trigger check_parents after insert on dossier_stage
    referencing new table as new_rows for each statement execute function nation.check_parents('list_id', 'dossier_list');

create trigger check_parents after insert on decision_line
    referencing new table as new_rows for each statement execute function nation.check_parents('decision_id', 'decision');

create trigger check_parents after insert on payout_order
    referencing new table as new_rows for each statement execute function nation.check_parents('run_id', 'payout_run');

create trigger check_parents after insert on statement_line
    referencing new table as new_rows for each statement execute function nation.check_parents('statement_id', 'statement');

create trigger check_parents after insert on order_outcome
    referencing new table as new_rows for each statement execute function nation.check_parents('statement_id', 'statement');

create constraint trigger check_journal_has_legs after insert on journal
    deferrable initially deferred for each row execute function nation.check_journal_has_legs();

create constraint trigger check_decision after insert on decision
    deferrable initially deferred for each row execute function nation.check_decision();

create trigger check_decision_lines after insert on decision_line
    referencing new table as new_rows for each statement execute function nation.check_decision_lines();

create trigger check_payout_orders after insert on payout_order
    referencing new table as new_rows for each statement execute function nation.check_payout_orders();

create trigger write_change_log after insert or update on dossier_list
    for each row execute function nation.write_change_log('state', 'unit_path');

create trigger write_change_log after insert or update on posting
    for each row execute function nation.write_change_log('state', 'area_path');

create trigger write_change_log after insert or update on sitting
    for each row execute function nation.write_change_log('state', 'area_path');

create trigger write_change_log after insert or update on batch
    for each row execute function nation.write_change_log('state', 'area_path');

create trigger write_change_log after insert on decision
    for each row execute function nation.write_change_log('kind', 'area_path');

create trigger write_change_log after insert or update on payout_run
    for each row execute function nation.write_change_log('state', 'area_path');

create trigger write_change_log after insert on statement
    for each row execute function nation.write_change_log('number', 'area_path');

alter table batch enable row level security;

alter table batch force row level security;

create policy territory on batch
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table batch_list enable row level security;

alter table batch_list force row level security;

create policy territory on batch_list
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table change_log enable row level security;

alter table change_log force row level security;

create policy territory on change_log
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~')
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~');

alter table decision enable row level security;

alter table decision force row level security;

create policy territory on decision
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table decision_line enable row level security;

alter table decision_line force row level security;

create policy territory on decision_line
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table decision_list enable row level security;

alter table decision_list force row level security;

create policy territory on decision_list
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table delegation enable row level security;

alter table delegation force row level security;

create policy territory on delegation
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table document enable row level security;

alter table document force row level security;

create policy territory on document
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table dossier enable row level security;

alter table dossier force row level security;

create policy territory on dossier
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table dossier_history enable row level security;

alter table dossier_history force row level security;

create policy territory on dossier_history
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table dossier_list enable row level security;

alter table dossier_list force row level security;

create policy territory on dossier_list
    using (unit_path >= nullif(current_setting('app.scope', true), '')
        and unit_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (unit_path >= nullif(current_setting('app.scope', true), '')
        and unit_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table dossier_stage enable row level security;

alter table dossier_stage force row level security;

create policy territory on dossier_stage
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table finding enable row level security;

alter table finding force row level security;

create policy territory on finding
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table household enable row level security;

alter table household force row level security;

create policy territory on household
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table list_row enable row level security;

alter table list_row force row level security;

create policy territory on list_row
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table objection enable row level security;

alter table objection force row level security;

create policy territory on objection
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table opinion enable row level security;

alter table opinion force row level security;

create policy territory on opinion
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table order_outcome enable row level security;

alter table order_outcome force row level security;

create policy territory on order_outcome
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')))
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')));

alter table part_taken enable row level security;

alter table part_taken force row level security;

create policy territory on part_taken
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table payout_order enable row level security;

alter table payout_order force row level security;

create policy territory on payout_order
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')))
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')));

alter table payout_run enable row level security;

alter table payout_run force row level security;

create policy territory on payout_run
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')))
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')));

alter table person enable row level security;

alter table person force row level security;

create policy territory on person
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table posting enable row level security;

alter table posting force row level security;

create policy territory on posting
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table posting_list enable row level security;

alter table posting_list force row level security;

create policy territory on posting_list
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table sitting enable row level security;

alter table sitting force row level security;

create policy territory on sitting
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table sitting_list enable row level security;

alter table sitting_list force row level security;

create policy territory on sitting_list
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table sitting_seat enable row level security;

alter table sitting_seat force row level security;

create policy territory on sitting_seat
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

alter table statement enable row level security;

alter table statement force row level security;

create policy territory on statement
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')))
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')));

alter table statement_line enable row level security;

alter table statement_line force row level security;

create policy territory on statement_line
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')))
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '')));

create trigger append_only before update or delete on dossier_history
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on dossier_history
    for each statement execute function nation.refuse_change();

create trigger append_only before update or delete on change_log
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on change_log
    for each statement execute function nation.refuse_change();

create trigger append_only before update or delete on decision
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on decision
    for each statement execute function nation.refuse_change();

create trigger append_only before update or delete on decision_line
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on decision_line
    for each statement execute function nation.refuse_change();

create trigger append_only before update or delete on decision_list
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on decision_list
    for each statement execute function nation.refuse_change();

create trigger append_only before update or delete on journal
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on journal
    for each statement execute function nation.refuse_change();

create trigger append_only before update or delete on journal_entry
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on journal_entry
    for each statement execute function nation.refuse_change();

create trigger append_only before update or delete on document
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on document
    for each statement execute function nation.refuse_change();

create trigger append_only before update or delete on statement
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on statement
    for each statement execute function nation.refuse_change();

create trigger append_only before update or delete on statement_line
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on statement_line
    for each statement execute function nation.refuse_change();

create trigger append_only before update or delete on order_outcome
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on order_outcome
    for each statement execute function nation.refuse_change();

create trigger append_only before update or delete on part_taken
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on part_taken
    for each statement execute function nation.refuse_change();

create trigger append_only before update or delete on list_row
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on list_row
    for each statement execute function nation.refuse_change();

create trigger append_only before update or delete on finding
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on finding
    for each statement execute function nation.refuse_change();

create trigger append_only before update or delete on sitting_seat
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on sitting_seat
    for each statement execute function nation.refuse_change();

create trigger append_only before update or delete on sitting_list
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on sitting_list
    for each statement execute function nation.refuse_change();

grant select, insert on all tables in schema {schema} to house_app;

revoke insert on dossier_history, change_log from house_app;

revoke all on alembic_version from house_app;

grant usage on schema {schema} to house_app;

grant usage on all sequences in schema {schema} to house_app;

grant update (state, problem, problem_code, row_count, good_count, faulty_count, total_dong, submitted_at) on dossier_list to house_app;

grant update (stage, because, reason_code) on dossier_stage to house_app;

grant update (cmnd, cccd) on person to house_app;

grant update (state) on posting, batch to house_app;

grant update (showing) on posting_list to house_app;

grant update (answer, answered_by, answered_at) on objection to house_app;

grant update (state, closed_at) on sitting to house_app;

grant update (verdict, reason_code, answer, given_by, given_at) on opinion to house_app;

grant update (undecided) on batch_list to house_app;

grant update (state, released_at, released_by) on payout_run to house_app;

grant update (live) on payout_order to house_app;

grant update (name) on fund_source to house_app;
