"""The database guards itself: territories, owners, names and money, asked of its own catalogue."""

import re

import pytest
from sqlalchemy import CheckConstraint, text
from sqlalchemy.exc import DBAPIError

from app.core import db
from app.core.schema import all_tables

from .catalogue import NOT_THE_QUEUE, OURS, ask, lines
from .plan import none

TERRITORIAL = "('area_path', 'unit_path')"
# Money by source, days, roads of lists: no person and no place; they serve the whole province.
WITHOUT_TERRITORY = {
    "account_checkpoint", "fund_settlement", "fund_source", "journal", "journal_entry", "list_road",
    "working_day",
}  # fmt: skip


async def test_every_table_with_a_territory_is_guarded(house: str) -> None:
    naked = await lines(
        house,
        f"""
        select n.nspname || '.' || c.relname from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
         where n.nspname ~ '^p[0-9]{{2}}$' and c.relkind in ('r', 'p')
           and exists (select from pg_attribute a where a.attrelid = c.oid and not a.attisdropped
                          and a.attname in {TERRITORIAL})
           and not (c.relrowsecurity and c.relforcerowsecurity)
        """,
    )
    none(naked)


async def test_every_province_table_has_a_territory_or_a_reason(house: str) -> None:
    placeless = await lines(
        house,
        f"""
        select distinct c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname ~ '^p[0-9]{{2}}$' and c.relkind in ('r', 'p') and {NOT_THE_QUEUE}
           and not exists (select from pg_attribute a where a.attrelid = c.oid
                              and a.attname in {TERRITORIAL})
        """,
    )
    assert set(placeless) == WITHOUT_TERRITORY


async def test_every_policy_is_a_closed_range_that_fails_closed(house: str) -> None:
    """A path at or after the scope and before its end, on reading and on writing, never NULL."""
    rows = await ask(
        house,
        "select schemaname || '.' || tablename, qual, with_check, permissive, cmd, roles::text"
        " from pg_policies where schemaname ~ '^p[0-9]{2}$'",
    )
    assert len(rows) > 40
    scope = r"NULLIF\(current_setting\('app\.scope'::text, true\), ''::text\)"
    path = r"(?:area_path|unit_path)"
    shape = re.compile(rf"\({path} >= {scope}\) AND \({path} < \({scope} \|\| '~'::text\)\)")
    none(
        [
            f"{table}: {qual}"
            for table, qual, check, permissive, command, roles in rows
            if not shape.search(qual)
            or qual != check
            or (permissive, command, roles) != ("PERMISSIVE", "ALL", "{public}")
        ]
    )


async def test_one_policy_on_each_table(house: str) -> None:
    """Permissive policies add up: a second one could only widen the first."""
    none(
        await lines(
            house,
            "select schemaname || '.' || tablename from pg_policies"
            " group by schemaname, tablename having count(*) > 1",
        )
    )


async def test_views_look_with_the_eyes_of_who_asks(house: str) -> None:
    none(
        await lines(
            house,
            f"""
            select n.nspname || '.' || c.relname from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
             where {OURS} and (c.relkind = 'm' or (c.relkind = 'v'
               and not coalesce(c.reloptions && array['security_invoker=true',
                                                      'security_invoker=on'], false)))
            """,
        )
    )


async def test_the_service_role_has_no_power_of_its_own(house: str) -> None:
    (role,) = await ask(
        house,
        "select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication from pg_roles"
        " where rolname = :role",
        role=db.SERVICE_ROLE,
    )
    assert not any(role)
    memberships = "select roleid::regrole from pg_auth_members where member = :role::regrole"
    assert await ask(house, memberships.replace(":role", "'house_app'")) == []


async def test_the_service_role_owns_nothing_and_makes_nothing(house: str) -> None:
    owned = await ask(
        house,
        "select classid::regclass::text, objid from pg_shdepend"
        " where refobjid = 'house_app'::regrole and deptype = 'o' and not exists"
        " (select from pg_class c where c.oid = objid and c.relpersistence = 't')",
    )
    assert owned == []
    may_create = f"""
        select n.nspname from pg_namespace n
         where ({OURS} or n.nspname = 'public')
           and has_schema_privilege('house_app', n.oid, 'create')
        """
    none(await lines(house, may_create))


