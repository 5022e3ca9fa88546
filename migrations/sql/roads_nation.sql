insert into nation.stage_step (from_stage, to_stage) values ('submitted', 'at_commune');

drop index nation.uq_person_claim_live;

create unique index uq_person_claim_live on nation.person_claim ((case when state = 'live' then person_id end));
