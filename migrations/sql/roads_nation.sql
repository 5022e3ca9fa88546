insert into nation.stage_step (from_stage, to_stage) values ('submitted', 'at_commune');
