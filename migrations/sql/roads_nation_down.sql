drop index nation.uq_person_claim_live;

create unique index uq_person_claim_live on nation.person_claim (person_id) where state = 'live';

delete from nation.stage_step where (from_stage, to_stage) = ('submitted', 'at_commune');
