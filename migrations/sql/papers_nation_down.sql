drop function nation.check_objections_answered();

drop function nation.check_posting_answered();

drop table nation.issued_paper;
