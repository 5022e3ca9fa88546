insert into step_clock (list_id, group_code, step, level, entered_on, resumed, working_days, due_on,
                        area_path)
select distinct r.list_id, r.group_code, r.step, r.level, s.since, 0, r.working_days,
       case r.working_days when 0 then s.since else due.day end, s.area_path
  from dossier_stage s
  join list_road r on r.list_id = s.list_id and r.stage = s.stage
   and r.again = coalesce(s.from_stage = s.stage, false)
  left join working_day began on began.day = s.since
  left join working_day due on due.is_working and due.number = began.number + r.working_days;

select set_config('app.scope', '', true);
