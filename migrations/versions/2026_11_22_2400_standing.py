"""How many dossiers of a list and place wait where, kept as they move.

The SQL stands in migrations/sql, one statement a paragraph; these files are frozen with this
revision, later changes are migrations of their own.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import context, op

from app.core.schema import in_nation

revision = "0024_standing"
down_revision = "0023_sessions"
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
    """Run once for the nation and once for each province, which counts what stands there."""
    _run("standing_nation.sql" if in_nation() else "standing_province.sql")


def downgrade() -> None:
    """The counts are forgotten; the stages of the dossiers say the same."""
    _run("standing_nation_down.sql" if in_nation() else "standing_province_down.sql")
