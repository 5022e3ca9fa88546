drop trigger keep_standing_of_moved on dossier_stage;

drop trigger keep_standing_of_new on dossier_stage;

drop table standing_count;

drop index ix_order_outcome_unpaid;

drop index ix_order_outcome_failed;
