"""${message}."""

import sqlalchemy as sa
from alembic import op

from app.core.schema import in_nation

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run once for the nation and once for each province."""
    if in_nation():
        ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Undo, in the nation or in a province."""
    ${downgrades if downgrades else "pass"}
