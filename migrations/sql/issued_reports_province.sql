CREATE TABLE issued_report (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    dated DATE NOT NULL,
    office TEXT NOT NULL,
    signer_id BIGINT NOT NULL,
    as_of DATE NOT NULL,
    known_on DATE NOT NULL,
    known_at TIMESTAMP WITH TIME ZONE NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    title TEXT NOT NULL,
    corrects_id BIGINT,
    approved_people BIGINT NOT NULL,
    paid_people BIGINT NOT NULL,
    approved_dong BIGINT NOT NULL,
    paid_dong BIGINT NOT NULL,
    content BYTEA NOT NULL,
    sha256 BYTEA NOT NULL,
    figures_sha256 BYTEA NOT NULL,
    seal BYTEA NOT NULL,
    paper_mark BYTEA NOT NULL,
    docx_id BIGINT NOT NULL,
    pdf_id BIGINT NOT NULL,
    xlsx_id BIGINT NOT NULL,
    issued_by BIGINT NOT NULL,
    issued_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    CONSTRAINT pk_issued_report PRIMARY KEY (id),
    CONSTRAINT ck_issued_report_kind CHECK (kind in ('quick','half_year','places','decisions','unpaid','refused','on_time','sources')),
    CONSTRAINT ck_issued_report_days CHECK (as_of <= dated and known_on <= dated and known_at <= issued_at),
    CONSTRAINT ck_issued_report_content CHECK (sha256 = sha256(content)),
    CONSTRAINT ck_issued_report_hashes CHECK (octet_length(figures_sha256) = 32 and octet_length(seal) = 32 and octet_length(paper_mark) = 32),
    CONSTRAINT ck_issued_report_not_itself CHECK (corrects_id <> id),
    CONSTRAINT fk_issued_report_docx_id FOREIGN KEY(docx_id) REFERENCES document (id),
    CONSTRAINT fk_issued_report_pdf_id FOREIGN KEY(pdf_id) REFERENCES document (id),
    CONSTRAINT fk_issued_report_xlsx_id FOREIGN KEY(xlsx_id) REFERENCES document (id)
);

CREATE UNIQUE INDEX uq_issued_report_number ON issued_report (number);

CREATE UNIQUE INDEX uq_issued_report_first ON issued_report (kind, area_path, as_of, known_on) WHERE corrects_id IS NULL;

CREATE UNIQUE INDEX uq_issued_report_corrects_id ON issued_report (corrects_id);

CREATE UNIQUE INDEX uq_issued_report_told ON issued_report (id, kind, area_path, as_of);

alter table issued_report add CONSTRAINT fk_issued_report_corrects FOREIGN KEY(corrects_id, kind, area_path, as_of) REFERENCES issued_report (id, kind, area_path, as_of);

alter table issued_report enable row level security;

alter table issued_report force row level security;

create policy territory on issued_report
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on issued_report
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on issued_report
    for each statement execute function nation.refuse_change();

create trigger write_change_log after insert on issued_report
    for each row execute function nation.write_change_log('number', 'area_path');

grant select, insert on issued_report to house_app;
