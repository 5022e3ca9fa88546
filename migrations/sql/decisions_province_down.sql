drop trigger check_not_suspended on payout_run;

drop table refusal_notice, suspension;

alter table decision_line drop column leaf;

alter table decision rename constraint ck_decision_root to ck_decision_digest;

alter table decision rename column root to digest;
