CREATE TABLE paper_number (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    paper TEXT NOT NULL,
    number TEXT NOT NULL,
    dated DATE NOT NULL,
    given_by BIGINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT nation.house_now() NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_paper_number PRIMARY KEY (id)
);

CREATE UNIQUE INDEX uq_paper_number_paper ON paper_number (paper);

alter table paper_number enable row level security;

alter table paper_number force row level security;

create policy territory on paper_number
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null)
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and nullif(current_setting('app.agent', true), '') is null);

create trigger append_only before update or delete on paper_number
    for each statement execute function nation.refuse_change();

create trigger append_only_whole before truncate on paper_number
    for each statement execute function nation.refuse_change();

create trigger write_change_log after insert on paper_number
    for each row execute function nation.write_change_log('number', 'area_path');

grant select, insert on paper_number to house_app;

alter table decision add column agent_code text;

alter table decision disable trigger append_only;

update decision d
   set agent_code = (select min(r.agent_code) from payout_run r where r.decision_id = d.id);

alter table decision enable trigger append_only;

create trigger check_posting_answered before update of state on posting
    for each row when (new.state = 'closed' and old.state <> 'closed')
    execute function nation.check_posting_answered();

create trigger check_objections_answered after update on dossier_stage
    referencing new table as new_rows for each statement
    execute function nation.check_objections_answered();
