drop view trail;

drop table seal_note, seal_block, access_log, seen_person, seen_set;

alter table change_log drop column told;

alter table dossier_history drop column told;
