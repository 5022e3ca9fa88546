delete from nation.stage_step where (from_stage, to_stage) = ('submitted', 'at_commune');
