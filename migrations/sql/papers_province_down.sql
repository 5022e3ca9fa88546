drop trigger check_objections_answered on dossier_stage;

drop trigger check_posting_answered on posting;

alter table decision drop column agent_code;

drop table paper_number;
