"""A long batch that all councils have favoured, written straight into its tables."""

from itertools import count

from sqlalchemy import text

from tests.money_rows import AMOUNTS, COMMUNE, TODAY, owning

_numbers = count(1)
_HEAD = """
with paper as (
  insert into document (sha256, media_type, file_name, content, area_path, kept_by)
  values (sha256(cast(:key as bytea)), 'x', 'x', '', :area, 1) returning id),
list as (
  insert into dossier_list (form, group_code, unit_path, compiled_on, state, sha256, document_id,
                            policy_version, maker_id, version)
  select '08', 'HN', :area, :day, 'submitted', sha256(cast(:key as bytea)), id, 'QD15', 1, 1
    from paper returning id),
batch as (
  insert into batch (paper_number, state, made_by, area_path)
  values ('1/TTr', 'open', 1, left(:area, 7)) returning id)
insert into batch_list (batch_id, list_id, undecided, area_path)
select batch.id, list.id, true, left(:area, 7) from batch, list returning batch_id, list_id
"""
_ROWS = """
with people as (
  insert into person (id, full_name, name_key, area_path)
  select nextval('nation.person_number'), 'Nguyễn Thị ' || n, 'nguyen thi ' || n, :area
    from generate_series(1, :count) n returning id),
dossiers as (
  insert into dossier (id, list_id, row_number, person_id, group_code, months, amount_dong,
                       full_name, id_number, hamlet, area_path)
  select nextval('nation.dossier_number'), :list, row_number() over (), id, 'HN', 3, :amount,
         'Nguyễn Thị ' || id, '042' || lpad(id::text, 9, '0'), 'Thôn ' || id % 12, :area
    from people returning *),
stages as (
  insert into dossier_stage (dossier_id, list_id, stage, from_stage, version, since, resumed,
                             area_path)
  select id, list_id, 'at_province', 'at_province', 1, cast(:day as date), 0, area_path
    from dossiers),
history as (
  insert into dossier_history (dossier_id, version, from_stage, to_stage, at, area_path, told)
  select id, 1, 'at_province', 'at_province', nation.house_now(), area_path, txid_current()
    from dossiers)
insert into nation.person_claim (dossier_id, province_code, person_id, group_code, amount_dong,
                                 tie_break, state)
select id, left(:area, 2), person_id, group_code, amount_dong, area_path || row_number, 'open'
  from dossiers
"""
AMOUNT = AMOUNTS["HN"]


async def waiting(url: str, lines: int) -> int:
    """The number of an open batch of so many favoured cases of one commune, in one list."""
    key = f"heard {next(_numbers)}"
    async with owning(url) as session:
        await session.execute(text("set local session_replication_role = replica"))
        head = {"area": COMMUNE, "day": TODAY, "key": key.encode()}
        batch_id, list_id = (await session.execute(text(_HEAD), head)).one()
        row = {"area": COMMUNE, "count": lines, "list": list_id, "amount": AMOUNT, "day": TODAY}
        await session.execute(text(_ROWS), row)
    return int(batch_id)
