"""The facts of a coverage bench, one narrow row a dossier, and what the deltas of them come to."""

import time
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final, NamedTuple

from tests.bench.ground import PROVINCE
from tests.bench.sheet import note

_PLACES: Final = """
create schema bench;

create unlogged table bench.place as
select row_number() over (order by path) - 1 as n, path,
       split_part(path, '.', 1) as province_code, split_part(path, '.', 2) as district_code
  from nation.admin_unit where level = 'commune' and path like '{inside}%';

create unlogged table bench.wave (group_code text, wave int, slots int, opens date, months int,
                                  amount_dong bigint, twice boolean, source_id bigint);

insert into bench.wave values
    ('NCC', 1, 48, '2020-04-20', 3, 1500000, false, 1),
    ('NCC', 2, 12, '2020-07-06', 3, 1500000, false, 1),
    ('BTXH', 1, 130, '2020-04-22', 3, 1500000, false, 1),
    ('BTXH', 2, 34, '2020-06-22', 3, 1500000, false, 2),
    ('HN', 1, 240, '2020-04-24', 3, 750000, false, 1),
    ('HN', 2, 66, '2020-06-29', 3, 750000, false, 2),
    ('HCN', 1, 274, '2020-04-26', 3, 750000, false, 1),
    ('HCN', 2, 68, '2020-07-01', 3, 750000, false, 2),
    ('HKD', 1, 10, '2020-05-20', 1, 1000000, false, 3),
    ('HKD', 2, 10, '2020-07-20', 1, 1000000, false, 3),
    ('NLD_TAMHOAN', 1, 12, '2020-05-05', 2, 3600000, true, 3),
    ('NLD_TAMHOAN', 2, 12, '2020-07-05', 2, 3600000, true, 3),
    ('NLD_CHAMDUT', 1, 12, '2020-05-08', 1, 1000000, false, 3),
    ('NLD_CHAMDUT', 2, 12, '2020-08-08', 1, 1000000, false, 3),
    ('NLD_KHONGHD', 1, 21, '2020-05-12', 1, 1000000, false, 1),
    ('NLD_KHONGHD', 2, 21, '2020-06-12', 1, 1000000, false, 2),
    ('NLD_KHONGHD', 3, 21, '2020-07-12', 1, 1000000, false, 2),
    ('NLD_KHONGHD', 4, 21, '2020-09-02', 1, 1000000, false, 2);

create unlogged table bench.slot as
select row_number() over (order by group_code, wave) - 1 as slot,
       dense_rank() over (order by group_code) as group_number, w.*
  from bench.wave w, generate_series(1, w.slots);

create unlogged table bench.dossier (
    id bigint, province_code text, district_code text, area_path text collate "C",
    group_code text, decision_id bigint, agent_code text, source_id bigint, months int,
    signed_on date, approved_known_on date, amount_dong bigint, first_dong bigint,
    paid_on date, paid_known_on date, later_on date, later_known_on date,
    returned_on date, returned_known_on date)
"""
"""Shares and days of the groups; all slots together are the 1,024 values of ten bits."""
_PEOPLE: Final = """
insert into bench.dossier
with drawn as (
    select i as id, hashint8extended(i, 1) as luck, hashint8extended(i, 2) as more
      from generate_series({first}::bigint, {last}::bigint) i),
placed as (
    select d.id, d.more, p.province_code, p.district_code, p.path, s.*,
           s.opens + (hashint8extended(p.district_code::int * 10 + s.wave, 3) & 15)::int
               as signed_on,
           hashint8extended(p.n * 16 + s.group_number, 4) as custom,
           (d.luck >> 11 & 1023)::int as fate, (d.luck >> 21 & 1023)::int as lateness
      from drawn d
      join bench.place p on p.n = d.id % {places}
      join bench.slot s on s.slot = d.luck & 1023),
paid as (
    select *, signed_on + 2 + (custom & 7)::int
              + ((more & 1023)::int * (5 + (custom >> 4 & 7)::int * 5 / 7)) / 1024 as day
      from placed),
told as (
    -- An agent tells a commune's day in one statement; one line in twenty is told by itself.
    select *, case when lateness < 50 then (more >> 40 & 1023)::int
                   else (hashint8extended(custom + (day - '2020-01-01'::date), 5) & 1023)::int end
              as told
      from paid),
known as (
    select *, case when told < 400 then 0 when told < 720 then 1 when told < 880 then 2
                   when told < 960 then 3 when told < 1000 then 4 + (more >> 50 & 7)::int
                   else 30 + (more >> 50 & 31)::int end as lag,
           fate < 10 and not twice as comes_back, fate < 993 as gets
      from told)
select id, province_code, district_code, path, group_code,
       district_code::bigint * 100 + group_number * 10 + wave,
       case when fate % 10 = 3 then 'NHCSXH' else 'BUUDIEN' end, source_id, months, signed_on,
       signed_on + district_code::int % 3, amount_dong,
       case when twice then amount_dong / 2 else amount_dong end,
       case when gets then day end, case when gets then day + lag end,
       case when gets and twice then day + 30 end,
       case when gets and twice then day + 30 + (more >> 16 & 63)::int % 4 + lag end,
       case when comes_back then day + 3 + (more >> 20 & 15)::int end,
       case when comes_back then day + 3 + (more >> 20 & 15)::int + lag end
  from known
"""
DELTAS: Final = """
insert into nation.coverage_delta
select area_path, group_code, decision_id, agent_code, source_id, 'approved', signed_on,
       approved_known_on, count(*), sum(months), sum(amount_dong), 0, 0
  from {facts} where approved_known_on >= $1 and approved_known_on < $2
 group by 1, 2, 3, 4, 5, 7, 8
union all
select area_path, group_code, decision_id, agent_code, source_id, cause, day, known_on, 0, 0, 0,
       sum(people), sum(dong)
  from {facts}, lateral (values
           ('paid', paid_on, paid_known_on, 1, first_dong),
           ('paid', later_on, later_known_on, 0, amount_dong - first_dong),
           ('returned', returned_on, returned_known_on, -1, -first_dong))
           fact (cause, day, known_on, people, dong)
 where known_on >= $1 and known_on < $2
 group by 1, 2, 3, 4, 5, 6, 7, 8
"""
"""What the triggers would have left of facts that came to be known between two days."""
_SCAN: Final = """
select {keys},
       count(*) filter (where signed_on <= $1 and approved_known_on <= $2),
       coalesce(sum(months) filter (where signed_on <= $1 and approved_known_on <= $2), 0),
       coalesce(sum(amount_dong)
                filter (where signed_on <= $1 and approved_known_on <= $2), 0)::bigint,
       count(*) filter (where paid_on <= $1 and paid_known_on <= $2
                          and (returned_on <= $1 and returned_known_on <= $2) is not true),
       coalesce(sum(first_dong)
                filter (where paid_on <= $1 and paid_known_on <= $2
                          and (returned_on <= $1 and returned_known_on <= $2) is not true), 0
               )::bigint
       + coalesce(sum(amount_dong - first_dong)
                  filter (where later_on <= $1 and later_known_on <= $2), 0)::bigint
  from bench.dossier group by {keys}
"""
COVERING: Final = """
create index covering on bench.dossier (district_code, group_code)
include (months, signed_on, approved_known_on, amount_dong, first_dong, paid_on, paid_known_on,
         later_on, later_known_on, returned_on, returned_known_on)
"""
ENDLESS: Final = date(9999, 12, 31)
_ROUNDS: Final = [*(date(2020, month, 1) for month in (4, 6, 7, 8, 9)), date(2021, 12, 31)]
_CHUNK: Final = 2_000_000


