create or replace function nation.stage_rank(stage text) returns integer
    language sql immutable parallel safe
    return array_position(array['draft', 'submitted', 'posted', 'at_commune', 'confirming',
                                'at_district', 'at_province'], stage);

delete from nation.stage_step where 'at_bank' in (from_stage, to_stage);

drop table nation.enactment;
