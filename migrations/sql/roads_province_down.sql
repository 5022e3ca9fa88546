drop table confirmation_line, confirmation;
