drop function nation.check_settler();

drop function nation.check_run_open();

drop function nation.check_run_closing();