async def test_the_service_role_never_truncates_deletes_or_refers(house: str) -> None:
    """Deletion is for the queue and the demonstration clock alone."""
    none(
        await lines(
            house,
            f"""
            select n.nspname || '.' || c.relname || ' ' || p from pg_class c
              join pg_namespace n on n.oid = c.relnamespace,
              unnest(array['delete', 'truncate', 'references', 'trigger']) p
             where {OURS} and c.relkind in ('r', 'p') and c.relname !~ '^pgqueuer'
               and not (n.nspname = 'nation' and c.relname = 'clock' and p = 'delete')
               and has_table_privilege('house_app', c.oid, p)
            """,
        )
    )


async def test_definer_functions_cannot_be_led_astray(house: str) -> None:
    """A function that runs with its owner's rights fixes its search path."""
    none(
        await lines(
            house,
            f"""
            select n.nspname || '.' || c.proname from pg_proc c
              join pg_namespace n on n.oid = c.pronamespace
             where {OURS} and c.prosecdef
               and not coalesce(array_to_string(c.proconfig, ',') like '%search_path=pg_catalog%',
                                false)
            """,
        )
    )


async def test_money_is_whole_everywhere(house: str) -> None:
    none(
        await lines(
            house,
            f"""
            select n.nspname || '.' || c.relname || '.' || a.attname || ' '
                   || format_type(a.atttypid, a.atttypmod)
              from pg_attribute a join pg_class c on c.oid = a.attrelid
              join pg_namespace n on n.oid = c.relnamespace
             where {OURS} and c.relkind in ('r', 'p', 'v') and {NOT_THE_QUEUE}
               and a.attnum > 0 and not a.attisdropped
               and (a.atttypid in ('numeric'::regtype, 'real'::regtype, 'float8'::regtype,
                                   'money'::regtype)
                    or (a.attname ~ '_dong$' and a.atttypid <> 'bigint'::regtype))
            """,
        )
    )


async def test_paths_compare_by_bytes(house: str) -> None:
    """A range of paths is only right, and only indexed, in collation "C"."""
    none(
        await lines(
            house,
            f"""
            select n.nspname || '.' || c.relname || '.' || a.attname
              from pg_attribute a join pg_class c on c.oid = a.attrelid
              join pg_namespace n on n.oid = c.relnamespace
             where {OURS} and c.relkind = 'r' and a.attname in {TERRITORIAL}
               and a.attcollation <> '"C"'::regcollation
            """,
        )
    )


async def test_constraints_and_indexes_are_named_by_convention(house: str) -> None:
    kinds = "case contype when 'p' then 'pk' when 'u' then 'uq' when 'f' then 'fk' when 'c' then 'ck' when 'x' then 'ex' end"  # noqa: E501
    none(
        await lines(
            house,
            f"""
            select n.nspname || '.' || o.conname from pg_constraint o
              join pg_class c on c.oid = o.conrelid join pg_namespace n on n.oid = c.relnamespace
             where {OURS} and {NOT_THE_QUEUE} and contype in ('p', 'u', 'f', 'c', 'x')
               and o.conname !~ ('^' || {kinds} || '_' || c.relname || '(_[a-z0-9_]+)?$')
            union all
            select n.nspname || '.' || x.relname from pg_index i
              join pg_class x on x.oid = i.indexrelid join pg_class c on c.oid = i.indrelid
              join pg_namespace n on n.oid = c.relnamespace
             where {OURS} and {NOT_THE_QUEUE}
               and x.relname !~ ('^' || case when i.indisprimary then 'pk' when i.indisunique
                                             then '(uq|ex)' else 'ix' end
                                 || '_' || c.relname || '(_[a-z0-9_]+)?$')
            """,
        )
    )


async def test_the_models_name_every_check_of_the_database(house: str) -> None:
    """Alembic does not compare check constraints; this does, both ways."""
    metadata = all_tables()
    stated = {
        f"{table.schema or 'province'}.{check.name}"
        for table in metadata.tables.values()
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    }
    found = await lines(
        house,
        """
        select case n.nspname when 'nation' then 'nation' else 'province' end || '.' || o.conname
          from pg_constraint o join pg_class c on c.oid = o.conrelid
          join pg_namespace n on n.oid = c.relnamespace
         where n.nspname in ('nation', 'p42') and contype = 'c' and c.relname !~ '^pgqueuer'
        """,
    )
    assert set(found) == stated


