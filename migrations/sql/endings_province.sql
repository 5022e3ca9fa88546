-- Dossiers that ended without support, found without looking through all that stand: the stage of a
-- dossier changes six times and carries no index, its history is written once.
CREATE INDEX ix_dossier_history_ended ON dossier_history (area_path, dossier_id) WHERE to_stage in ('refused','withdrawn','declined','superseded','revoked');

-- An agent reads what two people made of its own lines. It makes nothing of them itself: what it
-- could write has to be confirmed already, which only another's ruling brings about.
alter policy territory on exception_settlement
    using (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '') and state = 'confirmed'))
    with check (area_path >= nullif(current_setting('app.scope', true), '')
        and area_path < nullif(current_setting('app.scope', true), '') || '~'
        and (nullif(current_setting('app.agent', true), '') is null or agent_code = nullif(current_setting('app.agent', true), '') and state = 'confirmed'));
