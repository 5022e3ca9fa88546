drop function nation.recount_standing, nation.keep_standing, nation.is_standing;