async def test_both_provinces_are_built_alike(house: str) -> None:
    def shape(schema: str) -> str:
        return f"""
            select table_name || '.' || column_name || ' ' || data_type
              from information_schema.columns where table_schema = '{schema}' order by 1
            """

    assert await lines(house, shape("p42")) == await lines(house, shape("p40")) != []


async def append_only_tables(url: str) -> list[tuple[str, str]]:
    rows = await ask(
        url,
        r"""
        select c.relname, (select attname from pg_attribute a where a.attrelid = c.oid
                             and attnum > 0 and attidentity = '' and not attisdropped
                           order by attnum limit 1)
          from pg_trigger t join pg_class c on c.oid = t.tgrelid
          join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'p42' and t.tgname = 'append_only'
        """,
    )
    return [(table, column) for table, column in rows]


# What must never change once written, whatever else is append-only today.
WRITTEN_ONCE = {
    "access_log", "account_checkpoint", "calendar_change", "change_log", "decision",
    "decision_line", "document",
    "dossier_history", "fund_settlement", "issued_report", "journal", "journal_entry", "list_road",
    "order_outcome", "part_taken",
    "seal_block", "seal_note", "seen_person", "seen_set", "statement", "statement_line",
    "step_done", "webhook_delivery",
}  # fmt: skip


async def test_what_must_not_change_is_append_only_in_every_province(house: str) -> None:
    guarded = dict(await append_only_tables(house))
    assert set(guarded) >= WRITTEN_ONCE
    weak = await lines(
        house,
        """
        select n.nspname || '.' || c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid
          join pg_namespace n on n.oid = c.relnamespace
         where t.tgname like 'append_only%' group by 1
        having count(*) <> 2 or not bool_and(t.tgenabled in ('O', 'A'))
            or bit_or(t.tgtype::int) & (8 | 16 | 32) <> (8 | 16 | 32)
        """,
    )
    none(weak)


def changes(table: str, column: str) -> list[str]:
    return [
        f"update {table} set {column} = {column}",
        f"delete from {table}",
        f"truncate {table} cascade",
    ]


async def test_append_only_tables_refuse_the_service(house: str) -> None:
    """By privilege: the service role is told so before any row is looked at."""
    standing = db.Standing(scope="42.")
    for table, column in await append_only_tables(house):
        for sql in changes(table, column):
            with pytest.raises(DBAPIError, match="permission denied"):
                async with db.transaction(standing) as session:
                    await session.execute(text(sql))


async def test_append_only_tables_refuse_even_their_owner(house: str) -> None:
    """By trigger: the one who owns the tables has to take the trigger away first."""
    from app.core.owner import owner_transaction

    for table, column in await append_only_tables(house):
        for sql in changes(f"p42.{table}", column):
            with pytest.raises(DBAPIError, match="is written once"):
                async with owner_transaction(house) as session:
                    await session.execute(text(sql))


async def test_without_the_trigger_the_owner_could(house: str) -> None:
    """The control: it is the trigger that refuses, and taking it away lets the change pass."""
    from app.core.owner import owner_transaction

    class Undone(Exception):
        pass

    async def take_away_and_change() -> None:
        async with owner_transaction(house) as session:
            await session.execute(text("alter table p42.part_taken disable trigger append_only"))
            await session.execute(text("update p42.part_taken set part = part"))
            raise Undone

    with pytest.raises(Undone):
        await take_away_and_change()


async def test_the_steps_of_the_procedure_are_those_of_the_database(house: str) -> None:
    from app.dossiers.rules import STEPS

    stated = {(str(origin or ""), str(step)) for origin, steps in STEPS.items() for step in steps}
    rows = await ask(house, "select from_stage, to_stage from nation.stage_step")
    assert {(origin, step) for origin, step in rows} == stated


async def test_each_trigger_that_counts_is_switched_on(house: str) -> None:
    off = "select tgname from pg_trigger where not tgisinternal and tgenabled not in ('O', 'A')"
    none(await lines(house, off))
