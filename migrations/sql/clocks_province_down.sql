drop trigger keep_clocks_of_moved on dossier_stage;

drop trigger open_step_day on dossier_stage;

drop trigger keep_stage_honest_forward on dossier_stage;

drop trigger keep_stage_honest_within on dossier_stage;

drop trigger keep_stage_honest on dossier_stage;

create trigger keep_stage_honest before insert or update on dossier_stage
    for each row execute function nation.keep_stage_honest();

drop table step_done, step_clock, list_road, calendar_change, working_day;

alter table dossier_stage drop column paused, drop column resumed, drop column since;
