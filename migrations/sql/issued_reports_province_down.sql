drop table issued_report;
