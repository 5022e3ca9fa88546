"""What became of an order is a set of facts; every line of a statement has its verdict.

The SQL stands in migrations/sql, one statement a paragraph; these files are frozen with this
revision, later changes are migrations of their own.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import context, op

from app.core.schema import in_nation

revision = "0019_statements"
down_revision = "0018_runs"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql"


def _run(name: str) -> None:
    schema = context.config.attributes["schema"]
    paragraphs = (_SQL / name).read_text(encoding="utf-8").split(";\n\n")
    for statement in paragraphs:
        if statement.strip():
            told = statement.replace("{schema}", schema).replace("{province}", schema[1:])
            op.execute(sa.text(told.strip().rstrip(";").replace(":", "\\:")))


def upgrade() -> None:
    """Run once for the nation and once for each province."""
    _run("statements_nation.sql" if in_nation() else "statements_province.sql")


def downgrade() -> None:
    """Open exceptions are forgotten; an order with several facts has to be settled first."""
    _run("statements_nation_down.sql" if in_nation() else "statements_province_down.sql")