class Built(NamedTuple):
    """How long the data took: facts in seconds, deltas and seconds of their folding."""

    facts: float
    deltas: int
    folding: float


async def build(connection: Any, dossiers: int) -> Built:
    """So many dossiers in one province or, from ten million on, in the whole country."""
    start = time.perf_counter()
    inside = PROVINCE + "." if dossiers < 10_000_000 else ""
    await connection.execute("set work_mem = '256MB'; set synchronous_commit = off")
    await connection.execute(_PLACES.format(inside=inside))
    places = await connection.fetchval("select count(*) from bench.place")
    for first in range(1, dossiers + 1, _CHUNK):
        last = min(first + _CHUNK - 1, dossiers)
        note(f"dossiers {first:,} to {last:,}")
        await connection.execute(_PEOPLE.format(first=first, last=last, places=places))
    await connection.execute("vacuum analyze bench.dossier")
    facts = time.perf_counter() - start
    return Built(facts, *await _folded(connection))


async def _folded(connection: Any) -> tuple[int, float]:
    """The deltas as they came to be known, each folded by the house's own fold."""
    found, spent = 0, 0.0
    provinces = [
        row[0] for row in await connection.fetch("select distinct province_code from bench.place")
    ]
    for since, until in pairwise(_ROUNDS):
        note(f"deltas known from {since:%m/%Y}")
        await connection.execute(DELTAS.format(facts="bench.dossier"), since, until)
        await connection.execute("analyze nation.coverage_delta")
        start = time.perf_counter()
        for province in sorted(provinces):
            found += await connection.fetchval("select nation.fold_coverage($1)", f"p{province}")
        spent += time.perf_counter() - start
        await connection.execute("vacuum nation.coverage_delta")
    for name in ("fold", "district"):
        await connection.execute(f"vacuum analyze nation.coverage_{name}")
    return found, spent


_COLUMNS: Final = {
    "group": "group_code", "district": "district_code",
    "commune": "split_part(area_path, '.', 3)", "decision": "decision_id::text",
}  # fmt: skip


async def scanned(
    connection: Any, as_of: date, known_on: date | None, by: Sequence[str] = ("group", "district")
) -> dict[tuple[str, ...], tuple[int, ...]]:
    """Place -> its five measures, counted from the facts; cells of nought left out."""
    keys, wide = ", ".join(_COLUMNS[key] for key in by), len(by)
    rows = await connection.fetch(_SCAN.format(keys=keys), as_of, known_on or ENDLESS)
    return {tuple(row[:wide]): tuple(row[wide:]) for row in map(tuple, rows) if any(row[wide:])}
