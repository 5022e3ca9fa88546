"""Every step has a clock in working days of the province, and what became of it is kept.

The SQL stands in migrations/sql, one statement a paragraph; these files are frozen with this
revision, later changes are migrations of their own.
"""

from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import context, op

from app import policy
from app.clocks.rules import last_day, numbered, road_of
from app.core.schema import in_nation
from app.core.settings import settings

revision = "0006_clocks"
down_revision = "0005_decisions"
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


def _fill() -> None:
    """The days of the policy's calendar, and the road of every list as it was compiled."""
    bind, place = op.get_bind(), context.config.attributes["schema"]
    rules = policy.policy_at(datetime.now(UTC).date(), settings().policy_overrides)
    days = [one._asdict() for one in numbered(rules, last_day(datetime.now(UTC).date()), {})]
    bind.execute(
        sa.text("insert into working_day (day, is_working, number)"
                " select * from unnest(cast(:days as date[]), cast(:works as boolean[]),"
                " cast(:numbers as integer[]))"),
        {"days": [one["day"] for one in days], "works": [one["is_working"] for one in days],
         "numbers": [one["number"] for one in days]},
    )  # fmt: skip
    bind.execute(
        sa.text("select set_config('app.scope', :scope, true)"), {"scope": f"{place[1:]}."}
    )
    lists = bind.execute(sa.text("select id, group_code, compiled_on from dossier_list")).all()
    roads = [
        {"list": one.id, "group": one.group_code, **stage._asdict()}
        for one in lists
        for stage in road_of(
            policy.policy_at(one.compiled_on, settings().policy_overrides), one.group_code
        )
    ]
    if roads:
        bind.execute(
            sa.text("insert into list_road (list_id, stage, again, step, level, group_code,"
                    " working_days) values (:list, :stage, :again, :step, :level, :group,"
                    " :working_days)"),
            roads,
        )  # fmt: skip
    _run("clocks_standing.sql")


def upgrade() -> None:
    """Run once for the nation and once for each province."""
    if in_nation():
        _run("clocks_nation.sql")
    else:
        _run("clocks_province.sql")
        _fill()


def downgrade() -> None:
    """Take the additions away; clocks and the record of what was on time are lost."""
    _run("clocks_nation_down.sql" if in_nation() else "clocks_province_down.sql")
