"""What was paid on some days is found by a summary of the days, not by going through all facts.

The SQL stands in migrations/sql, one statement a paragraph; these files are frozen with this
revision, later changes are migrations of their own.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import context, op

from app.core.schema import in_nation

revision = "0026_days"
down_revision = "0025_endings"
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
    """Only provinces have facts of orders."""
    if not in_nation():
        _run("days_province.sql")


def downgrade() -> None:
    """The summaries go."""
    if not in_nation():
        _run("days_province_down.sql")
