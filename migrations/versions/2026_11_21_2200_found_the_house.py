"""Found the house: the shared schema, and the schema of a province with its guards.

The SQL stands in migrations/sql, one statement a paragraph; these files are frozen with this
revision, later changes are migrations of their own.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import context, op
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment

from app.core.schema import in_nation

revision = "0001_house"
down_revision = None
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql"


def _run(name: str) -> None:
    schema = context.config.attributes["schema"]
    paragraphs = (_SQL / name).read_text(encoding="utf-8").split(";\n\n")
    for statement in paragraphs:
        if statement.strip():
            op.execute(sa.text(_literal(statement.replace("{schema}", schema))))


def _literal(statement: str) -> str:
    return statement.strip().rstrip(";").replace(":", "\\:")


def _queue() -> None:
    """The job queue brings its own tables; its script is run whole by the driver."""
    script = QueryBuilderEnvironment().build_install_query()
    op.get_bind().connection.run_async(lambda raw: raw.execute(script))


def upgrade() -> None:
    """Run once for the nation and once for each province."""
    if in_nation():
        _run("nation_first.sql")
        _run("nation_tables.sql")
        _queue()
        _run("nation_guards.sql")
    else:
        _run("province_tables.sql")
        _run("province_guards.sql")


def downgrade() -> None:
    """Take the schema back to empty; the version table stays for the migration tool."""
    schema = context.config.attributes["schema"]
    connection = op.get_bind()
    tables = connection.scalars(
        sa.text(
            "select format('%I.%I', schemaname, tablename) from pg_tables"
            " where schemaname = :schema and tablename <> 'alembic_version'"
        ),
        {"schema": schema},
    ).all()
    for table in tables:
        op.execute(f"drop table {table} cascade")
    if in_nation():
        _drop_shared_functions()


def _drop_shared_functions() -> None:
    for name in ("person_number", "dossier_number", "order_number"):
        op.execute(f"drop sequence nation.{name}")
    for name in (
        "house_now", "keep_stage_honest", "write_dossier_history", "write_change_log",
        "refuse_change", "check_journal", "check_decision", "check_decision_lines",
        "check_payout_orders", "check_parents", "check_journal_has_legs", "take_stock",
        "fn_pgqueuer_changed",
    ):  # fmt: skip
        op.execute(f"drop function if exists nation.{name} cascade")
    op.execute("drop type if exists nation.pgqueuer_status")
