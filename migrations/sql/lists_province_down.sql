drop function merged_people, different_people, doubtful_entries, find_likely, pair_linked, join_people, part_people;

drop trigger check_changed_at_draft on dossier;

drop table household_business, candidate_pair, identity_ruling, supersession, benefit_adjustment, declination, list_version, row_doubt, column_mapping, list_alert;

alter table dossier drop column insurance_number, drop column phone, drop column account_number,
    drop column account_name, drop column bank, drop column tax_code, drop column business_id,
    drop column facts;

revoke update on dossier from house_app;

drop index ix_person_birth_date;

alter table person drop column insurance_number;

alter table dossier_list drop column version, drop column doubt_count;

revoke update (sha256, document_id) on dossier_list from house_app;

alter table list_row disable trigger append_only;

alter table list_row no force row level security;

delete from list_row r where exists (select from list_row n where n.list_id = r.list_id and n.version > r.version);

alter table list_row force row level security;

alter table list_row enable trigger append_only;

alter table list_row drop constraint pk_list_row;

alter table list_row drop column version, drop column entry, drop column change, drop column digest,
    drop column mark, drop column warnings;

alter table list_row add constraint pk_list_row primary key (list_id, row_number);
