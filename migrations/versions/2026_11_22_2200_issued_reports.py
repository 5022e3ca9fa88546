"""Reports that were issued: figures, files, number and seal, written once.

The SQL stands in migrations/sql, one statement a paragraph; these files are frozen with this
revision, later changes are migrations of their own.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import context, op

from app.core.schema import in_nation

revision = "0022_issued_reports"
down_revision = "0021_coverage"
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
    """Run once for the nation, which keeps nothing of it, and once for each province."""
    if not in_nation():
        _run("issued_reports_province.sql")


def downgrade() -> None:
    """Issued reports are forgotten; their files stay among the documents."""
    if not in_nation():
        _run("issued_reports_province_down.sql")
