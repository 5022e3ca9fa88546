"""Coverage as dated deltas: what each fact adds, by the day it happened and the day it was known.

The SQL stands in migrations/sql, one statement a paragraph; these files are frozen with this
revision, later changes are migrations of their own.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import context, op

from app.core.schema import in_nation

revision = "0021_coverage"
down_revision = "0020_closings"
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
    _run("coverage_nation.sql" if in_nation() else "coverage_province.sql")


def downgrade() -> None:
    """The deltas are forgotten; the facts they were counted from stay."""
    _run("coverage_nation_down.sql" if in_nation() else "coverage_province_down.sql")
