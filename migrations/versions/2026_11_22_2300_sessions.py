"""Sessions of people at browsers, their second factor, and what became of accounts and offices.

The SQL stands in migrations/sql, one statement a paragraph; these files are frozen with this
revision, later changes are migrations of their own.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import context, op

from app.core.schema import in_nation

revision = "0023_sessions"
down_revision = "0022_issued_reports"
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
    """Run once for the nation and once for each province, which keeps nothing of it."""
    if in_nation():
        _run("sessions_nation.sql")


def downgrade() -> None:
    """Sessions end, second factors and the record of closed accounts are forgotten."""
    if in_nation():
        _run("sessions_nation_down.sql")
