drop table loan_line, loan_answer;

alter table dossier drop constraint ck_dossier_months;

alter table dossier add constraint ck_dossier_months check (months between 1 and 3);

alter table dossier_list drop column policy_revision;
