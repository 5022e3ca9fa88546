"""How dossiers ended is found by an index, and an agent reads how its own lines were settled.

The SQL stands in migrations/sql, one statement a paragraph; these files are frozen with this
revision, later changes are migrations of their own.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import context, op

from app.core.schema import in_nation

revision = "0025_endings"
down_revision = "0024_standing"
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
    """Only provinces have dossiers and lines."""
    if not in_nation():
        _run("endings_province.sql")


def downgrade() -> None:
    """The index goes, and the lines' endings are again the province's alone."""
    if not in_nation():
        _run("endings_province_down.sql")
