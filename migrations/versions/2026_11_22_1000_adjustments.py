"""Later decisions: lines of an earlier one removed or corrected, and what stands of it in force.

The SQL stands in migrations/sql, one statement a paragraph; these files are frozen with this
revision, later changes are migrations of their own.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import context, op

from app.core.schema import in_nation

revision = "0010_adjustments"
down_revision = "0009_sittings"
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
    _run("adjustments_nation.sql" if in_nation() else "adjustments_province.sql")


def downgrade() -> None:
    """Take the additions away; what later decisions changed is forgotten."""
    _run("adjustments_nation_down.sql" if in_nation() else "adjustments_province_down.sql")
