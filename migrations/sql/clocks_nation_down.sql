create or replace function nation.keep_stage_honest() returns trigger
    language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        new.from_stage := null;
        new.version := 1;
    else
        new.from_stage := old.stage;
        new.version := old.version + 1;
    end if;
    return new;
end $$;

drop function nation.keep_clocks, nation.keep_step_honest, nation.step_passage, nation.stage_rank, nation.open_step_day;
