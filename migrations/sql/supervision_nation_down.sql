drop function nation.check_sample, nation.check_own_case, nation.check_complaint_event,
    nation.check_hold_release, nation.is_party, nation.lists_of_target,
    nation.check_orders_not_held, nation.check_run_not_held, nation.check_lines_not_held,
    nation.check_steps_not_held, nation.held_orders, nation.held_among, nation.live_holds;
