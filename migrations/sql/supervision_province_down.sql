drop trigger check_own_case on part_taken;

drop trigger check_own_case on sitting_seat;

drop trigger check_own_case on decision_list;

drop trigger check_steps_not_held on dossier_stage;

drop trigger check_lines_not_held on decision_line;

drop trigger check_orders_not_held on payout_order;

drop trigger check_run_not_held on payout_run;

drop table sample_result, sample_line, inspection_sample, complaint_event, complaint, interest, hold;
