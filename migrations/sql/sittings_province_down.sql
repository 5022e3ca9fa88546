drop table sitting_question, sitting_vote;

drop trigger check_sitting_closing on sitting;

drop index uq_sitting_votes_needed;

alter table sitting
    drop column chair_id, drop column place, drop column votes_needed, drop column seen_mark,
    drop column record, drop column considered, drop column favoured, drop column favoured_dong,
    drop column refused, drop column superseded, drop column returned, drop column held;

delete from opinion where verdict = 'on_hold';

alter table opinion
    drop constraint ck_opinion_verdict, drop constraint ck_opinion_reason_for_the_unfavoured,
    drop constraint ck_opinion_return_to, drop constraint ck_opinion_question,
    drop column version, drop column return_to, drop column asked_of, drop column question;

alter table opinion add constraint ck_opinion_verdict CHECK (verdict in ('favourable','unfavourable','superseded','returned'));

alter table opinion add constraint ck_opinion_reason_for_the_unfavoured CHECK (verdict = 'favourable' or reason_code is not null);
